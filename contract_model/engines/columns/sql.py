"""This file defines how names, texts and paths of others are written in SQL: quoted, so that nothing in them is taken for more."""

from __future__ import annotations

from collections.abc import Iterable


def name(text: str) -> str:
    """A name as SQL writes it, whatever is in it."""
    return '"' + text.replace('"', '""') + '"'


def text(value: str) -> str:
    """A text as SQL writes it, whatever is in it."""
    return "'" + value.replace("'", "''") + "'"


def files(paths: Iterable[str]) -> str:
    """Paths as a list of SQL; what would be a pattern in a name is meant as it is."""
    return "[" + ", ".join(text("".join(f"[{c}]" if c in "*?[" else c for c in path)) for path in paths) + "]"
