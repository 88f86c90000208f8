"""This file tests what a term does in a case."""

from __future__ import annotations

import pytest

from tests.meaning.frame import ask, conditions, contract, statuses, verdict


def status(contract, **known):
    """What the only term of a contract does."""
    (only,) = statuses(ask(contract, **known)).values()
    return only


@pytest.mark.parametrize(
    ("kind", "does", "then"),
    [
        ("prohibition", "bites", "prohibited"),
        ("obligation", "met", "permitted"),
        ("permission", "grants", "permitted"),
        ("power", "grants", "permitted"),
        ("declaration", "states", "silent"),
    ],
)
def test_each_kind_of_term_has_its_effect(kind, does, then):
    lease = contract(f"terms: [{{id: only, kind: {kind}}}]")
    assert (status(lease), verdict(lease)) == (does, then)


def test_an_obligation_is_met_or_bites():
    lease = contract("""
        facts: {agreed: truth}
        terms: [{id: ask-first, kind: obligation, requires: agreed}]
    """)
    assert (status(lease, agreed=True), verdict(lease, agreed=True)) == ("met", "permitted")
    assert (status(lease, agreed=False), verdict(lease, agreed=False)) == ("bites", "prohibited")
    assert (status(lease), verdict(lease)) == ("unknown", "depends")


def test_that_what_one_must_do_is_permitted_is_a_policy():
    lease = contract("""
        policies: {obligation_implies_permission: false}
        terms: [{id: garden, kind: obligation}]
    """)
    assert (status(lease), verdict(lease)) == ("met", "silent")


def test_a_term_speaks_of_its_bearers_alone():
    lease = contract("terms: [{id: bees, kind: prohibition, bearer: tenant}]")
    assert status(lease, actor="owner") == "not_engaged"
    assert status(lease, actor=None) == "unknown"
    assert conditions(ask(lease, actor=None)) == {"prohibited": ["actor == tenant"], "silent": ["actor == owner"]}
    assert status(contract("terms: [{id: bees, kind: prohibition, bearer: [tenant, owner]}]"), actor=None) == "bites"
    assert status(contract("terms: [{id: bees, kind: prohibition, bearer: anyone}]"), actor=None) == "bites"


def test_a_term_speaks_of_its_actions_alone():
    lease = contract("""
        actions: {grow: {says: "{actor} grows"}, build: {says: "{actor} builds"}}
        terms: [{id: no-sheds, kind: prohibition, action: build}]
    """)
    assert ask(lease, action="grow").terms == ()
    assert verdict(lease, action="build") == "prohibited"


def test_the_first_and_the_last_day_belong_to_a_term():
    lease = contract("terms: [{id: summer, kind: prohibition, from: 2026-06-01, through: 2026-08-31}]")
    assert [verdict(lease, on=f"2026-{d}") for d in ("05-31", "06-01")] == ["silent", "prohibited"]
    assert [verdict(lease, on=f"2026-{d}") for d in ("08-31", "09-01")] == ["prohibited", "silent"]
    assert conditions(ask(lease, on="2026-01-01..2026-12-31")) == {
        "prohibited": ["2026-06-01 <= date <= 2026-08-31"],
        "silent": ["date <= 2026-05-31", "2026-09-01 <= date"],
    }


def test_a_term_is_engaged_when_its_condition_holds_and_until_another_does():
    lease = contract("""
        facts: {fenced: truth, sold: truth}
        terms: [{id: bees, kind: prohibition, when: not fenced, until: sold}]
    """)
    assert status(lease, fenced=False, sold=False) == "bites"
    assert status(lease, fenced=True) == "not_engaged"
    assert status(lease, sold=True) == "not_engaged"


def test_an_exception_excuses_what_is_engaged():
    lease = contract("""
        facts: {fenced: truth, agreed: truth, sold: truth}
        terms:
          - id: bees
            kind: prohibition
            when: not fenced
            unless: [{id: consent, if: agreed}, {id: sale, if: sold}]
    """)
    assert status(lease, fenced=False, agreed=True) == "excused"
    assert status(lease, fenced=True, agreed=True) == "not_engaged"
    (term,) = ask(lease, fenced=False, agreed=False, sold=True).terms
    assert (term.status.value, term.exceptions) == ("excused", ("sale",))


def test_an_excused_permission_grants_nothing():
    lease = contract("""
        facts: {agreed: truth}
        terms: [{id: any-use, kind: permission, unless: agreed}]
    """)
    assert verdict(lease, agreed=True) == "silent"


def test_a_declaration_decides_nothing_and_need_have_neither_bearer_nor_action():
    lease = contract("""
        terms:
          - {id: bees, kind: prohibition}
          - {id: a-garden, kind: declaration, bearer: [], action: [], notwithstanding: bees}
    """)
    answer = ask(lease)
    assert statuses(answer) == {"bees": "bites", "a-garden": "states"}
    assert answer.decided_by == ("bees",)


def test_a_power_that_is_not_available_is_void_which_is_no_breach():
    lease = contract("""
        facts: {in_arrears: truth}
        terms: [{id: eviction, kind: power, bearer: owner, when: in_arrears}]
    """)
    assert ask(lease, actor="owner", in_arrears=True).void == ()
    answer = ask(lease, actor="owner", in_arrears=False)
    assert (answer.verdict.value, answer.void) == ("silent", ("eviction",))
    assert ask(lease, actor="tenant", in_arrears=False).void == ()


def test_a_power_that_is_only_guessed_is_no_power_that_could_be_void():
    lease = contract("""
        facts: {in_arrears: truth}
        terms: [{id: eviction, kind: power, bearer: owner, when: in_arrears, certainty: speculative}]
    """)
    assert ask(lease, actor="owner", in_arrears=False).void == ()


def test_a_power_is_void_under_the_version_that_has_it():
    lease = contract("""
        facts: {in_arrears: truth}
        versions:
          2026-01-01: [{id: eviction, kind: declaration, when: in_arrears}]
          2026-07-01: [{id: eviction, kind: power}]
    """)
    assert ask(lease, on="2026-06-01..2026-07-31", in_arrears=False).void == ()
