"""This file defines the document of a contract: its JSON, as `contract show --format json` writes it. `contract_schema.py` has the schema.

Conditions stand there as they are written; values as in an answer.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from contract_model.model.contract import Ambiguity, Clause, Contract, Fact, Parameter, Reading, Source, Term, Version
from contract_model.telling.document import SCHEMA_VERSION, value_of
from contract_model.telling.norm_rows import expressions_of


def contract_document(contract: Contract, version: Version) -> dict[str, Any]:
    """A contract as data, with the terms of one version."""
    return {
        "schema_version": SCHEMA_VERSION,
        "contract": contract.id,
        "title": contract.title,
        "note": contract.note,
        "version": version_document(version),
        "versions": [version_document(v) for v in contract.versions],
        "parties": [{"id": p.id, "names": list(p.names)} for p in contract.parties.values()],
        "choices": {c.id: {value: list(names) for value, names in c.values.items()} for c in contract.choices.values()},
        "actions": [
            {"id": a.id, "says": a.says, "parameters": [_parameter(contract.parameters[n], a.asks.get(n)) for n in a.parameters]}
            for a in contract.actions.values()
        ],
        "facts": [_fact(f) for f in contract.facts.values()],
        "ambiguities": [_ambiguity(a) for a in contract.ambiguities.values()],
        "definitions": [{"name": d.name, "text": d.clause.text, "says": d.says} for d in contract.definitions.values()],
        "silence": contract.policies.silence.value,
        "terms": [term_document(version, t) for t in version.terms.values()],
        "sources": _sources(contract, contract.sources),
        "examples": list(contract.examples),
    }


def one_term_document(contract: Contract, version: Version, term: Term) -> dict[str, Any]:
    """One term as data, with the sources that it names."""
    cited = dict.fromkeys([*term.sources, *(s for x in term.exceptions for s in x.sources)])
    return {
        "schema_version": SCHEMA_VERSION,
        "contract": contract.id,
        "version": version_document(version),
        "term": term_document(version, term),
        "sources": _sources(contract, cited),
    }


def version_document(version: Version) -> dict[str, Any]:
    """A version as data, without its terms."""
    return {
        "id": version.id,
        "title": version.title,
        "from": version.start.isoformat(),
        "through": _day(version.end),
        "amends": version.amends or None,
        "repeals": list(version.repeals),
    }


def term_document(version: Version, term: Term) -> dict[str, Any]:
    """A term of a version as data."""
    return {
        "id": term.id,
        "kind": term.kind.value,
        "heading": term.heading,
        "text": term.text,
        "note": term.note,
        "bearer": list(term.bearer),
        "counterparty": list(term.counterparty),
        "actions": list(term.actions),
        "from": _day(term.start),
        "through": _day(term.through),
        "when": _text(term.when),
        "requires": _text(term.requires),
        "until": _text(term.until),
        "unless": [
            {"id": x.id, "text": x.clause.text, "says": x.says, "certainty": x.certainty.value, "sources": list(x.sources)}
            for x in term.exceptions
        ],
        "over_time": [{"key": key, "text": e.text} for key, e in expressions_of(term)],
        "subject_to": list(term.yields_to),
        "prevails_over": [t.id for t in version.terms.values() if term.id in t.yields_to],
        "carried_from": term.origin if term.origin != version.id else None,
        "carried_if": _text(term.carried),
        "certainty": term.certainty.value,
        "sources": list(term.sources),
    }


def _parameter(parameter: Parameter, asks: str | None) -> dict[str, Any]:
    return {
        "name": parameter.name,
        "asks": asks or parameter.asks,
        "kind": str(parameter.kind),
        "presumed": None if parameter.presumed is None else value_of(parameter.presumed),
        "held_by": list(parameter.held_by),
    }


def _fact(fact: Fact) -> dict[str, Any]:
    return {
        "name": fact.name,
        "asks": fact.asks,
        "kind": str(fact.kind),
        "per": fact.per or None,
        "presumed": None if fact.presumed is None else value_of(fact.presumed),
        "held_by": list(fact.held_by),
        "published": [_reading(r) for r in (fact.readings or {}).values()],
        "note": fact.note,
    }


def _ambiguity(ambiguity: Ambiguity) -> dict[str, Any]:
    return {
        "name": ambiguity.name,
        "asks": ambiguity.asks,
        "default": ambiguity.default,
        "readings": [_reading(r) for r in ambiguity.readings.values()],
        "note": ambiguity.note,
    }


def _reading(reading: Reading) -> dict[str, Any]:
    value = {} if reading.value is None else {"value": value_of(reading.value)}
    return {"id": reading.id, "says": reading.says, "certainty": reading.certainty.value, "sources": list(reading.sources), **value}


def _sources(contract: Contract, ids: Iterable[str] | Mapping[str, Source]) -> list[dict[str, Any]]:
    found = (contract.sources[id] for id in ids)
    return [{"id": s.id, "title": s.title, "publisher": s.publisher, "date": s.date, "grade": s.grade.value, "note": s.note} for s in found]


def _text(clause: Clause | None) -> str | None:
    return clause.text if clause else None


def _day(day: date | None) -> str | None:
    return day.isoformat() if day else None
