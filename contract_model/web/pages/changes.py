"""This file defines `ChangesView`: what would change an answer, each as something that can be clicked, and what each party can do."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from contract_model.model.answer import Verdict
from contract_model.model.flip import Flip, Flips
from contract_model.telling.flip_reply import FlipReply
from contract_model.telling.flip_words import all_now, in_hands, roles
from contract_model.telling.words import Words, counted
from contract_model.web.pages.scenario import Scenario
from contract_model.web.pages.state import State
from contract_model.web.pages.steps import step
from contract_model.web.pages.verdict import WORDS

MOST = 12
GOALS = (Verdict.PERMITTED, Verdict.PROHIBITED, Verdict.SILENT, Verdict.CONFLICT)


@dataclass(frozen=True, slots=True)
class One:
    """One change: what would be so, and what is so now."""

    says: str
    now: str


@dataclass(frozen=True, slots=True)
class ChangeView:
    """Changes that together bring a verdict about. `then`: what the terms would do; `hands`: in whose hands it lies."""

    verdict: str
    word: str
    changes: tuple[One, ...]
    then: str
    hands: str
    url: str


@dataclass(frozen=True, slots=True)
class Goal:
    """A verdict that changes can be asked for."""

    verdict: str
    word: str
    url: str
    chosen: bool


@dataclass(frozen=True, slots=True)
class ChangesView:
    """`none`: that there are no changes, in words. `more`: what is left out."""

    changes: tuple[ChangeView, ...]
    none: str
    more: str
    goals: tuple[Goal, ...]


def changes_view(scenario: Scenario, state: State, reply: FlipReply) -> ChangesView:
    """What would change the answer to a scenario."""
    found = reply.found
    words = Words(scenario.contract, reply.answer.case.event.action)
    more = len(found.flips) - MOST
    told = f"And {counted(more, 'further way', 'further ways')}." if more > 0 else ""
    if not told and (found.at_once is not None or found.more):
        told = "There may be other ways, with more changes: not all could be looked at."
    return ChangesView(
        tuple(_change(scenario, state, words, f) for f in found.flips[:MOST]),
        _none(found),
        told,
        tuple(_goals(state, found)),
    )


def _change(scenario: Scenario, state: State, words: Words, flip: Flip) -> ChangeView:
    there = step(scenario, state, [c.to for c in flip.changes])
    then = roles(scenario.contract, flip.decided_by, flip.verdict)
    return ChangeView(
        flip.verdict.value,
        WORDS[flip.verdict],
        tuple(One(words.literal(c.to), all_now(c)) for c in flip.changes),
        f"{then[:1].upper()}{then[1:]}." if then else "No term would decide.",
        in_hands(words, flip),
        there.but(to="").url() if there else "",
    )


def _none(found: Flips) -> str:
    if found.flips:
        return ""
    if found.to is found.verdict:
        return f"It is {found.verdict.value} already."
    goal = f"it {found.to.value} for certain" if found.to else "the verdict another"
    return f"No change of facts, of the event or of its date makes {goal}."


def _goals(state: State, found: Flips) -> Iterator[Goal]:
    yield Goal("", "anything else", state.but(to="").url(), found.to is None)
    for goal in GOALS:
        if goal is not found.verdict:
            yield Goal(goal.value, WORDS[goal].lower(), state.but(to=goal.value).url(), found.to is goal)
