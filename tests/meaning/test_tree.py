"""This file tests decision trees: every case is on one path, which ends in its verdict, and no order of questions gives fewer paths."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from functools import cache, reduce
from itertools import combinations, product
from unittest.mock import patch

import pytest
from hypothesis import event, given
from hypothesis import strategies as st

from contract_model.front import load, read
from contract_model.loading.load import shipped_ids
from contract_model.meaning import tree as module
from contract_model.meaning.judge import judge
from contract_model.meaning.tree import MAX_PATHS, tree
from contract_model.model.answer import OTHER, Among, Between
from contract_model.model.case import DateSpan
from contract_model.model.tree import Fork, Leaf, Stub
from contract_model.problems import ContractError
from tests.meaning.frame import case, contract, literal
from tests.strategies import EXACT, GROUPS, cases, conditions, contracts
from tests.test_agreement import Worlds, some


def planted(lease, depth=None, **known):
    """The decision tree of a case."""
    return tree(lease, case(lease, **known), depth)


def paths(found):
    """The paths of a tree: the answers on each, with the verdict and what decides it."""
    return {" and ".join(map(literal, path)) or "always": said(end) for path, end in found.ways()}


def said(end):
    return end.verdict.value if isinstance(end, Leaf) else f"goes on, {end.paths}"


GARDEN = """
    kinds: {use: {bees: bees, roses: roses, herbs: herbs}}
    parameters: {use: use}
    facts: {agreed: truth, fenced: truth, distance: number}
    terms:
      - {id: any-use, kind: permission}
      - {id: bees, kind: prohibition, when: use == bees and distance < 10, unless: agreed and fenced, notwithstanding: any-use}
"""


def test_a_tree_asks_until_the_verdict_is_settled_and_puts_answers_together_that_lead_to_the_same():
    found = planted(contract(GARDEN))
    assert paths(found) == {
        "use in [roses, herbs]": "permitted",
        "use == bees and distance < 10 and not agreed": "prohibited",
        "use == bees and distance < 10 and agreed and not fenced": "prohibited",
        "use == bees and distance < 10 and agreed and fenced": "permitted",
        "use == bees and 10 <= distance": "permitted",
    }
    assert (found.paths, found.fewest, found.cut) == (5, True, None)


def test_what_a_case_states_is_not_asked():
    assert paths(planted(contract(GARDEN), use="roses")) == {"always": "permitted"}
    assert paths(planted(contract(GARDEN), use="bees", distance="3", fenced=True)) == {"not agreed": "prohibited", "agreed": "permitted"}


def test_at_the_end_of_each_path_stand_the_terms_that_decide():
    ends = {said(end): end.decided_by for _, end in planted(contract(GARDEN), use="bees", fenced=True, distance="1").ways()}
    assert ends == {"prohibited": ("bees",), "permitted": ("any-use", "bees")}
    silent = planted(
        contract("{policies: {silence: prohibited}, facts: {agreed: truth}, terms: [{id: may, kind: permission, when: agreed}]}")
    )
    assert [(e.verdict.value, e.decided_by, e.by_silence) for _, e in silent.ways()] == [
        ("prohibited", (), True),
        ("permitted", ("may",), False),
    ]


def test_the_order_is_the_one_with_the_fewest_paths_not_the_one_in_which_terms_ask():
    found = planted(
        contract("""
        facts: {a: truth, b: truth, c: truth, either: truth}
        terms: [{id: bees, kind: prohibition, when: a and either or b and not either or c and not either}]
        """)
    )
    assert found.root.name == "either"
    assert found.paths == 5


def test_a_question_may_be_asked_on_one_path_before_and_on_another_after_the_next():
    found = planted(
        contract("""
        facts: {s: truth, a: truth, b: truth, c: truth}
        terms: [{id: bees, kind: prohibition, when: "(b if a else c) if s else (a if b else c)"}]
        """)
    )
    orders = {tuple(x.name for x in path) for path, _ in found.ways()}
    assert {order[:2] for order in orders} == {("s", "a"), ("s", "b")}


def test_the_date_and_readings_that_are_open_are_questions_and_presumptions_are_none_until_freed():
    lease = contract("""
        ambiguities: {ends: [open, early, late]}
        facts: {fenced: {kind: truth, presumed: true}}
        versions:
          2026-01-01: [{id: bees, kind: prohibition, unless: fenced and (date > 2026-05-31 or ends == early)}]
          2026-07-01: [{id: may, kind: permission, when: fenced}]
    """)
    assert paths(planted(lease, on="2026-01-01..")) == {
        "date <= 2026-05-31 and ends == early": "silent",
        "date <= 2026-05-31 and ends == late": "prohibited",
        "2026-06-01 <= date <= 2026-06-30": "silent",
        "2026-07-01 <= date": "permitted",
    }
    assert paths(planted(lease, on="2026-08-01", presume=False)) == {"not fenced": "silent", "fenced": "permitted"}
    assert paths(planted(lease, on="2026-02-01", readings={"ends": "late"})) == {"always": "prohibited"}


def test_what_cannot_be_together_is_on_no_path():
    lease = contract("""
        facts: {low: number, high: number}
        terms: [{id: bees, kind: prohibition, when: low < high and low > 5 and high < 5 or low == high and low > 7}]
    """)
    assert set(paths(planted(lease)).values()) == {"silent", "prohibited"}
    assert all("high" not in path for path in paths(planted(contract("""
        facts: {low: number, high: number}
        terms: [{id: bees, kind: prohibition, when: low < high and low > 5 and high < 5}]
    """))))  # fmt: skip


def test_a_comparison_of_unknowns_is_one_question_and_so_are_texts():
    lease = contract("""
        parameters: {guest: text}
        facts: {owner_name: text, paid: number, due: number}
        terms: [{id: bees, kind: prohibition, when: paid < due and guest != owner_name}]
    """)
    forks = {f.name: f.names for f in planted(lease).forks()}
    assert set(forks.values()) == {("due", "paid"), ("guest", "owner_name")}


def test_a_large_tree_is_cut_off_and_says_what_is_below():
    names = [f"f{i}" for i in range(9)]
    odd = reduce(lambda a, b: f"({a} != {b})", names)
    lease = contract(f"""
        facts: {{{", ".join(f"{n}: truth" for n in names)}}}
        terms: [{{id: bees, kind: prohibition, when: {odd}}}]
    """)
    found = planted(lease)
    assert found.paths == 512 > MAX_PATHS
    assert found.cut == 6
    assert [(end.paths, len(path)) for path, end in found.ways()] == [(8, 6)] * 64
    assert {v.value for _, end in found.ways() for v in end.possible} == {"prohibited", "silent"}
    deep = planted(lease, depth=2)
    assert [said(end) for _, end in deep.ways()] == ["goes on, 128"] * 4
    assert planted(lease, depth=9).cut is None


def test_a_depth_that_is_enough_cuts_nothing_off():
    found = planted(contract(GARDEN), depth=4)
    assert (found.cut, found.paths) == (None, 5)
    assert planted(contract(GARDEN), depth=3).cut == 3


def test_with_twenty_unknowns_there_is_a_tree_though_not_for_certain_the_smallest():
    names = [f"f{i}" for i in range(20)]
    parts = [f"({a} and {b} and not {c})" for a, b, c in combinations(names, 3)][::57]
    lease = contract(
        f"facts: {{{', '.join(f'{n}: truth' for n in names)}}}\nterms: [{{id: bees, kind: prohibition, when: {' or '.join(parts)}}}]"
    )
    found = planted(lease)
    assert not found.fewest
    assert found.cut
    assert any(isinstance(end, Stub) for _, end in found.ways())


# --- against all worlds ---------------------------------------------------------------------------------------------------------------


@some(0.4)
@given(st.data())
def test_every_world_is_on_one_path_which_ends_in_its_verdict(data):
    written = data.draw(contracts(EXACT))
    posed = data.draw(cases(written, most=700))
    steps, work = data.draw(st.sampled_from([(module.MAX_STEPS, module.MAX_WORK), (0, module.MAX_WORK), (0, 0)]))
    try:
        with patch.object(module, "MAX_STEPS", steps), patch.object(module, "MAX_WORK", work), patch.object(module, "SMALL", 2):
            found = tree(written.loaded, posed.case, 99)
    except ContractError as error:
        event(error.problems[0].name)
        return
    worlds, covered = Worlds(written, posed), 0
    event(f"{found.paths} paths" if (found.paths or 5) < 5 else "more paths")
    for path, end in found.ways():
        here = worlds.cube(path)
        assert here, f"{path} can never be"
        assert not here & covered, f"{path} is also on another path"
        assert not here & ~worlds.verdict(end.verdict.value), f"{path} does not end in its verdict"
        covered |= here
    assert covered == worlds.all
    assert found.paths in (len(list(found.ways())), None if work == 0 else 0)
    assert found.fewest or not steps


@cache
def fewest(table, size):
    """The paths of the smallest tree for a table of truths over so many questions, by trying all of them."""
    if len(set(table)) == 1:
        return 1
    rows = list(product((False, True), repeat=size))
    halves = ([tuple(t for r, t in zip(rows, table, strict=True) if r[i] is truth) for truth in (False, True)] for i in range(size))
    return min(sum(fewest(half, size - 1) for half in both) for both in halves)


@some(0.5)
@given(conditions(GROUPS["truths"], depth=4))
def test_no_order_of_the_questions_gives_fewer_paths(text):
    lease = contract(f"facts: {{p: truth, q: truth, r: truth}}\nterms: [{{id: bees, kind: prohibition, when: '{text}'}}]")
    table = []
    for p, q, r in product((False, True), repeat=3):
        answer = judge(lease, case(lease, p=p, q=q, r=r))
        table.append(answer.verdict.value)
    assert planted(lease).paths == fewest(tuple(table), 3)


# --- against judge, path by path ------------------------------------------------------------------------------------------------------

ACTIONS = [(name, action) for name in shipped_ids() for action in load(name).actions]


def with_answer(agreement, posed, said):
    """A case in which an answer is stated; none where it is about more than one unknown or says no one value."""
    name = said.name
    value = said.values[0] if isinstance(said, Among) else said.low if said.low is not None and said.closed[0] else said.high
    alone = len(said.values) == 1 if isinstance(said, Among) else False
    if value == OTHER:
        value, alone = "something that no term mentions", True
    if isinstance(said, Between) and not (value == said.low and said.closed[0]) and not (value == said.high and said.closed[1]):
        return None, False
    if name == "actor":
        return replace(posed, event=replace(posed.event, actor=value)), alone
    if name == "date":
        return replace(posed, event=replace(posed.event, date=DateSpan(said.low, said.high))), True
    if name in agreement.ambiguities:
        return replace(posed, readings={**posed.readings, name: value}, unknown=posed.unknown - {name}), alone
    if name in agreement.parameters:
        return replace(posed, event=replace(posed.event, parameters={**posed.event.parameters, name: value})), alone
    return replace(posed, facts={**posed.facts, name: value}), alone


@pytest.mark.parametrize(("name", "action"), ACTIONS)
def test_each_path_of_the_tree_of_a_shipped_action_ends_as_the_case_is_judged(name, action):
    agreement = load(name)
    posed, _ = read({"action": action}, agreement)
    found = tree(agreement, posed)
    for path, end in found.ways():
        if not isinstance(end, Leaf) or not all(isinstance(x, (Among, Between)) for x in path):
            continue
        on_path, exact = posed, True
        for answer in path:
            on_path, alone = with_answer(agreement, on_path, answer)
            exact = exact and alone
            if on_path is None:
                break
        else:
            judged = judge(agreement, on_path)
            assert judged.verdict is end.verdict, path
            if exact:
                assert set(judged.decided_by) == set(end.decided_by), path
            else:
                assert bool(judged.decided_by) == bool(end.decided_by), path


def test_the_launch_on_aws_path_by_path():
    agreement = load("microsoft-openai")
    posed, _ = read("OpenAI launches a product on AWS in 2027", agreement, today=date(2026, 11, 20))
    found = tree(agreement, posed)
    assert paths(found) == {
        "not azure_can": "permitted",
        "azure_can and not azure_will": "permitted",
        "azure_can and azure_will and not on_azure": "prohibited",
        "azure_can and azure_will and on_azure": "permitted",
    }
    both = tree(agreement, replace(posed, readings={"exception": "conjunctive"}))
    assert paths(both) == {
        "on_azure": "permitted",
        "not on_azure and azure_can": "prohibited",
        "not on_azure and not azure_can and azure_will": "prohibited",
        "not on_azure and not azure_can and not azure_will": "permitted",
    }
    assert isinstance(both.root, Fork)
