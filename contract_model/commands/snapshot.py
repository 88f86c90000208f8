"""This file defines `contract snapshot`: all verdicts of some cases stored, and those that are no longer the same."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import click

from contract_model.commands.exits import Exit
from contract_model.commands.output import coloured, format_or_default, put, put_into
from contract_model.commands.test import day

if TYPE_CHECKING:
    from collections.abc import Sequence

    from contract_model.testing.snapshot import Change, Shot

FORMATS = ("pretty", "plain", "json", "github", "markdown")


@click.command()
@click.argument("paths", metavar="PATH...", nargs=-1, required=True)
@click.option("-o", "--output", default="contract.snapshot.json", show_default=True, metavar="FILE", help="Where the verdicts are stored.")
@click.option("--check", is_flag=True, help="Store nothing; tell what is no longer the same, and exit with 1 if anything is not.")
@click.option("--accept", is_flag=True, help="Tell what is no longer the same, and store it.")
@click.option("--today", metavar="DATE", help="What `today` means in cases that do not say it; by default this day.")
@click.option("--format", "form", type=click.Choice(FORMATS), help="pretty on a terminal, else plain.")
def snapshot(paths: tuple[str, ...], output: str, check: bool, accept: bool, today: str | None, form: str | None) -> int:
    """Store what all cases of files and folders come to: verdicts, terms that decide, conditions; of histories the states of norms.

    Where something is stored already, tell what is no longer the same, grouped by the terms that decide, before and after.

    \b
    contract snapshot fixtures/cases                 stores them
    contract snapshot fixtures/cases --check         in CI
    contract snapshot fixtures/cases --accept        stores what has changed, after a look at it
    """
    from contract_model.problems import ContractError
    from contract_model.testing.snapshot import changes, joined, no_snapshot, taken
    from contract_model.testing.snapshot_schema import Snapshot, read_snapshot

    if check and accept:
        raise click.UsageError("--check stores nothing, and --accept stores")
    folder = os.path.dirname(output)
    stored = read_snapshot(output)
    if check and stored is None:
        raise ContractError([no_snapshot(output)])
    shot = taken(paths, folder, day(today))
    count = sum(len(f.cases) for f in shot.snapshot.files.values())
    if not count:
        put("no case there")
        return Exit.NOTHING
    found = changes(stored, shot, folder) if stored is not None else []
    if stored is None or accept:
        put_into(output, [joined(stored or Snapshot(), shot, folder).to_json().removesuffix("\n")], "json")
    if stored is None:
        put(f"{count} case{'' if count == 1 else 's'} stored in {output}")
        return Exit.CLEAN
    chosen = format_or_default(form)
    put(_told(found, shot, count, chosen, accepted=accept), chosen)
    return Exit.NEGATIVE if found and not accept else Exit.CLEAN


def _told(found: Sequence[Change], shot: Shot, count: int, form: str, *, accepted: bool) -> str:
    from contract_model.telling.findings import Check, Finding
    from contract_model.testing.snapshot import closing

    last = closing(found, count) + (", stored" if accepted and found else "")
    if form == "json":
        import json

        data = [
            {
                "file": c.file,
                "case": c.name,
                "decided_by": list(c.deciding),
                "before": c.before and c.before.model_dump(exclude_defaults=True, by_alias=True),
                "after": c.after and c.after.model_dump(exclude_defaults=True, by_alias=True),
            }
            for c in found
        ]
        return json.dumps({"changes": data, "cases": count}, indent=2, sort_keys=True, ensure_ascii=False)
    if form in ("github", "markdown"):
        check = Check("changed-verdict", "A case comes to something else than stored.", "look whether it should; --accept stores it.")
        said = [Finding(check, f"{c.name}: {_both(c)}", c.span) for c in found]
        if form == "github":
            from contract_model.telling.annotations import annotated

            return "\n".join(filter(None, (annotated(said), last)))
        from contract_model.telling.summary import summary

        return summary(last, said).rstrip("\n")
    return "\n\n".join([*_groups(found, shot, coloured(form)), last])


def _both(change: Change) -> str:
    from contract_model.testing.snapshot import told

    before, now = ("; ".join(told(*sides)) for sides in ((change.before, change.after), (change.after, change.before)))
    return f"{now}; stored: {before}"


def _groups(found: Sequence[Change], shot: Shot, colours: bool) -> list[str]:
    """A paragraph for the changes that the same terms decide."""
    from contract_model.testing.snapshot import grouped, told

    headings = {t.id: t.heading for c in shot.contracts.values() for v in c.versions for t in v.terms.values()}
    blocks = []
    for terms, several in grouped(found).items():
        named = [f"“{headings[t]}” ({t})" if headings.get(t, t) != t else t for t in terms]
        heading = f"Decided by {', '.join(named)}" if terms else "Decided by no term"
        lines = [click.style(heading, bold=True) if colours else heading]
        for change in several:
            lines += [f"  {change.file}: {change.name}"]
            sides = (("before:", change.before, change.after, "red"), ("now:", change.after, change.before, "green"))
            for label, one, other, colour in sides:
                rows = [f"    {label if i == 0 else '':<8}{line}" for i, line in enumerate(told(one, other))]
                lines += [click.style(row, fg=colour) for row in rows] if colours else rows
        blocks.append("\n".join(lines))
    return blocks
