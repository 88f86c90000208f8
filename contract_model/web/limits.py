"""This file defines `Limits`: how much of a request is taken, and how long its answer may take."""

from __future__ import annotations

from dataclasses import dataclass

MIB = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Limits:
    """The limits of a server. A request that passes one is told so as a problem."""

    body: int = MIB
    """Bytes of a request."""
    address: int = 8 * 1024
    """Bytes of its path and its query."""
    depth: int = 40
    """Lists and mappings within each other."""
    seconds: float = 10.0
    """How long an answer may be worked on; then it is given up."""
    patience: float = 10.0
    """How long a client may take to send its request, and to take each piece of the answer."""
    waiting: int = 1_000
    """How many requests may wait at once, or be worked on; further ones are told to come again."""
    connections: int = 4_000
    """How many clients may be connected at once, whether they ask or not; further ones are sent away."""
    memory: int = 1024
    """MiB that a worker may take; an answer that needs more is given up, and a worker that has grown to half of it is replaced."""
