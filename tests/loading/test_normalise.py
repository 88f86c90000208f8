"""This file tests that normal form keeps the meaning, on random conditions of every kind.

The yardstick evaluates conditions as they are written, one node after the other. With everything known the two must agree. With
something unknown the normal form may know more (`max(n, m) <= 3` is false when n is 4), but nothing else.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Any

import pytest
from hypothesis import assume, given, reject
from hypothesis import strategies as st

from contract_model.loading.normalise import TooDeep, TooLarge, is_normal, normalise, size
from contract_model.meaning.kleene import compile_condition
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
    kind_of,
    variables,
)
from contract_model.model.kinds import DATE, DURATION, NUMBER, TRUTH, Kind, choice, money
from contract_model.model.values import DAY

COLOUR, EUR = choice("colour"), money("EUR")
VALUES: Mapping[Kind, tuple[Any, ...]] = {
    TRUTH: (True, False),
    COLOUR: ("red", "green", "blue"),
    NUMBER: (-1, 0, 1, 2),
    EUR: (0, 1, 3),
    DURATION: (-DAY, 0, 2 * DAY),
    DATE: (730_000, 730_001, 730_003),
}
NAMES = {f"{kind.sort.value}_{i}": Var(f"{kind.sort.value}_{i}", kind) for kind in VALUES for i in (1, 2)}


def leaves(kind: Kind) -> st.SearchStrategy[Condition]:
    names = [v for v in NAMES.values() if v.kind == kind]
    return st.sampled_from(names) | st.sampled_from([Const(v, kind) for v in VALUES[kind]])


@cache
def conditions(kind: Kind, depth: int) -> st.SearchStrategy[Condition]:
    """Conditions of a kind, as written, at most so deep."""
    if depth == 0:
        return leaves(kind)

    def of(k: Kind) -> st.SearchStrategy[Condition]:
        return st.deferred(lambda: conditions(k, depth - 1))

    choose = st.builds(Choose, of(TRUTH), of(kind), of(kind))
    if kind == TRUTH:
        lists = st.lists(st.sampled_from(VALUES[COLOUR]), min_size=1, max_size=2, unique=True).map(lambda v: tuple(sorted(v)))
        several = st.lists(of(TRUTH), min_size=1, max_size=3).map(tuple)
        quantities = st.sampled_from([NUMBER, EUR, DURATION, DATE])
        return st.one_of(
            leaves(kind),
            st.builds(Not, of(TRUTH)),
            st.builds(And, several),
            st.builds(Or, several),
            choose,
            st.builds(In, of(COLOUR), lists),
            st.sampled_from([TRUTH, COLOUR]).flatmap(lambda k: st.builds(Compare, st.just(Op.EQ), of(k), of(k))),
            quantities.flatmap(lambda k: st.builds(Compare, st.sampled_from(Op), of(k), of(k))),
            st.builds(Named, st.sampled_from(["d1", "d2"]), of(TRUTH).map(normal_form)),
        )
    if kind == COLOUR:
        return leaves(kind) | choose
    sums = [st.builds(Arith, st.sampled_from("+-"), of(kind), of(kind), st.just(kind))]
    if kind == DATE:
        sums = [st.builds(Arith, st.sampled_from("+-"), of(DATE), of(DURATION), st.just(DATE))]
    if kind == DURATION:
        sums.append(st.builds(Arith, st.just("-"), of(DATE), of(DATE), st.just(DURATION)))
    if kind in (NUMBER, EUR):
        sums.append(st.builds(Arith, st.just("*"), of(NUMBER), of(kind), st.just(kind)))
    extreme = st.builds(Extreme, st.booleans(), st.lists(of(kind), min_size=2, max_size=3).map(tuple))
    return st.one_of(leaves(kind), choose, extreme, *sums)


def value(condition: Condition, known: Mapping[str, Any]) -> Any:
    """What a condition is worth as it is written; none when that is not known."""
    match condition:
        case Const(constant, _):
            return constant
        case Var(name, _):
            return known.get(name)
        case Named(_, body):
            return value(body, known)
        case Not(part):
            truth = value(part, known)
            return None if truth is None else not truth
        case And(parts):
            truths = [value(p, known) for p in parts]
            return False if False in truths else None if None in truths else True
        case Or(parts):
            truths = [value(p, known) for p in parts]
            return True if True in truths else None if None in truths else False
        case Choose(test, then, other):
            truth, a, b = value(test, known), value(then, known), value(other, known)
            return a if truth is True or (truth is None and a == b) else b if truth is False else None
        case In(item, values):
            found = value(item, known)
            return None if found is None else found in values
        case Compare(op, left, right):
            a, b = value(left, known), value(right, known)
            if a is None or b is None:
                return None
            return a == b if op is Op.EQ else a < b or (op is Op.LE and a == b)
        case Extreme(greatest, parts):
            found = [value(p, known) for p in parts]
            return None if None in found else max(found) if greatest else min(found)
        case Arith(operator, left, right, kind):
            a, b = value(left, known), value(right, known)
            if a is None or b is None:
                return None
            if operator == "*":
                return a * b
            if kind == DATE:
                b = b // DAY  # the durations here are whole days
            total = a + b if operator == "+" else a - b
            return total * DAY if kind == DURATION and kind_of(left) == DATE else total


def evaluated(normal: Condition, known: Mapping[str, Any]) -> Any:
    """What the meaning makes of a condition in normal form."""
    names = [*variables(normal)]
    slots = {name: i for i, name in enumerate(names)}
    return compile_condition(without_names(normal), slots)([known.get(name) for name in names])


def without_names(condition: Condition) -> Condition:
    match condition:
        case Named(_, body):
            return without_names(body)
        case Not(part):
            return Not(without_names(part))
        case And(parts):
            return And(tuple(map(without_names, parts)))
        case Or(parts):
            return Or(tuple(map(without_names, parts)))
        case _:
            return condition


def normal_form(condition: Condition) -> Condition:
    try:
        normal = normalise(condition, {})
        size(normal, {})
    except (TooLarge, TooDeep):
        reject()
    return normal


WORLDS = st.fixed_dictionaries({name: st.sampled_from(VALUES[var.kind]) for name, var in NAMES.items()})
SOME = st.fixed_dictionaries({name: st.sampled_from((None, *VALUES[var.kind])) for name, var in NAMES.items()})


@given(conditions(TRUTH, 3), WORLDS)
def test_with_everything_known_the_normal_form_is_true_where_the_condition_is(condition: Condition, world: dict[str, Any]) -> None:
    assert evaluated(normal_form(condition), world) is value(condition, world)


@given(conditions(TRUTH, 3), SOME)
def test_with_something_unknown_the_normal_form_knows_no_less(condition: Condition, known: dict[str, Any]) -> None:
    truth = value(condition, known)
    assume(truth is not None)
    assert evaluated(normal_form(condition), known) is truth


@given(conditions(TRUTH, 3))
def test_a_normal_form_is_normal_and_its_own_normal_form(condition: Condition) -> None:
    normal = normal_form(condition)
    assert is_normal(normal)
    assert tidy(normal)
    assert normal_form(normal) == normal


def tidy(condition: Condition) -> bool:
    """Whether `and`, `or` and `not` are flat, without constants and doubles, down to the definitions."""
    match condition:
        case And(parts) | Or(parts):
            plain = all(p not in (TRUE, FALSE) and not isinstance(p, type(condition)) for p in parts)
            return plain and len(parts) == len(set(parts)) > 1 and all(map(tidy, parts))
        case Not(part):
            return part not in (TRUE, FALSE) and not isinstance(part, Not) and tidy(part)
        case _:
            return True


def nested(depth: int) -> Condition:
    condition: Condition = NAMES["truth_1"]
    for _ in range(depth):
        condition = Or((And((condition, NAMES["truth_2"])), Compare(Op.LT, NAMES["number_1"], NAMES["number_2"])))
    return condition


def test_a_condition_has_a_depth_and_a_size() -> None:
    found = size(nested(3), {})
    assert (found.parts, found.depth) == (3 * 6 + 1, 7)


@pytest.mark.parametrize(("depth", "error"), [(40, None), (60, TooDeep)])
def test_a_condition_may_not_be_too_deep(depth: int, error: type[Exception] | None) -> None:
    if error is None:
        assert size(nested(depth), {}).depth == 2 * depth + 1
    else:
        with pytest.raises(error):
            size(nested(depth), {})


def test_a_definition_counts_with_all_that_it_uses() -> None:
    body = size(nested(10), {})
    found = size(Not(Named("wide", nested(10))), {"wide": body})
    assert (found.parts, found.depth, found.own_parts) == (body.parts + 1, body.depth + 2, 2)
