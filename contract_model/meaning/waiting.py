"""This file defines how an instance that waits is looked at: whether its time has come or is over, and whether the world turned."""

from __future__ import annotations

from dataclasses import replace

from contract_model.meaning.agenda import Item
from contract_model.meaning.coming import agree_on_due, timed, with_owed
from contract_model.meaning.ending import ended
from contract_model.meaning.fates import arrive
from contract_model.meaning.stage import Stage
from contract_model.meaning.state import LIVE
from contract_model.model.contract import TermKind
from contract_model.model.history import Instance, Why
from contract_model.model.states import NormState


def look(stage: Stage, instance: Instance) -> None:
    """Look at what an instance waits for: its time, and its conditions on the world."""
    transitions = stage.transitions(instance)
    term = transitions.term
    instance = timed_now(stage, instance)
    with_amount = with_owed(stage, transitions, instance)
    if with_amount is not instance and with_amount.owed is not None:
        stage.put(instance, with_amount)
        instance = with_amount
    live = instance.state in (NormState.PENDING, NormState.IN_FORCE, NormState.SUSPENDED)
    if instance.owed is not None and not isinstance(instance.owed, (str, bool)) and instance.owed <= 0 and live:
        stage.move(instance, NormState.DISCHARGED, Why.NOTHING_OWED)
        return
    truths, point = stage.truths(instance)
    t = term.id
    over = truths.get(f"{t} ended", False) if stage.waits(instance) and instance.state is not NormState.VIOLATED else False
    if over and instance.due == stage.state.now > instance.triggered and instance.state is not NormState.SUSPENDED:
        over = False  # its time was over before what ends it began to hold
    if over:
        ended(stage, certain(stage, instance), Why.CONDITION)
        return
    if over is None:
        instance = stage.undecided(instance, f"{t} ended", point, lasting=False)
    steps: list[tuple[str, NormState, Why]] = {
        TermKind.OBLIGATION: [
            ("violated", NormState.VIOLATED, Why.DEADLINE),
            ("excused", NormState.DISCHARGED, Why.EXCUSED),
            ("enters", NormState.IN_FORCE, Why.CONDITION),
            ("expired", NormState.DISCHARGED, Why.DEADLINE),
        ],
        TermKind.PROHIBITION: [
            ("observed", NormState.FULFILLED, Why.DEADLINE),
            ("enters", NormState.IN_FORCE, Why.CONDITION),
            ("expired", NormState.DISCHARGED, Why.DEADLINE),
        ],
        TermKind.POWER: [
            ("lapsed", NormState.LAPSED, Why.DEADLINE),
            ("available", NormState.AVAILABLE, Why.CONDITION),
            ("unavailable", NormState.NOT_AVAILABLE, Why.CONDITION),
            ("withdrawn", NormState.NOT_AVAILABLE, Why.CONDITION),
        ],
        TermKind.DECLARATION: [("stated", NormState.FULFILLED, Why.CONDITION), ("expired", NormState.DISCHARGED, Why.DEADLINE)],
    }.get(term.kind, [])
    if instance.takes_effect is not None and instance.state is NormState.PENDING:
        return  # a power under notice: it was exercised
    open_ = over is None
    late = instance.due is not None and stage.state.now >= instance.due
    for word, to, why in steps:
        truth = truths[f"{t} {word}"]
        if truth is None and word in ("violated", "observed", "lapsed") and late:
            if instance.state in (NormState.IN_FORCE, NormState.PENDING, NormState.NOT_AVAILABLE, NormState.AVAILABLE):
                instance = stage.undecided(instance, f"{t} {word}", point)
                arrive(stage, instance, to, why)
                return
        elif truth is None and late and word in ("enters", "stated"):
            instance = stage.undecided(instance, f"{t} {word}", point)
            if term.kind is TermKind.OBLIGATION:  # if it was in force, it is violated
                arrive(stage, instance, NormState.VIOLATED, Why.DEADLINE)
                return
        elif truth is None and word != "excused" and not instance.doubt:
            instance = stage.undecided(instance, f"{t} {word}", point, lasting=False)
            open_ = True
        elif truth:
            if why is Why.CONDITION and instance.opens is not None and instance.opens == stage.state.now:
                why = Why.OPENED
            if over is not None:
                instance = instance if instance.doubt else certain(stage, instance)
            elif why in (Why.DEADLINE, Why.EXCUSED):  # if it ended before, its time did not pass
                instance = stage.undecided(instance, f"{t} ended", point)
            arrive(stage, instance, to, why)
            if late and why is Why.CONDITION:
                stage.fresh.append(instance.number)  # it came about with its time over
            return
    if instance.wonders and not open_:
        stage.put(instance, replace(instance, wonders=()))


def timed_now(stage: Stage, instance: Instance) -> Instance:
    """An instance with the times that were not known when it came about, and now are; and with those that have moved."""
    transitions = stage.transitions(instance)
    late, early = bool(instance.due_hangs_on), instance.opens is None and transitions.norm.opens is not None
    binds = instance.state is NormState.VIOLATED and transitions.term.kind is TermKind.PROHIBITION
    moves = transitions.moves and (binds or instance.state in LIVE)
    if not (late or early or moves) or not (instance.state in LIVE or instance.state is NormState.VIOLATED):
        return instance
    known = timed(stage, transitions, instance)
    if known.due is not None:
        known = replace(known, due=known.due + instance.paused)
    if (known.due, known.opens) == (instance.due, instance.opens):
        return instance
    later = known.opens is not None and known.opens > stage.state.now  # what was to be done already is so no longer
    if instance.state is NormState.SUSPENDED:
        left = None if known.due is None else max(0, known.due - known.since)
        known = replace(known, left=left, before_suspension=NormState.PENDING if later else known.before_suspension)
    stage.put(instance, known)
    if later and known.state in (NormState.IN_FORCE, NormState.AVAILABLE, NormState.NOT_AVAILABLE):
        known = stage.move(known, NormState.PENDING, Why.MOVED)
    elif not (late or early or known.state is NormState.VIOLATED):
        stage.note(known, known.state, Why.MOVED)
    if known.due is not None and known.due != instance.due:
        agree_on_due(stage, known)
    if known.opens is not None and known.opens > stage.state.now:
        stage.state = stage.state.agreed(known.opens, Item.OPENS, known.number)
    return known


def certain(stage: Stage, instance: Instance) -> Instance:
    """An instance of which what it was wondered about is known now."""
    if not instance.wonders:
        return instance
    known = replace(instance, wonders=())
    stage.put(instance, known)
    return known
