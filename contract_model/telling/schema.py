"""This file defines the JSON Schemas of an answer and of an event: the shapes that other programs may rely on. Made by pydantic.

Docstrings and descriptions here are shown in the schemas.
"""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field

Verdict = Literal["permitted", "prohibited", "depends", "silent", "conflict"]
Status = Literal["not_engaged", "excused", "bites", "met", "grants", "yields", "states", "unknown"]
Certainty = Literal["official", "reported", "inferred", "speculative"]
Truth = Literal["true", "false", "unknown"]
Value = bool | str
Date = Annotated[
    str,
    Field(
        description="A day, a moment of it, a month, a quarter, a year or a span.",
        examples=["2027-03-01", "2027-03-01T09:10", "2027-03", "2027-Q1", "2027", "2026-05-01..2027-01-31", "..2026-12-31"],
    ),
]
Day = Annotated[str, Field(pattern=r"^\d{4}-\d{2}-\d{2}$")]


class Closed(BaseModel):
    """A mapping with the keys named and no others."""

    model_config = ConfigDict(extra="forbid", use_attribute_docstrings=True)


class Event(Closed):
    """An event to be judged, with what is known of the world. What is left out is unknown, which is not the same as false."""

    action: str
    """The id of an action of the contract."""
    actor: str | None = None
    """A party, by id or name."""
    date: Date | None = None
    parameters: dict[str, bool | float | str | None] = {}
    """Values of the action's parameters; null or `?` says that one is unknown."""
    facts: dict[str, bool | float | str | None] = {}
    """Values of facts; null or `?` says that one is unknown, so that nothing is presumed of it."""
    readings: dict[str, str | None] = {}
    """A reading for an ambiguity, or for a fact with published values; null or `?` leaves it open."""
    unknown: list[str] = []
    """Names of which nothing is presumed; ambiguities among them are open."""
    evidence: Certainty | None = None
    """The weakest evidence that counts; `inferred` unless given."""
    version: str | None = None
    """Judge under this version, whatever the date."""
    presume: bool = True
    """Whether presumptions hold."""


class JudgedEvent(Closed):
    """The event that was judged."""

    action: str
    actor: str | None
    date: Date | None
    parameters: dict[str, Value]


class Days(Closed):
    """Days from one through another, both included."""

    from_: Annotated[Day | None, Field(alias="from")] = None
    through: Day | None = None


class Interval(Closed):
    """Where a quantity lies. Numbers, amounts and durations are written as text."""

    at_least: str | None = None
    above: str | None = None
    below: str | None = None
    at_most: str | None = None


Conjunction = dict[str, bool | str | list[str] | Days | Interval]


class Condition(Closed):
    """A possible verdict, and the smallest sets of conditions each of which suffices for it."""

    verdict: Verdict
    if_: Annotated[list[Conjunction], Field(alias="if")]
    """Each a mapping: all of its entries must hold. A comparison of several unknowns stands as its text with a truth."""
    more: bool = False
    """Whether there are further sets that are not listed, because there are very many."""


class TermAnswer(Closed):
    """What a term does in the case."""

    id: str
    version: str | None = None
    """Only where several versions were in force."""
    status: Status
    certainty: Certainty
    sources: list[str]
    exceptions: list[str] = []
    """The exceptions that hold."""
    carried_from: str | None = None
    """The version in which the term was written, where it is an earlier one."""


class Contested(Closed):
    """What the answer would be on another reading than the one taken, or with a published value that the contract does not adopt."""

    ambiguity: str | None = None
    fact: str | None = None
    reading: str
    verdict: Verdict
    conditions: list[Condition]


class Because(Closed):
    """A statement, whether it holds, and what it rests on: all of its children, or with `needs: any` one of them."""

    statement: str
    truth: Truth
    children: list[Because]
    needs: Literal["all", "any"] = "all"
    basis: Literal["event", "stated", "presumed", "chosen", "default", "unknown"] | None = None
    """Where the truth of a statement without children comes from."""
    note: str | None = None
    term: str | None = None
    sources: list[str] = []


class Answer(Closed):
    """The answer to an event. Its words are stable within one `schema_version`."""

    schema_version: Literal[1]
    contract: str
    version: str | None
    """The version in force; null where none was, or where several were."""
    versions: list[str] = []
    """The versions in force, where there are several."""
    event: JudgedEvent
    facts: dict[str, Value]
    unknown: list[str]
    """The unknowns on which the verdict turns."""
    presumed: dict[str, Value]
    """What was taken for granted and bears on the answer."""
    readings: dict[str, str]
    """The readings taken, by choice or by default, that bear on the answer."""
    evidence_floor: Certainty
    verdict: Verdict
    conditions: list[Condition]
    """For `depends`, each possible verdict; else empty."""
    terms: list[TermAnswer]
    decided_by: list[str]
    contested: list[Contested]
    evidence: Certainty | None
    """The weakest grade among what the answer rests on; null where no term decides."""
    because: Because
    engine: str
    by_silence: bool
    """Whether the verdict is the contract's policy on silence."""
    void: list[str]
    """Powers that the event tries to use and that are not available."""
    remarks: list[str]


def answer_schema() -> dict[str, Any]:
    """The JSON Schema of an answer."""
    return dialect(Answer.model_json_schema())


def event_schema() -> dict[str, Any]:
    """The JSON Schema of an event."""
    return dialect(Event.model_json_schema())


def dialect(schema: dict[str, Any]) -> dict[str, Any]:
    """A schema that says which draft of JSON Schema it follows."""
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **schema}
