"""This file defines `Proofs`: what no case at all can show, by decision diagrams over everything that a case can leave open.

What a history gives (how norms stand, what was done before) is left open here as if it could be anything. So what is proved impossible is
impossible; of what is not, it may still be that no history leads there.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import date

from contract_model.meaning.diagram import FALSE, TRUE, Diagram, Diagrams, TooLarge
from contract_model.meaning.program import Program
from contract_model.meaning.scheme import Scheme
from contract_model.meaning.split import Split
from contract_model.meaning.terms import BUILT_IN, admitted
from contract_model.model.answer import OTHER, Among, Between, Cube, Holds, Status
from contract_model.model.conditions import FALSE as NO
from contract_model.model.conditions import TRUE as YES
from contract_model.model.conditions import Compare, Condition, Const, In, Named, Op
from contract_model.model.contract import Certainty, Choices, Contract, Term
from contract_model.model.history import History
from contract_model.model.kinds import DATE
from contract_model.model.states import NormState
from contract_model.model.values import DAY, written
from contract_model.testing.coverage.atoms import put_in, without
from contract_model.testing.coverage.watching import Border, Decided, effects_of


class Possible:
    """The conditions of one program as diagrams, with everything open."""

    def __init__(self, contract: Contract, prog: Program, days: Iterable[int], marks: Mapping[str, object]) -> None:
        self.program = prog
        self._days = {day: Named(f"on {day}", Compare(Op.EQ, BUILT_IN["date"], Const(day, DATE))) for day in days}
        first = Named("the actor is known", In(BUILT_IN["actor"], ()))
        formulas = [*prog.formulas, *self._days.values(), first, *(Named(f"admits {c.value}", admitted(c)) for c in Certainty)]
        self.split = Split(contract, formulas, {}, {"time": (0, DAY - 1)})
        self._named = prog.named
        self._effects = [self._named[n] for n in effects_of(prog, marks)]
        self._matters: dict[str, Diagram] = {}

    def of(self, name: str) -> Diagram:
        """What a condition of the program comes to; what is not there is false."""
        return self.split.diagram(self._named[name]) if name in self._named else FALSE

    def status(self, term: str, status: str) -> Diagram:
        """When a term does something."""
        d = self.split.diagrams
        if status == Status.NOT_ENGAGED.value:
            return d.negation(self.of(f"{term} engaged"))
        yields = self.of(f"{term} {Status.YIELDS.value}")
        if status in ("engaged", Status.YIELDS.value):
            return self.of(f"{term} {status}")
        return d.both(self.of(f"{term} {status}"), d.negation(yields))

    def in_vain(self, term: Term) -> Diagram:
        """When its bearer tries to use a power that is not available."""
        d = self.split.diagrams
        own = self.split.diagram(In(BUILT_IN["actor"], tuple(sorted(term.bearer))) if term.bearer else YES)
        return d.both(d.both(own, self.split.diagram(admitted(term.certainty))), d.negation(self.of(f"{term.id} {Status.GRANTS.value}")))

    def matters(self, mark: str) -> Diagram:
        """When a marked condition has an effect: were it otherwise, something else would come of it."""
        if mark not in self._matters:
            d = self.split.diagrams
            found = FALSE
            made: tuple[dict[int, tuple[Condition, Condition]], ...] = ({}, {})
            for effect in self._effects:
                true, false = (self.split.diagram(without(effect, mark, to, kept)) for to, kept in zip((YES, NO), made, strict=True))
                found = d.either(found, self._apart(true, false))
            self._kept = made  # conditions are known by their identity, so they must live on
            self._matters[mark] = found
        return self._matters[mark]

    def decides(self, decided: Decided, atom: int, truth: bool, worth: bool, border: Border | None = None) -> Diagram:
        """When an atom has a truth and decides, and the condition comes to something; on the day of a border."""
        d, condition, part = self.split.diagrams, decided.mark.condition, decided.atoms[atom]
        either_way = self._apart(self.split.diagram(put_in(condition, part, YES)), self.split.diagram(put_in(condition, part, NO)))
        found = d.both(either_way, self.matters(decided.mark.name))
        found = d.both(found, self._is(self.split.diagram(part), truth))
        found = d.both(found, self._is(self.split.diagram(condition), worth))
        return found if border is None else d.both(found, self.split.diagram(self._days[border.day]))

    def holds(self, mark: Decided, truth: bool) -> Diagram:
        """When a marked condition holds, or does not, and that has an effect."""
        return self.split.diagrams.both(self._is(self.split.diagram(mark.mark.condition), truth), self.matters(mark.mark.name))

    def reading(self, name: str, reading: str, verdicts: Iterable[str]) -> Diagram:
        """When under a reading something else comes out than under another one."""
        place = self.split.position(name, reading)
        if place is None:
            return FALSE
        d, (number, value) = self.split.diagrams, place
        found = FALSE
        for verdict in verdicts:
            f = self.of(verdict)
            under = d.given(f, {number: value})
            for other in range(d.sizes[number]):
                if other != value:
                    found = d.either(found, self._apart(under, d.given(f, {number: other})))
        return d.both(found, d.literal(number, (value,)))

    def closing(self, goal: Diagram) -> str | None:
        """What a case would have to say, by the fewest tests of the diagram; none where no case can show it."""
        possible = self.split.diagrams.both(goal, self.split.possible(goal))
        return None if possible == FALSE else said(self.split.cube(tuple(_shortest(self.split.diagrams, possible))))

    def _apart(self, one: Diagram, other: Diagram) -> Diagram:
        d = self.split.diagrams
        return d.either(d.both(one, d.negation(other)), d.both(other, d.negation(one)))

    def _is(self, f: Diagram, truth: bool) -> Diagram:
        return f if truth else self.split.diagrams.negation(f)


class Proofs:
    """The programs of a contract, each with everything open; made when they are first asked for."""

    def __init__(self, contract: Contract, judging: Iterable[Program], decided: Mapping[str, Decided]) -> None:
        states = Choices("its state", {s.value: (s.value,) for s in NormState})
        actions = Choices("the action", {a: (a,) for a in contract.actions})
        grades = Choices("certainty", {c.value: (c.value,) for c in Certainty})
        self.contract = replace(contract, choices={**contract.choices, **{c.id: c for c in (states, actions, grades)}})
        self.judging = [p for p in judging if p.terms]
        self.over_time = list(_over_time(contract))
        self._decided = decided
        days = {b.day for x in decided.values() for of_atom in x.borders for b in of_atom}
        self._days = sorted(days)
        self._made: dict[int, Possible | None] = {}

    def programs(self) -> Iterator[Program]:
        """All programs, those that judge events first."""
        yield from self.judging
        yield from self.over_time

    def possible(self, prog: Program) -> Possible | None:
        """The diagrams of a program; none where they are too large."""
        if id(prog) not in self._made:
            asks = "date" in prog.variables
            try:
                self._made[id(prog)] = Possible(self.contract, prog, self._days if asks else (), self._decided)
            except (TooLarge, RecursionError):
                self._made[id(prog)] = None
        return self._made[id(prog)]


def _shortest(d: Diagrams, f: Diagram) -> Iterator[tuple[int, frozenset[int]]]:
    """The shortest way from a diagram to true: the variables on it, each with the values that lead on.

    Of quantities such values as follow on each other.
    """
    lengths: dict[Diagram, int] = {TRUE: 0, FALSE: len(d.sizes) + 1}

    def length(g: Diagram) -> int:
        if g not in lengths:
            lengths[g] = 1 + min(length(child) for child in d.children(g))
        return lengths[g]

    length(f)
    while f != TRUE:
        children = d.children(f)
        first = min(range(len(children)), key=lambda place: length(children[place]))
        following = [p for p in range(first, len(children)) if children[p] == children[first]]
        if d.ordered[d.variable(f)]:
            following = [p for n, p in enumerate(following) if p == first + n]
        yield d.variable(f), frozenset(following)
        f = children[first]


def _over_time(contract: Contract) -> Iterator[Program]:
    """The programs by which norms change their states, terms are triggered, and facts change."""
    start = contract.versions[0].start
    scheme = Scheme(contract, History("", start, (), evidence=Certainty.SPECULATIVE))
    for version in contract.versions:
        ruling = scheme.ruling(version)
        yield from (t.program for t in ruling.terms.values())
        yield from (x.program for x in (*ruling.on_event.values(), *ruling.on_change.values()))
    yield from scheme.where.values()


def said(cube: Cube) -> str:
    """What must hold, in the signs of a case."""
    return ", ".join(map(_said, cube)) or "nothing in particular"


def _said(literal: Among | Between | Holds) -> str:
    match literal:
        case Among(name, values):
            chosen = next((v for v in values if v != OTHER), values[0])
            return f"{name}={written(chosen) if chosen != OTHER else 'another'}"
        case Between(name, _, low, high, closed):
            if low is not None and low == high:
                return f"{name}={written(low)}"
            above = "" if low is None else f"{name}{'>=' if closed[0] else '>'}{written(low)}"
            below = "" if high is None else f"{name}{'<=' if closed[1] else '<'}{written(high)}"
            return ", ".join(filter(None, (above, below)))
        case Holds(text, _, truth):
            return text if truth else f"not ({text})"


def day_of(day: int) -> str:
    """A day by its number, as it is written."""
    return date.fromordinal(day).isoformat()
