"""This file defines how it is said what an unknown quantity has to be: a literal of an answer, in the words of the language."""

from __future__ import annotations

from fractions import Fraction
from math import ceil, floor

from contract_model.meaning.quantities import Atom, Cells, Form, Monomial, RoundedSum
from contract_model.model.answer import Between, Holds
from contract_model.model.kinds import DATE, DURATION, NUMBER, Kind, Sort
from contract_model.model.values import DAY, Value, cooked, written

_UNITS = (("days", DAY), ("hours", 3_600), ("minutes", 60), ("seconds", 1))


def interval(cells: Cells, first: int, last: int) -> Between | Holds:
    """The literal for the cells from one to another; a bound that holds of every value in question is not said."""
    low, _, low_closed = cells.bounds(first)
    _, high, high_closed = cells.bounds(last)
    if not any(cells.inhabited(c) for c in range(first)):
        low = None
    if not any(cells.inhabited(c) for c in range(last + 1, cells.count)):
        high = None
    form = cells.form
    if form.single is None:
        return Holds(_comparison(form, low, high, (low_closed, high_closed)), form.names, True)
    (kind,) = form.kinds
    if form.whole:  # both ends belong
        low = None if low is None else Fraction(ceil(low) if low_closed else floor(low) + 1)
        high = None if high is None else Fraction(floor(high) if high_closed else ceil(high) - 1)
        low_closed = high_closed = True
    ends: tuple[Value | None, Value | None] = (None if low is None else cooked(kind, low), None if high is None else cooked(kind, high))
    return Between(form.single, kind, *ends, (low is not None and low_closed, high is not None and high_closed))


def _comparison(form: Form, low: Fraction | None, high: Fraction | None, closed: tuple[bool, bool]) -> str:
    """That a sum of unknowns lies between two bounds, such as `paid + due <= EUR(100)` or `signed < date`."""
    kind, scale, factors = _in_units(form)
    low, high = (None if end is None else end * scale for end in (low, high))
    if scale < 0:
        low, high, closed = high, low, (closed[1], closed[0])
    before, after = ("<=" if end else "<" for end in closed)
    plus = [_product(names, f) for names, f in factors if f > 0]
    minus = [_product(names, -f) for names, f in factors if f < 0]
    if low == high or None in (low, high):
        bound = high if low is None else low
        assert bound is not None  # a comparison has one
        sign = "==" if low == high else after if low is None else before.replace("<", ">")
        if not bound and minus and plus and kind.sort is not Sort.DATE:
            return f"{' + '.join(plus)} {sign} {' + '.join(minus)}"
        return f"{_sum(plus, minus)} {sign} {_constant(kind, bound)}"
    assert low is not None and high is not None  # noqa: PT018 - one bound alone has been dealt with
    return f"{_constant(kind, low)} {before} {_sum(plus, minus)} {after} {_constant(kind, high)}"


def _in_units(form: Form) -> tuple[Kind, Fraction, list[tuple[tuple[str, ...], Fraction]]]:
    """The kind of a sum, by what to multiply its thresholds, and its factors, as the language writes them.

    Raw, dates count in days and durations in seconds; in the language a date less a date is a duration, a date and a duration are a date.
    What does not go together otherwise is made a number: `paid/EUR(1)`.
    """
    return _written(form.factors, dict(zip(form.atoms, form.kinds, strict=True)))


def _written(
    sum_: tuple[tuple[Monomial, Fraction], ...], kinds: dict[Atom, Kind], wanted: Kind | None = None
) -> tuple[Kind, Fraction, list[tuple[tuple[str, ...], Fraction]]]:
    of = {atoms: next((kinds[a] for a in atoms if kinds[a] != NUMBER), NUMBER) for atoms, _ in sum_}
    factors = sorted(sum_, key=lambda f: of[f[0]].sort is not Sort.DATE)
    if wanted == NUMBER or not ({kind.sort for kind in of.values()} <= {Sort.DATE, Sort.DURATION} or len(set(of.values())) == 1):
        scale = Fraction(1, DAY) if wanted is None and any(kind == DURATION for kind in kinds.values()) else Fraction(1)
        return NUMBER, scale, [(said, f * scale) for said, f in _numbers(factors, of, kinds)]
    if not any(kind.sort is Sort.DATE for kind in of.values()):
        return of[factors[0][0]], Fraction(1), [(tuple(map(_name, atoms)), f) for atoms, f in factors]
    days = sum((f for atoms, f in factors if of[atoms].sort is Sort.DATE), Fraction())  # how often a date is left over
    scale = 1 / days if days else Fraction(1)
    said = [(tuple(map(_name, atoms)), f * scale * (DAY if of[atoms] == DURATION else 1)) for atoms, f in factors]
    if days:
        return next(kind for kind in of.values() if kind.sort is Sort.DATE), scale, said
    return DURATION, Fraction(DAY), said


def _numbers(
    factors: list[tuple[Monomial, Fraction]], of: dict[Monomial, Kind], kinds: dict[Atom, Kind]
) -> list[tuple[tuple[str, ...], Fraction]]:
    """A sum of what is no number, each by its unit: amounts by one of their currency, durations and what lies between dates by a day."""
    said: list[tuple[tuple[str, ...], Fraction]] = []
    dates = [(atoms, f) for atoms, f in factors if of[atoms] == DATE]
    for (one, f), (other, g) in zip(dates[::2], dates[1::2], strict=False):
        if f == -g:
            said.append(((f"({_name(one[0])}-{_name(other[0])})/days(1)",), f))
    if len(said) * 2 != len(dates):
        return [(tuple(map(_name, atoms)), f) for atoms, f in factors]  # there is no good way to write it
    for atoms, f in factors:
        if of[atoms] != DATE:
            durations = sum(kinds[a] == DURATION for a in atoms)
            said.append((tuple(_name(a) + _UNIT.get(kinds[a].sort, "").format(kinds[a].name) for a in atoms), f * DAY**durations))
    return said


_UNIT = {Sort.MONEY: "/{}(1)", Sort.DURATION: "/days(1)"}


def _name(atom: Atom) -> str:
    """An unknown by its name; a rounded sum as it is written, without blanks."""
    if isinstance(atom, str):
        return atom
    kinds: dict[Atom, Kind] = dict(atom.kinds)
    for monomial, _ in atom.factors:
        kinds |= {a: a.kind for a in monomial if isinstance(a, RoundedSum)}
    constant = sum((f for atoms, f in atom.factors if not atoms), Fraction())
    kind, scale, factors = _written(tuple(f for f in atom.factors if f[0]), kinds, NUMBER if atom.kind == NUMBER else None)
    if kind == DURATION and any(kinds[a] == DATE for atoms, _ in atom.factors for a in atoms):
        factors, scale = [(names, f / DAY) for names, f in factors], Fraction(1)  # counted in seconds already
    plus = [_product(names, f) for names, f in factors if f > 0]
    minus = [_product(names, -f) for names, f in factors if f < 0]
    if constant:
        (plus if constant > 0 else minus).append(_constant(kind, abs(constant * scale)))
    said = "+".join(plus) + "".join(f"-{part}" for part in minus)
    if kind.sort is Sort.DATE and scale * DAY != 1:
        said = f"{_number(1 / (scale * DAY))}*({said})"
    places = f",{len(str(Fraction(1) / Fraction(atom.unit))) - 1}" if atom.kind.sort is not Sort.DURATION and atom.mode == "round" else ""
    return f"{atom.mode}({said}{places if places != ',0' else ''})"


def _sum(plus: list[str], minus: list[str]) -> str:
    return " + ".join(plus) + "".join(f" - {part}" for part in minus) if plus else "-" + " - ".join(minus)


def _product(names: tuple[str, ...], factor: Fraction) -> str:
    times, by = (factor, 1) if _is_decimal(factor) else (Fraction(factor.numerator), factor.denominator)
    last = names[-1]
    if by != 1:
        last = f"{last.removesuffix('(1)')}({by})" if last.endswith("(1)") else f"{last}/{by}"
    return "*".join([*([] if times == 1 else [_number(times)]), *names[:-1], last])


def _is_decimal(number: Fraction) -> bool:
    """Whether a number can be written with a point."""
    rest = number.denominator
    for prime in (2, 5):
        while rest % prime == 0:
            rest //= prime
    return rest == 1


def _constant(kind: Kind, value: Fraction) -> str:
    match kind.sort:
        case Sort.DATE:
            rest = (value - floor(value)) * DAY
            return written(cooked(kind, floor(value))) + (f" + {_constant(DURATION, rest)}" if rest else "")
        case Sort.DURATION:
            unit, size = next((u for u in _UNITS if value and value % u[1] == 0), _UNITS[-1] if value else _UNITS[0])
            return f"{unit}({_number(value / size)})"
        case Sort.MONEY:
            return f"{kind.name}({_number(value)})"
        case _:
            return _number(value)


def _number(value: Fraction) -> str:
    return written(cooked(NUMBER, value))
