"""This file defines `Pattern`: the words of a phrase, as a small tree.

    launch|ship {product} on {cloud}          either word; the value of a parameter or fact
    (carry out|perform) [the] research        either way of several words; words that may be missing

Outside brackets `|` stands between two words; inside them, between two ways of any length. The syntax alone is known here;
`asking/` matches the words with a sentence.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import TypeAlias

MAX_LENGTH = 500
MAX_DEPTH = 8


class PatternError(ValueError):
    """What is wrong with a pattern, in words; `column` counts from 1 within its text, `length` in characters."""

    def __init__(self, message: str, column: int, length: int = 1) -> None:
        super().__init__(message)
        self.column = column
        self.length = length


@dataclass(frozen=True, slots=True)
class Word:
    """A word, matched in every inflection."""

    text: str


@dataclass(frozen=True, slots=True)
class Slot:
    """The place of a value: of the parameter or fact of this name."""

    name: str


@dataclass(frozen=True, slots=True)
class Sequence:
    """Parts one after another; at least two."""

    parts: tuple[Pattern, ...]


@dataclass(frozen=True, slots=True)
class Either:
    """One of several ways; at least two."""

    ways: tuple[Pattern, ...]


@dataclass(frozen=True, slots=True)
class Maybe:
    """What may be missing."""

    part: Pattern


Pattern: TypeAlias = Word | Slot | Sequence | Either | Maybe


@lru_cache(maxsize=4096)
def parse_pattern(text: str) -> Pattern:
    """The pattern that a text writes. Raises PatternError (a ValueError) with the column of what is wrong."""
    if len(text) > MAX_LENGTH:
        raise PatternError(f"a phrase has at most {MAX_LENGTH} characters", 1)
    reader = _Reader(text, tuple(_PIECE.finditer(text)))
    pattern = reader.sequence(closing=None, depth=0)
    if _may_be_empty(pattern):
        raise PatternError("a phrase needs a word that may not be missing", 1, max(1, len(text)))
    return pattern


def placeholders(pattern: Pattern) -> tuple[str, ...]:
    """The names in braces, each once, in the order in which they are written."""
    return tuple(dict.fromkeys(node.name for node in _nodes(pattern) if isinstance(node, Slot)))


def shortest(pattern: Pattern) -> str:
    """The pattern as one would say it: the first way of each choice, without what may be missing."""
    match pattern:
        case Word(text):
            return text
        case Slot(name):
            return f"{{{name}}}"
        case Sequence(parts):
            return " ".join(said for part in parts if (said := shortest(part)))
        case Either(ways):
            return shortest(ways[0])
        case Maybe():
            return ""


def written(pattern: Pattern, within: bool = False) -> str:
    """The pattern as it is written in a contract: `launch|ship {product} on {cloud}`. `within`: it stands within brackets."""
    match pattern:
        case Word(text):
            return text
        case Slot(name):
            return f"{{{name}}}"
        case Sequence(parts):
            return " ".join(written(part, within) for part in parts)
        case Either(ways):
            said = "|".join(written(way, within=True) for way in ways)
            return said if not within and all(isinstance(way, Word) for way in ways) else f"({said})"
        case Maybe(Either(ways)):
            return f"[{'|'.join(written(way, within=True) for way in ways)}]"
        case Maybe(part):
            return f"[{written(part, within=True)}]"


_PIECE = re.compile(r"\s+|\{(?P<slot>[^{}]*)\}|(?P<mark>[][(){}|])|(?P<word>[^\s()\[\]{}|]+)")
_NAME = re.compile(r"[a-z_][a-z0-9_]*", re.ASCII)
_CLOSING = {"(": ")", "[": "]"}


@dataclass(slots=True)
class _Reader:
    """Reads the pieces of a text from left to right; `at` is the next piece."""

    text: str
    pieces: tuple[re.Match[str], ...]
    at: int = 0

    def sequence(self, closing: str | None, depth: int) -> Pattern:
        """Parts up to the end of the text, or, inside brackets, up to a `|` or the closing one."""
        parts: list[Pattern] = []
        while (mark := self._peek()) is not None and mark != closing and not (closing and mark == "|"):
            parts.append(self._atom(depth) if closing else self._alternatives(depth))
        if not parts:
            raise self._error("a word is missing here")
        return parts[0] if len(parts) == 1 else Sequence(tuple(parts))

    def _alternatives(self, depth: int) -> Pattern:
        ways = [self._atom(depth)]
        while self._peek() == "|":
            self._take()
            ways.append(self._atom(depth))
        return ways[0] if len(ways) == 1 else Either(tuple(ways))

    def _atom(self, depth: int) -> Pattern:
        if self._peek() is None:
            raise self._error("a word is missing here")
        piece = self._take()
        if (word := piece["word"]) is not None:
            if not any(c.isalnum() for c in word):
                raise PatternError("a word is written with letters or digits", piece.start() + 1, len(word))
            return Word(word)
        if (name := piece["slot"]) is not None:
            if not _NAME.fullmatch(name):
                raise PatternError("braces hold the name of a parameter or fact, such as {product}", piece.start() + 1, len(piece[0]))
            return Slot(name)
        opening = piece["mark"]
        if opening not in _CLOSING:
            words = "a word is missing here" if opening == "|" else f"there is no bracket that this `{opening}` belongs to"
            raise PatternError(words, piece.start() + 1)
        if depth == MAX_DEPTH:
            raise PatternError(f"brackets are at most {MAX_DEPTH} deep", piece.start() + 1)
        ways = [self.sequence(_CLOSING[opening], depth + 1)]
        while self._peek() == "|":
            self._take()
            ways.append(self.sequence(_CLOSING[opening], depth + 1))
        if self._peek() != _CLOSING[opening]:
            raise PatternError(f"this `{opening}` is never closed", piece.start() + 1)
        self._take()
        inner = ways[0] if len(ways) == 1 else Either(tuple(ways))
        return Maybe(inner) if opening == "[" else inner

    def _peek(self) -> str | None:
        """The mark that comes next, the empty text for a word or a name in braces, none at the end."""
        while self.at < len(self.pieces) and self.pieces[self.at][0].isspace():
            self.at += 1
        return None if self.at == len(self.pieces) else self.pieces[self.at]["mark"] or ""

    def _take(self) -> re.Match[str]:
        self.at += 1
        return self.pieces[self.at - 1]

    def _error(self, message: str) -> PatternError:
        column = len(self.text) if self.at == len(self.pieces) else self.pieces[self.at].start()
        return PatternError(message, column + 1)


def _nodes(pattern: Pattern) -> Iterator[Pattern]:
    yield pattern
    match pattern:
        case Sequence(parts) | Either(parts):
            for part in parts:
                yield from _nodes(part)
        case Maybe(part):
            yield from _nodes(part)


def _may_be_empty(pattern: Pattern) -> bool:
    match pattern:
        case Word() | Slot():
            return False
        case Sequence(parts):
            return all(_may_be_empty(part) for part in parts)
        case Either(ways):
            return any(_may_be_empty(way) for way in ways)
        case Maybe():
            return True
