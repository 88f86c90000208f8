"""This file defines refusals: the answer to a request that gets none, in words and as data (RFC 9457), with every problem of the request.

{"type": "about:blank", "title": "Unprocessable Content", "status": 422, "detail": "unknown-name: ...",
 "problems": [{"name": "unknown-name", "message": "...", "within": "/event", "hint": "did you mean ...?"}]}
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import replace
from html import escape
from http import HTTPStatus

from starlette.datastructures import Headers
from starlette.responses import HTMLResponse, Response
from starlette.types import Scope

from contract_model.problems import Problem
from contract_model.telling.problems_document import problem_document

API = "/v1/"
MEDIA_TYPE = "application/problem+json"
LISTED = 100  # problems
TITLES = {HTTPStatus.REQUEST_ENTITY_TOO_LARGE: "Content Too Large", HTTPStatus.UNPROCESSABLE_ENTITY: "Unprocessable Content"}


class Refused(Exception):
    """That a request gets no answer, and with which status; `headers` go with it."""

    def __init__(self, status: int, *problems: Problem, headers: Mapping[str, str] | None = None) -> None:
        self.status, self.problems, self.headers = status, problems, dict(headers or {})
        super().__init__("; ".join(p.message for p in problems))


def busy() -> Refused:
    """That too much waits already."""
    problem = Problem("busy", "too many requests wait already", hint="ask again in a moment")
    return Refused(503, problem, headers={"retry-after": "1", "connection": "close"})


def title(status: int) -> str:
    """The words for a status, as the standard of today has them."""
    return TITLES.get(HTTPStatus(status), HTTPStatus(status).phrase)


def document(status: int, problems: Sequence[Problem]) -> dict[str, object]:
    """The refusal as data."""
    first = f"{problems[0].name}: {problems[0].message}" if problems else title(status)
    more = f" (and {len(problems) - 1} more)" if len(problems) > 1 else ""
    return {
        "type": "about:blank",
        "title": title(status),
        "status": status,
        "detail": first + more,
        "problems": [_told(p) for p in problems[:LISTED]],
    }


def refusal(scope: Scope, status: int, problems: Sequence[Problem], headers: Mapping[str, str] | None = None) -> Response:
    """The response to a request that is refused: a page for who asked for one, else data."""
    told = document(status, problems)
    if not scope["path"].startswith(API) and "text/html" in Headers(scope=scope).get("accept", ""):
        return HTMLResponse(_page(scope["app"].state.assets.url("page.css"), told, problems), status, headers)
    text = json.dumps(told, indent=2, sort_keys=True, ensure_ascii=False)
    return Response(text.encode("utf-8", "backslashreplace"), status, headers, MEDIA_TYPE)


def _told(problem: Problem) -> dict[str, object]:
    """A problem as data; the options of the command line are keys here, and what was sent as data has no lines but places in it."""
    if problem.span is not None and problem.span.file.startswith("/history"):
        problem = replace(problem, span=None, within=problem.span.file)
    found = problem_document(problem)
    if problem.within.startswith("--"):
        found["within"] = "/" + problem.within.removeprefix("--").replace("-", "_")
    return found


def _sentence(said: str) -> str:
    return escape(f"{said[:1].upper()}{said[1:]}{'' if said.endswith(('.', '?', '!')) else '.'}")


def _page(style: str, told: Mapping[str, object], problems: Sequence[Problem]) -> str:
    items = "".join(
        '<div class="problem">'
        f'<p class="message">{_sentence(p.message)}</p>{f"<p class=hint>{_sentence(p.hint)}</p>" if p.hint else ""}</div>'
        for p in problems[:LISTED]
    )
    heading = escape(str(told["title"]))
    return (
        f'<!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">'
        f'<title>{heading}</title><link rel="stylesheet" href="{escape(style)}"></head><body><main class="title-page problems">'
        f'<h1 class="heading">{heading}</h1>{items}<p><a href="/">Back to the contracts</a></p></main></body></html>'
    )
