"""This file defines the course of a contract through a history: a step for each happening, with the verdict on its event.

The verdict is that of the terms as things were before the event; what the event then did to the norms is in the changes.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace

from contract_model.meaning.acting import Seen, values_of
from contract_model.meaning.decision import decider
from contract_model.meaning.history import Moved, advance, begin, happen
from contract_model.meaning.judge import Judgment
from contract_model.meaning.lookup import Point
from contract_model.meaning.plain import within_history
from contract_model.meaning.programs import PROGRAMS
from contract_model.meaning.scheme import Scheme
from contract_model.meaning.stage import Evaluate
from contract_model.meaning.state import State
from contract_model.model.answer import Answer, Verdict
from contract_model.model.case import Case, DateSpan, Event
from contract_model.model.contract import Contract, Fact
from contract_model.model.counting import local
from contract_model.model.history import Change, History, Instance, Instant, Run, Step
from contract_model.model.states import ContractState
from contract_model.model.values import Raw, Value, cooked, raw


@dataclass
class Course:
    """A contract on its way through a history. `answers`: whether each verdict comes with its full answer, not only where it depends."""

    contract: Contract
    history: History
    evaluate: Evaluate
    answers: bool = False
    scheme: Scheme = field(init=False)
    state: State = field(init=False)
    forgotten: list[Instance] = field(default_factory=list)
    judged_by: Contract = field(init=False)
    judged_after: Contract = field(init=False)

    def __post_init__(self) -> None:
        self.scheme = Scheme(self.contract, self.history)
        self.state = begin(self.scheme)
        self.judged_by = within_history(self.contract)
        self.judged_after = within_history(self.contract, ended=True)

    def steps(self, until: Instant | None = None) -> Iterator[Step]:
        """A step for each thing that happens until an instant (by default that of the history), and one for the time that passes after."""
        ends = self.history.until if until is None else until
        if ends is None and not self.history.happenings:
            ends = self.state.now  # the day on which the contract begins
        for index, happening in enumerate(self.history.happenings):
            if until is not None and happening.instant > until:
                break
            yield from self._told(advance(self.scheme, self.evaluate, self.state, happening.instant), None)
            yield from self._told(happen(self.scheme, self.evaluate, self.state, happening, index), index)
        if ends is not None:
            yield from self._told(advance(self.scheme, self.evaluate, self.state, ends), None)

    def _told(self, moved: Moved, index: int | None) -> Iterator[Step]:
        """The steps of what was done at once: what changed by time, and then each event with what it changed."""
        self.state = moved.state
        self.forgotten += moved.forgotten
        borders = [*(s.since for s in moved.seen), len(moved.changes)]
        before = moved.changes[: borders[0]]
        if before or (index is not None and not moved.seen):
            event = None if index is None else self.history.happenings[index].event
            remarks = ("it takes effect when it is received",) if event is not None and not moved.seen else ()
            at = before[-1].instant if before else moved.state.now
            yield Step(at, index, None, (), None, (), (), (), (), before, remarks=remarks)
        for seen, first, last in zip(moved.seen, borders, borders[1:], strict=False):
            changes = moved.changes[first:last]
            after = sum(c.instant > seen.before.now for c in changes)  # by time alone, before the next event
            yield self._step(seen, changes[: len(changes) - after])
            if after:
                yield Step(changes[-1].instant, None, None, (), None, (), (), (), (), changes[-after:])

    def _step(self, seen: Seen, changes: tuple[Change, ...]) -> Step:
        verdict, decided, found, remarks = self._verdict(seen)
        return Step(
            seen.before.now,
            seen.happening,
            verdict,
            decided,
            found,
            seen.performs,
            seen.breaks,
            seen.exercises,
            seen.void,
            changes,
            seen.event if seen.happening is None else None,
            remarks,
        )

    def _verdict(self, seen: Seen) -> tuple[Verdict, tuple[str, ...], Answer | None, tuple[str, ...]]:
        """What the terms say of an event as things were before it: nothing before the contract begins, after its end what survives."""
        state, lookup = seen.before, self.scheme.lookup
        if state.version is None:
            return Verdict.SILENT, (), None, ("the contract has not begun",)
        over = state.contract is not ContractState.IN_EFFECT
        contract = self.judged_after if over else self.judged_by
        remarks = ("the contract has ended; only what survives it still speaks",) if over else ()
        version = next(v for v in contract.versions if v.id == state.version)
        judge = decider(contract, version, seen.event.action)
        point = Point(state, values_of(seen.event, lookup.today(state)))
        known: dict[str, Raw] = {}
        for name in judge.program.variables:
            value = seen.truths[name] if name in seen.truths else lookup.resolver(name)(point) if _resolvable(name) else None
            if value is not None:
                known[name] = value
        if not self.answers:
            decision = judge.of_truths(known, self.evaluate(judge.program, known))
            if decision is not None:
                return decision.verdict, decision.decided_by, None, remarks
        found = Judgment(contract, self._case(seen.event, known, version.id, state), PROGRAMS).answer()
        return found.verdict, found.decided_by, found, remarks

    def finished(self, steps: Sequence[Step]) -> Run:
        """How everything stands now, with the steps that led there."""
        state = self.state
        instances = sorted([*self.forgotten, *state.instances.values()], key=lambda i: i.number)
        facts: dict[tuple[str, str | None], Raw] = {}
        for fact in self.contract.facts.values():
            if (value := self.scheme.lookup.initial(fact)) is not None:
                facts[fact.name, None] = value
        facts |= dict(state.facts.items())
        ever = {i.term for i in instances}
        version = self.scheme.ruling(self.scheme.version(state.version)) if state.version else self.scheme.first_ruling
        return Run(
            self.contract.id,
            self.history,
            state.now,
            state.contract,
            None if state.contract in (ContractState.TERMINATED, ContractState.COMPLETED) else state.ends,
            tuple(steps),
            tuple(instances),
            {place: v for place, v in facts.items() if place not in state.unknown},
            tuple(t for t in version.terms if t not in ever),
        )

    def _presumed(self, fact: Fact, value: Raw) -> bool:
        """Whether a fact has its value by presumption alone, so that a case need not state it."""
        if fact.presumed is None or not self.history.presume or raw(fact.presumed) != value:
            return False
        return not fact.per and fact.starts is None and not fact.changes and fact.name not in self.history.facts

    def _case(self, event: Event, known: dict[str, Raw], version: str, state: State) -> Case:
        """An event with everything that the history tells of it, as a case of its own."""
        day = local(state.now, self.scheme.lookup.zone)[0]
        facts: dict[str, Value] = {}
        for name, value in known.items():
            asked = self.judged_by.asked(name)
            if isinstance(asked, Fact) and not self._presumed(asked, value):
                facts[name] = cooked(asked.kind, value)
        presumable = [(n, f.presumed) for n, f in self.contract.facts.items()]
        derived = [(n, d.presumed) for n, d in self.judged_by.derived.items()]
        unknown = {n for n, presumed in (*presumable, *derived) if presumed is not None and n not in known}
        return Case(
            replace(event, date=DateSpan(day, day, event.date.time)),
            facts,
            {n: r for n, r in self.history.readings.items() if n in self.contract.ambiguities},
            frozenset(unknown) | self.history.unknown,
            self.history.evidence,
            version,
            self.history.presume,
        )


def _resolvable(name: str) -> bool:
    return not name.startswith(("acts(", "excepted("))


def run(
    contract: Contract,
    history: History,
    evaluate: Evaluate,
    *,
    until: Instant | None = None,
    answers: bool = False,
    progress: Callable[[int, int], None] | None = None,
) -> Run:
    """What becomes of a contract through a history, with every step. `progress` is called with the happenings done, and with all."""
    course = Course(contract, history, evaluate, answers)
    steps: list[Step] = []
    for step in course.steps(until):
        steps.append(step)
        if progress and step.happening is not None:
            progress(step.happening + 1, len(history.happenings))
    return course.finished(steps)
