"""This file defines the page of a `Coverage`: the contract as it is written, with what no case touches marked. One file of HTML.

Nothing is loaded and nothing runs. A line is marked by a sign and a word; colour only repeats them.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from html import escape

from contract_model.telling.words import counted
from contract_model.testing.coverage.item import Coverage, CoverageItem
from contract_model.testing.coverage.lines import Line, lines, relative
from contract_model.testing.coverage.text import percent
from contract_model.testing.coverage.words import HEADS, owner, told


def page(found: Sequence[Coverage]) -> str:
    """The coverage of contracts as a page."""
    titles = ", ".join(one.title or one.contract for one in found)
    parts = [
        '<!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">',
        f"<title>Coverage of {escape(titles)}</title><style>{_STYLE}</style></head><body>",
        *(_contract(place, one) for place, one in enumerate(found)),
        "</body></html>",
    ]
    return "\n".join(parts) + "\n"


def _contract(place: int, coverage: Coverage) -> str:
    found = lines(coverage)
    cases = counted(coverage.cases, "event"), counted(coverage.histories, "history", "histories")
    parts = [
        f"<h1>What its cases show of {escape(coverage.title or coverage.contract)}</h1>",
        f"<p>{' and '.join(cases).capitalize()}. What no case at all can show is set aside and does not count.</p>",
        _totals(coverage),
        _gaps(place, coverage),
        *(_file(f"{place}-{number}", file, found.get(file, ())) for number, file in enumerate(coverage.files)),
    ]
    return "\n".join(parts)


def _totals(coverage: Coverage) -> str:
    rows = [(HEADS[m], t) for m, t in coverage.totals.items()] + [("All together", coverage.whole)]
    heads = "".join(f"<th scope='col'>{h}</th>" for h in ("What", "Shown", "Of", "Set aside", "%"))
    body = "".join(
        f"<tr><th scope='row'>{escape(head)}</th><td>{t.shown}</td><td>{t.possible}</td><td>{t.impossible}</td>"
        f"<td>{percent(t)}<meter min='0' max='100' value='{t.percent:.1f}'>{percent(t)} %</meter></td></tr>"
        for head, t in rows
    )
    return f"<table class='totals'><thead><tr>{heads}</tr></thead><tbody>{body}</tbody></table>"


def _gaps(place: int, coverage: Coverage) -> str:
    gaps = coverage.gaps
    if not gaps:
        return "<p><b>✓ Whatever a case can show is shown.</b></p>"
    places = {f: f"{place}-{i}" for i, f in enumerate(coverage.files)}
    listed = "".join(_gap(_anchor(places.get(i.span.file, str(place)), i.span.line), i) for i in gaps)
    return f"<details><summary>✗ {len(gaps)} that no case shows</summary><ol>{listed}</ol></details>"


def _gap(anchor: str, item: CoverageItem) -> str:
    return f"<li><a href='#{anchor}'>{escape(owner(item))}, line {item.span.line}</a>: {_said(item)}</li>"


def _file(place: str, file: str, found: tuple[Line, ...]) -> str:
    body = "".join(_lines(place, file, {line.number: line for line in found}))
    return f"<h2>{escape(relative(file))}</h2>\n<div class='source'>{body}</div>"


def _lines(place: str, file: str, found: Mapping[int, Line]) -> Iterator[str]:
    for number, text in enumerate(_text(file), 1):
        line = found.get(number)
        word, sign = _mark(line)
        notes = _notes(line) if line else ""
        label = f"{sign} {line.shown}/{len(line.items)} {word}" if line else ""
        code = f"<code>{escape(text) or ' '}</code>"
        row = f"<span class='number'>{number}</span><span class='mark'>{label}</span>{code}"
        anchor = _anchor(place, number)
        if notes:
            yield f"<details class='line {word}' id='{anchor}'><summary>{row}</summary><ul>{notes}</ul></details>"
        else:
            yield f"<div class='line {word}' id='{anchor}'>{row}</div>"


def _mark(line: Line | None) -> tuple[str, str]:
    """The word and the sign of a line."""
    if line is None:
        return "plain", ""
    if line.shown == len(line.items):
        return "shown", "✓"
    return ("partly", "◐") if line.shown else ("missed", "✗")


def _notes(line: Line) -> str:
    """What is there on a line: first what no case shows."""
    listed = sorted(line.items, key=lambda i: i.shown)
    return "".join(f"<li class='{'shown' if i.shown else 'missed'}'>{'✓' if i.shown else '✗'} {_said(i)}</li>" for i in listed)


def _said(item: CoverageItem) -> str:
    if item.shown:
        return f"{escape(told(item))} <small>shown by: {escape(item.shown_by)}</small>"
    missing = f" ({escape(item.missing)})" if item.missing else ""
    closing = f"; a case of {escape(item.closing)}" if item.closing else ""
    return f"{escape(told(item))}{missing}{closing}"


def _text(file: str) -> list[str]:
    """The lines of a file; none where it can no longer be read."""
    try:
        with open(file, encoding="utf-8", errors="replace") as opened:
            return opened.read().splitlines()
    except OSError:
        return []


def _anchor(place: str, number: int) -> str:
    return f"f{place}-{number}"


_STYLE = """
:root{color-scheme:light dark;--back:#fff;--text:#1f2328;--faint:#59636e;--yes:#1a7f37;--no:#c1261d;--some:#8a5a00;--line:#d1d9e0;
 --no-back:#ffebe9;--some-back:#fff8c5}
@media (prefers-color-scheme:dark){:root{--back:#0d1117;--text:#e6edf3;--faint:#9198a1;--yes:#4ac26b;--no:#ff7b72;--some:#e3b341;
 --line:#3d444d;--no-back:#3a1614;--some-back:#332701}}
body{margin:1.5rem auto;max-width:75rem;padding:0 1rem;background:var(--back);color:var(--text);font:15px/1.45 system-ui,sans-serif}
h1{font-size:1.4rem}h2{font-size:1.1rem;margin-top:2rem}
a{color:inherit}
small{color:var(--faint)}
.totals{border-collapse:collapse}
.totals th,.totals td{padding:.2rem .8rem .2rem 0;text-align:right;border-bottom:1px solid var(--line)}
.totals th:first-child{text-align:left;font-weight:400}
.totals meter{width:6rem;margin-left:.6rem;vertical-align:middle}
.source{border:1px solid var(--line);border-radius:.4rem;overflow-x:auto}
.line{border-left:4px solid transparent}
.line summary,div.line{display:flex;gap:.8rem;align-items:baseline;padding-right:.5rem}
.line summary{cursor:pointer;list-style:none}
.number{flex:none;width:3rem;text-align:right;color:var(--faint);font-size:.85em}
.mark{flex:none;width:7rem;font-size:.85em;white-space:nowrap}
.line code{white-space:pre-wrap;font-size:.87em;overflow-wrap:anywhere}
.line ul{list-style:none;margin:.2rem .5rem 0 12rem;padding:0 0 .4rem;font-size:.9em}
.line.shown{border-left-color:var(--yes)}.line.shown .mark,li.shown{color:var(--yes)}
.line.partly{border-left:4px dashed var(--some);background:var(--some-back)}.line.partly .mark{color:var(--some);font-weight:600}
.line.missed{border-left:4px double var(--no);background:var(--no-back)}.line.missed .mark,li.missed{color:var(--no);font-weight:600}
.line:target{outline:2px solid var(--some)}
li.missed,li.shown{font-weight:400}li small{margin-left:.4em}
"""
