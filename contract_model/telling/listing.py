"""This file defines lines that are told as they are, and not wrapped: what is to be copied from them stays whole."""

from __future__ import annotations

from collections.abc import Iterable

from contract_model.telling.section import Piece
from contract_model.telling.text import in_tones


def listed_plain(lines: Iterable[tuple[Piece, ...]]) -> str:
    """The lines as plain text."""
    return "\n".join("".join(piece.text for piece in line).rstrip() for line in lines)


def listed_pretty(lines: Iterable[tuple[Piece, ...]]) -> str:
    """The lines for the terminal at the output, with the colours that it has and that NO_COLOR leaves."""
    return in_tones(lines)
