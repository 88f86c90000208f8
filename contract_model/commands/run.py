"""This file defines `contract run`: what becomes of a contract through a history, in words, as data or as a picture."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

import click

from contract_model.commands.exits import Exit
from contract_model.commands.output import drawn, format_or_default, output_option, put_into

if TYPE_CHECKING:
    from contract_model.asking.history import Form
    from contract_model.model.contract import Contract
    from contract_model.model.history import History, Run
    from contract_model.telling.run_reply import RunReply

TOLD_AS = ("yaml", "jsonl", "csv")
FORMATS = ("pretty", "plain", "json", "markdown", "html", "svg")
LONG = 1_000  # events from which on progress is shown


@click.command()
@click.argument("path", metavar="HISTORY")
@click.option("--from", "told_as", type=click.Choice(TOLD_AS), help="The form of HISTORY; by default its ending says it.")
@click.option("--contract", "name", metavar="ID|PATH", help="A shipped contract, or a path; a history in YAML names its own.")
@click.option("--start", metavar="DATE", help="When the contract begins.")
@click.option("--complete/--incomplete", default=None, help="Whether what the history does not tell is not so.")
@click.option("--fact", "facts", multiple=True, metavar="NAME=VALUE", help="What is so from the start; NAME=? for not known.")
@click.option("--reading", "readings", multiple=True, metavar="NAME=READING", help="How an ambiguity is read; NAME=? for open.")
@click.option("--evidence", metavar="GRADE", help="The weakest evidence that counts: official, reported, inferred, speculative.")
@click.option("--until", "until_", metavar="DATE", help="Let time pass until the end of this day.")
@click.option("--as-of", "as_of_", metavar="DATE", help="How things stand at the end of this day: the history is cut there.")
@click.option("--what-if", "what_if", multiple=True, metavar="EVENT", help="Add an event, and tell both: with it and without.")
@click.option("--sort", is_flag=True, help="Put events that are out of order in order.")
@click.option(
    "--engine",
    type=click.Choice(["rete", "meaning", "columns"]),
    help="What works it out: rete; of more than 20,000 events, meaning.",
)
@click.option("--why", is_flag=True, help="Add the reasons of each verdict.")
@click.option("--events/--no-events", default=None, help="Tell each event; by default up to a hundred.")
@click.option("--format", "form", type=click.Choice(FORMATS), help="pretty on a terminal, else plain.")
@output_option
@click.option("--no-cache", is_flag=True, help="Read the contract anew.")
@click.option("--exit-code", is_flag=True, help="Exit with 1 when a norm is violated in the end, 4 when a change is not decided.")
def run(
    path: str,
    told_as: Form | None,
    name: str | None,
    start: str | None,
    complete: bool | None,
    facts: tuple[str, ...],
    readings: tuple[str, ...],
    evidence: str | None,
    until_: str | None,
    as_of_: str | None,
    what_if: tuple[str, ...],
    sort: bool,
    engine: str | None,
    why: bool,
    events: bool | None,
    form: str | None,
    output: str | None,
    no_cache: bool,
    exit_code: bool,
) -> int:
    """Run a contract through a history of events.

    HISTORY is a .yaml, .jsonl or .csv file, or - for stdin with --from.
    An EVENT of --what-if is a moment and a sentence, names and values, or JSON.

    \b
    contract run sale.yaml
    contract run sale.yaml --as-of 2026-01-09
    contract run sale.yaml --what-if "2026-01-08: the seller suspends the delivery"
    contract run orders.csv --contract sale.contract.yaml --format svg -o orders.svg
    """
    from contract_model.asking.history import read_history_file
    from contract_model.asking.what_if import as_long, as_of, entries, until, with_events, with_evidence
    from contract_model.clock import today
    from contract_model.telling.run_reply import RunReply

    now = today()
    agreement, history = read_history_file(
        path,
        name,
        form=told_as,
        start=start,
        complete=complete,
        facts=entries(facts, "--fact"),
        readings=entries(readings, "--reading"),
        today=now,
        sort=sort,
        cache=not no_cache,
    )
    if evidence is not None:
        history = with_evidence(history, evidence)
    other, added = with_events(agreement, history, what_if, now) if what_if else (None, ())
    if until_ is not None:
        history = until(agreement, history, until_, now)
        other = until(agreement, other, until_, now) if other is not None else None
    elif other is not None:
        history = as_long(history, other)
    if as_of_ is not None:
        history = as_of(agreement, history, as_of_, now)
        if other is not None:
            other = as_of(agreement, other, as_of_, now)
            added = tuple(i for i in added if i < len(other.happenings))
    real = _run(agreement, history, engine, why)
    branch = _run(agreement, other, engine, why) if other is not None else None
    reply = RunReply(real, agreement, branch, added)
    chosen = format_or_default(form if form or not output else "plain")
    put_into(output, _told(reply, chosen, why, events), chosen)
    return _exit_code(reply) if exit_code else Exit.CLEAN


def _run(contract: Contract, history: History, engine: str | None, why: bool) -> Run:
    from contract_model.engines.running import run as run_contract

    return run_contract(contract, history, engine, answers=why, progress=_progress(len(history.happenings)))


def _progress(count: int) -> Callable[[int, int], None] | None:
    """What shows on a terminal how far a long history is."""
    if count < LONG or not _on_terminal():
        return None
    every = max(1, count // 100)

    def show(done: int, all_: int) -> None:
        if done % every == 0 or done == all_:
            said = f"{done:,} of {all_:,} events"
            click.echo(f"\r{said}" + (f"\r{' ' * len(said)}\r" if done == all_ else ""), nl=False, err=True)

    return show


def _on_terminal() -> bool:
    return sys.stderr.isatty()


def _told(reply: RunReply, form: str, why: bool, events: bool | None) -> Iterator[str]:
    """What is told, piece by piece."""
    match form:
        case "json":
            yield from reply.json_pieces()
        case "svg":
            yield reply.to_svg()
        case "markdown":
            yield reply.to_markdown(events=events, why=why).rstrip("\n")
        case "html":
            yield reply.to_html(events=events, why=why)
        case _:
            yield drawn(reply.sections(events=events, why=why), form)


def _exit_code(reply: RunReply) -> Exit:
    """Of a what-if the branch with it counts, since that is what was asked."""
    from contract_model.telling.standing import standing

    stands = standing(reply.contract, reply.what_if or reply.run)
    if stands.violated:
        return Exit.NEGATIVE
    return Exit.UNDETERMINED if stands.undecided or stands.doubtful else Exit.CLEAN
