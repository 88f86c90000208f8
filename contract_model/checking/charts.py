"""This file defines the charts of a check (SVG): bars of rows, cut by verdict. A verdict has a colour, a pattern and a word.

Colours are those of the page around (light, dark, print); nothing is loaded and nothing runs. What a chart shows stands in a table, too.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from contract_model.checking.result import Verdicts
from contract_model.model.answer import Verdict
from contract_model.telling.drawing import STYLES, cut, escaped, title

WIDE = 900
LABELS = 300  # of bars that lie
TALL = 26
_ROOM = 180  # of bars that stand
_LEFT = 56
MOST_LABELS = 16  # below bars that stand


def patterns(verdicts: Sequence[Verdict]) -> str:
    """The patterns of verdicts, once for all charts of a page."""
    drawn = "".join(
        f'<pattern id="of-{v.value}" width="8" height="8" patternUnits="userSpaceOnUse">'
        f'<path d="{STYLES[v].pattern}" class="line {v.value}"/></pattern>'
        for v in verdicts
        if STYLES[v].pattern
    )
    return f'<svg width="0" height="0" aria-hidden="true" style="position:absolute"><defs>{drawn}</defs></svg>'


def lying(described: str, bars: Sequence[tuple[str, Verdicts]], order: Sequence[Verdict]) -> str:
    """A bar for each label, one below the other, all to one scale."""
    most = max((sum(v.values()) for _, v in bars), default=0) or 1
    room = WIDE - LABELS - 80
    body = []
    for place, (label, verdicts) in enumerate(bars):
        y = place * (TALL + 8) + 4
        total = sum(verdicts.values())
        body.append(_text(LABELS - 10, y + TALL - 8, cut(label, 46), "end", label))
        x = float(LABELS)
        for verdict, count in _shown(verdicts, order):
            wide = max(room * count / most, 1.0)
            body.append(_box(verdict, x, y, wide, TALL, f"{label}: {count:,} {verdict.value}"))
            x += wide
        body.append(_text(x + 8, y + TALL - 8, f"{total:,}"))
    return _chart(len(bars) * (TALL + 8) + 4, described, body)


def standing(described: str, bars: Mapping[str, Verdicts], order: Sequence[Verdict]) -> str:
    """A bar for each label, one beside the other, with a scale."""
    most = max((sum(v.values()) for v in bars.values()), default=0) or 1
    top = 14
    each = (WIDE - _LEFT - 10) / max(len(bars), 1)
    wide = min(max(each * 0.8, 1.0), 48.0)
    body = []
    for mark in _marks(most):
        y = top + _ROOM * (1 - mark / most)
        body += [
            f'<line x1="{_LEFT}" x2="{WIDE - 10}" y1="{y:.1f}" y2="{y:.1f}" class="grid"/>',
            _text(_LEFT - 8, y + 4, f"{mark:,}", "end"),
        ]
    every = -(-len(bars) // MOST_LABELS)
    for place, (label, verdicts) in enumerate(bars.items()):
        middle = _LEFT + each * (place + 0.5)
        y = float(top + _ROOM)
        for verdict, count in _shown(verdicts, order):
            tall = _ROOM * count / most
            y -= tall
            body.append(_box(verdict, middle - wide / 2, y, wide, tall, f"{label}: {count:,} {verdict.value}"))
        if place % every == 0:
            body.append(_text(middle, top + _ROOM + 18, label, "middle"))
    body.append(f'<line x1="{_LEFT}" x2="{WIDE - 10}" y1="{top + _ROOM}" y2="{top + _ROOM}" class="axis"/>')
    return _chart(top + _ROOM + 30, described, body)


def legend(order: Sequence[Verdict]) -> str:
    """A sample of each verdict with its word."""
    body, x = [], 4.0
    for verdict in order:
        body += [_box(verdict, x, 4, 28, 16, ""), _text(x + 36, 17, verdict.value)]
        x += 36 + 8 * len(verdict.value) + 26
    return _chart(26, "What the patterns stand for", body)


def _chart(tall: float, described: str, body: Sequence[str]) -> str:
    return f'<svg viewBox="0 0 {WIDE} {tall:.0f}" role="img" aria-label="{escaped(described)}">{"".join(body)}</svg>'


def _shown(verdicts: Verdicts, order: Sequence[Verdict]) -> Iterator[tuple[Verdict, int]]:
    return ((v, verdicts[v]) for v in order if verdicts.get(v))


def _box(verdict: Verdict, x: float, y: float, wide: float, tall: float, said: str) -> str:
    place = f'x="{x:.1f}" y="{y:.1f}" width="{wide:.1f}" height="{tall:.1f}"'
    over = f'<rect {place} fill="url(#of-{verdict.value})"/>' if STYLES[verdict].pattern and wide > 3 and tall > 3 else ""
    return f'<g>{title(said) if said else ""}<rect {place} class="box {verdict.value}"/>{over}</g>'


def _text(x: float, y: float, said: str, anchor: str = "start", full: str = "") -> str:
    whole = title(full) if full and full != said else ""
    return f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}">{escaped(said)}{whole}</text>'


def _marks(most: int) -> list[int]:
    """A few round numbers up to the largest."""
    step = 1
    while most / step > 5:
        step *= 5 if str(step)[0] == "1" and most / step > 10 else 2 if str(step)[0] in "15" else 5
    return list(range(0, most + 1, step))
