"""This file defines `suggestions`: questions that go on with what somebody is typing."""

from __future__ import annotations

from dataclasses import dataclass

from contract_model.asking.completion import in_question
from contract_model.problems import ContractError
from contract_model.web.shelf import Shelf

MOST = 12
LONGEST = 500


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A text that goes on with what is typed. `whole`: it is a question, and not the beginning of one."""

    text: str
    whole: bool


def suggestions(shelf: Shelf, id: str, typed: str) -> tuple[Suggestion, ...]:
    """Whole questions that begin as what is typed; the examples of the contract where nothing is typed yet."""
    try:
        contract = shelf.contract(id) if id else shelf.default
    except ContractError:
        return ()
    if not typed.strip():
        return tuple(Suggestion(e, True) for e in contract.examples[:MOST])
    if len(typed) > LONGEST:
        return ()
    found = [typed[: len(typed) - replaced] + text for text, replaced in in_question(contract, typed)]
    return tuple(Suggestion(text, text in contract.examples) for text in list(dict.fromkeys(found))[:MOST])
