"""This file defines lines: a memo laid out for a width of so many characters, in pieces that keep their tone."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import zip_longest
from typing import TYPE_CHECKING

from contract_model.model.answer import Verdict
from contract_model.telling.memo import Memo
from contract_model.telling.section import Piece, Row, Section, Table, Tone, row

if TYPE_CHECKING:
    from contract_model.telling.reasons import Reason

Line = tuple[Piece, ...]

NARROWEST = 30
NARROWEST_COLUMN = 20
WIDEST = 110  # longer lines are hard to read
LONGEST_LABEL = 20  # what is longer does not push the rest aside


@dataclass(frozen=True, slots=True)
class Marks:
    """The signs that a layout draws with. `tree` are the four pieces of a tree's branches: for a child, the last child, and below each;
    `rule` is drawn after a heading."""

    verdicts: dict[Verdict, str]
    bullet: str
    truths: dict[bool | None, str]
    tree: tuple[str, str, str, str]
    rule: str = ""


ASCII = Marks(
    {Verdict.PERMITTED: "[+]", Verdict.PROHIBITED: "[-]", Verdict.DEPENDS: "[?]", Verdict.SILENT: "[ ]", Verdict.CONFLICT: "[!]"},
    "-",
    {True: "yes", False: "no", None: "open"},
    ("  ", "  ", "  ", "  "),
)
DRAWN = Marks(
    {Verdict.PERMITTED: "✓", Verdict.PROHIBITED: "✗", Verdict.DEPENDS: "?", Verdict.SILENT: "○", Verdict.CONFLICT: "!"},
    "•",
    {True: "✓", False: "✗", None: "?"},
    ("├─ ", "└─ ", "│  ", "   "),
    "─",
)


def lines(told: Memo | Sequence[Section], width: int, marks: Marks) -> Iterator[Line]:
    """The lines of a memo, or of some sections."""
    width = max(NARROWEST, min(width, WIDEST))
    if isinstance(told, Memo):
        yield from _memo(told, width, marks)
        return
    for place, section in enumerate(told):
        if place:
            yield ()
        yield from section_lines(section, width, marks)


def _memo(memo: Memo, width: int, marks: Marks) -> Iterator[Line]:
    yield from section_lines(memo.asked, width, marks)
    yield ()
    tone = Tone[memo.verdict.name]
    badge = f"{marks.verdicts[memo.verdict]} {memo.verdict.value.upper()}"
    yield from _wrapped((Piece(badge, tone), Piece(memo.gist)), width, "", " " * (len(marks.verdicts[memo.verdict]) + 1))
    for section in memo.sections:
        yield ()
        yield from section_lines(section, width, marks)
    yield ()
    for closing in memo.closing:
        yield from _wrapped(closing.pieces, width, "", "")


def section_lines(section: Section, width: int, marks: Marks) -> Iterator[Line]:
    """The lines of one section."""
    inset = "  " if section.heading else ""
    if section.heading:
        heading = Piece(section.heading, Tone.STRONG)
        rule = " " + marks.rule * (width - len(section.heading) - 1) if marks.rule else ""
        yield (heading, Piece(rule, Tone.FAINT)) if rule else (heading,)
    labels = min(max((len(r.label) for r in section.rows), default=0), LONGEST_LABEL)
    previous: Row | None = None
    for each in section.rows:
        if previous is not None and section.heading and _begins_a_group(each, section):
            yield ()
        yield from _row(each, width, inset, labels, marks)
        previous = each
    if section.table:
        yield from _table(section.table, width, inset)
    if section.tree:
        yield from _tree(section.tree, width, inset, marks)


def _table(table: Table, width: int, inset: str) -> Iterator[Line]:
    """A table, the first column no wider than it must be. Where columns would be narrow, each is as wide as it must be;
    where even these have no room, each line's cells stand one below the other."""
    gap = "  "
    room = width - len(inset) - len(gap) * (len(table.heads) - 1)
    first = max(len(text) for text in (table.heads[0], *(line[0].text for line in table.lines)))
    first = min(first, room // len(table.heads))
    each = (room - first) // max(1, len(table.heads) - 1)
    widths = (first, *(each for _ in table.heads[1:]))
    if each < NARROWEST_COLUMN:
        widths = _natural(table, room)
    if not widths:
        for line in table.lines:
            for head, cell in zip(table.heads, line, strict=True):
                label = (Piece(f"{head}: ", Tone.FAINT),) if head else ()
                yield from _wrapped((*label, *cell.pieces), width, inset, inset + "  ")
            yield ()
        return
    heads = tuple(Row((Piece(h, Tone.STRONG),)) for h in table.heads)
    for line in (heads, *table.lines):
        cells = [list(_wrapped(cell.pieces, wide, "", "")) for cell, wide in zip(line, widths, strict=True)]
        for parts in zip_longest(*cells, fillvalue=()):
            drawn: list[Piece] = [Piece(inset, Tone.FAINT)]
            for place, part in enumerate(parts):
                drawn += part
                used = sum(len(p.text) for p in part)
                if place < len(parts) - 1:
                    drawn.append(Piece(" " * max(0, widths[place] - used) + gap, Tone.FAINT))
            yield _joined(drawn)


def _natural(table: Table, room: int) -> tuple[int, ...]:
    """Widths that give each column room for its longest word, and for whole cells as far as there is more; none where there is not."""
    columns = list(zip(table.heads, *((cell.text for cell in line) for line in table.lines), strict=True))
    wanted = [max(map(len, texts)) for texts in columns]
    widths = [max(len(word) for text in texts for word in (text.split() or [""])) for texts in columns]
    spare = room - sum(widths)
    if spare < 0:
        return ()
    for place in sorted(range(len(widths)), key=lambda i: wanted[i] - widths[i]):
        more = min(spare, wanted[place] - widths[place])
        widths[place] += more
        spare -= more
    return tuple(widths)


def _begins_a_group(each: Row, section: Section) -> bool:
    """A row at the margin over rows that are indented."""
    return not each.item and not each.label and each.depth == 0 and any(r.depth for r in section.rows)


def _row(each: Row, width: int, inset: str, labels: int, marks: Marks) -> Iterator[Line]:
    margin = inset + "  " * each.depth
    if each.item:
        yield from _wrapped(each.pieces, width, f"{margin}{marks.bullet} ", margin + "  ")
    elif each.label:
        yield from _wrapped(each.pieces, width, f"{margin}{each.label:<{labels}}  ", margin + " " * (labels + 2))
    else:
        yield from _wrapped(each.pieces, width, margin, margin)


def _tree(root: Reason, width: int, inset: str, marks: Marks) -> Iterator[Line]:
    drawn = any(b.strip() for b in marks.tree)
    signs = max(len(s) for s in marks.truths.values()) + 1

    def visit(reason: Reason, first: str, below: str) -> Iterator[Line]:
        sign = f"{marks.truths[reason.truth]:<{signs}}"
        hanging = below + ("│" if drawn and reason.children else " ") * bool(signs) + " " * (signs - 1)
        yield from _wrapped(reason_row(reason).pieces, width, first, hanging, sign=Piece(sign, _TRUTH_TONES[reason.truth]))
        for place, child in enumerate(reason.children):
            last = place == len(reason.children) - 1
            branch, under = (marks.tree[1], marks.tree[3]) if last else (marks.tree[0], marks.tree[2])
            yield from visit(child, below + branch, below + under)

    yield from visit(root, inset, inset)


def reason_row(reason: Reason) -> Row:
    """A reason as it is told on one row, its sign not among the pieces."""
    enough = " (one is enough)" if reason.any and len(reason.children) > 1 and reason.statement != "one of these holds" else ""
    note = f" ({reason.note})" if reason.note else ""
    sources = f" [{', '.join(reason.sources)}]" if reason.sources else ""
    return row(reason.statement, Piece(enough + note + sources, Tone.FAINT))


_TRUTH_TONES = {True: Tone.PERMITTED, False: Tone.PROHIBITED, None: Tone.DEPENDS}


def _wrapped(pieces: Iterable[Piece], width: int, first: str, hanging: str, sign: Piece | None = None) -> Iterator[Line]:
    """Pieces as lines that are no longer than a width, where words allow it; the first begins with `first`, the others with `hanging`."""
    line: list[Piece] = [Piece(first, Tone.FAINT), *([sign] if sign else [])]
    used = sum(len(p.text) for p in line)
    start = used
    for word, gap in _words(pieces):
        length = sum(len(p.text) for p in word)
        if used > start and used + gap + length > width:
            yield _joined(line)
            line, used, gap = [Piece(hanging, Tone.FAINT)], len(hanging), 0
            start = used
        if gap and used > start:
            line.append(Piece(" ", line[-1].tone if line[-1].tone == word[0].tone else Tone.PLAIN))
            used += 1
        line += word
        used += length
    yield _joined(line)


def _words(pieces: Iterable[Piece]) -> Iterator[tuple[list[Piece], int]]:
    """The words of some pieces, each of one or more pieces that no blank parts, and whether a blank stands before it."""
    word: list[Piece] = []
    gap = 0
    for piece in pieces:
        chunks = piece.text.split(" ")
        for place, chunk in enumerate(chunks):
            if place:
                if word:
                    yield word, gap
                word, gap = [], 1
            if chunk:
                word.append(replace(piece, text=chunk))
    if word:
        yield word, gap


def _joined(line: list[Piece]) -> Line:
    """A line without needless pieces and without blanks at its end."""
    joined: list[Piece] = []
    for piece in line:
        if joined and joined[-1].tone is piece.tone:
            joined[-1] = replace(joined[-1], text=joined[-1].text + piece.text)
        elif piece.text:
            joined.append(piece)
    while joined and not joined[-1].text.strip():
        joined.pop()
    if joined:
        joined[-1] = replace(joined[-1], text=joined[-1].text.rstrip())
    return tuple(joined)
