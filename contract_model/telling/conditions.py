"""This file defines how a condition in normal form is written out again, in the signs of the language."""

from __future__ import annotations

from contract_model.model.conditions import (
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
    kind_of,
)
from contract_model.model.kinds import Kind, Sort
from contract_model.model.values import Raw, cooked, written

_ORDER, _ALL, _DENIED, _SIDES = range(4)  # what binds least first


def written_out(condition: Condition) -> str:
    """The text of a condition; a definition stands as its name."""
    return _written(condition, _ORDER)


def _written(condition: Condition, within: int) -> str:
    match condition:
        case Const(value, kind):
            return _constant(value, kind)
        case Var(name, _) | Named(name, _):
            return name
        case Or(parts):
            return _enclosed(" or ".join(_written(p, _ALL) for p in parts) or "false", within > _ORDER)
        case And(parts):
            return _enclosed(" and ".join(_written(p, _DENIED) for p in parts) or "true", within > _ALL)
        case Not(In(item, (value,))):
            return f"{_written(item, _SIDES)} != {_named(item, value)}"
        case Not(In(item, values)):
            return f"{_written(item, _SIDES)} not in [{', '.join(_named(item, v) for v in values)}]"
        case Not(Compare(op, left, right)):
            return f"{_written(left, _SIDES)} {_CONTRARY[op]} {_written(right, _SIDES)}"
        case Not(part):
            return f"not {_written(part, _SIDES)}"
        case In(item, (value,)):
            return f"{_written(item, _SIDES)} == {_named(item, value)}"
        case In(item, values):
            return f"{_written(item, _SIDES)} in [{', '.join(_named(item, v) for v in values)}]"
        case Compare(op, left, right):
            return f"{_written(left, _SIDES)} {op.value} {_written(right, _SIDES)}"
        case Arith("*", left, Const(factor, Kind(Sort.NUMBER)), kind) if (by := _divisor(factor, kind_of(left), kind)) is not None:
            return f"{_enclosed(_written(left, _SIDES), isinstance(left, Arith))} / {by}"
        case Rounded(mode, unit, part):
            places = len(str(1 / unit)) - 1 if mode == "round" and not isinstance(unit, (str, int)) else 0  # 1/100 has two
            money = kind_of(part).sort is Sort.MONEY and mode == "round"
            return f"{mode}({_written(part, _ORDER)}{f', {places}' if places or money else ''})"
        case Arith(operator, left, right, _):
            right_side = _written(right, _SIDES)
            return f"{_written(left, _SIDES)} {operator} {_enclosed(right_side, isinstance(right, Arith))}"
        case Choose(test, then, other):
            return _enclosed(f"{_written(then, _ALL)} if {_written(test, _ALL)} else {_written(other, _ORDER)}", within > _ORDER)
        case Extreme(greatest, parts):
            return f"{'max' if greatest else 'min'}({', '.join(_written(p, _ORDER) for p in parts)})"


def _enclosed(text: str, needed: bool) -> str:
    return f"({text})" if needed else text


def _divisor(factor: Raw, of: Kind, kind: Kind) -> str | None:
    """By what a quantity is divided, where that says more than the factor by which it is multiplied; else none."""
    if isinstance(factor, (str, bool)) or not factor:
        return None
    numerator, denominator = factor.numerator, factor.denominator
    if of != kind:  # an amount by an amount, a duration by a duration
        from fractions import Fraction  # seldom needed, slow to load

        return _constant(Fraction(denominator, numerator), of)
    rest = denominator
    for prime in (2, 5):
        while rest % prime == 0:
            rest //= prime
    return f"{denominator if numerator > 0 else -denominator}" if rest > 1 and abs(numerator) == 1 else None


def _named(item: Condition, value: str) -> str:
    """A value that an item is compared with: texts in quotes, everything else by its name."""
    return _quoted(value) if kind_of(item).sort is Sort.TEXT else value


def _quoted(text: str) -> str:
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


def _constant(value: Raw, kind: Kind) -> str:
    said = written(cooked(kind, value))
    match kind.sort:
        case Sort.TEXT:
            return _quoted(said)
        case Sort.DURATION:
            figure, unit = said.split(" ")
            return f"{unit if unit.endswith('s') else f'{unit}s'}({figure})"
        case Sort.MONEY:
            return f"{kind.name}({said.removesuffix(f' {kind.name}')})"
        case _:
            return said


_CONTRARY = {Op.EQ: "!=", Op.LT: ">=", Op.LE: ">"}
