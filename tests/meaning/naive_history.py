"""This file defines a second interpreter of histories, as naive as can be: the yardstick of the tests of norms over time.

It is written from docs/meaning.md and docs/language.md. There is no agenda, no index and nothing is ever dropped: every instance stays in
one list, and after each change every condition of every instance is worked out again, until nothing changes. Time passes by looking for
the next instant at which anything at all might be due. What is not known is outside of it: where a condition has no value that matters,
`NotKnown` is raised. Only the data model and the counting of days (model/) are shared with the package.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from contract_model.model.conditions import (
    And,
    Arith,
    Choose,
    Compare,
    Const,
    Extreme,
    In,
    Named,
    Not,
    Op,
    Or,
    Rounded,
    Var,
    rounded,
    variables,
)
from contract_model.model.contract import Contract, Term, TermKind
from contract_model.model.counting import Roll, Unit, begin_of, calendar_period, earliest, end_of, local, period_of, received, too_late
from contract_model.model.history import History
from contract_model.model.kinds import Sort
from contract_model.model.norm import (
    Assign,
    ChangeNorm,
    Deem,
    Delegate,
    Derived,
    EndContract,
    HolderOf,
    Measure,
    NormPart,
    OfContract,
    OfPeriod,
    OnChange,
    OnEvent,
    Owed,
    Past,
    SetFact,
    StateOf,
    TriggerValue,
    Verb,
    Violations,
)
from contract_model.model.values import DAY, raw

OPEN = {"pending", "in_force", "suspended", "not_available", "available"}
MANY = 400  # so many changes at one instant have no end


class NotKnown(Exception):
    """A condition on which something turns has no value."""


class Endless(Exception):
    """Terms bring each other about without end."""


@dataclass
class Norm:
    """An instance. `chain`: the events that brought it about, by action; `period`: first and last day of a recurring one."""

    number: int
    label: str
    term: str
    norm: NormPart
    what: Term
    version: Any
    group: int
    parent: int | None
    triggered: int
    chain: dict[str, dict[str, Any]]
    state: str = ""
    performers: list[str] = field(default_factory=list)
    holders: list[str] = field(default_factory=list)
    period: tuple[int, int] | None = None
    opens: int | None = None
    due: int | None = None
    timed: bool = False
    left: int = 0
    paused: int = 0
    was: str = ""
    owed: Any = None
    done: set[int] = field(default_factory=set)
    violated: int = 0
    late: bool = False
    performed: bool = False
    exercised: int = 0
    effect_at: int | None = None


@dataclass
class Recurring:
    """A term with `every`, and how many of its instances there were."""

    term: Term
    group: int
    parent: int | None
    day: date
    chain: dict[str, dict[str, Any]]
    instant: int
    count: int = 0


@dataclass
class Done:
    """What an event performs, breaks and exercises, the powers it uses in vain, and its verdict. `happening`: none if it is deemed."""

    happening: int | None
    instant: int
    verdict: str = "silent"
    performs: list[str] = field(default_factory=list)
    breaks: list[str] = field(default_factory=list)
    exercises: list[str] = field(default_factory=list)
    void: list[str] = field(default_factory=list)


@dataclass
class Outcome:
    """What the events did, and how everything stands in the end."""

    contract: str
    norms: list[Norm]
    facts: dict[tuple[str, str | None], Any]
    changes: list[tuple[int, str, str | None, str, int | None]]
    acts: list[Done]


def play(contract: Contract, history: History) -> Outcome:
    """What becomes of a contract through a history in which everything is known."""
    return World(contract, history).play()


class World:
    """Everything, at an instant."""

    def __init__(self, contract: Contract, history: History) -> None:
        self.contract, self.history = contract, history
        self.counting = contract.policies.counting
        self.zone = self.counting.zone
        self.now = 0
        self.start = begin_of(history.start, self.counting)
        self.status = "not_begun"
        self.ends: int | None = None
        self.renewals = 0
        self.version = None
        self.norms: list[Norm] = []
        self.recurring: list[Recurring] = []
        self.facts: dict[tuple[str, str | None], Any] = {}
        self.events: list[tuple[int, str, dict[str, Any]]] = []
        self.messages: list[tuple[int, str, dict[str, Any], int]] = []
        self.changes: list[tuple[int, str, str | None, str, int | None]] = []
        self.happening: int | None = None
        self.follow: list[Any] = []
        self.deemed: list[tuple[str, dict[str, Any]]] = []
        self.groups = 0
        self.acts: list[Done] = []
        self.steps = 0
        self.opened: set[int] = set()
        for name, told in history.facts.items():
            self.tell(name, told)

    # --- the whole ------------------------------------------------------------------------------------------------------------------

    def play(self) -> Outcome:
        for index, happening in enumerate(self.history.happenings):
            self.happening = None
            self.pass_time(happening.instant)
            self.now = max(self.now, happening.instant)
            self.steps = 0
            self.happening = index
            for name, told in happening.facts.items():
                self.tell(name, told)
            self.settle()
            if happening.event is not None:
                event = happening.event
                values = {n: raw(v) for n, v in event.parameters.items()}
                time = None if happening.time is None else raw(happening.time)
                values |= {"date": happening.day.toordinal(), "time": time, "actor": event.actor}
                at = self.received(event.action, values)
                if at > self.now:
                    self.messages.append((at, event.action, values, index))
                else:
                    self.happen(event.action, values, index)
                    self.settle()
            self.pass_time(self.now)
        self.happening = None
        if self.history.until is not None:
            self.pass_time(self.history.until)
        facts = {(name, None): value for name in self.contract.facts if (value := self.initial(name)) is not None}
        return Outcome(self.status, self.norms, {**facts, **self.facts}, self.changes, self.acts)

    def tell(self, name: str, told: Any) -> None:
        pairs = told if isinstance(told, tuple) else ((None, told),)
        for key, value in pairs:
            self.facts[name, key] = raw(value)

    def received(self, action: str, values: dict[str, Any]) -> int:
        for delivery in self.contract.actions[action].received:
            if delivery.condition is None or self.sure(delivery.condition.condition, values, None):
                return received(self.now, delivery.delay, delivery.hours, self.counting)
        return self.now

    # --- time -----------------------------------------------------------------------------------------------------------------------

    def pass_time(self, to: int) -> None:
        while True:
            at = min((t for t in self.instants() if t <= to), default=None)
            if at is None:
                return
            if at > self.now:
                self.happening = None
            self.now = max(at, self.now)
            self.steps = 0
            self.at_instant(at)
            self.settle()
            self.looked = self.now

    looked = -1

    def instants(self) -> list[int]:
        """Whatever comes next: what is due and was not done, and all later instants at which a condition might turn."""
        found = []
        if self.status == "not_begun":
            found.append(self.start)
        found += [at for at, _ in self.due_now(None)]
        if self.status != "not_begun":
            day, _ = local(self.looked if self.looked > 0 else self.now, self.zone)
            found.append(begin_of(date.fromordinal(day.toordinal() + 1), self.counting))
            windows = {d.origin.window for d in self.contract.derived.values() if isinstance(d.origin, Past) and d.origin.window}
            found += [t for at, _, _ in self.events for w in windows if (t := at + w + 1) > self.looked]
        return found

    def due_now(self, at: int | None) -> list[tuple[int, Any]]:
        """What the clock brings, in the order of the page, each with its instant; if `at` is given, what it has brought by then."""
        found: list[tuple[int, Any]] = []
        begun = self.status != "not_begun"
        if begun and not self.history.version:
            for v in self.contract.versions:
                at_v = begin_of(v.start, self.counting)
                if v.start > self.history.start and (self.version is None or v.start > self.version.start):
                    found.append((at_v, ("version", v)))
        for i in self.norms:
            if i.state in OPEN and i.effect_at is None and i.opens is not None and i.number not in self.opened:
                found.append((i.opens, ("opens", i)))
        for i in self.norms:
            if i.due is not None and i.state in OPEN - {"suspended"} and i.effect_at is None:
                found.append((i.due, ("due", i)))
        for i in self.norms:
            if i.effect_at is not None and i.state == "pending":
                found.append((i.effect_at, ("effect", i)))
        for r in self.recurring:
            found.append((max(begin_of(self.period(r)[0], r.term.norm.counting), r.instant), ("period", r)))
        for m in self.messages:
            found.append((m[0], ("message", m)))
        if self.ends is not None and self.status == "in_effect":
            found.append((self.ends, ("end", None)))
        return [f for f in found if at is None or f[0] <= at]

    def at_instant(self, at: int) -> None:
        if self.status == "not_begun":
            if at >= self.start:
                self.begin()
                self.settle()
            return
        while due := self.due_now(at):
            if due[0][1][0] != "version":
                self.settle()
                due = self.due_now(at)
                if not due:
                    break
            what, about = min(due, key=lambda d: d[0])[1]  # the first of those at the earliest instant
            match what:
                case "version":
                    self.bring_into_force(about)
                case "opens":
                    self.opened.add(about.number)
                    self.look_at(about)
                case "due" if not self.is_ended(about):
                    self.time_is_over(about)
                case "effect":
                    about.effect_at = None
                    about.exercised += 1
                    self.come(about, "exercised")
                    self.exercised(about, None, "")
                case "period":
                    self.next_period(about)
                case "message":
                    self.messages.remove(about)
                    self.happening = about[3]
                    self.happen(about[1], {**about[2], "date": local(self.now, self.zone)[0].toordinal()}, about[3])
                    self.settle()
                case "end":
                    self.end_or_renew()
            self.settle()

    # --- the contract ---------------------------------------------------------------------------------------------------------------

    def begin(self) -> None:
        self.status = "in_effect"
        h = self.history
        self.version = (
            next((v for v in self.contract.versions if v.id == h.version), None) if h.version else self.contract.version_on(h.start)
        )
        if self.contract.runs is not None:
            self.runs(0)
        self.begin_terms(set())

    def begin_terms(self, known: set[str]) -> None:
        for t in self.terms():
            if t.id not in known and not t.norm.triggers and t.id not in self.reached():
                self.create(t, {}, 0, None)

    def bring_into_force(self, version: Any) -> None:
        before = {t.id for t in self.terms()}
        self.version = version
        now = {t.id for t in self.terms()}
        for i in list(self.norms):
            if i.state in OPEN and i.term not in now and not i.norm.survives:
                self.come(i, "lapsed" if i.what.kind is TermKind.POWER else "discharged")
        self.recurring = [r for r in self.recurring if r.term.id in now or r.term.norm.survives]
        self.begin_terms(before)

    def runs(self, renewals: int) -> None:
        r = self.contract.runs
        last = period_of(self.history.start, r.period, 0, self.counting)[1]
        for n in range(renewals):
            del n
        if renewals:
            last = period_of(date.fromordinal(last.toordinal() + 1), r.renews, renewals - 1, self.counting)[1]
        self.renewals = renewals
        self.ends = end_of(last, replace(self.counting, cutoff=None))

    def end_or_renew(self) -> None:
        r = self.contract.runs
        at, self.now = self.now, self.now - 1
        stops = r.renews is None or (r.unless is not None and self.sure(r.unless.condition, {}, None))
        self.now = at
        if stops:
            self.end("expired")
        else:
            self.runs(self.renewals + 1)

    def end(self, how: str) -> None:
        if self.status != "in_effect":
            return
        self.status = how
        self.ends = self.now if self.happening is None else self.now + 1
        self.recurring = [r for r in self.recurring if r.term.norm.survives]
        for i in list(self.norms):
            if i.state in OPEN and not i.norm.survives:
                self.come(i, "lapsed" if i.what.kind is TermKind.POWER else "discharged")

    def terms(self, version: Any = None) -> list[Term]:
        """The terms over time of a version, that in force if none is named, of which the evidence is admitted."""
        version = version or self.version
        if version is None:
            return []
        return [t for t in version.terms.values() if t.norm is not None and t.certainty.reaches(self.history.evidence)]

    def version_of(self, term: Term) -> Any:
        return next(v for v in self.contract.versions if v.terms.get(term.id) is term)

    def reached(self) -> set[str]:
        found = set()
        for v in self.contract.versions:
            for t in v.terms.values():
                if t.norm and t.certainty.reaches(self.history.evidence):
                    found |= set(t.norm.on_violation)
                    for c in (*t.norm.consequences, *t.norm.after_violation, *t.norm.on_lapse):
                        if isinstance(c, ChangeNorm) and c.verb is Verb.CREATE:
                            found.add(c.term)
        return found

    def complete(self) -> None:
        if not self.contract.policies.completes or self.status != "in_effect":
            return
        duties = [i for i in self.norms if i.what.kind is TermKind.OBLIGATION and not i.norm.survives]
        begun = any(i.group == 0 and i.parent is None for i in duties)
        if begun and all(self.settled(i) for i in duties) and all(r.term.norm.survives for r in self.recurring):
            self.end("completed")

    def settled(self, i: Norm) -> bool:
        if i.state in OPEN:
            return False
        if i.state != "violated":
            return True
        children = [c for c in self.norms if c.parent == i.number and c.what.kind is TermKind.OBLIGATION]
        return bool(children) and all(self.settled(c) for c in children)

    # --- instances ------------------------------------------------------------------------------------------------------------------

    def create(self, term: Term, chain: dict[str, dict[str, Any]], group: int, parent: int | None) -> None:
        if self.status != "in_effect" and not term.norm.survives:
            return
        if term.through is not None and self.today() > term.through:
            return
        if term.norm.every is not None:
            day = self.today()
            r = Recurring(term, group, parent, max(day, term.start or day), chain, self.now)
            self.recurring.append(r)
            self.drop_what_recurs_no_more()
            while r in self.recurring and begin_of(self.period(r)[0], term.norm.counting) <= self.now:
                self.next_period(r)
        else:
            self.instance(term, chain, group, parent, None)

    def today(self) -> date:
        return local(self.now, self.zone)[0]

    def governing(self, r: Recurring) -> Term:
        """The term by which the next period is governed: that of the version in force."""
        return next((t for t in self.terms() if t.id == r.term.id), r.term)

    def period(self, r: Recurring) -> tuple[date, date]:
        """The next period of a recurring term."""
        norm = self.governing(r).norm
        if norm.aligned:
            return calendar_period(r.day, norm.every.unit, r.count)
        return period_of(r.day, norm.every, r.count, norm.counting)

    def next_period(self, r: Recurring) -> None:
        term = self.governing(r)
        first, last = self.period(r)
        r.count += 1
        if term.through is None or first <= term.through:
            self.instance(term, r.chain, r.group, r.parent, (first.toordinal(), last.toordinal()))
        self.drop_what_recurs_no_more()

    def drop_what_recurs_no_more(self) -> None:
        for r in list(self.recurring):
            term = self.governing(r)
            if term.norm.every is None or (term.through is not None and self.period(r)[0] > term.through):
                self.recurring.remove(r)

    def instance(self, term: Term, chain: Any, group: int, parent: int | None, period: tuple[int, int] | None) -> None:
        many = sum(i.term == term.id for i in self.norms) + 1
        label = term.id if many == 1 else f"{term.id}/{many}"
        i = Norm(len(self.norms) + 1, label, term.id, term.norm, term, self.version_of(term), group, parent, self.now, chain, period=period)
        i.performers, i.holders = list(term.bearer), list(term.counterparty)
        self.norms.append(i)
        self.times(i)
        if i.opens is not None and self.now < i.opens:
            self.come(i, "pending")
        elif term.kind is TermKind.POWER:
            self.come(i, "not_available" if i.norm.available else "available")
        else:
            self.come(i, "pending" if i.norm.once or term.kind is TermKind.DECLARATION else "in_force")

    def times(self, i: Norm) -> None:
        """From when and until when, as far as that can be said."""
        i.opens, a = self.bound(i, i.norm.opens, opens=True)
        i.due, b = self.bound(i, i.norm.due, opens=False)
        i.timed = a and b
        if i.what.start is not None:
            i.opens = max(i.opens or 0, begin_of(i.what.start, i.norm.counting))
        if i.what.through is not None and i.what.kind in (TermKind.POWER, TermKind.PROHIBITION):
            ends = end_of(i.what.through, i.norm.counting)
            i.due = ends if i.due is None else min(i.due, ends)

    def bound(self, i: Norm, bound: Any, *, opens: bool) -> tuple[int | None, bool]:
        if bound is None:
            return None, True
        counting = i.norm.counting
        day, at = local(i.triggered, counting.zone)[0], i.triggered
        if i.period:
            day = date.fromordinal(i.period[0])
            at = begin_of(day, counting)
        if bound.anchor is not None:
            number = self.value(bound.anchor.condition, {}, i)
            if number is None and opens:
                raise NotKnown(bound.text)
            if number is None:
                return None, False
            day = date.fromordinal(int(number))
            at = begin_of(day, counting)
        if opens:
            return (begin_of(day, counting) if bound.period is None else earliest(at, day, bound.period, counting)), True
        if bound.period is None:
            return end_of(day, counting, bound.strict), True
        return too_late(at, day, bound.period, counting, bound.strict), True

    def moves(self, i: Norm) -> bool:
        """Whether its times go by facts or the end of the contract, and by nothing else that changes."""
        names = {n for b in (i.norm.opens, i.norm.due) if b and b.anchor for n in variables(b.anchor.condition)}
        origins = {n: self.contract.derived[n].origin for n in names if n in self.contract.derived}
        facts = {n for n in names if n in self.contract.facts or n == "contract.end"}
        return bool(facts) and all(isinstance(origins.get(n), TriggerValue | OfContract | OfPeriod) for n in names - facts)

    def waits(self, i: Norm) -> str:
        if i.opens is not None and self.now < i.opens:
            return "pending"
        if i.norm.once is not None and not self.sure(i.norm.once.condition, {}, i):
            return "pending"
        return ""

    def holds(self, i: Norm) -> str:
        if i.what.kind is TermKind.POWER:
            yes = i.norm.available is None or self.sure(i.norm.available.condition, {}, i)
            return "available" if yes else "not_available"
        return "in_force"

    def look_at(self, i: Norm) -> bool:
        """Let an instance turn as the world has turned."""
        if i.timed and self.moves(i) and (i.state in OPEN or (i.state == "violated" and i.what.kind is TermKind.PROHIBITION)):
            opens, due = i.opens, i.due
            self.times(i)
            if i.due is not None:
                i.due += i.paused
            if (i.opens, i.due) != (opens, due) and i.state != "violated":
                later = i.opens is not None and i.opens > self.now
                if later:
                    self.opened.discard(i.number)
                    i.was = "pending"
                if later and i.state not in ("pending", "suspended"):
                    return self.come(i, "pending")
                self.changes.append((self.now, i.label, i.state, i.state, self.happening))
        if i.state not in OPEN:
            return False
        if not i.timed:
            self.times(i)
        if i.norm.owes is not None and i.owed is None:
            i.owed = self.value(i.norm.owes.condition, {}, i)
        if self.is_ended(i):
            return True
        if i.state == "suspended" or i.effect_at is not None:
            return False
        over = i.due is not None and i.due <= self.now
        if i.what.kind is TermKind.POWER and i.state != "available" and over:
            if i.triggered < self.now:  # its turn comes
                return False
            self.time_is_over(i)
            return True
        if i.state == "pending":
            if self.waits(i):
                if i.triggered == self.now and i.due is not None and i.due <= self.now:
                    self.time_is_over(i)
                    return True
                return False
            if i.what.kind is TermKind.DECLARATION:
                self.come(i, "fulfilled")
                self.consequences(i, i.norm.consequences, None)
                return True
            return self.come(i, self.holds(i))
        if i.what.kind is TermKind.POWER and self.holds(i) != i.state:
            return self.come(i, self.holds(i))
        return False

    def is_ended(self, i: Norm) -> bool:
        if i.owed is not None and i.owed <= 0 and i.state in ("pending", "in_force", "suspended"):
            return self.come(i, "discharged")
        if i.due == self.now > i.triggered and i.state != "suspended":  # its time is over first
            return False
        if i.what.until is not None and self.sure(i.what.until.condition, {}, i):
            return self.come(i, "lapsed" if i.what.kind is TermKind.POWER else "discharged")
        return False

    def come(self, i: Norm, state: str, event: dict[str, Any] | None = None, action: str = "") -> bool:
        self.steps += 1
        before, i.state = i.state or None, state
        self.changes.append((self.now, i.label, before, state, self.happening))
        self.follow.append(("change", i, state, event, action))
        return True

    def time_is_over(self, i: Norm) -> None:
        match i.what.kind:
            case TermKind.POWER:
                self.come(i, "lapsed")
                if not i.exercised:
                    self.consequences(i, i.norm.on_lapse, None)
            case _ if i.state == "pending":
                self.come(i, "discharged")
            case TermKind.PROHIBITION:
                self.come(i, "fulfilled")
            case _ if any(self.sure(x.clause.condition, {}, i) for x in self.exceptions(i)):
                self.come(i, "discharged")
            case _:
                self.violate(i, None, "")

    def exceptions(self, i: Norm) -> list[Any]:
        return [x for x in i.what.exceptions if x.certainty.reaches(self.history.evidence)]

    def violate(self, i: Norm, event: dict[str, Any] | None, action: str) -> None:
        i.violated += 1
        self.come(i, "violated", event, action)
        if event is None:
            self.after_violation(i, None, "")

    def after_violation(self, i: Norm, event: dict[str, Any] | None, action: str) -> None:
        for id in i.norm.on_violation:
            self.bring_about(id, i, event, action)
        self.consequences(i, i.norm.after_violation, event, action)

    # --- events ---------------------------------------------------------------------------------------------------------------------

    def happen(self, action: str, event: dict[str, Any], index: int | None) -> None:
        """An event: what it is to everything is found out first, and then done."""
        done = Done(index, self.now)
        self.acts.append(done)
        facts = [
            (name, key, c, self.value(c.value.condition, event, None))
            for name, f in self.contract.facts.items()
            for c in f.changes
            if isinstance(c.trigger, OnEvent) and c.trigger.action == action and self.if_(c.trigger.condition, event, None)
            for key in [event.get(f.per) if f.per else None]
        ]
        acts: list[tuple[str, Norm, Any]] = []
        after: list[Any] = []
        performed: set[str] = set()
        for i in sorted(self.norms, key=lambda i: (i.due is None, i.due or 0, i.number)):
            if i.what.kind is TermKind.OBLIGATION and i.term not in performed and self.is_act(i, action, event):  # noqa: SIM102 - reads better in two
                if i.state in ("in_force", "suspended") or (i.state == "violated" and i.norm.late):
                    fits = {n for n, a in enumerate(i.norm.acts) if a.action == action and self.if_(a.condition, event, i)} - i.done
                    if fits:
                        performed.add(i.term)
                        acts.append(("performs", i, fits))
        for i in self.norms:
            lives = (self.status == "in_effect" and i.term in {t.id for t in self.terms()}) or i.norm.survives
            if i.what.kind is TermKind.PROHIBITION and i.state in ("in_force", "violated") and lives and self.is_act(i, action, event):  # noqa: SIM102 - reads better in two
                if (i.due is None or self.now < i.due) and not any(self.sure(x.clause.condition, event, i) for x in self.exceptions(i)):
                    acts.append(("breaks", i, None))
            if i.what.kind is TermKind.POWER and self.is_act(i, action, event):
                excepted = any(self.sure(x.clause.condition, event, i) for x in self.exceptions(i))
                if i.state == "available" and not excepted and i.term not in performed:
                    performed.add(i.term)
                    acts.append(("exercises", i, None))
        order = list(dict.fromkeys(t for v in self.contract.versions for t in v.terms))
        kinds = ["performs", "breaks", "exercises"]
        acts.sort(key=lambda a: (kinds.index(a[0]), order.index(a[1].term)))
        for name, key, change, value in facts:
            self.change_fact(name, key, change.adds, value)
        self.events.append((self.now, action, event))
        for what, i, fits in acts:
            match what:
                case "performs":
                    i.done |= fits
                    if i.norm.joint and len(i.done) < len(i.norm.acts):
                        continue
                    i.late = i.state == "violated"
                    i.performed = True
                    self.come(i, "fulfilled", event, action)
                    after.append(lambda i=i: self.consequences(i, i.norm.consequences, event, action))
                case "breaks":
                    self.violate(i, event, action)
                    after.append(lambda i=i: self.after_violation(i, event, action))
                case "exercises" if i.norm.notice is not None:
                    i.chain = {**i.chain, action: event}
                    plain = replace(i.norm.counting, clear=False, roll=Roll.NONE, cutoff=None)
                    late = too_late(self.now, local(self.now, self.zone)[0], i.norm.notice, plain)
                    i.effect_at = late - (i.norm.notice.unit in (Unit.SECOND, Unit.MINUTE, Unit.HOUR))
                    self.come(i, "pending", event, action)
                case "exercises":
                    i.exercised += 1
                    self.come(i, "exercised", event, action)
                    after.append(lambda i=i: self.exercised(i, event, action))
            getattr(done, what).append(i.label)
        if not done.exercises and self.version is not None:
            there = {t.id: t for t in self.terms()}
            tried = [
                *there.values(),
                *(i.what for i in self.norms if i.term not in there and (i.state in OPEN or i in [a[1] for a in acts])),
            ]
            for t in tried:
                may = t.kind is TermKind.POWER and (not t.bearer or event["actor"] in (None, *t.bearer))
                if may and any(a.action == action for a in t.norm.acts) and t.id not in done.void:
                    done.void.append(t.id)
        done.verdict = (
            "conflict"
            if done.breaks and done.exercises
            else "prohibited"
            if done.breaks
            else "permitted"
            if done.exercises or done.performs
            else "silent"
        )
        triggered = [
            t
            for t in self.terms()
            if any(isinstance(g, OnEvent) and g.action == action and self.if_(g.condition, event, None) for g in t.norm.triggers)
        ]
        self.groups += 1
        for t in triggered:
            self.create(t, {action: event}, self.groups, None)
        for follows in after:
            follows()

    def exercised(self, i: Norm, event: dict[str, Any] | None, action: str) -> None:
        self.consequences(i, i.norm.consequences, event, action)
        if i.norm.often and i.state == "exercised" and (self.status == "in_effect" or i.norm.survives):
            self.come(i, "available")

    def is_act(self, i: Norm, action: str, event: dict[str, Any]) -> bool:
        is_one = any(a.action == action and self.if_(a.condition, event, i) for a in i.norm.acts) and (
            i.what.when is None or self.sure(i.what.when.condition, event, i)
        )
        if is_one and i.performers and event["actor"] is None and i.state not in ("discharged", "lapsed", "fulfilled"):
            raise NotKnown("actor")
        return is_one and (not i.performers or event["actor"] in i.performers)

    # --- what follows ---------------------------------------------------------------------------------------------------------------

    def settle(self) -> None:
        """Do what follows until nothing more does."""
        while True:
            while self.follow:
                if self.steps > MANY:
                    raise Endless
                self.one(*self.follow.pop(0))
            if self.steps > MANY:
                raise Endless
            if any(self.look_at(i) for i in self.norms):
                continue
            if self.deemed:
                self.happen(*self.deemed.pop(0), None)
                continue
            self.complete()
            if not self.follow:
                break

    def one(self, what: str, *about: Any) -> None:
        match what, about:
            case "change", (i, state, event, action):
                for name, f in self.contract.facts.items():
                    for c in f.changes:
                        if isinstance(c.trigger, OnChange) and (c.trigger.term, c.trigger.state.value) == (i.term, state):  # noqa: SIM102 - reads better in two
                            if self.if_(c.trigger.condition, event or {}, i):
                                value = self.value(c.value.condition, event or {}, i)
                                self.change_fact(name, self.key(f, event, i), c.adds, value)
                for t in self.terms():
                    for g in t.norm.triggers:
                        if isinstance(g, OnChange) and (g.term, g.state.value) == (i.term, state) and self.if_(g.condition, {}, i):
                            self.create(t, self.chain(i, event, action), i.group, i.number)
                            break

    def chain(self, i: Norm, event: dict[str, Any] | None, action: str) -> dict[str, dict[str, Any]]:
        return {**i.chain, action: event} if event is not None else i.chain

    def bring_about(self, id: str, i: Norm, event: dict[str, Any] | None, action: str) -> None:
        """Let an instance come about of a term that another names: by the version in force, or else that of the other, or the last."""
        versions = [self.version, i.version, *reversed(self.contract.versions)]
        found = next((t for v in versions for t in self.terms(v) if t.id == id), None)
        if found is not None:
            self.create(found, self.chain(i, event, action), i.group, i.number)

    def consequences(self, i: Norm, consequences: Any, event: dict[str, Any] | None, action: str = "") -> None:
        if event is not None:
            i = replace(i, chain=self.chain(i, event, action))
        values = event or {}
        for c in consequences:
            self.steps += 1
            match c:
                case SetFact(fact, value):
                    self.change_fact(fact, self.key(self.contract.facts[fact], event, i), False, self.value(value.condition, values, i))
                case ChangeNorm(Verb.CREATE, term):
                    self.bring_about(term, i, None, "")
                case ChangeNorm(verb, term):
                    for other in self.affair(i, term):
                        self.change_norm(other, verb)
                case Assign(term, to):
                    for other in self.affair(i, term):
                        if other.state in OPEN | {"violated"}:
                            other.holders = [self.known(to.condition, values, i)]
                case Delegate(term, to):
                    for other in self.affair(i, term):
                        party = self.known(to.condition, values, i)
                        if other.state in OPEN | {"violated"} and other.performers and party not in other.performers:
                            other.performers.append(party)
                case EndContract(ending):
                    self.end("terminated" if ending.value == "terminate" else "completed")
                case Deem(action, sets):
                    actor = i.performers[0] if len(i.performers) == 1 else None
                    deemed = {n: self.value(x.condition, values, i) for n, x in sets.items()}
                    day = local(self.now, self.zone)[0].toordinal()
                    self.deemed.append((action, {**deemed, "date": day, "time": None, "actor": actor}))

    def change_norm(self, i: Norm, verb: Verb) -> None:
        match verb:
            case Verb.SUSPEND if i.state in OPEN - {"suspended"} and i.effect_at is None:
                i.was = i.state
                i.left = self.now
                self.come(i, "suspended")
            case Verb.RESUME if i.state == "suspended":
                if i.due is not None and i.due > i.left:
                    i.due += self.now - i.left
                    i.paused += self.now - i.left
                self.come(i, i.was)
            case Verb.DISCHARGE if self.waits_for_more(i):
                self.come(i, "lapsed" if i.what.kind is TermKind.POWER else "discharged")

    def waits_for_more(self, i: Norm) -> bool:
        """Whether something may still become of an instance: it is open, or violated and can be performed late or broken again."""
        if i.what.kind is TermKind.PROHIBITION:
            return i.state in OPEN or (i.state == "violated" and (i.due is None or self.now < i.due))
        return i.state in OPEN or (i.state == "violated" and i.norm.late)

    def change_fact(self, name: str, key: Any, adds: bool, value: Any) -> None:
        if value is None or (self.contract.facts[name].per and key is None):
            raise NotKnown(name)
        if adds:
            before = self.fact(name, key)
            if before is None:
                raise NotKnown(name)
            value += before
        self.facts[name, key] = value

    def key(self, fact: Any, event: dict[str, Any] | None, i: Norm | None) -> Any:
        if not fact.per:
            return None
        found = (event or {}).get(fact.per)
        for bound in i.chain.values() if i and found is None else ():
            found = bound.get(fact.per, found)
        return found

    # --- values ---------------------------------------------------------------------------------------------------------------------

    def if_(self, expression: Any, event: dict[str, Any], i: Norm | None) -> bool:
        return expression is None or self.sure(expression.condition, event, i)

    def sure(self, condition: Any, event: dict[str, Any], i: Norm | None) -> bool:
        return bool(self.known(condition, event, i))

    def known(self, condition: Any, event: dict[str, Any], i: Norm | None) -> Any:
        value = self.value(condition, event, i)
        if value is None:
            raise NotKnown(str(condition))
        return value

    def value(self, c: Any, event: dict[str, Any], i: Norm | None) -> Any:
        """What a condition is worth, none where a part that matters is not known."""

        def of(part: Any) -> Any:
            return self.value(part, event, i)

        match c:
            case Const(value, _):
                return value
            case Var(name, _):
                return self.variable(name, event, i)
            case Named(_, body):
                return of(body)
            case Not(part):
                return None if (x := of(part)) is None else not x
            case And(parts):
                found = [of(p) for p in parts]
                return False if False in found else None if None in found else True
            case Or(parts):
                found = [of(p) for p in parts]
                return True if True in found else None if None in found else False
            case In(item, values):
                return None if (x := of(item)) is None else x in values
            case Choose(test, then, other):
                x = of(test)
                return None if x is None else of(then) if x else of(other)
            case Extreme(greatest, parts):
                found = [of(p) for p in parts]
                return None if None in found else (max if greatest else min)(found)
            case Rounded(mode, unit, part):
                return None if (x := of(part)) is None else rounded(mode, unit, x)
            case Compare(op, left, right):
                x, y = of(left), of(right)
                if x is None or y is None:
                    return None
                return x == y if op is Op.EQ else x < y if op is Op.LT else x <= y
            case Arith(operator, left, right, kind):
                x, y = of(left), of(right)
                if x is None or y is None:
                    return None
                if operator == "*":
                    return x * y
                if kind.sort is Sort.DATE:
                    y = y / DAY if y % DAY else y // DAY
                sign = 1 if operator == "+" else -1
                from contract_model.model.conditions import kind_of

                days = kind.sort is Sort.DURATION and kind_of(left).sort is Sort.DATE
                return (x + sign * y) * (DAY if days else 1)
        raise TypeError(c)

    def variable(self, name: str, event: dict[str, Any], i: Norm | None) -> Any:
        if name in self.contract.derived:
            return self.derived(self.contract.derived[name], event, i)
        if name in self.contract.facts:
            fact = self.contract.facts[name]
            key = self.key(fact, event, i)
            return None if fact.per and key is None else self.fact(name, key)
        if name in self.contract.ambiguities:
            return self.history.readings.get(name, self.contract.ambiguities[name].default)
        if name == "evidence":
            return self.history.evidence.value
        if name == "date":
            return event.get("date", local(self.now, self.zone)[0].toordinal())
        if name not in event and event and name in self.contract.parameters and (p := self.contract.parameters[name].presumed) is not None:
            return raw(p)
        return event.get(name)

    def fact(self, name: str, key: Any) -> Any:
        if (name, key) in self.facts:
            return self.facts[name, key]
        if (name, None) in self.facts:
            return self.facts[name, None]
        return self.initial(name)

    def initial(self, name: str) -> Any:
        fact = self.contract.facts[name]
        if name in self.history.unknown:
            return None
        if fact.starts is not None:
            return raw(fact.starts)
        if fact.presumed is not None and self.history.presume:
            return raw(fact.presumed)
        return False if self.history.complete and fact.kind.sort is Sort.TRUTH else None

    def affair(self, i: Norm | None, term: str) -> list[Norm]:
        """The instances of a term that belong together with one; all of them, for what began with the contract."""
        return [o for o in self.norms if o.term == term and (i is None or i.group == 0 or o.group in (0, i.group))]

    def derived(self, derived: Derived, event: dict[str, Any], i: Norm | None) -> Any:
        match derived.origin:
            case TriggerValue("trigger", "date"):
                return local(i.triggered, self.zone)[0].toordinal() if i else None
            case TriggerValue(action, parameter):
                return i.chain.get(action, {}).get(parameter) if i else None
            case StateOf(state, term, overdue):
                return any(self.is_in(o, state.value, overdue) for o in self.affair(i, term))
            case Violations(term):
                return sum(o.violated for o in self.affair(i, term))
            case Owed(term):
                other = self.one_of(i, term)
                return other.owed if other else None
            case HolderOf(term):
                other = self.one_of(i, term)
                return other.holders[0] if other and len(other.holders) == 1 else None
            case OfContract("start"):
                return self.history.start.toordinal()
            case OfContract(_):
                return None if self.ends is None else local(self.ends - 1, self.zone)[0].toordinal()
            case OfPeriod(what):
                return i.period[what == "end"] if i and i.period else None
            case Past() as past:
                return self.past(past, event, i)

    def is_in(self, i: Norm, state: str, overdue: bool) -> bool:
        match state:
            case "violated":
                return i.violated > 0 and (not overdue or not i.performed)
            case "fulfilled":
                return i.performed or i.state == "fulfilled"
            case "exercised":
                return i.exercised > 0 and i.effect_at is None
        return i.state == state

    def one_of(self, i: Norm | None, term: str) -> Norm | None:
        if i is not None and i.term == term:
            return i
        return max(self.affair(i, term), key=lambda o: o.number, default=None)

    def past(self, past: Past, event: dict[str, Any], i: Norm | None) -> Any:
        found = []
        for at, action, values in self.events:
            if action != past.action or (past.window is not None and at < self.now - past.window):
                continue
            truths = [past.where is None or self.sure(past.where, values, None)]
            for parameter, name in past.keys:
                wanted, had = self.variable(name, event, i), values.get(parameter)
                if wanted is None or had is None:
                    raise NotKnown(name)
                truths.append(wanted == had)
            if all(truths):
                found.append(values)
        match past.measure:
            case Measure.COUNT:
                return len(found)
            case Measure.TOTAL:
                return sum(v[past.parameter] for v in found)
            case _:
                return found[-1].get(past.parameter) if found else None
