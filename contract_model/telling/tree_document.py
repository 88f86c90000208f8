"""This file defines the document of a decision tree: its JSON, whose words are stable. `tree_schema.py` has its JSON Schema."""

from __future__ import annotations

from typing import Any

from contract_model.model.contract import Contract
from contract_model.model.tree import Branch, Fork, Leaf, Node, Tree
from contract_model.telling.document import SCHEMA_VERSION, event_of, literal_of, values_of
from contract_model.telling.tree_words import TreeWords


def tree_document(contract: Contract, tree: Tree) -> dict[str, Any]:
    """The tree as data for JSON."""
    case = tree.case
    return {
        "schema_version": SCHEMA_VERSION,
        "contract": tree.contract,
        "event": event_of(case),
        "facts": values_of(case.facts),
        "readings": dict(case.readings),
        "evidence_floor": case.evidence.value,
        "paths": tree.paths,
        "fewest": tree.fewest,
        "cut": tree.cut,
        "tree": _node(TreeWords(contract, tree), tree.root),
    }


def _branch(words: TreeWords, branch: Branch) -> dict[str, Any]:
    return {"if": dict([literal_of(branch.literal)]), "says": words.answer(branch.literal), "then": _node(words, branch.then)}


def _node(words: TreeWords, node: Node) -> dict[str, Any]:
    match node:
        case Fork(name, names, branches):
            answers = [_branch(words, b) for b in branches]
            return {"asks": words.question(node), "name": name, "names": list(names), "answers": answers}
        case Leaf(verdict, decided_by, by_silence):
            return {"verdict": verdict.value, "decided_by": list(decided_by), "by_silence": by_silence}
        case stub:
            return {"possible": [v.value for v in stub.possible], "paths": stub.paths}
