"""This file defines what becomes of a contract through events and the passing of time: a pure step function.

    begin(...)           the state before anything happened
    advance(..., until)  time passes: deadlines, periods, notices, renewals take their course, the earliest first
    happen(..., event)   an event happens, or facts become known

In a step, an event and what it does to facts and norms is looked at as things were before it. Then, in this order: facts change by it, it
is counted among the past ones, norms are performed, broken or exercised by it, others are triggered by it, as things are then. What
follows from these changes is done until nothing more follows: first other norms triggered by them and facts changed, then norms of which
a condition on the world may have turned.

What is not known is not false: where a condition of a transition is unknown, that is noted, and the norm's state is uncertain.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from heapq import heappop, heappush
from itertools import chain

from contract_model.meaning.acting import Seen, act, values_of
from contract_model.meaning.agenda import Entry, Item, first, without_first
from contract_model.meaning.coming import recur, wake
from contract_model.meaning.fates import exercised
from contract_model.meaning.life import begin_contract, bring_into_force, complete, end_or_renew, settled
from contract_model.meaning.listening import trigger_by_change
from contract_model.meaning.lookup import NO_EVENT, EventValues
from contract_model.meaning.scheme import Scheme
from contract_model.meaning.stage import Evaluate, Stage
from contract_model.meaning.state import Map, State
from contract_model.meaning.waiting import look
from contract_model.model.case import Event
from contract_model.model.contract import TermKind
from contract_model.model.counting import begin_of, received
from contract_model.model.history import Change, Happening, Instance, Instant, Why
from contract_model.model.states import ContractState, NormState
from contract_model.model.values import Value, raw
from contract_model.problems import ContractError, Problem


@dataclass(frozen=True, slots=True)
class Moved:
    """What a step gives: the state after it, what changed, the events that took effect, and the instances that are no longer kept."""

    state: State
    changes: tuple[Change, ...]
    seen: tuple[Seen, ...]
    forgotten: tuple[Instance, ...]


def begin(scheme: Scheme) -> State:
    """The state before anything happened: the contract will begin, and the versions come into force, on their days."""
    history, counting = scheme.history, scheme.contract.policies.counting
    starts = begin_of(history.start, counting)
    first_told = min((h.instant for h in history.happenings), default=starts)
    looked_at = starts if history.until is None else history.until
    state = State(min(starts, first_told, looked_at), ContractState.NOT_BEGUN, history.start.toordinal())
    for name, told in history.facts.items():
        if isinstance(told, tuple):
            for key, value in told:
                state = replace(state, facts=state.facts.set((name, key), raw(value)))
    return state.agreed(starts, Item.BEGIN)


def advance(scheme: Scheme, evaluate: Evaluate, state: State, until: Instant) -> Moved:
    """Let time pass until an instant, it included. Raises ContractError where a period cannot be counted."""
    stage = Stage(scheme, evaluate, state)
    seen: list[Seen] = []
    with _counting():
        _pass(stage, until, seen)
    stage.at(max(until, stage.state.now))
    return Moved(stage.state, tuple(stage.changes), tuple(seen), tuple(stage.forgotten))


def happen(scheme: Scheme, evaluate: Evaluate, state: State, happening: Happening, index: int) -> Moved:
    """Let something happen now; `index`: its place in the history. Raises ContractError where a period cannot be counted."""
    stage = Stage(scheme, evaluate, state, index)
    seen: list[Seen] = []
    with _counting():
        for name, told in happening.facts.items():
            _tell(stage, name, told)
        _settle(stage, seen)
        if happening.event is not None:
            values = values_of(happening.event, happening.day.toordinal())
            takes_effect = _received(stage, happening.event, values)
            if takes_effect > stage.state.now:
                stage.state = stage.state.agreed(takes_effect, Item.RECEIVED, happening.event, index)
            else:
                seen.append(act(stage, happening.event, values, index))
                _settle(stage, seen)
        _pass(stage, stage.state.now, seen)  # what came about with its time already over
    return Moved(stage.state, tuple(stage.changes), tuple(seen), tuple(stage.forgotten))


@contextmanager
def _counting() -> Iterator[None]:
    """What the rules of counting refuse (a day that the calendar does not have) is a problem of the contract."""
    try:
        yield
    except ValueError as error:
        raise ContractError([Problem("cannot-count", f"a period of the contract cannot be counted: {error}")]) from None


def _tell(stage: Stage, name: str, told: Value | tuple[tuple[str, Value], ...]) -> None:
    for key, value in told if isinstance(told, tuple) else ((None, told),):
        stage.set_fact(name, key, raw(value), Why.TOLD)


def _received(stage: Stage, event: Event, values: EventValues) -> Instant:
    """When an event takes effect: at once, unless it is a message."""
    contract = stage.scheme.contract
    for delivery in contract.actions[event.action].received:
        point = stage.point(event=values)
        if delivery.condition is None or stage.scheme.lookup.value(delivery.condition.condition, point):
            return received(stage.state.now, delivery.delay, delivery.hours, contract.policies.counting)
    return stage.state.now


def _pass(stage: Stage, until: Instant, seen: list[Seen]) -> None:
    """Do what there is to do until an instant, the earliest first."""
    happening = stage.happening
    while (entry := first(stage.state.agenda)) is not None and entry.at <= until:
        if entry.at > stage.state.now:  # what comes after a message was received comes by time alone
            stage.happening = happening
        stage.at(max(entry.at, stage.state.now))
        stage.state = replace(stage.state, agenda=without_first(stage.state.agenda))
        _do(stage, entry, seen)
        _settle(stage, seen)


def _do(stage: Stage, entry: Entry, seen: list[Seen]) -> None:
    match entry.item, entry.about:
        case Item.BEGIN, _:
            begin_contract(stage)
        case Item.VERSION, (str() as id,):
            bring_into_force(stage, id)
        case Item.END, _:
            end_or_renew(stage, entry.at)
        case (Item.OPENS | Item.DUE) as item, (int() as number,):
            instance = stage.state.instances.get(number)
            if instance is not None and entry.at >= ((instance.opens if item is Item.OPENS else instance.due) or entry.at + 1):
                look(stage, instance)
        case Item.EFFECT, (int() as number,):
            instance = stage.state.instances.get(number)
            if instance is not None and instance.takes_effect == entry.at and instance.state is NormState.PENDING:
                exercised(stage, instance, Why.NOTICE, NO_EVENT)()
        case Item.PERIOD, (str() as version, str() as term, int() as count, int() as start, group, chain, parent, by, doubt):
            transitions = stage.scheme.transitions(stage.state.version, version, term)  # a period is governed by the version in force then
            recur(stage, transitions, count, start, Why.PERIOD, group, chain, parent, by, doubt)  # type: ignore[arg-type]  # as it was entered
        case Item.RECEIVED, (Event() as event, int() as index):
            stage.happening = index
            seen.append(act(stage, event, values_of(event, stage.scheme.lookup.today(stage.state)), index))
        case Item.CHECK, terms:
            for id in map(str, terms):
                stage.stale[id, None] = None
                for transitions in {i.version: stage.transitions(i) for i in stage.state.of(id)}.values():
                    wake(stage, transitions)


def _settle(stage: Stage, seen: list[Seen]) -> None:
    """Follow up every change until nothing more follows; of the norms that may have turned, the oldest first."""
    waiting: list[int] = []
    while True:
        if stage.changed:
            instance, values = stage.changed.popleft()
            trigger_by_change(stage, instance, values)
        elif stage.stale or stage.fresh:
            for number in chain(stage.fresh, *(stage.state.numbered(term, group) for term, group in stage.stale)):
                heappush(waiting, number)
            stage.fresh.clear()
            stage.stale.clear()
        elif waiting:
            number = heappop(waiting)
            while waiting and waiting[0] == number:
                heappop(waiting)
            current = stage.state.instances[number]
            if stage.waits(current):
                stage.looked()
                look(stage, current)
        elif stage.deemed:
            stage.count()
            event, _ = stage.deemed.pop(0)
            seen.append(act(stage, event, values_of(event, stage.scheme.lookup.today(stage.state)), None))
        else:
            if stage.duties_changed:
                stage.duties_changed = False
                complete(stage)
            if not (stage.changed or stage.stale or stage.fresh or stage.deemed):
                break
    _forget(stage)


def _forget(stage: Stage) -> None:
    """Drop the groups in which nothing waits any more: nobody asks for their instances one by one."""
    for group in stage.touched - {0}:
        state = stage.state
        if group in state.recurring or any(stage.waits(state.instances[n]) for n in state.alive.get(group, ())):
            continue
        numbers = sorted({n for of_term in state.groups.get(group, Map()).values() for n in of_term})
        if not numbers:
            continue
        instances = [state.instances[n] for n in numbers]
        unsettled = sum(
            i.state is NormState.VIOLATED and not settled(stage, i, instances)
            for i in instances
            if stage.transitions(i).term.kind is TermKind.OBLIGATION
        )
        with state.instances.mutate() as remaining:
            for n in numbers:
                del remaining[n]
            kept = remaining.finish()
        stage.forgotten += instances
        last = state.last
        for i in instances:
            if i.term in stage.scheme.recalled and (i.term not in last or last[i.term].number < i.number):
                last = last.set(i.term, i)
        groups, alive = state.groups.delete(group), state.alive.delete(group)
        stage.state = replace(state, instances=kept, groups=groups, alive=alive, last=last, unsettled=state.unsettled + unsettled)
    stage.touched.clear()
