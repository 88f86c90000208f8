"""This file defines the JSON Schema of proofs, as `contract prove --format json` writes it. Made by pydantic.

Docstrings and descriptions here are shown in the schema.
"""

from __future__ import annotations

from typing import Any, Literal

from contract_model.telling.schema import Closed, Event, Verdict, dialect


class Judged(Closed):
    """A case, as `contract ask --event` reads it, and the verdict on it."""

    event: Event
    verdict: Verdict


class Counterexample(Closed):
    """A case in which the law does not hold, or two that should have had verdicts that go together."""

    version: str
    cases: list[Judged]


class Law(Closed):
    """What became of a law."""

    id: str
    says: str
    demands: list[str]
    outcome: Literal["proved", "refuted", "undecided", "vacuous"]
    """`vacuous`: no case fits what the law says of its cases."""
    undecided: str
    """Why it is neither proved nor refuted; else empty."""
    counterexample: Counterexample | None


class Proofs(Closed):
    """What became of the laws of a contract."""

    schema_version: Literal[1]
    contract: str
    laws: list[Law]


def proofs_schema() -> dict[str, Any]:
    """The schema of proofs."""
    return dialect(Proofs.model_json_schema())
