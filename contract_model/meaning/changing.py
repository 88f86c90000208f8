"""This file defines the smallest sets of variables whose change makes a condition hold, whatever value the others have of those they may.

Each variable has a *home*: the values that it has, or may have. To leave it costs one, and to choose among several values of a home
costs one as well; a variable without a home is chosen freely. What is left at home has to do for every value of its home.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from typing import TypeAlias

from contract_model.meaning.diagram import FALSE, TRUE, Diagram, Diagrams
from contract_model.meaning.primes import TooMany

Homes: TypeAlias = "Mapping[int, Collection[int]]"
"""By the number of a variable, the numbers of the values of its home."""
Sets: TypeAlias = "list[frozenset[int]]"

MAX_STEPS = 200_000


class Changing:
    """A search for such sets. `fixed`: variables that cannot be changed."""

    def __init__(self, diagrams: Diagrams, homes: Homes, fixed: Collection[int] = (), steps: int = MAX_STEPS) -> None:
        self.diagrams = diagrams
        self.homes = homes
        self.fixed = fixed
        self._done: dict[tuple[Diagram, Diagram], tuple[int, Sets, bool]] = {}
        self._steps = steps

    def sets(self, always: Diagram, possible: Diagram, size: int) -> tuple[Sets, bool]:
        """The smallest sets of at most `size` variables, and whether these are all, such that for some values of them

        `always` holds for all values that the others have at home, and `possible` for some. Raises TooMany.
        """
        if FALSE in (always, possible):
            return [], True
        if always == possible == TRUE:
            return [frozenset()], True
        key = (always, possible)
        done, found, whole = self._done.get(key, (-1, [], False))
        if done < size and not whole:
            found, whole = self._sets(always, possible, size)
            self._done[key] = size, found, whole
        elif done > size:
            return [s for s in found if len(s) <= size], whole and all(len(s) <= size for s in found)
        return found, whole

    def _sets(self, always: Diagram, possible: Diagram, size: int) -> tuple[Sets, bool]:
        variable = min(self.diagrams.variable(f) for f in (always, possible) if f > TRUE)
        pairs = list(zip(self._under(always, variable), self._under(possible, variable), strict=True))
        found: Sets = []
        whole = True
        home = self.homes.get(variable)
        if home is not None:
            every, some = (self._joined([pair[i] for n, pair in enumerate(pairs) if n in home], all_of_them=not i) for i in (0, 1))
            found, whole = self.sets(every, some, size)
            found = list(found)
        if variable in self.fixed:
            return found, whole
        cost = frozenset() if home is None else frozenset((variable,))
        for pair in dict.fromkeys(pairs):
            if FALSE in pair:
                continue
            if size < len(cost):
                whole = False
                continue
            others, all_others = self.sets(*pair, size - len(cost))
            whole = whole and all_others
            for other in others:
                self._step(len(found))
                candidate = other | cost
                if not any(s <= candidate for s in found):
                    found = [s for s in found if not candidate <= s]
                    found.append(candidate)
        found.sort(key=lambda s: (len(s), sorted(s)))
        return found, whole

    def projected(self, f: Diagram, chosen: Collection[int], all_of_them: bool) -> Diagram:
        """What is left of f for some variables, when it is to hold for all values that the others have at home, or for some."""
        known: dict[Diagram, Diagram] = {FALSE: FALSE, TRUE: TRUE}

        def visit(g: Diagram) -> Diagram:
            if g not in known:
                variable = self.diagrams.variable(g)
                children = self.diagrams.children(g)
                home = self.homes.get(variable)
                if variable in chosen or home is None:
                    known[g] = self.diagrams.node(variable, tuple([visit(c) for c in children]))
                else:
                    known[g] = self._joined([visit(c) for n, c in enumerate(children) if n in home], all_of_them)
            return known[g]

        return visit(f)

    def _joined(self, parts: list[Diagram], all_of_them: bool) -> Diagram:
        join: Callable[[Diagram, Diagram], Diagram] = self.diagrams.both if all_of_them else self.diagrams.either
        result = parts[0]
        for part in dict.fromkeys(parts[1:]):
            result = join(result, part)
        return result

    def _under(self, f: Diagram, variable: int) -> tuple[Diagram, ...]:
        if f > TRUE and self.diagrams.variable(f) == variable:
            return self.diagrams.children(f)
        return (f,) * self.diagrams.sizes[variable]

    def _step(self, size: int) -> None:
        self._steps -= size + 1
        if self._steps < 0:
            raise TooMany
