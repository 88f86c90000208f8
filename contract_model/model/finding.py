"""This file defines `Finding`: what a check of a contract found, and `CHECKS`, all checks by name.

A check asks about all cases at once. What it finds comes with a case that shows it, where there is one to show.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum

from contract_model.model.case import Case
from contract_model.problems import Span


class Severity(Enum):
    """How much a finding weighs, the heaviest first."""

    ERROR = "error"
    WARNING = "warning"
    NOTE = "note"

    def reaches(self, least: Severity) -> bool:
        """Whether it weighs as much as another, or more."""
        return _ORDER.index(self) <= _ORDER.index(least)


_ORDER = tuple(Severity)


@dataclass(frozen=True, slots=True)
class Check:
    """A question that is asked of every contract. `id` is stable; `says` tells what a finding means."""

    id: str
    severity: Severity
    says: str


CHECKS: Mapping[str, Check] = {
    check.id: check
    for check in (
        Check("conflict", Severity.ERROR, "two terms oppose each other and neither prevails"),
        Check("gap", Severity.NOTE, "the contract is silent on an event that its vocabulary allows"),
        Check("dead-term", Severity.WARNING, "no case engages the term"),
        Check("dead-exception", Severity.WARNING, "no case that engages the term meets the exception"),
        Check("never-decides", Severity.WARNING, "without the term every verdict would be the same"),
        Check("constant-condition", Severity.WARNING, "the condition is true in all cases, or in none"),
        Check("dead-after", Severity.NOTE, "the term applies to nothing after a day that it does not state"),
        Check("idle-permission", Severity.NOTE, "nothing forbids what is permitted"),
        Check("idle-precedence", Severity.WARNING, "a term prevails over one that it never meets"),
        Check("idle-ambiguity", Severity.WARNING, "no verdict depends on the reading"),
        Check("unused-word", Severity.WARNING, "nothing in the contract speaks of the word"),
        Check("circular-reference", Severity.NOTE, "what a term brings about leads back to it"),
        Check("boundary-day", Severity.WARNING, "a day falls into both of two consecutive terms, or into neither"),
        Check("idle-suppression", Severity.WARNING, "what is suppressed is not found"),
    )
}


@dataclass(frozen=True, slots=True)
class Allowed:
    """A finding that a contract suppresses: of one check, at a term or a word (empty: anywhere), and why."""

    check: str
    at: str
    reason: str
    span: Span


@dataclass(frozen=True, slots=True)
class Finding:
    """What a check found: `at` which terms or words, in which version, and in which cases it shows.

    `allowed`: the reason for which the contract suppresses it.
    """

    check: Check
    severity: Severity
    at: tuple[str, ...]
    message: str
    span: Span | None
    version: str = ""
    cases: tuple[Case, ...] = ()
    hint: str = ""
    allowed: str = ""


@dataclass(frozen=True, slots=True)
class Undetermined:
    """A question of a check that the solver did not answer."""

    check: Check
    at: tuple[str, ...]
    timeout: bool


@dataclass(frozen=True, slots=True)
class Findings:
    """All that the checks found in a contract. `undetermined`: what the solver could not tell."""

    contract: str
    findings: tuple[Finding, ...]
    undetermined: tuple[Undetermined, ...] = ()

    @property
    def complete(self) -> bool:
        """Whether every question was answered."""
        return not self.undetermined

    @property
    def open(self) -> tuple[Finding, ...]:
        """The findings that the contract does not suppress."""
        return tuple(f for f in self.findings if not f.allowed)
