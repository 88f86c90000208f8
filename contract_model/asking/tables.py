"""This file defines how rows are read from a table (CSV) and from JSON lines: many, each on a line of its own.

A table has a header: `at`, `actor`, `action`, `id`, `says`, `fact:NAME` or `fact:NAME[KEY]`, and else parameters; `parameter:NAME` is one
whatever it is called. An empty cell is not told.
"""

from __future__ import annotations

import csv
import json
import re
from collections.abc import Iterator
from functools import partial
from io import StringIO
from typing import Any

from contract_model.asking.entries import unknown_name
from contract_model.asking.happenings import Part, Path, Problems, Row
from contract_model.model.contract import Contract
from contract_model.problems import Problem, Span, quoted

_FACT = re.compile(r"fact:\s*(?P<name>[^\[\]]+?)\s*(?:\[(?P<key>.*)\])?\s*")
_COLUMNS = ("at", "actor", "action", "id", "says")
_DELIMITERS = (",", ";", "\t")
Column = tuple[str, ...]
"""Where a cell belongs among the entries of a row: `("at",)`, `("facts", "inspected")`, `("facts", "on_azure", "Copilot")`."""


def rows_of_lines(name: str, text: str, problems: Problems) -> Iterator[Row]:
    """The rows of JSON lines. An empty line is none."""
    decode = json.JSONDecoder(parse_float=str, parse_int=str, parse_constant=str, object_pairs_hook=once_each).decode
    for number, line in enumerate(text.split("\n"), 1):
        if not line.strip():
            continue
        span = Span(name, number, 1, len(line))
        try:
            entries = decode(line)
        except Repeated as error:
            column, length = _key_at(line, error.key, again=True)
            said = f"the key {quoted(error.key)} occurs a second time"
            problems.add(Problem("duplicate-key", said, Span(name, number, column, length), line, hint="keep one of them"))
        except (ValueError, RecursionError) as error:
            column = min(getattr(error, "pos", 0), len(line.rstrip()) - 1) + 1
            hint = "each line is a mapping such as " + '{"at": "2026-03-01", "action": ...}'
            problems.add(Problem("json-syntax", "this is not JSON", Span(name, number, column), line, hint=hint))
        else:
            if isinstance(entries, dict):
                yield Row(entries, span, partial(_in_line, span, line))
            else:
                problems.add(Problem("wrong-type", "a line of a history is a mapping of keys", span, line))


class Repeated(Exception):
    """A key that stands twice in a mapping."""

    def __init__(self, key: str) -> None:
        self.key = key


def once_each(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """A mapping of JSON, in which no key stands twice. Raises Repeated."""
    found = dict(pairs)
    if len(found) < len(pairs):
        seen: set[str] = set()
        raise Repeated(next(key for key, _ in pairs if key in seen or seen.add(key)))  # type: ignore[func-returns-value]  # adds on the way
    return found


def _key_at(line: str, key: str, begin: int = 0, again: bool = False) -> tuple[int, int]:
    """Column and length of a key in a line of JSON, or of the last one of its name."""
    pattern = rf"{re.escape(json.dumps(key, ensure_ascii=False))}(?=\s*:)"
    found = list(re.finditer(pattern, line[begin:]))
    if not found:
        return 1, len(line)
    one = found[-1 if again else 0]
    return begin + one.start() + 1, len(one[0])


def _in_line(span: Span, line: str, path: Path, part: Part) -> tuple[Span, str]:
    """Where the value of an entry stands in a line of JSON; its key, where the value cannot be found."""
    begin, place = 0, span
    for key in path:
        column, length = _key_at(line, str(key), begin)
        if (column, length) == (1, len(line)):
            break
        place = Span(span.file, span.line, column, length)
        begin = column - 1 + length
    if place is span:
        return span, line
    if part == "key":
        return place, line
    colon = line.find(":", begin) + 1
    start = colon + len(line[colon:]) - len(line[colon:].lstrip())
    try:
        value, end = json.JSONDecoder().raw_decode(line, start)
    except ValueError:
        return place, line
    if part is not None and isinstance(value, str) and line[start + 1 : end - 1] == value:
        return Span(span.file, span.line, start + 2 + part[0], part[1]), line
    return Span(span.file, span.line, start + 1, end - start), line


def rows_of_table(contract: Contract, name: str, text: str, problems: Problems) -> Iterator[Row]:
    """The rows of a table, whose first line says what the columns are."""
    first = text.split("\n", 1)[0].rstrip("\r")
    delimiter = max(_DELIMITERS, key=first.count)
    reader = csv.reader(StringIO(text, newline=""), delimiter=delimiter, strict=True)
    lines = _Lines(name, text, delimiter)
    number = 1
    try:
        header = next(reader, [])
        columns = _columns(contract, lines, header, problems)
        if ("at",) not in columns:
            return
        plain = [(i, column[0]) for i, column in enumerate(columns) if column is not None and len(column) == 1]
        nested = [(i, column) for i, column in enumerate(columns) if column is not None and len(column) > 1]
        place_of = {column: i for i, column in enumerate(columns) if column is not None}
        number = reader.line_num + 1
        for cells in reader:
            if len(cells) != len(header):
                if any(cells):
                    said = f"the row has {len(cells)} {'cell' if len(cells) == 1 else 'cells'}, the header {len(header)}"
                    span, line = lines.whole(number)
                    problems.add(Problem("csv-syntax", said, span, line, hint="a text with a comma in it goes in double quotes"))
            elif any(cells):
                entries: dict[str, Any] = {key: cells[i] for i, key in plain if cells[i]}
                for i, column in nested:
                    if cells[i] and not _nest(entries, column, cells[i]):
                        said = "the row has a value for the whole and one for a part of it"
                        lines.problem(problems, number, i, Problem("duplicate-key", said, hint="keep one of them"))
                yield Row(entries, Span(name, number, 1, 1), partial(lines.place, number, place_of))
            number = reader.line_num + 1
    except csv.Error as error:
        span, line = lines.whole(number)
        hint = "a double quote in a text is written twice" if "expected" in str(error) else "a quote is never closed, or a cell is too long"
        problems.add(Problem("csv-syntax", "this is not a row of a table", span, line, hint=hint))


def _nest(entries: dict[str, Any], column: Column, cell: str) -> bool:
    """Put a cell where its column says; whether it could be, as no other one says something of the whole or of a part of it."""
    inner = entries
    for step in column[:-1]:
        inner = inner.setdefault(step, {})
        if not isinstance(inner, dict):
            return False
    if column[-1] in inner:
        return False
    inner[column[-1]] = cell
    return True


def _columns(contract: Contract, lines: _Lines, header: list[str], problems: Problems) -> list[Column | None]:
    """What each column holds; none for one that is no part of a history."""
    columns: list[Column | None] = []
    parameters = {p for action in contract.actions.values() for p in action.parameters}
    for i, cell in enumerate(header):
        title = cell.strip()
        column: Column | None = None
        if found := _FACT.fullmatch(title):
            fact = contract.facts.get(found["name"])
            column = ("facts", found["name"]) if found["key"] is None else ("facts", found["name"], found["key"])
            if fact is None:
                lines.problem(problems, 1, i, unknown_name(found["name"], "a fact of the contract", contract.facts))
        elif title.startswith("parameter:"):
            own = title.removeprefix("parameter:").strip()
            column = ("parameters", own)
            if own not in parameters:
                lines.problem(problems, 1, i, unknown_name(own, "a parameter of the contract", sorted(parameters)))
        elif title in _COLUMNS or title in parameters:
            column = (title,)
        else:
            lines.problem(problems, 1, i, unknown_name(title, "a column of a history", dict.fromkeys((*_COLUMNS, *sorted(parameters)))))
        if column is not None and column in columns:
            lines.problem(
                problems, 1, i, Problem("duplicate-key", f"the column {quoted(title)} occurs a second time", hint="keep one of them")
            )
            column = None
        columns.append(column)
    if ("at",) not in columns:
        span, line = lines.whole(1)
        hint = "the first line names the columns, such as at,actor,action"
        problems.add(Problem("missing-key", "the table has no column `at`", span, line, hint=hint))
    return columns


class _Lines:
    """The lines of a table, which are taken apart only where something is wrong with one."""

    def __init__(self, file: str, text: str, delimiter: str) -> None:
        self.file = file
        self.text = text
        self.delimiter = delimiter
        self._split: list[str] | None = None

    def line(self, number: int) -> str:
        """A line, counted from 1."""
        if self._split is None:
            self._split = [line.rstrip("\r") for line in self.text.split("\n")]
        return self._split[number - 1] if number <= len(self._split) else ""

    def whole(self, number: int) -> tuple[Span, str]:
        """The span of a line."""
        line = self.line(number)
        return Span(self.file, number, 1, max(1, len(line))), line

    def place(self, number: int, columns: dict[Column, int], path: Path, part: Part) -> tuple[Span, str]:
        """Where the cell of an entry stands; the whole line where it has none."""
        keys = tuple(str(step) for step in path)
        at = next((i for column, i in columns.items() if column[: len(keys)] == keys), None) if keys else None
        return self.whole(number) if at is None else self.cell(number, at, part)

    def cell(self, number: int, at: int, part: Part = None) -> tuple[Span, str]:
        """The span of a cell, or of a part of it."""
        line = self.line(number)
        begin = 0
        quote = False
        cell = 0
        for i, c in enumerate(f"{line}{self.delimiter}"):
            if c == '"':
                quote = not quote
            elif c == self.delimiter and not quote:
                if cell == at:
                    if isinstance(part, tuple):
                        begin += part[0] + (line[begin] == '"')
                        return Span(self.file, number, begin + 1, part[1]), line
                    return Span(self.file, number, begin + 1, max(1, i - begin)), line
                cell, begin = cell + 1, i + 1
        return self.whole(number)

    def problem(self, problems: Problems, number: int, at: int, problem: Problem) -> None:
        """Note a problem with a cell."""
        span, line = self.cell(number, at)
        problems.add(Problem(problem.name, problem.message, span, line, hint=problem.hint))
