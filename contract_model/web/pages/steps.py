"""This file defines `step`: the state in which some conditions hold, so that what would change an answer can be clicked."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from decimal import Decimal

from contract_model.model.answer import OTHER, Among, Between, Literal
from contract_model.model.case import ANY_DATE, DateSpan
from contract_model.model.contract import Contract
from contract_model.model.values import Money, Value, written
from contract_model.web.pages.scenario import Scenario, by_parts, stated, yes_no
from contract_model.web.pages.state import State


def step(scenario: Scenario, state: State, literals: Sequence[Literal]) -> State | None:
    """The state in which all of these hold besides what is asked; none where an address cannot say so.

    `state` is that of the scenario in the one way of writing it.
    """
    asked, case = scenario.asked, scenario.case
    if asked is None or case is None:
        return None
    own = scenario.contract.actions[case.event.action].parameters
    fixed = {*stated(asked), *own, "actor", "date", "time"}
    if state.q and any(getattr(x, "name", "") in fixed for x in literals):
        state = by_parts(state, case)  # the question would say otherwise
    for literal in literals:
        found = _stepped(scenario.contract, state, case.event.date, literal)
        if found is None:
            return None
        state = found
    return state


def _stepped(contract: Contract, state: State, days: DateSpan, literal: Literal) -> State | None:
    match literal:
        case Among("actor", (value, *_)):
            return state.but(actor=str(value))
        case Among(name, values):
            known = [v for v in values if v != OTHER]
            if not known:
                return None
            return state.with_reading(name, str(known[0])) if name in contract.ambiguities else state.with_fact(name, yes_no(known[0]))
        case Between("date", _, low, high, _):
            return state.but(date=str(_common(days, _day(low), _day(high))))
        case Between("time", _, low, high, closed):
            return _at_a_time(state, days, _since_midnight(low), _since_midnight(high), closed)
        case Between(name, _, low, high, closed):
            inside = _inside(low, high, closed)
            return None if inside is None else state.with_fact(name, written(inside))
        case _:
            return None


def _at_a_time(state: State, days: DateSpan, low: timedelta, high: timedelta, closed: tuple[bool, bool]) -> State | None:
    """The state in which it happens at a time between two, on the day that is asked for; none where that is no single day."""
    if days.day is None or state.date not in ("", str(days)):
        return None
    high = high or timedelta(days=1)
    time = low if closed[0] else low + (high - low) // 2
    return state.but(date=str(DateSpan(days.day, days.day, time))) if time < timedelta(days=1) else None


def _since_midnight(value: Value | None) -> timedelta:
    return value if isinstance(value, timedelta) else timedelta()


def _day(value: Value | None) -> date | None:
    return value if isinstance(value, date) else None


def _common(days: DateSpan, low: date | None, high: date | None) -> DateSpan:
    """The days asked for that lie between two; all of these where none does, or where all days are asked for."""
    first = max((d for d in (days.first, low) if d), default=None)
    last = min((d for d in (days.last, high) if d), default=None)
    if days == ANY_DATE or (first and last and first > last):
        return DateSpan(low, high)
    return DateSpan(first, last)


def _inside(low: Value | None, high: Value | None, closed: tuple[bool, bool]) -> Value | None:
    """A quantity that lies in an interval: one of its ends where they belong to it."""
    if low is not None and closed[0]:
        return low
    if high is not None and closed[1]:
        return high
    match low, high:
        case Money(amount=least, currency=currency), Money(amount=most):
            return Money((least + most) / 2, currency)
        case Money(amount=least, currency=currency), None:
            return Money(least + 1, currency)
        case None, Money(amount=most, currency=currency):
            return Money(most - 1, currency)
        case Decimal(), Decimal():
            return (low + high) / 2
        case Decimal(), None:
            return low + 1
        case None, Decimal():
            return high - 1
        case timedelta(), timedelta():
            return (low + high) / 2
        case timedelta(), None:
            return low + timedelta(days=1)
        case None, timedelta():
            return high - timedelta(days=1)
        case date(), None:
            return low + timedelta(days=1)
        case None, date():
            return high - timedelta(days=1)
        case _:
            return None
