"""This file defines contradictions: definitions with rules that facts prove strictly, and their contrary as well."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from contract_model.meaning.kleene import compile_condition, compile_formulas
from contract_model.meaning.program import Program, with_definitions
from contract_model.model.conditions import Named, variables
from contract_model.model.contract import Contract
from contract_model.model.values import Raw


def contradictions(contract: Contract, programs: Iterable[Program], values: Mapping[str, Raw]) -> Iterator[str]:
    """A sentence for each definition used by programs that is contradicted for certain by what is known."""
    used = {name for program in programs for name in program.named}
    for definition in contract.definitions.values():
        conflict = definition.contradicted
        if conflict is None or not used & {definition.name, f"refuted({definition.name})"}:
            continue
        formulas = with_definitions([Named("contradicted", conflict)])
        names = tuple(variables(conflict))
        compiled = compile_formulas(names, formulas)
        slots = [values.get(n) for n in names]
        for formula in formulas:
            slots.append(compile_condition(formula.body, compiled.slots)(slots))
        if slots[-1]:
            yield f"the facts contradict each other: they strictly prove `{definition.name}` and its contrary"
