"""This file defines `Told`: rows of words as a page has them, each with what is indented below it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from contract_model.telling.section import Piece, Row, Section


@dataclass(frozen=True, slots=True)
class Told:
    """A row, and the rows below it."""

    pieces: tuple[Piece, ...]
    label: str = ""
    item: bool = False
    below: tuple[Told, ...] = ()


@dataclass(frozen=True, slots=True)
class Part:
    """Rows under a heading."""

    heading: str
    rows: tuple[Told, ...]


def nested(rows: Iterable[Row]) -> tuple[Told, ...]:
    """Rows with what is indented below each."""
    return tuple(_nested(list(rows)))


def part(section: Section) -> Part:
    """A section as a page has it."""
    return Part(section.heading, nested(section.rows))


def _nested(rows: Sequence[Row]) -> Iterable[Told]:
    at = 0
    while at < len(rows):
        row = rows[at]
        end = next((i for i in range(at + 1, len(rows)) if rows[i].depth <= row.depth), len(rows))
        yield Told(row.pieces, row.label, row.item, tuple(_nested(rows[at + 1 : end])))
        at = end
