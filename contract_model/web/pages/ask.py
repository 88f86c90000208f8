"""This file defines `AskView`: the what-if page in one state, as data for its templates. Nothing in it is markup."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from contract_model.model.answer import Answer
from contract_model.model.values import in_words
from contract_model.problems import ContractError, Problem
from contract_model.telling.words import Words, counted
from contract_model.web.decisions import Record
from contract_model.web.pages import decided
from contract_model.web.pages.answers import answer_to, changes_of, timeline_of
from contract_model.web.pages.changes import ChangesView, changes_view
from contract_model.web.pages.form import EventForm, Stretch, event_form, stretches
from contract_model.web.pages.frame import Choice, Frame, frame
from contract_model.web.pages.line import LineView, line_view
from contract_model.web.pages.reasons import ReasonView, reasons_view
from contract_model.web.pages.scenario import Scenario, read_scenario, settled, told_back
from contract_model.web.pages.sources import Cited, cited
from contract_model.web.pages.state import State, read_query
from contract_model.web.pages.switches import Switches, switches
from contract_model.web.pages.terms import TermView, term_views
from contract_model.web.pages.verdict import VerdictView, verdict_view
from contract_model.web.shelf import Shelf

LATER = ("timeline", "changes", "reasons")
"""The parts of a page that take longer, and come by themselves after a click."""


@dataclass(frozen=True, slots=True)
class ProblemView:
    """A problem in words. `before`, `at`, `after`: the text in which it lies, if it does; `where`: what it is about."""

    message: str
    hint: str
    where: str
    before: str
    at: str
    after: str


@dataclass(frozen=True, slots=True)
class VersionView:
    """A version of the contract in a line."""

    begins: str
    title: str
    terms: str


@dataclass(frozen=True, slots=True)
class AskView:
    """The page. What is none is not there: where nothing is asked, where something went wrong, or where it comes later.

    `question`: what stands in the line; `stays`: what goes with it, among it what stood there, so that an unchanged question is known.
    """

    frame: Frame
    address: str
    question: str
    stretches: tuple[Stretch, ...]
    stays: tuple[tuple[str, str], ...]
    examples: tuple[Choice, ...]
    form: EventForm
    versions: tuple[VersionView, ...]
    problems: tuple[ProblemView, ...]
    verdict: VerdictView | None = None
    switches: Switches | None = None
    switches_stay: tuple[tuple[str, str], ...] = ()
    clear: str = ""
    terms: tuple[TermView, ...] = ()
    others: int = 0
    sources: tuple[Cited, ...] = ()
    timeline: LineView | None = None
    changes: ChangesView | None = None
    reasons: ReasonView | None = None
    later: tuple[str, ...] = ()
    decisions: tuple[Record, ...] = ()

    @property
    def wrong(self) -> tuple[ProblemView, ...]:
        """The problems of what was asked, and not of a part of the page that could not be worked out."""
        return tuple(p for p in self.problems if p.where not in LATER)


def ask_view(shelf: Shelf, query: str, today: date, parts: tuple[str, ...] = LATER) -> AskView:
    """The page for the query of an address; of what takes longer `parts` alone."""
    read, wrong = read_query(query)
    contract = shelf.default
    try:
        contract = shelf.contract(read.contract) if read.contract else contract
    except ContractError as error:
        wrong += error.problems
    scenario = read_scenario(contract, replace(read, contract=contract.id), today)
    problems = [*(("address", p) for p in wrong), *scenario.problems]
    state = settled(scenario)
    if state != scenario.state:
        scenario = replace(read_scenario(contract, state, today), problems=scenario.problems)
    answered: dict[str, Any] = {}
    with _telling(problems, "case"):
        answered = _answered(shelf, scenario, state, parts, problems)
    question = told_back(scenario)
    return AskView(
        frame=frame(shelf, contract, state, "/ask"),
        address=state.url(),
        question=question,
        stretches=stretches(scenario),
        stays=(*((n, v) for n, v in state.pairs() if n != "q"), *((("said", question),) if question else ())),
        examples=tuple(Choice(e, State(contract=contract.id, q=e, look=state.look).url(), False) for e in contract.examples),
        form=event_form(scenario, state),
        versions=tuple(VersionView(in_words(v.start), v.title, counted(len(v.terms), "term")) for v in contract.versions),
        problems=tuple(_problem(place, p) for place, p in problems),
        **answered,
    )


@contextmanager
def _telling(problems: list[tuple[str, Problem]], place: str) -> Iterator[None]:
    """Keeps the problems of what is worked out inside, so that the rest of the page is there."""
    try:
        yield
    except ContractError as error:
        problems += [(place, p) for p in error.problems]


def _answered(
    shelf: Shelf, scenario: Scenario, state: State, parts: tuple[str, ...], problems: list[tuple[str, Problem]]
) -> dict[str, Any]:
    """The parts of the page that an answer has. Raises ContractError where too much is open for the answer itself."""
    contract, answer = scenario.contract, answer_to(scenario)
    if answer is None:
        return {}
    words = Words(contract, answer.case.event.action)
    board = switches(scenario, state, answer, _plain(scenario, state))
    terms = term_views(contract, answer)
    shown = {c.name for c in (*board.turns, *board.granted, *board.others, *board.readings)}
    own = ("evidence", "presume")
    stays = tuple((n, v) for n, v in state.pairs() if n not in shown and n not in own)
    used = [m.id for t in terms for m in (*t.marks, *(m for x in t.exceptions for m in x.marks))]
    used += [m.id for c in board.readings for o in c.options for m in o.marks]
    in_force = [v for v in contract.versions if v.id in answer.versions]
    found: dict[str, Any] = {
        "verdict": verdict_view(scenario, state, answer),
        "switches": board,
        "switches_stay": stays,
        "clear": _bare(scenario, state).url() if _bare(scenario, state) != state else "",
        "terms": terms,
        "others": sum(len(v.terms) for v in in_force) - len(terms),
        "sources": cited(contract, words, used),
        "later": tuple(p for p in LATER if p not in parts),
    }
    decisions = [decided.asked(shelf, scenario, answer)]
    for part in parts:
        with _telling(problems, part):
            match part:
                case "timeline":
                    line = timeline_of(scenario, answer)
                    found[part] = line_view(scenario, state, line)
                    decisions.append(decided.timeline(shelf, scenario, answer, line))
                case "changes":
                    found[part] = changes_view(scenario, state, changes_of(scenario, answer, state.to))
                    decisions.append(decided.changes(shelf, scenario, answer, state.to))
                case "reasons":
                    found[part] = reasons_view(contract, answer)
    return {**found, "decisions": tuple(decisions)}


def _bare(scenario: Scenario, state: State) -> State:
    """The state with nothing set beside the question or the event."""
    assert scenario.case is not None, "nothing is asked"
    own = () if state.q else scenario.contract.actions[scenario.case.event.action].parameters
    return replace(state, facts={n: v for n, v in state.facts.items() if n in own}, readings={})


def _plain(scenario: Scenario, state: State) -> Answer:
    """The answer with nothing set beside the question or the event."""
    found = answer_to(read_scenario(scenario.contract, _bare(scenario, state), scenario.today))
    assert found is not None, "nothing is asked"
    return found


def _problem(place: str, problem: Problem) -> ProblemView:
    line, span = problem.excerpt, problem.span
    if span is None or not line:
        return ProblemView(problem.message, problem.hint, place, "", "", "")
    start, end = span.column - 1, span.column - 1 + span.length
    return ProblemView(problem.message, problem.hint, place, line[:start], line[start:end], line[end:])
