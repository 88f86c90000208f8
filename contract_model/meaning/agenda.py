"""This file defines `Agenda`: what will happen by the passing of time alone, the earliest first. It never changes; adding gives another.

A leftist heap: what is added or taken costs time logarithmic in its length, and nothing is copied.
Source: C. Okasaki, Purely Functional Data Structures, 1998, section 3.1.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum
from typing import TypeAlias

from contract_model.model.history import Instant


class Item(Enum):
    """What there is to do at an instant, in the order in which it is done there: what ends comes before the end of the contract."""

    BEGIN = "begin"  # the contract begins
    VERSION = "version"  # a version comes into force
    CHECK = "check"  # a condition that speaks of the date may have changed
    OPENS = "opens"  # an instance can be performed or used from now on
    DUE = "due"  # it is too late for an instance from now on
    EFFECT = "effect"  # a notice period is over
    PERIOD = "period"  # a recurring instance comes about
    END = "end"  # the contract ends, or is renewed
    RECEIVED = "received"  # a message takes effect


_RANK = {item: rank for rank, item in enumerate(Item)}


def entry(at: Instant, number: int, item: Item, about: tuple[object, ...]) -> Entry:
    """Something to do at an instant, the `number`-th that was entered. Of one kind, that of the older norm comes first."""
    norm = about[0] if item in (Item.OPENS, Item.DUE, Item.EFFECT) else 0
    return Entry(at, (_RANK[item], norm if isinstance(norm, int) else 0, number), item, about)


@dataclass(frozen=True, slots=True)
class Entry:
    """Something to do at an instant. `order`: what comes first of what is due at one instant. `about`: what it concerns."""

    at: Instant
    order: tuple[int, int, int]
    item: Item
    about: tuple[object, ...] = ()


@dataclass(frozen=True, slots=True)
class _Node:
    rank: int
    entry: Entry
    left: Agenda
    right: Agenda


Agenda: TypeAlias = _Node | None


def entered(agenda: Agenda, entry: Entry) -> Agenda:
    """The agenda with one entry more."""
    return _merged(agenda, _Node(1, entry, None, None))


def first(agenda: Agenda) -> Entry | None:
    """The earliest entry; none when there is nothing to do."""
    return agenda.entry if agenda else None


def without_first(agenda: Agenda) -> Agenda:
    """The agenda without its earliest entry."""
    return _merged(agenda.left, agenda.right) if agenda else None


def sifted(agenda: Agenda, goes: Callable[[Entry], bool]) -> tuple[Agenda, list[Entry]]:
    """The agenda without the entries that go, and these, in no order. Takes time in proportion to its length."""
    kept: Agenda = None
    gone: list[Entry] = []
    waiting = [agenda]
    while waiting:
        node = waiting.pop()
        if node is None:
            continue
        if goes(node.entry):
            gone.append(node.entry)
        else:
            kept = entered(kept, node.entry)
        waiting += [node.left, node.right]
    return kept, gone


def _merged(a: Agenda, b: Agenda) -> Agenda:
    path: list[_Node] = []  # from the root down the right sides; their length is logarithmic
    while a is not None and b is not None:
        if (b.entry.at, b.entry.order) < (a.entry.at, a.entry.order):
            a, b = b, a
        path.append(a)
        a = a.right
    merged = a if b is None else b
    for node in reversed(path):
        left, right = node.left, merged
        if _rank(left) < _rank(right):
            left, right = right, left
        merged = _Node(_rank(right) + 1, node.entry, left, right)
    return merged


def _rank(agenda: Agenda) -> int:
    return agenda.rank if agenda else 0
