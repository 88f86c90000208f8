"""This file defines `Scenario`: a state read against its contract, with its answer; what does not fit is told, and the rest is answered."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from contract_model.asking.entries import collecting
from contract_model.asking.event import read_event
from contract_model.asking.options import amend
from contract_model.asking.question import Understood, read_question
from contract_model.asking.values import UNKNOWN
from contract_model.model.case import ANY_DATE, Case
from contract_model.model.contract import Ambiguity, Contract
from contract_model.model.values import Value, written
from contract_model.problems import ContractError, Problem
from contract_model.telling.words import Words
from contract_model.web.pages.state import FACT, READING, State


@dataclass(frozen=True, slots=True)
class Scenario:
    """A state with the contract that it asks and the day that is today.

    `asked`: the case that the question or the event states by itself; `case`: with all that is set beside it; neither where nothing was
    asked that could be understood. `understood`: what each stretch of a question was taken for. `problems`: what does not fit, by the
    part of the state where it stands (`q`, `date`, `fact.on_azure`); none of it counts.
    """

    state: State
    contract: Contract
    today: date
    asked: Case | None
    case: Case | None
    understood: tuple[Understood, ...]
    problems: tuple[tuple[str, Problem], ...]


def read_scenario(contract: Contract, state: State, today: date) -> Scenario:
    """What a state asks of a contract."""
    problems: list[tuple[str, Problem]] = []
    asked: Case | None = None
    understood: tuple[Understood, ...] = ()
    presume = state.presume != "no"
    try:
        if state.q:
            question = read_question(contract, state.q, today=today, presume=presume)
            asked, understood = question.case, question.understood
        elif state.action:
            data: dict[str, Any] = {"action": state.action, **({"actor": state.actor} if state.actor else {}), "presume": presume}
            asked = read_event(contract, data, today=today)
    except ContractError as error:
        problems += [("q" if state.q else "action", replace(p, within="")) for p in error.problems]
    case = asked
    for place, options in _options(state):
        if case is None:
            break
        found: list[Problem] = []
        with collecting(found):
            case = amend(contract, case, **options, today=today)
        problems += [(place, p) for p in found]
    return Scenario(state, contract, today, asked, case, understood, tuple(problems))


def _options(state: State) -> Iterator[tuple[str, dict[str, Any]]]:
    """What is set beside the question or event, one thing after another, so that what does not fit leaves the rest."""
    yield from ((f"fact.{n}", {"facts": {n: v}}) for n, v in state.facts.items())
    yield from ((f"reading.{n}", {"readings": {n: r}}) for n, r in state.readings.items())
    if state.date:
        yield "date", {"on": state.date}
    if state.evidence:
        yield "evidence", {"evidence": state.evidence}
    if state.version:
        yield "version", {"version": state.version}


def settled(scenario: Scenario) -> State:
    """The state in the one way of writing it.

    What does not fit and what is so anyway is left out. A question that no longer says what is asked gives way to the event itself, which
    is told in words again.
    """
    state, asked, case = _sound(scenario), scenario.asked, scenario.case
    if asked is None or case is None:
        return state if state.q else State(contract=state.contract, version=state.version, look=state.look)
    contract, says = scenario.contract, stated(asked)
    now = stated(case)
    facts = {n: now[n] for n in state.facts if now.get(n, UNKNOWN) != says.get(n, _unsaid(contract, n, case.presume))}
    readings = {n: r for n, r in state.readings.items() if r != says.get(n, _unsaid(contract, n, case.presume))}
    state = replace(state, facts=facts, readings=readings, date=str(case.event.date) if state.date else "")
    own = contract.actions[asked.event.action].parameters
    if state.q and (state.date or any(n in says or n in own for n in (*facts, *readings))):
        return by_parts(state, case)
    return replace(state, actor=case.event.actor or "") if state.action else state


def by_parts(state: State, case: Case) -> State:
    """The state that asks for the same case by the parts of its event."""
    event = case.event
    known = ANY_DATE if case.presumed_date else event.date
    facts = {n: yes_no(v) for n, v in {**event.parameters, **case.facts}.items()}
    facts |= {n: UNKNOWN for n in case.unknown if n not in case.readings and n in state.facts}
    readings = {**case.readings, **{n: UNKNOWN for n in case.unknown if n in state.readings}}
    date = "" if known == ANY_DATE else str(known)
    return replace(state, q="", action=event.action, actor=event.actor or "", date=date, facts=facts, readings=readings)


def stated(case: Case) -> dict[str, str]:
    """What a case states of parameters, facts and ambiguities, as an address sets it."""
    values = {n: yes_no(v) for n, v in {**case.event.parameters, **case.facts}.items()}
    return {**values, **case.readings, **dict.fromkeys(case.unknown, UNKNOWN)}


def yes_no(value: Value) -> str:
    """A value as it is written; a truth as yes or no."""
    return ("yes" if value else "no") if isinstance(value, bool) else written(value)


def told_back(scenario: Scenario) -> str:
    """The question as it stands in the line where one asks: as it was asked, or the event in words."""
    if scenario.state.q or scenario.case is None:
        return scenario.state.q
    event = scenario.case.event
    words = Words(scenario.contract, event.action)
    return words.action(event) if scenario.case.presumed_date else words.event(event)


def _sound(scenario: Scenario) -> State:
    """The state without what does not fit. A question that was misunderstood stays, to be put right."""
    state = scenario.state
    for place, _ in scenario.problems:
        if place.startswith(FACT):
            state = state.with_fact(place.removeprefix(FACT), "")
        elif place.startswith(READING):
            state = state.with_reading(place.removeprefix(READING), "")
        elif place != "q":
            state = state.but(**{place: ""})
    return state


def _unsaid(contract: Contract, name: str, presume: bool) -> str:
    """What setting a name to comes to the same as not setting it: `?`, where nothing is taken for granted of it."""
    asked = contract.asked(name)
    granted = asked.default is not None if isinstance(asked, Ambiguity) else presume and getattr(asked, "presumed", None) is not None
    return "" if granted else UNKNOWN
