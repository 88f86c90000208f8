"""This file defines how the value of a name is read from data (`read_value`) and how it is shown (`shown`)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from decimal import Decimal

from contract_model.asking.dates import read_day
from contract_model.asking.vocabulary import Names, names, vocabulary_of
from contract_model.model.case import DateSpan, clock
from contract_model.model.contract import Contract
from contract_model.model.kinds import PARTY, Kind, Sort
from contract_model.model.values import MAX_DIGITS, Money, Value, in_words, read_duration, read_money, read_number, read_truth
from contract_model.problems import did_you_mean

MAX_TEXT = 1_000
UNKNOWN = "?"


def read_value(contract: Contract, kind: Kind, data: object, today: date | None = None) -> Value | None:
    """The value of a kind that data from JSON, YAML or an option stands for; none when it says that the value is unknown.

    A choice or a party is told by its id or by any of its names. Raises ValueError saying what is wrong.
    """
    if data is None or data == UNKNOWN:
        return None
    match kind.sort, data:
        case Sort.TRUTH, bool():
            return data
        case Sort.NUMBER, int() | float() | Decimal() if not isinstance(data, bool):
            return _number(data)
        case Sort.MONEY, int() | float() | Decimal() if not isinstance(data, bool):
            return Money(_number(data), kind.name)
        case Sort.MONEY, Money():
            return read_money(str(data), kind.name)
        case Sort.DATE, date() if not isinstance(data, datetime):
            return data
        case Sort.DURATION, timedelta():
            return data
        case _, str():
            return _from_text(contract, kind, data, today)
    raise ValueError(f"{_WRITTEN[kind.sort]}, not as {_sort_of(data)}")


def kind_of_name(contract: Contract, name: str) -> Kind | None:
    """The kind of a parameter or fact, and of `actor`; none for any other name."""
    if name == "actor":
        return PARTY
    asked = contract.parameters.get(name) or contract.facts.get(name)
    return asked.kind if asked else None


def shown(contract: Contract, name: str, value: Value | DateSpan) -> str:
    """The value of a name as it is shown: the name of a party, the word of a choice, `yes`, `27 April 2026`."""
    if isinstance(value, DateSpan):
        return str(value)
    if name == "time" and isinstance(value, timedelta):
        return clock(value)
    kind = kind_of_name(contract, name)
    if kind is not None and kind.sort is Sort.PARTY and value in contract.parties:
        return contract.parties[str(value)].names[0]
    if kind is not None and kind.sort is Sort.CHOICE:
        return (contract.choices[kind.name].values.get(str(value)) or (str(value),))[0]
    return in_words(value)


def _from_text(contract: Contract, kind: Kind, text: str, today: date | None) -> Value:
    _check(text)
    match kind.sort:
        case Sort.TRUTH:
            return read_truth(text)
        case Sort.CHOICE:
            values = contract.choices[kind.name].values
            return text if text in values else _named(vocabulary_of(contract).choices[kind.name], values, text)
        case Sort.PARTY:
            return text if text in contract.parties else read_party(contract, text)
        case Sort.DATE:
            return read_day(text, today)
        case Sort.DURATION:
            return read_duration(text)
        case Sort.NUMBER:
            return read_number(text)
        case Sort.MONEY:
            return read_money(text, kind.name)
        case Sort.TEXT:
            if not text.strip():
                raise ValueError("a text has at least one word")
            return text.strip()


def read_party(contract: Contract, text: str) -> str:
    """The id of the party that a text names by id or by name. Raises ValueError."""
    if text in contract.parties:
        return text
    return _named(vocabulary_of(contract).parties, {id: party.names for id, party in contract.parties.items()}, text)


def _named(among: Names, values: Mapping[str, tuple[str, ...]], text: str) -> str:
    """The id of what a text names; upper and lower case, articles and punctuation do not count."""
    wanted = [words for words, _ in names([(text, "")]).entries]
    found = sorted({value for words, value in among.entries if words in wanted})
    if len(found) == 1:
        return found[0]
    if found:
        raise ValueError(f"it names {' and '.join(f'`{value}`' for value in found)} alike")
    near = did_you_mean(text, [*values, *(name for names_of in values.values() for name in names_of)])
    shown_names = ", ".join(values) if len(values) <= 12 else ""
    raise ValueError("; ".join(["it is none of its values", *filter(None, [near, shown_names])]))


def _number(data: int | float | Decimal) -> Decimal:
    if isinstance(data, int) and data.bit_length() > 4 * MAX_DIGITS:
        raise ValueError(f"a number has at most {MAX_DIGITS} digits")
    return read_number(repr(data) if isinstance(data, float) else str(data))


def _check(text: str) -> None:
    if len(text) > MAX_TEXT:
        raise ValueError(f"a value has at most {MAX_TEXT:,} characters")
    if any(c < " " or c == "\x7f" or "\ud800" <= c <= "\udfff" for c in text):
        raise ValueError("it holds a character that no text can hold")


def _sort_of(data: object) -> str:
    match data:
        case bool():
            return "true or false"
        case int() | float() | Decimal():
            return "a number"
        case str():
            return "a text"
        case Mapping():
            return "a mapping"
        case list() | tuple():
            return "a list"
        case date():
            return "a date"
        case _:
            return "something else"


_WRITTEN = {
    Sort.TRUTH: "a truth is written true or false",
    Sort.CHOICE: "a choice is written as one of its values",
    Sort.PARTY: "a party is written by its id or name",
    Sort.DATE: "a date is written YYYY-MM-DD",
    Sort.DURATION: "a duration is written as a number and a unit, such as 10 minutes",
    Sort.NUMBER: "a number is written in digits",
    Sort.MONEY: "an amount is written as a number and a currency",
    Sort.TEXT: "a text is written in quotes",
}
