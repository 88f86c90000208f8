"""This file defines how something told reaches whoever reads it: drawn on a terminal, plain in a pipe, in the signs that they can take."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from contract_model.telling.memo import Memo, Section
    from contract_model.telling.told import Told

FORMATS = ("pretty", "plain")


def on_terminal() -> bool:
    """Whether the output is a terminal."""
    return sys.stdout is not None and sys.stdout.isatty()


def format_or_default(chosen: str | None) -> str:
    """The format asked for, or the one that suits the output."""
    return chosen or ("pretty" if on_terminal() else "plain")


def drawn(told: Memo | Sequence[Section], form: str) -> str:
    """A memo or sections as text, plain or pretty."""
    from contract_model.telling.text import plain, pretty

    if form == "pretty":
        return pretty(told)
    return plain(told, _width()) if on_terminal() else plain(told)


def put_told(told: Told, form: str | None) -> None:
    """Write something told in the format asked for, or in the one that suits the output."""
    match format_or_default(form):
        case "json":
            put(told.to_json(), "json")
        case "markdown":
            put(told.to_markdown().rstrip("\n"))
        case "html":
            put(told.to_html(), "html")
        case "svg":
            put(told.to_svg(), "svg")
        case chosen:
            put(drawn(told.sections(), chosen))


def put(text: str, form: str = "") -> None:
    """Write text in a form with a line's end, in characters that the output can take."""
    put_pieces([text], form)


def put_pieces(pieces: Iterable[str], form: str = "") -> None:
    """The same for text that is made piece by piece."""
    from contract_model.telling.text import plainly

    if sys.stdout is None:  # closed by whoever called
        return
    encoding = sys.stdout.encoding or "ascii"
    try:
        for piece in pieces:
            sys.stdout.write(plainly(piece, encoding, form))
        sys.stdout.write("\n")
        sys.stdout.flush()
    except OSError as error:
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, sys.stdout.fileno())  # what is left to write when Python ends goes nowhere
        if not isinstance(error, BrokenPipeError):  # that one means that nobody reads any more, which is no fault
            raise click.ClickException(f"the output cannot be written: {error.strerror}") from None


def _width() -> int:
    from shutil import get_terminal_size

    return get_terminal_size().columns
