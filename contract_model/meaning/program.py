"""This file defines `Program`: everything that can bear on one action under one version, as named conditions in order.

Definitions first, then what each term does, then precedence, then the verdict. A condition refers to an earlier one by its `Named`
node; no condition refers to a later one. Engines evaluate programs; none of them knows what a term is.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cached_property

from contract_model.meaning.decide import verdicts, yielding
from contract_model.meaning.kleene import Compiled, compile_formulas
from contract_model.meaning.plain import asked
from contract_model.meaning.terms import formulas_of
from contract_model.model.conditions import Condition, Named, Var, parts_of
from contract_model.model.contract import Contract, Term, Version


@dataclass(frozen=True)  # no slots: cached_property keeps what was computed in the instance
class Program:
    """The named conditions of `version` for `action`. Equal only to itself, as it is kept and compiled once."""

    contract: Contract = field(compare=False)
    version: Version = field(compare=False)
    action: str
    terms: tuple[Term, ...] = field(compare=False)
    formulas: tuple[Named, ...]

    __hash__ = object.__hash__

    def __eq__(self, other: object) -> bool:
        return self is other

    @cached_property
    def named(self) -> dict[str, Named]:
        """The conditions by name."""
        return {f.name: f for f in self.formulas}

    @cached_property
    def variables(self) -> dict[str, Var]:
        """What the program asks about, by name, in the order of first mention."""
        found: dict[str, Var] = {}

        def visit(condition: Condition) -> None:
            match condition:
                case Var(name, _):
                    found.setdefault(name, condition)
                case Named():
                    pass
                case _:
                    for part in parts_of(condition):
                        visit(part)

        for formula in self.formulas:
            visit(formula.body)
        return found

    @cached_property
    def compiled(self) -> Compiled:
        """The conditions as functions; made once, at the first evaluation."""
        return compile_formulas(tuple(self.variables), self.formulas)


def program(contract: Contract, version: Version, action: str) -> Program:
    """The program of a version for an action: all terms of that action, and declarations about all actions.

    Terms over time are asked about as plain ones.
    """
    terms = tuple(asked(t, action) for t in version.terms.values() if action in t.actions or not (t.actions or t.norm))
    statuses = {f.name: f for t in terms for f in formulas_of(t)}
    statuses |= {f.name: f for f in yielding(terms, statuses)}
    statuses |= {f.name: f for f in verdicts(terms, statuses, contract.policies)}
    return Program(contract, version, action, terms, with_definitions(statuses.values()))


def with_definitions(formulas: Iterable[Named]) -> tuple[Named, ...]:
    """The definitions that formulas use, each before what uses it, and then the formulas."""
    wanted = {f.name: f for f in formulas}
    definitions: dict[str, Named] = {}

    def collect(condition: Condition) -> None:
        if isinstance(condition, Named):
            if condition.name in wanted or condition.name in definitions:
                return
            collect(condition.body)
            definitions[condition.name] = condition
        else:
            for part in parts_of(condition):
                collect(part)

    for formula in wanted.values():
        collect(formula.body)
    return (*definitions.values(), *wanted.values())
