"""This file defines `contract validate`: all problems of some contracts, or that they are sound."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from contract_model.commands.exits import Exit
from contract_model.commands.output import FORMATS, coloured, output_option, put_report

if TYPE_CHECKING:
    from contract_model.problems import Problem

REPORTS = ("json", "sarif", "github", "markdown")


@click.command()
@click.argument("paths", nargs=-1, required=True)
@click.option("--format", "form", type=click.Choice([*FORMATS, *REPORTS]), help="pretty on a terminal, else plain.")
@output_option
def validate(paths: tuple[str, ...], form: str | None, output: str | None) -> int:
    """Check contracts and tell every problem of every file.

    Each PATH is a file, the folder of a contract, a folder with contracts, or the id of a shipped contract.

    \b
    contract validate rules
    contract validate rules --format sarif -o problems.sarif     for code scanning
    contract validate rules --format github                      annotations in a run of GitHub Actions
    """
    from contract_model.loading.load import contracts_at, load
    from contract_model.problems import ContractError

    sound: list[str] = []
    problems: list[Problem] = []
    for path in dict.fromkeys(found for given in paths for found in contracts_at(given)):
        try:
            load(path)
            sound.append(path)
        except ContractError as error:
            problems += error.problems
    put_report(output, form, lambda chosen: _told(sound, problems, chosen))
    return Exit.INVALID if problems else Exit.CLEAN if sound else Exit.NOTHING


def _told(sound: list[str], problems: list[Problem], form: str) -> str:
    match form:
        case "json":
            import json

            from contract_model.telling.problems_document import problem_document

            data = {"sound": sound, "problems": [problem_document(p) for p in problems]}
            return json.dumps(data, indent=2, sort_keys=True, ensure_ascii=False)
        case "sarif":
            from contract_model.telling.findings import findings_of
            from contract_model.telling.sarif import sarif

            return sarif(findings_of(problems))
        case "github":
            from contract_model.telling.annotations import annotated
            from contract_model.telling.findings import findings_of

            return annotated(findings_of(problems))
        case "markdown":
            from contract_model.telling.findings import findings_of
            from contract_model.telling.summary import summary

            return summary(_counted(sound, problems), findings_of(problems)).rstrip("\n")
        case _:
            shown = map(_drawn if coloured(form) else str, problems)
            return "\n\n".join([*shown, _counted(sound, problems)])


def _counted(sound: list[str], problems: list[Problem]) -> str:
    told = [f"{len(sound)} contract{'' if len(sound) == 1 else 's'} sound"] if sound else []
    told += [f"{len(problems)} problem{'' if len(problems) == 1 else 's'}"] if problems else []
    return ", ".join(told) or "no contract there"


def _drawn(problem: Problem) -> str:
    """A problem with its name and its marks in colour."""
    first, *rest = str(problem).split("\n")
    first = first.replace(f"{problem.name}:", click.style(f"{problem.name}:", fg="red", bold=True), 1)
    marks = [click.style(line, fg="red") if set(line[5:]) <= {" ", "^"} and "^" in line else line for line in rest]
    return "\n".join([first, *marks])
