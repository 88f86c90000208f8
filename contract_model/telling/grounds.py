"""This file defines `Grounds`: what the truth of one condition rests on, and no more.

A condition is taken as a formula over its *atoms*: comparisons, truths and definitions by name. What is known of them is put in. If that
settles the formula, the grounds are a smallest part of what is known that still settles it; if it does not, they are what is left of
the formula, and a smallest part of what is known that leaves it so.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from contract_model.model.conditions import FALSE, TRUE, And, Condition, Named, Not, Or, all_of, any_of, negation, variables

Truth = bool | None


@dataclass(frozen=True, slots=True)
class Grounds:
    """`known`: the atoms that settle or shape the condition, each with its truth, in the order written. `left`: what is open."""

    known: tuple[tuple[Condition, bool], ...]
    left: Condition


def grounds(condition: Condition, truth: Callable[[Condition], Truth], weight: Callable[[str], int]) -> Grounds:
    """What a condition rests on. `truth` gives that of an atom; `weight` of a name: the lighter are dropped first where either will do."""
    atoms = list(dict.fromkeys(_atoms(condition)))
    known = {a: t for a in atoms if (t := truth(a)) is not None}
    left = residue(condition, known)
    names = {a: names_of(a) for a in known}
    groups = sorted(dict.fromkeys(names.values()), key=lambda group: min((weight(n) for n in group), default=0))
    for group in groups:
        fewer = {a: t for a, t in known.items() if names[a] != group}
        if residue(condition, fewer) == left:
            known = fewer
    for atom in list(known):
        fewer = {a: t for a, t in known.items() if a != atom}
        if residue(condition, fewer) == left:
            known = fewer
    return Grounds(tuple(known.items()), left)


def names_of(atom: Condition) -> tuple[str, ...]:
    """What an atom asks about: its variables, or the definition that it is."""
    return (atom.name,) if isinstance(atom, Named) else tuple(variables(atom))


def residue(condition: Condition, known: dict[Condition, bool]) -> Condition:
    """What is left of a condition when some of its atoms are known; a part that another part covers is dropped."""
    match condition:
        case Not(part):
            return negation(residue(part, known))
        case And(parts):
            return _absorbed(all_of(*(residue(p, known) for p in parts)))
        case Or(parts):
            return _absorbed(any_of(*(residue(p, known) for p in parts)))
        case _:
            value = known.get(condition)
            return condition if value is None else TRUE if value else FALSE


def _atoms(condition: Condition) -> Iterable[Condition]:
    match condition:
        case Not(part):
            yield from _atoms(part)
        case And(parts) | Or(parts):
            for part in parts:
                yield from _atoms(part)
        case _:
            if condition not in (TRUE, FALSE):
                yield condition


def _absorbed(condition: Condition) -> Condition:
    """`a or a and b` is `a`, and `a and (a or b)` is `a`."""
    match condition:
        case Or(parts):
            pieces = [frozenset(p.parts) if isinstance(p, And) else frozenset({p}) for p in parts]
            join: Callable[..., Condition] = any_of
        case And(parts):
            pieces = [frozenset(p.parts) if isinstance(p, Or) else frozenset({p}) for p in parts]
            join = all_of
        case _:
            return condition
    return join(*(p for p, piece in zip(parts, pieces, strict=True) if not any(other < piece for other in pieces)))
