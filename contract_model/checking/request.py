"""This file defines `Request`: what a check is asked, as it was written, and what of it holds for every row."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from contract_model.asking.entries import (
    collecting,
    read_date,
    read_entry,
    read_evidence,
    read_reading,
    read_version,
    unknown_name,
    written,
)
from contract_model.asking.options import entries
from contract_model.asking.values import read_party
from contract_model.engines.columns.setting import Setting
from contract_model.model.case import DateSpan
from contract_model.model.contract import Contract
from contract_model.model.values import Value
from contract_model.problems import ContractError, Problem

Said = Mapping[str, object] | Sequence[str]


@dataclass(frozen=True, slots=True)
class Request:
    """What a check is asked.

    `facts`, `readings`: `name=value`, or mappings. `columns`: what a column stands for, by its name; `-` for nothing. `action`, `actor`,
    `on`: those of every row. `reject`: set rows that cannot be judged aside. `most`: how many of the worst rows are told.
    `backend`: where rows are judged, if not here.
    """

    facts: Said = ()
    readings: Said = ()
    evidence: str | None = None
    version: str | None = None
    presume: bool = True
    action: str | None = None
    actor: str | None = None
    on: str | None = None
    columns: Mapping[str, str] = field(default_factory=dict)
    per_term: bool = False
    backend: str = "duckdb"
    reject: bool = False
    most: int = 10


@dataclass(frozen=True, slots=True)
class Given:
    """What holds for every row: the setting of the engine, and what of the event is the same in each."""

    setting: Setting
    action: str | None
    actor: str | None
    dates: DateSpan | None

    @property
    def names(self) -> frozenset[str]:
        """What is given, by name; a column of that name is not looked at."""
        event = {"action": self.action, "actor": self.actor, "date": self.dates}
        said = {*self.setting.facts, *self.setting.unknown, *self.setting.readings}
        return frozenset({*(said - {*event}), *(n for n, v in event.items() if v is not None)})


def given(contract: Contract, asked: Request, today: date | None = None) -> Given:
    """What a request says of every row. Raises ContractError with every problem."""
    problems: list[Problem] = []
    default = Setting()
    facts: dict[str, Value] = {}
    readings: dict[str, str] = {}
    unknown: set[str] = set()
    known = (*contract.facts, *contract.parameters, *contract.derived)
    for name, data in entries(asked.facts, "--fact", problems).items():
        with collecting(problems):
            value = read_entry(contract, name, data, known, "a fact or parameter of the contract", today)
            if value is None:
                unknown.add(name)
            else:
                facts[name] = value
    for name, data in entries(asked.readings, "--reading", problems).items():
        with collecting(problems):
            reading = read_reading(contract, name, data)
            if reading is None:
                unknown.add(name)
            else:
                readings[name] = reading
    evidence, version, dates, actor = default.evidence, default.version, None, None
    with collecting(problems):
        evidence = read_evidence(asked.evidence) if asked.evidence is not None else evidence
    with collecting(problems):
        version = read_version(contract, asked.version) if asked.version is not None else version
    with collecting(problems):
        dates = read_date(asked.on, today) if asked.on is not None else None
    with collecting(problems):
        actor = _actor(contract, asked.actor) if asked.actor is not None else None
    if asked.action is not None and asked.action not in contract.actions:
        problems.append(unknown_name(asked.action, "an action of the contract", contract.actions))
    elif not contract.actions:
        problems.append(Problem("no-action", "the contract has no actions, so no row can tell one"))
    if problems:
        raise ContractError(problems)
    return Given(Setting(readings, evidence, version, asked.presume, facts, frozenset(unknown)), asked.action, actor, dates)


def _actor(contract: Contract, said: str) -> str:
    try:
        return read_party(contract, said)
    except ValueError as error:
        problem = Problem("unknown-name", f"{written(said)} is not a party of the contract", hint=str(error))
        raise ContractError([problem]) from None
