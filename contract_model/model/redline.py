"""This file defines `Redline`: what is different between two versions, or two contracts: in what is written, and in what it means.

Redline
  TermChange       a term that was added, removed, changed or moved, with its parts
  ChangedClass     a class of events that the two treat differently
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from contract_model.model.answer import Cube, Verdict
from contract_model.model.case import Case, DateSpan


@dataclass(frozen=True, slots=True)
class Edition:
    """One side: a version of a contract. `name`: the id or path by which it can be asked; empty where it cannot be any more."""

    contract: str
    version: str
    said: str
    name: str


class Happened(Enum):
    """What happened to a term."""

    ADDED = "added"
    REMOVED = "removed"
    CHANGED = "changed"
    MOVED = "moved"


@dataclass(frozen=True, slots=True)
class PartChange:
    """A part of a term that is written differently: the key of the language, and what stood and stands there (empty: nothing)."""

    part: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class TermChange:
    """What happened to a term. `was`: its id before, where that is another. A term that was moved says what it said, elsewhere."""

    term: str
    happened: Happened
    heading: str
    parts: tuple[PartChange, ...] = ()
    was: str = ""


@dataclass(frozen=True, slots=True)
class ChangedClass:
    """The events of an action by somebody that have one verdict before and another after. Classes are disjoint.

    `conditions`: the smallest ones each of which makes an event belong to the class (one that is empty: all do); none where they could
    not be worked out. `more`: there are others. `deciding`: the terms that decide before, and after. `case`: one of the events, to be
    asked of both. `gains`, `loses`: parties for whom it is better, or worse.
    """

    action: str
    actor: str
    before: Verdict
    after: Verdict
    conditions: tuple[Cube, ...] | None
    more: bool
    deciding: tuple[tuple[str, ...], tuple[str, ...]]
    cases: tuple[Case, Case]
    gains: tuple[str, ...]
    loses: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Redline:
    """All that is different. Events are compared on `days`, each side judged by its version.

    actions       those that were compared
    presumed      only events are compared for which presumptions and default readings hold
    readings      how ambiguities are read, whatever their defaults: name and reading
    beyond        the actions, each with its actor, of which other events are treated differently, too
    only_before   words that one side has alone, as `fact warned`; of events that take them nothing is said. So `only_after`
    over_time     there are norms over time, which are asked about as in a question without a history
    open          what could not be told; without it nothing else changed, which is proved
    """

    before: Edition
    after: Edition
    days: DateSpan
    terms: tuple[TermChange, ...]
    classes: tuple[ChangedClass, ...]
    actions: tuple[str, ...]
    presumed: bool
    only_before: tuple[str, ...] = ()
    only_after: tuple[str, ...] = ()
    beyond: tuple[tuple[str, str], ...] = ()
    open: tuple[str, ...] = ()
    over_time: bool = False
    readings: tuple[tuple[str, str], ...] = ()

    @property
    def complete(self) -> bool:
        """Whether it is proved that no other event is treated differently."""
        return not self.open

    @property
    def changed(self) -> bool:
        """Whether anything is different, in words or in meaning."""
        return bool(self.terms or self.classes or self.beyond or self.only_before or self.only_after)
