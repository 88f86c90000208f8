"""This file defines what the options of a question change in its case: `--fact k=v`, `--reading a=r`, `--evidence`, `--version`, `--on`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
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
from contract_model.asking.values import UNKNOWN
from contract_model.model.case import ANY_DATE, Case
from contract_model.model.contract import Contract
from contract_model.problems import ContractError, Problem


def amend(
    contract: Contract,
    case: Case,
    *,
    facts: Mapping[str, object] | Sequence[str] = (),
    readings: Mapping[str, object] | Sequence[str] = (),
    evidence: str | None = None,
    version: str | None = None,
    on: str | None = None,
    presume: bool = True,
    today: date | None = None,
) -> Case:
    """The case with what options say, each of which prevails over the sentence or the event.

    `facts`: `name=value` for a fact or a parameter of the action. `readings`: `name=reading`. Both may as well be mappings, and in both
    `?` for a value makes the name unknown. `presume` false frees whatever was presumed, a presumed date too. Raises ContractError
    with every problem.
    """
    problems: list[Problem] = []
    parameters, stated, chosen = dict(case.event.parameters), dict(case.facts), dict(case.readings)
    unknown = set(case.unknown)
    own = contract.actions[case.event.action].parameters
    values, picks = entries(facts, "--fact", problems), entries(readings, "--reading", problems)
    for name in (*values, *picks):
        for place in (parameters, stated, chosen):
            place.pop(name, None)
        unknown.discard(name)
        if name in values and name in picks and UNKNOWN not in (values[name], picks[name]):
            problems.append(Problem("said-twice", f"{written(name)} is given both a value and a reading"))
    for name, data in values.items():
        with collecting(problems):
            what = f"a fact, nor a parameter of the action `{case.event.action}`"
            value = read_entry(contract, name, data, (*contract.facts, *own, *contract.derived), what, today)
            if value is None:
                unknown.add(name)
            elif name in own:
                parameters[name] = value
            else:
                stated[name] = value
    for name, data in picks.items():
        with collecting(problems):
            reading = read_reading(contract, name, data)
            if reading is None:
                unknown.add(name)
            else:
                chosen[name] = reading
    span, presumed_date = case.event.date, case.presumed_date
    if not presume and presumed_date:
        span, presumed_date = ANY_DATE, False
    floor, under = case.evidence, case.version
    with collecting(problems):
        if on is not None:
            span, presumed_date = read_date(on, today), False
    with collecting(problems):
        floor = case.evidence if evidence is None else read_evidence(evidence)
    with collecting(problems):
        under = case.version if version is None else read_version(contract, version)
    if problems:
        raise ContractError(problems)
    return replace(
        case,
        event=replace(case.event, date=span, parameters=parameters),
        facts=stated,
        readings=chosen,
        unknown=frozenset(unknown),
        evidence=floor,
        version=under,
        presume=case.presume and presume,
        presumed_date=presumed_date,
    )


def read_readings(contract: Contract, said: Mapping[str, object] | Sequence[str]) -> dict[str, str]:
    """The readings chosen for ambiguities, each a definite one, as a mapping or as options. Raises ContractError with every problem."""
    problems: list[Problem] = []
    found: dict[str, str] = {}
    for name, data in entries(said, "--reading", problems).items():
        with collecting(problems):
            if name not in contract.ambiguities:
                raise ContractError([unknown_name(name, "an ambiguity of the contract", contract.ambiguities)])
            reading = read_reading(contract, name, data)
            if reading is None:
                raise ContractError([unknown_name(data, f"a reading of `{name}`", contract.ambiguities[name].readings)])
            found[name] = reading
    if problems:
        raise ContractError(problems)
    return found


def parted(text: str) -> tuple[str, str, str]:
    """A name, the sign `=` and a value. What only a history gives may have `=` within its brackets (`total(pay.amount, last=days(30))`)."""
    head, closing, rest = text.rpartition(")")
    if closing and rest.lstrip().startswith("=") and "(" in text.partition("=")[0]:
        return (head + closing).strip(), "=", rest.lstrip().removeprefix("=").strip()
    name, sign, value = text.partition("=")
    return name.strip(), sign, value.strip()


def entries(options: Mapping[str, object] | Sequence[str], option: str, problems: list[Problem]) -> dict[str, object]:
    """The names and values of options written `name=value`; a name that is given two values is a problem."""
    if isinstance(options, Mapping):
        return dict(options)
    said: dict[str, object] = {}
    for text in options:
        name, sign, value = parted(text)
        if not sign or not name or not value:
            message = f"{written(text)} is not written as a name and a value"
            problems.append(Problem("bad-option", message, within=option, hint=f"write `{option} name=value`, or `name=?` for unknown"))
        elif said.setdefault(name, value) != value:
            message = f"{written(name)} is given both {written(said[name])} and {written(value)}"
            problems.append(Problem("said-twice", message, within=option))
    return said
