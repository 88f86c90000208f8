"""This file tests the answer to a case: what depends on what, over the borders of versions too, and what it takes for granted."""

from __future__ import annotations

import pytest

from contract_model.problems import ContractError
from tests.meaning.frame import ask, conditions, contested, contract, statuses, verdict

AMENDED = """
    facts: {agreed: truth}
    versions:
      2026-01-01:
        - {id: bees, kind: prohibition, unless: agreed}
      2026-07-01:
        - {id: bees, kind: prohibition}
        - {id: permit, kind: permission, notwithstanding: bees, when: agreed}
"""


def test_a_case_is_judged_under_the_version_of_its_day():
    lease = contract(AMENDED)
    assert verdict(lease, on="2026-06-30", agreed=True) == "silent"
    assert verdict(lease, on="2026-07-01", agreed=True) == "permitted"


def test_before_the_first_version_all_is_silent():
    answer = ask(contract(AMENDED), on="2025-12-31")
    assert (answer.verdict.value, answer.versions, answer.terms) == ("silent", (), ())


def test_a_case_may_ask_to_be_judged_under_another_version():
    lease = contract(AMENDED)
    assert verdict(lease, on="2026-06-30", agreed=True, version="2026-07-01") == "permitted"
    assert verdict(lease, on="2025-06-30", agreed=False, version="2026-01-01") == "prohibited"


def test_over_a_border_the_date_is_a_condition_where_it_makes_a_difference():
    answer = ask(contract(AMENDED), on="2026-06-01..2026-07-31")
    assert conditions(answer) == {
        "prohibited": ["not agreed"],
        "permitted": ["2026-07-01 <= date and agreed"],
        "silent": ["agreed and date <= 2026-06-30"],
    }
    assert answer.versions == ("2026-01-01", "2026-07-01")
    assert answer.unknown == ("date", "agreed")


def test_over_a_border_the_date_is_no_condition_where_it_makes_no_difference():
    answer = ask(contract(AMENDED), on="2026-06-01..2026-07-31", agreed=False)
    assert conditions(answer) == {"prohibited": ["always"]}
    assert answer.unknown == ()


def test_a_condition_on_the_date_does_not_reach_over_a_border():
    lease = contract("""
        versions:
          2026-01-01: [{id: winter, kind: prohibition, through: 2026-03-31}]
          2026-07-01: [{id: summer, kind: permission}]
    """)
    assert conditions(ask(lease, on=None)) == {
        "prohibited": ["2026-01-01 <= date <= 2026-03-31"],
        "permitted": ["2026-07-01 <= date"],
        "silent": ["date <= 2025-12-31", "2026-04-01 <= date <= 2026-06-30"],
    }


def test_what_silence_comes_to_is_one_verdict_with_what_says_the_same():
    lease = contract("""
        policies: {silence: permitted}
        facts: {agreed: truth, bees: truth}
        terms:
          - {id: no-bees, kind: prohibition, when: bees and not agreed}
          - {id: agreed, kind: permission, when: agreed}
    """)
    answer = ask(lease)
    assert conditions(answer) == {"prohibited": ["bees and not agreed"], "permitted": ["not bees", "agreed"]}
    assert answer.by_silence


def test_a_verdict_turns_on_nothing_that_cannot_change_it():
    lease = contract("""
        facts: {height: number, width: number, agreed: truth}
        terms:
          - {id: tall, kind: prohibition, when: height > 2}
          - {id: status, kind: declaration, when: height > width and width > 1 and agreed}
    """)
    assert ask(lease).unknown == ("height",)


def test_a_term_that_may_yield_is_not_said_to_bite():
    lease = contract("""
        facts: {agreed: truth}
        terms:
          - {id: bees, kind: prohibition}
          - {id: permit, kind: permission, notwithstanding: bees, when: agreed}
    """)
    assert statuses(ask(lease)) == {"bees": "unknown", "permit": "unknown"}
    assert statuses(ask(lease, agreed=True)) == {"bees": "yields", "permit": "grants"}
    assert statuses(ask(lease, agreed=False)) == {"bees": "bites", "permit": "not_engaged"}


PRESUMING = """
    facts:
      fenced: {kind: truth, presumed: true}
      small: {kind: truth, presumed: true}
      hives: {kind: number, presumed: 2}
      agreed: truth
"""


def test_a_presumption_holds_unless_the_case_says_otherwise_or_does_without():
    lease = contract(f"{PRESUMING}    terms: [{{id: bees, kind: prohibition, unless: fenced}}]")
    assert verdict(lease) == "silent"
    assert verdict(lease, fenced=False) == "prohibited"
    assert verdict(lease, presume=False) == "depends"
    assert verdict(lease, unknown=["fenced"]) == "depends"


def test_of_presumptions_only_those_on_which_the_answer_rests_are_named():
    lease = contract(f"{PRESUMING}    terms: [{{id: bees, kind: prohibition, unless: fenced and (small or not small)}}]")
    assert ask(lease).presumed == {"fenced": True}
    assert ask(lease, fenced=False).presumed == {}


def test_of_two_presumptions_each_of_which_is_enough_one_is_named():
    lease = contract(f"{PRESUMING}    terms: [{{id: bees, kind: prohibition, unless: fenced or small}}]")
    assert ask(lease).presumed == {"fenced": True}


def test_a_presumed_number_is_named_where_the_answer_rests_on_it():
    lease = contract(f"{PRESUMING}    terms: [{{id: bees, kind: prohibition, when: hives > 1, unless: agreed}}]")
    assert ask(lease).presumed == {"hives": 2}
    assert ask(lease, agreed=True).presumed == {}


def test_a_default_reading_is_taken_and_contested_where_another_would_change_the_answer():
    lease = contract("""
        facts: {agreed: truth}
        ambiguities: {bees: [wild, kept, dead]}
        terms: [{id: no-bees, kind: prohibition, when: "bees != dead and (bees == kept or not agreed)"}]
    """)
    answer = ask(lease, agreed=True)
    assert answer.verdict.value == "silent"
    assert contested(answer) == {"bees=kept": "prohibited"}
    assert answer.readings == {"bees": "wild"}
    assert ask(lease, agreed=True, readings={"bees": "kept"}).readings == {"bees": "kept"}
    assert contested(ask(lease, agreed=True, readings={"bees": "kept"})) == {}
    assert contested(ask(lease)) == {"bees=kept": "prohibited", "bees=dead": "silent"}
    assert ask(lease, agreed=False, readings={"bees": "dead"}).readings == {"bees": "dead"}


def test_an_open_ambiguity_is_an_unknown_like_any_other():
    lease = contract("""
        ambiguities: {bees: [open, wild, kept]}
        terms: [{id: no-bees, kind: prohibition, when: bees == kept}]
    """)
    assert conditions(ask(lease)) == {"prohibited": ["bees == kept"], "silent": ["bees == wild"]}
    assert contested(ask(lease)) == {}
    assert verdict(lease, readings={"bees": "kept"}) == "prohibited"


def test_two_readings_either_of_which_is_enough_are_contested_by_neither_but_one_is_named():
    lease = contract("""
        ambiguities: {bees: [wild, kept], hive: [open_air, shed]}
        terms: [{id: no-bees, kind: prohibition, unless: bees == wild or hive == open_air}]
    """)
    answer = ask(lease)
    assert (answer.verdict.value, contested(answer)) == ("silent", {})
    assert len(answer.readings) == 1


def test_a_published_value_is_not_adopted_but_told_where_it_would_decide():
    lease = contract("""
        facts:
          rent:
            kind: money EUR
            readings: {reported: {says: it was in the paper, value: 500 EUR, certainty: reported}}
        terms: [{id: dear, kind: prohibition, when: rent > EUR(400)}]
    """)
    answer = ask(lease)
    assert conditions(answer) == {"prohibited": ["400 EUR < rent"], "silent": ["rent <= 400 EUR"]}
    assert contested(answer) == {"rent=reported": "prohibited"}
    chosen = ask(lease, readings={"rent": "reported"})
    assert (chosen.verdict.value, chosen.evidence.value) == ("prohibited", "reported")
    assert verdict(lease, readings={"rent": "reported"}, rent="300 EUR") == "silent"


def entangled(count, presumed=False):
    """A lease with a prohibition that turns on so many pairs of facts, the first of each pair asked about before any second one."""
    facts = ", ".join(f"{side}{i}: {{kind: truth{', presumed: true' if presumed else ''}}}" for i in range(count) for side in "ab")
    firsts = " or ".join(f"a{i} and not a{i}" for i in range(count))
    pairs = " or ".join(f"a{i} and b{i}" for i in range(count))
    return contract(f"""
        facts: {{{facts}}}
        terms: [{{id: bees, kind: prohibition, when: ({firsts}) or ({pairs})}}]
    """)


def test_a_case_that_leaves_too_much_open_is_a_problem_that_says_what_to_settle():
    with pytest.raises(ContractError) as raised:
        ask(entangled(24))
    (problem,) = raised.value.problems
    assert problem.name == "too-many-unknowns"
    assert problem.message == "the answer turns on 48 unknowns, too many at once to say what depends on what"
    assert problem.hint.startswith("state some, such as `a0`, `a1`,")


def test_what_is_taken_for_granted_does_not_make_a_case_too_open():
    assert verdict(entangled(24, presumed=True), a0=False) == "prohibited"


def test_a_chain_of_many_unknowns_is_a_problem_too():
    terms = ", ".join(f"{{id: t{i}, kind: prohibition, when: f{i} and f{i + 1}}}" for i in range(700))
    lease = contract(f"facts: {{{', '.join(f'f{i}: truth' for i in range(701))}}}\nterms: [{terms}]")
    with pytest.raises(ContractError, match="turns on 701 unknowns"):
        ask(lease)


def test_a_choice_may_have_a_dozen_consequences_of_its_own():
    lease = contract(f"""
        kinds: {{plant: {{{", ".join(f"p{i}: p{i}" for i in range(12))}}}}}
        facts: {{plant: plant, {", ".join(f"f{i}: truth" for i in range(12))}}}
        terms: [{", ".join(f"{{id: t{i}, kind: prohibition, when: plant == p{i} and f{i}}}" for i in range(12))}]
    """)
    assert len(conditions(ask(lease, f0=True))["prohibited"]) == 12
