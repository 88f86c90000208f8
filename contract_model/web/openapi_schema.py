"""This file defines the OpenAPI document of the HTTP API: every operation with what it takes, what it gives, and examples.

The schemas are those that `contract schema` prints; they are put together by pydantic.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

from pydantic import BaseModel
from pydantic.json_schema import models_json_schema

import contract_model
from contract_model.checking.schema import Check
from contract_model.front import DEFAULT_CONTRACT
from contract_model.telling.contract_schema import OneTerm, WrittenContract
from contract_model.telling.evidence_schema import Evidence
from contract_model.telling.flip_schema import FlippedAnswer
from contract_model.telling.readings_schema import Readings
from contract_model.telling.redline_schema import Redlines
from contract_model.telling.run_schema import Run, WhatIf
from contract_model.telling.schema import Answer
from contract_model.telling.sweep_schema import Sweep
from contract_model.telling.timeline_schema import Timeline
from contract_model.telling.tree_schema import Tree
from contract_model.web.asked_schema import CheckEach, Health, Offer, Offered, Problems
from contract_model.web.operations import OPERATIONS
from contract_model.web.shelf import Shelf

MODE: Literal["validation"] = "validation"
LAUNCH = "OpenAI launches a product on AWS in 2027"
EVENT = {"action": "launch", "actor": "openai", "date": "2027", "parameters": {"cloud": "aws"}}


@dataclass(frozen=True, slots=True)
class Described:
    """An operation in words: what it does, what it gives, and what may be sent, by what is asked."""

    summary: str
    gives: tuple[type[BaseModel], ...]
    examples: Mapping[str, Mapping[str, Any]]


DESCRIBED = {
    "ask": Described(
        "Answer a what-if event: verdict, conditions, terms, sources",
        (Answer,),
        {
            "A question in words": {"question": LAUNCH},
            "With what is known beside it": {"question": LAUNCH, "facts": {"on_azure": True}},
            "The event as data": {"event": EVENT, "facts": {"azure_can": True, "azure_will": True, "on_azure": False}},
            "Under another reading": {"question": LAUNCH, "readings": {"exception": "conjunctive"}},
            "Official evidence alone, nothing presumed": {"question": LAUNCH, "evidence": "official", "presume": False},
        },
    ),
    "flip": Described(
        "Tell what would change the answer, and who holds it",
        (FlippedAnswer,),
        {"Any other verdict": {"question": LAUNCH}, "Make it permitted": {"question": LAUNCH, "to": "permitted"}},
    ),
    "why-not": Described(
        "Tell what stands in the way of another verdict",
        (FlippedAnswer,),
        {"Why it is not prohibited": {"question": LAUNCH, "verdict": "prohibited"}},
    ),
    "readings": Described(
        "Tell the verdict under every combination of readings",
        (Readings,),
        {"All readings": {"question": LAUNCH}, "One of them held": {"question": LAUNCH, "readings": {"exception": "conjunctive"}}},
    ),
    "evidence": Described(
        "Tell the answer at each evidence floor",
        (Evidence,),
        {"A sublicence": {"question": "Microsoft sublicenses OpenAI models in 2033"}},
    ),
    "timeline": Described(
        "Tell the verdict on an event for every date",
        (Timeline,),
        {
            "All dates": {"question": "OpenAI launches a product on AWS", "facts": {"on_azure": True}},
            "Some dates": {"event": EVENT, "over": "2024..2030"},
        },
    ),
    "tree": Described(
        "Tell the decision tree of an action",
        (Tree,),
        {
            "Of an action": {"action": "launch", "actor": "openai", "on": "2027", "facts": {"cloud": "aws"}},
            "Of a question, three questions deep": {"question": LAUNCH, "presume": False, "depth": 3},
        },
    ),
    "sweep": Described(
        "Answer a grid of events",
        (Sweep,),
        {"Every cloud in every year": {"question": "OpenAI launches a product", "over": ["cloud", "year=2024..2030"]}},
    ),
    "diff": Described(
        "Tell what is different between two versions",
        (Redlines,),
        {"What April 2026 changed about launches": {"before": "2025-10-28", "after": "2026-04-27", "only": ["launch"]}},
    ),
    "run": Described(
        "Run a contract through a history of events",
        (Run, WhatIf),
        {
            "Two events": {
                "history": {
                    "start": "2026-05-01",
                    "events": [
                        {"at": "2026-06-01", "says": "OpenAI launches a product on Azure"},
                        {"at": "2027-03-01", "says": "OpenAI launches a product on AWS"},
                    ],
                }
            },
        },
    ),
    "check": Described(
        "Check a table of events",
        (Check, CheckEach),
        {
            "Three launches": {
                "action": "launch",
                "actor": "openai",
                "rows": [
                    {"date": "2024-05-01", "cloud": "azure"},
                    {"date": "2024-05-01", "cloud": "aws"},
                    {"date": "2027-05-01", "cloud": "aws", "on_azure": True},
                ],
                "each": True,
            },
        },
    ),
}
"""In the order in which they are listed."""

REFUSALS = {
    400: "What was sent is no JSON.",
    404: "There is no such contract here, or no such version of it.",
    408: "The request was not there within its time.",
    413: "More was sent than is taken.",
    415: "What was sent does not say that it is JSON.",
    422: "The question, the event or the data do not validate: every problem is listed.",
    500: "An error of ours.",
    503: "Too many requests wait already; or a decision that is to be logged could not be.",
    504: "The answer was not there within its time.",
}


def _examples(described: Described, shelf: Shelf) -> dict[str, Mapping[str, Any]]:
    """The examples of an operation. Where other contracts are on offer, those that go with a question of one of them."""
    if DEFAULT_CONTRACT in shelf.contracts:
        return dict(described.examples)
    asked = next(iter(shelf.default.examples), None)
    found = {words: value for words, value in described.examples.items() if asked and "question" in value and value.keys() <= _ANYWHERE}
    return {words: {**value, "question": asked} for words, value in found.items()}


_ANYWHERE = {"question", "verdict", "to", "presume", "evidence", "depth"}
"""What can be sent to any contract."""


def openapi(shelf: Shelf) -> dict[str, Any]:
    """The OpenAPI document for the contracts on offer."""
    models: set[type[BaseModel]] = {Offer, Offered, WrittenContract, OneTerm, Problems, Health}
    models |= {type_ for type_, _ in OPERATIONS.values()} | {model for described in DESCRIBED.values() for model in described.gives}
    inputs = [(m, MODE) for m in sorted(models, key=lambda m: (m.__name__, m.__module__))]
    refs, schemas = models_json_schema(inputs, ref_template="#/components/schemas/{model}")

    def schema(*of: type[BaseModel]) -> dict[str, Any]:
        found = [refs[m, MODE] for m in of]
        return found[0] if len(found) == 1 else {"anyOf": found}

    refused = {"content": {"application/problem+json": {"schema": schema(Problems)}}}
    statuses = {str(status): {"description": words, **refused} for status, words in REFUSALS.items()}
    example = DEFAULT_CONTRACT if DEFAULT_CONTRACT in shelf.contracts else next(iter(shelf.contracts), "")
    contract = {
        "name": "contract",
        "in": "path",
        "required": True,
        "description": "The id of a contract on offer, or the id, `@` and a version by its date.",
        "schema": {"type": "string", "pattern": r"^[A-Za-z0-9_.-]+(@\d{4}-\d{2}-\d{2})?$", "maxLength": 200},
        "example": example,
    }

    term = {
        "name": "term",
        "in": "path",
        "required": True,
        "description": "The id of a term.",
        "schema": {"type": "string", "pattern": "^[A-Za-z0-9_-]+$", "maxLength": 200},
        "example": next(iter(shelf.contract(example).versions[-1].terms), "") if example else "",
    }

    def given(words: str, *of: type[BaseModel], decision: bool = False) -> dict[str, Any]:
        header = {"description": "The same for the same question, asked of the same contract.", "schema": {"type": "string"}}
        headers = {"headers": {"decision-id": header}} if decision else {}
        return {"200": {"description": words, "content": {"application/json": {"schema": schema(*of)}}, **headers}}

    def some(*statuses_: int) -> dict[str, Any]:
        return {str(s): statuses[str(s)] for s in statuses_}

    paths: dict[str, Any] = {
        "/health": {"get": {"operationId": "health", "summary": "Tell that the server is there", "responses": given("It is.", Health)}},
        "/v1/contracts": {
            "get": {
                "operationId": "contracts",
                "summary": "List the contracts on offer",
                "responses": given("The contracts.", Offer) | some(408, 413, 500, 503),
            }
        },
        "/v1/contracts/{contract}": {
            "parameters": [contract],
            "get": {
                "operationId": "contract",
                "summary": "Tell about one contract",
                "responses": given("The contract.", Offered) | some(404, 408, 413, 500, 503),
            },
        },
        "/v1/contracts/{contract}/show": {
            "parameters": [contract],
            "get": {
                "operationId": "show",
                "summary": "Look into a contract: what it speaks of, its terms, its sources",
                "description": "The same document as `contract show --format json`.",
                "responses": given("The contract.", WrittenContract) | some(404, 408, 413, 500, 503),
            },
        },
        "/v1/contracts/{contract}/terms/{term}": {
            "parameters": [contract, term],
            "get": {
                "operationId": "term",
                "summary": "Look into one term",
                "description": "The same document as `contract show TERM --format json`.",
                "responses": given("The term.", OneTerm) | some(404, 408, 413, 500, 503),
            },
        },
    }
    for name, described in DESCRIBED.items():
        type_, _ = OPERATIONS[name]
        paths[f"/v1/contracts/{{contract}}/{name}"] = {
            "parameters": [contract],
            "post": {
                "operationId": name,
                "summary": described.summary,
                "description": f"The same document as `contract {name} --format json`.",
                "requestBody": {
                    "required": True,
                    "content": {
                        "application/json": {
                            "schema": schema(type_),
                            "examples": {words: {"value": value} for words, value in _examples(described, shelf).items()},
                        }
                    },
                },
                "responses": given("The document.", *described.gives, decision=True) | statuses,
            },
        }
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "contract-model",
            "version": contract_model.__version__,
            "description": "Ask contracts what would happen if. It is no legal advice: answers speak of the terms as they are encoded.",
            "license": {"name": "Apache 2.0", "identifier": "Apache-2.0"},
        },
        "servers": [{"url": "/"}],
        "paths": paths,
        "components": {"schemas": schemas["$defs"]},
    }
