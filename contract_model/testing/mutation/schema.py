"""This file defines the JSON Schema of a mutation, as `contract mutate --format json` writes it. Made by pydantic.

Docstrings and descriptions here are shown in the schema.
"""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import Field

from contract_model.telling.schema import Closed, dialect

FateWord = Literal["killed", "survived", "equivalent", "refused"]
Count = Annotated[int, Field(ge=0)]
Score = Annotated[float, Field(ge=0, le=100)]


class Counts(Closed):
    """How many slips there are of each fate."""

    killed: Count
    survived: Count
    equivalent: Count
    refused: Count


class KillingCase(Closed):
    """A case that would kill a survivor."""

    yaml: str
    """The case as an entry of a file of cases, with the answer of the contract as it is."""
    with_the_slip: str
    """What would be otherwise with the slip, in words."""


class TriedSlip(Closed):
    """A slip with what became of it."""

    operator: str
    """The name of the operator that made it; names are stable."""
    file: str
    line: Annotated[int, Field(ge=1)]
    column: Annotated[int, Field(ge=1)]
    within: str
    """The part of the contract, such as `term azure-first`."""
    term: str | None
    before: str
    after: str | None
    """Null where something is left out."""
    fate: FateWord
    by: str | None
    """The case that killed it, or the problem for which the contract with it does not load."""
    over_time: bool
    """Of a survivor, whether it is in what the contract says over time, of which nothing is proved."""
    case: KillingCase | None


class OfContract(Closed):
    """The slips of one contract."""

    contract: str
    cases: Count
    failing: list[str]
    """Cases that do not hold of the contract as it is; then no slip is tried."""
    score: Score | None
    counts: Counts
    operators: dict[str, Counts]
    slips: list[TriedSlip]


class MutationReport(Closed):
    """What became of the slips of contracts."""

    schema_version: Literal[1]
    score: Score | None
    """Killed slips among those killed and those that survived, in percent; null where there are none."""
    contracts: list[OfContract]


def mutation_schema() -> dict[str, Any]:
    """The JSON Schema of a mutation."""
    return dialect(MutationReport.model_json_schema())
