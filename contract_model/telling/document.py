"""This file defines the document of an answer: its JSON, whose words are stable. `schema.py` has its JSON Schema.

A literal is one entry: a truth, a word, a list of words, `{"from", "through"}` for dates, `{"at_least", "above", "below", "at_most"}`
for other quantities, and for a comparison of several unknowns its text with a truth. Amounts, numbers and durations are text.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from contract_model.model.answer import Among, Answer, Between, Cube, Holds, Literal, Outcome, TermAnswer
from contract_model.model.case import ANY_DATE, Case
from contract_model.model.contract import Contract
from contract_model.model.kinds import Sort
from contract_model.model.values import Value, written
from contract_model.telling.reasons import Reason, reasons

SCHEMA_VERSION = 1


def document(contract: Contract, answer: Answer) -> dict[str, Any]:
    """The answer as data for JSON."""
    case = answer.case
    versions = tuple(dict.fromkeys(answer.versions))
    found: dict[str, Any] = {
        "schema_version": SCHEMA_VERSION,
        "contract": answer.contract,
        "version": versions[0] if len(versions) == 1 else None,
        "event": event_of(case),
        "facts": values_of(case.facts),
        "unknown": list(answer.unknown),
        "presumed": values_of(answer.presumed) | ({"date": str(case.event.date)} if case.presumed_date else {}),
        "readings": dict(answer.readings),
        "evidence_floor": case.evidence.value,
        "verdict": answer.verdict.value,
        "conditions": conditions_of(answer.outcomes),
        "terms": [
            {
                "id": t.id,
                "status": t.status.value,
                "certainty": t.certainty.value,
                "sources": list(t.sources),
                **({"version": t.version} if len(versions) > 1 else {}),
                **({"exceptions": list(t.exceptions)} if t.exceptions else {}),
                **({"carried_from": origin} if (origin := _origin(contract, t)) != t.version else {}),
            }
            for t in answer.terms
        ],
        "decided_by": list(answer.decided_by),
        "contested": [
            {
                ("ambiguity" if c.name in contract.ambiguities else "fact"): c.name,
                "reading": c.reading,
                "verdict": c.verdict.value,
                "conditions": conditions_of(c.outcomes),
            }
            for c in answer.contested
        ],
        "evidence": answer.evidence.value if answer.evidence else None,
        "because": reason_of(reasons(contract, answer)),
        "engine": answer.engine,
        "by_silence": answer.by_silence,
        "void": list(answer.void),
        "remarks": list(answer.remarks),
    }
    if len(versions) > 1:
        found["versions"] = list(versions)
    return found


def _origin(contract: Contract, answered: TermAnswer) -> str:
    """The version in which a term was written."""
    version = next(v for v in contract.versions if v.id == answered.version)
    return version.terms[answered.id].origin


def to_json(contract: Contract, answer: Answer) -> str:
    """The document as text, its keys sorted."""
    import json

    return json.dumps(document(contract, answer), indent=2, sort_keys=True, ensure_ascii=False)


def value_of(value: Value) -> bool | str:
    """A value as JSON has it: a truth as it is, everything else as text."""
    return value if isinstance(value, bool) else written(value)


def event_of(case: Case) -> dict[str, Any]:
    """The event of a case as data."""
    event = case.event
    return {
        "action": event.action,
        "actor": event.actor,
        "date": None if event.date == ANY_DATE else str(event.date),
        "parameters": values_of(event.parameters),
    }


def literal_of(literal: Literal) -> tuple[str, Any]:
    """The name and the value by which a literal stands among conditions."""
    match literal:
        case Among(name, (value,)):
            return name, value_of(value)
        case Among(name, values):
            return name, [value_of(v) for v in values]
        case Between(name, kind, low, high, _) if kind.sort is Sort.DATE:
            ends = (("from", low), ("through", high))
            return name, {word: written(end) for word, end in ends if end is not None}
        case Between(name, _, low, high, (from_low, to_high)):
            ends = (("at_least" if from_low else "above", low), ("at_most" if to_high else "below", high))
            return name, {word: written(end) for word, end in ends if end is not None}
        case Holds(text, _, truth):
            return text, truth


def values_of(values: Mapping[str, Value]) -> dict[str, Any]:
    """Values by name, as JSON has them."""
    return {name: value_of(value) for name, value in values.items()}


def conditions_of(outcomes: Sequence[Outcome]) -> list[dict[str, Any]]:
    """The conditions of each verdict as data; none where there is one verdict."""
    if len(outcomes) == 1:
        return []
    return [{"verdict": o.verdict.value, "if": [_cube(c) for c in o.conditions], **({"more": True} if o.more else {})} for o in outcomes]


def _cube(cube: Cube) -> dict[str, Any]:
    return dict(literal_of(x) for x in cube)


def reason_of(reason: Reason) -> dict[str, Any]:
    """A tree of reasons as data."""
    found: dict[str, Any] = {"statement": reason.statement, "truth": {True: "true", False: "false", None: "unknown"}[reason.truth]}
    for key in ("term", "basis", "note"):
        if getattr(reason, key):
            found[key] = getattr(reason, key)
    if reason.sources:
        found["sources"] = list(reason.sources)
    if reason.any and len(reason.children) > 1:
        found["needs"] = "any"
    found["children"] = [reason_of(child) for child in reason.children]
    return found
