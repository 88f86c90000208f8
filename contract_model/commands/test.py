"""This file defines `contract test`: the cases of files run, and what came of them told to people and to build servers."""

from __future__ import annotations

import os
import sys
from dataclasses import dataclass
from typing import TYPE_CHECKING

import click

from contract_model.commands.exits import Exit
from contract_model.commands.output import drawn, format_or_default, on_terminal, put_into
from contract_model.extras import COLUMNS, PROVE

if TYPE_CHECKING:
    from datetime import date

    from contract_model.testing.results import Result, Results
    from contract_model.testing.runner import Plan

FORMATS = ("pretty", "plain", "json", "junit", "github", "markdown")
WORDS = ("pretty", "plain")


@click.command()
@click.argument("paths", metavar="PATH...", nargs=-1, required=True)
@click.option("-k", "word", default="", metavar="WORD", help="Only cases with WORD in their name, their id or the name of the file.")
@click.option("-x", "first", is_flag=True, help="Stop at the first case that fails.")
@click.option(
    "--engine",
    type=click.Choice(["rete", "meaning", "columns", "all"]),
    default="rete",
    show_default=True,
    help="By which engine, or by all.",
)
@click.option("--today", metavar="DATE", help="What `today` means in cases that do not say it; by default this day.")
@click.option("--jobs", "-j", type=click.IntRange(min=1), default=1, show_default=True, metavar="N", help="By N processes.")
@click.option("--watch", is_flag=True, help="Run again whenever a case or a contract changes.")
@click.option("--format", "form", type=click.Choice(FORMATS), help="pretty on a terminal, else plain.")
@click.option("-o", "--output", metavar="FILE", help="Write the report to a file; the output tells it in words as well.")
@click.option("--laws", is_flag=True, help="Also prove the laws of the contracts; see contract prove.")
@click.option("--coverage", is_flag=True, help="Tell what the cases show of each contract, and what no case touches.")
@click.option("--threshold", type=click.FloatRange(0, 100), metavar="N", help="Exit with 6 when less than N % of what terms do is shown.")
@click.option(
    "--coverage-format",
    type=click.Choice(["text", "json", "cobertura", "lcov", "html", "sarif"]),
    default="text",
    show_default=True,
    help="In which form.",
)
@click.option("--coverage-output", metavar="FILE", help="Write the coverage to a file; the output has its totals.")
def test(
    paths: tuple[str, ...],
    word: str,
    first: bool,
    engine: str,
    today: str | None,
    jobs: int,
    watch: bool,
    form: str | None,
    output: str | None,
    laws: bool,
    coverage: bool,
    threshold: float | None,
    coverage_format: str,
    coverage_output: str | None,
) -> int:
    """Run the cases of files, and of folders that are searched for files ending in .cases.yaml.

    Exits with 1 when a case fails, with 3 when something does not validate (the rest is run all the same), with 5 when nothing ran,
    with 6 when all is well but --threshold is missed.

    \b
    contract test fixtures/cases
    contract test fixtures/cases -k azure -x
    contract test fixtures/cases --engine all --jobs 2
    contract test fixtures/cases --format junit -o cases.xml
    contract test fixtures/cases --laws
    contract test fixtures/cases --coverage --threshold 100
    contract test fixtures/cases --coverage-format html --coverage-output coverage.html
    """
    from contract_model.testing.runner import Plan

    if laws:
        PROVE.demand()
    if engine in ("columns", "all"):
        COLUMNS.demand()
    plan = Plan(engine, day(today), word, first, jobs)
    shown = None
    if coverage or threshold is not None or coverage_format != "text" or coverage_output:
        shown = Shown(coverage_format, coverage_output, threshold)
        shown.check(form if output is None else None)
    if watch:
        from contract_model.testing.watch import watch as run_again

        return run_again(paths, lambda: _watched(_run(paths, plan, form, output, shown, laws)))
    return _run(paths, plan, form, output, shown, laws)


@dataclass(frozen=True, slots=True)
class Shown:
    """How coverage is told: in which format, into which file, and what is asked of it."""

    form: str
    output: str | None
    threshold: float | None

    def check(self, form: str | None) -> None:
        """See to it that the output has one thing only: a report in words with the coverage in words, or else a report for programs."""
        if self.output is None and self.form != "text":
            raise click.UsageError(f"--coverage-format {self.form} goes to a file: name one with --coverage-output")
        if self.output is None and form is not None and form not in WORDS:
            raise click.UsageError(f"--format {form} and the coverage would be mixed: write one to a file, with -o or --coverage-output")


def _run(paths: tuple[str, ...], plan: Plan, form: str | None, output: str | None, shown: Shown | None, laws: bool) -> int:
    from contract_model.testing.runner import run

    progress = _Progress() if _shows_progress() else None
    results = run(paths, plan, progress.show if progress else None)
    if progress:
        progress.clear()
    _tell(results, plan, form, output)
    found = exit_code(results)
    if laws and not results.interrupted:
        proofs = _tell_laws(results, form if output is None else None)
        found = proofs if found in (Exit.CLEAN, Exit.NOTHING) else found
    reached = shown is None or results.interrupted or _tell_coverage(results, plan, form if output is None else None, shown)
    return found if reached or found is not Exit.CLEAN else Exit.MISSED


def _tell_laws(results: Results, form: str | None) -> Exit:
    """Prove the laws of the contracts and tell it in words, beside a report for programs on stderr; how that ends."""
    from contract_model.commands.prove import exit_of
    from contract_model.testing.laws import laws_of, proved

    ends = []
    for contract in laws_of(results.files):
        reply = proved(contract)
        ends.append(exit_of(reply.proofs))
        if form is None or form in WORDS:
            words = format_or_default(form)
            put_into(None, ["\n", drawn(reply.sections(), words)], words)
        else:
            click.echo(drawn(reply.sections(), "plain"), err=True)
    worst = [end for end in (Exit.NEGATIVE, Exit.UNDETERMINED) if end in ends]
    return worst[0] if worst else exit_code(results)


def _tell_coverage(results: Results, plan: Plan, form: str | None, shown: Shown) -> bool:
    """Tell what the cases show of each contract; whether the threshold is reached."""
    from contract_model.clock import today
    from contract_model.testing.coverage.report import coverages, missed, told, written

    found = coverages(results, plan.today or today())
    words = format_or_default(form if form in WORDS else None)
    if shown.output is not None:
        text = drawn(told(found), "plain") if shown.form == "text" else written(found, shown.form)
        put_into(shown.output, [text], "plain" if shown.form == "text" else shown.form)
    less = None if shown.threshold is None else missed(found, shown.threshold)
    if form is None or form in WORDS:
        sections = (*told(found, gaps=shown.output is None), *([less] if less else []))
        if sections:
            put_into(None, ["\n", drawn(sections, words)], words)
    return less is None


def exit_code(results: Results) -> Exit:
    """How a run ends; what is worst counts."""
    from contract_model.testing.results import Outcome

    if results.interrupted:
        return Exit.INTERRUPTED
    if Outcome.ERROR in results.counts:
        return Exit.INTERNAL
    if results.broken:
        return Exit.INVALID
    if results.bad:
        return Exit.NEGATIVE
    return Exit.CLEAN if results.ran else Exit.NOTHING


def _tell(results: Results, plan: Plan, form: str | None, output: str | None) -> None:
    """Tell a run in the format asked for; where that goes to a file, in words as well."""
    words = format_or_default(form if form in WORDS and not output else None)
    if output is not None:
        put_into(output, [_told(results, plan, form or "plain")], form or "plain")
        put_into(None, [_in_words(results, words)], words)
        return
    chosen = form or words
    put_into(None, [_told(results, plan, chosen)], chosen)


def _told(results: Results, plan: Plan, form: str) -> str:
    match form:
        case "json":
            from contract_model.testing.results_schema import results_json

            return results_json(results, plan.engine)
        case "junit":
            from contract_model.testing.junit import junit

            return junit(results)
        case "github":
            from contract_model.telling.annotations import annotated
            from contract_model.testing.findings import findings
            from contract_model.testing.report import closing

            return "\n".join(filter(None, (annotated(findings(results)), closing(results).text)))
        case "markdown":
            from contract_model.testing.findings import markdown

            return markdown(results).rstrip("\n")
        case _:
            return _in_words(results, form)


def _in_words(results: Results, form: str) -> str:
    from contract_model.telling.section import Section
    from contract_model.testing.report import closing, report

    pretty = form == "pretty"
    *told, last = (*report(results, files=pretty), Section("", (closing(results, seconds=pretty),)))
    blocks = [drawn(told, form)] if told else []
    return "\n\n".join([*blocks, *map(str, results.broken), drawn([last], form)])


def _watched(code: int) -> int:
    """The code of a run that is watched. Raises KeyboardInterrupt where it was interrupted: then nobody watches any more."""
    if code == Exit.INTERRUPTED:
        raise KeyboardInterrupt
    if _shows_progress():
        click.echo("waiting for a change; Ctrl-C ends", err=True)
    return code


def _shows_progress() -> bool:
    return on_terminal() and sys.stderr is not None and sys.stderr.isatty() and os.environ.get("TERM") != "dumb"


class _Progress:
    """A line on a terminal that says how far the run is, and goes when it has ended."""

    def __init__(self) -> None:
        self.done = self.failed = 0
        self.said = ""

    def show(self, result: Result, whole: int) -> None:
        """Show that one more case was run."""
        self.done, self.failed = self.done + 1, self.failed + result.bad
        if self.done % max(1, whole // 200) == 0:
            self.said = f"{self.done:,} of {whole:,} cases" + (f", {self.failed:,} failed" if self.failed else "")
            click.echo(f"\r{self.said}", nl=False, err=True)

    def clear(self) -> None:
        """Take the line away."""
        click.echo(f"\r{' ' * len(self.said)}\r", nl=False, err=True)


def day(told: str | None) -> date | None:
    """The day of an option; none where it is not given. Raises ContractError."""
    if told is None:
        return None
    from contract_model.asking.dates import read_day
    from contract_model.clock import today
    from contract_model.problems import ContractError, Problem, quoted

    try:
        return read_day(told, today())
    except ValueError as error:
        raise ContractError([Problem("bad-date", f"{quoted(told)} is no day", within="--today", hint=str(error))]) from None
