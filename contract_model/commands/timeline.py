"""This file defines `contract timeline`: the verdict on one event for every date, and what changes from when on."""

from __future__ import annotations

import click

from contract_model.commands.exits import Exit
from contract_model.commands.output import output_option, put_told
from contract_model.commands.question import Asked, format_option, question_options, read_case


@click.command()
@question_options
@click.option("--over", metavar="DATES", help="Only these dates: 2019..2035, 2027, 2026-05-01..; all unless given.")
@click.option("--readings", "with_readings", is_flag=True, help="Add the timeline under each other reading that changes it.")
@format_option("svg")
@output_option
def timeline(asked: Asked, over: str | None, with_readings: bool, form: str | None, output: str | None) -> int:
    """Tell the verdict on an event for every date on which it might happen.

    The date of the QUESTION, if it has one, counts for nothing: days with one answer are told by the first and the last of them, with what
    changes between them and why.

    \b
    contract timeline "OpenAI launches a product on AWS" --fact on_azure=true
    contract timeline "Microsoft uses OpenAI models in Copilot" --over 2019..2035 --readings
    contract timeline "OpenAI launches a product on AWS" --format svg -o launch.svg
    """
    from contract_model.asking.entries import read_date
    from contract_model.clock import today
    from contract_model.model.case import ANY_DATE
    from contract_model.telling.timeline_reply import timeline_reply

    contract, case, _ = read_case(asked)
    span = ANY_DATE if over is None else read_date(over, today())
    put_told(timeline_reply(contract, case, span, readings=with_readings), form, output)
    return Exit.CLEAN
