"""This file defines `Finding`: one thing that a check found, as reports for other programs tell it, whatever found it.

A report is made of findings by sarif.py (for code scanning), by annotations.py (for a run of GitHub Actions) and by summary.py (Markdown).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TypeAlias

from contract_model.problems import Problem, Span
from contract_model.telling.remedies import REMEDIES, Remedy

Property: TypeAlias = "str | int | float | bool | list[str]"


class Level(StrEnum):
    """How much it matters. The words are those of SARIF."""

    ERROR = "error"
    WARNING = "warning"
    NOTE = "note"


@dataclass(frozen=True, slots=True)
class Check:
    """A kind of finding: its stable id (`unknown-name`), what it means in a sentence, and what to do about it."""

    id: str
    means: str
    help: str
    level: Level = Level.ERROR


@dataclass(frozen=True, slots=True)
class Finding:
    """What a check found: the message by itself says what is the matter, `within` where in the contract, `hint` what to do here.

    `properties` are further data for programs.
    """

    check: Check
    message: str
    span: Span | None = None
    within: str = ""
    hint: str = ""
    properties: Mapping[str, Property] = field(default_factory=dict)

    @property
    def whole(self) -> str:
        """The message with where it lies and what to do, in one line."""
        remarks = [r for r in (f"in {self.within}" if self.within else "", self.hint) if r]
        return f"{self.message} ({'; '.join(remarks)})" if remarks else self.message


def findings_of(problems: Iterable[Problem]) -> list[Finding]:
    """Problems as findings."""
    return [Finding(_check(p.name), p.message, p.span, p.within, p.hint) for p in problems]


def _check(name: str) -> Check:
    told = REMEDIES.get(name, Remedy(f"{name.replace('-', ' ').capitalize()}.", "see the message."))
    return Check(name, told.means, told.remedy)
