"""This file defines the JSON Schema of a timeline, as `contract timeline --format json` writes it. Made by pydantic.

Docstrings and descriptions here are shown in the schema.
"""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import Field

from contract_model.model.timeline import Cause
from contract_model.telling.schema import Certainty, Closed, Condition, Day, Days, JudgedEvent, Value, Verdict, dialect


class Stretch(Days):
    """Days of a span on which the same terms of one version decide."""

    version: str | None
    """The version in force; null where none is."""
    decided_by: list[str]
    by_silence: bool
    """Whether the verdict is the contract's policy on silence."""


class Span(Days):
    """Days that follow on each other and have one answer. Without `from` it goes back for ever, without `through` it goes on for ever."""

    verdict: Verdict
    conditions: list[Condition]
    """For `depends`, each possible verdict; else empty."""
    stretches: list[Stretch]


class Reason(Closed):
    """One reason why the answer changes."""

    cause: Cause
    """A version comes into force; it adds, repeals or replaces a term; a term begins, ends, or lasts until what now is so; a condition of a
    term turns; or what is not known can be so only on one side of the day."""
    version: str = ""
    term: str = ""
    part: str = ""
    """Where in the term the condition stands: `when`, `requires`, `until`, or `unless` with the id of the exception."""
    definition: str = ""
    """The definition that turns, if it is one."""
    text: str = ""
    """The condition as it is written in the contract."""


class Border(Closed):
    """Where the answer changes; `day` is the first with the new one."""

    day: Day
    reasons: list[Reason]


class Permitted(Closed):
    """On which days it is permitted, at least one; null stands for no first, and no last, day."""

    earliest: Day | None
    latest: Day | None
    days: list[Days]


class Row(Closed):
    """The spans and the borders between them, one fewer."""

    spans: Annotated[list[Span], Field(min_length=1)]
    borders: list[Border]
    permitted: Permitted | None
    """The days on which it is permitted for certain; null where there is none."""
    permissible: Permitted | None
    """The days on which it can be permitted."""


class OtherReading(Row):
    """The same under one other reading of an ambiguity, or with one published value of a fact."""

    name: str
    reading: str


class Timeline(Row):
    """The verdict on one event for every date. The date of the event itself counts for nothing here."""

    schema_version: Literal[1]
    contract: str
    event: JudgedEvent
    facts: dict[str, Value]
    readings: dict[str, str]
    """The readings that were chosen."""
    evidence_floor: Certainty
    over: Days
    other_readings: list[OtherReading]
    """With `--readings`, those that change the answer on some day."""
    irrelevant: list[str]
    """With `--readings`, the ambiguities that change it on no day."""


def timeline_schema() -> dict[str, Any]:
    """The JSON Schema of a timeline."""
    return dialect(Timeline.model_json_schema())
