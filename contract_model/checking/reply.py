"""This file defines `CheckReply`: the result of a check in words, as data and as a page."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from contract_model.checking.result import Result, Verdicts, WorstRow
from contract_model.model.answer import Verdict
from contract_model.problems import cut, quoted
from contract_model.telling.gist import gist
from contract_model.telling.section import Piece, Row, Section, Table, Tone, faint, row, strong
from contract_model.telling.told import Told
from contract_model.telling.words import Words, counted

ORDER = (Verdict.PROHIBITED, Verdict.CONFLICT, Verdict.DEPENDS, Verdict.SILENT, Verdict.PERMITTED)
"""The verdicts as a check tells them, the worst first."""
MOST_MONTHS = 24  # where there are more, text tells years
MOST_TERMS = 12
MOST_OPEN = 8
MOST_CONTESTED = 8
MOST_FILES = 3


@dataclass(frozen=True, slots=True)
class CheckReply(Told):
    """What is told of a check. `output`, `rejects`: the files that were written."""

    result: Result
    output: str | None = None
    rejects: str | None = None

    def sections(self) -> tuple[Section, ...]:
        """What is told, before anyone draws it."""
        found = self.result
        listed = [
            Section("", tuple(self._head())),
            Section("Verdicts", (), None, verdict_table(found.verdicts, found.checked)) if found.checked else None,
            self._terms(),
            self._months(),
            self._worst(),
            self._open(),
            self._contested(),
            self._evidence(),
            Section("Columns", tuple(self._columns())),
            self._rejected(),
        ]
        return tuple(s for s in listed if s is not None and (s.rows or s.table))

    def to_document(self) -> dict[str, Any]:
        """The same as data, as `to_json` writes it."""
        from contract_model.checking.document import document

        return document(self.result)

    def to_html(self) -> str:
        """It as a page that stands alone, with charts."""
        from contract_model.checking.page import page

        return page(self)

    def _head(self) -> Iterator[Row]:
        found = self.result
        yield row(strong(found.contract.title or found.contract.id), f" ({found.contract.id})", label="Contract")
        if found.table:
            more = len(found.table) - MOST_FILES
            yield row(", ".join(found.table[:MOST_FILES]) + (f" and {counted(more, 'more file')}" if more > 0 else ""), label="Table")
        rejected = f", {found.rejected:,} rejected" if found.rejected else ""
        yield row(f"{found.read:,} read, {found.checked:,} checked{rejected}", label="Rows")
        for label, file in (("Written to", self.output), ("Rejected to", self.rejects)):
            if file:
                yield row(file, label=label)

    def _terms(self) -> Section | None:
        terms = self.result.terms
        if not terms:
            return None
        shown = [v for v in ORDER if any(t.verdicts.get(v) for t in terms)]
        lines = tuple((row(called(t.heading, t.id)), *_numbers(t.verdicts, shown)) for t in terms[:MOST_TERMS])
        rest = len(terms) - MOST_TERMS
        more = ((row(faint(f"and {counted(rest, 'more term')}")), *(row() for _ in shown)),) if rest > 0 else ()
        table = Table(("Term", *(v.value for v in shown)), (*lines, *more))
        return Section("Rows by the terms that decide them", (), None, table)

    def _months(self) -> Section | None:
        months = self.result.months
        if not months or list(months) == [""]:
            return None
        heading, label = ("Rows by month", "Month") if len(months) <= MOST_MONTHS else ("Rows by year", "Year")
        periods = months if len(months) <= MOST_MONTHS else by_year(months)
        shown = [v for v in ORDER if any(p.get(v) for p in periods.values())]
        lines = tuple((row(at or "not known"), *_numbers(p, shown)) for at, p in periods.items())
        return Section(heading, (), None, Table((label, *(v.value for v in shown)), lines))

    def _worst(self) -> Section | None:
        if not self.result.worst:
            return None
        told = []
        for one in self.result.worst:
            event, why = self.worst(one)
            alike = faint(f" (and {one.alike - 1:,} more like it)") if one.alike > 1 else ""
            told.append(row(strong(f"Row {one.row:,}"), f": {event}", alike))
            told.append(row(Piece(one.answer.verdict.value.upper(), Tone[one.answer.verdict.name]), f": {why}", depth=1))
        return Section("The worst rows, one for each reason", tuple(told))

    def worst(self, one: WorstRow) -> tuple[str, str]:
        """What one of the worst rows tells, and why its verdict is what it is."""
        contract, answer = self.result.contract, one.answer
        words = Words(contract, answer.case.event.action)
        open_ = [words.question(n) for n in answer.unknown[:2]] if answer.verdict is Verdict.DEPENDS else []
        asked = f": {' '.join(open_)}" if open_ else ""
        more = f" and {len(answer.unknown) - len(open_)} more" if open_ and len(answer.unknown) > len(open_) else ""
        return words.event(answer.case.event), f"{gist(contract, answer)}{asked}{more}"

    def _open(self) -> Section | None:
        found = self.result.open
        if not found:
            return None
        lines = tuple((row(o.asks), row(o.name), row(f"{o.rows:,}"), row(f"{o.alone:,}")) for o in found[:MOST_OPEN])
        more = ((row(faint(f"and {len(found) - MOST_OPEN} more")), row(), row(), row()),) if len(found) > MOST_OPEN else ()
        table = Table(("Question", "name", "rows", "it alone"), (*lines, *more))
        return Section("What is not known, and would settle rows", (), None, table)

    def _contested(self) -> Section | None:
        found = self.result
        if not found.contested:
            return None
        many = f"{found.contested_rows:,} of {found.checked:,} rows"
        told = [row(f"{many} would have another verdict, or other conditions, on another reading:")]
        for one in found.contested[:MOST_CONTESTED]:
            told.append(row(f"{one.name}={one.reading}: {_listed(one.verdicts)}", depth=1, item=True))
        if len(found.contested) > MOST_CONTESTED:
            told.append(row(faint(f"and {counted(len(found.contested) - MOST_CONTESTED, 'more reading')}"), depth=1, item=True))
        return Section("Contested", tuple(told))

    def _evidence(self) -> Section | None:
        found = self.result.evidence
        if not found:
            return None
        said = ", ".join(f"{n:,} {grade or 'no term decides'}" if grade else f"{n:,} on no term" for grade, n in found.items())
        return Section("Evidence", (row("Rows by the weakest support of what decides them: ", f"{said}."),))

    def _columns(self) -> Iterator[Row]:
        found = self.result
        if found.matched:
            yield row(", ".join(_as(n, m) for n, m in found.matched.items()), label="Matched")
        unknown = [m.name for m in found.missing if not m.presumed]
        presumed = [f"{m.name}: {m.presumed}" for m in found.missing if m.presumed]
        if unknown:
            yield row(", ".join(unknown), label="Not told, unknown")
        if presumed:
            yield row(", ".join(presumed), label="Not told, presumed")
        if found.unused:
            yield row(", ".join(f"{u.name} ({u.why})" if u.why else u.name for u in found.unused), label="Unused")
        if found.by_value:
            yield row("; ".join(f"{b.term}, as {b.why}" for b in found.by_value), label="Judged by value")

    def _rejected(self) -> Section | None:
        found = self.result
        if not found.rejected:
            return None
        told = []
        for fault in found.faults:
            where = f"row {fault.first:,}" if fault.rows == 1 else f"{fault.rows:,} rows, first in row {fault.first:,}"
            told.append(row(f"{quoted(fault.text)} in {quoted(fault.column)}: {cut(fault.why, 120)} ", faint(f"({where})"), item=True))
        for column, (texts, rows) in (found.more_faults or {}).items():
            told.append(row(f"{texts:,} more texts in {quoted(column)}, in {rows:,} rows", item=True))
        if found.idle:
            told.append(row(f"no action in {found.idle:,} {'row' if found.idle == 1 else 'rows'}", item=True))
        for line in found.broken:
            told.append(row(f"line {line.line:,} of {line.file}: {line.reason}", item=True))
        if found.broken_rows > len(found.broken):
            told.append(row(f"{found.broken_rows - len(found.broken):,} more lines that are no rows", item=True))
        return Section("Rejected", tuple(told))


def verdict_table(verdicts: Verdicts, total: int) -> Table:
    """How many rows have each verdict."""
    lines = [(row(Piece(v.value, Tone[v.name])), row(f"{verdicts[v]:,}"), row(share(verdicts[v], total))) for v in ORDER if v in verdicts]
    return Table(("Verdict", "rows", "%"), tuple(lines))


def share(count: int, total: int) -> str:
    """A share in per cent; neither nothing nor everything where it is not quite that."""
    if count in (0, total):
        return "0" if not count else "100"
    return f"{min(max(100 * count / total, 0.1), 99.9):.1f}"


def by_year(months: Mapping[str, Verdicts]) -> dict[str, Verdicts]:
    """Months added up by year."""
    found: dict[str, Counter[Verdict]] = {}
    for at, verdicts in months.items():
        found.setdefault(at[:4], Counter()).update(verdicts)
    return {at: dict(counts) for at, counts in found.items()}


def called(heading: str, id: str) -> str:
    """A term by its heading and its id."""
    return f"{heading} ({id})" if heading else id


def _numbers(verdicts: Verdicts, shown: Sequence[Verdict]) -> list[Row]:
    return [row(f"{verdicts.get(v, 0):,}") for v in shown]


def _listed(verdicts: Verdicts) -> str:
    return ", ".join(f"{verdicts[v]:,} {v.value}" for v in ORDER if v in verdicts)


def _as(column: str, meaning: str) -> str:
    return column if column == meaning else f"{column} as {meaning}"
