"""This file defines how the axes of a sweep are written (`--over`): what is varied, and the points that it takes.

cloud                   all values of a choice, yes and no of a truth, all readings of an ambiguity
cloud=azure,aws,?       some of them; ? is unknown
copies=0..1000 by 250   numbers; also 5,10,20
year=2024..2032         years; so quarter=2026-Q3..2028-Q1, month=2026-11..2027-04, day=2027-01-30..2027-02-02
date=2026,2027-03-01    dates in any words
actor, action, version, evidence    all, or some of them
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from decimal import Decimal
from itertools import islice
from math import prod

from contract_model.asking.entries import (
    collecting,
    read_date,
    read_entry,
    read_evidence,
    read_reading,
    read_version,
    unknown_name,
    written,
)
from contract_model.asking.options import parted
from contract_model.asking.values import UNKNOWN, read_party
from contract_model.model.case import ANY_DATE, Case, DateSpan, months
from contract_model.model.contract import Certainty, Contract
from contract_model.model.kinds import Kind, Sort
from contract_model.model.sweep import Axis, Point, Varies
from contract_model.model.values import Money, Value
from contract_model.model.values import written as value_written
from contract_model.problems import ContractError, Problem

MAX_AXES = 4
MAX_POINTS = 1_000  # of an axis
MAX_CELLS = 20_000
_OPTION = "--over"
_STEPS = {"year": 12, "quarter": 3, "month": 1, "day": 0}
_WRITE = {
    "year": "years are written such as year=2024..2032",
    "quarter": "quarters are written such as quarter=2026-Q3..2028-Q1",
    "month": "months are written such as month=2026-11..2027-04",
    "day": "days are written such as day=2027-01-30..2027-02-02",
    "date": "dates are written such as date=2026,2027-03-01; for a row of years write year=2024..2032",
}


def read_axes(contract: Contract, case: Case, options: Sequence[str], today: date | None = None) -> tuple[Axis, ...]:
    """The axes that options state, along which `case` is to be varied. Raises ContractError with every problem."""
    problems: list[Problem] = []
    reader = _Reader(contract, case, today)
    axes: list[Axis] = []
    for option in options:
        with collecting(problems):
            axes.append(reader.axis(option))
    problems = [p if p.within else Problem(p.name, p.message, within=_OPTION, hint=p.hint) for p in problems]
    if not problems:
        problems += _together(contract, case, axes)
    if problems:
        raise ContractError(problems)
    return tuple(axes)


class _Reader:
    """Reads the axes along which one case is varied."""

    def __init__(self, contract: Contract, case: Case, today: date | None) -> None:
        self.contract = contract
        self.today = today
        self.own = contract.actions[case.event.action].parameters
        self.stated = set(case.event.parameters)

    def axis(self, option: str) -> Axis:
        name, sign, said = parted(option)
        name = name.removeprefix("reading:").removeprefix("fact:").strip()
        texts = [t.strip() for t in said.split(",")] if said else []
        if not name or (sign and not all(texts)) or (sign and not texts):
            raise _bad(f"{written(option)} says no points", f"write `{_OPTION} name`, or `{_OPTION} name=one,another`")
        known = {**self.contract.ambiguities, **self.contract.facts, **self.contract.derived}
        if name in known or name in self.own:
            return self._named(name, texts)
        match name:
            case "year" | "quarter" | "month" | "day" | "date":
                return Axis(name, Varies.DATE, _points(name, list(self._dates(name, texts))))
            case "version":
                ids = [read_version(self.contract, t) for t in texts] or [v.id for v in self.contract.versions]
                return Axis(name, Varies.VERSION, _points(name, [Point(id, id) for id in ids]))
            case "evidence":
                grades = [read_evidence(t) for t in texts] or list(Certainty)
                return Axis(name, Varies.EVIDENCE, _points(name, [Point(g.value, g) for g in grades]))
            case "actor":
                return Axis(name, Varies.ACTOR, _points(name, [self._party(t) for t in texts or self.contract.parties]))
            case "action":
                return Axis(name, Varies.ACTION, _points(name, [self._action(t) for t in texts or self._alike()]))
        every = (*self.own, *self.contract.facts, *self.contract.ambiguities, *_STEPS, "date", "version", "evidence", "actor", "action")
        elsewhere = f"`{name}` is a parameter of another action" if name in self.contract.parameters else ""
        raise ContractError([unknown_name(name, "anything that can be varied here", every, elsewhere)])

    def _named(self, name: str, texts: Sequence[str]) -> Axis:
        """The axis of a parameter, a fact or an ambiguity."""
        if name in self.contract.ambiguities:
            chosen = texts or tuple(self.contract.ambiguities[name].readings)
            return Axis(name, Varies.READING, _points(name, [Point(t, read_reading(self.contract, name, t)) for t in chosen]))
        varies = Varies.PARAMETER if name in self.own else Varies.FACT
        asked = self.contract.asked(name)
        kind: Kind = getattr(asked, "kind")  # noqa: B009  # an ambiguity has none, and is no parameter or fact
        points = [p for t in texts or self._all(name, kind) for p in self._values(name, kind, t)]
        return Axis(name, varies, _points(name, points))

    def _all(self, name: str, kind: Kind) -> Sequence[str]:
        """All values of a kind, as far as they can be listed."""
        match kind.sort:
            case Sort.CHOICE:
                return tuple(self.contract.choices[kind.name].values)
            case Sort.TRUTH:
                return ("yes", "no")
            case Sort.PARTY:
                return tuple(self.contract.parties)
            case _:
                raise _bad(f"not all values of `{name}` can be listed", f"write some, such as `{_OPTION} {name}=one,another`")

    def _values(self, name: str, kind: Kind, text: str) -> Iterator[Point]:
        first, dots, rest = text.partition("..")
        if not dots or not kind.ordered or kind.sort is Sort.DATE:
            yield self._value(name, text)
            return
        last, _, by = rest.partition(" by ")
        yield from _steps(name, self._read(name, first), self._read(name, last), self._read(name, by) if by else None)

    def _value(self, name: str, text: str) -> Point:
        value = self._read(name, text)
        return Point(UNKNOWN, None) if value is None else Point(_said(value), value)

    def _read(self, name: str, text: str) -> Value | None:
        return read_entry(self.contract, name, text.strip(), (name,), "a fact, or a parameter of the action", self.today)

    def _dates(self, name: str, texts: Sequence[str]) -> Iterator[Point]:
        if not texts:
            raise _bad(f"not all dates can be listed along `{name}`", _WRITE[name])
        for text in texts:
            first, dots, last = text.partition("..")
            if name == "date" or not dots:
                span = read_date(text, self.today)
                _fits(name, span, text)
                yield Point(UNKNOWN if span == ANY_DATE else str(span), span)
                continue
            low, high = read_date(first, self.today), read_date(last, self.today)
            _fits(name, low, first)
            _fits(name, high, last)
            assert low.first is not None  # they are units, or days
            assert high.first is not None
            if low.first > high.first:
                raise _bad(f"{written(text)} ends before it begins", _WRITE[name])
            yield from _units(name, low.first, high.first)

    def _party(self, text: str) -> Point:
        if text == UNKNOWN:
            return Point(UNKNOWN, None)
        try:
            id = read_party(self.contract, text)
        except ValueError:
            raise ContractError([unknown_name(text, "a party of the contract", self.contract.parties)]) from None
        return Point(id, id)

    def _alike(self) -> list[str]:
        """The actions that have the parameters which the event states."""
        return [a.id for a in self.contract.actions.values() if self.stated <= set(a.parameters)]

    def _action(self, text: str) -> Point:
        if text not in self.contract.actions:
            raise ContractError([unknown_name(text, "an action of the contract", self.contract.actions)])
        return Point(text, text)


def _together(contract: Contract, case: Case, axes: Sequence[Axis]) -> Iterator[Problem]:
    """The problems of several axes together."""
    seen: set[object] = set()
    for axis in axes:
        same = axis.varies if axis.varies is Varies.DATE else axis.name
        if same in seen:
            what = "dates are" if axis.varies is Varies.DATE else f"`{axis.name}` is"
            yield Problem("said-twice", f"{what} varied twice", within=_OPTION)
        seen.add(same)
        if axis.varies is Varies.ACTION:
            stated = {*case.event.parameters, *(a.name for a in axes if a.varies is Varies.PARAMETER)}
            for point in axis.points:
                for name in sorted(stated - {*contract.actions[point.written].parameters}):
                    yield Problem("bad-axis", f"the action `{point.written}` has no parameter `{name}`", within=_OPTION)
    if len(axes) > MAX_AXES:
        yield Problem("too-many-cells", f"there are {len(axes)} axes, and at most {MAX_AXES} can be shown", within=_OPTION)
    cells = prod(len(a.points) for a in axes)
    if cells > MAX_CELLS:
        each = " x ".join(f"{len(a.points):,}" for a in axes)
        hint = "give fewer values to some of them"
        yield Problem("too-many-cells", f"{each} is {cells:,} cells, and at most {MAX_CELLS:,} are answered", within=_OPTION, hint=hint)


def _points(name: str, points: Sequence[Point]) -> tuple[Point, ...]:
    """Points, each once."""
    found = {point.written: point for point in points}
    if len(found) > MAX_POINTS:
        raise ContractError([Problem("too-many-cells", f"`{name}` takes more than {MAX_POINTS:,} values", within=_OPTION)])
    return tuple(found.values())


def _steps(name: str, low: Value | None, high: Value | None, step: Value | None) -> Iterator[Point]:
    """Quantities from one to another, in steps of one unless said."""
    if not isinstance(low, Decimal | Money) or not isinstance(high, Decimal | Money):
        raise _bad(f"steps along `{name}` cannot be counted", f"write its values, such as `{_OPTION} {name}=one,another`")
    first, last = _amount(low), _amount(high)
    by = Decimal(1) if step is None else _amount(step)
    if by <= 0 or last < first:
        raise _bad(f"there is nothing between {value_written(low)} and {value_written(high)}", "write the smaller one first")
    count = min(int((last - first) / by), MAX_POINTS) + 1
    for i in range(count):
        number = first + i * by if i else first
        value: Value = Money(number, low.currency) if isinstance(low, Money) else number
        yield Point(_said(value), value)


def _amount(value: Value | None) -> Decimal:
    return value.amount if isinstance(value, Money) else value if isinstance(value, Decimal) else Decimal(0)


def _said(value: Value) -> str:
    """A value as a point of an axis is written: `yes`, `aws`, `2027-03-01`, `38000000000 USD`."""
    return ("yes" if value else "no") if isinstance(value, bool) else value_written(value)


def _units(name: str, first: date, last: date) -> Iterator[Point]:
    """Years, quarters, months or days from one to another; at most one more than an axis takes."""
    step = _STEPS[name]

    def spans() -> Iterator[DateSpan]:
        if not step:
            for i in range((last - first).days + 1):
                yield DateSpan(first + timedelta(days=i), first + timedelta(days=i))
            return
        for month in range(first.year * 12 + first.month - 1, last.year * 12 + last.month, step):
            yield DateSpan(*months(month // 12, month % 12 + 1, step))

    for span in islice(spans(), MAX_POINTS + 1):
        yield Point(str(span), span)


def _fits(name: str, span: DateSpan, text: str) -> None:
    """That what stands for a year is one."""
    if name == "date":
        return
    if name == "day":
        fits = span.day is not None and span.time is None
    else:
        fits = (
            span.first is not None
            and (span.first.month - 1) % _STEPS[name] == 0
            and (span.first, span.last) == months(span.first.year, span.first.month, _STEPS[name])
        )
    if not fits:
        raise _bad(f"{written(text)} is no {name}", _WRITE[name])


def _bad(message: str, hint: str) -> ContractError:
    return ContractError([Problem("bad-axis", message, within=_OPTION, hint=hint)])
