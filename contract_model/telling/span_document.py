"""This file defines the document of a timeline: its JSON, whose words are stable. `timeline_schema.py` has its JSON Schema."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from contract_model.model.case import DateSpan
from contract_model.model.timeline import Border, Reason, Span, Timeline, TimelineRow
from contract_model.telling.document import SCHEMA_VERSION, conditions_of, event_of, values_of


def timeline_document(line: Timeline) -> dict[str, Any]:
    """The timeline as data for JSON. A span without a first day has no `from`, one without a last day no `through`."""
    case = line.case
    return {
        "schema_version": SCHEMA_VERSION,
        "contract": line.contract,
        "event": event_of(case),
        "facts": values_of(case.facts),
        "readings": dict(case.readings),
        "evidence_floor": case.evidence.value,
        "over": _days(line.over),
        **_row(line.row),
        "other_readings": [{"name": r.name, "reading": r.reading, **_row(r)} for r in line.others],
        "irrelevant": list(line.idle),
    }


def _row(found: TimelineRow) -> dict[str, Any]:
    return {
        "spans": [_span(s) for s in found.spans],
        "borders": [_border(b) for b in found.borders],
        "permitted": _several(found.permitted),
        "permissible": _several(found.permissible),
    }


def _span(span: Span) -> dict[str, Any]:
    stretches = [
        {**_days(s.days), "version": s.version, "decided_by": list(s.decided_by), "by_silence": s.by_silence} for s in span.stretches
    ]
    return {**_days(span.days), "verdict": span.verdict.value, "conditions": conditions_of(span.outcomes), "stretches": stretches}


def _border(border: Border) -> dict[str, Any]:
    return {"day": border.day.isoformat(), "reasons": [_reason(r) for r in border.reasons]}


def _reason(reason: Reason) -> dict[str, str]:
    said = {key: getattr(reason, key) for key in ("version", "term", "part", "definition", "text")}
    return {"cause": reason.cause.value, **{key: text for key, text in said.items() if text}}


def _several(found: Sequence[DateSpan]) -> dict[str, Any] | None:
    if not found:
        return None
    first, last = found[0].first, found[-1].last
    return {
        "earliest": first.isoformat() if first else None,
        "latest": last.isoformat() if last else None,
        "days": [_days(d) for d in found],
    }


def _days(days: DateSpan) -> dict[str, str]:
    ends = (("from", days.first), ("through", days.last))
    return {word: end.isoformat() for word, end in ends if end is not None}
