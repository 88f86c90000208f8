"""This file defines `Lanes`: a run as lanes of states along time with the events as marks, before anyone draws it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from contract_model.model.answer import Verdict
from contract_model.model.contract import Contract
from contract_model.model.counting import Instant
from contract_model.model.history import Instance, Run
from contract_model.model.values import DAY
from contract_model.telling.ledger import Ledger, Life, Stretch
from contract_model.telling.run_memo import most_telling
from contract_model.telling.run_words import RunWords
from contract_model.telling.words import spelled

MOST_LANES = 60
MOST_MARKS = 200
GROUPED = 4  # so many instances of one term, or more, stand under one heading
_URGENT = (Verdict.PROHIBITED, Verdict.CONFLICT, Verdict.DEPENDS)


@dataclass(frozen=True, slots=True)
class Lane:
    """The life of a norm. `stands`: its state at the end in words. `due`: when it is too late, if it is still open."""

    instance: Instance
    name: str
    stands: str
    stretches: tuple[Stretch, ...]
    violations: tuple[Instant, ...]
    due: Instant | None


@dataclass(frozen=True, slots=True)
class LaneGroup:
    """The lanes of a term. `heading` is empty where each lane has a name of its own."""

    heading: str
    lanes: tuple[Lane, ...]


@dataclass(frozen=True, slots=True)
class Mark:
    """An event. `number` is how it is called in short; `when` and `said` tell it in words. A verdict of none: facts that became known."""

    number: str
    instant: Instant
    when: str
    said: str
    verdict: Verdict | None


@dataclass(frozen=True, slots=True)
class Lanes:
    """What is drawn of a run. `left_out`: what is not, as sentences."""

    start: Instant
    end: Instant
    groups: tuple[LaneGroup, ...]
    marks: tuple[Mark, ...]
    left_out: tuple[str, ...]


def lanes(contract: Contract, run: Run, events: tuple[str, ...] | None = None) -> Lanes:
    """The lanes of a run. `events`: how each happening is called, `event 3` unless given."""
    words = RunWords(contract, run, events)
    ledger = Ledger(run)
    shown = most_telling(ledger.lives, MOST_LANES)
    groups = tuple(_groups(words, [life for life in ledger.lives if life.instance.number in shown]))
    marks = _marks(words, ledger)
    kept = _most_urgent(marks)
    left_out = []
    if len(shown) < len(ledger.lives):
        left_out.append(f"{len(shown)} of {len(ledger.lives):,} norms are shown: first the violated, then the open ones.")
    if len(kept) < len(marks):
        left_out.append(f"{len(kept)} of {len(marks):,} events are shown: first those prohibited, in conflict or not decided.")
    instants = [run.at, words.moments.begins(run.history.start), *(m.instant for m in marks), *(s.instant for s in ledger.steps)]
    start, end = min(instants), max(instants)
    return Lanes(start, max(end, start + DAY // 24), groups, kept, tuple(left_out))


def _groups(words: RunWords, lives: list[Life]) -> Iterator[LaneGroup]:
    by_term: dict[str, list[Life]] = {}
    for life in lives:
        by_term.setdefault(life.instance.term, []).append(life)
    for id, found in by_term.items():
        term = words.names.terms.get(id)
        heading = term.heading or id if term else id
        grouped = len(found) >= GROUPED
        yield LaneGroup(heading if grouped else "", tuple(_lane(words, life, "" if grouped else heading) for life in found))


def _lane(words: RunWords, life: Life, name: str) -> Lane:
    instance = life.instance
    is_open = instance in words.run.open
    until = words.until(instance) if is_open else ""
    stands = spelled(instance.state.value) + (", late" if instance.late else "") + (f" {until}" if until else "")
    return Lane(instance, name, stands, life.stretches, life.violations, instance.due if until else None)


def _marks(words: RunWords, ledger: Ledger) -> list[Mark]:
    verdicts = {s.happening: s.verdict for s in ledger.steps if s.happening is not None and s.deemed is None}
    found = []
    for place, happening in enumerate(words.run.history.happenings):
        number = words.names.events[place].removeprefix("event ").removeprefix("the ")
        said = words.happening(happening)
        found.append(Mark(number, happening.instant, words.moments.told(happening), said, verdicts.get(place)))
    return found


def _most_urgent(marks: list[Mark]) -> tuple[Mark, ...]:
    """The marks that are drawn where there are very many, in their order."""
    if len(marks) <= MOST_MARKS:
        return tuple(marks)
    ranked = sorted(range(len(marks)), key=lambda i: (marks[i].verdict not in _URGENT, i))
    return tuple(marks[i] for i in sorted(ranked[:MOST_MARKS]))
