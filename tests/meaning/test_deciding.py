"""This file tests which terms are said to decide."""

from __future__ import annotations

from tests.meaning.frame import ask, contract, statuses

PETS = """
    facts: {consent: truth, assistance: truth}
    terms:
      - {id: no-dogs, kind: prohibition, unless: consent}
      - {id: with-consent, kind: permission, when: consent}
      - {id: assistance-dogs, kind: permission, when: assistance, notwithstanding: no-dogs}
"""


def test_a_term_that_only_might_have_a_part_in_a_settled_verdict_is_not_named():
    answer = ask(contract(PETS), assistance=True)
    assert answer.verdict.value == "permitted"
    assert answer.decided_by == ("no-dogs", "assistance-dogs")


def test_where_no_term_alone_carries_the_verdict_all_that_might_are_named():
    lease = contract("""
        facts: {weekday: truth}
        terms:
          - {id: on-weekdays, kind: permission, when: weekday}
          - {id: on-other-days, kind: permission, when: not weekday}
    """)
    answer = ask(lease)
    assert answer.verdict.value == "permitted"
    assert answer.decided_by == ("on-weekdays", "on-other-days")


def test_for_an_open_verdict_those_of_each_outcome_are_named():
    assert ask(contract(PETS), assistance=False).decided_by == ("no-dogs", "with-consent")


def test_what_is_presumed_holds_for_terms_that_the_verdict_does_not_turn_on():
    # the unknowns of such a term were numbered too late once, and its presumptions were lost
    lease = contract("""
        facts: {f: {asks: F?, kind: truth, presumed: false}, g: {asks: G?, kind: truth, presumed: true}, h: truth}
        terms:
          - {id: one, kind: prohibition}
          - {id: two, kind: prohibition, when: f and h and not g}
    """)
    answer = ask(lease)
    assert statuses(answer) == {"one": "bites", "two": "not_engaged"}
    assert answer.decided_by == ("one",)
