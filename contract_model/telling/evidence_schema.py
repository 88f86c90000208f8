"""This file defines the JSON Schema of evidence, as `contract evidence --format json` writes it. Made by pydantic.

Docstrings and descriptions here are shown in the schema.
"""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import Field

from contract_model.telling.schema import Certainty, Closed, Condition, JudgedEvent, Value, Verdict, dialect


class AtFloor(Closed):
    """The answer when no weaker evidence than the floor counts."""

    floor: Certainty
    verdict: Verdict
    conditions: list[Condition]
    changes: bool
    """Whether the answer is another than at the floor before, which admits less."""
    enters: list[str]
    """The terms of this grade, or with an exception of it, that do something else than at the floor before."""
    decided_by: list[str]
    evidence: Certainty | None
    """The weakest grade among what the answer rests on; null where no term decides."""
    weakest: list[str]
    """What is of that grade, in words."""


class Evidence(Closed):
    """The answers to an event at each evidence floor."""

    schema_version: Literal[1]
    contract: str
    event: JudgedEvent
    facts: dict[str, Value]
    readings: dict[str, str]
    """The readings chosen."""
    evidence_floor: Certainty
    """The floor as asked."""
    steady: bool
    """Whether the answer is the same at every floor."""
    floors: Annotated[list[AtFloor], Field(min_length=4, max_length=4)]


def evidence_schema() -> dict[str, Any]:
    """The JSON Schema of evidence."""
    return dialect(Evidence.model_json_schema())
