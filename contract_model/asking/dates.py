"""This file defines how people write dates: `in Q3 2027`, `before 1 March 2027`, `from 2027 to 2029`, `2027-03-01T09:10`.

Every way gives a `DateSpan`. What stands at a place of a sentence is a `DateWords`; a day that is not in the calendar is one too,
with what is wrong in place of the span, so that it can be told where it stands.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import MAXYEAR, date, timedelta

from contract_model.asking.sentence import words_of
from contract_model.model.case import ANY_DATE, DateSpan, months

MAX_LENGTH = 100
_DAY = timedelta(days=1)
_OUTSIDE = f"the calendar runs from the year 1 to {MAXYEAR}"


@dataclass(frozen=True, slots=True)
class DateWords:
    """Words that say when: they end before token `end`. Without a span `problem` says what is wrong with them.

    `bare`: it is a year with no preposition, which may as well be a number.
    """

    end: int
    span: DateSpan | None
    problem: str = ""
    bare: bool = False


@dataclass(frozen=True, slots=True)
class TimeWords:
    """Words that say the time of day; none, with a `problem`, when there is no such time."""

    end: int
    time: timedelta | None
    problem: str = ""


@dataclass(frozen=True, slots=True)
class _Unit:
    """A day, month, quarter, half or year that ends before token `end`: its first and last day in `days`.

    Without `days`, either `problem` says what is wrong, or `month` and `day` (0 for none) still lack their year.
    """

    end: int
    days: tuple[date, date] | None = None
    problem: str = ""
    time: timedelta | None = None
    month: int = 0
    day: int = 0


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
    for opening, bounds in _PREPOSITIONS:
        if tuple(words[at : at + len(opening)]) == opening:
            return _after_preposition(words, at + len(opening), today, bounds)
    if at < len(words) and words[at] == "at":
        return _time_then_day(words, at, today)
    return _bare(words, at, today)


def time_at(words: Sequence[str], at: int) -> TimeWords | None:
    """The words that say a time of day, from token `at`: `at 09:10`, `at 9 am`, `at noon`."""
    if at < len(words) and words[at] == "at":
        at += 1
    word = words[at] if at < len(words) else ""
    if word in _NAMED_TIMES:
        return TimeWords(at + 1, _NAMED_TIMES[word])
    following = words[at + 1] if at + 1 < len(words) else ""
    if following in ("am", "pm") and _TIME.fullmatch(word):
        return _time(word + following, at + 2)
    if _TIME.fullmatch(word) and (":" in word or word.endswith("m")):
        return _time(word, at + 1)
    return None


_Bounds = Callable[[date, date], tuple[date | None, date | None]]


def _within(first: date, last: date) -> tuple[date | None, date | None]:
    return first, last


def _before(first: date, last: date) -> tuple[date | None, date | None]:
    return None, first - _DAY


def _through(first: date, last: date) -> tuple[date | None, date | None]:
    return None, last


def _from(first: date, last: date) -> tuple[date | None, date | None]:
    return first, None


def _after(first: date, last: date) -> tuple[date | None, date | None]:
    return last + _DAY, None


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

_TO = ("to", "until", "till", "through", "..")
_JOINING = {"from": _TO, "since": _TO, "between": ("and",)}
"""The words that lead from the first date of a range to the last, after the word that opens the range."""


def _after_preposition(words: Sequence[str], at: int, today: date | None, bounds: _Bounds) -> DateWords | None:
    edge, begin = ("", at) if bounds is _within else _edge(words, at)
    unit = _unit(words, begin, today)
    if unit is None:
        return None
    if unit.end < len(words) and words[unit.end] in _JOINING.get(words[at - 1], ()):
        other = _unit(words, unit.end + 1, today)
        if other is not None:
            return _range(_with_year_of(unit, other), other)
    if words[at - 1] == "between":
        return DateWords(unit.end, None, "`between` needs two dates, such as between 2027 and 2029")
    if bounds is _within:
        return _moment(words, unit)
    if edge == "end" and bounds is _before:
        bounds = _through  # what happens before the end of a year can happen on its last day
    return _bounded(unit, bounds, edge)


def _bare(words: Sequence[str], at: int, today: date | None) -> DateWords | None:
    """A date with no preposition, and the ranges `A..B`, `..B`, `A..`."""
    if at < len(words) and words[at] == "..":
        last = _unit(words, at + 1, today)
        return None if last is None else _bounded(last, _through)
    first = _unit(words, at, today)
    if first is None or (first.days is None and not first.problem):
        return None  # `may` and `march` are words too
    if first.days is None and words[at].isdigit() and len(words[at]) > 4:
        return None  # a large figure need not be a year
    joining = words[first.end] if first.end < len(words) else ""
    if joining in _TO:
        last = _unit(words, first.end + 1, today)
        if last is not None:
            return _range(first, last)
    if joining == "..":
        return _bounded(_Unit(first.end + 1, first.days, first.problem, first.time), _from)
    moment = _moment(words, first)
    return DateWords(moment.end, moment.span, moment.problem, bare=moment.end == at + 1 and words[at].isdigit())


def _time_then_day(words: Sequence[str], at: int, today: date | None) -> DateWords | None:
    """`at 09:10 on 5 October 2026`."""
    time = time_at(words, at)
    if time is None or time.end >= len(words):
        return None
    unit = _unit(words, _skip(words, time.end, "on"), today)
    if unit is None or unit.days is None or unit.days[0] != unit.days[1] or unit.time is not None:
        return None
    if time.time is None:
        return DateWords(unit.end, None, time.problem)
    return DateWords(unit.end, DateSpan(*unit.days, time.time))


def _moment(words: Sequence[str], unit: _Unit) -> DateWords:
    """The days as they are, or a day with the time that follows it."""
    if unit.days is None:
        return DateWords(unit.end, None, _lacking(unit))
    if unit.days[0] == unit.days[1] and unit.time is None:
        time = time_at(words, unit.end)
        if time is not None and time.time is None:
            return DateWords(time.end, None, time.problem)
        if time is not None:
            return DateWords(time.end, DateSpan(*unit.days, time.time))
    return DateWords(unit.end, DateSpan(*unit.days, unit.time))


def _range(first: _Unit, last: _Unit) -> DateWords:
    if first.days is None or last.days is None:
        return DateWords(last.end, None, _lacking(first if first.days is None else last))
    if first.time is not None or last.time is not None:
        return DateWords(last.end, None, "a span of dates goes by days, not by times of day")
    if first.days[0] > last.days[1]:
        return DateWords(last.end, None, "the span of dates ends before it begins")
    return DateWords(last.end, DateSpan(first.days[0], last.days[1]))


def _bounded(unit: _Unit, bounds: _Bounds, edge: str = "") -> DateWords:
    """The days before, after, from or through a unit, or through its `start` or `end`."""
    if unit.days is None:
        return DateWords(unit.end, None, _lacking(unit))
    if unit.time is not None:
        return DateWords(unit.end, None, "before, after and their like go with days, not with times of day")
    first, last = unit.days
    try:
        return DateWords(unit.end, DateSpan(*bounds(last if edge == "end" else first, first if edge == "start" else last)))
    except OverflowError:
        return DateWords(unit.end, None, _OUTSIDE)


def _lacking(unit: _Unit) -> str:
    """What is wrong with a unit that has no days."""
    if unit.problem:
        return unit.problem
    return "a month needs its year, such as March 2027" if unit.month else "a day needs its month and year, such as 1 March 2027"


def _edge(words: Sequence[str], at: int) -> tuple[str, int]:
    """Whether `the end of` or `the start of` stands here, and where what it is the edge of begins."""
    begin = at + 1 if at < len(words) and words[at] == "the" else at
    if begin + 1 < len(words) and words[begin + 1] == "of":
        if words[begin] == "end":
            return "end", begin + 2
        if words[begin] in ("start", "beginning"):
            return "start", begin + 2
    return "", at


def _with_year_of(unit: _Unit, other: _Unit) -> _Unit:
    """`March` in `from March to June 2027`, and `1` in `from 1 to 15 March 2027`."""
    if unit.days is not None or unit.problem or other.days is None:
        return unit
    return _calendar(unit.end, other.days[0].year, unit.month or other.days[0].month, unit.day)


def _unit(words: Sequence[str], at: int, today: date | None) -> _Unit | None:
    """The day, month, quarter, half or year that the words from `at` name; the longest way of reading them."""
    begin = at + 1 if at < len(words) and words[at] == "the" else at
    if begin >= len(words):
        return None
    return (
        _machine(words, begin)
        or _part_of_year(words, begin)
        or _relative(words, begin, today)
        or _day_first(words, begin)
        or _month_first(words, begin)
        or _year(words, begin)
    )


def _machine(words: Sequence[str], at: int) -> _Unit | None:
    """2027-03-01, 2027-03-01T09:10, 2027-03, 2027-Q3."""
    found = _MACHINE.fullmatch(words[at])
    if not found:
        return None
    year = int(found["year"])
    if found["quarter"]:
        return _months(at + 1, year, int(found["quarter"]), 3)
    unit = _calendar(at + 1, year, int(found["month"]), int(found["day"]) if found["day"] else 0)
    if unit.days is None or not found["time"]:
        return unit
    time = _time(found["time"], at + 1)
    return _Unit(at + 1, unit.days, time=time.time) if time.time is not None else _Unit(at + 1, problem=time.problem)


def _relative(words: Sequence[str], at: int, today: date | None) -> _Unit | None:
    """today, tomorrow, yesterday, this year, next month, last quarter."""
    word, following = words[at], words[at + 1] if at + 1 < len(words) else ""
    days, step, size = _DAYS_AWAY.get(word), _STEPS.get(word), _SIZES.get(following)
    if days is None and (step is None or size is None):
        return None
    end = at + 1 if days is not None else at + 2
    if today is None:
        return _Unit(end, problem="a date that is counted from today cannot be told here; write the day, such as 2027-03-01")
    if step is not None and size is not None:
        number = (today.year * 12 + today.month - 1) // size + step  # counted from the year 0
        return _calendar_months(end, number * size // 12, number * size % 12 + 1, size)
    try:
        day = today + (days or 0) * _DAY
    except OverflowError:
        return _Unit(end, problem=_OUTSIDE)
    return _Unit(end, (day, day))


def _part_of_year(words: Sequence[str], at: int) -> _Unit | None:
    """Q3 2027, H1 of 2027, 2027 Q3, the third quarter of 2027, the first half of 2027."""
    word, following = words[at], words[at + 1] if at + 1 < len(words) else ""
    if _is_year(words, at) and (short := _SHORT_PART.fullmatch(following)):
        return _months(at + 2, int(word), int(short[2]), _SIZES[short[1]])
    if short := _SHORT_PART.fullmatch(word):
        size, number, after = _SIZES[short[1]], int(short[2]), at + 1
    elif following in ("quarter", "half") and (word in _ORDINALS or word == "last"):
        size, after = _SIZES[following], at + 2
        number = _ORDINALS.get(word, 12 // size)
    else:
        return None
    after = _skip(words, after, "of")
    return _months(after + 1, int(words[after]), number, size) if _is_year(words, after) else None


def _day_first(words: Sequence[str], at: int) -> _Unit | None:
    """1 March 2027, the 1st of March, 2027; without a year the year is still lacking."""
    day = _day_number(words, at)
    if day is None:
        return None
    after = _skip(words, at + 1, "day")
    after = _skip(words, after, "of")
    month = _MONTHS.get(words[after], 0) if after < len(words) else 0
    if not month:
        joined = at + 1 < len(words) and words[at + 1] in (*_TO, "and")
        return _Unit(at + 1, day=day) if joined and not _is_year(words, at) else None
    year = _skip(words, after + 1, "of")
    if _is_year(words, year):
        return _calendar(year + 1, int(words[year]), month, day)
    return _Unit(after + 1, month=month, day=day)


def _month_first(words: Sequence[str], at: int) -> _Unit | None:
    """March 2027, March of 2027, March 1, 2027, March 1st."""
    month = _MONTHS.get(words[at], 0)
    if not month:
        return None
    year = _skip(words, at + 1, "of")
    if _is_year(words, year):
        return _calendar(year + 1, int(words[year]), month, 0)
    after = _skip(words, at + 1, "the")
    day = _day_number(words, after)
    if day is None:
        return _Unit(at + 1, month=month)
    if _is_year(words, after + 1):
        return _calendar(after + 2, int(words[after + 1]), month, day)
    return _Unit(after + 1, month=month, day=day)


def _year(words: Sequence[str], at: int) -> _Unit | None:
    after = _skip(words, at, "calendar")
    after = _skip(words, after, "year")
    if _is_year(words, after):
        return _months(after + 1, int(words[after]), 1, 12)
    if after < len(words) and re.fullmatch("[0-9]{5,10}", words[after]):
        return _Unit(after + 1, problem=_OUTSIDE)
    return None


def _months(end: int, year: int, number: int, size: int) -> _Unit:
    """The `number`th stretch of `size` months of a year."""
    if not 1 <= number <= 12 // size:
        return _Unit(end, problem="a year has four quarters" if size == 3 else "a year has two halves")
    return _calendar_months(end, year, (number - 1) * size + 1, size)


def _calendar(end: int, year: int, month: int, day: int) -> _Unit:
    """A day of the calendar, or a whole month when the day is 0."""
    if day == 0 and 1 <= month <= 12:
        return _calendar_months(end, year, month, 1)
    if not 1 <= year <= MAXYEAR:
        return _Unit(end, problem=_OUTSIDE)
    try:
        only = date(year, month, day)
    except ValueError:
        return _Unit(end, problem="there is no such day in the calendar" if day else "there is no such month in the calendar")
    return _Unit(end, (only, only))


def _calendar_months(end: int, year: int, month: int, count: int) -> _Unit:
    if not 1 <= year <= MAXYEAR:
        return _Unit(end, problem=_OUTSIDE)
    return _Unit(end, months(year, month, count))


def _time(text: str, end: int) -> TimeWords:
    found = _TIME.fullmatch(text)
    assert found is not None  # callers have matched it
    hour, minute, second = int(found["hour"]), int(found["minute"] or 0), int(found["second"] or 0)
    half = found["half"]
    if minute > 59 or second > 59 or hour > 23 or (half and not 1 <= hour <= 12):
        return TimeWords(end, None, "there is no such time of day; it is written such as 09:10")
    if half:
        hour = hour % 12 + (12 if half == "pm" else 0)
    return TimeWords(end, timedelta(hours=hour, minutes=minute, seconds=second))


def _skip(words: Sequence[str], at: int, word: str) -> int:
    return at + 1 if at < len(words) and words[at] == word else at


def _is_year(words: Sequence[str], at: int) -> bool:
    return at < len(words) and re.fullmatch("[0-9]{4}", words[at]) is not None


def _day_number(words: Sequence[str], at: int) -> int | None:
    found = re.fullmatch("([0-9]{1,2})(?:st|nd|rd|th)?", words[at]) if at < len(words) else None
    return int(found[1]) if found else _ORDINALS.get(words[at]) if at < len(words) else None


_MACHINE = re.compile("(?P<year>[0-9]{4})-(?:q(?P<quarter>[0-9])|(?P<month>[0-9]{2})(?:-(?P<day>[0-9]{2})(?:t(?P<time>[0-9:]+))?)?)")
_TIME = re.compile("(?P<hour>[0-9]{1,2})(?::(?P<minute>[0-9]{2})(?::(?P<second>[0-9]{2}))?)?(?P<half>am|pm)?")
_SHORT_PART = re.compile("([qh])([0-9])")
_NAMED_TIMES = {"midnight": timedelta(), "noon": timedelta(hours=12)}
_STEPS = {"last": -1, "this": 0, "next": 1}
_SIZES = {"month": 1, "quarter": 3, "q": 3, "half": 6, "h": 6, "year": 12}
_DAYS_AWAY = {"yesterday": -1, "today": 0, "tomorrow": 1}
_ORDINALS = {"first": 1, "second": 2, "third": 3, "fourth": 4, "1st": 1, "2nd": 2, "3rd": 3, "4th": 4}
_MONTH_NAMES = (
    "january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november", "december"
)  # fmt: skip
_MONTHS = {written: number for number, name in enumerate(_MONTH_NAMES, 1) for written in (name, name[:3])} | {"sept": 9}
