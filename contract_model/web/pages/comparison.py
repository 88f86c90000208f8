"""This file defines the page that compares two versions on one question: both answers, and the terms that make the difference."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

from contract_model.model.answer import Answer, Status, TermAnswer
from contract_model.model.contract import Contract, Version
from contract_model.model.values import in_words
from contract_model.problems import ContractError, Problem
from contract_model.telling.memo import asked_rows, term_words
from contract_model.telling.words import Words
from contract_model.web.decisions import Record
from contract_model.web.pages import decided
from contract_model.web.pages.answers import answer_to
from contract_model.web.pages.frame import Frame, frame
from contract_model.web.pages.opening import opened
from contract_model.web.pages.redline import TermView, sides, term_views
from contract_model.web.pages.rows import Told, nested
from contract_model.web.pages.scenario import Scenario, read_scenario
from contract_model.web.pages.state import State
from contract_model.web.pages.verdict import VerdictView, verdict_view
from contract_model.web.shelf import Shelf


@dataclass(frozen=True, slots=True)
class Side:
    """The answer under one version. `state`: the question asked under it alone."""

    version: str
    title: str
    when: str
    state: State
    verdict: VerdictView


@dataclass(frozen=True, slots=True)
class TermLine:
    """What a term does under each of the two versions, and in what tone; empty where one does not have it. `decides`: in which."""

    id: str
    heading: str
    does: tuple[tuple[str, str], tuple[str, str]]
    decides: tuple[bool, bool]
    change: TermView | None


@dataclass(frozen=True, slots=True)
class ComparisonPage:
    """What the page shows. `says`: what differs, in a sentence; `lines`: the terms of this question, those that changed in `change`."""

    frame: Frame
    state: State
    versions: tuple[tuple[str, str], ...]
    problems: tuple[Problem, ...] = ()
    remark: str = ""
    event: str = ""
    asked: tuple[Told, ...] = ()
    sides: tuple[Side, ...] = ()
    says: str = ""
    lines: tuple[TermLine, ...] = ()
    decisions: tuple[Record, ...] = ()


def comparison_page(shelf: Shelf, state: State, today: date) -> ComparisonPage:
    """The page that answers one question under two versions."""
    contract, state, problems = opened(shelf, state)
    versions = tuple((v.id, v.title or v.id) for v in contract.versions)
    shown = ComparisonPage(frame(shelf, contract, state, "/compare"), state, versions)
    scenario = read_scenario(contract, state.but(version=""), today)
    shown = replace(shown, problems=(*problems, *(p for _, p in scenario.problems)))
    if scenario.case is None:
        return shown
    if len(contract.versions) < 2:
        return replace(shown, remark="The contract has one version, so there is nothing to compare it with.")
    try:
        one, other = sides(contract, _chosen(contract, state, scenario))
        answers = [_under(scenario, v) for v in (one, other)]
    except ContractError as error:
        return replace(shown, problems=(*shown.problems, *error.problems))
    state = state.but(before=one.id, after=other.id)
    words = Words(contract, scenario.case.event.action)
    views = [_side(scenario, state, v, a) for v, a in zip((one, other), answers, strict=True)]
    return replace(
        shown,
        state=state,
        event=words.event(scenario.case.event),
        asked=nested(r for r in asked_rows(contract, answers[1]) if r.label not in ("Event", "Contract")),
        sides=tuple(views),
        says=_difference(one, other, *views),
        lines=_lines(contract, one, other, answers[0], answers[1]),
        decisions=tuple(decided.asked(shelf, scenario, a, under=v) for v, a in zip((one, other), answers, strict=True)),
    )


def _chosen(contract: Contract, state: State, scenario: Scenario) -> State:
    """The state with both versions: unless they are named, the one in force on the day that is asked about, and the one before it."""
    if state.after or scenario.case is None:
        return state
    if scenario.state.version:
        return state.but(after=scenario.state.version)
    last = scenario.case.event.date.last or scenario.case.event.date.first
    found = contract.version_on(last) if last else None
    return state.but(after=found.id) if found is not None and found.id != state.before else state


def _under(scenario: Scenario, version: Version) -> Answer:
    assert scenario.case is not None
    found = answer_to(replace(scenario, case=replace(scenario.case, version=version.id)))
    assert found is not None
    return found


def _side(scenario: Scenario, state: State, version: Version, answer: Answer) -> Side:
    when = f"from {in_words(version.start)}" + (f" through {in_words(version.end)}" if version.end else " on")
    there = state.but(version=version.id, before="", after="")
    return Side(version.id, version.title or version.id, when, there, verdict_view(scenario, there, answer))


def _difference(one: Version, other: Version, before: Side, after: Side) -> str:
    days = in_words(one.start), in_words(other.start)
    was, now = before.verdict, after.verdict
    if was.verdict != now.verdict:
        return f"{was.word} under the version of {days[0]}, {now.word.lower()} under that of {days[1]}."
    if was.possible != now.possible:
        return "It depends under both versions, but on other things."
    same = "for the same reasons" if was.gist == now.gist else "for other reasons"
    return f"{now.word} under both versions, {same}."


def _lines(contract: Contract, one: Version, other: Version, before: Answer, after: Answer) -> tuple[TermLine, ...]:
    """The terms that bear on the question under either version, those that decide first."""
    changes = {view.id: view for view in term_views(one, other)}
    renamed = {view.was: view.id for view in changes.values() if view.was}
    statuses: dict[str, list[TermAnswer | None]] = {}
    for place, answer in enumerate((before, after)):
        for answered in answer.terms:
            id = renamed.get(answered.id, answered.id) if place == 0 else answered.id
            statuses.setdefault(id, [None, None])[place] = answered
    found = []
    for id, (was, now) in statuses.items():
        term = other.terms.get(id) or one.terms.get(was.id if was else id)
        decides = (was is not None and was.id in before.decided_by, now is not None and now.id in after.decided_by)
        heading = (term.heading if term else "") or id
        does = (_does(contract, one, before, was), _does(contract, other, after, now))
        if any(decides) or any(a is not None and a.status is not Status.NOT_ENGAGED for a in (was, now)):
            found.append(TermLine(id, heading, does, decides, changes.get(id)))
    return tuple(sorted(found, key=lambda line: (not any(line.decides), line.change is None)))


def _does(contract: Contract, version: Version, answer: Answer, answered: TermAnswer | None) -> tuple[str, str]:
    """What a term does in an answer, and the tone of that; nothing where the version does not have it."""
    if answered is None:
        return "", ""
    _, does = term_words(contract, answer, version.terms[answered.id], answered)
    return does.text, does.tone.value
