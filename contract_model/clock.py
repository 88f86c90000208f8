"""This file defines `today`: the one place where the clock is read. Everything else is given the day."""

from __future__ import annotations

import datetime


def today() -> datetime.date:
    """The calendar day, in the time zone of the machine."""
    return datetime.date.today()
