"""This file defines the document of a result: what `contract check --format json` writes, whose schema is in schema.py."""

from __future__ import annotations

from typing import Any

from contract_model.checking.result import Result, Verdicts
from contract_model.telling.gist import gist
from contract_model.telling.words import Words


def document(found: Result) -> dict[str, Any]:
    """A result as data."""
    return {
        "schema_version": 1,
        "contract": found.contract.id,
        "table": list(found.table),
        "rows": {"read": found.read, "checked": found.checked, "rejected": found.rejected},
        "verdicts": _verdicts(found.verdicts),
        "terms": [{"id": t.id, "heading": t.heading, "verdicts": _verdicts(t.verdicts)} for t in found.terms],
        "months": [{"month": month or None, "verdicts": _verdicts(v)} for month, v in found.months.items()],
        "evidence": {grade or "none": rows for grade, rows in found.evidence.items()},
        "versions": [{"versions": ids.split(), "rows": rows} for ids, rows in found.versions.items()],
        "contested": {
            "rows": found.contested_rows,
            "readings": [{"ambiguity": c.name, "reading": c.reading, "verdicts": _verdicts(c.verdicts)} for c in found.contested],
        },
        "unknown": [{"name": o.name, "asks": o.asks, "rows": o.rows, "alone": o.alone} for o in found.open],
        "worst": [_worst(found, i) for i in range(len(found.worst))],
        "columns": {
            "matched": [{"column": column, "name": name} for column, name in found.matched.items()],
            "missing": [{"name": m.name, "asks": m.asks, "presumed": m.presumed or None} for m in found.missing],
            "unused": [{"column": u.name, "why": u.why or None} for u in found.unused],
        },
        "by_value": [{"term": b.term, "why": b.why} for b in found.by_value],
        "rejected": {
            "values": [
                {"column": f.column, "name": f.meaning, "text": f.text, "why": f.why, "rows": f.rows, "first": f.first}
                for f in found.faults
            ],
            "more": [{"column": c, "texts": texts, "rows": rows} for c, (texts, rows) in (found.more_faults or {}).items()],
            "without_action": found.idle,
            "lines": found.broken_rows,
            "first_lines": [{"file": b.file, "line": b.line, "why": b.reason} for b in found.broken],
        },
    }


def _worst(found: Result, place: int) -> dict[str, Any]:
    one = found.worst[place]
    answer = one.answer
    return {
        "row": one.row,
        "alike": one.alike,
        "verdict": answer.verdict.value,
        "event": Words(found.contract, answer.case.event.action).event(answer.case.event),
        "why": gist(found.contract, answer),
        "decided_by": list(answer.decided_by),
        "unknown": list(answer.unknown),
    }


def _verdicts(verdicts: Verdicts) -> dict[str, int]:
    return {v.value: rows for v, rows in verdicts.items()}
