"""This file tests what conditions are made of: how they are joined, what kind they have, what they ask about."""

from __future__ import annotations

from dataclasses import replace

import pytest

from contract_model.model.conditions import (
    FALSE,
    TRUE,
    And,
    Arith,
    Choose,
    Compare,
    Condition,
    Const,
    Extreme,
    In,
    Named,
    Not,
    Op,
    Or,
    Var,
    all_of,
    any_of,
    kind_of,
    negation,
    parts_of,
    variables,
    walk,
)
from contract_model.model.kinds import DATE, DURATION, NUMBER, PARTY, TEXT, TRUTH, Kind, choice, money

P, Q, R = (Var(name, TRUTH) for name in "pqr")
N, M = Var("n", NUMBER), Var("m", NUMBER)
COLOUR = Var("hue", choice("colour"))


@pytest.mark.parametrize(
    ("joined", "plain"),
    [
        (all_of(), TRUE),
        (all_of(P), P),
        (all_of(P, Q), And((P, Q))),
        (all_of(P, TRUE, P), P),
        (all_of(P, FALSE, Q), FALSE),
        (all_of(And((P, Q)), And((Q, R))), And((P, Q, R))),
        (all_of(Or((P, Q)), R), And((Or((P, Q)), R))),
        (any_of(), FALSE),
        (any_of(P, FALSE, P), P),
        (any_of(P, TRUE), TRUE),
        (any_of(Or((P, Q)), Or((Q, R))), Or((P, Q, R))),
        (any_of(And((P, Q)), R), Or((And((P, Q)), R))),
        (negation(P), Not(P)),
        (negation(Not(P)), P),
        (negation(TRUE), FALSE),
        (negation(FALSE), TRUE),
    ],
)
def test_conditions_are_joined_flat_and_without_what_is_certain(joined: Condition, plain: Condition) -> None:
    assert joined == plain


@pytest.mark.parametrize(
    ("condition", "kind"),
    [
        (TRUE, TRUTH),
        (N, NUMBER),
        (Not(P), TRUTH),
        (And((P,)), TRUTH),
        (Compare(Op.LT, N, M), TRUTH),
        (In(COLOUR, ("red",)), TRUTH),
        (Arith("*", N, Const(2, money("EUR")), money("EUR")), money("EUR")),
        (Choose(P, COLOUR, COLOUR), choice("colour")),
        (Extreme(True, (N, M)), NUMBER),
        (Named("d", Compare(Op.EQ, N, M)), TRUTH),
        (Named("d", Choose(P, N, M)), NUMBER),
    ],
)
def test_every_condition_has_a_kind(condition: Condition, kind: Kind) -> None:
    assert kind_of(condition) == kind


def test_what_a_condition_asks_about_in_the_order_of_first_mention() -> None:
    condition = Or(
        (And((Compare(Op.LT, M, N), Named("d", In(COLOUR, ("red",))))), Not(P), Choose(Q, P, R), Compare(Op.EQ, Extreme(False, (N,)), M))
    )
    assert list(variables(condition)) == ["m", "n", "hue", "p", "q", "r"]
    assert variables(condition)["hue"] is COLOUR


def test_all_parts_of_a_condition_come_after_it() -> None:
    condition = Not(And((P, Named("d", Compare(Op.LE, N, Const(3, NUMBER))))))
    assert [type(c) for c in walk(condition)] == [Not, And, Var, Named, Compare, Var, Const]
    assert parts_of(Const(1, NUMBER)) == ()


def test_definitions_of_one_name_are_the_same_only_with_the_same_body() -> None:
    one, other = Named("d", P), Named("d", Q)
    assert one != other
    assert len({one, other, replace(one)}) == 2


@pytest.mark.parametrize(
    ("kind", "said", "ordered"),
    [
        (TRUTH, "truth", False),
        (PARTY, "party", False),
        (TEXT, "text", False),
        (choice("colour"), "colour", False),
        (DATE, "date", True),
        (DURATION, "duration", True),
        (NUMBER, "number", True),
        (money("EUR"), "money EUR", True),
    ],
)
def test_kinds_of_value(kind: Kind, said: str, ordered: bool) -> None:
    assert (str(kind), kind.ordered) == (said, ordered)
