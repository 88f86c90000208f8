"""This file defines `contract tree`: the decision tree of an action, one question after another until the verdict is settled."""

from __future__ import annotations

import click

from contract_model.commands.exits import Exit
from contract_model.commands.output import output_option, put_into, put_told
from contract_model.commands.question import Asked, action_case, format_option, question_options


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

    contract, case = action_case(asked, actor)
    reply = tree_reply(contract, case, depth)
    if form == "mermaid":
        put_into(output, [reply.to_mermaid().rstrip("\n")], "mermaid")
    else:
        put_told(reply, form, output)
    return Exit.CLEAN
