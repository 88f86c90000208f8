"""This file tests what an answer says of unknown dates, durations, amounts and numbers."""

from __future__ import annotations

from tests.meaning.frame import ask, conditions, contract, verdict


def test_an_amount_is_split_at_the_thresholds_that_conditions_mention():
    lease = contract("""
        facts: {paid: money EUR}
        terms:
          - {id: free, kind: permission, when: paid >= EUR(100)}
          - {id: capped, kind: prohibition, when: paid > EUR(500)}
    """)
    assert conditions(ask(lease)) == {
        "silent": ["paid < 100 EUR"],
        "permitted": ["100 EUR <= paid <= 500 EUR"],
        "conflict": ["500 EUR < paid"],
    }


def test_an_interval_is_listed_once_where_a_smaller_condition_has_it():
    lease = contract("""
        facts: {size: number, agreed: truth}
        terms: [{id: tall, kind: permission, when: size < 1 or size > 5 and agreed}]
    """)
    assert conditions(ask(lease))["permitted"] == ["size < 1", "5 < size and agreed"]


def test_combinations_that_cannot_be_are_left_out():
    lease = contract("""
        facts: {height: number, width: number}
        terms: [{id: odd, kind: prohibition, when: height < 2 and width > 3 and height > width}]
    """)
    assert verdict(lease) == "silent"


def test_between_two_days_there_is_no_other():
    lease = contract("""
        facts: {signed: date}
        terms: [{id: odd, kind: prohibition, when: date > 2026-05-01 and date < 2026-05-02}]
    """)
    assert verdict(lease, on=None) == "silent"


def test_between_the_first_and_the_second_day_after_another_there_is_no_other():
    lease = contract("""
        facts: {signed: date}
        terms: [{id: odd, kind: prohibition, when: date - signed > days(1) and date - signed < days(2)}]
    """)
    assert verdict(lease, on=None) == "silent"


def test_three_days_in_a_row_take_two_days():
    lease = contract("""
        facts: {signed: date, paid: date, left: date}
        terms: [{id: odd, kind: prohibition, when: signed < paid and paid < left and left - signed < days(2)}]
    """)
    assert verdict(lease) == "silent"


def test_half_a_day_after_a_day_is_before_the_next():
    lease = contract("""
        facts: {signed: date}
        terms: [{id: late, kind: prohibition, when: date == signed + hours(12)}]
    """)
    assert verdict(lease, on=None) == "silent"


def test_what_is_known_of_the_date_bears_on_what_it_is_compared_with():
    lease = contract("""
        facts: {signed: date}
        terms: [{id: soon, kind: prohibition, when: date <= signed + days(30) and signed <= 2026-03-01}]
    """)
    assert verdict(lease, on="2027-01-01..2027-12-31") == "silent"
    assert verdict(lease, on="2026-01-01..2026-12-31") == "depends"


def test_a_day_has_no_twenty_fifth_hour():
    lease = contract("terms: [{id: never, kind: prohibition, when: time >= hours(24)}]")
    assert verdict(lease) == "silent"
