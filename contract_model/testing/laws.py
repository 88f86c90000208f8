"""This file defines how the laws of the contracts are proved whose cases are run."""

from __future__ import annotations

from collections.abc import Iterable

from contract_model.model.contract import Contract
from contract_model.model.law import Law, Proof
from contract_model.telling.proofs_reply import ProofsReply
from contract_model.testing.cases import CaseFile


def laws_of(files: Iterable[CaseFile]) -> list[Contract]:
    """The contracts of files of cases that have laws, each once."""
    return list({f.contract.id: f.contract for f in files if f.contract.laws}.values())


def proofs_of(contract: Contract, laws: Iterable[Law]) -> tuple[Proof, ...]:
    """What becomes of some laws of a contract."""
    from contract_model.proving.laws import prove  # loads the solver

    return tuple(prove(contract, laws))


def proved(contract: Contract) -> ProofsReply:
    """What becomes of all laws of a contract, to be told."""
    return ProofsReply(contract, proofs_of(contract, contract.laws.values()), contract.id)
