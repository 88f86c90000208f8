"""This file defines how something told reaches whoever reads it: drawn on a terminal, plain in a pipe, in the signs that they can take."""

from __future__ import annotations

import os
import sys
from itertools import chain
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from contract_model.telling.memo import Memo
    from contract_model.telling.section import Section
    from contract_model.telling.told import Told

FORMATS = ("pretty", "plain")


def on_terminal() -> bool:
    """Whether the output is a terminal."""
    return sys.stdout is not None and sys.stdout.isatty()


def coloured(form: str) -> bool:
    """Whether something told in a format is to have colours."""
    return form == "pretty" and on_terminal() and not os.environ.get("NO_COLOR")


def format_or_default(chosen: str | None) -> str:
    """The format asked for, or the one that suits the output."""
    return chosen or ("pretty" if on_terminal() else "plain")


def drawn(told: Memo | Sequence[Section], form: str) -> str:
    """A memo or sections as text, plain or pretty."""
    from contract_model.telling.text import plain, pretty

    if form == "pretty":
        return pretty(told)
    return plain(told, _width()) if on_terminal() else plain(told)


def put_told(told: Told, form: str | None, output: str | None = None) -> None:
    """Write something told in the format asked for, or in the one that suits the output, to a file where one is named."""
    chosen = format_or_default(form if form or not output else "plain")
    match chosen:
        case "json":
            text = told.to_json()
        case "markdown":
            text = told.to_markdown().rstrip("\n")
        case "html":
            text = told.to_html()
        case "svg":
            text = told.to_svg()
        case _:
            text = drawn(told.sections(), chosen)
    put_into(output, [text], chosen)


def output_option(command: Callable[..., Any]) -> Callable[..., Any]:
    """Give a command the option -o (`output`): a file to write to."""
    return click.option("-o", "--output", metavar="FILE", help="Write to a file.")(command)


def put_into(output: str | None, pieces: Iterable[str], form: str = "") -> None:
    """Write pieces of text with a line's end into a file, or where none is named to the output. Raises click's FileError."""
    if output is None:
        put_pieces(pieces, form)
        return
    try:
        with open(output, "w", encoding="utf-8", errors="replace") as file:
            file.writelines(chain(pieces, ["\n"]))
    except (OSError, ValueError) as error:
        raise click.FileError(output, getattr(error, "strerror", None) or "it is no path") from None


def put_report(output: str | None, form: str | None, told: Callable[[str], str]) -> None:
    """Write a report, `told` in a format, in the one asked for. What goes to a file is told in words, too, for the log.

    Raises click's FileError.
    """
    chosen = format_or_default(form if form or not output else "plain")
    put_into(output, [told(chosen)], chosen)
    if output is not None:
        words = format_or_default(None)
        put(told(words), words)


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
