"""This file defines `contract ask`: an answer to a what-if event, in words or as data."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any

import click

from contract_model.commands.exits import Exit
from contract_model.commands.output import drawn, format_or_default, put

if TYPE_CHECKING:
    from contract_model.model.answer import Verdict

FORMATS = ("pretty", "plain", "json", "markdown", "html")
VERDICTS = ("permitted", "prohibited", "depends", "silent", "conflict")


@click.command()
@click.argument("question", nargs=-1)
@click.option("--contract", "name", default="microsoft-openai", show_default=True, metavar="ID|PATH", help="A shipped contract, or a path.")
@click.option("--event", metavar="JSON|FILE|-", help="The event as data: JSON, a .json or .yaml file, or - for stdin.")
@click.option("--fact", "facts", multiple=True, metavar="NAME=VALUE", help="What is so; NAME=? for not known.")
@click.option("--reading", "readings", multiple=True, metavar="NAME=READING", help="How an ambiguity is read; NAME=? for open.")
@click.option("--evidence", metavar="GRADE", help="The weakest evidence that counts: official, reported, inferred, speculative.")
@click.option("--version", metavar="DATE", help="Judge under this version, whatever the date.")
@click.option("--on", metavar="DATE", help="When it happens: 2027-03-01, 2027-03, 2027, 2026-05-01..2027-01-31.")
@click.option("--no-presumptions", is_flag=True, help="Take nothing for granted.")
@click.option("--engine", type=click.Choice(["rete", "meaning"]), default="rete", show_default=True, help="What computes the answer.")
@click.option("--why", is_flag=True, help="Add the whole tree of reasons.")
@click.option("--format", "form", type=click.Choice(FORMATS), help="pretty on a terminal, else plain.")
@click.option("--no-cache", is_flag=True, help="Read the contract anew.")
@click.option("--expect", type=click.Choice(VERDICTS), help="Exit with 1 when the verdict is another.")
@click.option("--exit-code", is_flag=True, help="Exit with 0 when permitted, 1 when prohibited or in conflict, 4 otherwise.")
def ask(
    question: tuple[str, ...],
    name: str,
    event: str | None,
    facts: tuple[str, ...],
    readings: tuple[str, ...],
    evidence: str | None,
    version: str | None,
    on: str | None,
    no_presumptions: bool,
    engine: str,
    why: bool,
    form: str | None,
    no_cache: bool,
    expect: str | None,
    exit_code: bool,
) -> int:
    """Answer a what-if event.

    The QUESTION is a sentence in the words of the contract, or the event is given with --event.

    \b
    contract ask "OpenAI launches a product on AWS in 2027"
    contract ask "OpenAI launches a product on AWS in 2027" --fact on_azure=true
    contract ask --event '{"action": "launch", "actor": "openai", "date": "2027", "parameters": {"cloud": "aws"}}'
    """
    from contract_model.asking.options import amend
    from contract_model.clock import today
    from contract_model.engines.answering import answer
    from contract_model.front import load, read
    from contract_model.telling.reply import Reply

    if bool(question) == (event is not None):
        raise click.UsageError("give a question, or an event with --event")
    agreement = load(name, cache=not no_cache)
    now = today()
    asked: Any = " ".join(question) if event is None else _event(event)
    case, understood = read(asked, agreement, presume=not no_presumptions, today=now)
    case = amend(
        agreement,
        case,
        facts=facts,
        readings=readings,
        evidence=evidence,
        version=version,
        on=on,
        presume=not no_presumptions,
        today=now,
    )
    reply = Reply(answer(agreement, case, engine), agreement, understood)
    put(_told(reply, format_or_default(form), why))
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


def _event(given: str) -> Any:
    """The data of an event: JSON itself, what stdin holds, or a file."""
    if given == "-":
        return _data("stdin", sys.stdin.buffer.read(MAX_BYTES + 1))
    if given.lstrip().startswith("{"):
        return _data("--event", given.encode("utf-8", "surrogatepass"))
    from contract_model.problems import ContractError, Problem, quoted

    try:
        with open(given, "rb") as file:
            return _data(given, file.read(MAX_BYTES + 1))
    except (OSError, ValueError) as error:
        said = getattr(error, "strerror", None) or "it is no path"
        hint = "an event is JSON, a .json or .yaml file, or - for stdin"
        raise ContractError([Problem("no-event", f"{quoted(given)} cannot be read: {said}", hint=hint)]) from None


def _data(name: str, content: bytes) -> Any:
    """JSON or YAML as data; numbers stay as they were written."""
    import json

    from contract_model.problems import ContractError, Problem

    if len(content) > MAX_BYTES:
        raise ContractError([Problem("too-large", f"an event has at most {MAX_BYTES // 1024} KiB")])
    try:
        return json.loads(content, parse_float=str, parse_int=str, object_pairs_hook=_without_repetition)
    except (ValueError, RecursionError):
        from contract_model.loading.parse import parse  # also tells what is wrong, and where

        document = parse(name, content)
        if document.problems:
            raise ContractError(document.problems) from None
        return document.data


def _without_repetition(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        raise ValueError("a key occurs twice")
    return found


MAX_BYTES = 1024 * 1024
