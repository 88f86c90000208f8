"""This file defines `contract tree`: the decision tree of an action, one question after another until the verdict is settled."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import TYPE_CHECKING

import click

from contract_model.commands.exits import Exit
from contract_model.commands.output import output_option, put_into, put_told
from contract_model.commands.question import Asked, format_option, question_options, read_case, read_contract

if TYPE_CHECKING:
    from contract_model.model.case import Case
    from contract_model.model.contract import Contract


@click.command()
@question_options
@click.option("--actor", metavar="PARTY", help="Who acts.")
@click.option("--depth", type=click.IntRange(min=1), metavar="N", help="Cut the tree off after so many questions.")
@format_option("svg", "mermaid")
@output_option
def tree(asked: Asked, actor: str | None, depth: int | None, form: str | None, output: str | None) -> int:
    """Tell the decision tree of an action: questions, one after another, until the verdict is settled.

    The QUESTION is an action of the contract (contract show), of which everything is open, or a sentence, of which is open what it does not
    say. The order of the questions is the one with the fewest paths.

    \b
    contract tree launch --actor openai --on 2027
    contract tree launch --actor openai --on 2027 --fact cloud=aws --reading exception=conjunctive
    contract tree "OpenAI launches a product on AWS in 2027" --no-presumptions --depth 3
    contract tree keep_pet --contract flat-lease --format mermaid
    """
    from contract_model.telling.tree_reply import tree_reply

    contract, case = _case(asked, actor)
    reply = tree_reply(contract, case, depth)
    if form == "mermaid":
        put_into(output, [reply.to_mermaid().rstrip("\n")], "mermaid")
    else:
        put_told(reply, form, output)
    return Exit.CLEAN


def _case(asked: Asked, actor: str | None) -> tuple[Contract, Case]:
    """The contract, and the case of the action or of the sentence."""
    from contract_model.asking.entries import collecting, unknown_name
    from contract_model.asking.event import read_event
    from contract_model.problems import ContractError, Problem

    contract = read_contract(asked)
    if len(asked.question) == 1 and len(asked.question[0].split()) == 1 and asked.event is None:
        (action,) = asked.question
        if action not in contract.actions:
            raise ContractError([unknown_name(action, "an action of the contract", contract.actions)])
        asked = replace(asked, question=(), event=json.dumps({"action": action}))
    problems: list[Problem] = []
    party = None
    if actor is not None:
        with collecting(problems):
            party = read_event(contract, {"action": next(iter(contract.actions)), "actor": actor}, within="--actor").event.actor
    with collecting(problems):
        _, case, _ = read_case(asked, contract)
    if problems:
        raise ContractError(problems)
    return contract, replace(case, event=replace(case.event, actor=party)) if party else case
