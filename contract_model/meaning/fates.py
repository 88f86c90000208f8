"""This file defines what an instance comes to: performed, violated, exercised, lapsed, ended; and what follows from each."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from functools import partial
from typing import TypeAlias

from contract_model.meaning.agenda import Item
from contract_model.meaning.coming import create
from contract_model.meaning.consequences import bound_by, follow
from contract_model.meaning.lookup import NO_EVENT, EventValues
from contract_model.meaning.stage import Stage
from contract_model.model.contract import TermKind
from contract_model.model.counting import over
from contract_model.model.history import Instance, Why
from contract_model.model.states import ContractState, NormState

Follow: TypeAlias = Callable[[], None]
"""What brings about what follows from a change."""


def arrive(stage: Stage, instance: Instance, to: NormState, why: Why) -> None:
    """Bring an instance into a state to which time or the world led it, with what follows from that."""
    norm = stage.transitions(instance).norm
    if to is NormState.VIOLATED:
        violated(stage, instance, why, NO_EVENT)()
        return
    moved = stage.move(instance, to, why)
    if to is NormState.LAPSED and not instance.exercised:
        follow(stage, norm.on_lapse, moved, NO_EVENT)
    elif to is NormState.FULFILLED and stage.transitions(instance).term.kind is TermKind.DECLARATION:
        follow(stage, norm.consequences, moved, NO_EVENT)


def violated(stage: Stage, instance: Instance, why: Why, event: EventValues) -> Follow:
    """Note a violation; what it gives brings about what follows from it."""
    since = instance.violated_at if instance.violated_at is not None else stage.state.now
    moved = stage.move(instance, NormState.VIOLATED, why, event=event, violated=instance.violated + 1, violated_at=since)
    return partial(_after_violation, stage, moved, event)


def _after_violation(stage: Stage, moved: Instance, event: EventValues) -> None:
    norm = stage.transitions(moved).norm
    bindings = bound_by(moved, event)
    for id in filter(stage.scheme.admits, norm.on_violation):
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


def performed(stage: Stage, instance: Instance, in_time: bool, values: EventValues) -> Follow:
    """Note a performance; what it gives brings about what follows from it."""
    norm = stage.transitions(instance).norm
    why = Why.PERFORMED if in_time else Why.LATE
    moved = stage.move(instance, NormState.FULFILLED, why, event=values, performed=True, late=not in_time)
    return partial(follow, stage, norm.consequences, moved, values)


def perhaps(stage: Stage, instance: Instance, to: NormState, values: EventValues) -> None:
    """An event may have brought an instance into a state, which is not known: what would follow from that is uncertain, too."""
    if not instance.doubt:
        return
    stage.count()
    supposed = replace(instance, state=to)
    if to is NormState.VIOLATED:
        _after_violation(stage, supposed, values)
    else:
        follow(stage, stage.transitions(instance).norm.consequences, supposed, values)
    stage.changed.append((supposed, values))


def exercise(stage: Stage, instance: Instance, values: EventValues) -> Follow:
    """Note that a power is used; what it gives brings about what follows from it, if it takes effect at once."""
    norm = stage.transitions(instance).norm
    if norm.notice is None:
        return exercised(stage, instance, Why.EXERCISED, values)
    day = date.fromordinal(stage.scheme.lookup.today(stage.state))
    effect = over(stage.state.now, day, norm.notice, norm.counting)
    moved = stage.move(instance, NormState.PENDING, Why.EXERCISED, event=values, takes_effect=effect, bindings=bound_by(instance, values))
    stage.state = stage.state.agreed(effect, Item.EFFECT, moved.number)
    return _nothing


def _nothing() -> None:
    """What follows before a notice period is over."""


def exercised(stage: Stage, instance: Instance, why: Why, values: EventValues) -> Follow:
    """Note that a power takes effect; what it gives brings about what follows from it."""
    moved = stage.move(instance, NormState.EXERCISED, why, event=values, exercised=instance.exercised + 1, takes_effect=None)
    return partial(_after_exercise, stage, moved, values)


def _after_exercise(stage: Stage, moved: Instance, values: EventValues) -> None:
    norm = stage.transitions(moved).norm
    follow(stage, norm.consequences, moved, values)
    now = stage.state.instances[moved.number]
    lives = stage.state.contract is ContractState.IN_EFFECT or norm.survives
    if norm.often and now.state is NormState.EXERCISED and lives:
        stage.move(now, NormState.AVAILABLE, Why.CONDITION)
        stage.fresh.append(now.number)  # it may have become unavailable, or its time may be over, in the meantime
