"""This file defines the named conditions of a program as columns, each built on those before it; precedence and verdict among them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

import ibis

from contract_model.engines.columns.expressions import Scope, expression
from contract_model.meaning.program import Program
from contract_model.model.conditions import Condition, Named, parts_of


def with_conditions(table: Any, program: Program, scope: Callable[[Any], Scope]) -> Any:
    """A table with a column for each condition of a program, `c0`, `c1` and so on; unknown is NULL. Raises NotExact.

    `scope` says what is known of the variables in a table that has at least the columns of the one given.
    """
    column = {f.name: f"c{i}" for i, f in enumerate(program.formulas)}
    made: list[str] = []
    for level in levels(program.formulas):
        here = replace(scope(table), conditions={n: table[column[n]] for n in made})
        truths = {column[f.name]: expression(f.body, here) for f in level}
        settled = {n: ibis.literal(t, type="boolean") for n, t in truths.items() if t is None or isinstance(t, bool)}
        table = table.mutate(**{**truths, **settled})
        made += [f.name for f in level]
    return table


def levels(formulas: Sequence[Named]) -> list[list[Named]]:
    """Conditions in groups, each of which builds only on those before it."""
    depth: dict[str, int] = {}
    found: list[list[Named]] = []
    for formula in formulas:
        depth[formula.name] = level = max((depth[n] + 1 for n in _asked(formula.body)), default=0)
        while len(found) <= level:
            found.append([])
        found[level].append(formula)
    return found


def _asked(condition: Condition) -> set[str]:
    if isinstance(condition, Named):
        return {condition.name}
    return {name for part in parts_of(condition) for name in _asked(part)}
