"""This file defines the JSON Schema of a sweep, as `contract sweep --format json` writes it. Made by pydantic.

Docstrings and descriptions here are shown in the schema.
"""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import Field

from contract_model.telling.schema import Certainty, Closed, JudgedEvent, Value, Verdict, dialect


class Point(Closed):
    """A point of an axis: as it is written (`?` for unknown), and in words."""

    value: str
    says: str


class Axis(Closed):
    """What is varied, and the points that it takes."""

    name: str
    varies: Literal["parameter", "fact", "reading", "actor", "action", "date", "version", "evidence"]
    asks: str
    points: Annotated[list[Point], Field(min_length=1)]


class OtherReading(Closed):
    """A reading that was not taken and under which the answer would be another."""

    ambiguity: str
    reading: str
    verdict: Verdict


class Cell(Closed):
    """The answer to one case in short."""

    at: dict[str, str]
    """The point of each axis, as it is written."""
    verdict: Verdict
    decided_by: list[str]
    unknown: list[str]
    """The names on which the verdict turns."""
    contested: list[OtherReading]
    versions: list[str]
    """The versions in force; none before the first, several where the date leaves it open."""


class Sweep(Closed):
    """A grid of cases. Of what is varied nothing is said in `event`, `facts` and `readings`."""

    schema_version: Literal[1]
    contract: str
    event: JudgedEvent
    facts: dict[str, Value]
    readings: dict[str, str]
    unknown: list[str]
    evidence_floor: Certainty
    version: str | None
    axes: Annotated[list[Axis], Field(min_length=1)]
    cells: Annotated[list[Cell], Field(min_length=1)]
    """The last axis runs fastest."""


def sweep_schema() -> dict[str, Any]:
    """The JSON Schema of a sweep."""
    return dialect(Sweep.model_json_schema())
