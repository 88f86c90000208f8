"""This file defines `Result`: what a check of a table found. Data only."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from contract_model.checking.columns import Unused
from contract_model.checking.table import Fault
from contract_model.engines.columns.sources.broken import Broken
from contract_model.model.answer import Answer, Verdict
from contract_model.model.contract import Contract

Verdicts = Mapping[Verdict, int]
"""In how many rows a verdict came out; those that did not are left out."""


@dataclass(frozen=True, slots=True)
class TermCount:
    """How many rows a term decides, by their verdict."""

    id: str
    heading: str
    verdicts: Verdicts


@dataclass(frozen=True, slots=True)
class ContestedCount:
    """How many rows would have another verdict under a reading, by that verdict."""

    name: str
    reading: str
    verdicts: Verdicts


@dataclass(frozen=True, slots=True)
class OpenCount:
    """What is not known: in how many rows the verdict turns on it, and in how many on it alone."""

    name: str
    asks: str
    rows: int
    alone: int


@dataclass(frozen=True, slots=True)
class Missing:
    """What actions in the table ask for and no column says; `presumed` in words, empty where it is unknown."""

    name: str
    asks: str
    presumed: str = ""


@dataclass(frozen=True, slots=True)
class ByValue:
    """A term that compares what columns of these types may not keep exact: its rows are judged value by value, which is slower."""

    term: str
    why: str


@dataclass(frozen=True, slots=True)
class WorstRow:
    """One of the worst rows, with its answer. `alike`: how many rows have its action, its verdict, and what decides it; it is the first."""

    row: int
    alike: int
    answer: Answer


@dataclass(frozen=True, slots=True)
class Result:
    """What a check found.

    `read` = `checked` + `rejected`. `months`: by the month of the event as `2027-03`, empty where it is not known to the month. `evidence`:
    rows by the weakest grade of what decides them, empty where nothing does. `worst`: prohibited rows first, then those in conflict, then
    those that depend, then those on which the contract is silent. `faults`, `more_faults`, `broken`: why rows are rejected.
    """

    contract: Contract
    table: tuple[str, ...]
    read: int
    checked: int
    rejected: int
    verdicts: Verdicts
    terms: tuple[TermCount, ...]
    months: Mapping[str, Verdicts]
    evidence: Mapping[str, int]
    contested_rows: int
    contested: tuple[ContestedCount, ...]
    open: tuple[OpenCount, ...]
    versions: Mapping[str, int]
    worst: tuple[WorstRow, ...]
    matched: Mapping[str, str]
    missing: tuple[Missing, ...]
    unused: tuple[Unused, ...]
    by_value: tuple[ByValue, ...] = ()
    faults: tuple[Fault, ...] = ()
    more_faults: Mapping[str, tuple[int, int]] | None = None
    broken: tuple[Broken, ...] = ()
    broken_rows: int = 0
    idle: int = 0

    def count(self, verdict: Verdict) -> int:
        """How many rows have a verdict."""
        return self.verdicts.get(verdict, 0)
