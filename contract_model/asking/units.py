"""This file defines `Unit`: a day, month, quarter, season, half or year as people name it, and `unit_at`, which finds one in a sentence.

`1 March 2027`, `Q3 of next year`, `spring 2028`, `late 2028`, `the end of 2030`, `New Year's Eve 2032`, `two years from now`. What is said
roughly gets the days for which it is commonly used: a season is three whole months, as in the north; `early`, `mid` and `late` are the
thirds of a year or a month.
"""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import MAXYEAR, date, timedelta

from contract_model.asking.quantities import number_at
from contract_model.model.case import months

DAY = timedelta(days=1)
OUTSIDE = f"the calendar runs from the year 1 to {MAXYEAR}"


@dataclass(frozen=True, slots=True)
class Unit:
    """A day, month, quarter, half or year that ends before token `end`: its first and last day in `days`.

    Without `days`, either `problem` says what is wrong, or `month` and `day` (0 for none) still lack their year.
    """

    end: int
    days: tuple[date, date] | None = None
    problem: str = ""
    time: timedelta | None = None
    month: int = 0
    day: int = 0

    @property
    def lacking(self) -> str:
        """What is wrong when there are no days."""
        if self.problem:
            return self.problem
        return "a month needs its year, such as March 2027" if self.month else "a day needs its month and year, such as 1 March 2027"


@dataclass(frozen=True, slots=True)
class TimeWords:
    """Words that say the time of day; none, with a `problem`, when there is no such time."""

    end: int
    time: timedelta | None
    problem: str = ""


def unit_at(words: Sequence[str], at: int, today: date | None) -> Unit | None:
    """The day, month, quarter, half or year that the words from `at` name; the longest way of reading them."""
    begin = skip(words, at, "the")
    if begin >= len(words):
        return None
    return (
        _machine(words, begin)
        or _figures(words, begin)
        or _part_of_year(words, begin, today)
        or _rough(words, begin, today)
        or _named_day(words, begin, today)
        or _relative(words, begin, today)
        or _day_first(words, begin, today)
        or _month_first(words, begin, today)
        or _year(words, begin)
    )


def edge_at(words: Sequence[str], at: int) -> tuple[str, int]:
    """Whether `the end of` or `the start of` stands here, and where what it is the edge of begins."""
    begin = skip(words, at, "the")
    if begin < len(words) and words[begin] in _EDGES:
        return _EDGES[words[begin]], skip(words, begin + 1, "of")
    if tuple(words[begin : begin + 2]) == ("year", "end"):
        return "end", begin + 2
    return "", at


def at_edge(words: Sequence[str], at: int, today: date | None) -> Unit | None:
    """The last day of a unit, or its first: `the end of 2030`, `end of March 2027`, `the beginning of next year`."""
    edge, begin = edge_at(words, at)
    unit = unit_at(words, begin, today) if edge else None
    if unit is None or unit.days is None or unit.time is not None:
        return unit
    day = unit.days[1] if edge == "end" else unit.days[0]
    return Unit(unit.end, (day, day))


def ahead_at(words: Sequence[str], at: int, today: date | None) -> Unit | None:
    """The day so far ahead, after `in`: `two years`, `6 months`."""
    found = _length(words, at)
    return None if found is None else _away(found, 1, today)


def coming_at(words: Sequence[str], at: int, today: date | None) -> Unit | None:
    """The time from today on: `the next five years`; after `within` also `two months`."""
    begin = skip(words, at, "the")
    after = begin + 1 if begin < len(words) and words[begin] in ("next", "coming") else begin
    found = _length(words, after)
    if found is None or (after == begin and words[at - 1] != "within"):
        return None
    unit = _away(found, 1, today)
    return unit if unit.days is None or today is None else Unit(unit.end, (today, unit.days[1]))


def with_year_of(unit: Unit, other: Unit) -> Unit:
    """`March` in `from March to June 2027`, and `1` in `from 1 to 15 March 2027`."""
    if unit.days is not None or unit.problem or other.days is None:
        return unit
    return _calendar(unit.end, other.days[0].year, unit.month or other.days[0].month, unit.day)


def time_at(words: Sequence[str], at: int) -> TimeWords | None:
    """The words that say a time of day, from token `at`: `at 09:10`, `at 9 am`, `at noon`."""
    at = skip(words, at, "at")
    word = words[at] if at < len(words) else ""
    if word in _NAMED_TIMES:
        return TimeWords(at + 1, _NAMED_TIMES[word])
    following = words[at + 1] if at + 1 < len(words) else ""
    if following in ("am", "pm") and _TIME.fullmatch(word):
        return _time(word + following, at + 2)
    if _TIME.fullmatch(word) and (":" in word or word.endswith("m")):
        return _time(word, at + 1)
    return None


def skip(words: Sequence[str], at: int, word: str) -> int:
    """The token after a word, if it stands here; else this one."""
    return at + 1 if at < len(words) and words[at] == word else at


def _machine(words: Sequence[str], at: int) -> Unit | None:
    """2027-03-01, 2027-03-01T09:10, 2027-03, 2027-Q3, 2027-2029."""
    found = _MACHINE.fullmatch(words[at])
    if not found:
        return None
    year = int(found["year"])
    if found["last"]:
        return _years(at + 1, year, int(found["last"]))
    if found["quarter"]:
        return _months(at + 1, year, int(found["quarter"]), 3)
    unit = _calendar(at + 1, year, int(found["month"]), int(found["day"]) if found["day"] else 0)
    if unit.days is None or not found["time"]:
        return unit
    time = _time(found["time"], at + 1)
    return Unit(at + 1, unit.days, time=time.time) if time.time is not None else Unit(at + 1, problem=time.problem)


def _figures(words: Sequence[str], at: int) -> Unit | None:
    """25/12/2027, and 3/4/2027, which can be two days; with points the day comes first: 3.4.2027."""
    if found := _POINTS.fullmatch(words[at]):
        return _calendar(at + 1, int(found[3]), int(found[2]), int(found[1]))
    if tuple(words[at + 1 : at + 4 : 2]) != ("/", "/") or at + 4 >= len(words) or not _is_year(words, at + 4):
        return None
    if not all(re.fullmatch("[0-9]{1,2}", words[i]) for i in (at, at + 2)):
        return None
    one, two, year, end = int(words[at]), int(words[at + 2]), int(words[at + 4]), at + 5
    if one == two or max(one, two) > 12:
        return _calendar(end, year, *((two, one) if two <= 12 else (one, two)))
    as_days = " or ".join(f"{year:04}-{month:02}-{day:02}" for month, day in ((two, one), (one, two)))
    return Unit(end, problem=f"this can be two days; write {as_days}")


def _relative(words: Sequence[str], at: int, today: date | None) -> Unit | None:
    """today, tomorrow, yesterday, this year, next month, last quarter, next week, two years from now, three days ago."""
    word, following = words[at], words[at + 1] if at + 1 < len(words) else ""
    days, step = _DAYS_AWAY.get(word), _STEPS.get(word)
    if (found := _length(words, at)) is not None:
        end = found[0]
        if tuple(words[end : end + 2]) in (("from", "now"), ("from", "today")):
            return _away((end + 2, *found[1:]), 1, today)
        return _away((end + 1, *found[1:]), -1, today) if tuple(words[end : end + 1]) == ("ago",) else None
    if days is None and (step is None or following not in (*_SIZES, "week")):
        return None
    end = at + 1 if days is not None else at + 2
    if today is None:
        return Unit(end, problem=_NO_TODAY)
    try:
        if step is not None and following == "week":
            first = today - today.weekday() * DAY + 7 * step * DAY
            return Unit(end, (first, first + 6 * DAY))
        if step is not None:
            size = _SIZES[following]
            number = (today.year * 12 + today.month - 1) // size + step  # counted from the year 0
            return _calendar_months(end, number * size // 12, number * size % 12 + 1, size)
        day = today + (days or 0) * DAY
    except OverflowError:
        return Unit(end, problem=OUTSIDE)
    return Unit(end, (day, day))


def _length(words: Sequence[str], at: int) -> tuple[int, int, str] | None:
    """A whole number of days, weeks, months, quarters or years: where it ends, the number and the unit."""
    if at < len(words) and words[at] in ("a", "an", "one"):
        end, number = at + 1, 1
    elif (found := number_at(words, at)) is not None and found[1] == int(found[1]) and 0 < found[1] < 100_000:
        end, number = found[0], int(found[1])
    else:
        return None
    name = words[end].removesuffix("s") if end < len(words) else ""
    return (end + 1, number, name) if name in _LENGTHS else None


def _away(length: tuple[int, int, str], direction: int, today: date | None) -> Unit:
    """The day that lies so far from today; a month from the 31st is the last day of a shorter month."""
    end, number, name = length
    if today is None:
        return Unit(end, problem=_NO_TODAY)
    try:
        if name in ("day", "week"):
            day = today + direction * number * (7 if name == "week" else 1) * DAY
        else:
            month = today.year * 12 + today.month - 1 + direction * number * _SIZES[name]
            year, month = month // 12, month % 12 + 1
            day = date(year, month, min(today.day, monthrange(year, month)[1]))
    except (OverflowError, ValueError):
        return Unit(end, problem=OUTSIDE)
    return Unit(end, (day, day))


def _part_of_year(words: Sequence[str], at: int, today: date | None) -> Unit | None:
    """Q3 2027, H1 of next year, 2027 Q3, the third quarter of 2027, the first half of 2027."""
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
    found = _year_at(words, after, today)
    return None if found is None else _months(*found, number, size)


def _rough(words: Sequence[str], at: int, today: date | None) -> Unit | None:
    """spring 2028, the summer of next year; early 2028, mid-March 2028, the middle of 2028, late next year; the 2030s."""
    word = words[at]
    if decade := re.fullmatch("([0-9]{3}0)s", word):
        return _years(at + 1, int(decade[1]), int(decade[1]) + 9)
    if word in _SEASONS:
        found = _year_at(words, at + 1, today)
        return None if found is None else _calendar_months(*found, _SEASONS[word], 3)
    if word == "winter" and (found := _year_at(words, at + 1, today)) is not None:
        return Unit(found[0], problem="a winter lies in two years; tell its months, such as from December 2027 to February 2028")
    if word not in _THIRDS:
        return None
    after = skip(words, skip(words, at + 1, "part"), "of")
    after = skip(words, after, "the")
    if after >= len(words):
        return None
    whole = _part_of_year(words, after, today) or _month_first(words, after, today) or _relative(words, after, today) or _year(words, after)
    if whole is None or whole.days is None:
        return whole
    first, last = whole.days
    third = _THIRDS[word]
    if (first.month, first.day, last.month, last.day) == (1, 1, 12, 31):
        return _calendar_months(whole.end, first.year, third * 4 + 1, 4)
    if first.day == 1 and first.month == last.month and last.day > 27:
        return Unit(whole.end, (first + third * 10 * DAY, last if third == 2 else first + (third * 10 + 9) * DAY))
    return Unit(whole.end, problem=f"`{word}` goes with a year or a month, such as {word} 2028")


def _named_day(words: Sequence[str], at: int, today: date | None) -> Unit | None:
    """New Year's Eve 2032, Christmas Day 2027."""
    for name, month, day in _NAMED_DAYS:
        if tuple(words[at : at + len(name)]) == name:
            found = _year_at(words, at + len(name), today)
            return Unit(at + len(name), month=month, day=day) if found is None else _calendar(*found, month, day)
    return None


def _day_first(words: Sequence[str], at: int, today: date | None) -> Unit | None:
    """1 March 2027, the 1st of March, 2027; without a year the year is still lacking."""
    day = _day_number(words, at)
    if day is None:
        return None
    after = skip(words, at + 1, "day")
    after = skip(words, after, "of")
    month = _MONTHS.get(words[after], 0) if after < len(words) else 0
    if not month:
        joined = at + 1 < len(words) and words[at + 1] in (*TO, "and")
        return Unit(at + 1, day=day) if joined and not _is_year(words, at) else None
    found = _year_at(words, after + 1, today)
    return Unit(after + 1, month=month, day=day) if found is None else _calendar(*found, month, day)


def _month_first(words: Sequence[str], at: int, today: date | None) -> Unit | None:
    """March 2027, March of 2027, March 1, 2027, March 1st, March next year."""
    month = _MONTHS.get(words[at], 0) if at < len(words) else 0
    if not month:
        return None
    found = _year_at(words, at + 1, today)
    if found is not None:
        return _calendar(*found, month, 0)
    after = skip(words, at + 1, "the")
    day = _day_number(words, after)
    if day is None:
        return Unit(at + 1, month=month)
    found = _year_at(words, after + 1, today)
    return Unit(after + 1, month=month, day=day) if found is None else _calendar(*found, month, day)


def _year(words: Sequence[str], at: int) -> Unit | None:
    after = skip(words, at, "calendar")
    after = skip(words, after, "year")
    if _is_year(words, after):
        return _months(after + 1, int(words[after]), 1, 12)
    if after < len(words) and re.fullmatch("[0-9]{5,10}", words[after]):
        return Unit(after + 1, problem=OUTSIDE)
    return None


def _year_at(words: Sequence[str], at: int, today: date | None) -> tuple[int, int] | None:
    """Where a year that is part of a date ends, and which it is: `2027`, `of 2027`, `next year`, `of this year`."""
    at = skip(words, at, "of")
    if _is_year(words, at):
        return at + 1, int(words[at])
    step = _STEPS.get(words[at]) if at + 1 < len(words) and words[at + 1] == "year" else None
    return None if step is None or today is None else (at + 2, today.year + step)


def _years(end: int, first: int, last: int) -> Unit:
    if not (1 <= first <= MAXYEAR and 1 <= last <= MAXYEAR):
        return Unit(end, problem=OUTSIDE)
    return Unit(end, (date(first, 1, 1), date(last, 12, 31))) if first <= last else Unit(end, problem=BACKWARDS)


def _months(end: int, year: int, number: int, size: int) -> Unit:
    """The `number`th stretch of `size` months of a year."""
    if not 1 <= number <= 12 // size:
        return Unit(end, problem="a year has four quarters" if size == 3 else "a year has two halves")
    return _calendar_months(end, year, (number - 1) * size + 1, size)


def _calendar(end: int, year: int, month: int, day: int) -> Unit:
    """A day of the calendar, or a whole month when the day is 0."""
    if day == 0 and 1 <= month <= 12:
        return _calendar_months(end, year, month, 1)
    if not 1 <= year <= MAXYEAR:
        return Unit(end, problem=OUTSIDE)
    try:
        only = date(year, month, day)
    except ValueError:
        return Unit(end, problem="there is no such day in the calendar" if day else "there is no such month in the calendar")
    return Unit(end, (only, only))


def _calendar_months(end: int, year: int, month: int, count: int) -> Unit:
    if not 1 <= year <= MAXYEAR:
        return Unit(end, problem=OUTSIDE)
    return Unit(end, months(year, month, count))


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


def _is_year(words: Sequence[str], at: int) -> bool:
    return at < len(words) and re.fullmatch("[0-9]{4}", words[at]) is not None


def _day_number(words: Sequence[str], at: int) -> int | None:
    found = re.fullmatch("([0-9]{1,2})(?:st|nd|rd|th)?", words[at]) if at < len(words) else None
    return int(found[1]) if found else _ORDINALS.get(words[at]) if at < len(words) else None


TO = ("to", "until", "till", "through", "..")
"""The words that lead from the first date of a range to the last."""
BACKWARDS = "the span of dates ends before it begins"
_NO_TODAY = "a date that is counted from today cannot be told here; write the day, such as 2027-03-01"
_MACHINE = re.compile(
    "(?P<year>[0-9]{4})-(?:(?P<last>[0-9]{4})|q(?P<quarter>[0-9])|(?P<month>[0-9]{2})(?:-(?P<day>[0-9]{2})(?:t(?P<time>[0-9:]+))?)?)"
)
_POINTS = re.compile(r"([0-9]{1,2})\.([0-9]{1,2})\.([0-9]{4})")
_TIME = re.compile("(?P<hour>[0-9]{1,2})(?::(?P<minute>[0-9]{2})(?::(?P<second>[0-9]{2}))?)?(?P<half>am|pm)?")
_SHORT_PART = re.compile("([qh])([0-9])")
_NAMED_TIMES = {"midnight": timedelta(), "noon": timedelta(hours=12)}
_STEPS = {"last": -1, "this": 0, "next": 1}
_SIZES = {"month": 1, "quarter": 3, "q": 3, "half": 6, "h": 6, "year": 12}
_LENGTHS = ("day", "week", "month", "quarter", "year")
_DAYS_AWAY = {"yesterday": -1, "today": 0, "tomorrow": 1}
_ORDINALS = {"first": 1, "second": 2, "third": 3, "fourth": 4, "1st": 1, "2nd": 2, "3rd": 3, "4th": 4}
_EDGES = {"end": "end", "start": "start", "beginning": "start"}
_SEASONS = {"spring": 3, "summer": 6, "autumn": 9, "fall": 9}
_THIRDS = {"early": 0, "mid": 1, "middle": 1, "late": 2}
_NAMED_DAYS = (
    (("new", "year", "'s", "eve"), 12, 31),
    (("new", "years", "eve"), 12, 31),
    (("new", "year", "'s", "day"), 1, 1),
    (("new", "years", "day"), 1, 1),
    (("christmas", "eve"), 12, 24),
    (("christmas", "day"), 12, 25),
    (("christmas",), 12, 25),
)
_MONTH_NAMES = (
    "january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november", "december"
)  # fmt: skip
_MONTHS = {written: number for number, name in enumerate(_MONTH_NAMES, 1) for written in (name, name[:3])} | {"sept": 9}
