"""This file defines how a coverage item is told: what was not shown, in a sentence, and what is counted."""

from __future__ import annotations

from contract_model.testing.coverage.item import CoverageItem, Measure

HEADS = {
    Measure.TERMS: "What terms do",
    Measure.CONDITIONS: "Atoms of conditions",
    Measure.EXCEPTIONS: "Exceptions",
    Measure.READINGS: "Readings",
    Measure.DATES: "Days next to a date",
    Measure.STATES: "States of norms",
    Measure.REPARATIONS: "Reparations",
    Measure.POWERS: "Powers",
}
_DOES = {
    "not_engaged": "is not engaged",
    "engaged": "is engaged",
    "excused": "is excused",
    "bites": "bites",
    "met": "is met",
    "grants": "grants",
    "yields": "yields",
    "states": "states",
}


def told(item: CoverageItem) -> str:
    """What was to be shown: a phrase that follows the name of what it is about."""
    match item.measure:
        case Measure.TERMS:
            return _DOES[item.what]
        case Measure.CONDITIONS:
            return f"{item.part}: `{item.what}` decides, true and false"
        case Measure.EXCEPTIONS:
            named = "its exception" if item.part == "exception" else f"exception {item.part}"
            return f"{named} {item.what}, where that mattered"
        case Measure.READINGS:
            return f"reading {item.part} is {item.what}"
        case Measure.DATES:
            return f"{item.part}: {item.what}"
        case Measure.STATES:
            return f"comes from {item.what.replace(' -> ', ' to ')}" if item.part == "change" else f"is {item.what}"
        case Measure.REPARATIONS:
            return f"is violated and brings {item.what} about"
        case Measure.POWERS:
            return "is used" if item.what == "used" else "is tried in vain"


def owner(item: CoverageItem) -> str:
    """What an item is about; a term with its version, where there are several."""
    return f"{item.of} ({item.version})" if item.version else item.of
