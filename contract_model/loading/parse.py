"""This file defines `Document`: a YAML file as plain data, with the place of every piece. The only door to the YAML library.

YAML 1.2 as we read it: a plain `true` or `false` is a truth, a plain `null`, `~` or nothing is none, every other scalar is text, numbers
and dates included: what they mean depends on where they stand. Anchors, aliases and tags are refused, as are files that are too large or
too deep. Input is any bytes; output is data or problems, never an exception.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import islice
from typing import Any, TypeAlias

import yaml

from contract_model.loading.limits import MAX_BYTES, MAX_NESTING, MAX_PIECES, MAX_PROBLEMS
from contract_model.problems import ContractError, Problem, Span, quoted

Path: TypeAlias = tuple[str | int, ...]
Data: TypeAlias = "bool | str | None | list[Any] | dict[str, Any]"

_Loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)  # the C reader where the library was built with it


@dataclass(frozen=True, slots=True)
class Place:
    """Where a piece stands: its first and last line and column, from 0; `key` is where its key stands."""

    line: int
    column: int
    end_line: int
    end_column: int
    key: Place | None = None


@dataclass(slots=True)
class Document:
    """A file as plain data. `places` has the place of each piece by its path; `lines` are the lines of the text.

    The data are none where the file cannot be read to its end: what was read so far would only look wrong. `unread` are keys that are
    there but misspelt, or without the right shape, so that nobody says they are missing.
    """

    file: str
    data: Data = None
    lines: list[str] = field(default_factory=list)
    places: dict[Path, Place] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    unread: set[Path] = field(default_factory=set)

    def problem(
        self,
        name: str,
        message: str,
        path: Path = (),
        *,
        at_key: bool = False,
        part: tuple[int, int] | None = None,
        within: str = "",
        hint: str = "",
    ) -> None:
        """Note a problem at the piece that `path` names, or at its nearest ancestor; `part` is an offset and length within its text.

        Raises ContractError when there are so many that reading on helps nobody.
        """
        self.note(name, message, self.span(path, at_key=at_key, part=part), within, hint)

    def note(self, name: str, message: str, span: Span, within: str = "", hint: str = "") -> None:
        """Note a problem at a span, unless it is noted already. Raises ContractError when there are too many."""
        problem = Problem(name, message, span, self._row(span), within, hint)
        if problem in self.problems:
            return
        if len(self.problems) == MAX_PROBLEMS:
            last = self.line(len(self.lines))
            said = f"the file has more than {MAX_PROBLEMS} problems, and no more are listed"
            self.problems.append(Problem("too-many-problems", said, last, self._row(last), hint="mend these first"))
        if len(self.problems) > MAX_PROBLEMS:
            raise ContractError(self.problems)
        self.problems.append(problem)

    def _row(self, span: Span) -> str:
        return self.lines[span.line - 1] if span.line <= len(self.lines) else ""

    def span(self, path: Path, *, at_key: bool = False, part: tuple[int, int] | None = None) -> Span:
        """The span of a piece, or of a part of its text; on the first line where it goes over several."""
        while path and path not in self.places:
            path = path[:-1]
        place = self.places.get(path, Place(0, 0, 0, 0))
        nothing = (place.line, place.column) == (place.end_line, place.end_column)
        if place.key and (at_key or nothing):
            return self._lying(place.key)
        if part is not None and path:
            return self._part(_text(self.data, path), place, *part)
        return self._lying(place) if path else self.line(place.line)

    def line(self, number: int) -> Span:
        """The span of a whole line, counted from 0, or of the last one."""
        number = min(number, max(0, len(self.lines) - 1))
        return Span(self.file, number + 1, 1, max(1, len(self.lines[number].rstrip()) if self.lines else 1))

    def _lying(self, place: Place) -> Span:
        """The span of a place; on its first line where it goes over several."""
        if place.line >= len(self.lines):  # nothing, at the end of the file
            return self.line(place.line)
        row = self.lines[place.line]
        end = place.end_column if place.end_line == place.line else len(row.rstrip())
        return Span(self.file, place.line + 1, min(place.column, len(row)) + 1, max(1, end - place.column))

    def _part(self, text: str, place: Place, offset: int, length: int) -> Span:
        """The span of a part of a scalar's text, found by following the text through the file, where it may be quoted or folded."""
        ink = sum(not c.isspace() for c in text[:offset])
        inside = sum(not c.isspace() for c in text[offset : offset + length])
        found = list(islice(_written(self.lines, place), ink, ink + max(1, inside)))
        if not found:
            return self._lying(place)
        line, column, _ = found[0]
        end = max(at + width for row, at, width in found if row == line)
        return Span(self.file, line + 1, column + 1, end - column)


def _text(data: Any, path: Path) -> str:
    for step in path:
        data = data[step]
    return data if isinstance(data, str) else ""


_WIDTHS = {"x": 4, "u": 6, "U": 10}
_BLANKS = " \ttnvfrN_LP"  # what stands after a backslash for some white space


def _written(lines: list[str], place: Place) -> Iterator[tuple[int, int, int]]:
    """Line, column and width of each character of a scalar as it stands in the file, white space left out."""
    line, column = place.line, _after_properties(lines, place)
    mark = lines[line][column : column + 1] if line < len(lines) else ""
    if mark in ("|", ">"):
        line, column = line + 1, 0
    elif mark in ("'", '"'):
        column += 1
    while line <= place.end_line and line < len(lines):
        row = lines[line] if line < place.end_line else lines[line][: place.end_column]
        while column < len(row):
            c = row[column]
            width, blank = 1, c.isspace()
            if mark == '"' and c == "\\":
                letter = row[column + 1 : column + 2]
                width = _WIDTHS.get(letter, 2)
                code = row[column + 2 : column + width]
                blank = letter in _BLANKS if not code else chr(int(code, 16)).isspace()
            elif mark == "'" and row[column : column + 2] == "''":
                width = 2
            if not blank:
                yield line, column, width
            column += width
        line, column = line + 1, 0


def _after_properties(lines: list[str], place: Place) -> int:
    """The column at which a scalar begins, after an anchor and a tag."""
    column, row = place.column, lines[place.line] if place.line < len(lines) else ""
    while row[column : column + 1] in ("!", "&") and (found := re.compile(r"\S+\s+").match(row, column)):
        column = found.end()
    return column


def parse(file: str, content: bytes) -> Document:
    """The document of a file's content; what is wrong with it is in its `problems`."""
    document = Document(file)
    if len(content) > MAX_BYTES:
        limit = MAX_BYTES // 1024 // 1024
        document.problem("too-large", f"the file has more than {limit} MiB, which is the most that is read", hint="split it")
        return document
    text = _decode(document, content.removeprefix(codecs.BOM_UTF8))
    if text is not None:
        document.lines = text.splitlines() or [""]
        try:
            whole = _read(document, text)
        except ContractError:
            whole = False
        if not whole:
            document.data = None
    return document


def _decode(document: Document, content: bytes) -> str | None:
    """The text of a file without characters that are not text; none when there are such, the first of which is noted."""
    try:
        text = content.decode("utf-8")
        before = _before_forbidden(text)
    except UnicodeDecodeError as error:
        text = content.decode("utf-8", "replace")
        before = content[: error.start].decode("utf-8")
        said, hint = "the file is not text in UTF-8", "save it as UTF-8"
    else:
        if before is None:
            return text
        said, hint = f"a character that is not text, {quoted(text[len(before)])}", "remove it"
    document.lines = text.splitlines()
    *above, last = f"{before}.".splitlines()
    document.note("not-text", said, Span(document.file, len(above) + 1, len(last)), hint=hint)
    return None


def _before_forbidden(text: str) -> str | None:
    """What stands before the first character that is not text; none when there is no such character."""
    if text.isprintable() or not any(map(_forbidden, set(text))):
        return None
    return text[: next(i for i, c in enumerate(text) if _forbidden(c))]


def is_text(words: str) -> bool:
    """Whether every character is one that a contract may hold."""
    return words.isprintable() or not any(map(_forbidden, words))


def _forbidden(c: str) -> bool:
    return (
        (c < " " and c not in "\t\n\r")
        or c in "\x7f\x85\u2028\u2029\ufffe\uffff\ufeff"
        or "\x80" <= c <= "\x9f"
        or "\ud800" <= c <= "\udfff"
    )


@dataclass(slots=True)
class _Frame:
    """A list or mapping being read; `key` is the key that waits for its value, `again` whether it was there before.

    What stands under such a key is read past: it has no path.
    """

    path: Path | None
    container: list[Any] | dict[str, Any]
    start: Any
    own_key: Place | None
    key: str | None = None
    key_place: Place | None = None
    again: bool = False


_TOO_DEEP = f"lists and mappings more than {MAX_NESTING} deep"
_TOO_DEEP_HINT = "no contract needs this"


def _read(document: Document, text: str) -> bool:
    """Read a text into its document; whether it could be read to its end."""
    reader = _Reading(document)
    try:
        return all(reader.take(event) for event in yaml.parse(text, Loader=_Loader)) and not reader.aliased
    except yaml.YAMLError as error:
        line, column = _where(error)
        if "nesting depth" in str(getattr(error, "problem", None)):  # libyaml 0.2.6 has a limit, too, and reads ahead of us
            document.note("too-deep", _TOO_DEEP, document.line(line), hint=_TOO_DEEP_HINT)
            return False
        row = document.lines[line] if line < len(document.lines) else ""
        line = min(line, len(document.lines) - 1)
        column = min(column, len(document.lines[line]))
        document.note("yaml-syntax", "this is not YAML", Span(document.file, line + 1, column + 1), hint=_advice(error, row[column:]))
        return False


def _where(error: yaml.YAMLError) -> tuple[int, int]:
    """Where to look: at what was never closed, or else where it could not be read on. Line and column, from 0."""
    mark = getattr(error, "problem_mark", None)
    opened = getattr(error, "context_mark", None)
    if opened and (not mark or (opened.line < mark.line and "block" not in (getattr(error, "context", None) or ""))):
        mark = opened
    return (mark.line, mark.column) if mark else (0, 0)


def _advice(error: yaml.YAMLError, rest: str) -> str:
    said = str(getattr(error, "problem", None))
    if rest.startswith("\t") or "tab character" in said:
        return "indent with spaces, not with tabs"
    if "cannot start" in said:
        return f"a text that begins with {quoted(rest[:1])} goes in quotes"
    return next((advice for words, advice in _ADVICE.items() if words in said), "check indentation, quotes and brackets")


_ADVICE = {
    "values are not allowed": "a text with `: ` in it goes in quotes",
    "expected ':'": "after a key stand a colon and a space",
    "end of stream": "a quote is never closed",
    "',' or": "a bracket is not closed, or a comma is missing",
    "escape": "write the text in single quotes, in which a backslash stands for itself",
}


class _Reading:
    """Builds the data from the stream of events, without recursion, so that depth is a limit and not a crash."""

    def __init__(self, document: Document) -> None:
        self.document = document
        self.stack: list[_Frame] = []
        self.pieces = 0
        self.documents = 0
        self.aliased = False

    def take(self, event: yaml.Event) -> bool:
        """Take one event; whether to go on."""
        match event:
            case yaml.DocumentStartEvent():
                self.documents += 1
                if self.documents > 1:
                    return self._refuse(event, "yaml-syntax", "a second document begins here", "one file holds one document")
            case yaml.AliasEvent():
                self._refuse(event, "yaml-alias", "an alias is not part of the language", "write it out", f"*{event.anchor}")
                self.aliased = True
                if self._wants_key():
                    return False
                self._put(event, None)
            case yaml.ScalarEvent():
                self._common(event)
                if self._wants_key():
                    self._key(event)
                else:
                    self._put(event, _scalar(event))
                self._clean(event)
            case yaml.SequenceStartEvent() | yaml.MappingStartEvent():
                self._common(event)
                if len(self.stack) >= MAX_NESTING:
                    return self._refuse(event, "too-deep", _TOO_DEEP, _TOO_DEEP_HINT)
                if self._wants_key():
                    return self._refuse(event, "yaml-syntax", "a key is a word, not a list or a mapping", "put it in quotes")
                self._open(event, [] if isinstance(event, yaml.SequenceStartEvent) else {})
            case yaml.SequenceEndEvent() | yaml.MappingEndEvent():
                frame = self.stack.pop()
                self._place(frame.path, frame.start, event.end_mark, frame.own_key)
        if self.pieces > MAX_PIECES:
            return self._refuse(event, "too-large", f"the file has more than {MAX_PIECES:,} pieces", "split it")
        return True

    def _wants_key(self) -> bool:
        return bool(self.stack) and isinstance(self.stack[-1].container, dict) and self.stack[-1].key is None

    def _common(self, event: Any) -> None:
        self.pieces += 1
        if event.anchor is not None:
            self._refuse(event, "yaml-alias", "an anchor is not part of the language", "remove it", f"&{event.anchor}")
        if event.tag is not None and event.tag != "!":
            tag = event.tag.replace("tag:yaml.org,2002:", "!!")
            self._refuse(event, "yaml-tag", "a tag is not part of the language", "remove it", tag)

    def _refuse(self, event: Any, name: str, message: str, hint: str, said: str = "") -> bool:
        """Note a problem at an event, or at the words of it that are given."""
        line, column = event.start_mark.line, event.start_mark.column
        if line >= len(self.document.lines):
            span = self.document.line(line)
        else:
            found = self.document.lines[line].find(said, column)
            span = Span(self.document.file, line + 1, max(found, column) + 1, max(1, len(said) if found >= 0 else 1))
        self.document.note(name, message, span, hint=hint)
        return False

    def _clean(self, event: Any) -> None:
        """An escape may make what may not be written."""
        bad = None if event.value.isprintable() else next((c for c in event.value if _forbidden(c)), None)
        if bad is not None:
            self._refuse(event, "not-text", f"an escape makes a character that is not text, {quoted(bad)}", "remove it")

    def _key(self, event: Any) -> None:
        frame = self.stack[-1]
        assert isinstance(frame.container, dict)
        place = _place_of(event.start_mark, event.end_mark, None)
        frame.key, frame.key_place, frame.again = event.value, place, event.value in frame.container
        if frame.again:
            width = max(1, place.end_column - place.column)
            span = Span(self.document.file, place.line + 1, place.column + 1, width)
            self.document.note("duplicate-key", f"the key {quoted(event.value)} occurs a second time", span, hint="keep one of them")

    def _open(self, event: Any, container: list[Any] | dict[str, Any]) -> None:
        key_place = self.stack[-1].key_place if self.stack else None
        path = self._attach(container)
        self.stack.append(_Frame(path, container, event.start_mark, key_place))

    def _put(self, event: Any, value: bool | str | None) -> None:
        key_place = self.stack[-1].key_place if self.stack else None
        path = self._attach(value)
        self._place(path, event.start_mark, event.end_mark, key_place)

    def _attach(self, value: Any) -> Path | None:
        """Put a value where it belongs; its path, or none where it is read past."""
        if not self.stack:
            self.document.data = value
            return ()
        frame = self.stack[-1]
        if isinstance(frame.container, list):
            frame.container.append(value)
            return None if frame.path is None else (*frame.path, len(frame.container) - 1)
        key = frame.key
        assert key is not None  # a mapping alternates keys and values
        frame.key = None
        if frame.again:
            return None
        frame.container[key] = value
        return None if frame.path is None else (*frame.path, key)

    def _place(self, path: Path | None, start: Any, end: Any, key: Place | None) -> None:
        if path is not None:
            self.document.places[path] = _place_of(start, end, key if path and isinstance(path[-1], str) else None)


def _place_of(start: Any, end: Any, key: Place | None) -> Place:
    return Place(start.line, start.column, end.line, end.column, key)


def _scalar(event: Any) -> bool | str | None:
    text: str = event.value
    if event.style:  # quoted or a block: always text
        return text
    return {"true": True, "false": False, "null": None, "~": None, "": None}.get(text, text)
