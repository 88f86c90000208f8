"""This file defines `Factor`: something on which the verdict on an action turns, with the values that make a difference.

They come from the diagrams of the verdicts: a truth has both values, a choice each, and a quantity one for each cell between and on the
thresholds that conditions mention. Of quantities that are compared with each other, one gets values on both sides of where they meet.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from fractions import Fraction

from contract_model.meaning.judge import Judgment
from contract_model.meaning.programs import PROGRAMS
from contract_model.meaning.quantities import Cells, Form
from contract_model.model.answer import OTHER
from contract_model.model.case import Case
from contract_model.model.contract import Contract
from contract_model.model.kinds import Kind, Sort
from contract_model.model.values import DAY, Raw, Value, cooked, raw

ELSE = "something else"
"""A text that no condition mentions."""


@dataclass(frozen=True, slots=True)
class Factor:
    """A parameter, fact or reading, or `actor`, `date` or `time`; its values are told apart by some condition."""

    name: str
    values: tuple[Value, ...]


class Open:
    """What a case leaves open, and on which the verdict turns. Default readings are taken as they are, presumptions are not."""

    def __init__(self, contract: Contract, case: Case) -> None:
        """Raises ContractError when the case leaves too much open."""
        self.contract = contract
        self.case = case
        self.judgment = Judgment(contract, case, PROGRAMS)
        self.split = self.judgment.split
        with self.judgment.limits():
            self.defaults = self.split.places(self.judgment.known.defaults)
            self.remaining = self.split.remaining(self.judgment.verdicts, self.defaults)
        numbers = sorted({n for f in self.remaining.values() for n in self.split.diagrams.support(f)})
        self.unknowns = {n: self.split.unknowns[n] for n in numbers}
        self.bounds: dict[str, tuple[Value | None, Value | None]] = {p.name: (p.least, p.most) for p in contract.parameters.values()}
        self.bounds["time"] = (timedelta(), timedelta(days=1, seconds=-1))

    def factors(self) -> tuple[Factor, ...]:
        """Everything on which the verdict turns, in the order in which the terms ask."""
        values: dict[str, list[Raw]] = {}
        for unknown in self.unknowns.values():
            for name in unknown.names:
                values.setdefault(name, [])
            if unknown.cells is None and len(unknown.names) == 1:
                values[unknown.name] += [ELSE if v == OTHER else v for v in unknown.values]
            elif unknown.cells is None:
                for name in unknown.names:
                    values[name] += ["one thing", "another"]
            elif unknown.cells.form.single:
                values[unknown.name] += [self.inside(unknown.cells, c) for c in unknown.inhabited]
        for unknown in self.unknowns.values():
            if unknown.cells is not None and not unknown.cells.form.single:
                self._meeting(unknown.cells, values)
        for name in values:
            values[name] = values[name] or [self.usual(name)]
        return tuple(Factor(n, self.values(n, v)) for n, v in values.items())

    def values(self, name: str, found: Iterable[Raw]) -> tuple[Value, ...]:
        """Values of a name, each once, those that it cannot have left out, quantities from the least on."""
        kind = self.kind(name)
        if not kind.ordered:
            return tuple(cooked(kind, v) for v in dict.fromkeys(found))
        kept = {v for v in (Fraction(f) for f in found) if self.can_be(name, v)}
        return tuple(dict.fromkeys(cooked(kind, v) for v in sorted(kept))) or (cooked(kind, self.usual(name)),)

    def ends(self, name: str) -> tuple[Fraction | None, Fraction | None]:
        """The least and the most that a name can be, as far as there are such."""
        least, most = self.bounds.get(name, (None, None))
        return None if least is None else Fraction(raw(least)), None if most is None else Fraction(raw(most))

    def can_be(self, name: str, value: Raw) -> bool:
        """Whether a parameter can have a value, and the time of day."""
        least, most = self.ends(name)
        return (least is None or Fraction(value) >= least) and (most is None or Fraction(value) <= most)

    def kind(self, name: str) -> Kind:
        """The kind of a name."""
        for unknown in self.split.unknowns:
            if unknown.cells is not None and name in unknown.cells.form.names:
                return dict(zip(unknown.cells.form.names, unknown.cells.form.kinds, strict=False))[name]
        asked = self.contract.asked(name)
        kind = getattr(asked, "kind", None)
        return kind if isinstance(kind, Kind) else Kind(Sort.CHOICE, name)

    def usual(self, name: str) -> Raw:
        """A value to begin with: what is presumed, or what a reader would take."""
        presumed = self.judgment.known.presumed.get(name)
        if presumed is not None:
            return raw(presumed)
        match self.kind(name).sort:
            case Sort.DATE:
                return self.contract.versions[-1].start.toordinal()
            case Sort.DURATION:
                return DAY // 2 if name == "time" else 30 * DAY
            case Sort.MONEY:
                return 1_000
            case _:
                return 1

    def inside(self, cells: Cells, cell: int) -> Raw:
        """A value in an inhabited cell, next to a threshold where there is one."""
        low, high, point = cells.bounds(cell)
        if point or (low is None and high is None):
            return cells.inside(cell)
        at = cell // 2 - (high is None)
        return next(v for v in self.around(cells, at) if self.cell(cells, v) == cell)

    def around(self, cells: Cells, cut: int) -> tuple[Fraction, ...]:
        """The values just below, at and just above a threshold, as far as a value can lie there."""
        at = cells.cuts[cut]
        step = step_of(cells.form, at)
        near = (*cells.cuts, *(end for end in self.ends(cells.form.single or "") if end is not None))
        gaps = [abs(other - at) / 2 for other in near if other != at]
        step = step if cells.form.whole else min([step, *gaps])
        return tuple(v for v in (at - step, at, at + step) if cells.inhabited(self.cell(cells, v)) and self._in_range(cells, v))

    def cell(self, cells: Cells, value: Fraction) -> int:
        """The cell in which a value lies."""
        below = sum(cut < value for cut in cells.cuts)
        return 2 * below + (below < len(cells.cuts) and cells.cuts[below] == value)

    def _in_range(self, cells: Cells, value: Fraction) -> bool:
        return (cells.low is None or value >= cells.low) and (cells.high is None or value <= cells.high)

    def _meeting(self, cells: Cells, values: dict[str, list[Raw]]) -> None:
        """Add values by which quantities that are compared with each other come below, on and above each threshold."""
        if any(len(monomial) != 1 or not isinstance(monomial[0], str) for monomial, _ in cells.form.factors):
            return  # what is multiplied or rounded is left at its usual value
        *others, (last, _) = [(str(monomial[0]), factor) for monomial, factor in cells.form.factors]
        for name, _ in others:
            values[name] = values[name] or [self.usual(name)]
        anchors: Mapping[str, Raw] = {name: values[name][len(values[name]) // 2] for name, _ in others}
        for cut in range(len(cells.cuts)):
            values[last] += [self.solved(cells.form, anchors, total) for total in self.around(cells, cut)]

    def solved(self, form: Form, known: Mapping[str, Raw], total: Raw) -> Fraction:
        """The value of the last unknown of a sum with which it comes to a total."""
        *others, (last, factor) = [(str(monomial[0]), factor) for monomial, factor in form.factors]
        rest = Fraction(total) - sum((f * Fraction(known[name]) for name, f in others), Fraction())
        return rest / factor


def step_of(form: Form, at: Fraction) -> Fraction:
    """How far just below and just above are from a threshold: a day, a unit, or a part of it where the threshold is one."""
    match form.kinds[0].sort:
        case Sort.DATE:
            return Fraction(1) if form.whole else Fraction(1, 24)
        case Sort.DURATION:
            return Fraction(DAY if at and at % DAY == 0 else 60 if at % 60 == 0 else 1)
        case Sort.MONEY:
            return Fraction(1, 100)
        case _:
            return Fraction(1) if at.denominator == 1 and abs(at) >= 10 else Fraction(1, 100)
