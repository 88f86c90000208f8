"""This file defines what a condition is worth when some of what it asks is unknown: Kleene's strong three-valued logic.

True, false and unknown are `True`, `False` and `None`. A condition becomes a function once; the function takes the slots of the
program (a list: what is known about each variable, then the truth of each earlier condition) and gives the value.

    not        and  T U F        or   T U F
    T  F        T   T U F         T   T T T
    U  U        U   U U F         U   T U U
    F  T        F   F F F         F   T U F

A comparison, a sum or a rounded quantity of which a part is unknown is unknown.
Source: S. C. Kleene, Introduction to Metamathematics, 1952, section 64.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from operator import itemgetter
from typing import Any, TypeAlias

from contract_model.model.conditions import And, Arith, Compare, Condition, Const, In, Named, Not, Op, Or, Rounded, Var, kind_of, rounded
from contract_model.model.kinds import Sort
from contract_model.model.values import DAY, Raw

Truth: TypeAlias = bool | None
Slots: TypeAlias = list[Any]
Function: TypeAlias = Callable[[Slots], Any]


@dataclass(frozen=True, slots=True)
class Compiled:
    """The functions of a program: `slots` gives the place of each variable and of each condition; `steps` fill the latter in order."""

    slots: Mapping[str, int]
    inputs: int
    steps: tuple[Function, ...]


def compile_formulas(variables: Sequence[str], formulas: Sequence[Named]) -> Compiled:
    """Functions for named conditions, each of which may refer to those before it by name."""
    slots = {name: i for i, name in enumerate([*variables, *(f.name for f in formulas)])}
    return Compiled(slots, len(variables), tuple(compile_condition(f.body, slots) for f in formulas))


def compile_condition(condition: Condition, slots: Mapping[str, int]) -> Function:
    """The function of a condition in normal form. Raises TypeError for a node that is not in normal form."""
    match condition:
        case Const(value, _):
            return lambda v: value
        case Var(name, _) | Named(name, _):
            return itemgetter(slots[name])
        case Not(part):
            return _not(compile_condition(part, slots))
        case And(parts):
            return _all(tuple(compile_condition(p, slots) for p in parts))
        case Or(parts):
            return _any(tuple(compile_condition(p, slots) for p in parts))
        case In(item, values):
            return _in(compile_condition(item, slots), frozenset(values))
        case Compare(op, left, right):
            return _compare(op, left, right, slots)
        case Arith(operator, left, right, _):
            return _arith(operator, condition, compile_condition(left, slots), compile_condition(right, slots))
        case Rounded(mode, unit, part):
            return _rounded(mode, unit, compile_condition(part, slots))
        case _:
            raise TypeError(f"not in normal form: {condition}")


def _not(part: Function) -> Function:
    def negated(v: Slots) -> Truth:
        truth = part(v)
        return None if truth is None else not truth

    return negated


def _all(parts: tuple[Function, ...]) -> Function:
    def conjunction(v: Slots) -> Truth:
        result: Truth = True
        for part in parts:
            truth = part(v)
            if truth is False:
                return False
            if truth is None:
                result = None
        return result

    return conjunction


def _any(parts: tuple[Function, ...]) -> Function:
    def disjunction(v: Slots) -> Truth:
        result: Truth = False
        for part in parts:
            truth = part(v)
            if truth is True:
                return True
            if truth is None:
                result = None
        return result

    return disjunction


def _in(item: Function, values: frozenset[str]) -> Function:
    def member(v: Slots) -> Truth:
        value = item(v)
        return None if value is None else value in values

    return member


def _compare(op: Op, left: Condition, right: Condition, slots: Mapping[str, int]) -> Function:
    a, b = compile_condition(left, slots), compile_condition(right, slots)

    def equal(v: Slots) -> Truth:
        x, y = a(v), b(v)
        return None if x is None or y is None else x == y

    def less(v: Slots) -> Truth:
        x, y = a(v), b(v)
        return None if x is None or y is None else x < y

    def at_most(v: Slots) -> Truth:
        x, y = a(v), b(v)
        return None if x is None or y is None else x <= y

    return {Op.EQ: equal, Op.LT: less, Op.LE: at_most}[op]


def _arith(operator: str, whole: Arith, a: Function, b: Function) -> Function:
    def total(v: Slots) -> Raw | None:
        x, y = a(v), b(v)
        return None if x is None or y is None else combine(operator, whole, x, y)

    return total


def _rounded(mode: str, unit: Raw, part: Function) -> Function:
    def multiple(v: Slots) -> Raw | None:
        x = part(v)
        return None if x is None else rounded(mode, unit, x)

    return multiple


def combine(operator: str, whole: Arith, x: Any, y: Any) -> Any:
    """What an operator does to two raw quantities. Dates count in days and durations in seconds, so a sum of the two converts."""
    if operator == "*":
        return x * y
    if whole.kind.sort is Sort.DATE:  # a date and a duration
        y = _per_day(y)
    total = x + y if operator == "+" else x - y
    if whole.kind.sort is Sort.DURATION and kind_of(whole.left).sort is Sort.DATE:  # from one date to another
        return total * DAY
    return total


def _per_day(seconds: Any) -> Any:
    from fractions import Fraction  # seldom needed, slow to load

    days = Fraction(seconds, DAY)
    return days.numerator if days.denominator == 1 else days


def either(*truths: Truth) -> Truth:
    """The truth of `or`, of truths that are there already."""
    return True if True in truths else None if None in truths else False
