"""This file defines the page fragment of a memo: HTML that stands alone, with its own style, for notebooks and web pages.

Nothing is loaded and nothing runs. Text takes the colour of the page around it, so the fragment reads on light and on dark.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from html import escape

from contract_model.telling.layout import DRAWN, reason_row
from contract_model.telling.memo import Memo
from contract_model.telling.reasons import Reason
from contract_model.telling.section import Piece, Row, Section, Table, Tone


def fragment(memo: Memo, level: int = 3) -> str:
    """The memo as a fragment of HTML; `level` is that of its heading."""
    tone = memo.verdict.name.lower()
    badge = f"{DRAWN.verdicts[memo.verdict]} {memo.verdict.value}"
    parts = [
        f'<article class="contract-answer"><style>{_STYLE}</style>',
        _definitions(memo.asked.rows),
        f'<h{level} class="gist"><span class="badge {tone}">{escape(badge)}</span>{escape(memo.gist.removeprefix(":"))}</h{level}>',
        *(_section(s, level + 1) for s in memo.sections),
        *(f'<p class="closing">{escape(row.text)}</p>' for row in memo.closing),
        "</article>",
    ]
    return "\n".join(parts)


def sections_fragment(sections: Sequence[Section], before: str = "") -> str:
    """Sections as a fragment of HTML; `before` is markup that stands at its beginning."""
    parts = [f'<article class="contract-answer"><style>{_STYLE}{_TABLES}</style>', before, *(_section(s) for s in sections), "</article>"]
    return "\n".join(filter(None, parts))


def _section(section: Section, level: int = 4) -> str:
    heading = f'<h{level} class="of">{escape(section.heading)}</h{level}>' if section.heading else ""
    if section.tree:
        return f"<section>{heading}<ul class='why'>{_reason(section.tree, True)}</ul></section>"
    if section.table:
        return f"<section>{heading}{''.join(_blocks(section.rows))}{_table(section.table)}</section>"
    if all(row.label and not row.depth for row in section.rows):
        return f"<section>{heading}{_definitions(section.rows)}</section>"
    return f"<section>{heading}{''.join(_blocks(section.rows))}</section>"


def _table(table: Table) -> str:
    heads = "".join(f"<th scope='col'>{escape(h)}</th>" for h in table.heads)
    lines = "".join(f"<tr>{''.join(f'<td>{pieces(cell.pieces)}</td>' for cell in line)}</tr>" for line in table.lines)
    return f"<table><thead><tr>{heads}</tr></thead><tbody>{lines}</tbody></table>"


def _definitions(rows: Sequence[Row]) -> str:
    return "<dl>" + "".join(f"<dt>{escape(r.label)}</dt><dd>{pieces(r.pieces)}</dd>" for r in rows) + "</dl>"


def _blocks(rows: Sequence[Row]) -> Iterator[str]:
    """Rows with what is indented below each; at the margin paragraphs, below and in lists items."""
    at = 0
    while at < len(rows):
        row = rows[at]
        end = next((i for i in range(at + 1, len(rows)) if rows[i].depth <= row.depth), len(rows))
        below = "".join(_blocks(rows[at + 1 : end]))
        nested = f"<ul>{below}</ul>" if below else ""
        label = f"<b>{escape(row.label)}:</b> " if row.label else ""
        said = f"{label}{pieces(row.pieces)}"
        if row.depth or row.item or row.label:
            item = f"<li>{said}{nested}</li>"
            yield item if row.depth else f"<ul>{item}</ul>"
        else:
            yield f"<p>{said}</p>{nested}"
        at = end


def _reason(reason: Reason, top: bool = False) -> str:
    tone = {True: "permitted", False: "prohibited", None: "depends"}[reason.truth]
    said = f'<span class="sign {tone}">{DRAWN.truths[reason.truth]}</span> {pieces(reason_row(reason).pieces)}'
    if not reason.children:
        return f"<li>{said}</li>"
    opened = " open" if top or reason.term else ""
    children = "".join(_reason(child) for child in reason.children)
    return f"<li><details{opened}><summary>{said}</summary><ul>{children}</ul></details></li>"


def pieces(said: Sequence[Piece]) -> str:
    """Pieces as HTML, with their tones as classes."""
    return "".join(_piece(p) for p in said)


def _piece(piece: Piece) -> str:
    text = escape(piece.text)
    match piece.tone:
        case Tone.PLAIN:
            return text
        case Tone.STRONG:
            return f"<b>{text}</b>"
        case tone:
            return f'<span class="{tone.value}">{text}</span>'


_STYLE = """
.contract-answer{--yes:#1a7f37;--no:#c1261d;--open:#8a5a00;--still:#0a6c86;--clash:#8a3ab9;
 max-width:52rem;line-height:1.45;font-family:system-ui,sans-serif;color:inherit}
@media (prefers-color-scheme:dark){.contract-answer{--yes:#4ac26b;--no:#ff7b72;--open:#e3b341;--still:#56c8e0;--clash:#d2a8ff}}
[data-jp-theme-light=true] .contract-answer{--yes:#1a7f37;--no:#c1261d;--open:#8a5a00;--still:#0a6c86;--clash:#8a3ab9}
[data-jp-theme-light=false] .contract-answer{--yes:#4ac26b;--no:#ff7b72;--open:#e3b341;--still:#56c8e0;--clash:#d2a8ff}
.contract-answer .gist{margin:.6em 0;font-size:1.1em;font-weight:500}
.contract-answer .of{margin:1.1em 0 .3em;font-size:1em;border-bottom:1px solid color-mix(in srgb,currentColor 25%,transparent)}
.contract-answer p{margin:.4em 0}
.contract-answer ul{margin:.1em 0 .4em;padding-left:1.4em}
.contract-answer dl{display:grid;grid-template-columns:max-content 1fr;gap:.15em 1em;margin:.3em 0}
.contract-answer dt{opacity:.75}
.contract-answer dd{margin:0}
.contract-answer .badge{display:inline-block;padding:.1em .6em;margin-right:.5em;border:1.5px solid;border-radius:.4em;
 font-weight:700;text-transform:uppercase;letter-spacing:.04em}
.contract-answer .faint,.contract-answer .closing{opacity:.75;font-size:.94em}
.contract-answer .permitted{color:var(--yes)}
.contract-answer .prohibited{color:var(--no)}
.contract-answer .depends{color:var(--open)}
.contract-answer .silent{color:var(--still)}
.contract-answer .conflict{color:var(--clash)}
.contract-answer .why,.contract-answer .why ul{list-style:none;padding-left:1em}
.contract-answer summary{cursor:pointer}
"""
_TABLES = """
.contract-answer table{border-collapse:collapse}
.contract-answer td,.contract-answer th{text-align:left;vertical-align:top;padding:.2em .8em .2em 0;
 border-bottom:1px solid color-mix(in srgb,currentColor 15%,transparent)}
"""
