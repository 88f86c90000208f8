"""This file defines how the value of a name is read from data (`read_value`) and how it is shown (`shown`)."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from contract_model.asking.dates import read_day
from contract_model.asking.vocabulary import names, vocabulary_of
from contract_model.model.case import DateSpan, clock
from contract_model.model.contract import Contract
from contract_model.model.kinds import PARTY, Kind, Sort
from contract_model.model.values import Money, Value, in_words
from contract_model.model.values import read_value as read_plain
from contract_model.problems import did_you_mean

MAX_TEXT = 1_000
MAX_BITS = 200  # of a whole number
MAX_LISTED = 12  # so many values are listed in a hint
UNKNOWN = "?"


def read_value(contract: Contract, kind: Kind, data: object, today: date | None = None) -> Value | None:
    """The value of a kind that data from JSON, YAML, an option or Python stands for; none when it says that the value is unknown.

    A choice or a party is told by its id or by any of its names, a date in any words for one day (`today` is needed for those that
    count from it). Raises ValueError saying what is wrong.
    """
    match kind.sort, data:
        case _, None | "?":
            return None
        case Sort.DATE, date() if not isinstance(data, datetime):
            return data
        case Sort.DURATION, timedelta():
            return data
        case Sort.MONEY, Money():
            return read_plain(kind, str(data), {})
        case Sort.CHOICE | Sort.PARTY, int() if not isinstance(data, bool) and data.bit_length() < MAX_BITS:
            return _named(contract, kind, str(data))
        case Sort.CHOICE | Sort.PARTY, str():
            return _named(contract, kind, _checked(data))
        case Sort.DATE, str():
            return read_day(_checked(data), today)
        case Sort.TEXT, str():
            return _checked(data.strip())
        case _, str():
            return read_plain(kind, _checked(data), {})
    return read_plain(kind, data, {})


def kind_of_name(contract: Contract, name: str) -> Kind | None:
    """The kind of a parameter or fact, of what only a history gives (`violated(pay)`), and of `actor`; none for any other name."""
    if name == "actor":
        return PARTY
    asked = contract.parameters.get(name) or contract.facts.get(name) or contract.derived.get(name)
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


def read_party(contract: Contract, text: str) -> str:
    """The id of the party that a text names by id or by name. Raises ValueError."""
    return _named(contract, PARTY, _checked(text))


def _named(contract: Contract, kind: Kind, text: str) -> str:
    """The id of the party or choice that a text names; upper and lower case, articles and punctuation do not count."""
    vocabulary = vocabulary_of(contract)
    if kind == PARTY:
        among, values = vocabulary.parties, {id: party.names for id, party in contract.parties.items()}
    else:
        among, values = vocabulary.choices[kind.name], dict(contract.choices[kind.name].values)
    if text in values:
        return text
    wanted = [words for words, _ in names([(text, "")]).entries]
    found = sorted({value for words, value in among.entries if words in wanted})
    if len(found) == 1:
        return found[0]
    if found:
        raise ValueError(f"it names {' and '.join(f'`{value}`' for value in found)} alike")
    near = did_you_mean(text, [*values, *(name for names_of in values.values() for name in names_of)])
    listed = f"its values are {', '.join(values)}" if len(values) <= MAX_LISTED else ""
    raise ValueError("; ".join(filter(None, [near, listed])) or "it has no such value")


def _checked(text: str) -> str:
    """The text, if a value can hold it. Raises ValueError."""
    if not text:
        raise ValueError("there is nothing written")
    if len(text) > MAX_TEXT:
        raise ValueError(f"a value has at most {MAX_TEXT:,} characters")
    if not text.isprintable() and any(c < " " or c == "\x7f" or "\ud800" <= c <= "\udfff" for c in text):
        raise ValueError("it holds a character that no text can hold")
    return text
