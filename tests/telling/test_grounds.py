"""What the truth of a condition rests on: enough of what is known, and no more."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from contract_model.model.conditions import FALSE, TRUE, And, Not, Or, Var, all_of
from contract_model.model.kinds import TRUTH
from contract_model.telling.grounds import grounds, residue

A, B, C, D = (Var(name, TRUTH) for name in "abcd")


def found(condition, **known):
    by_name = {Var(name, TRUTH): truth for name, truth in known.items()}
    rests = grounds(condition, by_name.get, "dcba".index)
    return {atom.name: truth for atom, truth in rests.known}, rests.left


def test_one_true_part_settles_an_or():
    assert found(Or((A, B)), a=True, b=True) == ({"a": True}, TRUE)  # b is the lighter


def test_every_part_settles_an_and():
    assert found(And((A, B)), a=True, b=True) == ({"a": True, "b": True}, TRUE)


def test_one_false_part_settles_an_and():
    assert found(And((A, B)), b=False) == ({"b": False}, FALSE)


def test_what_is_open_is_left_with_what_shaped_it():
    assert found(And((Or((A, B)), Or((C, D)))), a=True, c=False) == ({"a": True, "c": False}, D)


def test_a_choice_between_two_ways_shows_the_way_that_was_taken():
    choice = Or((And((A, B)), And((Not(A), C)), And((B, C))))  # `b if a else c`, as it is in normal form
    assert found(choice, a=False) == ({"a": False}, C)


def test_a_test_that_makes_no_difference_is_not_told():
    choice = Or((And((A, B)), And((Not(A), C)), And((B, C))))
    assert found(choice, a=True, b=True, c=True) == ({"b": True, "c": True}, TRUE) or found(choice, a=True, b=True, c=True)[1] == TRUE


def test_a_part_that_another_covers_is_dropped():
    assert residue(Or((A, And((A, B)))), {}) == A
    assert residue(And((A, Or((A, B)))), {}) == A


ATOMS = st.sampled_from([A, B, C, D])
CONDITIONS = st.recursive(
    ATOMS,
    lambda parts: st.one_of(
        parts.map(Not),
        st.lists(parts, min_size=2, max_size=3).map(lambda p: And(tuple(p))),
        st.lists(parts, min_size=2, max_size=3).map(lambda p: Or(tuple(p))),
    ),
    max_leaves=8,
)
KNOWN = st.dictionaries(ATOMS, st.booleans())


@given(CONDITIONS, KNOWN)
def test_the_grounds_are_enough_and_none_of_them_is_needless(condition, known):
    rests = grounds(condition, known.get, "abcd".index)
    told = dict(rests.known)
    assert told.items() <= known.items()
    assert residue(condition, told) == rests.left == residue(condition, known)
    for atom in told:
        assert residue(condition, {a: t for a, t in told.items() if a != atom}) != rests.left


@given(CONDITIONS, KNOWN, KNOWN)
def test_what_is_left_means_the_same_as_the_whole(condition, known, others):
    rest = residue(condition, known)
    everything = {A: True, B: False, C: True, D: False} | others | known
    assert residue(rest, everything) == residue(condition, everything)
    assert all_of(residue(condition, everything)) in (TRUE, FALSE)
