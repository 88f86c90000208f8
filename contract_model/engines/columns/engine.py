"""This file defines `Columns`: the engine that has DuckDB evaluate the conditions of a program, in one statement.

A case is a row of parameters. The statement is made once for a program and for how large and how fine its numbers are; then it is only run.
"""

from __future__ import annotations

import os
from collections import OrderedDict
from collections.abc import Mapping
from threading import Lock

import duckdb

from contract_model.engines.columns.layout import WIDE, Layout, Size, layout_of, sizes_of
from contract_model.engines.columns.sql import name as name_of
from contract_model.engines.columns.sql import text
from contract_model.engines.trace import Trace
from contract_model.meaning.kleene import Truth
from contract_model.meaning.program import Program
from contract_model.model.contract import Contract
from contract_model.model.values import Raw
from contract_model.problems import Problem

_KEPT = 256  # statements


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
        sizes = sizes_of(program, [values])
        key = (id(program), sizes)
        with self._lock:
            statement = self._kept.get(key)
            if statement is None:
                self._made += 1
                statement = _Statement(f"program_{self._made}", layout_of(program, sizes))
                self._connection.execute(f"PREPARE {statement.name} AS {statement.text}")
                self._kept[key] = statement
                if len(self._kept) > _KEPT:
                    _, oldest = self._kept.popitem(last=False)
                    self._connection.execute(f"DEALLOCATE {oldest.name}")
            self._kept.move_to_end(key)
            row = self._connection.execute(f"EXECUTE {statement.name}({statement.arguments(values)})").fetchone()
        assert row is not None  # a statement has one row
        return row[1:]


class _Statement:
    """The conditions of a program as a statement with a parameter for each column of its layout."""

    def __init__(self, name: str, layout: Layout) -> None:
        self.name = name
        self.layout = layout
        cast = ", ".join(f"CAST(${i} AS {_SQL[t]}) AS {name_of(n)}" for i, (n, t) in enumerate(layout.types.items(), start=1))
        self.text = f"WITH given AS (SELECT {cast}) {layout.text}"

    def arguments(self, values: Mapping[str, Raw]) -> str:
        """The values of a case as the statement's arguments."""
        return ", ".join(map(_written, self.layout.cells(0, values)))


_SQL = {"boolean": "BOOLEAN", "string": "VARCHAR", "int64": "BIGINT", WIDE: "DECIMAL(38, 0)"}


def _written(cell: bool | str | int | None) -> str:
    match cell:
        case None:
            return "NULL"
        case bool():
            return "TRUE" if cell else "FALSE"
        case str():
            return text(cell)
        case _:
            return str(cell)
