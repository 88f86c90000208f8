"""This file defines what terms bring about: facts set, other norms changed, rights assigned, events deemed, the contract ended."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from contract_model.meaning.agenda import Item
from contract_model.meaning.coming import create
from contract_model.meaning.ending import close, ended
from contract_model.meaning.lookup import EventValues, Point, agreeing
from contract_model.meaning.stage import Stage
from contract_model.model.case import Event
from contract_model.model.conditions import variables
from contract_model.model.history import Instance, Why
from contract_model.model.norm import Assign, ChangeNorm, Consequence, Deem, Delegate, EndContract, Ending, Expression, SetFact, Verb
from contract_model.model.states import ContractState, NormState
from contract_model.model.values import Value, cooked

_SUSPENDABLE = (NormState.PENDING, NormState.IN_FORCE, NormState.AVAILABLE, NormState.NOT_AVAILABLE)
_LIVE = (*_SUSPENDABLE, NormState.SUSPENDED)


def follow(stage: Stage, consequences: Sequence[Consequence], instance: Instance, event: EventValues) -> None:
    """Bring about what follows from a change of an instance. What follows from an uncertain change is uncertain itself."""
    for consequence in consequences:
        point = stage.point(replace(instance, bindings=bound_by(instance, event)), event)
        match consequence:
            case SetFact(fact, value):
                _set(stage, point, instance, fact, value)
            case ChangeNorm(Verb.CREATE, term) if not stage.scheme.admits(term):
                pass  # its evidence is too weak
            case ChangeNorm(Verb.CREATE, term):
                transitions = stage.scheme.transitions(stage.state.version, instance.version, term)
                create(
                    stage,
                    transitions,
                    Why.CONSEQUENCE,
                    group=instance.group,
                    bindings=bound_by(instance, event),
                    parent=instance,
                    by=instance.label,
                    doubt=instance.doubt,
                )
            case ChangeNorm(verb, term):
                for other in _targets(stage, point, term):
                    _change(stage, verb, other, instance)
            case Assign(term, to) | Delegate(term, to):
                party = stage.scheme.lookup.value(to.condition, point)
                role = "holder" if isinstance(consequence, Assign) else "performer"
                for other in _targets(stage, point, term):
                    if party is None or instance.doubt:
                        because = instance.doubt or stage.scheme.lookup.unknown(variables(to.condition), point)
                        stage.undecided(other, f"{instance.term} {role}", point, because=because)
                    else:
                        stage.set_party(other, role, party, instance.label)
            case EndContract(ending):
                _end(stage, ending, instance)
            case Deem(action, sets):
                stage.deemed.append((_deemed(stage, point, instance, action, sets), instance.label))


def bound_by(instance: Instance, event: EventValues) -> Mapping[str, EventValues]:
    """The events of an instance's chain, with the one that changed it just now."""
    action = event.get("the action")
    return {**instance.bindings, str(action): event} if action is not None else instance.bindings


def _set(stage: Stage, point: Point, instance: Instance, fact: str, value: Expression) -> None:
    key = stage.key(fact, point)
    if stage.scheme.contract.facts[fact].per and key is None:
        return
    found = stage.scheme.lookup.value(value.condition, point)
    if instance.doubt and found != stage.scheme.lookup.resolver(fact)(point):
        found = None
    stage.set_fact(fact, key, found, Why.CONSEQUENCE, instance.label)


def _targets(stage: Stage, point: Point, term: str) -> list[Instance]:
    return [i for i in agreeing(point, term) if i.state in _LIVE or stage.waits(i)]


def _change(stage: Stage, verb: Verb, other: Instance, cause: Instance) -> None:
    if cause.doubt:
        doubtful = replace(other, doubt=tuple(dict.fromkeys((*other.doubt, *cause.doubt))))
        stage.put(other, doubtful)
        return
    now = stage.state.now
    match verb:
        case Verb.SUSPEND if other.state in _SUSPENDABLE:
            left = None if other.due is None else max(0, other.due - now)
            stage.move(other, NormState.SUSPENDED, Why.CONSEQUENCE, by=cause.label, left=left, before_suspension=other.state)
        case Verb.RESUME if other.state is NormState.SUSPENDED:
            due, paused = other.due, other.paused  # perhaps told only during the suspension; what was over before it stays so
            if due is not None and due > other.since:
                due, paused = due + now - other.since, paused + now - other.since
            before = other.before_suspension or NormState.IN_FORCE
            moved = stage.move(other, before, Why.CONSEQUENCE, by=cause.label, due=due, left=None, paused=paused, before_suspension=None)
            if due is not None:
                stage.state = stage.state.agreed(due, Item.DUE, moved.number)
            stage.fresh.append(other.number)
        case Verb.DISCHARGE if stage.waits(other):
            ended(stage, other, Why.CONSEQUENCE, cause.label)
        case _:
            pass  # nothing to suspend, resume or discharge


def _end(stage: Stage, ending: Ending, cause: Instance) -> None:
    if stage.state.contract is not ContractState.IN_EFFECT:
        return
    if cause.doubt:
        stage.doubt("the contract ends", cause.doubt)
        return
    to = ContractState.TERMINATED if ending is Ending.TERMINATE else ContractState.COMPLETED
    stage.set_contract(to, Why.CONSEQUENCE, cause.label)
    close(stage)


def _deemed(stage: Stage, point: Point, instance: Instance, action: str, sets: Mapping[str, Expression]) -> Event:
    parameters: dict[str, Value] = {}
    for name, expression in sets.items():
        found = stage.scheme.lookup.value(expression.condition, point)
        if found is not None:
            parameters[name] = cooked(stage.scheme.contract.parameters[name].kind, found)
    actor = instance.performers[0] if len(instance.performers) == 1 else None
    return Event(action, actor, parameters=parameters)
