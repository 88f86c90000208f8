"""This file defines `Switches`: everything by which a reader changes what is known and taken for granted, and how the contract is read.

What stands where does not change by a click: a switch is put into its group by the answer to the question with nothing set beside it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from contract_model.asking.values import UNKNOWN
from contract_model.meaning.programs import PROGRAMS
from contract_model.model.answer import Answer, Verdict
from contract_model.model.case import Case
from contract_model.model.contract import Certainty, Contract, Fact, Parameter, Reading
from contract_model.model.values import Value
from contract_model.telling.words import Words
from contract_model.web.pages.controls import Control, Option, Then, control
from contract_model.web.pages.scenario import Scenario, stated, yes_no
from contract_model.web.pages.sources import marks
from contract_model.web.pages.state import State
from contract_model.web.pages.verdict import WORDS

GRADES = {
    Certainty.OFFICIAL: "what the parties published",
    Certainty.REPORTED: "also what others report",
    Certainty.INFERRED: "also what follows from it",
    Certainty.SPECULATIVE: "also what is guessed",
}


@dataclass(frozen=True, slots=True)
class Switches:
    """`turns`: facts on which the verdict turns or that are stated. `granted`: what is presumed. `others`: what else the terms ask.

    `readings`: ambiguities. `evidence`, `presume`: the floor, and whether anything is taken for granted.
    """

    turns: tuple[Control, ...]
    granted: tuple[Control, ...]
    others: tuple[Control, ...]
    readings: tuple[Control, ...]
    evidence: Control
    presume: Control


def switches(scenario: Scenario, state: State, answer: Answer, plain: Answer) -> Switches:
    """The switches of an answer; `plain` is the answer to the question with nothing set beside it."""
    return _Board(scenario, state, answer, plain).switches()


class _Board:
    def __init__(self, scenario: Scenario, state: State, answer: Answer, plain: Answer) -> None:
        self.scenario = scenario
        self.state = state
        self.answer = answer
        self.plain = plain
        self.contract: Contract = scenario.contract
        self.case: Case = answer.case
        self.words = Words(self.contract, self.case.event.action)
        self.says = stated(plain.case)
        self.problems = {place: p.message for place, p in scenario.problems}

    def switches(self) -> Switches:
        own = self.contract.actions[self.case.event.action].parameters
        granted = {*self.plain.presumed, *(n for n in self.state.facts if self._presumed(n))}
        told = {*self.plain.unknown, *self.answer.unknown, *self.state.facts, *self.plain.case.facts, *self._misfits()}
        granted |= {n for n in self.answer.presumed if n not in told}
        names = [*own, *self.contract.facts, *self.contract.derived]
        turns = [n for n in names if n in told - granted and (n not in own or n in (*self.plain.unknown, *self.answer.unknown))]
        asked = self._asked()
        others = [n for n in names if n in asked - granted - told and n not in own]
        return Switches(
            tuple(self._fact(n) for n in turns),
            tuple(self._fact(n) for n in names if n in granted and n not in own),
            tuple(self._fact(n) for n in others),
            tuple(self._readings()),
            self._evidence(),
            self._presume(),
        )

    # facts

    def _fact(self, name: str) -> Control:
        presumed = self._presumed(name)
        unset = self.says.get(name) or (yes_no(presumed) if presumed is not None else None)
        return control(
            self.contract,
            self.words,
            name,
            set_to=self.state.facts.get(name),
            unset=None if unset == UNKNOWN else unset,
            turns=name in self.answer.unknown,
            presumed=presumed is not None and name not in self.says,
            problem=self.problems.get(f"fact.{name}", ""),
        )

    def _presumed(self, name: str) -> Value | None:
        asked = self.contract.asked(name)
        return asked.presumed if isinstance(asked, (Fact, Parameter)) and self.case.presume else None

    def _asked(self) -> set[str]:
        """What the terms of the action ask."""
        versions = [v for v in self.contract.versions if v.id in self.answer.versions]
        return {n for v in versions for n in PROGRAMS.get(self.contract, v, self.case.event.action).variables}

    def _misfits(self) -> set[str]:
        return {place.removeprefix("fact.") for place in self.problems if place.startswith("fact.")}

    # readings

    def _readings(self) -> Iterator[Control]:
        told = {*self.plain.readings, *self.answer.readings, *self.state.readings, *self.case.readings, *self.plain.unknown}
        told |= {*self.answer.unknown, *(c.name for c in (*self.plain.contested, *self.answer.contested))}
        for name in (*self.contract.ambiguities, *self.contract.facts):
            found = self._alternatives(name)
            if name in told and found:
                yield self._reading(name, found)

    def _alternatives(self, name: str) -> dict[str, Reading]:
        return dict(getattr(self.contract.asked(name), "readings", None) or {})

    def _reading(self, name: str, alternatives: dict[str, Reading]) -> Control:
        ambiguity = self.contract.ambiguities.get(name)
        default = self.says.get(name, (ambiguity.default if ambiguity else None) or UNKNOWN)
        set_to = self.state.readings.get(name)
        now = set_to or default
        options = [self._option(name, r, set_to, default, now) for r in alternatives.values()]
        left = "left open" if ambiguity else "none is adopted"
        options.append(Option(_unless(UNKNOWN, set_to, default), left, now == UNKNOWN))
        return Control(
            f"reading.{name}",
            f"reading-{name}",
            self.words.question(name),
            "readings",
            tuple(options),
            turns=name in self.answer.unknown or any(c.name == name for c in self.answer.contested),
            set_here=set_to is not None,
        )

    def _option(self, name: str, reading: Reading, set_to: str | None, default: str, now: str) -> Option:
        label = reading.says if reading.value is None else f"{self.words.value(name, reading.value)}, {reading.says}"
        by_default = name in self.contract.ambiguities and reading.id == self.contract.ambiguities[name].default
        support = f"{reading.certainty.value}{', read so by default' if by_default else ''}"
        return Option(
            _unless(reading.id, set_to, default),
            label,
            reading.id == now,
            support,
            marks(self.contract, self.words, reading.sources),
            self._then(name, reading.id),
        )

    def _then(self, name: str, reading: str) -> Then | None:
        """What another reading would change."""
        for other in self.answer.contested:
            if (other.name, other.reading) == (name, reading):
                verdict = other.verdict
                if verdict is not self.answer.verdict:
                    return Then(verdict.value, f"then {_within(verdict)}")
                return Then(verdict.value, "then it depends on other things" if verdict is Verdict.DEPENDS else f"then {_within(verdict)}")
        return None

    # the rest

    def _evidence(self) -> Control:
        default = Case.__dataclass_fields__["evidence"].default
        options = tuple(
            Option(_unless(g.value, self.state.evidence or None, default.value), g.value, g is self.case.evidence, says)
            for g, says in GRADES.items()
        )
        return Control("evidence", "evidence", "What counts as evidence?", "row", options, set_here=bool(self.state.evidence))

    def _presume(self) -> Control:
        no = self.state.presume == "no"
        options = (Option("", "yes", not no), Option("no", "no", no))
        return Control("presume", "presume", "Do presumptions hold?", "row", options, set_here=no)


def _unless(value: str, set_to: str | None, default: str) -> str:
    """What an address sets for a choice: nothing for the default, unless it sets that already."""
    return "" if value == default and value != set_to else value


def _within(verdict: Verdict) -> str:
    return WORDS[verdict].lower() if verdict is not Verdict.CONFLICT else "in conflict"
