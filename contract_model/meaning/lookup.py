"""This file defines `Lookup`: what is known of each variable of a condition, at a point of a history.

A *point* is a state, with the event that is looked at, if one is, and the instance, if it is about one. Unknown is none.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from operator import attrgetter
from types import MappingProxyType
from typing import Any, TypeAlias

from contract_model.meaning.kleene import Function, Slots, combine, compile_condition
from contract_model.meaning.program import Program, with_definitions
from contract_model.meaning.state import Key, State, Tally, satisfies
from contract_model.model.conditions import Arith, Choose, Condition, Extreme, Named, Rounded, rounded, variables
from contract_model.model.contract import Contract, Fact
from contract_model.model.counting import local
from contract_model.model.history import History, Instance
from contract_model.model.norm import Derived, HolderOf, Measure, OfContract, OfPeriod, Owed, Past, StateOf, TriggerValue, Violations
from contract_model.model.values import Raw, raw

EventValues: TypeAlias = "Mapping[str, Raw | None]"
"""The parameters of an event by name, raw, with its `date`, `time` and `actor`."""

NO_EVENT: EventValues = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Point:
    """Where one looks from. `own`: what an instance says of itself, under names with a blank."""

    state: State
    event: EventValues = field(default_factory=lambda: NO_EVENT)
    instance: Instance | None = None
    own: Mapping[str, Raw] = field(default_factory=dict)


Resolve: TypeAlias = "Callable[[Point], Raw | None]"


class Lookup:
    """Resolves the variables of one contract in one history. Made once; the functions are kept by name."""

    def __init__(self, contract: Contract, history: History) -> None:
        self.contract = contract
        self.history = history
        self.zone = contract.policies.counting.zone
        self._resolvers: dict[str, Resolve] = {}
        self._values: dict[int, tuple[Condition, tuple[Resolve, ...], Function]] = {}

    def values(self, program: Program, point: Point) -> dict[str, Raw]:
        """What is known of the variables of a program."""
        found = {}
        for name in program.variables:
            value = (self._resolvers.get(name) or self.resolver(name))(point)
            if value is not None:
                found[name] = value
        return found

    def value(self, condition: Condition, point: Point) -> Any:
        """The value of an expression; none when it is not known."""
        kept = self._values.get(id(condition))
        if kept is None:
            names = tuple(variables(condition))
            kept = self._values[id(condition)] = (condition, tuple(self.resolver(n) for n in names), _compiled(condition, names))
        _, resolvers, function = kept
        return function([resolve(point) for resolve in resolvers])

    def unknown(self, names: Iterable[str], point: Point) -> tuple[str, ...]:
        """The variables among some of which nothing is known."""
        return tuple(n for n in names if self.resolver(n)(point) is None)

    def resolver(self, name: str) -> Resolve:
        """The function that gives what is known of a variable."""
        found = self._resolvers.get(name)
        if found is None:
            found = self._resolvers[name] = self._resolver(name)
        return found

    def _resolver(self, name: str) -> Resolve:
        if " " in name and name not in self.contract.derived:
            return lambda p: p.own.get(name)
        if name in self.contract.derived:
            return self._derived(self.contract.derived[name])
        if name in self.contract.facts:
            return self._fact(self.contract.facts[name])
        if name in self.contract.ambiguities:
            chosen = self.history.readings.get(name, self.contract.ambiguities[name].default)
            reading = None if name in self.history.unknown else chosen
            return lambda p: reading
        if name == "evidence":
            floor = self.history.evidence.value
            return lambda p: floor
        if name == "date":
            return lambda p: p.event["date"] if "date" in p.event else self.today(p.state)
        if name in ("time", "actor"):
            return lambda p: p.event.get(name)
        parameter = self.contract.parameters[name]
        presumed = raw(parameter.presumed) if self.history.presume and parameter.presumed is not None else None
        return lambda p: p.event.get(name, presumed if p.event else None)

    def today(self, state: State) -> int:
        """The day number of a state's instant, where the contract is."""
        return local(state.now, self.zone)[0].toordinal()

    def _fact(self, fact: Fact) -> Resolve:
        name, per = fact.name, fact.per
        general = self.initial(fact)

        def resolve(p: Point) -> Raw | None:
            key = key_of(per, p)
            if per and key is None:
                return None
            known = p.state.facts.get((name, key))
            if known is not None or (name, key) in p.state.unknown:
                return known
            return general

        return resolve

    def initial(self, fact: Fact) -> Raw | None:
        """What is taken for a fact of which neither the history nor an event says anything."""
        if fact.name in self.history.unknown:
            return None
        told = self.history.facts.get(fact.name)
        if told is not None and not isinstance(told, tuple):
            return raw(told)
        reading = self.history.readings.get(fact.name)
        if reading is not None and fact.readings and (published := fact.readings[reading].value) is not None:
            return raw(published)
        if fact.starts is not None:
            return raw(fact.starts)
        if fact.presumed is not None and self.history.presume:
            return raw(fact.presumed)
        return False if self.history.complete and fact.kind.sort.value == "truth" else None

    def _derived(self, derived: Derived) -> Resolve:
        match derived.origin:
            case TriggerValue(action, parameter):
                return lambda p: _binding(p.instance, action, parameter)
            case StateOf() as asked:
                return lambda p: _of_state(p, asked)
            case Violations(term):
                return lambda p: _violations(p, term)
            case Owed(term):
                return lambda p: _of_instance(p, term, "owed")
            case HolderOf(term):
                return lambda p: _holder(p, term)
            case Past() as past:
                return self._past(derived.name, past)
            case OfContract("start"):
                return lambda p: p.state.start
            case OfContract(_):
                return lambda p: None if p.state.ends is None else local(p.state.ends - 1, self.zone)[0].toordinal()
            case OfPeriod(what):
                end = what == "end"
                return lambda p: p.instance.period[end] if p.instance and p.instance.period else None

    def _past(self, name: str, past: Past) -> Resolve:
        keys = [self.resolver(variable) for _, variable in past.keys]

        def resolve(p: Point) -> Raw | None:
            key: Key = tuple(k(p) for k in keys)
            if None in key:
                return None
            return measured(past, p.state, name, key)

        return resolve


def measured(past: Past, state: State, name: str, key: Key) -> Raw | None:
    """A measure of past events with a key; none when some of them are not known well enough."""
    if (name, (None,)) in state.past:  # an event of which it is not known whether it counts
        return None
    kept = state.past.get((name, key))
    match past.measure:
        case Measure.LATEST:
            return kept  # type: ignore[return-value]  # the last one's value
        case _ if past.window is None:
            return 0 if kept is None else None if kept == UNCERTAIN else kept  # type: ignore[return-value]  # the sum
        case _:
            since = state.now - past.window
            amounts = [amount for at, amount in (kept or ()) if at >= since]  # type: ignore[attr-defined]  # pairs, oldest first
            return None if None in amounts else sum(amounts)


UNCERTAIN = "uncertain"
"""What stands for a sum of which a part is not known."""


def key_of(per: str, p: Point) -> str | None:
    """For what a fact that has a value for each of something is meant, at a point: the event's, or else that of a trigger."""
    if not per:
        return None
    found = p.event.get(per)
    if found is None and p.instance is not None:
        for bound in p.instance.bindings.values():
            found = bound.get(per, found)
    return None if found is None else str(found)


def _binding(instance: Instance | None, action: str, parameter: str) -> Raw | None:
    return None if instance is None else instance.bindings.get(action, NO_EVENT).get(parameter)


def agreeing(p: Point, term: str) -> list[Instance]:
    """The instances of a term that belong together with the one looked from, as far as they are kept."""
    if p.instance is None or p.instance.group == 0:
        return [i for i in p.state.instances.values() if i.term == term]
    return [p.state.instances[n] for n in p.state.numbered(term, p.instance.group)]


def _of_state(p: Point, asked: StateOf) -> bool | None:
    if p.instance is None or p.instance.group == 0:
        tally = p.state.tallies.get(asked, Tally())
        return True if tally.certain else None if tally.doubtful else False
    found: bool | None = False
    for instance in agreeing(p, asked.term):
        truth = satisfies(instance, asked)
        if truth:
            return True
        found = None if truth is None else found
    return found


def _violations(p: Point, term: str) -> int:
    if p.instance is None or p.instance.group == 0:
        return p.state.violations.get(term, 0)
    return sum(i.violated for i in agreeing(p, term))


def _of_instance(p: Point, term: str, what: str) -> Raw | None:
    if p.instance is not None and p.instance.term == term:
        return attrgetter(what)(p.instance)  # type: ignore[no-any-return]  # a field of an instance
    found = _latest(p, term)
    return None if found is None else attrgetter(what)(found)


def _latest(p: Point, term: str) -> Instance | None:
    """The last instance of a term that belongs together with the one looked from, whether it is still kept or not."""
    forgotten = p.state.last.get(term) if p.instance is None or p.instance.group == 0 else None
    kept = agreeing(p, term)
    return max([*kept, forgotten] if forgotten else kept, key=attrgetter("number"), default=None)


def _holder(p: Point, term: str) -> str | None:
    instance = p.instance if p.instance is not None and p.instance.term == term else _latest(p, term)
    return instance.holders[0] if instance is not None and len(instance.holders) == 1 else None


def _compiled(condition: Condition, names: tuple[str, ...]) -> Function:
    """The function of an expression from the values of its variables; the definitions that it uses are worked out first."""
    definitions = with_definitions([Named("the value", condition)])[:-1]
    slots = {n: i for i, n in enumerate((*names, *(d.name for d in definitions)))}
    truths = tuple(compile_condition(d.body, slots) for d in definitions)
    value = compile_value(condition, slots)

    def worked_out(v: Slots) -> Any:
        known = list(v)
        for truth in truths:
            known.append(truth(known))
        return value(known)

    return worked_out if truths else value


def compile_value(condition: Condition, slots: Mapping[str, int]) -> Function:
    """The function of an expression as typed, `if`, `min` and `max` included."""
    match condition:
        case Arith(operator, left, right, _):
            x, y = compile_value(left, slots), compile_value(right, slots)

            def total(v: Slots) -> Any:
                m, n = x(v), y(v)
                return None if m is None or n is None else combine(operator, condition, m, n)

            return total
        case Choose(test, then, other):
            t, a, b = (compile_value(c, slots) for c in (test, then, other))

            def chosen(v: Slots) -> Any:
                truth = t(v)
                x, y = (a(v) if truth is not False else None), (b(v) if truth is not True else None)
                return x if truth or (truth is None and x == y) else y if truth is False else None

            return chosen
        case Extreme(greatest, parts):
            functions = [compile_value(p, slots) for p in parts]
            pick = max if greatest else min

            def extreme(v: Slots) -> Any:
                values = [f(v) for f in functions]
                return None if None in values else pick(values)

            return extreme
        case Rounded(mode, unit, part):
            x = compile_value(part, slots)

            def multiple(v: Slots) -> Any:
                value = x(v)
                return None if value is None else rounded(mode, unit, value)

            return multiple
        case _:
            return compile_condition(condition, slots)
