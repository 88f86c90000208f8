"""This file defines `Order`: what happened, each event once and one after the other; what is odd in it is a problem or a remark."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from datetime import date

from contract_model.asking.happenings import Problems
from contract_model.asking.moments import Moments
from contract_model.model.case import DateSpan
from contract_model.model.history import Happening
from contract_model.problems import Problem, Span, quoted

MAX_REMARKS = 20  # of one sort


class Order:
    """Puts what happened in order. `line_of` gives a line of the text by its number; `remarks` are what a reader should know."""

    def __init__(self, problems: Problems, line_of: Callable[[int], str]) -> None:
        self.problems = problems
        self.line_of = line_of
        self.remarks: list[str] = []

    def each_once(self, told: list[Happening]) -> list[Happening]:
        """What happened, each id once: the same content again is left out with a remark, other content is a problem."""
        first: dict[str, Happening] = {}
        kept: list[Happening] = []
        again: list[str] = []
        for happening in told:
            before = first.setdefault(happening.id, happening) if happening.id else happening
            if before is happening:
                kept.append(happening)
            elif replace(before, span=happening.span) == happening:
                again.append(f"the event {quoted(happening.id)} is told twice{_lines(before, happening)} and counts once")
            else:
                where = f" {_where(before.span, 'on ')}" if before.span else ""
                said = f"the id {quoted(happening.id)} stands{where} with other content"
                self._of_happening(happening, Problem("duplicate-id", said, hint="an id names one event; give the other its own"))
        self.remarks += cut_short(again)
        return kept

    def in_order(self, told: list[Happening], sort: bool) -> list[Happening]:
        """What happened in order; what is told too late is a problem, or moved with a remark."""
        late = [(before, h) for before, h in _pairs_out_of_order(told)]
        if not late:
            return told
        if sort:
            count = f"{len(late):,} events stand" if len(late) > 1 else "one event stands"
            self.remarks.append(f"{count} after a later one, and all are sorted by their moments")
            return sorted(told, key=lambda h: h.instant)
        for before, happening in late:
            where = f" on line {before.span.line}" if before.span else ""
            said = f"{moment_of(happening)} is before {moment_of(before)}{where}, which stands above it"
            untimed = "; an event without a time counts as at the beginning of its day" if happening.time is None else ""
            self._of_happening(happening, Problem("out-of-order", said, hint=f"put them in order, or give `--sort`{untimed}"))
        return told

    def before_start(self, told: list[Happening], moments: Moments, start: date) -> None:
        """Remark what happened before the contract began."""
        try:
            begins = moments.on(start, None).instant
        except ValueError:
            return
        early = [f"the event of {moment_of(h)}{_line(h)} is before the contract begins on {start}" for h in told if h.instant < begins]
        self.remarks += cut_short(early)

    def _of_happening(self, happening: Happening, problem: Problem) -> None:
        span = happening.span
        self.problems.add(replace(problem, span=span, excerpt=self.line_of(span.line) if span else ""))


def _pairs_out_of_order(told: Iterable[Happening]) -> Iterator[tuple[Happening, Happening]]:
    """Each happening that stands after a later one, with the latest of those above it."""
    latest: Happening | None = None
    for happening in told:
        if latest is not None and happening.instant < latest.instant:
            yield latest, happening
        else:
            latest = happening


def moment_of(happening: Happening) -> str:
    """When something happened, as it is written."""
    return str(DateSpan(happening.day, happening.day, happening.time))


def _line(happening: Happening) -> str:
    return f" ({_where(happening.span)})" if happening.span else ""


def _lines(one: Happening, other: Happening) -> str:
    if not (one.span and other.span):
        return ""
    if one.span.file == other.span.file and not one.span.file.startswith("--"):
        return f" (lines {one.span.line} and {other.span.line})"
    return f" ({_where(one.span)} and {_where(other.span)})"


def _where(span: Span, on: str = "") -> str:
    """The line of a file, or the option that told it."""
    return quoted(span.file) if span.file.startswith("--") else f"{on}line {span.line}"


def cut_short(remarks: list[str]) -> list[str]:
    """The remarks of one sort, the first of them where there are many."""
    if len(remarks) <= MAX_REMARKS:
        return remarks
    return [*remarks[:MAX_REMARKS], f"and {len(remarks) - MAX_REMARKS:,} more like these"]
