"""This file defines the prime implicants of a condition: the smallest sets of literals each of which suffices for it.

A literal says of one unknown that its value is in a set. A set of literals is an implicant when it suffices, and prime when no
literal can be dropped or widened. Source: W. V. Quine, The Problem of Simplifying Truth Functions, 1952; on decision diagrams,
O. Coudert and J. C. Madre, Implicit and Incremental Computation of Primes and Essential Primes of Boolean Functions, 1992.
"""

from __future__ import annotations

from itertools import combinations
from typing import TypeAlias

from contract_model.meaning.diagram import FALSE, TRUE, Diagram, Diagrams

Implicant: TypeAlias = tuple[tuple[int, frozenset[int]], ...]
"""Pairs of a variable and the set of values it must be in, by variable."""

MAX_CHILDREN = 10
MAX_STEPS = 60_000


class TooMany(Exception):
    """There are so many that they are not all looked at, or a variable falls into over MAX_CHILDREN cases."""


def prime_implicants(diagrams: Diagrams, f: Diagram, most: int) -> tuple[list[Implicant], bool]:
    """Prime implicants of f, those with the fewest literals first, and whether these are all.

    When there are more than `most`, at least `most` of the shortest. Raises TooMany when not even those can be told.
    """
    found: list[Implicant] = []
    search = _Search(diagrams)
    unknowns = len(diagrams.support(f))
    for literals in range(unknowns + 1):
        try:
            found = search.primes(f, literals)
        except TooMany:
            if not found:
                raise
            return found, False
        if len(found) >= most and literals < unknowns:
            return found, False
    return found, True


class _Search:
    """Prime implicants with at most so many literals. What covers one has no more literals, so none is taken for prime by mistake."""

    def __init__(self, diagrams: Diagrams) -> None:
        self.diagrams = diagrams
        self._done: dict[tuple[Diagram, int], list[Implicant]] = {}
        self._steps = 0

    def primes(self, f: Diagram, literals: int) -> list[Implicant]:
        """Those of f, the fewest literals first."""
        if f == FALSE:
            return []
        if f == TRUE:
            return [()]
        if literals == 0:
            return []
        key = (f, literals)
        if key not in self._done:
            self._done[key] = sorted(self._primes(f, literals), key=lambda i: (len(i), [(v, sorted(s)) for v, s in i]))
        return self._done[key]

    def _primes(self, f: Diagram, literals: int) -> list[Implicant]:
        d = self.diagrams
        variable, children = d.variable(f), d.children(f)
        cases = sorted(set(children))
        if len(cases) > MAX_CHILDREN:
            raise TooMany
        found: list[Implicant] = []
        for size in range(len(cases), 0, -1):  # the widest literals first: what a wider one covers is not prime
            for chosen in combinations(cases, size):
                common = TRUE
                for case in chosen:
                    common = d.both(common, case)
                if size == len(cases):
                    found.extend(self.primes(common, literals))
                    continue
                literal = (variable, frozenset(v for v, child in enumerate(children) if child in chosen))
                for rest in self.primes(common, literals - 1):
                    candidate = (literal, *rest)
                    self._steps += len(found)
                    if self._steps > MAX_STEPS:
                        raise TooMany
                    if not any(covers(other, candidate) for other in found):
                        found.append(candidate)
        return found


def disjoint_implicants(diagrams: Diagrams, f: Diagram, most: int) -> list[Implicant]:
    """Implicants that together make up f without overlapping, not the smallest ones; at most `most` of them."""
    found: list[Implicant] = []

    def visit(g: Diagram, path: Implicant) -> None:
        if g == FALSE or len(found) > most:
            return
        if g == TRUE:
            found.append(path)
            return
        variable, children = diagrams.variable(g), diagrams.children(g)
        for case in dict.fromkeys(children):
            visit(case, (*path, (variable, frozenset(v for v, child in enumerate(children) if child == case))))

    visit(f, ())
    return found


def covers(wide: Implicant, narrow: Implicant) -> bool:
    """Whether `narrow` says all that `wide` says."""
    said = dict(narrow)
    return all(variable in said and said[variable] <= values for variable, values in wide)
