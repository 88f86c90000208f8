"""This file defines `History`: events in order, and `Run`: what becomes of a contract through them.

    History            what happened, and what is known
      Happening        an event, or facts that become known, at a moment
    Step               what one happening, or the passing of time before it, brought about
      Change           a norm, a fact or the contract came into another state
    Instance           a norm as it stands
    Run                all steps, and how everything stands in the end

Moments are *instants*: whole seconds since the beginning of the year 1 in universal time (UTC).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from enum import Enum
from typing import TypeAlias

from contract_model.model.answer import Answer, Verdict
from contract_model.model.case import Event
from contract_model.model.contract import Certainty
from contract_model.model.counting import Instant as Instant
from contract_model.model.states import ContractState, NormState
from contract_model.model.values import Raw, Value
from contract_model.problems import Span


@dataclass(frozen=True, slots=True)
class Happening:
    """Something at a moment: an event, or facts that become known (then `event` is none), or both.

    `day`, `time`: in the contract's time zone; a time of none means that only the day is told, and the event counts as at its beginning.
    `facts`: name to value, or for a fact that has one for each key to (key, value) pairs.
    """

    instant: Instant
    day: date
    time: timedelta | None
    event: Event | None
    facts: Mapping[str, Value | tuple[tuple[str, Value], ...]]
    span: Span | None = None
    id: str = ""


@dataclass(frozen=True, slots=True)
class History:
    """What happened to a contract. All events are told. A fact not told is unknown, unless it is `complete`: then a truth is false.

    `start`: the day on which the contract begins. `until`: how far time is to pass after the last event; none: not further.
    """

    name: str
    start: date
    happenings: tuple[Happening, ...]
    facts: Mapping[str, Value | tuple[tuple[str, Value], ...]] = field(default_factory=dict)
    readings: Mapping[str, str] = field(default_factory=dict)
    unknown: frozenset[str] = frozenset()
    evidence: Certainty = Certainty.INFERRED
    complete: bool = False
    presume: bool = True
    version: str | None = None
    until: Instant | None = None
    remarks: tuple[str, ...] = ()


class Why(Enum):
    """Why something changed."""

    START = "start"  # the contract began
    VERSION = "version"  # a version came into force, or went out of force
    EVENT = "event"  # an event triggered it
    CHANGE = "change"  # a change of another norm triggered it
    CONDITION = "condition"  # what it was waiting for holds, or no longer holds
    OPENED = "opened"  # the time from which it can be performed or used, or from which it holds, has come
    PERFORMED = "performed"
    LATE = "late"  # performed after it was violated
    BROKEN = "broken"  # a prohibited act
    DEADLINE = "deadline"  # its time has passed
    EXCUSED = "excused"  # its time has passed, and an exception holds
    NOTHING_OWED = "nothing_owed"
    EXERCISED = "exercised"
    NOTICE = "notice"  # the notice period is over
    CONSEQUENCE = "consequence"  # of another term
    ENDED = "ended"  # the contract ended
    PERIOD = "period"  # a new period began
    EXPIRY = "expiry"
    RENEWAL = "renewal"
    ALL_PERFORMED = "all_performed"
    TOLD = "told"  # the history tells it
    MOVED = "moved"  # it stays as it is, but its time moved with a fact or with the end of the contract


@dataclass(frozen=True, slots=True)
class NormChange:
    """An instance came into another state, or its time moved.

    `term` and `instance` name it (`pay`, `pay/2`); `by` is the term, if any, that caused it. `before` is none for an instance that comes
    about. `doubt`: the unknowns because of which it is not certain.
    """

    instant: Instant
    term: str
    instance: str
    before: NormState | None
    after: NormState
    why: Why
    by: str | None = None
    happening: int | None = None
    due: Instant | None = None
    doubt: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class FactChanged:
    """A fact has another value; a value of none says that it is no longer known. `key`: for what, where the fact is `per` something."""

    instant: Instant
    fact: str
    key: str | None
    before: Raw | None
    after: Raw | None
    why: Why
    by: str | None = None
    happening: int | None = None


@dataclass(frozen=True, slots=True)
class PartyChanged:
    """Who may perform an instance, or to whom it is owed, is another."""

    instant: Instant
    term: str
    instance: str
    role: str  # `performer` or `holder`
    party: str
    by: str | None = None
    happening: int | None = None


@dataclass(frozen=True, slots=True)
class ContractChanged:
    """The contract began, was renewed, or ended."""

    instant: Instant
    before: ContractState
    after: ContractState
    why: Why
    by: str | None = None
    happening: int | None = None


@dataclass(frozen=True, slots=True)
class Undecided:
    """A change that may or may not have happened, as the unknowns `hangs_on` decide it."""

    instant: Instant
    term: str
    instance: str
    what: str  # in words of the program: `pay fulfilled`
    hangs_on: tuple[str, ...]
    happening: int | None = None


Change: TypeAlias = NormChange | FactChanged | PartyChanged | ContractChanged | Undecided


@dataclass(frozen=True, slots=True)
class Step:
    """What one happening brought about, and before it the passing of time. `happening`: its index in the history; none for time alone.

    `verdict`: of its event, with the terms that decide it; `answer` in full where it was asked for or where it depends.
    `performs`, `breaks`, `exercises`: the instances concerned. `void`: powers that it tried to use and that were not available.
    """

    instant: Instant
    happening: int | None
    verdict: Verdict | None
    decided_by: tuple[str, ...]
    answer: Answer | None
    performs: tuple[str, ...]
    breaks: tuple[str, ...]
    exercises: tuple[str, ...]
    void: tuple[str, ...]
    changes: tuple[Change, ...]
    deemed: Event | None = None  # an event taken to have happened
    remarks: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Instance:
    """A norm as it stands. `number` is unique in a run; `label` is how it is named: the term's id, with `/2` from the second instance on.

    `group`: instances that one event brought about, directly or through others, belong together; 0 for the contract's start.
    `bindings`: the events of its chain of triggers, by action: their parameters as raw values with `date`, `time`, `actor`.
    `due`: the first instant at which it is too late; `opens`: the first at which it is not too early. `left`: seconds still to run when
    a suspension ends; `paused`: seconds by which suspensions have put `due` off. `performers`: who may perform; empty for anyone.
    `done`: which of several joint acts are done.
    `violated`: how often; `violated_at`: first when. `late`: performed after a violation. `parent`: the number of the instance of which a
    change brought it about. `takes_effect`: when a notice period is over. `doubt`: unknowns that make its state
    uncertain for good; `wonders`: as long as they are unknown; `due_hangs_on`: unknowns that leave open how long it has time.
    """

    number: int
    label: str
    term: str
    version: str
    group: int
    state: NormState
    triggered: Instant
    since: Instant
    bindings: Mapping[str, Mapping[str, Raw | None]]
    performers: tuple[str, ...] = ()
    holders: tuple[str, ...] = ()
    opens: Instant | None = None
    due: Instant | None = None
    left: int | None = None
    paused: int = 0
    before_suspension: NormState | None = None
    owed: Raw | None = None
    period: tuple[int, int] | None = None  # first and last day of a recurring instance, as day numbers
    done: frozenset[int] = frozenset()
    violated: int = 0
    violated_at: Instant | None = None
    late: bool = False
    performed: bool = False
    exercised: int = 0
    parent: int | None = None
    takes_effect: Instant | None = None
    doubt: tuple[str, ...] = ()
    wonders: tuple[str, ...] = ()
    due_hangs_on: tuple[str, ...] = ()

    @property
    def uncertain(self) -> bool:
        """Whether its state is not known for certain."""
        return bool(self.doubt or self.wonders)


@dataclass(frozen=True, slots=True)
class Run:
    """What became of a contract: every step, and how it stands at `at`.

    `instances`: every norm that there was, in the order in which they came about. `facts`: values by name and key (none for a fact that
    has one value), what is not there being unknown. `untriggered`: terms over time of which there was never an instance.
    """

    contract: str
    history: History
    at: Instant
    state: ContractState
    ends: Instant | None
    steps: tuple[Step, ...]
    instances: tuple[Instance, ...]
    facts: Mapping[tuple[str, str | None], Raw]
    untriggered: tuple[str, ...]
    engine: str = "meaning"

    def of(self, term: str) -> tuple[Instance, ...]:
        """The instances of a term."""
        return tuple(i for i in self.instances if i.term == term)

    @property
    def open(self) -> tuple[Instance, ...]:
        """The norms that still bind or can still be used."""
        return tuple(i for i in self.instances if i.state in _OPEN)


_OPEN = (NormState.PENDING, NormState.IN_FORCE, NormState.SUSPENDED, NormState.AVAILABLE, NormState.NOT_AVAILABLE)
