"""This file defines the coverage of a run of cases, for each contract that they are about, and how it is written in each format."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

from contract_model.telling.section import Section, row
from contract_model.testing.coverage.asked import Asked, asked_by
from contract_model.testing.coverage.item import Coverage
from contract_model.testing.coverage.measure import coverage
from contract_model.testing.coverage.places import Places
from contract_model.testing.coverage.text import percent, sections
from contract_model.testing.results import Outcome, Results

FORMATS = ("text", "json", "cobertura", "lcov", "html", "sarif")


def coverages(results: Results, today: date | None = None) -> tuple[Coverage, ...]:
    """The coverage of each contract by those of its cases that were run, whether they hold or not. Raises ContractError."""
    contracts = {file.path: file.contract for file in results.files}
    found: dict[tuple[str, ...], list[Asked]] = {}
    first: dict[tuple[str, ...], str] = {}
    of_file = {path: (contract.id, *Places(contract).files) for path, contract in contracts.items()}
    for result in results.results:
        key = of_file[result.file.path]
        first.setdefault(key, result.file.path)
        if result.outcome in (Outcome.PASSED, Outcome.FAILED):
            asked = asked_by(result.file.contract, result.case, today)
            found.setdefault(key, []).extend([asked] if asked is not None else [])
    return tuple(coverage(contracts[first[key]], asked) for key, asked in found.items())


def written(found: Sequence[Coverage], form: str) -> str:
    """Coverages in a format for other programs; without a line's end."""
    match form:
        case "json":
            from contract_model.testing.coverage.document import to_json

            return to_json(found)
        case "cobertura":
            from contract_model.testing.coverage.cobertura import cobertura

            return cobertura(found).rstrip("\n")
        case "lcov":
            from contract_model.testing.coverage.lcov import lcov

            return lcov(found).rstrip("\n")
        case "html":
            from contract_model.testing.coverage.page import page

            return page(found).rstrip("\n")
        case "sarif":
            from contract_model.telling.sarif import sarif
            from contract_model.testing.coverage.findings import CHECKS, findings

            return sarif(findings(found), CHECKS.values())
        case _:
            raise ValueError(f"not a format for programs: {form}")


def told(found: Sequence[Coverage], *, gaps: bool = True) -> tuple[Section, ...]:
    """Coverages in words; without `gaps` the totals alone."""
    return tuple(section for one in found for section in (sections(one) if gaps else sections(one)[:2]))


def missed(found: Sequence[Coverage], threshold: float) -> Section | None:
    """That the terms of some contract are shown less than a threshold asks for; none where it is reached."""
    rows = tuple(row(said) for said in _missed(found, threshold))
    return Section("", rows) if rows else None


def _missed(found: Sequence[Coverage], threshold: float) -> Iterator[str]:
    for one in found:
        if one.terms.percent < threshold:
            yield f"What the terms of {one.contract} do is shown to {percent(one.terms)} %, less than the threshold of {threshold:g} %."
