"""This file defines the picture of a sweep (SVG): a box for each case, by row and column, in a panel for each choice of the other axes."""

from __future__ import annotations

from collections.abc import Iterator
from math import ceil

from contract_model.model.sweep import Short
from contract_model.telling.drawing import SIGN, box, cut, legend, line, picture, text
from contract_model.telling.sweep_words import CODES, Panel, SweepWords

_ID = "sweep"
_TALL = 26
_BOLD = 7.4  # a generous width of a sign of a label
_MOST_LABEL = 34  # signs of a row's label
_WIDEST = 1_400
_READABLE = 34  # a column so wide has its head; of narrower ones some have
_MARKED = 18  # a cell so wide has its letters
_GAP = 30  # between panels


def sweep_svg(said: SweepWords) -> str:
    """The picture of a sweep."""
    return _Picture(said).drawn()


class _Picture:
    def __init__(self, said: SweepWords) -> None:
        self.said = said
        self.panels = list(said.panels())
        self.labels = [cut(said.point(said.down, p), _MOST_LABEL) for p in said.down.points] if said.down else [""]
        self.heads = [said.point(said.across, p) for p in said.across.points]
        down = said.head(said.down) if said.down else ""
        self.left = 24 + max(max(map(len, self.labels)) * _BOLD + 14, min(len(down), _MOST_LABEL) * SIGN + 8)
        most = min(max(map(len, self.heads)), 22)
        each = min(max(most * SIGN + 14, _READABLE), 150)
        room = _WIDEST - self.left - 24
        self.each = max(min(each, room / len(self.heads)), 7.0)
        self.wide = self.each * len(self.heads)
        self.tall = 60 + _TALL * len(self.labels)
        self.abreast = max(1, min(len(self.panels), int((_WIDEST - 24) // (self.left + self.wide + _GAP))))
        if len(said.others) == 2:  # the fourth axis runs across, so that panels of one value stand below each other
            self.abreast = min(self.abreast, len(said.others[1].points))

    def drawn(self) -> str:
        """The whole picture."""
        title = self.said.words.event(self.said.base.event)
        width = max(24 + self.abreast * (self.left + self.wide + _GAP), 480.0)
        body = [text(24, 30, cut(title, int(width / 10)), "title", full=title)]
        for number, panel in enumerate(self.panels):
            x = (number % self.abreast) * (self.left + self.wide + _GAP)
            y = 50 + (number // self.abreast) * (self.tall + _GAP)
            body += self._panel(panel, x, y)
        y = 50 + -(-len(self.panels) // self.abreast) * (self.tall + _GAP) + 6
        verdicts = self.said.verdicts()
        body += legend(_ID, verdicts, 24, y)
        if self.each >= _MARKED and any(cell.contested for cell in self.said.sweep.cells):
            body.append(text(24, y + 38, "* another reading would change it", "note"))
            y += 20
        height = int(y + 34)
        described = " ".join(self._described())
        return picture(int(width), height, _ID, f"{title}: a map of verdicts", described, verdicts, body)

    def _panel(self, panel: Panel, x: float, y: float) -> Iterator[str]:
        if title := self.said.title(panel):
            room = int((self.left + self.wide) / SIGN)
            yield text(x + 24, y + 16, cut(self.said.short_title(panel, room), room), "name", full=title)
        yield text(x + self.left, y + 34, cut(self.said.head(self.said.across), int(self.wide / SIGN) + 4), "note")
        if self.said.down:
            down = self.said.head(self.said.down)
            yield text(x + 24, y + 50, cut(down, max(_MOST_LABEL, int((self.left - 24) / SIGN))), "note", full=down)
        every = 1 if self.each >= _READABLE else ceil((min(max(map(len, self.heads)), _MOST_LABEL) * SIGN + 10) / self.each)
        for column, head in enumerate(self.heads):
            if column % every == 0:
                signs = int(self.each * every / SIGN)
                yield text(x + self.left + self.each * (column + 0.5), y + 50, cut(head, max(signs, 2)), "tick", "middle", full=head)
        for at, cells in enumerate(panel.rows):
            top = y + 58 + at * _TALL
            if self.labels[at]:
                yield text(x + 24, top + 17, self.labels[at], "name")
            for column, cell in enumerate(cells):
                yield from self._cell(panel, at, column, cell, x + self.left + self.each * column, top)
        for column in range(1, len(self.heads)):
            for at, cells in enumerate(panel.rows):
                if cells[column].verdict is not cells[column - 1].verdict:
                    edge = x + self.left + self.each * column
                    yield line(edge, y + 58 + at * _TALL, edge, y + 58 + at * _TALL + _TALL - 2, "branch")

    def _cell(self, panel: Panel, at: int, column: int, cell: Short, x: float, y: float) -> Iterator[str]:
        said = f"{self.said.place(panel, at, column)}: {self.said.cell(cell)}"
        yield box(_ID, cell.verdict, x + 1, y, self.each - 2, _TALL - 2, said)
        word = cell.verdict.value if self.each >= len(cell.verdict.value) * 7.4 + 14 else CODES[cell.verdict]
        if self.each >= _MARKED:
            yield text(x + self.each / 2, y + 16, f"{word}{'*' if cell.contested else ''}", "word", "middle")

    def _described(self) -> Iterator[str]:
        for each in self.said.meaning().rows:
            yield each.text if each.text.endswith(":") else f"{each.text}."
