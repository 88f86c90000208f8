"""This file defines `contract cases`: cases of an action for review, generated from what the verdict turns on."""

from __future__ import annotations

import os

import click

from contract_model.commands.exits import Exit
from contract_model.commands.output import output_option, put_into
from contract_model.commands.question import Asked, action_case, question_options


@click.command()
@question_options
@click.option("--actor", metavar="PARTY", help="Who acts.")
@click.option("--strength", type=click.IntRange(1, 4), default=2, show_default=True, metavar="N", help="Combine so many values.")
@click.option("--boundaries", is_flag=True, help="Only the cases at boundaries.")
@output_option
def cases(asked: Asked, actor: str | None, strength: int, boundaries: bool, output: str | None) -> int:
    """Generate cases of an action, for review: a file of cases with the answers that the contract gives today.

    There are cases just below, at and just above each threshold on which the verdict turns, the first and last days of terms among them;
    and cases in which every two values occur together, of everything on which the verdict turns. The QUESTION is an action of the
    contract, or a sentence; what it or an option states is the same in all cases.

    \b
    contract cases keep_pet --contract flat-lease
    contract cases launch --actor openai --on 2027-03-01 -o launch.cases.yaml
    contract cases "The tenant pays rent" --contract flat-lease --boundaries
    """
    from contract_model.problems import ContractError, Problem, quoted
    from contract_model.testing.generating.cases import case_file, drafted
    from contract_model.testing.writing import reference

    if output is not None and os.path.exists(output):
        raise ContractError([Problem("not-saved", f"{quoted(output)} is there already", hint="take another name, or remove it")])
    contract, case = action_case(asked, actor)
    command = "contract cases" + (" --boundaries" if boundaries else "")
    found = drafted(contract, case, 0 if boundaries else strength)
    text = case_file(contract, reference(asked.contract, output or "cases.yaml"), f"{command} {case.event.action}", found)
    put_into(output, [text.removesuffix("\n")], "yaml")
    return Exit.CLEAN
