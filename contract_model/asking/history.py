"""This file defines how a history is read, as YAML, JSON lines or a table: what happened to a contract, in order, or every problem in it.

A YAML file says which contract it is about; for the other two forms this, the start and what is known from it on are told beside.
"""

from __future__ import annotations

import gc
import os
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from datetime import date
from functools import partial
from typing import TYPE_CHECKING, Literal, TypeAlias

from contract_model.asking.dates import read_day
from contract_model.asking.entries import collecting, read_evidence, read_name, read_reading, read_version, unknown_name, written
from contract_model.asking.happenings import Part, Path, Problems, Row, Rows, Told, read_fact
from contract_model.asking.moments import Moments
from contract_model.model.case import DateSpan
from contract_model.model.contract import Certainty, Contract
from contract_model.model.history import Happening, History, Instant
from contract_model.problems import ContractError, Problem, Span, quoted

if TYPE_CHECKING:
    import pathlib

    from contract_model.loading.parse import Document

Form: TypeAlias = Literal["yaml", "jsonl", "csv"]
HeadPlace: TypeAlias = Callable[[Path, Part], "tuple[Span | None, str]"]
"""Where an entry of the head stands, and the line of it; what is told beside the text has no place."""
MAX_BYTES = 64 * 1024 * 1024
MAX_HAPPENINGS = 1_000_000
MAX_REMARKS = 20  # of one sort
KEYS = (
    "history", "contract", "start", "complete", "facts", "readings", "unknown", "evidence", "version", "presume", "until", "events"
)  # fmt: skip
_ENDINGS: dict[str, Form] = {".yaml": "yaml", ".yml": "yaml", ".jsonl": "jsonl", ".ndjson": "jsonl", ".csv": "csv", ".tsv": "csv"}


def read_history(
    contract: Contract,
    name: str,
    content: bytes,
    form: Form,
    *,
    start: date | str | None = None,
    complete: bool | None = None,
    facts: Mapping[str, object] | None = None,
    readings: Mapping[str, object] | None = None,
    today: date | None = None,
    sort: bool = False,
) -> History:
    """The history that a text tells; `name` is that of its file.

    `start`, `complete`, `facts` and `readings` prevail over what the text says of them. `sort` puts what happened in order, which is
    otherwise a problem. Raises ContractError with every problem, of which a hundred are listed.
    """
    head: dict[str, object] = {"start": start, "complete": complete}
    head = {key: value for key, value in head.items() if value is not None}
    _check_size(name, content)
    if form == "yaml":
        from contract_model.loading.parse import parse

        return history_of(contract, parse(name, content), (), head, facts or {}, readings or {}, today, sort)
    text = _text(name, content)
    problems = Problems()
    reader = _Reader(
        contract, problems, today, head | {"facts": facts or {}, "readings": readings or {}}, _nowhere, partial(_line_of, text)
    )
    rows = _rows(contract, name, text, form, problems)
    return reader.history(os.path.basename(name), rows, sort)


def history_of(
    contract: Contract,
    document: Document,
    path: Path,
    head: Mapping[str, object] | None = None,
    facts: Mapping[str, object] | None = None,
    readings: Mapping[str, object] | None = None,
    today: date | None = None,
    sort: bool = False,
    beside: Iterable[str] = (),
) -> History:
    """The history that a piece of a YAML document tells. `beside`: keys of its events that are read elsewhere. Raises ContractError."""
    if document.data is None and document.problems:
        raise ContractError(_with_other_forms(document.problems))
    piece: object = document.data
    for step in path:
        piece = piece[step]  # type: ignore[index]  # the path is one of the document
    problems = Problems([*document.problems])
    if not isinstance(piece, Mapping):
        raise ContractError(
            [*problems.found, Problem("wrong-type", f"a history is a mapping of keys, not {written(piece)}", document.span(path))]
        )

    place = partial(_in_document, document, path)
    for key in piece:
        if key not in KEYS:
            span, line = place((key,), "key")
            problems.add(replace(unknown_name(key, "a key of a history", KEYS), span=span, excerpt=line))
    told = dict(piece) | dict(head or {})
    told["facts"] = _merged(piece.get("facts"), facts)
    told["readings"] = _merged(piece.get("readings"), readings)
    reader = _Reader(contract, problems, today, told, place, partial(_line_in, document), beside)
    name = piece.get("history")
    return reader.history(name if isinstance(name, str) else "", _events(document, path, piece, problems), sort)


def _merged(told: object, options: Mapping[str, object] | None) -> object:
    """What the text tells under a key, with what options say instead."""
    if not options:
        return told
    return {**told, **options} if isinstance(told, Mapping) else options


def _with_other_forms(problems: Iterable[Problem]) -> Iterator[Problem]:
    """The problems of a YAML file that cannot be read; one that is too large is told of the forms for long histories."""
    for problem in problems:
        hint = "write a long history as JSON lines or as a table"
        yield replace(problem, hint=hint) if problem.name == "too-large" else problem


def _line_of(text: str, number: int) -> str:
    return text.split("\n")[number - 1].rstrip("\r")


def _line_in(document: Document, number: int) -> str:
    return document.lines[number - 1] if number <= len(document.lines) else ""


def _in_document(document: Document, path: Path, keys: Path, part: Part) -> tuple[Span, str]:
    """Where an entry of a piece of a YAML document stands, and the line of it."""
    span = document.span((*path, *keys), at_key=part == "key", part=part if isinstance(part, tuple) else None)
    return span, _line_in(document, span.line)


def _nowhere(keys: Path, part: Part) -> tuple[Span | None, str]:
    """The place of what is told beside the text."""
    return None, ""


def _events(document: Document, path: Path, piece: Mapping[str, object], problems: Problems) -> Iterator[Row]:
    """The rows under `events`."""
    events = piece.get("events")
    if events is None:
        return
    if not isinstance(events, list):
        span = document.span((*path, "events"))
        problems.add(Problem("wrong-type", f"`events` is a list, not {written(events)}", span, _line_in(document, span.line)))
        return
    for number, entries in enumerate(events):
        at: Path = (*path, "events", number)
        span = document.span(at)
        if isinstance(entries, Mapping):
            yield Row(entries, span, partial(_in_document, document, at))
        else:
            problems.add(
                Problem("wrong-type", f"an event is a mapping of keys, not {written(entries)}", span, _line_in(document, span.line))
            )


def _rows(contract: Contract, name: str, text: str, form: Form, problems: Problems) -> Iterator[Row]:
    from contract_model.asking.tables import rows_of_lines, rows_of_table

    return rows_of_lines(name, text, problems) if form == "jsonl" else rows_of_table(contract, name, text, problems)


def _check_size(name: str, content: bytes) -> None:
    if len(content) > MAX_BYTES:
        span = Span(name, 1, 1)
        raise ContractError([Problem("too-large", f"a history has at most {MAX_BYTES // 1024 // 1024} MiB", span, hint="split it")])


def _text(name: str, content: bytes) -> str:
    """The text of a file. Raises ContractError."""
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content[: error.start].count(b"\n") + 1
        column = error.start - content.rfind(b"\n", 0, error.start)
        span = Span(name, line, column)
        raise ContractError([Problem("not-text", "the file is not text in UTF-8", span, hint="save it as UTF-8")]) from None


@contextmanager
def _without_collection() -> Iterator[None]:
    """Holds back the search for garbage in cycles, of which reading makes none: among so much that stays it takes half of the time."""
    was = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was:
            gc.enable()


class _Reader:
    """Reads one history: its head, then what happened."""

    def __init__(
        self,
        contract: Contract,
        problems: Problems,
        today: date | None,
        head: Mapping[str, object],
        place: HeadPlace,
        line_of: Callable[[int], str],
        beside: Iterable[str] = (),
    ) -> None:
        self.contract = contract
        self.problems = problems
        self.today = today
        self.head = head
        self.place = place
        self.line_of = line_of
        self.beside = beside
        self.remarks: list[str] = []

    def history(self, name: str, rows: Iterator[Row], sort: bool) -> History:
        """The whole of it. Raises ContractError with every problem."""
        start = self._start()
        moments = Moments(start, self.contract.policies.counting.zone, self.today)
        unknown: set[str] = set()
        facts = self._facts(unknown)
        readings = self._readings(unknown)
        self._declared(unknown, {*facts, *readings})
        reader = Rows(self.contract, moments, self.problems, self.today, self.beside)
        told: list[Happening] = []
        with _without_collection():
            for row in rows:
                if len(told) >= MAX_HAPPENINGS:
                    said = f"a history has at most {MAX_HAPPENINGS:,} events"
                    self.problems.add(Problem("too-large", said, row.span, hint="split it"))
                    break
                happening = reader.read(row)
                if happening is not None:
                    told.append(happening)
        told = self._each_once(told)
        told = self._in_order(told, sort)
        self._before_start(told, moments, start)
        until = self._until(moments, told)
        history = History(
            name=name,
            start=start,
            happenings=tuple(told),
            facts=facts,
            readings=readings,
            unknown=frozenset(unknown),
            evidence=self._evidence(),
            complete=self._truth("complete", False),
            presume=self._truth("presume", True),
            version=self._version(),
            until=until,
            remarks=(*_cut(list(reader.remarks)), *self.remarks),
        )
        if self.problems.found:
            raise ContractError(self.problems.found)
        return history

    def problem(self, keys: Path, problem: Problem, part: Part = None) -> None:
        """Note a problem with an entry of the head."""
        span, excerpt = self.place(keys, part)
        self.problems.add(replace(problem, span=span, excerpt=excerpt))

    def noting(self, keys: Path, found: Iterable[Problem], part: Part = None) -> None:
        """Note the problems of an entry of the head."""
        for problem in found:
            self.problem(keys, problem, part)

    def _start(self) -> date:
        start = self.head.get("start")
        if isinstance(start, date):
            return start
        if start is not None:
            try:
                if isinstance(start, str):
                    return read_day(start, self.today)
                raise ValueError("a day is written such as 2026-03-01")
            except ValueError as error:
                self.problem(("start",), Problem("bad-date", f"{written(start)} is no day on which a contract can begin", hint=str(error)))
        return min(version.start for version in self.contract.versions)

    def _facts(self, unknown: set[str]) -> dict[str, Told]:
        facts: dict[str, Told] = {}
        for name, data in self._mapping("facts"):
            found: list[Problem] = []
            with collecting(found):
                value = read_fact(self.contract, name, data, self.today)
                if value is None:
                    unknown.add(name)
                else:
                    facts[name] = value
            self.noting(("facts", name), found, None if name in self.contract.facts else "key")
        return facts

    def _readings(self, unknown: set[str]) -> dict[str, str]:
        readings: dict[str, str] = {}
        for name, data in self._mapping("readings"):
            found: list[Problem] = []
            with collecting(found):
                reading = read_reading(self.contract, name, data)
                if reading is None:
                    unknown.add(name)
                else:
                    readings[name] = reading
            known = name in self.contract.ambiguities or name in self.contract.facts
            self.noting(("readings", name), found, None if known else "key")
        return readings

    def _mapping(self, key: str) -> Iterator[tuple[str, object]]:
        entries = self.head.get(key)
        if entries is None:
            return
        if not isinstance(entries, Mapping):
            self.problem((key,), Problem("wrong-type", f"`{key}` is a mapping from names, not {written(entries)}"))
            return
        yield from ((str(name), data) for name, data in entries.items())

    def _declared(self, unknown: set[str], stated: set[str]) -> None:
        """Add the names under `unknown`, none of which may have a value."""
        listed = self.head.get("unknown")
        if listed is None:
            return
        names = [listed] if isinstance(listed, str) else listed
        if not isinstance(names, list):
            self.problem(("unknown",), Problem("wrong-type", f"`unknown` is a list of names, not {written(listed)}"))
            return
        for i, item in enumerate(names):
            found: list[Problem] = []
            with collecting(found):
                name = read_name(self.contract, item)
                if name in stated:
                    found.append(Problem("said-twice", f"`{name}` has a value and is said to be unknown"))
                unknown.add(name)
            self.noting(("unknown", i) if names is listed else ("unknown",), found)

    def _evidence(self) -> Certainty:
        found: list[Problem] = []
        floor = Certainty.INFERRED
        with collecting(found):
            if self.head.get("evidence") is not None:
                floor = read_evidence(self.head["evidence"])
        self.noting(("evidence",), found)
        return floor

    def _version(self) -> str | None:
        found: list[Problem] = []
        version = None
        with collecting(found):
            if self.head.get("version") is not None:
                version = read_version(self.contract, self.head["version"])
        self.noting(("version",), found)
        return version

    def _truth(self, key: str, default: bool) -> bool:
        said = self.head.get(key)
        if said is None:
            return default
        if not isinstance(said, bool):
            self.problem((key,), Problem("wrong-type", f"`{key}` is true or false, not {written(said)}"))
            return default
        return said

    def _until(self, moments: Moments, told: list[Happening]) -> Instant | None:
        """How far time passes; not less far than to the last event."""
        said = self.head.get("until")
        if said is None:
            return None
        try:
            if not isinstance(said, str):
                raise ValueError("a day is written such as 2026-03-01 or day 20")
            until = moments.end(said)
        except ValueError as error:
            self.problem(("until",), Problem("bad-date", f"{written(said)} is no day until which time passes", hint=str(error)))
            return None
        last = max(told, key=lambda h: h.instant, default=None)
        if last is not None and until < last.instant:
            where = f", on line {last.span.line}" if last.span else ""
            message = f"{written(said)} is before the last event, of {_moment(last)}{where}"
            self.problem(("until",), Problem("bad-until", message, hint="leave it out, or tell a later day"))
            return None
        return until

    def _each_once(self, told: list[Happening]) -> list[Happening]:
        """What happened, each id once: the same content again is left out with a remark, other content is a problem."""
        first: dict[str, Happening] = {}
        kept: list[Happening] = []
        again: list[str] = []
        for happening in told:
            before = first.setdefault(happening.id, happening) if happening.id else happening
            if before is happening:
                kept.append(happening)
            elif replace(before, span=happening.span) == happening:
                again.append(f"the event {quoted(happening.id)} is told twice{_lines(before, happening)} and counts once")
            else:
                where = f" on line {before.span.line}" if before.span else ""
                said = f"the id {quoted(happening.id)} stands{where} with other content"
                self._of_happening(happening, Problem("duplicate-id", said, hint="an id names one event; give the other its own"))
        self.remarks += _cut(again)
        return kept

    def _in_order(self, told: list[Happening], sort: bool) -> list[Happening]:
        """What happened in order; what is told too late is a problem, or moved with a remark."""
        late = [(before, h) for before, h in _pairs_out_of_order(told)]
        if not late:
            return told
        if sort:
            count = f"{len(late):,} events stand" if len(late) > 1 else "one event stands"
            self.remarks.append(f"{count} after a later one, and all are sorted by their moments")
            return sorted(told, key=lambda h: h.instant)
        for before, happening in late:
            where = f" on line {before.span.line}" if before.span else ""
            said = f"{_moment(happening)} is before {_moment(before)}{where}, which stands above it"
            untimed = "; an event without a time counts as at the beginning of its day" if happening.time is None else ""
            self._of_happening(happening, Problem("out-of-order", said, hint=f"put them in order, or give `--sort`{untimed}"))
        return told

    def _before_start(self, told: list[Happening], moments: Moments, start: date) -> None:
        try:
            begins = moments.on(start, None).instant
        except ValueError:
            return
        early = [f"the event of {_moment(h)}{_line(h)} is before the contract begins on {start}" for h in told if h.instant < begins]
        self.remarks += _cut(early)

    def _of_happening(self, happening: Happening, problem: Problem) -> None:
        span = happening.span
        self.problems.add(replace(problem, span=span, excerpt=self.line_of(span.line) if span else ""))


def _pairs_out_of_order(told: Iterable[Happening]) -> Iterator[tuple[Happening, Happening]]:
    """Each happening that stands after a later one, with the latest of those above it."""
    latest: Happening | None = None
    for happening in told:
        if latest is not None and happening.instant < latest.instant:
            yield latest, happening
        else:
            latest = happening


def _moment(happening: Happening) -> str:
    return str(DateSpan(happening.day, happening.day, happening.time))


def _line(happening: Happening) -> str:
    return f" (line {happening.span.line})" if happening.span else ""


def _lines(one: Happening, other: Happening) -> str:
    return f" (lines {one.span.line} and {other.span.line})" if one.span and other.span else ""


def _cut(remarks: list[str]) -> list[str]:
    """The remarks of one sort, the first of them where there are many."""
    if len(remarks) <= MAX_REMARKS:
        return remarks
    return [*remarks[:MAX_REMARKS], f"and {len(remarks) - MAX_REMARKS:,} more like these"]


def read_history_file(
    path: str | pathlib.Path,
    contract: Contract | str | pathlib.Path | None = None,
    *,
    form: Form | None = None,
    start: date | str | None = None,
    complete: bool | None = None,
    facts: Mapping[str, object] | None = None,
    readings: Mapping[str, object] | None = None,
    today: date | None = None,
    sort: bool = False,
    cache: bool = True,
) -> tuple[Contract, History]:
    """The history of a file, and its contract: the one given, or the one that a YAML file names. Raises ContractError.

    The form goes by the ending of the file: .yaml, .jsonl or .csv. The rest is as in `read_history`.
    """
    name = str(path)
    found = form or _ENDINGS.get(os.path.splitext(name)[1].lower())
    if found is None:
        hint = "a history is a .yaml, .jsonl or .csv file"
        raise ContractError([Problem("no-history", f"the ending of {quoted(name)} does not say what form it has", hint=hint)])
    try:
        with open(name, "rb") as file:
            content = file.read(MAX_BYTES + 1)
    except (OSError, ValueError) as error:
        said = getattr(error, "strerror", None) or "it is no path"
        raise ContractError([Problem("no-history", f"{quoted(name)} cannot be read: {said}")]) from None
    if found != "yaml":
        if contract is None:
            hint = "give it with `--contract`"
            raise ContractError([Problem("missing-key", f"{quoted(name)} does not say of which contract it is the history", hint=hint)])
        agreement = _loaded(contract, cache)
        told = read_history(
            agreement, name, content, found, start=start, complete=complete, facts=facts, readings=readings, today=today, sort=sort
        )
        return agreement, told
    from contract_model.loading.parse import parse

    _check_size(name, content)
    document = parse(name, content)
    agreement = _loaded(_named_contract(document) if contract is None else contract, cache)
    head = {key: value for key, value in (("start", start), ("complete", complete)) if value is not None}
    return agreement, history_of(agreement, document, (), head, facts, readings, today, sort)


def _loaded(contract: Contract | str | pathlib.Path, cache: bool) -> Contract:
    if isinstance(contract, Contract):
        return contract
    from contract_model.loading.cache import load_cached

    return load_cached(contract, use_cache=cache)


def _named_contract(document: Document) -> str:
    """What a YAML file names as its contract: the id of a shipped one, or a path from the file's own folder. Raises ContractError."""
    if document.data is None and document.problems:
        raise ContractError(_with_other_forms(document.problems))
    named = document.data.get("contract") if isinstance(document.data, Mapping) else None
    if not isinstance(named, str) or not named:
        if not isinstance(document.data, Mapping):
            document.problem("wrong-type", f"a history is a mapping of keys, not {written(document.data)}")
        else:
            document.problem(
                "missing-key", "`contract` is missing", (), hint="it is the id of a shipped contract, or a path; or give `--contract`"
            )
        raise ContractError(document.problems)
    if os.sep in named or named.endswith((".yaml", ".yml")):
        return os.path.join(os.path.dirname(document.file), named)
    return named
