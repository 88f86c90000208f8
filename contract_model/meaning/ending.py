"""This file defines how norms end without being performed or broken, one by one or with the contract."""

from __future__ import annotations

from contract_model.meaning.stage import Stage
from contract_model.model.contract import TermKind
from contract_model.model.history import Instance, Why
from contract_model.model.states import NormState


def ended(stage: Stage, instance: Instance, why: Why, by: str | None = None) -> None:
    """End an instance: an obligation or prohibition is discharged, a power lapses."""
    power = stage.transitions(instance).term.kind is TermKind.POWER
    stage.move(instance, NormState.LAPSED if power else NormState.DISCHARGED, why, by=by)


def close(stage: Stage) -> None:
    """The contract has ended: what is open ends without breach, except what survives. The day on which it did is its last."""
    stage.set_end(stage.state.now if stage.happening is None else stage.state.now + 1)
    for instance in sorted(stage.state.instances.values(), key=lambda i: i.number):
        if stage.waits(instance) and instance.state is not NormState.VIOLATED and not stage.transitions(instance).norm.survives:
            ended(stage, instance, Why.ENDED)
