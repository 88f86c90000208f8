"""This file defines `Problem`: what is wrong with something a person wrote, and where.

A problem is a value, collected and reported with all others of its kind in one go; an exception is for our own mistakes.
`ContractError` is the one exception that carries problems out of the library.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Span:
    """A place in a text: `file` as the user named it, `line` and `column` from 1, `length` in characters."""

    file: str
    line: int
    column: int
    length: int = 1


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that is wrong, told as one sentence in the words of the language.

    `name` is stable (`unknown-name`) and listed in docs/problems.md; `excerpt` is the whole line that `span` points into;
    `within` says where in the contract (`term azure-first`); `hint` says what to do.
    """

    name: str
    message: str
    span: Span | None = None
    excerpt: str = ""
    within: str = ""
    hint: str = ""

    def __str__(self) -> str:
        """The problem as it is printed: place, name, message; the line with the text underlined; where and what to do."""
        place = f"{self.span.file}:{self.span.line}:{self.span.column}: " if self.span else ""
        lines = [_printable(f"{place}{self.name}: {self.message}")]
        if self.span and self.excerpt and not self.excerpt.isspace():
            shown, start = _window(self.excerpt, self.span.column - 1)
            lines.append(f"   | {shown}")
            marks = max(1, min(self.span.length, len(shown) - start))
            lines.append(f"   | {' ' * start}{'^' * marks}")
        remarks = [r for r in (f"in {self.within}" if self.within else "", self.hint) if r]
        if remarks:
            lines.append(_printable(f"   = {'; '.join(remarks)}"))
        return "\n".join(lines)


class ContractError(Exception):
    """What someone wrote does not validate. Carries every problem found, in the order of files and lines."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems: tuple[Problem, ...] = tuple(sorted(problems, key=_order))
        super().__init__("\n".join(str(p) for p in self.problems))

    def __reduce__(self) -> tuple[type[ContractError], tuple[tuple[Problem, ...]]]:
        return type(self), (self.problems,)


def did_you_mean(word: str, candidates: Iterable[str]) -> str:
    """A hint that names the nearest candidate in scope, or nothing when none is near."""
    near = nearest(word, candidates)
    return f"did you mean {quoted(near[0])}?" if near else ""


def nearest(word: str, candidates: Iterable[str]) -> list[str]:
    """The candidate that a misspelt word is nearest to, if one is near."""
    from difflib import get_close_matches  # loaded only when something is wrong

    if len(word) > 100:
        return []
    several = sorted(set(candidates))
    if len(several) > _MAX_CANDIDATES:  # each comparison takes a while, and there may be thousands of names
        head, tail = word[: len(word) // 2], word[len(word) // 2 :]  # one slip leaves one half as it was
        several.sort(key=lambda c: (not (c.startswith(head) or c.endswith(tail)), abs(len(c) - len(word))))
        del several[_MAX_CANDIDATES:]
    return get_close_matches(word, several, n=1, cutoff=0.6)


def one_of(words: Iterable[str]) -> str:
    """A hint that names what could stand there, where that is little; else nothing."""
    known = [cut(word) for word in dict.fromkeys(words)]
    if len(known) == 1:
        return f"there is only {quoted(known[0])}"
    return f"one of {', '.join(known)}" if 1 < len(known) <= _MAX_LISTED else ""


_MAX_LISTED = 12
_MAX_CANDIDATES = 200


def quoted(text: str, limit: int = 60) -> str:
    """What the user wrote, in backticks, made printable and cut to `limit` characters."""
    shown = "".join(c if c.isprintable() else f"\\x{ord(c):02x}" if ord(c) < 256 else f"\\u{ord(c):04x}" for c in text[: limit + 1])
    return f"`{cut(shown, limit)}`"


def cut(text: str, limit: int = 60) -> str:
    """A text of at most `limit` characters and a sign that there was more."""
    return text if len(text) <= limit else f"{text[:limit]}…"


def _window(line: str, start: int, width: int = 160) -> tuple[str, int]:
    """The part of a line around `start` that fits a screen, made printable, and where `start` is in it."""
    left = max(0, start - width // 2) if len(line) > width else 0
    return _printable(line[left : left + width]), start - left


def _printable(line: str) -> str:
    """A line with a blank for each tab, and a sign of its own for what a terminal might take for an order."""
    return line if line.isprintable() else "".join(c if c.isprintable() else " " if c == "\t" else "�" for c in line)


def _order(problem: Problem) -> tuple[str, int, int, str, str]:
    span = problem.span or Span("", 0, 0)
    return (span.file, span.line, span.column, problem.name, problem.message)
