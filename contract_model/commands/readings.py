"""This file defines `contract readings`: the verdict under every combination of readings, and what each ambiguity is worth."""

from __future__ import annotations

import click

from contract_model.commands.exits import Exit
from contract_model.commands.output import put_told
from contract_model.commands.question import Asked, format_option, question_options, read_case


@click.command()
@question_options
@format_option()
def readings(asked: Asked, form: str | None) -> int:
    """Tell the verdict under every combination of readings, and which ambiguity decides.

    Ambiguities that change nothing are said to be irrelevant. --reading NAME=READING holds a reading, so that it is not varied.

    \b
    contract readings "OpenAI launches a product on AWS in 2027"
    contract readings "OpenAI launches a product on AWS in 2027" --reading exception=conjunctive
    """
    from contract_model.meaning.judge import judge
    from contract_model.telling.reply import Reply

    contract, case, understood = read_case(asked)
    put_told(Reply(judge(contract, case), contract, understood).readings(), form)
    return Exit.CLEAN
