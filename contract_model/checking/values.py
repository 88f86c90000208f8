"""This file defines how a text that cells hold is read (`Read`), by the readers that read the same text in a question or an event."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from contract_model.asking.entries import read_date, read_reading
from contract_model.asking.values import UNKNOWN, read_value
from contract_model.checking.columns import ACTION, DAY, kind_of_column
from contract_model.engines.columns.cells import MAX_DIGITS
from contract_model.model.contract import Contract
from contract_model.model.values import Money, written
from contract_model.problems import ContractError, did_you_mean, one_of


@dataclass(frozen=True, slots=True)
class Read:
    """What a text says, as the database writes it; none is unknown.

    Of dates, `last` is the last day, and `time` the time of day in seconds. `fault`: why it is no value.
    """

    value: str | None = None
    last: str | None = None
    time: str | None = None
    fault: str = ""


def read_text(contract: Contract, meaning: str, said: str, today: date | None = None, *, presumed: bool = False) -> Read:
    """What a text says of what a column stands for.

    `presumed`: something is taken for granted of it, which a row alone cannot take back.
    """
    said = said.strip()
    if not said:
        return Read(fault="it has no action") if meaning == ACTION else Read()
    try:
        if said == UNKNOWN and meaning != ACTION:
            if presumed:
                asked = f"--no-presumptions, or --fact '{meaning}=?'"
                return Read(fault=f"of `{meaning}` something is presumed in all rows or in none: {asked}")
            return Read()
        if meaning == ACTION:
            return Read(_action(contract, said))
        if meaning == DAY:
            span = read_date(said, today)
            time = None if span.time is None else str(span.time // timedelta(seconds=1))
            return Read(str(span.first) if span.first else None, str(span.last) if span.last else None, time)
        if meaning in contract.ambiguities:
            return Read(read_reading(contract, meaning, said))
        kind = kind_of_column(contract, meaning)
        assert kind is not None  # only an action has none
        return Read(_kept(read_value(contract, kind, said, today)))
    except ValueError as error:
        return Read(fault=str(error))
    except ContractError as error:
        return Read(fault=error.problems[0].hint or error.problems[0].message)


def _action(contract: Contract, said: str) -> str:
    plain = "_".join(said.lower().replace("-", " ").replace("_", " ").split())
    if plain in contract.actions:
        return plain
    raise ValueError(did_you_mean(plain, contract.actions) or one_of(contract.actions) or "there is no such action")


def _kept(value: object) -> str | None:
    """A value as the database writes it. Raises ValueError for one that a column cannot hold exactly."""
    match value:
        case None:
            return None
        case Decimal() | Money():
            number = value.amount if isinstance(value, Money) else value
            before, _, after = f"{abs(number):f}".partition(".")
            if len(before) + len(after) > MAX_DIGITS:
                raise ValueError(f"in a table a number has at most {MAX_DIGITS} digits")
            return f"{number:f}"
        case timedelta():
            if value.microseconds:
                raise ValueError("in a table a duration is counted in whole seconds")
            return str(value.days * 86_400 + value.seconds)
        case bool() | date() | str():
            return written(value)
        case _:
            raise AssertionError(value)
