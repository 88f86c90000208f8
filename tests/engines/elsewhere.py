"""What the tests of databases elsewhere share: each must say of the same rows what DuckDB says in this process."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from itertools import product
from pathlib import Path

from contract_model.checking.check import Outputs, check
from contract_model.checking.places import Place
from contract_model.checking.request import Request
from contract_model.front import load
from contract_model.loading.load import load_text
from contract_model.model.case import Case, DateSpan, Event
from contract_model.model.values import Money, read_duration
from tests.engines.tables import judged_cases

CHECKOUT = Path(__file__).parents[2]
FACTS = ("azure_can", "azure_will", "on_azure")
LOAN = """\
contract: loan
parties: {bank: The bank, borrower: The borrower}
actions: {draw: {says: "{actor} draws {amount}", parameters: {amount: money EUR}}}
facts:
  drawn: {asks: What is drawn already?, kind: money EUR}
  rate: {asks: At which rate?, kind: number}
  signed: {asks: When was it signed?, kind: date}
  notice: {asks: How long was the notice?, kind: duration}
  purpose: {asks: What for?, kind: text}
version: 2026-01-01
terms:
- {id: limit, kind: prohibition, bearer: borrower, action: draw, when: "drawn + amount * (1 + rate) > EUR(1_000)",
   certainty: official, sources: []}
- {id: rounded, kind: prohibition, bearer: borrower, action: draw, when: "round(amount * rate, 1) == EUR(10.1)",
   certainty: official, sources: []}
- {id: early, kind: obligation, bearer: borrower, action: draw, requires: "date - signed >= notice", certainty: official, sources: []}
- {id: late, kind: obligation, bearer: borrower, action: draw, unless: "signed + days(2) < date", certainty: reported, sources: []}
- {id: open, kind: permission, bearer: borrower, action: draw, when: 'purpose != "weapons"', subject_to: [limit],
   certainty: official, sources: []}
"""


def judges_launches(backend):
    """Launches under the agreement, by what is known of them."""
    facts = product(["azure", "aws", None], *[[True, False, None]] * 3, [date(2024, 1, 1), date(2025, 11, 5), date(2027, 1, 1), None])
    cases = [
        Case(Event("launch", "openai", DateSpan(day, day), known({"cloud": cloud})), known(dict(zip(FACTS, stated, strict=True))))
        for cloud, *stated, day in facts
    ]
    contract = load("microsoft-openai")
    assert judged_cases(contract, cases, backend) == judged_cases(contract, cases)


def counts(backend):
    """Amounts, rates, dates and durations."""
    drawn = [None, Money(Decimal("0"), "EUR"), Money(Decimal("899.99"), "EUR"), Money(Decimal("890.01"), "EUR")]
    amounts = [None, Money(Decimal("100.00"), "EUR"), Money(Decimal("100.50"), "EUR"), Money(Decimal("-3.33"), "EUR")]
    rates = [None, Decimal("0.1"), Decimal("0.1000001")]
    days = [(None, None), (date(2026, 2, 1), None), (date(2026, 2, 1), date(2026, 2, 3)), (date(2026, 2, 1), date(2026, 2, 4))]
    days += [(date(1900, 1, 1), date(2026, 2, 4))]  # more seconds than 32 bits have
    cases = [
        Case(
            Event("draw", "borrower", DateSpan(day, day), known({"amount": amount})),
            known({"drawn": so_far, "rate": rate, "signed": signed, "notice": read_duration("36 hours"), "purpose": purpose}),
        )
        for so_far, amount, rate, (signed, day), purpose in product(drawn, amounts, rates, days, [None, "a house"])
    ]
    contract = load_text(LOAN)
    assert judged_cases(contract, cases, backend) == judged_cases(contract, cases)


def writes_what_is_written_here(url, folder):
    """A check of the table of the README."""
    contract, place = load("microsoft-openai"), Place("parquet", (str(CHECKOUT / "fixtures/tables/events.parquet"),))
    found = [
        check(contract, place, Request(backend=backend, per_term=True), Outputs(str(folder / name)))
        for backend, name in (("duckdb", "here.csv"), (url, "there.csv"))
    ]
    assert (folder / "there.csv").read_text() == (folder / "here.csv").read_text()
    assert found[0] == found[1]


def known(values):
    """What of some values is known."""
    return {n: v for n, v in values.items() if v is not None}
