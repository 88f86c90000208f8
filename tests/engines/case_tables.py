"""This file defines `tables`: cases as clean tables, a row each, so that many are judged at once."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from typing import Any

from contract_model.engines.columns.listed import Listed
from contract_model.engines.columns.rows import LAST, column_of, kind_of_variable
from contract_model.engines.columns.setting import Setting
from contract_model.meaning.terms import ACTOR, DAY, TIME
from contract_model.model.case import Case
from contract_model.model.contract import Contract
from contract_model.model.kinds import Kind, Sort
from contract_model.model.values import Money, Value

DIGITS = 38


@dataclass(frozen=True, slots=True)
class CaseTable:
    """Cases that share a setting, as a table. `numbers`: the place of each row's case among those given, in the order of `row`."""

    setting: Setting
    numbers: tuple[int, ...]
    table: dict[str, Listed]


def tables(contract: Contract, cases: Sequence[Case]) -> Iterator[CaseTable]:
    """Cases as tables, one for each setting. Raises ValueError for a number that no column holds."""
    together: dict[tuple[Any, ...], list[int]] = {}
    for i, case in enumerate(cases):
        readings = tuple(sorted(case.readings.items()))
        together.setdefault((readings, case.evidence, case.version, case.presume, case.unknown), []).append(i)
    for (readings, evidence, version, presume, unknown), numbers in together.items():
        setting = Setting(dict(readings), evidence, version, presume, {}, unknown)
        yield CaseTable(setting, tuple(numbers), _table(contract, [cases[i] for i in numbers]))


def _table(contract: Contract, cases: Sequence[Case]) -> dict[str, Listed]:
    columns = {
        "row": Listed("int64", range(1, len(cases) + 1)),
        "action": Listed("string", [c.event.action for c in cases]),
        ACTOR.name: Listed("string", [c.event.actor for c in cases]),
        DAY.name: Listed("date", [c.event.date.first for c in cases]),
    }
    if any(c.event.date.day is None for c in cases):
        columns[LAST] = Listed("date", [c.event.date.last for c in cases])
    if any(c.event.date.time is not None for c in cases):
        columns[TIME.name] = _column(TIME.kind, [c.event.date.time for c in cases])
    for name in dict.fromkeys(n for c in cases for n in (*c.event.parameters, *c.facts)):
        kind = kind_of_variable(contract, name)
        if kind is not None:
            columns[column_of(name)] = _column(kind, [{**c.event.parameters, **c.facts}.get(name) for c in cases])
    return columns


def _column(kind: Kind, values: Sequence[Value | None]) -> Listed:
    match kind.sort:
        case Sort.TRUTH:
            return Listed("boolean", values)
        case Sort.DATE:
            return Listed("date", values)
        case Sort.CHOICE | Sort.PARTY | Sort.TEXT:
            return Listed("string", values)
        case Sort.DURATION:
            lengths = [v if isinstance(v, timedelta) else None for v in values]
            if all(v is None or not v.microseconds for v in lengths):
                return Listed("int64", [None if v is None else v // timedelta(seconds=1) for v in lengths])
            return _decimals([None if v is None else Decimal(v // timedelta(microseconds=1)).scaleb(-6) for v in lengths])
        case Sort.NUMBER | Sort.MONEY:
            return _decimals([v.amount if isinstance(v, Money) else v if isinstance(v, Decimal) else None for v in values])


def _decimals(values: Sequence[Decimal | None]) -> Listed:
    """Decimal numbers in a column that is just wide enough."""
    scale, before = 0, 1
    for value in values:
        if value is not None:
            exponent = value.as_tuple().exponent
            scale = max(scale, -exponent if isinstance(exponent, int) else 0)
            before = max(before, value.adjusted() + 1)
    if scale + before > DIGITS:
        raise ValueError(f"a column holds at most {DIGITS} digits")
    return Listed(f"decimal({max(scale + before, 1)}, {scale})", values)
