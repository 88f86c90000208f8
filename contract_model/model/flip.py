"""This file defines `Flips`: what would have to be otherwise for another verdict, and in whose hands that lies.

A *change* says what something would have to be, and what it is. A *flip* is a smallest set of changes that together bring another
verdict about, whatever else is not known. A *lever* is what one party can bring about, or keep from coming about, by what it holds.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from contract_model.model.answer import Cube, Holds, Literal, Status, Verdict
from contract_model.model.case import DateSpan
from contract_model.model.values import Value


class Hands(Enum):
    """Who can make a change by themselves, of those whom the terms that decide are about."""

    BEARER = "bearer"
    COUNTERPARTY = "counterparty"
    BOTH = "both"
    """Only both together."""
    NOBODY = "nobody"
    """None of them, not even together."""


@dataclass(frozen=True, slots=True)
class Was:
    """What the case has for a name: its value, for the date its span; none when it is not known."""

    name: str
    value: Value | DateSpan | None
    presumed: bool = False


@dataclass(frozen=True, slots=True)
class Change:
    """What would have to hold, of one name or of several that are compared, and what is so. `held_by`: the parties who hold it."""

    to: Literal
    was: tuple[Was, ...]
    held_by: tuple[str, ...]

    @property
    def names(self) -> tuple[str, ...]:
        """What it is about."""
        return self.to.names if isinstance(self.to, Holds) else (self.to.name,)


@dataclass(frozen=True, slots=True)
class Role:
    """What a term that decides does. `term` is its id; ids are those of one version."""

    term: str
    version: str
    status: Status


@dataclass(frozen=True, slots=True)
class Flip:
    """A smallest set of changes with which the verdict is another.

    `parties`: those who hold something of it. `decided_by`: the terms that would decide. `instead`: what those that decide now would do.
    `turns_on`: where the verdict would no longer be certain, that on which it would turn.
    """

    verdict: Verdict
    changes: tuple[Change, ...]
    hands: Hands
    parties: tuple[str, ...]
    decided_by: tuple[Role, ...]
    instead: tuple[Role, ...]
    turns_on: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Flips:
    """The flips of a case, fewest changes first. `verdict`: that of the case; `decided_by`: the terms that decide it.

    `to`: the verdict that was asked for, or none for any other. `more`: there are, or may be, others that are not listed.
    `at_once`: so much could be otherwise that only so many changes at once were looked at; none when all were. `compared_at_once`: the same
    of changes of what the terms compare with each other.
    """

    verdict: Verdict
    to: Verdict | None
    flips: tuple[Flip, ...]
    decided_by: tuple[Role, ...]
    more: bool = False
    at_once: int | None = None
    compared_at_once: int | None = None


@dataclass(frozen=True, slots=True)
class WhyNot:
    """Why a case does not have a verdict: the flips to it and, for each, what decides now and would do something else then."""

    ways: Flips
    in_the_way: tuple[tuple[Role, ...], ...]


@dataclass(frozen=True, slots=True)
class Lever:
    """What a party can do about one possible verdict, by what it holds of what is not known.

    `forces`: smallest sets of conditions with which the verdict comes out, whatever the rest. `blocks`: those with which it does not.
    """

    party: str
    verdict: Verdict
    forces: tuple[Cube, ...]
    blocks: tuple[Cube, ...]
