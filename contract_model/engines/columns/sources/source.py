"""This file defines `Source`: a table as it was found, its columns by place; and `brought`, one of files of our own."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from contract_model.engines.columns.sql import files as files_of
from contract_model.engines.columns.store import Store


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


def brought(
    store: Store, names: Sequence[str], parts: Sequence[str], types: Sequence[str] = (), broken: str = "", broken_rows: int = 0
) -> Source:
    """The source of what was brought over into Parquet files of our own, whose columns are c0, c1, ...; texts unless `types` are told."""
    number, rows = numbered(store, parts)
    cells = ", ".join(f"c{i}" for i in range(len(names)))
    relation = f"(SELECT {number} AS row, {cells} FROM read_parquet({files_of(parts)}))"
    return Source(tuple(names), tuple(types) or ("VARCHAR",) * len(names), relation, rows, broken, broken_rows)


def without_columns(rows: int, broken: str = "", broken_rows: int = 0) -> Source:
    """The source of rows of which each says nothing."""
    return Source((), (), f"(SELECT range + 1 AS row FROM range({rows}))", rows, broken, broken_rows)


def numbered(store: Store, parts: Sequence[str]) -> tuple[str, int]:
    """SQL for the number of a row of some Parquet files, which counts on from one to the next; and how many rows there are."""
    counts = [n for (n,) in store.run(f"SELECT num_rows FROM parquet_file_metadata({files_of(parts)})")]
    if len(parts) == 1:
        return "file_row_number + 1", counts[0]
    before = [sum(counts[:i]) for i in range(len(counts))]
    return f"file_row_number + 1 + list_extract({before}::BIGINT[], file_index::BIGINT + 1)", sum(counts)
