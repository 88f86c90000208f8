"""This file defines `NormPart`: what a term says about time, and `Derived`: what a condition asks about the past.

    NormPart
      Trigger        what brings an instance about: an event, or a change of another norm
      Act            what performs it, breaks it or exercises it
      Bound          a point in time counted from another
      Consequence    what it brings about: a fact, a change of another norm, the end of the contract

A term with a `NormPart` makes *instances*, one for each time it is triggered. Each has a state (`NormState`).
Frozen data; what happens to instances is in meaning/history.py.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum
from typing import TypeAlias

from contract_model.model.conditions import Condition
from contract_model.model.counting import Counting, Period
from contract_model.model.kinds import Kind
from contract_model.model.states import NormState
from contract_model.model.values import Raw
from contract_model.problems import Span


@dataclass(frozen=True, slots=True)
class Expression:
    """Text that has a value: a condition, a date, an amount. `condition` is in normal form if it is a truth, else as typed."""

    text: str
    condition: Condition
    span: Span


@dataclass(frozen=True, slots=True)
class OnEvent:
    """An event of an action happens (`order if express`)."""

    action: str
    condition: Expression | None
    span: Span


@dataclass(frozen=True, slots=True)
class OnChange:
    """An instance of a term comes into a state (`violated(pay) if violations(pay) >= 2`)."""

    term: str
    state: NormState
    condition: Expression | None
    span: Span


Trigger: TypeAlias = OnEvent | OnChange


@dataclass(frozen=True, slots=True)
class Bound:
    """A point in time: `period` after (before, if it is negative) the date `anchor`, or after the trigger where there is none.

    Without a period it is the date itself. `strict`: strictly before that day (`before:`), else on it at the latest.
    """

    period: Period | None
    anchor: Expression | None
    strict: bool
    text: str
    span: Span


@dataclass(frozen=True, slots=True)
class SetFact:
    """A fact gets a value (`set accepted to true`)."""

    fact: str
    value: Expression


class Verb(Enum):
    """What can be done to the instances of a term."""

    SUSPEND = "suspend"
    RESUME = "resume"
    DISCHARGE = "discharge"
    CREATE = "create"


@dataclass(frozen=True, slots=True)
class ChangeNorm:
    """The instances of a term are changed (`suspend deliver`), or one is made (`create late-fee`)."""

    verb: Verb
    term: str


@dataclass(frozen=True, slots=True)
class Assign:
    """Somebody else gets the right: the counterparty of a term's instances is replaced (`assign pay to assignee`)."""

    term: str
    to: Expression


@dataclass(frozen=True, slots=True)
class Delegate:
    """Somebody else may perform too; who bears the duty stays liable (`delegate deliver to carrier`)."""

    term: str
    to: Expression


class Ending(Enum):
    """How a consequence ends a contract."""

    TERMINATE = "terminate"
    COMPLETE = "complete"


@dataclass(frozen=True, slots=True)
class EndContract:
    """The contract ends (`terminate`, `complete`)."""

    ending: Ending


@dataclass(frozen=True, slots=True)
class Deem:
    """An event is taken to have happened (`deem accept`, `deem accept with order = order.id`). `actor`: a party of the term if known."""

    action: str
    sets: Mapping[str, Expression]


Consequence: TypeAlias = SetFact | ChangeNorm | Assign | Delegate | EndContract | Deem


@dataclass(frozen=True, slots=True)
class Act:
    """An event of an action that performs (obligation), breaks (prohibition) or exercises (power) an instance."""

    action: str
    condition: Expression | None
    span: Span


@dataclass(frozen=True, slots=True)
class NormPart:
    """What a term says about time.

    triggers      any of them makes an instance; with none, the start of the contract does
    once          a condition of the world: the instance is `pending` until it holds (obligation, prohibition)
    acts          for an obligation those that perform it: any of them, or with `joint` all of them; for a prohibition or power its actions
    owes          what is owed, a quantity; worked out when it can be, and then kept
    opens, due    from when and until when it can be performed or exercised; for a prohibition how long it holds. None: no bound
    every         a recurring instance: one for each period from its trigger on; `aligned`: one for each period of the calendar
    available     a condition of the world under which a power can be used
    often         a power that can be exercised more than once
    notice        a power takes effect so long after it was exercised
    consequences  of performance (obligation), exercise (power), or coming about (declaration)
    on_violation  terms of which a violation makes an instance, and what else it brings about
    on_lapse      what follows when a power's window passes unused
    late          whether performance after the deadline still counts as performance, the violation staying on record
    survives      whether it outlives the end of the contract
    """

    triggers: tuple[Trigger, ...] = ()
    once: Expression | None = None
    acts: tuple[Act, ...] = ()
    joint: bool = False
    owes: Expression | None = None
    opens: Bound | None = None
    due: Bound | None = None
    every: Period | None = None
    aligned: bool = False
    available: Expression | None = None
    often: bool = False
    notice: Period | None = None
    consequences: tuple[Consequence, ...] = ()
    on_violation: tuple[str, ...] = ()
    after_violation: tuple[Consequence, ...] = ()
    on_lapse: tuple[Consequence, ...] = ()
    late: bool = True
    survives: bool = False
    counting: Counting = field(default_factory=Counting)


@dataclass(frozen=True, slots=True)
class FactChange:
    """How a fact changes by what happens: it becomes `value`, or with `adds` grows by it."""

    trigger: Trigger
    value: Expression
    adds: bool


@dataclass(frozen=True, slots=True)
class Delivery:
    """When an event that is a message takes effect (`received:` of an action): `delay` after it was sent, and within `hours` only.

    `condition`: over its parameters, such as the channel. `hours`: from and until, in seconds since midnight, on business days; what
    arrives outside is received when they next begin.
    """

    condition: Expression | None
    delay: Period | None
    hours: tuple[int, int] | None


# --- what conditions ask about the past -----------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class TriggerValue:
    """A parameter of the event that triggered an instance, or its `date`, `time` or `actor` (`order.price`, `order.date`).

    `action` may be `trigger`: the last link of the chain, whatever it was; it has only `date`.
    """

    action: str
    parameter: str


@dataclass(frozen=True, slots=True)
class StateOf:
    """Whether an instance of a term is in a state (`violated(pay)`: or ever was; so for `fulfilled` and `exercised`)."""

    state: NormState
    term: str
    overdue: bool = False  # `overdue(pay)`: violated and not performed since


@dataclass(frozen=True, slots=True)
class Violations:
    """How often a term was violated (`violations(pay)`)."""

    term: str


@dataclass(frozen=True, slots=True)
class Owed:
    """What an instance of this term owes (`owed`)."""

    term: str


@dataclass(frozen=True, slots=True)
class HolderOf:
    """To whom this term's performance is owed now (`holder`)."""

    term: str


class Measure(Enum):
    """What is taken of past events."""

    COUNT = "count"
    TOTAL = "total"
    LATEST = "latest"


@dataclass(frozen=True, slots=True)
class Past:
    """A measure of the past events of an action, without the present one (`total(pay.amount, where=order == order.id, last=days(60))`).

    `keys`: the parameter that must equal the value of a variable, by name. `where`: over the past event's own parameters.
    `window`: seconds back from now, both ends included; none for all the past.
    """

    measure: Measure
    action: str
    parameter: str
    keys: tuple[tuple[str, str], ...]
    where: Condition | None
    window: int | None


@dataclass(frozen=True, slots=True)
class OfContract:
    """A date of the contract: `contract.start`, `contract.end` (its last day)."""

    what: str


@dataclass(frozen=True, slots=True)
class OfPeriod:
    """The first or last day of a recurring instance's period: `period.start`, `period.end`."""

    what: str


Origin: TypeAlias = TriggerValue | StateOf | Violations | Owed | HolderOf | Past | OfContract | OfPeriod


@dataclass(frozen=True, slots=True)
class Derived:
    """A variable of conditions that a history gives. Asked without a history, it is a fact like any other; `asks` is its question.

    `name` is how it is written, blanks and all put in one form: `violated(pay)`, `order.price`, `owed(pay)`.
    """

    name: str
    kind: Kind
    asks: str
    origin: Origin
    presumed: Raw | None = None


@dataclass(frozen=True, slots=True)
class Duration:
    """How long the contract runs (`runs:`): `period` from its start, renewed by `renews` unless `unless` holds when it would end."""

    period: Period | None
    renews: Period | None
    unless: Expression | None
