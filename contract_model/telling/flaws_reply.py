"""This file defines `FlawsReply`: the flaws of some contracts in words, as JSON, and as findings for other programs."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from contract_model.model.contract import Contract
from contract_model.model.flaw import Flaw, Flaws, Severity
from contract_model.telling.told import Told

if TYPE_CHECKING:
    from contract_model.telling.findings import Finding
    from contract_model.telling.section import Row, Section


@dataclass(frozen=True, slots=True)
class Linted:
    """A contract with its flaws. `name`: the id or path by which it was asked for."""

    contract: Contract
    flaws: Flaws
    name: str


@dataclass(frozen=True, slots=True)
class FlawsReply(Told):
    """What `contract lint` tells. `all`: also what the contracts suppress, with the reasons."""

    linted: tuple[Linted, ...]
    all: bool = False

    def sections(self) -> tuple[Section, ...]:
        """What is told, before anyone draws it."""
        from contract_model.telling.section import Section, row

        found = [Section("", tuple(self._rows(each, flaw))) for each, flaw in self.told()]
        found += [Section("", rows) for each in self.linted if (rows := tuple(_open_rows(each)))]
        return (*found, Section("", tuple(row(line) for line in self.summary())))

    def told(self) -> Iterator[tuple[Linted, Flaw]]:
        """The flaws that are told."""
        for each in self.linted:
            for flaw in each.flaws.flaws if self.all else each.flaws.unsuppressed:
                yield each, flaw

    def summary(self) -> Iterator[str]:
        """How many flaws each contract has: `flat-lease: 2 warnings, 5 notes, 1 suppressed`."""
        for each in self.linted:
            counts = [(s.value, sum(f.severity is s for f in each.flaws.unsuppressed)) for s in Severity]
            said = [f"{n} {word}{'' if n == 1 else 's'}" for word, n in counts if n]
            said += [f"{n} suppressed"] if (n := len(each.flaws.flaws) - len(each.flaws.unsuppressed)) else []
            said += [f"not complete: {n} question{'' if n == 1 else 's'} left open"] if (n := len(each.flaws.open)) else []
            yield f"{each.contract.id}: {', '.join(said) or 'no flaws'}"

    def _rows(self, each: Linted, flaw: Flaw) -> Iterator[Row]:
        from contract_model.telling.section import Piece, Tone, faint, row
        from contract_model.telling.shown_case import case_rows
        from contract_model.telling.statements import sentence

        tone = {Severity.ERROR: Tone.PROHIBITED, Severity.WARNING: Tone.DEPENDS, Severity.NOTE: Tone.SILENT}[flaw.severity]
        place = f"{flaw.span.file}:{flaw.span.line}:{flaw.span.column}: " if flaw.span else ""
        yield row(faint(place), Piece(flaw.severity.value, tone), f" {flaw.kind.id}: {flaw.message}")
        if flaw.allowed:
            yield row(f"Suppressed: {sentence(flaw.allowed)}", depth=1)
            return
        if flaw.case:
            yield from case_rows(each.contract, flaw.case, name=each.name, asks=flaw.kind.id == "gap")

    def findings(self) -> list[Finding]:
        """The flaws that are not suppressed, as findings for other programs."""
        from contract_model.telling.findings import Check, Finding, Level
        from contract_model.telling.shown_case import compact

        found = []
        for each in self.linted:
            for flaw in each.flaws.unsuppressed:
                check = Check(flaw.kind.id, flaw.kind.means, flaw.kind.remedy, Level(flaw.severity.value))
                properties = {"event": compact(flaw.case)} if flaw.case else {}
                found.append(Finding(check, flaw.message, flaw.span, flaw.within, properties=properties))
        return found

    def to_document(self) -> dict[str, Any]:
        """The flaws as data; `contract schema flaws` prints the schema."""
        from contract_model.telling.document import SCHEMA_VERSION

        return {"schema_version": SCHEMA_VERSION, "contracts": [_contract(each) for each in self.linted]}


def _contract(each: Linted) -> dict[str, Any]:
    opened = [{"check": o.kind.id, "at": list(o.at), "reason": o.reason} for o in each.flaws.open]
    return {
        "contract": each.contract.id,
        "complete": not opened,
        "flaws": [_flaw(f) for f in each.flaws.flaws],
        "open": opened,
    }


def _flaw(flaw: Flaw) -> dict[str, Any]:
    from contract_model.telling.shown_case import event_data

    span = flaw.span
    return {
        "check": flaw.kind.id,
        "severity": flaw.severity.value,
        "at": list(flaw.at),
        "message": flaw.message,
        "within": flaw.within,
        "version": flaw.version or None,
        "place": {"file": span.file, "line": span.line, "column": span.column, "length": span.length} if span else None,
        "event": event_data(flaw.case) if flaw.case else None,
        "suppressed": flaw.allowed or None,
    }


def _open_rows(each: Linted) -> Iterator[Row]:
    """What could not be told; where time ran out, how much."""
    from contract_model.telling.section import faint, row
    from contract_model.telling.words import counted

    if not each.flaws.open:
        return
    yield row(f"Not complete: {counted(len(each.flaws.open), 'question')} about {each.contract.id} left open.")
    for one in each.flaws.open[:10]:
        yield row(f"{one.kind.id} at {', '.join(one.at)}: {one.reason}", depth=1, item=True)
    if len(each.flaws.open) > 10:
        yield row(faint(f"and {len(each.flaws.open) - 10} more"), depth=1)
