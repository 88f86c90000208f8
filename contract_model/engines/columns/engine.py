"""This file defines `Columns`: the engine that has DuckDB evaluate the conditions of a program, in one statement.

A case is a row of parameters. The statement is made once for a program and for how large and how fine its numbers are; then it is only run.
"""

from __future__ import annotations

import os
from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from threading import Lock
from typing import Any

import duckdb
import ibis

from contract_model.engines.columns.conditions import with_conditions
from contract_model.engines.columns.expressions import Scope, expression
from contract_model.engines.columns.quantities import WHOLE, Quantity
from contract_model.engines.columns.setting import NotExact
from contract_model.engines.trace import Trace
from contract_model.meaning.kleene import Function, Truth, compile_condition
from contract_model.meaning.program import Program
from contract_model.meaning.split import nodes_of
from contract_model.model.conditions import Compare, Condition, Var, kind_of
from contract_model.model.contract import Contract
from contract_model.model.values import Raw
from contract_model.problems import Problem

_KEPT = 256  # statements
_SIZES = (10**6, 10**12, 10**18, 10**28, WHOLE)

Size = tuple[int, int]
"""How fine and how large a number is: counted in parts of one, at most so many."""


class Columns:
    """DuckDB as an engine. Statements are kept, the last used longest. A forked process begins anew."""

    name = "columns"

    def __init__(self) -> None:
        self._by_process: dict[int, _Database] = {}

    def evaluate(self, program: Program, values: Mapping[str, Raw]) -> Trace:
        """The truth of every condition by name; what `values` does not hold is unknown. A statement has no firings."""
        database = self._by_process.get(os.getpid()) or self._by_process.setdefault(os.getpid(), _Database())
        truths = database.truths(program, values)
        return Trace(self.name, {f.name: t for f, t in zip(program.formulas, truths, strict=True)})

    def unsupported(self, contract: Contract) -> tuple[Problem, ...]:
        """Nothing: a comparison that DuckDB would not keep exact is put to it as the truth that the definition finds."""
        return ()


class _Database:
    """A connection with the statements that are prepared in it."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._connection = duckdb.connect(config={"threads": 1, "memory_limit": "200MB"})
        self._kept: OrderedDict[tuple[int, tuple[Size | None, ...]], _Statement] = OrderedDict()
        self._made = 0

    def truths(self, program: Program, values: Mapping[str, Raw]) -> tuple[Truth, ...]:
        """The truth of each condition of a program."""
        sizes = tuple(_size(values.get(name)) if var.kind.ordered else None for name, var in program.variables.items())
        key = (id(program), sizes)
        with self._lock:
            statement = self._kept.get(key)
            if statement is None:
                self._made += 1
                statement = _Statement(f"program_{self._made}", program, sizes)
                self._connection.execute(f"PREPARE {statement.name} AS {statement.text}")
                self._kept[key] = statement
                if len(self._kept) > _KEPT:
                    _, oldest = self._kept.popitem(last=False)
                    self._connection.execute(f"DEALLOCATE {oldest.name}")
            self._kept.move_to_end(key)
            row = self._connection.execute(f"EXECUTE {statement.name}({statement.arguments(values)})").fetchone()
        assert row is not None  # a statement has one row
        return row


@dataclass(frozen=True, slots=True)
class _Given:
    """A comparison that the definition evaluates, as it might not be kept exact."""

    comparison: Condition
    ask: Function


class _Statement:
    """The conditions of a program as a statement with a parameter for each variable, and for each comparison that is given as a truth."""

    def __init__(self, name: str, program: Program, sizes: tuple[Size | None, ...]) -> None:
        self.name = name
        self.program = program  # kept, so that its identity is not another's
        self.sizes = dict(zip(program.variables, sizes, strict=True))
        self._types = {n: _type(v, self.sizes[n]) for n, v in program.variables.items()}
        slots = {n: i for i, n in enumerate(program.variables)}
        self.given: list[_Given] = []
        self.given = [_Given(c, compile_condition(c, slots)) for c in self._not_exact()]
        types = {**self._types, **{f"given {i}": "boolean" for i in range(len(self.given))}}
        table = with_conditions(ibis.table(types, name="given"), program, self._scope)
        text = ibis.to_sql(table.select(*(f"c{i}" for i in range(len(program.formulas)))), dialect="duckdb")
        cast = ", ".join(f"CAST(${i} AS {_SQL[t]}) AS {_quoted(n)}" for i, (n, t) in enumerate(types.items(), start=1))
        self.text = f"WITH given AS (SELECT {cast or '1 AS nothing'}) {text}"

    def arguments(self, values: Mapping[str, Raw]) -> str:
        """The values of a case as the statement's arguments."""
        slots: list[Any] = [values.get(n) for n in self.program.variables]
        texts = [_written(v, self.sizes[n]) for n, v in zip(self.program.variables, slots, strict=True)]
        return ", ".join(texts + [_written(g.ask(slots), None) for g in self.given])

    def _scope(self, table: Any) -> Scope:
        columns = {n: table[n] if (size := self.sizes[n]) is None else _quantity(table[n], size) for n in self.program.variables}
        return Scope(columns, {}, given={g.comparison: table[f"given {i}"] for i, g in enumerate(self.given)})

    def _not_exact(self) -> list[Condition]:
        """The comparisons that might not be kept exact."""
        scope = self._scope(ibis.table(self._types, name="given"))
        found: dict[Condition, None] = {}
        for node in nodes_of(self.program.formulas):
            if isinstance(node, Compare) and kind_of(node.left).ordered:
                try:
                    expression(node, scope)
                except NotExact:
                    found[node] = None
        return list(found)


_SQL = {"boolean": "BOOLEAN", "string": "VARCHAR", "int64": "BIGINT", "decimal(38, 0)": "DECIMAL(38, 0)"}


def _type(var: Var, size: Size | None) -> str:
    if size is not None:
        return "int64" if size[1] <= _SIZES[2] else "decimal(38, 0)"
    return "boolean" if str(var.kind) == "truth" else "string"


def _quantity(column: Any, size: Size) -> Quantity:
    return Quantity(column, Fraction(1, size[0]), size[1])


def _size(value: Raw | None) -> Size:
    exact = Fraction(value or 0)
    return exact.denominator, next((s for s in _SIZES if abs(exact.numerator) <= s), WHOLE + 1)


def _written(value: Any, size: Size | None) -> str:
    match value:
        case None:
            return "NULL"
        case bool():
            return "TRUE" if value else "FALSE"
        case str():
            return "'" + value.replace("'", "''") + "'"
        case _:
            assert size is not None  # it is a number
            return str(int(value * size[0])) if size[1] <= WHOLE else "NULL"


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'
