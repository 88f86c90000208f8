"""This file defines `Trace`: what an engine says of one case."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field


def _none() -> tuple[str, ...]:
    return ()


@dataclass(frozen=True, slots=True)
class Trace:
    """The truth of every condition of a program by name, in the program's order; unknown is `None`, never false.

    `tell` writes the chain of firings when it is asked for, as most evaluations are never read.
    """

    engine: str
    truths: Mapping[str, bool | None]
    tell: Callable[[], tuple[str, ...]] = field(default=_none, compare=False, repr=False)

    @property
    def firings(self) -> tuple[str, ...]:
        """The rules that fired, in order, such as `azure-first bites <- azure-first engaged, not azure_excused`.

        An engine without rules has none.
        """
        return self.tell()

    def __str__(self) -> str:
        """What became of each condition, and the chain of firings."""
        words = {True: "true", False: "false", None: "unknown"}
        lines = [f"engine {self.engine}"]
        lines += [f"  {name}: {words[truth]}" for name, truth in self.truths.items()]
        lines += [f"  fired: {firing}" for firing in self.firings]
        return "\n".join(lines)
