"""This file defines the JSON Schema of a history: the shape of a YAML file, of which a line of JSON lines is an event. Made by pydantic.

Docstrings and descriptions here are shown in the schema.
"""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field

Value = bool | float | str
Moment = Annotated[
    str,
    Field(
        description="A day, a moment of it, or so many days after the contract began. Without an offset, in the contract's time zone.",
        examples=["2027-03-01", "2027-03-01T17:00", "2027-03-01T17:00+01:00", "2027-03-01T16:00Z", "day 5", "day 5T17:00"],
    ),
]
Facts = dict[str, Value | dict[str, Value] | None]


class Happening(BaseModel):
    """Something that happened, or facts that became known. The parameters of an action stand beside it, or under `parameters`."""

    model_config = ConfigDict(extra="allow", use_attribute_docstrings=True)

    at: Moment
    actor: str | None = None
    """A party, by id or name."""
    action: str | None = None
    """The id of an action of the contract."""
    parameters: dict[str, Value | None] = {}
    """Values of the action's parameters; null or `?` says that one is unknown."""
    says: str | None = None
    """The event as a sentence, in place of actor, action and parameters."""
    facts: Facts = {}
    """What becomes known; for a fact that has a value for each of something, a mapping."""
    id: str | None = None
    """An id of the event's own: what is told twice under one id counts once."""


class History(BaseModel):
    """What happened to a contract, in order."""

    model_config = ConfigDict(extra="forbid", use_attribute_docstrings=True)

    history: str = ""
    """A name."""
    contract: str
    """The id of a shipped contract, or a path from the file's own folder."""
    start: str | None = None
    """The day on which the contract begins; that of its first version unless told."""
    complete: bool = False
    """Whether a fact that is not told, and is true or false, is false; else it is unknown."""
    facts: Facts = {}
    """What is known when the contract begins; null or `?` says that a fact is unknown, so that nothing is presumed of it."""
    readings: dict[str, str | None] = {}
    """A reading for an ambiguity, or for a fact with published values; null or `?` leaves it open."""
    unknown: list[str] = []
    """Names of which nothing is presumed; ambiguities among them are open."""
    evidence: Literal["official", "reported", "inferred", "speculative"] | None = None
    """The weakest evidence that counts; `inferred` unless given."""
    version: str | None = None
    """Judge under this version, whatever the date."""
    presume: bool = True
    """Whether presumptions hold."""
    until: Moment | None = None
    """How far time passes after the last event: to this moment, or to the end of this day."""
    events: list[Happening] = []


def history_schema() -> dict[str, Any]:
    """The JSON Schema of a history."""
    return History.model_json_schema()
