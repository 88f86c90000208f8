"""This file tests that the solver means what the definition means: on every case in which all is known, and on which verdicts there are."""

from __future__ import annotations

import os

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from contract_model.meaning.evaluate import evaluate
from contract_model.meaning.judge import judge
from contract_model.meaning.known import known
from contract_model.meaning.programs import PROGRAMS
from contract_model.model.answer import Verdict
from contract_model.model.case import Case, DateSpan, Event
from contract_model.model.contract import Certainty
from contract_model.problems import ContractError
from contract_model.proving.solver import Solver, Undecided
from contract_model.proving.world import Disagreement, Worlds
from tests.meaning.frame import contract
from tests.strategies import ANY_CONTRACT, cases, contracts

DEPTH = 20 if os.environ.get("HYPOTHESIS_PROFILE") == "deep" else 1


def some(share):
    """So many of the examples of the profile in force."""
    return settings(max_examples=max(10, int(settings.default.max_examples * share * DEPTH)))


@some(1)
@given(st.data())
def test_where_everything_is_known_the_solver_says_of_every_condition_what_the_meaning_says(data):
    written = data.draw(ANY_CONTRACT)
    solver = Solver(written.loaded)
    for version in written.loaded.versions:
        worlds = Worlds(solver, version, "act")
        program = PROGRAMS.get(written.loaded, version, "act")
        for _ in range(4):
            values = known(written.loaded, data.draw(cases(written, total=True)).case).everything
            truths = evaluate(program, values)
            assert None not in truths.values()
            here = [worlds.equal(var, values[name]) for name, var in program.variables.items()]
            assert not solver.never(*here)
            differ = solver.any(solver.formula(f) != truths[f.name] for f in program.formulas)
            assert solver.never(*here, differ)


@some(0.5)
@given(st.data())
def test_the_solver_finds_a_case_for_each_verdict_that_can_come_out_and_for_no_other(data):
    written = data.draw(contracts())
    loaded = written.loaded
    version = data.draw(st.sampled_from(loaded.versions))
    evidence = data.draw(st.sampled_from(Certainty))
    worlds = Worlds(Solver(loaded), version, "act", evidence)
    unknown = frozenset(loaded.ambiguities)
    span = DateSpan(version.start, version.end)
    try:
        answer = judge(loaded, Case(Event("act", date=span), unknown=unknown, evidence=evidence, presume=False))
    except ContractError:
        return  # too much is open at once
    possible = {o.verdict for o in answer.outcomes}
    for verdict in (Verdict.PERMITTED, Verdict.PROHIBITED, Verdict.SILENT, Verdict.CONFLICT):
        found = worlds.find(worlds.verdict(verdict))
        assert (found is not None) == (verdict in possible)
        if found:
            assert found.decision.verdict is judge(loaded, found.case).verdict is verdict


def worlds(text, timeout=None):
    """The cases of the action of a contract."""
    made = contract(text)
    return Worlds(Solver(made, timeout), made.versions[0], "grow", Certainty.INFERRED)


def test_a_case_that_is_found_says_no_more_than_it_must():
    grown = worlds("""
        facts: {agreed: truth, asked: truth, wet: truth}
        terms: [{id: bees, kind: prohibition, when: asked or wet, unless: agreed}]
    """)
    found = grown.find(grown.verdict(Verdict.PROHIBITED))
    assert found.decision.verdict is Verdict.PROHIBITED
    assert len(found.case.facts) == 2
    assert found.case.facts["agreed"] is False


def test_a_case_keeps_what_is_presumed_and_the_default_readings_where_it_can():
    grown = worlds("""
        facts: {dry: {kind: truth, presumed: true}}
        ambiguities: {meaning: [wide, narrow]}
        terms: [{id: bees, kind: prohibition, when: dry or meaning == narrow}]
    """)
    assert not grown.find(grown.verdict(Verdict.PROHIBITED)).case.facts
    denied = grown.find(grown.verdict(Verdict.SILENT))
    assert denied.case.facts == {"dry": False}
    assert not denied.case.readings


def test_dates_are_whole_days_and_quantities_are_not_whole():
    between = "facts: {{x: {}}} \nterms: [{{id: bees, kind: prohibition, when: {} < x and x < {}}}]"
    days = worlds(between.format("date", "2026-05-01", "2026-05-02"))
    assert days.never(days.formula(days.verdict(Verdict.PROHIBITED)))
    numbers = worlds(between.format("number", "1", "2"))
    assert 1 < numbers.find(numbers.verdict(Verdict.PROHIBITED)).case.facts["x"] < 2


def test_unknown_texts_can_be_different_from_all_that_are_mentioned_and_from_each_other():
    grown = worlds("""
        facts: {one: text, two: text, three: text}
        definitions: {mentioned: one == "a" or two == "a" or three == "a"}
        terms: [{id: bees, kind: prohibition, when: not (mentioned or one == two or two == three or one == three)}]
    """)
    facts = grown.find(grown.verdict(Verdict.PROHIBITED)).case.facts
    assert len({"a", *facts.values()}) == 4


def test_a_number_that_no_case_can_state_is_not_given_for_a_witness():
    third = worlds("""
        facts: {x: number}
        terms: [{id: bees, kind: prohibition, when: 3 * x == 1}]
    """)
    with pytest.raises(Undecided):
        third.find(third.verdict(Verdict.PROHIBITED))


def test_what_the_solver_cannot_decide_is_not_guessed():
    hard = worlds(
        """
        facts: {x: number, y: number, z: number}
        terms:
          - id: bees
            kind: prohibition
            when: >-
              floor(x) == x and floor(y) == y and floor(z) == z and x > 0 and y > 0 and z > 0
              and x * x * x + y * y * y == z * z * z
        """,
        timeout=0.3,
    )
    with pytest.raises(Undecided):
        hard.never(hard.formula(hard.verdict(Verdict.PROHIBITED)))


def test_a_case_that_the_meaning_judges_otherwise_is_an_error_of_ours():
    grown = worlds("""
        facts: {agreed: truth}
        terms: [{id: bees, kind: prohibition, when: agreed}]
    """)
    found = grown.find(grown.verdict(Verdict.SILENT))
    with pytest.raises(Disagreement):
        grown.witness(dict(found.values), [grown.verdict(Verdict.PROHIBITED)])
