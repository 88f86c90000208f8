"""This file defines the page of a check: one file of HTML with charts and tables. Nothing is loaded and nothing runs."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from html import escape
from typing import TYPE_CHECKING

from contract_model.checking import charts
from contract_model.checking.result import Verdicts
from contract_model.model.answer import Verdict
from contract_model.telling.page import pieces
from contract_model.telling.section import Row, Section
from contract_model.telling.standalone import beginning

if TYPE_CHECKING:
    from contract_model.checking.reply import CheckReply

MOST_BARS = 15  # terms drawn
MOST_MONTHS = 60  # drawn; where there are more, years are


def page(reply: CheckReply) -> str:
    """What a check found, as a page."""
    from contract_model.checking.reply import ORDER

    found = reply.result
    order = [v for v in ORDER if v in found.verdicts]
    title = found.contract.title or found.contract.id
    head, *sections = reply.sections()
    parts = [
        '<!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">',
        f"<title>Rows checked against {escape(title)}</title><style>{_STYLE}</style></head><body><main>",
        f"<h1>{found.checked:,} {'row' if found.checked == 1 else 'rows'} checked against {escape(title)}</h1>",
        _definitions(head.rows),
        charts.patterns(order) if order else "",
        _badges(found.verdicts, order),
        *_pictures(reply, order),
        *(_section(s) for s in sections if s.heading != "Verdicts"),
        "<p class='faint'>Under the terms as encoded; no legal advice.</p></main></body></html>",
    ]
    return "\n".join(parts) + "\n"


def _badges(verdicts: Verdicts, order: Sequence[Verdict]) -> str:
    """Each verdict with its number of rows."""
    from contract_model.checking.reply import share

    total = sum(verdicts.values())
    each = (f"<li class='{v.value}'><b>{verdicts[v]:,}</b> {v.value}<br><small>{share(verdicts[v], total)} %</small></li>" for v in order)
    return f"<ul class='badges'>{''.join(each)}</ul>" if order else ""


def _pictures(reply: CheckReply, order: Sequence[Verdict]) -> Iterator[str]:
    from contract_model.checking.reply import by_year

    found = reply.result
    if not order:
        return
    yield f"<figure>{charts.legend(order)}{charts.lying('All rows by verdict', [('all rows', found.verdicts)], order)}</figure>"
    told = {month: v for month, v in found.months.items() if month}
    if told:
        years = len(told) > MOST_MONTHS
        caption = f"Rows by {'year' if years else 'month'}"
        drawn = charts.standing(caption, by_year(told) if years else told, order)
        yield f"<figure><figcaption>{caption}</figcaption>{drawn}</figure>"
    if found.terms:
        bars = [(t.heading or t.id, t.verdicts) for t in found.terms[:MOST_BARS]]
        yield f"<figure><figcaption>Rows by the terms that decide them</figcaption>{charts.lying('Rows by term', bars, order)}</figure>"


def _section(section: Section) -> str:
    table = ""
    if section.table:
        heads = "".join(f"<th scope='col'>{escape(h)}</th>" for h in section.table.heads)
        lines = "".join(f"<tr>{''.join(f'<td>{pieces(cell.pieces)}</td>' for cell in line)}</tr>" for line in section.table.lines)
        table = f"<table><thead><tr>{heads}</tr></thead><tbody>{lines}</tbody></table>"
    labelled = all(r.label for r in section.rows) and section.rows
    rows = _definitions(section.rows) if labelled else "".join(_row(r) for r in section.rows)
    return f"<section><h2>{escape(section.heading)}</h2>{table}{rows}</section>"


def _row(row: Row) -> str:
    return f"<p class='{'item' if row.item else 'below' if row.depth else 'row'}'>{pieces(row.pieces)}</p>"


def _definitions(rows: Sequence[Row]) -> str:
    return f"<dl>{''.join(f'<dt>{escape(r.label)}</dt><dd>{pieces(r.pieces)}</dd>' for r in rows)}</dl>"


_LIGHT = "--yes:#1a7f37;--no:#b3261e;--open:#8a6100;--still:#57606a;--clash:#8a3ab9;"
_DARK = "--yes:#4ac26b;--no:#ff7b72;--open:#e3b341;--still:#9aa4af;--clash:#d2a8ff;"
_STYLE = (
    beginning(_LIGHT, _DARK, width="60rem", unbroken="section,figure,tr")
    + """\
dt{color:var(--faint)}dd{margin:0;overflow-wrap:anywhere}
figure{margin:1.2rem 0}figcaption{font-weight:600;margin-bottom:.3rem}
svg{width:100%;height:auto}svg text{font:12px system-ui,sans-serif;fill:var(--text)}
.grid{stroke:var(--line)}.axis{stroke:var(--faint)}
.badges{display:flex;flex-wrap:wrap;gap:.6rem;list-style:none;padding:0;margin:1rem 0}
.badges li{border:1.5px solid;border-radius:.4rem;padding:.3rem .8rem;min-width:6rem}.badges b{font-size:1.3rem}
.permitted{color:var(--yes);--paper:var(--yes-paper)}.prohibited{color:var(--no);--paper:var(--no-paper)}
.depends{color:var(--open);--paper:var(--open-paper)}.silent{color:var(--still);--paper:var(--still-paper)}
.conflict{color:var(--clash);--paper:var(--clash-paper)}
.box{fill:var(--paper);stroke:currentColor;stroke-width:.8}.line{stroke:currentColor;stroke-opacity:.45;fill:none}
section span.permitted,section span.prohibited,section span.depends,section span.silent,section span.conflict{font-weight:700}
table{border-collapse:collapse;width:100%}
td,th{text-align:right;vertical-align:top;padding:.2rem 0 .2rem 1rem;border-bottom:1px solid var(--line)}
td:first-child,th:first-child{text-align:left;padding-left:0}
.row{margin:.7rem 0 0}.below,.item{margin:.1rem 0 .1rem 1.2rem}.item{display:list-item;list-style:disc outside}
.faint{color:var(--faint)}
"""
)
