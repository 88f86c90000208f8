"""This file defines `create_app`: the application that answers browsers and other programs.

    uvicorn --factory contract_model.web.app:create_app

An application keeps nothing between two requests, so any number of them may stand beside each other.
"""

from __future__ import annotations

import os
from collections.abc import Sequence

from fastapi import FastAPI
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from starlette.middleware import Middleware
from starlette.middleware.gzip import GZipMiddleware
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route
from starlette.templating import Jinja2Templates

import contract_model
from contract_model.web.assets import Assets
from contract_model.web.guards import Hosts, Told
from contract_model.web.limits import Limits
from contract_model.web.pages.router import router as pages
from contract_model.web.shelf import Shelf
from contract_model.web.workers import Workers

TEMPLATES = os.path.join(os.path.dirname(os.path.abspath(__file__)), "templates")


def create_app(contracts: Sequence[str] = (), limits: Limits | None = None, *, hosts: Sequence[str] = ()) -> FastAPI:
    """The application over some contracts - files, folders, ids - or over the shipped ones.

    `hosts`: the names by which it may be called; any where none is given. Raises ContractError.
    """
    shelf, assets = Shelf(contracts), Assets()
    app = FastAPI(
        title="contract-model",
        version=contract_model.__version__,
        openapi_url=None,
        docs_url=None,
        redoc_url=None,
        middleware=[
            Middleware(Told),
            *([Middleware(Hosts, hosts=hosts)] if hosts else []),
            Middleware(GZipMiddleware, compresslevel=6),
        ],
        routes=[
            Route("/health", health),
            Route("/static/{digest}/{name:path}", assets.serve),
        ],
    )
    app.state.shelf, app.state.assets, app.state.limits = shelf, assets, limits or Limits()
    app.state.workers = Workers(shelf)
    app.state.templates = _templates(assets)
    app.include_router(pages)
    return app


async def health(_: Request) -> Response:
    """That the server is there."""
    return JSONResponse({"status": "ok", "version": contract_model.__version__})


def _templates(assets: Assets) -> Jinja2Templates:
    environment = Environment(
        loader=FileSystemLoader(TEMPLATES), autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    environment.globals["asset"] = assets.url
    return Jinja2Templates(env=environment)
