"""This file defines `EventForm`: an event by its parts, each to be chosen or written, beside the question in words."""

from __future__ import annotations

from dataclasses import dataclass

from contract_model.asking.values import UNKNOWN
from contract_model.model.case import ANY_DATE
from contract_model.model.contract import Contract
from contract_model.model.values import in_words
from contract_model.telling.words import Words
from contract_model.web.pages.controls import Control, Option, control
from contract_model.web.pages.scenario import Scenario, stated, yes_no
from contract_model.web.pages.state import WAS, State


@dataclass(frozen=True, slots=True)
class Stretch:
    """Some words of a question, and what they were taken for: `AWS` is the `cloud`. Nothing is said of words that say nothing."""

    text: str
    name: str = ""
    value: str = ""


@dataclass(frozen=True, slots=True)
class EventForm:
    """`parts`: who does what and when. `stays`: what else an address sets, so that it stays so when the form is sent."""

    parts: tuple[Control, ...]
    version: Control
    stays: tuple[tuple[str, str], ...]


def event_form(scenario: Scenario, state: State) -> EventForm:
    """The form of the event that is asked about; an empty one where nothing is asked yet."""
    contract, case = scenario.contract, scenario.case
    action = case.event.action if case else ""
    words = Words(contract, action)
    actor = (case.event.actor or "") if case else ""
    problems = {place: p.message for place, p in scenario.problems}
    date = "" if case is None or case.presumed_date or case.event.date == ANY_DATE else str(case.event.date)
    parts = [
        _list("actor", "Who acts?", [(id, p.names[0]) for id, p in contract.parties.items()], actor, "somebody", problems),
        _list("action", "What is done?", [(a.id, _plainly(contract, a.id)) for a in contract.actions.values()], action, "", problems),
    ]
    if case is not None:
        own = contract.actions[action].parameters
        now = stated(case)
        for name in own:
            asked = contract.parameters[name]
            presumed = asked.presumed if case.presume else None
            parts.append(
                control(
                    contract,
                    words,
                    name,
                    set_to=now.get(name),
                    unset=None if presumed is None else yes_no(presumed),
                    place="event",
                    listed=True,
                    presumed=presumed is not None,
                    problem=problems.get(f"fact.{name}", ""),
                )
            )
    when = f"today, {in_words(scenario.today)}" if state.presume != "no" else "not known"
    parts.append(Control("date", "event-date", "When?", "line", text=date, example=when, problem=problems.get("date", "")))
    return EventForm(tuple(parts), _version(contract, state, problems), _stays(scenario, state))


def stretches(scenario: Scenario) -> tuple[Stretch, ...]:
    """The question, cut where one thing that was understood ends and another begins; the smaller of two that overlap are kept whole."""
    text = scenario.state.q if scenario.understood else ""
    spans = sorted(scenario.understood, key=lambda u: (u.end - u.start, u.start))
    kept = []
    taken: set[int] = set()
    for u in spans:
        free = [at for at in range(u.start, u.end) if at not in taken]
        if not free:
            continue
        start, end = free[0], free[-1] + 1
        if set(range(start, end)) & taken:  # the words of an action around a value: its beginning is what tells it
            end = next(at for at in range(start, u.end + 1) if at in taken or at == u.end)
        kept.append((start, end, u))
        taken |= set(range(start, end))
    found = []
    at = 0
    for start, end, u in sorted(kept, key=lambda k: k[0]):
        if text[at:start].strip():
            found.append(Stretch(text[at:start].strip()))
        if text[start:end].strip():
            found.append(Stretch(text[start:end].strip(), u.name, u.value))
        at = end
    if text[at:].strip():
        found.append(Stretch(text[at:].strip()))
    return tuple(found)


def _list(name: str, asks: str, values: list[tuple[str, str]], now: str, nothing: str, problems: dict[str, str]) -> Control:
    options = [Option("", nothing or "…", not now)] if nothing or not now else []
    options += [Option(value, label, value == now) for value, label in values]
    return Control(name, f"event-{name}", asks, "list", tuple(options), problem=problems.get(name, ""))


def _plainly(contract: Contract, action: str) -> str:
    """What an action is, without who does it: `launches a product on some cloud`."""
    says = Words(contract, action)
    from contract_model.model.case import Event

    said = says.action(Event(action))
    return said.removeprefix("Somebody ")


def _version(contract: Contract, state: State, problems: dict[str, str]) -> Control:
    options = [Option("", "in force on the day", not state.version)]
    options += [Option(v.id, in_words(v.start) + (f", {v.title}" if v.title else ""), v.id == state.version) for v in contract.versions]
    return Control("version", "event-version", "Under which version?", "list", tuple(options), problem=problems.get("version", ""))


def _stays(scenario: Scenario, state: State) -> tuple[tuple[str, str], ...]:
    """What is set besides the event: facts that are no parameters, readings, evidence and the rest."""
    case = scenario.case
    plain = [("contract", scenario.contract.id), ("evidence", state.evidence), ("presume", state.presume), ("look", state.look)]
    found = [(n, v) for n, v in plain if v]
    if case is None:
        return tuple(found)
    own = scenario.contract.actions[case.event.action].parameters
    found.append((WAS, case.event.action))
    found += [(f"fact.{n}", yes_no(v)) for n, v in case.facts.items()]
    found += [(f"fact.{n}", UNKNOWN) for n in sorted(case.unknown) if n not in own and n not in scenario.contract.ambiguities]
    found += [(f"reading.{n}", r) for n, r in case.readings.items()]
    found += [(f"reading.{n}", UNKNOWN) for n in sorted(case.unknown) if n in scenario.contract.ambiguities]
    return tuple(found)
