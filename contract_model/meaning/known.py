"""This file defines `Known`: what is known in a case, stated or taken for granted."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from contract_model.model.case import Case
from contract_model.model.contract import Contract, Fact, Parameter, Reading
from contract_model.model.kinds import Kind, Sort
from contract_model.model.values import Raw, Value, raw


@dataclass(frozen=True, slots=True)
class Known:
    """What a case knows. `values`: stated. `presumed`, `defaults`: taken for granted unless stated, by name.

    `put_in`: what of that is taken as if it were stated, from the start. `placed`: stated, but put in afterwards (see `Judgment.stating`).
    """

    values: Mapping[str, Raw]
    presumed: Mapping[str, Value]
    defaults: Mapping[str, str]
    put_in: Mapping[str, Raw]
    placed: Mapping[str, Raw] = field(default_factory=dict)

    @property
    def assumed(self) -> dict[str, Raw]:
        """Everything that is taken for granted."""
        return {**{n: raw(v) for n, v in self.presumed.items()}, **self.defaults}

    @property
    def everything(self) -> dict[str, Raw]:
        """What is stated, and what is taken for granted: what an engine is given."""
        if self.placed:
            return {**self.assumed, **self.placed, **self.values}
        return {**self.assumed, **self.values} if self.presumed else {**self.defaults, **self.values}

    @property
    def afterwards(self) -> dict[str, Raw]:
        """What is put in when the diagrams are there."""
        return {**self.placed, **self.assumed}


def known(contract: Contract, case: Case) -> Known:
    """What a case states, and what it leaves to presumptions and default readings. What it declares unknown is in neither."""
    event = case.event
    stated: dict[str, Raw] = {n: raw(v) for n, v in {**event.parameters, **case.facts}.items()}
    if event.actor is not None:
        stated["actor"] = event.actor
    if event.date.day is not None:
        stated["date"] = event.date.day.toordinal()
    if event.date.time is not None:
        stated["time"] = raw(event.date.time)
    for name, chosen in case.readings.items():
        if name in contract.ambiguities:
            stated[name] = chosen
        elif (published := reading_of(contract, name, chosen)) and published.value is not None:
            stated.setdefault(name, raw(published.value))
    for name in case.unknown:
        stated.pop(name, None)
    stated["evidence"] = case.evidence.value
    granted = _granted_by(contract)
    left_out = case.unknown
    presumed: dict[str, Value] = {}
    put_in: dict[str, Raw] = {}
    for name, value, at_once in granted.presumed if case.presume else ():
        if name not in stated and name not in left_out:
            presumed[name] = value
            if at_once:
                put_in[name] = raw(value)
    defaults = {name: reading for name, reading in granted.defaults if name not in stated and name not in left_out}
    return Known(stated, presumed, defaults, put_in)


@dataclass(frozen=True, slots=True)
class _Granted:
    """What a contract lets be taken for granted: each presumption, with whether it is put in at once, and the default readings."""

    contract: Contract
    presumed: tuple[tuple[str, Value, bool], ...]
    defaults: tuple[tuple[str, str], ...]


def _granted_by(contract: Contract) -> _Granted:
    """What a contract lets be taken for granted. That of the contract last asked is kept."""
    global _last
    kept = _last
    if kept is None or kept.contract is not contract:
        askable: dict[str, Parameter | Fact] = {**contract.parameters, **contract.facts}
        askable |= {name: given for name in contract.derived if isinstance(given := contract.asked(name), Fact)}
        presumed = tuple((n, a.presumed, not told_apart(a.kind)) for n, a in askable.items() if a.presumed is not None)
        defaults = tuple((n, a.default) for n, a in contract.ambiguities.items() if a.default is not None)
        kept = _last = _Granted(contract, presumed, defaults)
    return kept


_last: _Granted | None = None


def reading_of(contract: Contract, name: str, reading: str) -> Reading | None:
    """A reading of an ambiguity, or a published value of a fact; none when there is no such reading."""
    if name in contract.ambiguities:
        return contract.ambiguities[name].readings.get(reading)
    fact = contract.facts.get(name)
    return (fact.readings or {}).get(reading) if fact else None


def told_apart(kind: Kind) -> bool:
    """Whether the values of a kind are told apart one by one."""
    return kind.sort is not Sort.TEXT and not kind.ordered
