"""This file defines the surface of a contract: its shape as written, before any name is looked up. Made by pydantic; also its JSON Schema.

A short form stands for a mapping with one key (`tenant: The tenant` for `tenant: {name: The tenant}`). Every scalar is text or a truth;
dates, amounts and conditions are read where their kind is known. Docstrings of these classes are shown in the JSON Schema.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Any, ClassVar, Literal, TypeVar, get_args, get_origin

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, GetJsonSchemaHandler, ValidationError
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema

from contract_model.loading.parse import Document, Path
from contract_model.problems import cut, did_you_mean, nearest, quoted


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


def read_surface(document: Document, shape: type[S], broken: set[str]) -> S | None:
    """The document in its shape. What does not have it is noted and left out, its name added to `broken`, so that the rest can be read.

    None when nothing is left that could be read.
    """
    if not isinstance(document.data, dict):
        if not document.problems:
            document.problem("wrong-type", f"expected a mapping of keys, found {_what(document.data)}", (), hint=_BEGINNING)
        return None
    data: Any = document.data
    for _ in range(4):
        try:
            return shape.model_validate(data)
        except ValidationError as error:
            details = [dict(d) for d in error.errors(include_url=False)]
        faults = _faults(document, details)
        if data is document.data:
            _note_all(document, shape, faults)
        data = _without(document, data, shape, faults, broken)
        if data is None:
            return None
    return None


_BEGINNING = "it has lines such as `key: value`"


@dataclass(slots=True)
class _Fault:
    """What is wrong with the shape at a path. `expected`: what the alternatives that are allowed there would be."""

    path: Path
    type: str
    found: Any
    expected: list[str]
    allowed: list[str]


def _faults(document: Document, details: list[dict[str, Any]]) -> list[_Fault]:
    """The details of a failed validation, with those of several alternatives for one piece brought together."""
    faults: dict[tuple[Path, str], _Fault] = {}
    for detail in details:
        kind, found = detail["type"], detail.get("input")
        path = _path(document, tuple(detail["loc"]), kind)
        if kind == "literal_error" and not isinstance(found, (str, bool)):
            kind = "string_type"
        group = kind if kind in ("missing", "extra_forbidden", "literal_error") else "wrong"
        fault = faults.setdefault((path, group), _Fault(path, group, found, [], []))
        if group == "wrong":
            fault.expected.append(_EXPECTED.get(kind, "something else"))
        elif group == "literal_error":
            fault.allowed = [w.strip("'") for w in detail["ctx"]["expected"].replace(" or ", ", ").split(", ")]
    deeper = {p[:i] for p, _ in faults for i in range(len(p))}
    return [f for f in faults.values() if f.type != "wrong" or f.path not in deeper]  # else one alternative fits, but for what is inside


def _without(document: Document, data: Any, shape: type[Surface], faults: list[_Fault], broken: set[str]) -> Any:
    """The data without the pieces that have faults, and with what must be there; none when nothing can be read of it."""
    gone: set[Path] = set()
    added: dict[Path, dict[str, Any]] = {}
    for fault in faults:
        path = fault.path
        if fault.type == "extra_forbidden":
            gone.add(path)
        elif path[:1] == ("terms",) and len(path) == 3 and fault.type == "missing" and path[2] in _STAND_INS:
            added.setdefault(path[:2], {})[str(path[2])] = _STAND_INS[str(path[2])]
        elif path[:1] == ("terms",) and len(path) >= 3 and (fault.type != "missing" or len(path) > 3):
            gone.add(path[:3])  # the rest of the term is looked at all the same
            document.unread.add(path[:3])
        elif len(path) >= 2 and path[0] in (*_SECTIONS, "terms", "phrases", "examples", "cases"):
            gone.add(path[:2])
            piece = _piece(document.data, path[:2])
            broken.add(str(piece.get("id", "")) if path[0] == "terms" and isinstance(piece, dict) else str(path[1]))
        elif len(path) == 1 and path[0] in _SECTIONS and fault.type != "missing":
            gone.add(path)
            broken.add("*")
        elif fault.type == "missing" and shape is SurfaceContract and path[0] in _OWN_STAND_INS:
            added.setdefault((), {})[str(path[0])] = _OWN_STAND_INS[str(path[0])]
            broken.update(["*"] if path[0] in _SECTIONS else [])
        elif fault.type != "missing" and path and path[0] in shape.model_fields:
            gone.add(path[:1])
            document.unread.add(path[:1])
        else:
            return None

    def copy(piece: Any, path: Path) -> Any:
        if isinstance(piece, dict):
            return {k: copy(v, (*path, k)) for k, v in piece.items() if (*path, k) not in gone} | added.get(path, {})
        if isinstance(piece, list):
            return [copy(v, (*path, i)) for i, v in enumerate(piece) if (*path, i) not in gone]
        return piece

    return copy(data, ())


_STAND_INS = {"certainty": "speculative", "sources": []}
_OWN_STAND_INS: dict[str, Any] = {"contract": "unread", "parties": {}, "actions": {}}


def _piece(data: Any, path: Path) -> Any:
    for step in path:
        data = data[step]
    return data


def _note_all(document: Document, shape: type[Surface], faults: list[_Fault]) -> None:
    for fault in faults:
        if fault.type == "extra_forbidden":
            *parent, written = fault.path
            known = _keys(shape, fault.path)
            near = next(iter(nearest(str(written), known)), "")
            if near:
                document.unread.add((*parent, near))
            hint = f"did you mean {quoted(near)}?" if near else f"the keys are {', '.join(known)}"
            said = f"{quoted(str(written))} is not a key here"
            document.problem("unknown-key", said, fault.path, at_key=True, within=within_of(document, fault.path), hint=hint)
    for fault in faults:
        if fault.type != "missing" or fault.path not in document.unread:
            _note(document, fault)


def _note(document: Document, fault: _Fault) -> None:
    path, found = fault.path, fault.found
    within = within_of(document, path)
    match fault.type:
        case "missing":
            document.problem("missing-key", f"{quoted(str(path[-1]))} is missing", path[:-1], within=within)
        case "literal_error":
            word = str(found).lower() if isinstance(found, bool) else str(found)
            hint = did_you_mean(word, fault.allowed) or f"one of {', '.join(fault.allowed)}"
            document.problem("wrong-value", f"{quoted(word)} is not one of the words for this key", path, within=within, hint=hint)
        case "wrong":
            hint = "in quotes it is text" if isinstance(found, bool) and "text" in fault.expected else ""
            document.problem("wrong-type", f"expected {_either(fault.expected)}, found {_what(found)}", path, within=within, hint=hint)


_EXPECTED = {
    "string_type": "text",
    "list_type": "a list",
    "dict_type": "a mapping of keys",
    "model_type": "a mapping of keys",
    "bool_type": "true or false",
}


def _either(expected: list[str]) -> str:
    *others, last = [e for e in dict.fromkeys(_EXPECTED.values()) if e in expected] or ["something else"]
    if not others:
        return last
    return f"{', '.join(others)}{', ' if ' or ' in last else ' or '}{last}"


def _path(document: Document, loc: Path, kind: str) -> Path:
    """A place in the document for a place in the shape, which may hold tags of alternatives or spelled-out short forms."""
    path: Path = ()
    piece: Any = document.data
    missing = loc[-1:] if kind == "missing" else ()
    for step in loc[: len(loc) - len(missing)]:
        try:
            piece = piece[step]
        except (KeyError, IndexError, TypeError):
            continue
        path = (*path, step)
    return (*path, *missing)


def _keys(shape: type[Surface], path: Path) -> list[str]:
    """The keys that are known where an unknown one stands."""
    here, named = shape, False  # named: the next step is a name of the user's, not a key
    for step in path[:-1]:
        field = next((f for n, f in here.model_fields.items() if step in (n, f.alias)), None)
        if named or field is None:
            named = False
            continue
        inner = _surfaces(field.annotation)
        here, named = inner[0] if inner else here, get_origin(_bare(field.annotation)) is dict
    return [field.alias or name for name, field in here.model_fields.items()]


def _surfaces(annotation: Any) -> list[type[Surface]]:
    """The shapes that occur in the type of a key."""
    if isinstance(annotation, type) and issubclass(annotation, Surface):
        return [annotation]
    return [s for part in get_args(annotation) for s in _surfaces(part)]


def _bare(annotation: Any) -> Any:
    return annotation.__origin__ if get_origin(annotation) is Annotated else annotation


def within_of(document: Document, path: Path) -> str:
    """The part of the contract that a path lies in, as messages name it: `term azure-first`, `fact on_azure`."""
    piece: Any = document.data
    match path:
        case ("terms", int(i), *_):
            terms = piece.get("terms") if isinstance(piece, dict) else None
            term = terms[i] if isinstance(terms, list) and i < len(terms) else None
            name = term.get("id") if isinstance(term, dict) else None
            return f"term {cut(name)}" if isinstance(name, str) else f"the term at place {i + 1}"
        case ("cases", int(i), *_):
            return f"the case at place {i + 1}"
        case (str(section), str(name), *_) if section in _SECTIONS:
            return f"{_SECTIONS[section]} {cut(name)}"
        case _:
            return ""


_SECTIONS = {
    "parties": "party",
    "sources": "source",
    "kinds": "kind",
    "actions": "action",
    "facts": "fact",
    "definitions": "definition",
    "ambiguities": "ambiguity",
    "calendars": "calendar",
    "laws": "law",
}


def _what(found: Any) -> str:
    match found:
        case None:
            return "nothing"
        case bool():
            return f"`{str(found).lower()}`"
        case str():
            return f"the text {quoted(found)}"
        case list():
            return "a list"
        case dict():
            return "a mapping of keys"
        case _:
            return quoted(str(found))
