"""This file defines `contract why`: the tree of reasons of an answer, or of what one term does."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from contract_model.commands.exits import Exit
from contract_model.commands.output import put_told
from contract_model.commands.question import Asked, format_option, question_options, read_case, read_contract

if TYPE_CHECKING:
    from contract_model.model.contract import Contract


@click.command()
@question_options
@format_option()
def why(asked: Asked, form: str | None) -> int:
    """Tell why the answer is what it is; with the id of a TERM as the last word, why this term does what it does.

    \b
    contract why "OpenAI launches a product on AWS in 2027"
    contract why "OpenAI launches a product on AWS in 2027" azure-first
    """
    from contract_model.meaning.judge import judge
    from contract_model.telling.reply import Reply

    contract = read_contract(asked)
    term = _term(asked, contract)
    contract, case, understood = read_case(asked if term is None else asked.without_last(), contract)
    put_told(Reply(judge(contract, case), contract, understood).why(term), form)
    return Exit.CLEAN


def _term(asked: Asked, contract: Contract) -> str | None:
    """The term asked about: the last word, if it is one, or if a sentence in one piece or an event stands before it."""
    if not asked.question:
        return None
    *before, last = asked.question
    if asked.event is not None or (len(before) == 1 and " " in before[0]):
        return last
    return last if before and any(last in v.terms for v in contract.versions) else None
