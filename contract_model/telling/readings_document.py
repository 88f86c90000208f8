"""This file defines the document of readings: their JSON. `readings_schema.py` has its JSON Schema."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from contract_model.model.answer import Outcome, Verdict
from contract_model.model.readings import Clarification, Combination, Readings, Share
from contract_model.telling.document import SCHEMA_VERSION, conditions_of, event_of, values_of


def readings_document(readings: Readings) -> dict[str, Any]:
    """The readings of a case as data for JSON; answers are named by their place, from 0."""
    case = readings.case
    return {
        "schema_version": SCHEMA_VERSION,
        "contract": readings.contract,
        "event": event_of(case),
        "facts": values_of(case.facts),
        "evidence_floor": case.evidence.value,
        "held": dict(readings.held),
        "answers": [{"verdict": _verdict(outcomes), "conditions": conditions_of(outcomes)} for outcomes in readings.answers],
        "total": readings.total,
        "more": readings.more,
        "combinations": [_combination(readings, c) for c in readings.combinations],
        "ambiguities": [_clarification(readings, c) for c in readings.matter],
        "irrelevant": [{"name": name, "anywhere": _share(share)} for name, share in readings.irrelevant.items()],
        "unasked": list(readings.unasked),
    }


def _verdict(outcomes: Sequence[Outcome]) -> str:
    return (outcomes[0].verdict if len(outcomes) == 1 else Verdict.DEPENDS).value


def _combination(readings: Readings, combination: Combination) -> dict[str, Any]:
    return {
        "readings": {name: list(of) for name, of in combination.readings.items()},
        "answer": combination.answer,
        "verdict": _verdict(readings.answers[combination.answer]),
        "taken": combination.taken,
    }


def _clarification(readings: Readings, clarification: Clarification) -> dict[str, Any]:
    return {
        "name": clarification.name,
        "taken": clarification.taken,
        "alone": {reading: {"answer": at, "verdict": _verdict(readings.answers[at])} for reading, at in clarification.alone.items()},
        "decides_alone": clarification.decides_alone,
        "settles": list(clarification.settles),
        "changes": _share(clarification.changes),
        "anywhere": _share(clarification.anywhere),
    }


def _share(share: Share | None) -> dict[str, Any] | None:
    return None if share is None else {"count": share.count, "of": share.of}
