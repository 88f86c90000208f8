"""This file defines `PROGRAMS`: the programs of contracts, each made once."""

from __future__ import annotations

from contract_model.meaning.program import Program, program
from contract_model.model.contract import Contract, Version


class Programs:
    """The programs of contracts, made once each. Keeps the contract, so that a program never outlives what it was made from."""

    def __init__(self, most: int = 256) -> None:
        self._made: dict[tuple[int, str, str], tuple[Contract, Program]] = {}
        self._most = most

    def get(self, contract: Contract, version: Version | None, action: str) -> Program:
        """The program of a version for an action."""
        assert version is not None
        key = (id(contract), version.id, action)
        kept = self._made.get(key)
        if kept is None or kept[0] is not contract:
            if len(self._made) >= self._most:
                self._made.clear()
            kept = self._made[key] = (contract, program(contract, version, action))
        return kept[1]


PROGRAMS = Programs()
