"""This file defines what kinds of quantity go together: sums, products, division by a constant, and rounding."""

from __future__ import annotations

from contract_model.loading.scope import Mistake, described
from contract_model.model.conditions import Arith, Condition, Const, Rounded, kind_of
from contract_model.model.kinds import DATE, DURATION, NUMBER, Kind, Sort
from contract_model.model.values import DAY, Raw

ONE_CURRENCY = "state both in one currency"
ROUNDING = ("round", "floor", "ceil")
MAX_PLACES = 12


def combined(operator: str, left: Condition, right: Condition) -> Condition | Mistake:
    """A sum, difference or product of two quantities."""
    x, y = kind_of(left), kind_of(right)
    kind = _result(operator, x, y)
    if kind is None:
        if x.sort is y.sort is Sort.MONEY and operator != "*":
            return Mistake("mixed-currency", f"`{operator}` of an amount in {x.name} and one in {y.name}", ONE_CURRENCY)
        return Mistake("kind-mismatch", f"`{operator}` does not go with {described(x)} and {described(y)}")
    if operator == "+" and y == DATE:
        left, right = right, left  # a date comes first
    return Arith(operator, left, right, kind)


def divided(left: Condition, right: Condition) -> Condition | Mistake:
    """A quantity divided by a constant: its product with the exact fraction that is one over it."""
    from fractions import Fraction  # seldom needed, slow to load

    x, y = kind_of(left), kind_of(right)
    if y == NUMBER and x.sort in (Sort.NUMBER, Sort.MONEY, Sort.DURATION):
        kind = x
    elif x == y and x.sort in (Sort.MONEY, Sort.DURATION):
        kind = NUMBER
    elif x.sort is y.sort is Sort.MONEY:
        return Mistake("mixed-currency", f"`/` of an amount in {x.name} and one in {y.name}", ONE_CURRENCY)
    else:
        return Mistake("kind-mismatch", f"`/` does not go with {described(x)} and {described(y)}")
    divisor = constant(right)
    if divisor is None or isinstance(divisor, (str, bool)):
        return Mistake("not-a-constant", "what is divided by is not a constant", "multiply instead: `a < b * c` for `a / b < c`")
    if divisor == 0:
        return Mistake("bad-value", "nothing can be divided by zero")
    factor = 1 / Fraction(divisor)
    if (known := constant(left)) is not None and not isinstance(known, (str, bool)):
        return Const(_exact(known * factor), kind)
    return Arith("*", left, Const(_exact(factor), NUMBER), kind)


def rounding(mode: str, part: Condition, digits: Condition | None, places: int) -> Condition | Mistake:
    """A quantity rounded: money to `places` or to `digits` decimal places, durations to whole days, numbers to whole ones or `digits`."""
    kind = kind_of(part)
    if kind.sort not in (Sort.NUMBER, Sort.MONEY, Sort.DURATION):
        hint = "what is rounded is a number, an amount or a duration"
        return Mistake("kind-mismatch", f"`{mode}` does not go with {described(kind)}", hint)
    if digits is None:
        count = places if mode == "round" and kind.sort is Sort.MONEY else 0
    elif mode != "round" or kind == DURATION:
        hint = "only `round` of numbers and amounts takes places"
        return Mistake("not-in-language", f"`{mode}` of {described(kind)} wants one value", hint)
    else:
        match digits:
            case Const(int() as count, Kind(Sort.NUMBER)) if 0 <= count <= MAX_PLACES:
                pass
            case _:
                return Mistake("bad-value", f"`{mode}` wants a whole number of places, from 0 to {MAX_PLACES}", "write `round(amount, 2)`")
    if kind == DURATION:
        return Rounded(mode, DAY, part)
    if not count:
        return Rounded(mode, 1, part)
    from fractions import Fraction  # seldom needed, slow to load

    return Rounded(mode, Fraction(1, 10**count), part)


def constant(condition: Condition) -> Raw | None:
    """The raw value of a quantity that holds nothing but constants; none for any other, and for one with a date."""
    match condition:
        case Const(value, kind) if kind.ordered and kind != DATE:
            return value
        case Arith(operator, left, right, kind) if kind != DATE:
            a, b = constant(left), constant(right)
            if a is None or b is None or isinstance(a, (str, bool)) or isinstance(b, (str, bool)):
                return None
            return a * b if operator == "*" else a + b if operator == "+" else a - b
        case _:
            return None


def _exact(number: Raw) -> Raw:
    """A whole number as an `int`."""
    return number.numerator if not isinstance(number, (str, bool)) and number.denominator == 1 else number


def _result(operator: str, x: Kind, y: Kind) -> Kind | None:
    """The kind of a sum, difference or product; none when the two do not go together."""
    match operator, x.sort, y.sort:
        case "+" | "-", Sort.NUMBER | Sort.DURATION | Sort.MONEY, _ if x == y:
            return x
        case "+" | "-", Sort.DATE, Sort.DURATION:
            return DATE
        case "+", Sort.DURATION, Sort.DATE:
            return DATE
        case "-", Sort.DATE, Sort.DATE:
            return DURATION
        case "*", Sort.NUMBER, Sort.NUMBER | Sort.MONEY | Sort.DURATION:
            return y
        case "*", Sort.MONEY | Sort.DURATION, Sort.NUMBER:
            return x
        case _:
            return None
