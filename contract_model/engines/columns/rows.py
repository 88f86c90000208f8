"""This file defines `Rows`: a clean table of events with what of each row is stated, as columns."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from functools import cached_property
from typing import Any

import ibis

from contract_model.engines.columns.backend import fetched
from contract_model.engines.columns.buckets import ANY_STAGE
from contract_model.engines.columns.expressions import Scope
from contract_model.engines.columns.quantities import column
from contract_model.engines.columns.setting import NotExact, Setting
from contract_model.meaning.terms import ACTOR, BUILT_IN, DAY, TIME
from contract_model.model.case import Case, DateSpan, Event
from contract_model.model.contract import Ambiguity, Contract
from contract_model.model.kinds import Kind, Sort
from contract_model.model.values import Money, Raw, Value, raw

FIRST, LAST = "date", "date_last"
OWN = ("row", "action", LAST)
"""The columns of a clean table that are no variables."""


@dataclass(frozen=True)  # no slots: cached_property keeps what was computed in the instance
class Rows:
    """A table with the columns `row` and `action`, and any of `actor`, `date`, `date_last`, `time` and the variables of the contract.

    A column that is not there is unknown in every row. With `date_last` the day of an event lies between the two, both included.
    A variable that is itself called as one of OWN has a column all the same (see `column_of`).
    """

    table: Any  # ibis.Table
    contract: Contract
    setting: Setting

    @cached_property
    def kinds(self) -> Mapping[str, Kind]:
        """The kinds of the variables that the table has columns for, by name. Raises NotExact for a type that does not do."""
        found: dict[str, Kind] = {}
        for called in self.table.columns:
            name = variable_of(called)
            kind = kind_of_variable(self.contract, name)
            if kind is not None and name not in self.setting.unknown:
                here = self.table[called]
                if kind.ordered:
                    column(kind, here)
                elif not (here.type().is_boolean() if kind.sort is Sort.TRUTH else here.type().is_string()):
                    raise NotExact(f"a {kind} is not kept in a column of type {here.type()}")
                found[name] = kind
        return found

    @cached_property
    def spans(self) -> bool:
        """Whether the table has a last day for each event."""
        return {FIRST, LAST} <= set(self.table.columns)

    @cached_property
    def scope(self) -> Scope:
        """What is stated of the variables: for each row, or for all."""
        columns: dict[str, Any] = {}
        values: dict[str, Raw] = {n: raw(v) for n, v in self.setting.facts.items() if n not in self.setting.unknown}
        for name in self.kinds:
            here = self.table[column_of(name)]
            if name == DAY.name and self.spans:
                here = (here == self.table[LAST]).ifelse(here, ibis.null("date"))
            if name in values:
                here = ibis.coalesce(here, _literal(self.setting.facts[name], here.type()))
            columns[name] = here
        if TIME.name in columns:  # a time of day is one of a day
            day = columns.get(DAY.name)
            if day is None:
                del columns[TIME.name]
            else:
                columns[TIME.name] = day.notnull().ifelse(columns[TIME.name], ibis.null(columns[TIME.name].type()))
        values["evidence"] = self.setting.evidence.value
        return Scope(columns, values)

    def stages(self) -> Iterator[tuple[str, int]]:
        """The actions of the table's rows, each with every stage that a row may be at (see `Bucket`). One pass over actions and days."""
        day = self.scope.columns.get(DAY.name)
        if self.setting.version is not None or day is None:
            chosen = [i for i, v in enumerate(self.contract.versions, start=1) if v.id == self.setting.version] or [ANY_STAGE]
            found = fetched(self.table.select("action").distinct().order_by("action")).to_pylist()
            yield from ((one["action"], stage) for one in found for stage in chosen)
            return
        days = self.table.select(action=self.table["action"], day=day).group_by("action").order_by("action")
        spans = days.agg(first=ibis._.day.min(), last=ibis._.day.max(), open=ibis._.day.isnull().any())
        for one in fetched(spans).to_pylist():
            if one["open"]:
                yield one["action"], ANY_STAGE
            if one["first"] is not None:
                starts = [date.min, *(v.start for v in self.contract.versions)]
                ends = [*(d - timedelta(days=1) for d in starts[1:]), date.max]
                reached = enumerate(zip(starts, ends, strict=True))
                yield from ((one["action"], n) for n, (start, end) in reached if one["first"] <= end and start <= one["last"])

    def reached(self, stage: int) -> Any:
        """That a row is at a stage, when it is at no later one."""
        day = self.scope.columns.get(DAY.name)
        if self.setting.version is not None or day is None or stage == ANY_STAGE:
            return True
        return day >= ibis.literal(self.contract.versions[stage - 1].start) if stage else day.notnull()

    @property
    def stated(self) -> tuple[str, ...]:
        """The columns from which a case is made, beside the action."""
        return (*map(column_of, self.kinds), *((LAST,) if self.spans else ()))

    def case(self, action: str, cells: Mapping[str, Any]) -> Case:
        """The case that a row with these cells is."""
        first = cells.get(FIRST) if FIRST in self.kinds else None
        last = cells.get(LAST) if self.spans else first
        time = cells.get(TIME.name) if first is not None and first == last and TIME.name in self.kinds else None
        stated = {n: (kind, cells[column_of(n)]) for n, kind in self.kinds.items() if n not in BUILT_IN}
        given = {name: _value(kind, cell) for name, (kind, cell) in stated.items() if cell is not None}
        parameters = self.contract.actions[action].parameters
        readings = {n: str(v) for n, v in given.items() if n in self.contract.ambiguities}
        facts = {n: v for n, v in {**self.setting.facts, **given}.items() if n not in readings}
        return Case(
            Event(
                action,
                cells.get(ACTOR.name) if ACTOR.name in self.kinds else None,
                DateSpan(first, last, None if time is None else _length(time)),
                {n: v for n, v in facts.items() if n in parameters},
            ),
            {n: v for n, v in facts.items() if n not in parameters},
            {**self.setting.readings, **readings},
            self.setting.unknown,
            self.setting.evidence,
            self.setting.version,
            self.setting.presume,
        )


def column_of(variable: str) -> str:
    """The column of a clean table that has the values of a variable."""
    return f"variable {variable}" if variable in OWN else variable


def variable_of(column: str) -> str:
    """The variable that a column of a clean table has the values of; empty for a column of our own."""
    return "" if column in OWN else column.removeprefix("variable ")


def kind_of_variable(contract: Contract, name: str) -> Kind | None:
    """The kind of a variable; none when the contract has no such."""
    if name in (ACTOR.name, DAY.name, TIME.name):
        return BUILT_IN[name].kind
    asked = contract.asked(name)
    if asked is None:
        return None
    return Kind(Sort.CHOICE, name) if isinstance(asked, Ambiguity) else asked.kind


def _value(kind: Kind, cell: Any) -> Value:
    match kind.sort:
        case Sort.TRUTH:
            return bool(cell)
        case Sort.DURATION:
            return _length(cell)
        case Sort.NUMBER:
            return Decimal(cell)
        case Sort.MONEY:
            return Money(Decimal(cell), kind.name)
        case Sort.DATE:
            found: date = cell
            return found
        case Sort.CHOICE | Sort.PARTY | Sort.TEXT:
            return str(cell)


def _length(seconds: int | Decimal) -> timedelta:
    return timedelta(seconds=seconds) if isinstance(seconds, int) else timedelta(microseconds=int(seconds * 1_000_000))


def _literal(value: Value, dtype: Any) -> Any:
    match value:
        case Money():
            return ibis.literal(value.amount, type=dtype)
        case timedelta():
            return ibis.literal(int(raw(value)), type=dtype)
        case _:
            return ibis.literal(value, type=dtype)
