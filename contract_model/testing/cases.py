"""This file defines `CaseFile`: cases written down with the answers that a reader of the contract expects, and how they are checked.

contract: flat-lease                       the id of a shipped contract, or a path from the file's own folder
version: 2026-01-01                        judge by this version, whatever the date
background: {facts: {season: summer}}      what every case has that does not say otherwise: facts, readings, unknown, evidence, date, today
cases:
  - name: A flat may not be sublet without consent
    event: {action: sublet, actor: tenant, date: 2026-05-01}       or  ask: a question in words
    facts: {consent: none_given}
    readings: {spoken_consent: enough}     a reading, or `open`
    unknown: [season]                      presumptions that do not hold
    evidence: official                     the evidence floor
    expect: {verdict: prohibited, decided_by: [no-subletting]}

A case may have a `table` of rows, each a case: see testing/tables.py; or a `history` in place of an event: see testing/histories.py.
`todo: why` says that it does not hold yet, `skip: why` that it is not run.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date

from contract_model.asking.dates import read_day
from contract_model.asking.misunderstood import PLACE
from contract_model.asking.options import amend
from contract_model.front import load, read
from contract_model.loading.limits import MAX_BYTES
from contract_model.loading.parse import Document, Path, Place, parse
from contract_model.loading.shaping import read_surface
from contract_model.model.case import ANY_DATE, Case
from contract_model.model.contract import Contract
from contract_model.problems import ContractError, Problem, Span, did_you_mean, quoted
from contract_model.testing.case_schema import SurfaceCase, SurfaceEffect, SurfaceExpect, SurfaceFrame, SurfaceHistoryCase
from contract_model.testing.checked import Checked, Difference
from contract_model.testing.compare import compared
from contract_model.testing.expected import check_names
from contract_model.testing.histories import Written, checked_history, refused
from contract_model.testing.tables import rows

ENDING = ".cases.yaml"


@dataclass(frozen=True, slots=True)
class ExpectedCase:
    """A case of a file: its name, where it stands, what is asked and what is expected, and the piece of the file that says so."""

    name: str
    id: str
    span: Span
    written: SurfaceCase | SurfaceHistoryCase
    source: Written | None = None

    @property
    def todo(self) -> str:
        """Why the case does not hold yet; nothing where it should."""
        return self.written.todo

    @property
    def skip(self) -> str:
        """Why the case is not run; nothing where it is."""
        return self.written.skip

    @property
    def expects_nothing(self) -> bool:
        """Whether nothing is expected: of a case that is yet to be written."""
        if isinstance(self.written, SurfaceCase):
            return self.written.expect == SurfaceExpect()
        return not self.written.expect and not (self.source and self.source.effects)


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


def read_case_file(path: str, contracts: dict[str, Contract] | None = None) -> CaseFile:
    """The cases of a file. Raises ContractError with every problem of its shape and names, or of the contract that it names.

    `contracts` has those that were read for other files, by their places: what is worked out for a contract is kept with it.
    """
    document = parse(path, content_of(path))
    cases: tuple[ExpectedCase, ...] = ()
    contract: Contract | None = None
    elsewhere: tuple[Problem, ...] = ()
    try:
        frame = read_surface(document, SurfaceFrame, set())
        if frame is not None:
            folder = os.path.dirname(path)
            try:
                place = contract_of(frame.contract, folder)
                contract = (contracts or {}).get(place) or load(place)
                if contracts is not None:
                    contracts[place] = contract
            except ContractError as error:
                elsewhere = _of_contract(error, document)
            cases = tuple(_Reader(document, frame, folder, contract).cases())
    except ContractError as error:  # there are too many problems to read on
        raise ContractError([*error.problems, *elsewhere]) from None
    if contract is None or document.problems:
        raise ContractError([*document.problems, *elsewhere])
    return CaseFile(path, contract, cases)


def content_of(path: str) -> bytes:
    """What a file holds, as far as files are read and a byte further. Raises ContractError."""
    try:
        if os.path.exists(path) and not (os.path.isfile(path) or os.path.isdir(path)):
            raise ValueError("it is no file")  # a pipe would wait for somebody who writes
        with open(path, "rb") as file:
            return file.read(MAX_BYTES + 1)
    except (OSError, ValueError) as error:
        said = getattr(error, "strerror", None) or "it is no file"
        raise ContractError([Problem("no-cases", f"{quoted(path)} cannot be read: {said}")]) from None


def contract_of(name: str, folder: str) -> str:
    """What a file of cases in a folder calls its contract: the id of a shipped one, or a path."""
    return os.path.join(folder, name) if os.sep in name or name.endswith(".yaml") else name


def _of_contract(error: ContractError, document: Document) -> tuple[Problem, ...]:
    """What is wrong with the contract that a file names; where it is not there, at its name."""
    span = document.span(("contract",))
    line = document.lines[span.line - 1]
    return tuple(p if p.span else replace(p, span=span, excerpt=line) for p in error.problems)


class _Reader:
    """Reads the cases of a file; what is wrong with them is noted in its document."""

    def __init__(self, document: Document, frame: SurfaceFrame, folder: str, contract: Contract | None) -> None:
        self.document = document
        self.frame = frame
        self.folder = folder
        self.contract = contract
        self.names: set[str] = set()
        self.background = _background(document)
        if contract is not None:
            self._check_frame(contract)

    def cases(self) -> Iterator[ExpectedCase]:
        """The cases, those of tables one by one."""
        for place, piece in _pieces(self.document):
            before = len(self.document.problems)
            for case in self._of_piece(place, piece):
                self._check(case, piece)
                yield case
            found = self.document.problems
            name = piece.data.get("name") if isinstance(piece.data, dict) else None
            within = f"the case {quoted(name)}" if isinstance(name, str) and name else f"the case at place {place + 1}"
            found[before:] = [replace(p, within=p.within or within) for p in found[before:]]

    def _of_piece(self, place: int, piece: Document) -> Iterator[ExpectedCase]:
        assert isinstance(piece.data, dict)  # as it was made
        span = self.document.span(("cases", place))
        if "history" in piece.data:
            told = read_surface(piece, SurfaceHistoryCase, set())
            if told is not None:
                told.put_before(self.frame.background, self.frame.version)
                yield ExpectedCase(told.name, told.id, span, told, Written(piece, self.folder, _effects(piece), (self.background,)))
            return
        before = len(self.document.problems)
        case = read_surface(piece, SurfaceCase, set())
        if case is None:
            return
        if case.table is None and "table" not in piece.data:
            case.put_before(self.frame.background, self.frame.version)
            yield ExpectedCase(case.name, case.id, span, case, Written(piece, self.folder, {}, (self.background,)))
        elif case.table is not None and self.contract is not None and len(self.document.problems) == before:
            template = Document(
                piece.file, piece.data, piece.lines, {p: at for p, at in piece.places.items() if p[:1] != ("table",)}, piece.problems
            )
            for row in rows(self.contract, piece, template, case.table, self.folder):
                one = read_surface(row.document, SurfaceCase, set())
                if one is not None:
                    one.put_before(self.frame.background, self.frame.version)
                    yield ExpectedCase(one.name, one.id, row.span, one, Written(row.document, self.folder, {}, (template, self.background)))

    def _check(self, case: ExpectedCase, piece: Document) -> None:
        """What the shape of a case does not say."""
        source = case.source
        assert source is not None  # as it was made
        document, within = source.document, f"the case {quoted(case.name)}"
        if isinstance(case.written, SurfaceCase):
            expect = case.written.expect
            if (case.written.event is None) == (case.written.ask is None):
                document.note("wrong-case", "a case has either `event` or `ask`, or a `history`", case.span, within)
            elif case.expects_nothing and not (case.todo or case.skip or ("expect",) in document.unread):
                hint = "say what under `expect`, or why not under `todo`"
                document.note("wrong-case", "the case expects nothing", case.span, within, hint)
            elif expect.problem and expect != SurfaceExpect(problem=expect.problem):
                said = "a question that must be refused has no answer of which something else could be expected"
                document.problem("wrong-case", said, ("expect", "problem"), at_key=True, within=within)
        if case.todo and case.skip:
            document.problem("wrong-case", "a case is either to do or to be skipped", ("skip",), at_key=True, within=within)
        for name in (case.name, f"id {case.id}" if case.id else ""):
            if name and name in self.names:
                document.note("duplicate-name", f"{quoted(name)} names two cases", case.span, within, "rename one")
            self.names.add(name)
        if self.contract is not None:
            check_names(self.contract, document, case.written, source.effects)

    def _check_frame(self, contract: Contract) -> None:
        """What is wrong with the version and the names of the background."""
        given, document = self.frame.background, self.document
        usual = self.frame.version
        if usual is not None and usual not in [v.id for v in contract.versions]:
            known = ", ".join(v.id for v in contract.versions)
            document.problem("unknown-name", f"{quoted(usual)} is not a version of the contract", ("version",), hint=f"known are {known}")
        for key, name in [*(("facts", n) for n in given.facts), *(("readings", n) for n in given.readings)]:
            self._check_given(contract, name, ("background", key, name))
        for i, name in enumerate(given.unknown):
            at = ("background", "unknown", i)
            self._check_given(contract, name, at if at in document.places else at[:2])

    def _check_given(self, contract: Contract, name: str, path: Path) -> None:
        known = (*contract.parameters, *contract.facts, *contract.ambiguities)
        if contract.asked(name) is None and name not in contract.derived:
            said = f"{quoted(name)} is not a parameter, fact or ambiguity of the contract"
            self.document.problem("unknown-name", said, path, at_key=True, within="the background", hint=did_you_mean(name, known))


def _background(document: Document) -> Document:
    """The background of a file as a document of its own."""
    data = document.data.get("background") if isinstance(document.data, dict) else None
    places = {path[1:]: place for path, place in document.places.items() if path[:1] == ("background",)}
    return Document(document.file, data, document.lines, places, document.problems)


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


def case_of(contract: Contract, written_case: SurfaceCase, today: date | None = None) -> Case:
    """What a case asks, before the background of its file. Raises ContractError when a word of it is not one of the contract's."""
    given = written_case.background
    told = written_case.today or given.today
    today = today if told is None else _day(told)
    presume = next((p for p in (written_case.presume, given.presume) if p is not None), True)
    if written_case.ask is not None:
        case, _ = read(written_case.ask, contract, presume=presume, today=today)
    else:
        assert written_case.event is not None  # checked when the file was read
        case, _ = read(written_case.event.model_dump(exclude_none=True), contract)
    stated = {*case.event.parameters, *case.facts, *case.readings, *case.unknown}
    stated |= {*written_case.facts, *written_case.readings, *written_case.unknown}
    own = contract.actions[case.event.action].parameters
    elsewhere = contract.parameters.keys() - {*own}
    facts = {n: v for n, v in given.facts.items() if n not in stated and n not in elsewhere} | written_case.facts
    readings = {n: r for n, r in given.readings.items() if n not in stated} | written_case.readings
    opened = [*written_case.unknown, *(n for n in given.unknown if n not in stated and n not in elsewhere)]
    dated = case.event.date != ANY_DATE and not case.presumed_date
    return amend(
        contract,
        case,
        facts={**facts, **{n: None for n in opened if n not in contract.ambiguities}},
        readings={n: "?" if r == "open" else r for n, r in readings.items()} | {n: "?" for n in opened if n in contract.ambiguities},
        evidence=written_case.evidence or given.evidence,
        version=written_case.version or written_case.usual_version,
        on=written_case.date or (None if dated else given.date),
        presume=presume,
        today=today,
    )


def _day(told: str) -> date:
    try:
        return read_day(told, None)
    except ValueError as error:
        raise ContractError([Problem("bad-date", f"{quoted(told)} is no day", hint=str(error))]) from None


def checked(contract: Contract, expected: ExpectedCase, engine: str, today: date | None = None) -> Checked:
    """What comes of a case. Raises ContractError, each problem with its place, when it is refused unexpectedly."""
    asked = expected.written
    try:
        if isinstance(asked, SurfaceHistoryCase):
            assert expected.source is not None  # it was read with the case
            return checked_history(contract, asked, expected.source, engine, today)
        try:
            found = compared(contract, case_of(contract, asked, today), asked.expect, engine)
        except ContractError as error:
            if asked.expect.problem is None:
                raise
            return Checked(tuple(refused(error, asked.expect.problem)))
    except ContractError as error:
        raise ContractError(_located(p, expected) for p in error.problems) from None
    if asked.expect.problem is not None:
        wanted = asked.expect.problem
        said = Difference(f"the question is not refused, expected {wanted}", "problem", wanted, "an answer")
        return replace(found, differences=(said,))
    return found


def differences(contract: Contract, expected: ExpectedCase, engine: str, today: date | None = None) -> list[str]:
    """Where the answer is not the expected one, a sentence each; nothing when the case holds. Raises ContractError."""
    return [d.said for d in checked(contract, expected, engine, today).differences]


_ASKED = ("event", "ask", "facts", "readings", "unknown", "evidence", "version", "date", "today")


def _located(problem: Problem, case: ExpectedCase) -> Problem:
    """A problem with what a case asks, at its place: where the question stands, or else where the word stands that it names first."""
    source = case.source
    within = f"the case {quoted(case.name)}"
    if source is None or (problem.span is not None and problem.span.file != PLACE):
        return problem
    documents = (source.document, *source.above)
    if problem.span is not None:
        for document in documents:
            if ("ask",) in document.places:
                span = document.span(("ask",), part=(problem.span.column - 1, problem.span.length))
                return replace(problem, span=span, excerpt=document.lines[span.line - 1], within=within)
    word = re.search(r"`([^`]*)`", problem.message)
    for document in documents if word else ():
        for path in document.places:
            if path and path[0] in _ASKED:
                found = _found(document, path, word[1] if word else "")
                if found is not None:
                    return replace(problem, span=found, excerpt=document.lines[found.line - 1], within=within)
    line = source.document.lines[case.span.line - 1]
    return replace(problem, span=case.span, excerpt=line, within=within)


def _found(document: Document, path: Path, word: str) -> Span | None:
    """Where a word stands that is the key or the value at a path."""
    if str(path[-1]) == word:
        return document.span(path, at_key=True)
    piece = document.data
    for step in path:
        piece = piece[step]  # type: ignore[index]  # the path is one of the document
    said = str(piece).lower() if isinstance(piece, bool) else piece
    return document.span(path) if said == word else None
