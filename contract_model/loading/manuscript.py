"""This file defines `Part`: a document as a person wrote it, with its comments, blank lines and styles, to be laid out anew.

A comment above something belongs to what it stands above; one that stands deeper than what follows belongs to the end of what it stands in.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import Enum
from typing import Any, TypeAlias

from contract_model.loading.parse import Document, Path, Place

Position: TypeAlias = tuple[int, int]


class Style(Enum):
    """How a value is written."""

    PLAIN = "plain"
    QUOTED = "quoted"
    BLOCK = "block"
    FLOW = "flow"
    EMPTY = "empty"


@dataclass(slots=True)
class Part:
    """A value. `entries` are those of a list or mapping; `source` are the lines of a block of text, its header first.

    `tail` are the comments after the last entry.
    """

    data: Any
    style: Style
    column: int
    entries: list[Entry] = field(default_factory=list)
    source: list[str] = field(default_factory=list)
    tail: list[str] = field(default_factory=list)

    @property
    def scalar(self) -> bool:
        """Whether it is neither a list nor a mapping."""
        return not isinstance(self.data, (list, dict))

    @property
    def remarked(self) -> bool:
        """Whether there are comments inside."""
        return bool(self.tail) or any(any(e.above) or e.beside or e.value.remarked for e in self.entries)


@dataclass(slots=True)
class Entry:
    """An item of a list, or a key with its value.

    `above` are the comments above, with an empty text for a blank line; `beside` is the one on the same line.
    """

    key: str | None
    quoted: bool
    value: Part
    above: list[str] = field(default_factory=list)
    beside: str = ""


@dataclass(slots=True)
class Manuscript:
    """A whole document: `head` are the lines up to the mark of its start, where it has one, `top` the comments above its first key."""

    root: Part
    head: list[str]
    top: list[str]


def manuscript(document: Document) -> Manuscript:
    """A document that could be read, as it is written."""
    return _Reading(document).whole()


@dataclass(frozen=True, slots=True)
class _Anchor:
    """Where something begins: an entry, or its value on a line of its own; or the end of a `closing` list or mapping in brackets."""

    start: Position
    column: int
    entry: Entry | None
    closing: Part | None = None


class _Reading:
    def __init__(self, document: Document) -> None:
        self.document = document
        self.lines = document.lines
        self.taken: dict[int, list[tuple[int, int]]] = {}  # by line: the columns of keys and scalars
        self.inner: set[int] = set()  # lines that lie wholly in a scalar
        self.anchors: list[_Anchor] = []
        self.ends: dict[int, list[tuple[int, Entry]]] = {}  # by line: the columns at which keys and values end
        self.around: dict[int, tuple[Part, ...]] = {}  # by the identity of an entry: what it stands in, from the outermost

    def whole(self) -> Manuscript:
        root = self._part(self.document.data, (), None, ())
        head, first = self._head()
        self._remarks(root, first)
        top: list[str] = []
        if root.entries:
            top, root.entries[0].above = root.entries[0].above, []
        return Manuscript(root, head, top)

    def _head(self) -> tuple[list[str], int]:
        """The lines up to the mark of the document's start, and the line on which what follows begins."""
        for number, line in enumerate(self.lines):
            if line.startswith("---"):
                rest = line[3:].strip()
                beside = not rest or rest.startswith("#")
                return [*self.lines[:number], line if beside else "---"], number + beside
            if line.strip() and not line.startswith("%") and not line.strip().startswith("#"):
                break
        return [], 0

    # what is written

    def _part(self, data: Any, path: Path, entry: Entry | None, around: tuple[Part, ...]) -> Part:
        place = self.document.places[path]
        mark = self._at(place.line, place.column)
        in_flow = bool(around) and around[-1].style is Style.FLOW
        if isinstance(data, (list, dict)):
            part = Part(data, Style.FLOW if in_flow or mark in ("[", "{") else Style.BLOCK, place.column)
            steps: Iterable[tuple[str | int, Any]] = data.items() if isinstance(data, dict) else enumerate(data)
            part.entries = [self._entry(value, (*path, step), (*around, part)) for step, value in steps]
            if part.style is Style.FLOW:
                self.anchors.append(_Anchor((place.end_line, max(0, place.end_column - 1)), 0, None, part))
                self._ends(entry, place.end_line, place.end_column)
            return part
        if mark in ("|", ">") and not in_flow:
            found = re.compile(r"[|>][-+0-9]*").match(self.lines[place.line], place.column)
            header = found[0] if found else mark
            last = place.end_line if place.end_column else place.end_line - 1  # it ends where the next line begins
            while last > place.line and "+" not in header and not self.lines[last].strip():
                last -= 1
            self._take(Place(place.line, place.column, place.line, place.column + len(header)))
            self.inner.update(range(place.line + 1, last + 1))
            self._ends(entry, place.line, place.column)
            return Part(data, Style.BLOCK, place.column, source=[header, *self.lines[place.line + 1 : last + 1]])
        self._take(place)
        self._ends(entry, place.end_line, place.end_column)
        if (place.line, place.column) == (place.end_line, place.end_column):
            return Part(data, Style.EMPTY, place.column)
        return Part(data, Style.QUOTED if mark in ("'", '"') else Style.PLAIN, place.column)

    def _entry(self, data: Any, path: Path, around: tuple[Part, ...]) -> Entry:
        place = self.document.places[path]
        key = place.key
        parent = around[-1]
        if key is None:
            entry = Entry(None, False, parent)
            self.anchors.append(_Anchor((place.line, place.column), parent.column, entry))
        else:
            self._take(key)
            entry = Entry(str(path[-1]), self._at(key.line, key.column) in ("'", '"'), parent)
            self.anchors.append(_Anchor((key.line, key.column), key.column, entry))
            self._ends(entry, key.end_line, key.end_column)
            whole = not isinstance(data, (list, dict)) or self._at(place.line, place.column) in ("[", "{")
            if place.line > key.line and whole and (place.line, place.column) != (place.end_line, place.end_column):
                self.anchors.append(_Anchor((place.line, place.column), place.column, entry))  # a comment may stand above the value
        self.around[id(entry)] = around
        entry.value = self._part(data, path, entry, around)
        return entry

    def _ends(self, entry: Entry | None, line: int, column: int) -> None:
        if entry:
            self.ends.setdefault(line, []).append((column, entry))

    def _take(self, place: Place) -> None:
        for line in range(place.line, min(place.end_line + 1, len(self.lines))):
            first = place.column if line == place.line else 0
            last = place.end_column if line == place.end_line else len(self.lines[line])
            self.taken.setdefault(line, []).append((first, last))
        self.inner.update(range(place.line + 1, place.end_line))

    def _at(self, line: int, column: int) -> str:
        return self.lines[line][column : column + 1] if line < len(self.lines) else ""

    # what is remarked

    def _remarks(self, root: Part, first: int) -> None:
        """Give every comment, and every blank line, to what it belongs to."""
        self.anchors.sort(key=lambda a: a.start)
        starts = [a.start for a in self.anchors]
        blank: list[str] = []  # blank lines go with what follows them
        for number in range(first, len(self.lines)):
            line = self.lines[number]
            at = self._comment(number)
            if number in self.inner or (at is None and line.strip()):
                self._blank_above(number, starts, blank)
                blank = []
            elif at is None:
                blank = [""]
            elif line[:at].strip() and (beside := self._beside(number, at)):
                self._blank_above(number, starts, blank)
                beside.above += [beside.beside] if beside.beside else []
                beside.beside, blank = line[at:].rstrip(), []
            else:
                column = len(line) - len(line.lstrip())
                self._above(root, bisect_right(starts, (number, at)), column, [*blank, line[at:].rstrip()])
                blank = []

    def _blank_above(self, number: int, starts: list[Position], blank: list[str]) -> None:
        """Give a blank line to what begins on the line after it, if anything does."""
        place = bisect_left(starts, (number, 0))
        if blank and place < len(starts) and starts[place][0] == number and (entry := self.anchors[place].entry):
            entry.above += blank

    def _comment(self, number: int) -> int | None:
        """The column at which a comment begins on a line, if one does."""
        taken = self.taken.get(number, ())
        for found in re.finditer(r"(?:^|(?<=\s))#", self.lines[number]):
            if not any(first <= found.start() < last for first, last in taken):
                return found.start()
        return None

    def _beside(self, number: int, column: int) -> Entry | None:
        """What ends last before a column of a line, on that line."""
        before = [(end, i) for i, (end, _) in enumerate(self.ends.get(number, ())) if end <= column]
        return self.ends[number][max(before)[1]][1] if before else None

    def _above(self, root: Part, place: int, column: int, lines: list[str]) -> None:
        """Give a comment on a line of its own to what follows, or to the end of what it stands in."""
        following = self.anchors[place] if place < len(self.anchors) else None
        if following is not None and following.closing is not None:
            following.closing.tail += lines
            return
        entry = following.entry if following else None
        before = next((e for i in range(place - 1, -1, -1) if (e := self.anchors[i].entry)), None)
        if before is not None and (following is None or column > following.column):
            outer = {id(part) for part in self.around[id(entry)]} if entry else {id(root)}
            inside = [p for p in self.around[id(before)] if id(p) not in outer and p.style is Style.BLOCK and p.column <= column]
            if inside:
                inside[-1].tail += lines
                return
        if entry is None:
            root.tail += lines
        else:
            entry.above += lines
