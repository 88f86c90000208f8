"""This file defines why an answer changes from one day to the next: which terms change there, and on which of them the change hangs.

A term is a reason when undoing its change on the new day, or making it alone on the old one, would change the answer.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import cached_property
from graphlib import CycleError

from contract_model.meaning.days import OnDay
from contract_model.meaning.decide import name_of, silence, verdicts, yielding
from contract_model.meaning.diagram import FALSE, MAX_NODES, Diagram, TooLarge
from contract_model.meaning.known import Known, known
from contract_model.meaning.programs import PROGRAMS
from contract_model.meaning.split import Split
from contract_model.meaning.terms import formulas_of
from contract_model.model.answer import Verdict
from contract_model.model.case import Case
from contract_model.model.conditions import Condition, Named, parts_of
from contract_model.model.contract import Clause, Contract, Term, Version
from contract_model.model.timeline import Border, Cause, Reason
from contract_model.model.values import DAY, Raw

Answers = dict[Verdict, Diagram]


class Borders:
    """The borders in the timeline of a case, each worked out once for all readings. The case has the whole span for its date."""

    def __init__(self, contract: Contract, case: Case) -> None:
        self.contract = contract
        self.case = case
        self.known = known(contract, case)
        self._days: dict[date, _Night] = {}

    def border(self, day: date, changed: Mapping[str, Raw]) -> Border:
        """The border before a day, under other readings than those taken where `changed` has some."""
        if day not in self._days:
            try:
                self._days[day] = _Night(self.contract, self.case, self.known, day, MAX_NODES // 8)
            except TooLarge:  # then what is taken for granted is put in from the start
                self._days[day] = _Night(self.contract, self.case, replace(self.known, put_in=self.known.assumed), day, MAX_NODES)
        return Border(day, tuple(self._days[day].reasons({**self.known.assumed, **changed})))


@dataclass(frozen=True)
class _Bearing:
    """A term as it bears on the event on one day: its statuses by name, all that depends on the date alone being settled."""

    term: Term
    version: Version
    settle: OnDay

    @cached_property
    def statuses(self) -> dict[str, Named]:
        return {f.name: self.settle.named(f) for f in formulas_of(self.term)}


class _Night:
    """What changes between a day and the day before."""

    def __init__(self, contract: Contract, case: Case, what: Known, day: date, most: int) -> None:
        self.contract = contract
        self.day = day
        values = {n: v for n, v in {**what.put_in, **what.values}.items() if n != "date"}
        self.before, self.after = day - timedelta(days=1), day
        self.old_version, self.new_version = (self._version(case, d) for d in (self.before, day))
        self.old = self._bearings(case, self.old_version, OnDay(self.before.toordinal(), values))
        self.new = self._bearings(case, self.new_version, OnDay(day.toordinal(), values))
        formulas = [f for side in (self.old, self.new) for b in side.values() for f in b.statuses.values()]
        days = (self.before.toordinal(), day.toordinal())
        self.split = Split(contract, formulas, values, {"date": days, "time": (0, DAY - 1)}, most)

    def reasons(self, assumed: Mapping[str, Raw]) -> Iterator[Reason]:
        """The reasons for the change, given what is taken for granted."""
        places = self.split.places(assumed)
        found = [r for id in self._moved(places) for r in self._of(id, places)]
        begins = self.new_version is not None and self.new_version is not self.old_version
        if begins and (not found or any(r.cause in (Cause.ADDED, Cause.REPEALED, Cause.REPLACED) for r in found)):
            assert self.new_version is not None
            yield Reason(Cause.VERSION, self.new_version.id)
        elif not found:
            yield Reason(Cause.UNKNOWN)
        yield from found

    def _version(self, case: Case, day: date) -> Version | None:
        if case.version is not None:
            return next(v for v in self.contract.versions if v.id == case.version)
        return self.contract.version_on(day)

    def _bearings(self, case: Case, version: Version | None, settle: OnDay) -> dict[str, _Bearing]:
        if version is None:
            return {}
        terms = PROGRAMS.get(self.contract, version, case.event.action).terms
        return {t.id: _Bearing(t, version, settle) for t in terms}

    # which terms matter

    def _moved(self, places: Mapping[int, int]) -> list[str]:
        """The terms on whose change the answer hangs."""
        changed = [id for id in {**self.new, **self.old} if self._effects(self.old, id, places) != self._effects(self.new, id, places)]
        if len(changed) == 1:
            return changed
        ends = (self._answers(self.old, self.old_version, places), self._answers(self.new, self.new_version, places))
        found = []
        for id in changed:
            undone, alone = (
                self._answers(_with(side, id, other), version, places)
                for side, other, version in ((self.new, self.old, self.new_version), (self.old, self.new, self.old_version))
            )
            if not (self._same(undone, ends[1]) and self._same(alone, ends[0])):
                found.append(id)
        return found or changed

    def _effects(self, side: Mapping[str, _Bearing], id: str, places: Mapping[int, int]) -> dict[str, Diagram]:
        """What a term does, as far as it is anything."""
        if id not in side:
            return {}
        left = {name: self.split.within(self.split.diagram(f), places) for name, f in side[id].statuses.items()}
        return {name: f for name, f in left.items() if f != FALSE}

    def _answers(self, side: Mapping[str, _Bearing], version: Version | None, places: Mapping[int, int]) -> Answers | None:
        """The possible verdicts, if these were the terms; none where they would prevail over each other in a circle."""
        terms = [b.term for b in side.values()]
        statuses = {name: f for b in side.values() for name, f in b.statuses.items()}
        try:
            statuses |= {f.name: f for f in yielding(terms, statuses)}
        except CycleError:  # terms of two versions, of which each says that it prevails
            return None
        said = {f.name: f for f in verdicts(terms, statuses, self.contract.policies)}
        joined: Answers = {}
        for verdict in (Verdict.PROHIBITED, Verdict.PERMITTED, Verdict.CONFLICT, Verdict.SILENT):
            means = silence(self.contract.policies) if verdict is Verdict.SILENT and version is not None else verdict
            joined[means] = self.split.diagrams.either(joined.get(means, FALSE), self.split.diagram(said[name_of(verdict)]))
        return self.split.remaining(joined, places)

    def _same(self, one: Answers | None, other: Answers | None) -> bool:
        return one is not None and other is not None and self.split.same(one, other)

    # what changes in a term

    def _of(self, id: str, places: Mapping[int, int]) -> Iterator[Reason]:
        old, new = self.old.get(id), self.new.get(id)
        if old is None or new is None or old.term != new.term:
            changed = new or old
            assert changed is not None
            cause = Cause.ADDED if old is None else Cause.REPEALED if new is None else Cause.REPLACED
            if old is not None and self.before == old.term.through and new is None:
                cause, changed = Cause.ENDS, old
            yield Reason(cause, changed.version.id, id)
            return
        term, version = new.term, new.version.id
        if term.start == self.day:
            yield Reason(Cause.BEGINS, version, id)
        if term.through == self.before:
            yield Reason(Cause.ENDS, version, id)
        clauses = [(Cause.UNTIL, "until", term.until), (Cause.CONDITION, "when", term.when), (Cause.CONDITION, "requires", term.requires)]
        clauses += [(Cause.CONDITION, f"unless {x.id}", x.clause) for x in term.exceptions]
        for cause, part, clause in clauses:
            if clause and self._turns(clause.condition, old, new, places):
                for definition, text in self._where(clause, old, new, places):
                    yield Reason(cause, version, id, part, definition, text)

    def _turns(self, condition: Condition, old: _Bearing, new: _Bearing, places: Mapping[int, int]) -> bool:
        one, other = (self.split.within(self.split.diagram(b.settle(condition)), places) for b in (old, new))
        return one != other

    def _where(self, clause: Clause, old: _Bearing, new: _Bearing, places: Mapping[int, int]) -> Iterator[tuple[str, str]]:
        """The definitions of a clause that turn, the innermost; the clause itself where none does. Each with its text."""
        found: dict[str, str] = {}

        def visit(condition: Condition) -> bool:
            """Whether a definition inside turns."""
            inside = [visit(part) for part in parts_of(condition)]
            defined = self.contract.definitions.get(condition.name) if isinstance(condition, Named) else None
            if any(inside):
                return True
            if defined is None or not self._turns(condition, old, new, places):
                return False
            found[defined.name] = defined.clause.text
            return True

        visit(clause.condition)
        yield from found.items() or [("", clause.text)]


def _with(side: Mapping[str, _Bearing], id: str, other: Mapping[str, _Bearing]) -> dict[str, _Bearing]:
    """The terms of one side, one of them as on the other side; without it where that has none."""
    found = {**side, **({id: other[id]} if id in other else {})}
    if id not in other:
        found.pop(id, None)
    return found
