"""This file defines the checks that need the whole contract."""

from __future__ import annotations

from contract_model.loading.parse import Document
from contract_model.model.contract import Contract, Version
from contract_model.problems import quoted


def check(contract: Contract, documents: dict[str, Document]) -> None:
    """Note in the documents (by version id) what is wrong with the contract as a whole."""
    for version in contract.versions:
        _precedence(version, documents[version.id])


def _precedence(version: Version, document: Document) -> None:
    """No term prevails over itself, directly or through others: then who yields would have no answer."""
    done: set[str] = set()
    for first in version.terms:
        path: list[str] = []
        waiting = [(first, 0)]
        while waiting:  # depth first, without recursion: chains can be long
            term, depth = waiting.pop()
            del path[depth:]
            if term in path:
                circle = [*path[path.index(term) :], term]
                listed = document.data["terms"] if isinstance(document.data, dict) else []
                at = next((i for i, t in enumerate(listed) if isinstance(t, dict) and t.get("id") == term), 0)
                said = f"{quoted(term)} would prevail over itself: {' yields to '.join(circle)}"
                document.problem("precedence-cycle", said, ("terms", at, "id"), within=f"term {term}", hint="drop one of them")
                done.update(path)
                break
            if term in done:
                continue
            path.append(term)
            rivals = version.terms[term].yields_to
            if not rivals:
                done.add(term)
            waiting.extend((r, depth + 1) for r in rivals if r in version.terms)
        done.update(path)
