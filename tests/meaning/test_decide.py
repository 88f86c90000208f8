"""This file tests precedence and the verdict."""

from __future__ import annotations

import pytest

from tests.meaning.frame import ask, contract, statuses, verdict


def test_what_bites_and_what_grants_are_in_conflict_where_neither_prevails():
    lease = contract("terms: [{id: any-use, kind: permission}, {id: bees, kind: prohibition}]")
    answer = ask(lease)
    assert answer.verdict.value == "conflict"
    assert answer.decided_by == ("any-use", "bees")


@pytest.mark.parametrize("written", ["subject_to", "notwithstanding"])
def test_a_term_yields_to_one_that_prevails_over_it(written):
    lower, higher = ("subject_to: bees", "") if written == "subject_to" else ("", "notwithstanding: any-use")
    lease = contract(f"""
        terms:
          - {{id: any-use, kind: permission, {lower}}}
          - {{id: bees, kind: prohibition, {higher}}}
    """)
    assert statuses(ask(lease)) == {"any-use": "yields", "bees": "bites"}
    assert verdict(lease) == "prohibited"


def test_a_term_that_does_nothing_prevails_over_nothing():
    lease = contract("""
        facts: {agreed: truth}
        terms:
          - {id: any-use, kind: permission, subject_to: bees}
          - {id: bees, kind: prohibition, unless: agreed}
    """)
    assert verdict(lease, agreed=True) == "permitted"
    assert verdict(lease, agreed=False) == "prohibited"


def test_terms_of_the_same_effect_do_not_yield_to_each_other():
    lease = contract("""
        terms:
          - {id: bees, kind: prohibition, subject_to: animals}
          - {id: animals, kind: prohibition}
    """)
    assert statuses(ask(lease)) == {"bees": "bites", "animals": "bites"}


CHAIN = """
    terms:
      - {id: any-use, kind: permission, subject_to: bees}
      - {id: bees, kind: prohibition, subject_to: permit}
      - {id: permit, kind: permission}
"""


def test_a_term_that_yields_itself_defeats_nobody():
    assert statuses(ask(contract(CHAIN))) == {"any-use": "grants", "bees": "yields", "permit": "grants"}
    assert verdict(contract(CHAIN)) == "permitted"


def test_precedence_is_pairwise_and_not_passed_on():
    lease = contract("""
        terms:
          - {id: bees, kind: prohibition, subject_to: any-use}
          - {id: any-use, kind: permission, subject_to: no-trees}
          - {id: no-trees, kind: declaration, subject_to: ban}
          - {id: ban, kind: prohibition}
    """)
    assert statuses(ask(lease)) == {"bees": "yields", "any-use": "grants", "no-trees": "states", "ban": "bites"}
    assert verdict(lease) == "conflict"


def test_one_of_several_that_prevail_is_enough():
    lease = contract("""
        facts: {agreed: truth}
        terms:
          - {id: any-use, kind: permission, subject_to: [bees, trees]}
          - {id: bees, kind: prohibition, unless: agreed}
          - {id: trees, kind: prohibition}
    """)
    assert statuses(ask(lease, agreed=True)) == {"any-use": "yields", "bees": "excused", "trees": "bites"}


@pytest.mark.parametrize(("policy", "then"), [("silent", "silent"), ("permitted", "permitted"), ("prohibited", "prohibited")])
def test_what_silence_means_is_a_policy_and_the_answer_says_so(policy, then):
    lease = contract(f"""
        policies: {{silence: {policy}}}
        terms: [{{id: a-garden, kind: declaration}}]
    """)
    answer = ask(lease)
    assert answer.verdict.value == then
    assert answer.by_silence is (policy != "silent")
    assert answer.decided_by == ()


def test_before_the_first_version_no_policy_holds():
    lease = contract("""
        policies: {silence: prohibited}
        terms: [{id: a-garden, kind: declaration}]
    """)
    assert verdict(lease, on="2025-12-31") == "silent"
    assert ask(lease, on="2025-12-31").by_silence is False


def test_a_permission_is_decided_with_what_it_is_held_against():
    lease = contract("""
        facts: {agreed: truth}
        terms:
          - {id: any-use, kind: permission, subject_to: bees}
          - {id: bees, kind: prohibition, unless: agreed}
          - {id: trees, kind: prohibition, when: "false"}
    """)
    assert ask(lease, agreed=True).decided_by == ("any-use", "bees")
    assert ask(lease, agreed=False).decided_by == ("bees",)
    assert ask(lease).decided_by == ("any-use", "bees")


def test_a_long_chain_of_precedence_is_one_pass():
    chain = [f"{{id: t{i}, kind: {'permission' if i % 2 else 'prohibition'}, subject_to: t{i + 1}}}" for i in range(600)]
    lease = contract(f"terms: [{', '.join(chain)}, {{id: t600, kind: prohibition}}]")
    assert verdict(lease) == "prohibited"
