"""This file defines what a person is told of a run of cases: what is bad, what is to do, and a closing line."""

from __future__ import annotations

from collections.abc import Iterator

from contract_model.telling.section import Piece, Row, Section, Tone, faint, row
from contract_model.telling.words import counted, listed
from contract_model.testing.failure import failure, place
from contract_model.testing.results import BAD, Outcome, Result, Results, counts

MOST = 100  # bad cases told one by one
MOST_WAITING = 20
_TONES = {Outcome.PASSED: Tone.PERMITTED, Outcome.TODO: Tone.DEPENDS, Outcome.SKIPPED: Tone.SILENT} | dict.fromkeys(BAD, Tone.PROHIBITED)


def report(results: Results, *, files: bool = False) -> tuple[Section, ...]:
    """A run in sections; with `files`, a line for each file first. The closing line is `closing`."""
    bad = results.bad
    failed = [r for r in bad if r.outcome is not Outcome.BROKEN]  # what is broken is told as problems are
    sections = [Section("", tuple(_files(results)))] if files and results.files else []
    sections += [failure(r) for r in failed[:MOST]]
    if len(failed) > MOST:
        sections.append(Section("", (row(f"and {counted(len(failed) - MOST, 'more case')}"),)))
    for outcome, heading in ((Outcome.TODO, "To do"), (Outcome.SKIPPED, "Skipped")):
        waiting = [r for r in results.results if r.outcome is outcome]
        rows = [_waiting(r) for r in waiting[:MOST_WAITING]]
        rows += [row(f"and {len(waiting) - MOST_WAITING} more", item=True)] if len(waiting) > MOST_WAITING else []
        sections += [Section(heading, tuple(rows))] if rows else []
    return tuple(sections)


def closing(results: Results, *, seconds: bool = False) -> Row:
    """How many cases fared how."""
    if not results.results and not results.problems and not results.interrupted:
        said = "no case was selected" if results.unselected else "no case was found"
        return row(Piece(said, Tone.STRONG))
    pieces: list[str | Piece] = [] if results.results or results.problems else ["no case was run"]
    for outcome, count in results.counts.items():
        pieces += [", " if pieces else "", Piece(f"{count:,} {outcome.value}", _TONES[outcome])]
    if results.broken:
        pieces += [", " if pieces else "", Piece(_many(len(results.broken), "problem"), Tone.PROHIBITED)]
    pieces += [f", {results.unselected:,} not selected"] if results.unselected else []
    pieces += [f" in {_many(len(results.files), 'file')}"] if results.files else []
    pieces += [faint(f", {results.seconds:.1f} s")] if seconds else []
    pieces += [Piece("; interrupted", Tone.STRONG)] if results.interrupted else []
    return row(*pieces)


def _files(results: Results) -> Iterator[Row]:
    """A line for each file."""
    of: dict[str, list[Result]] = {file.path: [] for file in results.files}
    for result in results.results:
        of[result.file.path].append(result)
    for path, found in of.items():
        if found:
            bad = any(r.bad for r in found)
            said = counts(found)
            much = f"{len(found):,}" if set(said) == {Outcome.PASSED} else listed([f"{n:,} {o.value}" for o, n in said.items()])
            sign = Piece("✗ ", Tone.PROHIBITED) if bad else Piece("✓ ", Tone.PERMITTED)
            yield row(sign, path, faint(f" {much}"))


def _waiting(result: Result) -> Row:
    return row(f"{result.case.name}: {result.said} ", faint(place(result.case.span)), item=True)


def _many(count: int, noun: str) -> str:
    return f"{count:,} {noun}{'' if count == 1 else 's'}"
