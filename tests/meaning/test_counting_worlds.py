"""This file tests how combinations of values are counted on diagrams: against making each of them."""

from __future__ import annotations

from itertools import product

from hypothesis import given
from hypothesis import strategies as st

from contract_model.meaning.counting_worlds import count
from contract_model.meaning.diagram import FALSE, TRUE, Diagrams


def holds(diagrams, f, values):
    """Whether a diagram is true of values, by variable."""
    while f > TRUE:
        f = diagrams.children(f)[values[diagrams.variable(f)]]
    return f == TRUE


@st.composite
def conditions(draw):
    """Some diagrams with a few variables of two to four values, and a condition on them."""
    diagrams = Diagrams()
    for size in draw(st.lists(st.integers(2, 4), min_size=1, max_size=5)):
        diagrams.add_variable(size)
    f = draw(st.sampled_from([FALSE, TRUE]))
    for _ in range(draw(st.integers(0, 8))):
        variable = draw(st.integers(0, len(diagrams.sizes) - 1))
        literal = diagrams.literal(variable, draw(st.sets(st.integers(0, diagrams.sizes[variable] - 1))))
        f = draw(st.sampled_from([diagrams.both, diagrams.either]))(f, literal)
    return diagrams, f


@given(conditions(), st.data())
def test_a_condition_holds_in_as_many_combinations_as_are_counted(made, data):
    diagrams, f = made
    others = st.sets(st.integers(0, len(diagrams.sizes) - 1))
    variables = sorted(diagrams.support(f) | data.draw(others))
    worlds = product(*(range(diagrams.sizes[v]) for v in variables))
    assert count(diagrams, f, variables) == sum(holds(diagrams, f, dict(zip(variables, world, strict=True))) for world in worlds)


def test_of_no_variables_there_is_one_combination():
    assert [count(Diagrams(), f, []) for f in (FALSE, TRUE)] == [0, 1]


def test_numbers_beyond_any_computer_s_are_exact():
    diagrams = Diagrams()
    variables = [diagrams.add_variable(2) for _ in range(200)]
    assert count(diagrams, diagrams.literal(variables[100], [1]), variables) == 2**199
