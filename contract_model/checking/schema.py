"""This file defines the JSON Schema of a check, as `contract check --format json` writes it. Made by pydantic.

Docstrings and descriptions here are shown in the schema.
"""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import Field

from contract_model.telling.schema import Certainty, Closed, Verdict, dialect

Count = Annotated[int, Field(ge=0)]
Place = Annotated[int, Field(ge=1)]
Verdicts = dict[Verdict, Count]


class Rows(Closed):
    """How many rows there were: read = checked + rejected."""

    read: Count
    checked: Count
    rejected: Count


class Term(Closed):
    """A term, and how many rows it decides."""

    id: str
    heading: str
    verdicts: Verdicts


class Month(Closed):
    """The events of a month."""

    month: Annotated[str, Field(pattern=r"^\d{4}-\d{2}$")] | None
    """Null where an event's date is not known to the month."""
    verdicts: Verdicts


class InVersions(Closed):
    """Rows by the versions in force."""

    versions: list[str]
    """Several where an event's date is not known; none before the first version."""
    rows: Count


class ReadingCount(Closed):
    """How many rows would have another verdict, or other conditions, under a reading, by that verdict."""

    ambiguity: str
    reading: str
    verdicts: Verdicts


class Contested(Closed):
    """How much would be different under other readings."""

    rows: Count
    readings: list[ReadingCount]


class Unknown(Closed):
    """Something that is not known and on which the verdict of rows turns."""

    name: str
    asks: str
    rows: Count
    alone: Count
    """How many rows turn on it and nothing else."""


class Worst(Closed):
    """One of the worst rows, one for each reason."""

    row: Place
    """Its number in the table, from 1."""
    alike: Place
    """How many rows have its action, its verdict, and what decides it; it is the first of them."""
    verdict: Verdict
    event: str
    why: str
    decided_by: list[str]
    unknown: list[str]


class Matched(Closed):
    """A column, and what it stands for."""

    column: str
    name: str


class Missing(Closed):
    """What the actions in the table ask for and no column says."""

    name: str
    asks: str
    presumed: str | None
    """What is taken for granted; null where it is unknown."""


class Unused(Closed):
    """A column that stands for nothing."""

    column: str
    why: str | None


class Columns(Closed):
    """What the columns stand for."""

    matched: list[Matched]
    missing: list[Missing]
    unused: list[Unused]


class ByValue(Closed):
    """A term that compares what the columns may not keep exact: its rows are judged value by value, which is slower."""

    term: str
    why: str


class BadText(Closed):
    """A text in a column that is no value of what the column stands for."""

    column: str
    name: str
    text: str
    why: str
    rows: Count
    first: Place


class More(Closed):
    """Further such texts."""

    column: str
    texts: Count
    rows: Count


class BadLine(Closed):
    """A line that is no row."""

    file: str
    line: Place
    why: str


class Rejected(Closed):
    """Why rows are rejected. A row may have several reasons."""

    values: list[BadText]
    more: list[More]
    without_action: Count
    lines: Count
    first_lines: list[BadLine]


class Check(Closed):
    """What a check of a table found."""

    schema_version: Literal[1]
    contract: str
    table: list[str]
    rows: Rows
    verdicts: Verdicts
    terms: list[Term]
    months: list[Month]
    evidence: dict[Certainty | Literal["none"], Count]
    """Rows by the weakest support of what decides them; `none` where no term does."""
    versions: list[InVersions]
    contested: Contested
    unknown: list[Unknown]
    worst: list[Worst]
    """Prohibited rows first, then conflicts, then those that depend, then those on which the contract is silent."""
    columns: Columns
    by_value: list[ByValue]
    rejected: Rejected


def check_schema() -> dict[str, Any]:
    """The JSON Schema of a check."""
    return dialect(Check.model_json_schema())
