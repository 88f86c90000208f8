"""This file tests how conditions become rules that only ever add what follows."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from contract_model.engines.rete.rules import STRATA, network_of, text_of
from contract_model.model.conditions import FALSE, TRUE, And, Arith, Compare, Const, In, Named, Not, Op, Or, Var
from contract_model.model.kinds import DATE, DURATION, TEXT, TRUTH, choice, money
from contract_model.model.values import DAY

A, B, C = (Var(name, TRUTH) for name in "abc")


def rules(*formulas):
    """The rules of formulas, as they are read."""
    return [line.strip() for line in str(network_of(formulas)).splitlines() if "<-" in line]


def test_the_rules_of_a_lease_are_as_one_would_write_them(lease):
    assert str(network_of(lease.formulas)) + "\n" == (Path(__file__).parent / "lease_network.txt").read_text()


def test_a_conjunction_is_false_as_soon_as_one_part_is():
    assert rules(Named("both", And((A, B)))) == ["both <- a, b", "not both <- not a", "not both <- not b"]


def test_a_disjunction_is_true_as_soon_as_one_part_is():
    assert rules(Named("either", Or((A, B)))) == ["not either <- not a, not b", "either <- a", "either <- b"]


def test_a_negation_needs_no_rule_of_its_own():
    assert rules(Named("c", And((A, Not(Not(Not(B))))))) == ["c <- a, not b", "not c <- not a", "not c <- b"]


def test_a_part_that_occurs_twice_is_decided_once():
    shared = Or((A, B))
    found = rules(Named("x", And((shared, C))), Named("y", And((C, Or((B, A))))))
    assert [r for r in found if "a or b" in r.split(" <- ")[0]] == ["not (a or b) <- not a, not b", "a or b <- a", "a or b <- b"]
    assert "y <- c, a or b" in found


def test_a_definition_is_looked_up_by_its_name_and_not_unfolded():
    excused = Named("excused_here", Or((A, B)))
    assert rules(excused, Named("t bites", And((C, Not(excused)))))[-3:] == [
        "t bites <- c, not excused_here",
        "not t bites <- not c",
        "not t bites <- excused_here",
    ]


def test_definitions_that_use_each_other_many_times_stay_small():
    # Written out, the last of these would have 2 ** 60 parts.
    chain = [Named("d0", And((A, B)))]
    for i in range(1, 60):
        chain.append(Named(f"d{i}", And((Or((chain[-1], C)), Or((chain[-1], A))))))
    assert len(rules(*chain)) < 60 * 10


def test_nothing_and_everything_are_constants():
    assert rules(Named("all of none", And(())), Named("any of none", Or(()))) == [
        "all of none <- true",
        "not all of none <- not (true)",
        "any of none <- false",
        "not any of none <- not (false)",
    ]


def test_strata_come_in_the_order_of_the_questions_they_answer(lease):
    names = [stratum.name for stratum in network_of(lease.formulas).strata]
    assert names == [name for name in STRATA if name in names] == ["engagement", "effect", "precedence", "verdict"]


def test_a_stratum_looks_only_at_what_the_case_gives_or_an_earlier_stratum_has_decided(lease):
    network = network_of(lease.formulas)
    decided = set(network.leaves)
    for stratum in network.strata:
        assert set(stratum.inputs) <= decided
        decided |= set(stratum.decides)
    assert set(network.names.values()) <= decided


def test_a_definition_that_rests_on_a_status_waits_for_it():
    engaged = Named("t engaged", A)
    network = network_of([engaged, Named("late", And((engaged, B)))])
    assert [(s.name, len(s.rules)) for s in network.strata] == [("engagement", 5)]


@pytest.mark.parametrize(
    ("condition", "text"),
    [
        (TRUE, "true"),
        (FALSE, "false"),
        (Compare(Op.LT, Var("date", DATE), Const(date(2032, 6, 30).toordinal(), DATE)), "date < 2032-06-30"),
        (Compare(Op.LE, Const(30 * DAY, DURATION), Var("lead", DURATION)), "30 days <= lead"),
        (In(Var("cloud", choice("cloud")), ("aws", "google")), "cloud in [aws, google]"),
        (In(Var("cloud", choice("cloud")), ("aws",)), "cloud == aws"),
        (Compare(Op.EQ, Var("product", TEXT), Const("Copilot", TEXT)), 'product == "Copilot"'),
        (
            Compare(
                Op.LE,
                Arith("+", Var("paid", money("USD")), Var("due", money("USD")), money("USD")),
                Const(38_000_000_000, money("USD")),
            ),
            "(paid + due) <= 38000000000 USD",
        ),
        (Or((And((A, Not(B))), Not(Or((B, C))))), "(a and not b) or not (b or c)"),
    ],
)
def test_a_condition_is_told_in_the_words_of_the_language(condition, text):
    assert text_of(condition) == text
