"""This file defines `today` and `now`: the one place where the clock is read. Everything else is given the day."""

from __future__ import annotations

import datetime


def today() -> datetime.date:
    """The calendar day, in the time zone of the machine."""
    return datetime.date.today()


def now() -> datetime.datetime:
    """The moment, in the time of the world."""
    return datetime.datetime.now(datetime.UTC)
