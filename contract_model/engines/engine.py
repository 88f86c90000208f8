"""This file defines `Engine`: whatever gives the truth of every condition of a program, and the engines there are, by name."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Protocol

from contract_model.engines.rete.availability import availability
from contract_model.engines.trace import Trace
from contract_model.extras import COLUMNS
from contract_model.meaning.evaluate import evaluate
from contract_model.meaning.program import Program
from contract_model.model.contract import Contract
from contract_model.model.values import Raw
from contract_model.problems import Problem

ENGINES = ("rete", "meaning", "columns")
"""The engines by name, the default first."""


class Engine(Protocol):
    """What gives the truth of every condition of a program. One engine may be used from many threads."""

    @property
    def name(self) -> str:
        """The name by which it is chosen."""

    def evaluate(self, program: Program, values: Mapping[str, Raw]) -> Trace:
        """The truth of every condition by name; what `values` does not hold is unknown.

        Raises ContractError for a program that the engine cannot take.
        """

    def unsupported(self, contract: Contract) -> tuple[Problem, ...]:
        """What of a contract the engine cannot take, known before anything is evaluated."""


class Unavailable(Exception):
    """An engine that cannot be used on this machine; the text says why."""


class Meaning:
    """The definition itself as an engine."""

    name = "meaning"

    def evaluate(self, program: Program, values: Mapping[str, Raw]) -> Trace:
        """The truth of every condition by name. It has no rules and so no firings."""
        return Trace(self.name, evaluate(program, values))

    def unsupported(self, contract: Contract) -> tuple[Problem, ...]:
        """Nothing: what it does not take has no meaning."""
        return ()


@cache
def engine(name: str) -> Engine:
    """The engine of a name among `ENGINES`, the same each time.

    Raises Unavailable for one that could not be built, ContractError for one that was not installed, KeyError for another name.
    """
    match name:
        case "meaning":
            return Meaning()
        case "rete":
            reason = availability()
            if reason:
                raise Unavailable(reason)
            from contract_model.engines.rete.engine import Rete  # only where it can be imported

            return Rete()
        case "columns":
            COLUMNS.demand()
            from contract_model.engines.columns.engine import Columns  # slow to load, and an extra

            return Columns()
        case _:
            raise KeyError(name)
