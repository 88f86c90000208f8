"""This file defines how an event is read from data: a mapping from JSON or YAML becomes a `Case`, or every problem in it is told.

{"action": "launch", "actor": "openai", "date": "2027", "parameters": {"cloud": "aws"},
 "facts": {"azure_can": true}, "readings": {"exception": "both"}, "unknown": ["azure_will"], "evidence": "official"}
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date

from contract_model.asking.entries import (
    collecting,
    read_date,
    read_entry,
    read_evidence,
    read_name,
    read_reading,
    read_version,
    unknown_name,
    written,
)
from contract_model.asking.values import UNKNOWN, read_party
from contract_model.model.case import ANY_DATE, Case, DateSpan, Event
from contract_model.model.contract import Certainty, Contract
from contract_model.model.values import Value
from contract_model.problems import ContractError, Problem

KEYS = ("action", "actor", "date", "parameters", "facts", "readings", "unknown", "evidence", "version", "presume")
MAX_ENTRIES = 1_000


def read_event(contract: Contract, data: object, *, today: date | None = None, within: str = "the event") -> Case:
    """The case that a mapping states; what it does not state is unknown.

    The keys are those of `KEYS`; only `action` must be there. Null or `?` for a value says that it is unknown, so that nothing is
    presumed of it. With `today`, an event without a date is asked for that day, and dates may be counted from it; without, its date
    is unknown. Raises ContractError with every problem, each with `within` as its place.
    """
    reader = _Reader(contract, today)
    case = reader.case(data)
    if reader.problems:
        raise ContractError(replace(problem, within=within) for problem in reader.problems)
    return case


@dataclass(slots=True)
class _Reader:
    """Collects the problems of one mapping while it is read."""

    contract: Contract
    today: date | None
    problems: list[Problem] = field(default_factory=list)
    unknown: set[str] = field(default_factory=set)

    def case(self, data: object) -> Case:
        if not isinstance(data, Mapping):
            self.problems.append(Problem("wrong-type", f"an event is a mapping with an `action`, not {written(data)}"))
            return Case(Event(""))
        self.problems += [unknown_name(key, "a key of an event", KEYS) for key in data if key not in KEYS][:MAX_ENTRIES]
        action = self.action(data)
        presume = self.presume(data)
        span, presumed_date = self.date(data, presume)
        parameters = self.parameters(data, action)
        facts = self.facts(data)
        readings = self.readings(data)
        for name in facts:
            if name in readings:
                self.problems.append(Problem("said-twice", f"`{name}` is given both a value and a reading"))
        self.declared(data, {*parameters, *facts, *readings})
        return Case(
            event=Event(action, self.actor(data), span, parameters),
            facts=facts,
            readings=readings,
            unknown=frozenset(self.unknown),
            evidence=self.evidence(data),
            version=self.version(data),
            presume=presume,
            presumed_date=presumed_date,
        )

    def action(self, data: Mapping[object, object]) -> str:
        id = data.get("action")
        if isinstance(id, str) and id in self.contract.actions:
            return id
        if id is None:
            hint = f"actions are {', '.join(self.contract.actions)}"
            self.problems.append(Problem("missing-key", "an event needs an `action`", hint=hint))
        else:
            self.problems.append(unknown_name(id, "an action of the contract", self.contract.actions))
        return ""

    def actor(self, data: Mapping[object, object]) -> str | None:
        name = data.get("actor")
        if name is None or name == UNKNOWN:
            return None
        try:
            if isinstance(name, str):
                return read_party(self.contract, name)
        except ValueError:
            pass  # told below, in the words of an actor
        self.problems.append(unknown_name(name, "a party of the contract", self.contract.parties))
        return None

    def date(self, data: Mapping[object, object], presume: bool) -> tuple[DateSpan, bool]:
        """When the event happens, and whether that is presumed."""
        if "date" not in data and presume and self.today is not None:
            return DateSpan(self.today, self.today), True
        span, when = ANY_DATE, data.get("date")
        if when is not None:
            with collecting(self.problems):
                span = read_date(when, self.today)
        return span, False

    def parameters(self, data: Mapping[object, object], action: str) -> dict[str, Value]:
        """The parameters, which are those of the action as far as it is known."""
        known = self.contract.actions[action].parameters if action else tuple(self.contract.parameters)
        what = f"a parameter of the action `{action}`" if action else "a parameter of the contract"
        return self.values(self.mapping(data, "parameters"), known, what)

    def facts(self, data: Mapping[object, object]) -> dict[str, Value]:
        return self.values(self.mapping(data, "facts"), (*self.contract.facts, *self.contract.derived), "a fact of the contract")

    def values(self, entries: Iterator[tuple[str, object]], known: tuple[str, ...], what: str) -> dict[str, Value]:
        """The values given by name; the names of those that are unknown are noted."""
        read: dict[str, Value] = {}
        for name, data in entries:
            with collecting(self.problems):
                value = read_entry(self.contract, name, data, known, what, self.today)
                if value is None:
                    self.unknown.add(name)
                else:
                    read[name] = value
        return read

    def readings(self, data: Mapping[object, object]) -> dict[str, str]:
        """The readings chosen; an ambiguity that is left open is noted as unknown."""
        read: dict[str, str] = {}
        for name, chosen in self.mapping(data, "readings"):
            with collecting(self.problems):
                reading = read_reading(self.contract, name, chosen)
                if reading is None:
                    self.unknown.add(name)
                else:
                    read[name] = reading
        return read

    def declared(self, data: Mapping[object, object], stated: set[str]) -> None:
        """Notes the names under `unknown`, none of which may be among those stated."""
        listed = data.get("unknown")
        if listed is None:
            return
        if not isinstance(listed, list | tuple | set | frozenset) or len(listed) > MAX_ENTRIES:
            self.problems.append(Problem("wrong-type", f"`unknown` is a list of at most {MAX_ENTRIES:,} names"))
            return
        for item in listed:
            with collecting(self.problems):
                name = read_name(self.contract, item)
                if name in stated:
                    self.problems.append(Problem("said-twice", f"`{name}` has a value and is said to be unknown"))
                self.unknown.add(name)

    def evidence(self, data: Mapping[object, object]) -> Certainty:
        grade = Case(Event("")).evidence  # the floor that holds unless one is given
        if data.get("evidence") is not None:
            with collecting(self.problems):
                grade = read_evidence(data["evidence"])
        return grade

    def version(self, data: Mapping[object, object]) -> str | None:
        version = None
        if data.get("version") is not None:
            with collecting(self.problems):
                version = read_version(self.contract, data["version"])
        return version

    def presume(self, data: Mapping[object, object]) -> bool:
        presume = data.get("presume", True)
        if not isinstance(presume, bool):
            self.problems.append(Problem("wrong-type", "`presume` is true or false"))
        return presume is not False

    def mapping(self, data: Mapping[object, object], key: str) -> Iterator[tuple[str, object]]:
        """The entries under a key, which is a mapping from names."""
        entries = data.get(key)
        if entries is None:
            return
        if not isinstance(entries, Mapping) or len(entries) > MAX_ENTRIES:
            self.problems.append(Problem("wrong-type", f"`{key}` is a mapping with at most {MAX_ENTRIES:,} names"))
            return
        for name, value in entries.items():
            if isinstance(name, str):
                yield name, value
            else:
                self.problems.append(Problem("wrong-type", f"{written(name)} under `{key}` is not a name"))
