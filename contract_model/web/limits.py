"""This file defines `Limits`: how much of a request is taken, and how long its answer may take."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Limits:
    """The limits of a server; one that is passed is told as a problem."""

    body: int = 1024 * 1024
    """Bytes of a request."""
    address: int = 8 * 1024
    """Bytes of its path and its query."""
    seconds: float = 10.0
    """How long an answer may take; then it is given up."""
    patience: float = 10.0
    """Seconds within which a client has to have sent its request."""
