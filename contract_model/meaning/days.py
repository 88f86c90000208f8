"""This file defines the days on which a condition can turn, found from what it says and not by trying days.

Comparisons that ask about the date alone turn on days that can be told from their thresholds. Where the date is compared with something
unknown (`date <= signed + days(30)`) no day is special by itself; but together with what else is asked of it (`signed <= 2026-03-01`) there
are days from which on it cannot be so: those at which a sum of the thresholds comes out as the date (Farkas).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from fractions import Fraction
from itertools import product
from math import ceil, prod
from typing import Any

from contract_model.meaning.diagram import TooLarge
from contract_model.meaning.quantities import Cells, Form, Linear, Monomial, Threshold, dependent, threshold
from contract_model.model.conditions import (
    FALSE,
    TRUE,
    And,
    Arith,
    Compare,
    Condition,
    Const,
    In,
    Named,
    Not,
    Op,
    Or,
    Rounded,
    Var,
    kind_of,
    rounded,
    variables,
)
from contract_model.model.kinds import DATE, DURATION, Sort
from contract_model.model.values import DAY, Raw

MAX_STEPS = 20_000
MAX_TURNS = 2_000
FIRST_DAY, LAST_DAY = 1, date.max.toordinal()
_DATE = Form(((("date",), Fraction(1)),), (DATE,))
_TIME = Form(((("time",), Fraction(1)),), (DURATION,))


def turns(conditions: Iterable[Condition], values: Mapping[str, Raw]) -> tuple[set[int], set[int]]:
    """The days, as day numbers, from which on something in some conditions may be otherwise than on the day before.

    First those on which a comparison turns; then those from which on comparisons of the date with what is not known, none of which turns,
    may begin or cease to exclude each other. `conditions` are all nodes, one by one; `values` is what is known, the date not among it.
    Raises TooLarge.
    """
    found: set[int] = set()
    mixed: dict[Form, set[Fraction]] = {}
    for node in conditions:
        if not isinstance(node, Compare) or not kind_of(node.left).ordered:
            continue
        test = threshold(node, values)
        if not isinstance(test, Threshold):
            continue
        if test.form.single == "date":
            found |= {ceil(test.at)} if test.holds(-1) != test.holds(0) and test.at.denominator == 1 else set()
            found |= {int(test.at // 1) + 1} if test.holds(0) != test.holds(1) or test.at.denominator > 1 else set()
        elif test.form.names == ("date",):
            found |= set(_turns_of(node, values))
        else:
            mixed.setdefault(test.form, set()).add(test.at)
    excluding = _excluding(mixed)
    if len(found) + len(excluding) > MAX_TURNS:
        raise TooLarge
    return found, excluding


class OnDay:
    """Conditions as they are on one day: comparisons that ask about nothing but the date are settled, all others stay as they are."""

    def __init__(self, day: int, values: Mapping[str, Raw]) -> None:
        self._known = {**values, "date": day}
        self._open = {n for n in values if n != "date"}
        self._done: dict[int, tuple[Condition, Condition]] = {}  # with the condition, so that its number stays its own

    def __call__(self, condition: Condition) -> Condition:
        """The condition on the day."""
        kept = self._done.get(id(condition))
        if kept is None:
            kept = self._done[id(condition)] = (condition, self._settled(condition))
        return kept[1]

    def named(self, formula: Named) -> Named:
        """The same of a condition under its name."""
        settled = self(formula)
        assert isinstance(settled, Named)
        return settled

    def _settled(self, condition: Condition) -> Condition:
        match condition:
            case Named(name, body):
                inner = self(body)
                return condition if inner is body else Named(name, inner)
            case Not(part):
                return Not(self(part))
            case And(parts):
                return And(tuple(map(self, parts)))
            case Or(parts):
                return Or(tuple(map(self, parts)))
            case Compare(_, left, _) if kind_of(left).ordered:
                if variables(condition).keys() - self._open != {"date"}:
                    return condition
                truth = threshold(condition, self._known)
                return condition if isinstance(truth, Threshold) else TRUE if truth else FALSE
            case Compare(op, left, right):
                return Compare(op, self(left), self(right))
            case Const() | Var() | In() | _:
                return condition


def _turns_of(comparison: Compare, values: Mapping[str, Raw]) -> Iterator[int]:
    """The days on which a comparison turns that asks about the date alone, but not in a straight line: rounded, or multiplied by itself.

    A range of days is halved until the bounds of both sides settle it.
    """
    waiting = [(FIRST_DAY, LAST_DAY)]
    before: bool | None = None
    for _ in range(MAX_STEPS):
        if not waiting:
            return
        first, last = waiting.pop()
        truth = _truth(comparison, values, first, last)
        if truth is None:
            middle = (first + last) // 2
            waiting += [(middle + 1, last), (first, middle)]
            continue
        if before is not None and truth != before:
            yield first
        before = truth
    raise TooLarge


def _truth(comparison: Compare, values: Mapping[str, Raw], first: int, last: int) -> bool | None:
    """Whether a comparison holds on all days of a range, or on none; none where its bounds do not tell. Of one day they do."""
    left, right = _bounds(comparison.left, values, first, last), _bounds(comparison.right, values, first, last)
    low, high = left[0] - right[1], left[1] - right[0]
    match comparison.op:
        case Op.EQ:
            return True if low == high == 0 else False if low > 0 or high < 0 else None
        case Op.LT:
            return True if high < 0 else False if low >= 0 else None
        case Op.LE:
            return True if high <= 0 else False if low > 0 else None


def _bounds(expression: Condition, values: Mapping[str, Raw], first: int, last: int) -> tuple[Fraction, Fraction]:
    """Between what a quantity lies on a range of days. Dates count in days, durations in seconds."""
    match expression:
        case Const(value, _):
            return Fraction(value), Fraction(value)
        case Var("date", _):
            return Fraction(first), Fraction(last)
        case Var(name, _):
            return Fraction(values[name]), Fraction(values[name])
        case Arith("*", left, right, _):
            ends = [a * b for a, b in product(_bounds(left, values, first, last), _bounds(right, values, first, last))]
            return min(ends), max(ends)
        case Arith(operator, left, right, kind):
            (a, b), (c, d) = _bounds(left, values, first, last), _bounds(right, values, first, last)
            if kind.sort is Sort.DATE:
                c, d = c / DAY, d / DAY
            low, high = (a + c, b + d) if operator == "+" else (a - d, b - c)
            if kind.sort is Sort.DURATION and kind_of(left).sort is Sort.DATE:
                low, high = low * DAY, high * DAY
            return low, high
        case Rounded(mode, unit, part):
            low, high = (Fraction(rounded(mode, unit, end)) for end in _bounds(part, values, first, last))
            return low, high
        case _:
            raise TypeError(f"not a quantity: {expression}")


def _excluding(mixed: Mapping[Form, Iterable[Fraction]]) -> set[int]:
    """The days before, on or after which comparisons of the date with what is not known begin or cease to exclude each other."""
    forms = _together(mixed)
    if not any("date" in form.names for form in forms):
        return set()
    ends = {form: _ends(Cells(form, tuple(sorted(mixed[form])))) for form in forms}
    if any("time" in form.names for form in forms):
        ends[_TIME] = {*ends.get(_TIME, ()), Fraction(0), Fraction(DAY - 1)}
    lines = [_DATE, *ends]
    found: set[int] = set()
    for chosen in dependent(lines):
        if chosen[0] != 0:
            continue
        others = [lines[i] for i in chosen[1:]]
        if prod(len(ends[form]) for form in others) > MAX_TURNS:
            raise TooLarge
        factors = _made_of(others)
        for at in product(*(ends[form] for form in others)):
            day = sum((f * end for f, end in zip(factors, at, strict=True)), Fraction())
            found |= {ceil(day), int(day // 1) + 1}
    return found


def _together(mixed: Mapping[Form, Any]) -> list[Form]:
    """The forms that have to do with the date, by way of others too."""
    names, found, left = {"date"}, [], list(mixed)
    while near := [form for form in left if names & set(form.names)]:
        found += near
        names.update(n for form in near for n in form.names)
        left = [form for form in left if form not in near]
    return found


def _ends(cells: Cells) -> set[Fraction]:
    """Where the cells of a form begin and end."""
    found = (end for c in range(cells.count) if cells.inhabited(c) for end in cells.ends(c)[:2])
    return {end for end in found if end is not None}


def _made_of(forms: Sequence[Form]) -> list[Fraction]:
    """The factors by which forms, none of which follows from the others, add up to the date."""
    basis: list[tuple[Monomial, Linear, list[Fraction]]] = []
    for place, form in enumerate(forms):
        row, parts = dict(form.factors), [Fraction(place == i) for i in range(len(forms))]
        for lead, other, made in basis:
            times = row.get(lead, Fraction()) / other[lead]
            row, parts = _less(row, other, times), [p - times * q for p, q in zip(parts, made, strict=True)]
        basis.append((next(iter(row)), row, parts))
    target: Linear = dict(_DATE.factors)
    factors = [Fraction() for _ in forms]
    for lead, row, parts in basis:
        times = target.get(lead, Fraction()) / row[lead]
        target, factors = _less(target, row, times), [f + times * p for f, p in zip(factors, parts, strict=True)]
    return factors


def _less(row: Linear, other: Linear, times: Fraction) -> Linear:
    """A sum less a multiple of another."""
    return {m: f for m in {**row, **other} if (f := row.get(m, Fraction()) - times * other.get(m, Fraction()))}
