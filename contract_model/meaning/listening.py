"""This file defines what listens: facts that change, and terms that are triggered, by an event or by a change of another norm."""

from __future__ import annotations

from dataclasses import replace
from typing import TypeAlias

from contract_model.meaning.coming import create
from contract_model.meaning.consequences import bound_by
from contract_model.meaning.kleene import either
from contract_model.meaning.lookup import EventValues, Point
from contract_model.meaning.scheme import Listeners, names_in
from contract_model.meaning.stage import Stage
from contract_model.model.history import Instance, Why


def change_by_event(stage: Stage, action: str, values: EventValues) -> None:
    """Facts change by an event, and it is counted among the past ones."""
    found = stage.ruling.on_event.get(action) if stage.ruling else stage.scheme.first_ruling.on_event.get(action)
    if found:
        _facts(stage, found, stage.point(event=values), Why.EVENT, None, doubtful=False)
    stage.remember(action, values)


def _facts(stage: Stage, found: Listeners, point: Point, why: Why, by: str | None, *, doubtful: bool) -> None:
    """Give facts that listen their new values, all worked out from how things were before; `doubtful`: it may not have happened."""
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
        new.append((x.fact, key, value if (truth and not doubtful) or value == present else None))
    for fact, key, value in new:
        stage.set_fact(fact, key, value, why, by)


Heard: TypeAlias = "tuple[tuple[str, tuple[str, ...]], ...]"
"""The terms that an event triggers, each with the unknowns because of which that is not certain."""


def _terms(stage: Stage, found: Listeners, point: Point) -> Heard:
    """The terms that listen and are triggered: each once, whichever of its triggers it is."""
    names: dict[str, list[str]] = {}
    for x in found.listeners:
        if x.term:
            names.setdefault(x.term.id, []).append(x.name)
    if not names:
        return ()
    truths = stage.evaluate(found.program, stage.scheme.lookup.values(found.program, point))
    heard = []
    for id, triggers in names.items():
        truth = either(*(truths[n] for n in triggers))
        if truth is not False:
            asked = [v for n in triggers for v in names_in(found.program, n)]
            heard.append((id, () if truth else stage.scheme.lookup.unknown(asked, point)))
    return tuple(heard)


def trigger_by_event(stage: Stage, action: str, values: EventValues) -> None:
    """Let instances come about of the terms that an event triggers, as things are after it; they belong together."""
    found = stage.ruling.on_event.get(action) if stage.ruling else None
    if not stage.ruling or not found or not (triggered := _terms(stage, found, stage.point(event=values))):
        return
    group = stage.state.entries + stage.state.numbers + 1
    stage.state = replace(stage.state, entries=stage.state.entries + 1)
    for id, doubt in triggered:
        create(stage, stage.ruling.terms[id], Why.EVENT, group=group, bindings={action: values}, doubt=doubt)


def trigger_by_change(stage: Stage, instance: Instance, values: EventValues) -> None:
    ruling = stage.ruling
    found = ruling.on_change.get((instance.term, instance.state)) if ruling else None
    if not ruling or not found:
        return
    looked_from = replace(instance, bindings=bound_by(instance, values))
    point = stage.point(looked_from, values)
    _facts(stage, found, point, Why.CHANGE, instance.label, doubtful=bool(instance.doubt))
    for id, doubt in _terms(stage, found, stage.point(looked_from, values)):
        create(
            stage,
            ruling.terms[id],
            Why.CHANGE,
            group=instance.group,
            bindings=looked_from.bindings,
            parent=instance,
            by=instance.label,
            doubt=tuple(dict.fromkeys((*instance.doubt, *doubt))),
        )
