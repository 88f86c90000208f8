"""This file tests durable-rules as an engine: it says what the definition says, and unknown is never false."""

from __future__ import annotations

import random
from concurrent.futures import ThreadPoolExecutor
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from contract_model.meaning.evaluate import evaluate
from contract_model.model.conditions import FALSE, TRUE, And, Arith, Compare, Const, In, Named, Not, Op, Or, Var
from contract_model.model.contract import Policies, Silence, TermKind
from contract_model.model.kinds import NUMBER, TRUTH, choice
from contract_model.model.values import DAY
from contract_model.problems import ContractError

engine = pytest.importorskip("contract_model.engines.rete.engine", exc_type=ImportError)

A, B = Var("a", TRUTH), Var("b", TRUTH)
RETE = engine.Rete()
MAY = {"evidence": "official", "actor": "tenant", "date": date(2026, 5, 1).toordinal()}
VERDICTS = ("conflict", "prohibited", "permitted", "silent")
OPEN = ["conflict", "prohibited", "permitted"]  # that a conflict is impossible takes more than three-valued logic to see


def verdicts(truths):
    """The verdicts that are true, and those that are not known to be false."""
    return [v for v in VERDICTS if truths[f"verdict {v}"]], [v for v in VERDICTS if truths[f"verdict {v}"] is not False]


T, F, U = True, False, None
NOT = {T: F, U: U, F: T}
AND = {(T, T): T, (T, U): U, (T, F): F, (U, T): U, (U, U): U, (U, F): F, (F, T): F, (F, U): F, (F, F): F}
OR = {(T, T): T, (T, U): T, (T, F): T, (U, T): T, (U, U): U, (U, F): U, (F, T): T, (F, U): U, (F, F): F}


def given_as(**truths):
    """What a case holds: an unknown is not there."""
    return {name: truth for name, truth in truths.items() if truth is not None}


@pytest.mark.parametrize("a", NOT)
def test_not(program_of, a):
    assert RETE.evaluate(program_of(Named("c", Not(A))), given_as(a=a)).truths == {"c": NOT[a]}


@pytest.mark.parametrize(("a", "b"), AND)
def test_and_and_or(program_of, a, b):
    found = RETE.evaluate(program_of(Named("all", And((A, B))), Named("any", Or((A, B)))), given_as(a=a, b=b))
    assert found.truths == {"all": AND[a, b], "any": OR[a, b]}


def test_a_truth_and_its_contrary_are_unknown_together(program_of):
    both = program_of(Named("both", And((A, Not(A)))), Named("either", Or((A, Not(A)))))
    assert RETE.evaluate(both, {}).truths == {"both": None, "either": None}
    assert RETE.evaluate(both, {"a": False}).truths == {"both": False, "either": True}


def test_a_comparison_with_something_unknown_is_unknown(program_of):
    total = Arith("+", Var("paid", NUMBER), Var("due", NUMBER), NUMBER)
    within = program_of(Named("within", Compare(Op.LE, total, Const(10, NUMBER))))
    assert RETE.evaluate(within, {"paid": 3}).truths == {"within": None}
    assert RETE.evaluate(within, {"paid": 3, "due": 7}).truths == {"within": True}
    assert RETE.evaluate(within, {"paid": 3, "due": 8}).truths == {"within": False}


def test_bees_are_prohibited_when_the_neighbours_object(lease):
    trace = RETE.evaluate(lease, MAY | {"use": "bees", "neighbours_agree": False, "lead": 8 * DAY})
    assert trace.truths["bees bites"] is True
    assert trace.truths["any-use yields"] is True
    assert verdicts(trace.truths) == (["prohibited"], ["prohibited"])


def test_bees_are_permitted_when_the_neighbours_agree(lease):
    trace = RETE.evaluate(lease, MAY | {"use": "bees", "neighbours_agree": True, "lead": 8 * DAY})
    assert trace.truths["bees excused"] is True
    assert verdicts(trace.truths) == (["permitted"], ["permitted"])


def test_what_the_neighbours_think_being_unknown_is_not_their_objection(lease):
    trace = RETE.evaluate(lease, MAY | {"use": "bees", "lead": 8 * DAY})
    assert trace.truths["bees unless agreed"] is None
    assert trace.truths["bees bites"] is None
    assert verdicts(trace.truths) == ([], OPEN)


def test_a_use_that_is_unknown_is_not_another_use(lease):
    trace = RETE.evaluate(lease, MAY | {"neighbours_agree": False, "lead": 8 * DAY})
    assert trace.truths["bees engaged"] is None
    assert verdicts(trace.truths) == ([], OPEN)


def test_of_a_case_that_says_nothing_nothing_is_known(lease):
    trace = RETE.evaluate(lease, {})
    assert set(trace.truths.values()) == {None}
    assert trace.firings == ()


def test_the_chain_of_firings_leads_from_what_is_known_to_the_verdict(lease):
    trace = RETE.evaluate(lease, MAY | {"use": "bees", "neighbours_agree": False, "lead": 8 * DAY})
    chain = [
        "bees engaged <- actor == tenant, 2026-01-01 <= date, use == bees",
        "bees bites <- bees engaged, not bees unless agreed",
        "any-use yields <- any-use grants, bees bites",
        "verdict prohibited <- bees bites or notice bites, not (any-use grants and not any-use yields)",
    ]
    assert [f for f in trace.firings if f in chain] == chain
    assert "bees excused <- bees engaged, bees unless agreed" not in trace.firings
    assert "bees bites: true" in str(trace)
    assert f"fired: {chain[1]}" in str(trace)


TRUTHS = [Var(f"t{i}", TRUTH) for i in range(6)]
NUMBERS = [Var(f"n{i}", NUMBER) for i in range(3)]
USES = [Var(f"u{i}", choice("use")) for i in range(2)]
sides = st.one_of(
    st.sampled_from(NUMBERS),
    st.integers(0, 3).map(lambda n: Const(n, NUMBER)),
    st.builds(Arith, st.sampled_from("+-*"), st.sampled_from(NUMBERS), st.sampled_from(NUMBERS), st.just(NUMBER)),
)
leaves = st.one_of(
    st.sampled_from([*TRUTHS, TRUE, FALSE]),
    st.builds(Compare, st.sampled_from(Op), sides, sides),
    st.builds(In, st.sampled_from(USES), st.sets(st.sampled_from(["bees", "flowers", "herbs"])).map(lambda s: tuple(sorted(s)))),
)
NUMBER_TESTS = [Compare(op, v, Const(n, NUMBER)) for op in Op for v in NUMBERS for n in (1, 2)]
WORDS = ("", " engaged", " unless x", " excused", " bites", " met", " grants", " yields", " conflict")
cases = st.fixed_dictionaries(
    {},
    optional={v.name: st.booleans() for v in TRUTHS}
    | {v.name: st.integers(0, 3) for v in NUMBERS}
    | {v.name: st.sampled_from(["bees", "flowers", "herbs"]) for v in USES},
)


@st.composite
def formulas(draw):
    """Named conditions, each of which may refer to those before it."""
    found = []
    for i in range(draw(st.integers(1, 12))):
        base = st.one_of(leaves, st.sampled_from(found)) if found else leaves
        tree = st.recursive(
            base,
            lambda part: st.one_of(
                part.map(Not), st.lists(part, max_size=4).map(tuple).map(And), st.lists(part, max_size=4).map(tuple).map(Or)
            ),
            max_leaves=8,
        )
        found.append(Named(f"c{i}{draw(st.sampled_from(WORDS))}", draw(tree)))
    return tuple(found)


fewer = settings(max_examples=settings.default.max_examples // 4)  # trees are slow to draw; the test after this one makes up for it


@fewer
@given(formulas(), st.lists(cases, min_size=1, max_size=5))
def test_the_engine_says_what_the_definition_says(program_of, named, several):
    program = program_of(*named)
    for values in several:
        assert RETE.evaluate(program, values).truths == evaluate(program, values)


@pytest.mark.parametrize("seed", range(10))
def test_thousands_of_programs_by_chance(program_of, seed):
    chance = random.Random(seed)
    rete = engine.Rete(memory=20_000)
    for _ in range(200):
        program = some_program(program_of, chance, chance.randint(1, 30))
        for values in (some_case(chance) for _ in range(4)):
            assert rete.evaluate(program, values).truths == evaluate(program, values)


@st.composite
def terms(draw):
    """Terms with conditions, exceptions, an end and precedence, none of which yields in a circle."""
    names = [f"term-{i}" for i in range(draw(st.integers(1, 6)))]
    conditions = st.one_of(leaves, st.builds(Not, leaves), st.builds(lambda a, b: And((a, b)), leaves, leaves))
    found = []
    for i, name in enumerate(names):
        parts = {n: draw(conditions) for n in ("when", "requires", "until") if draw(st.booleans())}
        parts["unless"] = {f"x{j}": draw(conditions) for j in range(draw(st.integers(0, 2)))}
        parts["yields_to"] = tuple(draw(st.sets(st.sampled_from(names[:i])))) if i else ()
        parts["through"] = draw(st.sampled_from([None, date(2026, 6, 30)]))
        found.append((name, draw(st.sampled_from(TermKind)), parts))
    return found


@fewer
@given(
    st.builds(Policies, st.sampled_from(Silence), st.booleans()),
    terms(),
    st.dictionaries(st.sampled_from(["evidence", "actor", "date"]), st.none()),
    cases,
)
def test_every_status_of_every_term_and_the_verdict(lease_of, policies, several, unknown, values):
    program = lease_of(policies, *several)
    values = {name: value for name, value in MAY.items() if name not in unknown} | values
    assert RETE.evaluate(program, values).truths == evaluate(program, values)


def some_program(program_of, chance, size):
    """A program in which many conditions share parts, as those of a large contract do."""
    found = []

    def tree(depth):
        if depth == 0 or chance.random() < 0.3:
            return chance.choice([*TRUTHS, *NUMBER_TESTS, *found[-30:]])
        if chance.random() < 0.2:
            return Not(tree(depth - 1))
        return chance.choice([And, Or])(tuple(tree(depth - 1) for _ in range(chance.randint(0, 3))))

    for i in range(size):
        found.append(Named(f"c{i}{chance.choice(WORDS)}", tree(2)))
    return program_of(*found)


def some_case(chance):
    truths = {v.name: chance.random() < 0.5 for v in TRUTHS if chance.random() < 0.7}
    return truths | {v.name: chance.randint(0, 3) for v in NUMBERS if chance.random() < 0.7}


def test_a_term_about_which_300_others_ask(program_of):
    asked = Named("first engaged", A)
    others = [Named(f"t{i} bites", And((asked, Var(f"f{i}", TRUTH)))) for i in range(300)]
    truths = RETE.evaluate(program_of(asked, *others), {"a": True} | {f"f{i}": i % 2 == 0 for i in range(299)}).truths
    assert [truths[f"t{i} bites"] for i in range(300)] == [*(i % 2 == 0 for i in range(299)), None]


@pytest.mark.parametrize("kind", [And, Or])
def test_forty_parts(program_of, kind):
    parts = [Var(f"f{i}", TRUTH) for i in range(40)]
    whole = program_of(Named("whole", kind(tuple(parts))))
    decided = kind is Or
    everything = {v.name: not decided for v in parts}
    assert RETE.evaluate(whole, everything).truths == {"whole": not decided}
    assert RETE.evaluate(whole, everything | {"f39": decided}).truths == {"whole": decided}
    del everything["f17"]
    assert RETE.evaluate(whole, everything).truths == {"whole": None}


def test_a_large_program_is_split(program_of):
    chance = random.Random(3)
    large = some_program(program_of, chance, 1_200)
    rete = engine.Rete()
    assert any(len(plan.rulesets) > 1 for plan in rete.compiled(large).session._plans)
    for _ in range(3):
        values = some_case(chance)
        assert rete.evaluate(large, values).truths == evaluate(large, values)


def test_a_program_beyond_all_limits_is_refused_in_words(program_of):
    with pytest.raises(ContractError) as refused:
        RETE.evaluate(some_program(program_of, random.Random(4), 15_000), {})
    (problem,) = refused.value.problems
    assert problem.name == "too-large"
    assert "`grow`" in problem.message
    assert problem.within == "version 2026-01-01"
    assert "`--engine meaning`" in problem.hint


def test_a_contract_that_fits_is_supported(lease):
    assert RETE.unsupported(lease.contract) == ()


def test_the_answer_to_a_case_does_not_depend_on_the_cases_before_it(lease):
    chance = random.Random(5)
    many = []
    for _ in range(1_000):
        everything = MAY | {
            "use": chance.choice(["bees", "flowers"]),
            "neighbours_agree": chance.random() < 0.5,
            "lead": chance.randint(0, 14) * DAY,
        }
        many.append({n: v for n, v in everything.items() if chance.random() < 0.8})
    expected = [evaluate(lease, values) for values in many]
    for _ in range(2):
        for i in chance.sample(range(len(many)), len(many)):
            assert RETE.evaluate(lease, many[i]).truths == expected[i]


def test_eight_threads_and_more_programs_than_are_kept(program_of):
    chance = random.Random(6)
    programs = [some_program(program_of, chance, 30) for _ in range(20)]
    jobs = [(chance.choice(programs), some_case(chance)) for _ in range(800)]
    rete = engine.Rete(memory=8_000)
    with ThreadPoolExecutor(8) as threads:
        found = list(threads.map(lambda job: rete.evaluate(*job).truths, jobs))
    assert found == [evaluate(*job) for job in jobs]


def test_networks_that_are_kept_fit_into_memory_together(program_of, monkeypatch):
    from contract_model.engines.rete import session

    open_now = set()

    class Counted:
        def __getattr__(self, name):
            return getattr(real, name)

        def create_ruleset(self, *arguments):
            handle = real.create_ruleset(*arguments)
            open_now.add(handle)
            return handle

        def delete_ruleset(self, handle):
            open_now.discard(handle)  # sessions of other tests may end here
            return real.delete_ruleset(handle)

    real = session._c
    monkeypatch.setattr(session, "_c", Counted())
    chance = random.Random(7)
    programs = [some_program(program_of, chance, 30) for _ in range(20)]
    rete = engine.Rete(memory=8_000)
    for program in programs * 2:
        rete.evaluate(program, some_case(chance))
    kept = [rete.compiled(p) for p in programs[-1:]]
    assert 0 < len(open_now) <= 8_000 // 180
    del kept, rete
    assert not open_now


def test_a_program_is_compiled_once(lease):
    assert RETE.compiled(lease) is RETE.compiled(lease)
