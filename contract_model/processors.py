"""This file defines `processors`: how many processors this process may use."""

from __future__ import annotations

import os


def processors() -> int:
    """How many processors this process may use; where that cannot be asked, how many there are."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
