"""This file defines the JSON Schema of redlines, as `contract diff --format json` writes it. Made by pydantic.

Docstrings and descriptions here are shown in the schema.
"""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import Field

from contract_model.telling.schema import Closed, Conjunction, Event, Verdict, dialect


class Edition(Closed):
    """One side: a version of a contract, and how it was asked for."""

    contract: str
    version: str
    said: str


class Part(Closed):
    """A part of a term that is written differently; empty where there is none."""

    part: str
    before: str
    after: str


class Term(Closed):
    """What happened to a term."""

    term: str
    was: str | None
    """Its id before, where that is another."""
    happened: Literal["added", "removed", "changed", "moved"]
    heading: str
    parts: list[Part]


class Class(Closed):
    """A class of events that the two treat differently. Classes are disjoint."""

    action: str
    actor: str
    before: Verdict
    after: Verdict
    if_: Annotated[list[Conjunction] | None, Field(alias="if")]
    """The smallest conditions each of which makes an event belong to the class; null where they could not be worked out."""
    more: bool
    """Whether there are other conditions that are not listed."""
    decided_before: list[str]
    decided_after: list[str]
    event_before: Event
    event_after: Event
    """One of the events, as `contract ask --event` reads it, for each side."""
    gains: list[str]
    loses: list[str]


class Beyond(Closed):
    """An action with its actor."""

    action: str
    actor: str


class Redline(Closed):
    """What is different between two versions."""

    before: Edition
    after: Edition
    days: dict[str, str]
    """The days of the events that are compared."""
    readings: dict[str, str] = {}
    """How ambiguities were read, whatever their defaults."""
    presumed: bool
    """Whether only events are compared for which presumptions and default readings hold."""
    actions: list[str]
    terms: list[Term]
    classes: list[Class]
    only_before: list[str]
    only_after: list[str]
    """Words that one side has alone."""
    beyond: list[Beyond]
    """Of which other events are treated differently, too, where presumptions or default readings do not hold."""
    over_time: bool
    """Whether there are norms over time; they are asked about as in a question without a history."""
    complete: bool
    """Whether it is proved that no other event of these actions is treated differently."""
    open: list[str]


class Redlines(Closed):
    """What is different between versions or contracts."""

    schema_version: Literal[1]
    only_before: list[str]
    only_after: list[str]
    """Versions that one side has alone."""
    redlines: list[Redline]


def redline_schema() -> dict[str, Any]:
    """The JSON Schema of redlines."""
    return dialect(Redlines.model_json_schema())
