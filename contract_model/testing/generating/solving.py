"""This file defines how values are found that put quantities where they are wanted: each compared sum into its cell, all at once.

One name after another gets the first of some values with which the rest can still be so (which is decided exactly); what is wanted of sums
whose other names have values already is among them, so that the last name of a sum puts it where it belongs.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from math import prod
from typing import TypeAlias

from contract_model.meaning.quantities import Cells, Form, feasible
from contract_model.model.kinds import DATE, Kind
from contract_model.model.values import Raw
from contract_model.testing.generating.factors import Open

Wanted: TypeAlias = tuple[Cells, int]
"""The cell in which a quantity, or a sum of several, is to lie."""


def solved(asked: Open, wanted: Sequence[Wanted]) -> dict[str, Raw] | None:
    """Values of all names of some quantities; none where none are found."""
    names = list(dict.fromkeys(n for cells, _ in wanted for n in cells.form.names))
    bounds = [(Cells(_alone(name, asked.kind(name)), (), *asked.ends(name)), 0) for name in names]
    known: dict[str, Raw] = {}
    fixed: list[Wanted] = [*wanted, *bounds]
    for name in names:
        kind = asked.kind(name)
        for value in _candidates(asked, name, wanted, known):
            point = (Cells(_alone(name, kind), (value,)), 1)
            if (kind != DATE or value.denominator == 1) and asked.can_be(name, value) and feasible([*fixed, point]):
                known[name] = value
                fixed.append(point)
                break
        else:
            return None
    return known


def total_for(form: Form, known: Mapping[str, Raw], name: str, total: Fraction) -> Fraction | None:
    """The value of a name with which a sum comes to a total; none where the name is multiplied or rounded, or something else is rounded."""
    own, rest = Fraction(), Fraction(total)
    for monomial, factor in form.factors:
        if monomial == (name,):
            own = factor
        elif all(isinstance(atom, str) and atom != name for atom in monomial):
            rest -= factor * prod((Fraction(known[str(atom)]) for atom in monomial), start=Fraction(1))
        else:
            return None
    return rest / own if own else None


def _candidates(asked: Open, name: str, wanted: Sequence[Wanted], known: Mapping[str, Raw]) -> Iterator[Fraction]:
    """Values to try for a name, the likeliest first."""
    usual = Fraction(asked.usual(name))
    mine = [(cells, cell) for cells, cell in wanted if name in cells.form.names]
    for cells, cell in mine:
        if cells.form.single:
            yield Fraction(asked.inside(cells, cell))
    for cells, cell in mine:
        if all(n in known for n in cells.form.names if n != name):
            value = total_for(cells.form, known, name, Fraction(asked.inside(cells, cell)))
            if value is not None:
                yield value
    yield usual
    for cells, _ in mine:
        for cut in range(len(cells.cuts)):
            if cells.form.single:
                yield from asked.around(cells, cut)
    least, most = asked.ends(name)
    yield from (end for end in (least, most) if end is not None)
    yield from (usual * n for n in (2, 10, 1_000, 1_000_000))
    yield from (usual / n for n in (2, 10, 1_000))
    yield Fraction(0)


def _alone(name: str, kind: Kind) -> Form:
    return Form((((name,), Fraction(1)),), (kind,))
