"""This file defines `Kind`: what sort of value a parameter, a fact or an expression has."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum


class Sort(Enum):
    """The eight sorts of value of the language."""

    TRUTH = "truth"
    CHOICE = "choice"
    PARTY = "party"
    DATE = "date"
    DURATION = "duration"
    NUMBER = "number"
    MONEY = "money"
    TEXT = "text"


@dataclass(frozen=True, slots=True)
class Kind:
    """A sort, with the name of the list of values (choice) or the currency (money) where the sort has one."""

    sort: Sort
    name: str = ""

    def __str__(self) -> str:
        match self.sort:
            case Sort.CHOICE:
                return self.name
            case Sort.MONEY:
                return f"money {self.name}"
            case _:
                return str(self.sort.value)

    @property
    def ordered(self) -> bool:
        """Whether `<` means something: dates, durations, numbers and money are ordered."""
        return self.sort in _ORDERED


_ORDERED = frozenset({Sort.DATE, Sort.DURATION, Sort.NUMBER, Sort.MONEY})

TRUTH = Kind(Sort.TRUTH)
PARTY = Kind(Sort.PARTY)
DATE = Kind(Sort.DATE)
DURATION = Kind(Sort.DURATION)
NUMBER = Kind(Sort.NUMBER)
TEXT = Kind(Sort.TEXT)


def choice(name: str) -> Kind:
    """The kind of a choice among the values listed under `name`."""
    return Kind(Sort.CHOICE, name)


def money(currency: str) -> Kind:
    """The kind of an amount in one currency, an ISO 4217 code."""
    return Kind(Sort.MONEY, currency)
