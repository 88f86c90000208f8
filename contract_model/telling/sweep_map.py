"""This file defines the map of a sweep for terminals: a cell for each case, with a mark and two letters for its verdict."""

from __future__ import annotations

from collections.abc import Iterator
from textwrap import wrap

from contract_model.model.answer import Verdict
from contract_model.model.sweep import Short
from contract_model.telling.layout import ASCII, DRAWN, Line, section_lines
from contract_model.telling.section import Piece, Tone
from contract_model.telling.sweep_words import CODES, Panel, SweepWords, shortened

MOST_LABEL = 30
MOST_COLUMN = 14  # a longer head stands in a key
MOST_IN_BLOCKS = 10  # so does one where columns have no room beside each other
_CELL = 4
_GAP = " "
_SIGNS = {Verdict.PERMITTED: "+", Verdict.PROHIBITED: "-", Verdict.DEPENDS: "?", Verdict.SILENT: ".", Verdict.CONFLICT: "!"}


def sweep_lines(said: SweepWords, width: int, *, plain: bool) -> Iterator[Line]:
    """All that is told of a sweep, in lines of at most `width` characters."""
    marks = ASCII if plain else DRAWN
    signs = _SIGNS if plain else DRAWN.verdicts
    yield from section_lines(said.asked(), width, marks)
    for panel in said.panels():
        yield ()
        if title := said.short_title(panel, width):
            yield from ((Piece(line, Tone.STRONG),) for line in wrap(title, width))
        yield from _Map(said, panel, width, signs).lines()
    yield ()
    yield from _legend(said, width, signs)
    for section in (said.meaning(), said.contested()):
        if section.rows:
            yield ()
            yield from section_lines(section, width, marks)
    yield ()
    yield (Piece("Under the terms as encoded; no legal advice.", Tone.FAINT),)


class _Map:
    """One panel as lines; where its columns have no room beside each other, in several blocks."""

    def __init__(self, said: SweepWords, panel: Panel, width: int, signs: dict[Verdict, str]) -> None:
        self.said = said
        self.panel = panel
        self.signs = signs
        down = said.down
        self.labels = [said.point(down, p) for p in down.points] if down else [""]
        self.head = said.head(down) if down else ""
        wanted = max(map(len, [*self.labels, self.head if down else ""]))
        self.label = min(wanted, MOST_LABEL, width // 2)
        heads = [said.point(said.across, p) for p in said.across.points]
        most = max(map(len, heads))
        self.room = width - self.label - 2
        self.keyed = most > MOST_COLUMN or (most > MOST_IN_BLOCKS and (most + 1) * len(heads) > self.room)
        self.names = heads
        self.heads = [str(i + 1) for i in range(len(heads))] if self.keyed else heads
        self.column = max(_CELL, *map(len, self.heads))
        self.block = max(1, self.room // (self.column + len(_GAP)))

    def lines(self) -> Iterator[Line]:
        """The lines."""
        if self.keyed:
            key = ", ".join(f"{number} {name}" for number, name in zip(self.heads, self.names, strict=True))
            yield from self._wrapped(f"{self.said.head(self.said.across)} {key}")
        for start in range(0, len(self.heads), self.block):
            columns = range(start, min(start + self.block, len(self.heads)))
            if not self.keyed:
                yield (Piece(f"{'':<{self.label}}  {shortened(self.said.head(self.said.across), self.room)}".rstrip(), Tone.FAINT),)
            heads = _GAP.join(f"{self.heads[c]:<{self.column}}" for c in columns)
            yield (Piece(f"{shortened(self.head, self.label):<{self.label}}  ", Tone.FAINT), Piece(heads.rstrip(), Tone.STRONG))
            for label, cells in zip(self.labels, self.panel.rows, strict=True):
                *drawn, _ = [p for c in columns for p in self._cell(cells[c])]
                yield (Piece(f"{shortened(label, self.label):<{self.label}}  "), *drawn)

    def _cell(self, cell: Short) -> Iterator[Piece]:
        said = f"{self.signs[cell.verdict]}{CODES[cell.verdict]}{'*' if cell.contested else ''}"
        yield Piece(said, Tone[cell.verdict.name])
        yield Piece(" " * (self.column - len(said)) + _GAP)

    def _wrapped(self, text: str) -> Iterator[Line]:
        for line in wrap(text, max(30, self.label + 2 + self.block * (self.column + len(_GAP))), subsequent_indent="  "):
            yield (Piece(line, Tone.FAINT),)


def _legend(said: SweepWords, width: int, signs: dict[Verdict, str]) -> Iterator[Line]:
    pieces: list[Piece] = []
    used = 0
    found = [(f"{signs[v]}{CODES[v]}", v.value, Tone[v.name]) for v in said.verdicts()]
    if any(cell.contested for cell in said.sweep.cells):
        found.append(("*", "another reading would change it", Tone.STRONG))
    for sign, word, tone in found:
        length = len(sign) + len(word) + 4
        if used and used + length > width:
            yield tuple(pieces)
            pieces, used = [], 0
        pieces += [Piece("   " if used else ""), Piece(sign, tone), Piece(f" {word}", Tone.FAINT)]
        used += length
    yield tuple(pieces)
