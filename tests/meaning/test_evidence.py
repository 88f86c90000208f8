"""This file tests how evidence counts: the floor below which it does not, and the grade of an answer."""

from __future__ import annotations

from tests.meaning.frame import ask, contract, statuses, verdict

GUESSED = """
    facts: {agreed: truth}
    terms:
      - {id: bees, kind: prohibition}
      - {id: rumour, kind: permission, notwithstanding: bees, certainty: speculative}
"""


def test_a_term_on_weaker_evidence_than_is_asked_for_is_not_engaged():
    lease = contract(GUESSED)
    assert verdict(lease, evidence="inferred") == "prohibited"
    assert statuses(ask(lease, evidence="inferred")) == {"bees": "bites", "rumour": "not_engaged"}
    assert verdict(lease, evidence="speculative") == "permitted"


def test_so_for_an_exception():
    lease = contract("""
        terms:
          - id: bees
            kind: prohibition
            unless: [{id: rumour, if: "true", certainty: speculative}]
    """)
    assert verdict(lease, evidence="inferred") == "prohibited"
    assert verdict(lease, evidence="speculative") == "silent"


def test_the_grade_of_an_answer_is_that_of_its_weakest_support():
    lease = contract("""
        facts: {agreed: truth}
        terms:
          - {id: any-use, kind: permission, subject_to: bees}
          - id: bees
            kind: prohibition
            certainty: reported
            unless: [{id: consent, if: agreed, certainty: inferred}]
    """)
    assert ask(lease, agreed=False).evidence.value == "reported"
    assert ask(lease, agreed=True).evidence.value == "inferred"  # official, were it not for the exception
    assert ask(lease).evidence.value == "reported"


def test_a_term_that_is_overcome_weakens_nothing():
    lease = contract("""
        terms:
          - {id: any-use, kind: permission, notwithstanding: rumour}
          - {id: rumour, kind: prohibition, certainty: speculative}
    """)
    answer = ask(lease, evidence="speculative")
    assert (answer.verdict.value, answer.evidence.value) == ("permitted", "official")
    assert answer.decided_by == ("any-use", "rumour")


def test_a_term_of_another_version_weakens_nothing():
    lease = contract("""
        facts: {agreed: truth}
        versions:
          2026-01-01: [{id: bees, kind: prohibition, certainty: speculative, when: agreed}]
          2026-07-01: [{id: bees, kind: prohibition}]
    """)
    answer = ask(lease, on="2026-06-01..2026-07-31", agreed=False, evidence="speculative")
    assert (answer.verdict.value, answer.evidence.value) == ("depends", "official")


def test_a_reading_weakens_an_answer_only_where_the_answer_rests_on_it():
    lease = contract("""
        ambiguities:
          bees:
            asks: Which bees?
            readings: {wild: {says: wild ones, certainty: inferred}, kept: {says: kept ones, certainty: speculative}}
            default: wild
        facts: {agreed: truth}
        terms: [{id: no-bees, kind: prohibition, when: bees == wild or agreed}]
    """)
    assert ask(lease, agreed=False).evidence.value == "inferred"
    assert ask(lease, agreed=True).evidence.value == "official"
    assert ask(lease, agreed=True, readings={"bees": "kept"}).evidence.value == "official"


def test_where_nothing_decides_there_is_no_grade():
    assert ask(contract("terms: [{id: title, kind: declaration}]")).evidence is None
