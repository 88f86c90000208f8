"""This file defines what the browser tests share: one Chromium and one server for the folder, and pages that are watched.

Without Chromium they are skipped, except in CI, where they fail. All that is shared ends with the folder: Playwright keeps a loop running
in the thread of the tests, which tests elsewhere must not find.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from datetime import date
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect, sync_playwright

from contract_model import clock
from contract_model.web.app import create_app
from tests.web.browser.chrome import Watch, chromium, launched, served

PATIENCE = 30_000  # milliseconds after which nothing comes any more, on a machine that has much else to do
expect.set_options(timeout=PATIENCE)


@pytest.fixture(scope="package")
def browser() -> Iterator[Browser]:
    if chromium() is None:
        if os.environ.get("CI"):
            pytest.fail("Chromium is not there: apt-get install chromium")
        pytest.skip("Chromium is not there: apt-get install chromium, or say where it is with CHROMIUM=")
    with sync_playwright() as playwright:
        started = launched(playwright)
        yield started
        started.close()


@pytest.fixture
def visiting(browser: Browser) -> Iterator[Callable[..., Page]]:
    """Opens a fresh window on an address: `visiting(address, width=360, dark=True)`. In the end no page has done what it must not."""
    watches: list[Watch] = []
    contexts = []

    def visit(address: str, path: str | None = "/", *, width: int = 1280, height: int = 900, dark: bool = False, **more: Any) -> Page:
        watch = Watch(address)
        watches.append(watch)
        scheme = "dark" if dark else "light"
        context = browser.new_context(viewport={"width": width, "height": height}, color_scheme=scheme, reduced_motion="reduce", **more)
        context.set_default_timeout(PATIENCE)
        contexts.append(watch.over(context))
        page = context.new_page()
        if path is not None:
            page.goto(address + path)
        return page

    yield visit
    for context in contexts:
        context.close()
    assert [fault for watch in watches for fault in watch.faults] == []


@pytest.fixture(scope="package")
def server() -> Iterator[str]:
    """The address of a server of contracts, for which it is always the same day."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(clock, "today", lambda: date(2026, 11, 27))
        with served(create_app(["microsoft-openai", "flat-lease", "meat-sale"], workers=1)) as address:
            yield address
