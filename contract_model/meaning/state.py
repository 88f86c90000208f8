"""This file defines `State`: everything that must be kept of a contract's past to say what happens next.

It never changes: a step gives another state, which shares with the old one all that stayed the same. So any state can be kept, gone back to
and gone on from in two ways. What is over and can no longer matter is dropped: the size is that of what is live, not of what happened.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import TypeAlias

from immutables import Map as Map

from contract_model.meaning.agenda import Agenda, Item, entered, entry
from contract_model.model.history import Instance, Instant
from contract_model.model.norm import StateOf
from contract_model.model.states import ContractState, NormState
from contract_model.model.values import Raw

LIVE = frozenset(
    {NormState.PENDING, NormState.IN_FORCE, NormState.SUSPENDED, NormState.NOT_AVAILABLE, NormState.AVAILABLE},
)
Key: TypeAlias = "tuple[Raw | None, ...]"

Numbers: TypeAlias = "Map[int, None]"
"""Numbers of instances, as a set that never changes."""
LOOSE: Key = ("not known",)
"""The key of instances of which not all of the key is known: any event may concern them."""


@dataclass(frozen=True, slots=True)
class Tally:
    """How many instances of a term satisfy something for certain, and how many may."""

    certain: int = 0
    doubtful: int = 0


@dataclass(frozen=True, slots=True)
class State:
    """A contract at an instant.

    `instances`: by number, those that are live and those of groups in which one is. `waiting`: the numbers of those that an event may
    still touch, by term and key (see `transitions`). `groups`: the numbers in each group, by term; `alive`: those in it that wait.
    `tallies`: of what conditions ask about the instances of a term, all of them. `counts`: how many there were of each term;
    `violations`: how often each was violated. `facts`: known values by name and key, `unknown` those that are no longer known; `past`: sums
    over past events. `recurring`: how many terms there are in a group of which more instances will come; `last`: of the instances no longer
    kept, the last of each term whose debt or holder is asked for; `checks`: when the conditions of a term that speak of the date are looked
    at next. `open`: obligations that wait to be performed, and recurring terms of which more instances will come; `unsettled`: violations,
    no longer kept, that nothing made good. `entries`: how many entries the agenda ever had.
    """

    now: Instant
    contract: ContractState
    start: int  # day number
    ends: Instant | None = None
    renewals: int = 0
    version: str | None = None
    instances: Map[int, Instance] = Map()
    waiting: Map[str, Map[Key, Numbers]] = Map()
    groups: Map[int, Map[str, Numbers]] = Map()
    alive: Map[int, Numbers] = Map()
    tallies: Map[StateOf, Tally] = Map()
    counts: Map[str, int] = Map()
    violations: Map[str, int] = Map()
    facts: Map[tuple[str, str | None], Raw] = Map()
    unknown: frozenset[tuple[str, str | None]] = frozenset()
    past: Map[tuple[str, Key], object] = Map()
    agenda: Agenda = None
    recurring: Map[int, int] = Map()
    last: Map[str, Instance] = Map()
    checks: Map[str, Instant] = Map()
    open: int = 0
    unsettled: int = 0
    numbers: int = 0
    entries: int = 0

    def agreed(self, at: Instant, item: Item, *about: object) -> State:
        """The state with something more to do at an instant."""
        return replace(self, agenda=entered(self.agenda, entry(at, self.entries, item, about)), entries=self.entries + 1)

    def numbered(self, term: str, group: int | None) -> list[int]:
        """The numbers of the instances of a term that may still change: all, or those that belong together with a group."""
        if group is None:
            return [i.number for i in self.of(term)]
        return sorted({n for g in (0, group) for n in self.groups.get(g, Map()).get(term, Map())})

    def of(self, term: str) -> Iterator[Instance]:
        """The instances of a term that an event or the world may still touch, in the order in which they came about."""
        for number in sorted({n for numbers in self.waiting.get(term, Map()).values() for n in numbers}):
            yield self.instances[number]


def satisfies(instance: Instance, asked: StateOf) -> bool | None:
    """Whether an instance is what a condition asks: in a state, or for what is never undone, ever was; none where that is not known."""
    if instance.uncertain:
        return None
    if asked.state is NormState.VIOLATED and instance.due_hangs_on and instance.state is NormState.IN_FORCE:
        return None
    match asked.state:
        case NormState.VIOLATED if asked.overdue:
            return instance.violated > 0 and not instance.performed and instance.state is NormState.VIOLATED
        case NormState.VIOLATED:
            return instance.violated > 0
        case NormState.FULFILLED:
            return instance.performed or instance.state is NormState.FULFILLED
        case NormState.EXERCISED:
            return instance.exercised > 0
        case state:
            return instance.state is state
