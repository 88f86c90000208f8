"""Measures how long a click on the what-if page takes until its answer is on the screen: `python benchmarks/clicks.py [COUNT]`.

From the moment at which the browser got the click (or the key) to the frame in which the new verdict is painted, in Chromium on this
machine, with `contract serve` as it is. Each kind of click is told twice: into a scenario that nobody asked for before, and into one
that was asked lately. The parts that come after the verdict - the timeline, what would change it, the reasons - are told apart.
"""

from __future__ import annotations

import socket
import statistics
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

from tests.web.browser.chrome import launched

COUNT = int(sys.argv[1]) if len(sys.argv) > 1 else 40
QUESTION = "/ask?contract=microsoft-openai&q=OpenAI+launches+a+product+on+AWS+in+2027"
WATCH = """(() => {
    window.took = [];
    let at = 0;
    const began = (event) => { if (event.isTrusted) at = event.timeStamp; };
    for (const name of ["pointerup", "keydown"]) document.addEventListener(name, began, true);
    // What is painted is there once a frame after the next has begun.
    const painted = (then) => requestAnimationFrame(() => {
        const channel = new MessageChannel();
        channel.port1.onmessage = then;
        channel.port2.postMessage(0);
    });
    document.addEventListener("htmx:afterSwap", (event) => {
        if (event.detail.target.id === "scenario" || event.target.id === "scenario") {
            const from = at;
            painted(() => window.took.push({ what: "verdict", ms: performance.now() - from }));
        }
    });
    document.addEventListener("htmx:afterSettle", () => {
        const from = at;
        if (!document.querySelector(".part.coming")) painted(() => window.took.push({ what: "all", ms: performance.now() - from }));
    });
})()"""


def main() -> None:
    """Serve, click, and tell how long it took."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = Path(sys.executable).parent / "contract"
    server = subprocess.Popen([command, "serve", "microsoft-openai", "--port", str(port)], stdout=subprocess.DEVNULL)
    try:
        address = f"http://127.0.0.1:{port}"
        for _ in range(200):
            try:
                urllib.request.urlopen(f"{address}/health", timeout=1).close()
                break
            except OSError:
                time.sleep(0.1)
        with sync_playwright() as playwright:
            browser = launched(playwright)
            for name, clicks in CLICKS.items():
                page = browser.new_context(viewport={"width": 1280, "height": 900}).new_page()
                page.add_init_script(WATCH)
                tell(f"{name}, for the first time", list(measured(page, address, clicks)))
                tell(f"{name}, again", list(measured(page, address, clicks)))
                page.context.close()
            browser.close()
    finally:
        server.terminate()
        server.wait(20)


def measured(page: Page, address: str, clicks: Callable[[Page, int], None]) -> Iterator[tuple[float, float]]:
    """For each click the milliseconds to the verdict, and until all is there."""
    page.goto(address + QUESTION)
    page.wait_for_load_state("networkidle")
    for number in range(COUNT):
        page.evaluate("window.took = []")
        clicks(page, number)
        for _ in range(400):
            page.wait_for_timeout(25)
            took = page.evaluate("window.took")
            if any(t["what"] == "all" for t in took):
                break
        yield (next(t["ms"] for t in took if t["what"] == "verdict"), next(t["ms"] for t in reversed(took) if t["what"] == "all"))


def tell(name: str, found: list[tuple[float, float]]) -> None:
    """The median and the 95th percentile."""
    for what, times in zip(("the verdict", "all parts"), zip(*found, strict=True), strict=True):
        ranked = sorted(times)
        late = ranked[min(len(ranked) - 1, int(len(ranked) * 0.95))]
        print(f"{name}: {what} after {statistics.median(ranked):.0f} ms (median), {late:.0f} ms (95th percentile), {len(ranked)} clicks")


def switch(page: Page, number: int) -> None:
    """A position of one of the facts that has not been taken."""
    press(page, "section[aria-labelledby='facts-heading'] input:not(:checked)", number)


def reading(page: Page, number: int) -> None:
    """Another reading of one of the ambiguities."""
    press(page, "section[aria-labelledby='readings-heading'] input:not(:checked)", number)


def press(page: Page, selector: str, number: int) -> None:
    """One of several, not the same each time."""
    found = page.locator(selector)
    found.nth(number * 7 % found.count()).click()


def day(page: Page, number: int) -> None:
    """The next day on the timeline, by an arrow key."""
    page.locator("#day").focus()
    page.keyboard.press("ArrowRight")


CLICKS = {"A fact": switch, "A reading": reading, "A day": day}

if __name__ == "__main__":
    main()
