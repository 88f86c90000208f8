"""This file defines what the browser tests drive: Chromium, a server on loopback, and `Watch`, which notes what a page must never do."""

from __future__ import annotations

import os
import shutil
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import uvicorn
from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Browser, BrowserContext, Page, Playwright

ARGUMENTS = (
    "--headless=new",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",  # what a page asks of another host goes nowhere
)
STANDARDS = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice")


def chromium() -> str | None:
    """Where Chromium is, if it is there."""
    return os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("chromium-browser")


def launched(playwright: Playwright) -> Browser:
    """Chromium, started."""
    return playwright.chromium.launch(executable_path=chromium(), args=[*ARGUMENTS], timeout=60_000)


@contextmanager
def served(app: Any) -> Iterator[str]:
    """An application behind a real server on a free port of this machine; gives its address."""
    with socket.socket() as door:
        door.bind(("127.0.0.1", 0))
        server = uvicorn.Server(uvicorn.Config(app, log_level="warning", timeout_graceful_shutdown=1))
        thread = threading.Thread(target=server.run, kwargs={"sockets": [door]}, daemon=True)
        thread.start()
        try:
            for _ in range(600):
                if server.started or not thread.is_alive():
                    break
                time.sleep(0.02)
            assert server.started, "the server did not start"
            yield f"http://127.0.0.1:{door.getsockname()[1]}"
        finally:
            server.should_exit = True
            thread.join(30)
            assert not thread.is_alive(), "the server does not stop"


@dataclass
class Watch:
    """Looks at every page of a context, and notes as a fault what none may do.

    It may not ask another host, log an error, break the policy on content or open a dialog. That its own address is refused is no fault.
    """

    address: str
    faults: list[str] = field(default_factory=list)
    _shown: set[str] = field(default_factory=set)

    def over(self, context: BrowserContext) -> BrowserContext:
        """The context, watched."""
        context.on("request", lambda request: self._asked(request.url, request.is_navigation_request()))
        context.on("page", self._page)
        context.on("weberror", lambda error: self.faults.append(f"script error: {error.error}"))
        return context

    def _page(self, page: Page) -> None:
        page.on("console", lambda said: self._logged(said.type, said.text, said.location.get("url", "")))
        page.on("dialog", lambda dialog: (self.faults.append(f"dialog: {dialog.message}"), dialog.dismiss()))

    def _asked(self, url: str, navigation: bool) -> None:
        if navigation:
            self._shown.add(url)
        if url != self.address and not url.startswith((f"{self.address}/", "data:", "about:", "blob:")):
            self.faults.append(f"another host: {url}")

    def _logged(self, kind: str, text: str, url: str) -> None:
        refused = text.startswith("Failed to load resource: the server responded") and url in self._shown
        if kind == "error" and not refused:
            self.faults.append(f"console: {text}")


def violations(page: Page, *rules: str) -> list[str]:
    """What axe-core finds wrong with a page as it is shown: the rule, where, and why. By these rules, or by all that are a standard."""
    page.evaluate(AXE_SCRIPT)
    only = {"type": "rule", "values": rules} if rules else {"type": "tag", "values": STANDARDS}
    options = {"resultTypes": ["violations"], "runOnly": only}
    found = page.evaluate("options => axe.run(document, options).then(found => found.violations)", options)
    return [f"{v['id']}: {' '.join(map(str, n['target']))}: {n.get('failureSummary', v['help'])}" for v in found for n in v["nodes"]]


def runs_over(page: Page) -> list[str]:
    """What is wider than the window, so that a reader would have to scroll sideways."""
    return page.evaluate(
        """() => {
            const wide = document.documentElement.clientWidth, found = [];
            if (document.documentElement.scrollWidth <= wide) return found;
            for (const e of document.querySelectorAll('body *'))
                if (e.getBoundingClientRect().right > wide + 1) found.push(e.tagName + '.' + e.className);
            return found.length ? found : ['the page'];
        }"""
    )


def transferred(page: Page, url: str) -> dict[str, int]:
    """The bytes that come over the wire, heads included, until the page is quiet: by address."""
    session = page.context.new_cdp_session(page)
    session.send("Network.enable")
    addresses: dict[str, str] = {}
    sizes: dict[str, int] = {}
    session.on("Network.requestWillBeSent", lambda e: addresses.__setitem__(e["requestId"], e["request"]["url"]))
    session.on("Network.loadingFinished", lambda e: sizes.__setitem__(addresses.get(e["requestId"], ""), int(e["encodedDataLength"])))
    page.goto(url, wait_until="networkidle")
    session.detach()
    return sizes
