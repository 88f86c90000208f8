"""This file defines `VIEWS`: the pages beside the what-if page. A decision tree, two versions compared, a history, contracts to read."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date
from functools import partial
from typing import Any
from urllib.parse import parse_qsl

from starlette.datastructures import QueryParams
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route
from starlette.templating import Jinja2Templates

from contract_model import clock
from contract_model.problems import ContractError, Problem
from contract_model.web.decisions import noted
from contract_model.web.pages.comparison import comparison_page
from contract_model.web.pages.decided import Taken
from contract_model.web.pages.edition import contracts_page, edition
from contract_model.web.pages.export import answer_json, answer_page, case_file
from contract_model.web.pages.history import Telling, history_json, history_page, history_svg, history_yaml, read_telling
from contract_model.web.pages.opening import wrong_page
from contract_model.web.pages.redline import redline_page
from contract_model.web.pages.state import State, read_query
from contract_model.web.pages.tree import tree_page, tree_svg
from contract_model.web.workers import Workers

PRIVATE = {"cache-control": "private, no-cache", "vary": "hx-request"}
PICTURE = {**PRIVATE, "content-security-policy": "default-src 'none'; style-src 'unsafe-inline'; sandbox"}
"""A picture has its style within it; it runs nothing."""


async def contracts(request: Request) -> Response:
    """The contracts on offer."""
    return _page(request, "contracts.html", await _workers(request).run(contracts_page, read_query(request.url.query)[0]))


async def terms(request: Request) -> Response:
    """A contract to read."""
    state, wrong = read_query(request.url.query)
    return _page(request, "edition.html", _telling_of(await _workers(request).run(edition, state, clock.today()), wrong))


async def tree(request: Request) -> Response:
    """The decision tree of a question or an action."""
    state, wrong = read_query(request.url.query)
    view = await _workers(request).run(tree_page, state, clock.today())
    await noted(request, *view.decisions)
    return _page(request, "tree.html", _telling_of(view, wrong))


async def compare(request: Request) -> Response:
    """A question under two versions."""
    state, wrong = read_query(request.url.query)
    view = await _workers(request).run(comparison_page, state, clock.today())
    await noted(request, *view.decisions)
    return _page(request, "comparison.html", _telling_of(view, wrong))


async def redline(request: Request) -> Response:
    """What is different between two versions."""
    state, wrong = read_query(request.url.query)
    view = await _workers(request).run(redline_page, state, request.app.state.limits.seconds)
    await noted(request, *view.decisions)
    return _page(request, "redline.html", _telling_of(view, wrong))


async def history(request: Request) -> Response:
    """A contract through a history."""
    view = await _workers(request).run(history_page, _telling(request), clock.today())
    if not view.problems and request.url.query and otherwise_said(request.url.query, view.telling.query):
        return RedirectResponse(f"/history?{view.telling.query}", 303)
    await noted(request, *view.decisions)
    return _page(request, "history.html", view, quick=by_script(request))


async def tree_picture(request: Request) -> Response:
    """The picture of a decision tree."""
    return await _picture(request, tree_svg, read_query(request.url.query))


async def history_picture(request: Request) -> Response:
    """The picture of a history."""
    return await _picture(request, history_svg, (_telling(request), ()))


async def history_file(request: Request) -> Response:
    """A history as a file for `contract run`."""
    return await _file(request, history_yaml, (_telling(request), ()), "application/yaml", "history.yaml")


async def history_data(request: Request) -> Response:
    """What became of a contract through a history, as data."""
    return await _file(request, history_json, (_telling(request), ()), "application/json", "history.json")


async def exported_case(request: Request) -> Response:
    """A scenario as a file of cases."""
    return await _file(request, case_file, read_query(request.url.query), "application/yaml", "answer.cases.yaml")


async def exported_data(request: Request) -> Response:
    """An answer as data."""
    return await _file(request, answer_json, read_query(request.url.query), "application/json", "answer.json")


async def exported_page(request: Request) -> Response:
    """An answer as a page that needs no server."""
    return await _file(request, answer_page, read_query(request.url.query), "text/html", "answer.html", PICTURE)


def otherwise_said(query: str, settled: str) -> bool:
    """Whether a query says something else than its one form, or in another order. How it is escaped is the business of browsers."""
    return parse_qsl(query, keep_blank_values=True) != parse_qsl(settled, keep_blank_values=True)


async def _file(
    request: Request,
    made: Callable[[Any, Any, date], Taken],
    said: tuple[State | Telling, Sequence[Problem]],
    kind: str,
    name: str,
    headers: dict[str, str] = PRIVATE,
) -> Response:
    """What is made of a state, to be kept under a name where it has one; a page that says what is wrong where there is something.

    `said`: the state, and what in the address cannot be taken.
    """
    asked, wrong = said
    try:
        if wrong:
            raise ContractError(wrong)
        taken = await _workers(request).run(made, asked, clock.today())
    except ContractError as error:
        state = State(asked.contract, look=asked.look)
        return _page(request, "wrong.html", await _workers(request).run(wrong_page, state, error.problems), 422)
    await noted(request, *([taken.decision] if taken.decision is not None else []))
    kept = {"content-disposition": f'attachment; filename="{name}"'} if name else {}
    return Response(taken.content, media_type=kind, headers={**headers, **kept})


async def _picture(request: Request, drawn: Callable[..., Taken], said: tuple[State | Telling, Sequence[Problem]]) -> Response:
    """A picture, for a page that is dark or else for one that is light, for print, and to be kept."""
    dark = request.url.path.startswith("/dark/")
    return await _file(request, partial(drawn, dark=dark), said, "image/svg+xml", "", PICTURE)


def _telling_of(view: Any, wrong: Sequence[Problem]) -> Any:
    """A page that tells as well what in its address cannot be taken."""
    return replace(view, problems=(*wrong, *view.problems)) if wrong else view


def _telling(request: Request) -> Telling:
    return read_telling(QueryParams(request.url.query).multi_items())


def _workers(request: Request) -> Workers:
    workers: Workers = request.app.state.workers
    return workers


def by_script(request: Request) -> bool:
    """Whether a part of a page is wanted, to be put into the page that is there."""
    return "hx-request" in request.headers and "hx-history-restore-request" not in request.headers


def _page(request: Request, template: str, view: Any, status: int = 200, *, quick: bool = False) -> Response:
    """`quick`: it is put into the page that is there."""
    templates: Jinja2Templates = request.app.state.templates
    context = {"view": view, "frame": view.frame, "quick": quick}
    return templates.TemplateResponse(request, f"views/{template}", context, status_code=status, headers=PRIVATE)


VIEWS = [
    Route("/contracts", contracts),
    Route("/terms", terms),
    Route("/tree", tree),
    Route("/compare", compare),
    Route("/redline", redline),
    Route("/history", history),
    Route("/tree.svg", tree_picture),
    Route("/dark/tree.svg", tree_picture),
    Route("/history.svg", history_picture),
    Route("/dark/history.svg", history_picture),
    Route("/history.yaml", history_file),
    Route("/history.json", history_data),
    Route("/answer.cases.yaml", exported_case),
    Route("/answer.json", exported_data),
    Route("/answer.html", exported_page),
]
