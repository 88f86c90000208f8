"""This file defines what an instance comes to: performed, violated, exercised, lapsed, ended; and what follows from each."""

from __future__ import annotations

from datetime import date

from contract_model.meaning.agenda import Item
from contract_model.meaning.coming import create
from contract_model.meaning.consequences import bound_by, follow
from contract_model.meaning.lookup import NO_EVENT, EventValues
from contract_model.meaning.stage import Stage
from contract_model.model.contract import TermKind
from contract_model.model.counting import earliest
from contract_model.model.history import Instance, Why
from contract_model.model.states import ContractState, NormState


def arrive(stage: Stage, instance: Instance, to: NormState, why: Why) -> None:
    """Bring an instance into a state to which time or the world led it, with what follows from that."""
    norm = stage.transitions(instance).norm
    if to is NormState.VIOLATED:
        violated(stage, instance, why, NO_EVENT)
        return
    moved = stage.move(instance, to, why)
    if to is NormState.LAPSED:
        follow(stage, norm.on_lapse, moved, NO_EVENT)
    elif to is NormState.FULFILLED and stage.transitions(instance).term.kind is TermKind.DECLARATION:
        follow(stage, norm.consequences, moved, NO_EVENT)


def violated(stage: Stage, instance: Instance, why: Why, event: EventValues) -> None:
    norm = stage.transitions(instance).norm
    since = instance.violated_at if instance.violated_at is not None else stage.state.now
    moved = stage.move(instance, NormState.VIOLATED, why, event=event, violated=instance.violated + 1, violated_at=since)
    bindings = bound_by(moved, event)
    for id in norm.on_violation:
        create(
            stage,
            stage.scheme.transitions(stage.state.version, moved.version, id),
            Why.CHANGE,
            group=moved.group,
            bindings=bindings,
            parent=moved,
            by=moved.label,
            doubt=moved.doubt,
        )
    follow(stage, norm.after_violation, moved, event)


def performed(stage: Stage, instance: Instance, in_time: bool, values: EventValues) -> None:
    instance = stage.state.instances[instance.number]
    norm = stage.transitions(instance).norm
    why = Why.PERFORMED if in_time else Why.LATE
    moved = stage.move(instance, NormState.FULFILLED, why, event=values, performed=True, late=not in_time)
    follow(stage, norm.consequences, moved, values)


def exercise(stage: Stage, instance: Instance, values: EventValues) -> None:
    instance = stage.state.instances[instance.number]
    norm = stage.transitions(instance).norm
    if norm.notice is None:
        exercised(stage, instance, Why.EXERCISED, values)
        return
    day = date.fromordinal(stage.scheme.lookup.today(stage.state))
    effect = earliest(stage.state.now, day, norm.notice, norm.counting)
    moved = stage.move(instance, NormState.PENDING, Why.EXERCISED, event=values, takes_effect=effect, bindings=bound_by(instance, values))
    stage.state = stage.state.agreed(effect, Item.EFFECT, moved.number)


def exercised(stage: Stage, instance: Instance, why: Why, values: EventValues) -> None:
    norm = stage.transitions(instance).norm
    moved = stage.move(instance, NormState.EXERCISED, why, event=values, exercised=instance.exercised + 1, takes_effect=None)
    follow(stage, norm.consequences, moved, values)
    now = stage.state.instances[moved.number]
    if norm.often and now.state is NormState.EXERCISED and stage.state.contract is ContractState.IN_EFFECT:
        stage.move(now, NormState.AVAILABLE, Why.CONDITION)
