"""This file defines the SARIF 2.1.0 document of findings: what code scanning reads (Static Analysis Results Interchange Format, OASIS)."""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any
from urllib.parse import quote

import contract_model
from contract_model.problems import Span
from contract_model.telling.findings import Check, Finding

SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"


def sarif(findings: Iterable[Finding], checks: Iterable[Check] = ()) -> str:
    """Findings as a SARIF document. `checks`: what was looked for, besides the kinds of what was found."""
    return json.dumps(sarif_document(findings, checks), indent=2, sort_keys=True, ensure_ascii=False)


def sarif_document(findings: Iterable[Finding], checks: Iterable[Check] = ()) -> dict[str, Any]:
    """The same as data. The kinds are in the order of their ids; the findings stay in theirs."""
    found = list(findings)
    known = {c.id: c for c in (*checks, *(f.check for f in found))}
    kinds = [known[id] for id in sorted(known)]
    places = {kind.id: i for i, kind in enumerate(kinds)}
    driver = {"name": "contract-model", "semanticVersion": contract_model.__version__, "rules": [_kind(k) for k in kinds]}
    run = {"tool": {"driver": driver}, "columnKind": "unicodeCodePoints", "results": [_result(f, places[f.check.id]) for f in found]}
    return {"$schema": SCHEMA, "version": "2.1.0", "runs": [run]}


def _kind(check: Check) -> dict[str, Any]:
    remedy = f"{check.help[:1].upper()}{check.help[1:]}"
    return {
        "id": check.id,
        "shortDescription": {"text": check.means},
        "help": {"text": f"{check.means} {remedy}", "markdown": f"{check.means}\n\n**Remedy:** {check.help}"},
        "defaultConfiguration": {"level": check.level.value},
    }


def _result(finding: Finding, place: int) -> dict[str, Any]:
    result: dict[str, Any] = {
        "ruleId": finding.check.id,
        "ruleIndex": place,
        "level": finding.check.level.value,
        "message": {"text": finding.whole},
    }
    if finding.span:
        physical = {"artifactLocation": {"uri": _uri(finding.span.file)}, "region": _region(finding.span)}
        logical = {"logicalLocations": [{"fullyQualifiedName": finding.within}]} if finding.within else {}
        result["locations"] = [{"physicalLocation": physical, **logical}]
    if finding.properties:
        result["properties"] = dict(finding.properties)
    return result


def _region(span: Span) -> dict[str, int]:
    return {"startLine": span.line, "startColumn": span.column, "endColumn": span.column + max(1, span.length)}


def _uri(file: str) -> str:
    """A file as a URI: relative where it lies below the current folder, as code scanning takes it from the root of a repository."""
    path = Path(file)
    if path.is_absolute():
        if not path.is_relative_to(Path.cwd()):
            return path.as_uri()
        path = path.relative_to(Path.cwd())
    return quote(path.as_posix(), errors="surrogateescape")
