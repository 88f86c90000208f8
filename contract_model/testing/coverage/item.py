"""This file defines `Coverage`: what can be shown of a contract by cases, item by item, and which of it is shown."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import Enum
from functools import cached_property

from contract_model.problems import Span


class Measure(Enum):
    """What is measured: each item belongs to one of these."""

    TERMS = "terms"
    """What each term does: whether it is engaged, and with what effect."""
    CONDITIONS = "conditions"
    """Each atom of each condition: true and false, and each time to matter (masking MC/DC)."""
    EXCEPTIONS = "exceptions"
    """Each exception: that it held, and that it did not, where that mattered."""
    READINGS = "readings"
    """Each reading of each ambiguity: that it was taken, and that another one would have changed the outcome."""
    DATES = "dates"
    """The days on both sides of each date at which something begins or ends."""
    STATES = "states"
    """Each state and each change of state that a norm can have."""
    REPARATIONS = "reparations"
    """Each term that the violation of another brings about."""
    POWERS = "powers"
    """Each power: used, and tried in vain."""


@dataclass(frozen=True, slots=True)
class CoverageItem:
    """Something that a case can show.

    `of`: the term, definition, fact, ambiguity or version that it is about; `part`: which part of it, where it has several. `what`: what is
    to be shown. `span`: where it stands in the contract. `hits`: how many cases were seen to show it; of a condition and of a reading, at
    least so many. `shown_by`: the first of them. `impossible`: no case at all can show it. `missing`: what was not seen. `closing`: what a
    case would have to say to show it. `version`: of a contract with several, the one that wrote the term.
    """

    measure: Measure
    of: str
    part: str
    what: str
    span: Span
    hits: int = 0
    shown_by: str = ""
    impossible: bool = False
    missing: str = ""
    closing: str = ""
    version: str = ""

    @property
    def shown(self) -> bool:
        """Whether a case shows it."""
        return self.hits > 0

    @property
    def gap(self) -> bool:
        """Whether a case could show it and none does."""
        return not self.shown and not self.impossible


@dataclass(frozen=True, slots=True)
class Total:
    """How many items there are, how many are shown, and how many no case can show."""

    items: int
    shown: int
    impossible: int

    @property
    def possible(self) -> int:
        """How many items some case can show."""
        return self.items - self.impossible

    @property
    def percent(self) -> float:
        """Shown of a hundred that can be shown; a hundred where there is nothing to show."""
        return 100 * self.shown / self.possible if self.possible else 100.0


def total(items: Iterable[CoverageItem]) -> Total:
    """The total of some items; each counts once."""
    listed = list(items)
    return Total(len(listed), sum(i.shown for i in listed), sum(i.impossible for i in listed))


@dataclass(frozen=True)  # no slots: cached_property keeps what was computed in the instance
class Coverage:
    """What the cases of a contract show of it. `title`: the contract's; `cases`, `histories`: how many of each were looked at.

    `files`: the contract's own files, in which the items stand.
    """

    contract: str
    title: str
    cases: int
    histories: int
    items: tuple[CoverageItem, ...]
    files: tuple[str, ...]

    @cached_property
    def totals(self) -> Mapping[Measure, Total]:
        """The total of each measure of which there are items."""
        found = {m: total(i for i in self.items if i.measure is m) for m in Measure}
        return {m: t for m, t in found.items() if t.items}

    @property
    def whole(self) -> Total:
        """The total of everything."""
        return total(self.items)

    @property
    def terms(self) -> Total:
        """The total of what terms do: what a threshold is held against."""
        return total(i for i in self.items if i.measure is Measure.TERMS)

    @property
    def gaps(self) -> tuple[CoverageItem, ...]:
        """What a case could show and none does, in the order of the contract."""
        return tuple(i for i in self.items if i.gap)
