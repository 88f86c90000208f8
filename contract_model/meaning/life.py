"""This file defines the life of a contract as a whole: it begins, versions come into force, it is renewed, completed, or ends."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from contract_model.meaning.agenda import Item
from contract_model.meaning.coming import create, recur_no_more
from contract_model.meaning.ending import close, ended
from contract_model.meaning.kleene import Truth
from contract_model.meaning.stage import Stage
from contract_model.model.conditions import variables
from contract_model.model.contract import Term, TermKind
from contract_model.model.counting import Period, begin_of, end_of, period_of
from contract_model.model.history import Instance, Instant, Why
from contract_model.model.states import ContractState, NormState


def begin_contract(stage: Stage) -> None:
    """The contract begins: the version of that day comes into force, and what waits for no trigger comes about."""
    contract, history = stage.scheme.contract, stage.scheme.history
    version = stage.scheme.version(history.version) if history.version else contract.version_on(history.start)
    stage.set_contract(ContractState.IN_EFFECT, Why.START)
    stage.state = replace(stage.state, version=version.id if version else None)
    if contract.runs is not None and contract.runs.period is not None:
        _runs_until(stage, contract.runs.period, 0)
    if not history.version:
        for later in contract.versions:
            if later.start > history.start:
                stage.state = stage.state.agreed(begin_of(later.start, contract.policies.counting), Item.VERSION, later.id)
    if stage.ruling:
        for transitions in stage.ruling.terms.values():
            if not transitions.norm.triggers and not _only_reached(transitions.term, stage):
                create(stage, transitions, Why.START)


def _only_reached(term: Term, stage: Stage) -> bool:
    """Whether a term without a trigger of its own is brought about by other terms: a violation of theirs, or `create`."""
    return term.id in stage.scheme.reached


def bring_into_force(stage: Stage, id: str) -> None:
    """Another version comes into force: its new terms begin; instances of terms that it no longer has end, unless they survive.

    So do those of terms that it carries under a condition, where that does not hold on that day.
    """
    before, version = stage.ruling, stage.scheme.version(id)
    stage.state = replace(stage.state, version=id)
    for term in before.terms if before else ():
        if term not in stage.scheme.ruling(version).terms:
            for instance in list(stage.state.of(term)):
                if _ends_with_its_version(stage, instance):
                    ended(stage, instance, Why.VERSION)
        elif (carried := version.terms[term].carried) is not None:
            holds = stage.scheme.lookup.value(carried.condition, stage.point())
            for instance in [i for i in stage.state.of(term) if not holds and _ends_with_its_version(stage, i)]:
                if holds is None:
                    unknown = stage.scheme.lookup.unknown(variables(carried.condition), stage.point(instance))
                    stage.undecided(instance, f"{term} ended", stage.point(instance), because=unknown)
                else:
                    ended(stage, instance, Why.VERSION)
    assert stage.ruling is not None
    recur_no_more(stage, {*(before.terms if before else ())} - {*stage.ruling.terms})
    for transitions in stage.ruling.terms.values():
        known = before is not None and transitions.term.id in before.terms
        if not known and not transitions.norm.triggers and not _only_reached(transitions.term, stage):
            create(stage, transitions, Why.VERSION)


def _ends_with_its_version(stage: Stage, instance: Instance) -> bool:
    """Whether an instance ends when its term is no longer in force: what is violated stays so, and what survives lives on."""
    return instance.state is not NormState.VIOLATED and not stage.transitions(instance).norm.survives


def _runs_until(stage: Stage, period: Period, count: int) -> None:
    """Let the contract run through so many further periods from its start."""
    counting = stage.scheme.contract.policies.counting
    runs = stage.scheme.contract.runs
    assert runs is not None
    assert runs.period is not None
    _, last = period_of(date.fromordinal(stage.state.start), runs.period, 0, counting)
    if count and runs.renews is not None:
        _, last = period_of(date.fromordinal(last.toordinal() + 1), runs.renews, count - 1, counting)
    ends = end_of(last, replace(counting, cutoff=None), False)
    stage.set_end(ends)
    stage.state = replace(stage.state, renewals=count).agreed(ends, Item.END)


def end_or_renew(stage: Stage, at: Instant) -> None:
    """The time for which the contract runs is over: it expires, or is renewed. Where that hangs on what is not known, it goes on."""
    runs = stage.scheme.contract.runs
    if runs is None or stage.state.contract is not ContractState.IN_EFFECT or stage.state.ends != at:
        return
    stage.at(at - 1)  # whether it is renewed is judged in its last moment
    stops: Truth = runs.renews is None
    if runs.renews is not None and runs.unless is not None:
        stops = stage.scheme.lookup.value(runs.unless.condition, stage.point())
        if stops is None:
            stage.doubt("the contract ends", stage.scheme.lookup.unknown(variables(runs.unless.condition), stage.point()))
    stage.at(at)
    if stops:
        stage.set_contract(ContractState.EXPIRED, Why.EXPIRY)
        close(stage)
    else:
        assert runs.renews is not None
        stage.set_contract(ContractState.IN_EFFECT, Why.RENEWAL)
        _runs_until(stage, runs.renews, stage.state.renewals + 1)


def complete(stage: Stage) -> None:
    """The contract is completed when the duties that began with it, and all that came of them, are settled."""
    state, scheme = stage.state, stage.scheme
    if not scheme.contract.policies.completes or state.contract is not ContractState.IN_EFFECT or state.open or state.unsettled:
        return
    kept = [i for i in state.instances.values() if stage.transitions(i).term.kind is TermKind.OBLIGATION]
    own = [i for i in kept if not stage.transitions(i).norm.survives]
    if not any(i.group == 0 and i.parent is None for i in own) or any(i.uncertain for i in own):
        return
    if all(settled(stage, i, kept) for i in own):
        stage.set_contract(ContractState.COMPLETED, Why.ALL_PERFORMED)
        close(stage)


def settled(stage: Stage, instance: Instance, kept: Sequence[Instance]) -> bool:
    """Whether nothing more is to be done about an obligation: performed, ended, or violated and made good by what came of it."""
    if instance.state is not NormState.VIOLATED:
        return not stage.waits(instance)
    reparation = [i for i in kept if i.parent == instance.number]
    return bool(reparation) and all(settled(stage, i, kept) for i in reparation)
