"""This file tests what rounded and divided quantities mean: exactly, where they are known, and as unknowns of their own, where not."""

from __future__ import annotations

from decimal import ROUND_CEILING, ROUND_FLOOR, ROUND_HALF_UP, Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contract_model.engines.rete.rules import text_of
from contract_model.meaning.kleene import compile_condition
from contract_model.meaning.quantities import Threshold, threshold
from contract_model.model.conditions import Arith, Compare, Const, Op, Rounded, Var, kind_of, parts_of, rounded
from contract_model.model.kinds import DURATION, NUMBER, money
from contract_model.telling.words import Words
from tests.meaning.frame import ask, conditions, contract, verdict

N, M = Var("n", NUMBER), Var("m", NUMBER)
DECIMAL = {"round": ROUND_HALF_UP, "floor": ROUND_FLOOR, "ceil": ROUND_CEILING}


@pytest.mark.parametrize(
    ("mode", "unit", "quantity", "result"),
    [
        ("round", 1, Fraction(5, 2), 3),
        ("round", 1, Fraction(-5, 2), -3),
        ("round", 1, Fraction(7, 3), 2),
        ("round", Fraction(1, 100), Fraction(1005, 1000), Fraction(101, 100)),
        ("round", Fraction(1, 100), Fraction(-1005, 1000), Fraction(-101, 100)),
        ("round", Fraction(1, 100), 3, 3),
        ("floor", 1, Fraction(-1, 2), -1),
        ("ceil", 1, Fraction(-1, 2), 0),
        ("floor", 86_400, 86_399, 0),
        ("ceil", 86_400, 86_401, 172_800),
        ("round", 86_400, 43_200, 86_400),
        ("round", 86_400, 43_199, 0),
    ],
)
def test_what_a_quantity_is_rounded_to(mode, unit, quantity, result):
    found = rounded(mode, unit, quantity)
    assert found == result
    assert isinstance(found, int) == (found.denominator == 1)


@given(st.sampled_from(list(DECIMAL)), st.integers(0, 4), st.decimals(-1000, 1000, places=6))
def test_rounding_is_that_of_decimals(mode, places, number):
    expected = number.quantize(Decimal(1).scaleb(-places), DECIMAL[mode])
    assert rounded(mode, Fraction(1, 10**places), Fraction(number)) == Fraction(expected)


def test_what_is_not_known_is_not_known_when_rounded():
    truth = compile_condition(Compare(Op.LT, Rounded("floor", 1, N), M), {"n": 0, "m": 1})
    assert truth([None, 3]) is None
    assert truth([Fraction(7, 2), 3]) is False
    assert truth([Fraction(5, 2), 3]) is True


def test_a_rounded_quantity_has_the_kind_of_its_part():
    part = Arith("*", Var("paid", money("EUR")), N, money("EUR"))
    node = Rounded("round", Fraction(1, 100), part)
    assert kind_of(node) == money("EUR")
    assert parts_of(node) == (part,)


def test_the_rule_engine_says_what_it_rounds_to():
    assert text_of(Compare(Op.LT, Rounded("round", Fraction(1, 100), N), M)) == "(round(n, 0.01)) < m"
    assert text_of(Rounded("ceil", 86_400, Var("lead", DURATION))) == "ceil(lead, 1 day)"


TWO = "facts: {paid: money EUR, due: money EUR, n: number, m: number, lead: duration, signed: date}\n"


def lease(condition):
    """A lease with one prohibition."""
    return contract(f"{TWO}terms: [{{id: only, kind: prohibition, when: '{condition}'}}]")


@pytest.mark.parametrize(
    ("condition", "known", "found"),
    [
        ("round(paid * 0.19) == EUR(0.29)", {"paid": "1.50 EUR"}, "prohibited"),
        ("round(paid * 0.19) == EUR(0.28)", {"paid": "1.50 EUR"}, "silent"),
        ("n / 3 == 2", {"n": "6"}, "prohibited"),
        ("n / 3 * 3 == 1", {"n": "1"}, "prohibited"),  # nothing is lost on the way
        ("ceil(lead / days(7)) == 2", {"lead": "8 days"}, "prohibited"),
        ("floor((date - signed) / days(30)) == 4", {"signed": "2026-01-01"}, "prohibited"),
        ("paid / EUR(1) > n", {"paid": "3 EUR", "n": "2.5"}, "prohibited"),
        ("round(n + m) > 2", {"n": "1"}, "depends"),
        ("round(n + 0 * m) > 2", {"n": "3"}, "prohibited"),
        ("round(n) > 2 or round(n) <= 2", {}, "prohibited"),  # the same question asked twice
    ],
)
def test_the_verdict_where_something_is_rounded(condition, known, found):
    assert verdict(lease(condition), **known) == found


@pytest.mark.parametrize(
    ("condition", "known", "prohibited"),
    [
        ("round(n) > 2", {}, "round(n) > 2"),
        ("1 < round(n, 2) and round(n, 2) < 3", {}, "1 < round(n,2) < 3"),
        ("2 * round(n) <= m", {}, "round(n) <= 0.5*m"),
        ("round(n * m) > 2", {"m": "3"}, "round(3*n) > 2"),
        ("floor(paid - due + EUR(1)) < EUR(5)", {}, "floor(paid+EUR(1)-due) < EUR(5)"),
        ("round(paid) < due", {}, "round(paid,2) < due"),
        ("ceil(lead / days(7)) == 2", {}, "ceil(lead/days(7)) == 2"),
        ("n / 2 < 1", {}, "n < 2"),
        ("lead / days(1) < 3", {}, "lead < 3 days"),
        ("paid / EUR(1) + n < 3", {}, "n + paid/EUR(1) < 3"),
        ("(date - signed) / days(1) > n", {"on": None}, "(date-signed)/days(1) > n"),
        ("round((date - signed) / days(7)) > n", {"on": None}, "round((date-signed)/days(7)) > n"),
    ],
)
def test_how_it_is_said_what_a_rounded_quantity_has_to_be(condition, known, prohibited):
    assert conditions(ask(lease(condition), version="2026-01-01", **known))["prohibited"] == [prohibited]


@pytest.mark.parametrize(
    ("condition", "said"),
    [
        ("round(n) > m", "the n, rounded is more than the m"),
        ("floor(paid - due) < due", "the paid less the due, rounded down is less than the due"),
        ("ceil(paid * 2 + due) > n * EUR(1)", "the due plus 2 times the paid, rounded up, in EUR is more than the n"),
        ("paid / EUR(1) + n < 3", "the n plus the paid in EUR is less than 3"),
        ("n / 3 < m", "the m is more than the n divided by 3"),
        ("lead / weeks(1) < n", "the lead in days is less than 7 times the n"),
        ("(date - signed) / days(1) > n", "the number of days from the signed to the day of the event is more than the n"),
        (
            "ceil((date - signed) / days(7)) > n",
            "the number of times 7 days from the signed to the day of the event, rounded up is more than the n",
        ),
    ],
)
def test_how_it_is_told(condition, said):
    found = ask(lease(condition), on=None, version="2026-01-01")
    ((literal,),) = next(o for o in found.outcomes if o.verdict.value == "prohibited").conditions
    assert Words(lease(condition)).literal(literal) == said


QUANTITIES = st.integers(-8, 8).map(lambda n: Fraction(n, 4))


@given(
    st.sampled_from(list(DECIMAL)),
    st.sampled_from([1, Fraction(1, 2), 2]),
    st.integers(-3, 3),
    st.sampled_from(list(Op)),
    QUANTITIES,
    QUANTITIES,
)
def test_what_is_known_is_put_in(mode, unit, constant, op, n, m):
    comparison = Compare(op, Rounded(mode, unit, Arith("+", N, M, NUMBER)), Const(constant, NUMBER))
    truth = compile_condition(comparison, {"n": 0, "m": 1})([n, m])
    assert threshold(comparison, {"n": n, "m": m}) is truth
    half = threshold(comparison, {"n": n})
    assert isinstance(half, Threshold)
    assert half.form.names == ("m",)
    side = rounded(mode, unit, n + m) - half.at
    assert half.holds((side > 0) - (side < 0)) is truth
