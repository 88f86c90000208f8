"""This file defines `Marked`: a contract in which each condition that a person wrote stands under a name of its own.

It means the same as the contract. But where the conditions of a term are joined into one, as engines like it, one can still tell which of
them was true, and ask what would be if it were not.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import TypeVar

from contract_model.model.conditions import Condition, Const, Named, kind_of
from contract_model.model.contract import Clause, Contract, Fact, Term, TermException
from contract_model.model.kinds import TRUTH
from contract_model.model.norm import Act, Expression, NormPart, OnChange, OnEvent, Trigger
from contract_model.problems import Span

_Written = TypeVar("_Written", Clause, Expression)


@dataclass(frozen=True, slots=True)
class Mark:
    """A condition as it was written: of what, which part of it, its text and its place. `name`: what it is called in programs.

    `exception`: the id of the exception of which it is the condition. `version`: of a contract with several, the one that wrote its term.
    """

    name: str
    of: str
    part: str
    text: str
    span: Span
    condition: Condition
    exception: str = ""
    version: str = ""


@dataclass(frozen=True, slots=True)
class Marked:
    """A contract whose conditions have names, and the conditions by name. `homes`: by version and term, the version that wrote the term."""

    contract: Contract
    marks: Mapping[str, Mark]
    homes: Mapping[tuple[str, str], str]

    def owner(self, version: str, term: str) -> str:
        """What the names of the conditions of a term begin with."""
        return _owner(self.contract, self.homes.get((version, term), version), term)


def _owner(contract: Contract, version: str, term: str) -> str:
    return f"{version} {term}" if len(contract.versions) > 1 else term


def marked(contract: Contract) -> Marked:
    """A contract with a name for each condition."""
    marking = _Marking({})
    homes: dict[tuple[str, str], str] = {}
    written: dict[tuple[str, Span], tuple[str, Term]] = {}
    versions = []
    for version in contract.versions:
        terms = {}
        for term in version.terms.values():
            key = (term.id, term.span)  # a term that is carried into the next version stays the same
            if key not in written:
                written[key] = version.id, marking.term(term, _owner(contract, version.id, term.id))
            homes[version.id, term.id], terms[term.id] = written[key]
        versions.append(replace(version, terms=terms))
    facts = {n: marking.fact(f) for n, f in contract.facts.items()}
    for name, definition in contract.definitions.items():
        marking.definition(name, definition.clause)
    return Marked(replace(contract, versions=tuple(versions), facts=facts), marking.marks, homes)


@dataclass
class _Marking:
    marks: dict[str, Mark]

    def term(self, term: Term, owner: str) -> Term:
        """A term with a name for each of its conditions."""
        return replace(
            term,
            when=self._named(term.when, owner, term.id, "when"),
            requires=self._named(term.requires, owner, term.id, "requires"),
            until=self._named(term.until, owner, term.id, "until"),
            exceptions=tuple(self._exception(x, owner, term.id) for x in term.exceptions),
            norm=self._norm(term.norm, owner, term.id) if term.norm else None,
        )

    def fact(self, fact: Fact) -> Fact:
        """A fact with a name for the condition of each of its triggers."""
        if not fact.changes:
            return fact
        named = self._triggers([c.trigger for c in fact.changes], fact.name, fact.name, "becomes")
        return replace(fact, changes=tuple(replace(c, trigger=t) for c, t in zip(fact.changes, named, strict=True)))

    def definition(self, name: str, clause: Clause) -> None:
        """Note a definition of a truth: its condition has a name already. One of a quantity is a part of the conditions that use it."""
        if kind_of(clause.condition) != TRUTH:
            return
        condition = clause.condition.body if isinstance(clause.condition, Named) and clause.condition.name == name else clause.condition
        self.marks[name] = Mark(name, name, "definition", clause.text, clause.span, condition)

    def _exception(self, exception: TermException, owner: str, term: str) -> TermException:
        named = self._named(
            exception.clause, owner, term, "unless" if exception.id == "exception" else f"unless {exception.id}", exception.id
        )
        return exception if named is None else replace(exception, clause=named)

    def _norm(self, norm: NormPart, owner: str, term: str) -> NormPart:
        return replace(
            norm,
            triggers=tuple(self._triggers(norm.triggers, owner, term, "triggered_by")),
            once=self._named(norm.once, owner, term, "once"),
            available=self._named(norm.available, owner, term, "available"),
            acts=tuple(self._act(a, owner, term, i, len(norm.acts)) for i, a in enumerate(norm.acts)),
        )

    def _triggers(self, triggers: Iterable[Trigger], owner: str, of: str, part: str) -> list[Trigger]:
        listed = list(triggers)
        found: list[Trigger] = []
        for i, trigger in enumerate(listed):
            source = trigger.action if isinstance(trigger, OnEvent) else f"{trigger.state.value}({trigger.term})"
            twice = sum(isinstance(t, OnEvent) and t.action == source for t in listed) > 1
            condition = self._named(trigger.condition, owner, of, f"{part} {source}{f' {i + 1}' if twice else ''}")
            match trigger:
                case OnEvent():
                    found.append(replace(trigger, condition=condition))
                case OnChange():
                    found.append(replace(trigger, condition=condition))
        return found

    def _act(self, act: Act, owner: str, term: str, number: int, count: int) -> Act:
        return replace(act, condition=self._named(act.condition, owner, term, f"act {act.action}{f' {number + 1}' if count > 1 else ''}"))

    def _named(self, written: _Written | None, owner: str, of: str, part: str, exception: str = "") -> _Written | None:
        if written is None or isinstance(written.condition, Const):
            return written
        name = f"{owner}: {part}"
        self.marks[name] = Mark(name, of, part, written.text, written.span, written.condition, exception, owner.removesuffix(of).strip())
        return replace(written, condition=Named(name, written.condition))
