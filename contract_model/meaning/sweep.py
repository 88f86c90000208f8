"""This file defines `swept`: a grid of cases, each answered as it is answered alone; most of them from one judgment (varied.py)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import replace
from itertools import product

from contract_model.meaning.known import told_apart
from contract_model.meaning.varied import Varied, shortly
from contract_model.model.case import Case, DateSpan
from contract_model.model.contract import Certainty, Contract
from contract_model.model.sweep import Axis, Point, Short, Sweep, Varies
from contract_model.model.values import Raw, raw
from contract_model.problems import ContractError

Progress = Callable[[int, int], None]


def swept(contract: Contract, case: Case, axes: Sequence[Axis], progress: Progress | None = None) -> Sweep:
    """The answers to all cases that axes make of one; what an axis varies, `case` itself may say as well, and counts for nothing then.

    `progress` is told how many cells are done, and of how many, with each hundredth. Raises ContractError when a case leaves too much open.
    """
    inner = [axis for axis in axes if _put_in_later(contract, axis)]
    outer = [axis for axis in axes if axis not in inner]
    total = _count(axes)
    found: dict[tuple[int, ...], Short] = {}
    for places in product(*(range(len(axis.points)) for axis in outer)):
        base = case
        for axis, place in zip(outer, places, strict=True):
            base = moved(contract, base, axis, axis.points[place])
        group = _Group(contract, base, inner)
        for within in product(*(range(len(axis.points)) for axis in inner)):
            at = {**dict(zip(map(id, outer), places, strict=True)), **dict(zip(map(id, inner), within, strict=True))}
            found[tuple(at[id(axis)] for axis in axes)] = group.said([a.points[p] for a, p in zip(inner, within, strict=True)])
            if progress is not None and 100 * len(found) // total > 100 * (len(found) - 1) // total:
                progress(len(found), total)
    return Sweep(contract.id, case, tuple(axes), tuple(found[places] for places in product(*(range(len(a.points)) for a in axes))))


def moved(contract: Contract, case: Case, axis: Axis, point: Point) -> Case:
    """A case moved to a point of an axis."""
    value, event = point.value, case.event
    match axis.varies:
        case Varies.ACTOR:
            return replace(case, event=replace(event, actor=None if value is None else str(value)))
        case Varies.ACTION:
            return replace(case, event=replace(event, action=str(value)))
        case Varies.DATE:
            assert isinstance(value, DateSpan)
            return replace(case, event=replace(event, date=value), presumed_date=False)
        case Varies.VERSION:
            return replace(case, version=str(value))
        case Varies.EVIDENCE:
            assert isinstance(value, Certainty)
            return replace(case, evidence=value)
    case = silenced(case, axis.name)
    if value is None:
        return replace(case, unknown=case.unknown | {axis.name})
    assert not isinstance(value, DateSpan | Certainty)
    match axis.varies:
        case Varies.PARAMETER:
            return replace(case, event=replace(case.event, parameters={**case.event.parameters, axis.name: value}))
        case Varies.FACT:
            return replace(case, facts={**case.facts, axis.name: value})
        case _:
            return replace(case, readings={**case.readings, axis.name: str(value)})


class _Group:
    """The cases of one choice of outer points: those that differ along inner axes alone."""

    def __init__(self, contract: Contract, base: Case, inner: Sequence[Axis]) -> None:
        self.contract = contract
        self.base = base
        self.inner = inner
        self.varied: Varied | None = None
        open_ = base
        for axis in inner:
            open_ = replace(open_, event=replace(open_.event, actor=None)) if axis.varies is Varies.ACTOR else silenced(open_, axis.name)
        if _count(inner) > 1:
            with suppress(ContractError):  # with all of them open it is too much; one by one it may not be
                self.varied = Varied(contract, open_, [a.name for a in inner if a.varies is not Varies.ACTOR])

    def said(self, points: Sequence[Point]) -> Short:
        """What is said of the case at some points of the inner axes."""
        if self.varied is not None:
            values: dict[str, Raw] = {}
            for axis, point in zip(self.inner, points, strict=True):
                if point.value is not None:
                    assert not isinstance(point.value, DateSpan | Certainty)
                    values[axis.name] = raw(point.value)
            try:
                found = self.varied.said(values)
            except ContractError:
                found = None
            if found is not None:
                return found
        case = self.base
        for axis, point in zip(self.inner, points, strict=True):
            case = moved(self.contract, case, axis, point)
        return shortly(self.contract, case)


def _put_in_later(contract: Contract, axis: Axis) -> bool:
    """Whether the values along an axis are told apart one by one, so that a diagram can be asked for each."""
    match axis.varies:
        case Varies.ACTOR:
            return True
        case Varies.READING:
            return axis.name in contract.ambiguities
        case Varies.PARAMETER:
            return told_apart(contract.parameters[axis.name].kind)
        case Varies.FACT:
            asked = contract.facts.get(axis.name) or contract.derived[axis.name]
            return told_apart(asked.kind)
        case _:
            return False


def silenced(case: Case, name: str) -> Case:
    """A case that says nothing of a name."""
    parameters = {n: v for n, v in case.event.parameters.items() if n != name}
    facts = {n: v for n, v in case.facts.items() if n != name}
    readings = {n: r for n, r in case.readings.items() if n != name}
    event = replace(case.event, parameters=parameters)
    return replace(case, event=event, facts=facts, readings=readings, unknown=case.unknown - {name})


def _count(axes: Sequence[Axis]) -> int:
    count = 1
    for axis in axes:
        count *= len(axis.points)
    return count
