"""This file defines how a timeline is found: days are parted where anything can turn, each part is judged, what is the same is joined.

Within a part no version changes and no comparison of the date with anything known turns, so that one judgment holds for all of its days.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from itertools import pairwise

from contract_model.meaning.borders import Borders
from contract_model.meaning.days import FIRST_DAY, LAST_DAY, OnDay, turns
from contract_model.meaning.decide import silence
from contract_model.meaning.diagram import TooLarge
from contract_model.meaning.judge import Judgment
from contract_model.meaning.known import known
from contract_model.meaning.parts import parts
from contract_model.meaning.program import Program
from contract_model.meaning.programs import PROGRAMS, Programs
from contract_model.meaning.split import nodes_of
from contract_model.model.answer import Literal, Outcome, Verdict
from contract_model.model.case import ANY_DATE, Case, DateSpan
from contract_model.model.contract import Contract, Version
from contract_model.model.timeline import Span, Stretch, Timeline, TimelineRow
from contract_model.model.values import Raw, raw
from contract_model.problems import ContractError, Problem


def timeline(contract: Contract, case: Case, over: DateSpan = ANY_DATE, *, readings: bool = False) -> Timeline:
    """The answer to a case for every date of `over`, whatever its own date; with `readings`, under every other reading that changes it.

    Raises ContractError when the case leaves too much open.
    """
    try:
        return _Timelines(contract, case, DateSpan(over.first, over.last)).timeline(readings)
    except (TooLarge, RecursionError):
        said = "too much is compared with the date to tell on which days the answer changes"
        raise ContractError([Problem("too-many-unknowns", said, hint="state some of the facts")]) from None


def at_any_date(case: Case, days: DateSpan) -> Case:
    """The case as it would be on other days. A time of day that it states stays known, although the day is not."""
    time = case.event.date.time
    facts = case.facts if time is None or "time" in case.unknown else {**case.facts, "time": time}
    unknown = case.unknown - {"date"}
    return replace(case, event=replace(case.event, date=DateSpan(days.first, days.last)), facts=facts, unknown=unknown, presumed_date=False)


@dataclass(frozen=True, slots=True)
class _Reading:
    """One other reading: of what, which, its value, and whether the same diagrams tell what comes of it."""

    name: str
    id: str
    value: Raw
    by_diagrams: bool


class _Timelines:
    def __init__(self, contract: Contract, case: Case, over: DateSpan) -> None:
        self.contract = contract
        self.case = case
        self.over = over
        self.parts = list(self._judged(case))
        self._joined: dict[DateSpan, _Part] = {}
        self.borders = Borders(contract, at_any_date(case, over))

    def timeline(self, readings: bool) -> Timeline:
        row = self._row({})
        others: list[TimelineRow] = []
        idle: tuple[str, ...] = ()
        if readings:
            others = [r for reading in self._others() if (r := self._other(reading, row))]
            moved = {r.name for r in others}
            idle = tuple(dict.fromkeys(r.name for r in self._others() if r.name not in moved and r.name in self.contract.ambiguities))
        return Timeline(self.contract.id, self.case, self.over, row, tuple(others), idle)

    def _judged(self, case: Case) -> Iterator[_Part]:
        """The days between which something can turn, with the judgment that holds for each of them."""
        window = at_any_date(case, self.over)
        governed = parts(self.contract, window)
        what = known(self.contract, window)
        values = {n: v for n, v in {**what.put_in, **what.values}.items() if n != "date"}
        programs = [PROGRAMS.get(self.contract, p.version, case.event.action) for p in governed if p.version]
        turning, excluding = turns(nodes_of(f for p in programs for f in p.formulas), values)
        turning |= {p.first.toordinal() for p in governed if p.first}
        for block in _between(turning, self.over):
            settled = _Settled(OnDay(_one_of(block), values))
            for days in _between(excluding, block):
                yield _Part(Judgment(self.contract, at_any_date(case, days), settled), days, settled)

    def _row(self, changed: Mapping[str, Raw], name: str = "", reading: str = "") -> TimelineRow:
        spans: list[Span] = []
        kept: list[_Said] = []
        for together in self._groups(changed):
            outcomes = self._outcomes(together, changed)
            said = _as_set(outcomes)
            for part in together:
                stretch = part.stretch(changed)
                if kept and kept[-1] == said:
                    spans[-1] = _longer(spans[-1], stretch)
                else:
                    spans.append(Span(part.days, outcomes, (stretch,)))
                    kept.append(said)
        days = [span.days.first for span in spans[1:] if span.days.first]
        return TimelineRow(tuple(spans), tuple(self.borders.border(day, changed) for day in days), name, reading)

    def _groups(self, changed: Mapping[str, Raw]) -> Iterator[list[_Part]]:
        """Parts that follow on each other and differ in nothing but what is not known: on all of them the same verdicts can come out."""
        together: list[_Part] = []
        for part in self.parts:
            if together and (part.settled is not together[0].settled or part.possible(changed) != together[0].possible(changed)):
                yield together
                together = []
            together.append(part)
        yield together

    def _outcomes(self, together: Sequence[_Part], changed: Mapping[str, Raw]) -> tuple[Outcome, ...]:
        first, last = together[0], together[-1]
        if first is last:
            return first.outcomes(changed)
        days = DateSpan(first.days.first, last.days.last)
        if days not in self._joined:
            self._joined[days] = _Part(Judgment(self.contract, at_any_date(self.case, days), first.settled), days, first.settled)
        return self._joined[days].outcomes(changed)

    # readings

    def _others(self) -> Iterator[_Reading]:
        """Each reading that could have been taken, and each published value that could have been."""
        case = self.case
        asked = {n for p in self.parts for prog in p.judgment.programs for n in prog.variables}
        at_once = any(n in p.judgment.known.put_in for p in self.parts for n in self.contract.ambiguities)
        for name, ambiguity in self.contract.ambiguities.items():
            chosen = None if name in case.unknown else case.readings.get(name, ambiguity.default)
            if name in asked and (name in case.unknown or name not in case.readings):
                yield from (_Reading(name, r, r, not at_once) for r in ambiguity.readings if r != chosen)
        for name, fact in self.contract.facts.items():
            taken = name in case.facts or name in case.readings or name in case.unknown
            if name in asked and not taken and (fact.presumed is None or not case.presume):
                yield from (_Reading(name, r.id, raw(r.value), False) for r in (fact.readings or {}).values() if r.value is not None)

    def _other(self, reading: _Reading, taken: TimelineRow) -> TimelineRow | None:
        """The row of another reading; none where it changes nothing."""
        if reading.by_diagrams:
            changed = {reading.name: reading.value}
            if not any(part.differs(changed) for part in self.parts):
                return None
            return self._row(changed, reading.name, reading.id)
        unknown = self.case.unknown - {reading.name}
        case = replace(self.case, readings={**self.case.readings, reading.name: reading.id}, unknown=unknown)
        found = _Timelines(self.contract, case, self.over).timeline(False).row
        if [(s.days, _as_set(s.outcomes)) for s in found.spans] == [(s.days, _as_set(s.outcomes)) for s in taken.spans]:
            return None
        return replace(found, name=reading.name, reading=reading.id)


class _Part:
    """Days for which one judgment holds. `settled`: the programs as they are on these days."""

    def __init__(self, judgment: Judgment, days: DateSpan, settled: _Settled) -> None:
        self.judgment = judgment
        self.days = days
        self.settled = settled

    def possible(self, changed: Mapping[str, Raw]) -> set[Verdict]:
        """The verdicts that can come out."""
        split = self.judgment.split
        with self.judgment.limits():
            return set(split.remaining(self.judgment.verdicts, split.places({**self.judgment.known.assumed, **changed})))

    def outcomes(self, changed: Mapping[str, Raw]) -> tuple[Outcome, ...]:
        with self.judgment.limits():
            return self.judgment.outcomes(changed)

    def differs(self, changed: Mapping[str, Raw]) -> bool:
        """Whether another reading changes the answer on these days."""
        split, verdicts, assumed = self.judgment.split, self.judgment.verdicts, self.judgment.known.assumed
        with self.judgment.limits():
            taken = split.remaining(verdicts, split.places(assumed))
            return not split.same(split.remaining(verdicts, split.places({**assumed, **changed})), taken)

    def stretch(self, changed: Mapping[str, Raw]) -> Stretch:
        """The terms that decide on these days."""
        governing = self.judgment.parts[0].version
        if governing is None:
            return Stretch(self.days, None, ())
        (judged,) = self.judgment.judged
        places = judged.split.places({**judged.known.assumed, **changed})
        with self.judgment.limits():
            deciding = judged.deciding(places)
            silent = Verdict.SILENT in judged.remaining(places) and silence(self.judgment.contract.policies) is not Verdict.SILENT
        return Stretch(self.days, governing.id, tuple(t.id for t in judged.program.terms if t.id in deciding), silent)


class _Settled(Programs):
    """The programs of a contract as they are on some days on which no comparison of the date with what is known turns."""

    def __init__(self, settle: OnDay) -> None:
        super().__init__()
        self._settle = settle

    def get(self, contract: Contract, version: Version | None, action: str) -> Program:
        """The program of a version for an action, on these days."""
        program = PROGRAMS.get(contract, version, action)
        formulas = tuple(map(self._settle.named, program.formulas))
        return Program(contract, program.version, action, program.terms, formulas)


_Said = set[tuple[Verdict, frozenset[frozenset[Literal]]]]


def _as_set(outcomes: Iterable[Outcome]) -> _Said:
    """Outcomes without the order in which their conditions are listed."""
    return {(o.verdict, frozenset(frozenset(cube) for cube in o.conditions)) for o in outcomes}


def _longer(span: Span, stretch: Stretch) -> Span:
    """A span with the days of a stretch that follow on it."""
    *before, last = span.stretches
    if replace(last, days=stretch.days) == stretch:
        stretch, joined = replace(stretch, days=DateSpan(last.days.first, stretch.days.last)), before
    else:
        joined = [*before, last]
    return Span(DateSpan(span.days.first, stretch.days.last), span.outcomes, (*joined, stretch))


def _between(begins: Iterable[int], over: DateSpan) -> Iterator[DateSpan]:
    """A span cut before each of some days."""
    low = over.first.toordinal() if over.first else FIRST_DAY
    high = over.last.toordinal() if over.last else LAST_DAY
    inside = [date.fromordinal(day) for day in sorted(set(begins)) if low < day <= high]
    for first, after in pairwise([over.first, *inside, None]):
        yield DateSpan(first, after - timedelta(days=1) if after else over.last)


def _one_of(days: DateSpan) -> int:
    """One of some days."""
    day = days.first or days.last
    return day.toordinal() if day else FIRST_DAY
