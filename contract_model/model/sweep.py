"""This file defines `Sweep`: a grid of cases that differ along a few axes, with what is said of each in short."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum
from itertools import product
from typing import TypeAlias

from contract_model.model.answer import Verdict
from contract_model.model.case import Case, DateSpan
from contract_model.model.contract import Certainty
from contract_model.model.values import Value


class Varies(Enum):
    """What of a case an axis varies."""

    PARAMETER = "parameter"
    FACT = "fact"
    READING = "reading"
    ACTOR = "actor"
    ACTION = "action"
    DATE = "date"
    VERSION = "version"
    EVIDENCE = "evidence"


@dataclass(frozen=True, slots=True)
class Point:
    """A point of an axis, as it is written (`aws`, `2027`, `?`), with what it stands for: none for what is not known.

    A reading, an actor, an action and a version are told by their ids.
    """

    written: str
    value: Value | DateSpan | Certainty | None


@dataclass(frozen=True, slots=True)
class Axis:
    """What is varied, by its name, and the points that it takes, in their order."""

    name: str
    varies: Varies
    points: tuple[Point, ...]


@dataclass(frozen=True, slots=True)
class OtherReading:
    """A reading that was not taken and under which the answer would be another: of what, which, and the verdict."""

    name: str
    reading: str
    verdict: Verdict


@dataclass(frozen=True, slots=True)
class Short:
    """An answer in short. `turns_on`: the names on which the verdict turns; `versions`: those in force, by id."""

    verdict: Verdict
    decided_by: tuple[str, ...]
    turns_on: tuple[str, ...]
    contested: tuple[OtherReading, ...]
    versions: tuple[str, ...]


Places: TypeAlias = tuple[int, ...]
"""A cell of a grid: for each axis the number of its point."""


@dataclass(frozen=True, slots=True)
class Sweep:
    """The cells of a grid, the last axis running fastest. `case` is what all of them have in common."""

    contract: str
    case: Case
    axes: tuple[Axis, ...]
    cells: tuple[Short, ...]

    def places(self) -> Iterator[Places]:
        """The place of each cell, in their order."""
        return product(*(range(len(axis.points)) for axis in self.axes))

    def at(self, places: Places) -> Short:
        """The cell at a place."""
        number = 0
        for axis, place in zip(self.axes, places, strict=True):
            number = number * len(axis.points) + place
        return self.cells[number]
