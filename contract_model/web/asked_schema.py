"""This file defines what can be sent to the HTTP API, and what it answers beside the documents of the command line. Made by pydantic.

Docstrings and descriptions here are shown in the OpenAPI document.
"""

from __future__ import annotations

from typing import Annotated, Any, Literal, TypeAlias, TypeVar

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from contract_model.checking.schema import Check
from contract_model.telling.schema import Certainty, Event, Verdict

Goal = Literal["permitted", "prohibited", "silent", "conflict"]
Name = Annotated[str, Field(min_length=1, max_length=200)]
Said = Annotated[str, Field(max_length=1_000)]
Given = Annotated[dict[str, bool | float | Said | None], Field(max_length=1_000)]
VersionId = Annotated[str, Field(pattern=r"^\d{4}-\d{2}-\d{2}$", examples=["2026-04-27"])]


Fault: TypeAlias = tuple[str, tuple[str | int, ...], str]
"""The name of a problem, the path to where it is, and what is wrong."""
S = TypeVar("S", bound="Sent")
_KINDS = {"extra_forbidden": "unknown-key", "missing": "missing-key"}
_TYPES = ("bool", "float", "str", "constrained-str", "none")  # by which pydantic tells the members of a union apart


class Sent(BaseModel):
    """What is sent: the keys named, and no others, each of the type that it has."""

    model_config = ConfigDict(extra="forbid", use_attribute_docstrings=True, strict=True)


class Asked(Sent):
    """A case: a question in words, or an event as data, and what is known beside it. What is left out is unknown, which is not false."""

    question: Annotated[str | None, Field(max_length=10_000)] = None
    """A sentence in the words of the contract; or `event`."""
    event: Event | None = None
    """The event as data; or `question`."""
    facts: Given = {}
    """What is so: facts of the contract, or parameters of the action; null or `?` for what is not known, so that nothing is presumed."""
    readings: Annotated[dict[str, Name | None], Field(max_length=1_000)] = {}
    """How ambiguities are read; null or `?` leaves one open."""
    evidence: Certainty | None = None
    """The weakest evidence that counts; `inferred` unless given."""
    version: VersionId | None = None
    """Judge under this version, whatever the date."""
    on: Annotated[str | None, Field(max_length=200, examples=["2027", "2026-05-01..2027-01-31"])] = None
    """When it happens."""
    presume: bool = True
    """Whether anything is taken for granted."""


class AskedFlip(Asked):
    """A case, and what of its answer is to change."""

    to: Goal | None = None
    """The verdict wanted; any other one if this is not given."""
    opening: bool = False
    """Whether what makes the verdict merely uncertain counts, too."""


class AskedWhyNot(Asked):
    """A case, and the verdict that was expected of it."""

    verdict: Goal
    """The verdict that was expected."""


class AskedTimeline(Asked):
    """A case whose date counts for nothing."""

    over: Annotated[str | None, Field(max_length=200, examples=["2019..2035"])] = None
    """Only these dates; all unless given."""
    other_readings: bool = False
    """Whether to add the timeline under each other reading that changes it."""


class AskedTree(Asked):
    """A case, or an action of which everything is open that is not given here."""

    action: Name | None = None
    """The id of an action; or `question`, or `event`."""
    actor: Name | None = None
    """Who acts."""
    depth: Annotated[int | None, Field(ge=1, le=1_000)] = None
    """Cut the tree off after so many questions."""


class AskedSweep(Asked):
    """A case, and what of it is varied."""

    over: Annotated[list[Annotated[str, Field(max_length=1_000)]], Field(min_length=1, max_length=4)]
    """Up to four axes: a name, for all values that can be listed, or one with values: `cloud`, `azure_can=yes,no,?`, `year=2024..2032`."""


class AskedDiff(Sent):
    """Two versions."""

    before: Annotated[Name, Field(examples=["2025-10-28"])]
    """A version by its date, a contract on offer here (its last version), or both, as in `flat-lease@2026-01-01`."""
    after: Annotated[Name, Field(examples=["2026-04-27"])]
    """The other one."""
    only: Annotated[list[Name], Field(max_length=100)] = []
    """Only events of these actions."""
    evidence: Certainty = "inferred"
    """The weakest evidence that counts."""
    presume: bool = True
    """Whether only events are compared for which presumptions and default readings hold."""
    readings: Annotated[dict[str, Name], Field(max_length=1_000)] = {}
    """Ambiguities that are read so on both sides."""


class AskedRun(Sent):
    """A history of events: as data, or as a text in one of the forms that the command line reads."""

    history: Annotated[dict[str, Any] | None, Field(max_length=100)] = None
    """As a file in YAML would have it: `start`, `complete`, `facts`, `readings`, `events` and so on; or `text`."""
    text: str | None = None
    """The text of a file; or `history`."""
    form: Literal["yaml", "jsonl", "csv"] = "yaml"
    """The form of the text."""
    start: Annotated[str | None, Field(max_length=200)] = None
    """When the contract begins."""
    complete: bool | None = None
    """Whether what the history does not tell is not so."""
    facts: Annotated[dict[str, Any], Field(max_length=1_000)] = {}
    """What is so from the start."""
    readings: Annotated[dict[str, Name | None], Field(max_length=1_000)] = {}
    """How ambiguities are read."""
    evidence: Certainty | None = None
    """The weakest evidence that counts."""
    until: Annotated[str | None, Field(max_length=200)] = None
    """Let time pass until the end of this day."""
    as_of: Annotated[str | None, Field(max_length=200)] = None
    """How things stand at the end of this day: the history is cut there."""
    what_if: Annotated[list[Annotated[str, Field(max_length=10_000)]], Field(max_length=100)] = []
    """Further events, so that both are told, with them and without: each a moment and a sentence, names and values, or JSON."""
    sort: bool = False
    """Whether events that are out of order are put in order."""


class AskedCheck(Sent):
    """A table of events: rows of values by the names of their columns."""

    rows: Annotated[list[Annotated[dict[str, bool | float | Said | None], Field(max_length=1_000)]], Field(min_length=1, max_length=20_000)]
    """Each an event, with the columns that it has: actor, action, date, parameters and facts, by these names or as `columns` says."""
    columns: Annotated[dict[str, Name], Field(max_length=1_000)] = {}
    """What a column stands for, by its name; `-` for nothing."""
    action: Name | None = None
    """The action of every row."""
    actor: Name | None = None
    """Who acts, in every row."""
    on: Annotated[str | None, Field(max_length=200)] = None
    """When every row happens."""
    facts: Given = {}
    """What is so in every row."""
    readings: Annotated[dict[str, Name | None], Field(max_length=1_000)] = {}
    """How ambiguities are read."""
    evidence: Certainty | None = None
    """The weakest evidence that counts."""
    version: VersionId | None = None
    """Judge under this version, whatever the date."""
    presume: bool = True
    """Whether anything is taken for granted."""
    reject: bool = False
    """Whether rows that cannot be judged are set aside; else they are problems."""
    worst: Annotated[int, Field(ge=0, le=1_000)] = 10
    """Tell so many of the worst rows."""
    each: bool = False
    """Whether to add what is found of each row that was judged."""


class ProblemDetail(BaseModel):
    """One thing that is wrong."""

    model_config = ConfigDict(extra="forbid", use_attribute_docstrings=True)

    name: str
    """The kind of problem; it does not change, and docs/problems.md has them all."""
    message: str
    """What is wrong, in words."""
    within: str | None = None
    """Where in what was sent, as a JSON Pointer; or where in the contract."""
    hint: str | None = None
    """What to do."""
    file: str | None = None
    """With `line`, `column` and `length`: the place in a text, such as the question."""
    line: int | None = None
    column: int | None = None
    length: int | None = None


class Problems(BaseModel):
    """Why a request gets no answer (RFC 9457), with all of its problems at once."""

    model_config = ConfigDict(extra="forbid", use_attribute_docstrings=True)

    type: Literal["about:blank"]
    title: str
    status: int
    detail: str
    problems: list[ProblemDetail]
    """The first hundred."""


class JudgedRow(BaseModel):
    """What is found of one row."""

    model_config = ConfigDict(extra="allow", use_attribute_docstrings=True)

    row: int
    """Its place in the table, from 1."""
    verdict: Verdict


class CheckEach(Check):
    """What is found in a table, and of each row."""

    each: list[JudgedRow]


class Offered(BaseModel):
    """A contract on offer."""

    model_config = ConfigDict(extra="forbid", use_attribute_docstrings=True)

    contract: str
    """Its id."""
    title: str
    versions: list[str]
    """By their dates, the first one first."""
    examples: list[str]
    """Questions that can be asked of it."""
    digest: str
    """Of the files of the contract: another one where they are others."""


class Offer(BaseModel):
    """The contracts on offer."""

    model_config = ConfigDict(extra="forbid", use_attribute_docstrings=True)

    schema_version: Literal[1]
    contracts: list[Offered]


class Health(BaseModel):
    """That the server is there."""

    status: Literal["ok"]
    version: str


def faults(type_: type[S], data: object) -> tuple[S | None, list[Fault]]:
    """What data say, or what is wrong with them, one thing for each place."""
    try:
        return type_.model_validate(data), []
    except ValidationError as error:
        found: dict[tuple[str | int, ...], Fault] = {}
        for each in error.errors(include_url=False, include_input=False):
            fault = _fault(each["type"], each["loc"], each["msg"])
            several = (fault[0], fault[1], "expected true, false, a number, a text, or null")
            found[fault[1]] = several if fault[1] in found else fault
        return None, list(found.values())


def _fault(kind: str, place: tuple[str | int, ...], message: str) -> Fault:
    """A fault by the name of its kind; of a union the place is that of the value, not of the type that it could have had."""
    name = _KINDS.get(kind) or ("wrong-type" if kind.endswith(("_type", "_parsing")) else "bad-value")
    words = message.replace("Input should", "what is there should")
    return name, tuple(step for step in place if not (isinstance(step, str) and step in _TYPES)), words[:1].lower() + words[1:]
