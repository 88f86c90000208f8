"""This file defines the life that a norm can have: its states, and how one can follow on another, as its term is written.

It follows meaning/transitions.py. A change that the way a term is written rules out is not listed: an obligation without a deadline is not
violated, a power without a condition does not become unavailable. Left out is also what only an odd history brings about: that the time
of a norm is over before it has come, that the contract ends in the moment in which a declaration is made.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import TypeAlias

from contract_model.model.conditions import variables
from contract_model.model.contract import Contract, Term, TermKind, Version
from contract_model.model.norm import ChangeNorm, Consequence, EndContract, NormPart, Verb
from contract_model.model.states import NormState

Change: TypeAlias = "tuple[NormState, NormState]"

_WAITING = {
    TermKind.OBLIGATION: (NormState.PENDING, NormState.IN_FORCE),
    TermKind.PROHIBITION: (NormState.PENDING, NormState.IN_FORCE),
    TermKind.POWER: (NormState.PENDING, NormState.NOT_AVAILABLE, NormState.AVAILABLE),
    TermKind.DECLARATION: (NormState.PENDING,),
}


@dataclass(frozen=True, slots=True)
class Life:
    """The states that a norm can have, and its changes of state, in the order in which a life goes."""

    states: tuple[NormState, ...]
    changes: tuple[Change, ...]


@dataclass(frozen=True)  # no slots: cached_property keeps what was computed in the instance
class Lives:
    """The lives of the norms of a contract."""

    contract: Contract

    def of(self, term: Term, norm: NormPart) -> Life:
        """The life of a norm."""
        begins = self._begins(term, norm)
        changes = list(dict.fromkeys(self._changes(term, norm, begins)))
        reached = dict.fromkeys(begins)
        while True:  # only what can be reached from how it begins
            more = [after for before, after in changes if before in reached and after not in reached]
            if not more:
                break
            reached.update(dict.fromkeys(more))
        never = NormState.NOT_TRIGGERED if norm.triggers or term.id in self._reached else None
        states = [s for s in NormState if s in reached or s is never]
        return Life(tuple(states), tuple(c for c in changes if c[0] in reached))

    def _begins(self, term: Term, norm: NormPart) -> list[NormState]:
        """The states in which a norm can come about."""
        waits = norm.once if term.kind is not TermKind.POWER else norm.available
        first = _first(term.kind, waits is not None)
        if not self._later(term, norm):
            return [first]
        certainly = norm.opens is not None and norm.opens.anchor is None and norm.opens.period is not None and norm.opens.period.count > 0
        return [NormState.PENDING] if certainly else [NormState.PENDING, first]

    def _later(self, term: Term, norm: NormPart) -> bool:
        """Whether its time may not have come yet when it comes about."""
        return norm.opens is not None or (term.start is not None and any(v.start < term.start for v in self._versions(term)))

    def _changes(self, term: Term, norm: NormPart, begins: list[NormState]) -> Iterator[Change]:
        due = norm.due is not None or (term.through is not None and term.kind in (TermKind.POWER, TermKind.PROHIBITION))
        pending, in_force, suspended = NormState.PENDING, NormState.IN_FORCE, NormState.SUSPENDED
        can_suspend = term.id in self._targets[Verb.SUSPEND]
        ends_how = NormState.LAPSED if term.kind is TermKind.POWER else NormState.DISCHARGED
        match term.kind:
            case TermKind.OBLIGATION:
                yield pending, in_force
                yield in_force, NormState.FULFILLED
                if due:
                    yield in_force, NormState.VIOLATED
                    if norm.late:
                        yield NormState.VIOLATED, NormState.FULFILLED
                    if norm.once:
                        yield pending, NormState.DISCHARGED
                    if term.exceptions:
                        yield in_force, NormState.DISCHARGED
                if norm.owes and variables(norm.owes.condition):  # a fixed sum is never nothing
                    yield from ((s, NormState.DISCHARGED) for s in (pending, in_force))
                if can_suspend:
                    yield suspended, NormState.FULFILLED
            case TermKind.PROHIBITION:
                yield pending, in_force
                yield in_force, NormState.VIOLATED
                if due:
                    yield in_force, NormState.FULFILLED
                    if norm.once:
                        yield pending, NormState.DISCHARGED
            case TermKind.POWER:
                yield from self._changes_of_power(term, norm, due)
            case TermKind.DECLARATION:
                yield pending, NormState.FULFILLED
                if due and norm.once:
                    yield pending, NormState.DISCHARGED
            case TermKind.PERMISSION:
                pass
        waiting = _WAITING.get(term.kind, ())
        if can_suspend:
            yield from ((s, suspended) for s in waiting)
            if term.id in self._targets[Verb.RESUME]:
                yield from ((suspended, s) for s in waiting)
        completed = term.kind is not TermKind.OBLIGATION and self._completes  # it is completed when no obligation waits any more
        ends = not norm.survives and (self._ends or completed or self._is_dropped(term))
        if term.until or term.id in self._targets[Verb.DISCHARGE] or ends:
            at_once = term.kind is TermKind.DECLARATION and not norm.once and not self._later(term, norm)  # it does not wait
            yield from ((s, ends_how) for s in (*waiting, *((suspended,) if can_suspend else ())) if not at_once)

    @staticmethod
    def _changes_of_power(term: Term, norm: NormPart, due: bool) -> Iterator[Change]:
        pending, available = NormState.PENDING, NormState.AVAILABLE
        yield pending, available
        if norm.available:
            yield pending, NormState.NOT_AVAILABLE
            yield NormState.NOT_AVAILABLE, available
            yield available, NormState.NOT_AVAILABLE
        if norm.notice:
            yield available, pending
            yield pending, NormState.EXERCISED
        else:
            yield available, NormState.EXERCISED
        if norm.often:
            yield NormState.EXERCISED, available
        if due:
            yield available, NormState.LAPSED
            if norm.available:
                yield NormState.NOT_AVAILABLE, NormState.LAPSED

    def _is_dropped(self, term: Term) -> bool:
        """Whether a version that has a term is followed by one that does not, or that carries it on a condition."""
        has = [v.terms.get(term.id) for v in self.contract.versions]
        return any(one and (following is None or following.carried) for one, following in zip(has, has[1:], strict=False))

    def _versions(self, term: Term) -> list[Version]:
        return [v for v in self.contract.versions if term.id in v.terms]

    @cached_property
    def _all(self) -> list[NormPart]:
        return [t.norm for v in self.contract.versions for t in v.terms.values() if t.norm]

    @cached_property
    def _consequences(self) -> list[Consequence]:
        return [c for n in self._all for c in (*n.consequences, *n.after_violation, *n.on_lapse)]

    @cached_property
    def _targets(self) -> dict[Verb, set[str]]:
        """The terms that others suspend, resume, discharge or create."""
        found: dict[Verb, set[str]] = {v: set() for v in Verb}
        for c in self._consequences:
            if isinstance(c, ChangeNorm):
                found[c.verb].add(c.term)
        return found

    @cached_property
    def _reached(self) -> set[str]:
        """The terms that others bring about."""
        return {*self._targets[Verb.CREATE], *(t for n in self._all for t in n.on_violation)}

    @cached_property
    def _completes(self) -> bool:
        """Whether the contract can be completed: by the duties that begin with it."""
        duties = [t for v in self.contract.versions for t in v.terms.values() if t.kind is TermKind.OBLIGATION]
        return self.contract.policies.completes and any(t.norm and not t.norm.triggers and t.id not in self._reached for t in duties)

    @cached_property
    def _ends(self) -> bool:
        """Whether the contract can end while norms are open."""
        return self.contract.runs is not None or any(isinstance(c, EndContract) for c in self._consequences)


def _first(kind: TermKind, waits: bool) -> NormState:
    """The state of a norm whose time has come when it comes about."""
    if kind is TermKind.POWER:
        return NormState.NOT_AVAILABLE if waits else NormState.AVAILABLE
    return NormState.PENDING if waits or kind is TermKind.DECLARATION else NormState.IN_FORCE
