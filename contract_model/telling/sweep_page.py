"""This file defines the page of a sweep: one file of HTML with a table for each map. Nothing is loaded and nothing runs."""

from __future__ import annotations

from collections.abc import Iterator
from html import escape

from contract_model.model.answer import Verdict
from contract_model.model.sweep import Short
from contract_model.telling.layout import DRAWN
from contract_model.telling.page import pieces
from contract_model.telling.section import Row, Section
from contract_model.telling.standalone import beginning
from contract_model.telling.sweep_words import Panel, SweepWords


def sweep_page(said: SweepWords) -> str:
    """A sweep as a page."""
    title = said.words.event(said.base.event)
    head = said.asked()
    parts = [
        '<!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">',
        f"<title>{escape(title)}: a map of verdicts</title><style>{_STYLE}</style></head><body><main>",
        f"<h1>{escape(title)}</h1>",
        f"<dl>{''.join(f'<dt>{escape(r.label)}</dt><dd>{pieces(r.pieces)}</dd>' for r in head.rows)}</dl>",
        _legend(said),
        "<div class='maps'>",
        *(_map(said, panel) for panel in said.panels()),
        "</div>",
        *(_section(s) for s in (said.meaning(), said.contested()) if s.rows),
        "<p class='faint'>Under the terms as encoded; no legal advice.</p></main></body></html>",
    ]
    return "\n".join(parts) + "\n"


def _map(said: SweepWords, panel: Panel) -> str:
    """A table: a row for each point of the first axis, a column for each of the second."""
    heads = "".join(f"<th scope='col'>{escape(said.point(said.across, p))}</th>" for p in said.across.points)
    corner = f"{said.head(said.down)} ↓ " if said.down else ""
    corner = f"<td class='corner'>{escape(corner)}<br>{escape(said.head(said.across))} →</td>"
    lines = []
    for at, cells in enumerate(panel.rows):
        label = escape(said.point(said.down, said.down.points[at])) if said.down else ""
        drawn = "".join(_cell(said, panel, at, column, cell) for column, cell in enumerate(cells))
        lines.append(f"<tr><th scope='row'>{label}</th>{drawn}</tr>")
    title = said.title(panel) or said.head(said.across)
    return (
        f"<div class='map' tabindex='0' role='group' aria-label='{escape(title)}'><table><caption>{escape(title)}</caption>"
        f"<thead><tr>{corner}{heads}</tr></thead><tbody>{''.join(lines)}</tbody></table></div>"
    )


def _cell(said: SweepWords, panel: Panel, at: int, column: int, cell: Short) -> str:
    full = f"{said.place(panel, at, column)}: {said.cell(cell)}"
    star = "<abbr title='another reading would change it'>*</abbr>" if cell.contested else ""
    return f"<td class='{cell.verdict.value}' title='{escape(full)}'>{_badge(cell.verdict)}{star}</td>"


def _badge(verdict: Verdict) -> str:
    return f"<span aria-hidden='true'>{DRAWN.verdicts[verdict]}</span> {verdict.value}"


def _legend(said: SweepWords) -> str:
    samples = "".join(f"<li class='{v.value}'>{_badge(v)}</li>" for v in said.verdicts())
    contested = any(cell.contested for cell in said.sweep.cells)
    return f"<ul class='legend'>{samples}{'<li>* another reading would change it</li>' if contested else ''}</ul>"


def _section(section: Section) -> str:
    return f"<section><h2>{escape(section.heading)}</h2>{''.join(_listed(section.rows))}</section>"


def _listed(rows: tuple[Row, ...]) -> Iterator[str]:
    for row in rows:
        name = "p" if not row.item else "div"
        yield f"<{name} class='{'item' if row.item else 'row'} deep{row.depth}'>{pieces(row.pieces)}</{name}>"


_LIGHT = "--yes:#116329;--no:#a40e26;--open:#7a5200;--still:#4d5560;--clash:#7a2fa8;"
_DARK = "--yes:#6fdd8b;--no:#ff9d94;--open:#eac54f;--still:#b1bac4;--clash:#dcbdfb;"
_STYLE = (
    beginning(_LIGHT, _DARK, width="80rem", unbroken=".map,section div")
    + """\
dt,.faint,.corner,caption{color:var(--faint)}dd{margin:0;overflow-wrap:anywhere}
.legend{display:flex;flex-wrap:wrap;gap:.5rem;list-style:none;padding:0;margin:1rem 0}
.legend li{padding:.1rem .6rem;border-radius:.3rem}
.maps{display:flex;flex-wrap:wrap;gap:1.5rem 2rem}.map{overflow-x:auto;max-width:100%}
table{border-collapse:separate;border-spacing:2px}caption{text-align:left;font-weight:600;padding:.2rem 0}
th{font-weight:600;text-align:left;padding:.2rem .5rem;white-space:nowrap}thead th{vertical-align:bottom}
td{padding:.25rem .5rem;white-space:nowrap}.corner{white-space:normal;max-width:16rem;vertical-align:bottom}
.permitted{color:var(--yes)}.prohibited{color:var(--no)}.depends{color:var(--open)}.silent{color:var(--still)}
.conflict{color:var(--clash)}
td.permitted,li.permitted{background:var(--yes-paper)}td.prohibited,li.prohibited{background:var(--no-paper)}
td.depends,li.depends{background:var(--open-paper)}td.silent,li.silent{background:var(--still-paper)}
td.conflict,li.conflict{background:var(--clash-paper)}
section span.permitted,section span.prohibited,section span.depends,section span.silent,section span.conflict{font-weight:700}
abbr{text-decoration:none}
.row{margin:.7rem 0 0}.item{margin:.1rem 0 .1rem 1.2rem;display:list-item;list-style:disc outside}
.deep1{margin-left:2.4rem}.deep2{margin-left:3.6rem}
"""
)
