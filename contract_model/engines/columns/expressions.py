"""This file defines what a condition is over the columns of a table: SQL's own three-valued logic, in which unknown is NULL.

The arms are those of `meaning/kleene.py`. What is the same for every row is settled here, so it costs a row nothing: a part is a truth,
unknown (`None`), or an expression. AND, OR and NOT of SQL are Kleene's.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

import ibis

from contract_model.engines.columns.quantities import Quantity, column, compared, constant, quantity
from contract_model.model.conditions import And, Compare, Condition, Const, In, Named, Not, Op, Or, Var, kind_of
from contract_model.model.kinds import Sort
from contract_model.model.values import Raw


@dataclass(frozen=True, slots=True)
class Scope:
    """What is known of variables, of each row in `columns` (or as a Quantity) or of all in `values`; one in neither is unknown.

    `conditions`: named conditions that are columns already. `given`: comparisons of which the truth is a column, as it was found elsewhere.
    """

    columns: Mapping[str, Any]
    values: Mapping[str, Raw]
    conditions: Mapping[str, Any] = field(default_factory=dict)
    given: Mapping[Condition, Any] = field(default_factory=dict)


def expression(condition: Condition, scope: Scope) -> Any:
    """A truth in normal form as a truth, unknown (`None`) or an Ibis expression. Raises NotExact."""
    match condition:
        case Const(value, _):
            return value
        case Var(name, _):
            return scope.columns[name] if name in scope.columns else scope.values.get(name)
        case Named(name, body):
            return scope.conditions[name] if name in scope.conditions else expression(body, scope)
        case Not(part):
            return _not(expression(part, scope))
        case And(parts):
            return joined((expression(p, scope) for p in parts), False)
        case Or(parts):
            return joined((expression(p, scope) for p in parts), True)
        case In(item, values):
            found = _name(item, scope)
            return None if found is None else found in values if isinstance(found, str) else found.isin(values)
        case Compare() if condition in scope.given:
            return scope.given[condition]
        case Compare(op, left, right) if kind_of(left).ordered:
            a, b = (quantity(side, _quantities(scope)) for side in (left, right))
            return None if a is None or b is None else compared(op, a, b)
        case Compare(Op.EQ, left, right):
            a, b = (_name(side, scope) for side in (left, right))
            if isinstance(a, (bool, str)) and not isinstance(b, (bool, str)):
                a, b = b, a
            return None if a is None or b is None else a == b
        case _:
            raise TypeError(f"not a truth in normal form: {condition}")


def joined(parts: Iterable[Any], settles: bool) -> Any:
    """The disjunction of truths, unknowns and expressions; with `settles` false, their conjunction."""
    unknown, open_ = False, []
    for part in parts:
        if part is settles:
            return settles
        if part is None:
            unknown = True
        elif part is not (not settles):
            open_.append(part)
    if unknown:
        open_.append(ibis.null("boolean"))
    if not open_:
        return not settles
    if unknown and len(open_) == 1:
        return None
    return _balanced(open_, (lambda a, b: a | b) if settles else (lambda a, b: a & b))


def _balanced(parts: list[Any], join: Callable[[Any, Any], Any]) -> Any:
    """Parts joined pair by pair, so that nothing is nested deeply."""
    while len(parts) > 1:
        parts = [join(*parts[i : i + 2]) if i + 1 < len(parts) else parts[i] for i in range(0, len(parts), 2)]
    return parts[0]


def _not(part: Any) -> Any:
    return None if part is None else not part if isinstance(part, bool) else ~part


def _name(side: Condition, scope: Scope) -> Any:
    """A choice, party, text or truth."""
    match side:
        case Const(value, _):
            return value
        case Var(name, _):
            return scope.columns[name] if name in scope.columns else scope.values.get(name)
        case _ if kind_of(side).sort is Sort.TRUTH:
            return expression(side, scope)
        case _:
            raise TypeError(f"not in normal form: {side}")


def _quantities(scope: Scope) -> Callable[[Var], Quantity | None]:
    def of(var: Var) -> Quantity | None:
        if var.name in scope.columns:
            here = scope.columns[var.name]
            return here if isinstance(here, Quantity) else column(var.kind, here)
        return constant(scope.values[var.name]) if var.name in scope.values else None

    return of
