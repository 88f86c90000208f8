"""This file defines `coverage`: what the cases of a contract show of it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from datetime import date, timedelta
from functools import partial
from typing import TypeAlias

from contract_model.meaning.course import run
from contract_model.meaning.diagram import Diagram, TooLarge
from contract_model.meaning.program import Program
from contract_model.model.answer import Status
from contract_model.model.case import Case
from contract_model.model.contract import Contract, Term, TermKind
from contract_model.model.history import History
from contract_model.telling.conditions import written_out
from contract_model.testing.coverage.asked import Asked
from contract_model.testing.coverage.item import Coverage, CoverageItem, Measure
from contract_model.testing.coverage.lives import Lives
from contract_model.testing.coverage.marked import marked
from contract_model.testing.coverage.places import Places
from contract_model.testing.coverage.proofs import Possible, Proofs, day_of
from contract_model.testing.coverage.watching import STATUSES, Border, Decided, Key, Watch, effects_of

Goal: TypeAlias = Callable[[Possible], Diagram]
"""When something is shown, by the diagrams of a program."""


def coverage(contract: Contract, asked: Iterable[Asked]) -> Coverage:
    """What cases and histories show of a contract. Raises ContractError where one of them cannot be run."""
    watch = Watch(marked(contract))
    counts = {Case: 0, History: 0}
    for one in asked:
        counts[type(one.asks)] += 1
        match one.asks:
            case Case() as case:
                watch.case(one.name, case)
            case History() as history:
                watch.begin_history(one.name)
                watch.ran(run(watch.contract, history, watch.evaluate, until=one.until))
    places = Places(contract)
    items = tuple(sorted(_Items(watch, places).items(), key=lambda i: (places.rank(i.span.file), i.span.line, i.span.column)))
    return Coverage(contract.id, contract.title, counts[Case], counts[History], items, places.files)


class _Items:
    """The items of a contract, with what was seen of each, and proofs for the rest."""

    def __init__(self, watch: Watch, places: Places) -> None:
        self.watch = watch
        self.contract = watch.contract
        self.places = places
        self.judging = list(watch.programs())
        self.proofs = Proofs(self.contract, self.judging, watch.decided)
        for prog in self.proofs.over_time:
            for formula in prog.formulas:
                if formula.name in watch.decided:
                    watch.decided[formula.name].used = True

    def items(self) -> Iterator[CoverageItem]:
        yield from self._terms()
        for decided in self.watch.decided.values():
            if decided.used:
                yield from self._condition(decided)
        yield from self._readings()
        yield from self._versions()
        yield from self._windows()
        yield from self._norms()

    # what terms do

    def _terms(self) -> Iterator[CoverageItem]:
        found: dict[tuple[str, str], tuple[Term, list[Program]]] = {}
        for prog in self.proofs.judging:
            for term in prog.terms:
                home = self.watch.meant.homes[prog.version.id, term.id]
                found.setdefault((home, term.id), (term, []))[1].append(prog)
        for (home, id), (term, programs) in found.items():
            words = [s.value for s in STATUSES if any(f"{id} {s.value}" in p.named for p in programs)]
            for word in (Status.NOT_ENGAGED.value, "engaged", *words):
                item = CoverageItem(Measure.TERMS, id, "", word, term.span, version=self._version(home))
                yield self._proved(item, ("term", home, id, word), programs, partial(Possible.status, term=id, status=word))
            if term.kind is TermKind.POWER:
                item = CoverageItem(Measure.POWERS, id, "", "used", term.span, version=self._version(home))
                yield self._proved(item, ("power", id, "used"), programs, partial(Possible.status, term=id, status=Status.GRANTS.value))
                item = replace(item, what="in vain")
                yield self._proved(item, ("power", id, "in vain"), programs, partial(Possible.in_vain, term=term))

    # conditions

    def _condition(self, decided: Decided) -> Iterator[CoverageItem]:
        mark = decided.mark
        programs = [p for p in self.proofs.programs() if mark.name in p.named]
        for number, (atom, seen) in enumerate(zip(decided.atoms, decided.seen, strict=True)):
            text = written_out(atom)
            item = CoverageItem(Measure.CONDITIONS, mark.of, mark.part, text, mark.span, version=mark.version)
            if seen.shown:
                yield replace(item, hits=1, shown_by=seen.shown_by)
            else:
                yield self._pair(item, decided, number, programs)
            for border in decided.borders[number]:
                said = f"{day_of(border.day)}, where `{text}` is {'true' if border.truth else 'false'}"
                item = CoverageItem(Measure.DATES, mark.of, mark.part, said, mark.span, version=mark.version)
                if (border.day, border.truth) in seen.days:
                    yield replace(item, hits=1, shown_by=self.watch.days.get(border.day, ""))
                else:
                    either_way = (True, False)
                    goals = [partial(_decides, decided, number, border.truth, worth, border) for worth in either_way]
                    yield self._unless_impossible(item, programs, *goals)
        if mark.exception:
            for truth, word in ((True, "held"), (False, "did not hold")):
                item = CoverageItem(Measure.EXCEPTIONS, mark.of, mark.exception, word, mark.span, version=mark.version)
                yield self._proved(item, ("exception", mark.name, word), programs, partial(_holds, decided, truth))

    def _pair(self, item: CoverageItem, decided: Decided, number: int, programs: list[Program]) -> CoverageItem:
        """An atom that was not shown: whether it can be, and what is missing."""
        seen = decided.seen[number]
        closing: list[str] = []
        missing: list[str] = []
        possible = False
        for worth in (True, False):
            halves = [(True, worth), (False, not worth)]
            each = [self._closing(programs, partial(_decides, decided, number, truth, w, None)) for truth, w in halves]
            if None in each:
                continue
            open_ = [(t, said) for (t, w), said in zip(halves, each, strict=True) if (t, w) not in seen.decided]
            if not possible or len(open_) < len(closing):
                closing = [said for _, said in open_ if said]
                missing = [_missing(t, seen.truths) for t, _ in open_]
            possible = True
        return replace(item, impossible=not possible, missing="; ".join(missing), closing=" and ".join(closing))

    # readings, dates

    def _readings(self) -> Iterator[CoverageItem]:
        for name, ambiguity in self.contract.ambiguities.items():
            programs = [p for p in self.proofs.programs() if name in p.variables]
            if not programs:
                continue
            for reading in ambiguity.readings:
                span = self.places.reading(name, reading)
                key = ("reading", name, reading)
                yield self._counted(CoverageItem(Measure.READINGS, name, reading, "taken", span), (*key, "taken"))
                item = CoverageItem(Measure.READINGS, name, reading, "decisive", span)
                goal = partial(self._decisive, name, reading)
                yield self._proved(item, (*key, "decisive"), programs, goal)

    def _decisive(self, name: str, reading: str, possible: Possible) -> Diagram:
        return possible.reading(name, reading, self._outcome(possible.program))

    def _versions(self) -> Iterator[CoverageItem]:
        for version in self.contract.versions:
            span = self.places.version(version.id)
            days = [(version.start - timedelta(days=1), "the day before"), (version.start, "the first day")]
            if version.end is not None:
                days += [(version.end, "the last day"), (version.end + timedelta(days=1), "the day after")]
            for day, word in days:
                item = CoverageItem(Measure.DATES, version.id, "version", f"{day}, {word}", span)
                name = self.watch.days.get(day.toordinal())
                yield replace(item, closing=f"an event on {day}") if name is None else replace(item, hits=1, shown_by=name)

    def _windows(self) -> Iterator[CoverageItem]:
        for (version, id), home in self.watch.meant.homes.items():
            found = next(v for v in self.contract.versions if v.id == version)
            term = found.terms[id]
            if version != home or term.norm is not None:
                continue
            days: list[tuple[date, str]] = []
            if term.start and term.start > found.start:
                days += [(term.start - timedelta(days=1), "the day before"), (term.start, "the first day")]
            if term.through and (found.end is None or term.through < found.end):
                days += [(term.through, "the last day"), (term.through + timedelta(days=1), "the day after")]
            for day, word in days:
                part = "through" if day >= (term.through or date.max) else "from"
                item = CoverageItem(Measure.DATES, id, part, f"{day}, {word}", term.span, version=self._version(version))
                item = replace(item, closing=f"its act on {day}, with all else that it asks for")
                yield self._counted(item, ("window", id, str(day)))

    # norms

    def _norms(self) -> Iterator[CoverageItem]:
        lives = Lives(self.contract)
        for (version, id), home in self.watch.meant.homes.items():
            term = next(v for v in self.contract.versions if v.id == version).terms[id]
            if version != home or term.norm is None:
                continue
            life = lives.of(term, term.norm)
            for state in life.states:
                item = CoverageItem(Measure.STATES, id, "state", state.value, term.span, version=self._version(version))
                yield self._counted(item, ("state", id, state.value))
            for before, after in life.changes:
                item = CoverageItem(
                    Measure.STATES, id, "change", f"{before.value} -> {after.value}", term.span, version=self._version(version)
                )
                yield self._counted(item, ("change", id, before.value, after.value))
            for other in term.norm.on_violation:
                item = CoverageItem(Measure.REPARATIONS, id, "on_violation", other, term.span, version=self._version(version))
                yield self._counted(item, ("reparation", id, other))

    def _version(self, id: str) -> str:
        return id if len(self.contract.versions) > 1 else ""

    # what was seen, and what can be

    def _counted(self, item: CoverageItem, key: Key) -> CoverageItem:
        hits = self.watch.hits[key]
        return replace(item, hits=hits, shown_by=self.watch.first.get(key, ""), closing="" if hits else item.closing)

    def _proved(self, item: CoverageItem, key: Key, programs: list[Program], goal: Goal) -> CoverageItem:
        counted = self._counted(item, key)
        return counted if counted.shown else self._unless_impossible(counted, programs, goal)

    def _unless_impossible(self, item: CoverageItem, programs: list[Program], *goals: Goal) -> CoverageItem:
        each = [self._closing(programs, goal) for goal in goals]
        found = [said for said in each if said is not None]
        return replace(item, closing=found[0]) if found else replace(item, impossible=True)

    def _outcome(self, prog: Program) -> list[str]:
        """The names of what comes out of a program: the verdicts, or what norms do."""
        return [f.name for f in prog.formulas if f.name.startswith("verdict ")] or effects_of(prog, self.watch.decided)

    def _closing(self, programs: list[Program], goal: Goal) -> str | None:
        """What a case would have to say: none where it is proved that no case can."""
        answer: str | None = None
        for prog in programs:
            possible = self.proofs.possible(prog)
            try:
                said = "" if possible is None else possible.closing(goal(possible))
            except (TooLarge, RecursionError):
                said = ""
            if said:
                return f"{_place(prog)}: {said}"
            answer = said if answer is None else answer
        return answer


def _decides(decided: Decided, atom: int, truth: bool, worth: bool, border: Border | None, possible: Possible) -> Diagram:
    return possible.decides(decided, atom, truth, worth, border)


def _holds(decided: Decided, truth: bool, possible: Possible) -> Diagram:
    return possible.holds(decided, truth)


def _missing(truth: bool, seen: set[bool]) -> str:
    """What was not seen of an atom."""
    word = "true" if truth else "false"
    return f"{word} without effect" if truth in seen else f"never {word}"


def _place(prog: Program) -> str:
    """Where a case would have to lie: an event of an action, or a history."""
    return f"{prog.action}" if prog.terms else "a history"
