"""This file defines `Part`: the days of an event that one version governs."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from contract_model.meaning.terms import DAY
from contract_model.model.case import Case
from contract_model.model.conditions import TRUE, Compare, Condition, Const, Op, all_of
from contract_model.model.contract import Contract, Version
from contract_model.model.kinds import DATE
from contract_model.model.values import raw


@dataclass(frozen=True, slots=True)
class Part:
    """The days of an event that one version governs; no version before the first."""

    version: Version | None
    first: date | None
    last: date | None


def parts(contract: Contract, case: Case) -> tuple[Part, ...]:
    """The dates of an event cut at the dates of the versions, or the one version that the case asks to be judged under."""
    span = case.event.date
    if case.version is not None:
        return (Part(next(v for v in contract.versions if v.id == case.version), span.first, span.last),)
    found = []
    before = contract.versions[0].start - timedelta(days=1)
    for version, first, last in [(None, None, before), *((v, v.start, v.end) for v in contract.versions)]:
        low = max((d for d in (first, span.first) if d), default=None)
        high = min((d for d in (last, span.last) if d), default=None)
        if low is None or high is None or low <= high:
            found.append(Part(version, low, high))
    return tuple(found)


def window(part: Part, begins: bool, ends: bool) -> Condition:
    """That the event falls into a part, as far as its dates are those of the part and not of the event."""
    after = Compare(Op.LE, Const(raw(part.first), DATE), DAY) if part.first and begins else TRUE
    before = Compare(Op.LE, DAY, Const(raw(part.last), DATE)) if part.last and ends else TRUE
    return all_of(after, before)
