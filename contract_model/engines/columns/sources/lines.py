"""This file defines `from_lines`: the table in some files with a JSON object on each line."""

from __future__ import annotations

import json
from collections.abc import Sequence
from decimal import Decimal

from contract_model.engines.columns.sources.broken import MAX_LINE, BrokenLines
from contract_model.engines.columns.sources.listed import from_list
from contract_model.engines.columns.sources.names import MAX_COLUMNS, misnamed
from contract_model.engines.columns.sources.packed import beginning
from contract_model.engines.columns.sources.source import Source, brought, without_columns
from contract_model.engines.columns.sql import files as files_of
from contract_model.engines.columns.sql import text
from contract_model.engines.columns.store import Store, unreadable
from contract_model.problems import ContractError, Problem

_BATCH = 10_000  # lines
_KEYS = "CASE WHEN json_valid(line) AND json_type(line) = 'OBJECT' THEN json_keys(line) END"
_WRONG_LINE = (
    "CASE WHEN keys IS NULL THEN CASE WHEN json_valid(line) THEN 'it is no object' ELSE 'it is no JSON' END"
    " WHEN len(keys) > len(list_distinct(keys)) THEN 'a key occurs in it twice' END"
)
_INEXACT = "a number in it has more digits than a number in JSON keeps; write it in quotation marks"


def from_lines(store: Store, files: Sequence[str], called: str = "") -> Source:
    """The table in some files; its columns are the keys, in the order in which they come first. A file may be one JSON list instead.

    `called`: how a file is called in messages, if not by its path. Raises ContractError with every problem.
    """
    if _lists(files, called):
        return from_list(store, files[0], called)
    broken = BrokenLines(store)
    staged = [_staged(store, file, called or file, broken) for file in files]
    good = " UNION ALL ".join(
        f"SELECT {i} AS file, n, line, keys FROM read_parquet({text(lines)}) WHERE why IS NULL" for i, lines in enumerate(staged)
    )
    names = _names(store, good)
    if not names:
        return without_columns(int(store.run(f"SELECT count(*) FROM ({good})")[0][0]), broken.table, broken.count)
    problems = misnamed(called or files[0], names)
    if problems:
        raise ContractError(problems)
    inexact = _inexact_lines(store, good)
    for i, file in enumerate(files):
        broken.told(called or file, f"SELECT n, {text(_INEXACT)} AS why, line FROM {inexact} WHERE file = {i}")
    if store.run(f"FROM {inexact} LIMIT 1"):
        good = f"SELECT * FROM ({good}) WHERE (file, n) NOT IN (SELECT (file, n) FROM {inexact}) ORDER BY file, n"
    paths = "[" + ", ".join(text("/" + n.replace("~", "~0").replace("/", "~1")) for n in names) + "]"
    cells = ", ".join(f"x[{i + 1}] AS c{i}" for i in range(len(names)))
    part = store.new(".parquet")
    store.run(f"COPY (SELECT {cells} FROM (SELECT json_extract_string(line, {paths}) AS x FROM ({good}))) TO {text(part)} (FORMAT parquet)")
    return brought(store, names, [part], broken=broken.table, broken_rows=broken.count)


def _lists(files: Sequence[str], called: str) -> bool:
    """Whether the only file is one JSON list. Raises ContractError with the problem of each file that cannot be read so."""
    problems: list[Problem] = []
    found = False
    for file in files:
        try:
            found = beginning(file).lstrip()[:1] == b"["
            if found and len(files) > 1:
                raise ValueError("it is one JSON list, which is a table by itself")
        except ValueError as error:
            problems.append(unreadable(called or file, str(error)))
    if problems:
        raise ContractError(problems)
    return found


def _staged(store: Store, file: str, called: str, broken: BrokenLines) -> str:
    """A Parquet file with the lines of a file: `n`, their numbers, their `keys`, and `why` they are no rows. Raises ContractError."""
    lines = store.new(".parquet")
    settings = "auto_detect = false, header = false, delim = '\x01', quote = '', escape = '', columns = {'line': 'VARCHAR'}"
    settings += f", max_line_size = {MAX_LINE}, strict_mode = false, ignore_errors = true, store_rejects = true"
    read = f"SELECT row_number() OVER () AS n, line FROM read_csv({files_of([file])}, {settings})"
    told = f"SELECT n, line, {_KEYS} AS keys FROM ({read}) WHERE trim(line, ' \t\r') <> ''"
    _, why = store.try_run(f"COPY (SELECT *, {_WRONG_LINE} AS why FROM ({told})) TO {text(lines)} (FORMAT parquet)")
    if why:
        raise ContractError([unreadable(called, why)])
    broken.passed_over(called, 1)
    broken.told(called, f"SELECT n, why, line FROM read_parquet({text(lines)}) WHERE why IS NOT NULL")
    return lines


def _names(store: Store, good: str) -> list[str]:
    """The keys of some lines, in the order in which they come first; one more than a table may have, where there are more."""
    sorts = f"SELECT keys, min((file, n)) AS first FROM ({good}) GROUP BY keys"
    each = f"SELECT unnest(keys) AS key, first, unnest(range(len(keys))) AS place FROM ({sorts})"
    keys = store.run(f"SELECT key FROM ({each}) GROUP BY key ORDER BY min((first, place)), key LIMIT {MAX_COLUMNS + 1}")
    return [key for (key,) in keys]


def _inexact_lines(store: Store, good: str) -> str:
    """A table of the lines in which a cell is a number that the database would round; only lines with very long numbers are looked at."""
    found = store.new()
    store.run(f"CREATE TABLE {found} (file INTEGER, n BIGINT, line VARCHAR)")
    with store.guarded():
        looked = store.connection.cursor().execute(f"SELECT file, n, line FROM ({good}) WHERE regexp_matches(line, '[0-9.]{{16,}}')")
        while lines := looked.fetchmany(_BATCH):
            wrong = [line for line in lines if _inexact(line[2])]
            if wrong:
                store.connection.executemany(f"INSERT INTO {found} VALUES (?, ?, ?)", wrong)
    return found


class _Number(str):
    """A number as it was written."""


def _inexact(line: str) -> bool:
    """Whether a cell of a line is a number that a double does not hold as it was written."""
    try:
        cells = json.loads(line, parse_float=_Number, parse_int=_Number)
        return any(isinstance(c, _Number) and Decimal(repr(float(c))) != Decimal(c) and not c.lstrip("-").isdigit() for c in cells.values())
    except (ValueError, ArithmeticError, RecursionError):
        return True
