"""This file defines how the readings of a case are compared: its diagrams with all ambiguities left open, and each reading put in.

An ambiguity matters where the verdict can turn on it, whatever the facts and however the others are read. Two combinations of readings
have one answer when they have the same verdict in every case that can be; so combinations are told together without making them one by one.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from math import prod
from typing import TypeAlias

from contract_model.meaning.counting_worlds import count
from contract_model.meaning.diagram import FALSE, Diagram, TooLarge
from contract_model.meaning.judge import Judgment
from contract_model.meaning.primes import MAX_STEPS
from contract_model.meaning.programs import PROGRAMS
from contract_model.model.answer import Outcome
from contract_model.model.case import Case, Event
from contract_model.model.contract import Contract
from contract_model.model.readings import Clarification, Combination, Readings, Share
from contract_model.problems import ContractError

MAX_LISTED = 100

Whole: TypeAlias = tuple[Diagram, ...]
"""An answer: what is left of the condition of each verdict, of all that can be."""


def readings(contract: Contract, case: Case) -> Readings:
    """The answers under every combination of readings that the case does not choose. Raises ContractError when it leaves too much open."""
    free = tuple(n for n in contract.ambiguities if n not in case.readings or n in case.unknown)
    varied = _Varied(contract, case, free)
    with varied.judgment.limits():
        return _readings(contract, case, varied)


class _Varied:
    """A case with some ambiguities left open, whatever is taken for them."""

    def __init__(self, contract: Contract, case: Case, free: Sequence[str]) -> None:
        self.contract = contract
        self.judgment = Judgment(contract, replace(case, unknown=case.unknown | frozenset(free)), PROGRAMS)
        with self.judgment.limits():
            split = self.judgment.split
            self.diagrams = split.diagrams
            places = split.places(self.judgment.known.assumed)
            base = [self.diagrams.given(f, places) for f in self.judgment.verdicts.values()]
            self.possible = split.possible(*base)
            self.whole: Whole = tuple(self.diagrams.both(f, self.possible) for f in base)
            self.support = frozenset().union(*map(self.diagrams.support, base))
        asked = [n for n in free if any(n in p.variables for p in self.judgment.programs)]
        self.asked = tuple(asked)
        self.numbers = {n: place[0] for n in asked if (place := split.position(n, self.readings_of(n)[0]))}
        turned = frozenset().union(*map(self.diagrams.support, self.whole))
        self.matter = tuple(n for n in asked if self.numbers.get(n) in turned)
        self.taken = {n: a.default for n in self.matter if (a := contract.ambiguities[n]).default and n not in case.unknown}

    def readings_of(self, name: str) -> tuple[str, ...]:
        return tuple(self.contract.ambiguities[name].readings)

    def read(self, chosen: Mapping[str, str], whole: Whole | None = None) -> Whole:
        """What is left when some ambiguities are read one way."""
        places = self.judgment.split.places(chosen)
        return tuple(self.diagrams.given(f, places) for f in (self.whole if whole is None else whole))

    def turns_on(self, whole: Whole, name: str) -> bool:
        return any(self.numbers[name] in self.diagrams.support(f) for f in whole)

    def settling(self, name: str) -> tuple[str, ...]:
        """The readings of an ambiguity after which no other one matters."""
        others = [n for n in self.matter if n != name]
        return tuple(r for r in self.readings_of(name) if not any(self.turns_on(self.read({name: r}), n) for n in others))

    def changes(self, name: str) -> Share:
        """The cases whose verdict is not the same under all readings of an ambiguity, the others being as taken or, if open, either way."""
        d = self.diagrams
        others = {n: r for n, r in self.taken.items() if n != name}
        under = [self.read({**others, name: r}) for r in self.readings_of(name)]
        same = FALSE
        for of_verdict in zip(*under, strict=True):
            everywhere = of_verdict[0]
            for f in of_verdict[1:]:
                everywhere = d.both(everywhere, f)
            same = d.either(same, everywhere)
        variables = self.support - {self.numbers[n] for n in (*others, name)}
        of = count(d, self.possible, variables)
        return Share(of - count(d, same, variables), of)


@dataclass(frozen=True, slots=True)
class _Worth:
    """What it brings to know how an ambiguity is read, as in `Clarification`."""

    changes: Share
    anywhere: Share | None
    settles: tuple[str, ...]

    @property
    def rank(self) -> tuple[float, float, int]:
        """By what ambiguities are sorted: the one that changes most first, here and then anywhere, then the one that settles most."""
        return -self.changes.value, -self.anywhere.value if self.anywhere else 0.0, -len(self.settles)


@dataclass(slots=True)
class _Answers:
    """The answers met so far, each with its place; told when it is first met."""

    varied: _Varied
    places: dict[Whole, int]
    told: list[tuple[Outcome, ...]]

    def place(self, whole: Whole, chosen: Mapping[str, str]) -> int:
        """The place of an answer; `chosen` are readings under which it comes out."""
        if whole not in self.places:
            self.places[whole] = len(self.told)
            self.told.append(self.varied.judgment.outcomes(chosen, MAX_STEPS // 4))
        return self.places[whole]


def _readings(contract: Contract, case: Case, varied: _Varied) -> Readings:
    answers = _Answers(varied, {}, [])
    answers.place(varied.read(varied.taken), varied.taken)
    anywhere = _anywhere(contract, case, varied)
    worths = {n: _Worth(varied.changes(n), anywhere.get(n), varied.settling(n)) for n in varied.matter}
    matter = sorted(varied.matter, key=lambda n: worths[n].rank)
    order = sorted(matter, key=lambda n: -len(worths[n].settles))  # what settles comes first, so that there are few combinations
    total = prod(len(varied.readings_of(n)) for n in order)
    combinations: list[Combination] = []
    listed = 0
    for readings_, whole in _blocks(varied, order, varied.whole):
        if len(combinations) == MAX_LISTED:
            break
        chosen = {n: of[0] for n, of in readings_.items()}
        taken = all(varied.taken.get(n, of[0]) in of for n, of in readings_.items())
        combinations.append(Combination(readings_, answers.place(whole, chosen), taken))
        listed += prod(map(len, readings_.values()))
    clarifications = tuple(_clarification(varied, answers, n, worths[n]) for n in matter)
    return Readings(
        contract.id,
        case,
        tuple(answers.told),
        tuple(combinations),
        total,
        total - listed,
        clarifications,
        {n: anywhere.get(n) for n in varied.asked if n not in varied.matter},
        {n: r for n, r in case.readings.items() if n in contract.ambiguities and n not in case.unknown},
        tuple(n for n in contract.ambiguities if n not in varied.asked and n not in case.readings),
    )


def _clarification(varied: _Varied, answers: _Answers, name: str, worth: _Worth) -> Clarification:
    others = {n: r for n, r in varied.taken.items() if n != name}
    alone = {r: answers.place(varied.read({**others, name: r}), {**others, name: r}) for r in varied.readings_of(name)}
    return Clarification(name, varied.taken.get(name), alone, worth.settles, worth.changes, worth.anywhere)


def _blocks(varied: _Varied, order: Sequence[str], whole: Whole) -> Iterator[tuple[dict[str, tuple[str, ...]], Whole]]:
    """Every combination of readings with what is left under it, those that come to the same together."""
    if not order:
        yield {}, whole
        return
    name, *others = order
    alike: dict[Whole, list[str]] = {}
    for reading in varied.readings_of(name):
        alike.setdefault(varied.read({name: reading}, whole), []).append(reading)
    for left, readings_ in alike.items():
        for rest, end in _blocks(varied, others, left):
            yield {name: tuple(readings_), **rest}, end


def _anywhere(contract: Contract, case: Case, varied: _Varied) -> dict[str, Share]:
    """For each ambiguity the cases of the action that it changes, whatever the facts; nothing where these are too many to count."""
    event = case.event
    bare = replace(
        case,
        event=Event(event.action, event.actor, event.date),
        facts={},
        readings={n: r for n, r in case.readings.items() if n in contract.ambiguities},
        unknown=frozenset(n for n in case.unknown if n in contract.ambiguities),
        presume=False,
    )
    try:
        everything = _Varied(contract, bare, varied.asked)
        return {n: everything.changes(n) if n in everything.matter else Share(0, 1) for n in varied.asked}
    except (TooLarge, RecursionError, ContractError):
        return {}
