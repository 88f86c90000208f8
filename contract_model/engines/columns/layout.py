"""This file defines `Layout`: cases of one program as a table of raw values, and the program's conditions as columns of it.

A quantity is a whole number of parts; how fine and how large it may be is part of the layout. A comparison that might not be kept exact
enters as a truth, which the definition finds.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property, lru_cache
from math import lcm
from typing import Any, TypeAlias

import ibis

from contract_model.engines.columns.backend import fetched, selected, statement
from contract_model.engines.columns.conditions import with_conditions
from contract_model.engines.columns.expressions import Scope, expression
from contract_model.engines.columns.listed import Listed, placed
from contract_model.engines.columns.quantities import WHOLE, Quantity
from contract_model.engines.columns.setting import NotExact
from contract_model.meaning.kleene import Function, Truth, compile_condition
from contract_model.meaning.program import Program
from contract_model.meaning.split import nodes_of
from contract_model.model.conditions import Compare, kind_of
from contract_model.model.kinds import Sort
from contract_model.model.values import Raw

NUMBER = "number of the case"  # no variable is called so
WIDE = "decimal(38, 0)"
_PARTS = (1, 100, 10**4, 10**6)
_SIZES = (10**9, 10**18, 10**28, WHOLE)  # few, so that a program has few layouts

Size: TypeAlias = "tuple[int, int]"
"""How fine and how large a number is: counted in parts of one, at most so many."""
Cell: TypeAlias = "bool | str | int | None"


def sizes_of(program: Program, cases: Sequence[Mapping[str, Raw]]) -> tuple[Size | None, ...]:
    """How fine and large the numbers of a program are in some cases, for each variable; none for what is no number."""
    return tuple(_size([c.get(n) for c in cases]) if var.kind.ordered else None for n, var in program.variables.items())


@dataclass(frozen=True)  # no slots: cached_property keeps what was computed in the instance
class Layout:
    """A table of numbered cases, with a column for each variable of `program`, whose numbers have `sizes`; and for comparisons given."""

    program: Program
    sizes: tuple[Size | None, ...]

    @cached_property
    def types(self) -> dict[str, str]:
        """The types of the columns, as Ibis names them."""
        return {NUMBER: "int64", **self._types, **{f"given {i}": "boolean" for i in range(len(self._given))}}

    @cached_property
    def text(self) -> str:
        """The conditions of a table `given` in this layout as a statement of DuckDB."""
        return statement(self.conditions(ibis.table(self.types, name="given")))

    def cells(self, number: int, values: Mapping[str, Raw]) -> list[Cell]:
        """A case as a row. What is too large for a column is asked about by comparisons that are given alone."""
        slots: list[Any] = [values.get(n) for n in self.program.variables]
        cells: list[Cell] = [number]
        for value, size in zip(slots, self.sizes, strict=True):
            cells.append(value if size is None or value is None else None if size[1] > WHOLE else int(value * size[0]))
        return cells + [ask(slots) for ask in self._given.values()]

    def table(self, cases: Sequence[Mapping[str, Raw]]) -> dict[str, Listed]:
        """Cases as a table, numbered from 0."""
        rows = [self.cells(i, values) for i, values in enumerate(cases)]
        return {n: Listed(t, [r[i] for r in rows]) for i, (n, t) in enumerate(self.types.items())}

    def conditions(self, table: Any) -> Any:
        """The conditions as columns `c0`, `c1` and so on after the number of a case, from a table in this layout."""
        found = with_conditions(table, self.program, self._scope)
        return found.select(NUMBER, *(f"c{i}" for i in range(len(self.program.formulas))))

    @cached_property
    def _types(self) -> dict[str, str]:
        found = {}
        for (name, var), size in zip(self.program.variables.items(), self.sizes, strict=True):
            number = "int64" if size is not None and size[1] <= _SIZES[1] else WIDE
            found[name] = number if size is not None else "boolean" if var.kind.sort is Sort.TRUTH else "string"
        return found

    @cached_property
    def _given(self) -> dict[Compare, Function]:
        """The comparisons that might not be kept exact, as the definition evaluates them."""
        scope = Scope(self._columns(ibis.table(self._types, name="given")), {}) if self._types else Scope({}, {})
        slots = {n: i for i, n in enumerate(self.program.variables)}
        found: dict[Compare, Function] = {}
        for node in nodes_of(self.program.formulas):
            if isinstance(node, Compare) and kind_of(node.left).ordered:
                try:
                    expression(node, scope)
                except NotExact:
                    found[node] = compile_condition(node, slots)
        return found

    def _scope(self, table: Any) -> Scope:
        return Scope(self._columns(table), {}, given={c: table[f"given {i}"] for i, c in enumerate(self._given)})

    def _columns(self, table: Any) -> dict[str, Any]:
        sizes = zip(self.program.variables, self.sizes, strict=True)
        return {n: table[n] if size is None else Quantity(table[n], Fraction(1, size[0]), size[1]) for n, size in sizes}


@lru_cache(256)
def layout_of(program: Program, sizes: tuple[Size | None, ...]) -> Layout:
    """The layout of a program for numbers of these sizes, the same each time."""
    return Layout(program, sizes)


def truths(backend: Any, program: Program, cases: Sequence[Mapping[str, Raw]]) -> list[tuple[Truth, ...]]:
    """The truth of each condition of a program in each of some cases, by a database."""
    layout = layout_of(program, sizes_of(program, cases))
    table = placed(backend, layout.table(cases))
    if backend.name == "duckdb":  # its text is made once, which takes longer than it runs
        found = selected(backend, f"WITH given AS (FROM {table.get_name()}) {layout.text}")
    else:
        found = fetched(layout.conditions(table))
    columns = {n: found[n].to_pylist() for n in found.column_names}
    numbers = columns.pop(NUMBER)
    by_number = dict(zip(numbers, zip(*columns.values(), strict=True), strict=True))
    return [by_number[i] for i in range(len(cases))]


def _size(values: Sequence[Raw | None]) -> Size:
    exact = [Fraction(v) for v in values if v is not None]
    parts = lcm(*(v.denominator for v in exact))
    parts = next((p for p in _PARTS if p % parts == 0), parts)
    most = max((abs(v * parts) for v in exact), default=0)
    return parts, next((s for s in _SIZES if most <= s), WHOLE + 1)
