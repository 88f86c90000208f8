"""This file defines how names and texts of others are written in SQL: quoted, so that nothing in them is taken for more."""

from __future__ import annotations


def name(text: str) -> str:
    """A name as SQL writes it, whatever is in it."""
    return '"' + text.replace('"', '""') + '"'


def text(value: str) -> str:
    """A text as SQL writes it, whatever is in it."""
    return "'" + value.replace("'", "''") + "'"
