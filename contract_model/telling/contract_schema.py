"""This file defines the JSON Schema of a contract as `contract show --format json` writes it, and of one term. Made by pydantic.

Docstrings and descriptions here are shown in the schema.
"""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import Field, TypeAdapter

from contract_model.telling.schema import Certainty, Closed, Day, Value, dialect


class Edition(Closed):
    """A version, without its terms."""

    id: str
    title: str
    from_: Annotated[Day, Field(alias="from")]
    through: Day | None
    """Its last day; null for the last version."""
    amends: str | None
    repeals: list[str]
    """Terms of the version that it amends which are no longer in force."""


class Party(Closed):
    """A party, or a role that others play; the first name is the one shown."""

    id: str
    names: list[str]


class Askable(Closed):
    """What must be known to judge an event."""

    name: str
    asks: str
    kind: str
    """The sort of its values, or the list of them in `choices`."""
    presumed: Value | None
    """What is taken for granted of it."""
    held_by: list[str]
    """The parties that can tell, or bring about, what it is."""


class Action(Closed):
    """What an actor can do."""

    id: str
    says: str
    parameters: list[Askable]


class SaidReading(Closed):
    """One competing answer to an ambiguity, or one published value of a fact."""

    id: str
    says: str
    certainty: Certainty
    sources: list[str]
    value: Value | None = None


class FactAsked(Askable):
    """What else must be known of the world."""

    per: str | None
    """The parameter for each of whose values it has one."""
    published: list[SaidReading]
    """Values that sources publish and the contract does not adopt."""
    note: str


class Ambiguous(Closed):
    """A question of interpretation."""

    name: str
    asks: str
    default: str | None
    """The reading taken unless another is chosen; null where it is open."""
    readings: list[SaidReading]
    note: str


class Definition(Closed):
    """A condition under a name."""

    name: str
    text: str
    says: str


class Exempted(Closed):
    """A case in which a term does not apply."""

    id: str
    text: str
    says: str
    certainty: Certainty
    sources: list[str]


class OverTime(Closed):
    """A condition or a value of a norm over time, under the key of the language at which it stands."""

    key: str
    text: str


class WrittenTerm(Closed):
    """A term; its conditions as they are written."""

    id: str
    kind: str
    heading: str
    text: str
    note: str
    bearer: list[str]
    """Empty for anyone."""
    counterparty: list[str]
    actions: list[str]
    """Empty for any."""
    from_: Annotated[Day | None, Field(alias="from")]
    through: Day | None
    when: str | None
    requires: str | None
    until: str | None
    unless: list[Exempted]
    over_time: list[OverTime]
    """What it says of a norm over time."""
    subject_to: list[str]
    """The terms that prevail over it."""
    prevails_over: list[str]
    carried_from: str | None
    """The version in which it was written, where it is an earlier one."""
    carried_if: str | None
    certainty: Certainty
    sources: list[str]


class Published(Closed):
    """Where a statement was published."""

    id: str
    title: str
    publisher: str
    date: str
    grade: Certainty
    """The best evidence that it can give alone."""
    note: str


class WrittenContract(Closed):
    """A contract, with the terms of one version."""

    schema_version: Literal[1]
    contract: str
    title: str
    note: str
    version: Edition
    """The one whose terms these are."""
    versions: list[Edition]
    parties: list[Party]
    choices: dict[str, dict[str, list[str]]]
    """Lists of values by name: each value with what it is called."""
    actions: list[Action]
    facts: list[FactAsked]
    ambiguities: list[Ambiguous]
    definitions: list[Definition]
    silence: Literal["silent", "permitted", "prohibited"]
    """What it means that no term speaks of something."""
    terms: list[WrittenTerm]
    sources: list[Published]
    examples: list[str]


class OneTerm(Closed):
    """One term, with the sources that it names."""

    schema_version: Literal[1]
    contract: str
    version: Edition
    term: WrittenTerm
    sources: list[Published]


def contract_schema() -> dict[str, Any]:
    """The JSON Schema of a contract, or of one term."""
    return dialect(TypeAdapter(WrittenContract | OneTerm).json_schema())
