"""This file defines how comparisons of unknown quantities fall into finitely many cases.

A comparison such as `paid + due <= cap` compares a *form*, a sum of unknowns with factors (`paid - cap`, when due is known), with a
*threshold*. All comparisons of one form cut its line into *cells*: below the first threshold, on it, between it and the next, and so
on. Within a cell every comparison has one truth, so an unknown quantity is as good as a choice among its cells: nothing is sampled.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import product
from math import ceil, floor
from typing import TypeAlias, TypeVar

from contract_model.meaning.diagram import TooLarge
from contract_model.model.conditions import Arith, Compare, Condition, Const, Op, Rounded, Var, kind_of, rounded, variables
from contract_model.model.kinds import Kind, Sort
from contract_model.model.values import DAY, Raw

Atom: TypeAlias = "str | RoundedSum"
"""An unknown, by its name, or what is as good as one."""
Monomial: TypeAlias = tuple[Atom, ...]
"""The unknowns that are multiplied, sorted; nearly always one."""
Linear: TypeAlias = dict[Monomial, Fraction]
"""A sum: each monomial with its factor; the empty monomial has the constant."""

Key = TypeVar("Key")

MAX_STEPS = 5_000


@dataclass(frozen=True, slots=True)
class RoundedSum:
    """A sum of unknowns that is rounded, with its constant: an unknown of its own. `kinds`: those of the unknowns in it, by name."""

    mode: str
    unit: Raw
    kind: Kind
    factors: tuple[tuple[Monomial, Fraction], ...]
    kinds: tuple[tuple[str, Kind], ...]


@dataclass(frozen=True, slots=True)
class Form:
    """A sum of unknowns. The first factor is 1; `kinds` are those of the unknowns, in the order of `atoms`."""

    factors: tuple[tuple[Monomial, Fraction], ...]
    kinds: tuple[Kind, ...]

    @property
    def kind(self) -> Kind | None:
        """The kind of the quantity when the form is one unknown alone, else none."""
        return self.kinds[0] if self.single else None

    @property
    def whole(self) -> bool:
        """Whether only whole numbers can come out: dates count in days, and so do differences between them."""
        simple = all(len(monomial) == 1 and factor.denominator == 1 for monomial, factor in self.factors)
        return simple and all(kind.sort is Sort.DATE for kind in self.kinds)

    @property
    def single(self) -> str | None:
        """The one unknown that the form is, or none."""
        atoms = self.factors[0][0]
        return atoms[0] if len(self.factors) == 1 and len(atoms) == 1 and isinstance(atoms[0], str) else None

    @property
    def atoms(self) -> tuple[Atom, ...]:
        """The unknowns, a rounded sum of them counting as one, each once."""
        return tuple(dict.fromkeys(atom for monomial, _ in self.factors for atom in monomial))

    @property
    def names(self) -> tuple[str, ...]:
        """The unknowns that it is about, each once."""
        return tuple(dict.fromkeys(n for a in self.atoms for n in ((a,) if isinstance(a, str) else (name for name, _ in a.kinds))))


@dataclass(frozen=True, slots=True)
class Threshold:
    """`form op at`, or with `flipped` the other way round (`form >= at` for LE, `form > at` for LT)."""

    form: Form
    op: Op
    flipped: bool
    at: Fraction

    def holds(self, side: int) -> bool:
        """Whether the comparison holds where the form is below (-1), on (0) or above (1) the threshold."""
        side = -side if self.flipped else side
        return side == 0 if self.op is Op.EQ else side < 0 or (side == 0 and self.op is Op.LE)


def threshold(comparison: Compare, values: Mapping[str, Raw]) -> Threshold | bool:
    """The comparison as a form against a number, with what is known put in; a truth when nothing is unknown in it."""
    difference = linear(comparison.left, values)
    for monomial, factor in linear(comparison.right, values).items():
        difference[monomial] = difference.get(monomial, Fraction()) - factor
    constant = difference.pop((), Fraction())
    factors = _sorted(difference)
    if not factors:
        return {Op.EQ: constant == 0, Op.LT: constant < 0, Op.LE: constant <= 0}[comparison.op]
    lead = factors[0][1]
    asked = variables(comparison)
    atoms = dict.fromkeys(atom for monomial, _ in factors for atom in monomial)
    kinds = tuple(asked[atom].kind if isinstance(atom, str) else atom.kind for atom in atoms)
    form = Form(tuple((m, f / lead) for m, f in factors), kinds)
    return Threshold(form, comparison.op, lead < 0, -constant / lead)


def _sorted(total: Linear) -> list[tuple[Monomial, Fraction]]:
    return sorted(((m, f) for m, f in total.items() if f), key=lambda part: _place(part[0]))


def _place(monomial: Monomial) -> tuple[str, ...]:
    """By what monomials are sorted."""
    return tuple(map(str, monomial))


def linear(expression: Condition, values: Mapping[str, Raw]) -> Linear:
    """A quantity as a sum of products of unknowns. Dates count in days, durations in seconds."""
    match expression:
        case Const(value, _):
            return {(): Fraction(value)}
        case Var(name, _):
            known = values.get(name)
            return {(name,): Fraction(1)} if known is None else {(): Fraction(known)}
        case Arith("*", left, right, _):
            a, b = linear(left, values), linear(right, values)
            total: Linear = {}
            for (m, f), (n, g) in product(a.items(), b.items()):
                key = tuple(sorted(m + n, key=str))
                total[key] = total.get(key, Fraction()) + f * g
            return total
        case Arith(operator, left, right, kind):
            total, other = dict(linear(left, values)), linear(right, values)
            scale = Fraction(1, DAY) if kind.sort is Sort.DATE else Fraction(1)
            for m, f in other.items():
                total[m] = total.get(m, Fraction()) + (f if operator == "+" else -f) * scale
            if kind.sort is Sort.DURATION and kind_of(left).sort is Sort.DATE:
                total = {m: f * DAY for m, f in total.items()}
            return total
        case Rounded(mode, unit, part):
            inside = _sorted(linear(part, values))
            if all(not monomial for monomial, _ in inside):
                return {(): Fraction(rounded(mode, unit, inside[0][1] if inside else 0))}
            kinds = tuple((name, var.kind) for name, var in variables(part).items() if values.get(name) is None)
            return {(RoundedSum(mode, unit, kind_of(part), tuple(inside), kinds),): Fraction(1)}
        case _:
            raise TypeError(f"not a quantity: {expression}")


@dataclass(frozen=True, slots=True)
class Cells:
    """A form's line, cut at thresholds (sorted): cell 2i lies below threshold i and above the one before, cell 2i + 1 is on it."""

    form: Form
    cuts: tuple[Fraction, ...]
    low: Fraction | None = None
    high: Fraction | None = None

    @property
    def count(self) -> int:
        """How many cells there are, those that nothing lies in included."""
        return 2 * len(self.cuts) + 1

    def where(self, test: Threshold) -> tuple[int, ...]:
        """The cells in which a comparison of this form holds."""
        at = 2 * bisect_left(self.cuts, test.at) + 1
        return tuple(c for c in range(self.count) if test.holds((c > at) - (c < at)))

    def bounds(self, cell: int) -> tuple[Fraction | None, Fraction | None, bool]:
        """The ends of a cell, and whether they belong to it (then it is one point)."""
        if cell % 2:
            return self.cuts[cell // 2], self.cuts[cell // 2], True
        i = cell // 2
        return (self.cuts[i - 1] if i else None, self.cuts[i] if i < len(self.cuts) else None, False)

    def ends(self, cell: int) -> tuple[Fraction | None, Fraction | None, bool]:
        """The ends of a cell, of whole numbers the first and the last in it, and whether they belong to it."""
        low, high, point = self.bounds(cell)
        if point or not self.form.whole:
            return low, high, point
        first, last = self._whole_between(low, high)
        return None if first is None else Fraction(first), None if last is None else Fraction(last), True

    def inhabited(self, cell: int) -> bool:
        """Whether a value can lie in a cell: within `low` and `high`, and for dates on a whole day."""
        low, high, point = self.bounds(cell)
        if point:
            assert low is not None  # a point is a threshold
            in_range = (self.low is None or self.low <= low) and (self.high is None or low <= self.high)
            return in_range and (not self.form.whole or low.denominator == 1)
        if self.form.whole:
            first, last = self._whole_between(low, high)
            return first is None or last is None or first <= last
        below = self.high is not None and low is not None and low >= self.high
        above = self.low is not None and high is not None and high <= self.low
        return not below and not above

    def inside(self, cell: int) -> Raw:
        """A value in an inhabited cell."""
        low, high, point = self.bounds(cell)
        if point:
            assert low is not None  # a point is a threshold
            return low
        if self.form.whole:
            first, last = self._whole_between(low, high)
            return first if first is not None else last if last is not None else 1
        low = max((b for b in (low, self.low) if b is not None), default=None)
        high = min((b for b in (high, self.high) if b is not None), default=None)
        if low is None or high is None:
            return low + 1 if low is not None else high - 1 if high is not None else 0
        return (low + high) / 2

    def _whole_between(self, low: Fraction | None, high: Fraction | None) -> tuple[int | None, int | None]:
        """The first and the last whole number between two bounds that do not belong, within `low` and `high` of the line."""
        starts = [b for b in (None if low is None else floor(low) + 1, None if self.low is None else ceil(self.low)) if b is not None]
        ends = [b for b in (None if high is None else ceil(high) - 1, None if self.high is None else floor(self.high)) if b is not None]
        return max(starts, default=None), min(ends, default=None)


def dependent(forms: Sequence[Form]) -> list[tuple[int, ...]]:
    """The smallest sets of forms, by index, of which one follows from the others (x, y and x - y).

    Only within such a set can cells exclude each other: when inequalities contradict each other, some of them, each counted so often, add
    up to a contradiction, and the smallest number of them that do is such a set (Farkas). Raises TooLarge.
    """
    found: set[tuple[int, ...]] = set()
    steps = 0

    def extend(chosen: tuple[int, ...], basis: tuple[tuple[Monomial, Linear, dict[int, Fraction]], ...]) -> None:
        nonlocal steps
        for i in range(chosen[-1] + 1 if chosen else 0, len(forms)):
            steps += 1
            if steps > MAX_STEPS:
                raise TooLarge
            rest, made_of = dict(forms[i].factors), {i: Fraction(1)}
            for lead, row, parts in basis:
                if factor := rest.get(lead):
                    rest = _sum(rest, row, -factor / row[lead])
                    made_of = _sum(made_of, parts, -factor / row[lead])
            if rest:
                extend((*chosen, i), (*basis, (next(iter(rest)), rest, made_of)))
            else:
                found.add(tuple(sorted(made_of)))

    extend((), ())
    return sorted(found)


def _sum(a: dict[Key, Fraction], b: Mapping[Key, Fraction], times: Fraction) -> dict[Key, Fraction]:
    total = {k: a.get(k, Fraction()) + b.get(k, Fraction()) * times for k in {**a, **b}}
    return {k: v for k, v in total.items() if v}


def feasible(parts: Sequence[tuple[Cells, int]]) -> bool:
    """Whether some values of the unknowns put each form into its cell. Products of unknowns and what is rounded
    count as unknowns of their own.

    Fourier-Motzkin elimination: an inequality is a sum of monomials that is below zero (strict) or at most zero. It is about rational
    numbers. Where dates are compared with dates alone, whole days follow: each bound is a whole number then, and belongs to its cell.
    """
    rows: list[tuple[Linear, bool]] = []
    for cells, cell in parts:
        low, high, closed = cells.ends(cell)
        form = dict(cells.form.factors)
        if low is not None:
            rows.append(({**{m: -f for m, f in form.items()}, (): low}, not closed))
        if high is not None:
            rows.append(({**form, (): -high}, not closed))
        if cells.low is not None:
            rows.append(({**{m: -f for m, f in form.items()}, (): cells.low}, False))
        if cells.high is not None:
            rows.append(({**form, (): -cells.high}, False))
    for monomial in sorted({m for row, _ in rows for m in row if m}, key=_place):
        rows = _eliminate(rows, monomial)
    return not any(row.get((), Fraction()) > 0 or (strict and row.get((), Fraction()) == 0) for row, strict in rows)


def _eliminate(rows: list[tuple[Linear, bool]], monomial: Monomial) -> list[tuple[Linear, bool]]:
    above = [(r, s) for r, s in rows if r.get(monomial, 0) > 0]
    below = [(r, s) for r, s in rows if r.get(monomial, 0) < 0]
    kept = [(r, s) for r, s in rows if not r.get(monomial)]
    for (a, a_strict), (b, b_strict) in product(above, below):
        x, y = a[monomial], -b[monomial]
        keys = (a.keys() | b.keys()) - {monomial}
        total = {m: a.get(m, Fraction()) / x + b.get(m, Fraction()) / y for m in keys}
        kept.append(({m: f for m, f in total.items() if f or not m}, a_strict or b_strict))
    return kept
