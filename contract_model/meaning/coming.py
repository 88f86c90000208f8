"""This file defines how instances come about: their time is worked out, their periods follow each other."""

from __future__ import annotations

from collections.abc import Mapping, Set
from dataclasses import replace
from datetime import date
from math import floor
from typing import TypeAlias

from contract_model.meaning.agenda import Entry, Item, sifted
from contract_model.meaning.lookup import NO_EVENT, EventValues
from contract_model.meaning.stage import Stage
from contract_model.meaning.transitions import Transitions
from contract_model.model.conditions import variables
from contract_model.model.contract import TermKind
from contract_model.model.counting import Unit, begin_of, calendar_period, earliest, end_of, instant, last_day, period_of, too_late
from contract_model.model.history import Instance, Instant, Why
from contract_model.model.norm import Bound
from contract_model.model.states import ContractState, NormState
from contract_model.model.values import DAY, Raw

Bindings: TypeAlias = "Mapping[str, Mapping[str, Raw | None]]"
_DAYS = (Unit.DAY, Unit.BUSINESS_DAY, Unit.WEEK, Unit.MONTH, Unit.QUARTER, Unit.YEAR)


def create(
    stage: Stage,
    transitions: Transitions,
    why: Why,
    *,
    group: int = 0,
    bindings: Bindings | None = None,
    parent: Instance | None = None,
    by: str | None = None,
    doubt: tuple[str, ...] = (),
) -> None:
    """Let an instance of a term come about now, or the first of those that recur."""
    term, norm = transitions.term, transitions.norm
    if stage.state.contract is not ContractState.IN_EFFECT and not norm.survives:
        return
    today = stage.scheme.lookup.today(stage.state)
    if term.through and today > term.through.toordinal():
        return
    chain = {**(bindings or {}), "trigger": {"date": today}}
    number = parent.number if parent else None
    if norm.every is None:
        _come_about(stage, transitions, why, group, chain, number, by, doubt, None)
        return
    start = max(today, term.start.toordinal() if term.start else today)
    _recurs(stage, group, 1)
    if term.kind is TermKind.OBLIGATION and not norm.survives:
        stage.state = replace(stage.state, open=stage.state.open + 1)
    recur(stage, transitions, 0, start, why, group, chain, number, by, doubt)


def recur(
    stage: Stage,
    transitions: Transitions,
    count: int,
    start: int,
    why: Why,
    group: int,
    chain: Bindings,
    parent: int | None,
    by: str | None,
    doubt: tuple[str, ...],
) -> None:
    """Let the recurring instance of a period come about when the period begins, and the next one after it, as long as the term runs."""
    term, norm = transitions.term, transitions.norm
    if norm.every is None:  # the version in force knows the term as one that does not recur
        _recurs_no_more(stage, transitions, group)
        return
    begun = date.fromordinal(start)
    first, last = calendar_period(begun, norm.every.unit, count) if norm.aligned else period_of(begun, norm.every, count, norm.counting)
    begins = begin_of(first, norm.counting)
    known = stage.ruling is None or term.id in stage.ruling.terms
    over = (term.through is not None and first > term.through) or (
        not norm.survives and not (stage.state.contract is ContractState.IN_EFFECT and known)
    )
    if over:
        _recurs_no_more(stage, transitions, group)
        return
    if begins > stage.state.now:
        about = (transitions.version.id, term.id, count, start, group, chain, parent, by, doubt)
        stage.state = stage.state.agreed(begins, Item.PERIOD, *about)
        return
    period = (first.toordinal(), last.toordinal())
    _come_about(stage, transitions, why, group, {**chain, "trigger": {"date": period[0]}}, parent, by, doubt, period)
    recur(stage, transitions, count + 1, start, Why.PERIOD, group, chain, parent, by, doubt)


def recur_no_more(stage: Stage, gone: Set[str]) -> None:
    """Let terms that the version in force no longer has recur no more, unless they survive; if a later one has them, they begin anew."""

    def own(entry: Entry) -> Transitions:
        version, term = entry.about[:2]
        return stage.scheme.transitions(None, str(version), str(term))

    def goes(entry: Entry) -> bool:
        return entry.item is Item.PERIOD and entry.about[1] in gone and not own(entry).norm.survives

    agenda, ended = sifted(stage.state.agenda, goes)
    stage.state = replace(stage.state, agenda=agenda)
    for entry in ended:
        group = entry.about[4]
        assert isinstance(group, int)  # as it was entered
        _recurs_no_more(stage, own(entry), group)


def _recurs_no_more(stage: Stage, transitions: Transitions, group: int) -> None:
    _recurs(stage, group, -1)
    if transitions.term.kind is TermKind.OBLIGATION and not transitions.norm.survives:
        stage.state = replace(stage.state, open=stage.state.open - 1)


def _recurs(stage: Stage, group: int, more: int) -> None:
    """Note that a term in a group will have more instances, or no longer has."""
    count = stage.state.recurring.get(group, 0) + more
    recurring = stage.state.recurring.set(group, count) if count else stage.state.recurring.delete(group)
    stage.state = replace(stage.state, recurring=recurring)
    stage.touched.add(group)
    stage.duties_changed = True


def _come_about(
    stage: Stage,
    transitions: Transitions,
    why: Why,
    group: int,
    chain: Bindings,
    parent: int | None,
    by: str | None,
    doubt: tuple[str, ...],
    period: tuple[int, int] | None,
) -> None:
    state, term = stage.state, transitions.term
    count = state.counts.get(term.id, 0) + 1
    instance = Instance(
        number=state.numbers,
        label=term.id if count == 1 else f"{term.id}/{count}",
        term=term.id,
        version=transitions.version.id,
        group=group,
        state=NormState.NOT_AVAILABLE if term.kind is TermKind.POWER else NormState.PENDING,
        triggered=state.now,
        since=state.now,
        bindings=chain,
        performers=term.bearer,
        holders=term.counterparty,
        period=period,
        parent=parent,
        doubt=doubt,
    )
    stage.state = replace(state, numbers=state.numbers + 1, counts=state.counts.set(term.id, count))
    instance = timed(stage, transitions, instance)
    if term.kind is TermKind.POWER and not _begun(transitions, instance, state.now):
        instance = replace(instance, state=NormState.PENDING)
    instance = with_owed(stage, transitions, instance)
    if instance.opens is not None and instance.opens > state.now:
        stage.state = stage.state.agreed(instance.opens, Item.OPENS, instance.number)
    agree_on_due(stage, instance)
    if _begun(transitions, instance, state.now):
        instance = replace(instance, state=_first_state(transitions, instance.state))
    stage.put(None, instance)
    stage.note(instance, None, why, by)
    stage.changed.append((instance, NO_EVENT))
    stage.fresh.append(instance.number)
    wake(stage, transitions)


def _begun(transitions: Transitions, instance: Instance, now: Instant) -> bool:
    return transitions.norm.opens is None if instance.opens is None else now >= instance.opens


def _first_state(transitions: Transitions, waiting: NormState) -> NormState:
    """The state of an instance whose time has come: it waits if it has a condition on the world."""
    term, norm = transitions.term, transitions.norm
    if term.kind is TermKind.POWER:
        return waiting if norm.available else NormState.AVAILABLE
    return waiting if norm.once or term.kind is TermKind.DECLARATION else NormState.IN_FORCE


def timed(stage: Stage, transitions: Transitions, instance: Instance) -> Instance:
    """An instance with the times from when and until when it can be performed, as far as they are known."""
    term, norm, counting = transitions.term, transitions.norm, transitions.norm.counting
    opens, _ = bound(stage, instance, norm.opens, opening=True) if norm.opens else (None, ())
    if term.start is not None:
        begins = begin_of(term.start, counting)
        opens = begins if opens is None else max(opens, begins)
    due, hangs_on = bound(stage, instance, norm.due) if norm.due else (None, ())
    if term.through is not None and term.kind in (TermKind.POWER, TermKind.PROHIBITION):
        ends = end_of(term.through, counting, False)
        due = ends if due is None else min(due, ends)
    return replace(instance, opens=opens, due=due, due_hangs_on=hangs_on)


def bound(stage: Stage, instance: Instance, b: Bound, *, opening: bool = False) -> tuple[Instant | None, tuple[str, ...]]:
    """The instant from which it is too late (or with `opening`, no longer too early), or the unknowns on which that hangs."""
    counting, lookup = stage.transitions(instance).norm.counting, stage.scheme.lookup
    if b.anchor is None:
        day = date.fromordinal(int(str(instance.bindings["trigger"]["date"])))
        at = begin_of(day, counting) if instance.period else instance.triggered
        assert b.period is not None  # a bound has a period or a date
        return (earliest(at, day, b.period, counting) if opening else too_late(at, day, b.period, counting, b.strict)), ()
    value = lookup.value(b.anchor.condition, stage.point(instance))
    if value is None:
        return None, lookup.unknown(variables(b.anchor.condition), stage.point(instance))
    day = date.fromordinal(floor(value))
    if b.period is None and value != floor(value):  # a moment of the day
        at = instant(day, None, counting.zone) + floor((value - floor(value)) * DAY)
        return (at if opening or b.strict else at + 1), ()
    if b.period is not None and b.period.unit not in _DAYS:
        at = instant(day, None, counting.zone)
        return (earliest(at, day, b.period, counting) if opening else too_late(at, day, b.period, counting, b.strict)), ()
    if b.period is not None:
        day = last_day(day, b.period, counting)
    return (begin_of(day, counting) if opening else end_of(day, counting, b.strict)), ()


def agree_on_due(stage: Stage, instance: Instance) -> None:
    """See to it that the passing of an instance's time is noticed."""
    if instance.due is not None:
        stage.state = stage.state.agreed(max(instance.due, stage.state.now), Item.DUE, instance.number)


def with_owed(stage: Stage, transitions: Transitions, instance: Instance, event: EventValues = NO_EVENT) -> Instance:
    """An instance with what is owed, once that can be worked out."""
    if transitions.norm.owes is None or instance.owed is not None:
        return instance
    return replace(instance, owed=stage.scheme.lookup.value(transitions.norm.owes.condition, stage.point(instance, event)))


def wake(stage: Stage, transitions: Transitions) -> None:
    """See to it that conditions which speak of the date are looked at again when they may have changed."""
    found = stage.scheme.ruling(transitions.version).needs[transitions.term.id]
    today = stage.scheme.lookup.today(stage.state)
    following = today + 1 if found.days is None else min((d for d in found.days if d > today), default=0)
    if following:
        id, at = transitions.term.id, begin_of(date.fromordinal(following), stage.scheme.contract.policies.counting)
        agreed = stage.state.checks.get(id)
        if agreed is None or not stage.state.now < agreed <= at:
            stage.state = replace(stage.state.agreed(at, Item.CHECK, id), checks=stage.state.checks.set(id, at))
