"""This file defines the text of a memo: plain, for pipes and files, or drawn with colours for a terminal.

Plain text uses no library. Rich is loaded only to draw; the lines are the same but for their signs.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from contract_model.telling.layout import ASCII, DRAWN, lines
from contract_model.telling.memo import Memo
from contract_model.telling.section import Piece, Section, Tone

PLAIN_WIDTH = 80


def plain(told: Memo | Sequence[Section], width: int = PLAIN_WIDTH) -> str:
    """A memo, or some sections, as plain text, in lines of at most `width` characters."""
    return "\n".join("".join(piece.text for piece in line) for line in lines(told, width, ASCII))


def pretty(told: Memo | Sequence[Section], width: int | None = None) -> str:
    """A memo, or some sections, for the terminal at the output, with the colours that it has and that NO_COLOR leaves."""
    from rich.console import Console

    return in_tones(lines(told, width or Console().width, DRAWN))


def in_tones(written: Iterable[tuple[Piece, ...]]) -> str:
    """Lines for the terminal at the output, as they are, with the colours that it has and that NO_COLOR leaves."""
    from rich.console import Console
    from rich.text import Text

    console = Console(highlight=False)  # finds out what the terminal can do
    drawn = Text(end="")
    for line in written:
        for piece in line:
            drawn.append(piece.text, _STYLES[piece.tone])
        drawn.append("\n")
    with console.capture() as captured:
        console.print(drawn, soft_wrap=True, end="")
    return captured.get().removesuffix("\n")


def plainly(text: str, encoding: str, form: str = "") -> str:
    """The text in the characters that an encoding has; for quotation marks and dashes it has others.

    `form` is json, html, svg or mermaid where another quotation mark would break it: there each sign is written as that form has it.
    """
    try:
        text.encode(encoding)
    except (UnicodeEncodeError, LookupError):
        if form == "json":
            return "".join(c if c.isascii() else _escaped(c) for c in text)
        if form in ("html", "svg"):
            return text.encode("ascii", "xmlcharrefreplace").decode()
        if form == "mermaid":
            return "".join(c if c.isascii() else f"#{ord(c)};" for c in text)
        for sign, other in _OTHERWISE.items():
            text = text.replace(sign, other)
        return text.encode("ascii", "replace").decode()
    return text


def _escaped(sign: str) -> str:
    """A sign as JSON writes it: `\\u201c`; of two halves beyond the first 65,536."""
    units = sign.encode("utf-16-be", "surrogatepass")
    return "".join(f"\\u{units[i]:02x}{units[i + 1]:02x}" for i in range(0, len(units), 2))


_STYLES = {
    Tone.PLAIN: "",
    Tone.STRONG: "bold",
    Tone.FAINT: "dim",
    Tone.PERMITTED: "bold green",
    Tone.PROHIBITED: "bold red",
    Tone.DEPENDS: "bold yellow",
    Tone.SILENT: "bold cyan",
    Tone.CONFLICT: "bold magenta",
}
_OTHERWISE = {"“": '"', "”": '"', "‘": "'", "’": "'", "–": "-", "—": "-", "…": "...", "•": "-", "✓": "+", "✗": "x", "○": "o"}
_OTHERWISE |= {"├─": "|-", "└─": "`-", "│": "|"}
