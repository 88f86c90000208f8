"""This file defines what a term says about time, as rows of words: when it comes about, until when, and what follows from it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from contract_model.model.contract import Contract, Term, TermKind, Version
from contract_model.model.counting import Corresponding, Counting, Roll
from contract_model.model.norm import (
    Act,
    Assign,
    Bound,
    ChangeNorm,
    Consequence,
    Deem,
    Delegate,
    EndContract,
    Ending,
    Expression,
    NormPart,
    OnEvent,
    SetFact,
    Trigger,
    Verb,
)
from contract_model.telling.section import Row, faint, row
from contract_model.telling.words import listed, spelled

_FOLLOWS = {
    TermKind.OBLIGATION: "When performed",
    TermKind.POWER: "When exercised",
    TermKind.DECLARATION: "Then",
    TermKind.PROHIBITION: "In the end",
}


def norm_rows(contract: Contract, version: Version, term: Term) -> Iterator[Row]:
    """The rows of a term over time; none for another."""
    norm = term.norm
    if norm is None:
        return
    named = _Named(version)
    yield row(_comes_about(named, term, norm), label="Comes about")
    if norm.every:
        of_calendar = " of the calendar" if norm.aligned else ""
        yield row(f"anew for each {str(norm.every).removeprefix('1 ')}{of_calendar} from then on", label="Every")
    if norm.once:
        yield row(norm.once.text, faint(" (pending until this holds)"), label="Once")
    if term.kind is TermKind.OBLIGATION and norm.acts:
        yield row(_acts(norm), label="Must")
    if norm.owes:
        yield row(norm.owes.text, label="Owes")
    if norm.available:
        yield row(norm.available.text, label="Available if")
    if norm.opens:
        yield row(norm.opens.text, label="Not before")
    if norm.due:
        yield _until(term, norm.due)
    if norm.often:
        yield row("it can be exercised again", label="Often")
    if norm.notice:
        yield row(f"it takes effect {norm.notice} after it was exercised", label="Notice")
    yield from _follows(named, _FOLLOWS.get(term.kind, "Then"), norm.consequences)
    yield from _follows(named, "When violated", norm.after_violation, norm.on_violation)
    yield from _follows(named, "When unused", norm.on_lapse)
    if term.kind is TermKind.OBLIGATION and norm.due:
        late = "late performance counts, and the violation stays on record" if norm.late else "late performance does not count"
        yield row(late, label="When late")
    if norm.survives:
        yield row("it outlives the end of the contract", label="Survives")
    if norm.counting != contract.policies.counting:
        counted = _counting(norm.counting, contract.policies.counting)
        if counted:
            yield row(counted, label="Counted")


def expressions_of(term: Term) -> list[tuple[str, Expression]]:
    """The conditions of a term over time and the values that it works out, each under the key where it stands."""
    norm = term.norm
    if norm is None:
        return []
    found = [("triggered_by", t.condition) for t in norm.triggers]
    found += [("once", norm.once)]
    found += [(f"{a.action} if", a.condition) for a in norm.acts]
    found += [("owes", norm.owes), ("available", norm.available)]
    found += [(key, bound.anchor) for key, bound in (("not_before", norm.opens), ("due", norm.due)) if bound]
    return [(key, expression) for key, expression in found if expression is not None]


class _Named:
    """The terms of a version by their headings."""

    def __init__(self, version: Version) -> None:
        self.version = version

    def __call__(self, id: str) -> str:
        term = self.version.terms.get(id)
        return f"“{term.heading}” ({id})" if term and term.heading not in ("", id) else id


def _comes_about(named: _Named, term: Term, norm: NormPart) -> str:
    """What makes an instance: its triggers, the terms that bring it about, or where there is neither the start of the contract."""
    found = [_trigger(named, t) for t in norm.triggers]
    found += [f"the violation of {named(id)}" for id, other in _others(named.version) if term.id in other.on_violation]
    found += [f"{named(id)}, which makes it" for id, other in _others(named.version) if _creates(other, term.id)]
    return f"by {listed(found, 'or')}" if found else "with the contract"


def _others(version: Version) -> list[tuple[str, NormPart]]:
    return [(id, t.norm) for id, t in version.terms.items() if t.norm is not None]


def _creates(norm: NormPart, id: str) -> bool:
    every = (*norm.consequences, *norm.after_violation, *norm.on_lapse)
    return any(isinstance(c, ChangeNorm) and c.verb is Verb.CREATE and c.term == id for c in every)


def _trigger(named: _Named, trigger: Trigger) -> str:
    what = f"`{trigger.action}`" if isinstance(trigger, OnEvent) else f"{named(trigger.term)} being {spelled(trigger.state.value)}"
    return f"{what} if {trigger.condition.text}" if trigger.condition else what


def _acts(norm: NormPart) -> str:
    said = [_act(a) for a in norm.acts]
    return f"all of: {listed(said)}" if norm.joint else listed(said, "or")


def _act(act: Act) -> str:
    return f"`{act.action}` if {act.condition.text}" if act.condition else f"`{act.action}`"


def _until(term: Term, due: Bound) -> Row:
    if due.period is not None and due.anchor is None:
        label = "Holds for" if term.kind is TermKind.PROHIBITION else "Within"
        return row(due.text, label=label)
    return row(due.text, label="Before" if due.strict else "By")


def _follows(named: _Named, label: str, consequences: Sequence[Consequence], made: Sequence[str] = ()) -> Iterator[Row]:
    said = [f"{named(id)} comes about" for id in made] + [_consequence(named, c) for c in consequences]
    if said:
        yield row(listed(said), label=label)


def _consequence(named: _Named, consequence: Consequence) -> str:
    match consequence:
        case SetFact(fact, value):
            return f"`{fact}` becomes {value.text}"
        case ChangeNorm(Verb.CREATE, term):
            return f"{named(term)} comes about"
        case ChangeNorm(verb, term):
            return f"{named(term)} is {_DONE[verb]}"
        case Assign(term, to):
            return f"{named(term)} is owed to {to.text}"
        case Delegate(term, to):
            return f"{to.text} may perform {named(term)} too"
        case EndContract(ending):
            return "the contract is terminated" if ending is Ending.TERMINATE else "the contract is completed"
        case Deem(action, sets):
            having = listed([f"{name} {value.text}" for name, value in sets.items()])
            return f"`{action}` is taken to have happened" + (f" with {having}" if having else "")


_DONE = {Verb.SUSPEND: "suspended", Verb.RESUME: "resumed", Verb.DISCHARGE: "discharged"}
_MONTHS = {
    Corresponding.REFUSE: "a month without the day is refused",
    Corresponding.UP: "a month without the day ends on the next one",
    Corresponding.DOWN: "a month without the day ends on its last",
}
_ROLLS = {
    Roll.NONE: "a last day stays though it is no business day",
    Roll.FOLLOWING: "a last day that is no business day moves to the next one",
    Roll.PRECEDING: "a last day that is no business day moves to the one before",
    Roll.MODIFIED_FOLLOWING: "a last day that is no business day moves to the next one of the month, else to the one before",
}


def _counting(own: Counting, usual: Counting) -> str:
    """How the term counts otherwise than the contract does."""
    found = []
    if own.start_day != usual.start_day:
        found.append("the first day counts" if own.start_day else "the first day does not count")
    if own.clear != usual.clear:
        found.append("in clear days" if own.clear else "not in clear days")
    if own.months is not usual.months:
        found.append(_MONTHS[own.months])
    if own.roll is not usual.roll:
        found.append(_ROLLS[own.roll])
    if own.calendar != usual.calendar:
        found.append(f"in business days of `{own.calendar.id}`" if own.calendar.id else "in business days, Monday to Friday")
    if own.cutoff != usual.cutoff:
        from contract_model.model.case import clock

        found.append(f"a day ends at {clock(own.cutoff)}" if own.cutoff is not None else "a day ends at midnight")
    if own.zone != usual.zone:
        found.append(f"by the clocks of {own.zone}")
    return "; ".join(found)
