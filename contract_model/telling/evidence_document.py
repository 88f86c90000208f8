"""This file defines the document of `Evidence`: its JSON. `evidence_schema.py` has its JSON Schema."""

from __future__ import annotations

from typing import Any

from contract_model.model.contract import Contract
from contract_model.model.evidence import AtFloor, Evidence
from contract_model.telling.document import SCHEMA_VERSION, conditions_of, event_of, values_of
from contract_model.telling.memo import weakest_support


def evidence_document(contract: Contract, evidence: Evidence) -> dict[str, Any]:
    """The answers at all floors as data for JSON, the highest floor first."""
    case = evidence.case
    return {
        "schema_version": SCHEMA_VERSION,
        "contract": contract.id,
        "event": event_of(case),
        "facts": values_of(case.facts),
        "readings": dict(case.readings),
        "evidence_floor": case.evidence.value,
        "steady": evidence.steady,
        "floors": [_floor(contract, floor) for floor in evidence.floors],
    }


def _floor(contract: Contract, floor: AtFloor) -> dict[str, Any]:
    answer = floor.answer
    return {
        "floor": floor.floor.value,
        "verdict": answer.verdict.value,
        "conditions": conditions_of(answer.outcomes),
        "changes": floor.changes,
        "enters": list(floor.enters),
        "decided_by": list(answer.decided_by),
        "evidence": answer.evidence.value if answer.evidence else None,
        "weakest": weakest_support(contract, answer),
    }
