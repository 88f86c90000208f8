"""This file defines `CaseFile`: cases written down with the answers that a reader of the contract expects, and how they are checked.

contract: flat-lease                       the id of a shipped contract, or a path from the file's own folder
cases:
  - name: A flat may not be sublet without consent
    event: {action: sublet, actor: tenant, date: 2026-05-01}       or  ask: a question in words
    facts: {consent: none_given}
    readings: {spoken_consent: enough}     a reading, or `open`
    unknown: [season]                      presumptions that do not hold
    evidence: official                     the evidence floor
    expect: {verdict: prohibited, decided_by: [no-subletting]}

A case may have a `history` in place of an event: see testing/histories.py.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Annotated, Any, Literal

from contract_model.asking.options import amend
from contract_model.engines.answering import answer
from contract_model.front import read
from contract_model.loading.load import load
from contract_model.loading.parse import Document, Path, Place, parse
from contract_model.loading.surface import Listed, Scalar, Surface, Words, read_surface
from contract_model.model.answer import Among, Answer, Between, Cube, Holds, Status, Verdict
from contract_model.model.case import Case
from contract_model.model.contract import Contract
from contract_model.model.values import written
from contract_model.problems import ContractError, Problem, Span, quoted
from contract_model.testing.histories import SurfaceEffect, SurfaceHistoryCase, Written, differences_of_history

Values = Annotated[list[Scalar], Listed()]


class SurfaceEvent(Surface):
    """An event as data."""

    action: str
    actor: str | None = None
    date: str | None = None
    parameters: dict[str, Scalar | None] = {}


class SurfaceExpect(Surface):
    """What the answer must be; what is left out is not looked at."""

    verdict: Literal["permitted", "prohibited", "depends", "silent", "conflict"]
    decided_by: Words | None = None
    rests_on: Words = []
    contested: Words = []
    conditions: dict[str, list[dict[str, Values]]] | None = None
    statuses: dict[str, str] = {}


class SurfaceCase(Surface):
    """One case with its expected answer; `event` or `ask`."""

    name: str
    id: str = ""
    event: SurfaceEvent | None = None
    ask: str | None = None
    facts: dict[str, Scalar | None] = {}
    readings: dict[str, str] = {}
    unknown: Words = []
    evidence: str | None = None
    version: str | None = None
    expect: SurfaceExpect


class SurfaceCaseFile(Surface):
    """A file of cases about one contract."""

    contract: str
    cases: list[SurfaceCase | SurfaceHistoryCase]


class SurfaceFrame(Surface):
    """A file of cases, whatever their shape."""

    contract: str
    cases: list[dict[str, Any]]


@dataclass(frozen=True, slots=True)
class ExpectedCase:
    """A case of a file: its name, where it stands, what is asked and what is expected. `source` is there for a history."""

    name: str
    id: str
    span: Span
    written: SurfaceCase | SurfaceHistoryCase
    source: Written | None = None


@dataclass(frozen=True, slots=True)
class CaseFile:
    """The cases of a file and their contract."""

    path: str
    contract: Contract
    cases: tuple[ExpectedCase, ...]

    @property
    def asked(self) -> tuple[tuple[ExpectedCase, SurfaceCase], ...]:
        """The cases that ask of one event, each as it is written; the others have a history."""
        return tuple((case, case.written) for case in self.cases if isinstance(case.written, SurfaceCase))


def read_case_file(path: str) -> CaseFile:
    """The cases of a file. Raises ContractError with every problem of its shape, or of the contract that it names."""
    try:
        with open(path, "rb") as file:
            document = parse(path, file.read())
    except OSError as error:
        raise ContractError([Problem("no-cases", f"{quoted(path)} cannot be read: {error.strerror or error}")]) from None
    frame = read_surface(document, SurfaceFrame, set())
    cases: list[ExpectedCase] = []
    if frame is not None:
        cases = [case for i, piece in _pieces(document) if (case := _case(document, i, piece, os.path.dirname(path)))]
        _check(document, cases)
    if frame is None or document.problems:
        raise ContractError(document.problems)
    beside = os.path.join(os.path.dirname(path), frame.contract)
    contract = load(beside if os.sep in frame.contract or frame.contract.endswith(".yaml") else frame.contract)
    return CaseFile(path, contract, tuple(cases))


def _pieces(document: Document) -> Iterator[tuple[int, Document]]:
    """Each case of a file as a document of its own, by its place; what is wrong with it is noted in the file's."""
    assert isinstance(document.data, dict)  # it has the shape of a file of cases
    places: dict[int, dict[Path, Place]] = {}
    for path, place in document.places.items():
        match path:
            case ("cases", int(i), *rest):
                places.setdefault(i, {})[tuple(rest)] = place
    for i, data in enumerate(document.data["cases"]):
        if isinstance(data, dict):
            yield i, Document(document.file, data, document.lines, places[i], document.problems)


def _case(document: Document, place: int, piece: Document, folder: str) -> ExpectedCase | None:
    """A case, if it has its shape."""
    assert isinstance(piece.data, dict)  # as it was made
    before = len(document.problems)
    source: Written | None = None
    surface: SurfaceCase | SurfaceHistoryCase | None
    if "history" in piece.data:
        surface = read_surface(piece, SurfaceHistoryCase, set())
        source = Written(piece, folder, _effects(piece))
    else:
        surface = read_surface(piece, SurfaceCase, set())
    document.problems[before:] = [replace(p, within=p.within or f"the case at place {place + 1}") for p in document.problems[before:]]
    span = document.span(("cases", place))
    return None if surface is None else ExpectedCase(surface.name, surface.id, span, surface, source)


def _effects(piece: Document) -> dict[int, SurfaceEffect]:
    """What is expected of each event of a history, by its place."""
    history = piece.data["history"] if isinstance(piece.data, dict) else None
    events = history.get("events") if isinstance(history, dict) else None
    effects: dict[int, SurfaceEffect] = {}
    for i, event in enumerate(events if isinstance(events, list) else []):
        if isinstance(event, dict) and "expect" in event:
            at: Path = ("history", "events", i, "expect")
            places = {path[len(at) :]: place for path, place in piece.places.items() if path[: len(at)] == at}
            effect = read_surface(Document(piece.file, event["expect"], piece.lines, places, piece.problems), SurfaceEffect, set())
            if effect is not None:
                effects[i] = effect
    return effects


def _check(document: Document, cases: list[ExpectedCase]) -> None:
    """What is wrong with the cases of a file together, and what their shape does not say."""
    names: set[str] = set()
    for case in cases:
        if isinstance(case.written, SurfaceCase) and (case.written.event is None) == (case.written.ask is None):
            said = "a case has either `event` or `ask`, or a `history`"
            document.note("wrong-case", said, case.span, within=f"the case {quoted(case.name)}")
        for name in (case.name, f"id {case.id}" if case.id else ""):
            if name and name in names:
                document.note("duplicate-name", f"{quoted(name)} names two cases", case.span, hint="rename one")
            names.add(name)


def case_of(contract: Contract, written_case: SurfaceCase, today: date | None = None) -> Case:
    """What a case asks. Raises ContractError when a word of it is not one of the contract's."""
    if written_case.ask is not None:
        case, _ = read(written_case.ask, contract, today=today)
    else:
        assert written_case.event is not None  # checked when the file was read
        case, _ = read(written_case.event.model_dump(exclude_none=True), contract)
    facts = [f"{n}={_said(v)}" for n, v in written_case.facts.items()]
    readings = [f"{n}={'?' if r == 'open' else r}" for n, r in written_case.readings.items()]
    opened = [f"{n}=?" for n in written_case.unknown]
    return amend(
        contract,
        case,
        facts=[*facts, *(o for o in opened if o[:-2] not in contract.ambiguities)],
        readings=[*readings, *(o for o in opened if o[:-2] in contract.ambiguities)],
        evidence=written_case.evidence,
        version=written_case.version,
        today=today,
    )


def differences(contract: Contract, expected: ExpectedCase, engine: str, today: date | None = None) -> list[str]:
    """Where the answer is not the expected one, a sentence each; nothing when the case holds. Raises ContractError."""
    asked = expected.written
    if isinstance(asked, SurfaceHistoryCase):
        assert expected.source is not None  # it was read with the case
        return differences_of_history(contract, asked, expected.source, engine, today)
    return list(_differences(answer(contract, case_of(contract, asked, today), engine), asked.expect))


def _differences(found: Answer, expect: SurfaceExpect) -> Iterator[str]:
    if found.verdict.value != expect.verdict:
        yield f"the verdict is {found.verdict.value}, expected {expect.verdict}"
    if expect.decided_by is not None and set(found.decided_by) != set(expect.decided_by):
        yield f"decided by {_listed(found.decided_by)}, expected {_listed(expect.decided_by)}"
    statuses = {t.id: t.status for t in found.terms}
    for term in expect.rests_on:
        if statuses.get(term, Status.NOT_ENGAGED) is Status.NOT_ENGAGED:
            yield f"does not rest on {term}"
    for term, status in expect.statuses.items():
        if term not in statuses or statuses[term].value != status:
            yield f"{term} is {statuses[term].value if term in statuses else 'not a term of this action'}, expected {status}"
    contested = [f"{c.name}={c.reading}" for c in found.contested]
    for reading in expect.contested:
        if reading not in contested:
            yield f"not contested by {reading}, only by {_listed(contested)}"
    if expect.conditions is not None:
        yield from _conditions(found, expect.conditions)


def _conditions(found: Answer, expected: Mapping[str, list[dict[str, list[Any]]]]) -> Iterator[str]:
    got = {o.verdict.value: {_cube(c) for c in o.conditions} for o in found.outcomes} if found.verdict is Verdict.DEPENDS else {}
    for verdict in sorted({*got, *expected}):
        wanted = {frozenset((n, tuple(sorted(map(_said, vs)))) for n, vs in cube.items()) for cube in expected.get(verdict, [])}
        for cube in sorted(map(_shown, got.get(verdict, set()) - wanted)):
            yield f"{verdict} if {cube}, which is not expected"
        for cube in sorted(map(_shown, wanted - got.get(verdict, set()))):
            yield f"not {verdict} if {cube}, which is expected"


def _cube(cube: Cube) -> frozenset[tuple[str, tuple[str, ...]]]:
    said = set()
    for literal in cube:
        match literal:
            case Among(name, values):
                said.add((name, tuple(sorted(written(v) for v in values))))
            case Between(name, _, low, high, _):
                said.add((name, (f"{'' if low is None else written(low)}..{'' if high is None else written(high)}",)))
            case Holds(text, _, truth):
                said.add((text, (written(truth),)))
    return frozenset(said)


def _shown(cube: frozenset[tuple[str, tuple[str, ...]]]) -> str:
    return " and ".join(f"{name} is {' or '.join(values)}" for name, values in sorted(cube)) or "anything"


def _said(value: Scalar | None) -> str:
    return "?" if value is None else written(value)


def _listed(names: Any) -> str:
    return ", ".join(names) or "nothing"
