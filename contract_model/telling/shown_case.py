"""This file defines how a case is shown that a solver found: in words, and as the event with which anyone can ask about it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

from contract_model.model.answer import Verdict
from contract_model.model.case import Case
from contract_model.model.contract import Contract
from contract_model.model.values import Money, Value, written
from contract_model.telling.document import event_of, value_of, values_of
from contract_model.telling.section import Piece, Row, Tone, faint, row
from contract_model.telling.statements import sentence, within
from contract_model.telling.words import Words


def event_data(case: Case) -> dict[str, Any]:
    """The case as `contract ask --event` reads it."""
    said: dict[str, Any] = {**event_of(case), "facts": values_of(case.facts), "readings": dict(case.readings)}
    if case.evidence is not Case(case.event).evidence:
        said["evidence"] = case.evidence.value
    if case.version is not None:
        said["version"] = case.version
    return {key: value for key, value in said.items() if value not in (None, {})}


def case_rows(
    contract: Contract, case: Case, verdict: Verdict | None = None, *, name: str, depth: int = 1, asks: bool = False
) -> Iterator[Row]:
    """The case in words: what happens, with the verdict; what is so; how it is read; and how to ask the contract of that name.

    `asks`: what happens is told as a question.
    """
    words = Words(contract, case.event.action)
    ending = (": ", Piece(verdict.value, Tone(verdict.value))) if verdict else ()
    under = f", judged by the version of {case.version}" if case.version else ""
    happens = words.event(case.event) + under
    yield row(f"What if {within(happens)}?" if asks else happens, *ending, depth=depth)
    shown = _in_sentence(contract, case)
    for fact, value in {**case.event.parameters, **case.facts}.items():
        if fact not in shown:
            yield row(sentence(words.holds(fact, value)), depth=depth, item=True)
    for ambiguity, reading in case.readings.items():
        said = f"{words.question(ambiguity)} {sentence(words.value(ambiguity, reading))} "
        yield row(said, faint(f"({ambiguity}: {reading})"), depth=depth, item=True)
    if case.evidence is not Case(case.event).evidence:
        yield row(f"Evidence counts that is {case.evidence.value} or better.", depth=depth, item=True)
    yield row(faint(f"contract ask --contract {name} --event '{compact(case)}'"), depth=depth)


def compact(case: Case) -> str:
    """The event in one line without blanks, as a shell takes it between single quotes; so no line of text ends within it."""
    data = event_data(case)
    for key, values in (("parameters", case.event.parameters), ("facts", case.facts)):
        if key in data:
            data[key] = {name: _tight(value) for name, value in values.items()}
    text = json.dumps(data, separators=(",", ":"), ensure_ascii=False)
    return text.replace("'", "\\u0027").replace(" ", "\\u0020")


def _tight(value: Value) -> bool | str:
    """A value as it can be written without blanks: `USD5`, `10minutes`."""
    match value:
        case Money(amount, currency):
            return f"{currency}{amount:f}"
        case timedelta():
            return written(value).replace(" ", "")
        case _:
            return value_of(value)


def _in_sentence(contract: Contract, case: Case) -> set[str]:
    """The parameters that the sentence of the action already tells."""
    says = contract.actions[case.event.action].says
    return {name for name in case.event.parameters if f"{{{name}}}" in says}
