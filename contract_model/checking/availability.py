"""This file defines `demanded`: that the engine for tables is there, or a problem that says how it comes."""

from __future__ import annotations

from contract_model.engines.columns.availability import availability
from contract_model.problems import ContractError, Problem


def demanded() -> None:
    """Raises ContractError where tables cannot be checked on this machine."""
    reason = availability()
    if reason:
        raise ContractError([Problem("no-engine", f"tables cannot be checked here: {reason}")])
