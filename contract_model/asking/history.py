"""This file defines how a history is read, as YAML, JSON lines or a table: what happened to a contract, in order, or every problem in it.

A YAML file says which contract it is about; for the other two forms this, the start and what is known from it on are told beside.
"""

from __future__ import annotations

import gc
import os
import sys
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from datetime import date
from functools import partial
from typing import TYPE_CHECKING, Literal, TypeAlias

from contract_model.asking.entries import unknown_name, written
from contract_model.asking.happenings import Part, Path, Problems, Row, Rows
from contract_model.asking.head import Head
from contract_model.asking.moments import Moments
from contract_model.asking.order import Order, cut_short
from contract_model.model.contract import Contract
from contract_model.model.history import Happening, History
from contract_model.problems import ContractError, Problem, Span, quoted

if TYPE_CHECKING:
    import pathlib

    from contract_model.loading.parse import Document

Form: TypeAlias = Literal["yaml", "jsonl", "csv"]
MAX_BYTES = 64 * 1024 * 1024
MAX_HAPPENINGS = 1_000_000
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
    told = head | {"facts": facts or {}, "readings": readings or {}}
    order = Order(problems, partial(_line_of, text))
    rows = _rows(contract, name, text, form, problems)
    return _history(Head(contract, problems, today, told, _nowhere), order, os.path.basename(name), rows, sort)


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
    beside_text = {
        *((key,) for key in head or {}),
        *(("facts", name) for name in facts or {}),
        *(("readings", name) for name in readings or {}),
    }

    def head_place(keys: Path, part: Part) -> tuple[Span | None, str]:
        """Where an entry of the head stands; what prevails over the text stands nowhere in it."""
        return _nowhere(keys, part) if keys[:2] in beside_text else place(keys, part)

    order = Order(problems, partial(_line_in, document))
    name = piece.get("history")
    rows = _events(document, path, piece, problems)
    return _history(Head(contract, problems, today, told, head_place), order, name if isinstance(name, str) else "", rows, sort, beside)


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


def _history(head: Head, order: Order, name: str, rows: Iterator[Row], sort: bool, beside: Iterable[str] = ()) -> History:
    """The whole of a history. Raises ContractError with every problem."""
    start = head.start()
    moments = Moments(start, head.contract.policies.counting.zone, head.today)
    unknown: set[str] = set()
    facts = head.facts(unknown)
    readings = head.readings(unknown)
    head.declared(unknown, {*facts, *readings})
    reader = Rows(head.contract, moments, head.problems, head.today, beside)
    told: list[Happening] = []
    with _without_collection():
        for row in rows:
            if len(told) >= MAX_HAPPENINGS:
                said = f"a history has at most {MAX_HAPPENINGS:,} events"
                head.problems.add(Problem("too-large", said, row.span, hint="split it"))
                break
            happening = reader.read(row)
            if happening is not None:
                told.append(happening)
    told = order.in_order(order.each_once(told), sort)
    order.before_start(told, moments, start)
    history = History(
        name=name,
        start=start,
        happenings=tuple(told),
        facts=facts,
        readings=readings,
        unknown=frozenset(unknown),
        evidence=head.evidence(),
        complete=head.truth("complete", False),
        presume=head.truth("presume", True),
        version=head.version(),
        until=head.until(moments, told),
        remarks=(*cut_short(list(reader.remarks)), *order.remarks),
    )
    if head.problems.found:
        raise ContractError(head.problems.found)
    return history


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

    The form goes by the ending of the file, .yaml, .jsonl or .csv, unless it is given; `-` is stdin. The rest is as in `read_history`.
    """
    name = str(path)
    found = form or _ENDINGS.get(os.path.splitext(name)[1].lower())
    if found is None:
        hint = "a history is a .yaml, .jsonl or .csv file; of another, or of -, which is stdin, say with `--from` what it is"
        raise ContractError([Problem("no-history", f"the ending of {quoted(name)} does not say what form it has", hint=hint)])
    try:
        content = _content(name)
    except (OSError, ValueError) as error:
        said = getattr(error, "strerror", None) or "it is no path"
        raise ContractError([Problem("no-history", f"{quoted(name)} cannot be read: {said}")]) from None
    name = "stdin" if name == "-" else name
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


def _content(name: str) -> bytes:
    """What a file holds, or stdin, as far as a history may go and a byte further."""
    if name == "-":
        return sys.stdin.buffer.read(MAX_BYTES + 1) if sys.stdin is not None else b""
    with open(name, "rb") as file:
        return file.read(MAX_BYTES + 1)


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
