"""This file defines the surface of a contract: its shape as written, before any name is looked up. Made by pydantic; also its JSON Schema.

A short form stands for a mapping with one key (`tenant: The tenant` for `tenant: {name: The tenant}`). Every scalar is text or a truth;
dates, amounts and conditions are read where their kind is known. Docstrings of these classes are shown in the JSON Schema.
"""

from __future__ import annotations

from typing import Annotated, Any, ClassVar, Literal, TypeVar

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, GetJsonSchemaHandler
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema


class Short:
    """Lets a single text stand for a mapping in which it is the value of `key`."""

    def __init__(self, key: str) -> None:
        self.key = key

    def __get_pydantic_core_schema__(self, source: Any, handler: Any) -> CoreSchema:
        return BeforeValidator(self.spell_out).__get_pydantic_core_schema__(source, handler)

    def __get_pydantic_json_schema__(self, core: CoreSchema, handler: GetJsonSchemaHandler) -> JsonSchemaValue:
        return {"anyOf": [{"type": "string"}, handler(core)]}

    def spell_out(self, data: Any) -> Any:
        """The mapping for a short form; other data as it is."""
        return {self.key: data} if isinstance(data, str) else data


class Listed:
    """Lets a single item stand for a list of one."""

    def __get_pydantic_core_schema__(self, source: Any, handler: Any) -> CoreSchema:
        return BeforeValidator(self.spell_out).__get_pydantic_core_schema__(source, handler)

    def __get_pydantic_json_schema__(self, core: CoreSchema, handler: GetJsonSchemaHandler) -> JsonSchemaValue:
        schema = handler(core)
        return {"anyOf": [schema["items"], schema]}

    def spell_out(self, data: Any) -> Any:
        """The list for a single item; a list, and nothing, as they are."""
        return data if data is None or isinstance(data, list) else [data]


class Surface(BaseModel):
    """A mapping of the language: the keys it knows and no others. They are laid out in this order, but for `first_keys`."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)
    first_keys: ClassVar[tuple[str, ...]] = ()


Scalar = bool | str
S = TypeVar("S", bound=Surface)
Words = Annotated[list[str], Listed()]
Certainty = Literal["official", "reported", "inferred", "speculative"]
Weekday = Literal["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"]


class SurfaceParty(Surface):
    """A party, or a role that others play."""

    name: str
    aliases: list[str] = []


class SurfaceSource(Surface):
    """Where a statement was published, and the best grade of evidence it can give alone."""

    title: str
    publisher: str
    date: str
    grade: Certainty
    note: str = ""


class SurfaceParameter(Surface):
    """What an event of the action carries."""

    kind: str
    asks: str = ""
    presumed: Scalar | None = None
    held_by: Words = []
    least: str | None = None
    most: str | None = None


class SurfacePhrase(Surface):
    """Words by which a question says something, and the values that they set."""

    say: str
    sets: dict[str, Scalar] = {}


Phrase = Annotated[SurfacePhrase, Short("say")]


class SurfaceDelivery(Surface):
    """When a message takes effect: so long after it was sent, and within certain hours of business days."""

    condition: str | None = Field(None, alias="if")
    after: str | None = None
    hours: str | None = None


class SurfaceAction(Surface):
    """What an actor can do."""

    says: str
    parameters: dict[str, Annotated[SurfaceParameter, Short("kind")]] = {}
    phrases: list[Phrase] = []
    received: Annotated[list[SurfaceDelivery], Listed()] = []


class SurfaceReading(Surface):
    """One competing answer to an ambiguity, or (with `value`) one published value of a fact."""

    says: str
    value: Scalar | None = None
    sources: Words = []
    certainty: Certainty | None = None


class SurfaceFact(Surface):
    """What else must be known of the world to judge an event."""

    asks: str
    kind: str
    per: str = ""
    held_by: Words = []
    presumed: Scalar | None = None
    phrases: dict[str, Words] | list[str] = []
    readings: dict[str, SurfaceReading] = {}
    starts: Scalar | None = None
    becomes: dict[str, Words] = {}
    adds: dict[str, Words] = {}
    note: str = ""


class SurfaceAmbiguity(Surface):
    """A question of interpretation with its readings; `default` names the one taken, `stance: open` says that nothing decides."""

    asks: str
    default: str | None = None
    stance: Literal["open"] | None = None
    readings: dict[str, Annotated[SurfaceReading, Short("says")]]
    note: str = ""


class SurfaceRule(Surface):
    """A rule of a definition: where its condition holds, the definition is so, or (`then: false`) its contrary is."""

    id: str
    condition: str = Field(alias="if")
    then: bool = True
    kind: Literal["strict", "defeasible", "defeater"] = "defeasible"
    over: Words = []


class SurfaceDefinition(Surface):
    """A condition under a name: `is`, or what `rules` with priorities among them prove."""

    says: str = ""
    condition: str | None = Field(None, alias="is")
    rules: list[SurfaceRule] = []


class SurfaceCounting(Surface):
    """How a period is counted."""

    start_day: Literal["in", "out"] | None = None
    clear: bool | None = None
    months: Literal["refuse", "up", "down"] | None = None
    calendar: str | None = None
    roll: Literal["none", "following", "preceding", "modified_following"] | None = None
    cutoff: str | None = None
    zone: str | None = None


class SurfaceCalendar(Surface):
    """Which days are business days."""

    country: str = ""
    subdivision: str = ""
    holidays: Words = []
    working: Words = []
    weekend: Annotated[list[Weekday], Listed()] | None = None


class SurfacePolicies(Surface):
    """What the law leaves to convention."""

    silence: Literal["silent", "permitted", "prohibited"] = "silent"
    obligation_implies_permission: bool = True
    counting: SurfaceCounting = SurfaceCounting()
    rounding: str | None = None
    completes: Literal["when_performed", "never"] = "when_performed"


class SurfaceRuns(Surface):
    """How long the contract runs."""

    period: str | None = Field(None, alias="for")
    renews: str | None = None
    unless: str | None = None


class SurfaceException(Surface):
    """A case in which a term does not apply."""

    id: str = ""
    condition: str = Field(alias="if")
    says: str = ""
    certainty: Certainty | None = None
    sources: Words = []


class SurfaceJoint(Surface):
    """Acts of which each must be done."""

    all: Words


class SurfaceTerm(Surface):
    """One normative statement, or a norm over time. The keys are in the order in which they are laid out."""

    id: str
    kind: Literal["obligation", "prohibition", "permission", "power", "declaration"]
    heading: str = ""
    bearer: Words = []
    counterparty: Words = []
    action: Words = []
    triggered_by: Words = []
    every: str | None = None
    once: str | None = None
    when: str | None = None
    requires: str | None = None
    owes: str | None = None
    must: SurfaceJoint | Words | None = None
    not_before: str | None = None
    within: str | None = None
    by: str | None = None
    before: str | None = None
    late: bool | None = None
    available: str | None = None
    often: bool | None = None
    notice: str | None = None
    unless: Annotated[list[Annotated[SurfaceException, Short("if")]], Listed()] = []
    from_: str | None = Field(None, alias="from")
    through: str | None = None
    until: str | None = None
    effects: Words = []
    on_violation: Words = []
    on_lapse: Words = []
    survives: bool | None = None
    counting: SurfaceCounting | None = None
    subject_to: Words = []
    notwithstanding: Words = []
    certainty: Certainty
    sources: Words
    text: str = ""
    note: str = ""


class SurfaceLaw(Surface):
    """What must hold of the contract in all cases."""

    says: str = ""
    action: Words = []
    actor: Words = []
    version: Words = []
    when: str | None = None
    never: Words = []
    always: Words = []
    symmetric: dict[str, list[Scalar]] = {}
    favourable: dict[str, Annotated[list[Scalar], Listed()]] = {}
    same_as: str | None = None
    evidence: Certainty = "inferred"
    presume: bool = False


class SurfaceAllowed(Surface):
    """A finding of `contract lint` that is suppressed, and why."""

    check: str
    at: str = ""
    reason: str


class SurfaceLint(Surface):
    """What `contract lint` need not tell."""

    allow: list[SurfaceAllowed] = []


class SurfaceCarry(Surface):
    """Terms that an amendment carries on as they are, perhaps only if a condition holds, and with evidence of its own."""

    terms: Words
    condition: str | None = Field(None, alias="if")
    certainty: Certainty | None = None
    sources: Words = []
    note: str = ""


class SurfaceVersion(Surface):
    """A file with the terms in force from a date; of an amendment, what it changes in the version before."""

    version: str
    title: str = ""
    note: str = ""
    amends: str | None = None
    terms: list[SurfaceTerm]
    carries: Annotated[list[Annotated[SurfaceCarry, Short("terms")]], Listed()] = []
    repeals: Words = []


class SurfaceContract(Surface):
    """The file of a contract: its vocabulary; with `version` and `terms`, the whole contract."""

    contract: str
    title: str = ""
    note: str = ""
    examples: list[str] = []
    parties: dict[str, Annotated[SurfaceParty, Short("name")]]
    sources: dict[str, SurfaceSource] = {}
    kinds: dict[str, dict[str, Words]] = {}
    actions: dict[str, SurfaceAction]
    facts: dict[str, SurfaceFact] = {}
    phrases: list[SurfacePhrase] = []
    definitions: dict[str, Annotated[SurfaceDefinition, Short("is")]] = {}
    ambiguities: dict[str, SurfaceAmbiguity] = {}
    policies: SurfacePolicies = SurfacePolicies()
    calendars: dict[str, SurfaceCalendar] = {}
    runs: Annotated[SurfaceRuns, Short("for")] | None = None
    laws: dict[str, SurfaceLaw] = {}
    lint: SurfaceLint = SurfaceLint()
    version: str | None = None
    terms: list[SurfaceTerm] | None = None
