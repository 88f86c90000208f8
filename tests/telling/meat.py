"""This file defines a sale of meat and what becomes of it, made by hand: what tells of a run is tested without what works it out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

from contract_model.loading.load import load_text
from contract_model.model.answer import Verdict
from contract_model.model.case import DateSpan, Event
from contract_model.model.conditions import Const
from contract_model.model.contract import Contract
from contract_model.model.counting import Period, Unit
from contract_model.model.history import (
    ContractChanged,
    FactChanged,
    Happening,
    History,
    Instance,
    NormChange,
    Run,
    Step,
    Undecided,
    Why,
)
from contract_model.model.kinds import TRUTH
from contract_model.model.norm import Act, Bound, ChangeNorm, EndContract, Ending, Expression, NormPart, OnChange, OnEvent, Verb
from contract_model.model.states import ContractState, NormState
from contract_model.model.values import Money
from contract_model.problems import Span

MEAT = """
contract: meat-sale
title: Sale of meat
note: Made up. It has no meaning outside these tests.
parties: {seller: The seller, buyer: The buyer}
sources: {L: {title: The sale, publisher: the parties, date: 2026-01-01, grade: official}}
actions:
  deliver: {says: "{actor} delivers the meat", phrases: ["deliver the meat"]}
  pay: {says: "{actor} pays {amount}", phrases: ["pay {amount}"], parameters: {amount: money USD, order: text}}
  suspend: {says: "{actor} suspends the delivery", phrases: ["suspend the delivery"]}
  terminate: {says: "{actor} terminates the sale", phrases: ["terminate the sale"]}
  disclose: {says: "{actor} discloses the price", phrases: ["disclose the price"]}
facts:
  inspected: {asks: Has the meat been inspected?, kind: truth}
  paid: {asks: How much has been paid?, kind: money USD}
version: 2026-01-01
terms:
- {id: deliver, heading: Delivery, kind: obligation, bearer: seller, action: deliver, certainty: official, sources: L}
- {id: pay, heading: Payment, kind: obligation, bearer: buyer, action: pay, certainty: official, sources: L}
- {id: pay-late, heading: Late payment, kind: obligation, bearer: buyer, action: pay, certainty: official, sources: L}
- {id: suspend-delivery, heading: Suspension of the delivery, kind: power, bearer: seller, action: suspend, certainty: official, sources: L}
- {id: terminate, heading: Termination, kind: power, bearer: seller, action: terminate, certainty: official, sources: L}
- {id: secrecy, heading: Secrecy, kind: prohibition, bearer: [seller, buyer], action: disclose, certainty: official, sources: L}
"""
HERE = Span("meat.yaml", 1, 1)


def meat() -> Contract:
    """The contract, its terms being norms over time."""
    contract = load_text(MEAT)
    (version,) = contract.versions
    terms = {id: replace(term, norm=_NORMS[id]) for id, term in version.terms.items()}
    return replace(contract, versions=(replace(version, terms=terms),))


def expression(text: str) -> Expression:
    return Expression(text, Const(True, TRUTH), HERE)


def days(count: int, text: str) -> Bound:
    return Bound(Period(count, Unit.DAY), None, False, text, HERE)


_NORMS: Mapping[str, NormPart] = {
    "deliver": NormPart(acts=(Act("deliver", None, HERE),), due=days(9, "9 days")),
    "pay": NormPart(acts=(Act("pay", expression("amount == 1000 USD"), HERE),), due=days(6, "6 days"), on_violation=("pay-late",)),
    "pay-late": NormPart(
        triggers=(OnChange("pay", NormState.VIOLATED, None, HERE),), acts=(Act("pay", expression("amount == 1100 USD"), HERE),)
    ),
    "suspend-delivery": NormPart(
        acts=(Act("suspend", None, HERE),), available=expression("violated(pay)"), consequences=(ChangeNorm(Verb.SUSPEND, "deliver"),)
    ),
    "terminate": NormPart(
        triggers=(OnEvent("suspend", None, HERE),), acts=(Act("terminate", None, HERE),), consequences=(EndContract(Ending.TERMINATE),)
    ),
    "secrecy": NormPart(acts=(Act("disclose", None, HERE),), due=days(180, "180 days"), survives=True),
}


def at(day: int, hours: int = 0) -> int:
    """The instant at which so many days have passed since 1 January 2026 began, and some hours."""
    return (date(2026, 1, 1).toordinal() - 1 + day) * 86_400 + hours * 3_600


def event(day: int, action: str, actor: str, time: int | None = None, **parameters) -> Happening:
    when = date.fromordinal(date(2026, 1, 1).toordinal() + day)
    clock = None if time is None else timedelta(hours=time)
    return Happening(at(day, time or 0), when, clock, Event(action, actor, DateSpan(when, when, clock), parameters), {})


def known(day: int, **facts) -> Happening:
    when = date.fromordinal(date(2026, 1, 1).toordinal() + day)
    return Happening(at(day), when, None, None, facts)


def usd(amount: int | str) -> Money:
    return Money(Decimal(amount), "USD")


def step(instant, happening=None, verdict=None, by=(), changes=(), **more) -> Step:
    found = {"performs": (), "breaks": (), "exercises": (), "void": (), "answer": None} | more
    return Step(instant, happening, verdict, tuple(by), changes=tuple(changes), **found)


def instance(number: int, term: str, state: NormState, since: int, label: str = "", **more) -> Instance:
    return Instance(number, label or term, term, "2026-01-01", 0, state, more.pop("triggered", at(0)), since, {}, **more)


S = NormState
START = step(
    at(0),
    changes=[
        ContractChanged(at(0), ContractState.NOT_BEGUN, ContractState.IN_EFFECT, Why.START),
        NormChange(at(0), "deliver", "deliver", None, S.IN_FORCE, Why.START, due=at(10)),
        NormChange(at(0), "pay", "pay", None, S.IN_FORCE, Why.START, due=at(7)),
        NormChange(at(0), "suspend-delivery", "suspend-delivery", None, S.NOT_AVAILABLE, Why.START),
        NormChange(at(0), "secrecy", "secrecy", None, S.IN_FORCE, Why.START, due=at(181)),
    ],
)
MISSED = step(
    at(7),
    changes=[
        NormChange(at(7), "pay", "pay", S.IN_FORCE, S.VIOLATED, Why.DEADLINE),
        NormChange(at(7), "pay-late", "pay-late", None, S.IN_FORCE, Why.CHANGE, by="pay"),
        NormChange(at(7), "suspend-delivery", "suspend-delivery", S.NOT_AVAILABLE, S.AVAILABLE, Why.CONDITION),
    ],
)


def in_time() -> Run:
    """The buyer pays on the third day, the seller delivers on the ninth: nothing is due any more but secrecy."""
    happenings = (event(2, "pay", "buyer", amount=usd(1000), order="A1"), event(8, "deliver", "seller", time=17))
    paid = step(
        at(2),
        0,
        Verdict.PERMITTED,
        ["pay"],
        [
            NormChange(at(2), "pay", "pay", S.IN_FORCE, S.FULFILLED, Why.PERFORMED, happening=0),
            FactChanged(at(2), "paid", None, None, 1000, Why.EVENT, happening=0),
        ],
        performs=("pay",),
    )
    delivered = step(
        at(8, 17),
        1,
        Verdict.PERMITTED,
        ["deliver"],
        [NormChange(at(8, 17), "deliver", "deliver", S.IN_FORCE, S.FULFILLED, Why.PERFORMED, happening=1)],
        performs=("deliver",),
    )
    return Run(
        "meat-sale",
        History("", date(2026, 1, 1), happenings),
        at(8, 17),
        ContractState.IN_EFFECT,
        None,
        (START, paid, delivered),
        (
            instance(1, "deliver", S.FULFILLED, at(8, 17), due=at(10), performed=True),
            instance(2, "pay", S.FULFILLED, at(2), due=at(7), performed=True),
            instance(3, "suspend-delivery", S.NOT_AVAILABLE, at(0)),
            instance(4, "secrecy", S.IN_FORCE, at(0), due=at(181)),
        ),
        {("paid", None): 1000},
        ("pay-late", "terminate"),
        engine="rete",
    )


def late(*, suspended: bool = True) -> Run:
    """Nobody pays in time; the seller tries to end the sale in vain, suspends the delivery, and somebody tells the price."""
    happenings = [
        event(3, "terminate", "seller"),
        *([event(8, "suspend", "seller")] if suspended else []),
        known(9, inspected=True),
        event(9, "disclose", "buyer"),
    ]
    steps = [
        START,
        step(at(3), 0, Verdict.SILENT, [], void=("terminate",)),
        MISSED,
    ]
    if suspended:
        changes = [
            NormChange(at(8), "suspend-delivery", "suspend-delivery", S.AVAILABLE, S.EXERCISED, Why.EXERCISED, happening=1),
            NormChange(at(8), "deliver", "deliver", S.IN_FORCE, S.SUSPENDED, Why.CONSEQUENCE, by="suspend-delivery", happening=1),
            NormChange(at(8), "terminate", "terminate", None, S.AVAILABLE, Why.EVENT, happening=1),
        ]
        steps.append(step(at(8), 1, Verdict.PERMITTED, ["suspend-delivery"], changes, exercises=("suspend-delivery",)))
    next_ = len(happenings) - 2
    steps += [
        step(at(9), next_, changes=[FactChanged(at(9), "inspected", None, None, True, Why.TOLD, happening=next_)]),
        step(
            at(9),
            next_ + 1,
            Verdict.PROHIBITED,
            ["secrecy"],
            [
                NormChange(at(9), "secrecy", "secrecy", S.IN_FORCE, S.VIOLATED, Why.BROKEN, happening=next_ + 1),
                Undecided(at(9), "terminate", "terminate", "terminate available", ("paid",), next_ + 1),
            ],
            breaks=("secrecy",),
        ),
    ]
    suspension = {"left": 2 * 86_400, "before_suspension": S.IN_FORCE} if suspended else {"due": at(10)}
    if not suspended:
        steps.append(step(at(10), changes=[NormChange(at(10), "deliver", "deliver", S.IN_FORCE, S.VIOLATED, Why.DEADLINE)]))
        suspension |= {"violated": 1, "violated_at": at(10)}
    delivery = S.SUSPENDED if suspended else S.VIOLATED
    instances = [
        instance(1, "deliver", delivery, at(8) if suspended else at(10), **suspension),
        instance(2, "pay", S.VIOLATED, at(7), due=at(7), violated=1, violated_at=at(7)),
        instance(3, "suspend-delivery", S.EXERCISED if suspended else S.AVAILABLE, at(8) if suspended else at(7), exercised=int(suspended)),
        instance(4, "secrecy", S.VIOLATED, at(9), due=at(181), violated=1, violated_at=at(9)),
        instance(5, "pay-late", S.IN_FORCE, at(7), triggered=at(7), parent=2),
    ]
    if suspended:
        instances.append(instance(6, "terminate", S.AVAILABLE, at(8), triggered=at(8)))
    return Run(
        "meat-sale",
        History("The money does not come", date(2026, 1, 1), tuple(happenings), until=at(12) - 1),
        at(12) - 1,
        ContractState.IN_EFFECT,
        None,
        tuple(steps),
        tuple(instances),
        {("inspected", None): True},
        () if suspended else ("terminate",),
        engine="rete",
    )
