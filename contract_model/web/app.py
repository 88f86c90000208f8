"""This file defines `create_app`: the application that answers browsers and other programs.

    uvicorn --factory contract_model.web.app:create_app

An application keeps nothing between two requests, so any number of them may stand beside each other.
"""

from __future__ import annotations

import asyncio
import os
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager

from fastapi import FastAPI
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.middleware.gzip import GZipMiddleware
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route
from starlette.templating import Jinja2Templates

import contract_model
from contract_model.problems import Problem
from contract_model.web.api import routes
from contract_model.web.assets import Assets
from contract_model.web.decisions import Log
from contract_model.web.gate import Gate
from contract_model.web.guards import Hosts, Told
from contract_model.web.limits import Limits
from contract_model.web.pages.router import PAGES
from contract_model.web.pages.typography import typeset
from contract_model.web.refusals import refusal
from contract_model.web.shelf import Shelf
from contract_model.web.warming import compiled, warmed
from contract_model.web.workers import Workers

TEMPLATES = os.path.join(os.path.dirname(os.path.abspath(__file__)), "templates")


def create_app(
    contracts: Sequence[str] = (),
    limits: Limits | None = None,
    *,
    hosts: Sequence[str] = (),
    workers: int | None = None,
    log: str | None = None,
) -> FastAPI:
    """The application over some contracts - files, folders, ids - or over the shipped ones.

    `hosts`: the names by which it may be called; any where none is given. `workers`: how many processes work out answers, one for each
    processor unless given; with 0, a thread of this one does, where no answer can be given up. `log`: a file to which each decision is
    added. Raises ContractError.
    """
    shelf, assets, limits = Shelf(contracts), Assets(), limits or Limits()
    templates = _templates(assets)
    at_work = Workers(shelf, limits, workers, warmed)
    decisions = Log(log) if log is not None else None

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        await asyncio.gather(at_work.start(), *([asyncio.to_thread(compiled, templates.env)] if at_work.count else []))
        try:
            yield
        finally:
            await at_work.stop()
            if decisions is not None:
                decisions.close()

    app = FastAPI(
        title="contract-model",
        version=contract_model.__version__,
        openapi_url=None,
        redirect_slashes=False,
        lifespan=lifespan,
        middleware=[
            Middleware(Told),
            Middleware(GZipMiddleware, compresslevel=6),
            *([Middleware(Hosts, hosts=hosts)] if hosts else []),
            Middleware(Gate, limits=limits),
        ],
        routes=[Route("/health", health), Route("/static/{digest}/{name:path}", assets.serve), *routes(), *PAGES],
        exception_handlers={HTTPException: _refused},
    )
    app.state.shelf, app.state.assets, app.state.limits = shelf, assets, limits
    app.state.workers, app.state.log, app.state.documents = at_work, decisions, {}
    app.state.templates = templates
    return app


async def health(_: Request) -> Response:
    """That the server is there."""
    return JSONResponse({"status": "ok", "version": contract_model.__version__})


async def _refused(request: Request, error: Exception) -> Response:
    """What the router says of a request that is for nothing here."""
    assert isinstance(error, HTTPException)
    problem = _WORDS.get(error.status_code) or Problem("refused", error.detail)
    return refusal(request.scope, error.status_code, [problem], error.headers)


_WORDS = {
    404: Problem("no-page", "there is nothing at this address"),
    405: Problem("no-method", "this address is not asked in this way"),
}


def _templates(assets: Assets) -> Jinja2Templates:
    environment = Environment(
        loader=FileSystemLoader(TEMPLATES), autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    environment.globals["asset"] = assets.url
    environment.filters["typeset"] = typeset
    return Jinja2Templates(env=environment)
