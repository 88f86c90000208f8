"""A term over time in words, as `contract show` tells it: when it comes about, until when, and what follows from it."""

from __future__ import annotations

import pytest

from contract_model.telling.sheet import normal_sheet, term_sheet
from tests.telling.conftest import contract

WORKS = """
contract: works
title: Works
parties: {builder: The builder, owner: The owner, carrier: The carrier}
sources: {L: {title: The works, publisher: us, date: "2026", grade: official}}
policies: {counting: {zone: Europe/Berlin}}
actions:
  order: {says: "{actor} orders", phrases: [order], parameters: {price: money EUR, express: truth}}
  build: {says: "{actor} builds", phrases: [build]}
  clean: {says: "{actor} cleans", phrases: [clean]}
  pay: {says: "{actor} pays {amount}", phrases: ["pay {amount}"], parameters: {amount: money EUR}}
  reject: {says: "{actor} rejects", phrases: [reject]}
  accept: {says: "{actor} accepts", phrases: [accept]}
  tell: {says: "{actor} tells", phrases: [tell]}
facts:
  dry: {asks: Is it dry?, kind: truth}
  accepted: {asks: Is it accepted?, kind: truth}
version: 2026-01-01
terms:
- {id: works, heading: Works, kind: obligation, bearer: builder, counterparty: owner, triggered_by: order if express, once: dry,
   must: {all: [build, clean]}, by: 10 business days after order.date, not_before: 3 days after trigger.date, owes: order.price,
   on_violation: [fine, set accepted to false], effects: [deem accept, delegate fee to carrier], certainty: official, sources: L}
- {id: fine, heading: Fine, kind: obligation, bearer: builder, must: "pay if amount >= owed(works)", within: 1 month, late: false,
   certainty: official, sources: L}
- {id: fee, kind: obligation, bearer: owner, every: month, must: [pay, build if dry], certainty: official, sources: L}
- {id: rejection, kind: power, bearer: owner, action: reject, triggered_by: fulfilled(works), within: 10 days, available: not dry,
   often: true, notice: 30 days, effects: [suspend works, terminate], on_lapse: set accepted to true, certainty: official, sources: L}
- {id: secrecy, kind: prohibition, bearer: [builder, owner], action: tell, within: 180 days, survives: true,
   counting: {start_day: in, clear: true, cutoff: "17:00", zone: UTC, roll: following, months: up}, certainty: official, sources: L}
"""


def rows(term):
    """The rows of a term's sheet by their labels."""
    works = contract(WORKS)
    (version,) = works.versions
    return {r.label: r.text for r in term_sheet(works, version, version.terms[term])[0].rows if r.label}


TOLD = [
    ("works", "Comes about", "by `order` if express"),
    ("works", "Once", "dry (pending until this holds)"),
    ("works", "Must", "all of: `build` and `clean`"),
    ("works", "Owes", "order.price"),
    ("works", "Not before", "3 days after trigger.date"),
    ("works", "By", "10 business days after order.date"),
    ("works", "When performed", "`accept` is taken to have happened and carrier may perform fee too"),
    ("works", "When violated", "“Fine” (fine) comes about and `accepted` becomes false"),
    ("works", "When late", "late performance counts, and the violation stays on record"),
    ("fine", "Comes about", "by the violation of “Works” (works)"),
    ("fine", "Within", "1 month"),
    ("fine", "When late", "late performance does not count"),
    ("fee", "Comes about", "with the contract"),
    ("fee", "Every", "anew for each month from then on"),
    ("fee", "Must", "`pay` or `build` if dry"),
    ("rejection", "Comes about", "by “Works” (works) being fulfilled"),
    ("rejection", "Available if", "not dry"),
    ("rejection", "Often", "it can be exercised again"),
    ("rejection", "Notice", "it takes effect 30 days after it was exercised"),
    ("rejection", "When exercised", "“Works” (works) is suspended and the contract is terminated"),
    ("rejection", "When unused", "`accepted` becomes true"),
    ("secrecy", "Holds for", "180 days"),
    ("secrecy", "Survives", "it outlives the end of the contract"),
    (
        "secrecy",
        "Counted",
        "the first day counts; in clear days; a month without the day ends on the next one; "
        "a last day that is no business day moves to the next one; a day ends at 17:00; by the clocks of UTC",
    ),
]


@pytest.mark.parametrize(("term", "label", "text"), TOLD, ids=lambda x: None)
def test_what_a_term_says_about_time(term, label, text):
    assert rows(term)[label] == text


def test_what_it_does_not_say_is_not_told():
    assert not {"Once", "Owes", "Not before", "Every", "Notice", "Survives", "Counted", "When unused"} & set(rows("fine"))


def test_its_conditions_in_normal_form():
    works = contract(WORKS)
    (version,) = works.versions
    found = {r.label: r.text for r in normal_sheet(works, version, version.terms["works"])[0].rows}
    assert found == {"triggered_by": "express", "once": "dry", "owes": "order.price", "not_before": "trigger.date", "due": "order.date"}


def test_what_its_conditions_ask_is_listed():
    works = contract(WORKS)
    (version,) = works.versions
    asked = next(s for s in term_sheet(works, version, version.terms["works"]) if s.heading == "It asks")
    assert [r.label for r in asked.rows] == ["express", "dry", "order.price", "trigger.date", "order.date"]
