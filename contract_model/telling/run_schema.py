"""This file defines the JSON Schema of a run, as `contract run --format json` writes it. Made by pydantic.

Docstrings and descriptions here are shown in the schema.
"""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import Field, TypeAdapter

from contract_model.model.contract import TermKind
from contract_model.model.history import Why
from contract_model.model.states import ContractState, NormState
from contract_model.telling.schema import Certainty, Closed, Day, Value, Verdict, dialect

Instant = Annotated[str, Field(pattern=r"^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}[+-]\d{2}:\d{2}", description="A moment, with its offset.")]
Told = Annotated[
    str, Field(pattern=r"^\d{4}-\d{2}-\d{2}(T\d{2}:\d{2}(:\d{2})?)?$", description="A day, and a time of day where one was told.")
]
Known = dict[str, Value | dict[str, Value]]
Number = Annotated[int, Field(ge=1, description="An event by its number; the first is 1.")]


class Act(Closed):
    """What somebody did, and what the terms say of it."""

    action: str | None
    """None where only facts became known."""
    actor: str | None
    parameters: dict[str, Value]
    verdict: Verdict | None
    """None where there is nothing to judge, or it was not reached."""
    decided_by: list[str] = []
    performs: list[str] = []
    """The instances that it performs."""
    breaks: list[str] = []
    exercises: list[str] = []
    void: list[str] = []
    """Powers that it tried to use and that were not available."""
    remarks: list[str] = []
    conditions: list[Any] = []
    """For `depends`, each possible verdict with its conditions, as in an answer."""
    unknown: list[str] = []


class Event(Act):
    """Something in the history."""

    event: Number
    at: Told
    id: str = ""
    facts: Known
    """What became known."""
    takes_effect: Instant | None = None
    """For a message, when it was received."""


class Deemed(Act):
    """An event that is taken to have happened."""

    at: Instant


class Changed(Closed):
    """What all changes have."""

    at: Instant
    event: Number | None
    """The event that led to it; null for the passing of time."""


class NormChanged(Changed):
    """An instance of a term came into a state."""

    kind: Literal["norm"]
    term: str
    instance: str
    before: NormState | None
    """Null for an instance that comes about."""
    after: NormState
    why: Why
    by: str | None
    """The term that led to it, if one did."""
    due: Instant | None
    """The first moment at which it is too late."""
    hangs_on: list[str]
    """What is not known and makes it uncertain."""


class FactChanged(Changed):
    """A fact got a value; null says that it is not known."""

    kind: Literal["fact"]
    fact: str
    key: str | None
    before: Value | None
    after: Value | None
    why: Why
    by: str | None


class PartyChanged(Changed):
    """Somebody else may perform, or is the one to whom it is owed."""

    kind: Literal["party"]
    term: str
    instance: str
    role: Literal["performer", "holder"]
    party: str
    by: str | None


class ContractChanged(Changed):
    """The contract began, was renewed or ended."""

    kind: Literal["contract"]
    before: ContractState
    after: ContractState
    why: Why
    by: str | None


class Undecided(Changed):
    """A change that hangs on what is not known."""

    kind: Literal["undecided"]
    term: str
    instance: str
    what: str
    hangs_on: list[str]


Change = Annotated[NormChanged | FactChanged | PartyChanged | ContractChanged | Undecided, Field(discriminator="kind")]


class Norm(Closed):
    """An instance of a term as it stands in the end."""

    instance: str
    term: str
    kind: TermKind | None
    heading: str
    bearer: list[str]
    version: str
    state: NormState
    since: Instant
    triggered: Instant
    opens: Instant | None
    due: Instant | None
    """The first moment at which it is too late."""
    last_day: Day | None
    """The last day on which it is in time."""
    left: str | None
    """How long it still has when a suspension ends."""
    owed: str | None
    performers: list[str]
    holders: list[str]
    done: list[int]
    violated: int
    """How often."""
    violated_at: Instant | None
    late: bool
    performed: bool
    exercised: int
    takes_effect: Instant | None
    group: int
    """Instances that one event brought about, directly or through others, have one number."""
    triggers: dict[str, dict[str, Value | None]]
    """The events of its chain of triggers, by action."""
    hangs_on: list[str]


class FactValue(Closed):
    """The value of a fact in the end."""

    fact: str
    key: str | None
    value: Value


class Cure(Closed):
    """How a breach can still be made good."""

    instance: str
    late: bool
    """By late performance."""
    reparations: list[str]
    """By these instances."""


class Run(Closed):
    """What became of a contract through a history. Lists of norms name instances."""

    schema_version: int
    contract: str
    history: str
    engine: str
    start: Day
    at: Instant
    """How it stands is told as of this moment."""
    state: ContractState
    ends: Instant | None
    complete: bool
    readings: dict[str, str]
    unknown: list[str]
    evidence_floor: Certainty
    known: Known
    events: list[Event]
    deemed: list[Deemed]
    ledger: list[Change]
    """Every change, in order."""
    norms: list[Norm]
    facts: list[FactValue]
    due: list[str]
    """What must be done next, the first deadline first."""
    usable: list[str]
    open: list[str]
    breached: list[str]
    """What was ever violated."""
    violated: list[str]
    """What is violated in the end."""
    curable: list[Cure]
    undecided: list[Undecided]
    untriggered: list[str]
    """Terms over time of which there was never an instance."""
    remarks: list[str]


class Difference(Closed):
    """A norm that stands otherwise with the what-if; null where there is no such instance."""

    instance: str
    real: NormState | None
    what_if: NormState | None


class WhatIf(Closed):
    """Two runs: of the history as it is, and with further events."""

    schema_version: int
    contract: str
    parts: Instant | None
    """When the two part; null where they do not."""
    added: list[Number]
    """The numbers of the further events in `what_if`."""
    differs: list[Difference]
    real: Run
    what_if: Run


def run_schema() -> dict[str, Any]:
    """The JSON Schema of a run, or of two side by side."""
    return dialect(TypeAdapter(Run | WhatIf).json_schema())
