"""This file defines `Timeline`: the verdict on one event for every date on which it might happen. Data only.

Timeline
  TimelineRow      under the readings taken, or with one other reading
    Span           days that follow on each other and have one answer
      Stretch      those of them that the same terms of one version decide
    Border         the day on which the answer changes, and why
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import Enum

from contract_model.model.answer import Outcome, Verdict
from contract_model.model.case import Case, DateSpan


class Cause(Enum):
    """What it is about the day on which an answer changes.

    VERSION: a version comes into force. ADDED, REPEALED, REPLACED: that version has a term that the one before had not, has it no more, or
    has it otherwise. BEGINS, ENDS: the first day of a term, the day after its last. UNTIL: what a term lasts until comes about.
    CONDITION: a condition of a term turns, as it asks about the date. UNKNOWN: what is not known can be so only before, or only after.
    """

    VERSION = "version"
    ADDED = "added"
    REPEALED = "repealed"
    REPLACED = "replaced"
    BEGINS = "begins"
    ENDS = "ends"
    UNTIL = "until"
    CONDITION = "condition"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Reason:
    """One reason why an answer changes. `version`: the one that comes into force, or that of the term.

    Of a condition, `part` says where in the term it stands (`when`, `requires`, `unless` and the exception's id), `definition` names the
    definition that turns, if it is one, and `text` has the condition as it was written.
    """

    cause: Cause
    version: str = ""
    term: str = ""
    part: str = ""
    definition: str = ""
    text: str = ""


@dataclass(frozen=True, slots=True)
class Border:
    """`day` is the first with the new answer."""

    day: date
    reasons: tuple[Reason, ...]


@dataclass(frozen=True, slots=True)
class Stretch:
    """Days on which the same terms of one version decide; no version is in force where `version` is none.

    `by_silence`: where no term decides, the verdict is the policy on silence.
    """

    days: DateSpan
    version: str | None
    decided_by: tuple[str, ...]
    by_silence: bool = False


@dataclass(frozen=True, slots=True)
class Span:
    """The days, as many as follow on each other, on which the answer is the same: the possible verdicts with their conditions.

    A span without a first day goes back for ever, one without a last day goes on for ever.
    """

    days: DateSpan
    outcomes: tuple[Outcome, ...]
    stretches: tuple[Stretch, ...]

    @property
    def verdict(self) -> Verdict:
        """The verdict: that of the only outcome, or `depends`."""
        return self.outcomes[0].verdict if len(self.outcomes) == 1 else Verdict.DEPENDS

    @property
    def possible(self) -> frozenset[Verdict]:
        """The verdicts that are possible on each of the days."""
        return frozenset(o.verdict for o in self.outcomes)


@dataclass(frozen=True, slots=True)
class TimelineRow:
    """The spans in their order, and the borders between them. `name`, `reading`: the one reading that is another; empty where none is."""

    spans: tuple[Span, ...]
    borders: tuple[Border, ...]
    name: str = ""
    reading: str = ""

    @property
    def permitted(self) -> tuple[DateSpan, ...]:
        """The days on which the event is permitted whatever is not known."""
        return self.days_of(lambda span: span.verdict is Verdict.PERMITTED)

    @property
    def permissible(self) -> tuple[DateSpan, ...]:
        """The days on which it can be permitted: for certain, or as things turn out."""
        return self.days_of(lambda span: Verdict.PERMITTED in span.possible)

    def days_of(self, wanted: Callable[[Span], bool]) -> tuple[DateSpan, ...]:
        """The days of some spans; those that follow on each other together."""
        found: list[DateSpan] = []
        for span in filter(wanted, self.spans):
            last = found[-1].last if found else None
            if last is not None and span.days.first == last + timedelta(days=1):
                found[-1] = replace(found[-1], last=span.days.last)
            else:
                found.append(span.days)
        return tuple(found)


@dataclass(frozen=True, slots=True)
class Timeline:
    """The verdict on the event of a case for every date of `over`; the date of the case itself counts for nothing.

    `others`: a row for each reading that is not taken and changes the answer on some day, where that was asked for; `idle`: the
    ambiguities that the terms ask about and of which no reading does.
    """

    contract: str
    case: Case
    over: DateSpan
    row: TimelineRow
    others: tuple[TimelineRow, ...] = ()
    idle: tuple[str, ...] = ()
