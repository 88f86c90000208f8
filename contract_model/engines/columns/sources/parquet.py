"""This file defines `from_parquet`: the table in some Parquet files, which are read where they lie."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from contract_model.engines.columns.sources.names import different, misnamed
from contract_model.engines.columns.sources.source import Source, brought, numbered
from contract_model.engines.columns.sql import files as files_of
from contract_model.engines.columns.sql import name, text
from contract_model.engines.columns.store import Store, unreadable
from contract_model.problems import ContractError, Problem

_OF_THE_READER = ("file_row_number", "file_index")
"""What the reader of Parquet calls the place of a row."""


def from_parquet(store: Store, files: Sequence[str], called: str = "") -> Source:
    """The table in some Parquet files, which must have the same columns. `called`: how a file is called in messages, if not by its path.

    Raises ContractError with every problem.
    """
    problems: list[Problem] = []
    heads: list[dict[str, str]] = []
    for file in files:
        listed, why = store.try_run(f"SELECT name, duckdb_type, num_children, type FROM parquet_schema({files_of([file])})")
        if why:
            problems.append(unreadable(called or file, why))
            continue
        found = list(_top(listed))
        problems += misnamed(called or file, found)
        columns, why = store.try_run(f"DESCRIBE SELECT * FROM read_parquet({files_of([file])})")
        heads.append({n: str(c[1]) for n, c in zip(found, columns, strict=False)})
        if why:
            problems.append(unreadable(called or file, why))
    if not problems:
        problems = different(files, heads)
    if problems:
        raise ContractError(problems)
    head = heads[0]
    cells = ", ".join(f"{name(n)} AS c{i}" for i, n in enumerate(head))
    if any(n.lower() in _OF_THE_READER for n in head):
        parts = [store.new(".parquet") for _ in files]
        for file, part in zip(files, parts, strict=True):
            rows = f"SELECT {cells} FROM read_parquet({files_of([file])}, hive_partitioning = false)"
            store.run(f"COPY ({rows}) TO {text(part)} (FORMAT parquet)")
        return brought(store, tuple(head), parts, tuple(head.values()))
    number, count = numbered(store, files)
    settings = f"union_by_name = {len(files) > 1}, hive_partitioning = false"
    relation = f"(SELECT {number} AS row, {cells} FROM read_parquet({files_of(files)}, {settings}))"
    return Source(tuple(head), tuple(head.values()), relation, count)


def _top(listed: list[tuple[Any, ...]]) -> Iterator[str]:
    """The columns of a Parquet file by name, those within a column left out."""
    rest = iter(listed)
    _, _, count, _ = next(rest)

    def skip(children: int | None) -> None:
        for _ in range(children or 0):
            _, _, below, _ = next(rest)
            skip(below)

    for _ in range(count or 0):
        found, _, children, _ = next(rest)
        yield str(found)
        skip(children)
