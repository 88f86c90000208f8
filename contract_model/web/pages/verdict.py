"""This file defines `VerdictView`: the verdict of an answer as a page tells it, with the conditions of each verdict that is possible."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from contract_model.model.answer import Answer, Cube, Outcome, Verdict
from contract_model.model.contract import Certainty
from contract_model.model.values import in_words
from contract_model.telling.gist import gist
from contract_model.telling.memo import MOST, common_days, weakest_support
from contract_model.telling.statements import sentence
from contract_model.telling.words import Words, counted, listed
from contract_model.web.pages.scenario import Scenario
from contract_model.web.pages.state import State
from contract_model.web.pages.steps import step

WORDS = {
    Verdict.PERMITTED: "Permitted",
    Verdict.PROHIBITED: "Prohibited",
    Verdict.DEPENDS: "It depends",
    Verdict.SILENT: "Silent",
    Verdict.CONFLICT: "Conflict",
}
_ORDER = (Verdict.PERMITTED, Verdict.PROHIBITED, Verdict.CONFLICT, Verdict.SILENT)
_HEADS = {**WORDS, Verdict.CONFLICT: "In conflict"}


@dataclass(frozen=True, slots=True)
class Way:
    """Conditions that suffice together, each in words, and the address at which they hold."""

    says: tuple[str, ...]
    url: str


@dataclass(frozen=True, slots=True)
class Possible:
    """A verdict that is possible: `Permitted from 27 April 2026 on if one of these holds`, and the ways to it."""

    verdict: str
    head: str
    ways: tuple[Way, ...]
    more: str


@dataclass(frozen=True, slots=True)
class VerdictView:
    """`word` in large, `gist` goes on from it. `event`: what was judged; `by`: under which version; `evidence`: how good its support is."""

    verdict: str
    word: str
    gist: str
    event: str
    by: str
    possible: tuple[Possible, ...]
    evidence: str
    remarks: tuple[str, ...]


def verdict_view(scenario: Scenario, state: State, answer: Answer) -> VerdictView:
    """What is told of a verdict."""
    words = Words(scenario.contract, answer.case.event.action)
    told = gist(scenario.contract, answer)
    told = told.removeprefix("it depends ") if answer.verdict is Verdict.DEPENDS else told
    event = answer.case.event
    today = ", today" if answer.case.presumed_date else ""
    return VerdictView(
        verdict=answer.verdict.value,
        word=WORDS[answer.verdict],
        gist=told[:1].upper() + told[1:] if answer.verdict is not Verdict.DEPENDS else told,
        event=words.event(event) + today,
        by=_by(scenario, answer),
        possible=tuple(_possible(scenario, state, words, answer.outcomes)) if len(answer.outcomes) > 1 else (),
        evidence=_evidence(scenario, answer),
        remarks=tuple(sentence(r) for r in answer.remarks),
    )


def _by(scenario: Scenario, answer: Answer) -> str:
    versions = [v for v in scenario.contract.versions if v.id in answer.versions]
    if not versions:
        return "No version was in force"
    named = listed([in_words(v.start) + (f" (“{v.title}”)" if v.title and len(versions) == 1 else "") for v in versions])
    whatever = ", whatever the date" if answer.case.version else ""
    return f"{'Version' if len(versions) == 1 else 'Versions'} of {named}{whatever}"


def _possible(scenario: Scenario, state: State, words: Words, outcomes: Sequence[Outcome]) -> Iterator[Possible]:
    for outcome in sorted(outcomes, key=lambda o: _ORDER.index(o.verdict)):
        days, cubes = common_days(outcome.conditions)
        head = _HEADS[outcome.verdict]
        if days is not None:
            head += f" {words.literal(days).removeprefix('it happens ')}"
        if cubes != ((),):
            one = "this holds" if len(cubes[0]) == 1 else "all of this holds"
            head += f" if {one if len(cubes) == 1 else 'one of these holds'}"
        more = len(cubes) - MOST
        said = "or in many further cases" if outcome.more else f"or in {counted(more, 'further case')}" if more > 0 else ""
        shown = zip(cubes[:MOST], outcome.conditions, strict=False)
        ways = tuple(_way(scenario, state, words, cube, whole) for cube, whole in shown)
        yield Possible(outcome.verdict.value, head, ways, said)


def _way(scenario: Scenario, state: State, words: Words, cube: Cube, whole: Cube) -> Way:
    """`cube`: the conditions that are told; `whole`: all that hold."""
    there = step(scenario, state, whole)
    return Way(tuple(words.literal(x) for x in cube), there.url() if there else "")


def _evidence(scenario: Scenario, answer: Answer) -> str:
    if answer.evidence is None:
        return ""
    if answer.evidence is Certainty.OFFICIAL:
        return "Everything that the answer rests on is official."
    weakest = listed(weakest_support(scenario.contract, answer))
    return f"Its weakest support is {answer.evidence.value}{f': {weakest}' if weakest else ''}."
