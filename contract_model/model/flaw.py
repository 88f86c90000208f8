"""This file defines `Flaw`: what is wrong with a contract, or looks as if it were, before a dispute shows it; and `FLAWS`, all kinds of it.

Each kind is a check that asks about all cases at once. A flaw comes with a case that shows it, where there is one to show.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum

from contract_model.model.case import Case
from contract_model.problems import Span


class Severity(Enum):
    """How much a flaw weighs, the heaviest first."""

    ERROR = "error"
    WARNING = "warning"
    NOTE = "note"

    def reaches(self, least: Severity) -> bool:
        """Whether it weighs as much as another, or more."""
        return _ORDER.index(self) <= _ORDER.index(least)


_ORDER = tuple(Severity)


@dataclass(frozen=True, slots=True)
class FlawKind:
    """A check: its stable id, how much what it finds weighs, what that means and what to do about it."""

    id: str
    severity: Severity
    means: str
    remedy: str


FLAWS: Mapping[str, FlawKind] = {
    kind.id: kind
    for kind in (
        FlawKind(
            "conflict",
            Severity.ERROR,
            "One term forbids what another allows, and neither prevails.",
            "say which prevails, by `subject_to` or `notwithstanding`.",
        ),
        FlawKind(
            "gap",
            Severity.NOTE,
            "The contract has no answer to an event of an action that it governs.",
            "add a term, or a policy on silence, or suppress it with the reason for which it is left open.",
        ),
        FlawKind("dead-term", Severity.WARNING, "No case engages the term.", "correct its conditions or its dates, or take it out."),
        FlawKind(
            "dead-exception", Severity.WARNING, "The exception holds in no case that engages the term.", "correct it, or take it out."
        ),
        FlawKind(
            "never-decides", Severity.WARNING, "Without the term every verdict would be the same.", "take it out, or see what it was for."
        ),
        FlawKind(
            "constant-condition",
            Severity.WARNING,
            "The condition is true wherever it is asked, or false.",
            "correct it, or take it out.",
        ),
        FlawKind(
            "dead-after",
            Severity.NOTE,
            "By its conditions the term ends on a day that it does not state.",
            "state it as `through`, if it is meant.",
        ),
        FlawKind("idle-permission", Severity.NOTE, "Nothing forbids what is permitted.", "nothing, if it is there for clarity."),
        FlawKind(
            "idle-precedence",
            Severity.WARNING,
            "A term prevails over one with which it never clashes.",
            "drop the precedence, or correct the conditions.",
        ),
        FlawKind(
            "idle-ambiguity", Severity.WARNING, "No verdict turns on the reading.", "take the ambiguity out, or let a condition ask for it."
        ),
        FlawKind("unused-word", Severity.WARNING, "Nothing in the contract uses the word.", "take it out, or use it."),
        FlawKind(
            "circular-reference",
            Severity.NOTE,
            "What a term brings about can bring it about again, without end.",
            "see that something ends the circle.",
        ),
        FlawKind(
            "boundary-day",
            Severity.WARNING,
            "A day falls into both of two terms of which one follows the other, or into neither.",
            "let the second begin on the day after the last day of the first; both ends are inclusive.",
        ),
        FlawKind(
            "idle-suppression", Severity.WARNING, "A flaw is suppressed that is not there.", "take the suppression out of `lint: allow`."
        ),
    )
}


@dataclass(frozen=True, slots=True)
class Allowed:
    """A flaw that a contract suppresses: of one kind, at a term or a word (empty: anywhere), and why."""

    kind: str
    at: str
    reason: str
    span: Span


@dataclass(frozen=True, slots=True)
class Flaw:
    """A flaw: `at` which terms or words, in which version, and a case that shows it.

    `message` says what is the matter, in a sentence. `within`: where in the contract. `allowed`: why the contract suppresses it.
    """

    kind: FlawKind
    severity: Severity
    at: tuple[str, ...]
    message: str
    span: Span | None = None
    within: str = ""
    version: str = ""
    case: Case | None = None
    allowed: str = ""


@dataclass(frozen=True, slots=True)
class OpenCheck:
    """A check that was not answered at some term or word: for want of time, or because the solver cannot tell."""

    kind: FlawKind
    at: tuple[str, ...]
    reason: str


@dataclass(frozen=True, slots=True)
class Flaws:
    """All flaws of a contract, and what could not be told."""

    contract: str
    flaws: tuple[Flaw, ...]
    open: tuple[OpenCheck, ...] = ()

    @property
    def unsuppressed(self) -> tuple[Flaw, ...]:
        """The flaws that the contract does not suppress."""
        return tuple(f for f in self.flaws if not f.allowed)
