"""This file defines `contract check`: a table of events judged, row by row."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, nullcontext
from typing import TYPE_CHECKING, Any

import click

from contract_model.commands.exits import Exit
from contract_model.commands.output import put_told
from contract_model.extras import COLUMNS
from contract_model.front import DEFAULT_CONTRACT

if TYPE_CHECKING:
    from contract_model.checking.check import Progress
    from contract_model.checking.request import Request

FORMATS = ("pretty", "plain", "json", "markdown", "html")


@click.command()
@click.argument("tables", metavar="TABLE...", nargs=-1, required=True)
@click.option("--contract", "name", default=DEFAULT_CONTRACT, show_default=True, metavar="ID|PATH", help="One shipped, or a path.")
@click.option("-o", "--output", metavar="FILE", help="Write each row with its verdict: .parquet, .csv, .tsv, .jsonl or .json.")
@click.option("--map", "mapped", multiple=True, metavar="COLUMN=NAME", help="What a column stands for; COLUMN=- for nothing.")
@click.option("--map-file", metavar="FILE", help="The same from YAML or JSON: a mapping from columns to names.")
@click.option("--action", metavar="ID", help="The action of every row.")
@click.option("--actor", metavar="PARTY", help="Who acts, in every row.")
@click.option("--on", metavar="DATE", help="When every row happens: 2027-03-01, 2027-03, 2027, 2026-05-01..2027-01-31.")
@click.option("--fact", "facts", multiple=True, metavar="NAME=VALUE", help="What is so in every row; NAME=? for not known.")
@click.option("--reading", "readings", multiple=True, metavar="NAME=READING", help="How an ambiguity is read; NAME=? for open.")
@click.option("--evidence", metavar="GRADE", help="The weakest evidence that counts: official, reported, inferred, speculative.")
@click.option("--version", metavar="DATE", help="Judge under this version, whatever the date.")
@click.option("--no-presumptions", is_flag=True, help="Take nothing for granted.")
@click.option("--backend", default="duckdb", show_default=True, metavar="URL", help="Judge there: spark://HOST, postgres://HOST/DB.")
@click.option("--on-error", type=click.Choice(["stop", "reject"]), default="stop", show_default=True, help="What becomes of bad rows.")
@click.option("--rejects", metavar="FILE", help="Write rejected rows there, with the reason; implies --on-error reject.")
@click.option("--per-term", is_flag=True, help="Add what each term does in each row.")
@click.option("--worst", type=click.IntRange(0, 1_000), default=10, show_default=True, metavar="N", help="Tell so many of the worst rows.")
@click.option("--format", "form", type=click.Choice(FORMATS), help="pretty on a terminal, else plain.")
@click.option("--html", metavar="FILE", help="Write the report with charts as a page, too.")
@click.option("--exit-zero", is_flag=True, help="Exit with 0 also when rows are prohibited.")
@click.option("--no-cache", is_flag=True, help="Read the contract anew.")
def check(
    tables: tuple[str, ...],
    name: str,
    output: str | None,
    mapped: tuple[str, ...],
    map_file: str | None,
    on_error: str,
    rejects: str | None,
    form: str | None,
    html: str | None,
    exit_zero: bool,
    no_cache: bool,
    **asked: Any,
) -> int:
    """Check a table of events: the verdict on each row.

    A TABLE is a file (.parquet, .csv, .tsv, .jsonl, .json, also packed as .gz or .zst), a folder of files or a pattern; a table of a
    database (sqlite:///shop.db#orders, duckdb:///shop.duckdb#orders, postgres://user@host/shop#orders); or - for stdin. Columns are
    matched by name to actor, action, date and the contract's parameters and facts.

    \b
    contract check launches.parquet -o judged.parquet
    contract check launches.csv --action launch --map "Cloud provider=cloud" --html report.html
    contract check logs/ --on-error reject --rejects bad.csv --fact azure_can=true

    Exits with 1 when a row is prohibited, 3 when something does not validate, 5 when there are no rows.
    """
    COLUMNS.demand()
    from contract_model.checking.check import Outputs
    from contract_model.checking.check import check as checked
    from contract_model.checking.places import place
    from contract_model.checking.reply import CheckReply
    from contract_model.clock import today
    from contract_model.front import load
    from contract_model.model.answer import Verdict
    from contract_model.whole_file import WholeFile

    if on_error == "reject" and output and not rejects:
        raise click.UsageError("with --on-error reject and -o, name a file for the rejected rows with --rejects")
    where = place(tables)
    _apart({"-o": output, "--rejects": rejects, "--html": html}, where.files)
    request = _request(mapped, map_file, on_error == "reject" or rejects is not None, asked)
    with WholeFile(html) if html else nullcontext() as page:
        with _shown() as progress:
            result = checked(load(name, cache=not no_cache), where, request, Outputs(output, rejects), today=today(), progress=progress)
        reply = CheckReply(result, output, rejects)
        if page is not None:
            page.write(reply.to_html())
            page.keep()
    put_told(reply, form)
    if not result.checked and not result.rejected:
        return Exit.NOTHING
    return Exit.NEGATIVE if result.count(Verdict.PROHIBITED) and not exit_zero else Exit.CLEAN


def _apart(outputs: Mapping[str, str | None], tables: Sequence[str]) -> None:
    """That no output takes the place of another, nor of the table where that would be lost. Raises click's UsageError."""
    from os.path import realpath

    seen: dict[str, str] = {}
    for option, path in outputs.items():
        if path is None or "\0" in path:
            continue
        if realpath(path) in seen:
            raise click.UsageError(f"{seen[realpath(path)]} and {option} name the same file")
        if option != "-o" and realpath(path) in map(realpath, tables):
            raise click.UsageError(f"{option} names the table that is checked")
        seen[realpath(path)] = option


def _request(mapped: tuple[str, ...], map_file: str | None, reject: bool, asked: dict[str, Any]) -> Request:
    from contract_model.checking.mapping import mapping
    from contract_model.checking.request import Request

    columns = mapping(mapped, map_file)
    presume, most = not asked.pop("no_presumptions"), asked.pop("worst")
    return Request(columns=columns, reject=reject, presume=presume, most=most, **asked)


@contextmanager
def _shown() -> Iterator[Progress | None]:
    from contract_model.telling.progress import progress

    with progress("checking") as bar:
        reached = 0

        def shown(phase: str, percent: int) -> None:
            nonlocal reached
            reached = max(reached, _BEGIN[phase] + _SHARE[phase] * min(percent, 100) // 100)
            if bar is not None:
                bar(reached, 100)

        yield None if bar is None else shown


_SHARE = {"reading": 25, "judging": 25, "writing": 45, "summing up": 5}  # of the time, about
_BEGIN = {"reading": 0, "judging": 25, "writing": 50, "summing up": 95}
