"""This file defines `Scope`: the names that a condition may use, and `PastScope`: what it may ask about the past."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import TypeAlias

from contract_model.model.conditions import Condition
from contract_model.model.kinds import Kind, Sort
from contract_model.model.norm import Derived
from contract_model.problems import quoted

READING = "reading of "
"""How the name of the kind of an ambiguity begins."""

Report: TypeAlias = Callable[[str, str, int, int, str], None]
"""Called with name, message, offset and length in the text, and hint of a problem."""


@dataclass(frozen=True, slots=True)
class PastScope:
    """What a condition may ask about the past.

    actions     the parameters of each action, with their kinds
    terms       the ids of all terms of all versions
    own         the term in which the condition stands, for bare `owed` and `holder`
    recurring   whether `period.start` and `period.end` are there
    owed        the kind of what a term owes; none if it owes nothing, or is broken
    derive      called with each derived variable that a condition uses
    refuted     for `refuted(q)`: the condition that the contrary of a definition with rules is proved, none if that is broken;
                raises KeyError for what has no rules
    """

    actions: Mapping[str, Mapping[str, Kind]]
    terms: Collection[str]
    own: str | None
    recurring: bool
    owed: Callable[[str], Kind | None]
    derive: Callable[[Derived], None]
    refuted: Callable[[str], Condition | None]


@dataclass(frozen=True, slots=True)
class Scope:
    """The names that a condition may use.

    `look_up` gives the condition that a name stands for; a name that is known but broken gives none, and an unknown one raises KeyError.
    `values` gives the values of a choice kind, by its name; `parties` are the parties' ids. `past`: what may be asked about the past;
    none where nothing may. `places`: to how many decimal places `round` rounds money.
    """

    look_up: Callable[[str], Condition | None]
    names: Callable[[], Iterable[str]]
    values: Mapping[str, tuple[str, ...]]
    parties: tuple[str, ...]
    past: PastScope | None = None
    places: int = 2


def described(kind: Kind) -> str:
    """A kind as a message names it."""
    match kind.sort:
        case Sort.CHOICE if kind.name.startswith(READING):
            return f"a reading of {quoted(kind.name.removeprefix(READING))}"
        case Sort.CHOICE:
            return f"a value of {quoted(kind.name)}"
        case Sort.MONEY:
            return f"an amount in {kind.name}"
        case _:
            return {"truth": "a truth", "text": "a text"}.get(kind.sort.value, f"a {kind.sort.value}")


@dataclass(frozen=True, slots=True)
class Mistake:
    """Why a part of a condition means nothing: the name of the problem, its message and a hint; `at`: which of its parts is wrong."""

    name: str
    message: str
    hint: str = ""
    at: str = ""
