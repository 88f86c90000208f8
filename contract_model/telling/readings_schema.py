"""This file defines the JSON Schema of readings, as `contract readings --format json` writes them. Made by pydantic.

Docstrings and descriptions here are shown in the schema.
"""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import Field

from contract_model.telling.schema import Certainty, Closed, Condition, JudgedEvent, Value, Verdict, dialect

Place = Annotated[int, Field(ge=0, description="The place of an answer in `answers`; the first is 0.")]


class Possible(Closed):
    """An answer: the verdict and, for `depends`, each possible verdict with its conditions."""

    verdict: Verdict
    conditions: list[Condition]


class Combination(Closed):
    """Combinations of readings that have one answer: each ambiguity is read in any of the ways listed."""

    readings: dict[str, list[str]]
    answer: Place
    verdict: Verdict
    taken: bool
    """Whether the readings taken by default are among them."""


class Share(Closed):
    """So many of so many cases."""

    count: Annotated[int, Field(ge=0)]
    of: Annotated[int, Field(ge=1)]


class Alone(Closed):
    """The answer under one reading, the other ambiguities being as taken."""

    answer: Place
    verdict: Verdict


class Ambiguity(Closed):
    """An ambiguity on which the verdict can turn."""

    name: str
    taken: str | None
    """The reading taken by default; null when it is open."""
    alone: dict[str, Alone]
    """By reading."""
    decides_alone: bool
    """Whether the answer is another under another reading of this ambiguity alone."""
    settles: list[str]
    """The readings after which no other ambiguity matters."""
    changes: Share
    """The cases that the question leaves open, and those of them whose verdict is not the same under all readings."""
    anywhere: Share | None
    """The same for all cases of the action, whatever the facts; null where they are too many to count."""


class Irrelevant(Closed):
    """An ambiguity that the terms of the action ask about and on which nothing turns here."""

    name: str
    anywhere: Share | None


class Readings(Closed):
    """The answers to an event under every combination of readings."""

    schema_version: Literal[1]
    contract: str
    event: JudgedEvent
    facts: dict[str, Value]
    evidence_floor: Certainty
    held: dict[str, str]
    """The readings that were chosen, and so not varied."""
    answers: list[Possible]
    """Each answer once; the first is the one as asked."""
    total: Annotated[int, Field(ge=1)]
    """The number of combinations of the readings that matter."""
    more: Annotated[int, Field(ge=0)]
    """How many of these are not listed."""
    combinations: list[Combination]
    ambiguities: list[Ambiguity]
    """Those that matter, the one that changes most cases first."""
    irrelevant: list[Irrelevant]
    unasked: list[str]
    """The ambiguities that no term of the action asks about."""


def readings_schema() -> dict[str, Any]:
    """The JSON Schema of readings."""
    return dialect(Readings.model_json_schema())
