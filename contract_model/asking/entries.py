"""This file defines the entries of a case that are given by name: a value, a reading, a grade of evidence, a version, a date.

Each function checks one entry against the contract and gives what it means, none standing for unknown. Each raises ContractError.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import date, datetime

from contract_model.asking.dates import read_span
from contract_model.asking.values import UNKNOWN, kind_of_name, read_value
from contract_model.model.case import DateSpan
from contract_model.model.contract import Certainty, Contract
from contract_model.model.values import Value
from contract_model.problems import ContractError, Problem, did_you_mean, quoted

MAX_LISTED = 12  # so many names are listed in a hint


@contextmanager
def collecting(problems: list[Problem]) -> Iterator[None]:
    """Keeps the problems of what is read inside, so that the rest can be read too."""
    try:
        yield
    except ContractError as error:
        problems += error.problems


def read_entry(contract: Contract, name: str, data: object, known: Iterable[str], what: str, today: date | None) -> Value | None:
    """The value that data gives to a parameter or fact, one of those `known`; `what` says which of the two is expected."""
    kind = kind_of_name(contract, name)
    if kind is None or name not in known:
        raise ContractError([unknown_name(name, what, known, _elsewhere(contract, name, what))])
    try:
        return read_value(contract, kind, data, today)
    except ValueError as error:
        noun = "parameter" if name in contract.parameters else "fact"
        raise ContractError([Problem("bad-value", f"{written(data)} is no value of the {noun} `{name}`", hint=str(error))]) from None


def read_reading(contract: Contract, name: str, data: object) -> str | None:
    """The reading chosen for an ambiguity, or for a fact with published values."""
    fact = contract.facts.get(name)
    readings = contract.ambiguities[name].readings if name in contract.ambiguities else fact.readings if fact else None
    if not readings:
        known = [*contract.ambiguities, *(fact.name for fact in contract.facts.values() if fact.readings)]
        raise ContractError([unknown_name(name, "an ambiguity of the contract", known, _elsewhere(contract, name, "an ambiguity"))])
    if data is None or data == UNKNOWN:
        return None
    if isinstance(data, str) and data in readings:
        return data
    raise ContractError([unknown_name(data, f"a reading of `{name}`", readings)])


def read_name(contract: Contract, data: object) -> str:
    """The name of a parameter, fact or ambiguity, to be held unknown."""
    if isinstance(data, str) and contract.asked(data) is not None:
        return data
    known = (*contract.parameters, *contract.facts, *contract.ambiguities)
    raise ContractError([unknown_name(data, "a parameter, fact or ambiguity of the contract", known)])


def read_evidence(data: object) -> Certainty:
    """A grade of evidence: `official`, `reported`, `inferred` or `speculative`."""
    grades = {grade.value: grade for grade in Certainty}
    if isinstance(data, str) and data in grades:
        return grades[data]
    raise ContractError([unknown_name(data, "a grade of evidence", grades)])


def read_version(contract: Contract, data: object) -> str:
    """The id of a version of the contract."""
    known = [version.id for version in contract.versions]
    if isinstance(data, date) and not isinstance(data, datetime):
        data = data.isoformat()
    if isinstance(data, str) and data in known:
        return data
    raise ContractError([unknown_name(data, "a version of the contract", known)])


def read_date(data: object, today: date | None) -> DateSpan:
    """The dates that a text, the number of a year, or a day says."""
    text = None
    match data:
        case str():
            text = data
        case int() if not isinstance(data, bool) and 0 <= data <= 9999:
            text = f"{data:04}"
        case date() if not isinstance(data, datetime):
            text = data.isoformat()
    try:
        if text is None:
            raise ValueError("a date is written such as 2027-03-01, March 2027, 2027-Q3 or 2027")
        return read_span(text, today)
    except ValueError as error:
        raise ContractError([Problem("bad-date", f"{written(data)} is no date", hint=str(error))]) from None


def unknown_name(data: object, what: str, known: Iterable[str], elsewhere: str = "") -> Problem:
    """The problem of a name that is none of those known."""
    names = list(known)
    near = did_you_mean(data, names) if isinstance(data, str) and not elsewhere else ""
    listed = f"known are {', '.join(names)}" if names and len(names) <= MAX_LISTED else ""
    hint = "; ".join(filter(None, (elsewhere, near, listed)))
    return Problem("unknown-name", f"{written(data)} is not {what}", hint=hint)


def written(data: object) -> str:
    """What someone wrote, in backticks, whatever it is."""
    match data:
        case str():
            return quoted(data)
        case bool():
            return "`true`" if data else "`false`"
        case int() if data.bit_length() > 200:
            return "a very long number"
        case int() | float() | date():
            return quoted(str(data))
        case None:
            return "nothing"
        case list() | tuple():
            return "a list"
        case dict():
            return "a mapping"
        case _:
            return quoted(type(data).__name__)


def _elsewhere(contract: Contract, name: str, what: str) -> str:
    """Where a name belongs that stands in the wrong place."""
    if name in contract.ambiguities and "ambiguity" not in what:
        return f"`{name}` is an ambiguity, whose reading is chosen among the readings"
    if name in contract.facts and "fact" not in what:
        return f"`{name}` is a fact"
    if name in contract.parameters and "parameter of" in what:
        return f"`{name}` is a parameter of another action"
    if name in contract.parameters:
        return f"`{name}` is a parameter"
    return ""
