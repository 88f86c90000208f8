"""This file defines the JSON Schema of an answer with what would change it, as `contract flip --format json` writes it. Made by pydantic.

Docstrings and descriptions here are shown in the schema.
"""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import Field

from contract_model.telling.schema import Answer, Closed, Conjunction, Status, Value, Verdict, dialect

Goal = Literal["permitted", "prohibited", "silent", "conflict"]


class Role(Closed):
    """A term and what it does."""

    id: str
    version: str
    status: Status


class Change(Closed):
    """What would have to be otherwise."""

    to: Annotated[Conjunction, Field(min_length=1, max_length=1)]
    """What would have to hold."""
    was: dict[str, Value | None]
    """What the case has for each name that it is about; null for what is not known."""
    presumed: list[str]
    """The names of which that is presumed."""
    held_by: list[str]
    """The parties in whose hands it lies; none when it is in nobody's."""


class Flip(Closed):
    """A smallest set of changes with which the verdict is another, whatever else is not known."""

    verdict: Verdict
    """The verdict then; `depends` when it is no longer certain (`--any`)."""
    changes: list[Change]
    in_the_hands_of: Literal["bearer", "counterparty", "both", "nobody"]
    """Who can make all of the changes, of those whom the terms that decide are about; `both`: only together."""
    parties: list[str]
    """Those who hold something of it."""
    decided_by: list[Role]
    """The terms that would decide."""
    instead: list[Role]
    """What the terms that decide now would do."""
    turns_on: list[str] = []
    """Where the verdict is no longer certain: that on which it turns."""
    in_the_way: list[Role] = []
    """Of `contract why-not`: the terms that decide now and would do something else then."""


class Lever(Closed):
    """What a party can do about a possible verdict, by what it alone holds of what is not known."""

    party: str
    verdict: Goal
    forces: list[Conjunction]
    """Smallest sets of conditions with each of which the verdict comes out, whatever the rest."""
    blocks: list[Conjunction]
    """Smallest sets of conditions with each of which it does not come out, whatever the rest."""


class FlippedAnswer(Answer):
    """An answer to an event, with what would change it."""

    flips: list[Flip]
    """Fewest changes first."""
    flips_to: Goal | None
    """The verdict that was asked for; null for any other."""
    flips_more: bool
    """Whether there are, or may be, flips that are not listed."""
    flips_at_once: int | None
    """Where too much could be otherwise: how many changes at once were looked at; null when all were."""
    flips_compared_at_once: int | None
    """The same of changes of what the terms compare with each other."""
    levers: list[Lever]
    """Where the verdict depends, what each party can do."""


def flip_schema() -> dict[str, Any]:
    """The JSON Schema of an answer with what would change it."""
    return dialect(FlippedAnswer.model_json_schema())
