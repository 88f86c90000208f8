"""This file defines `Session`: the only door to durable-rules.

Its C code crashes or lies outside a narrow part of what it offers, so it is used for that part alone: positive rules over facts of
three small numbers, each fact under its own small id, each rule a list of facts that must be there. Only numbers pass the door, never
a text that someone wrote. Its limits are kept here, well below the point where they hurt:

    conditions under one condition    FAN        beyond 511 it hangs
    rules on one fact                 USERS      beyond 255 it corrupts memory; a second fact with the same meaning takes the rest
    facts in one rule                 WIDTH      17 is an error; a longer rule is cut and joined by facts in between
    rules in one ruleset              RULES      4,096 at most, and each firing looks at all; more rules make more rulesets
    facts in one ruleset              FACTS      ids below 100,000 do not collide
    memory of one session             MEMORY     about 11 KB for each place in which a rule waits; more is refused

The order in which rules fire changes nothing, as they only add. A session is left as it was found: after each run the state in which
the facts were is deleted. They are not retracted one by one, although that is offered: once a rule of two facts has fired, retracting
the second one reads beyond the end of the rule's memory, and may write there (deleteMessageFromFrame in its state.c; valgrind shows it).
A state in which nothing ever fired must not be deleted either, so each begins with a rule that fires once. After an exception the
rulesets are thrown away and made anew.
"""

from __future__ import annotations

import os
import weakref
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from threading import Lock
from typing import TypeAlias

import durable_rules_engine as _c

from contract_model.engines.rete.rules import Literal, Rule

FAN = 16
USERS = 200
WIDTH = 16
RULES = 1_000
FACTS = FAN**3
MEMORY = 300_000  # kilobytes
_PER_PLACE, _PER_FACT, _PER_RULESET = 11, 7, 180  # kilobytes, measured; a place is where a rule waits for one of its facts
_WARMING = 99_999  # the id of the fact that fires the first rule of all; FACTS are fewer
_LARGE_BLOCK = 24 * 2**20
_BETWEEN = -1  # stands where a rule's number would, for a rule that joins the pieces of a longer one

Conclusion: TypeAlias = tuple[int, Literal]
"""The number of the rule that fires, and the literal that follows."""


class TooLarge(Exception):
    """Rules that would take more memory than `MEMORY`."""


class EngineError(Exception):
    """durable-rules did what it should not do. A mistake of ours or its own, never of the contract."""


@dataclass(frozen=True, slots=True)
class Ruleset:
    """What durable-rules is told: `text` in its notation, and for each rule in it what follows when it fires."""

    text: str
    conclusions: tuple[tuple[Conclusion, ...], ...]


@dataclass(frozen=True, slots=True)
class Plan:
    """The rulesets of one stratum. `facts` has for each literal the facts that state it: ruleset and text."""

    rulesets: tuple[Ruleset, ...]
    facts: dict[Literal, tuple[tuple[int, str], ...]]


class _Live:
    """The rulesets as they stand in durable-rules, by stratum; none until they are wanted. `states`: those that have a state."""

    def __init__(self) -> None:
        self.lock = Lock()
        self.handles: list[list[int]] | None = None
        self.states: set[int] = set()


class Session:
    """Strata of rules, ready to run. May be used from many threads, of which one runs at a time, and on both sides of a fork."""

    def __init__(self, strata: Iterable[Sequence[Rule]]) -> None:
        """Raises TooLarge. `memory` is about what the rulesets take once they stand, in kilobytes."""
        self._live: dict[int, _Live] = {}  # by process: a forked one makes its own, and leaves its parent's as it stands
        rules = tuple(strata)
        places = sum(len(body) for of_stratum in rules for body in {_body(rule) for rule in of_stratum})
        self.memory = _PER_PLACE * places
        if self.memory <= MEMORY:  # so that what is far too large is refused soon
            self._plans = tuple(plan(of_stratum) for of_stratum in rules)
            facts = sum(len(stating) for p in self._plans for stating in p.facts.values())
            self.memory += _PER_FACT * facts + _PER_RULESET * sum(len(p.rulesets) for p in self._plans)
        if self.memory > MEMORY:
            raise TooLarge(f"{self.memory} KB, {MEMORY} KB at most")

    def chain(self, stratum: int, literals: Iterable[Literal]) -> list[int]:
        """The numbers of the rules of a stratum that fire, in order, when so much is known and all that follows is added."""
        live = self._here()
        with live.lock:
            try:
                if live.handles is None:
                    live.handles = []
                    _open(self._plans, live.handles)
                return _run(self._plans[stratum], live.handles[stratum], literals, live.states)
            except BaseException:
                _discard(live)
                raise

    def close(self) -> None:
        """Give back what durable-rules holds. A session that is used again makes it anew; one that is forgotten is closed by itself."""
        live = self._here()
        with live.lock:
            _discard(live)

    def _here(self) -> _Live:
        found = self._live.get(os.getpid())
        if found is None:
            fresh = _Live()
            found = self._live.setdefault(os.getpid(), fresh)
            if found is fresh:  # of two threads that come first together, one is first
                weakref.finalize(self, _discard, fresh).atexit = False  # a process that ends need not tidy up
        return found


def plan(rules: Sequence[Rule]) -> Plan:
    """Rules as rulesets that keep the limits. Rules with the same body become one with several conclusions."""
    bodies: dict[tuple[Literal, ...], list[Conclusion]] = {}
    for number, rule in enumerate(rules):
        bodies.setdefault(_body(rule), []).append((number, rule.head))
    drafts = [_Draft()]
    between = -1  # literals in between have negative numbers
    for body, conclusions in bodies.items():
        while len(body) > WIDTH:
            drafts = _room(drafts)
            drafts[-1].add(body[:WIDTH], ((_BETWEEN, between),))
            body, between = (*body[WIDTH:], between), between - 1
        drafts = _room(drafts)
        drafts[-1].add(body, tuple(conclusions))
    facts: dict[Literal, list[tuple[int, str]]] = {}
    for i, draft in enumerate(drafts):
        for literal, numbers in draft.facts.items():
            facts.setdefault(literal, []).extend((i, _fact(n)) for n in numbers)
    return Plan(tuple(d.ruleset() for d in drafts), {literal: tuple(places) for literal, places in facts.items()})


def _body(rule: Rule) -> tuple[Literal, ...]:
    return tuple(sorted(set(rule.body)))


class _Draft:
    """A ruleset in the making. `facts` has for each literal the numbers of the facts that state it, the last being used at present."""

    def __init__(self) -> None:
        self.rules: list[str] = []
        self.conclusions: list[tuple[Conclusion, ...]] = []
        self.facts: dict[Literal, list[int]] = {}
        self.users: dict[Literal, int] = {}
        self.count = 0

    def add(self, body: tuple[Literal, ...], conclusions: tuple[Conclusion, ...]) -> None:
        """One rule; there must be room for it."""
        waits = ",".join(f'{{"p{i}":{{"$and":[{_keys(self.fact(literal))}]}}}}' for i, literal in enumerate(body))
        self.rules.append(f'"r{len(self.rules)}":{{"all":[{waits}]}}')
        self.conclusions.append(conclusions)

    def fact(self, literal: Literal) -> int:
        """The fact for one more rule that waits for a literal."""
        users = self.users.get(literal, 0)
        if users % USERS == 0:
            self.facts.setdefault(literal, []).append(self.count)
            self.count += 1
        self.users[literal] = users + 1
        return self.facts[literal][-1]

    def ruleset(self) -> Ruleset:
        """The ruleset, with one rule more that fires once when it is opened."""
        return Ruleset(f"{{{','.join([*self.rules, _WARM_RULE])}}}", tuple(self.conclusions))


_WARM_RULE = '"w":{"all":[{"p0":{"w":1}}]}'


def _room(drafts: list[_Draft]) -> list[_Draft]:
    last = drafts[-1]
    return [*drafts, _Draft()] if len(last.rules) >= RULES or last.count + WIDTH > FACTS else drafts


def _digits(number: int) -> tuple[int, int, int]:
    """A fact's number as three digits, so that no condition has more than FAN under it."""
    return number // (FAN * FAN), number // FAN % FAN, number % FAN


def _keys(number: int) -> str:
    x, y, z = _digits(number)
    return f'{{"x":{x}}},{{"y":{y}}},{{"z":{z}}}'


def _fact(number: int) -> str:
    x, y, z = _digits(number)
    return f'{{"id":{number},"x":{x},"y":{y},"z":{z}}}'


def _discard(live: _Live) -> None:
    handles, live.handles = live.handles or [], None
    states, live.states = live.states, set()
    for handle in (h for of_stratum in handles for h in of_stratum):
        if handle in states:
            _c.delete_state(handle, "0")  # first, as deleting a ruleset loses the memory of its state
        _c.delete_ruleset(handle)


def _open(plans: tuple[Plan, ...], opened: list[list[int]]) -> None:
    """Make the rulesets, and put each into `opened`."""
    _keep_freed_memory()
    for p in plans:
        opened.append([])
        for ruleset in p.rulesets:
            opened[-1].append(_c.create_ruleset("p", ruleset.text))


@cache
def _keep_freed_memory() -> None:
    """Make a state three times quicker. Each takes megabytes in small pieces, which glibc hands back to the system when they are
    freed and has to fetch again for the next one, until a larger block than all of them has been freed once.
    """
    bytes(_LARGE_BLOCK)  # freed at once, and never touched


def _warm(handle: int) -> None:
    """Make the state of a ruleset and have its first rule fire."""
    code, state = _c.assert_fact(handle, f'{{"id":{_WARMING},"w":1}}')
    if code or not _c.start_action_for_state(handle, state) or _c.complete_and_start_action(handle, state):
        raise EngineError("the first rule did not fire once")


def _run(p: Plan, handles: list[int], literals: Iterable[Literal], states: set[int]) -> list[int]:
    """Run one stratum. While it runs `states` has the rulesets with a state that may be deleted; afterwards there is none."""
    known = set(literals)
    fired: list[int] = []
    awake: dict[int, int] = {}  # ruleset to state, where rules may be ready to fire

    def send(literal: Literal) -> None:
        for i, fact in p.facts.get(literal, ()):
            if handles[i] not in states:
                _warm(handles[i])
                states.add(handles[i])
            code, awake[i] = _c.assert_fact(handles[i], fact)
            if code:
                raise EngineError(f"a fact was not taken: {code}")

    for literal in sorted(known):
        send(literal)
    while awake:
        i, state = next(iter(awake.items()))
        conclusions = p.rulesets[i].conclusions
        step = _c.start_action_for_state(handles[i], state)
        firing = step and step[1]  # such as {"r12":{"p0":{...}}}
        count = 0
        while firing:
            count += 1
            if count > len(conclusions):
                raise EngineError("rules fire more than once")
            for number, head in conclusions[int(firing[3 : firing.index('"', 3)])]:
                if number != _BETWEEN:
                    fired.append(number)
                if head not in known:
                    known.add(head)
                    send(head)
            firing = _c.complete_and_start_action(handles[i], state)
        del awake[i]
    for handle in sorted(states):
        states.remove(handle)  # first: what is interrupted here loses some memory, and is not deleted twice
        _c.delete_state(handle, "0")
    return fired
