"""This file defines the atoms of a condition: the comparisons, truths and names that `and`, `or` and `not` join.

An atom is *decisive* in a case if the condition would come out otherwise were the atom otherwise and everything else as it is.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TypeAlias

from contract_model.meaning.kleene import Truth, compile_condition
from contract_model.model.conditions import And, Compare, Condition, Const, In, Named, Not, Or, Var, parts_of
from contract_model.model.kinds import TRUTH

Worth: TypeAlias = "Callable[[list[Truth]], Truth]"
"""What a condition is worth when its atoms are worth so much."""


def atoms_of(condition: Condition) -> tuple[Condition, ...]:
    """The atoms of a condition, each once, in the order of first mention."""
    found: dict[Condition, None] = {}

    def visit(part: Condition) -> None:
        match part:
            case Const():
                pass
            case Not() | And() | Or():
                for inner in parts_of(part):
                    visit(inner)
            case _:
                found[part] = None

    visit(condition)
    return tuple(found)


def worth(condition: Condition, atoms: Sequence[Condition]) -> Worth:
    """The condition as a function of what its atoms are worth."""
    places = {atom: Var(str(i), TRUTH) for i, atom in enumerate(atoms)}
    function = compile_condition(_put_in(condition, places), {str(i): i for i in range(len(atoms))})
    return lambda truths: function(truths)


def turned(function: Worth, truths: list[Truth], atom: int) -> tuple[Truth, Truth]:
    """What a condition is worth when one of its atoms is true, and when it is false."""
    kept = truths[atom]
    truths[atom] = True
    if_true = function(truths)
    truths[atom] = False
    if_false = function(truths)
    truths[atom] = kept
    return if_true, if_false


def put_in(condition: Condition, part: Condition, other: Condition) -> Condition:
    """A condition with something else in place of one of its atoms, wherever it stands; not within definitions."""
    return _put_in(condition, {part: other})


def without(condition: Condition, name: str, other: Condition, known: dict[int, tuple[Condition, Condition]]) -> Condition:
    """A condition with something else in place of what has a name, within definitions as well. `known`: what was made so far."""
    match condition:
        case Named(own, body):
            if own == name:
                return other
            if id(condition) not in known:
                inner = without(body, name, other, known)
                known[id(condition)] = condition, condition if inner is body else Named(own, inner)
            return known[id(condition)][1]
        case Not(part):
            inner = without(part, name, other, known)
            return condition if inner is part else Not(inner)
        case And(parts) | Or(parts):
            inners = tuple(without(p, name, other, known) for p in parts)
            if all(a is b for a, b in zip(inners, parts, strict=True)):
                return condition
            return And(inners) if isinstance(condition, And) else Or(inners)
        case _:
            return condition


def _put_in(condition: Condition, others: Mapping[Condition, Condition]) -> Condition:
    match condition:
        case Const():
            return condition
        case Not(part):
            return Not(_put_in(part, others))
        case And(parts):
            return And(tuple(_put_in(p, others) for p in parts))
        case Or(parts):
            return Or(tuple(_put_in(p, others) for p in parts))
        case Var() | In() | Compare() | Named():
            return others.get(condition, condition)
        case _:
            raise TypeError(f"not a truth in normal form: {condition}")
