"""This file defines `contract repl`: a conversation about a contract, with a person at a terminal or with lines that are piped in."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import click

from contract_model.commands.conversation import COMMANDS, Conversation
from contract_model.commands.exits import Exit
from contract_model.commands.output import FORMATS, drawn, format_or_default, on_terminal, put
from contract_model.front import DEFAULT_CONTRACT
from contract_model.problems import ContractError, Problem

if TYPE_CHECKING:
    from prompt_toolkit import PromptSession
    from prompt_toolkit.completion import CompleteEvent, Completion
    from prompt_toolkit.document import Document

MAX_LINE = 64 * 1024


@click.command()
@click.argument("question", nargs=-1)
@click.option("--contract", "name", default=DEFAULT_CONTRACT, show_default=True, metavar="ID|PATH", help="A shipped contract or a path.")
@click.option("--no-presumptions", is_flag=True, help="Take nothing for granted.")
@click.option("--no-cache", is_flag=True, help="Read the contract anew.")
@click.option("--format", "form", type=click.Choice(FORMATS), help="pretty on a terminal, else plain.")
def repl(question: tuple[str, ...], name: str, no_presumptions: bool, no_cache: bool, form: str | None) -> int:
    """Talk about a contract: ask, set facts and readings, ask again.

    A line is a QUESTION, or a command that begins with `:`; `:help` lists them. What is set holds until it is taken back. Lines may be
    piped in: then nothing is prompted for, each is answered, and the exit code is 3 if one of them had a problem.

    \b
    contract repl
    contract repl "OpenAI launches a product on AWS in 2027"
    printf '%s\\n' "the tenant keeps a dog" ":fact consent=written" | contract repl --contract flat-lease
    """
    from contract_model.clock import today
    from contract_model.front import load

    conversation = Conversation(load(name, cache=not no_cache), name, presume=not no_presumptions, today=today())
    speaker = _Speaker(conversation, format_or_default(form))
    if question:
        speaker.say(" ".join(question))
    if sys.stdin.isatty() and on_terminal():
        speaker.greet()
        speaker.listen(_typed(conversation))
    else:
        speaker.listen(_piped(), numbered=True)
    return speaker.worst


class _Speaker:
    """Says what a conversation tells, and remembers the worst problem."""

    def __init__(self, conversation: Conversation, form: str) -> None:
        self.conversation = conversation
        self.form = form
        self.worst = Exit.CLEAN
        self._said = False

    def greet(self) -> None:
        """How to begin."""
        put(drawn(self.conversation.greeting(), self.form) + "\n")

    def listen(self, lines: Iterable[str], numbered: bool = False) -> None:
        """Take line after line until they end, or the conversation does."""
        for number, line in enumerate(lines, 1):
            self.say(line, f"line {number}" if numbered else "")
            if self.conversation.ended:
                return

    def say(self, line: str, place: str = "") -> None:
        """Tell what a line comes to."""
        try:
            said = self.conversation.take(line)
        except ContractError as error:
            self._problems(error.problems, place)
            return
        except KeyboardInterrupt:
            if place:
                raise
            put("stopped\n")
            return
        except Exception as error:
            if os.environ.get("CONTRACT_DEBUG"):
                raise
            from contract_model.commands.main import failed

            self.worst = max(self.worst, failed(error))
            return
        if said:
            put(("\n" if self._said and not on_terminal() else "") + drawn(said, self.form) + ("\n" if on_terminal() else ""))
            self._said = True

    def _problems(self, problems: Sequence[Problem], place: str) -> None:
        self.worst = max(self.worst, Exit.INVALID)
        sys.stdout.flush()
        for problem in problems:
            within = ", ".join(filter(None, (place, problem.within)))
            click.echo(str(replace(problem, within=within)), err=True)
        if on_terminal():
            put("")


def _piped() -> Iterator[str]:
    """The lines of stdin; one that is too long is cut, and then is no question."""
    while line := sys.stdin.buffer.readline(MAX_LINE):
        yield line.decode("utf-8", "replace")


def _typed(conversation: Conversation) -> Iterator[str]:
    """Lines as a person types them, with a history and completion. Ctrl-C drops a line, Ctrl-D ends."""
    session = _session(conversation)
    while True:
        try:
            yield session.prompt(f"{conversation.contract.id}> ")
        except KeyboardInterrupt:
            continue
        except EOFError:
            return


def _session(conversation: Conversation) -> PromptSession[str]:
    from prompt_toolkit import PromptSession
    from prompt_toolkit.auto_suggest import AutoSuggestFromHistory
    from prompt_toolkit.completion import Completer, Completion
    from prompt_toolkit.history import FileHistory, InMemoryHistory

    from contract_model.commands.completion import completions

    class Words(Completer):
        """Offers what a line can go on with."""

        def get_completions(self, document: Document, complete_event: CompleteEvent) -> Iterator[Completion]:
            """What may stand before the cursor's end."""
            for text, length in completions(conversation.scenario, COMMANDS, document.text_before_cursor):
                yield Completion(text, start_position=-length)

    place = _history_file()
    kept: Any = FileHistory(place) if place else InMemoryHistory()
    return PromptSession(history=kept, completer=Words(), complete_while_typing=False, auto_suggest=AutoSuggestFromHistory())


def _history_file() -> str | None:
    """Where lines are kept: below XDG_STATE_HOME, or ~/.local/state; nowhere if that cannot be written."""
    base = os.environ.get("XDG_STATE_HOME") or ""
    folder = os.path.join(base if os.path.isabs(base) else os.path.expanduser("~/.local/state"), "contract-model")
    try:
        os.makedirs(folder, mode=0o700, exist_ok=True)
        path = os.path.join(folder, "history")
        with open(path, "a", encoding="utf-8"):
            return path
    except OSError:
        return None
