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

MAX_IMPLICANTS = 2_000
MAX_CHILDREN = 10


class TooMany(Exception):
    """There are over MAX_IMPLICANTS smallest sets, or a variable falls into over MAX_CHILDREN cases."""


def prime_implicants(diagrams: Diagrams, f: Diagram) -> list[Implicant]:
    """All prime implicants of f, those with the fewest literals first. Raises TooMany."""
    done: dict[Diagram, list[Implicant]] = {FALSE: [], TRUE: [()]}

    def primes(g: Diagram) -> list[Implicant]:
        if g not in done:
            done[g] = compute(g)
        return done[g]

    def compute(g: Diagram) -> list[Implicant]:
        variable, children = diagrams.variable(g), diagrams.children(g)
        cases = sorted(set(children))
        if len(cases) > MAX_CHILDREN:
            raise TooMany
        found: list[Implicant] = []
        for size in range(len(cases), 0, -1):  # the widest literals first: what a wider one covers is not prime
            for chosen in combinations(cases, size):
                common = TRUE
                for case in chosen:
                    common = diagrams.both(common, case)
                values = frozenset(v for v, child in enumerate(children) if child in chosen)
                literal = () if size == len(cases) else ((variable, values),)
                for rest in primes(common):
                    candidate = (*literal, *rest)
                    if not any(covers(other, candidate) for other in found):
                        found.append(candidate)
                if len(found) > MAX_IMPLICANTS:
                    raise TooMany
        return found

    return sorted(primes(f), key=lambda i: (len(i), [(v, sorted(s)) for v, s in i]))


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
