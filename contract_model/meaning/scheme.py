"""This file defines `Scheme`: a contract's terms over time made ready to be run, with who listens to what."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TypeAlias

from contract_model.meaning.lookup import Lookup
from contract_model.meaning.program import Program
from contract_model.meaning.transitions import Needs, Transitions, needs, program_of
from contract_model.model.conditions import TRUE, Condition, Named, variables
from contract_model.model.contract import Contract, Term, TermKind, Version
from contract_model.model.history import History
from contract_model.model.norm import (
    ChangeNorm,
    FactChange,
    HolderOf,
    NormPart,
    OnChange,
    OnEvent,
    Owed,
    Past,
    StateOf,
    Trigger,
    Verb,
)
from contract_model.model.states import NormState


@dataclass(frozen=True, slots=True)
class Listener:
    """A term that is triggered, or a fact that changes, when something happens and a condition holds."""

    name: str  # of the condition in the program
    term: Term | None
    fact: str | None
    change: FactChange | None


@dataclass(frozen=True, slots=True)
class Listeners:
    """All that listens to one thing, with their conditions as a program."""

    program: Program
    listeners: tuple[Listener, ...]


Change: TypeAlias = tuple[str, NormState]
"""A term, and the state into which an instance of it comes."""


@dataclass(frozen=True, slots=True)
class Ruling:
    """A version made ready.

    `terms`: the transitions of each term over time. `on_event`: who listens to an action; `on_change`: to a norm. `acting`: the terms of
    which an event of an action may be an act. `needs`: what the world's conditions of a term look at; `watching_*` the other way round.
    """

    version: Version
    terms: Mapping[str, Transitions]
    on_event: Mapping[str, Listeners]
    on_change: Mapping[Change, Listeners]
    acting: Mapping[str, tuple[str, ...]]
    needs: Mapping[str, Needs]
    watching_fact: Mapping[str, tuple[str, ...]]
    watching_term: Mapping[str, tuple[str, ...]]
    watching_past: Mapping[str, tuple[str, ...]]


class Scheme:
    """A contract made ready to be run through a history."""

    def __init__(self, contract: Contract, history: History) -> None:
        self.contract = contract
        self.history = history
        self.lookup = Lookup(contract, history)
        self.asked = _asked(contract)
        self.past = {d.name: d.origin for d in contract.derived.values() if isinstance(d.origin, Past)}
        self.past_of: dict[str, list[str]] = {}
        for name, origin in self.past.items():
            self.past_of.setdefault(origin.action, []).append(name)
        self.where = {n: program_of(contract, contract.versions[0], n, [Named(n, p.where)]) for n, p in self.past.items() if p.where}
        self._versions = {v.id: v for v in contract.versions}
        self._rulings: dict[str, Ruling] = {}
        self._acting: dict[str, tuple[str, ...]] = {}
        self._last: dict[str, Transitions] = {}
        self._of_versions: dict[str, tuple[Transitions, ...]] = {}
        for version in contract.versions:
            ruling = self.ruling(version)
            self._last |= ruling.terms
            for id, transitions in ruling.terms.items():
                self._of_versions[id] = (*self._of_versions.get(id, ()), transitions)
            for action, terms in ruling.acting.items():
                self._acting[action] = tuple(dict.fromkeys((*self._acting.get(action, ()), *terms)))
        self.reached = _reached(self._last.values())
        self.recalled = frozenset(d.origin.term for d in contract.derived.values() if isinstance(d.origin, (Owed, HolderOf)))
        rulings = list(self._rulings.values())  # norms of an earlier version may still wait
        self.watching_fact = _joined(r.watching_fact for r in rulings)
        self.watching_term = _joined(r.watching_term for r in rulings)
        self.watching_past = _joined(r.watching_past for r in rulings)

    @property
    def size(self) -> int:
        """How many terms over time there are."""
        return len(self._last)

    @property
    def first_ruling(self) -> Ruling:
        """The first version made ready: by it facts change before the contract begins."""
        return self.ruling(self.contract.versions[0])

    def acting(self, action: str) -> tuple[str, ...]:
        """The terms over time, of all versions, of which an event of an action may be an act."""
        return self._acting.get(action, ())

    def transitions(self, version: str | None, otherwise: str, term: str) -> Transitions:
        """The transitions of a term under a version, or under another where the first does not have it."""
        for id in (version, otherwise):
            if id is not None and term in (found := self.ruling(self.version(id)).terms):
                return found[term]
        return self._last[term]

    def admits(self, term: str) -> bool:
        """Whether a term is one of any version, and its evidence is as good as the history asks."""
        return term in self._last

    def term(self, version: str | None, id: str) -> Term:
        """A term of a version, or of the last that has it."""
        return self.transitions(version, version or self.contract.versions[0].id, id).term

    def of_versions(self, id: str) -> tuple[Transitions, ...]:
        """The transitions of a term under each version that has it."""
        return self._of_versions[id]

    def ruling(self, version: Version) -> Ruling:
        """A version made ready; made when it is first needed."""
        if version.id not in self._rulings:
            self._rulings[version.id] = _ruling(self.contract, self.history, version)
        return self._rulings[version.id]

    def version(self, id: str) -> Version:
        """The version of an id."""
        return self._versions[id]


def _joined(found: Iterable[Mapping[str, tuple[str, ...]]]) -> dict[str, tuple[str, ...]]:
    joined: dict[str, dict[str, None]] = {}
    for mapping in found:
        for name, terms in mapping.items():
            joined.setdefault(name, {}).update(dict.fromkeys(terms))
    return {name: tuple(terms) for name, terms in joined.items()}


def _reached(terms: Iterable[Transitions]) -> frozenset[str]:
    """The terms that others bring about."""
    found: set[str] = set()
    for t in terms:
        found.update(t.norm.on_violation)
        for consequence in (*t.norm.consequences, *t.norm.after_violation, *t.norm.on_lapse):
            if isinstance(consequence, ChangeNorm) and consequence.verb is Verb.CREATE:
                found.add(consequence.term)
    return frozenset(found)


def _asked(contract: Contract) -> Mapping[str, tuple[StateOf, ...]]:
    """What conditions ask about the states of each term."""
    found: dict[str, list[StateOf]] = {}
    for derived in contract.derived.values():
        if isinstance(derived.origin, StateOf):
            found.setdefault(derived.origin.term, []).append(derived.origin)
    return {t: tuple(a) for t, a in found.items()}


def _ruling(contract: Contract, history: History, version: Version) -> Ruling:
    terms = {
        t.id: Transitions(contract, version, t, t.norm)
        for t in version.terms.values()
        if t.norm is not None and t.certainty.reaches(history.evidence)
    }
    events: dict[str, list[tuple[Trigger, Listener]]] = {}
    changes: dict[Change, list[tuple[Trigger, Listener]]] = {}

    def listen(trigger: Trigger, listener: Listener) -> None:
        match trigger:
            case OnEvent(action, _, _):
                events.setdefault(action, []).append((trigger, listener))
            case OnChange(term, state, _, _):
                changes.setdefault((term, state), []).append((trigger, listener))

    for fact in contract.facts.values():
        for i, change in enumerate(fact.changes):
            listen(change.trigger, Listener(f"{fact.name} changes {i}", None, fact.name, change))
    for t in terms.values():
        for i, trigger in enumerate(t.norm.triggers):
            listen(trigger, Listener(f"{t.term.id} triggered {i}", t.term, None, None))
    acting: dict[str, list[str]] = {}
    for id, t in terms.items():
        if t.term.kind is not TermKind.DECLARATION:
            for action in dict.fromkeys(a.action for a in t.norm.acts):
                acting.setdefault(action, []).append(id)
    wanted = {id: needs(contract, (*t.world, *_worked_out(t.norm))) for id, t in terms.items()}
    return Ruling(
        version,
        terms,
        {a: _listeners(contract, version, f"event {a}", found) for a, found in events.items()},
        {c: _listeners(contract, version, f"change {c[0]} {c[1].value}", found) for c, found in changes.items()},
        {a: tuple(ids) for a, ids in acting.items()},
        wanted,
        _turned((id, w.facts) for id, w in wanted.items()),
        _turned((id, w.states) for id, w in wanted.items()),
        _turned((id, w.past) for id, w in wanted.items()),
    )


def _worked_out(norm: NormPart) -> list[Condition]:
    """What is worked out for an instance as soon as it can be: what is owed, and its times."""
    return [x.condition for x in (norm.owes, *(b.anchor for b in (norm.opens, norm.due) if b)) if x]


def _listeners(contract: Contract, version: Version, name: str, found: list[tuple[Trigger, Listener]]) -> Listeners:
    formulas = [Named(listener.name, t.condition.condition if t.condition else TRUE) for t, listener in found]
    return Listeners(program_of(contract, version, name, formulas), tuple(listener for _, listener in found))


def _turned(found: Iterable[tuple[str, frozenset[str]]]) -> dict[str, tuple[str, ...]]:
    turned: dict[str, list[str]] = {}
    for id, names in found:
        for name in sorted(names):
            turned.setdefault(name, []).append(id)
    return {n: tuple(ids) for n, ids in turned.items()}


def names_in(program: Program, formula: str) -> list[str]:
    """The variables that a condition of a program asks about, those within the conditions it refers to included."""
    return list(variables(program.named[formula]))
