"""This file defines `contract why-not`: what would have had to hold for another verdict, and what stands in its way."""

from __future__ import annotations

import click

from contract_model.commands.exits import Exit
from contract_model.commands.flip import GOALS
from contract_model.commands.output import put_told
from contract_model.commands.question import Asked, format_option, question_options, read_case


@click.command("why-not")
@question_options
@format_option()
def why_not(asked: Asked, form: str | None) -> int:
    """Tell what would have had to hold for another verdict, nearest first, and what stands in its way.

    The last word is the verdict: permitted, prohibited, silent or conflict.

    \b
    contract why-not "OpenAI launches a product on AWS in 2027" prohibited
    contract why-not "The tenant keeps a dog" permitted --contract flat-lease
    """
    from contract_model.meaning.judge import judge
    from contract_model.telling.reply import Reply

    verdict = asked.question[-1].lower() if asked.question else ""
    if verdict not in GOALS:
        raise click.UsageError(f"end with the verdict that you expected: {', '.join(GOALS[:-1])} or {GOALS[-1]}")
    contract, case, understood = read_case(asked.without_last())
    put_told(Reply(judge(contract, case), contract, understood).why_not(verdict), form)
    return Exit.CLEAN
