"""This file defines the tools of an assistant: their names, what each does, and the JSON Schema of what it takes and gives."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from pydantic import BaseModel, ConfigDict

from contract_model.telling.schema import Certainty, Verdict
from contract_model.web.operations import OPERATIONS

TOOLS = {
    "list_contracts": "The contracts that can be asked, with what each speaks of and examples of questions. Call it first.",
    "ask": "Answer a what-if event under a contract: may somebody do something, when, and on what it depends.",
    "why_not": "Tell what stands in the way of another verdict than the one an event gets, nearest first.",
    "flip": "Tell the smallest changes of facts, of the event or of its date that would change the verdict, and who holds them.",
    "timeline": "Tell the verdict on an event for every date, what changes when, and why.",
    "readings": "Tell the verdict under every combination of readings of the ambiguous terms, and which ambiguity decides.",
    "evidence": "Tell the verdict on official evidence alone, and with reported, inferred and speculative evidence.",
    "diff": "Tell which events two versions of a contract treat differently, and which terms make the difference.",
}
"""A tool is named as its operation, with underscores, as assistants want it."""


class Told(BaseModel):
    """What is told."""

    model_config = ConfigDict(extra="forbid", use_attribute_docstrings=True)


class Term(Told):
    """A term that bears on it."""

    id: str
    heading: str
    text: str
    kind: str
    version: str
    certainty: Certainty
    sources: list[str]
    decides: bool
    status: str | None = None


class Reading(Told):
    """How an ambiguity was read, or could be read."""

    ambiguity: str
    asks: str
    reading: str
    says: str
    role: str
    """`taken`, or what the verdict would be."""
    certainty: Certainty
    sources: list[str]


class Source(Told):
    """Who published something, and when."""

    id: str
    title: str
    publisher: str
    date: str
    grade: Certainty


class Consulted(Told):
    """A verdict with what it rests on. Pass on the terms, the readings, the evidence and the sources together with it."""

    decision_id: str
    contract: str
    title: str
    verdict: Verdict | None
    """Null where there is none of its own, as of a comparison."""
    terms: list[Term]
    readings: list[Reading]
    evidence: Certainty | None
    """The weakest evidence on which it rests."""
    sources: list[Source]
    document: dict[str, Any] | None
    """All of it, as the command of the same name writes it as JSON, without the tree of reasons; null where that is very long."""
    no_legal_advice: str


class Offer(Told):
    """The contracts."""

    contracts: list[dict[str, Any]]
    no_legal_advice: str


def operation(tool: str) -> str:
    """The operation that a tool is named after."""
    return tool.replace("_", "-")


def takes(tool: str, contracts: Iterable[str]) -> dict[str, Any]:
    """The JSON Schema of what a tool takes: which contract, and what its operation takes."""
    if tool == "list_contracts":
        return {"type": "object", "properties": {}, "additionalProperties": False}
    type_, _ = OPERATIONS[operation(tool)]
    schema = type_.model_json_schema()
    named = {"type": "string", "enum": list(contracts), "description": "The id of a contract, see list_contracts."}
    return {
        **{key: value for key, value in schema.items() if key not in ("title", "description")},
        "properties": {"contract": named, **schema["properties"]},
        "required": ["contract", *schema.get("required", ())],
    }


def gives(tool: str) -> dict[str, Any]:
    """The JSON Schema of what a tool gives as data."""
    return (Offer if tool == "list_contracts" else Consulted).model_json_schema()
