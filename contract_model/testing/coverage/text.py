"""This file defines the sections that tell a `Coverage`: the totals, the terms, and what no case shows with a case that would."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby

from contract_model.telling.section import Row, Section, Table, faint, row, strong
from contract_model.telling.words import counted
from contract_model.testing.coverage.item import Coverage, CoverageItem, Measure, Total
from contract_model.testing.coverage.words import HEADS, owner, told

MOST_CLOSING = 400  # characters


def sections(coverage: Coverage) -> tuple[Section, ...]:
    """What is told of the coverage of a contract."""
    found = [
        Section("", tuple(_head(coverage))),
        Section("", (), None, _totals(coverage)),
        Section("Not shown by any case", tuple(_gaps(coverage))),
    ]
    impossible = tuple(_impossible(coverage))
    return (*found, *([Section("Set aside, as no case can show it", impossible)] if impossible else ()))


def _head(coverage: Coverage) -> Iterator[Row]:
    many = [counted(coverage.cases, "event")] if coverage.cases or not coverage.histories else []
    many += [counted(coverage.histories, "history", "histories")] if coverage.histories else []
    yield row(strong(coverage.title or coverage.contract), f" ({coverage.contract})", label="Contract")
    yield row(" and ".join(many), label="Cases")


def percent(of: Total) -> str:
    """A share of a hundred, a hundred only where nothing is missing."""
    return "100" if of.shown == of.possible else f"{min(of.percent, 99.9):.1f}"


def _totals(coverage: Coverage) -> Table:
    lines = [(HEADS[m], t) for m, t in coverage.totals.items()]
    lines.append(("All together", coverage.whole))
    return Table(
        ("What", "shown", "of", "set aside", "%"),
        tuple((row(head), row(str(t.shown)), row(str(t.possible)), row(str(t.impossible)), row(percent(t))) for head, t in lines),
    )


def _gaps(coverage: Coverage) -> Iterator[Row]:
    gaps = coverage.gaps
    if not gaps:
        yield row("Nothing: whatever a case can show is shown.")
        return
    for (file, line, of), items in groupby(gaps, key=lambda i: (i.span.file, i.span.line, owner(i))):
        yield row(strong(of), faint(f" {file}:{line}"))
        for item in items:
            yield row(_said(item), depth=1, item=True)


def _said(item: CoverageItem) -> str:
    missing = f" ({item.missing})" if item.missing and item.measure is Measure.CONDITIONS else ""
    closing = item.closing if len(item.closing) <= MOST_CLOSING else f"{item.closing[:MOST_CLOSING]}..."
    return f"{told(item)}{missing}{f'; a case of {closing}' if closing else ''}"


def _impossible(coverage: Coverage) -> Iterator[Row]:
    for item in coverage.items:
        if item.impossible:
            yield row(strong(owner(item)), f" {told(item)}", faint(f" {item.span.file}:{item.span.line}"), item=True)
