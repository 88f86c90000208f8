"""This file defines `Document`: a YAML file as plain data, with the place of every piece. The only door to the YAML library.

YAML 1.2 as we read it: a plain `true` or `false` is a truth, a plain `null`, `~` or nothing is none, every other scalar is text, numbers
and dates included: what they mean depends on where they stand. Anchors, aliases and tags are refused, as are files that are too large or
too deep. Input is any bytes; output is data or problems, never an exception.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, TypeAlias

import yaml

from contract_model.loading.limits import MAX_BYTES
from contract_model.problems import Problem, Span, quoted

Path: TypeAlias = tuple[str | int, ...]
Data: TypeAlias = "bool | str | None | list[Any] | dict[str, Any]"

MAX_PIECES = 400_000
MAX_DEPTH = 40

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
    """A file as plain data. `places` has the place of each piece by its path; `lines` are the lines of the text."""

    file: str
    data: Data = None
    lines: list[str] = field(default_factory=list)
    places: dict[Path, Place] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)

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
        """Note a problem at the piece that `path` names, or at its nearest ancestor; `part` is an offset and length within its text."""
        span = self.span(path, at_key=at_key, part=part)
        excerpt = self.lines[span.line - 1] if span.line <= len(self.lines) else ""
        self.problems.append(Problem(name, message, span, excerpt, within, hint))

    def span(self, path: Path, *, at_key: bool = False, part: tuple[int, int] | None = None) -> Span:
        """The span of a piece, or of a part of its text; on the first line where it goes over several."""
        while path and path not in self.places:
            path = path[:-1]
        place = self.places.get(path, Place(0, 0, 0, 0))
        if at_key and place.key:
            place = place.key
        if part is not None:
            line, column = self._inside(self._text(path), place, part[0])
            length = max(1, min(part[1], len(self.lines[line]) - column if line < len(self.lines) else 1))
            return Span(self.file, line + 1, column + 1, length)
        if not path:
            return Span(self.file, 1, 1, max(1, len(self.lines[0]) if self.lines else 1))
        width = place.end_column - place.column if place.end_line == place.line else len(self.lines[place.line].rstrip()) - place.column
        return Span(self.file, place.line + 1, place.column + 1, max(1, width))

    def _inside(self, text: str, place: Place, offset: int) -> tuple[int, int]:
        """The line and column of the character of a scalar's text at `offset`, found by following the text through the file."""
        line, column = place.line, place.column
        if line >= len(self.lines):
            return place.line, place.column
        if self.lines[line][column : column + 1] in ('"', "'"):
            column += 1
        elif self.lines[line][column : column + 1] in ("|", ">"):
            line, column = line + 1, 0
        for i, wanted in enumerate(text):
            if wanted.isspace():
                if i == offset:
                    return line, column
                continue
            while line < len(self.lines):
                at = self.lines[line].find(wanted, column)
                if at >= 0 and line <= place.end_line:
                    column = at
                    break
                line, column = line + 1, 0
            else:
                return place.line, place.column
            if i == offset:
                return line, column
            column += 1
        return min(line, len(self.lines) - 1), column

    def _text(self, path: Path) -> str:
        piece: Any = self.data
        for step in path:
            piece = piece[step]
        return piece if isinstance(piece, str) else ""


def parse(file: str, content: bytes) -> Document:
    """The document of a file's content; what is wrong with it is in its `problems`."""
    document = Document(file)
    if len(content) > MAX_BYTES:
        limit = MAX_BYTES // 1024 // 1024
        document.problem("too-large", f"the file has more than {limit} MiB, which is the most that is read", hint="split it")
        return document
    text = _decode(document, content)
    if text is not None:
        document.lines = text.splitlines() or [""]
        _read(document, text)
    return document


def _decode(document: Document, content: bytes) -> str | None:
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        before = content[: error.start].decode("utf-8", "replace")
        document.lines = content.decode("utf-8", "replace").splitlines()
        _at(document, "not-text", "the file is not text in UTF-8", before, "save it as UTF-8")
        return None
    bad = next((i for i, c in enumerate(text) if _forbidden(c)), None) if not _clean(text) else None
    if bad is not None:
        document.lines = text.splitlines()
        _at(document, "not-text", f"a character that is not text, {quoted(text[bad])}", text[:bad], "remove it")
        return None
    return text


def _clean(text: str) -> bool:
    return text.isprintable() or not any(map(_forbidden, set(text)))


def _forbidden(c: str) -> bool:
    return (
        (c < " " and c not in "\t\n\r")
        or c in "\x7f\x85\u2028\u2029\ufffe\uffff\ufeff"
        or "\x80" <= c <= "\x9f"
        or "\ud800" <= c <= "\udfff"
    )


def _at(document: Document, name: str, message: str, before: str, hint: str) -> None:
    line = before.count("\n")
    column = len(before) - (before.rfind("\n") + 1)
    excerpt = document.lines[line] if line < len(document.lines) else ""
    document.problems.append(Problem(name, message, Span(document.file, line + 1, column + 1, 1), excerpt, "", hint))


@dataclass(slots=True)
class _Frame:
    """A list or mapping being read; `key` is the key that waits for its value."""

    path: Path
    container: list[Any] | dict[str, Any]
    start: Any
    own_key: Place | None
    key: str | None = None
    key_place: Place | None = None
    skip: bool = False


def _read(document: Document, text: str) -> None:
    reader = _Reading(document)
    try:
        for event in yaml.parse(text, Loader=_Loader):
            if not reader.take(event):
                return
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None) or getattr(error, "context_mark", None)
        said = getattr(error, "problem", None) or "it cannot be read"
        line, column = (mark.line, mark.column) if mark else (0, 0)
        line = min(line, max(0, len(document.lines) - 1))
        excerpt = document.lines[line] if document.lines else ""
        span = Span(document.file, line + 1, min(column, len(excerpt)) + 1, 1)
        document.problems.append(Problem("yaml-syntax", f"not YAML: {said}", span, excerpt, "", "check indentation, quotes and colons"))


class _Reading:
    """Builds the data from the stream of events, without recursion, so that depth is a limit and not a crash."""

    def __init__(self, document: Document) -> None:
        self.document = document
        self.stack: list[_Frame] = []
        self.pieces = 0
        self.documents = 0

    def take(self, event: yaml.Event) -> bool:
        """Take one event; whether to go on."""
        match event:
            case yaml.DocumentStartEvent():
                self.documents += 1
                if self.documents > 1:
                    return self._refuse(event, "yaml-syntax", "a second document begins here", "one file holds one document")
            case yaml.AliasEvent():
                self._refuse(event, "yaml-alias", f"an alias, {quoted(f'*{event.anchor}')}, is not part of the language", "write it out")
                self._put(event, None)
            case yaml.ScalarEvent():
                self._common(event)
                if self._wants_key():
                    self._key(event)
                else:
                    self._put(event, _scalar(event))
            case yaml.SequenceStartEvent() | yaml.MappingStartEvent():
                self._common(event)
                if len(self.stack) >= MAX_DEPTH:
                    return self._refuse(event, "too-deep", f"nested more than {MAX_DEPTH} deep", "flatten it")
                if self._wants_key():
                    return self._refuse(event, "yaml-syntax", "a key must be a word", "")
                self._open(event, [] if isinstance(event, yaml.SequenceStartEvent) else {})
            case yaml.SequenceEndEvent() | yaml.MappingEndEvent():
                frame = self.stack.pop()
                self._place(frame.path, frame.start, event.start_mark, frame.own_key)
        if self.pieces > MAX_PIECES:
            return self._refuse(event, "too-large", f"the file has more than {MAX_PIECES:,} pieces", "split it")
        return True

    def _wants_key(self) -> bool:
        return bool(self.stack) and isinstance(self.stack[-1].container, dict) and self.stack[-1].key is None

    def _common(self, event: Any) -> None:
        self.pieces += 1
        if event.anchor is not None:
            self._refuse(event, "yaml-alias", f"an anchor, {quoted(f'&{event.anchor}')}, is not part of the language", "remove it")
        if event.tag is not None and event.tag != "!":
            self._refuse(event, "yaml-tag", f"a tag, {quoted(event.tag)}, is not part of the language", "remove it")

    def _refuse(self, event: Any, name: str, message: str, hint: str) -> bool:
        mark = event.start_mark
        line = min(mark.line, max(0, len(self.document.lines) - 1))
        excerpt = self.document.lines[line] if self.document.lines else ""
        self.document.problems.append(Problem(name, message, Span(self.document.file, line + 1, mark.column + 1, 1), excerpt, "", hint))
        return False

    def _key(self, event: Any) -> None:
        frame = self.stack[-1]
        assert isinstance(frame.container, dict)
        place = _place_of(event.start_mark, event.end_mark, None)
        frame.key, frame.key_place, frame.skip = event.value, place, event.value in frame.container
        if frame.skip:
            width = max(1, place.end_column - place.column)
            span = Span(self.document.file, place.line + 1, place.column + 1, width)
            said = f"the key {quoted(event.value)} occurs a second time"
            self.document.problems.append(Problem("duplicate-key", said, span, self.document.lines[place.line], "", "keep one of them"))

    def _open(self, event: Any, container: list[Any] | dict[str, Any]) -> None:
        key_place = self.stack[-1].key_place if self.stack else None
        path = self._attach(container)
        self.stack.append(_Frame(path, container, event.start_mark, key_place))

    def _put(self, event: Any, value: bool | str | None) -> None:
        key_place = self.stack[-1].key_place if self.stack else None
        path = self._attach(value)
        self._place(path, event.start_mark, event.end_mark, key_place)

    def _attach(self, value: Any) -> Path:
        if not self.stack:
            self.document.data = value
            return ()
        frame = self.stack[-1]
        if isinstance(frame.container, list):
            frame.container.append(value)
            return (*frame.path, len(frame.container) - 1)
        key = frame.key
        assert key is not None  # a mapping alternates keys and values
        frame.key = None
        if not frame.skip:
            frame.container[key] = value
        return (*frame.path, key)

    def _place(self, path: Path, start: Any, end: Any, key: Place | None) -> None:
        if path not in self.document.places or not path:
            self.document.places[path] = _place_of(start, end, key if path and isinstance(path[-1], str) else None)


def _place_of(start: Any, end: Any, key: Place | None) -> Place:
    return Place(start.line, start.column, end.line, end.column, key)


def _scalar(event: Any) -> bool | str | None:
    text: str = event.value
    if event.style:  # quoted or a block: always text
        return text
    return {"true": True, "false": False, "null": None, "~": None, "": None}.get(text, text)


def pieces(document: Document) -> Iterator[tuple[Path, Any]]:
    """Every piece of a document with its path."""
    waiting: list[tuple[Path, Any]] = [((), document.data)]
    while waiting:
        path, piece = waiting.pop()
        yield path, piece
        inside = piece.items() if isinstance(piece, dict) else enumerate(piece) if isinstance(piece, list) else ()
        waiting.extend(((*path, step), part) for step, part in inside)
