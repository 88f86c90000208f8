"""What many clients at once get from `contract serve`: 200 of them for 30 seconds, for the API, for a click on the page, for the page.

    python benchmarks/load.py [CLIENTS] [SECONDS]

Each client asks, waits for the answer, and asks the next question; no two questions in a row are the same. The clients are one process
beside the server's, and take their share of the same processors. Told are the answers per second, the time of a processor that each
took, how long a client waited, and the memory of the server with all of its processes at the start, in the middle and at the end.
"""

from __future__ import annotations

import asyncio
import itertools
import json
import os
import re
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlencode

CHECKOUT = Path(__file__).parents[1]
CLOUDS = ("Azure", "AWS", "Google Cloud", "Oracle")
FACTS = ("azure_can", "azure_will", "on_azure")
ASK = "POST /v1/contracts/microsoft-openai/ask HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: {}\r\n\r\n"
PAGE = "GET /ask?{} HTTP/1.1\r\nHost: localhost\r\nAccept-Encoding: gzip\r\n{}\r\n"
ALL = 8 * len(CLOUDS) * 3 ** len(FACTS)


def questions() -> Iterator[tuple[str, dict[str, str]]]:
    """Questions with facts, over and over: 8 years, 4 clouds, 27 states of knowledge."""
    knowledge = list(itertools.product(("true", "false", "?"), repeat=3))
    for year, cloud, known in itertools.cycle(itertools.product(range(2026, 2034), CLOUDS, knowledge)):
        yield f"OpenAI launches a product on {cloud} in {year}", dict(zip(FACTS, known, strict=True))


def ask() -> Iterator[bytes]:
    """Requests to the API."""
    for question, facts in questions():
        body = json.dumps({"question": question, "facts": facts}).encode()
        yield ASK.format(len(body)).encode() + body


def page() -> Iterator[bytes]:
    """Requests for the whole page, by the addresses that links lead to: 32 of them, over and over."""
    for question in itertools.cycle(dict.fromkeys(q for q, _ in itertools.islice(questions(), ALL))):
        yield PAGE.format(urlencode({"contract": "microsoft-openai", "q": question}), "").encode()


def click() -> Iterator[bytes]:
    """Requests for what a click on a condition changes on the page."""
    for question, facts in questions():
        asked = {"contract": "microsoft-openai", "q": question, **{f"fact.{name}": value for name, value in facts.items()}}
        yield PAGE.format(urlencode(asked), "HX-Request: true\r\n").encode()


async def client(port: int, requests: Iterator[bytes], until: float, waited: list[float], wrong: list[str]) -> None:
    """One client, until the time is over."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    while (begin := time.perf_counter()) < until:
        writer.write(next(requests))
        head = (await reader.readuntil(b"\r\n\r\n")).decode()
        await reader.readexactly(int(re.search(r"content-length: (\d+)", head)[1]))
        waited.append(time.perf_counter() - begin)
        if not head.startswith(("HTTP/1.1 200 ", "HTTP/1.1 303 ")):
            wrong.append(head.partition("\r\n")[0])
    writer.close()


def processes(pid: int) -> list[int]:
    """A process and those that it has started."""
    return [pid, *(int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split())]


def worked(pid: int) -> float:
    """The seconds of processor that a process has had, with those that it has started."""
    stats = (Path(f"/proc/{each}/stat").read_text().rpartition(")")[2].split() for each in processes(pid))
    return sum(int(stat[11]) + int(stat[12]) for stat in stats) / os.sysconf("SC_CLK_TCK")


def memory(pid: int) -> float:
    """The MiB that a process takes with all that it has started; what they share is counted once."""
    rollups = (Path(f"/proc/{each}/smaps_rollup").read_text() for each in processes(pid))
    return sum(int(re.search(r"^Pss: +(\d+)", text, re.MULTILINE)[1]) for text in rollups) / 1024


async def load(port: int, pid: int, requests: Iterator[bytes], clients: int, seconds: float) -> None:
    """Have the clients ask, and tell what they got."""
    waited: list[float] = []
    wrong: list[str] = []
    taken, before = [memory(pid)], worked(pid)
    begin = time.perf_counter()
    tasks = [asyncio.create_task(client(port, requests, begin + seconds, waited, wrong)) for _ in range(clients)]
    await asyncio.sleep(seconds / 2)
    taken.append(memory(pid))
    await asyncio.gather(*tasks)
    took = time.perf_counter() - begin
    taken.append(memory(pid))
    waited.sort()
    median, most = (waited[int(len(waited) * share)] * 1000 for share in (0.5, 0.99))
    each = (worked(pid) - before) / len(waited) * 1000
    print(f"  {len(waited):,} answers, {len(waited) / took:.0f} a second; {len(wrong)} errors {wrong[:1] or ''}")
    print(f"  each took {each:.1f} ms of a processor")
    print(f"  waited: median {median:.0f} ms, 99th percentile {most:.0f} ms, longest {waited[-1] * 1000:.0f} ms")
    print(f"  memory of the server: {' / '.join(f'{each:.0f}' for each in taken)} MiB at the start, in the middle, at the end")


def main() -> None:
    clients, seconds = int(sys.argv[1]) if len(sys.argv) > 1 else 200, float(sys.argv[2]) if len(sys.argv) > 2 else 30
    command = [sys.executable, str(CHECKOUT / "cli.py"), "serve", "--port", "0"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env={**os.environ, "PYTHONUNBUFFERED": "1"}) as server:
        try:
            assert server.stdout is not None
            port = int(re.search(r":(\d+)/", server.stdout.readline())[1])
            asyncio.run(client(port, ask(), time.perf_counter() + 1, [], []))  # what starts with the server has started then
            for name, requests in (("ask", ask), ("click", click), ("page", page)):
                for count, long in ((1, seconds / 6), (clients, seconds)):
                    busy = os.getloadavg()[0]
                    print(f"{name}: {count} at once for {long:g} s on {os.cpu_count()} processors (load before: {busy:.1f})", flush=True)
                    asyncio.run(load(port, server.pid, requests(), count, long))
        finally:
            server.terminate()


if __name__ == "__main__":
    main()
