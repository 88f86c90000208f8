"""This file defines what a term does in a case, as conditions.

Each function gives a condition over the case. Whether it is true, false or unknown is left to whoever evaluates it, so every
engine works from the same text. Notation: t is a term, e the event.
"""

from __future__ import annotations

from enum import Enum

from contract_model.model.conditions import (
    FALSE,
    TRUE,
    Compare,
    Condition,
    Const,
    In,
    Named,
    Op,
    Var,
    all_of,
    any_of,
    negation,
)
from contract_model.model.contract import Certainty, Clause, Term, TermException, TermKind
from contract_model.model.kinds import DATE, DURATION, PARTY, Kind, Sort
from contract_model.model.values import raw

ACTOR = Var("actor", PARTY)
DAY = Var("date", DATE)
TIME = Var("time", DURATION)
EVIDENCE = Var("evidence", Kind(Sort.CHOICE, "certainty"))
BUILT_IN = {v.name: v for v in (ACTOR, DAY, TIME, EVIDENCE)}


class Effect(Enum):
    """What a term does to the verdict when it applies."""

    BITES = "bites"
    GRANTS = "grants"
    STATES = "states"


EFFECTS = {
    TermKind.OBLIGATION: Effect.BITES,
    TermKind.PROHIBITION: Effect.BITES,
    TermKind.PERMISSION: Effect.GRANTS,
    TermKind.POWER: Effect.GRANTS,
    TermKind.DECLARATION: Effect.STATES,
}


def admitted(certainty: Certainty) -> Condition:
    """Whether evidence of this grade counts: it is no weaker than the case's evidence floor."""
    floors = tuple(sorted(floor.value for floor in Certainty if certainty.reaches(floor)))
    return TRUE if len(floors) == len(Certainty) else In(EVIDENCE, floors)


def engaged(t: Term) -> Condition:
    """t speaks of e: e's actor is its bearer, `from` <= e's date <= `through`, `when` holds, `until` does not, its evidence counts.

    That e's action is t's action is seen to by the program, which holds only such terms.
    """
    return all_of(
        admitted(t.certainty),
        In(ACTOR, tuple(sorted(t.bearer))) if t.bearer else TRUE,
        Compare(Op.LE, Const(raw(t.start), DATE), DAY) if t.start else TRUE,
        Compare(Op.LE, DAY, Const(raw(t.through), DATE)) if t.through else TRUE,
        _holds(t.when),
        negation(_holds(t.until, FALSE)),
    )


def excepted(x: TermException) -> Condition:
    """An exception holds: its condition does, and its evidence counts."""
    return all_of(admitted(x.certainty), x.clause.condition)


def formulas_of(t: Term) -> tuple[Named, ...]:
    """The statuses of t, each by name (`azure-first bites`), in the order in which they build on each other.

    excused:   engaged, and an exception holds
    otherwise, being engaged:
    bites:     a prohibition; an obligation whose `requires` does not hold
    met:       an obligation whose `requires` holds; one without `requires`, by the act itself
    grants:    a permission; a power, which is then available
    states:    a declaration
    """
    is_engaged = Named(f"{t.id} engaged", engaged(t))
    exceptions = tuple(Named(f"{t.id} unless {x.id}", excepted(x)) for x in t.exceptions)
    is_excepted = any_of(*exceptions)
    applies = all_of(is_engaged, negation(is_excepted))
    excused = Named(f"{t.id} excused", all_of(is_engaged, is_excepted))
    effects = [Named(f"{t.id} {EFFECTS[t.kind].value}", applies)]
    if t.kind is TermKind.OBLIGATION:
        required = _holds(t.requires)
        effects = [Named(f"{t.id} met", all_of(applies, required)), Named(f"{t.id} bites", all_of(applies, negation(required)))]
    return (is_engaged, *exceptions, *([excused] if t.exceptions else []), *effects)


def effect(t: Term) -> Effect:
    """The effect that t can have."""
    return EFFECTS[t.kind]


def _holds(clause: Clause | None, absent: Condition = TRUE) -> Condition:
    return clause.condition if clause else absent
