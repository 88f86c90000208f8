"""This file defines the checks that need the whole contract."""

from __future__ import annotations

from collections.abc import Iterator

from contract_model.loading.parse import Document
from contract_model.model.contract import Contract, Version
from contract_model.problems import cut, quoted


def check(contract: Contract, main: Document, documents: dict[str, Document]) -> None:
    """Note in the documents, its own and those of its versions by their ids, what is wrong with the contract as a whole."""
    for version in contract.versions:
        _precedence(version, documents[version.id])
    if contract.derived:  # few contracts ask about the past
        from contract_model.loading.bindings import check_bindings

        check_bindings(contract, main, documents)


def _precedence(version: Version, document: Document) -> None:
    """No term prevails over itself, directly or through others: then who yields would have no answer."""
    done: set[str] = set()
    underway: dict[str, Iterator[str]] = {}  # a chain of terms, each yielding to the next; without recursion, since it can be long
    for first in version.terms:
        if first in done:
            continue
        underway[first] = iter(version.terms[first].yields_to)
        while underway:
            term, rivals = next(reversed(underway.items()))
            rival = next(rivals, None)
            if rival is None:
                del underway[term]
                done.add(term)
            elif rival in underway:
                circle = [*underway][[*underway].index(rival) :]
                _circular(circle, document)
            elif rival not in done and rival in version.terms:
                underway[rival] = iter(version.terms[rival].yields_to)


def _circular(circle: list[str], document: Document) -> None:
    term = circle[0]
    listed = document.data.get("terms") if isinstance(document.data, dict) else None
    terms = listed if isinstance(listed, list) else []
    at = next((i for i, t in enumerate(terms) if isinstance(t, dict) and t.get("id") == term), 0)
    said = " yields to ".join(map(cut, [*circle[:8], "..."] if len(circle) > 8 else [*circle, term]))
    document.problem(
        "precedence-cycle",
        f"{quoted(term)} would prevail over itself: {said}",
        ("terms", at, "id"),
        within=f"term {cut(term)}",
        hint="drop one of them",
    )
