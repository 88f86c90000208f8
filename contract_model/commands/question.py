"""This file defines `Asked`: what the arguments and options of a command say of a case, the same for every command that judges one.

@click.command()
@question_options
@format_option("svg")
def flip(asked: Asked, form: str | None) -> int:
    contract, case, understood = read_case(asked)
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import wraps
from typing import TYPE_CHECKING, Any

import click

from contract_model.front import DEFAULT_CONTRACT

if TYPE_CHECKING:
    from contract_model.asking.question import Understood
    from contract_model.model.case import Case
    from contract_model.model.contract import Contract

FORMATS = ("pretty", "plain", "json", "markdown", "html")
MAX_BYTES = 1024 * 1024  # of an event


@dataclass(frozen=True, slots=True)
class Asked:
    """What is asked, as it was written: the words of the question or the event as data, the contract, and what the options say."""

    question: tuple[str, ...]
    contract: str
    event: str | None = None
    facts: tuple[str, ...] = ()
    readings: tuple[str, ...] = ()
    evidence: str | None = None
    version: str | None = None
    on: str | None = None
    presume: bool = True
    cache: bool = True

    def without_last(self) -> Asked:
        """The same without the last word: for commands that take one more argument after the question."""
        return replace(self, question=self.question[:-1])


_OPTIONS = (
    click.argument("question", nargs=-1),
    click.option("--contract", "name", default=DEFAULT_CONTRACT, show_default=True, metavar="ID|PATH", help="One shipped, or a path."),
    click.option("--event", metavar="JSON|FILE|-", help="The event as data: JSON, a .json or .yaml file, or - for stdin."),
    click.option("--fact", "facts", multiple=True, metavar="NAME=VALUE", help="What is so; NAME=? for not known."),
    click.option("--reading", "readings", multiple=True, metavar="NAME=READING", help="How an ambiguity is read; NAME=? for open."),
    click.option("--evidence", metavar="GRADE", help="The weakest evidence that counts: official, reported, inferred, speculative."),
    click.option("--version", metavar="DATE", help="Judge under this version, whatever the date."),
    click.option("--on", metavar="DATE", help="When it happens: 2027-03-01, 2027-03, 2027, 2026-05-01..2027-01-31."),
    click.option("--no-presumptions", is_flag=True, help="Take nothing for granted."),
    click.option("--no-cache", is_flag=True, help="Read the contract anew."),
)


def question_options(function: Callable[..., Any]) -> Callable[..., Any]:
    """Give a command the argument QUESTION and all options that state a case; it is called with one `Asked`, and its own options."""

    @wraps(function)
    def command(
        question: tuple[str, ...],
        name: str,
        event: str | None,
        facts: tuple[str, ...],
        readings: tuple[str, ...],
        evidence: str | None,
        version: str | None,
        on: str | None,
        no_presumptions: bool,
        no_cache: bool,
        **own: Any,
    ) -> Any:
        asked = Asked(question, name, event, facts, readings, evidence, version, on, presume=not no_presumptions, cache=not no_cache)
        return function(asked, **own)

    decorated: Callable[..., Any] = command
    for option in reversed(_OPTIONS):
        decorated = option(decorated)
    return decorated


def format_option(*more: str) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Give a command the option --format (`form`): those of every answer, and `more` (`svg`)."""
    return click.option("--format", "form", type=click.Choice((*FORMATS, *more)), help="pretty on a terminal, else plain.")


def read_contract(asked: Asked) -> Contract:
    """The contract asked. Raises ContractError."""
    from contract_model.front import load

    return load(asked.contract, cache=asked.cache)


def read_case(asked: Asked, contract: Contract | None = None) -> tuple[Contract, Case, tuple[Understood, ...]]:
    """The contract, the case, and for a sentence what each stretch of it was taken for. Raises ContractError, or a usage error of click.

    `contract` is the contract asked, where it has been read already.
    """
    from contract_model.asking.options import amend
    from contract_model.clock import today
    from contract_model.front import read

    if bool(asked.question) == (asked.event is not None):
        raise click.UsageError("give a question, or an event with --event")
    contract = contract or read_contract(asked)
    now = today()
    said: Any = " ".join(asked.question) if asked.event is None else _event(asked.event)
    case, understood = read(said, contract, presume=asked.presume, today=now)
    case = amend(
        contract,
        case,
        facts=asked.facts,
        readings=asked.readings,
        evidence=asked.evidence,
        version=asked.version,
        on=asked.on,
        presume=asked.presume,
        today=now,
    )
    return contract, case, understood


def action_case(asked: Asked, actor: str | None) -> tuple[Contract, Case]:
    """The contract, and the case of a question that is an action by its id, or a sentence; `actor` is who acts. Raises ContractError."""
    import json

    from contract_model.asking.entries import collecting, unknown_name
    from contract_model.asking.event import read_event
    from contract_model.problems import ContractError, Problem

    contract = read_contract(asked)
    if len(asked.question) == 1 and len(asked.question[0].split()) == 1 and asked.event is None:
        (action,) = asked.question
        if action not in contract.actions:
            raise ContractError([unknown_name(action, "an action of the contract", contract.actions)])
        asked = replace(asked, question=(), event=json.dumps({"action": action}))
    problems: list[Problem] = []
    party = None
    if actor is not None:
        with collecting(problems):
            party = read_event(contract, {"action": next(iter(contract.actions)), "actor": actor}, within="--actor").event.actor
    with collecting(problems):
        _, case, _ = read_case(asked, contract)
    if problems:
        raise ContractError(problems)
    return contract, replace(case, event=replace(case.event, actor=party)) if party else case


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
