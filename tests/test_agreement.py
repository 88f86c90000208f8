"""This file tests that everything that judges a contract agrees: the meaning with a naive interpreter that looks at every world that a
case leaves open, each engine with the meaning, and the meaning with itself where a change of words must change nothing.

Examples are made by tests/strategies.py. With HYPOTHESIS_PROFILE=deep there are twenty times as many.
"""

from __future__ import annotations

import json
import os
import re
from collections import Counter
from dataclasses import replace
from itertools import permutations

import pytest
from hypothesis import event, given, settings
from hypothesis import strategies as st

from contract_model.engines.agree import agreed
from contract_model.engines.engine import Unavailable, engine
from contract_model.meaning.decision import decide
from contract_model.meaning.evaluate import evaluate
from contract_model.meaning.judge import judge
from contract_model.meaning.known import known
from contract_model.meaning.programs import PROGRAMS
from contract_model.model.answer import OTHER, Among, Between, Holds, Status
from contract_model.problems import ContractError
from tests import strategies
from tests.meaning import naive
from tests.strategies import ANY_CONTRACT, EXACT, GRADES, Written, cases, completions, contracts

DEPTH = 20 if os.environ.get("HYPOTHESIS_PROFILE") == "deep" else 1


def some(share):
    """So many of the examples of the profile in force; each is one contract, mostly with several cases."""
    return settings(max_examples=max(10, int(settings.default.max_examples * share * DEPTH)))


class Worlds:
    """Every world that a case leaves open, with its verdict; a set of worlds is a number with one bit for each."""

    def __init__(self, written, posed):
        self.judged = [(version, world, *naive.judge(written.vocabulary, version, world)) for version, world in completions(written, posed)]
        self.all = (1 << len(self.judged)) - 1
        self.literals = {}
        conditions = written.conditions_of([v for v in written.versions if any(v is version for version, *_ in self.judged)])
        given = posed.given(written)
        self.told_apart = {name: strategies.texts_told_apart(name, conditions, given) for name in strategies.TEXTS}

    def verdict(self, verdict):
        """The worlds with a verdict."""
        return self.where(lambda _, world, found, statuses: found == verdict)

    def cube(self, cube):
        """The worlds in which every literal of a cube holds."""
        found = self.all
        for literal in cube:
            if literal not in self.literals:
                self.literals[literal] = self.where(lambda _, world, *rest, it=literal: holds(it, world, self.told_apart))
            found &= self.literals[literal]
        return found

    def where(self, test):
        """The worlds of which a test is true."""
        return sum(1 << i for i, judged in enumerate(self.judged) if test(*judged))


def holds(literal, world, told_apart):
    """Whether a literal of an answer is true of a world. `told_apart`: the texts beside which there is `another`, by name."""
    match literal:
        case Among(name, values):
            value = world[name]
            return value in values or (OTHER in values and value not in told_apart[name])
        case Between(name, _, low, high, (low_closed, high_closed)):
            value = world[name]
            above = low is None or strategies.counted(low) < value or (low_closed and strategies.counted(low) == value)
            return above and (high is None or value < strategies.counted(high) or (high_closed and strategies.counted(high) == value))
        case Holds(text, _, truth):
            return naive.evaluate(text, world) == truth


@some(0.3)
@given(st.data())
def test_an_answer_says_exactly_what_can_come_out_and_when(data):
    written = data.draw(contracts())
    for _ in range(3):
        posed = data.draw(cases(written, most=1_700))
        answer, worlds = judge(written.loaded, posed.case), Worlds(written, posed)
        event(answer.verdict.value)
        assert {o.verdict.value for o in answer.outcomes} == {verdict for _, _, verdict, _ in worlds.judged}
        for outcome in answer.outcomes:
            mine, covered = worlds.verdict(outcome.verdict.value), 0
            for cube in outcome.conditions:
                here = worlds.cube(cube)
                covered |= here
                assert here, f"{cube} can never be"
                assert not here & ~mine, f"{cube} does not suffice for {outcome.verdict}"
                for literal in cube:
                    others = worlds.cube(tuple(x for x in cube if x != literal))
                    assert others & ~mine, f"{cube} suffices for {outcome.verdict} without {literal}"
            assert outcome.more or covered == mine, f"there are other conditions for {outcome.verdict}"
            for cube, other in permutations(outcome.conditions, 2):
                assert worlds.cube(cube) & ~worlds.cube(other), f"{cube} is a special case of {other}"
        if not any(o.more for o in answer.outcomes):
            assert set(answer.unknown) == {n for o in answer.outcomes for cube in o.conditions for x in cube for n in names_of(x)}
        for term in answer.terms:
            does = {statuses[term.id] for version, _, _, statuses in worlds.judged if version and version["version"] == term.version}
            assert term.status.value == (does.pop() if len(does) == 1 else "unknown"), term


def names_of(literal):
    """The unknowns that a literal is about."""
    return literal.names if isinstance(literal, Holds) else (literal.name,)


@some(0.4)
@given(st.data())
def test_where_everything_is_known_the_naive_interpreter_says_the_same(data):
    written = data.draw(ANY_CONTRACT)
    for _ in range(3):
        posed = data.draw(cases(written, total=True))
        ((version, _, verdict, statuses),) = Worlds(written, posed).judged
        answer = judge(written.loaded, posed.case)
        event(verdict)
        assert answer.verdict.value == verdict
        assert {t.id: t.status.value for t in answer.terms} == statuses
        quick = decide(written.loaded, posed.case)
        assert (quick.verdict, dict(quick.statuses), quick.decided_by) == (
            answer.verdict,
            {t.id: t.status for t in answer.terms},
            answer.decided_by,
        )
        if version:
            truths = evaluate(*raw(written, posed, version))
            assert None not in truths.values()
            assert [truths[f"verdict {v}"] for v in ("conflict", "prohibited", "permitted", "silent")].count(True) == 1


@some(0.2)
@given(st.data())
def test_a_quick_decision_says_no_more_than_the_answer(data):
    written = data.draw(ANY_CONTRACT)
    for _ in range(3):
        posed = data.draw(cases(written))
        quick, answer = decide(written.loaded, posed.case), judge(written.loaded, posed.case)
        assert quick.verdict == answer.verdict
        if len(answer.versions) == 1:
            exact = {t.id: t.status for t in answer.terms}
            assert {t: s for t, s in quick.statuses.items() if s not in (exact[t], Status.UNKNOWN)} == {}


@some(0.3)
@given(st.data())
def test_three_valued_truth_is_sound_and_more_knowledge_never_changes_it(data):
    written = data.draw(ANY_CONTRACT)
    version = data.draw(st.sampled_from(written.versions))
    program, total = raw(written, data.draw(cases(written, total=True)), version)
    order = data.draw(st.permutations(sorted(total)))
    before = {}
    for count in range(len(order) + 1):
        truths = evaluate(program, {n: total[n] for n in order[:count]})
        assert {n: t for n, t in before.items() if truths[n] is not t} == {}
        before = {n: t for n, t in truths.items() if t is not None}
    assert before == truths


@pytest.fixture(scope="module", params=["rete", "columns"])
def other(request):
    """An engine that is held against the meaning, where it can be imported."""
    try:
        return engine(request.param)
    except (Unavailable, ContractError) as reason:
        pytest.skip(str(reason))


@some(0.3)
@given(st.data())
def test_the_engine_says_of_every_condition_what_the_meaning_says(other, data):
    written = data.draw(ANY_CONTRACT)
    for _ in range(8):
        posed = data.draw(cases(written, total=data.draw(st.booleans())))
        agreed(other, *raw(written, posed, data.draw(st.sampled_from(written.versions))))


def raw(written, posed, version):
    """The program of a case under a version, and what the case gives it."""
    contract = written.loaded
    loaded = next(v for v in contract.versions if v.id == version["version"])
    return PROGRAMS.get(contract, loaded, posed.action), known(contract, posed.case).everything


# --- what must change nothing -------------------------------------------------------------------------------------------------------


def said(answer):
    """What an answer says, whatever the order in which it says it."""
    return {
        "outcomes": {o.verdict: None if o.more else {frozenset(cube) for cube in o.conditions} for o in answer.outcomes},
        "terms": {(t.version, t.id): (t.status, t.exceptions) for t in answer.terms},
        "decided_by": set(answer.decided_by),
        "unknown": set(answer.unknown),
        "presumed": answer.presumed,
        "readings": answer.readings,
        "contested": {(c.name, c.reading): c.verdict for c in answer.contested},
        "evidence": answer.evidence,
        "by_silence": answer.by_silence,
        "void": set(answer.void),
    }


@some(0.1)
@given(st.data())
def test_the_order_of_terms_does_not_matter(data):
    written = data.draw(contracts())
    case = data.draw(cases(written)).case

    def shuffle(_, versions):
        for version in versions:
            version["terms"] = data.draw(st.permutations(version["terms"]))

    assert said(judge(written.changed(shuffle).loaded, case)) == said(judge(written.loaded, case))


@some(0.1)
@given(st.data())
def test_a_term_about_another_action_does_not_matter(data):
    written = data.draw(contracts())
    case = data.draw(cases(written)).case
    term = data.draw(strategies.terms("elsewhere")) | {"action": "other"}

    def add(_, versions):
        for version in versions:
            version["terms"].insert(0, term | {"subject_to": [version["terms"][0]["id"]]})

    assert judge(written.changed(add).loaded, case) == judge(written.loaded, case)


@some(0.1)
@given(st.data())
def test_to_ask_for_better_evidence_is_to_strike_out_what_is_weaker(data):
    written = data.draw(contracts([group for group in EXACT if group != "texts"]))  # what is struck out mentions texts, too
    floor = data.draw(st.sampled_from(GRADES))
    case = replace(data.draw(cases(written)), evidence=floor).case

    def strike(_, versions):
        for version in versions:
            kept = [t for t in version["terms"] if naive.admitted(t["certainty"], {"evidence": floor})]
            ids = {t["id"] for t in kept}
            for t in kept:
                t["unless"] = [x for x in t.get("unless", []) if naive.admitted(x.get("certainty", t["certainty"]), {"evidence": floor})]
                t |= {rank: [other for other in t.get(rank, []) if other in ids] for rank in ("subject_to", "notwithstanding")}
            version["terms"] = kept

    asked, struck = said(judge(written.loaded, case)), said(judge(written.changed(strike).loaded, case))
    assert all(status is Status.NOT_ENGAGED for term, (status, _) in asked["terms"].items() if term not in struck["terms"])
    asked["terms"] = {term: does for term, does in asked["terms"].items() if term in struck["terms"]}
    assert asked == struck


@some(0.1)
@given(st.data())
def test_another_name_for_a_fact_is_another_name_in_the_answer(data):
    written = data.draw(contracts())
    case = data.draw(cases(written)).case
    names = {n: f"{chr(ord('z') - i)}_{n}" for i, n in enumerate(sorted(strategies.FACTS))}  # in the opposite order

    def renamed(text):
        return re.sub(r"\b[a-z]+\b", lambda found: names.get(found[0], found[0]), text)

    other = Written(json.loads(renamed(json.dumps(written.vocabulary))), json.loads(renamed(json.dumps(written.versions))))
    facts, readings = ({renamed(n): v for n, v in given.items()} for given in (case.facts, case.readings))
    found = judge(other.loaded, replace(case, facts=facts, readings=readings, unknown=frozenset(map(renamed, case.unknown))))
    answer = judge(written.loaded, case)
    assert set(found.unknown) == set(map(renamed, answer.unknown))
    assert found.presumed == {renamed(n): v for n, v in answer.presumed.items()}
    assert found.readings == {renamed(n): r for n, r in answer.readings.items()}
    assert {o.verdict: shapes(o) for o in found.outcomes} == {o.verdict: shapes(o, renamed) for o in answer.outcomes}


def shapes(outcome, renamed=str):
    """The unknowns in each condition of an outcome."""
    return None if outcome.more else Counter(frozenset(renamed(n) for x in cube for n in names_of(x)) for cube in outcome.conditions)


@some(0.1)
@given(st.data())
def test_to_state_what_was_taken_for_granted_gives_the_same_answer(data):
    written = data.draw(contracts())
    case = data.draw(cases(written)).case
    answer = judge(written.loaded, case)
    parameters, facts = dict(case.event.parameters), dict(case.facts)
    for name, value in answer.presumed.items():
        (parameters if name in strategies.PARAMETERS else facts)[name] = value
    others = {n for n, a in written.loaded.ambiguities.items() if a.default and n not in answer.readings}
    stated = replace(
        case,
        event=replace(case.event, parameters=parameters),
        facts=facts,
        readings=dict(answer.readings),
        unknown=case.unknown | others,
        presume=False,
    )
    again = judge(written.loaded, stated)
    assert said(again)["outcomes"] == said(answer)["outcomes"]
    assert again.presumed == {}


@some(0.1)
@given(st.data())
def test_a_reading_is_contested_where_to_choose_it_changes_the_answer(data):
    written = data.draw(contracts())
    case = data.draw(cases(written)).case
    answer = judge(written.loaded, case)
    others = {
        (name, reading): judge(written.loaded, replace(case, readings={**case.readings, name: reading}))
        for name, ambiguity in written.loaded.ambiguities.items()
        if ambiguity.default and name not in case.readings and name not in case.unknown
        for reading in ambiguity.readings
        if reading != ambiguity.default
    }
    mine = said(answer)["outcomes"]
    assert {(c.name, c.reading): c.outcomes for c in answer.contested if c.name in strategies.AMBIGUITIES} == {
        key: other.outcomes for key, other in others.items() if said(other)["outcomes"] != mine
    }
