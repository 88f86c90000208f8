"""This file defines `Workers`: where answers are worked out, so that none holds up the others."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar, TypeVarTuple

from anyio.to_thread import run_sync

from contract_model.web.shelf import Shelf

T = TypeVar("T")
Ts = TypeVarTuple("Ts")


class Workers:
    """Calls functions with the shelf and with arguments, away from what talks to the clients.

    A function is one of a module, and its arguments and its result are data, since it may run in another process.
    """

    def __init__(self, shelf: Shelf) -> None:
        self.shelf = shelf

    async def run(self, function: Callable[[Shelf, *Ts], T], *arguments: *Ts) -> T:
        """What the function gives, called with the shelf and the arguments. Raises what it raises."""
        return await run_sync(function, self.shelf, *arguments)
