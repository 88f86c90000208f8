"""This file defines the picture of a timeline (SVG): a row for each reading, in it a bar for each span, along an axis of dates."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from contract_model.model.contract import Contract
from contract_model.model.timeline import Span, Timeline, TimelineRow
from contract_model.telling.drawing import box, cut, legend, line, picture, text, wrapped
from contract_model.telling.spans import SpanWords

WIDTH = 1080
MOST_ROWS = 30
_PLOT, _RIGHT = 300, WIDTH - 30
_TALL = 44
_ID = "spans"


def span_svg(contract: Contract, found: Timeline) -> str:
    """The picture of a timeline."""
    return _Picture(contract, found).drawn()


class _Picture:
    def __init__(self, contract: Contract, found: Timeline) -> None:
        self.line = found
        self.said = SpanWords(contract, found)
        self.rows = [found.row, *found.others[: MOST_ROWS - 1]]
        self.first, self.last = self._window()

    def drawn(self) -> str:
        """The whole picture."""
        verdicts = [s.verdict for r in self.rows for s in r.spans]
        body = [text(24, 30, cut(self.said.event(), 100), "title"), text(24, 48, self._under(), "note")]
        top = 78
        bottom = top + _TALL * len(self.rows)
        borders = sorted({b.day for b in self.line.row.borders})
        body += [line(self.x(d), top - 4, self.x(d), bottom, "grid") for d in self._ticks()]
        for place, row in enumerate(self.rows):
            body += self._row(row, top + _TALL * place)
        body += self._asked(top - 8, bottom)
        body += [line(self.x(d), top - 4, self.x(d), bottom, "hair") for d in borders]
        body += self._axis(bottom)
        y = bottom + 48
        body += legend(_ID, verdicts, 24, y)
        told = list(self._told(y + 40))
        body += told
        if len(self.line.others) >= MOST_ROWS:
            body.append(text(24, y + 40 + 18 * len(told), f"and {len(self.line.others) - MOST_ROWS + 1} further readings", "note"))
            told.append("")
        height = y + 40 + 18 * len(told) + 8
        return picture(WIDTH, height, _ID, f"{self.said.event()}: the verdict over time", " ".join(self._described()), verdicts, body)

    def x(self, day: date) -> float:
        """Where a day begins."""
        return self._at(day.toordinal())

    def _at(self, day: int) -> float:
        share = (day - self.first.toordinal()) / max((self.last - self.first).days, 1)
        return round(_PLOT + min(max(share, 0), 1) * (_RIGHT - _PLOT), 1)

    def _window(self) -> tuple[date, date]:
        """The first and the last day that is drawn: some time beyond the outermost borders."""
        asked = self.line.case.event.date
        known = [b.day for r in self.rows for b in r.borders]
        known += [d for d in (asked.first, asked.last) if d and not self.line.case.presumed_date]
        over = self.line.over
        known = [d for d in known if (over.first is None or over.first <= d) and (over.last is None or d <= over.last)]
        first, last = min(known, default=over.first or over.last), max(known, default=over.last or over.first)
        if first is None or last is None:
            first = last = date(2026, 1, 1)
        room = max(182, (last - first).days // 8)
        early = over.first or date.fromordinal(max(1, first.toordinal() - room))
        late = over.last or date.fromordinal(min(date.max.toordinal(), last.toordinal() + room))
        return early, late

    def _under(self) -> str:
        over = self.said.over()
        return cut(f"{over[:1].upper()}{over[1:]}. Permitted {self.said.permitted(self.line.row)}", 150)

    # rows

    def _row(self, row: TimelineRow, y: int) -> Iterator[str]:
        full = self.said.read(row)
        if row.name:
            yield text(24, y + 13, cut(f"{row.name}: {row.reading}", 40), "name", full=full)
            yield text(24, y + 28, cut(self.said.reading(row), 46), "small", full=full)
        else:
            yield text(24, y + 21, full, "name")
        for span in row.spans:
            yield from self._span(span, y + 4)

    def _span(self, span: Span, y: int) -> Iterator[str]:
        left = self.x(span.days.first or self.first)
        right = self._at(span.days.last.toordinal() + 1) if span.days.last else self.x(self.last)
        if right < left or (span.days.first and span.days.first > self.last) or (span.days.last and span.days.last < self.first):
            return
        wide, word = max(right - left, 2.0), span.verdict.value
        yield box(_ID, span.verdict, left, y, wide, 26, f"{self.said.days(span.days)}: {word}")
        if wide >= len(word) * 7.4 + 8:
            yield text(left + 8, y + 18, word, "word")
        if span.days.first is None:
            yield f'<path d="M{left - 2} {y + 5}l-8 8l8 8z" fill="#57606a"/>'
        if span.days.last is None:
            yield f'<path d="M{right + 2} {y + 5}l8 8l-8 8z" fill="#57606a"/>'

    def _asked(self, y: int, bottom: int) -> Iterator[str]:
        """The date for which the question asked."""
        days = self.line.case.event.date
        if self.line.case.presumed_date or days.first is None or days.last is None or days.last < self.first or days.first > self.last:
            return
        left, right = self.x(days.first), max(self.x(days.last), self.x(days.first) + 1)
        yield f'<path d="M{left} {y}H{right}M{left} {y - 3}v6M{right} {y - 3}v6" class="asked" fill="none"/>'
        yield text((left + right) / 2, y - 6, f"asked: {days}", "small", "middle")

    # the axis

    def _axis(self, y: int) -> Iterator[str]:
        yield line(_PLOT, y, _RIGHT, y, "axis")
        years = (self.last - self.first).days > 366 * 2
        for day in self._ticks():
            yield line(self.x(day), y, self.x(day), y + 5, "axis")
            yield text(self.x(day), y + 18, str(day.year) if years else f"{day.day} {day:%b} {day.year}", "tick", "middle")

    def _ticks(self) -> list[date]:
        """The days that the axis names, about nine: first days of months or years."""
        months = (self.last.year - self.first.year) * 12 + self.last.month - self.first.month
        step = next((s for s in (1, 3, 6, 12, 24, 60, 120, 240, 600, 1200, 6000, 12000) if months / s <= 9), 120_000)
        begins = self.first.year * 12 + self.first.month - 1
        found = []
        for month in range(-(-begins // step) * step, self.last.year * 12 + self.last.month, step):
            if 12 <= month <= date.max.year * 12 + 11:
                day = date(month // 12, month % 12 + 1, 1)
                found += [day] if self.first <= day <= self.last else []
        return found or [self.first]

    # in words

    def _told(self, y: int) -> Iterator[str]:
        """The spans of the first row with what is between them."""
        row = self.line.row
        for place, span in enumerate(row.spans):
            days = self.said.days(span.days)
            yield text(24, y, f"{days[:1].upper()}{days[1:]}: {span.verdict.value}", "name")
            y += 18
            if place:
                for said in wrapped(self.said.reasons(row.borders[place - 1]), 160):
                    yield text(40, y, said, "legend")
                    y += 18

    def _described(self) -> Iterator[str]:
        for row in self.rows:
            spans = "; ".join(f"{self.said.days(s.days)} {s.verdict.value}" for s in row.spans)
            yield f"{self.said.read(row)}: {spans}."
