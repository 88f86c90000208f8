"""This file defines `PAGES`: all pages.

A page is a function of its address. A browser with scripts gets a part of the page for a click, any other the whole.
"""

from __future__ import annotations

from urllib.parse import urlsplit

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route
from starlette.templating import Jinja2Templates

from contract_model import clock
from contract_model.web.decisions import noted
from contract_model.web.pages.ask import LATER, AskView, ask_view
from contract_model.web.pages.suggest import suggestions
from contract_model.web.pages.views import PRIVATE, VIEWS, by_script, otherwise_said
from contract_model.web.workers import Workers


async def ask(request: Request) -> Response:
    """The what-if page."""
    quick = by_script(request)
    view = await _view(request, () if quick else LATER)
    if not quick:
        if request.url.path == "/ask" and not view.wrong and otherwise_said(request.url.query, urlsplit(view.address).query):
            return RedirectResponse(view.address, 303)
        await noted(request, *view.decisions)
        return _page(request, "ask.html", view)
    await noted(request, *view.decisions)
    response = _page(request, "ask/fragment.html", view)
    if not view.wrong:
        response.headers["hx-push-url"] = view.address
    return response


async def part(request: Request) -> Response:
    """A part of the page that comes after the rest."""
    part = request.path_params["part"]
    if part not in LATER:
        raise HTTPException(404)
    if not by_script(request):
        return RedirectResponse(f"/ask?{request.url.query}#{part}", 303)
    view = await _view(request, (part,))
    await noted(request, *(d for d in view.decisions if d["asked"] != "ask"))  # which was logged with the page
    return _page(request, f"ask/{part}.html", view)


async def suggest(request: Request) -> Response:
    """Questions that go on with what is typed, as options of a list."""
    workers: Workers = request.app.state.workers
    found = await workers.run(suggestions, request.query_params.get("contract", ""), request.query_params.get("q", ""))
    templates: Jinja2Templates = request.app.state.templates
    return templates.TemplateResponse(request, "ask/suggestions.html", {"suggestions": found}, headers=PRIVATE)


async def _view(request: Request, parts: tuple[str, ...]) -> AskView:
    workers: Workers = request.app.state.workers
    return await workers.run(ask_view, request.url.query, clock.today(), parts)


def _page(request: Request, template: str, view: AskView) -> Response:
    templates: Jinja2Templates = request.app.state.templates
    return templates.TemplateResponse(request, template, {"view": view, "frame": view.frame}, headers=PRIVATE)


PAGES = [Route("/", ask), Route("/ask", ask), Route("/ask/{part}", part), Route("/suggest", suggest), *VIEWS]
