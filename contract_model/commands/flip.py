"""This file defines `contract flip`: what would change an answer, and in whose hands that lies."""

from __future__ import annotations

import click

from contract_model.commands.exits import Exit
from contract_model.commands.output import put_told
from contract_model.commands.question import Asked, format_option, question_options, read_case

GOALS = ("permitted", "prohibited", "silent", "conflict")


@click.command()
@question_options
@click.option("--to", type=click.Choice(GOALS), help="The verdict wanted; any other one if this is not given.")
@click.option("--any", "opening", is_flag=True, help="Also what makes the verdict merely uncertain.")
@format_option()
def flip(asked: Asked, to: str | None, opening: bool, form: str | None) -> int:
    """Tell what would change the answer: all smallest sets of changes, and who holds them.

    What can be changed is what facts and parameters are, stated or presumed, and the date. Readings and evidence stay as they are.
    Where the answer depends on what is not known, it is told what each party can do to force or to block each verdict.

    \b
    contract flip "OpenAI launches a product on AWS in 2027"
    contract flip "OpenAI launches a product on AWS in 2027" --fact on_azure=false --fact azure_can=true --fact azure_will=true
    contract flip "OpenAI launches a product on AWS in 2027" --to permitted
    """
    from contract_model.meaning.judge import judge
    from contract_model.telling.reply import Reply

    contract, case, understood = read_case(asked)
    put_told(Reply(judge(contract, case), contract, understood).flips(to, opening=opening), form)
    return Exit.CLEAN
