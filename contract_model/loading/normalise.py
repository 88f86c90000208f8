"""This file defines the normal form of a condition: one way to say each thing, so that no engine has to ask which form it got.

    a if p else b        is gone: (p and a) or (not p and b) or (a and b) for truths; lifted out of comparisons for other kinds
    min, max             are gone: max(a, b) <= c is a <= c and b <= c, and so on
    choice == value      is `In`
    and, or, not         are flat, without constants and double negations
    a definition         of a truth is `Named`; of another kind it is put in where it is used

The third arm of `if` says: where both ways agree, the test need not be known. So says Kleene's conditional.
"""

from __future__ import annotations

from contract_model.model.conditions import (
    FALSE,
    TRUE,
    And,
    Arith,
    Choose,
    Compare,
    Condition,
    Const,
    Extreme,
    In,
    Named,
    Not,
    Op,
    Or,
    Var,
    all_of,
    any_of,
    kind_of,
    negation,
    walk,
)
from contract_model.model.kinds import TRUTH, Kind

MAX_SIZE = 5_000


class TooLarge(Exception):
    """The normal form has over MAX_SIZE parts: too many `if`s within each other."""


def normalise(condition: Condition) -> Condition:
    """The normal form of a typed condition that is a truth. Raises TooLarge."""
    match condition:
        case Const() | Var() | Named():
            return condition  # a definition is brought into normal form where it is defined, once
        case Not(part):
            return negation(normalise(part))
        case And(parts):
            return _sized(all_of(*(normalise(p) for p in parts)))
        case Or(parts):
            return _sized(any_of(*(normalise(p) for p in parts)))
        case Choose(test, then, other):
            p, a, b = normalise(test), normalise(then), normalise(other)
            return _either_way(p, a, b)
        case In(item, values):
            return _member(_value(item), values)
        case Compare(op, left, right):
            return _compare(op, _value(left), _value(right))
        case _:
            raise TypeError(f"not a truth: {condition}")


def is_normal(condition: Condition) -> bool:
    """Whether a condition is in normal form: what engines may rely on."""
    return not any(isinstance(n, (Choose, Extreme)) or (isinstance(n, Named) and kind_of(n) != TRUTH) for n in walk(condition))


def _either_way(p: Condition, a: Condition, b: Condition) -> Condition:
    return _sized(any_of(all_of(p, a), all_of(negation(p), b), all_of(a, b)))


def _compare(op: Op, left: Condition, right: Condition) -> Condition:
    match left, right:
        case Choose(test, then, other), _:
            return _either_way(test, _compare(op, then, right), _compare(op, other, right))
        case _, Choose(test, then, other):
            return _either_way(test, _compare(op, left, then), _compare(op, left, other))
        case Extreme(), _ if op is Op.EQ:
            return all_of(_compare(Op.LE, left, right), _compare(Op.LE, right, left))
        case _, Extreme() if op is Op.EQ:
            return all_of(_compare(Op.LE, left, right), _compare(Op.LE, right, left))
        case Extreme(greatest, parts), _:
            return (all_of if greatest else any_of)(*(_compare(op, p, right) for p in parts))
        case _, Extreme(greatest, parts):
            return (any_of if greatest else all_of)(*(_compare(op, left, p) for p in parts))
        case Const(x, _), Const(y, _):
            return TRUE if _holds(op, x, y) else FALSE
    kind = kind_of(left)
    if kind == TRUTH:
        return any_of(all_of(left, right), all_of(negation(left), negation(right)))
    if not kind.ordered:
        for item, value in ((left, right), (right, left)):
            if isinstance(value, Const):
                return _member(item, (str(value.value),))
    return Compare(op, left, right)


def _member(item: Condition, values: tuple[str, ...]) -> Condition:
    match item:
        case Choose(test, then, other):
            return _either_way(test, _member(then, values), _member(other, values))
        case Const(value, _):
            return TRUE if value in values else FALSE
        case _:
            return In(item, values)


def _value(expression: Condition) -> Condition:
    """A value with its `if`s on the outside and its arithmetic on the inside; a truth in normal form."""
    if kind_of(expression) == TRUTH:
        return normalise(expression)
    match expression:
        case Choose(test, then, other):
            return Choose(normalise(test), _value(then), _value(other))
        case Extreme(greatest, parts):
            return Extreme(greatest, tuple(_value(p) for p in parts))
        case Arith(operator, left, right, kind):
            return _lifted(operator, _value(left), _value(right), kind)
        case _:
            return expression


def _lifted(operator: str, left: Condition, right: Condition, kind: Kind) -> Condition:
    match left, right:
        case Extreme(), _:
            return _lifted(operator, _as_choice(left), right, kind)
        case _, Extreme():
            return _lifted(operator, left, _as_choice(right), kind)
        case Choose(test, then, other), _:
            return Choose(test, _lifted(operator, then, right, kind), _lifted(operator, other, right, kind))
        case _, Choose(test, then, other):
            return Choose(test, _lifted(operator, left, then, kind), _lifted(operator, left, other, kind))
        case _:
            return Arith(operator, left, right, kind)


def _as_choice(extreme: Extreme) -> Condition:
    """The greatest (least) of some values as `a if b <= a else b`, for use within a sum."""
    first, *others = extreme.parts
    result = first
    for part in others:
        test = _compare(Op.LE, part, result) if extreme.greatest else _compare(Op.LE, result, part)
        result = Choose(test, result, part)
    return result


def _holds(op: Op, x: object, y: object) -> bool:
    match op:
        case Op.EQ:
            return x == y
        case Op.LT:
            return x < y  # type: ignore[no-any-return, operator]  # quantities of one kind
        case Op.LE:
            return x <= y  # type: ignore[no-any-return, operator]  # quantities of one kind


def _sized(condition: Condition) -> Condition:
    if any(count > MAX_SIZE for count, _ in enumerate(walk(condition), 1)):
        raise TooLarge
    return condition
