"""This file defines how people write dates: `in Q3 2027`, `before 1 March 2027`, `from 2027 to 2029`, `2027-03-01T09:10`.

Every way gives a `DateSpan`. What stands at a place of a sentence is a `DateWords`; a day that is not in the calendar is one too,
with what is wrong in place of the span, so that it can be told where it stands.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date

from contract_model.asking.sentence import words_of
from contract_model.asking.units import (
    BACKWARDS,
    DAY,
    OUTSIDE,
    TO,
    Unit,
    ahead_at,
    at_edge,
    coming_at,
    edge_at,
    skip,
    time_at,
    unit_at,
    with_year_of,
)
from contract_model.model.case import ANY_DATE, DateSpan

MAX_LENGTH = 100


@dataclass(frozen=True, slots=True)
class DateWords:
    """Words that say when: they end before token `end`. Without a span `problem` says what is wrong with them.

    `bare`: it is a year with no preposition, which may as well be a number.
    """

    end: int
    span: DateSpan | None
    problem: str = ""
    bare: bool = False


def read_span(text: str, today: date | None = None) -> DateSpan:
    """The dates that a whole text says, in words or as `str(DateSpan)` writes them; `unknown` is any date.

    `today` is needed for `today` and its like. Raises ValueError saying what is wrong.
    """
    if len(text) > MAX_LENGTH:
        raise ValueError(f"a date has at most {MAX_LENGTH} characters")
    words = words_of(text)
    if words in {("unknown",), ("?",), ("any", "date"), ("..",)} or text.strip() == "?":
        return ANY_DATE
    found = date_at(words, 0, today)
    if found is None and (time := time_at(words, 0)) is not None:
        raise ValueError(time.problem or "a time of day needs its day, such as 2027-03-01T09:10")
    if found is None or found.end < len(words):
        raise ValueError("a date is written such as 2027-03-01, 1 March 2027, March 2027, Q3 2027, 2027 or 2027-03-01..2028-02-29")
    if found.span is None:
        raise ValueError(found.problem)
    return found.span


def read_day(text: str, today: date | None = None) -> date:
    """The one day that a whole text says. Raises ValueError saying what is wrong."""
    span = read_span(text, today)
    if span.day is None or span.time is not None:
        raise ValueError("a single day is needed, such as 2027-03-01")
    return span.day


def date_at(words: Sequence[str], at: int, today: date | None = None) -> DateWords | None:
    """The longest words that say when, from token `at`; none where no date begins."""
    if at == len(words):
        return None
    for said, future in _UNBOUNDED:
        if tuple(words[at : at + len(said)]) == said and (today is not None or not future):
            return DateWords(at + len(said), DateSpan(today if future else None))
    if words[at] in ("over", "for"):
        unit = coming_at(words, at + 1, today)
        return None if unit is None else _moment(words, unit)
    for opening, bounds in _PREPOSITIONS:
        if tuple(words[at : at + len(opening)]) == opening:
            return _after_preposition(words, at + len(opening), today, bounds)
    if words[at] == "at":
        return _time_then_day(words, at, today) or _at_edge(words, at + 1, today)
    return _bare(words, at, today)


_Bounds = Callable[[date, date], tuple[date | None, date | None]]


def _within(first: date, last: date) -> tuple[date | None, date | None]:
    return first, last


def _before(first: date, last: date) -> tuple[date | None, date | None]:
    return None, first - DAY


def _through(first: date, last: date) -> tuple[date | None, date | None]:
    return None, last


def _from(first: date, last: date) -> tuple[date | None, date | None]:
    return first, None


def _after(first: date, last: date) -> tuple[date | None, date | None]:
    return last + DAY, None


_PREPOSITIONS: tuple[tuple[tuple[str, ...], _Bounds], ...] = tuple(
    (tuple(opening.split()), bounds)
    for bounds, openings in (
        (_through, ("on or before", "no later than", "not later than", "up to", "by", "until", "till", "through")),
        (_from, ("on or after", "no earlier than", "not earlier than", "starting in", "starting on", "as of", "from", "since")),
        (_before, ("before",)),
        (_after, ("after",)),
        (_within, ("at some time in", "some time in", "sometime in", "between", "throughout", "during", "within", "in", "on")),
    )
    for opening in openings
)
"""What may stand before a date. The longer openings come before the shorter ones with which they begin (`on or before`, `on`)."""

_JOINING = {"from": TO, "since": TO, "between": ("and",)}
"""The words that lead from the first date of a range to the last, after the word that opens the range."""


_UNBOUNDED = (
    (("at", "any", "time"), False),
    (("any", "time"), False),
    (("ever",), True),
    (("in", "the", "future"), True),
    (("from", "now", "on"), True),
)
"""Words that leave the date open, and whether they mean the time from today on."""


def _after_preposition(words: Sequence[str], at: int, today: date | None, bounds: _Bounds) -> DateWords | None:
    opening = words[at - 1]
    if opening in ("in", "within", "during") and (coming := coming_at(words, at, today)) is not None:
        return _moment(words, coming)
    if opening == "in" and (ahead := ahead_at(words, at, today)) is not None:
        return _moment(words, ahead)
    one = at_edge(words, at, today) or unit_at(words, at, today)
    if one is None:
        return None
    if one.end < len(words) and words[one.end] in _JOINING.get(opening, ()):
        other = at_edge(words, one.end + 1, today) or unit_at(words, one.end + 1, today)
        if other is not None:
            return _range(with_year_of(one, other), other)
    if opening == "between":
        return DateWords(one.end, None, "`between` needs two dates, such as between 2027 and 2029")
    if bounds is _within:
        return _moment(words, one)
    edge, begin = edge_at(words, at)
    unit = unit_at(words, begin, today)
    if unit is None:
        return None
    if edge == "end" and bounds is _before:
        bounds = _through  # what happens before the end of a year can happen on its last day
    return _bounded(unit, bounds, edge)


def _bare(words: Sequence[str], at: int, today: date | None) -> DateWords | None:
    """A date with no preposition, and the ranges `A..B`, `..B`, `A..`."""
    if at < len(words) and words[at] == "..":
        last = unit_at(words, at + 1, today)
        return None if last is None else _bounded(last, _through)
    first = at_edge(words, at, today) or unit_at(words, at, today)
    if first is None or (first.days is None and not first.problem):
        return None  # `may` and `march` are words too
    if first.days is None and words[at].isdigit() and len(words[at]) > 4:
        return None  # a large figure need not be a year
    joining = words[first.end] if first.end < len(words) else ""
    if joining in TO:
        last = at_edge(words, first.end + 1, today) or unit_at(words, first.end + 1, today)
        if last is not None:
            return _range(first, last)
    if joining == "..":
        return _bounded(Unit(first.end + 1, first.days, first.problem, first.time), _from)
    moment = _moment(words, first)
    return DateWords(moment.end, moment.span, moment.problem, bare=moment.end == at + 1 and words[at].isdigit())


def _time_then_day(words: Sequence[str], at: int, today: date | None) -> DateWords | None:
    """`at 09:10 on 5 October 2026`."""
    time = time_at(words, at)
    if time is None or time.end >= len(words):
        return None
    unit = unit_at(words, skip(words, time.end, "on"), today)
    if unit is None or unit.days is None or unit.days[0] != unit.days[1] or unit.time is not None:
        return None
    if time.time is None:
        return DateWords(unit.end, None, time.problem)
    return DateWords(unit.end, DateSpan(*unit.days, time.time))


def _at_edge(words: Sequence[str], at: int, today: date | None) -> DateWords | None:
    """`at the end of 2030`."""
    unit = at_edge(words, at, today)
    return None if unit is None or (unit.days is None and not unit.problem) else _moment(words, unit)


def _moment(words: Sequence[str], unit: Unit) -> DateWords:
    """The days as they are, or a day with the time that follows it."""
    if unit.days is None:
        return DateWords(unit.end, None, unit.lacking)
    if unit.days[0] == unit.days[1] and unit.time is None:
        time = time_at(words, unit.end)
        if time is not None and time.time is None:
            return DateWords(time.end, None, time.problem)
        if time is not None:
            return DateWords(time.end, DateSpan(*unit.days, time.time))
    return DateWords(unit.end, DateSpan(*unit.days, unit.time))


def _range(first: Unit, last: Unit) -> DateWords:
    if first.days is None or last.days is None:
        return DateWords(last.end, None, (first if first.days is None else last).lacking)
    if first.time is not None or last.time is not None:
        return DateWords(last.end, None, "a span of dates goes by days, not by times of day")
    if first.days[0] > last.days[1]:
        return DateWords(last.end, None, BACKWARDS)
    return DateWords(last.end, DateSpan(first.days[0], last.days[1]))


def _bounded(unit: Unit, bounds: _Bounds, edge: str = "") -> DateWords:
    """The days before, after, from or through a unit, or through its `start` or `end`."""
    if unit.days is None:
        return DateWords(unit.end, None, unit.lacking)
    if unit.time is not None:
        return DateWords(unit.end, None, "before, after and their like go with days, not with times of day")
    first, last = unit.days
    try:
        return DateWords(unit.end, DateSpan(*bounds(last if edge == "end" else first, first if edge == "start" else last)))
    except OverflowError:
        return DateWords(unit.end, None, OUTSIDE)
