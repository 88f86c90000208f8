"""This file defines `router`: all pages."""

from __future__ import annotations

from fastapi import APIRouter, Request
from starlette.responses import Response
from starlette.templating import Jinja2Templates

from contract_model.web.shelf import Shelf

router = APIRouter(include_in_schema=False)


@router.get("/")
async def index(request: Request) -> Response:
    """The contracts on offer."""
    shelf: Shelf = request.app.state.shelf
    templates: Jinja2Templates = request.app.state.templates
    return templates.TemplateResponse(request, "index.html", {"contracts": list(shelf)})
