"""This file defines the cases at boundaries: for each threshold the values just below, at and just above it, in a case where they matter.

The case is found in the diagrams: values of all else under which the verdict is another one on two sides of the threshold. Where there
are none, nothing ever turns on the threshold, and it has no cases.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction

from contract_model.meaning.diagram import FALSE, TRUE, Diagram
from contract_model.meaning.split import Unknown
from contract_model.model.answer import OTHER
from contract_model.model.kinds import DATE
from contract_model.model.values import Raw, Value, cooked
from contract_model.testing.generating.factors import ELSE, Open
from contract_model.testing.generating.solving import solved, total_for


@dataclass(frozen=True, slots=True)
class Boundary:
    """A threshold of a quantity (`name`, or a sum of several), with the values of everything just below, at and just above it."""

    names: tuple[str, ...]
    at: Value
    rows: tuple[Mapping[str, Value], ...]


def boundaries(asked: Open) -> Iterator[Boundary]:
    """The boundaries on which the verdict turns, in the order in which the terms ask."""
    with asked.judgment.limits():
        for number, unknown in asked.unknowns.items():
            cuts = unknown.cells.cuts if unknown.cells else ()
            for i, cut in enumerate(cuts):
                if unknown.cells and unknown.cells.form.whole and cut + 1 in cuts:
                    continue  # the day before the next threshold is among those around it
                boundary = _boundary(asked, number, unknown, i)
                if boundary is not None:
                    yield boundary


def _boundary(asked: Open, number: int, unknown: Unknown, cut: int) -> Boundary | None:
    cells = unknown.cells
    assert cells is not None  # it is a quantity
    around = asked.around(cells, cut)
    places = {v: unknown.inhabited.index(asked.cell(cells, v)) for v in around}
    values = _where_it_matters(asked, number, list(places.values()))
    if values is None:
        return None
    last = next((str(m[0]) for m, _ in reversed(cells.form.factors) if len(m) == 1 and isinstance(m[0], str)), cells.form.names[-1])
    rows = [{**values, last: v} for total in around if (v := total_for(cells.form, values, last, total)) is not None]
    kinds = {name: asked.kind(name) for row in rows for name in row}
    possible = [row for row in rows if asked.can_be(last, row[last]) and (kinds[last] != DATE or Fraction(row[last]).denominator == 1)]
    if len(possible) < 2:
        return None
    told = tuple({name: cooked(kinds[name], v) for name, v in row.items()} for row in possible)
    kind = asked.kind(cells.form.names[0])
    return Boundary(cells.form.names, cooked(kind, cells.cuts[cut]) if cells.form.single else str(cells.cuts[cut]), told)


def _where_it_matters(asked: Open, number: int, places: list[int]) -> dict[str, Raw] | None:
    """Values of all else under which the verdict is not the same for all of some cells of an unknown; none where there are none."""
    split, d = asked.split, asked.split.diagrams
    presumed = split.places(asked.judgment.known.assumed)
    for taken in (presumed, asked.defaults):
        left = asked.split.remaining(asked.judgment.verdicts, taken)
        differs = FALSE
        for f in left.values():
            sides = [d.given(f, {number: place}) for place in places]
            for one, other in zip(sides, sides[1:], strict=False):
                differs = d.either(differs, d.either(d.both(one, d.negation(other)), d.both(other, d.negation(one))))
        differs = d.both(differs, split.possible(differs))
        if differs != FALSE:
            chosen = _witness(asked, differs)
            found = (_values(asked, {**chosen, number: place}, taken) for place in places)
            values = next((v for v in found if v is not None), None)
            if values is not None:
                return values
    return None


def _witness(asked: Open, f: Diagram) -> dict[int, int]:
    """Unknowns with the places of values under which a diagram, which is not false, is true."""
    d = asked.split.diagrams
    chosen: dict[int, int] = {}
    while f != TRUE:
        children = d.children(f)
        place = next(p for p, child in enumerate(children) if child != FALSE)
        chosen[d.variable(f)] = place
        f = children[place]
    return chosen


def _values(asked: Open, chosen: Mapping[int, int], taken: Mapping[int, int]) -> dict[str, Raw] | None:
    """Values by name: those chosen, and of what is left open and not taken for granted some, so that there is one verdict.

    None where no quantities are found that go together.
    """
    values: dict[str, Raw] = {}
    wanted = []
    for number, unknown in asked.unknowns.items():
        place = chosen.get(number)
        if number in taken and place is None:
            continue
        if unknown.cells is not None:
            wanted += [(unknown.cells, unknown.inhabited[place])] if place is not None else []
        elif len(unknown.names) == 1:
            value = unknown.values[place or 0]
            values[unknown.name] = ELSE if value == OTHER else value
        else:
            one, other = unknown.names
            first = values.setdefault(one, "one thing")
            values.setdefault(other, first if place else "another")
    quantities = solved(asked, wanted)
    if quantities is None:
        return None
    open_ = (u for n, u in asked.unknowns.items() if u.cells is not None and n not in taken)
    rest = {name: asked.usual(name) for u in open_ for name in u.names if name not in quantities}
    return {**values, **rest, **quantities}
