"""This file defines what becomes of a contract through events and the passing of time: a pure step function.

    begin(...)           the state before anything happened
    advance(..., until)  time passes: deadlines, periods, notices, renewals take their course, the earliest first
    happen(..., event)   an event happens, or facts become known

In a step every condition is looked at as things were before the event. Then, in this order: facts change by it, it is counted among
the past ones, norms are performed, broken or exercised by it, others are triggered by it. What follows from these changes is done until
nothing more follows: first other norms triggered by them and facts changed, then norms of which a condition on the world may have turned.

What is not known is not false: where a condition of a transition is unknown, that is noted, and the norm's state is uncertain.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date

from contract_model.meaning.agenda import Entry, Item, first, without_first
from contract_model.meaning.coming import agree_on_due, create, recur, timed, wake, with_owed
from contract_model.meaning.consequences import follow
from contract_model.meaning.kleene import Truth
from contract_model.meaning.lookup import NO_EVENT, EventValues, Point
from contract_model.meaning.scheme import Listeners, Scheme, names_in
from contract_model.meaning.stage import Evaluate, Stage
from contract_model.meaning.state import LOOSE, State
from contract_model.model.case import Event
from contract_model.model.contract import Term, TermKind
from contract_model.model.counting import Period, begin_of, earliest, end_of, last_day, period_of, received
from contract_model.model.history import Change, Happening, Instance, Instant, Why
from contract_model.model.states import ContractState, NormState
from contract_model.model.values import Value, raw
from contract_model.problems import ContractError, Problem


@dataclass(frozen=True, slots=True)
class Seen:
    """What an event was for the norms: the instances that it performs, breaks and exercises, and the powers it tried to use in vain.

    `truths`: of each term over time, whether the event is an act of it (`acts(T)`) and whether an exception holds (`excepted(T, x)`).
    `before`: the state in which it happened; `happening`: its index in the history, none for an event that is deemed to have happened.
    `since`: how many changes there were in the step before it.
    """

    event: Event
    happening: int | None
    since: int
    before: State
    truths: Mapping[str, Truth]
    performs: tuple[str, ...]
    breaks: tuple[str, ...]
    exercises: tuple[str, ...]
    void: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Moved:
    """What a step gives: the state after it, what changed, the events that took effect, and the instances that are no longer kept."""

    state: State
    changes: tuple[Change, ...]
    seen: tuple[Seen, ...]
    forgotten: tuple[Instance, ...]


def begin(scheme: Scheme) -> State:
    """The state before anything happened: the contract will begin, and the versions come into force, on their days."""
    history, counting = scheme.history, scheme.contract.policies.counting
    starts = begin_of(history.start, counting)
    earlier = min((h.instant for h in history.happenings), default=starts)
    state = State(min(starts, earlier), ContractState.NOT_BEGUN, history.start.toordinal())
    for name, told in history.facts.items():
        if isinstance(told, tuple):
            for key, value in told:
                state = replace(state, facts=state.facts.set((name, key), raw(value)))
    return state.agreed(starts, Item.BEGIN)


def advance(scheme: Scheme, evaluate: Evaluate, state: State, until: Instant) -> Moved:
    """Let time pass until an instant, it included. Raises ContractError where a period cannot be counted."""
    stage = Stage(scheme, evaluate, state)
    seen: list[Seen] = []
    with _counting():
        _pass(stage, until, seen)
    stage.at(max(until, stage.state.now))
    return Moved(stage.state, tuple(stage.changes), tuple(seen), tuple(stage.forgotten))


def happen(scheme: Scheme, evaluate: Evaluate, state: State, happening: Happening, index: int) -> Moved:
    """Let something happen now; `index`: its place in the history. Raises ContractError where a period cannot be counted."""
    stage = Stage(scheme, evaluate, state, index)
    seen: list[Seen] = []
    with _counting():
        for name, told in happening.facts.items():
            _tell(stage, name, told)
        _settle(stage, seen)
        if happening.event is not None:
            values = values_of(happening.event, happening.day.toordinal())
            takes_effect = _received(stage, happening.event, values)
            if takes_effect > stage.state.now:
                stage.state = stage.state.agreed(takes_effect, Item.RECEIVED, happening.event, index)
            else:
                seen.append(_event(stage, happening.event, values, index))
                _settle(stage, seen)
        _pass(stage, stage.state.now, seen)  # what came about with its time already over
    return Moved(stage.state, tuple(stage.changes), tuple(seen), tuple(stage.forgotten))


@contextmanager
def _counting() -> Iterator[None]:
    """What the rules of counting refuse (a day that the calendar does not have) is a problem of the contract."""
    try:
        yield
    except ValueError as error:
        raise ContractError([Problem("cannot-count", f"a period of the contract cannot be counted: {error}")]) from None


def values_of(event: Event, day: int) -> EventValues:
    """The parameters of an event with its date, time and actor, raw; what is not told is not there."""
    values = {n: raw(v) for n, v in event.parameters.items()}
    values["date"] = day
    if event.date.time is not None:
        values["time"] = raw(event.date.time)
    if event.actor is not None:
        values["actor"] = event.actor
    return values


def _tell(stage: Stage, name: str, told: Value | tuple[tuple[str, Value], ...]) -> None:
    for key, value in told if isinstance(told, tuple) else ((None, told),):
        stage.set_fact(name, key, raw(value), Why.TOLD)


def _received(stage: Stage, event: Event, values: EventValues) -> Instant:
    """When an event takes effect: at once, unless it is a message."""
    contract = stage.scheme.contract
    for delivery in contract.actions[event.action].received:
        point = stage.point(event=values)
        if delivery.condition is None or stage.scheme.lookup.value(delivery.condition.condition, point):
            return received(stage.state.now, delivery.delay, delivery.hours, contract.policies.counting)
    return stage.state.now


# --- the passing of time --------------------------------------------------------------------------------------------------------------


def _pass(stage: Stage, until: Instant, seen: list[Seen]) -> None:
    """Do what there is to do until an instant, the earliest first."""
    while (entry := first(stage.state.agenda)) is not None and entry.at <= until:
        stage.at(max(entry.at, stage.state.now))
        stage.state = replace(stage.state, agenda=without_first(stage.state.agenda))
        _do(stage, entry, seen)
        _settle(stage, seen)


def _do(stage: Stage, entry: Entry, seen: list[Seen]) -> None:
    match entry.item, entry.about:
        case Item.BEGIN, _:
            _begin(stage)
        case Item.VERSION, (str() as id,):
            _version(stage, id)
        case Item.END, _:
            _end(stage, entry.at)
        case (Item.OPENS | Item.DUE) as item, (int() as number,):
            instance = stage.state.instances.get(number)
            if instance is not None and entry.at >= ((instance.opens if item is Item.OPENS else instance.due) or entry.at + 1):
                _look(stage, instance)
        case Item.EFFECT, (int() as number,):
            instance = stage.state.instances.get(number)
            if instance is not None and instance.takes_effect == entry.at and instance.state is NormState.PENDING:
                _exercised(stage, instance, Why.NOTICE, NO_EVENT)
        case Item.PERIOD, (str() as version, str() as term, int() as count, int() as start, group, chain, parent, by, doubt):
            transitions = stage.scheme.ruling(stage.scheme.version(version)).terms[term]
            recur(stage, transitions, count, start, Why.PERIOD, group, chain, parent, by, doubt)  # type: ignore[arg-type]  # as it was entered
        case Item.RECEIVED, (Event() as event, int() as index):
            stage.happening = index
            seen.append(_event(stage, event, values_of(event, stage.scheme.lookup.today(stage.state)), index))
        case Item.CHECK, terms:
            for id in map(str, terms):
                stage.stale[id, None] = None
                if stage.ruling and id in stage.ruling.terms and any(True for _ in stage.state.of(id)):
                    wake(stage, stage.ruling.terms[id])


def _begin(stage: Stage) -> None:
    contract, history = stage.scheme.contract, stage.scheme.history
    version = stage.scheme.version(history.version) if history.version else contract.version_on(history.start)
    stage.set_contract(ContractState.IN_EFFECT, Why.START)
    stage.state = replace(stage.state, version=version.id if version else None)
    if contract.runs is not None and contract.runs.period is not None:
        _runs_until(stage, contract.runs.period, 0)
    if not history.version:
        for later in contract.versions:
            if later.start > history.start:
                stage.state = stage.state.agreed(begin_of(later.start, contract.policies.counting), Item.VERSION, later.id)
    if stage.ruling:
        for transitions in stage.ruling.terms.values():
            if not transitions.norm.triggers and not _only_reached(transitions.term, stage):
                create(stage, transitions, Why.START)


def _only_reached(term: Term, stage: Stage) -> bool:
    """Whether a term without a trigger of its own is brought about by other terms: a violation of theirs, or `create`."""
    return term.id in stage.scheme.reached


def _version(stage: Stage, id: str) -> None:
    """Another version comes into force: its new terms begin; instances of terms that it no longer has end, unless they survive."""
    before, version = stage.ruling, stage.scheme.version(id)
    stage.state = replace(stage.state, version=id)
    for term in before.terms if before else ():
        if term not in version.terms:
            for instance in list(stage.state.of(term)):
                if not stage.transitions(instance).norm.survives:
                    _ended(stage, instance, Why.VERSION)
    assert stage.ruling is not None
    for transitions in stage.ruling.terms.values():
        known = before is not None and transitions.term.id in before.terms
        if not known and not transitions.norm.triggers and not _only_reached(transitions.term, stage):
            create(stage, transitions, Why.VERSION)


def _runs_until(stage: Stage, period: Period, count: int) -> None:
    """Let the contract run through so many further periods from its start."""
    counting = stage.scheme.contract.policies.counting
    runs = stage.scheme.contract.runs
    assert runs is not None
    assert runs.period is not None
    _, last = period_of(date.fromordinal(stage.state.start), runs.period, 0, counting)
    if count and runs.renews is not None:
        _, last = period_of(date.fromordinal(last.toordinal() + 1), runs.renews, count - 1, counting)
    ends = end_of(last, replace(counting, cutoff=None), False)
    stage.state = replace(stage.state, ends=ends, renewals=count).agreed(ends, Item.END)


def _end(stage: Stage, at: Instant) -> None:
    runs = stage.scheme.contract.runs
    if runs is None or stage.state.contract is not ContractState.IN_EFFECT or stage.state.ends != at:
        return
    stage.at(at - 1)  # whether it is renewed is judged in its last moment
    stops: Truth = runs.renews is None
    if runs.renews is not None and runs.unless is not None:
        stops = stage.scheme.lookup.value(runs.unless.condition, stage.point())
        if stops is None:
            from contract_model.model.conditions import variables

            stage.doubt("the contract ends", stage.scheme.lookup.unknown(variables(runs.unless.condition), stage.point()))
    stage.at(at)
    if stops:
        stage.set_contract(ContractState.EXPIRED, Why.EXPIRY)
        close(stage)
    else:
        assert runs.renews is not None
        stage.set_contract(ContractState.IN_EFFECT, Why.RENEWAL)
        _runs_until(stage, runs.renews, stage.state.renewals + 1)


def close(stage: Stage) -> None:
    """The contract has ended: what is open ends without breach, except what survives."""
    for instance in sorted(stage.state.instances.values(), key=lambda i: i.number):
        if stage.waits(instance) and instance.state is not NormState.VIOLATED and not stage.transitions(instance).norm.survives:
            _ended(stage, instance, Why.ENDED)


def _ended(stage: Stage, instance: Instance, why: Why) -> None:
    power = stage.transitions(instance).term.kind is TermKind.POWER
    stage.move(instance, NormState.LAPSED if power else NormState.DISCHARGED, why)


def _look(stage: Stage, instance: Instance) -> None:
    """Look at what an instance waits for: its time, and its conditions on the world."""
    transitions = stage.transitions(instance)
    term, norm = transitions.term, transitions.norm
    instance = _timed_now(stage, instance)
    with_amount = with_owed(stage, transitions, instance)
    if with_amount is not instance and with_amount.owed is not None:
        stage.put(instance, with_amount)
        instance = with_amount
    live = instance.state in (NormState.PENDING, NormState.IN_FORCE, NormState.SUSPENDED)
    if instance.owed is not None and not isinstance(instance.owed, (str, bool)) and instance.owed <= 0 and live:
        stage.move(instance, NormState.DISCHARGED, Why.NOTHING_OWED)
        return
    truths, point = stage.truths(instance)
    t = term.id
    if (ended := truths.get(f"{t} ended", False)) is not False and stage.waits(instance) and instance.state is not NormState.VIOLATED:
        if ended:
            _ended(stage, instance, Why.CONDITION)
            return
        instance = stage.undecided(instance, f"{t} ended", point, lasting=False)
    steps: list[tuple[str, NormState, Why]] = {
        TermKind.OBLIGATION: [
            ("violated", NormState.VIOLATED, Why.DEADLINE),
            ("excused", NormState.DISCHARGED, Why.EXCUSED),
            ("enters", NormState.IN_FORCE, Why.CONDITION),
        ],
        TermKind.PROHIBITION: [("observed", NormState.FULFILLED, Why.DEADLINE), ("enters", NormState.IN_FORCE, Why.CONDITION)],
        TermKind.POWER: [
            ("lapsed", NormState.LAPSED, Why.DEADLINE),
            ("available", NormState.AVAILABLE, Why.CONDITION),
            ("withdrawn", NormState.NOT_AVAILABLE, Why.CONDITION),
        ],
        TermKind.DECLARATION: [("stated", NormState.FULFILLED, Why.CONDITION)],
    }.get(term.kind, [])
    if instance.takes_effect is not None and instance.state is NormState.PENDING:
        return  # a power under notice: it was exercised
    open_ = False
    for word, to, why in steps:
        truth = truths[f"{t} {word}"]
        if truth is None and word in ("violated", "observed", "lapsed") and instance.due is not None and stage.state.now >= instance.due:
            if instance.state in (NormState.IN_FORCE, NormState.PENDING, NormState.NOT_AVAILABLE, NormState.AVAILABLE):
                instance = stage.undecided(instance, f"{t} {word}", point)
                if instance.state is NormState.IN_FORCE or term.kind is TermKind.POWER:
                    _arrive(stage, instance, to, why)
                return
        elif truth is None and word != "excused" and not instance.doubt:
            instance = stage.undecided(instance, f"{t} {word}", point, lasting=False)
            open_ = True
        elif truth:
            if why is Why.CONDITION and instance.opens is not None and instance.opens == stage.state.now:
                why = Why.OPENED
            _arrive(stage, replace_known(stage, instance), to, why)
            return
    if instance.wonders and not open_:
        stage.put(instance, replace(instance, wonders=()))


def _timed_now(stage: Stage, instance: Instance) -> Instance:
    """An instance with the times that were not known when it came about, and now are."""
    transitions = stage.transitions(instance)
    late, early = bool(instance.due_hangs_on), instance.opens is None and transitions.norm.opens is not None
    if not (late or early):
        return instance
    known = timed(stage, transitions, instance)
    if (known.due, known.opens) == (instance.due, instance.opens):
        return instance
    stage.put(instance, known)
    if known.due is not None and late:
        agree_on_due(stage, known)
    if known.opens is not None and known.opens > stage.state.now:
        stage.state = stage.state.agreed(known.opens, Item.OPENS, known.number)
    return known


def replace_known(stage: Stage, instance: Instance) -> Instance:
    """An instance of which what it was wondered about is known now."""
    if not instance.wonders:
        return instance
    known = replace(instance, wonders=())
    stage.put(instance, known)
    return known


def _arrive(stage: Stage, instance: Instance, to: NormState, why: Why) -> None:
    """Bring an instance into a state to which time or the world led it, with what follows from that."""
    norm = stage.transitions(instance).norm
    if to is NormState.VIOLATED:
        _violated(stage, instance, why, NO_EVENT)
        return
    moved = stage.move(instance, to, why)
    if to is NormState.LAPSED:
        follow(stage, norm.on_lapse, moved, NO_EVENT)
    elif to is NormState.FULFILLED and stage.transitions(instance).term.kind is TermKind.DECLARATION:
        follow(stage, norm.consequences, moved, NO_EVENT)


def _violated(stage: Stage, instance: Instance, why: Why, event: EventValues) -> None:
    norm = stage.transitions(instance).norm
    since = instance.violated_at if instance.violated_at is not None else stage.state.now
    moved = stage.move(instance, NormState.VIOLATED, why, event=event, violated=instance.violated + 1, violated_at=since)
    bindings = bound_by(moved, event)
    for id in norm.on_violation:
        create(
            stage,
            stage.scheme.transitions(stage.state.version, moved.version, id),
            Why.CHANGE,
            group=moved.group,
            bindings=bindings,
            parent=moved,
            by=moved.label,
            doubt=moved.doubt,
        )
    follow(stage, norm.after_violation, moved, event)


def bound_by(instance: Instance, event: EventValues) -> Mapping[str, EventValues]:
    """The events of an instance's chain, with the one that changed it just now."""
    action = event.get("the action")
    return {**instance.bindings, str(action): event} if action is not None else instance.bindings


# --- an event -------------------------------------------------------------------------------------------------------------------------


def _event(stage: Stage, event: Event, values: EventValues, happening: int | None) -> Seen:
    """An event happens: looked at as things were before, then done."""
    before, ruling = stage.state, stage.ruling
    values = {**values, "the action": event.action}
    truths: dict[str, Truth] = {}
    performed: list[tuple[Instance, bool, Point]] = []  # whether in time
    partly: list[tuple[Instance, frozenset[int]]] = []
    broken: list[Instance] = []
    exercised: list[Instance] = []
    unsure: list[tuple[Instance, str, Point]] = []
    void: list[str] = []
    for id in stage.scheme.acting(event.action) if ruling else ():
        found: list[tuple[Instance, Mapping[str, Truth], Point]] = []
        for instance in _concerned(stage, id, event.action, values):
            instance = _with_owed_now(stage, instance, values)
            found.append((instance, *stage.truths(instance, values, event.action)))
        term = stage.scheme.term(stage.state.version, id)
        truths |= _as_status(id, term, found)
        match term.kind:
            case TermKind.OBLIGATION:
                words = [(i, t, p, word) for i, t, p in found for word in ("fulfilled", "late") if t[f"{id} {word}"] is not False]
                certain = next(((i, w == "fulfilled", p) for i, t, p, w in words if t[f"{id} {w}"]), None)
                if certain:
                    performed.append(certain)
                else:
                    unsure += [(i, f"{id} {w}", p) for i, t, p, w in words]
                    for i, t, _ in found if stage.scheme.joint(id) else ():
                        now_done = frozenset(int(n.rsplit(" ", 1)[1]) for n, truth in t.items() if truth and n.startswith(f"{id} act "))
                        if now_done - i.done:
                            partly.append((i, i.done | now_done))
            case TermKind.PROHIBITION:
                broken += [i for i, t, _ in found if t[f"{id} broken"]]
                unsure += [(i, f"{id} broken", p) for i, t, p in found if t[f"{id} broken"] is None]
            case TermKind.POWER:
                word = f"{id} exercised"
                used = next((i for i, t, _ in found if t[word]), None)
                if used:
                    exercised.append(used)
                else:
                    unsure += [(i, word, p) for i, t, p in found if t[word] is None]
                    if all(t[word] is False for _, t, _ in found) and _may(term, values):
                        void.append(id)
    if exercised:
        void = []
    seen = Seen(
        event,
        happening,
        len(stage.changes),
        before,
        truths,
        tuple(i.label for i, _, _ in performed),
        tuple(i.label for i in broken),
        tuple(i.label for i in exercised),
        tuple(void),
    )
    _changed_by_event(stage, event.action, values)
    for i, word, p in unsure:
        stage.undecided(stage.state.instances[i.number], word, p)
    for i, now_done in partly:
        stage.put(stage.state.instances[i.number], replace(stage.state.instances[i.number], done=now_done))
    for i, in_time, _ in performed:
        _performed(stage, i, in_time, values)
    for i in broken:
        _violated(stage, i, Why.BROKEN, values)
    for i in exercised:
        _exercise(stage, i, values)
    _triggered_by_event(stage, event.action, values)
    return seen


def _with_owed_now(stage: Stage, instance: Instance, values: EventValues) -> Instance:
    known = with_owed(stage, stage.transitions(instance), instance)
    if known is not instance and known.owed is not None:
        stage.put(instance, known)
        return known
    return instance


def _may(term: Term, values: EventValues) -> bool:
    return not term.bearer or values.get("actor") in (None, *term.bearer)


def _concerned(stage: Stage, id: str, action: str, values: EventValues) -> list[Instance]:
    """The instances of a term that an event may concern, those that are due first at the front."""
    waiting = stage.state.waiting.get(id)
    if not waiting:
        return []
    common, parameters = stage.scheme.joined(id)
    keys = {tuple(values.get(p) for p in parameters[i]) for i, a in enumerate(stage.scheme.acts(id)) if a.action == action}
    if not common or any(None in k for k in keys):
        numbers = {n for found in waiting.values() for n in found}
    else:
        numbers = {n for k in (*keys, LOOSE) for n in waiting.get(k, ())}
    instances = [stage.state.instances[n] for n in numbers]
    return sorted(instances, key=lambda i: (i.due is None, i.due or 0, i.number))


def _as_status(id: str, term: Term, found: Sequence[tuple[Instance, Mapping[str, Truth], Point]]) -> dict[str, Truth]:
    """Whether an event is an act of some instance of a term, and which exceptions hold for it."""
    words = {TermKind.OBLIGATION: ("fulfilled", "late"), TermKind.PROHIBITION: ("forbids",), TermKind.POWER: ("exercised",)}[term.kind]
    each = [(t, _either(*(t[f"{id} {w}"] for w in words))) for _, t, _ in found]
    acts = _either(*(a for _, a in each))
    concerned = [t for t, a in each if a is acts]
    told: dict[str, Truth] = {f"acts({id})": acts}
    for x in term.exceptions:
        told[f"excepted({id}, {x.id})"] = concerned[0][f"{id} unless {x.id}"] if concerned else False
    return told


def _either(*truths: Truth) -> Truth:
    return True if True in truths else None if None in truths else False


def _performed(stage: Stage, instance: Instance, in_time: bool, values: EventValues) -> None:
    instance = stage.state.instances[instance.number]
    norm = stage.transitions(instance).norm
    why = Why.PERFORMED if in_time else Why.LATE
    moved = stage.move(instance, NormState.FULFILLED, why, event=values, performed=True, late=not in_time)
    follow(stage, norm.consequences, moved, values)


def _exercise(stage: Stage, instance: Instance, values: EventValues) -> None:
    instance = stage.state.instances[instance.number]
    norm = stage.transitions(instance).norm
    if norm.notice is None:
        _exercised(stage, instance, Why.EXERCISED, values)
        return
    day = date.fromordinal(stage.scheme.lookup.today(stage.state))
    effect = earliest(stage.state.now, day, norm.notice, norm.counting)
    moved = stage.move(instance, NormState.PENDING, Why.EXERCISED, event=values, takes_effect=effect, bindings=bound_by(instance, values))
    stage.state = stage.state.agreed(effect, Item.EFFECT, moved.number)


def _exercised(stage: Stage, instance: Instance, why: Why, values: EventValues) -> None:
    norm = stage.transitions(instance).norm
    moved = stage.move(instance, NormState.EXERCISED, why, event=values, exercised=instance.exercised + 1, takes_effect=None)
    follow(stage, norm.consequences, moved, values)
    now = stage.state.instances[moved.number]
    if norm.often and now.state is NormState.EXERCISED and stage.state.contract is ContractState.IN_EFFECT:
        stage.move(now, NormState.AVAILABLE, Why.CONDITION)


def _changed_by_event(stage: Stage, action: str, values: EventValues) -> None:
    """Facts change by an event, and it is counted among the past ones."""
    found = stage.ruling.on_event.get(action) if stage.ruling else stage.scheme.first_ruling.on_event.get(action)
    if found:
        _facts(stage, found, stage.point(event=values), Why.EVENT, None)
    stage.remember(action, values)


def _facts(stage: Stage, found: Listeners, point: Point, why: Why, by: str | None) -> None:
    """Give facts that listen their new values, all worked out from how things were before."""
    changing = [x for x in found.listeners if x.change]
    if not changing:
        return
    truths = stage.evaluate(found.program, stage.scheme.lookup.values(found.program, point))
    new = []
    for x in changing:
        assert x.fact is not None
        assert x.change is not None
        truth = truths[x.name]
        if truth is False:
            continue
        key = stage.key(x.fact, point)
        if stage.scheme.contract.facts[x.fact].per and key is None:
            continue
        value = stage.scheme.lookup.value(x.change.value.condition, point)
        present = stage.scheme.lookup.resolver(x.fact)(point)
        if x.change.adds and value is not None:
            value = None if present is None else present + value
        new.append((x.fact, key, value if truth or value == present else None))
    for fact, key, value in new:
        stage.set_fact(fact, key, value, why, by)


def _triggered_by_event(stage: Stage, action: str, values: EventValues) -> None:
    if not stage.ruling or not (found := stage.ruling.on_event.get(action)):
        return
    terms = [x for x in found.listeners if x.term]
    if not terms:
        return
    point = replace(stage.point(event=values), state=stage.state)
    truths = stage.evaluate(found.program, stage.scheme.lookup.values(found.program, point))
    group = stage.state.entries + stage.state.numbers + 1
    stage.state = replace(stage.state, entries=stage.state.entries + 1)
    for id in dict.fromkeys(x.term.id for x in terms if x.term):
        truth = _either(*(truths[x.name] for x in terms if x.term and x.term.id == id))
        if truth is not False:
            names = [n for x in terms if x.term and x.term.id == id for n in names_in(found.program, x.name)]
            doubt = () if truth else stage.scheme.lookup.unknown(names, point)
            create(stage, stage.ruling.terms[id], Why.EVENT, group=group, bindings={action: values}, doubt=doubt)


# --- what follows ---------------------------------------------------------------------------------------------------------------------


def _settle(stage: Stage, seen: list[Seen]) -> None:
    """Follow up every change until nothing more follows."""
    while True:
        if stage.changed:
            instance, values = stage.changed.popleft()
            _triggered_by_change(stage, instance, values)
        elif stage.stale:
            (term, group), _ = stage.stale.popitem()
            for number in stage.state.numbered(term, group):
                current = stage.state.instances[number]
                if stage.waits(current):
                    _look(stage, current)
        elif stage.deemed:
            event, _ = stage.deemed.pop(0)
            seen.append(_event(stage, event, values_of(event, stage.scheme.lookup.today(stage.state)), None))
        else:
            _complete(stage)
            if not (stage.changed or stage.stale or stage.deemed):
                break
    if stage.state.contract in (ContractState.TERMINATED, ContractState.COMPLETED) and stage.state.ends is not None:
        stage.state = replace(stage.state, ends=None)
    _forget(stage)


def _triggered_by_change(stage: Stage, instance: Instance, values: EventValues) -> None:
    ruling = stage.ruling
    found = ruling.on_change.get((instance.term, instance.state)) if ruling else None
    if not ruling or not found:
        return
    looked_from = replace(instance, bindings=bound_by(instance, values))
    point = stage.point(looked_from, values)
    _facts(stage, found, point, Why.CHANGE, instance.label)
    terms = [x for x in found.listeners if x.term]
    if not terms:
        return
    truths = stage.evaluate(found.program, stage.scheme.lookup.values(found.program, point))
    for x in terms:
        assert x.term is not None
        truth = truths[x.name]
        if truth is not False:
            doubt = instance.doubt if truth else (*instance.doubt, *stage.scheme.lookup.unknown(names_in(found.program, x.name), point))
            create(
                stage,
                ruling.terms[x.term.id],
                Why.CHANGE,
                group=instance.group,
                bindings=looked_from.bindings,
                parent=instance,
                by=instance.label,
                doubt=tuple(dict.fromkeys(doubt)),
            )


def _complete(stage: Stage) -> None:
    """The contract is completed when the duties that began with it, and all that came of them, are settled."""
    state, scheme = stage.state, stage.scheme
    if not scheme.contract.policies.completes or state.contract is not ContractState.IN_EFFECT or state.open or state.unsettled:
        return
    kept = [i for i in state.instances.values() if stage.transitions(i).term.kind is TermKind.OBLIGATION]
    own = [i for i in kept if not stage.transitions(i).norm.survives]
    if not any(i.group == 0 and i.parent is None for i in own) or any(i.uncertain for i in own):
        return
    if all(settled(stage, i, kept) for i in own):
        stage.set_contract(ContractState.COMPLETED, Why.ALL_PERFORMED)
        close(stage)


def settled(stage: Stage, instance: Instance, kept: Sequence[Instance]) -> bool:
    """Whether nothing more is to be done about an obligation: performed, ended, or violated and made good by what came of it."""
    if instance.state is not NormState.VIOLATED:
        return not stage.waits(instance)
    reparation = [i for i in kept if i.parent == instance.number]
    return bool(reparation) and all(settled(stage, i, kept) for i in reparation)


def _forget(stage: Stage) -> None:
    """Drop the groups in which nothing waits any more: nobody asks for their instances one by one."""
    for group in stage.touched - {0}:
        state = stage.state
        numbers = state.groups.get(group)
        if not numbers or any(stage.waits(state.instances[n]) for n in numbers):
            continue
        instances = [state.instances[n] for n in sorted(numbers)]
        unsettled = sum(
            i.state is NormState.VIOLATED and not settled(stage, i, instances)
            for i in instances
            if stage.transitions(i).term.kind is TermKind.OBLIGATION
        )
        with state.instances.mutate() as remaining:
            for n in numbers:
                del remaining[n]
            kept = remaining.finish()
        stage.forgotten += instances
        stage.state = replace(state, instances=kept, groups=state.groups.delete(group), unsettled=state.unsettled + unsettled)
    stage.touched.clear()


__all__ = ["Seen", "advance", "begin", "happen", "last_day", "values_of"]
