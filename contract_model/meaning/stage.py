"""This file defines `Stage`: a state while a step is under way. Instances come about and change, facts change, and all of it is noted."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import TypeAlias

from contract_model.meaning.agenda import Item
from contract_model.meaning.kleene import Truth
from contract_model.meaning.lookup import NO_EVENT, UNCERTAIN, EventValues, Point, key_of
from contract_model.meaning.program import Program
from contract_model.meaning.scheme import Ruling, Scheme, names_in
from contract_model.meaning.state import LIVE, LOOSE, Key, Map, Numbers, State, Tally, satisfies
from contract_model.meaning.transitions import ACTION, CONTRACT_END, MAY_ACT, PERFORMED, STATE, TIME_HAS_COME, TIME_IS_OVER, Transitions
from contract_model.model.case import Event
from contract_model.model.contract import TermKind
from contract_model.model.history import (
    Change,
    ContractChanged,
    FactChanged,
    Instance,
    Instant,
    NormChange,
    PartyChanged,
    Undecided,
    Why,
)
from contract_model.model.norm import Measure
from contract_model.model.states import ContractState, NormState
from contract_model.model.values import Raw
from contract_model.problems import ContractError, Problem

Evaluate: TypeAlias = Callable[[Program, Mapping[str, Raw]], Mapping[str, Truth]]
"""What an engine does: the truth of each condition of a program by name, from the values of its variables."""

MAX_CHANGES = 50_000  # in one step
MAX_LOOKS = 50_000  # at instances that wait, in one step
MAX_IN_AFFAIR = 2_000  # instances that wait at a time and were all brought about by one event
MAX_AT_ONCE = 3_000  # at one instant, and 20 more for each term and instance: terms that bring each other about without end are stopped


class Stage:
    """One step under way. `happening`: the index of what is going on in the history; `event`: its values, as long as it is looked at."""

    def __init__(self, scheme: Scheme, evaluate: Evaluate, state: State, happening: int | None = None) -> None:
        self.scheme = scheme
        self.evaluate = evaluate
        self.state = state
        self.happening = happening
        self.changes: list[Change] = []
        self.changed: deque[tuple[Instance, EventValues]] = deque()  # norms that came into another state, still to be followed up
        self.stale: dict[tuple[str, int | None], None] = {}  # terms (in a group) whose conditions on the world are to be looked at again
        self.fresh: list[int] = []  # numbers of instances of which the same is so
        self.deemed: list[tuple[Event, str]] = []
        self.touched: set[int] = set()
        self.unnoted = 0  # what goes on without a change that is noted counts like one: events that are deemed, what may have followed
        self.most = MAX_AT_ONCE + 20 * (scheme.size + len(state.instances))
        self.duties_changed = True  # whether the contract may have been completed
        self.forgotten: list[Instance] = []
        self.looks = 0

    @property
    def ruling(self) -> Ruling | None:
        """The version in force, made ready; none before the first."""
        return self.scheme.ruling(self.scheme.version(self.state.version)) if self.state.version else None

    def transitions(self, instance: Instance) -> Transitions:
        """The transitions of an instance, under the version by which it came about."""
        return self.scheme.ruling(self.scheme.version(instance.version)).terms[instance.term]

    def point(self, instance: Instance | None = None, event: EventValues = NO_EVENT, own: Mapping[str, Raw] | None = None) -> Point:
        """Where one looks from."""
        return Point(self.state, event, instance, own or {})

    # --- instances ----------------------------------------------------------------------------------------------------------------

    def truths(self, instance: Instance, event: EventValues = NO_EVENT, action: str | None = None) -> tuple[Mapping[str, Truth], Point]:
        """The truth of the conditions of an instance's transitions, and the point from which they were looked at.

        Of an instance whose state is uncertain, no condition learns it.
        """
        now, transitions = self.state.now, self.transitions(instance)
        suspended = instance.state is NormState.SUSPENDED
        own: dict[str, Raw] = {
            TIME_IS_OVER.name: instance.due is not None and now >= instance.due and not suspended,
            PERFORMED.name: instance.performed,
        }
        if instance.opens is not None or transitions.norm.opens is None:
            own[TIME_HAS_COME.name] = instance.opens is None or now >= instance.opens
        if not instance.doubt and not (instance.wonders and action):
            own[STATE.name] = instance.state.value
        if action is not None:
            own[ACTION.name] = action
            if not instance.performers:
                own[MAY_ACT.name] = True
            elif (actor := event.get("actor")) is not None:
                own[MAY_ACT.name] = actor in instance.performers
        if transitions.norm.joint:
            own |= {f"act {i} was done": i in instance.done for i in range(len(transitions.norm.acts))}
        point = self.point(instance, event, own)
        return self.evaluate(transitions.program, self.scheme.lookup.values(transitions.program, point)), point

    def put(self, old: Instance | None, new: Instance) -> None:
        """Keep an instance as it now is."""
        state = self.state
        instances = state.instances.set(new.number, new)
        waiting, alive = self._waiting(state, old, new)
        groups = state.groups if old else _with(state.groups, new)
        tallies = state.tallies
        for asked in self.scheme.asked.get(new.term, ()):
            before, after = (satisfies(old, asked) if old else False), satisfies(new, asked)
            if before is not after:
                tally = tallies.get(asked, Tally())
                certain = tally.certain + (after is True) - (before is True)
                tallies = tallies.set(asked, Tally(certain, tally.doubtful + (after is None) - (before is None)))
        more = new.violated - (old.violated if old else 0)
        violations = state.violations.set(new.term, state.violations.get(new.term, 0) + more) if more else state.violations
        opened = self._is_open(new) - (self._is_open(old) if old else 0)
        self.state = replace(
            state,
            instances=instances,
            waiting=waiting,
            alive=alive,
            groups=groups,
            tallies=tallies,
            violations=violations,
            open=state.open + opened,
        )
        self.touched.add(new.group)
        if new.group and len(alive.get(new.group, ())) > MAX_IN_AFFAIR:
            said = f"the terms bring each other about without end: one event has led to more than {MAX_IN_AFFAIR:,} norms that wait"
            raise ContractError([Problem("endless", said, hint="look at the terms that are triggered by each other")])
        self.duties_changed = self.duties_changed or self.transitions(new).term.kind is TermKind.OBLIGATION
        for term in self.scheme.watching_term.get(new.term, ()):
            self.stale[term, new.group or None] = None

    def move(
        self,
        instance: Instance,
        to: NormState,
        why: Why,
        *,
        by: str | None = None,
        event: EventValues = NO_EVENT,
        **fields: object,
    ) -> Instance:
        """Bring an instance into another state, note it, and have it followed up."""
        moved = replace(instance, state=to, since=self.state.now, **fields)  # type: ignore[arg-type]  # fields of an instance
        self.put(instance, moved)
        self.note(moved, instance.state, why, by)
        self.changed.append((moved, event))
        return moved

    def note(self, instance: Instance, before: NormState | None, why: Why, by: str | None = None) -> None:
        """Note that an instance is in another state."""
        self._add(
            NormChange(
                self.state.now,
                instance.term,
                instance.label,
                before,
                instance.state,
                why,
                by,
                self.happening,
                instance.due,
                (*instance.doubt, *instance.wonders),
            )
        )

    def undecided(
        self, instance: Instance, formula: str, point: Point, *, lasting: bool = True, because: tuple[str, ...] | None = None
    ) -> Instance:
        """Note that it is not known whether a condition of an instance holds; `lasting`: it will not be asked again.

        `because`: the unknowns on which that hangs, where they are not those of a condition of its transitions.
        """
        program = self.transitions(instance).program
        unknown = self.scheme.lookup.unknown(names_in(program, formula), point) if because is None else because
        hangs_on = tuple(n for n in unknown if " " not in n)
        hangs_on = hangs_on or (*instance.doubt, *instance.wonders)
        kept = instance.doubt if lasting else instance.wonders
        if set(hangs_on) <= set(kept):
            return instance
        self._add(Undecided(self.state.now, instance.term, instance.label, formula, hangs_on, self.happening))
        merged = tuple(dict.fromkeys((*kept, *hangs_on)))
        unsure = replace(instance, doubt=merged) if lasting else replace(instance, wonders=merged)
        self.put(instance, unsure)
        return unsure

    def _waiting(self, state: State, old: Instance | None, new: Instance) -> tuple[Map[str, Map[Key, Numbers]], Map[int, Numbers]]:
        """The instances that wait, by term and key, and by group."""
        was, stays = old is not None and self.waits(old), self.waits(new)
        if was == stays:
            return state.waiting, state.alive
        alive = state.alive.get(new.group, Map())
        alive = alive.set(new.number, None) if stays else alive.delete(new.number)
        key: Key = tuple(_bound(new, v) for v in self.transitions(new).joined[0])
        if None in key:
            key = LOOSE
        by_key = state.waiting.get(new.term, Map())
        numbers = by_key.get(key, Map())
        numbers = numbers.set(new.number, None) if stays else numbers.delete(new.number)
        by_key = by_key.set(key, numbers) if numbers else by_key.delete(key) if key in by_key else by_key
        return state.waiting.set(new.term, by_key), state.alive.set(new.group, alive)

    def waits(self, instance: Instance) -> bool:
        """Whether an event or the world may still change an instance."""
        if instance.state in LIVE:
            return True
        if instance.state is not NormState.VIOLATED:
            return False
        transitions = self.transitions(instance)
        if transitions.term.kind is TermKind.PROHIBITION:
            return instance.due is None or self.state.now < instance.due
        return transitions.norm.late and not instance.performed

    def _is_open(self, instance: Instance) -> int:
        transitions = self.transitions(instance)
        waits = instance.state in (NormState.PENDING, NormState.IN_FORCE, NormState.SUSPENDED)
        return int(waits and transitions.term.kind is TermKind.OBLIGATION and not transitions.norm.survives)

    # --- facts, parties, the contract ---------------------------------------------------------------------------------------------

    def set_fact(self, fact: str, key: str | None, value: Raw | None, why: Why, by: str | None = None) -> None:
        """Give a fact another value; none makes it unknown."""
        state, place = self.state, (fact, key)
        before = None if place in state.unknown else state.facts.get(place, self.scheme.lookup.initial(self.scheme.contract.facts[fact]))
        if before == value and (place in state.facts or value is None):
            return
        facts = state.facts.set(place, value) if value is not None else state.facts.delete(place) if place in state.facts else state.facts
        unknown = state.unknown - {place} if value is not None else state.unknown | {place}
        self.state = replace(state, facts=facts, unknown=unknown)
        if before != value:
            self._add(FactChanged(state.now, fact, key, before, value, why, by, self.happening))
        for term in self.scheme.watching_fact.get(fact, ()):
            self.stale[term, None] = None

    def remember(self, action: str, event: EventValues) -> None:
        """Count an event among the past ones, in every measure that is taken of them."""
        for name in self.scheme.past_of.get(action, ()):
            self._measure(name, event)
        for term in self.scheme.watching_past.get(action, ()):
            self.stale[term, None] = None

    def _measure(self, name: str, event: EventValues) -> None:
        past, state = self.scheme.past[name], self.state
        counts: Truth = True
        if past.where is not None:
            program = self.scheme.where[name]
            known = {n: v for n in program.variables if (v := event.get(n)) is not None}
            counts = self.evaluate(program, known)[name]
        if counts is False:
            return
        key: Key = tuple(event.get(parameter) for parameter, _ in past.keys)
        if None in key:
            key = (None,)  # whichever it was for: all are uncertain
        amount: Raw | None = None if counts is None else 1 if past.measure is Measure.COUNT else event.get(past.parameter)
        kept = state.past.get((name, key))
        made: object
        if past.measure is Measure.LATEST:
            made = amount
        elif past.window is None:
            made = UNCERTAIN if amount is None or kept == UNCERTAIN else (kept or 0) + amount  # type: ignore[operator]  # sums of quantities
        else:
            since = state.now - past.window
            made = (*((at, a) for at, a in (kept or ()) if at >= since), (state.now, amount))  # type: ignore[attr-defined]  # pairs, oldest first
            self.state = state.agreed(state.now + past.window + 1, Item.CHECK, *sorted(self.scheme.watching_past.get(past.action, ())))
        self.state = replace(self.state, past=self.state.past.set((name, key), made))

    def set_party(self, instance: Instance, role: str, party: str, by: str | None) -> None:
        """Add a performer, or replace the holder of the right."""
        if role == "holder":
            changed = replace(instance, holders=(party,))
        elif party in instance.performers:
            return
        else:
            changed = replace(instance, performers=(*instance.performers, party))
        self.put(instance, changed)
        self._add(PartyChanged(self.state.now, instance.term, instance.label, role, party, by, self.happening))

    def set_contract(self, to: ContractState, why: Why, by: str | None = None) -> None:
        """Note how the contract as a whole stands."""
        self._add(ContractChanged(self.state.now, self.state.contract, to, why, by, self.happening))
        self.state = replace(self.state, contract=to)

    def set_end(self, ends: Instant) -> None:
        """Let the contract end at an instant, the first after it: what goes by its last day is looked at again."""
        if self.state.ends != ends:
            self.state = replace(self.state, ends=ends)
            for term in self.scheme.watching_fact.get(CONTRACT_END, ()):
                self.stale[term, None] = None

    def key(self, fact: str, point: Point) -> str | None:
        """For what a fact is meant at a point, where it has a value for each of something."""
        return key_of(self.scheme.contract.facts[fact].per, point)

    def at(self, instant: Instant) -> None:
        """Let the time be an instant."""
        so_far = len(self.changes) + self.unnoted
        self.most = min(MAX_CHANGES, so_far + MAX_AT_ONCE + 20 * (self.scheme.size + len(self.state.instances)))
        self.state = replace(self.state, now=instant)

    def looked(self) -> None:
        """Count that an instance is looked at. Raises ContractError where there is no end to it."""
        self.looks += 1
        if self.looks > MAX_LOOKS:
            said = f"norms must be looked at more than {MAX_LOOKS:,} times before the next event, too often to work it out"
            raise ContractError([Problem("too-large", said, hint="look at terms that trigger each other")])

    def doubt(self, what: str, hangs_on: tuple[str, ...]) -> None:
        """Note that something about the contract as a whole is not known."""
        self._add(Undecided(self.state.now, "", "", what, hangs_on, self.happening))

    def count(self) -> None:
        """Count what goes on without a change that is noted. Raises ContractError where there is no end to it."""
        self.unnoted += 1
        self._bound()

    def _add(self, change: Change) -> None:
        self.changes.append(change)
        self._bound()

    def _bound(self) -> None:
        if len(self.changes) + self.unnoted > self.most:
            if self.most == MAX_CHANGES:
                said = f"more than {MAX_CHANGES:,} changes come about before the next event, too many to work them out"
                raise ContractError([Problem("too-large", said, hint="let less time pass")])
            said = "the terms bring each other about without end"
            raise ContractError([Problem("endless", said, hint="look at the terms that are triggered by each other")])


def _with(groups: Map[int, Map[str, Numbers]], instance: Instance) -> Map[int, Map[str, Numbers]]:
    """The groups with one instance more."""
    group = groups.get(instance.group, Map())
    return groups.set(instance.group, group.set(instance.term, group.get(instance.term, Map()).set(instance.number, None)))


def _bound(instance: Instance, variable: str) -> Raw | None:
    action, _, parameter = variable.partition(".")
    return instance.bindings.get(action, NO_EVENT).get(parameter)
