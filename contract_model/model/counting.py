"""This file defines how periods of time are counted: `Period`, `Counting`, `Calendar` and the sums of dates and periods. Their one home."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta
from enum import Enum


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
