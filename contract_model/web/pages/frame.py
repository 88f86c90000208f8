"""This file defines `Frame`: what every page has around it. A further view is one more of `VIEWS`."""

from __future__ import annotations

from dataclasses import dataclass, replace

from contract_model.model.contract import Contract
from contract_model.web.pages.state import State
from contract_model.web.shelf import Shelf

VIEWS = (
    ("/ask", "What if"),
    ("/terms", "The terms"),
    ("/tree", "Decision tree"),
    ("/compare", "Two versions"),
    ("/redline", "What changed"),
    ("/history", "History"),
)
"""The path and the name of each view, in the order of the navigation."""
_LOOKS = (("", "as the system has it"), ("light", "light"), ("dark", "dark"))


@dataclass(frozen=True, slots=True)
class Choice:
    """One of several places to go to."""

    label: str
    url: str
    here: bool


@dataclass(frozen=True, slots=True)
class Frame:
    """The contract, the contracts on offer, the views and the looks of a page. `state`: that of the page, in its one way of writing."""

    title: str
    contract: str
    note: str
    contracts: tuple[Choice, ...]
    views: tuple[Choice, ...]
    looks: tuple[Choice, ...]
    look: str
    state: State

    @property
    def note_short(self) -> str:
        """The first sentence of what a reader should know of the contract."""
        first = self.note.split(". ")[0].rstrip(".")
        return f"{first}." if first else ""

    def to(self, path: str, **parts: str) -> str:
        """The address of a page, in the same look."""
        return State(**parts, look=self.look).url(path)  # type: ignore[arg-type]  # the parts are texts, and no name of a mapping is given


def frame(shelf: Shelf, contract: Contract, state: State, path: str, view: str = "") -> Frame:
    """What is around the page at a path. `view`: the view that it is part of, where it is none."""
    view = view or path
    plain = State(look=state.look)
    return Frame(
        contract.title or contract.id,
        contract.id,
        contract.note,
        tuple(Choice(c.title or c.id, replace(plain, contract=c.id).url(view), c is contract) for c in shelf),
        tuple(Choice(name, state.url(each), each == view) for each, name in VIEWS),
        tuple(Choice(word, state.but(look=look).url(path), state.look == look) for look, word in _LOOKS),
        state.look,
        state,
    )
