"""This file defines `contract validate`: all problems of some contracts, or that they are sound."""

from __future__ import annotations

import os
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from contract_model.commands.exits import Exit
from contract_model.commands.output import format_or_default, on_terminal, put

if TYPE_CHECKING:
    from contract_model.problems import Problem


@click.command()
@click.argument("paths", nargs=-1, required=True)
@click.option("--format", "form", type=click.Choice(["pretty", "plain", "json"]), help="pretty on a terminal, else plain.")
def validate(paths: tuple[str, ...], form: str | None) -> int:
    """Check contracts and tell every problem of every file.

    Each PATH is a file, the folder of a contract, a folder with contracts, or the id of a shipped contract.
    """
    from contract_model.loading.load import load
    from contract_model.problems import ContractError

    sound: list[str] = []
    problems: list[Problem] = []
    for path in dict.fromkeys(found for given in paths for found in _contracts(given)):
        try:
            load(path)
            sound.append(path)
        except ContractError as error:
            problems += error.problems
    chosen = format_or_default(form)
    put(_told(sound, problems, chosen), chosen)
    return Exit.INVALID if problems else Exit.CLEAN if sound else Exit.NOTHING


def _contracts(given: str) -> Iterable[str]:
    """The contracts at a path: itself, or those directly below a folder that is none."""
    try:
        folder = Path(given)
        if not folder.is_dir() or (folder / "contract.yaml").exists():
            return [given]
        below = sorted(folder.iterdir())
    except (OSError, ValueError):
        return [given]  # told when it is loaded
    files = [p for p in below if p.is_file() and p.name.endswith(".yaml") and not p.name.endswith(".cases.yaml")]
    return [str(p) for p in below if (p / "contract.yaml").is_file() or p in files]


def _told(sound: list[str], problems: list[Problem], form: str) -> str:
    if form == "json":
        import json

        data = {"sound": sound, "problems": [_data(p) for p in problems]}
        return json.dumps(data, indent=2, sort_keys=True, ensure_ascii=False)
    coloured = form == "pretty" and on_terminal() and not os.environ.get("NO_COLOR")
    lines = [_drawn(p) if coloured else str(p) for p in problems]
    summary = [f"{len(sound)} contract{'' if len(sound) == 1 else 's'} sound"] if sound else []
    summary += [f"{len(problems)} problem{'' if len(problems) == 1 else 's'}"] if problems else []
    return "\n\n".join([*lines, ", ".join(summary) or "no contract there"])


def _drawn(problem: Problem) -> str:
    """A problem with its name and its marks in colour."""
    first, *rest = str(problem).split("\n")
    first = first.replace(f"{problem.name}:", click.style(f"{problem.name}:", fg="red", bold=True), 1)
    marks = [click.style(line, fg="red") if set(line[5:]) <= {" ", "^"} and "^" in line else line for line in rest]
    return "\n".join([first, *marks])


def _data(problem: Problem) -> dict[str, Any]:
    span = problem.span
    place = {"file": span.file, "line": span.line, "column": span.column, "length": span.length} if span else {}
    told = {"name": problem.name, "message": problem.message, "within": problem.within, "hint": problem.hint}
    return {k: v for k, v in {**told, **place}.items() if v != ""}
