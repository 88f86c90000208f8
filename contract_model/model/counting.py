"""This file defines how periods of time are counted: `Period`, `Counting`, `Calendar` and the sums of dates and periods. Their one home.

    read_period                          a period as it is written
    add, last_day, period_of, rolled     dates from dates
    instant, local                       a day and a time of day in a time zone, as an instant, and back
    too_late, end_of, earliest, begin_of deadlines as instants
    received                             when a message takes effect

What a sum leads out of the years 1 to 9999, or what cannot be counted, raises ValueError saying so in words.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from enum import Enum
from functools import lru_cache
from typing import TYPE_CHECKING, TypeAlias

from contract_model.model.calendars import official_days
from contract_model.model.values import DAY
from contract_model.problems import did_you_mean, quoted

if TYPE_CHECKING:
    from zoneinfo import ZoneInfo

Instant: TypeAlias = int  # whole seconds since the beginning of the year 1 in universal time (UTC)


class Unit(Enum):
    """What a period is counted in."""

    SECOND = "second"
    MINUTE = "minute"
    HOUR = "hour"
    DAY = "day"
    BUSINESS_DAY = "business day"
    WEEK = "week"
    MONTH = "month"
    QUARTER = "quarter"
    YEAR = "year"


@dataclass(frozen=True, slots=True)
class Period:
    """So many of a unit; a negative count goes back in time."""

    count: int
    unit: Unit

    def __str__(self) -> str:
        return f"{self.count} {self.unit.value}{'' if abs(self.count) == 1 else 's'}"


class Corresponding(Enum):
    """What becomes of a month's end: the day that corresponds to 31 January in February."""

    REFUSE = "refuse"
    UP = "up"
    DOWN = "down"


class Roll(Enum):
    """Where a last day goes that is no business day."""

    NONE = "none"
    FOLLOWING = "following"
    PRECEDING = "preceding"
    MODIFIED_FOLLOWING = "modified_following"


@dataclass(frozen=True, slots=True)
class Calendar:
    """Which days are business days: not those of the `weekend` (Monday is 0), nor holidays, of `country` or listed; all of `working`."""

    id: str = ""
    weekend: frozenset[int] = frozenset({5, 6})
    country: str = ""
    subdivision: str = ""
    holidays: frozenset[date] = frozenset()
    working: frozenset[date] = frozenset()


@dataclass(frozen=True, slots=True)
class Counting:
    """How a period is counted.

    `start_day`: whether the day from which it is counted is the first of it. `clear`: whether so many whole days must lie between.
    `months`: see `Corresponding`. `calendar`, `roll`: business days, and where a last day goes that is none. `cutoff`: the time of day at
    which a last day ends (none: midnight). `zone`: the time zone of days and cut-offs, a name of the IANA database.
    """

    start_day: bool = False
    clear: bool = False
    months: Corresponding = Corresponding.DOWN
    calendar: Calendar = field(default_factory=Calendar)
    roll: Roll = Roll.NONE
    cutoff: timedelta | None = None
    zone: str = "UTC"


# --- periods as they are written ------------------------------------------------------------------------------------------------------

MAX_COUNT = 100_000
_PERIOD = re.compile(r"(?:(?P<count>\d[\d_]*)\s*)?(?P<unit>[a-z]+(?:\s+[a-z]+)?)", re.ASCII)
_UNITS = {unit.value: unit for unit in Unit}


def read_period(text: str) -> Period:
    """A period such as `7 days`, `10 business days`, `36 hours`; `month` is `1 month`. The count is 1 to MAX_COUNT. Raises ValueError."""
    found = _PERIOD.fullmatch(text.strip().lower())
    if not found:
        raise ValueError("a period is written as a whole number and a unit, such as `7 days`, `10 business days` or `month`")
    word = " ".join(found["unit"].split())
    unit = _UNITS.get(word.removesuffix("s"))  # no unit ends in s itself
    if unit is None:
        *several, last = _UNITS
        raise ValueError(f"a period is counted in {', '.join(f'{name}s' for name in several)} or {last}s, not in {quoted(word)}")
    digits = (found["count"] or "1").replace("_", "").lstrip("0")
    if not 0 < len(digits) <= len(str(MAX_COUNT)) or int(digits) > MAX_COUNT:
        raise ValueError(f"the number of a period is 1 to {MAX_COUNT:_}")
    return Period(int(digits), unit)


# --- days -----------------------------------------------------------------------------------------------------------------------------

_ONE_DAY = timedelta(days=1)
_BEYOND = "the years of the calendar are 1 to 9999, and this leads out of them"
_LONGEST_REST = 366  # days in a row without a business day; a calendar with more has none to be found


def is_business_day(calendar: Calendar, day: date) -> bool:
    """Whether business is done on a day.

    What the contract lists counts more than what the country says: `working`, then `holidays`; then the country's own exchange of a
    weekend's day for another; then `weekend`; then the country's holidays. Raises ValueError for an unknown country or year.
    """
    if day in calendar.working:
        return True
    if day in calendar.holidays:
        return False
    weekend = day.weekday() in calendar.weekend
    if not calendar.country:
        return not weekend
    official = official_days(calendar.country, calendar.subdivision, day.year)
    return day in official.worked if weekend else day not in official.holidays


def first_of_month(day: date) -> date:
    """The first day of the month in which a day lies."""
    return day.replace(day=1)


def last_of_month(day: date) -> date:
    """The last day of the month in which a day lies."""
    return day.replace(day=31) if day.month == 12 else day.replace(month=day.month + 1, day=1) - _ONE_DAY


def add(day: date, period: Period, counting: Counting) -> date:
    """The sum of a date and a period of days or longer; with a negative count, the difference.

    Business days: the n-th business day after `day` (before it), whether or not `day` is one. Months, quarters, years: the day of the
    same number; where that month has none, its last day (`down`), the first of the next month (`up`) or ValueError (`refuse`), whatever
    the direction. Raises ValueError for hours, minutes and seconds, too: they make no date.
    """
    match period.unit:
        case Unit.DAY:
            return _days_after(day, period.count)
        case Unit.WEEK:
            return _days_after(day, 7 * period.count)
        case Unit.BUSINESS_DAY:
            return _business_days_after(day, period.count, counting.calendar)
        case Unit.MONTH | Unit.QUARTER | Unit.YEAR:
            return _months_after(day, period, counting.months)
        case Unit.SECOND | Unit.MINUTE | Unit.HOUR:
            raise ValueError(f"`{period}` after a date is no date: a date is followed by days, weeks, months or years")


def last_day(start: date, period: Period, counting: Counting) -> date:
    """The last day of a period that is counted from `start`.

    start day out     the date `period` after `start`: 7 days from 1 January end on the 8th, a month on 1 February
    start day in      one day earlier, as `start` is the first: 7 days from 1 January end on the 7th, a month on the 31st.
                      Of business days `start` is the first if it is one
    clear             one day later than with the start day out, so that the whole period lies between, neither end counted; one business
                      day later where these are counted. It leaves nothing for the start day to say

    A negative count is the same seen in a mirror: what was later is earlier. Then the day is rolled, after the calendar, which is not
    mirrored: `following` is later also of a period counted back. Raises ValueError as `add` does.
    """
    step = -1 if period.count < 0 else 1
    if counting.clear:
        last = _one_more(start, period, counting)
    elif not counting.start_day:
        last = add(start, period, counting)
    elif period.unit is Unit.BUSINESS_DAY:
        last = add(_days_after(start, -step), period, counting)
    else:
        last = _days_after(add(start, period, counting), -step)
    return rolled(last, counting)


def rolled(day: date, counting: Counting) -> date:
    """A last day, moved to a business day as `counting.roll` says; a business day stays. Raises ValueError where there is none.

    `following`: the next business day. `preceding`: the one before. `modified_following`: the next one, unless that is in another month;
    then the one before.
    """
    match counting.roll:
        case Roll.NONE:
            return day
        case Roll.FOLLOWING:
            return _business_day_from(day, 1, counting.calendar)
        case Roll.PRECEDING:
            return _business_day_from(day, -1, counting.calendar)
        case Roll.MODIFIED_FOLLOWING:
            next_one = _business_day_from(day, 1, counting.calendar)
            return next_one if next_one.month == day.month else _business_day_from(day, -1, counting.calendar)


def period_of(start: date, every: Period, number: int, counting: Counting) -> tuple[date, date]:
    """The first and last day of a recurring period, by its number from 0; the first begins on `start`.

    Each is counted from `start`, so that months from 31 January begin on the last of February and on 31 March again. The periods have
    no gaps and do not overlap. `counting` gives the corresponding day and the calendar; nothing is rolled. Raises ValueError as `add` does.
    """
    first = add(start, Period(every.count * number, every.unit), counting)
    next_one = add(start, Period(every.count * (number + 1), every.unit), counting)
    return first, _days_after(next_one, -1)


def calendar_period(start: date, unit: Unit, number: int) -> tuple[date, date]:
    """The first and last day of a recurring period of the calendar (a week from Monday, a month, a quarter, a year), by its number from 0.

    The first is what is left of the period in which `start` lies. Raises ValueError for another unit, and beyond the calendar.
    """
    match unit:
        case Unit.WEEK:
            monday = _days_after(start, 7 * number - start.weekday())
            first, following = monday, _days_after(monday, 7)
        case Unit.MONTH | Unit.QUARTER | Unit.YEAR:
            length = {Unit.MONTH: 1, Unit.QUARTER: 3, Unit.YEAR: 12}[unit]
            months = (12 * start.year + start.month - 1) // length + number
            first, following = (_month(length * m) for m in (months, months + 1))
        case _:
            raise ValueError("the calendar has weeks, months, quarters and years")
    return max(first, start), _days_after(following, -1)


def _month(count: int) -> date:
    """The first day of a month, counted from the year 0."""
    if not date.min.year <= count // 12 <= date.max.year:
        raise ValueError(_BEYOND)
    return date(count // 12, count % 12 + 1, 1)


def _days_after(day: date, count: int) -> date:
    try:
        return day + timedelta(days=count)
    except OverflowError:
        raise ValueError(_BEYOND) from None


def _business_day_from(day: date, step: int, calendar: Calendar) -> date:
    """The first business day from a day on, the day included; with a step of -1, back in time."""
    found = day
    for _ in range(_LONGEST_REST):
        if is_business_day(calendar, found):
            return found
        found = _days_after(found, step)
    raise ValueError(f"the calendar {quoted(calendar.id)} has no business day within a year of {day}")


def _business_days_after(day: date, count: int, calendar: Calendar) -> date:
    step = -1 if count < 0 else 1
    for _ in range(abs(count)):
        day = _business_day_from(_days_after(day, step), step, calendar)
    return day


def _months_after(day: date, period: Period, ends: Corresponding) -> date:
    months = {Unit.MONTH: 1, Unit.QUARTER: 3, Unit.YEAR: 12}[period.unit]
    year, month = divmod(day.year * 12 + day.month - 1 + period.count * months, 12)
    if not date.min.year <= year <= date.max.year:
        raise ValueError(_BEYOND)
    last = last_of_month(date(year, month + 1, 1))
    if day.day <= last.day:
        return last.replace(day=day.day)
    match ends:
        case Corresponding.DOWN:
            return last
        case Corresponding.UP:
            return last + _ONE_DAY
        case Corresponding.REFUSE:
            side = "before" if period.count < 0 else "after"
            asked = Period(abs(period.count), period.unit)
            raise ValueError(f"`{asked}` {side} {day} is no day, as {last:%B} {year} has {last.day} days, and `months: refuse` rounds none")


def _one_more(start: date, period: Period, counting: Counting) -> date:
    """The day after so many clear days."""
    step = -1 if period.count < 0 else 1
    if period.unit is Unit.BUSINESS_DAY:
        return add(start, Period(period.count + step, period.unit), counting)
    return _days_after(add(start, period, counting), step)


# --- instants -------------------------------------------------------------------------------------------------------------------------


def instant(day: date, time: timedelta | None, zone: str) -> Instant:
    """The instant at which it is a time of day, since midnight, in a time zone; a time of none is the beginning of the day.

    Where clocks go back and the time comes twice, the first. Raises ValueError where clocks go forward and it does not come, for a time
    of 24 hours or more, and for an unknown zone.
    """
    if time is None:
        return _moment(day, 0, zone)
    seconds = time // timedelta(seconds=1)
    if not 0 <= seconds < DAY:
        raise ValueError("a time of day is from 00:00 to before 24:00")
    if zone != "UTC":
        shown = _clock(day, seconds)
        if _ahead(shown, zone) < _ahead(shown.replace(fold=1), zone):
            raise ValueError(f"the clocks of {zone} go forward on {day}, and it is never {shown:%H:%M} on that day")
    return _moment(day, seconds, zone)


def local(moment: Instant, zone: str) -> tuple[date, timedelta]:
    """The day, and the time of day since midnight, that it is in a zone at an instant. Raises ValueError outside the years 1 to 9999."""
    if zone != "UTC":
        there = zone_named(zone)
        try:
            shown = there.fromutc(datetime.min.replace(tzinfo=there) + timedelta(seconds=moment))
        except OverflowError:
            raise ValueError(_BEYOND) from None
        return shown.date(), timedelta(hours=shown.hour, minutes=shown.minute, seconds=shown.second)
    days, seconds = divmod(moment, DAY)
    if not 0 <= days < date.max.toordinal():
        raise ValueError(_BEYOND)
    return date.fromordinal(days + 1), timedelta(seconds=seconds)


def begin_of(day: date, counting: Counting) -> Instant:
    """The instant at which a day begins: midnight, or when the clocks go forward over it."""
    return _moment(day, 0, counting.zone)


def end_of(day: date, counting: Counting, strict: bool = False) -> Instant:
    """The first instant at which it is too late for what must be done on a day at the latest, or, if `strict`, before that day.

    The day is rolled first. It ends at midnight, when the next day begins; or one second after the cut-off, an act at the cut-off being
    in time. If `strict`, it is too late when the day begins. Raises ValueError as `rolled` does.
    """
    last = rolled(day, counting)
    if strict:
        return begin_of(last, counting)
    if counting.cutoff is not None:
        return _moment(last, counting.cutoff // timedelta(seconds=1), counting.zone) + 1
    if last == date.max:
        return begin_of(last, counting) + DAY  # the calendar has no next day
    return begin_of(last + _ONE_DAY, counting)


def too_late(start_instant: Instant, start_day: date, period: Period, counting: Counting, strict: bool = False) -> Instant:
    """The first instant at which it is too late for what must be done within a period, or, if `strict`, before its last day.

    Hours, minutes and seconds are counted from `start_instant` as they pass, whatever the clocks show, and an act at their very end is in
    time unless `strict`. All longer periods are counted in days from `start_day`, see `last_day` and `end_of`. Raises ValueError as these.
    """
    elapsed = _elapsed(period)
    if elapsed is not None:
        return start_instant + elapsed + (0 if strict else 1)
    return end_of(last_day(start_day, period, counting), counting, strict)


def earliest(start_instant: Instant, start_day: date, period: Period, counting: Counting) -> Instant:
    """The first instant that is not too early where something may not be done before a period is over.

    Hours, minutes and seconds: so long after `start_instant`. Longer ones: the beginning of the day `period` after `start_day`; with
    `clear`, of the day after that, and of business days the next one. Nothing is rolled. Raises ValueError as `add` does.
    """
    elapsed = _elapsed(period)
    if elapsed is not None:
        return start_instant + elapsed
    day = _one_more(start_day, period, counting) if counting.clear else add(start_day, period, counting)
    return begin_of(day, counting)


def over(start_instant: Instant, start_day: date, period: Period, counting: Counting) -> Instant:
    """The first instant after a period such as that of a notice.

    Hours, minutes and seconds: so long after `start_instant`. Longer ones: when the day begins that follows on the last day. That whole
    days lie between is so with `clear` and without it. Nothing is rolled. Raises ValueError as `add` does.
    """
    elapsed = _elapsed(period)
    if elapsed is not None:
        return start_instant + elapsed
    plain = replace(counting, clear=False, roll=Roll.NONE, cutoff=None)
    return end_of(last_day(start_day, period, plain), plain)


def received(sent: Instant, delay: Period | None, hours: tuple[int, int] | None, counting: Counting) -> Instant:
    """When a message takes effect that was sent at an instant.

    `delay`: so long after it was sent; a delay of days or longer leads to the same time of day. `hours`: from and until, in seconds since
    midnight, both included; a message that comes outside of them, or on a day that is no business day, takes effect when they next begin.
    Raises ValueError as `add` does.
    """
    comes = sent if delay is None else _after(sent, delay, counting)
    if hours is None:
        return comes
    begin, end = hours
    day, time = local(comes, counting.zone)
    seconds = time // timedelta(seconds=1)
    if not is_business_day(counting.calendar, day) or seconds > end:
        day = _business_days_after(day, 1, counting.calendar)
    elif seconds >= begin:
        return comes
    return max(comes, _moment(day, begin, counting.zone))  # where the clocks go back, the hours may have begun once already


@lru_cache(maxsize=64)
def zone_named(name: str) -> ZoneInfo:
    """A time zone of the IANA database (`Europe/Berlin`, `UTC`). Raises ValueError with what is near."""
    from zoneinfo import ZoneInfo, available_timezones

    try:
        return ZoneInfo(name)
    except (KeyError, ValueError, OSError):  # no such zone; no name of a zone; the name of a folder of zones
        hint = did_you_mean(name, available_timezones()) or "a time zone is written `Europe/Berlin` or `UTC`"
        raise ValueError(f"there is no time zone {quoted(name)}; {hint}") from None


def _elapsed(period: Period) -> int | None:
    """The seconds of a period that passes by the second; none for one that is counted in days."""
    match period.unit:
        case Unit.SECOND:
            return period.count
        case Unit.MINUTE:
            return 60 * period.count
        case Unit.HOUR:
            return 3_600 * period.count
        case _:
            return None


def _after(start: Instant, period: Period, counting: Counting) -> Instant:
    elapsed = _elapsed(period)
    if elapsed is not None:
        return start + elapsed
    day, time = local(start, counting.zone)
    return _moment(add(day, period, counting), time // timedelta(seconds=1), counting.zone)


def _moment(day: date, seconds: int, zone: str) -> Instant:
    """The instant so many seconds after midnight by the clock: the first if it comes twice; if clocks skip it, as if they did so later."""
    plain = (day.toordinal() - 1) * DAY + seconds
    return plain if zone == "UTC" else plain - _ahead(_clock(day, seconds), zone)


def _clock(day: date, seconds: int) -> datetime:
    return datetime(day.year, day.month, day.day) + timedelta(seconds=seconds)


def _ahead(shown: datetime, zone: str) -> int:
    """By how many seconds a zone's clocks are ahead of universal time when they show this."""
    ahead = zone_named(zone).utcoffset(shown)
    assert ahead is not None  # of a zone with a name it is always known
    return ahead.days * DAY + ahead.seconds
