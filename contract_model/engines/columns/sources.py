"""This file defines `Source`: a table as it was found, read from Parquet, CSV, JSON lines, a database or Python, its columns by place.

Whatever its form it becomes Parquet: a Parquet file is read where it lies, everything else is brought over once, each cell as the text
that was written, so that nothing is rounded or guessed. So all that follows reads columns, and the rows keep their numbers. What cannot
be taken apart (a line with too many cells, one that is no JSON) is no row; it is kept, with its line.
"""

from __future__ import annotations

import csv
import gzip
import json
import shutil
import sqlite3
import sys
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from importlib import import_module
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from contract_model.engines.columns.sql import name, text
from contract_model.engines.columns.store import Store, no_room, unreadable
from contract_model.extras import POSTGRES
from contract_model.problems import ContractError, Problem, did_you_mean, quoted

MAX_COLUMNS = 1_000
MAX_HEAD = 1024 * 1024  # bytes of a header
MAX_LINE = 2_000_000  # bytes
BATCH = 10_000  # rows
DELIMITERS = (",", ";", "\t", "|")


@dataclass(frozen=True, slots=True)
class Broken:
    """A line that could not be taken apart, and why."""

    file: str
    line: int
    reason: str
    written: str


@dataclass(frozen=True, slots=True)
class Source:
    """A table. `relation`: SQL for its rows, with `row`, their number from 1, and a column `c0`, `c1`, ... for each of `names`.

    `types`: what the columns hold, in the words of the database. `broken`: the name of a table of lines that are no rows; empty for none.
    """

    names: tuple[str, ...]
    types: tuple[str, ...]
    relation: str
    rows: int
    broken: str = ""
    broken_rows: int = 0

    @property
    def columns(self) -> dict[str, str]:
        """The columns as they are called in `relation`, by name."""
        return {name: f"c{i}" for i, name in enumerate(self.names)}


def parquet(store: Store, files: Sequence[str]) -> Source:
    """The table in some Parquet files, which must have the same columns. Raises ContractError with every problem."""
    problems: list[Problem] = []
    heads: list[dict[str, str]] = []
    for file in files:
        listed, why = store.try_run(f"SELECT name, duckdb_type, num_children, type FROM parquet_schema({_list([file])})")
        if why:
            problems.append(unreadable(file, why))
            continue
        found = list(_top(listed))
        problems += _twice(file, [n for n, _ in found])
        columns, why = store.try_run(f"DESCRIBE SELECT * FROM read_parquet({_list([file])})")
        heads.append({n: str(c[1]) for (n, _), c in zip(found, columns, strict=False)})
        if why:
            problems.append(unreadable(file, why))
    if not problems:
        problems = _differences(files, heads)
    if problems:
        raise ContractError(problems)
    head = heads[0]
    counts = [n for (n,) in store.run(f"SELECT num_rows FROM parquet_file_metadata({_list(files)})")]
    before = [sum(counts[:i]) for i in range(len(counts))]
    number = "file_row_number + 1" if len(files) == 1 else f"file_row_number + 1 + list_extract({before}::BIGINT[], file_index::BIGINT + 1)"
    cells = ", ".join(f"{name(n)} AS c{i}" for i, n in enumerate(head))
    settings = f"union_by_name = {len(files) > 1}, hive_partitioning = false"
    relation = f"(SELECT {number} AS row, {cells} FROM read_parquet({_list(files)}, {settings}))"
    return Source(tuple(head), tuple(head.values()), relation, sum(counts))


def from_csv(store: Store, files: Sequence[str], called: str = "") -> Source:
    """The table in some files with a header and cells between commas, semicolons, tabs or bars.

    `called`: how a file is called in messages, if not by its path. Raises ContractError with every problem.
    """
    problems: list[Problem] = []
    heads: list[dict[str, str]] = []
    delimiters = []
    for file in files:
        try:
            names, delimiter = _head(store, file)
        except ValueError as error:
            problems.append(unreadable(called or file, str(error)))
            continue
        problems += _twice(called or file, names)
        heads.append(dict.fromkeys(names, "VARCHAR"))
        delimiters.append(delimiter)
    if not problems:
        problems = _differences(files, heads)
    if problems:
        raise ContractError(problems)
    names = list(heads[0])
    broken, parts = store.new(), []
    store.run(f"CREATE TABLE {broken} (file VARCHAR, line BIGINT, reason VARCHAR, written VARCHAR)")
    for file, head, delimiter in zip(files, heads, delimiters, strict=True):
        columns = "{" + ", ".join(f"{text(n)}: 'VARCHAR'" for n in head) + "}"
        settings = f"auto_detect = false, header = true, delim = {text(delimiter)}, quote = '\"', escape = '\"', columns = {columns}"
        settings += f", ignore_errors = true, store_rejects = true, strict_mode = true, max_line_size = {MAX_LINE}"
        part = store.new(".parquet")
        cells = ", ".join(f"{name(n)} AS c{i}" for i, n in enumerate(names))
        _, why = store.try_run(f"COPY (SELECT {cells} FROM read_csv({_list([file])}, {settings})) TO {text(part)} (FORMAT parquet)")
        if why:
            raise ContractError([unreadable(called or file, why)])
        parts.append(part)
        _keep_broken(store, broken, called or file, len(head))
    return _brought(store, names, parts, broken)


def from_lines(store: Store, files: Sequence[str], called: str = "") -> Source:
    """The table in some files with a JSON object on each line; its columns are the keys, in the order in which they come first.

    Raises ContractError with every problem.
    """
    broken = store.new()
    store.run(f"CREATE TABLE {broken} (file VARCHAR, line BIGINT, reason VARCHAR, written VARCHAR)")
    staged = []
    for file in files:
        if _is_array(file):
            if len(files) > 1:
                raise ContractError([unreadable(file, "it is one JSON list, which is a table by itself")])
            return _array(store, file, called or file)
        lines = store.new(".parquet")
        settings = "auto_detect = false, header = false, delim = '\x01', quote = '', escape = '', columns = {'line': 'VARCHAR'}"
        settings += f", max_line_size = {MAX_LINE}, strict_mode = false, ignore_errors = true, store_rejects = true"
        read = f"SELECT row_number() OVER () AS n, line FROM read_csv({_list([file])}, {settings})"
        told = f"SELECT n, line, {_KEYS} AS keys FROM ({read}) WHERE trim(line) <> ''"
        _, why = store.try_run(f"COPY (SELECT *, {_WRONG_LINE} AS wrong FROM ({told})) TO {text(lines)} (FORMAT parquet)")
        if why:
            raise ContractError([unreadable(called or file, why)])
        _keep_broken(store, broken, called or file, 1)
        store.run(
            f"INSERT INTO {broken} SELECT {text(called or file)}, n, wrong, left(line, 300) FROM read_parquet({text(lines)})"
            " WHERE wrong IS NOT NULL"
        )
        staged.append(lines)
    good = " UNION ALL ".join(
        f"SELECT {i} AS file, n, line, keys FROM read_parquet({text(lines)}) WHERE wrong IS NULL" for i, lines in enumerate(staged)
    )
    sorts = f"SELECT keys, min((file, n)) AS first FROM ({good}) GROUP BY keys"
    each = f"SELECT unnest(keys) AS key, first, unnest(range(len(keys))) AS place FROM ({sorts})"
    keys = store.run(f"SELECT key FROM ({each}) GROUP BY key ORDER BY min((first, place)), key LIMIT {MAX_COLUMNS + 1}")
    names = [key for (key,) in keys]
    if not names:
        return Source((), (), "(SELECT 0::BIGINT AS row WHERE false)", 0, broken, _count(store, broken))
    problems = _twice(called or files[0], names)
    if problems:
        raise ContractError(problems)
    paths = "[" + ", ".join(text("/" + n.replace("~", "~0").replace("/", "~1")) for n in names) + "]"
    cells = ", ".join(f"x[{i + 1}] AS c{i}" for i in range(len(names)))
    part, inexact = store.new(".parquet"), _inexact_lines(store, good)
    for i, file in enumerate(files):
        why = text("a number in it has more digits than a number in JSON keeps; write it in quotation marks")
        store.run(f"INSERT INTO {broken} SELECT {text(called or file)}, n, {why}, left(line, 300) FROM {inexact} WHERE file = {i}")
    if _count(store, inexact):
        good = f"SELECT * FROM ({good}) WHERE (file, n) NOT IN (SELECT (file, n) FROM {inexact}) ORDER BY file, n"
    store.run(f"COPY (SELECT {cells} FROM (SELECT json_extract_string(line, {paths}) AS x FROM ({good}))) TO {text(part)} (FORMAT parquet)")
    return _brought(store, names, [part], broken)


def _inexact_lines(store: Store, good: str) -> str:
    """A table of the lines in which a cell is a number that the database would round; only lines with very long numbers are looked at."""
    found = store.new()
    store.run(f"CREATE TABLE {found} (file INTEGER, n BIGINT, line VARCHAR)")
    with store.guarded():
        looked = store.connection.cursor().execute(f"SELECT file, n, line FROM ({good}) WHERE regexp_matches(line, '[0-9.]{{16,}}')")
        while lines := looked.fetchmany(BATCH):
            wrong = [line for line in lines if _inexact(line[2])]
            if wrong:
                store.connection.executemany(f"INSERT INTO {found} VALUES (?, ?, ?)", wrong)
    return found


class _Float(str):
    """A number with a point or an exponent as it was written."""


def _inexact(line: str) -> bool:
    """Whether a cell of a line is a number that a double does not hold as it was written."""
    try:
        cells = json.loads(line, parse_float=_Float, parse_int=_Float)
        return any(isinstance(c, _Float) and Decimal(repr(float(c))) != Decimal(c) and not c.lstrip("-").isdigit() for c in cells.values())
    except (ValueError, ArithmeticError, RecursionError):
        return True


def from_rows(store: Store, names: Sequence[str], rows: Iterable[Sequence[str | None]]) -> Source:
    """The table of some rows of cells, each a text or nothing. Raises ContractError with every problem."""
    problems = _twice("the table", names)
    if problems:
        raise ContractError(problems)
    part = store.new(".parquet")
    schema = pa.schema([(f"c{i}", pa.string()) for i in range(len(names))])
    try:
        with pq.ParquetWriter(part, schema) as writer:
            for batch in _batches(rows):
                columns = [pa.array(cells, pa.string()) for cells in zip(*batch, strict=True)]
                writer.write_table(pa.Table.from_arrays(columns, schema=schema))
    except OSError as error:
        raise ContractError([no_room(error.strerror or str(error))]) from None
    return _brought(store, list(names), [part], "")


def from_sqlite(store: Store, file: str, table: str) -> Source:
    """A table or view of an SQLite database. Raises ContractError."""
    try:
        connection = sqlite3.connect(f"file:{file.replace('?', '%3f').replace('#', '%23')}?mode=ro", uri=True)
        try:
            known = [n for (n,) in connection.execute("SELECT name FROM sqlite_master WHERE type IN ('table', 'view') ORDER BY name")]
            if table not in known:
                raise ContractError([unreadable(file, f"it has no table {quoted(table)}", did_you_mean(table, known))])
            cursor = connection.execute(f"SELECT * FROM {name(table)}")  # the name is one of the database's own, and quoted
            return from_rows(store, [c[0] for c in cursor.description], (tuple(map(as_text, row)) for row in cursor))
        finally:
            connection.close()
    except sqlite3.Error as error:
        raise ContractError([unreadable(file, str(error))]) from None


def from_duckdb(store: Store, file: str, table: str) -> Source:
    """A table or view of a DuckDB database. Raises ContractError."""
    other = store.new()
    _, why = store.try_run(f"ATTACH {text(file)} AS {other} (READ_ONLY)")
    if why:
        raise ContractError([unreadable(file, why)])
    known = [n for (n,) in store.run(f"SELECT table_name FROM information_schema.tables WHERE table_catalog = {text(other)}")]
    if table not in known:
        raise ContractError([unreadable(file, f"it has no table {quoted(table)}", did_you_mean(table, known))])
    part = store.new(".parquet")
    store.run(f"COPY (SELECT * FROM {other}.{name(table)}) TO {text(part)} (FORMAT parquet)")
    store.run(f"DETACH {other}")
    return parquet(store, [part])


def from_postgres(store: Store, address: str, table: str) -> Source:
    """A table or view of a PostgreSQL database, read in batches. Raises ContractError."""
    shown = address.partition("@")[2] or address  # without the password
    POSTGRES.demand()
    try:
        psycopg: Any = import_module("psycopg")
    except ImportError as error:  # the library of PostgreSQL itself
        raise ContractError([unreadable(shown, str(error).partition("\n")[0], POSTGRES.install)]) from None
    try:
        with psycopg.connect(address, connect_timeout=10) as connection, connection.cursor("contract_check") as cursor:
            cursor.itersize = BATCH
            cursor.execute(f"SELECT * FROM {'.'.join(name(part) for part in table.split('.'))}")
            names = [c.name for c in cursor.description or ()]
            return from_rows(store, names, (tuple(map(as_text, row)) for row in cursor))
    except psycopg.Error as error:
        raise ContractError([unreadable(shown, str(error).partition("\n")[0])]) from None


def from_stdin(store: Store) -> Source:
    """The table that comes in: JSON lines where it begins with a brace, else CSV. Raises ContractError with every problem."""
    path = store.new(".txt")
    try:
        with open(path, "wb") as kept:
            shutil.copyfileobj(sys.stdin.buffer, kept)
    except OSError as error:
        raise ContractError([no_room(error.strerror or str(error))]) from None
    with open(path, "rb") as kept:
        begin = kept.read(MAX_HEAD).lstrip(b"\xef\xbb\xbf \t\r\n")[:1]
    return from_lines(store, [path], "stdin") if begin in (b"{", b"[") else from_csv(store, [path], "stdin")


def broken_lines(store: Store, source: Source, most: int) -> list[Broken]:
    """The first lines that are no rows."""
    if not source.broken:
        return []
    return [Broken(*found) for found in store.run(f"SELECT * FROM {source.broken} ORDER BY file, line LIMIT {most}")]


def as_text(value: Any) -> str | None:
    """A value of Python as the text of a cell; none stays none."""
    match value:
        case None:
            return None
        case bool():
            return "true" if value else "false"
        case str():
            return value
        case dict() | list():
            return json.dumps(value, default=str)
        case bytes():
            return value.decode("utf-8", "replace")
        case _:
            return str(value)


def _brought(store: Store, names: Sequence[str], parts: Sequence[str], broken: str) -> Source:
    """The source of what was brought over into files of our own, whose columns are c0, c1, ..."""
    counts = [n for (n,) in store.run(f"SELECT num_rows FROM parquet_file_metadata({_list(parts)})")]
    before = [sum(counts[:i]) for i in range(len(counts))]
    number = "file_row_number + 1" if len(parts) == 1 else f"file_row_number + 1 + list_extract({before}::BIGINT[], file_index::BIGINT + 1)"
    cells = ", ".join(f"c{i}" for i in range(len(names)))
    relation = f"(SELECT {number} AS row, {cells} FROM read_parquet({_list(parts)}))"
    return Source(tuple(names), ("VARCHAR",) * len(names), relation, sum(counts), broken, _count(store, broken) if broken else 0)


def _count(store: Store, table: str) -> int:
    return int(store.run(f"SELECT count(*) FROM {table}")[0][0])


def _keep_broken(store: Store, broken: str, file: str, width: int) -> None:
    """Keep the lines that the reader of CSV passed over, one entry for each."""
    store.run(
        f"INSERT INTO {broken} SELECT {text(file)}, line, CASE any_value(error_type ORDER BY column_idx)"
        f" WHEN 'MISSING COLUMNS' THEN 'it has fewer than {width} cells' WHEN 'TOO MANY COLUMNS' THEN 'it has more than {width} cells'"
        " WHEN 'UNQUOTED VALUE' THEN 'a quotation mark in it is not closed, or stands where none may'"
        " WHEN 'INVALID ENCODING' THEN 'it is not written in UTF-8'"
        f" WHEN 'LINE SIZE OVER MAXIMUM' THEN 'it is longer than {MAX_LINE:,} bytes' ELSE lower(any_value(error_type)) END,"
        " any_value(csv_line)[:300] FROM reject_errors GROUP BY file_id, scan_id, line"
    )
    store.run("DROP TABLE reject_errors")
    store.run("DROP TABLE reject_scans")


def _head(store: Store, file: str) -> tuple[list[str], str]:
    """The names of the columns of a CSV file and the sign between them. Raises ValueError saying what is wrong."""
    if file.lower().endswith(".zst"):
        found, why = store.try_run(
            f"SELECT line FROM read_csv({_list([file])}, auto_detect = false, header = false, delim = '\x01', quote = '', escape = '',"
            " columns = {'line': 'VARCHAR'}, strict_mode = false) LIMIT 1"
        )
        if why:
            raise ValueError(why)
        first = str(found[0][0]) if found else ""
    else:
        first = _begin(file)
    if not first.strip():
        raise ValueError("it is empty")
    if "\0" in first:
        raise ValueError("it is not written in UTF-8")
    delimiter = "\t" if file.lower().partition(".tsv")[1] else max(DELIMITERS, key=lambda d: (_cut(first, d), -DELIMITERS.index(d)))
    try:
        names = [n.strip() for n in next(csv.reader(first.splitlines(keepends=True), delimiter=delimiter, strict=True))]
    except (csv.Error, StopIteration) as error:
        raise ValueError(f"its header cannot be taken apart: {error}") from None
    if "" in names:
        raise ValueError(f"column {names.index('') + 1} has no name")
    return names, delimiter


def _begin(file: str) -> str:
    """The beginning of a text file, packed or not. Raises ValueError saying what is wrong."""
    try:
        with gzip.open(file, "rb") if file.lower().endswith(".gz") else open(file, "rb") as opened:
            content = opened.read(MAX_HEAD)
    except (OSError, EOFError) as error:
        raise ValueError(getattr(error, "strerror", None) or "it is cut short, or is not packed as its ending says") from None
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise ValueError("it is written in UTF-16; save it in UTF-8")
    first = content.partition(b"\n")[0]
    if b'"' in first:  # it may go on after the end of a line
        return content.decode("utf-8-sig", "replace")
    try:
        return first.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise ValueError("its header is not written in UTF-8") from None


def _cut(line: str, delimiter: str) -> int:
    """Into how many cells a sign cuts the first line."""
    try:
        return len(next(csv.reader([line.partition("\n")[0]], delimiter=delimiter)))
    except (csv.Error, StopIteration):
        return 0


def _is_array(file: str) -> bool:
    try:
        return _begin(file).lstrip()[:1] == "["
    except ValueError:
        return False


def _array(store: Store, file: str, called: str) -> Source:
    """The table in a file that is one JSON list of objects."""
    try:
        with gzip.open(file, "rb") if file.lower().endswith(".gz") else open(file, "rb") as opened:
            content = opened.read(MAX_ARRAY + 1)
        if len(content) > MAX_ARRAY:
            raise ValueError(f"as one list it may have at most {MAX_ARRAY // 1024 // 1024} MiB; write each row on a line of its own")
        found = json.loads(content.decode("utf-8-sig"), parse_float=str, parse_int=str, parse_constant=str)
        if not all(isinstance(row, dict) for row in found):
            raise ValueError("a row of it is no object")
    except (OSError, EOFError, ValueError, RecursionError) as error:
        raise ContractError([unreadable(called, str(error))]) from None
    names = list(dict.fromkeys(key for row in found for key in row))
    return from_rows(store, names, ([as_text(row.get(n)) for n in names] for row in found))


MAX_ARRAY = 64 * 1024 * 1024  # bytes of a JSON list


def _top(listed: list[tuple[Any, ...]]) -> Iterator[tuple[str, str]]:
    """The columns of a Parquet file, those within a column left out, as (name, type)."""
    rest = iter(listed)
    _, _, count, _ = next(rest)

    def skip(children: int | None) -> None:
        for _ in range(children or 0):
            _, _, below, _ = next(rest)
            skip(below)

    for _ in range(count or 0):
        found, kind, children, physical = next(rest)
        yield str(found), str(kind or physical)
        skip(children)


def _twice(file: str, names: Sequence[str]) -> list[Problem]:
    """The problem of columns of one name (upper and lower case do not count), or of far too many."""
    if len(names) > MAX_COLUMNS:
        return [unreadable(file, f"it has more than {MAX_COLUMNS:,} columns")]
    if not names:
        return [unreadable(file, "it has no columns")]
    if not all(n.strip() and "\0" not in n for n in names):
        return [unreadable(file, "one of its columns has no name")]
    counts = Counter(n.lower() for n in names)
    twice = dict.fromkeys(n.lower() for n in names if counts[n.lower()] > 1)
    spelt = [[n for n in dict.fromkeys(names) if n.lower() == t] for t in twice]
    return [
        Problem(
            "duplicate-column",
            f"{quoted(file)} has the column {' and '.join(map(quoted, s))} {_TIMES.get(counts[t], 'many times')}",
            hint="keep one of them",
        )  # fmt: skip
        for t, s in zip(twice, spelt, strict=True)
    ]


_TIMES = {2: "twice", 3: "three times"}


def _differences(files: Sequence[str], heads: Sequence[dict[str, str]]) -> list[Problem]:
    """The problems of files that do not have the same columns."""
    problems = []
    first = heads[0] if heads else {}
    for file, head in zip(files, heads, strict=True):
        lacking = [n for n in first if n not in head]
        more = [n for n in head if n not in first]
        other = [n for n in first if n in head and head[n] != first[n]]
        said = [
            f"has no column {quoted(lacking[0])}" if lacking else "",
            f"has a column {quoted(more[0])} besides" if more else "",
            f"has {head[other[0]]} in the column {quoted(other[0])}, not {first[other[0]]}" if other else "",
        ]
        if any(said):
            hint = "check files of different columns one after another"
            problems.append(
                Problem("mixed-columns", f"{quoted(file)} {' and '.join(filter(None, said))}, unlike {quoted(files[0])}", hint=hint)
            )
    return problems


def _batches(rows: Iterable[Sequence[str | None]]) -> Iterator[list[Sequence[str | None]]]:
    batch: list[Sequence[str | None]] = []
    for row in rows:
        batch.append(row)
        if len(batch) == BATCH:
            yield batch
            batch = []
    if batch:
        yield batch


def _list(files: Iterable[str]) -> str:
    """Paths as a list of SQL; what would be a pattern in a name is meant as it is."""
    return "[" + ", ".join(text("".join(f"[{c}]" if c in "*?[" else c for c in file)) for file in files) + "]"


_KEYS = "CASE WHEN json_valid(line) AND json_type(line) = 'OBJECT' THEN json_keys(line) END"
_WRONG_LINE = (
    "CASE WHEN keys IS NULL THEN CASE WHEN json_valid(line) THEN 'it is no object' ELSE 'it is no JSON' END"
    " WHEN len(keys) > len(list_distinct(keys)) THEN 'a key occurs in it twice' END"
)
