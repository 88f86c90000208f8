"""Cases share an answer only where it is that of each: of what they leave open, the order of thresholds counts, or how large they are."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import HealthCheck, Phase, event, given, settings
from hypothesis import strategies as st

from contract_model.engines.columns import answers
from contract_model.engines.columns.answers import Judgments
from contract_model.loading.load import load_text
from contract_model.meaning.judge import Judgment, judge
from contract_model.model.case import Case, DateSpan, Event
from contract_model.model.values import Money
from contract_model.problems import ContractError
from tests.engines.tables import said_of
from tests.strategies import KINDS, PARAMETERS, cases, contracts

DAY = date(2026, 5, 1)


def contract(*terms, facts="due: {asks: What is due?, kind: money EUR}, cap: {asks: What is the cap?, kind: money EUR}"):
    """A contract that prohibits to pay, one term after another, when something holds."""
    listed = "".join(
        f"- {{id: t{i}, kind: prohibition, bearer: ann, action: pay, when: '{t}', certainty: official, sources: []}}\n"
        for i, t in enumerate(terms)
    )
    return load_text(f"""\
contract: caps
parties: {{ann: Ann}}
actions: {{pay: {{says: "{{actor}} pays", parameters: {{paid: money EUR}}}}}}
facts: {{{facts}}}
version: 2026-01-01
terms:
{listed}""")


def pay(paid, **facts):
    """Ann pays so much."""
    event = Event("pay", "ann", DateSpan(DAY, DAY), {"paid": Money(Decimal(paid), "EUR")})
    return Case(event, {n: Money(Decimal(v), "EUR") for n, v in facts.items()})


@pytest.fixture
def made(monkeypatch):
    """The cases for which diagrams are made."""
    found = []

    class Watched(Judgment):
        def __init__(self, contract, case, *arguments, **named):
            found.append(case)
            super().__init__(contract, case, *arguments, **named)

    monkeypatch.setattr(answers, "Judgment", Watched)
    return found


def same(contract, posed):
    """That each case is answered as it is alone."""
    judgments = Judgments(contract)
    for case in posed:
        assert said_of(judgments.answered(case).answer) == said_of(judge(contract, case))


def test_cases_that_differ_in_thresholds_alone_share_their_diagrams(made):
    same(contract("paid + due > cap"), [pay(paid, cap=cap) for paid, cap in ((1, 5), (2, 9), ("7.5", 3), (0, 0))])
    assert len(made) == 1


def test_the_order_of_thresholds_counts(made):
    same(contract("due > paid", "due > cap"), [pay(paid, cap=cap) for paid, cap in ((1, 5), (2, 9), (5, 1), (3, 3), (9, 9))])
    assert len(made) == 3


def test_where_unknowns_are_compared_with_each_other_how_large_thresholds_are_counts(made):
    same(contract("due > paid", "cap > paid", "due + cap > EUR(10)"), [pay(paid) for paid in (1, 4, 5, 6, 20, 30)])
    assert len(made) == 6


def test_between_two_days_there_may_be_none():
    dates = contract(
        "signed > other and signed < third", facts=", ".join(f"{n}: {{asks: When?, kind: date}}" for n in ("signed", "other", "third"))
    )
    same(dates, [replace(pay(1), facts={"other": DAY, "third": DAY + timedelta(days=n)}) for n in (-1, 0, 1, 2, 3)])


def test_a_published_value_is_compared_with_the_threshold_itself():
    facts = "due: {asks: What is due?, kind: money EUR, readings: {low: {says: low, value: 5 EUR}, high: {says: high, value: 50 EUR}}}"
    found = contract("due > paid", facts=facts)
    same(found, [pay(paid) for paid in (1, 5, 20, 50, 60)])
    assert len({said_of(judge(found, pay(paid)))["contested"] for paid in (1, 20, 60)}) == 3


def test_a_presumed_quantity_that_could_be_otherwise_is_compared_with_the_threshold_itself():
    facts = "due: {asks: What is due?, kind: money EUR, presumed: 5 EUR}, cap: {asks: What is the cap?, kind: money EUR}"
    same(contract("due > paid and cap > paid", facts=facts), [pay(paid) for paid in (1, 4, 5, 6)])


QUANTITIES = ("numbers", "durations", "amounts", "dates", "times", "quotients", "roundings", "products")


def quantity(kind):
    """Any quantity of a kind, near those that conditions mention."""
    number = st.builds(
        Decimal.__add__, st.sampled_from([*map(Decimal, (-1, 0, 1, 2, 3, 9))]), st.sampled_from([Decimal(0), Decimal("0.25")])
    )
    match kind:
        case "number":
            return number
        case "money EUR":
            return number.map(lambda n: Money(n, "EUR"))
        case "duration":
            return number.map(lambda n: timedelta(hours=float(n)))
        case _:
            return st.integers(-2, 8).map(lambda n: date(2026, 1, 1) + timedelta(days=n))


@settings(
    max_examples=max(5, int(settings.default.max_examples * 0.05)),
    deadline=None,
    phases=[Phase.generate],
    suppress_health_check=[HealthCheck.data_too_large],
)
@given(st.data())
def test_many_cases_are_answered_as_each_is_alone(data):
    written = data.draw(contracts((*QUANTITIES, "truths", "texts", "readings")))
    base = data.draw(cases(written)).case
    judgments = Judgments(written.loaded)
    names = [n for n in written.asked if KINDS.get(n) in ("number", "money EUR", "duration", "date") and n not in ("date", "time")]
    open_ = [n for n in names if data.draw(st.booleans())]
    for _ in range(8):
        told = {n: data.draw(quantity(KINDS[n])) for n in names if n not in open_ and n not in base.readings}
        parameters = {n: v for n, v in {**base.event.parameters, **told}.items() if n in PARAMETERS and n not in open_}
        facts = {n: v for n, v in {**base.facts, **told}.items() if n not in PARAMETERS and n not in open_}
        case = replace(base, event=replace(base.event, parameters=parameters), facts=facts)
        try:
            alone = said_of(judge(written.loaded, case))
        except ContractError:
            event("leaves too much open")
            continue
        assert said_of(judgments.answered(case).answer) == alone
