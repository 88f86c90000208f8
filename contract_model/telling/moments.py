"""This file defines `Moments`: instants of a run as days and times of the contract's time zone, in words and as ISO texts."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, tzinfo
from functools import cached_property

from contract_model.model.case import clock
from contract_model.model.contract import Contract
from contract_model.model.history import Happening, Instant
from contract_model.model.values import DAY, in_words

_BEGINNING = datetime(1, 1, 1, tzinfo=UTC)
_LAST = int((datetime.max.replace(tzinfo=UTC) - _BEGINNING).total_seconds()) - 2 * DAY  # room for any time zone


class Moments:
    """Instants (seconds since the beginning of the year 1, UTC) in the time zone of a contract."""

    def __init__(self, contract: Contract) -> None:
        self._name = contract.policies.counting.zone

    @cached_property
    def _zone(self) -> tzinfo:
        if self._name == "UTC":
            return UTC
        from zoneinfo import ZoneInfo

        return ZoneInfo(self._name)

    def local(self, instant: Instant) -> datetime:
        """The moment by the clocks of the time zone; what lies outside the calendar counts as its first or last day."""
        return (_BEGINNING + timedelta(seconds=min(max(instant, 2 * DAY), _LAST))).astimezone(self._zone)

    def day(self, instant: Instant) -> date:
        """The day on which it lies."""
        return self.local(instant).date()

    def begins(self, day: date) -> Instant:
        """The instant at which a day begins."""
        return int((datetime(day.year, day.month, day.day, tzinfo=self._zone) - _BEGINNING).total_seconds())

    def is_midnight(self, instant: Instant) -> bool:
        """Whether a day begins with it."""
        return instant == self.begins(self.day(instant))

    def said(self, instant: Instant) -> str:
        """`9 January 2026`, and with a time of day where no day begins: `9 January 2026, 17:00`."""
        time = self.time(instant)
        return in_words(self.day(instant)) + (f", {time}" if time else "")

    def time(self, instant: Instant) -> str:
        """The time of day, where no day begins: `17:00`."""
        local = self.local(instant)
        time = timedelta(hours=local.hour, minutes=local.minute, seconds=local.second)
        return "" if self.is_midnight(instant) else clock(time)

    def as_it_stands(self, instant: Instant) -> str:
        """The moment at which a run ends: a day in words where it is its first or last second, else with its time."""
        last_second = self.is_midnight(instant + 1)
        return in_words(self.day(instant)) if last_second else self.said(instant)

    def last_day(self, due: Instant) -> str:
        """Until when something is in time that is too late at an instant: `through 9 January 2026`, `before 17:00 on 9 January 2026`."""
        if self.is_midnight(due):
            return f"through {in_words(self.day(due - 1))}"
        return f"before {self.time(due)} on {in_words(self.day(due))}"

    def told(self, happening: Happening) -> str:
        """When something happened, as far as it was told: `9 January 2026`, `9 January 2026, 17:00`."""
        return in_words(happening.day) + (f", {clock(happening.time)}" if happening.time is not None else "")

    def iso(self, instant: Instant) -> str:
        """The instant as ISO 8601 has it, with the offset of the time zone."""
        return self.local(instant).isoformat()

    @staticmethod
    def iso_told(happening: Happening) -> str:
        """When something happened, as ISO 8601 has it, with a time only where one was told."""
        return happening.day.isoformat() + (f"T{clock(happening.time)}" if happening.time is not None else "")
