"""This file defines the JSON Schema of a decision tree, as `contract tree --format json` writes it. Made by pydantic.

Docstrings and descriptions here are shown in the schema.
"""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import Field

from contract_model.telling.schema import Certainty, Closed, Conjunction, JudgedEvent, Value, Verdict, dialect


class Leaf(Closed):
    """The end of a path: the verdict, and the terms that decide it."""

    verdict: Verdict
    decided_by: list[str]
    by_silence: bool
    """Whether the verdict is the contract's policy on silence."""


class Stub(Closed):
    """Where the tree is cut off: the verdicts that are possible, and how many paths there are below; null where they are too many."""

    possible: list[Verdict]
    paths: int | None


class Branch(Closed):
    """One answer to a question, and what comes then."""

    if_: Annotated[Conjunction, Field(alias="if", min_length=1, max_length=1)]
    """What the answer says, as in the conditions of a verdict."""
    says: str
    """The same in words."""
    then: Fork | Leaf | Stub


class Fork(Closed):
    """A question. Every case has one of the answers."""

    asks: str
    name: str
    """The unknown that is asked about, or a comparison of several."""
    names: list[str]
    answers: Annotated[list[Branch], Field(min_length=2)]


class Tree(Closed):
    """The decision tree of an event: questions until the verdict is settled."""

    schema_version: Literal[1]
    contract: str
    event: JudgedEvent
    facts: dict[str, Value]
    readings: dict[str, str]
    """The readings that were chosen."""
    evidence_floor: Certainty
    paths: int | None
    """How many paths the whole tree has; null where they are too many to be counted."""
    fewest: bool
    """Whether no order of the questions gives fewer paths."""
    cut: int | None
    """After how many questions the tree is cut off; null where it is whole."""
    tree: Fork | Leaf | Stub


def tree_schema() -> dict[str, Any]:
    """The JSON Schema of a decision tree."""
    return dialect(Tree.model_json_schema())
