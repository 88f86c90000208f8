"""This file defines how a case is judged: the versions in force, what is known, what is taken for granted, the verdicts that remain.

What is taken for granted (presumptions, default readings) enters the split as unknown and is put in afterwards. So what an answer says of
other readings, and of which presumptions bear on it, comes from the same diagrams as the verdict.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property

from contract_model.meaning.decide import decides, name_of, silence
from contract_model.meaning.diagram import FALSE, TRUE, Diagram
from contract_model.meaning.program import Program, program
from contract_model.meaning.split import Range, Split
from contract_model.model.answer import (
    Answer,
    Between,
    Contested,
    Cube,
    Outcome,
    Status,
    TermAnswer,
    Verdict,
)
from contract_model.model.case import Case
from contract_model.model.contract import Certainty, Contract, Fact, Parameter, Reading, Term, TermKind, Version
from contract_model.model.kinds import DATE
from contract_model.model.values import DAY, Raw, Value, raw

_WITHOUT_SILENCE = (Verdict.PROHIBITED, Verdict.PERMITTED, Verdict.CONFLICT, Verdict.SILENT)


@dataclass(frozen=True, slots=True)
class Known:
    """What a case knows. `values`: stated. `presumed`, `defaults`: taken for granted unless stated, by name."""

    values: Mapping[str, Raw]
    presumed: Mapping[str, Value]
    defaults: Mapping[str, str]

    @property
    def assumed(self) -> dict[str, Raw]:
        """Everything that is taken for granted."""
        return {**{n: raw(v) for n, v in self.presumed.items()}, **self.defaults}

    @property
    def everything(self) -> dict[str, Raw]:
        """What is stated, and what is taken for granted: what an engine is given."""
        return {**self.assumed, **self.values}


def known(contract: Contract, case: Case) -> Known:
    """What a case states, and what it leaves to presumptions and default readings. What it declares unknown is in neither."""
    event = case.event
    stated: dict[str, Raw] = {n: raw(v) for n, v in {**event.parameters, **case.facts}.items()}
    stated["evidence"] = case.evidence.value
    if event.actor is not None:
        stated["actor"] = event.actor
    if event.date.day is not None:
        stated["date"] = event.date.day.toordinal()
    if event.date.time is not None:
        stated["time"] = raw(event.date.time)
    for name, chosen in case.readings.items():
        if name in contract.ambiguities:
            stated[name] = chosen
        elif (published := reading_of(contract, name, chosen)) and published.value is not None:
            stated.setdefault(name, raw(published.value))
    for name in case.unknown:
        stated.pop(name, None)
    askable: dict[str, Parameter | Fact] = {**contract.parameters, **contract.facts} if case.presume else {}
    presumed = {n: a.presumed for n, a in askable.items() if a.presumed is not None and n not in stated and n not in case.unknown}
    defaults = {
        n: a.default for n, a in contract.ambiguities.items() if a.default is not None and n not in stated and n not in case.unknown
    }
    return Known(stated, presumed, defaults)


def reading_of(contract: Contract, name: str, reading: str) -> Reading | None:
    """A reading of an ambiguity, or a published value of a fact; none when there is no such reading."""
    if name in contract.ambiguities:
        return contract.ambiguities[name].readings.get(reading)
    fact = contract.facts.get(name)
    return (fact.readings or {}).get(reading) if fact else None


@dataclass(frozen=True, slots=True)
class Part:
    """The days of an event that one version governs; no version before the first."""

    version: Version | None
    first: date | None
    last: date | None


def parts(contract: Contract, case: Case) -> tuple[Part, ...]:
    """The dates of an event cut at the dates of the versions, or the one version that the case asks to be judged under."""
    span = case.event.date
    if case.version is not None:
        return (Part(next(v for v in contract.versions if v.id == case.version), span.first, span.last),)
    found = []
    before = contract.versions[0].start - timedelta(days=1)
    for version, first, last in [(None, None, before), *((v, v.start, v.end) for v in contract.versions)]:
        low = max((d for d in (first, span.first) if d), default=None)
        high = min((d for d in (last, span.last) if d), default=None)
        if low is None or high is None or low <= high:
            found.append(Part(version, low, high))
    return tuple(found)


class Judged:
    """One program in one case: its diagrams, with what is taken for granted still open."""

    def __init__(self, contract: Contract, part: Part, prog: Program, what: Known) -> None:
        self.part = part
        self.program = prog
        self.statuses = prog.named
        assumed = {n: v for n, v in what.assumed.items() if n in prog.variables}
        counted = {n: v for n, v in assumed.items() if not isinstance(v, (str, bool))}
        self._assumed = {n: v for n, v in assumed.items() if n not in counted}
        self.known = what
        dates: Range = (part.first.toordinal() if part.first else None, part.last.toordinal() if part.last else None)
        ranges: dict[str, Range] = {"date": dates, "time": (0, DAY - 1)}
        self.split = Split(prog, {**what.values, **counted}, ranges)
        self._verdicts = {v: self.split.diagram(self.statuses[name_of(v)]) for v in _WITHOUT_SILENCE}
        for formula in prog.formulas:  # every unknown has its number before anything is put in
            self.split.diagram(formula)
        self._remaining: dict[frozenset[tuple[int, int]], dict[Verdict, Diagram]] = {}

    def places(self, changed: Mapping[str, Raw | None] | None = None) -> dict[int, int]:
        """The unknowns that are taken for granted, with their values; `changed` puts in another value, or none to free one."""
        assumed = {**self._assumed, **(changed or {})}
        found = (self.split.position(n, v) for n, v in assumed.items() if v is not None)
        return dict(place for place in found if place)

    def remaining(self, places: Mapping[int, int]) -> dict[Verdict, Diagram]:
        """The verdicts that are possible, each as what is left of its condition."""
        key = frozenset(places.items())
        if key not in self._remaining:
            left = {v: self.split.within(f, places) for v, f in self._verdicts.items()}
            self._remaining[key] = {v: f for v, f in left.items() if f != FALSE}
        return self._remaining[key]

    def outcomes(self, places: Mapping[int, int]) -> tuple[Outcome, ...]:
        """The possible verdicts with their smallest sufficient conditions; before the policy on silence."""
        possible = self.remaining(places)
        if len(possible) == 1:
            return (Outcome(next(iter(possible)), ((),)),)
        return tuple(Outcome(v, *self.split.smallest(self._verdicts[v], places)) for v in possible)

    def status(self, term: Term, places: Mapping[int, int]) -> Status:
        """What a term does, as far as it is settled."""
        d = self.split.diagrams
        possible = d.given(self.split.possible, places)

        def settled(status: str) -> bool | None:
            formula = self.statuses.get(f"{term.id} {status}")
            if formula is None:
                return False
            here = d.both(d.given(self.split.diagram(formula), places), possible)
            return False if here == FALSE else True if here == possible else None

        if settled("engaged") is False:
            return Status.NOT_ENGAGED
        for status in (Status.EXCUSED, Status.YIELDS, Status.BITES, Status.MET, Status.GRANTS, Status.STATES):
            if settled(status.value):
                return status
        return Status.UNKNOWN

    def deciding(self, term: Term, possible: Iterable[Verdict], places: Mapping[int, int]) -> bool:
        """Whether a term is among those that decide in some way in which the case can turn out."""
        d = self.split.diagrams
        when = decides(term, self.statuses)
        for verdict in possible:
            if verdict in when:
                both = d.both(self.split.diagram(when[verdict]), self._verdicts[verdict])
                if self.split.within(both, places) != FALSE:
                    return True
        return False

    def witness(self, verdict: Verdict, places: Mapping[int, int]) -> dict[str, Raw] | None:
        """Everything that is known, with the rest put in so that a possible verdict must come out.

        None where unknown quantities are compared with each other, or unknown texts: their values are not told apart one by one.
        """
        found = self.split.witness(self.split.within(self._verdicts[verdict], places))
        return None if found is None else {**found, **self.known.everything}

    def exceptions(self, term: Term, places: Mapping[int, int]) -> tuple[str, ...]:
        """The exceptions of a term that hold, as far as settled."""
        d = self.split.diagrams
        names = {x.id: f"{term.id} unless {x.id}" for x in term.exceptions}
        return tuple(x for x, n in names.items() if d.given(self.split.diagram(self.statuses[n]), places) == TRUE)


class Judgment:
    """A case under judgment: each of its parts judged, and what follows for the whole."""

    def __init__(self, contract: Contract, case: Case, programs: Programs) -> None:
        self.contract = contract
        self.case = case
        self.known = known(contract, case)
        self.parts = parts(contract, case)
        self.judged = tuple(
            Judged(contract, p, programs.get(contract, p.version, case.event.action), self.known) for p in self.parts if p.version
        )

    def outcomes(self, changed: Mapping[str, Raw | None] | None = None) -> tuple[Outcome, ...]:
        """The possible verdicts over all parts, each part's conditions with its dates where there are several."""
        merged: dict[Verdict, tuple[list[Cube], bool]] = {}
        waiting = iter(self.judged)
        for part in self.parts:
            found = next(waiting) if part.version else None
            outcomes = found.outcomes(found.places(changed)) if found else (Outcome(Verdict.SILENT, ((),)),)
            for outcome in outcomes:
                verdict = silence(self.contract.policies) if outcome.verdict is Verdict.SILENT and found else outcome.verdict
                cubes, more = merged.get(verdict, ([], False))
                dated = [self._dated(cube, part) for cube in outcome.conditions]
                merged[verdict] = (cubes + [c for c in dated if c not in cubes], more or outcome.more)
        if len(merged) == 1:
            return (Outcome(next(iter(merged)), ((),)),)
        ordered = sorted(merged, key=_WITHOUT_SILENCE.index)
        return tuple(Outcome(v, tuple(sorted(merged[v][0], key=len)), merged[v][1]) for v in ordered)

    @cached_property
    def contested(self) -> tuple[Contested, ...]:
        """The readings that were not taken and that would change the answer; so for published values of unknown facts."""
        taken = self.outcomes()
        found = []
        for name, reading, value in self._other_readings():
            others = self._with(name, reading, value)
            if others != taken:
                found.append(Contested(name, reading, others))
        return tuple(found)

    def answer(self) -> Answer:
        """The answer, as `meaning` gives it."""
        outcomes = self.outcomes()
        silences = [o for j in self.judged for o in j.outcomes(j.places()) if o.verdict is Verdict.SILENT]
        decided, terms = self._terms()
        bearing = tuple(dict.fromkeys(n for j in self.judged for n in self._turning(j)))
        readings = {c.name: self.known.defaults[c.name] for c in self.contested if c.name in self.known.defaults}
        readings |= {n: r for n, r in self.case.readings.items() if n not in self.case.unknown}
        return Answer(
            contract=self.contract.id,
            versions=tuple(p.version.id for p in self.parts if p.version),
            case=self.case,
            outcomes=outcomes,
            terms=terms,
            decided_by=decided,
            unknown=bearing,
            presumed=self._presumed(),
            readings=readings,
            contested=self.contested,
            evidence=self._evidence(decided, terms, readings),
            by_silence=bool(silences) and silence(self.contract.policies) is not Verdict.SILENT,
            void=self._void(terms) if outcomes[0].verdict is Verdict.SILENT or silences else (),
        )

    def _dated(self, cube: Cube, part: Part) -> Cube:
        if len(self.parts) == 1 or any(isinstance(x, Between) and x.name == "date" for x in cube):
            return cube
        return (Between("date", DATE, part.first, part.last, (True, True)), *cube)

    def _turning(self, judged: Judged) -> tuple[str, ...]:
        possible = judged.remaining(judged.places())
        names = judged.split.turns_on(*possible.values()) if len(possible) > 1 else ()
        return (*(("date",) if len(self.parts) > 1 and "date" not in names else ()), *names) if names or len(self.parts) > 1 else ()

    def _other_readings(self) -> Iterable[tuple[str, str, Value | None]]:
        asked = {n for j in self.judged for n in j.program.variables}
        for name, ambiguity in self.contract.ambiguities.items():
            if name in asked and name in self.known.defaults:
                yield from ((name, r, None) for r in ambiguity.readings if r != ambiguity.default)
        for name, fact in self.contract.facts.items():
            if name in asked and name not in self.known.everything and name not in self.case.unknown:
                yield from ((name, r.id, r.value) for r in (fact.readings or {}).values())

    def _with(self, name: str, reading: str, value: Value | None) -> tuple[Outcome, ...]:
        if value is None:
            return self.outcomes({name: reading})
        if isinstance(value, (str, bool)):
            return self.outcomes({name: raw(value)})
        case = _with_fact(self.case, name, value)  # a quantity is not a value of the diagrams: it needs its own
        return Judgment(self.contract, case, PROGRAMS).outcomes()

    def _presumed(self) -> dict[str, Value]:
        """The presumptions without which the answer would not be the same."""
        asked = {n for j in self.judged for n in j.program.variables}
        return {n: v for n, v in self.known.presumed.items() if n in asked and self._bears(n, v)}

    def _bears(self, name: str, value: Value) -> bool:
        if not isinstance(value, (str, bool)):
            return True
        return any(j.remaining(j.places()) != j.remaining(j.places({name: None})) for j in self.judged)

    def _terms(self) -> tuple[tuple[str, ...], tuple[TermAnswer, ...]]:
        decided: dict[str, None] = {}
        terms = []
        for judged in self.judged:
            places = judged.places()
            possible = tuple(judged.remaining(places))
            for term in judged.program.terms:
                status = judged.status(term, places)
                holding = judged.exceptions(term, places) if term.exceptions and status is not Status.NOT_ENGAGED else ()
                terms.append(TermAnswer(term.id, judged.program.version.id, status, term.certainty, term.sources, holding))
                if judged.deciding(term, possible, places):
                    decided[term.id] = None
        return tuple(decided), tuple(terms)

    def _evidence(self, decided: tuple[str, ...], terms: tuple[TermAnswer, ...], readings: Mapping[str, str]) -> Certainty | None:
        """The weakest grade among what the verdict rests on: deciding terms, exceptions that hold, readings and published values."""
        grades = [t.certainty for t in terms if t.id in decided]
        for judged in self.judged:
            for answered in terms:
                term = judged.program.version.terms.get(answered.id)
                if term and answered.id in decided:
                    grades += [x.certainty for x in term.exceptions if x.id in answered.exceptions]
        if not grades:
            return None
        asked = {n for j in self.judged for n in j.program.variables}
        taken = (reading_of(self.contract, n, r) for n, r in readings.items() if n in asked)
        grades += [r.certainty for r in taken if r]
        return max(grades, key=lambda g: g.rank)

    def _void(self, terms: tuple[TermAnswer, ...]) -> tuple[str, ...]:
        found = []
        for judged in self.judged:
            for answered in terms:
                term = judged.program.version.terms.get(answered.id)
                tried = term and (not term.bearer or self.case.event.actor in term.bearer)
                if term and term.kind is TermKind.POWER and tried and answered.status in (Status.NOT_ENGAGED, Status.EXCUSED):
                    found.append(term.id)
        return tuple(dict.fromkeys(found))


class Programs:
    """The programs of contracts, made once each. Keeps the contract, so that a program never outlives what it was made from."""

    def __init__(self, most: int = 256) -> None:
        self._made: dict[tuple[int, str, str], tuple[Contract, Program]] = {}
        self._most = most

    def get(self, contract: Contract, version: Version | None, action: str) -> Program:
        """The program of a version for an action."""
        assert version is not None
        key = (id(contract), version.id, action)
        kept = self._made.get(key)
        if kept is None or kept[0] is not contract:
            if len(self._made) >= self._most:
                self._made.clear()
            kept = self._made[key] = (contract, program(contract, version, action))
        return kept[1]


PROGRAMS = Programs()


def judge(contract: Contract, case: Case) -> Answer:
    """The answer to a case, by the definition. Raises TooLarge when its unknowns are too entangled to be told apart."""
    return Judgment(contract, case, PROGRAMS).answer()


def _with_fact(case: Case, name: str, value: Value) -> Case:
    return Case(
        case.event,
        {**case.facts, name: value},
        case.readings,
        case.unknown - {name},
        case.evidence,
        case.version,
        case.presume,
        case.presumed_date,
    )
