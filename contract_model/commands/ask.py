"""This file defines `contract ask`: an answer to a what-if event, in words or as data."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from contract_model.commands.exits import Exit
from contract_model.commands.output import drawn, format_or_default, put
from contract_model.commands.question import Asked, format_option, question_options, read_case

if TYPE_CHECKING:
    from contract_model.model.answer import Verdict

VERDICTS = ("permitted", "prohibited", "depends", "silent", "conflict")


@click.command()
@question_options
@click.option(
    "--engine",
    type=click.Choice(["rete", "meaning", "columns"]),
    default="rete",
    show_default=True,
    help="What computes the answer.",
)
@click.option("--why", is_flag=True, help="Add the whole tree of reasons.")
@format_option()
@click.option("--expect", type=click.Choice(VERDICTS), help="Exit with 1 when the verdict is another.")
@click.option("--exit-code", is_flag=True, help="Exit with 0 when permitted, 1 when prohibited or in conflict, 4 otherwise.")
def ask(asked: Asked, engine: str, why: bool, form: str | None, expect: str | None, exit_code: bool) -> int:
    """Answer a what-if event.

    The QUESTION is a sentence in the words of the contract, or the event is given with --event.

    \b
    contract ask "OpenAI launches a product on AWS in 2027"
    contract ask "OpenAI launches a product on AWS in 2027" --fact on_azure=true
    contract ask --event '{"action": "launch", "actor": "openai", "date": "2027", "parameters": {"cloud": "aws"}}'
    """
    from contract_model.engines.answering import answer
    from contract_model.telling.reply import Reply

    agreement, case, understood = read_case(asked)
    reply = Reply(answer(agreement, case, engine), agreement, understood)
    chosen = format_or_default(form)
    put(_told(reply, chosen, why), chosen)
    if expect and reply.verdict.value != expect:
        click.echo(f"expected {expect}, the verdict is {reply.verdict.value}", err=True)
        return Exit.NEGATIVE
    return _exit_code(reply.verdict) if exit_code else Exit.CLEAN


def _told(reply: Any, form: str, why: bool) -> str:
    match form:
        case "json":
            return str(reply.to_json())
        case "markdown":
            return str(reply.to_markdown(why=why)).rstrip("\n")
        case "html":
            return str(reply.to_html())
        case _:
            from contract_model.telling.memo import memo

            return drawn(memo(reply.contract, reply.answer, why=why), form)


def _exit_code(verdict: Verdict) -> Exit:
    codes = {"permitted": Exit.CLEAN, "prohibited": Exit.NEGATIVE, "conflict": Exit.NEGATIVE}
    return codes.get(verdict.value, Exit.UNDETERMINED)
