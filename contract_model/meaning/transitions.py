"""This file defines `Transitions`: when an instance of a term goes from one state to another, as conditions.

They are conditions like any other, so every engine works from the same text. What they ask of the instance itself stands under names
with a blank, which no contract can use. T is the term:

    obligation   T act n       the event is its n-th act, by one who may perform it
                 T fulfilled   in force (or suspended), and an act is done (or all of them, where they are joint)
                 T late        violated and not performed since, and an act is done
                 T violated    in force, and its time is over, and no exception holds
                 T excused     in force, and its time is over, and one does
                 T enters      pending, and its time has come, and `once` holds
                 T expired     pending, and its time is over
    prohibition  T forbids     in force, or violated before, and the event is its act, by one whom it binds
                 T broken      it forbids, and no exception holds
                 T observed    in force, and its time is over
                 T enters, T expired   as for an obligation
    power        T available   not available or pending, and its time has come, and `available` holds
                 T unavailable pending, and its time has come, and `available` does not hold
                 T withdrawn   available, and `available` no longer holds
                 T exercised   available, and the event is its act, by one who has it, and no exception holds
                 T lapsed      not exercised, and its time is over
    declaration  T stated      pending, and its time has come, and `once` holds
                 T expired     as for an obligation
    all          T ended       live, and `until` holds
                 T unless x    exception x holds
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from contract_model.meaning.program import Program, with_definitions
from contract_model.meaning.terms import excepted
from contract_model.model.conditions import (
    FALSE,
    TRUE,
    And,
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
    parts_of,
    variables,
)
from contract_model.model.contract import Contract, Term, TermKind, Version
from contract_model.model.kinds import TRUTH, choice
from contract_model.model.norm import Derived, Expression, NormPart, OfContract, OfPeriod, Past, StateOf, TriggerValue
from contract_model.model.states import NormState

STATE = Var("its state", choice("its state"))
ACTION = Var("the action", choice("the action"))
MAY_ACT = Var("the actor may", TRUTH)
TIME_HAS_COME = Var("its time has come", TRUTH)
TIME_IS_OVER = Var("its time is over", TRUTH)
PERFORMED = Var("it was performed", TRUTH)
CONTRACT_END = "contract.end"


def done(number: int) -> Var:
    """Whether the joint act of a number was done before."""
    return Var(f"act {number} was done", TRUTH)


@dataclass(frozen=True)  # no slots: cached_property keeps what was computed in the instance
class Transitions:
    """The transitions of a term over time under a version. `norm` is its part about time."""

    contract: Contract
    version: Version
    term: Term
    norm: NormPart

    @cached_property
    def program(self) -> Program:
        """The conditions by name, for an engine."""
        return program_of(self.contract, self.version, self.term.id, _formulas(self.term, self.norm))

    @cached_property
    def world(self) -> tuple[Condition, ...]:
        """The conditions on the world that it waits for."""
        clauses = (self.norm.once, self.norm.available, self.term.until)
        return tuple(c.condition for c in clauses if c)

    @cached_property
    def moves(self) -> bool:
        """Whether its times move, while it waits, with the facts by which they go or with the end of the contract.

        What asks about the date, about the past or about other norms is worked out once.
        """
        anchors = [b.anchor.condition for b in (self.norm.opens, self.norm.due) if b and b.anchor]
        names = {n for a in anchors for n in variables(a)}
        facts = {n for n in names if n in self.contract.facts or n == CONTRACT_END}
        origins = [self.contract.derived[n].origin if n in self.contract.derived else None for n in names - facts]
        return bool(facts) and all(isinstance(o, TriggerValue | OfContract | OfPeriod) for o in origins)

    @cached_property
    def joined(self) -> tuple[tuple[str, ...], dict[int, tuple[str, ...]]]:
        """What an event must have in common with the events that triggered an instance, to be an act of it.

        The variables of the chain of triggers, and for each act the parameters that must equal them; so that only instances are looked at
        that can be concerned. Both empty where the acts have no such condition in common.
        """
        pairs = [dict(_equalities(self.contract, c)) for c in self._conditions()]
        common = tuple(sorted(set.intersection(*(set(p) for p in pairs)))) if pairs else ()
        return common, {i: tuple(p[v] for v in common) for i, p in enumerate(pairs)}

    def _conditions(self) -> list[Condition]:
        when = self.term.when.condition if self.term.when else TRUE
        return [all_of(_condition(a.condition), when) for a in self.norm.acts]


def program_of(contract: Contract, version: Version, name: str, formulas: list[Named]) -> Program:
    """Named conditions with the definitions that they use, as a program."""
    return Program(contract, version, name, (), with_definitions(formulas))


def _formulas(term: Term, norm: NormPart) -> list[Named]:
    t = term.id
    exceptions = [Named(f"{t} unless {x.id}", excepted(x)) for x in term.exceptions]
    no_exception = negation(any_of(*exceptions))
    until = [Named(f"{t} ended", term.until.condition)] if term.until else []
    has_come, over = TIME_HAS_COME, TIME_IS_OVER
    expired = Named(f"{t} expired", all_of(_in(NormState.PENDING), over))
    acts = [Named(f"{t} act {i}", all_of(In(ACTION, (act.action,)), MAY_ACT, _condition(act.condition))) for i, act in enumerate(norm.acts)]
    when = term.when.condition if term.when else TRUE
    match term.kind:
        case TermKind.OBLIGATION:
            performed = all_of(*(any_of(a, done(i)) for i, a in enumerate(acts))) if norm.joint else any_of(*acts)
            return [
                *exceptions,
                *acts,
                Named(f"{t} fulfilled", all_of(_in(NormState.IN_FORCE, NormState.SUSPENDED), performed)),
                Named(f"{t} late", all_of(_in(NormState.VIOLATED), negation(PERFORMED), performed) if norm.late else FALSE),
                Named(f"{t} violated", all_of(_in(NormState.IN_FORCE), over, no_exception)),
                Named(f"{t} excused", all_of(_in(NormState.IN_FORCE), over, negation(no_exception))),
                Named(f"{t} enters", all_of(_in(NormState.PENDING), has_come, _condition(norm.once))),
                expired,
                *until,
            ]
        case TermKind.PROHIBITION:
            forbids = Named(f"{t} forbids", all_of(_in(NormState.IN_FORCE, NormState.VIOLATED), negation(over), any_of(*acts), when))
            return [
                *exceptions,
                *acts,
                forbids,
                Named(f"{t} broken", all_of(forbids, no_exception)),
                Named(f"{t} observed", all_of(_in(NormState.IN_FORCE), over)),
                Named(f"{t} enters", all_of(_in(NormState.PENDING), has_come, _condition(norm.once))),
                expired,
                *until,
            ]
        case TermKind.POWER:
            available = _condition(norm.available)
            return [
                *exceptions,
                *acts,
                Named(f"{t} available", all_of(_in(NormState.NOT_AVAILABLE, NormState.PENDING), has_come, negation(over), available)),
                Named(f"{t} unavailable", all_of(_in(NormState.PENDING), has_come, negation(available))),
                Named(f"{t} withdrawn", all_of(_in(NormState.AVAILABLE), negation(available))),
                Named(f"{t} exercised", all_of(_in(NormState.AVAILABLE), any_of(*acts), when, no_exception)),
                Named(f"{t} lapsed", all_of(_in(NormState.NOT_AVAILABLE, NormState.PENDING, NormState.AVAILABLE), over)),
                *until,
            ]
        case _:
            return [Named(f"{t} stated", all_of(_in(NormState.PENDING), has_come, _condition(norm.once))), expired, *until]


def _in(*states: NormState) -> Condition:
    return In(STATE, tuple(sorted(s.value for s in states)))


def _condition(expression: Expression | None) -> Condition:
    return expression.condition if expression else TRUE


def _equalities(contract: Contract, condition: Condition) -> list[tuple[str, str]]:
    """The equalities that must hold for a condition to hold: a variable of the chain of triggers, and a parameter."""
    found: list[tuple[str, str]] = []
    for part in condition.parts if isinstance(condition, And) else (condition,):
        match part:
            case Compare(Op.EQ, Var(a, _), Var(b, _)):
                for chained, parameter in ((a, b), (b, a)):
                    if parameter in contract.parameters and _is_chained(contract.derived.get(chained)):
                        found.append((chained, parameter))
    return found


def _is_chained(derived: Derived | None) -> bool:
    return derived is not None and isinstance(derived.origin, TriggerValue)


@dataclass(frozen=True, slots=True)
class Needs:
    """What a condition on the world looks at: facts, states of norms, past events (by action), and whether it speaks of the date."""

    facts: frozenset[str]
    states: frozenset[str]
    past: frozenset[str]
    days: frozenset[int] | None  # the days on which comparisons with the date may turn; none: any day


def needs(contract: Contract, conditions: tuple[Condition, ...]) -> Needs:
    """What conditions look at, within the definitions that they use as well."""
    facts, states, past = set(), set(), set()
    days: set[int] | None = set()
    todo: list[Condition] = list(conditions)
    seen: set[str] = set()
    while todo:
        part = todo.pop()
        match part:
            case Compare(_, Var("date", _), Const(int() as day, _)) | Compare(_, Const(int() as day, _), Var("date", _)):
                if days is not None:
                    days |= {day, day + 1}
                continue
            case Var("date", _):
                days = None
            case Var(name, _):
                origin = contract.derived[name].origin if name in contract.derived else None
                if isinstance(origin, StateOf):
                    states.add(origin.term)
                elif isinstance(origin, Past):
                    past.add(origin.action)
                elif origin is not None and hasattr(origin, "term"):
                    states.add(origin.term)
                else:
                    facts.add(name)
            case Named(name, _) if name in seen:
                continue
            case Named(name, _):
                seen.add(name)
        todo.extend(parts_of(part))
    return Needs(frozenset(facts), frozenset(states), frozenset(past), None if days is None else frozenset(days))
