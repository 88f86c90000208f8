"""This file defines `Moments`: instants of a run as days and times of the contract's time zone, in words and as ISO texts."""

from __future__ import annotations

from datetime import date, datetime, timedelta, timezone

from contract_model.model.case import clock
from contract_model.model.contract import Contract
from contract_model.model.counting import Instant, instant, local
from contract_model.model.history import Happening
from contract_model.model.values import DAY, in_words

_LAST = (date.max.toordinal() - 2) * DAY  # room for any time zone


class Moments:
    """Instants in the time zone of a contract. What lies outside the calendar counts as its first or last days."""

    def __init__(self, contract: Contract) -> None:
        self._zone = contract.policies.counting.zone

    def local(self, at: Instant) -> tuple[date, timedelta]:
        """The day and the time of day by the clocks of the time zone."""
        return local(min(max(at, DAY), _LAST), self._zone)

    def day(self, at: Instant) -> date:
        """The day on which it lies."""
        return self.local(at)[0]

    def begins(self, day: date) -> Instant:
        """The instant at which a day begins."""
        return instant(day, None, self._zone)

    def is_midnight(self, at: Instant) -> bool:
        """Whether a day begins with it."""
        return not self.local(at)[1] or at == self.begins(self.day(at))

    def time(self, at: Instant) -> str:
        """The time of day, where no day begins: `17:00`."""
        return "" if self.is_midnight(at) else clock(self.local(at)[1])

    def said(self, at: Instant) -> str:
        """`9 January 2026`, and with a time of day where no day begins: `9 January 2026, 17:00`."""
        time = self.time(at)
        return in_words(self.day(at)) + (f", {time}" if time else "")

    def as_it_stands(self, at: Instant) -> str:
        """The moment at which a run ends: a day in words where it is its first or last second, else with its time."""
        return in_words(self.day(at)) if self.is_midnight(at + 1) else self.said(at)

    def last_day(self, due: Instant) -> str:
        """Until when something is in time that is too late at an instant: `through 9 January 2026`, `until 17:00 on 9 January 2026`."""
        if self.is_midnight(due):
            return f"through {in_words(self.day(due - 1))}"
        said = f"before {self.time(due)}" if due % 60 == 0 else f"until {self.time(due - 1) or '00:00'}"
        return f"{said} on {in_words(self.day(due - 1))}"

    def told(self, happening: Happening) -> str:
        """When something happened, as far as it was told: `9 January 2026`, `9 January 2026, 17:00`."""
        return in_words(happening.day) + (f", {clock(happening.time)}" if happening.time is not None else "")

    def iso(self, at: Instant) -> str:
        """The instant as ISO 8601 has it, with the offset of the time zone."""
        day, time = self.local(at)
        ahead = timedelta(days=day.toordinal() - 1) + time - timedelta(seconds=min(max(at, DAY), _LAST))
        return (datetime(day.year, day.month, day.day, tzinfo=timezone(ahead)) + time).isoformat()

    @staticmethod
    def iso_told(happening: Happening) -> str:
        """When something happened, as ISO 8601 has it, with a time only where one was told."""
        return happening.day.isoformat() + (f"T{clock(happening.time)}" if happening.time is not None else "")
