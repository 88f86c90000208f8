"""This file defines the HTTP API: an address for each operation. `openapi_schema.py` describes it.

Nothing is kept between two requests. What is sent is read, judged and told in a worker; here it is only handed on.
"""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable
from hashlib import blake2b
from typing import Any

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from contract_model.asking.entries import unknown_name
from contract_model.model.contract import Contract
from contract_model.problems import ContractError, Problem, quoted
from contract_model.telling.contract_document import contract_document, one_term_document
from contract_model.web.decisions import noted
from contract_model.web.openapi_schema import openapi
from contract_model.web.operations import OPERATIONS, Decision, perform
from contract_model.web.refusals import Refused
from contract_model.web.sent import Unreadable
from contract_model.web.shelf import Shelf
from contract_model.web.workers import Workers

JSON = "application/json"
ID = "decision-id"


def routes() -> list[Route]:
    """The addresses of the API."""
    return [
        Route("/v1/openapi.json", described),
        Route("/v1/contracts", offer),
        Route("/v1/contracts/{contract}", offered),
        Route("/v1/contracts/{contract}/show", shown),
        Route("/v1/contracts/{contract}/terms/{term}", shown),
        *(Route(f"/v1/contracts/{{contract}}/{name}", _operation(name), methods=["POST"]) for name in OPERATIONS),
    ]


async def described(request: Request) -> Response:
    """The OpenAPI document."""
    return _document(request, ("/openapi.json",), lambda: openapi(_shelf(request)))


async def offer(request: Request) -> Response:
    """The contracts on offer."""
    shelf = _shelf(request)
    return _document(request, (), lambda: {"schema_version": 1, "contracts": [offered_document(shelf, c) for c in shelf]})


async def offered(request: Request) -> Response:
    """One of them."""
    contract, _ = _at(request)
    return _document(request, (contract.id,), lambda: offered_document(_shelf(request), contract))


async def shown(request: Request) -> Response:
    """A contract, or one term of it, as `contract show` gives it."""
    contract, id = _at(request)
    version = next((v for v in contract.versions if v.id == id), contract.versions[-1])
    term = request.path_params.get("term")
    if term is None:
        return _document(request, (contract.id, version.id), lambda: contract_document(contract, version))
    found = version.terms.get(term) or next((v.terms[term] for v in reversed(contract.versions) if term in v.terms), None)
    if found is None:
        raise Refused(404, unknown_name(term, "a term of the contract", version.terms))
    return _document(request, (contract.id, version.id, found.id), lambda: one_term_document(contract, version, found))


def offered_document(shelf: Shelf, contract: Contract) -> dict[str, Any]:
    """A contract on offer, as data."""
    return {
        "contract": contract.id,
        "title": contract.title,
        "versions": [v.id for v in contract.versions],
        "examples": list(contract.examples),
        "digest": shelf.digests[contract.id],
    }


def _operation(name: str) -> Callable[[Request], Awaitable[Response]]:
    async def operation(request: Request) -> Response:
        return await _performed(request, name)

    return operation


async def _performed(request: Request, name: str) -> Response:
    """The decision on what was sent. Raises Refused, and ContractError."""
    reference = request.path_params["contract"]
    _at(request)
    kind = request.headers.get("content-type", "")
    if kind.partition(";")[0].strip().lower() != JSON:
        said = f"what is sent is {quoted(kind)}" if kind else "what is sent does not say what it is"
        raise Refused(415, Problem("not-json", said, hint=f"send {JSON}"))
    workers: Workers = request.app.state.workers
    try:
        decision: Decision = await workers.run(perform, name, reference, await request.body(), request.app.state.limits.depth)
    except Unreadable as error:
        raise Refused(400, *error.problems) from None
    await noted(request, decision.record)
    return Response(decision.text.encode() + b"\n", media_type=JSON, headers={ID: decision.id})


def _at(request: Request) -> tuple[Contract, str | None]:
    """The contract and the version that the address names. Raises Refused."""
    try:
        return _shelf(request).at(request.path_params["contract"])
    except ContractError as error:
        raise Refused(404, *error.problems) from None


def _document(request: Request, name: tuple[str, ...], made: Callable[[], object]) -> Response:
    """Data that change only with the contracts and the release. They are made once, and a client that has them already is told so."""
    tag = f'"{blake2b(f"{_shelf(request).digest} {request.app.version} {name}".encode(), digest_size=16).hexdigest()}"'
    headers = {"etag": tag, "cache-control": "no-cache"}
    if tag in (part.strip().removeprefix("W/") for part in request.headers.get("if-none-match", "").split(",")):
        return Response(status_code=304, headers=headers)
    documents: dict[tuple[str, ...], bytes] = request.app.state.documents
    if name not in documents:
        documents[name] = json.dumps(made(), indent=2, sort_keys=True, ensure_ascii=False).encode() + b"\n"
    return Response(documents[name], media_type=JSON, headers=headers)


def _shelf(request: Request) -> Shelf:
    shelf: Shelf = request.app.state.shelf
    return shelf
