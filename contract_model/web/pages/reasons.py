"""This file defines `ReasonView`: a step of the reasons for an answer, with the steps below it."""

from __future__ import annotations

from dataclasses import dataclass

from contract_model.model.answer import Answer
from contract_model.model.contract import Contract
from contract_model.telling.reasons import Reason, reasons
from contract_model.telling.words import Words
from contract_model.web.pages.sources import Mark, marks

_TRUTHS = {True: "yes", False: "no", None: "open"}


@dataclass(frozen=True, slots=True)
class ReasonView:
    """`truth`: yes, no or open. `any`: one of the steps below is enough. `opened`: it is shown with what is below it."""

    says: str
    truth: str
    note: str
    any: bool
    marks: tuple[Mark, ...]
    below: tuple[ReasonView, ...]
    opened: bool


def reasons_view(contract: Contract, answer: Answer) -> ReasonView:
    """The tree of reasons of an answer."""
    words = Words(contract, answer.case.event.action)
    return _view(contract, words, reasons(contract, answer), 0)


def _view(contract: Contract, words: Words, reason: Reason, depth: int) -> ReasonView:
    says = reason.statement
    return ReasonView(
        says[:1].upper() + says[1:],
        _TRUTHS[reason.truth],
        reason.note,
        reason.any and len(reason.children) > 1,
        marks(contract, words, reason.sources),
        tuple(_view(contract, words, c, depth + 1) for c in reason.children),
        depth == 0,
    )
