"""This file tests the door to durable-rules: its limits, and that it is left as it was found."""

from __future__ import annotations

import json
import os
import random
import re
import subprocess
import sys
import textwrap
from collections import Counter
from concurrent.futures import ThreadPoolExecutor

import pytest
from hypothesis import given
from hypothesis import strategies as st

session = pytest.importorskip("contract_model.engines.rete.session", exc_type=ImportError)

from contract_model.engines.rete.rules import Rule  # noqa: E402  # only where durable-rules can be imported
from contract_model.engines.rete.session import FACTS, FAN, RULES, USERS, WIDTH, EngineError, Session, TooLarge, plan  # noqa: E402


def chain(rules, known):
    """Which rules fire, by number, in order of number."""
    session = Session([rules])
    found = sorted(session.chain(0, known))
    session.close()
    return found


def fixpoint(rules, known):
    """The same in a few lines of Python."""
    known, fired = set(known), set()
    while new := {i for i, r in enumerate(rules) if i not in fired and known.issuperset(r.body)}:
        fired |= new
        known |= {rules[i].head for i in new}
    return sorted(fired)


class Watched:
    """durable-rules, with every call written down; `fail` may raise instead of passing a call on."""

    def __init__(self, real, fail=lambda name, count: None):
        self.real, self.fail, self.calls = real, fail, []

    def __getattr__(self, name):
        def call(*arguments):
            self.calls.append((name, arguments))
            self.fail(name, len(self.calls))
            return getattr(self.real, name)(*arguments)

        return call

    def count(self, name):
        return sum(called == name for called, _ in self.calls)


@pytest.fixture
def watched(monkeypatch):
    watch = Watched(session._c)
    monkeypatch.setattr(session, "_c", watch)
    return watch


random_rules = st.lists(st.builds(Rule, st.lists(st.integers(0, 30), min_size=1, max_size=20).map(tuple), st.integers(0, 30)), max_size=40)


@given(random_rules, st.sets(st.integers(0, 30)))
def test_what_fires_is_what_follows(rules, known):
    assert chain(rules, known) == fixpoint(rules, known)


def test_a_literal_may_be_asked_for_by_300_rules():
    rules = [Rule((0, i), 1_000 + i) for i in range(1, 301)]
    assert chain(rules, [0, *range(1, 301)]) == list(range(300))
    assert chain(rules, range(1, 301)) == []


def test_one_literal_may_lead_to_300_others():
    rules = [Rule((0,), 1_000 + i) for i in range(300)]
    assert chain(rules, [0]) == list(range(300))


@pytest.mark.parametrize("width", [WIDTH, WIDTH + 1, 40, 300])
def test_a_rule_of_any_length_fires_when_all_of_it_holds_and_not_before(width):
    rules = [Rule(tuple(range(width)), 1_000)]
    assert chain(rules, range(width)) == [0]
    for missing in (0, WIDTH - 1, width - 1):
        assert chain(rules, set(range(width)) - {missing}) == []


def test_a_chain_crosses_rulesets():
    rules = [Rule((i, 10_000), i + 1) for i in range(3 * RULES)]
    assert len(plan(rules).rulesets) == 3
    assert chain(rules, [0, 10_000]) == list(range(3 * RULES))


def test_rules_that_would_take_too_much_memory_are_refused():
    with pytest.raises(TooLarge):
        Session([[Rule((i, i + 1), 100_000) for i in range(50_000)]])


@given(st.lists(st.builds(Rule, st.lists(st.integers(0, 400), min_size=1, max_size=60).map(tuple), st.just(1_000)), max_size=60))
def test_no_ruleset_exceeds_what_is_safe(rules):
    keep_limits(plan(rules))


def test_no_large_ruleset_exceeds_what_is_safe():
    keep_limits(plan([Rule((0, i), 100_000) for i in range(1, 5_000)]))
    keep_limits(plan([Rule(tuple(range(15 * i, 15 * i + 15)), 100_000) for i in range(1_000)]))


def keep_limits(planned):
    """Every limit that the door promises, read from what durable-rules is told."""
    for ruleset in planned.rulesets:
        rules = json.loads(ruleset.text)
        assert rules.pop("w") == {"all": [{"p0": {"w": 1}}]}
        assert len(rules) == len(ruleset.conclusions) <= RULES
        users, under = Counter(), {}
        for rule in rules.values():
            assert len(rule["all"]) <= WIDTH
            for wait in rule["all"]:
                (((_, condition),),) = (wait.items(),)
                path = tuple(tuple(part.items())[0] for part in condition["$and"])
                assert [name for name, _ in path] == ["x", "y", "z"]
                users[path] += 1
                for depth in range(3):
                    under.setdefault(path[:depth], set()).add(path[depth])
        assert max(users.values(), default=0) <= USERS
        assert max(map(len, under.values()), default=0) <= FAN
    numbers = {(i, json.loads(fact)["id"]) for facts in planned.facts.values() for i, fact in facts}
    assert len(numbers) == sum(map(len, planned.facts.values()))
    assert all(number < FACTS for _, number in numbers)


def test_nothing_but_numbers_passes_the_door(watched):
    Session([[Rule((1, 2), 3), Rule((3,), 4)]]).chain(0, [1, 2])
    texts = [a for _, arguments in watched.calls for a in arguments if isinstance(a, str)]
    assert texts
    for text in texts:
        assert re.fullmatch(r'([{}\[\]:,]|\d+|"(all|\$and|id|[wxyz]|[pr]\d+)")*|p|0', text)


def test_a_session_is_left_as_it_was_found():
    chance = random.Random(1)
    rules = [Rule(tuple(chance.sample(range(40), chance.randint(1, 5))), chance.randrange(40)) for _ in range(120)]
    cases = [frozenset(chance.sample(range(40), chance.randint(0, 12))) for _ in range(1_000)]
    expected = {case: fixpoint(rules, case) for case in cases}
    session = Session([rules])
    for _ in range(2):
        chance.shuffle(cases)
        for case in cases:
            assert sorted(session.chain(0, case)) == expected[case]


def test_what_was_told_is_forgotten_with_its_state(watched):
    one = Session([[Rule((1, 2), 3), Rule((3,), 4), Rule((4, 1), 5)]])
    one.chain(0, [1, 2])
    (handle,) = {arguments[0] for name, arguments in watched.calls if name == "assert_fact"}
    assert watched.count("delete_state") == 1
    with pytest.raises(watched.real.error):
        watched.real.get_facts(handle, "0")


def test_no_fact_is_ever_retracted(watched):
    # retracting the second fact of a rule that fired reads, and may write, beyond the rule's memory: the process died of it once
    one = Session([[Rule((i, i + 1), i + 2) for i in range(10)]])
    for start in range(10):
        one.chain(0, [start, start + 1])
    one.close()
    assert watched.count("retract_fact") == 0


def test_a_state_is_deleted_only_after_something_fired_in_it(watched):
    one = Session([[Rule((1, 2), 3)], [Rule((7,), 8)]])
    one.chain(0, [1])  # nothing of it fires
    names = [name for name, _ in watched.calls]
    assert names.index("complete_and_start_action") < names.index("delete_state")


@pytest.mark.parametrize("name", ["assert_fact", "start_action_for_state", "complete_and_start_action", "delete_state"])
@pytest.mark.parametrize("exception", [KeyboardInterrupt, MemoryError])
@pytest.mark.parametrize("at", [1, 3])
def test_an_exception_in_the_middle_leaves_nothing_behind(monkeypatch, name, exception, at):
    rules = [Rule((i, i + 1), i + 2) for i in range(10)]
    one = Session([rules])
    one.chain(0, [5, 6])
    watch = Watched(session._c)

    def fail(called, count):
        if called == name and (watch.count(name) == at or name in ("start_action_for_state", "delete_state")):
            raise exception

    watch.fail = fail
    with monkeypatch.context() as patch:
        patch.setattr(session, "_c", watch)
        with pytest.raises(exception):
            one.chain(0, [0, 1])
        assert watch.count("delete_ruleset") == 1
    assert sorted(one.chain(0, [8, 9])) == [8, 9]
    assert sorted(one.chain(0, [0, 1])) == list(range(10))


def test_rules_that_never_stop_are_stopped(monkeypatch):
    one = Session([[Rule((1,), 2)]])
    one.chain(0, [1])
    watch = Watched(session._c)
    monkeypatch.setattr(session, "_c", watch)
    watch.complete_and_start_action = lambda handle, state: '{"r0":{"p0":{"id":0}}}'
    with pytest.raises(EngineError):
        one.chain(0, [1])


def test_a_session_that_is_closed_gives_everything_back_and_opens_again(watched):
    one = Session([[Rule((1,), 2)], [Rule((2,), 3)]])
    one.chain(0, [1])
    one.close()
    assert watched.count("create_ruleset") == watched.count("delete_ruleset") == 2
    assert watched.count("delete_state") == 1  # of the stratum that was run
    assert one.chain(1, [2]) == [0]
    del one
    assert watched.count("create_ruleset") == watched.count("delete_ruleset") == 4


def test_eight_threads_get_the_answers_of_one():
    rules = [Rule((i, 50 + i % 7), i + 1) for i in range(40)]
    one = Session([rules])
    starts = [(i % 40, 50 + i % 7, 50 + (i + 1) % 7) for i in range(2_000)]
    with ThreadPoolExecutor(8) as threads:
        found = list(threads.map(lambda start: sorted(one.chain(0, start)), starts))
    assert found == [fixpoint(rules, start) for start in starts]


@pytest.mark.skipif(not hasattr(os, "fork"), reason="processes do not fork here")
def test_a_forked_process_makes_its_own_session_even_when_its_parent_was_in_the_middle_of_one():
    script = """
        import os
        from contract_model.engines.rete import session
        from contract_model.engines.rete.rules import Rule

        one = session.Session([[Rule((i, i + 1), i + 2) for i in range(10)]])
        one.chain(0, [0, 1])
        live = one._live[os.getpid()]
        live.lock.acquire()  # as if another thread were at work
        session._c.assert_fact(live.handles[0][0], one._plans[0].facts[3][0][1])
        child = os.fork()
        if child == 0:
            found = one.chain(0, [4])
            more = one.chain(0, [8, 9])
            os._exit(0 if found == [] and sorted(more) == [8, 9] else 1)
        assert os.waitpid(child, 0)[1] == 0
    """
    subprocess.run([sys.executable, "-c", textwrap.dedent(script)], check=True, timeout=60)
