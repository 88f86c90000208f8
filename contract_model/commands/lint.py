"""This file defines `contract lint`: the flaws of contracts, found by asking about all their cases at once."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from contract_model.commands.exits import Exit
from contract_model.commands.output import drawn, output_option, put_report
from contract_model.commands.solver import timeout_option
from contract_model.extras import PROVE
from contract_model.front import DEFAULT_CONTRACT
from contract_model.model.flaw import FLAWS, Severity

if TYPE_CHECKING:
    from collections.abc import Sequence

    from contract_model.telling.flaws_reply import FlawsReply, Linted

FORMATS = ("pretty", "plain", "json", "markdown", "html", "github", "sarif")
FAIL_ON = (*(s.value for s in Severity), "never")


@click.command()
@click.argument("contracts", metavar="[CONTRACT]...", nargs=-1)
@click.option("--check", "checks", multiple=True, type=click.Choice(list(FLAWS)), metavar="CHECK", help="Only this check; may be repeated.")
@click.option("--fail-on", type=click.Choice(FAIL_ON), default="warning", show_default=True, help="Exit with 1 from this severity on.")
@click.option("--evidence", metavar="GRADE", help="The weakest evidence that counts for conflicts and gaps; inferred unless given.")
@click.option("--all", "everything", is_flag=True, help="Also what the contract suppresses, with the reasons.")
@timeout_option
@click.option("--format", "form", type=click.Choice(FORMATS), help="pretty on a terminal, else plain.")
@output_option
def lint(
    contracts: tuple[str, ...],
    checks: tuple[str, ...],
    fail_on: str,
    evidence: str | None,
    everything: bool,
    timeout: float | None,
    form: str | None,
    output: str | None,
) -> int:
    """Look for flaws of contracts before a dispute finds them.

    Each CONTRACT is a file, the folder of a contract, a folder with contracts, or the id of a shipped contract. What is found comes with a
    case that shows it and can be asked. Exits with 1 when a flaw weighs as much as --fail-on says, with 4 when no such flaw was found but
    a question is left open.

    \b
    contract lint
    contract lint rules --check conflict --check gap
    contract lint lease.yaml --format sarif -o flaws.sarif
    """
    PROVE.demand()
    from contract_model.loading.load import contracts_at
    from contract_model.telling.flaws_reply import FlawsReply

    paths = list(dict.fromkeys(found for given in contracts or (DEFAULT_CONTRACT,) for found in contracts_at(given)))
    reply = FlawsReply(tuple(_linted(path, checks, evidence, timeout) for path in paths), everything)
    put_report(output, form, lambda chosen: _told(reply, chosen))
    if not paths:
        click.echo("no contract there", err=True)
        return Exit.NOTHING
    return _exit(reply.linted, fail_on)


def _linted(path: str, checks: Sequence[str], evidence: str | None, timeout: float | None) -> Linted:
    from contract_model.telling.progress import progress
    from contract_model.whole import lint as lint_contract

    with progress(f"checks of {path}") as shown:
        reply = lint_contract(path, checks=checks, evidence=evidence or "inferred", timeout=timeout, progress=shown)
    return reply.linted[0]


def _told(reply: FlawsReply, form: str) -> str:
    match form:
        case "json":
            return reply.to_json()
        case "html":
            return reply.to_html()
        case "github":
            from contract_model.telling.annotations import annotated

            return annotated(reply.findings())
        case "sarif":
            from contract_model.telling.findings import Check, Level
            from contract_model.telling.sarif import sarif

            return sarif(reply.findings(), [Check(k.id, k.means, k.remedy, Level(k.severity.value)) for k in FLAWS.values()])
        case "markdown":
            from contract_model.telling.summary import summary

            return summary("; ".join(reply.summary()), reply.findings()).rstrip("\n")
        case _:
            return drawn(reply.sections(), form)


def _exit(linted: Sequence[Linted], fail_on: str) -> Exit:
    if fail_on != "never" and any(f.severity.reaches(Severity(fail_on)) for each in linted for f in each.flaws.unsuppressed):
        return Exit.NEGATIVE
    return Exit.UNDETERMINED if any(each.flaws.open for each in linted) else Exit.CLEAN
