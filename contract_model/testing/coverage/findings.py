"""This file defines what no case shows as findings, for code scanning: each measure is a kind, each gap a note at its place."""

from __future__ import annotations

from collections.abc import Iterable

from contract_model.telling.findings import Check, Finding, Level
from contract_model.testing.coverage.item import Coverage, Measure
from contract_model.testing.coverage.words import HEADS, owner, told

_MEANS = {
    Measure.TERMS: "No case shows that a term does this.",
    Measure.CONDITIONS: "No two cases show that an atom of a condition decides, true and false.",
    Measure.EXCEPTIONS: "No case shows this of an exception.",
    Measure.READINGS: "No case shows this of a reading.",
    Measure.DATES: "No case lies on this side of a date at which something begins or ends.",
    Measure.STATES: "No history shows a norm in this state, or this change of its state.",
    Measure.REPARATIONS: "No history shows what a violation brings about.",
    Measure.POWERS: "No history shows this of a power.",
}
CHECKS = {
    m: Check(f"not-shown-{m.value}", means, f"add a case. {HEADS[m]}: see docs/coverage.md.", Level.NOTE) for m, means in _MEANS.items()
}


def findings(found: Iterable[Coverage]) -> list[Finding]:
    """The gaps of some coverages."""
    return [
        Finding(
            CHECKS[item.measure],
            f"no case shows: {owner(item)} {told(item)}",
            item.span,
            "",
            f"a case of {item.closing}" if item.closing else "",
            {"contract": coverage.contract},
        )
        for coverage in found
        for item in coverage.gaps
    ]
