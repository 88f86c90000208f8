"""This file defines the shape of a file of cases, before any name is looked up; also its JSON Schema. Made by pydantic.

Docstrings and descriptions here are shown in the schema.
"""

from __future__ import annotations

from typing import Annotated, Any, ClassVar, Literal

from pydantic import ConfigDict, PrivateAttr

from contract_model.loading.surface import Certainty, Listed, Scalar, Surface, Words
from contract_model.testing.schema import history_schema

Values = Annotated[list[Scalar], Listed()]
VerdictWord = Literal["permitted", "prohibited", "depends", "silent", "conflict"]
StatusWord = Literal["not_engaged", "excused", "bites", "met", "grants", "yields", "states", "unknown"]
StateWord = Literal[
    "not_triggered", "pending", "in_force", "suspended", "fulfilled", "violated", "discharged",
    "not_available", "available", "exercised", "lapsed", "unknown",
]  # fmt: skip


class SurfaceEvent(Surface):
    """An event as data."""

    action: str
    actor: str | None = None
    date: str | None = None
    parameters: dict[str, Scalar | None] = {}


class Described(Surface):
    """A mapping of the language whose keys say in the schema what they mean."""

    model_config = ConfigDict(use_attribute_docstrings=True)


class SurfaceGiven(Described):
    """What is known and assumed beside the event."""

    facts: dict[str, Scalar | None] = {}
    """Facts, or parameters of the action; null or `?` says that one is unknown."""
    readings: dict[str, str] = {}
    """A reading for an ambiguity, or `open`."""
    unknown: Words = []
    """Names of which nothing is presumed; ambiguities among them are open."""
    evidence: Certainty | None = None
    """The weakest evidence that counts; `inferred` unless given."""
    date: str | None = None
    """When the event happens: a day, a month, a year or a span."""
    today: str | None = None
    """The day that `today` means."""
    presume: bool | None = None
    """Whether presumptions hold; they do unless it is said."""


class SurfaceBackground(SurfaceGiven):
    """What holds in every case of a file that does not say otherwise."""


class BeforeBackground(Described):
    """A case with the background of its file, and the version by which it judges."""

    _background: SurfaceBackground = PrivateAttr(default_factory=lambda: SurfaceBackground())
    _version: str | None = PrivateAttr(default=None)

    @property
    def background(self) -> SurfaceBackground:
        """What the file says for all of its cases."""
        return self._background

    @property
    def usual_version(self) -> str | None:
        """The version by which the file judges its cases."""
        return self._version

    def put_before(self, background: SurfaceBackground, version: str | None) -> None:
        """Put the case before the background of its file."""
        self._background, self._version = background, version


class SurfaceExpect(Described):
    """What the answer must be; what is left out is not looked at."""

    verdict: VerdictWord | None = None
    decided_by: Words | None = None
    """The terms that decide: these and no others."""
    rests_on: Words = []
    """Terms that are engaged."""
    contested: Words = []
    """Readings that would change the answer, each `ambiguity=reading`."""
    conditions: dict[str, list[dict[str, Values]]] | None = None
    """Of a verdict that depends: for each possible verdict the smallest sets of conditions that suffice for it."""
    statuses: dict[str, StatusWord] = {}
    """What terms do, by their ids."""
    evidence: Certainty | None = None
    """The weakest support of the answer."""
    void: Words | None = None
    """Powers that the event tries to use in vain."""
    per_reading: dict[str, dict[str, VerdictWord]] = {}
    """The verdict under each reading of an ambiguity."""
    problem: str | None = None
    """The name of the problem for which the question must be refused; it stands alone."""


class SurfaceTable(Surface):
    """Rows of values, each a case: `columns` and `rows` by their names, or the CSV `file` beside, of which the first column is `name`."""

    columns: list[str] = []
    rows: dict[str, list[Scalar | list[str] | None]] = {}
    file: str = ""


class SurfaceCase(SurfaceGiven, BeforeBackground):
    """One case with its expected answer; `event` or `ask`. With a `table` it stands for a case for each row."""

    first_keys: ClassVar[tuple[str, ...]] = ("name", "id", "event", "ask")

    name: str
    """A sentence."""
    id: str = ""
    event: SurfaceEvent | None = None
    ask: str | None = None
    """The event as a question in words."""
    version: str | None = None
    """Judge under this version, whatever the date."""
    table: SurfaceTable | None = None
    expect: SurfaceExpect = SurfaceExpect()
    todo: str = ""
    """Why the case does not hold yet; once it holds, that is a failure."""
    skip: str = ""
    """Why the case is not run."""


class SurfaceEffect(Surface):
    """What an event must bring about; what is left out is not looked at."""

    verdict: VerdictWord | None = None
    decided_by: Words | None = None
    performs: Words | None = None
    breaks: Words | None = None
    exercises: Words | None = None
    void: Words | None = None


class SurfaceStanding(Surface):
    """How everything must stand at a moment, at the end unless it is told; or the problem for which the history must be refused.

    Terms are named by their ids, of several instances the last, or as `pay/2`.
    """

    at: str | None = None
    states: dict[str, StateWord] = {}
    contract: Literal["not_begun", "in_effect", "completed", "terminated", "expired"] | None = None
    values: dict[str, Scalar | None] = {}
    due: dict[str, str | None] = {}
    performers: dict[str, Words] = {}
    holders: dict[str, Words] = {}
    violations: dict[str, str] = {}
    late: dict[str, bool] = {}
    problem: str | None = None


class SurfaceHistoryCase(BeforeBackground):
    """A history with what is expected of it. `sort`: what stands out of order is sorted."""

    name: str
    """A sentence."""
    id: str = ""
    history: dict[str, Any]
    sort: bool = False
    expect: Annotated[list[SurfaceStanding], Listed()] = []
    todo: str = ""
    """Why the case does not hold yet; once it holds, that is a failure."""
    skip: str = ""
    """Why the case is not run."""


class SurfaceCaseFile(Described):
    """A file of cases about one contract."""

    contract: str
    """The id of a shipped contract, or a path from the file's own folder."""
    version: str | None = None
    """The version by which every case is judged that does not say otherwise."""
    background: SurfaceBackground = SurfaceBackground()
    cases: list[SurfaceCase | SurfaceHistoryCase]


class SurfaceFrame(Surface):
    """A file of cases, whatever their shape."""

    contract: str
    version: str | None = None
    background: SurfaceBackground = SurfaceBackground()
    cases: list[dict[str, Any]]


def case_file_schema() -> dict[str, Any]:
    """The JSON Schema of a file of cases."""
    schema = SurfaceCaseFile.model_json_schema()
    history = history_schema()
    shape = {key: history[key] for key in ("additionalProperties", "description", "type")}
    told = {name: p for name, p in history["properties"].items() if name != "contract"}
    shape["properties"] = {**told, "file": {"type": "string", "description": "A history in a file beside."}}
    happening = history["$defs"]["Happening"]
    happening["properties"]["expect"] = {"$ref": "#/$defs/SurfaceEffect"}
    effect = SurfaceEffect.model_json_schema()
    schema["$defs"] |= history["$defs"] | {"SurfaceEffect": effect}
    schema["$defs"]["SurfaceHistoryCase"]["properties"]["history"] = shape
    numbers = schema["$defs"]["SurfaceStanding"]["properties"]["violations"]
    numbers["additionalProperties"] = {"anyOf": [{"type": "string"}, {"type": "integer"}]}
    _allow_numbers(schema)
    return schema


def _allow_numbers(piece: Any) -> None:
    """Allow a number wherever a value is written, and a year as a date: we read them as text, other readers of YAML as numbers."""
    if isinstance(piece, list):
        for part in piece:
            _allow_numbers(part)
    elif isinstance(piece, dict):
        either = piece.get("anyOf", [])
        if (
            {"type": "string"} in either
            and ({"type": "boolean"} in either or piece.get("title") == "Date")
            and {"type": "number"} not in either
        ):
            either.append({"type": "number"})
        for part in piece.values():
            _allow_numbers(part)
