"""This file defines the pieces of a picture (SVG): texts, lines, and how a verdict looks.

A verdict has a colour, a pattern and a word; nothing is told by colour alone. A picture stands for itself: nothing is loaded, nothing runs.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from html import escape
from textwrap import wrap

from contract_model.model.answer import Verdict

SIGN = 6.6  # a generous width of a sign at 12 px


@dataclass(frozen=True, slots=True)
class Style:
    """How a verdict is drawn: paper, ink, and a pattern (the path of its lines in a square of 8)."""

    paper: str
    ink: str
    pattern: str = ""
    dashed: bool = False


STYLES = {
    Verdict.PERMITTED: Style("#d3efdb", "#1a7f37", "M4 0V8"),
    Verdict.PROHIBITED: Style("#fad7d3", "#b3261e", "M0 8L8 0M0 0L8 8"),
    Verdict.DEPENDS: Style("#fff1c2", "#8a6100", "M0 8L8 0"),
    Verdict.CONFLICT: Style("#e9dcf6", "#8a3ab9", "M0 4L4 0L8 4M0 8L4 4L8 8"),
    Verdict.SILENT: Style("#ffffff", "#57606a", dashed=True),
}


def picture(width: int, height: int, id: str, title: str, described: str, verdicts: Iterable[Verdict], body: Iterable[str]) -> str:
    """A whole picture with its title and, for whoever cannot see it, its description. `id` tells it from others on the same page."""
    return "\n".join(
        [
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" width="{width}" height="{height}" '
            f'role="img" aria-labelledby="{id}-title {id}-desc">',
            f'<title id="{id}-title">{escaped(title)}</title>',
            f'<desc id="{id}-desc">{escaped(described)}</desc>',
            f"<style>{_CSS}</style>",
            "<defs>",
            *_patterns(id, verdicts),
            "</defs>",
            f'<rect width="{width}" height="{height}" fill="#ffffff"/>',
            *body,
            "</svg>",
        ]
    )


def box(id: str, verdict: Verdict, x: float, y: float, wide: float, tall: float, said: str = "", round_: int = 0) -> str:
    """A box in the manner of a verdict, in the picture of an id. `said` shows when one points at it."""
    style = STYLES[verdict]
    dash = ' stroke-dasharray="4 3"' if style.dashed else ""
    place = f'x="{round(x, 1)}" y="{round(y, 1)}" width="{round(wide, 1)}" height="{round(tall, 1)}" rx="{round_}"'
    pattern = f'<rect {place} fill="url(#{id}-{verdict.value})"/>' if style.pattern else ""
    return f'<g>{title(said) if said else ""}<rect {place} fill="{style.paper}" stroke="{style.ink}"{dash}/>{pattern}</g>'


def text(x: float, y: float, said: str, kind: str, anchor: str = "", full: str = "") -> str:
    """A line of text. `full` is what it says in full, where it was cut."""
    place = f' text-anchor="{anchor}"' if anchor else ""
    whole = title(full) if full and full != said else ""
    return f'<text x="{round(x, 1)}" y="{round(y, 1)}" class="{kind}"{place}>{escaped(said)}{whole}</text>'


def line(x: float, y: float, x2: float, y2: float, kind: str) -> str:
    """A straight line."""
    return f'<line x1="{round(x, 1)}" y1="{round(y, 1)}" x2="{round(x2, 1)}" y2="{round(y2, 1)}" class="{kind}"/>'


def title(said: str) -> str:
    """What shows when one points at what it stands in."""
    return f"<title>{escaped(said)}</title>"


def cut(said: str, most: int) -> str:
    """A text of at most so many signs."""
    return said if len(said) <= most else f"{said[: most - 1].rstrip()}…"


def wrapped(said: str, signs: int, most: int = 0) -> Sequence[str]:
    """A text in lines of at most so many signs; where there are more than `most` lines, the last one is cut."""
    lines = wrap(said, signs, break_on_hyphens=False) or [""]
    return lines if not most or len(lines) <= most else [*lines[: most - 1], cut(f"{lines[most - 1]} …", signs)]


def legend(id: str, verdicts: Iterable[Verdict], x: float, y: float) -> list[str]:
    """A sample of each verdict with its word, in one line."""
    found = []
    for verdict in (v for v in Verdict if v in set(verdicts)):
        found += [box(id, verdict, x, y, 26, 15), text(x + 33, y + 12, verdict.value, "legend")]
        x += 33 + len(verdict.value) * SIGN + 24
    return found


def escaped(said: str) -> str:
    """Text for XML, which has no place for some signs at all."""
    return escape("".join(c if c.isprintable() else " " for c in said))


def _patterns(id: str, verdicts: Iterable[Verdict]) -> Iterator[str]:
    for verdict in (v for v in Verdict if v in set(verdicts)):
        style = STYLES[verdict]
        if style.pattern:
            path = f'<path d="{style.pattern}" stroke="{style.ink}" stroke-width="1" stroke-opacity=".4" fill="none"/>'
            yield f'<pattern id="{id}-{verdict.value}" width="8" height="8" patternUnits="userSpaceOnUse">{path}</pattern>'


_CSS = (
    "text{font-family:system-ui,'Segoe UI',Helvetica,Arial,sans-serif;font-size:12px;fill:#24292f}"
    ".title{font-size:18px;font-weight:700}.name,.word{font-weight:600}.small,.tick{font-size:11px}.note{fill:#57606a}"
    ".word,.halo{paint-order:stroke;stroke:#fff;stroke-width:3px;stroke-linejoin:round}"
    ".grid{stroke:#e7eaed}.axis,.branch{stroke:#57606a}.hair{stroke:#8b949e;stroke-dasharray:1 3}.asked{stroke:#1f5fae;stroke-width:1.5}"
)
