"""This file defines `Diagrams`: conditions over finitely many unknowns as reduced, ordered decision diagrams.

A diagram is a number: 0 is false, 1 is true, any other names a node, which tests one variable and has one child for each of its
values. Equal conditions get the same number, so `p or not p` is 1, and whether two conditions are the same is one comparison.
Source: R. E. Bryant, Graph-Based Algorithms for Boolean Function Manipulation, 1986; with several values to a variable, A. Srinivasan
et al., Algorithms for Discrete Function Manipulation, 1990.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TypeAlias

Diagram: TypeAlias = int
FALSE: Diagram = 0
TRUE: Diagram = 1

MAX_NODES = 400_000
MAX_KEPT = 8


class TooLarge(Exception):
    """The conditions of a case turn on so many unknowns at once that their diagrams have more nodes than they may."""


class Diagrams:
    """The diagrams over a growing list of variables; variable i is tested before variable i + 1. They have `most` nodes at most."""

    def __init__(self, most: int = MAX_NODES) -> None:
        self.most = most
        self.sizes: list[int] = []
        self.ordered: list[bool] = []
        self._nodes: list[tuple[int, tuple[Diagram, ...]]] = [(-1, ()), (-1, ())]
        self._numbers: dict[tuple[int, tuple[Diagram, ...]], Diagram] = {}
        self._both: dict[tuple[Diagram, Diagram], Diagram] = {}
        self._given: dict[frozenset[tuple[int, int]], dict[Diagram, Diagram]] = {}
        self._not: dict[Diagram, Diagram] = {FALSE: TRUE, TRUE: FALSE}

    @property
    def work(self) -> int:
        """How many pairs of diagrams have been joined so far."""
        return len(self._both)

    def add_variable(self, size: int, ordered: bool = False) -> int:
        """A new variable with values 0 to size - 1, which may have an order; its number."""
        self.sizes.append(size)
        self.ordered.append(ordered)
        return len(self.sizes) - 1

    def variable(self, f: Diagram) -> int:
        """The variable that a diagram tests first. Not for FALSE and TRUE."""
        return self._nodes[f][0]

    def children(self, f: Diagram) -> tuple[Diagram, ...]:
        """What is left of a diagram for each value of its first variable."""
        return self._nodes[f][1]

    def literal(self, variable: int, values: Iterable[int]) -> Diagram:
        """True when the variable has one of the values."""
        wanted = set(values)
        return self.node(variable, tuple(TRUE if v in wanted else FALSE for v in range(self.sizes[variable])))

    def node(self, variable: int, children: tuple[Diagram, ...]) -> Diagram:
        """The diagram that tests a variable first; a test that makes no difference is dropped."""
        if children.count(children[0]) == len(children):
            return children[0]
        key = (variable, children)
        number = self._numbers.get(key)
        if number is None:
            if len(self._nodes) >= self.most:
                raise TooLarge
            number = self._numbers[key] = len(self._nodes)
            self._nodes.append(key)
        return number

    def negation(self, f: Diagram) -> Diagram:
        """True where f is false."""
        if f not in self._not:
            variable, children = self._nodes[f]
            g = self.node(variable, tuple([self.negation(c) for c in children]))
            self._not[f], self._not[g] = g, f
        return self._not[f]

    def both(self, f: Diagram, g: Diagram) -> Diagram:
        """True where f and g are."""
        if f == FALSE or g == FALSE:
            return FALSE
        if f in (TRUE, g):
            return g
        if g == TRUE:
            return f
        key = (f, g) if f < g else (g, f)
        if key not in self._both:
            first = min(self._nodes[f][0], self._nodes[g][0])
            pairs = zip(self._under(f, first), self._under(g, first), strict=True)
            self._both[key] = self.node(first, tuple([self.both(a, b) for a, b in pairs]))
        return self._both[key]

    def either(self, f: Diagram, g: Diagram) -> Diagram:
        """True where f or g is."""
        return self.negation(self.both(self.negation(f), self.negation(g)))

    def given(self, f: Diagram, values: Mapping[int, int]) -> Diagram:
        """What is left of f when some variables have the values given."""
        key = frozenset(values.items())
        if key not in self._given and len(self._given) >= MAX_KEPT:
            self._given.clear()
        known = self._given.setdefault(key, {FALSE: FALSE, TRUE: TRUE})

        def visit(g: Diagram) -> Diagram:
            if g not in known:
                variable, children = self._nodes[g]
                value = values.get(variable)
                known[g] = visit(children[value]) if value is not None else self.node(variable, tuple([visit(c) for c in children]))
            return known[g]

        return visit(f)

    def support(self, f: Diagram) -> set[int]:
        """The variables that f turns on."""
        seen: set[Diagram] = set()
        found: set[int] = set()
        waiting = [f]
        while waiting:
            g = waiting.pop()
            if g > TRUE and g not in seen:
                seen.add(g)
                found.add(self._nodes[g][0])
                waiting.extend(self._nodes[g][1])
        return found

    def _under(self, f: Diagram, variable: int) -> tuple[Diagram, ...]:
        """The children of f for a variable that it tests first, or does not test before."""
        mine, children = self._nodes[f]
        return children if mine == variable else (f,) * self.sizes[variable]
