"""This file defines `quick`: the decision on a case by an engine where three-valued logic is enough, compared with the definition's.

It is exact: a condition that is true with what is known stays true whatever else becomes known. What it leaves open, `answer` works out.
"""

from __future__ import annotations

from dataclasses import dataclass

from contract_model.engines.agree import agreed
from contract_model.engines.engine import Meaning, Unavailable, engine
from contract_model.meaning.decision import Decision, decider
from contract_model.meaning.evaluate import evaluate_slots
from contract_model.meaning.known import known
from contract_model.meaning.parts import parts
from contract_model.model.answer import Verdict
from contract_model.model.case import Case
from contract_model.model.contract import Contract


@dataclass(frozen=True, slots=True)
class Quick:
    """A decision; its verdict is that of the answer. `settled`: so are its statuses and deciding terms, as no condition is unknown."""

    decision: Decision
    settled: bool


BEFORE = Quick(Decision(Verdict.SILENT, {}, ()), True)
"""Before the first version there are no terms, which is silence, whatever the policy."""


def quick(contract: Contract, case: Case, engine_name: str) -> Quick | None:
    """The decision on a case that three-valued logic decides under one version, or before the first; none for any other.

    Raises Disagreement.
    """
    where = parts(contract, case)
    if len(where) != 1:
        return None
    version = where[0].version
    if version is None:
        return BEFORE
    chosen = decider(contract, version, case.event.action)
    values = known(contract, case).everything
    slots = evaluate_slots(chosen.program, values)
    decision = chosen.of_slots(slots)
    if decision is None:
        return None
    try:
        other = engine(engine_name)
    except Unavailable:
        other = Meaning()
    if not isinstance(other, Meaning):
        trace = agreed(other, chosen.program, values)
        decision = chosen.of_truths(values, trace.truths) or decision
    return Quick(decision, None not in slots[chosen.program.compiled.inputs :])
