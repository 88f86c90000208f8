"""This file defines what an event is to the norms: it performs, breaks or exercises instances, all looked at as things were before it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from contract_model.meaning.coming import with_owed
from contract_model.meaning.fates import exercise, performed, perhaps, violated
from contract_model.meaning.kleene import Truth, either
from contract_model.meaning.listening import change_by_event, trigger_by_event
from contract_model.meaning.lookup import EventValues, Point
from contract_model.meaning.stage import Stage
from contract_model.meaning.state import LOOSE, State
from contract_model.model.case import Event
from contract_model.model.contract import Term, TermKind
from contract_model.model.history import Instance, Why
from contract_model.model.states import ContractState, NormState
from contract_model.model.values import raw


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


_STATES = {
    "fulfilled": NormState.FULFILLED,
    "late": NormState.FULFILLED,
    "broken": NormState.VIOLATED,
    "exercised": NormState.EXERCISED,
}
"""The states into which the transitions by an event lead."""


def act(stage: Stage, event: Event, values: EventValues, happening: int | None) -> Seen:
    """An event happens: looked at as things were before, then done."""
    before, ruling = stage.state, stage.ruling
    lives = before.contract is ContractState.IN_EFFECT
    values = {**values, "the action": event.action}
    truths: dict[str, Truth] = {}
    done: list[tuple[Instance, bool, Point]] = []  # whether in time
    partly: list[tuple[Instance, frozenset[int]]] = []
    broken: list[Instance] = []
    exercised: list[Instance] = []
    unsure: list[tuple[Instance, str, Point]] = []
    void: list[str] = []
    for id in stage.scheme.acting(event.action) if ruling else ():
        found: list[tuple[Instance, Mapping[str, Truth], Point]] = []
        for instance in _concerned(stage, id, event.action, values):
            if happening is None:  # events that are deemed to have happened can go on without end
                stage.looked()
            instance = _with_owed_now(stage, instance, values)
            found.append((instance, *stage.truths(instance, values, event.action)))
        term = stage.scheme.term(stage.state.version, id)
        binds = lives and ruling is not None and id in ruling.terms
        if term.kind is TermKind.PROHIBITION and not binds:  # broken before, it binds no longer than contract and version
            found = [x for x in found if stage.transitions(x[0]).norm.survives]
        truths |= _as_status(id, term, found)
        match term.kind:
            case TermKind.OBLIGATION:
                words = [(i, t, p, word) for i, t, p in found for word in ("fulfilled", "late") if t[f"{id} {word}"] is not False]
                certain = next(((i, w == "fulfilled", p) for i, t, p, w in words if t[f"{id} {w}"]), None)
                if certain:
                    done.append(certain)
                else:
                    unsure += [(i, f"{id} {w}", p) for i, t, p, w in words]
                    for i, t, _ in (x for x in found if stage.transitions(x[0]).norm.joint):
                        now_done = frozenset(int(n.rsplit(" ", 1)[1]) for n, truth in t.items() if truth and n.startswith(f"{id} act "))
                        if now_done - i.done and i.state is not NormState.PENDING:  # what comes too early does not count
                            partly.append((i, i.done | now_done))
                            break
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
                    if all(t[word] is False for _, t, _ in found) and _tried(stage, id, event.action, values):
                        void.append(id)
    if exercised:
        void = []
    seen = Seen(
        event,
        happening,
        len(stage.changes),
        before,
        truths,
        tuple(i.label for i, _, _ in done),
        tuple(i.label for i in broken),
        tuple(i.label for i in exercised),
        tuple(void),
    )
    change_by_event(stage, event.action, values)
    doubted = [(stage.undecided(stage.state.instances[i.number], word, p), _STATES[word.rsplit(" ", 1)[1]]) for i, word, p in unsure]
    for i, now_done in partly:
        stage.put(stage.state.instances[i.number], replace(stage.state.instances[i.number], done=now_done))
    now = stage.state.instances
    follows = [performed(stage, now[i.number], in_time, values) for i, in_time, _ in done]
    follows += [violated(stage, now[i.number], Why.BROKEN, values) for i in broken]
    follows += [exercise(stage, now[i.number], values) for i in exercised]
    trigger_by_event(stage, event.action, values)
    for bring_about in follows:
        bring_about()
    for instance, to in doubted:
        perhaps(stage, instance, to, values)
    return seen


def _with_owed_now(stage: Stage, instance: Instance, values: EventValues) -> Instance:
    known = with_owed(stage, stage.transitions(instance), instance)
    if known is not instance and known.owed is not None:
        stage.put(instance, known)
        return known
    return instance


def _tried(stage: Stage, id: str, action: str, values: EventValues) -> bool:
    """Whether an event is an attempt to use a power: one that the contract has now, or one that lives on."""
    known = stage.ruling.terms.get(id) if stage.ruling else None
    tried = [known] if known else [stage.transitions(i) for i in stage.state.of(id)]
    return any(
        any(a.action == action for a in t.norm.acts) and (not t.term.bearer or values.get("actor") in (None, *t.term.bearer)) for t in tried
    )


def _concerned(stage: Stage, id: str, action: str, values: EventValues) -> list[Instance]:
    """The instances of a term that an event may concern, those that are due first at the front."""
    waiting = stage.state.waiting.get(id)
    if not waiting:
        return []
    numbers: set[int] = set()
    for transitions in stage.scheme.of_versions(id):
        common, parameters = transitions.joined
        keys = {tuple(values.get(p) for p in parameters[i]) for i, a in enumerate(transitions.norm.acts) if a.action == action}
        if not common or any(None in k for k in keys):
            numbers = {n for found in waiting.values() for n in found}
            break
        numbers.update(n for k in (*keys, LOOSE) for n in waiting.get(k, ()))
    instances = [stage.state.instances[n] for n in numbers]
    return sorted(instances, key=lambda i: (i.due is None, i.due or 0, i.number))


def _as_status(id: str, term: Term, found: Sequence[tuple[Instance, Mapping[str, Truth], Point]]) -> dict[str, Truth]:
    """Whether an event is an act of some instance of a term, and which exceptions hold for it.

    An instance of an earlier version may not have the exceptions that the term has now; it is not excepted by them.
    """
    words = {TermKind.OBLIGATION: ("fulfilled", "late"), TermKind.PROHIBITION: ("forbids",), TermKind.POWER: ("exercised",)}[term.kind]
    each = [(t, either(*(t[f"{id} {w}"] for w in words))) for _, t, _ in found]
    acts = either(*(a for _, a in each))
    concerned = [t for t, a in each if a is acts]
    told: dict[str, Truth] = {f"acts({id})": acts}
    for x in term.exceptions:
        told[f"excepted({id}, {x.id})"] = concerned[0].get(f"{id} unless {x.id}", False) if concerned else False
    return told


def values_of(event: Event, day: int) -> EventValues:
    """The parameters of an event with its date, time and actor, raw; what is not told is not there."""
    values = {n: raw(v) for n, v in event.parameters.items()}
    values["date"] = day
    if event.date.time is not None:
        values["time"] = raw(event.date.time)
    if event.actor is not None:
        values["actor"] = event.actor
    return values
