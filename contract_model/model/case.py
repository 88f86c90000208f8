"""This file defines `Case`: what one judgment is given. What a case does not hold is unknown, which is not false."""

from __future__ import annotations

import calendar
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta

from contract_model.model.contract import Certainty
from contract_model.model.values import Value


@dataclass(frozen=True, slots=True)
class DateSpan:
    """When an event happens, as far as known: between `first` and `last`, both inclusive; none means no bound.

    A day is a span of one; with `time` (since midnight) it is a moment of that day.
    """

    first: date | None = None
    last: date | None = None
    time: timedelta | None = None

    def __post_init__(self) -> None:
        if self.first and self.last and self.first > self.last:
            raise ValueError("a span of dates ends before it begins")
        if self.time is not None and (self.day is None or not timedelta() <= self.time < timedelta(days=1)):
            raise ValueError("a time of day needs a day, and lies between 00:00 and 24:00")

    @property
    def day(self) -> date | None:
        """The day, when it is known to the day."""
        return self.first if self.first == self.last else None

    def __str__(self) -> str:
        """As written: `2027-03-01`, `2027-03-01T09:10`, `2027-03`, `2027-Q3`, `2027`, `2026-05-01..2027-01-31`, `..2026-12-31`."""
        if self.first is None or self.last is None:
            return f"{self.first or ''}..{self.last or ''}"
        if self.day is not None:
            return str(self.first) + (f"T{clock(self.time)}" if self.time is not None else "")
        year = f"{self.first.year:04}"
        for step, text in ((12, year), (3, f"{year}-Q{(self.first.month + 2) // 3}"), (1, f"{year}-{self.first.month:02}")):
            if (self.first.month - 1) % step == 0 and (self.first, self.last) == months(self.first.year, self.first.month, step):
                return text
        return f"{self.first}..{self.last}"


ANY_DATE = DateSpan()


def months(year: int, month: int, count: int) -> tuple[date, date]:
    """The first and the last day of `count` months beginning with a month; they lie in one year."""
    last = month + count - 1
    return date(year, month, 1), date(year, last, calendar.monthrange(year, last)[1])


def clock(time: timedelta) -> str:
    """A time of day as HH:MM, with seconds where there are any."""
    seconds = int(time.total_seconds())
    text = f"{seconds // 3600:02}:{seconds // 60 % 60:02}"
    return text + (f":{seconds % 60:02}" if seconds % 60 else "")


@dataclass(frozen=True, slots=True)
class Event:
    """What somebody does, when and with what. An actor of none is unknown; so is a parameter that is not there."""

    action: str
    actor: str | None = None
    date: DateSpan = ANY_DATE
    parameters: Mapping[str, Value] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Case:
    """What is to be judged, and what is known and assumed for it.

    `readings`: a reading chosen for an ambiguity, or for a fact with published values. `unknown`: names declared unknown: a
    presumption on them does not hold, and an ambiguity among them is open. `presume`: whether presumptions hold at all.
    `presumed_date`: the date was not stated but taken for granted. `version`: judge under this version whatever the date.
    """

    event: Event
    facts: Mapping[str, Value] = field(default_factory=dict)
    readings: Mapping[str, str] = field(default_factory=dict)
    unknown: frozenset[str] = frozenset()
    evidence: Certainty = Certainty.INFERRED
    version: str | None = None
    presume: bool = True
    presumed_date: bool = False
