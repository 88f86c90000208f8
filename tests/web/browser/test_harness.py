"""The browser tests are tested: what they are to find is planted, and found."""

from __future__ import annotations

from urllib.parse import quote

import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import HTMLResponse, PlainTextResponse
from starlette.routing import Route

from tests.web.browser.chrome import Watch, runs_over, served, transferred, violations

SOUND = """<!doctype html><html lang="en"><title>A page</title><link rel="icon" href="data:,">
<main><h1>A page</h1><p><label>Name <input></label></main>"""
POLICY = {"Content-Security-Policy": "default-src 'none'; script-src 'self'; img-src 'self' data:"}
PLANTED = {
    "another-host": ("<img alt='' src='http://example.org/a.png'>", "another host: http://example.org/a.png"),
    "script-error": ("<script src='/broken.js'></script>", "script error"),
    "dialog": ("<script src='/alert.js'></script>", "dialog: here"),
    "inline-script": ("<script>document.title = 'ran'</script>", "Content Security Policy"),
    "inline-style": ("<p style='color: red'>text</p>", "Content Security Policy"),
    "missing": ("<img alt='' src='/nothing.png'>", "404"),
}


async def planted(request: Request) -> HTMLResponse:
    name = request.path_params["name"]
    return HTMLResponse(SOUND + PLANTED.get(name, ("", ""))[0], 404 if name == "refused" else 200, headers=POLICY)


async def script(request: Request) -> PlainTextResponse:
    text = {"broken": "throw Error('broken')", "alert": "alert('here')"}[request.path_params["name"]]
    return PlainTextResponse(text, media_type="text/javascript")


async def written(request: Request) -> HTMLResponse:
    return HTMLResponse(request.query_params["text"])


APP = Starlette(routes=[Route("/written", written), Route("/{name}.js", script), Route("/page/{name}", planted)])


@pytest.fixture(scope="package")
def address():
    with served(APP) as found:
        yield found


@pytest.mark.parametrize("name", PLANTED)
def test_what_a_page_must_not_do_is_seen(browser, address, name):
    watch = Watch(address)
    with watch.over(browser.new_context()) as context:
        context.new_page().goto(f"{address}/page/{name}", wait_until="load")
    assert any(PLANTED[name][1] in fault for fault in watch.faults), watch.faults


def test_a_sound_page_has_no_faults(visiting, address):
    page = visiting(address, "/page/sound")
    assert violations(page) == []
    assert runs_over(page) == []


def test_an_address_that_is_refused_is_no_fault_of_the_page(visiting, address):
    visiting(address, "/page/refused")


HEAD = """<!doctype html><html lang=en><link rel=icon href=data:,><meta name=viewport content='width=device-width'>
<title>A page</title><main><h1>A page</h1>"""


@pytest.mark.parametrize(
    ("text", "rule"),
    [
        (HEAD + "<input>", "label"),
        (HEAD + "<p style='color:#999;background:#fff'>faint", "color-contrast"),
        (HEAD + "<style>a{display:inline-block;font:8px/8px serif}</style><a href=#>a</a><br><a href=#>b</a>", "target-size"),
        (HEAD.replace(" lang=en", ""), "html-has-lang"),
    ],
)
def test_what_hinders_a_reader_is_seen(visiting, address, text, rule):
    page = visiting(address, f"/written?text={quote(text)}")
    assert any(found.startswith(f"{rule}: ") for found in violations(page)), violations(page)


def test_what_is_too_wide_is_seen(visiting, address):
    page = visiting(address, f"/written?text={quote(HEAD + '<p style=width:500px>wide')}", width=360)
    assert runs_over(page) == ["P."]


def test_bytes_are_counted_as_they_come(visiting, address):
    page = visiting(address, "/page/sound")
    sizes = transferred(page, f"{address}/written?text={quote(HEAD + 'a' * 2000)}")
    assert 2000 < sum(sizes.values()) < 2500, sizes
