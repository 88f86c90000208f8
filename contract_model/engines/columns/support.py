"""This file defines `unsupported`: what columns of some types do not keep exact, told by column or by term before anything runs."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import ibis

from contract_model.engines.columns.expressions import expression
from contract_model.engines.columns.rows import Rows, kind_of_variable, variable_of
from contract_model.engines.columns.setting import NotExact, Setting
from contract_model.meaning.program import Program
from contract_model.meaning.programs import PROGRAMS
from contract_model.meaning.split import nodes_of
from contract_model.model.conditions import Compare, Condition, kind_of
from contract_model.model.contract import Contract, Term


@dataclass(frozen=True, slots=True)
class Unsupported:
    """What is not kept exact, and why.

    A `column` of a type that does not do: it is refused. Or, with no column, a comparison of a `term` under a `version`, which may need
    more digits than a database has: its rows are judged by their values, one by one, by the definition.
    """

    reason: str
    column: str = ""
    version: str = ""
    action: str = ""
    term: str = ""


def unsupported(
    contract: Contract, schema: Mapping[str, Any], setting: Setting | None = None, actions: Collection[str] | None = None
) -> tuple[Unsupported, ...]:
    """What columns of these types (Ibis types by name) do not keep exact, of each version and each action, or of some `actions`."""
    setting = setting or Setting()
    columns = {
        n: t for n, t in schema.items() if variable_of(n) not in setting.unknown and kind_of_variable(contract, variable_of(n)) is not None
    }
    found = []
    for name, dtype in columns.items():
        try:
            Rows(ibis.table({name: dtype}, name="asked"), contract, setting).kinds  # noqa: B018  # whether it can be had is the question
        except NotExact as reason:
            found.append(Unsupported(str(reason), column=name))
    rows = Rows(ibis.table({"action": "string", **columns}, name="asked"), contract, setting)
    return tuple(found) or tuple(_terms(contract, rows, contract.actions if actions is None else actions))


def _terms(contract: Contract, rows: Rows, actions: Collection[str]) -> Iterator[Unsupported]:
    said: dict[Condition, str | None] = {}
    for version in contract.versions:
        if rows.setting.version in (None, version.id):
            for action in actions:
                program = PROGRAMS.get(contract, version, action)
                for term in program.terms:
                    for reason in dict.fromkeys(r for c in _comparisons(program, term) if (r := _reason(c, rows, said))):
                        yield Unsupported(reason, version=version.id, action=action, term=term.id)


def _comparisons(program: Program, term: Term) -> Iterator[Condition]:
    """The comparisons of quantities that a term makes by itself."""
    own = [f for n, f in program.named.items() if n.startswith(f"{term.id} ") and n != f"{term.id} yields"]
    return (node for node in nodes_of(own) if isinstance(node, Compare) and kind_of(node.left).ordered)


def _reason(comparison: Condition, rows: Rows, said: dict[Condition, str | None]) -> str | None:
    """Why a comparison might not be kept exact; none where it is."""
    if comparison not in said:
        try:
            expression(comparison, rows.scope)
            said[comparison] = None
        except NotExact as reason:
            said[comparison] = str(reason)
    return said[comparison]
