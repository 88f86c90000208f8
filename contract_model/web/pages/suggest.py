"""This file defines `suggestions`: questions that go on with what somebody is typing."""

from __future__ import annotations

from contract_model.asking.completion import in_question
from contract_model.problems import ContractError
from contract_model.web.shelf import Shelf

MOST = 12
LONGEST = 500


def suggestions(shelf: Shelf, id: str, typed: str) -> tuple[str, ...]:
    """Whole questions that begin as what is typed; the examples of the contract where nothing is typed yet."""
    try:
        contract = shelf.contract(id) if id else shelf.default
    except ContractError:
        return ()
    if not typed.strip():
        return contract.examples[:MOST]
    if len(typed) > LONGEST:
        return ()
    found = [typed[: len(typed) - replaced] + text for text, replaced in in_question(contract, typed)]
    return tuple(dict.fromkeys(found))[:MOST]
