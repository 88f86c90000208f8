"""This file defines the exit codes, the same for every command."""

from __future__ import annotations

from enum import IntEnum


class Exit(IntEnum):
    """How a command ended."""

    CLEAN = 0
    NEGATIVE = 1
    """A negative result: a failed case, a finding, a verdict that was not expected, a prohibited event."""
    USAGE = 2
    """Called in a way that there is not, or without an extra that it needs."""
    INVALID = 3
    """A contract, an event, a question or data that does not validate."""
    UNDETERMINED = 4
    """The verdict stayed open although one was wanted."""
    NOTHING = 5
    """Nothing was there to do it with."""
    MISSED = 6
    """A threshold missed."""
    INTERNAL = 70
    INTERRUPTED = 130
