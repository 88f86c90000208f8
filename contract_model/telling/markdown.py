"""This file defines the Markdown of a memo (CommonMark): headings, paragraphs and nested lists, with all text escaped."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from contract_model.telling.layout import DRAWN, reason_row
from contract_model.telling.memo import Memo
from contract_model.telling.reasons import Reason
from contract_model.telling.section import Piece, Row, Section, Table, Tone


def markdown(memo: Memo) -> str:
    """The memo as Markdown. Headings are of the third level, so that it fits into a document."""
    lines = [*_rows(memo.asked.rows), ""]
    lines += [f"### {DRAWN.verdicts[memo.verdict]} {memo.verdict.value.capitalize()}{escaped(memo.gist)}", ""]
    for section in memo.sections:
        lines += _section(section)
    lines += [*_rows(memo.closing)]
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip() + "\n"


def sections_markdown(sections: Sequence[Section]) -> str:
    """Sections as Markdown, with headings of the fourth level."""
    lines = [line for section in sections for line in _section(section)]
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip() + "\n"


def escaped(text: str) -> str:
    """Text whose signs mean nothing in Markdown, nor in HTML."""
    text = re.sub(r"([\\`*_\[\]<>|~#])", r"\\\1", text).replace("&", "&amp;")
    return re.sub(r"^(\d+)([.)])(?= |$)", r"\1\\\2", re.sub(r"^([-+=])", r"\\\1", text))


def _section(section: Section) -> Iterator[str]:
    if section.heading:
        yield f"#### {escaped(section.heading)}"
        yield ""
    yield from _rows(section.rows)
    if section.table:
        yield from _table(section.table)
    if section.tree:
        yield from _tree(section.tree, 0)
    yield ""


def _table(table: Table) -> Iterator[str]:
    yield from ["", f"| {' | '.join(map(escaped, table.heads))} |", f"| {' | '.join('---' for _ in table.heads)} |"]
    yield from (f"| {' | '.join(_pieces(cell.pieces) for cell in line)} |" for line in table.lines)


def _rows(rows: Iterable[Row]) -> Iterator[str]:
    """Rows at the margin as paragraphs, and what is a list or lies below them as lists."""
    listing = False
    for row in rows:
        said = f"**{escaped(row.label)}:** {_pieces(row.pieces)}" if row.label else _pieces(row.pieces)
        if row.depth or row.item or row.label:
            yield f"{'  ' * max(0, row.depth - 1)}- {said}"
            listing = True
        else:
            yield from ["", said, ""] if listing else [said, ""]
            listing = False


def _pieces(pieces: Sequence[Piece]) -> str:
    return "".join(_piece(p) for p in pieces)


def _piece(piece: Piece) -> str:
    text = escaped(piece.text)
    if piece.tone in (Tone.PLAIN, Tone.FAINT) or not text.strip():
        return text
    blank = len(text) - len(text.lstrip())
    return f"{text[:blank]}**{text.strip()}**{text[len(text.rstrip()) :]}"


def _tree(reason: Reason, depth: int) -> Iterator[str]:
    sign = DRAWN.truths[reason.truth]
    yield f"{'  ' * depth}- {sign} {_pieces(reason_row(reason).pieces)}"
    for child in reason.children:
        yield from _tree(child, depth + 1)
