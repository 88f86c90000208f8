"""This file defines `Moment`: when something in a history happens, and `Moments`, which reads moments as people write them.

2026-03-01                 a day of the contract's time zone; what happens counts as at its beginning
2026-03-01T17:00           a time of day there; 2026-03-01T17:00+01:00 and 2026-03-01T16:00Z say which zone is meant
day 5, day 5T17:00         so many days after the contract began
1 March 2026 at 17:00      words, as in a question
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import MAXYEAR, MINYEAR, date, timedelta

from contract_model.asking.dates import date_at
from contract_model.asking.sentence import words_of
from contract_model.model.case import clock
from contract_model.model.counting import instant, local
from contract_model.model.history import Instant
from contract_model.model.values import DAY
from contract_model.problems import quoted

MAX_LENGTH = 100
WAYS = "a moment is written such as 2026-03-01, 2026-03-01T17:00, 2026-03-01T17:00+01:00, day 5 or day 5T17:00"
_DAY = timedelta(days=1)
_SECOND = timedelta(seconds=1)
_OUTSIDE = f"the calendar runs from the year {MINYEAR} to {MAXYEAR}"
_EDGES = f"a history lies in the years {MINYEAR + 1} to {MAXYEAR - 1}"  # so that the days around each are days in every time zone
_TIME = r"(?P<hour>\d\d):(?P<minute>\d\d)(?::(?P<second>\d\d)(?P<part>\.\d+)?)?"
_CLOCK = rf"(?:[Tt ]{_TIME}\s*(?P<zone>[Zz]|[-+]\d\d:?\d\d)?)?"
_DATED = re.compile(rf"(?P<day>\d\d\d\d-\d\d-\d\d){_CLOCK}", re.ASCII)
_COUNTED = re.compile(rf"day (?P<count>-?\d{{1,7}}){_CLOCK}", re.ASCII | re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Moment:
    """When: `day` and `time` in the contract's zone, no time where only the day is told. `remark`: what a reader should know of it."""

    instant: Instant
    day: date
    time: timedelta | None
    remark: str = ""


class Moments:
    """Reads moments of a contract that began on `start`, in the time zone `zone`. Each text and each day is worked out once."""

    def __init__(self, start: date, zone: str, today: date | None = None) -> None:
        self.start = start
        self.zone = zone
        self.today = today
        self._read: dict[str, Moment] = {}
        self._midnights: dict[date, tuple[Instant, int]] = {}

    def read(self, text: str) -> Moment:
        """The moment that a text tells. Raises ValueError saying what is wrong."""
        found = self._read.get(text)
        if found is None:
            found = self._parsed(text.strip())
            within_calendar(found.day)
            self._read[text] = found
        return found

    def end(self, text: str) -> Instant:
        """The instant until which time passes: a moment, or the last second of a day. Raises ValueError."""
        moment = self.read(text)
        return moment.instant if moment.time is not None else self.last_of(moment.day)

    def last_of(self, day: date) -> Instant:
        """The last second of a day."""
        begins, length = self._midnight(day)
        return begins + length - 1

    def on(self, day: date, time: timedelta | None) -> Moment:
        """The moment of a day and time in the contract's zone. Raises ValueError for a time that clocks leave out."""
        midnight, length = self._midnight(day)
        if time is None:
            return Moment(midnight, day, None)
        if length == DAY:
            return Moment(midnight + time // _SECOND, day, time)
        first = instant(day, time, self.zone)
        again = length > DAY and local(first + length - DAY, self.zone) == (day, time)
        said = (
            f"{quoted(f'{day} {clock(time)}')} comes twice in {self.zone}, where clocks go back; the first is meant, as no offset is told"
        )
        return Moment(first, day, time, said if again else "")

    def local(self, at: Instant) -> Moment:
        """The moment of an instant, on the clocks of the contract's zone. Raises ValueError outside the calendar."""
        return Moment(at, *local(at, self.zone))

    def _parsed(self, text: str) -> Moment:
        if len(text) > MAX_LENGTH:
            raise ValueError(f"a moment has at most {MAX_LENGTH} characters")
        found = _DATED.fullmatch(text)
        if found:
            try:
                day = date.fromisoformat(found["day"])
            except ValueError:
                raise ValueError("there is no such day in the calendar") from None
        elif found := _COUNTED.fullmatch(text):
            try:
                day = self.start + int(found["count"]) * _DAY
            except OverflowError:
                raise ValueError(_OUTSIDE) from None
        else:
            return self._in_words(text)
        if found["hour"] is None:
            return self.on(day, None)
        time = _time(found)
        if found["zone"] is None:
            return self.on(day, time)
        return self.local(instant(day, time, "UTC") - _offset(found["zone"]))

    def _in_words(self, text: str) -> Moment:
        words = words_of(text)
        found = date_at(words, 0, self.today)
        if found is None or found.end < len(words):
            raise ValueError(WAYS)
        if found.span is None:
            raise ValueError(found.problem)
        if found.span.day is None:
            raise ValueError("a single day is needed, such as 2026-03-01")
        return self.on(found.span.day, found.span.time)

    def _midnight(self, day: date) -> tuple[Instant, int]:
        """When a day begins, and how many seconds it has."""
        found = self._midnights.get(day)
        if found is None:
            begins = instant(day, None, self.zone)
            ends = instant(day + _DAY, None, self.zone) if day < date.max else begins + DAY
            found = self._midnights[day] = (begins, ends - begins)
        return found


def within_calendar(day: date) -> None:
    """Raises ValueError for a day in the first or last year of the calendar, in which no history lies."""
    if not MINYEAR < day.year < MAXYEAR:
        raise ValueError(_EDGES)


def _time(found: re.Match[str]) -> timedelta:
    hour, minute, second = int(found["hour"]), int(found["minute"]), int(found["second"] or 0)
    if hour > 23 or minute > 59 or second > 59:
        raise ValueError("there is no such time of day; it is written such as 09:10")
    if found["part"] and found["part"].strip(".0"):
        raise ValueError("moments are told to the second, not to parts of it")
    return timedelta(hours=hour, minutes=minute, seconds=second)


def _offset(zone: str) -> int:
    """The seconds by which clocks are ahead of universal time."""
    if zone in "Zz":
        return 0
    hours, minutes = int(zone[1:3]), int(zone[-2:])
    if hours > 15 or minutes > 59:
        raise ValueError("there is no such offset from universal time; it is written such as +01:00")
    return (hours * 3_600 + minutes * 60) * (-1 if zone[0] == "-" else 1)
