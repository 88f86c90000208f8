"""This file defines `Ledger`: every change of a run in order, and the life of each norm in it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property

from contract_model.model.counting import Instant
from contract_model.model.history import Change, Instance, NormChange, PartyChanged, Run, Step, Undecided, Why
from contract_model.model.states import NormState


@dataclass(frozen=True, slots=True)
class Entry:
    """A change and the step in which it happened."""

    change: Change
    step: Step


@dataclass(frozen=True, slots=True)
class Stretch:
    """How long an instance was in a state: from `start` until `end`, which is none while it still is."""

    state: NormState
    start: Instant
    end: Instant | None


@dataclass(frozen=True, slots=True)
class Life:
    """What became of an instance: its changes in order, and the stretches of time that they part."""

    instance: Instance
    entries: tuple[Entry, ...]

    @property
    def stretches(self) -> tuple[Stretch, ...]:
        """The states in order; what began and ended at one instant is left out, except the last."""
        changes = [e.change for e in self.entries if isinstance(e.change, NormChange) and e.change.why is not Why.MOVED]
        if not changes:
            return (Stretch(self.instance.state, self.instance.since, None),)
        ends = [c.instant for c in changes[1:]]
        found = [Stretch(c.after, c.instant, end) for c, end in zip(changes, ends, strict=False) if end > c.instant]
        return (*found, Stretch(changes[-1].after, changes[-1].instant, None))

    @property
    def violations(self) -> tuple[Instant, ...]:
        """When it was violated."""
        return tuple(e.change.instant for e in self.entries if isinstance(e.change, NormChange) and e.change.after is NormState.VIOLATED)


def moments_of(run: Run) -> tuple[Step, ...]:
    """The steps of a run, each of one instant: where much changed while time passed, there is a step for each instant of it."""
    found: list[Step] = []
    for step in run.steps:
        by_instant: dict[Instant, list[Change]] = {}
        for change in step.changes:
            by_instant.setdefault(change.instant, []).append(change)
        quiet = step.happening is None and step.deemed is None
        if not quiet or not by_instant:
            by_instant.setdefault(step.instant, [])
        for instant in sorted(by_instant):
            changes = tuple(by_instant[instant])
            if instant == step.instant and not quiet:
                found.append(replace(step, changes=changes))
            else:
                found.append(Step(instant, None, None, (), None, (), (), (), (), changes))
    return tuple(sorted(found, key=lambda step: step.instant))


@dataclass(frozen=True)
class Ledger:
    """The changes of a run."""

    run: Run

    @cached_property
    def steps(self) -> tuple[Step, ...]:
        """The steps, each of one instant."""
        return moments_of(self.run)

    @cached_property
    def entries(self) -> tuple[Entry, ...]:
        """All changes, in order."""
        return tuple(Entry(change, step) for step in self.steps for change in step.changes)

    @cached_property
    def lives(self) -> tuple[Life, ...]:
        """The life of each instance, in the order in which they came about."""
        by_label: dict[str, list[Entry]] = {i.label: [] for i in self.run.instances}
        for entry in self.entries:
            if isinstance(entry.change, NormChange | PartyChanged | Undecided) and entry.change.instance in by_label:
                by_label[entry.change.instance].append(entry)
        return tuple(Life(i, tuple(by_label[i.label])) for i in self.run.instances)
