"""This file defines `LineView`: the timeline of an event as a bar, with the days asked for and those on which the answer changes."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from contract_model.model.case import DateSpan
from contract_model.model.timeline import Span, Timeline
from contract_model.model.values import in_words
from contract_model.telling.spans import SpanWords
from contract_model.telling.timeline_reply import TimelineReply
from contract_model.web.pages.scenario import Scenario, by_parts
from contract_model.web.pages.state import State
from contract_model.web.pages.verdict import WORDS

MARGIN = 24  # months beyond the outermost border


@dataclass(frozen=True, slots=True)
class Stripe:
    """Days with one answer. `at`, `wide` in parts of a hundred of the bar; `first` and `last` are the numbers of days on it.

    `why`: what changes on the first of them. `by`: what decides, each with its days where they differ. `here`: it has a day asked for.
    """

    verdict: str
    word: str
    days: str
    begins: str
    at: float
    wide: float
    first: int
    last: int
    url: str
    why: str
    by: tuple[str, ...]
    here: bool


@dataclass(frozen=True, slots=True)
class Tick:
    """A year on the axis."""

    at: float
    year: str


@dataclass(frozen=True, slots=True)
class LineView:
    """`asked`: the days asked for, where they lie on the bar. `least`, `most`, `now`: the numbers of days of the slider."""

    event: str
    permitted: str
    stripes: tuple[Stripe, ...]
    ticks: tuple[Tick, ...]
    asked: tuple[float, float]
    least: int
    most: int
    now: int
    now_says: str
    stays: tuple[tuple[str, str], ...]


def line_view(scenario: Scenario, state: State, reply: TimelineReply) -> LineView:
    """The timeline of a scenario."""
    case = scenario.case
    assert case is not None, "nothing is asked"
    line = reply.timeline
    said = SpanWords(scenario.contract, line)
    dated = by_parts(state, case) if state.q else state
    days = case.event.date
    first, last = _window(line, days, scenario.today)
    now = days.first or days.last or scenario.today
    now = min(max(now, first), last)
    stripes = tuple(_stripes(said, dated, line, days, first, last))
    whole = (last - first).days + 1
    left = _share(max(days.first or first, first), first, whole)
    right = _share_after(min(days.last or last, last), first, whole)
    return LineView(
        event=said.event(),
        permitted=said.permitted(line.row),
        stripes=stripes,
        ticks=tuple(_ticks(first, last, whole)),
        asked=(left, max(round(right - left, 3), 0.2)),
        least=first.toordinal(),
        most=last.toordinal(),
        now=now.toordinal(),
        now_says=in_words(now),
        stays=tuple((n, v) for n, v in dated.pairs() if n != "date"),
    )


def _stripes(said: SpanWords, state: State, line: Timeline, days: DateSpan, first: date, last: date) -> Iterator[Stripe]:
    whole = (last - first).days + 1
    for place, span in enumerate(line.row.spans):
        low, high = max(span.days.first or first, first), min(span.days.last or last, last)
        if low > high:
            continue
        at = _share(low, first, whole)
        border = line.row.borders[place - 1] if place else None
        told = said.days(span.days)
        yield Stripe(
            verdict=span.verdict.value,
            word=WORDS[span.verdict],
            days=told[:1].upper() + told[1:],
            begins=in_words(span.days.first) if span.days.first else "",
            at=at,
            wide=round(_share_after(high, first, whole) - at, 3),
            first=low.toordinal(),
            last=high.toordinal(),
            url=state.but(date=str(span.days.first or span.days.last or "")).url(),
            why=said.reasons(border) if border else "",
            by=tuple(_by(said, span)),
            here=_meet(span.days, days),
        )


def _by(said: SpanWords, span: Span) -> Iterator[str]:
    for stretch in span.stretches:
        when = f"{said.days(stretch.days)}: " if len(span.stretches) > 1 else ""
        told = when + said.stretch(stretch)
        yield told[:1].upper() + told[1:]


def _meet(span: DateSpan, days: DateSpan) -> bool:
    """Whether two spans of days have one in common."""
    first = max((d for d in (span.first, days.first) if d), default=None)
    last = min((d for d in (span.last, days.last) if d), default=None)
    return first is None or last is None or first <= last


def _share(day: date, first: date, whole: int) -> float:
    """Where a day begins on the bar."""
    return round(100 * (day - first).days / whole, 3)


def _share_after(day: date, first: date, whole: int) -> float:
    """Where a day ends on it."""
    return round(100 * ((day - first).days + 1) / whole, 3)


def _window(line: Timeline, days: DateSpan, today: date) -> tuple[date, date]:
    """The first and the last day of the bar: whole years around all borders and what is asked."""
    known = [b.day for b in line.row.borders] + [d for d in (days.first, days.last) if d]
    first, last = min(known, default=today), max(known, default=today)
    room = max(1, (last.year - first.year) // 8)
    return date(max(1, first.year - room), 1, 1), date(min(date.max.year, last.year + room), 12, 31)


def _ticks(first: date, last: date, whole: int) -> Iterator[Tick]:
    years = last.year - first.year + 1
    step = next((s for s in (1, 2, 5, 10, 20, 50, 100, 200, 500, 1000) if years / s <= 12), 2000)
    for year in range(-(-first.year // step) * step, last.year + 1, step):
        if year > 0:
            yield Tick(_share(date(year, 1, 1), first, whole), str(year))
