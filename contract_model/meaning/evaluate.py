"""This file defines the truth of every condition of a program in a case: what an engine must give, too."""

from __future__ import annotations

from collections.abc import Mapping

from contract_model.meaning.kleene import Slots, Truth
from contract_model.meaning.program import Program
from contract_model.model.values import Raw


def evaluate(program: Program, values: Mapping[str, Raw]) -> dict[str, Truth]:
    """The truth of each condition by name; what `values` does not hold is unknown."""
    compiled = program.compiled
    slots = evaluate_slots(program, values)
    return {f.name: slots[compiled.inputs + i] for i, f in enumerate(program.formulas)}


def evaluate_slots(program: Program, values: Mapping[str, Raw]) -> Slots:
    """The same as a list, by the places in `program.compiled.slots`; the quick form."""
    compiled = program.compiled
    slots: Slots = [values.get(name) for name in program.variables]
    for step in compiled.steps:
        slots.append(step(slots))
    return slots
