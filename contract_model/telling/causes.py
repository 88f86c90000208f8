"""This file defines causes: why a norm, a fact or the contract changed, in half a sentence (`the deadline passed`)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from contract_model.model.case import DateSpan
from contract_model.model.contract import Contract, Term, TermKind
from contract_model.model.history import Change, ContractChanged, FactChanged, NormChange, PartyChanged, Run, Step, Why
from contract_model.model.states import NormState
from contract_model.model.values import in_words
from contract_model.telling.words import spelled

_NOUNS = {
    NormState.VIOLATED: "the violation of",
    NormState.FULFILLED: "the performance of",
    NormState.DISCHARGED: "the discharge of",
    NormState.SUSPENDED: "the suspension of",
    NormState.IN_FORCE: "the coming into force of",
    NormState.EXERCISED: "the exercise of",
    NormState.LAPSED: "the lapse of",
}
_ALWAYS: Mapping[Why, str] = {
    Why.START: "the contract began",
    Why.VERSION: "the version of the contract changed",
    Why.EXCUSED: "its time passed, and an exception holds",
    Why.NOTHING_OWED: "nothing is owed",
    Why.NOTICE: "the notice period is over",
    Why.ENDED: "the contract ended",
    Why.PERIOD: "a new period began",
    Why.EXPIRY: "its time was up",
    Why.RENEWAL: "it was renewed",
    Why.ALL_PERFORMED: "all that was due is settled",
}
_OPENED = {
    TermKind.OBLIGATION: "the time from which it can be performed has come",
    TermKind.POWER: "the time from which it can be used has come",
    TermKind.PROHIBITION: "the time from which it holds has come",
}


@dataclass(frozen=True, slots=True)
class Names:
    """How a run's terms, instances and events are named.

    `events`: the label of each happening, by its place (`event 3`). `periods`: those of recurring instances, by their labels (`May 2026`).
    """

    contract: Contract
    terms: Mapping[str, Term]
    events: tuple[str, ...]
    periods: Mapping[str, str]

    def term(self, id: str, label: str = "") -> str:
        """A term by its heading, with its id or that of its instance: `“Payment” (pay/2)`."""
        found = self.terms.get(id)
        named = label or id
        if not found or found.heading in ("", id):
            return f"“{named}”"
        period = f" for {self.periods[label]}" if label in self.periods else ""
        return f"“{found.heading}”{period} ({named})"

    def instance(self, label: str) -> str:
        """An instance by its label, which is the term's id and from the second on a number."""
        return self.term(label.partition("/")[0], label)

    def event(self, happening: int | None) -> str:
        """An event by its number; what nobody did is an event taken to have happened."""
        return self.events[happening] if happening is not None else "an event that is taken to have happened"


def names(contract: Contract, run: Run, events: tuple[str, ...] | None = None) -> Names:
    """The names of a run; a term is that of its last version in which it stands."""
    terms = {id: term for version in contract.versions for id, term in version.terms.items()}
    periods = {i.label: period_in_words(*i.period) for i in run.instances if i.period}
    return Names(contract, terms, events or tuple(f"event {i + 1}" for i in range(len(run.history.happenings))), periods)


def period_in_words(first: int, last: int) -> str:
    """A period by the numbers of its first and last day: `2029`, `Q3 2029`, `May 2029`, or from day to day."""
    begins, ends = date.fromordinal(first), date.fromordinal(last)
    span = str(DateSpan(begins, ends))
    match span.split("-"):
        case [year] if ".." not in span:
            return year
        case [year, quarter] if quarter.startswith("Q"):
            return f"{quarter} {year}"
        case [year, _] if ".." not in span:
            return f"{begins:%B} {year}"
        case _:
            return f"{in_words(begins)} to {in_words(ends)}" if begins != ends else in_words(begins)


def why(named: Names, change: Change, step: Step | None = None) -> str:
    """Why something changed, without capital and full stop. `step`: that in which it did, to tell which change of a norm led to it."""
    match change:
        case NormChange():
            return _why_norm(named, change, step)
        case FactChanged() | ContractChanged():
            return _common(named, change.why, change.by, change.happening, step)
        case PartyChanged(by=by, happening=happening):
            return _provided(named, by, happening)
        case _:
            return "not decided"


def _why_norm(named: Names, change: NormChange, step: Step | None) -> str:
    term = named.terms.get(change.term)
    match change.why:
        case Why.OPENED:
            return _OPENED.get(term.kind, "its time has come") if term else "its time has come"
        case Why.DEADLINE if change.after is NormState.VIOLATED:
            return "the deadline passed"
        case Why.DEADLINE:
            return "its time passed" + (" without a breach" if change.after is NormState.FULFILLED else "")
        case Why.CONDITION if change.after in (NormState.IN_FORCE, NormState.AVAILABLE):
            return "what it was waiting for holds"
        case Why.CONDITION if change.after in (NormState.PENDING, NormState.NOT_AVAILABLE) and change.before is None:
            return "what it waits for does not hold yet"
        case Why.CONDITION:
            return "its condition no longer holds"
        case _:
            return _common(named, change.why, change.by, change.happening, step)


def _common(named: Names, cause: Why, by: str | None, happening: int | None, step: Step | None) -> str:
    if cause in _ALWAYS:
        return _ALWAYS[cause]
    event = named.event(happening)
    match cause:
        case Why.EVENT:
            return f"{event} brought it about"
        case Why.CHANGE:
            return f"{_change_of(named, by, step)} brought it about"
        case Why.PERFORMED:
            return f"performed by {event}"
        case Why.LATE:
            return f"performed late by {event}"
        case Why.BROKEN:
            return f"{event} breaks it"
        case Why.EXERCISED:
            return f"by {event}"
        case Why.CONSEQUENCE:
            return _provided(named, by, happening)
        case Why.MOVED:
            return f"{event} moved its time" if happening is not None else "its time moved"
        case Why.TOLD:
            return f"{event} tells it" if happening is not None else "the history tells it"
        case Why.DEADLINE:
            return "its time passed"
        case Why.CONDITION:
            return "what it depends on has changed"
        case _:
            return spelled(cause.value)


def _change_of(named: Names, by: str | None, step: Step | None) -> str:
    """The change of another norm that led to this one."""
    if by is None:
        return "a change of another norm"
    label = by.partition("/")[0]
    changes = [c for c in (step.changes if step else ()) if isinstance(c, NormChange) and (c.term == label or c.instance == by)]
    noun = next((_NOUNS[c.after] for c in reversed(changes) if c.after in _NOUNS), "a change of")
    return f"{noun} {named.term(label, by)}"


def _provided(named: Names, by: str | None, happening: int | None) -> str:
    """That a term provides it: `the power “Suspension” (suspend), exercised by event 3, provides it`."""
    if by is None:
        return f"{named.event(happening)} led to it" if happening is not None else "the contract provides it"
    label = by.partition("/")[0]
    term = named.terms.get(label)
    kind = f"the {term.kind.value} " if term else ""
    through = f", through {named.event(happening)}" if happening is not None else ""
    return f"by {kind}{named.term(label, by)}{through}"
