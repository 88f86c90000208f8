"""This file defines `Scenario`: what a conversation keeps from one question to the next. It never changes; each step makes another.

A question has an event, and perhaps facts of its own. Beside it the scenario keeps what was set apart from any question: values, readings,
the date, the evidence floor, the version. What was said last counts: a value that is set prevails over the question before it, and
a question that states a name takes it out of what was set.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date

from contract_model.asking.entries import read_date, read_entry, read_evidence, read_name, read_reading, read_version, written
from contract_model.asking.options import amend
from contract_model.asking.values import UNKNOWN
from contract_model.model.case import Case
from contract_model.model.contract import Contract
from contract_model.model.kinds import TRUTH
from contract_model.problems import ContractError, Problem


@dataclass(frozen=True, slots=True)
class Scenario:
    """What is asked and what was set. `question`: as it was written; `asked`: the case that it states, none before the first question.

    `facts` (of facts and parameters) and `readings` as they were written, `?` for what is set to be unknown; so are `on` (the date),
    `evidence` and `version`, none where nothing was set. All of it was read once, so that each entry is sound by itself.
    """

    contract: Contract
    question: str = ""
    asked: Case | None = None
    facts: Mapping[str, str] = field(default_factory=dict)
    readings: Mapping[str, str] = field(default_factory=dict)
    on: str | None = None
    evidence: str | None = None
    version: str | None = None
    presume: bool = True
    today: date | None = None

    @property
    def settings(self) -> dict[str, str]:
        """What is set of `date`, `evidence` and `version`."""
        said = {"date": self.on, "evidence": self.evidence, "version": self.version}
        return {name: text for name, text in said.items() if text is not None}

    def case(self) -> Case | None:
        """The case of the question, with what was set; none before the first question.

        Left out is the parameter of another action. Raises ContractError where what was set and the question do not go together.
        """
        if self.asked is None:
            return None
        own = self.contract.actions[self.asked.event.action].parameters
        known = (*self.contract.facts, *self.contract.derived, *own)
        return amend(
            self.contract,
            self.asked,
            facts={n: v for n, v in self.facts.items() if n in known},
            readings=self.readings,
            evidence=self.evidence,
            version=self.version,
            on=self.on,
            presume=self.presume,
            today=self.today,
        )

    @property
    def idle(self) -> tuple[str, ...]:
        """What was set and does not count for the question, as it is a parameter of another action."""
        if self.asked is None:
            return ()
        own = self.contract.actions[self.asked.event.action].parameters
        return tuple(n for n in self.facts if n in self.contract.parameters and n not in own and n not in self.contract.facts)

    def ask(self, question: str, case: Case) -> tuple[Scenario, tuple[str, ...]]:
        """The scenario with another question, and the names that it states and that were set otherwise before."""
        stated = {*case.event.parameters, *case.facts, *case.readings, *case.unknown}
        aside = tuple(n for n in (*self.facts, *self.readings) if n in stated)
        dated = case.event.date.first or case.event.date.last
        if self.on is not None and dated and not case.presumed_date:
            aside += ("date",)
        left = self._without(aside)
        return replace(left, question=question, asked=case), aside

    def with_fact(self, name: str, value: str) -> Scenario:
        """The scenario in which a fact or parameter has a value; of a truth nothing stands for `true`. Raises ContractError."""
        known = (*self.contract.facts, *self.contract.parameters, *self.contract.derived)
        asked = self.contract.asked(name)
        if not value and asked is not None and getattr(asked, "kind", None) == TRUTH:
            value = "true"
        if not value:
            read_entry(self.contract, name, UNKNOWN, known, "a fact or parameter of the contract", self.today)
            hint = f"write `:fact {name}=value`, or `:unknown {name}`"
            raise ContractError([Problem("bad-option", f"no value is given for {written(name)}", hint=hint)])
        read_entry(self.contract, name, value, known, "a fact or parameter of the contract", self.today)
        left = self._without((name,))
        return replace(left, facts={**left.facts, name: value})

    def with_reading(self, name: str, reading: str) -> Scenario:
        """The scenario in which an ambiguity, or a fact with published values, is read one way; `?` for open. Raises ContractError."""
        read_reading(self.contract, name, reading)
        left = self._without((name,))
        return replace(left, readings={**left.readings, name: reading})

    def with_unknown(self, name: str) -> Scenario:
        """The scenario in which a parameter, fact or ambiguity is held unknown. Raises ContractError."""
        read_name(self.contract, name)
        if name in self.contract.ambiguities:
            return self.with_reading(name, UNKNOWN)
        return self.with_fact(name, UNKNOWN)

    def with_date(self, text: str) -> Scenario:
        """The scenario in which the event happens on a date. Raises ContractError."""
        read_date(text, self.today)
        return replace(self, on=text)

    def with_evidence(self, grade: str) -> Scenario:
        """The scenario in which no weaker evidence counts. Raises ContractError."""
        read_evidence(grade)
        return replace(self, evidence=grade)

    def with_version(self, id: str) -> Scenario:
        """The scenario judged under one version whatever the date. Raises ContractError."""
        read_version(self.contract, id)
        return replace(self, version=id)

    def without(self, name: str) -> Scenario:
        """The scenario without what was set for a name, or for `date`, `evidence` or `version`. Raises ContractError if nothing was."""
        there = {*self.settings, *self.facts, *self.readings}
        if name not in there:
            hint = f"set are {', '.join(sorted(there))}" if there else "nothing is set"
            raise ContractError([Problem("unknown-name", f"nothing is set for {written(name)}", hint=hint)])
        return self._without((name,))

    def _without(self, names: tuple[str, ...]) -> Scenario:
        return replace(
            self,
            facts={n: v for n, v in self.facts.items() if n not in names},
            readings={n: r for n, r in self.readings.items() if n not in names},
            on=None if "date" in names else self.on,
            evidence=None if "evidence" in names else self.evidence,
            version=None if "version" in names else self.version,
        )
