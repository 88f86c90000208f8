"""This file defines the covering array: few rows in which every combination of the values of so many factors occurs.

Each row begins with a combination that no row has yet, and goes on with the values that bring the most of those. The rows are not the
fewest that there could be, but nearly; they are the same each time.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import combinations, product
from math import prod
from typing import TypeAlias

Combination: TypeAlias = tuple[tuple[int, int], ...]
"""Some factors by their places, each with the place of a value; in the order of the factors."""


def count(sizes: Sequence[int], strength: int) -> int:
    """How many combinations of values there are."""
    return sum(prod(sizes[i] for i in chosen) for chosen in combinations(range(len(sizes)), min(strength, len(sizes))))


def covering(sizes: Sequence[int], strength: int) -> Iterator[tuple[int, ...]]:
    """Rows, each with the place of a value for each factor, in which every combination of `strength` values occurs.

    `sizes`: how many values each factor has, at least one.
    """
    strength = min(strength, len(sizes))
    waiting = dict.fromkeys(_combinations(sizes, strength))
    while waiting:
        row: dict[int, int] = dict(next(iter(waiting)))
        for factor in sorted(set(range(len(sizes))) - row.keys(), key=lambda f: -sizes[f]):
            around = list(combinations(sorted(row.items()), strength - 1))
            new = [sum(_sorted((factor, value), *others) in waiting for others in around) for value in range(sizes[factor])]
            row[factor] = new.index(max(new))
        for chosen in combinations(range(len(sizes)), strength):
            waiting.pop(tuple((f, row[f]) for f in chosen), None)
        yield tuple(row[f] for f in range(len(sizes)))


def _combinations(sizes: Sequence[int], strength: int) -> Iterator[Combination]:
    for chosen in combinations(range(len(sizes)), strength):
        for values in product(*(range(sizes[f]) for f in chosen)):
            yield tuple(zip(chosen, values, strict=True))


def _sorted(*places: tuple[int, int]) -> Combination:
    return tuple(sorted(places))
