"""This file tests the answer at each evidence floor."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from contract_model.meaning.evidence import evidence
from contract_model.meaning.judge import judge
from tests.meaning.frame import case, contract
from tests.strategies import cases, contracts

LEASE = """
    facts: {agreed: truth}
    terms:
      - {id: any-use, kind: permission}
      - {id: bees, kind: prohibition, certainty: reported, notwithstanding: any-use,
         unless: [{id: rumour, if: agreed, certainty: speculative}]}
"""


def told(found):
    """The verdict at each floor, with a star where the answer is another than at the floor before."""
    return {f.floor.value: f"{f.answer.verdict.value}{'*' if f.changes else ''}" for f in found.floors}


def test_the_answer_is_told_at_each_floor():
    lease = contract(LEASE)
    assert told(evidence(lease, case(lease, agreed=True))) == {
        "official": "permitted",
        "reported": "prohibited*",
        "inferred": "prohibited",
        "speculative": "permitted*",
    }


def test_what_comes_in_at_a_floor_is_named():
    lease = contract(LEASE)
    found = evidence(lease, case(lease, agreed=True))
    assert [f.enters for f in found.floors] == [(), ("bees",), (), ("bees",)]


def test_the_same_verdict_on_other_conditions_is_another_answer():
    lease = contract("""
        facts: {agreed: truth, paid: truth}
        terms:
          - {id: bees, kind: prohibition, when: agreed}
          - {id: debt, kind: prohibition, when: paid, certainty: inferred}
    """)
    found = evidence(lease, case(lease))
    assert told(found) == {"official": "depends", "reported": "depends", "inferred": "depends*", "speculative": "depends"}
    assert not found.steady
    assert evidence(lease, case(lease, agreed=True)).steady


def test_the_floor_of_the_case_is_the_one_asked():
    lease = contract(LEASE)
    assert evidence(lease, case(lease, agreed=True, evidence="official")).asked.answer.verdict.value == "permitted"
    assert evidence(lease, case(lease, agreed=True)).asked.answer.verdict.value == "prohibited"


@settings(max_examples=20)
@given(st.data())
def test_the_floor_asked_has_the_answer_of_the_case(data):
    written = data.draw(contracts())
    posed = data.draw(cases(written)).case
    found = evidence(written.loaded, posed)
    assert found.asked.answer == judge(written.loaded, posed)
    assert [f.answer.case.evidence for f in found.floors] == [f.floor for f in found.floors]
