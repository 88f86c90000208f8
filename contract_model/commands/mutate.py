"""This file defines `contract mutate`: slips put into a contract one by one, and which of them no case notices."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from contract_model.commands.exits import Exit
from contract_model.commands.output import output_option, put, put_into, put_report
from contract_model.processors import processors

if TYPE_CHECKING:
    from collections.abc import Sequence

    from contract_model.testing.mutation.campaign import Mutation, Plan

FORMATS = ("pretty", "plain", "json", "markdown", "github", "sarif")


@click.command()
@click.argument("paths", nargs=-1, required=True)
@click.option("--contract", "name", metavar="ID|PATH", help="Only the cases of this contract.")
@click.option("--operators", metavar="NAMES", help="Only slips of these operators, parted by commas.")
@click.option(
    "-k", "words", metavar="WORD", multiple=True, help="Only slips in terms, facts, definitions or files with this word in their name."
)
@click.option("--list", "listing", is_flag=True, help="List the slips and try none.")
@click.option("--jobs", "-j", type=click.IntRange(1, 256), help="So many processes; as many as there are processors unless given.")
@click.option("--threshold", type=click.FloatRange(0, 100), help="The least score in percent: exit with 6 below it, else with 0.")
@click.option("--write", "into", metavar="FILE", help="Add the cases that would kill survivors to a file of cases, for review.")
@click.option("--format", "form", type=click.Choice(FORMATS), help="pretty on a terminal, else plain.")
@output_option
def mutate(
    paths: tuple[str, ...],
    name: str | None,
    operators: str | None,
    words: tuple[str, ...],
    listing: bool,
    jobs: int | None,
    threshold: float | None,
    into: str | None,
    form: str | None,
    output: str | None,
) -> int:
    """Put slips into a contract, as drafters make them, and tell which of them no case notices.

    Each PATH is a file of cases, or a folder with such files; the contract is theirs. A slip is killed when a case fails with it. One that
    can make no difference to any case is proved equivalent and set aside; each that survives is told with a case that would kill it.

    \b
    contract mutate fixtures/cases/flat-lease.cases.yaml
    contract mutate fixtures/cases/microsoft-openai -k azure-first
    contract mutate cases/ --threshold 100 --format github
    """
    from contract_model.clock import today
    from contract_model.telling.progress import progress
    from contract_model.testing.mutation.campaign import mutate as mutated
    from contract_model.testing.mutation.campaign import plans

    wanted = plans(_files(paths), name, _operators(operators), words)
    if listing:
        return _listed(wanted, output)
    found: list[Mutation] = []
    for plan in wanted:
        with progress(f"slips of {plan.place}") as shown:
            found.append(mutated(plan, jobs=jobs or processors(), today=today(), progress=shown))
    put_report(output, form, lambda chosen: _told(found, chosen))
    if not found:
        click.echo("no case there", err=True)
    if into is not None:
        _write(found, into)
    return _exit(found, threshold)


def _operators(written: str | None) -> tuple[str, ...]:
    from contract_model.problems import did_you_mean, quoted
    from contract_model.testing.mutation.slip import OPERATORS

    named = [n.strip() for n in written.split(",")] if written else []
    for each in named:
        if each not in OPERATORS:
            hint = did_you_mean(each, OPERATORS) or f"one of {', '.join(OPERATORS)}"
            raise click.BadParameter(f"{quoted(each)} is no operator; {hint}", param_hint="--operators")
    return tuple(named)


def _files(paths: Sequence[str]) -> list[str]:
    """The files of cases at some paths. Raises ContractError."""
    from contract_model.problems import ContractError
    from contract_model.testing.gather import case_files

    found, problems = case_files(paths)
    if problems:
        raise ContractError(problems)
    return found


def _listed(wanted: Sequence[Plan], output: str | None) -> int:
    from contract_model.loading.load import read_files
    from contract_model.testing.mutation.mutant import Drafts

    slips = [slip for plan in wanted for _, slip in plan.slips(Drafts.of(read_files(plan.place)))]
    put_into(output, ["\n".join([*(s.name for s in slips), f"{len(slips)} slips"])])
    return Exit.CLEAN if slips else Exit.NOTHING


def _told(found: Sequence[Mutation], form: str) -> str:
    from contract_model.telling.listing import listed_plain, listed_pretty
    from contract_model.testing.mutation import told

    match form:
        case "json":
            return told.to_json(found)
        case "markdown":
            return told.to_markdown(found)
        case "github":
            from contract_model.telling.annotations import annotated
            from contract_model.testing.mutation.findings import findings

            return "\n".join(filter(None, (annotated(findings(found)), told.closing(found))))
        case "sarif":
            from contract_model.telling.sarif import sarif
            from contract_model.testing.mutation.findings import checks, findings

            return sarif(findings(found), checks())
        case "pretty":
            return listed_pretty(told.lines(found))
        case _:
            return listed_plain(told.lines(found))


def _write(found: Sequence[Mutation], path: str) -> None:
    """Add each case that would kill a survivor, once."""
    from contract_model.testing.mutation.told import name_of
    from contract_model.testing.mutation.trial import Fate
    from contract_model.testing.writing import save_case

    written: list[object] = []
    for mutation in found:
        for trial in mutation.of(Fate.SURVIVED):
            if trial.witness is not None and trial.witness.answer.case not in written:
                written.append(trial.witness.answer.case)
                name = name_of(mutation.contract, trial)
                save_case(mutation.contract, mutation.plan.place, trial.witness.answer, name, path, trial.witness.statuses)
    put(f"{len(written)} cases written to {path}, for review" if len(written) != 1 else f"one case written to {path}, for review")


def _exit(found: Sequence[Mutation], threshold: float | None) -> Exit:
    from contract_model.testing.mutation.campaign import score
    from contract_model.testing.mutation.trial import Fate

    if any(m.failing for m in found):
        return Exit.NEGATIVE
    if not any(m.trials for m in found):
        return Exit.NOTHING
    if threshold is None:
        return Exit.NEGATIVE if any(m.of(Fate.SURVIVED) for m in found) else Exit.CLEAN
    scores = [score(m.counts()) for m in found if m.trials]
    return Exit.MISSED if any(s is not None and s < threshold for s in scores) else Exit.CLEAN
