"""This file defines `Quantity`: an exact quantity of a row as a whole number and a unit that is known beforehand.

Columns hold dates, durations in seconds and decimal numbers. Each is counted in whole multiples of a unit (a day, a second, a hundredth),
so sums, products and roundings are sums, products and remainders of whole numbers. How large they can become is known beforehand, too,
so that a number that might not fit is found before anything runs. Nothing is ever a floating-point number.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction
from math import ceil, floor, gcd
from typing import Any

import ibis
import ibis.expr.types as ir

from contract_model.engines.columns.setting import NotExact
from contract_model.model.conditions import Arith, Condition, Const, Op, Rounded, Var, kind_of, rounded
from contract_model.model.kinds import Kind, Sort
from contract_model.model.values import DAY, Raw

_INT = 2**63 - 1
WHOLE = 10**38 - 1  # what DECIMAL(38, 0) holds
_EPOCH = date(1970, 1, 1).toordinal()


@dataclass(frozen=True, slots=True)
class Quantity:
    """The raw quantity `number * unit`: a whole number of at most `most`, either way. Of a constant, `number` is no column.

    `plain`: the column itself, when it is one, so that it can be compared with a constant as it is.
    """

    number: Any  # ir.NumericValue | int
    unit: Fraction
    most: int
    plain: ir.Value | None = None

    @property
    def constant(self) -> Fraction | None:
        """Its value, when it is the same for every row."""
        return self.number * self.unit if isinstance(self.number, int) else None


def constant(value: Raw) -> Quantity:
    """The quantity of a value that is known."""
    exact = Fraction(value)
    return Quantity(exact.numerator, Fraction(1, exact.denominator), abs(exact.numerator))


def column(kind: Kind, value: Any) -> Quantity:
    """The quantity of a column. Raises NotExact for a type that keeps no exact quantity of the kind."""
    dtype = value.type()
    match kind.sort:
        case Sort.DATE if dtype.is_date():
            days = value.epoch_days().cast("int32").cast("int64")  # Spark counts days in 32 bits, and Ibis does not know
            return Quantity(days + _EPOCH, Fraction(1), date.max.toordinal(), value)
        case Sort.DURATION | Sort.NUMBER | Sort.MONEY if dtype.is_integer():
            return Quantity(value.cast("int64"), Fraction(1), 2 ** (8 * min(dtype.nbytes, 8) - 1), value)
        case Sort.DURATION | Sort.NUMBER | Sort.MONEY if dtype.is_decimal() and dtype.precision is not None and dtype.scale is not None:
            return _decimal(value, dtype.precision, dtype.scale)
        case _:
            raise NotExact(f"a {kind} is not kept exact in a column of type {dtype}")


_PLACES = 18  # after the point; ten to more than this power is no INT64


def _decimal(value: Any, precision: int, scale: int) -> Quantity:
    if scale > _PLACES:
        raise NotExact(f"a number is kept exact with at most {_PLACES} digits after the point, not with {scale}")
    most = 10**precision - 1
    times = 10**scale
    if not scale:
        whole = value
    elif precision + scale < 38:
        whole = value * _literal(times)
    else:  # the whole of it would not fit in one step
        before = value.floor()
        whole = before.cast("decimal(38, 0)") * _literal(times) + ((value - before) * _literal(times)).cast("decimal(38, 0)")
    return Quantity(whole.cast(_type(most)), Fraction(1, times), most, value)


def quantity(condition: Condition, of: Callable[[Var], Quantity | None]) -> Quantity | None:
    """A quantity in normal form, unknown where a variable is. Raises NotExact for what might become too large."""
    match condition:
        case Const(value, _):
            return constant(value)
        case Var():
            found = of(condition)
            if found is not None and found.constant is None:
                _fits(found.most)
            return found
        case Arith(operator, left, right, kind):
            a, b = quantity(left, of), quantity(right, of)
            if a is None or b is None:
                return None
            if operator == "*":
                return _product(a, b)
            if kind.sort is Sort.DATE:  # a date and a duration
                b = _scaled(b, Fraction(1, DAY))
            total = _sum(a, b if operator == "+" else _product(b, constant(-1)))
            return _scaled(total, Fraction(DAY)) if kind.sort is Sort.DURATION and kind_of(left).sort is Sort.DATE else total
        case Rounded(mode, unit, part):
            whole = quantity(part, of)
            return None if whole is None else _rounded(mode, Fraction(unit), whole)
        case _:
            raise TypeError(f"not a quantity in normal form: {condition}")


def compared(op: Op, a: Quantity, b: Quantity) -> Any:
    """The comparison of two quantities: an expression, or a truth."""
    known, other = a.constant, b.constant
    if known is not None and other is not None:
        return {Op.EQ: known == other, Op.LT: known < other, Op.LE: known <= other}[op]
    if other is not None:
        return _against(a, op, other)
    if known is not None:
        match op:
            case Op.EQ:
                return _against(b, op, known)
            case Op.LT:
                return ~_against(b, Op.LE, known)
            case Op.LE:
                return ~_against(b, Op.LT, known)
    unit = _common(a.unit, b.unit)
    x, y = _in(a, unit), _in(b, unit)
    return {Op.EQ: x.number.__eq__, Op.LT: x.number.__lt__, Op.LE: x.number.__le__}[op](y.number)


def _against(a: Quantity, op: Op, value: Fraction) -> Any:
    """A column compared with a value: with the whole number of units at which the comparison turns."""
    at = value / a.unit
    turn = ceil(at) if op is Op.LT else floor(at)
    if (op is Op.EQ and turn != at) or abs(turn) > a.most:  # the same for every row, but where it is unknown
        truth = op is not Op.EQ and turn > 0
        return (a.number == a.number) if truth else (a.number != a.number)
    left, right = (a.number, _literal(turn)) if a.plain is None else (a.plain, _plain(a.plain, a.unit, turn))
    return {Op.EQ: left.__eq__, Op.LT: left.__lt__, Op.LE: left.__le__}[op](right)


def _plain(column: Any, unit: Fraction, count: int) -> Any:
    """So many units as a value of a column's own type."""
    dtype = column.type()
    if dtype.is_date():
        return ibis.literal(date.fromordinal(min(max(count, 1), date.max.toordinal())))
    if dtype.is_integer():
        return ibis.literal(count, type=dtype)
    return ibis.literal(Decimal(count).scaleb(-dtype.scale), type=dtype.copy(nullable=True))


def _sum(a: Quantity, b: Quantity) -> Quantity:
    if a.constant is not None and b.constant is not None:
        return constant(a.constant + b.constant)
    unit = _common(a.unit, b.unit)
    x, y = _in(a, unit), _in(b, unit)
    most = _fits(x.most + y.most)
    return Quantity(_as(x.number, most) + _as(y.number, most), unit, most)


def _product(a: Quantity, b: Quantity) -> Quantity:
    if a.constant is not None and b.constant is not None:
        return constant(a.constant * b.constant)
    if a.constant is not None:
        return _scaled(b, a.constant)
    if b.constant is not None:
        return _scaled(a, b.constant)
    most = _fits(a.most * b.most)
    return Quantity(_as(a.number, most) * _as(b.number, most), a.unit * b.unit, most)


def _scaled(a: Quantity, factor: Fraction) -> Quantity:
    """A quantity times a number that is known: another unit, and the other sign where it is below zero."""
    if a.constant is not None:
        return constant(a.constant * factor)
    if factor > 0:
        return Quantity(a.number, a.unit * factor, a.most)
    if factor < 0:
        return Quantity(-_as(a.number, a.most), a.unit * -factor, a.most)
    return Quantity(a.number * 0, Fraction(1), 1)


def _rounded(mode: str, unit: Fraction, a: Quantity) -> Quantity:
    """A quantity less what remains when it is divided by a unit; see `model/conditions.py` for the three ways."""
    if a.constant is not None:
        return constant(rounded(mode, unit, a.constant))
    per = a.unit / unit  # the count of units is number * per
    n, d = per.numerator, per.denominator
    most = _fits(2 * (n * a.most + d))
    whole = _as(a.number, most)
    if mode == "round":  # to the nearest, halves away from zero: of twice the size and one unit, what is whole
        size = whole.abs() * _like(whole, 2 * n) + _like(whole, d)
        below = size - size % _like(whole, 2 * d)
        return Quantity((whole >= _like(whole, 0)).ifelse(below, -below), unit / (2 * d), most)
    size = whole * _like(whole, n)
    rest = (size % _like(whole, d) + _like(whole, d)) % _like(whole, d)  # in SQL what remains has the sign of what is divided
    below = size - rest
    if mode == "ceil":
        below = (rest == _like(whole, 0)).ifelse(below, below + _like(whole, d))
    return Quantity(below, unit / d, most)


def _common(a: Fraction, b: Fraction) -> Fraction:
    """The largest unit of which both are multiples."""
    return Fraction(gcd(a.numerator * b.denominator, b.numerator * a.denominator), a.denominator * b.denominator)


def _in(a: Quantity, unit: Fraction) -> Quantity:
    """The same quantity, counted in a smaller unit."""
    times = int(a.unit / unit)
    if isinstance(a.number, int):
        return Quantity(_literal(_fits(abs(a.number * times)) * (1 if a.number >= 0 else -1)), unit, abs(a.number * times))
    if times == 1:
        return a
    most = _fits(a.most * times)
    return Quantity(_as(a.number, most) * _literal(times), unit, most)


def _fits(most: int) -> int:
    if most > WHOLE:
        raise NotExact("it may come to a number of more than 38 digits")
    return most


def _as(number: Any, most: int) -> Any:
    """A whole number in a type that holds what is to come of it."""
    return number.cast("decimal(38, 0)") if most > _INT and number.type().is_integer() else number


def _type(most: int) -> str:
    return "int64" if most <= _INT else "decimal(38, 0)"


def _like(column: Any, number: int) -> Any:
    """A whole number in the type of a column: a remainder of two types would be a floating-point number."""
    return ibis.literal(number, type="int64") if column.type().is_integer() else ibis.literal(Decimal(number), type="decimal(38, 0)")


def _literal(number: int) -> Any:
    return ibis.literal(number, type="int64") if abs(number) <= _INT else ibis.literal(Decimal(number), type="decimal(38, 0)")
