"""This file defines `Contract`: what a contract is, once it has been read and found sound.

    Contract
      Source           who said so, and how good the evidence is
      Party            who the terms bind or allow
      Choices          a named list of values (the clouds)
      Action           what an actor can do, with its Parameters
      Fact             what else must be known of the world
      Ambiguity        a question of interpretation, with its Readings
      Definition       a condition under a name
      Policies         what the law leaves to convention
      Version          the terms in force from a date
        Term           one normative statement, with its Exceptions

Frozen data: no file is read here and nothing is judged. Mappings keep the order of the contract.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import Enum
from typing import TYPE_CHECKING

from contract_model.model.conditions import Condition
from contract_model.model.counting import Calendar, Counting
from contract_model.model.kinds import Kind
from contract_model.model.norm import Delivery, Derived, Duration, FactChange, NormPart
from contract_model.model.phrases import Pattern
from contract_model.model.values import Value, cooked
from contract_model.problems import Span

if TYPE_CHECKING:  # they build on what is defined here
    from contract_model.model.flaw import Allowed
    from contract_model.model.law import Law


class Certainty(Enum):
    """How good the evidence for a statement is, best first."""

    OFFICIAL = "official"
    REPORTED = "reported"
    INFERRED = "inferred"
    SPECULATIVE = "speculative"

    @property
    def rank(self) -> int:
        """0 for the best grade; a larger number is weaker evidence."""
        return _GRADES.index(self)

    def reaches(self, floor: Certainty) -> bool:
        """Whether evidence of this grade is admitted when nothing weaker than `floor` is."""
        return self.rank <= floor.rank


_GRADES = tuple(Certainty)


class TermKind(Enum):
    """The five kinds of normative statement."""

    OBLIGATION = "obligation"
    PROHIBITION = "prohibition"
    PERMISSION = "permission"
    POWER = "power"
    DECLARATION = "declaration"


@dataclass(frozen=True, slots=True)
class Source:
    """Where a statement was published. `grade` is the best evidence it can give alone; `date` is as known, maybe only a month."""

    id: str
    title: str
    publisher: str
    date: str
    grade: Certainty
    note: str = ""


@dataclass(frozen=True, slots=True)
class Party:
    """A party of the contract, or a role that others play (`a customer`). The first of `names` is the one shown."""

    id: str
    names: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Choices:
    """A list of values under a name. `values` maps each value to the names people give it, the first being shown."""

    id: str
    values: Mapping[str, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class Phrase:
    """Words by which a question says something, and the values that the words alone set (`stops paying` sets paid: nothing).

    `pattern` is what model/phrases.py reads from its text. Words match in every inflection (`launch`: launches, launched, launching).
    """

    pattern: Pattern
    sets: Mapping[str, Value]


@dataclass(frozen=True, slots=True)
class Reading:
    """One competing answer to an ambiguity, or one published value of a fact (then `value` is set)."""

    id: str
    says: str
    sources: tuple[str, ...]
    certainty: Certainty
    value: Value | None = None


@dataclass(frozen=True, slots=True)
class Parameter:
    """What an event of an action carries. One name has one kind in the whole contract. `least`, `most`: what it can be, both included."""

    name: str
    kind: Kind
    asks: str
    presumed: Value | None = None
    held_by: tuple[str, ...] = ()
    least: Value | None = None
    most: Value | None = None


@dataclass(frozen=True, slots=True)
class Action:
    """What an actor can do. `says` is a sentence with `{actor}` and the parameters in braces.

    `asks`: the question for each parameter in this action; actions that share a parameter may ask for it in other words.
    `received`: for a message, when it takes effect; the first that applies counts, and with none it does at once.
    """

    id: str
    says: str
    phrases: tuple[Phrase, ...]
    parameters: tuple[str, ...]
    asks: Mapping[str, str] = field(default_factory=dict)
    received: tuple[Delivery, ...] = ()


@dataclass(frozen=True, slots=True)
class Fact:
    """What else must be known of the world to judge an event. `per` is the parameter for each of whose values it has one.

    `readings` are values that sources publish and the contract does not adopt. `starts`: its value when the contract begins;
    `changes`: how events and norms change it in a history.
    """

    name: str
    asks: str
    kind: Kind
    per: str = ""
    held_by: tuple[str, ...] = ()
    presumed: Value | None = None
    readings: Mapping[str, Reading] | None = None
    note: str = ""
    starts: Value | None = None
    changes: tuple[FactChange, ...] = ()


@dataclass(frozen=True, slots=True)
class Ambiguity:
    """A question of interpretation. `default` is the reading taken unless another is chosen; with none, its stance is open."""

    name: str
    asks: str
    readings: Mapping[str, Reading]
    default: str | None
    note: str = ""


@dataclass(frozen=True, slots=True)
class Clause:
    """A condition as a person wrote it (`text`, at `span`) and as it is meant (`condition`, in normal form)."""

    text: str
    condition: Condition
    span: Span


@dataclass(frozen=True, slots=True)
class Definition:
    """A condition under a name. `says` puts it in words.

    `contradicted`: of a definition with rules, when it and its contrary are both strictly proved, so that the facts contradict each other.
    """

    name: str
    clause: Clause
    says: str = ""
    contradicted: Condition | None = None


@dataclass(frozen=True, slots=True)
class TermException:
    """A case in which a term does not apply (`unless`)."""

    id: str
    clause: Clause
    says: str
    certainty: Certainty
    sources: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Term:
    """One normative statement.

    `bearer`: who it binds or allows; empty means anyone. `actions`: what it governs; empty for a declaration about all actions.
    `start`, `through`: first and last day, inclusive, where the term states them; it never applies outside its version, unless one
    judges by that version whatever the date. `yields_to`: the terms that prevail over it. `norm`: what it says about time, if anything.
    `origin`: the version whose file says it; a later version carries it. `carried`: on what it depends that it is carried, if on anything;
    `when` (of a norm over time `once` or `available`) has this condition in it.
    """

    id: str
    kind: TermKind
    heading: str
    bearer: tuple[str, ...]
    counterparty: tuple[str, ...]
    actions: tuple[str, ...]
    start: date | None
    through: date | None
    when: Clause | None
    requires: Clause | None
    until: Clause | None
    exceptions: tuple[TermException, ...]
    yields_to: tuple[str, ...]
    certainty: Certainty
    sources: tuple[str, ...]
    text: str
    note: str
    span: Span
    norm: NormPart | None = None
    origin: str = ""
    carried: Clause | None = None


@dataclass(frozen=True, slots=True)
class Version:
    """The terms in force from `start` through `end` (the day before the next version; none for the last), those carried included.

    `amends`: the version before, if this one amends it; `repeals`: the terms of that one which are no longer in force.
    """

    id: str
    title: str
    start: date
    end: date | None
    terms: Mapping[str, Term]
    note: str = ""
    amends: str = ""
    repeals: tuple[str, ...] = ()


class Silence(Enum):
    """What the absence of a term means."""

    SILENT = "silent"
    PERMITTED = "permitted"
    PROHIBITED = "prohibited"


@dataclass(frozen=True, slots=True)
class Policies:
    """What the law leaves to convention.

    `obligation_implies_permission`: doing what one must is permitted. `counting`: how periods are counted where a term does not say.
    `places`: to how many digits after the point money is rounded, half away from zero, by `round(...)`. `completes`: whether the contract
    is completed when the duties that began with it, and all that came of them, are settled.
    """

    silence: Silence = Silence.SILENT
    obligation_implies_permission: bool = True
    counting: Counting = field(default_factory=Counting)
    places: int = 2
    completes: bool = True


@dataclass(frozen=True, slots=True)
class Contract:
    """A contract, read and found sound: every name in it is known and every condition has its kind.

    `phrases` are the words by which a question states facts; `examples` are questions that can be asked of it. `runs`: how long it runs;
    `derived`: what its conditions ask about the past, by the name of the variable. `laws`: what must hold of it in all cases; `allowed`:
    findings of checks that it suppresses.
    """

    id: str
    title: str
    note: str
    parties: Mapping[str, Party]
    sources: Mapping[str, Source]
    choices: Mapping[str, Choices]
    parameters: Mapping[str, Parameter]
    actions: Mapping[str, Action]
    facts: Mapping[str, Fact]
    ambiguities: Mapping[str, Ambiguity]
    definitions: Mapping[str, Definition]
    phrases: tuple[Phrase, ...]
    policies: Policies
    versions: tuple[Version, ...]
    examples: tuple[str, ...] = ()
    calendars: Mapping[str, Calendar] = field(default_factory=dict)
    runs: Duration | None = None
    derived: Mapping[str, Derived] = field(default_factory=dict)
    laws: Mapping[str, Law] = field(default_factory=dict)
    allowed: tuple[Allowed, ...] = ()

    def version_on(self, day: date) -> Version | None:
        """The version in force on a day; none before the first."""
        return next((v for v in reversed(self.versions) if v.start <= day), None)

    def asked(self, name: str) -> Parameter | Fact | Ambiguity | None:
        """What a variable of a condition stands for; none for `date`, `time`, `actor` and `evidence`.

        What only a history gives (`violated(pay)`) is asked for as a fact.
        """
        if name in self.derived:
            derived = self.derived[name]
            presumed = None if derived.presumed is None else cooked(derived.kind, derived.presumed)
            return Fact(name, derived.asks, derived.kind, presumed=presumed)
        return self.parameters.get(name) or self.facts.get(name) or self.ambiguities.get(name)
