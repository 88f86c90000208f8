"""This file defines the JSON document of a `Coverage`; its schema is made by `schema.py`."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from contract_model.testing.coverage.item import Coverage, CoverageItem, Total
from contract_model.testing.coverage.lines import relative


def document(found: Sequence[Coverage]) -> dict[str, Any]:
    """The coverage of contracts as data."""
    return {"schema_version": 1, "contracts": [_contract(one) for one in found]}


def _contract(coverage: Coverage) -> dict[str, Any]:
    return {
        "contract": coverage.contract,
        "cases": coverage.cases,
        "histories": coverage.histories,
        "totals": {m.value: _total(t) for m, t in coverage.totals.items()},
        "total": _total(coverage.whole),
        "items": [_item(i) for i in coverage.items],
    }


def to_json(found: Sequence[Coverage]) -> str:
    """The same as JSON."""
    return json.dumps(document(found), indent=2, sort_keys=True, ensure_ascii=False)


def _total(total: Total) -> dict[str, Any]:
    return {"shown": total.shown, "of": total.possible, "impossible": total.impossible, "percent": round(total.percent, 2)}


def _item(item: CoverageItem) -> dict[str, Any]:
    status = "shown" if item.shown else "impossible" if item.impossible else "missing"
    place = {"file": relative(item.span.file), "line": item.span.line, "column": item.span.column}
    said = {"measure": item.measure.value, "of": item.of, "what": item.what, "status": status, **place}
    more = {"version": item.version, "part": item.part, "shown_by": item.shown_by, "missing": item.missing, "closing": item.closing}
    return {**said, **{k: v for k, v in more.items() if v}}
