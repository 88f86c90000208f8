"""This file tests decision diagrams against truth tables, and the smallest conditions against every set of literals there is."""

from __future__ import annotations

from functools import cache
from itertools import combinations, product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contract_model.meaning.diagram import FALSE, TRUE, Diagrams, TooLarge
from contract_model.meaning.primes import covers, disjoint_implicants, prime_implicants

SIZES = st.lists(st.tuples(st.integers(2, 4), st.booleans()), min_size=1, max_size=3)
"""How many values each variable has, and whether they have an order."""


def made(sizes):
    """Diagrams with variables of these sizes."""
    diagrams = Diagrams()
    for size, ordered in sizes:
        diagrams.add_variable(size, ordered)
    return diagrams


def rows(diagrams):
    """Every way to choose a value for each variable."""
    return list(product(*map(range, diagrams.sizes)))


def of_table(diagrams, table):
    """The diagram that is true in the rows of which the table says so."""
    result = FALSE
    for row, truth in zip(rows(diagrams), table, strict=True):
        here = TRUE
        for variable, value in enumerate(row):
            here = diagrams.both(here, diagrams.literal(variable, [value]))
        result = diagrams.either(result, here if truth else FALSE)
    return result


def table_of(diagrams, f):
    """The truth of a diagram in every row."""
    return tuple(diagrams.given(f, dict(enumerate(row))) == TRUE for row in rows(diagrams))


@st.composite
def tables(draw, count):
    """Diagrams, and so many truth tables over their variables."""
    diagrams = made(draw(SIZES))
    size = len(rows(diagrams))
    return diagrams, *(tuple(draw(st.lists(st.booleans(), min_size=size, max_size=size))) for _ in range(count))


@given(tables(2))
def test_operations_are_those_of_truth_tables(drawn):
    diagrams, one, other = drawn
    f, g = of_table(diagrams, one), of_table(diagrams, other)
    assert table_of(diagrams, f) == one
    assert table_of(diagrams, diagrams.negation(f)) == tuple(not a for a in one)
    assert table_of(diagrams, diagrams.both(f, g)) == tuple(a and b for a, b in zip(one, other, strict=True))
    assert table_of(diagrams, diagrams.either(f, g)) == tuple(a or b for a, b in zip(one, other, strict=True))


@given(tables(2))
def test_conditions_are_the_same_where_their_truth_tables_are(drawn):
    diagrams, one, other = drawn
    assert (of_table(diagrams, one) == of_table(diagrams, other)) == (one == other)


@given(tables(1))
def test_a_condition_turns_on_a_variable_that_can_change_its_truth(drawn):
    diagrams, table = drawn
    truth = dict(zip(rows(diagrams), table, strict=True))
    turning = {
        variable
        for variable, size in enumerate(diagrams.sizes)
        for row in truth
        for value in range(size)
        if truth[row] != truth[(*row[:variable], value, *row[variable + 1 :])]
    }
    assert diagrams.support(of_table(diagrams, table)) == turning


def test_a_truth_or_its_contrary_is_certain():
    diagrams = made([(2, False)])
    p = diagrams.literal(0, [1])
    assert diagrams.either(p, diagrams.negation(p)) == TRUE
    assert diagrams.both(p, diagrams.negation(p)) == FALSE


def test_a_diagram_that_would_be_too_large_is_refused():
    diagrams = Diagrams(most=3)
    p, q = (diagrams.add_variable(2) for _ in range(2))
    diagrams.literal(p, [1])
    with pytest.raises(TooLarge):
        diagrams.literal(q, [1])


@cache
def literals(size, ordered):
    """Every set of values that a literal may name: any but all of them, of ordered values only such as follow on each other."""
    chosen = (set(c) for count in range(1, size) for c in combinations(range(size), count))
    return [frozenset(c) for c in chosen if not ordered or max(c) - min(c) < len(c)]


def implicants(diagrams, true_in):
    """Every set of literals that is true only in rows of a set, and in one at least."""
    options = [[None, *literals(size, ordered)] for size, ordered in zip(diagrams.sizes, diagrams.ordered, strict=True)]
    for chosen in product(*options):
        implicant = tuple((v, values) for v, values in enumerate(chosen) if values is not None)
        if (here := rows_of(diagrams, implicant)) and here <= true_in:
            yield implicant


def rows_of(diagrams, implicant):
    """The rows in which every literal is true."""
    return {row for row in rows(diagrams) if all(row[v] in values for v, values in implicant)}


@given(tables(1))
def test_prime_implicants_are_the_widest_of_all_that_suffice(drawn):
    diagrams, table = drawn
    true_in = {row for row, truth in zip(rows(diagrams), table, strict=True) if truth}
    every = list(implicants(diagrams, true_in))
    widest = {i for i in every if not any(other != i and covers(other, i) for other in every)}
    found, whole = prime_implicants(diagrams, of_table(diagrams, table), most=10_000)
    assert whole
    assert len(found) == len(set(found))
    assert set(found) == widest
    assert [len(i) for i in found] == sorted(len(i) for i in found)


@given(tables(2))
def test_what_is_not_possible_counts_for_nothing(drawn):
    diagrams, table, possible = drawn
    possible_in = {row for row, truth in zip(rows(diagrams), possible, strict=True) if truth}
    true_in = {row for row, truth in zip(rows(diagrams), table, strict=True) if truth}
    found, whole = prime_implicants(diagrams, of_table(diagrams, table), 10_000, of_table(diagrams, possible))
    assert whole
    covered = set()
    for implicant in found:
        here = rows_of(diagrams, implicant) & possible_in
        assert here
        assert here <= true_in
        for literal in implicant:
            assert not rows_of(diagrams, tuple(x for x in implicant if x != literal)) & possible_in <= true_in
        covered |= here
    assert covered == true_in & possible_in


@given(tables(1), st.integers(1, 3))
def test_when_there_are_many_the_shortest_are_found(drawn, most):
    diagrams, table = drawn
    f = of_table(diagrams, table)
    every, _ = prime_implicants(diagrams, f, 10_000)
    found, whole = prime_implicants(diagrams, f, most)
    assert found == every[: len(found)]
    assert len(found) == len(every) if whole else len(found) > most


@given(tables(1))
def test_disjoint_implicants_make_up_the_whole_without_overlapping(drawn):
    diagrams, table = drawn
    true_in = {row for row, truth in zip(rows(diagrams), table, strict=True) if truth}
    parts = [rows_of(diagrams, i) for i in disjoint_implicants(diagrams, of_table(diagrams, table), 10_000)]
    assert set().union(*parts) == true_in
    assert sum(map(len, parts)) == len(true_in)
