"""This file defines `Watch`: what is seen of a contract while cases are judged and histories run.

A case is looked at as three-valued logic sees it: what is not known is neither true nor false, and shows nothing.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date

from contract_model.meaning.evaluate import evaluate_slots
from contract_model.meaning.kleene import Function, Slots, Truth, compile_condition
from contract_model.meaning.known import known
from contract_model.meaning.parts import Part, parts
from contract_model.meaning.program import Program, program
from contract_model.meaning.terms import formulas_of
from contract_model.model.answer import Status
from contract_model.model.case import Case
from contract_model.model.conditions import Compare, Condition, Const, Named, Op, Var, parts_of
from contract_model.model.contract import Contract, TermKind, Version
from contract_model.model.history import NormChange, Run, Why
from contract_model.model.states import NormState
from contract_model.model.values import Raw
from contract_model.testing.coverage.atoms import Worth, atoms_of, turned, worth
from contract_model.testing.coverage.marked import Mark, Marked

STATUSES = (Status.EXCUSED, Status.YIELDS, Status.BITES, Status.MET, Status.GRANTS, Status.STATES)

Key = tuple[str, ...]
"""What is seen, under a name: `("term", home, id, status)`, `("held", mark)`, and so on."""


@dataclass(frozen=True, slots=True)
class Border:
    """A comparison of the date with a day: on `day` it is worth `truth`, and on the other side of the border it is not."""

    day: int
    truth: bool


def borders(atom: Condition) -> tuple[Border, ...]:
    """The days next to which an atom turns, if it compares the date with a day and nothing else."""
    match atom:
        case Compare(Op.LE, Var("date", _), Const(int() as day, _)):
            return Border(day, True), Border(day + 1, False)
        case Compare(Op.LT, Var("date", _), Const(int() as day, _)):
            return Border(day - 1, True), Border(day, False)
        case Compare(Op.LE, Const(int() as day, _), Var("date", _)):
            return Border(day - 1, False), Border(day, True)
        case Compare(Op.LT, Const(int() as day, _), Var("date", _)):
            return Border(day, False), Border(day + 1, True)
        case Compare(Op.EQ, Var("date", _), Const(int() as day, _)) | Compare(Op.EQ, Const(int() as day, _), Var("date", _)):
            return Border(day - 1, False), Border(day, True), Border(day + 1, False)
        case _:
            return ()


@dataclass(slots=True)
class AtomSeen:
    """What was seen of an atom: what it was worth, and where it decided, that with what the condition came to; on which days it decided."""

    truths: set[bool] = field(default_factory=set)
    decided: set[tuple[bool, bool]] = field(default_factory=set)
    days: set[tuple[int, bool]] = field(default_factory=set)
    shown_by: str = ""

    @property
    def shown(self) -> bool:
        """Whether it decided both ways: masking MC/DC."""
        return any((True, worth) in self.decided and (False, not worth) in self.decided for worth in (True, False))


class Decided:
    """A condition that was marked, with what has been seen of its atoms and of its own effect."""

    def __init__(self, mark: Mark) -> None:
        self.mark = mark
        self.atoms = atoms_of(mark.condition)
        self.worth: Worth = worth(mark.condition, self.atoms)
        self.seen = [AtomSeen() for _ in self.atoms]
        self.borders = [borders(a) for a in self.atoms]
        self.used = False

    @property
    def open(self) -> bool:
        """Whether more can be seen."""
        return any(not s.shown or len(s.days) < len(b) for s, b in zip(self.seen, self.borders, strict=True))


@dataclass(frozen=True, slots=True)
class _Conditions:
    """Where a marked condition stands among the slots of a program, and its atoms as functions of them."""

    decided: Decided
    place: int
    atoms: tuple[Function, ...]


class Watched:
    """A program with what is to be seen of it. `effects`: the places of what its terms and norms do; `verdicts`: of the verdicts."""

    def __init__(self, watch: Watch, prog: Program) -> None:
        compiled = prog.compiled
        self.program = prog
        self.conditions: list[_Conditions] = []
        self.effects: list[int] = []
        self.statuses: list[tuple[str, TermKind, tuple[str, ...], int, dict[Status, int], int | None]] = []
        for formula in prog.formulas:
            decided = watch.decided.get(formula.name)
            if decided is not None:
                decided.used = True
                atoms = tuple(compile_condition(a, compiled.slots) for a in decided.atoms)
                self.conditions.append(_Conditions(decided, compiled.slots[formula.name], atoms))
        self.effects = [compiled.slots[n] for n in effects_of(prog, watch.decided)]
        self.verdicts = [compiled.slots[f.name] for f in prog.formulas if f.name.startswith("verdict ")] or self.effects
        for term in prog.terms:
            words = {s: compiled.slots[n] for s in STATUSES if (n := f"{term.id} {s.value}") in compiled.slots}
            yields = words.pop(Status.YIELDS, None)
            self.statuses.append((term.id, term.kind, term.bearer, compiled.slots[f"{term.id} engaged"], words, yields))
        self.ambiguities = [n for n in prog.variables if n in prog.contract.ambiguities]
        self.days = _days(prog)

    def settled_day(self, part: Part) -> int | None:
        """A day that stands for all days of a part of a case, where its conditions do not tell them apart."""
        if part.first is None or self.days is None:
            return None
        first, last = part.first.toordinal(), part.last.toordinal() if part.last else None
        return None if any(first < d and (last is None or d <= last) for d in self.days) else first


def effects_of(prog: Program, marks: Mapping[str, object]) -> list[str]:
    """The names of what the terms of a program do, or else of what it is asked for: changes of state, triggers."""
    if prog.terms:
        return [f.name for t in prog.terms for f in formulas_of(t) if " unless " not in f.name]
    inner = {n.name for f in prog.formulas for n in walk_within(f.body)}
    return [f.name for f in prog.formulas if f.name not in marks and not (f.name in inner or f.name in prog.contract.definitions)]


def walk_within(condition: Condition) -> Iterator[Named]:
    """The names in a condition, those within definitions left out."""
    waiting = [condition]
    while waiting:
        part = waiting.pop()
        if isinstance(part, Named):
            yield part
        else:
            waiting.extend(parts_of(part))


def _days(prog: Program) -> frozenset[int] | None:
    """The first day on the other side of each border of the date; none where the date is compared with something that is not a day."""
    found: set[int] = set()
    for formula in prog.formulas:
        waiting = [formula.body]
        while waiting:
            part = waiting.pop()
            if sides := borders(part):
                days = sorted(b.day for b in sides)
                found.update(days[1:])
            elif isinstance(part, Var) and part.name == "date":
                return None
            elif not isinstance(part, Named):
                waiting.extend(parts_of(part))
    return frozenset(found)


class Watch:
    """What has been seen of a contract so far: `hits` and the first case by what was seen, and of each condition its atoms."""

    def __init__(self, meant: Marked) -> None:
        self.meant = meant
        self.decided = {name: Decided(mark) for name, mark in meant.marks.items()}
        self.hits: Counter[Key] = Counter()
        self.first: dict[Key, str] = {}
        self.days: dict[int, str] = {}
        self._name = ""
        self._seen: set[Key] = set()
        self._programs: dict[tuple[str, str], Watched] = {}
        self._running: dict[int, Watched] = {}

    @property
    def contract(self) -> Contract:
        """The contract that is watched, with its conditions marked."""
        return self.meant.contract

    def programs(self) -> Iterator[Program]:
        """Every program by which an event can be judged."""
        for version in self.contract.versions:
            for action in self.contract.actions:
                yield self._judging(version, action).program

    def case(self, name: str, case: Case) -> None:
        """Look at a case."""
        self._begin(name)
        what = known(self.contract, case)
        day = case.event.date.day
        for part in parts(self.contract, case):
            if part.version is None:
                continue
            watched = self._judging(part.version, case.event.action)
            values = dict(what.everything)
            if "date" not in values and (stands_for := watched.settled_day(part)) is not None:
                values["date"] = stands_for
            self._look(watched, values, None if day is None else day.toordinal(), case.event.actor)
        if day is not None and case.version is None:
            self._on(day.toordinal())
        self._end()

    def begin_history(self, name: str) -> None:
        """From now on what is evaluated belongs to a history."""
        self._begin(name)
        self._running.clear()

    def evaluate(self, prog: Program, values: Mapping[str, Raw]) -> Mapping[str, Truth]:
        """Evaluate a program for a history, and look at it."""
        watched = self._running.get(id(prog))
        if watched is None:
            watched = self._running[id(prog)] = Watched(self, prog)
        slots = self._look(watched, values, _day(values), _text(values.get("actor")))
        inputs = prog.compiled.inputs
        return {f.name: slots[inputs + i] for i, f in enumerate(prog.formulas)}

    def ran(self, run: Run) -> None:
        """Look at what became of a history."""
        for term in run.untriggered:
            self._see(("state", term, NormState.NOT_TRIGGERED.value))
        for step in run.steps:
            if step.happening is not None and step.verdict is not None:
                self._on(run.history.happenings[step.happening].day.toordinal())
            for label in step.exercises:
                self._see(("power", label.partition("/")[0], "used"))
            for id in step.void:
                self._see(("power", id, "in vain"))
            for change in step.changes:
                if isinstance(change, NormChange) and not change.doubt:
                    self._changed(change)
        self._end()
        self._running.clear()

    def _changed(self, change: NormChange) -> None:
        self._see(("state", change.term, change.after.value))
        if change.before is not None and change.why is not Why.MOVED:
            self._see(("change", change.term, change.before.value, change.after.value))
        elif change.by is not None:
            self._see(("reparation", change.by.partition("/")[0], change.term))

    def _judging(self, version: Version, action: str) -> Watched:
        key = version.id, action
        if key not in self._programs:
            self._programs[key] = Watched(self, program(self.contract, version, action))
        return self._programs[key]

    def _look(self, watched: Watched, values: Mapping[str, Raw], day: int | None, actor: str | None) -> Slots:
        slots = evaluate_slots(watched.program, values)
        for term, kind, bearer, engaged, words, yields in watched.statuses:
            self._status(watched.program.version.id, term, slots, engaged, words, yields)
            if kind is TermKind.POWER and (not bearer or actor in bearer):
                self._power(term, slots, engaged, words)
        if day is not None and watched.program.terms:
            self._windows(watched, slots, day, actor)
        for conditions in watched.conditions:
            if conditions.decided.open:
                self._condition(watched, conditions, slots, day)
        for name in watched.ambiguities:
            if (reading := values.get(name)) is not None:
                self._reading(watched, values, slots, name, str(reading))
        return slots

    def _status(self, version: str, term: str, slots: Slots, engaged: int, words: Mapping[Status, int], yields: int | None) -> None:
        home = self._home(version, term)
        if slots[engaged] is False:
            self._see(("term", home, term, Status.NOT_ENGAGED.value))
            return
        if slots[engaged]:
            self._see(("term", home, term, "engaged"))
        if yields is not None and slots[yields] is None:
            return
        if yields is not None and slots[yields]:
            self._see(("term", home, term, Status.YIELDS.value))
            return
        for status, place in words.items():
            if slots[place]:
                self._see(("term", home, term, status.value))

    def _windows(self, watched: Watched, slots: Slots, today: int, actor: str | None) -> None:
        """Note the terms that a day next to their first or last one decides: all else that they ask for is there."""
        places = watched.program.compiled.slots
        for term in watched.program.terms:
            ends = ((term.start, -1), (term.through, 1))
            sides = {day for end, beyond in ends if end for day in (end.toordinal(), end.toordinal() + beyond)}
            if today in sides and (not term.bearer or actor in term.bearer):
                owner = self.meant.owner(watched.program.version.id, term.id)
                holds = places.get(f"{owner}: when"), places.get(f"{owner}: until")
                if (holds[0] is None or slots[holds[0]]) and (holds[1] is None or slots[holds[1]] is False):
                    self._see(("window", term.id, shown_day(today)))

    def _home(self, version: str, term: str) -> str:
        """The version that wrote a term; of a norm that lives on in a later one, the last that had it."""
        found = self.meant.homes.get((version, term))
        if found is None:
            found = next((h for (_, id), h in reversed([*self.meant.homes.items()]) if id == term), "")
        return found

    def _power(self, term: str, slots: Slots, engaged: int, words: Mapping[Status, int]) -> None:
        if slots[words[Status.GRANTS]]:
            self._see(("power", term, "used"))
        elif slots[engaged] is False or (Status.EXCUSED in words and slots[words[Status.EXCUSED]]):
            self._see(("power", term, "in vain"))

    def _condition(self, watched: Watched, conditions: _Conditions, slots: Slots, day: int | None) -> None:
        decided = conditions.decided
        truths: list[Truth] = [atom(slots) for atom in conditions.atoms]
        for seen, truth in zip(decided.seen, truths, strict=True):
            if truth is not None:
                seen.truths.add(truth)
        effective: bool | None = None
        for i, (seen, truth) in enumerate(zip(decided.seen, truths, strict=True)):
            if truth is None or (seen.shown and len(seen.days) >= len(decided.borders[i])):
                continue
            if_true, if_false = turned(decided.worth, truths, i)
            if if_true is None or if_false is None or if_true is if_false:
                continue
            if effective is None:
                effective = _matters(watched, slots, conditions.place, if_true if truth else if_false)
            if not effective:
                return
            before = seen.shown
            seen.decided.add((truth, if_true if truth else if_false))
            if seen.shown and not before:
                seen.shown_by = self._name
            if day is not None:
                seen.days.update((day, truth) for b in decided.borders[i] if (b.day, b.truth) == (day, truth))

        if decided.mark.exception and slots[conditions.place] is not None:
            key = ("exception", decided.mark.name, "held" if slots[conditions.place] else "did not hold")
            if key not in self._seen and _matters(watched, slots, conditions.place, slots[conditions.place]):
                self._see(key)

    def _reading(self, watched: Watched, values: Mapping[str, Raw], slots: Slots, name: str, reading: str) -> None:
        self._see(("reading", name, reading, "taken"))
        key = ("reading", name, reading, "decisive")
        if key in self.hits or key in self._seen:
            return
        for other in watched.program.contract.ambiguities[name].readings:
            if other != reading:
                otherwise = evaluate_slots(watched.program, {**values, name: other})
                if any(_differ(slots[p], otherwise[p]) for p in watched.verdicts):
                    self._see(key)
                    return

    def _on(self, day: int) -> None:
        self.days.setdefault(day, self._name)

    def _begin(self, name: str) -> None:
        self._name = name
        self._seen = set()

    def _see(self, key: Key) -> None:
        self._seen.add(key)

    def _end(self) -> None:
        for key in self._seen:
            self.hits[key] += 1
            self.first.setdefault(key, self._name)
        self._seen = set()


def _matters(watched: Watched, slots: Slots, place: int, truth: Truth) -> bool:
    """Whether what the program is asked for would come out otherwise, were a condition otherwise than it is."""
    compiled = watched.program.compiled
    steps = compiled.steps
    new = list(slots)
    new[place] = not truth
    for i in range(place + 1, len(new)):
        new[i] = steps[i - compiled.inputs](new)
    return any(_differ(slots[e], new[e]) for e in watched.effects)


def _differ(one: Truth, other: Truth) -> bool:
    return one is not None and other is not None and one is not other


def _day(values: Mapping[str, Raw]) -> int | None:
    day = values.get("date")
    return day if isinstance(day, int) and not isinstance(day, bool) else None


def _text(value: Raw | None) -> str | None:
    return value if isinstance(value, str) else None


def shown_day(day: int) -> str:
    """A day by its number, as it is written."""
    return date.fromordinal(day).isoformat()
