"""This file defines the command `contract`: its subcommands, each loaded when it is called, and what becomes of errors."""

from __future__ import annotations

import gc
import os
import sys
from collections.abc import Sequence
from contextlib import suppress

import click

from contract_model.commands.exits import Exit
from contract_model.extras import NOT_INSTALLED
from contract_model.problems import ContractError, Problem

COMMANDS = {
    "ask": "Answer a what-if event: verdict, conditions, terms, sources.",
    "why": "Tell why: the tree of reasons, of the answer or of a term.",
    "why-not": "Tell what stands in the way of another verdict.",
    "flip": "Tell what would change the answer, and who holds it.",
    "readings": "Tell the verdict under every combination of readings.",
    "timeline": "Tell the verdict on an event for every date.",
    "tree": "Tell the decision tree of an action.",
    "evidence": "Tell the answer at each evidence floor.",
    "repl": "Talk about a contract: ask, set facts, ask again.",
    "run": "Run a contract through a history: verdicts, norms, what is due.",
    "check": "Check a table of events: the verdict on each row.",
    "sweep": "Answer a grid of events, and show the verdicts as a map.",
    "diff": "Tell what is different between versions, in words and in meaning.",
    "lint": "Look for flaws: conflicts, gaps, what is dead or idle.",
    "prove": "Prove the laws of a contract, or tell a case against them.",
    "test": "Run cases, and tell which answers are not the expected ones.",
    "validate": "Check contracts and tell every problem.",
    "mutate": "Put slips into a contract, and tell which no case notices.",
    "cases": "Generate cases of an action, for review.",
    "snapshot": "Store all verdicts of cases, and tell which have changed.",
    "fmt": "Lay out contracts and files of cases.",
    "show": "Look into a contract: its terms, in every stage.",
    "serve": "Serve a page to ask contracts on, and an HTTP API.",
    "mcp": "Serve contracts to an assistant (Model Context Protocol).",
    "schema": "Print a JSON Schema.",
    "doctor": "Tell what is there on this machine.",
}


class LazyGroup(click.Group):
    """A group that loads a subcommand when it is called, prints problems, and exits with what the subcommand returns."""

    def invoke(self, ctx: click.Context) -> None:
        """Run the subcommand."""
        try:
            code = super().invoke(ctx)
        except ContractError as error:
            code = _told(error.problems)
        ctx.exit(code if isinstance(code, int) else Exit.CLEAN)

    def list_commands(self, ctx: click.Context) -> list[str]:
        """The names, in the order in which they are listed."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, name: str) -> click.Command | None:
        """The subcommand of a name, from the file of that name."""
        if name not in COMMANDS:
            return None
        from importlib import import_module

        file = name.replace("-", "_")
        command: click.Command = getattr(import_module(f"contract_model.commands.{file}"), file)
        if ctx.resilient_parsing:  # a shell completes a line
            from contract_model.commands.shell import with_names

            return with_names(command)
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """The list of subcommands, without loading them."""
        with formatter.section("Commands"):
            formatter.write_dl(list(COMMANDS.items()))


def _version(ctx: click.Context, _: click.Parameter, wanted: bool) -> None:
    if wanted and not ctx.resilient_parsing:
        import contract_model

        click.echo(f"contract-model {contract_model.__version__}")
        ctx.exit()


@click.group(cls=LazyGroup, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.option("--version", is_flag=True, is_eager=True, expose_value=False, callback=_version, help="Print the version.")
def contract() -> None:
    """Ask a contract what it says of a what-if event.

    \b
    contract ask "OpenAI launches a product on AWS in 2027"
    contract ask "The tenant keeps a dog" --contract flat-lease --why

    Exit codes: 0 clean, 1 negative result, 2 usage or an extra that is not installed, 3 something does not validate, 4 not determined,
    5 nothing was there, 6 a threshold missed, 70 an error of ours.
    """


def main() -> None:
    """Run the command with the arguments of the process, and exit."""
    gc.set_threshold(100_000)  # an answer is there before collecting would pay
    sys.exit(run(sys.argv[1:]))


def run(arguments: Sequence[str]) -> int:
    """Run the command; its exit code. Errors become words on stderr, never a traceback unless CONTRACT_DEBUG is set."""
    try:
        code = contract.main(list(arguments), prog_name="contract", standalone_mode=False)
    except click.Abort:
        return Exit.INTERRUPTED
    except click.ClickException as error:
        error.show()
        return Exit.USAGE
    except Exception as error:
        if os.environ.get("CONTRACT_DEBUG"):
            raise
        return failed(error)
    return code if isinstance(code, int) else Exit.CLEAN


def _told(problems: Sequence[Problem]) -> Exit:
    for problem in problems:
        _say(str(problem))
    return Exit.USAGE if any(p.name == NOT_INSTALLED for p in problems) else Exit.INVALID


def _say(text: str) -> None:
    """Write to stderr, where there is one that takes it: the exit code tells the rest."""
    with suppress(OSError):
        click.echo(text, err=True)


def failed(error: Exception) -> Exit:
    """What is said of an error that is ours; limits that a contract or question runs into are problems."""
    match type(error).__name__:  # by name: nothing is loaded here that may itself be what failed
        case "TooLarge":
            said = "the case leaves so much open that its answer cannot be worked out"
            return _told([Problem("too-large", said, hint="state more facts")])
        case "Disagreement":
            said = "two engines came to different results, so there is no answer"
        case name:
            said = f"{name}: {str(error).splitlines()[0][:200] if str(error) else 'no message'}"
    _say(f"contract: an error of ours: {said}; please report it with what CONTRACT_DEBUG=1 shows")
    return Exit.INTERNAL
