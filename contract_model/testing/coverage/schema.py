"""This file defines the JSON Schema of a coverage report, as `contract test --coverage-format json` writes it. Made by pydantic.

Docstrings and descriptions here are shown in the schema.
"""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import Field

from contract_model.telling.schema import Closed, dialect

MeasureName = Literal["terms", "conditions", "exceptions", "readings", "dates", "states", "reparations", "powers"]
Count = Annotated[int, Field(ge=0)]


class Total(Closed):
    """How much is shown of what some case can show."""

    shown: Count
    of: Count
    impossible: Count
    """How much no case at all can show; it does not count."""
    percent: Annotated[float, Field(ge=0, le=100)]


class Item(Closed):
    """Something that a case can show of the contract."""

    measure: MeasureName
    of: str
    """The term, definition, fact, ambiguity or version that it is about."""
    version: str | None = None
    """Of a contract with several versions, the one that wrote the term."""
    part: str | None = None
    """Which part of it."""
    what: str
    """What is to be shown: a status, an atom of a condition, a day, a state or a change of state."""
    status: Literal["shown", "missing", "impossible"]
    shown_by: str | None = None
    """The first case that shows it."""
    missing: str | None = None
    """What was not seen."""
    closing: str | None = None
    """What a case would have to say to show it."""
    file: str
    line: Annotated[int, Field(ge=1)]
    column: Annotated[int, Field(ge=1)]


class Coverage(Closed):
    """What the cases of a contract show of it."""

    contract: str
    cases: Count
    histories: Count
    totals: dict[MeasureName, Total]
    total: Total
    items: list[Item]


class Report(Closed):
    """The coverage of each contract that the cases are about."""

    schema_version: Literal[1]
    contracts: list[Coverage]


def coverage_schema() -> dict[str, Any]:
    """The JSON Schema of a coverage report."""
    return dialect(Report.model_json_schema())
