"""This file defines the prime implicants of a condition: the smallest sets of literals each of which suffices for it.

A literal says of one unknown that its value is in a set, of an ordered one that it is in an interval. A set of literals is an implicant
when it suffices, and prime when no literal can be dropped or widened. Source: W. V. Quine, The Problem of Simplifying Truth Functions,
1952; on decision diagrams, O. Coudert and J. C. Madre, Implicit and Incremental Computation of Primes and Essential Primes of Boolean
Functions, 1992.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations, count, groupby
from typing import TypeAlias

from contract_model.meaning.diagram import FALSE, TRUE, Diagram, Diagrams

Implicant: TypeAlias = tuple[tuple[int, frozenset[int]], ...]
"""Pairs of a variable and the set of values it must be in, by variable."""

MAX_STEPS = 20_000


class TooMany(Exception):
    """There are so many that not all of them are looked at."""


def prime_implicants(
    diagrams: Diagrams, f: Diagram, most: int, possible: Diagram = TRUE, steps: int = MAX_STEPS
) -> tuple[list[Implicant], bool]:
    """Prime implicants of f, those with the fewest literals first, and whether these are known to be all.

    What is not possible may be taken for true or false as suits best; implicants that are not possible are left out. When there are more
    than `most`, more than `most` of the shortest. Raises TooMany when not even those can be told in so many steps.
    """
    found: list[Implicant] = []
    search = _Search(diagrams, steps)
    wide = diagrams.either(f, diagrams.negation(possible))
    for literals in count():
        try:
            primes, whole = search.primes(wide, literals)
        except TooMany:
            if not found:
                raise
            return found, False
        found = [i for i in primes if diagrams.both(conjunction(diagrams, i), possible) != FALSE]
        if whole or len(found) > most:
            break
    return found, whole


class _Search:
    """Prime implicants with at most so many literals. What covers one has no more literals, so none is taken for prime by mistake."""

    def __init__(self, diagrams: Diagrams, steps: int) -> None:
        self.diagrams = diagrams
        self._done: dict[Diagram, tuple[int, list[Implicant], bool]] = {FALSE: (0, [], True), TRUE: (0, [()], True)}
        self._steps = steps
        self._work = diagrams.work + steps

    def primes(self, f: Diagram, literals: int) -> tuple[list[Implicant], bool]:
        """Those of f, the fewest literals first, and whether these are all that it has."""
        done, found, whole = self._done.get(f, (0, [], False))
        if done < literals and not whole:
            found, whole = self._primes(f, literals)
            found.sort(key=lambda i: (len(i), [(v, sorted(s)) for v, s in i]))
            self._done[f] = literals, found, whole
        elif done > literals:
            return [i for i in found if len(i) <= literals], whole and all(len(i) <= literals for i in found)
        return found, whole

    def _primes(self, f: Diagram, literals: int) -> tuple[list[Implicant], bool]:
        found: list[Implicant] = []
        whole = True
        variable = self.diagrams.variable(f)
        for values, common in self._literals(variable, self.diagrams.children(f)):
            free = len(values) == self.diagrams.sizes[variable]
            primes, all_of_them = self.primes(common, literals if free else literals - 1)
            whole = whole and all_of_them
            for rest in primes:
                candidate = rest if free else ((variable, values), *rest)
                self._step(len(found))
                if not any(covers(other, candidate) for other in found):
                    found.append(candidate)
        return found, whole

    def _literals(self, variable: int, children: tuple[Diagram, ...]) -> Iterator[tuple[frozenset[int], Diagram]]:
        """Sets of values of a variable, each with what is left for all of them; the widest first: what a wider one covers is not prime."""
        cases = _cases(self.diagrams, variable, children)
        ordered = self.diagrams.ordered[variable]
        for size in range(len(cases), 0, -1):
            runs = (cases[i : i + size] for i in range(len(cases) - size + 1))
            for chosen in runs if ordered else combinations(cases, size):
                self._step(1)
                common = TRUE
                for _, child in chosen:
                    common = self.diagrams.both(common, child)
                if common != FALSE:
                    yield frozenset().union(*(values for values, _ in chosen)), common

    def _step(self, size: int) -> None:
        self._steps -= size
        if self._steps < 0 or self.diagrams.work > self._work:
            raise TooMany


def _cases(diagrams: Diagrams, variable: int, children: tuple[Diagram, ...]) -> list[tuple[frozenset[int], Diagram]]:
    """The values of a variable that lead to the same, together; of an ordered one only such as follow on each other."""
    places = sorted(range(len(children)), key=lambda place: 0 if diagrams.ordered[variable] else children[place])
    return [(frozenset(same), child) for child, same in groupby(places, key=lambda place: children[place])]


def disjoint_implicants(diagrams: Diagrams, f: Diagram, most: int) -> list[Implicant]:
    """Implicants that together make up f without overlapping, not the smallest ones; at most `most` of them."""
    found: list[Implicant] = []

    def visit(g: Diagram, path: Implicant) -> None:
        if g == FALSE or len(found) > most:
            return
        if g == TRUE:
            found.append(path)
            return
        variable = diagrams.variable(g)
        for values, child in _cases(diagrams, variable, diagrams.children(g)):
            visit(child, (*path, (variable, values)))

    visit(f, ())
    return found


def conjunction(diagrams: Diagrams, implicant: Implicant) -> Diagram:
    """All literals of an implicant together."""
    result = TRUE
    for variable, values in implicant:
        result = diagrams.both(result, diagrams.literal(variable, values))
    return result


def covers(wide: Implicant, narrow: Implicant) -> bool:
    """Whether `narrow` says all that `wide` says."""
    said = dict(narrow)
    return all(variable in said and said[variable] <= values for variable, values in wide)
