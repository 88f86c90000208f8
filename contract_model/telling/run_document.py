"""This file defines the document of a run: its JSON, whose words are stable. `run_schema.py` has its JSON Schema.

Events are numbered from 1, in the order of the history. A day is an ISO date, an instant ISO with the offset of the contract's time zone;
amounts, numbers and durations are text.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from datetime import timedelta
from typing import Any

from contract_model.model.case import Event
from contract_model.model.conditions import kind_of
from contract_model.model.contract import Contract
from contract_model.model.history import (
    Change,
    ContractChanged,
    FactChanged,
    Happening,
    Instance,
    NormChange,
    PartyChanged,
    Run,
    Step,
    Undecided,
)
from contract_model.model.kinds import DATE, DURATION, PARTY, Kind
from contract_model.model.values import Raw, Value, cooked, written
from contract_model.telling.branches import Branches
from contract_model.telling.document import conditions_of, value_of
from contract_model.telling.ledger import Ledger
from contract_model.telling.moments import Moments
from contract_model.telling.run_words import RunWords
from contract_model.telling.standing import standing

SCHEMA_VERSION = 1


def run_document(contract: Contract, run: Run) -> dict[str, Any]:
    """The run as data for JSON."""
    return {key: list(found) if isinstance(found, Iterator) else found for key, found in _Writer(contract, run).parts().items()}


def run_json(contract: Contract, run: Run) -> Iterator[str]:
    """The JSON of a run, piece by piece: that of a long one is large, and nobody needs it in one piece to write it."""
    yield "{"
    for place, (key, found) in enumerate(sorted(_Writer(contract, run).parts().items())):
        yield f"{',' if place else ''}\n  {json.dumps(key)}: "
        if not isinstance(found, Iterator):
            yield _indented(found, 2)
            continue
        empty = True
        for item in found:
            yield f"{'[' if empty else ','}\n    {_indented(item, 4)}"
            empty = False
        yield "[]" if empty else "\n  ]"
    yield "\n}"


def _indented(found: Any, width: int) -> str:
    return to_json(found).replace("\n", "\n" + " " * width)


def branches_document(contract: Contract, branches: Branches) -> dict[str, Any]:
    """Two runs as data for JSON: that of the history as it is, and that with the events of the what-if."""
    moments = Moments(contract)
    return {
        "schema_version": SCHEMA_VERSION,
        "contract": branches.real.contract,
        "parts": moments.iso(branches.parts) if branches.parts is not None else None,
        "added": [i + 1 for i in branches.added],
        "differs": [
            {"instance": d.label, "real": d.real.state.value if d.real else None, "what_if": d.other.state.value if d.other else None}
            for d in branches.norms
        ],
        "real": run_document(contract, branches.real),
        "what_if": run_document(contract, branches.other),
    }


def to_json(document: Any) -> str:
    """A document as text, its keys sorted."""
    return json.dumps(document, indent=2, sort_keys=True, ensure_ascii=False)


class _Writer:
    def __init__(self, contract: Contract, run: Run) -> None:
        self.contract = contract
        self.run = run
        self.moments = Moments(contract)
        self.words = RunWords(contract, run)

    def parts(self) -> dict[str, Any]:
        """The keys with what stands under them; the long lists are given one item after the other."""
        run, history, stands = self.run, self.run.history, standing(self.contract, self.run)
        steps: dict[int, Step] = {}
        for step in run.steps:  # a message has two: when it is sent and, judged, when it takes effect
            if step.happening is not None and step.deemed is None and (step.happening not in steps or step.verdict is not None):
                steps[step.happening] = step
        return {
            "schema_version": SCHEMA_VERSION,
            "contract": run.contract,
            "history": history.name,
            "engine": run.engine,
            "start": history.start.isoformat(),
            "at": self.moments.iso(run.at),
            "state": run.state.value,
            "ends": self._instant(run.ends),
            "complete": history.complete,
            "readings": dict(history.readings),
            "unknown": sorted(history.unknown),
            "evidence_floor": history.evidence.value,
            "known": self._told(history.facts),
            "events": (self._event(i, h, steps.get(i)) for i, h in enumerate(history.happenings)),
            "deemed": (
                {"at": self.moments.iso(s.instant), **self._act(s.deemed), **self._effect(s)} for s in run.steps if s.deemed is not None
            ),
            "ledger": (self._change(e.change) for e in Ledger(run).entries),
            "norms": (self._norm(i) for i in run.instances),
            "facts": [
                {"fact": name, "key": key, "value": self._fact(name, value)}
                for (name, key), value in sorted(run.facts.items(), key=lambda f: (f[0][0], f[0][1] or ""))
            ],
            "due": [i.label for i in stands.due],
            "usable": [i.label for i in stands.usable],
            "open": [i.label for i in run.open],
            "breached": [i.label for i in stands.breached],
            "violated": [i.label for i in stands.violated],
            "curable": [
                {"instance": c.instance.label, "late": c.late, "reparations": [i.label for i in c.reparations]} for c in stands.curable
            ],
            "undecided": [self._change(c) for c in stands.undecided],
            "untriggered": list(run.untriggered),
            "remarks": list(history.remarks),
        }

    # what happened

    def _event(self, place: int, happening: Happening, step: Step | None) -> dict[str, Any]:
        found: dict[str, Any] = {"event": place + 1, "at": self.moments.iso_told(happening), "facts": self._told(happening.facts)}
        if happening.id:
            found["id"] = happening.id
        found |= self._act(happening.event) if happening.event else {"action": None, "actor": None, "parameters": {}}
        if step is not None and step.instant > happening.instant:
            found["takes_effect"] = self.moments.iso(step.instant)
        return found | (self._effect(step) if step else {"verdict": None})

    def _act(self, event: Event) -> dict[str, Any]:
        return {"action": event.action, "actor": event.actor, "parameters": {n: value_of(v) for n, v in event.parameters.items()}}

    def _effect(self, step: Step) -> dict[str, Any]:
        found: dict[str, Any] = {
            "verdict": step.verdict.value if step.verdict else None,
            "decided_by": list(step.decided_by),
            "performs": list(step.performs),
            "breaks": list(step.breaks),
            "exercises": list(step.exercises),
            "void": list(step.void),
            "remarks": list(step.remarks),
        }
        if step.answer is not None and len(step.answer.outcomes) > 1:
            found["conditions"] = conditions_of(step.answer.outcomes)
            found["unknown"] = list(step.answer.unknown)
        return found

    # what changed

    def _change(self, change: Change) -> dict[str, Any]:
        event = change.happening + 1 if change.happening is not None else None
        found: dict[str, Any] = {"at": self.moments.iso(change.instant), "event": event}
        match change:
            case NormChange():
                return found | {
                    "kind": "norm",
                    "term": change.term,
                    "instance": change.instance,
                    "before": change.before.value if change.before else None,
                    "after": change.after.value,
                    "why": change.why.value,
                    "by": change.by,
                    "due": self._instant(change.due),
                    "hangs_on": list(change.doubt),
                }
            case FactChanged():
                values = {"before": self._fact(change.fact, change.before), "after": self._fact(change.fact, change.after)}
                return found | {"kind": "fact", "fact": change.fact, "key": change.key, "why": change.why.value, "by": change.by} | values
            case PartyChanged():
                who = {"role": change.role, "party": change.party, "by": change.by}
                return found | {"kind": "party", "term": change.term, "instance": change.instance} | who
            case ContractChanged():
                states = {"before": change.before.value, "after": change.after.value}
                return found | {"kind": "contract", "why": change.why.value, "by": change.by} | states
            case Undecided():
                of = {"term": change.term, "instance": change.instance, "what": change.what}
                return found | {"kind": "undecided", "hangs_on": list(change.hangs_on)} | of

    # how it stands

    def _norm(self, instance: Instance) -> dict[str, Any]:
        term = self.words.term(instance)
        return {
            "instance": instance.label,
            "term": instance.term,
            "kind": term.kind.value if term else None,
            "heading": term.heading if term else "",
            "bearer": list(term.bearer) if term else [],
            "version": instance.version,
            "state": instance.state.value,
            "since": self.moments.iso(instance.since),
            "triggered": self.moments.iso(instance.triggered),
            "opens": self._instant(instance.opens),
            "due": self._instant(instance.due),
            "last_day": self.moments.day(instance.due - 1).isoformat() if instance.due is not None else None,
            "left": written(timedelta(seconds=instance.left)) if instance.left is not None else None,
            "owed": self._owed(instance),
            "performers": list(instance.performers),
            "holders": list(instance.holders),
            "done": sorted(instance.done),
            "violated": instance.violated,
            "violated_at": self._instant(instance.violated_at),
            "late": instance.late,
            "performed": instance.performed,
            "exercised": instance.exercised,
            "takes_effect": self._instant(instance.takes_effect),
            "group": instance.group,
            "triggers": {a: {n: self._raw(n, v) for n, v in values.items()} for a, values in instance.bindings.items()},
            "hangs_on": list(instance.doubt),
        }

    def _owed(self, instance: Instance) -> str | None:
        term = self.words.term(instance)
        if instance.owed is None or term is None or term.norm is None or term.norm.owes is None:
            return None
        return _text(cooked(kind_of(term.norm.owes.condition), instance.owed))

    def _raw(self, name: str, value: Raw | None) -> bool | str | None:
        kind: Kind | None = {"date": DATE, "time": DURATION, "actor": PARTY}.get(name)
        if kind is None and name in self.contract.parameters:
            kind = self.contract.parameters[name].kind
        if value is None or kind is None:
            return None if value is None else str(value)
        return value_of(cooked(kind, value))

    def _fact(self, name: str, value: Raw | None) -> bool | str | None:
        fact = self.contract.facts.get(name)
        if value is None or fact is None:
            return None if value is None else str(value)
        return value_of(cooked(fact.kind, value))

    def _told(self, facts: Mapping[str, Value | tuple[tuple[str, Value], ...]]) -> dict[str, Any]:
        return {n: {k: value_of(x) for k, x in v} if isinstance(v, tuple) else value_of(v) for n, v in facts.items()}

    def _instant(self, instant: int | None) -> str | None:
        return None if instant is None else self.moments.iso(instant)


def _text(value: Value) -> str:
    found = value_of(value)
    return found if isinstance(found, str) else str(found).lower()
