"""This file defines `Bindings`: of which actions the chain of triggers of a term, or of a change, can hold an event.

    deliver   triggered_by: order                    {order}
    late      triggered_by: violated(deliver)        {order}
    receipt   triggered_by: fulfilled(deliver)       {order, deliver}

Terms make instances of each other in circles, so this is a least fixpoint: nothing at first, then what follows, until nothing is added.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from typing import TypeAlias

from contract_model.loading.parse import Document
from contract_model.model.conditions import Condition, variables
from contract_model.model.contract import Clause, Contract, Term, TermKind
from contract_model.model.norm import (
    Assign,
    Bound,
    ChangeNorm,
    Consequence,
    Deem,
    Delegate,
    Derived,
    Expression,
    OnChange,
    OnEvent,
    Past,
    SetFact,
    Trigger,
    TriggerValue,
    Verb,
)
from contract_model.model.states import NormState
from contract_model.problems import Span, cut, quoted

Chain: TypeAlias = int
"""A set of actions: a bit for each, since there may be thousands of actions in each of thousands of chains."""


@dataclass(frozen=True, slots=True)
class Bindings:
    """`of_term`: the actions in the chains of triggers of each term over time, as a `Chain`; `acts`: those of its own acts."""

    places: Mapping[str, int]
    of_term: Mapping[str, Chain]
    acts: Mapping[str, Chain]
    prohibitions: frozenset[str]

    def chain(self, *actions: str) -> Chain:
        """The chain that holds some actions."""
        result = 0
        for action in actions:
            result |= 1 << self.places[action] if action in self.places else 0
        return result

    def actions(self, chain: Chain) -> list[str]:
        """The actions that a chain holds."""
        return [action for action, place in self.places.items() if chain >> place & 1]

    def after(self, term: str) -> Chain:
        """The chain of what a performance or an exercise of a term brings about."""
        return self.of_term.get(term, 0) | self.acts.get(term, 0)

    def after_violation(self, term: str) -> Chain:
        """The chain of what a violation of a term brings about: the prohibited act was done, or a deadline passed."""
        return self.after(term) if term in self.prohibitions else self.of_term.get(term, 0)

    def of_trigger(self, trigger: Trigger) -> Chain:
        """The chain of what a trigger brings about."""
        match trigger:
            case OnEvent(action, _, _):
                return self.chain(action)
            case OnChange(term, NormState.FULFILLED | NormState.EXERCISED, _, _):
                return self.after(term)
            case OnChange(term, NormState.VIOLATED, _, _):
                return self.after_violation(term)
            case OnChange(term, _, _, _):
                return self.of_term.get(term, 0)


def bindings(contract: Contract) -> Bindings:
    """The bindings of all terms over time, over all versions."""
    terms = [t for v in contract.versions for t in v.terms.values() if t.norm]
    found: dict[str, Chain] = {t.id: 0 for t in terms}
    acts = dict(found)
    known = Bindings(
        {action: i for i, action in enumerate(contract.actions)},
        found,
        acts,
        frozenset(t.id for t in terms if t.kind is TermKind.PROHIBITION),
    )
    for term in terms:
        acts[term.id] |= known.chain(*(a.action for a in term.norm.acts)) if term.norm else 0
    given: dict[str, list[tuple[str | None, Callable[[], Chain]]]] = {t.id: [] for t in terms}
    for term in terms:
        for target, source, chain in _given(term, known):
            if target in given:
                given[target].append((source, chain))
    order = _sources_first({t: [s for s, _ in sources if s in given] for t, sources in given.items()})
    grown = True
    while grown:  # once, and once more to see that nothing is added, unless terms make each other in circles
        grown = False
        for name in order:
            before = found[name]
            for _, give in given[name]:
                found[name] |= give()
            grown = grown or found[name] != before
    return known


def _given(term: Term, known: Bindings) -> Iterator[tuple[str, str | None, Callable[[], Chain]]]:
    """The terms of which a term's triggers or consequences make instances, with the term in question and the chain that they get."""
    norm = term.norm
    assert norm is not None
    for trigger in norm.triggers:
        yield term.id, trigger.term if isinstance(trigger, OnChange) else None, partial(known.of_trigger, trigger)
    for name in norm.on_violation:
        yield name, term.id, partial(known.after_violation, term.id)
    for listed, chain in _consequences(term, known):
        for consequence in listed:
            if isinstance(consequence, ChangeNorm) and consequence.verb is Verb.CREATE:
                yield consequence.term, term.id, chain


def _consequences(term: Term, known: Bindings) -> Iterator[tuple[tuple[Consequence, ...], Callable[[], Chain]]]:
    """The consequences of a term, with what gives the chain that they have."""
    assert term.norm is not None
    yield term.norm.consequences, partial(known.after, term.id)
    yield term.norm.after_violation, partial(known.after_violation, term.id)
    yield term.norm.on_lapse, lambda: known.of_term[term.id]


def _sources_first(sources: Mapping[str, list[str]]) -> list[str]:
    """The terms, each after those from which its chain comes, as far as there are no circles. Without recursion: chains can be long."""
    order: dict[str, None] = {}
    seen: set[str] = set()
    for first in sources:
        waiting = [(first, iter(sources[first]))] if first not in seen else []
        seen.add(first)
        while waiting:
            name, rest = waiting[-1]
            source = next(rest, None)
            if source is None:
                order[name] = None
                waiting.pop()
            elif source not in seen:
                seen.add(source)
                waiting.append((source, iter(sources[source])))
    return [*order]


# --- what is asked of events that cannot be there ---------------------------------------------------------------------------------------


def check_bindings(contract: Contract, main: Document, documents: Mapping[str, Document]) -> None:
    """Note what is asked of the events of an action of which there is never one in the chain of triggers."""
    known = bindings(contract)
    check = _Check(contract.derived, known)
    for fact in contract.facts.values():
        for change in fact.changes:
            chain = known.of_trigger(change.trigger)
            check.texts(main, f"fact {cut(fact.name)}", [change.value, change.trigger.condition], chain)
    for action in contract.actions.values():
        for delivery in action.received:
            check.texts(main, f"action {cut(action.id)}", [delivery.condition], known.chain(action.id))
    if contract.runs:
        check.texts(main, "", [contract.runs.unless], 0)
    for version in contract.versions:
        for term in version.terms.values():
            check.term(documents[version.id], term)


@dataclass(frozen=True, slots=True)
class _Check:
    derived: Mapping[str, Derived]
    known: Bindings

    def term(self, document: Document, term: Term) -> None:
        """Note what a term asks of events that are never in its chain."""
        within, norm = f"term {cut(term.id)}", term.norm
        chain = self.known.of_term.get(term.id, 0)
        clauses = [term.when, term.requires, term.until, *(e.clause for e in term.exceptions)]
        if norm is None:
            self.texts(document, within, clauses, chain)
            return
        bounds = [b.anchor for b in (norm.opens, norm.due) if isinstance(b, Bound)]
        acts = [a.condition for a in norm.acts]
        self.texts(document, within, [*clauses, norm.once, norm.available, norm.owes, *bounds, *acts], chain)
        for trigger in norm.triggers:
            self.texts(document, within, [trigger.condition], self.known.of_trigger(trigger))
        for listed, after in _consequences(term, self.known):
            for consequence in listed:
                self.texts(document, within, _values(consequence), after())

    def texts(self, document: Document, within: str, texts: Iterable[Expression | Clause | None], chain: Chain) -> None:
        """Note each action of which a text asks for a value, and which is not in the chain."""
        for text in texts:
            for name, action in self._asked(text.condition) if text else ():
                if action != "trigger" and not chain & self.known.chain(action) and text:
                    said = f"{quoted(name)} is never known here: no event of {quoted(action)} is in the chain of triggers"
                    others = ", ".join(map(quoted, self.known.actions(chain)[:8]))
                    hint = f"the chain has events of {others}" if chain else "nothing but the start of the contract triggers it"
                    document.note("never-bound", said, _place(document, text.span, name), within, hint)

    def _asked(self, condition: Condition) -> Iterator[tuple[str, str]]:
        """The variables of a condition that are values of the events of a chain, with their actions."""
        for name in variables(condition):
            origin = self.derived[name].origin if name in self.derived else None
            if isinstance(origin, TriggerValue):
                yield name, origin.action
            elif isinstance(origin, Past):
                for _, key in origin.keys:
                    of_key = self.derived[key].origin if key in self.derived else None
                    if isinstance(of_key, TriggerValue):
                        yield key, of_key.action


def _place(document: Document, span: Span, name: str) -> Span:
    """Where a name stands in the text at a span; all of the text where it is not found, as in a definition that is used there."""
    row = document.lines[span.line - 1] if span.line <= len(document.lines) else ""
    at = row.find(name, span.column - 1, span.column - 1 + span.length)
    return Span(span.file, span.line, at + 1, len(name)) if at >= 0 else span


def _values(consequence: Consequence) -> list[Expression]:
    match consequence:
        case SetFact(_, value):
            return [value]
        case Assign(_, to) | Delegate(_, to):
            return [to]
        case Deem(_, sets):
            return [*sets.values()]
        case _:
            return []
