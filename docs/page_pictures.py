"""Makes the pictures of the page in docs/pictures: `python docs/page_pictures.py [NAME...]`.

A server is started, Chromium looks at each state of a page, and what it saw is kept with at most 256 colours. Nobody has to draw anything:
after a change of the page the pictures are made again, and looked at.
"""

from __future__ import annotations

import struct
import sys
import zlib
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import numpy
from playwright.sync_api import Page, sync_playwright

from contract_model import clock
from contract_model.web.app import create_app
from tests.web.browser.chrome import launched, served

PICTURES = Path(__file__).parent / "pictures"
LAUNCH = "contract=microsoft-openai&q=OpenAI+launches+a+product+on+AWS+in+2027"
SALE = (
    "contract=meat-sale&start=2026-01-01&complete=yes&until=day+20&at=day+8&says=The+seller+suspends+the+delivery"
    "&at=day+12&says=The+buyer+pays+1100+USD&at=day+13T09:00&says=The+buyer+resumes+the+delivery"
)


@dataclass(frozen=True, slots=True)
class Shot:
    """A picture: of which page, at what size, in which look; of a part of it, where one is named; `tall`, from its top."""

    path: str
    wide: int = 1280
    tall: int = 900
    dark: bool = False
    part: str = ""


SHOTS = {
    "page": Shot(f"/ask?{LAUNCH}"),
    "page-dark": Shot(f"/ask?{LAUNCH}&fact.azure_can=yes&fact.azure_will=yes&fact.on_azure=no", dark=True),
    "page-phone": Shot(f"/ask?{LAUNCH}&fact.azure_can=no", 360, 740),
    "timeline": Shot(f"/ask?{LAUNCH}", part="#timeline", tall=620),
    "comparison": Shot(f"/compare?{LAUNCH}&before=2023-01-23&after=2026-04-27"),
    "redline": Shot("/redline?contract=microsoft-openai&before=2026-02-27&after=2026-04-27"),
    "history": Shot(f"/history?{SALE}", tall=1000),
    "tree": Shot("/tree?contract=microsoft-openai&action=launch&actor=openai&date=2027", tall=760),
}


def main() -> None:
    """Make those that are named, or all."""
    clock.today = lambda: date(2026, 11, 27)
    PICTURES.mkdir(exist_ok=True)
    with served(create_app(workers=0)) as address, sync_playwright() as playwright:
        browser = launched(playwright)
        for name in sys.argv[1:] or SHOTS:
            shot = SHOTS[name]
            scheme = "dark" if shot.dark else "light"
            context = browser.new_context(viewport={"width": shot.wide, "height": shot.tall}, color_scheme=scheme, reduced_motion="reduce")
            page = context.new_page()
            page.goto(address + shot.path)
            page.wait_for_load_state("networkidle")
            path = PICTURES / f"{name}.png"
            path.write_bytes(with_palette(seen(page, shot)))
            context.close()
            print(f"{path.relative_to(PICTURES.parents[1])}: {path.stat().st_size / 1000:.0f} kB")
        browser.close()


def seen(page: Page, shot: Shot) -> bytes:
    """What a shot shows, as PNG."""
    if not shot.part:
        return page.screenshot()
    box = page.locator(shot.part).bounding_box()
    assert box is not None
    clip = {"x": 0, "y": box["y"], "width": shot.wide, "height": min(box["height"], shot.tall)}
    return page.screenshot(full_page=True, clip=clip)


def with_palette(png: bytes) -> bytes:
    """The same picture with at most 256 colours: those that occur most, others being shown in the nearest of these."""
    wide, tall, rows = pixels(png)
    counts = Counter(map(bytes, rows.reshape(-1, 3)))
    palette = numpy.array([list(c) for c, _ in counts.most_common(256)], dtype=numpy.int32)
    nearest: dict[bytes, int] = {}
    for colour in counts:
        away = ((palette - numpy.frombuffer(colour, dtype=numpy.uint8).astype(numpy.int32)) ** 2).sum(axis=1)
        nearest[colour] = int(away.argmin())
    indexed = numpy.array([nearest[c] for c in map(bytes, rows.reshape(-1, 3))], dtype=numpy.uint8).reshape(tall, wide)
    data = b"".join(b"\0" + bytes(row) for row in indexed)
    head = struct.pack(">IIBBBBB", wide, tall, 8, 3, 0, 0, 0)
    chunks = [(b"IHDR", head), (b"PLTE", palette.astype(numpy.uint8).tobytes()), (b"IDAT", zlib.compress(data, 9)), (b"IEND", b"")]
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(said)) + kind + said + struct.pack(">I", zlib.crc32(kind + said)) for kind, said in chunks
    )


def pixels(png: bytes) -> tuple[int, int, numpy.ndarray]:
    """The width, the height and the colours of a picture as Chromium writes it: eight bits of red, green and blue, perhaps of opacity."""
    found = dict(chunks(png))
    wide, tall, bits, kind = struct.unpack(">IIBB", found[b"IHDR"][:10])
    assert (bits, kind) in ((8, 2), (8, 6)), "not a picture as Chromium writes it"
    signs = 3 if kind == 2 else 4
    raw = zlib.decompress(found[b"IDAT"])
    before = numpy.zeros(wide * signs, dtype=numpy.uint8)
    rows = []
    for at in range(0, len(raw), wide * signs + 1):
        line = numpy.frombuffer(raw, dtype=numpy.uint8, count=wide * signs, offset=at + 1).copy()
        before = unfiltered(raw[at], line, before, signs)
        rows.append(before)
    return wide, tall, numpy.array(rows).reshape(tall, wide, signs)[:, :, :3]


def chunks(png: bytes) -> Iterator[tuple[bytes, bytes]]:
    """The chunks of a picture; the data as one."""
    at, data = 8, b""
    while at < len(png):
        (length,) = struct.unpack(">I", png[at : at + 4])
        kind, said = png[at + 4 : at + 8], png[at + 8 : at + 8 + length]
        if kind == b"IDAT":
            data += said
        else:
            yield kind, said
        at += length + 12
    yield b"IDAT", data


def unfiltered(way: int, line: numpy.ndarray, above: numpy.ndarray, signs: int) -> numpy.ndarray:
    """A row of a picture without its filter: what it says is the difference to the row above, to the left, or to both."""
    match way:
        case 0:
            return line
        case 1:
            return numpy.cumsum(line.reshape(-1, signs), axis=0, dtype=numpy.uint8).reshape(-1)
        case 2:
            return line + above
    found, up = line.tolist(), above.tolist()
    for i, said in enumerate(found):
        left, high = (found[i - signs], up[i - signs]) if i >= signs else (0, 0)
        if way == 3:
            found[i] = (said + (left + up[i]) // 2) & 255
        else:
            away = [(abs(up[i] - high), left), (abs(left - high), up[i]), (abs(left + up[i] - 2 * high), high)]
            found[i] = (said + min(away, key=lambda pair: pair[0])[1]) & 255
    return numpy.array(found, dtype=numpy.uint8)


if __name__ == "__main__":
    main()
