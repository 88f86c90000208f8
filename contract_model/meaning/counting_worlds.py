"""This file defines how many cases a condition holds in: combinations of values, counted on its diagram without making any of them.

Each combination of the values of some unknowns counts once: a truth has two, a choice, party or reading one for each value, a text one
for each value that conditions mention and one for any other, a quantity one for each cell between, below, above and on its thresholds.
"""

from __future__ import annotations

from collections.abc import Collection

from contract_model.meaning.diagram import FALSE, TRUE, Diagram, Diagrams


def count(diagrams: Diagrams, f: Diagram, variables: Collection[int]) -> int:
    """In how many combinations of values of the variables f holds; it turns on no others."""
    order = sorted(variables)
    place = {variable: i for i, variable in enumerate(order)}
    below = [1] * (len(order) + 1)  # combinations of the variables from a place on
    for i in reversed(range(len(order))):
        below[i] = below[i + 1] * diagrams.sizes[order[i]]
    known: dict[Diagram, int] = {}

    def at(g: Diagram) -> int:
        return len(order) if g <= TRUE else place[diagrams.variable(g)]

    def visit(g: Diagram) -> int:
        """Those of the variables from that which g tests first."""
        if g <= TRUE:
            return int(g == TRUE)
        if g not in known:
            first = at(g) + 1
            known[g] = sum(visit(c) * below[first] // below[at(c)] for c in diagrams.children(g) if c != FALSE)
        return known[g]

    return visit(f) * below[0] // below[at(f)]
