"""This file defines `read_surface`: a document in its shape, with a problem for all that does not have it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Any, TypeVar, get_args, get_origin

from pydantic import ValidationError

from contract_model.loading.parse import Document, Path
from contract_model.loading.surface import Surface, SurfaceContract
from contract_model.problems import cut, did_you_mean, nearest, quoted

S = TypeVar("S", bound=Surface)


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
