"""This file defines `opened`: the contract that a state asks for, or another where there is none of that name."""

from __future__ import annotations

from dataclasses import dataclass

from contract_model.model.contract import Contract
from contract_model.problems import ContractError, Problem
from contract_model.web.pages.frame import Frame, frame
from contract_model.web.pages.state import State
from contract_model.web.shelf import Shelf


def opened(shelf: Shelf, state: State) -> tuple[Contract, State, tuple[Problem, ...]]:
    """The contract, the state with its id, and what is wrong with the id that the state has."""
    problems: tuple[Problem, ...] = ()
    contract = shelf.default
    if state.contract:
        try:
            contract = shelf.contract(state.contract)
        except ContractError as error:
            problems = error.problems
    return contract, state.but(contract=contract.id), problems


@dataclass(frozen=True, slots=True)
class WrongPage:
    """A page that says what is wrong, where there is no other."""

    frame: Frame
    problems: tuple[Problem, ...]


def wrong_page(shelf: Shelf, state: State, problems: tuple[Problem, ...]) -> WrongPage:
    """The page of some problems."""
    contract, state, _ = opened(shelf, state)
    return WrongPage(frame(shelf, contract, state, "/ask"), problems)
