"""This file tests what an answer says of unknown dates, durations, amounts and numbers."""

from __future__ import annotations

from fractions import Fraction
from itertools import combinations, product
from math import prod

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contract_model.meaning.decision import decide
from contract_model.meaning.diagram import TooLarge
from contract_model.meaning.kleene import compile_condition
from contract_model.meaning.quantities import Cells, Form, dependent, feasible, threshold
from contract_model.model.conditions import Arith, Compare, Const, Op, Var
from contract_model.model.kinds import DATE, NUMBER
from tests.meaning.frame import ask, case, conditions, contract, statuses, verdict


def test_an_amount_is_split_at_the_thresholds_that_conditions_mention():
    lease = contract("""
        facts: {paid: money EUR}
        terms:
          - {id: free, kind: permission, when: paid >= EUR(100)}
          - {id: capped, kind: prohibition, when: paid > EUR(500)}
    """)
    assert conditions(ask(lease)) == {
        "silent": ["paid < 100 EUR"],
        "permitted": ["100 EUR <= paid <= 500 EUR"],
        "conflict": ["500 EUR < paid"],
    }


def test_an_interval_is_listed_once_where_a_smaller_condition_has_it():
    lease = contract("""
        facts: {size: number, agreed: truth}
        terms: [{id: tall, kind: permission, when: size < 1 or size > 5 and agreed}]
    """)
    assert conditions(ask(lease))["permitted"] == ["size < 1", "5 < size and agreed"]


def test_combinations_that_cannot_be_are_left_out():
    lease = contract("""
        facts: {height: number, width: number}
        terms: [{id: odd, kind: prohibition, when: height < 2 and width > 3 and height > width}]
    """)
    assert verdict(lease) == "silent"


def test_a_special_case_of_another_condition_is_left_out():
    lease = contract("""
        facts: {height: number, width: number}
        terms: [{id: tall, kind: prohibition, when: height > 2 or height > width and width > 3}]
    """)
    answer = ask(lease)
    assert conditions(answer)["prohibited"] == ["2 < height"]
    assert answer.unknown == ("height",)


def test_no_time_of_day_is_a_day_after_another():
    lease = contract("""
        facts: {lead: duration}
        terms: [{id: odd, kind: prohibition, when: time > lead and lead > hours(25)}]
    """)
    assert verdict(lease) == "silent"


def test_between_two_days_there_is_no_other():
    lease = contract("""
        facts: {signed: date}
        terms: [{id: odd, kind: prohibition, when: date > 2026-05-01 and date < 2026-05-02}]
    """)
    assert verdict(lease, on=None) == "silent"


def test_between_the_first_and_the_second_day_after_another_there_is_no_other():
    lease = contract("""
        facts: {signed: date}
        terms: [{id: odd, kind: prohibition, when: date - signed > days(1) and date - signed < days(2)}]
    """)
    assert verdict(lease, on=None) == "silent"


def test_three_days_in_a_row_take_two_days():
    lease = contract("""
        facts: {signed: date, paid: date, left: date}
        terms: [{id: odd, kind: prohibition, when: signed < paid and paid < left and left - signed < days(2)}]
    """)
    assert verdict(lease) == "silent"


def test_half_a_day_after_a_day_is_before_the_next():
    lease = contract("""
        facts: {signed: date}
        terms: [{id: late, kind: prohibition, when: date == signed + hours(12)}]
    """)
    assert verdict(lease, on=None) == "silent"


def test_what_is_known_of_the_date_bears_on_what_it_is_compared_with():
    lease = contract("""
        facts: {signed: date}
        terms: [{id: soon, kind: prohibition, when: date <= signed + days(30) and signed <= 2026-03-01}]
    """)
    assert verdict(lease, on="2027-01-01..2027-12-31") == "silent"
    assert verdict(lease, on="2026-01-01..2026-12-31") == "depends"


def test_so_it_does_where_conditions_ask_for_the_date_elsewhere():
    lease = contract("""
        facts: {signed: date}
        terms:
          - {id: same-day, kind: prohibition, when: date == signed and signed == 2026-03-01}
          - {id: summer, kind: permission, from: 2026-06-01, subject_to: same-day}
    """)
    assert statuses(ask(lease, on="2026-04-01..2026-12-31"))["same-day"] == "not_engaged"


def test_a_day_has_no_twenty_fifth_hour():
    lease = contract("terms: [{id: never, kind: prohibition, when: time >= hours(24)}]")
    assert verdict(lease) == "silent"


COMPARED = """
    facts: {paid: money EUR, due: money EUR, rate: number, lead: duration, delay: duration, signed: date}
"""


@pytest.mark.parametrize(
    ("condition", "said"),
    [
        ("due < paid", "due < paid"),
        ("paid > due", "due < paid"),
        ("due + paid <= EUR(100)", "due + paid <= EUR(100)"),
        ("due - 2 * paid > EUR(0.5)", "due - 2*paid > EUR(0.5)"),
        ("paid * rate == EUR(10)", "paid*rate == EUR(10)"),
        ("lead + delay >= days(3)", "delay + lead >= days(3)"),
        ("lead + delay < minutes(90)", "delay + lead < minutes(90)"),
        ("date <= signed", "date <= signed"),
        ("date - signed < days(30)", "date - signed < days(30)"),
        ("date > signed + lead", "date > signed + lead"),
        ("lead < signed - date", "date + lead < signed"),
        ("EUR(1) < due + paid <= EUR(2)", "EUR(1) < due + paid <= EUR(2)"),
        ("not due + paid == EUR(1)", "due + paid < EUR(1)"),
    ],
)
def test_a_comparison_of_unknowns_is_told_as_it_would_be_written(condition, said):
    lease = contract(f"{COMPARED}    terms: [{{id: only, kind: prohibition, when: '{condition}'}}]")
    assert conditions(ask(lease, on=None, version="2026-01-01"))["prohibited"][0] == said


def test_a_sum_with_a_known_date_is_held_against_a_date():
    lease = contract(f"{COMPARED}    terms: [{{id: only, kind: prohibition, when: date >= signed + lead}}]")
    assert conditions(ask(lease, on="2026-05-01"))["prohibited"] == ["signed + lead <= 2026-05-01"]
    lease = contract(f"{COMPARED}    terms: [{{id: only, kind: prohibition, when: date + days(2) < signed - lead}}]")
    assert conditions(ask(lease, on="2026-05-01"))["prohibited"] == ["signed - lead > 2026-05-03"]


# --- cells and what is feasible, against small grids of values ----------------------------------------------------------------------

NAMES = ["x", "y", "z"]
FACTORS = st.sampled_from([-1, 0, 1])


def compared(factors, op, constant, kind=NUMBER):
    """The comparison of a sum of x, y and z with a constant; of dates, a difference with so many days."""
    plus = [n for n, f in zip(NAMES, factors, strict=True) if f > 0]
    minus = [n for n, f in zip(NAMES, factors, strict=True) if f < 0]
    total = Const(0, kind)
    for sign, names in (("+", plus), ("-", minus)):
        for name in names:
            total = Arith(sign, total, Var(name, kind), kind)
    return Compare(op, total, Const(constant, kind))


@st.composite
def systems(draw, kind=NUMBER):
    """Comparisons of sums of x, y and z with small numbers."""
    factors = st.tuples(FACTORS, FACTORS, FACTORS).filter(any)
    lines = draw(st.lists(st.tuples(factors, st.sampled_from(list(Op)), st.integers(-2, 2)), min_size=1, max_size=4))
    return [compared(*line, kind) for line in lines]


def holds(comparison, point):
    """Whether a comparison is true of values of x, y and z."""
    return compile_condition(comparison, {n: i for i, n in enumerate(NAMES)})(point)


@given(systems(), st.tuples(*[st.integers(-6, 6).map(lambda n: Fraction(n, 2))] * 3))
def test_a_comparison_holds_in_the_cells_where_it_is_said_to(system, point):
    for comparison in system:
        test = threshold(comparison, {})
        cells = Cells(test.form, tuple(sorted({threshold(c, {}).at for c in system if threshold(c, {}).form == test.form})))
        value = sum(f * prod(point[NAMES.index(n)] for n in names) for names, f in test.form.factors)
        (here,) = [c for c in range(cells.count) if lies_in(cells, c, value)]
        assert (here in cells.where(test)) == holds(comparison, point)


def lies_in(cells, cell, value):
    """Whether a value lies in a cell."""
    low, high, point = cells.bounds(cell)
    return value == low if point else (low is None or low < value) and (high is None or value < high)


def cells_of(system):
    """Each form of some comparisons with its cells."""
    tests = [threshold(c, {}) for c in system]
    return [Cells(form, tuple(sorted({t.at for t in tests if t.form == form}))) for form in dict.fromkeys(t.form for t in tests)]


GRID = [n / 4 for n in range(-24, 25)]
"""Fine and wide enough for two unknowns whose sums and differences have whole thresholds from -2 to 2."""


@given(st.data())
def test_cells_are_feasible_together_where_a_grid_has_a_point_in_all_of_them(data):
    factors = st.sampled_from([(1, 0, 0), (0, 1, 0), (1, 1, 0), (1, -1, 0)])
    lines = data.draw(st.lists(st.tuples(factors, st.just(Op.LE), st.integers(-2, 2)), min_size=2, max_size=5))
    system = cells_of([compared(*line) for line in lines])
    chosen = tuple(data.draw(st.integers(0, cells.count - 1)) for cells in system)
    met = any(is_met(system, chosen, {"x": x, "y": y}) for x, y in product(GRID, GRID))
    assert feasible(list(zip(system, chosen, strict=True))) == met


def is_met(system, chosen, point):
    """Whether a point lies in the chosen cell of each form."""
    return all(lies_in(c, i, sum(f * point[n] for (n,), f in c.form.factors)) for c, i in zip(system, chosen, strict=True))


@given(st.data())
def test_of_days_whole_numbers_are_feasible(data):
    pairs = st.sampled_from([(1, -1, 0), (0, 1, -1), (1, 0, -1)])
    lines = data.draw(st.lists(st.tuples(pairs, st.just(Op.LE), st.integers(-2, 2)), min_size=2, max_size=5))
    system = cells_of([compared(*line) for line in lines])
    whole = [Cells(Form(c.form.factors, (DATE,) * len(c.form.kinds)), c.cuts) for c in system]
    chosen = tuple(data.draw(st.integers(0, cells.count - 1)) for cells in system)
    names = sorted({name for cells in system for name in cells.form.names})
    days = product(range(-7, 8), repeat=len(names) - 1)  # only differences matter: the first is day 0
    met = any(is_met(system, chosen, dict(zip(names, (0, *rest), strict=True))) for rest in days)
    assert feasible(list(zip(whole, chosen, strict=True))) == met


@given(systems())
def test_cells_exclude_each_other_within_the_smallest_dependent_sets(system):
    every = cells_of(system)
    sets = dependent([cells.form for cells in every])
    for chosen in product(*(range(cells.count) for cells in every)):
        together = feasible(list(zip(every, chosen, strict=True)))
        assert together == all(feasible([(every[i], chosen[i]) for i in members]) for members in sets)


def test_the_smallest_dependent_sets_of_three_amounts_and_their_differences():
    forms = [threshold(compared(f, Op.LE, 0), {}).form for f in ((1, 0, 0), (0, 1, 0), (0, 0, 1), (1, -1, 0), (0, 1, -1), (1, 0, -1))]
    assert dependent(forms) == [(0, 1, 3), (0, 1, 4, 5), (0, 2, 3, 4), (0, 2, 5), (1, 2, 3, 5), (1, 2, 4), (3, 4, 5)]


def test_amounts_of_which_so_many_are_compared_that_it_is_too_much():
    names = [f"a{i}" for i in range(9)]
    forms = [Form(((((n,), Fraction(1)), ((m,), Fraction(-1)))), (NUMBER, NUMBER)) for n, m in combinations(names, 2)]
    with pytest.raises(TooLarge):
        dependent(forms)


ARITHMETIC = """
    facts: {signed: date, paid: money EUR, rate: number, lead: duration}
"""


@pytest.mark.parametrize(
    ("condition", "holds"),
    [
        ("date - signed == days(30)", True),
        ("date - signed < days(30)", False),
        ("signed + days(30) == date", True),
        ("signed + lead < date", True),
        ("date - lead > signed", True),
        ("paid * rate == EUR(50)", True),
        ("rate * lead == hours(6)", True),
        ("max(paid, EUR(100)) - min(paid, EUR(100)) == EUR(100)", True),
        ("(paid if rate > 1 else EUR(0)) == EUR(0)", True),
    ],
)
def test_known_quantities_are_counted_exactly(condition, holds):
    lease = contract(f"{ARITHMETIC}    terms: [{{id: only, kind: prohibition, when: '{condition}'}}]")
    known = {"signed": "2026-04-01", "paid": "200 EUR", "rate": "0.25", "lead": "24 hours"}
    expected = "prohibited" if holds else "silent"
    assert verdict(lease, on="2026-05-01", **known) == expected
    assert decide(lease, case(lease, on="2026-05-01", **known)).verdict.value == expected
