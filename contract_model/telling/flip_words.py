"""This file defines how changes are said: a condition as it is written, what is so now, in whose hands it lies, what terms would do."""

from __future__ import annotations

from collections.abc import Sequence

from contract_model.model.answer import Among, Between, Holds, Literal, Status, Verdict
from contract_model.model.case import DateSpan
from contract_model.model.contract import Contract, Term, TermKind
from contract_model.model.flip import Change, Flip, Hands, Role, Was
from contract_model.model.values import written
from contract_model.telling.gist import called
from contract_model.telling.words import Words, date_span, interval, listed

_TOGETHER = {Hands.BEARER: "the bearer", Hands.COUNTERPARTY: "the counterparty", Hands.BOTH: "only together"}


def condition(literal: Literal) -> str:
    """A condition as one names and values it: `cloud: azure`, `date: from 1 May 2026 on`, `paid + due <= EUR(100)`."""
    match literal:
        case Among(name, values):
            return f"{name}: {listed([written(v) for v in values], 'or')}"
        case Between(name, kind, low, high, closed):
            return f"{name}: {interval(kind, low, high, closed, clocked=name == 'time')}"
        case Holds(text, _, truth):
            return text if truth else f"not {text}"


def now(was: Was) -> str:
    """What a name has now: `azure`, `true, presumed`, `not known`."""
    match was.value:
        case None:
            said = "not known"
        case DateSpan() as span:
            said = date_span(span).removeprefix("on ").removeprefix("in ") or "not known"
        case value:
            said = written(value)
    return f"{said}, presumed" if was.presumed else said


def all_now(change: Change) -> str:
    """What the names of a change have now; each with its name where there are several."""
    if len(change.was) == 1:
        return now(change.was[0])
    return listed([f"{w.name} {now(w)}" for w in change.was])


def in_hands(words: Words, flip: Flip) -> str:
    """In whose hands a flip lies: `In the hands of Microsoft, the counterparty.`"""
    if flip.hands is Hands.NOBODY:
        others = [p for p in flip.parties if p]
        if others and all(c.held_by for c in flip.changes):
            return f"In the hands of {words.parties(others)}, not of the bearer or the counterparty."
        unheld = [n for c in flip.changes if not c.held_by for n in c.names]
        return "In nobody's hands." if len(unheld) == sum(len(c.names) for c in flip.changes) else f"In nobody's hands: {listed(unheld)}."
    return f"In the hands of {words.parties(flip.parties)}, {_TOGETHER[flip.hands]}."


def roles(contract: Contract, told: Sequence[Role], then: Verdict | None = None) -> str:
    """What some terms do; with the verdict that is `then`, what they would do: `“Any cloud” would allow it`."""
    return listed([role(contract, each, then) for each in told])


def role(contract: Contract, told: Role, then: Verdict | None = None) -> str:
    """What one term does, or would do."""
    term = next(v for v in contract.versions if v.id == told.version).terms[told.term]
    does, would_do = _does(term, told.status, then)
    return f"{called(term)} {does if then is None else would_do}"


def _does(term: Term, status: Status, then: Verdict | None) -> tuple[str, str]:
    match status, term.kind:
        case Status.BITES, TermKind.OBLIGATION:
            return "is not met", "would not be met"
        case Status.BITES, _:
            return "forbids it", "would forbid it"
        case Status.MET, _:
            return "is met", "would be met"
        case Status.EXCUSED, _:
            return "is excused", "would be excused"
        case Status.GRANTS, TermKind.POWER:
            return "may be used", "could be used"
        case Status.GRANTS, _:
            return "allows it", "would allow it"
        case Status.YIELDS, _:
            return "gives way", "would give way"
        case Status.NOT_ENGAGED, _:
            return "does not apply", "would not apply"
        case Status.STATES, _:
            return "holds", "would hold"
        case _, TermKind.OBLIGATION | TermKind.PROHIBITION if then is Verdict.PERMITTED:
            return "is open", "would not stand in the way"
        case _:
            return "is open", "would be open"
