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
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Annotated, Any, Literal

from contract_model.asking.options import amend
from contract_model.engines.answering import answer
from contract_model.front import read
from contract_model.loading.load import load
from contract_model.loading.parse import Document, parse
from contract_model.loading.surface import Listed, Scalar, Surface, Words, read_surface
from contract_model.model.answer import Among, Answer, Between, Cube, Holds, Status, Verdict
from contract_model.model.case import Case
from contract_model.model.contract import Contract
from contract_model.model.values import written
from contract_model.problems import ContractError, Problem, Span, quoted

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
    cases: list[SurfaceCase]


@dataclass(frozen=True, slots=True)
class ExpectedCase:
    """A case of a file: its name, where it stands, what is asked and what is expected."""

    name: str
    id: str
    span: Span
    written: SurfaceCase


@dataclass(frozen=True, slots=True)
class CaseFile:
    """The cases of a file and their contract."""

    path: str
    contract: Contract
    cases: tuple[ExpectedCase, ...]


def read_case_file(path: str) -> CaseFile:
    """The cases of a file. Raises ContractError with every problem of its shape, or of the contract that it names."""
    try:
        with open(path, "rb") as file:
            document = parse(path, file.read())
    except OSError as error:
        raise ContractError([Problem("no-cases", f"{quoted(path)} cannot be read: {error.strerror or error}")]) from None
    surface = read_surface(document, SurfaceCaseFile, set())
    if surface is not None:
        _check(document, surface)
    if surface is None or document.problems:
        raise ContractError(document.problems)
    beside = os.path.join(os.path.dirname(path), surface.contract)
    contract = load(beside if os.sep in surface.contract or surface.contract.endswith(".yaml") else surface.contract)
    cases = tuple(ExpectedCase(c.name, c.id, document.span(("cases", i)), c) for i, c in enumerate(surface.cases))
    return CaseFile(path, contract, cases)


def _check(document: Document, surface: SurfaceCaseFile) -> None:
    names: set[str] = set()
    for i, case in enumerate(surface.cases):
        if (case.event is None) == (case.ask is None):
            document.problem("wrong-case", "a case has either `event` or `ask`", ("cases", i), within=f"the case {quoted(case.name)}")
        for name in (case.name, f"id {case.id}" if case.id else ""):
            if name and name in names:
                document.problem("duplicate-name", f"{quoted(name)} names two cases", ("cases", i), hint="rename one")
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
