"""This file defines `Branches`: two runs from one history, without and with the events of a what-if, and where they part."""

from __future__ import annotations

from dataclasses import dataclass, fields, replace
from functools import cached_property

from contract_model.model.counting import Instant
from contract_model.model.history import (
    Change,
    ContractChanged,
    FactChanged,
    Instance,
    NormChange,
    PartyChanged,
    Run,
    Step,
    Undecided,
)
from contract_model.telling.ledger import moments_of


@dataclass(frozen=True, slots=True)
class Differing:
    """A norm that stands otherwise in the two runs, or is there in one only."""

    label: str
    real: Instance | None
    other: Instance | None


@dataclass(frozen=True)
class Branches:
    """`real`: what became of the history as it is; `other`: with further events. `added`: their places among the other's happenings."""

    real: Run
    other: Run
    added: tuple[int, ...]

    @cached_property
    def numbers(self) -> tuple[int | None, ...]:
        """For each happening of the other run its place in the real history; none for an event of the what-if."""
        added = set(self.added)
        count = iter(range(len(self.real.history.happenings)))
        return tuple(None if i in added else next(count) for i in range(len(self.other.history.happenings)))

    @cached_property
    def real_names(self) -> tuple[str, ...]:
        """How the events of the real history are called."""
        return tuple(f"event {i + 1}" for i in range(len(self.real.history.happenings)))

    @cached_property
    def other_names(self) -> tuple[str, ...]:
        """How the events of the other run are called: by their numbers in the real history, or as those of the what-if."""
        one = len(self.added) == 1
        own = iter("the what-if" if one else f"what-if {i + 1}" for i in range(len(self.added)))
        return tuple(next(own) if n is None else f"event {n + 1}" for n in self.numbers)

    @cached_property
    def real_steps(self) -> tuple[Step, ...]:
        """The steps of the real run, each of one instant."""
        return moments_of(self.real)

    @cached_property
    def other_steps(self) -> tuple[Step, ...]:
        """The steps of the other run, each of one instant."""
        return moments_of(self.other)

    @cached_property
    def same(self) -> int:
        """How many steps the runs have in common from the beginning."""
        count = 0
        for one, two in zip(self.real_steps, self.other_steps, strict=False):
            if _alike(one) != _alike(two, self.numbers):
                break
            count += 1
        return count

    @property
    def parts(self) -> Instant | None:
        """The instant at which they part; none where they never do."""
        left = [steps[self.same].instant for steps in (self.real_steps, self.other_steps) if len(steps) > self.same]
        return min(left) if left else None

    @cached_property
    def norms(self) -> tuple[Differing, ...]:
        """The norms that stand otherwise in the end, in the order in which they came about."""
        one, two = ({i.label: i for i in run.instances} for run in (self.real, self.other))
        found = [Differing(label, one.get(label), two.get(label)) for label in dict.fromkeys([*one, *two])]
        return tuple(d for d in found if _stands(d.real) != _stands(d.other))

    @cached_property
    def facts(self) -> tuple[tuple[str, str | None], ...]:
        """The facts that have another value in the end."""
        keys = dict.fromkeys([*self.real.facts, *self.other.facts])
        return tuple(k for k in keys if self.real.facts.get(k) != self.other.facts.get(k))


def _alike(step: Step, numbers: tuple[int | None, ...] | None = None) -> tuple[object, ...]:
    """What two steps must have in common to be one; events of the other run by their places in the real history."""

    def place(happening: int | None) -> int | None:
        if happening is None or numbers is None:
            return happening
        found = numbers[happening]
        return -1 if found is None else found  # an event of the what-if is none of the real history

    changes = tuple(_placed(change, place(change.happening)) for change in step.changes)
    told = (step.instant, place(step.happening), step.verdict, step.decided_by, step.deemed, changes)
    return (*told, step.performs, step.breaks, step.exercises, step.void)


def _placed(change: Change, happening: int | None) -> Change:
    match change:
        case NormChange() | FactChanged() | PartyChanged() | ContractChanged() | Undecided():
            return replace(change, happening=happening)


_INCIDENTAL = ("number", "group", "parent", "since", "triggered", "bindings")


def _stands(instance: Instance | None) -> tuple[object, ...] | None:
    """How an instance stands, without its numbers in a run."""
    if instance is None:
        return None
    return tuple(getattr(instance, f.name) for f in fields(instance) if f.name not in _INCIDENTAL)
