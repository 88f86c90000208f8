"""This file defines `contract sweep`: a grid of hypothetical events, answered and shown as a map."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

import click

from contract_model.commands.exits import Exit
from contract_model.commands.output import format_or_default, output_option, put_into
from contract_model.commands.question import Asked, format_option, question_options, read_case

if TYPE_CHECKING:
    from collections.abc import Callable


@click.command()
@question_options
@click.option("--over", "over", multiple=True, required=True, metavar="AXIS", help="What to vary; up to four times. See below.")
@format_option("svg", "csv")
@output_option
def sweep(asked: Asked, over: tuple[str, ...], form: str | None, output: str | None) -> int:
    """Answer a grid of events, and show the verdicts as a map.

    The first AXIS runs down, the second across; a third and a fourth give a map for each of their values. An axis is a name, for all
    values that can be listed, or a name with values: cloud, cloud=azure,aws, azure_can=yes,no,?, exception, copies=0..1000 by 250,
    year=2024..2032 (quarter, month, day), date=2026,2027-03-01, actor, action, version, evidence. What the question says of it counts for
    nothing.

    \b
    contract sweep "OpenAI launches a product" --over cloud --over year=2024..2032
    contract sweep "OpenAI launches a product in 2027" --over cloud --over exception --over azure_can=yes,no,?
    contract sweep "OpenAI launches a product on AWS" --over version --over evidence --format html -o map.html
    """
    from contract_model.asking.axes import read_axes
    from contract_model.clock import today
    from contract_model.meaning.sweep import swept
    from contract_model.telling.sweep_reply import SweepReply

    contract, case, _ = read_case(asked)
    axes = read_axes(contract, case, over, today())
    with _shown() as progress:
        reply = SweepReply(swept(contract, case, axes, progress), contract)
    chosen = format_or_default(form if form or not output else "plain")
    match chosen:
        case "json":
            text = reply.to_json()
        case "csv":
            text = reply.to_csv().rstrip("\n")
        case "markdown":
            text = reply.to_markdown().rstrip("\n")
        case "html":
            text = reply.to_html()
        case "svg":
            text = reply.to_svg()
        case "pretty":
            text = reply.to_pretty()
        case _:
            text = reply.to_text(_width())
    put_into(output, [text], chosen)
    return Exit.CLEAN


@contextmanager
def _shown() -> Iterator[Callable[[int, int], None] | None]:
    from contract_model.telling.progress import progress

    with progress("sweeping") as bar:
        yield None if bar is None else lambda done, of: bar(done, of)


def _width() -> int:
    """The width of plain text: that of the terminal, or 80 in a pipe."""
    from shutil import get_terminal_size

    from contract_model.commands.output import on_terminal

    return get_terminal_size().columns if on_terminal() else 80
