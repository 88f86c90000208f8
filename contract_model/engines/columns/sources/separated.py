"""This file defines `from_csv`: the table in some files with a header and cells between commas, semicolons, tabs or bars."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Sequence

from contract_model.engines.columns.sources.broken import MAX_LINE, BrokenLines
from contract_model.engines.columns.sources.names import different, misnamed
from contract_model.engines.columns.sources.packed import beginning, unpacked
from contract_model.engines.columns.sources.source import Source, brought
from contract_model.engines.columns.sql import files as files_of
from contract_model.engines.columns.sql import name, text
from contract_model.engines.columns.store import Store, unreadable
from contract_model.problems import ContractError, Problem

DELIMITERS = (",", ";", "\t", "|")
_LINE = re.compile(rb"[\r\n]")


def from_csv(store: Store, files: Sequence[str], called: str = "") -> Source:
    """The table in some files. `called`: how a file is called in messages, if not by its path. Raises ContractError with every problem."""
    problems: list[Problem] = []
    heads: list[dict[str, str]] = []
    delimiters = []
    for file in files:
        try:
            names, delimiter = _head(file)
        except ValueError as error:
            problems.append(unreadable(called or file, str(error)))
            continue
        problems += misnamed(called or file, names)
        heads.append(dict.fromkeys(names, "VARCHAR"))
        delimiters.append(delimiter)
    if not problems:
        problems = different(files, heads)
    if problems:
        raise ContractError(problems)
    names = list(heads[0])
    broken, parts = BrokenLines(store), []
    for file, head, delimiter in zip(files, heads, delimiters, strict=True):
        columns = "{" + ", ".join(f"{text(n)}: 'VARCHAR'" for n in head) + "}"
        settings = f"auto_detect = false, header = true, delim = {text(delimiter)}, quote = '\"', escape = '\"', columns = {columns}"
        settings += f", ignore_errors = true, store_rejects = true, strict_mode = true, max_line_size = {MAX_LINE}"
        part = store.new(".parquet")
        cells = ", ".join(f"{name(n)} AS c{i}" for i, n in enumerate(names))
        _, why = store.try_run(f"COPY (SELECT {cells} FROM read_csv({files_of([file])}, {settings})) TO {text(part)} (FORMAT parquet)")
        if why:
            raise ContractError([unreadable(called or file, why)])
        parts.append(part)
        broken.passed_over(called or file, len(head))
    return brought(store, names, parts, broken=broken.table, broken_rows=broken.count)


def _head(file: str) -> tuple[list[str], str]:
    """The names of the columns of a file and the sign between them. Raises ValueError saying what is wrong."""
    content = beginning(file)
    if not content.strip():
        raise ValueError("it is empty")
    first = _first(content)
    if not first.strip():
        raise ValueError("its first line is blank, and should name the columns")
    if "\0" in first:
        raise ValueError("it is not written in UTF-8")
    delimiter = "\t" if unpacked(file).endswith(".tsv") else max(DELIMITERS, key=lambda d: (_cut(first, d), -DELIMITERS.index(d)))
    try:
        names = [n.strip() for n in next(csv.reader(io.StringIO(first, newline=""), delimiter=delimiter, strict=True))]
    except (csv.Error, StopIteration) as error:
        raise ValueError(f"its header cannot be taken apart: {error}") from None
    if "" in names:
        raise ValueError(f"column {names.index('') + 1} has no name")
    return names, delimiter


def _first(content: bytes) -> str:
    """The first line of a text; where a quotation mark stands in it, it may go on after the end of a line. Raises ValueError."""
    first = _LINE.split(content, maxsplit=1)[0]
    if b'"' in first:
        return content.decode("utf-8", "replace")
    try:
        return first.decode("utf-8")
    except UnicodeDecodeError:
        raise ValueError("its header is not written in UTF-8") from None


def _cut(content: str, delimiter: str) -> int:
    """Into how many cells a sign cuts the first line."""
    try:
        return len(next(csv.reader(io.StringIO(content, newline=""), delimiter=delimiter)))
    except (csv.Error, StopIteration):
        return 0
