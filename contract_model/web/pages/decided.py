"""This file defines what pages decide as the log has it: each decision as it could be asked of the HTTP API, too."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from contract_model.asking.values import UNKNOWN
from contract_model.model.answer import Answer
from contract_model.model.case import ANY_DATE
from contract_model.model.contract import Contract, Version
from contract_model.model.history import History
from contract_model.telling.timeline_reply import TimelineReply
from contract_model.web.decisions import Record, case_told, history_told, outcome, record, redline_told
from contract_model.web.pages.scenario import Scenario, settled
from contract_model.web.shelf import Shelf


@dataclass(frozen=True, slots=True)
class Taken:
    """What is taken away, and the decision that it tells; none where it tells none."""

    content: str
    decision: Record | None = None


def asked(shelf: Shelf, scenario: Scenario, answer: Answer, *, under: Version | None = None) -> Record:
    """The decision on a scenario. `under`: the version under which it was judged, where that was not asked for."""
    return _of("ask", shelf, scenario, answer, {}, {"version": under.id} if under else {})


def timeline(shelf: Shelf, scenario: Scenario, answer: Answer, reply: TimelineReply) -> Record:
    """That on every date."""
    told = {"over": str(ANY_DATE), "other_readings": False}
    return {**_of("timeline", shelf, scenario, answer, told, {}), **outcome(reply.answer)}


def changes(shelf: Shelf, scenario: Scenario, answer: Answer, to: str) -> Record:
    """What would change it."""
    return _of("flip", shelf, scenario, answer, {"to": to or None, "opening": False}, {"to": to} if to else {})


def tree(shelf: Shelf, scenario: Scenario, answer: Answer) -> Record:
    """What it hangs on."""
    return _of("tree", shelf, scenario, answer, {"depth": None}, {})


def run(shelf: Shelf, contract: Contract, history: History, sent: dict[str, Any]) -> Record:
    """What became of a contract."""
    return record("run", contract, shelf.digests[contract.id], {"histories": [history_told(history)]}, sent)


def compared(shelf: Shelf, contract: Contract, before: str, after: str, presume: bool) -> Record:
    """What is different between two versions."""
    digest = shelf.digests[contract.id]
    told = redline_told([(digest, before), (digest, after)], [], "inferred", presume, {})
    return record("diff", contract, digest, told, {"before": before, "after": after, **({} if presume else {"presume": False})})


def _of(name: str, shelf: Shelf, scenario: Scenario, answer: Answer, told: dict[str, Any], sent: dict[str, Any]) -> Record:
    contract = scenario.contract
    return record(name, contract, shelf.digests[contract.id], {**case_told(answer.case), **told}, {**_sent(scenario), **sent}, answer)


def _sent(scenario: Scenario) -> dict[str, Any]:
    """A scenario as it is sent to the HTTP API."""
    state = settled(scenario)
    event = {"action": state.action, **({"actor": state.actor} if state.actor else {})}
    date = state.date or (str(scenario.case.event.date) if not state.q and scenario.case and scenario.case.presumed_date else "")
    found: dict[str, Any] = {
        **({"question": state.q} if state.q else {"event": event}),
        "facts": {name: None if value == UNKNOWN else value for name, value in state.facts.items()},
        "readings": {name: None if reading == UNKNOWN else reading for name, reading in state.readings.items()},
        "on": date,
        "version": state.version,
        "evidence": state.evidence,
    }
    return {**{key: value for key, value in found.items() if value}, **({"presume": False} if state.presume == "no" else {})}
