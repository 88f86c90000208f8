"""This file defines `Section`: a heading with rows of words, before anyone draws them.

A piece of text has a tone and no colour; a sign and a word say what a colour may say again.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from contract_model.telling.reasons import Reason


class Tone(Enum):
    """How a piece of text is meant. The last five are those of a verdict, or of what speaks for it."""

    PLAIN = "plain"
    STRONG = "strong"
    FAINT = "faint"
    PERMITTED = "permitted"
    PROHIBITED = "prohibited"
    DEPENDS = "depends"
    SILENT = "silent"
    CONFLICT = "conflict"


@dataclass(frozen=True, slots=True)
class Piece:
    """Some text in one tone."""

    text: str
    tone: Tone = Tone.PLAIN


@dataclass(frozen=True, slots=True)
class Row:
    """A paragraph. `label` stands before it and it hangs from there; an `item` of a list has a bullet; `depth` indents it."""

    pieces: tuple[Piece, ...]
    depth: int = 0
    label: str = ""
    item: bool = False

    @property
    def text(self) -> str:
        """The words without tones."""
        return "".join(p.text for p in self.pieces)


@dataclass(frozen=True, slots=True)
class Table:
    """Columns under their heads; each line has a row for each column, in their order."""

    heads: tuple[str, ...]
    lines: tuple[tuple[Row, ...], ...]


@dataclass(frozen=True, slots=True)
class Section:
    """Rows under a heading, which may be empty, and a table or a tree of reasons."""

    heading: str
    rows: tuple[Row, ...] = ()
    tree: Reason | None = None
    table: Table | None = None


def row(*pieces: str | Piece, depth: int = 0, label: str = "", item: bool = False) -> Row:
    """A row; plain text stands for a plain piece."""
    return Row(tuple(p if isinstance(p, Piece) else Piece(p) for p in pieces if p), depth, label, item)


def strong(text: str) -> Piece:
    """A piece that stands out."""
    return Piece(text, Tone.STRONG)


def faint(text: str) -> Piece:
    """A piece that may be passed over."""
    return Piece(text, Tone.FAINT)
