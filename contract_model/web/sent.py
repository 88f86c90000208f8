"""This file defines how what was sent becomes data: JSON of bounded depth, checked against what may be sent, or every problem in it."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from contract_model.asking.entries import written
from contract_model.problems import ContractError, Problem, Span, did_you_mean, quoted
from contract_model.web.asked_schema import Sent, faults

S = TypeVar("S", bound=Sent)
MAX_DIGITS = 200  # of a number
_BREAK = re.compile(rb"\r\n|\r|\n")


class Unreadable(ContractError):
    """That what was sent is no JSON."""


@dataclass(frozen=True, slots=True)
class Checked(Generic[S]):
    """What was sent: as its type has it, and as plain data with each number as it was written."""

    asked: S
    said: Mapping[str, Any]


def read_sent(body: bytes, type_: type[S], depth: int) -> Checked[S]:
    """What a body says. Raises Unreadable when it is no JSON, and ContractError with every problem."""
    said = read_json(body, depth)
    if not isinstance(said, dict):
        raise ContractError([Problem("wrong-type", f"what is sent is a mapping of keys, not {written(said)}")])
    return check_sent(said, type_)


def check_sent(said: Mapping[str, Any], type_: type[S]) -> Checked[S]:
    """Data that were sent, checked. Raises ContractError with every problem."""
    asked, found = faults(type_, _plain(said))
    if asked is None:
        raise ContractError(_problem(type_, kind, path, message) for kind, path, message in found)
    return Checked(asked, _said(said))


class Number(float):
    """A number as JSON writes it; its text is kept, since 0.10 of a currency is not 0.1."""

    text: str

    def __new__(cls, text: str) -> Number:
        if len(text) > MAX_DIGITS:
            raise ValueError(f"a number has at most {MAX_DIGITS} digits")
        number = super().__new__(cls, text)
        number.text = text
        return number


def read_json(body: bytes, depth: int) -> Any:
    """The value of a text in JSON; of numbers the text is kept. Raises Unreadable."""
    try:
        text = body.decode("utf-8")
    except UnicodeDecodeError as error:
        raise _unreadable("not-text", "it is not text in UTF-8", body, error.start, "send UTF-8") from None
    try:
        found = json.loads(text, parse_float=Number, parse_int=Number, parse_constant=_constant, object_pairs_hook=_once)
    except json.JSONDecodeError as error:
        at = len(text[: error.pos].encode("utf-8", "surrogatepass"))
        raise _unreadable("json-syntax", f"it is no JSON: {error.msg}", body, at, "text stands in double quotes") from None
    except RecursionError:
        found = None
        deep = True
    except ValueError as error:
        raise Unreadable([Problem("json-syntax", str(error))]) from None
    else:
        deep = _too_deep(found, depth)
    if deep:
        raise Unreadable([Problem("too-deep", f"it has more than {depth} lists and mappings within each other")])
    if "\\u" in text and (lone := _lone(found)) is not None:
        raise Unreadable([Problem("bad-character", f"{quoted(lone)} holds half of a character")])
    return found


def _constant(name: str) -> float:
    raise ValueError(f"{name} is no number of JSON")


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        seen: set[str] = set()
        twice = next(key for key, _ in pairs if key in seen or seen.add(key))  # type: ignore[func-returns-value]  # it notes the key
        raise ValueError(f"the key {quoted(twice)} occurs a second time")
    return found


def _too_deep(value: Any, depth: int) -> bool:
    level = [value]
    for _ in range(depth + 1):
        level = [each for v in level if isinstance(v, dict | list) for each in (v.values() if isinstance(v, dict) else v)]
        if not level:
            return False
    return True


def _lone(value: Any) -> str | None:
    """A text that holds half of a pair of surrogates, which is no character."""
    for text in _texts(value):
        try:
            text.encode()
        except UnicodeEncodeError:
            return text
    return None


def _texts(value: Any) -> Iterator[str]:
    stack = [value]
    while stack:
        match stack.pop():
            case str() as text:
                yield text
            case dict() as mapping:
                stack += [*mapping, *mapping.values()]
            case list() as values:
                stack += values


def _unreadable(name: str, message: str, body: bytes, at: int, hint: str) -> Unreadable:
    before = _BREAK.split(body[:at])
    column = len(before[-1].decode("utf-8", "replace")) + 1
    return Unreadable([Problem(name, message, Span("the request", len(before), column), hint=hint)])


def _plain(value: Any) -> Any:
    """Data with numbers as numbers: whole ones whole."""
    match value:
        case Number():
            return int(value.text) if value.text.lstrip("-").isdigit() else float(value)
        case dict():
            return {key: _plain(each) for key, each in value.items()}
        case list():
            return [_plain(each) for each in value]
        case _:
            return value


def _said(value: Any) -> Any:
    """Data with numbers as they were written, as the command line reads them."""
    match value:
        case Number():
            return value.text
        case dict():
            return {key: _said(each) for key, each in value.items()}
        case list():
            return [_said(each) for each in value]
        case _:
            return value


def pointer(path: Iterable[str | int]) -> str:
    """Where something stands in what was sent, as a JSON Pointer."""
    return "".join(f"/{str(step).replace('~', '~0').replace('/', '~1')}" for step in path)[:200]


def _problem(type_: type[Sent], kind: str, path: tuple[str | int, ...], message: str) -> Problem:
    within = pointer(path)
    last = str(path[-1]) if path else ""
    match kind:
        case "unknown-key":
            return Problem(kind, f"{quoted(last)} is no key here", within=within, hint=did_you_mean(last, type_.model_fields))
        case "missing-key":
            return Problem(kind, f"{quoted(last)} is missing", within=within)
        case _:
            return Problem(kind, message, within=within)
