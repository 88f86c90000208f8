"""This file defines the normal form of a condition: one way to say each thing, so that no engine has to ask which form it got.

    a if p else b        is gone: (p and a) or (not p and b) or (a and b) for truths; lifted out of comparisons for other kinds
    min, max             are gone: max(a, b) <= c is a <= c and b <= c, and so on
    round, floor, ceil   hold neither `if` nor min and max: round(max(a, b)) is max(round(a), round(b))
    choice == value      is `In`
    and, or, not         are flat, without constants and double negations
    a definition         of a truth is `Named`; of another kind it is put in where it is used

The third arm of `if` says: where both ways agree, the test need not be known. So says Kleene's conditional.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

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
    Rounded,
    Var,
    all_of,
    any_of,
    kind_of,
    negation,
    parts_of,
    rounded,
    walk,
)
from contract_model.model.kinds import TRUTH, Kind
from contract_model.model.values import Raw

MAX_SIZE = 5_000
MAX_STEPS = 4 * MAX_SIZE
MAX_DEPTH = 100


class TooLarge(Exception):
    """A condition, with the definitions that it uses, has over MAX_SIZE parts in normal form: too many `if`s within each other."""


class TooDeep(Exception):
    """The parts of a condition, with the definitions that it uses, are more than MAX_DEPTH deep within each other."""


@dataclass(frozen=True, slots=True)
class Size:
    """How many parts a condition has and how deep they are within each other, with and without the definitions that it uses."""

    parts: int
    depth: int
    own_parts: int


def normalise(condition: Condition, definitions: Mapping[str, Size]) -> Condition:
    """The normal form of a typed condition that is a truth; `definitions` are those that it may use. Raises TooLarge or TooDeep."""
    return _Normaliser(definitions).truth(condition)


def size(condition: Condition, definitions: Mapping[str, Size]) -> Size:
    """The size of a condition. Raises TooLarge or TooDeep: whoever walks through a condition shall come to an end."""
    waiting, parts, own, deepest = [(condition, 1)], 0, 0, 0
    while waiting:
        part, depth = waiting.pop()
        known = definitions.get(part.name) if isinstance(part, Named) else None
        own += 1
        parts += known.parts if known else 1
        deepest = max(deepest, depth + (known.depth if known else 0))
        if parts > MAX_SIZE:
            raise TooLarge
        if deepest > MAX_DEPTH:
            raise TooDeep
        if not known:
            waiting.extend([(p, depth + 1) for p in parts_of(part)])
    return Size(parts, deepest, own)


def is_normal(condition: Condition) -> bool:
    """Whether a condition is in normal form: what engines may rely on."""
    return not any(map(_as_written, walk(condition)))


def _as_written(part: Condition) -> bool:
    """Whether a part is of a sort that has no place in normal form."""
    match part:
        case Choose() | Extreme():
            return True
        case Named(_, body):
            return kind_of(body) != TRUTH
        case Compare(_, left, _):
            return kind_of(left) == TRUTH
        case _:
            return False


class _Normaliser:
    """Brings one condition into normal form. The work is counted in `steps`, since a short text can have an endless normal form."""

    def __init__(self, definitions: Mapping[str, Size]) -> None:
        self.definitions = definitions
        self.steps = 0

    def truth(self, condition: Condition) -> Condition:
        """The normal form of a truth."""
        match condition:
            case Const() | Var() | Named():
                return condition  # a definition is brought into normal form where it is defined, once
            case Not(part):
                return negation(self.truth(part))
            case And(parts):
                return all_of(*(self.truth(p) for p in parts))
            case Or(parts):
                return any_of(*(self.truth(p) for p in parts))
            case Choose(test, then, other):
                return self._either_way(self.truth(test), self.truth(then), self.truth(other))
            case In(item, values):
                return self._member(self._value(item), values)
            case Compare(op, left, right):
                return self._compare(op, self._value(left), self._value(right))
            case _:
                raise TypeError(f"not a truth: {condition}")

    def _step(self, count: int = 1) -> None:
        self.steps += count
        if self.steps > MAX_STEPS:
            raise TooLarge

    def _sized(self, condition: Condition) -> Condition:
        """A condition into which parts were put more than once."""
        self._step(size(condition, self.definitions).own_parts)
        return condition

    def _either_way(self, p: Condition, a: Condition, b: Condition) -> Condition:
        if p == TRUE or a == b:
            return a
        if p == FALSE:
            return b
        return self._sized(any_of(all_of(p, a), all_of(negation(p), b), all_of(a, b)))

    def _compare(self, op: Op, left: Condition, right: Condition) -> Condition:
        self._step()
        match left, right:
            case Choose(test, then, other), _:
                return self._either_way(test, self._compare(op, then, right), self._compare(op, other, right))
            case _, Choose(test, then, other):
                return self._either_way(test, self._compare(op, left, then), self._compare(op, left, other))
            case Extreme(), _ if op is Op.EQ:
                return all_of(self._compare(Op.LE, left, right), self._compare(Op.LE, right, left))
            case _, Extreme() if op is Op.EQ:
                return all_of(self._compare(Op.LE, left, right), self._compare(Op.LE, right, left))
            case Extreme(greatest, parts), _:
                return (all_of if greatest else any_of)(*(self._compare(op, p, right) for p in parts))
            case _, Extreme(greatest, parts):
                return (any_of if greatest else all_of)(*(self._compare(op, left, p) for p in parts))
            case Const(x, _), Const(y, _):
                return TRUE if _holds(op, x, y) else FALSE
        kind = kind_of(left)
        if kind == TRUTH:
            return self._sized(any_of(all_of(left, right), all_of(negation(left), negation(right))))
        if not kind.ordered:
            for item, value in ((left, right), (right, left)):
                if isinstance(value, Const):
                    return self._member(item, (str(value.value),))
        return Compare(op, left, right)

    def _member(self, item: Condition, values: tuple[str, ...]) -> Condition:
        self._step()
        match item:
            case Choose(test, then, other):
                return self._either_way(test, self._member(then, values), self._member(other, values))
            case Const(value, _):
                return TRUE if value in values else FALSE
            case _:
                return In(item, values)

    def _value(self, expression: Condition) -> Condition:
        """A value with its `if`s on the outside and its arithmetic on the inside; a truth in normal form."""
        self._step()
        if kind_of(expression) == TRUTH:
            return self.truth(expression)
        match expression:
            case Choose(test, then, other):
                return Choose(self.truth(test), self._value(then), self._value(other))
            case Extreme(greatest, parts):
                return Extreme(greatest, tuple(self._value(p) for p in parts))
            case Arith(operator, left, right, kind):
                return self._lifted(operator, self._value(left), self._value(right), kind)
            case Rounded(mode, unit, part):
                return self._rounded(mode, unit, self._value(part))
            case _:
                return expression

    def _lifted(self, operator: str, left: Condition, right: Condition, kind: Kind) -> Condition:
        self._step()
        match left, right:
            case Extreme(), _:
                return self._lifted(operator, self._as_choice(left), right, kind)
            case _, Extreme():
                return self._lifted(operator, left, self._as_choice(right), kind)
            case Choose(test, then, other), _:
                return Choose(test, self._lifted(operator, then, right, kind), self._lifted(operator, other, right, kind))
            case _, Choose(test, then, other):
                return Choose(test, self._lifted(operator, left, then, kind), self._lifted(operator, left, other, kind))
            case _:
                return Arith(operator, left, right, kind)

    def _rounded(self, mode: str, unit: Raw, part: Condition) -> Condition:
        """A value rounded. The greater of two stays the greater when both are rounded, and so does the less."""
        self._step()
        match part:
            case Const(value, kind):
                return Const(rounded(mode, unit, value), kind)
            case Extreme(greatest, parts):
                return Extreme(greatest, tuple(self._rounded(mode, unit, p) for p in parts))
            case Choose(test, then, other):
                return Choose(test, self._rounded(mode, unit, then), self._rounded(mode, unit, other))
            case _:
                return Rounded(mode, unit, part)

    def _as_choice(self, extreme: Extreme) -> Condition:
        """The greatest (least) of some values as `a if b <= a else b`, for use within a sum."""
        first, *others = extreme.parts
        result = first
        for part in others:
            test = self._compare(Op.LE, part, result) if extreme.greatest else self._compare(Op.LE, result, part)
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
