"""This file defines the JSON Schema of flaws, as `contract lint --format json` writes it. Made by pydantic.

Docstrings and descriptions here are shown in the schema.
"""

from __future__ import annotations

from typing import Any, Literal

from contract_model.telling.schema import Closed, Event, dialect


class Place(Closed):
    """A place in a file; lines and columns are counted from 1."""

    file: str
    line: int
    column: int
    length: int


class Flaw(Closed):
    """What is wrong with a contract, or looks as if it were."""

    check: str
    """The stable id of the check that found it."""
    severity: Literal["error", "warning", "note"]
    at: list[str]
    """The terms, exceptions or words that it is about."""
    message: str
    within: str
    version: str | None
    place: Place | None
    event: Event | None
    """A case that shows it, as `contract ask --event` reads it."""
    suppressed: str | None
    """The reason for which the contract suppresses it."""


class Open(Closed):
    """A question that was not answered."""

    check: str
    at: list[str]
    reason: str


class Contract(Closed):
    """The flaws of a contract."""

    contract: str
    complete: bool
    """Whether every question was answered."""
    flaws: list[Flaw]
    open: list[Open]


class Flaws(Closed):
    """The flaws of some contracts."""

    schema_version: Literal[1]
    contracts: list[Contract]


def flaws_schema() -> dict[str, Any]:
    """The JSON Schema of flaws."""
    return dialect(Flaws.model_json_schema())
