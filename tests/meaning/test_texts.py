"""This file tests what an answer says of texts that are not known."""

from __future__ import annotations

from tests.meaning.frame import ask, conditions, contract, verdict

NAMED = """
    parameters: {plant: text}
    facts: {neighbours_plant: text, owners_plant: text}
"""


def test_a_text_is_one_that_conditions_mention_or_another():
    lease = contract(f"""{NAMED}
    terms: [{{id: trees, kind: prohibition, when: 'plant in ["oak", "elm"]'}}]
    """)
    assert conditions(ask(lease)) == {"prohibited": ["plant in [elm, oak]"], "silent": ["plant == (another)"]}


def test_whether_two_unknown_texts_are_the_same_is_one_question():
    lease = contract(f"""{NAMED}
    terms: [{{id: copying, kind: prohibition, when: plant == neighbours_plant}}]
    """)
    assert conditions(ask(lease)) == {
        "prohibited": ["neighbours_plant == plant"],
        "silent": ["not (neighbours_plant == plant)"],
    }


def test_an_unknown_text_may_be_the_same_as_a_known_one():
    lease = contract(f"""{NAMED}
    terms: [{{id: copying, kind: prohibition, when: plant == neighbours_plant}}]
    """)
    assert conditions(ask(lease, plant="rose")) == {
        "prohibited": ["neighbours_plant == rose"],
        "silent": ["neighbours_plant == (another)"],
    }
    assert verdict(lease, plant="rose", neighbours_plant="rose") == "prohibited"


def test_two_texts_that_are_the_same_are_not_two_different_texts():
    lease = contract(f"""{NAMED}
    terms: [{{id: odd, kind: prohibition, when: plant == "oak" and neighbours_plant == "elm" and plant == neighbours_plant}}]
    """)
    assert verdict(lease) == "silent"


def test_two_texts_that_are_the_same_as_a_third_are_the_same():
    lease = contract(f"""{NAMED}
    terms:
      - id: odd
        kind: prohibition
        when: plant == neighbours_plant and neighbours_plant == owners_plant and plant != owners_plant
    """)
    assert verdict(lease) == "silent"


def test_two_texts_that_are_presumed_are_known_to_be_the_same():
    lease = contract("""
        facts:
          plant: {kind: text, presumed: rose}
          neighbours_plant: {kind: text, presumed: rose}
        terms: [{id: copying, kind: prohibition, when: plant == neighbours_plant}]
    """)
    answer = ask(lease)
    assert answer.verdict.value == "prohibited"
    assert answer.presumed == {"plant": "rose", "neighbours_plant": "rose"}


def test_two_texts_that_nothing_mentions_may_differ():
    lease = contract(f"""{NAMED}
    terms:
      - id: mixing
        kind: prohibition
        when: plant != "oak" and neighbours_plant != "oak" and plant != neighbours_plant
    """)
    assert verdict(lease, plant="elm") == "depends"
    assert "prohibited" in conditions(ask(lease))
