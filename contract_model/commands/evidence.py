"""This file defines `contract evidence`: the answer at each evidence floor, and where it changes."""

from __future__ import annotations

import click

from contract_model.commands.exits import Exit
from contract_model.commands.output import put_told
from contract_model.commands.question import Asked, format_option, question_options, read_case


@click.command()
@question_options
@format_option()
def evidence(asked: Asked, form: str | None) -> int:
    """Tell the answer at each evidence floor: official, reported, inferred, speculative.

    It shows at which floor the answer changes, what comes in there, and the weakest support of each.

    \b
    contract evidence "Microsoft sublicenses OpenAI models in 2033"
    """
    from contract_model.meaning.judge import judge
    from contract_model.telling.reply import Reply

    contract, case, understood = read_case(asked)
    put_told(Reply(judge(contract, case), contract, understood).evidence(), form)
    return Exit.CLEAN
