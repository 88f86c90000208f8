"""This file defines how a case with a table becomes a case for each of its rows.

name: A new product on another cloud
event: {action: launch, actor: openai, date: 2027-05-01}
table:
  columns: [cloud, azure_can, azure_will, verdict]
  rows:
    Microsoft can and will: [aws, true, true, prohibited]
    Microsoft cannot: [aws, false, true, permitted]

or `table: {file: launches.csv}`, a file beside whose first column is `name`. A cell is put in place of what the case says otherwise.
"""

from __future__ import annotations

import csv
import os
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from io import StringIO
from typing import Any

from contract_model.loading.limits import MAX_BYTES
from contract_model.loading.parse import Document, Path, Place, is_text
from contract_model.model.contract import Contract
from contract_model.problems import Problem, Span, did_you_mean, quoted
from contract_model.testing.case_schema import SurfaceTable

_DELIMITERS = (",", ";", "\t")
OF_CASE = ("id", "ask", "date", "today", "evidence", "version", "todo", "skip")
OF_EVENT = ("action", "actor")
EXPECTED = ("verdict", "decided_by", "problem")
_LISTS = ("decided_by", "rests_on", "contested", "void")


@dataclass(frozen=True, slots=True)
class Row:
    """A row: where it stands, and its case as a document, which has the places of its cells."""

    span: Span
    document: Document


def _row(template: Document, name: str, cells: Mapping[Path, Any], span: Span, own: Document, places: dict[Path, Place]) -> Row:
    """A row of the file of `own`, with cells by the paths at which they stand in the case."""
    assert isinstance(template.data, dict)  # it has the shape of a case
    data: dict[str, Any] = {key: value for key, value in template.data.items() if key != "table"}
    data["name"] = f"{data['name']}: {name}"
    for path, value in cells.items():
        _put(data, path, value)
    return Row(span, Document(own.file, data, own.lines, places, template.problems))


def _put(data: dict[str, Any], path: Path, value: Any) -> None:
    """Put a value into data, of which only what is changed is copied."""
    *above, last = path
    for step in above:
        inner = data.get(str(step))
        data[str(step)] = dict(inner) if isinstance(inner, dict) else {}
        data = data[str(step)]
    data[str(last)] = value


def rows(contract: Contract, piece: Document, template: Document, table: SurfaceTable, folder: str) -> Iterator[Row]:
    """The rows of the table of a case; what is wrong with it is noted in the document. `template` has the case without the table."""
    if bool(table.file) == bool(table.columns or table.rows):
        said = "a table has either `columns` and `rows`, or a `file`"
        piece.problem("wrong-case", said, ("table",), at_key=True)
        return
    if not table.file:
        yield from _rows_of_mapping(contract, piece, template, table)
        return
    path = os.path.join(folder, table.file)
    try:
        with open(path, "rb") as file:
            content = file.read(MAX_BYTES + 1)
    except (OSError, ValueError) as error:
        said = getattr(error, "strerror", None) or "it is no path"
        piece.problem("no-cases", f"{quoted(table.file)} cannot be read: {said}", ("table", "file"))
        return
    yield from _rows_of_csv(contract, piece, template, path, content)


def _rows_of_mapping(contract: Contract, piece: Document, template: Document, table: SurfaceTable) -> Iterator[Row]:
    columns: list[Path | None] = []
    for i, title in enumerate(table.columns):
        columns.append(_column(contract, title, columns))
        if columns[-1] is None:
            problem = _no_column(contract, title, table.columns[:i])
            piece.problem(problem.name, problem.message, ("table", "columns", i), hint=problem.hint)
    for name, cells in table.rows.items():
        path: Path = ("table", "rows", name)
        if len(cells) != len(columns):
            piece.problem("wrong-case", _length(len(cells), len(columns)), path, at_key=True)
            continue
        found = {column: _listed(column, cell) for column, cell in zip(columns, cells, strict=True) if column is not None}
        at = {c: piece.places[*path, i] for i, c in enumerate(columns) if c is not None and (*path, i) in piece.places}
        yield _row(template, name, found, piece.span(path, at_key=True), piece, {**template.places, **at})


def _rows_of_csv(contract: Contract, piece: Document, template: Document, path: str, content: bytes) -> Iterator[Row]:
    document = Document(path, problems=piece.problems)
    if len(content) > MAX_BYTES:
        piece.problem("too-large", f"a table has at most {MAX_BYTES // 1024 // 1024} MiB", ("table", "file"), hint="split it")
        return
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        document.lines = content.decode("utf-8", "replace").splitlines()
        span = Span(path, content[: error.start].count(b"\n") + 1, 1)
        document.note("not-text", "the file is not text in UTF-8", span, hint="save it as UTF-8")
        return
    document.lines = text.split("\n")
    for number, line in enumerate(document.lines, 1) if not is_text(text) else ():
        if not is_text(line):
            span = Span(path, number, 1, max(1, len(line)))
            document.note("not-text", "the line has a character that is not text", span, hint="remove it")
            return
    document.lines = text.splitlines()
    first = document.lines[0] if document.lines else ""
    delimiter = max(_DELIMITERS, key=first.count)
    reader = csv.reader(StringIO(text, newline=""), delimiter=delimiter, strict=True)
    number = 1
    try:
        header = next(reader, [])
        columns = _columns_of_csv(contract, document, [title.strip() for title in header], first, delimiter)
        number = reader.line_num + 1
        for cells in reader:
            line = document.lines[number - 1]
            span = Span(path, number, 1, max(1, len(line)))
            if any(cells) and len(cells) != len(header):
                document.note("csv-syntax", _length(len(cells), len(header)), span, hint="a text with a comma in it goes in double quotes")
            elif any(cells):
                name = "; ".join(c for c, column in zip(cells, columns, strict=True) if column == ("name",))
                at = _places(line, number, len(cells), delimiter)
                told = [(c, i) for i, c in enumerate(columns) if c is not None and c != ("name",) and cells[i]]
                found = {c: _listed(c, _scalar(cells[i])) for c, i in told}
                yield _row(template, name or f"line {number}", found, span, document, {c: at[i] for c, i in told})
            number = reader.line_num + 1
    except csv.Error as error:
        line = document.lines[min(number, len(document.lines)) - 1]
        hint = "a double quote in a text is written twice" if "expected" in str(error) else "a quote is never closed, or a cell is too long"
        document.note("csv-syntax", "this is not a row of a table", Span(path, number, 1, max(1, len(line))), hint=hint)


def _columns_of_csv(contract: Contract, document: Document, header: Sequence[str], first: str, delimiter: str) -> list[Path | None]:
    """What each column is; what is none is noted."""
    columns: list[Path | None] = []
    at = _places(first, 1, len(header), delimiter)
    for i, title in enumerate(header):
        column = ("name",) if title == "name" and ("name",) not in columns else _column(contract, title, columns)
        columns.append(column)
        if column is None:
            problem = _no_column(contract, title, header[:i])
            place = at[i] if at else Place(0, 0, 0, len(first))
            span = Span(document.file, 1, place.column + 1, max(1, place.end_column - place.column))
            document.note(problem.name, problem.message, span, hint=problem.hint)
    if ("name",) not in columns:
        span = Span(document.file, 1, 1, max(1, len(first)))
        hint = "the first line names the columns, such as name,cloud,verdict"
        document.note("missing-key", "the table has no column `name`", span, hint=hint)
    return columns


def _places(line: str, number: int, cells: int, delimiter: str) -> list[Place]:
    """Where each cell of a line stands; where quotes hide that, the whole line."""
    parts = line.split(delimiter)
    if '"' in line or len(parts) != cells:
        return [Place(number - 1, 0, number - 1, len(line))] * cells
    places, begin = [], 0
    for part in parts:
        places.append(Place(number - 1, begin, number - 1, begin + len(part)))
        begin += len(part) + len(delimiter)
    return places


def _column(contract: Contract, title: str, before: Sequence[Path | None]) -> Path | None:
    """Where the cells of a column stand in a case; none for a title that is no column, or stands twice."""
    path: Path | None = None
    kind, colon, name = title.partition(":")
    if colon and kind in ("fact", "parameter", "reading") and _known(contract, name.strip()):
        path = ("readings" if kind == "reading" else "facts", name.strip())
    elif title.startswith("expect."):
        path = tuple(title.split("."))
    elif title in EXPECTED:
        path = ("expect", title)
    elif title in OF_CASE:
        path = (title,)
    elif title in OF_EVENT:
        path = ("event", title)
    elif title in contract.ambiguities:
        path = ("readings", title)
    elif _known(contract, title):
        path = ("facts", title)
    return None if path in before else path


def _known(contract: Contract, name: str) -> bool:
    return name in contract.parameters or name in contract.facts or name in contract.derived or name in contract.ambiguities


def _no_column(contract: Contract, title: str, before: Sequence[str]) -> Problem:
    if title in before:
        return Problem("duplicate-key", f"the column {quoted(title)} occurs a second time", hint="keep one of them")
    known = (*OF_CASE, *OF_EVENT, *EXPECTED, *contract.parameters, *contract.facts, *contract.ambiguities)
    hint = did_you_mean(title, known) or "a column is a fact, parameter or ambiguity, a key of a case, `verdict` or `expect.KEY`"
    return Problem("unknown-name", f"{quoted(title)} is not a column of a table of cases", hint=hint)


def _listed(column: Path, value: Any) -> Any:
    """A cell as it stands in a case: where a list belongs, the words of it; an ambiguity without a reading is open."""
    if column[0] == "expect" and column[-1] in _LISTS and isinstance(value, str):
        return value.replace(",", " ").split()
    if column[0] == "readings" and value in (None, "?"):
        return "open"
    return value


def _scalar(cell: str) -> bool | str:
    """A cell of a CSV file as YAML would read it."""
    text = cell.strip()
    return {"true": True, "false": False}.get(text.lower(), text)


def _length(found: int, wanted: int) -> str:
    return f"the row has {found} {'cell' if found == 1 else 'cells'}, the table {wanted} {'column' if wanted == 1 else 'columns'}"
