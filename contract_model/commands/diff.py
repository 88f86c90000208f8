"""This file defines `contract diff`: what is different between two versions, two contracts, or a working copy and a revision of git."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from contract_model.commands.exits import Exit
from contract_model.commands.output import drawn, format_or_default, output_option, put_into
from contract_model.commands.question import format_option
from contract_model.commands.solver import timeout_option
from contract_model.extras import PROVE
from contract_model.front import DEFAULT_CONTRACT

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from contract_model.model.contract import Contract
    from contract_model.model.redline import Redline
    from contract_model.proving.redline import Compared
    from contract_model.telling.redline_reply import RedlineReply


@click.command()
@click.argument("before")
@click.argument("after", required=False)
@click.option("--contract", "name", default=DEFAULT_CONTRACT, show_default=True, metavar="ID|PATH", help="Whose versions are meant.")
@click.option("--only", multiple=True, metavar="ACTION", help="Only events of this action; may be repeated.")
@click.option("--evidence", metavar="GRADE", help="The weakest evidence that counts; inferred unless given.")
@click.option("--no-presumptions", is_flag=True, help="Also events for which presumptions and default readings do not hold.")
@click.option("--reading", "readings", multiple=True, metavar="NAME=READING", help="Read an ambiguity so on both sides; may be repeated.")
@click.option("--exit-code", is_flag=True, help="Exit with 1 when anything is different.")
@timeout_option
@format_option()
@output_option
def diff(
    before: str,
    after: str | None,
    name: str,
    only: tuple[str, ...],
    evidence: str | None,
    no_presumptions: bool,
    readings: tuple[str, ...],
    exit_code: bool,
    timeout: float | None,
    form: str | None,
    output: str | None,
) -> int:
    """Tell what is different between two versions: in what is written, and which events get another verdict.

    BEFORE and AFTER are versions by their dates, contracts by id or path (their last versions), or both: ID@DATE. With BEFORE alone, a
    revision of git, the working copy of --contract is compared with it. Exits with 4 when something could not be told.

    \b
    contract diff 2026-04-27 2026-10-01
    contract diff old-lease.yaml new-lease.yaml
    contract diff HEAD --contract rules/flat-lease.yaml --exit-code
    """
    PROVE.demand()
    from contract_model.asking.options import read_readings
    from contract_model.telling.redline_reply import RedlineReply
    from contract_model.whole import side

    if after is None:
        pairs, gone, new = _since(before, name)
    else:
        pairs, gone, new = [(side(before, name), side(after, name))], (), ()
    contract = pairs[-1][1].contract if pairs else _load(name)
    read = read_readings(contract, readings)
    redlines = tuple(_redline(one, other, only, evidence, not no_presumptions, read, timeout) for one, other in pairs)
    reply = RedlineReply(contract, redlines, gone, new)
    chosen = format_or_default(form if form or not output else "plain")
    put_into(output, [_told(reply, chosen)], chosen)
    if exit_code and reply.changed:
        return Exit.NEGATIVE
    return Exit.UNDETERMINED if any(r.open for r in redlines) else Exit.CLEAN


def _load(name: str) -> Contract:
    from contract_model.front import load

    return load(name)


def _since(revision: str, name: str) -> tuple[list[tuple[Compared, Compared]], tuple[str, ...], tuple[str, ...]]:
    """Each version of a contract as it stood in a revision, with the same version now; and the versions that one side has alone."""
    from contract_model.loading.load import load_files
    from contract_model.loading.revision import files_at
    from contract_model.proving.redline import Compared

    old, now = load_files(files_at(revision, name)), _load(name)
    versions = {v.id: v for v in now.versions}
    pairs = [
        (Compared(old, v, f"{v.id} in {revision}", ""), Compared(now, versions[v.id], f"{v.id} now", name))
        for v in old.versions
        if v.id in versions
    ]
    known = {v.id for v in old.versions}
    return pairs, tuple(v.id for v in old.versions if v.id not in versions), tuple(v for v in versions if v not in known)


def _redline(
    one: Compared,
    other: Compared,
    only: Sequence[str],
    evidence: str | None,
    presume: bool,
    readings: Mapping[str, str],
    timeout: float | None,
) -> Redline:
    from contract_model.asking.entries import read_evidence, unknown_name
    from contract_model.model.contract import Certainty
    from contract_model.problems import ContractError
    from contract_model.proving.redline import redline
    from contract_model.telling.progress import progress

    unknown = [a for a in only if a not in other.contract.actions]
    if unknown:
        raise ContractError(unknown_name(a, "an action of the contract", other.contract.actions) for a in unknown)
    floor = read_evidence(evidence) if evidence is not None else Certainty.INFERRED
    with progress(f"actions of {other.contract.id}") as shown:
        return redline(one, other, only=only, floor=floor, presume=presume, readings=readings, timeout=timeout, progress=shown)


def _told(reply: RedlineReply, form: str) -> str:
    match form:
        case "json":
            return reply.to_json()
        case "markdown":
            return reply.to_markdown().rstrip("\n")
        case "html":
            return reply.to_html()
        case _:
            return drawn(reply.sections(), form)
