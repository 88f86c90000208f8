"""This file defines `BrokenLines`: the lines of a table that could not be taken apart, each with its file and why; they are no rows."""

from __future__ import annotations

from dataclasses import dataclass

from contract_model.engines.columns.sources.source import Source
from contract_model.engines.columns.sql import text
from contract_model.engines.columns.store import Store

MAX_LINE = 2_000_000  # bytes


@dataclass(frozen=True, slots=True)
class Broken:
    """A line that could not be taken apart, and why."""

    file: str
    line: int
    reason: str
    written: str


class BrokenLines:
    """A table of broken lines in a store."""

    def __init__(self, store: Store) -> None:
        self.store = store
        self.table = store.new()
        store.run(f"CREATE TABLE {self.table} (file VARCHAR, line BIGINT, reason VARCHAR, written VARCHAR)")

    @property
    def count(self) -> int:
        """How many there are."""
        return int(self.store.run(f"SELECT count(*) FROM {self.table}")[0][0])

    def passed_over(self, file: str, width: int) -> None:
        """Keep the lines that the reader of CSV passed over since it was last asked, of a file of so many columns; one entry for each."""
        self.store.run(
            f"INSERT INTO {self.table} SELECT {text(file)}, line, CASE any_value(error_type ORDER BY column_idx)"
            f" WHEN 'MISSING COLUMNS' THEN 'it has fewer than {width} cells' WHEN 'TOO MANY COLUMNS' THEN 'it has more than {width} cells'"
            " WHEN 'UNQUOTED VALUE' THEN 'a quotation mark in it is not closed, or stands where none may'"
            " WHEN 'INVALID ENCODING' THEN 'it is not written in UTF-8'"
            f" WHEN 'LINE SIZE OVER MAXIMUM' THEN 'it is longer than {MAX_LINE:,} bytes' ELSE lower(any_value(error_type)) END,"
            " any_value(csv_line)[:300] FROM reject_errors GROUP BY file_id, scan_id, line"
        )
        self.store.run("DROP TABLE reject_errors")
        self.store.run("DROP TABLE reject_scans")

    def told(self, file: str, found: str) -> None:
        """Keep what SQL finds of a file: `n`, the number of a line; `why` it is no row; and `line`, what is written there."""
        self.store.run(f"INSERT INTO {self.table} SELECT {text(file)}, n, why, left(line, 300) FROM ({found})")


def broken_lines(store: Store, source: Source, most: int) -> list[Broken]:
    """The first lines of a source that are no rows."""
    if not source.broken:
        return []
    return [Broken(*found) for found in store.run(f"SELECT * FROM {source.broken} ORDER BY file, line LIMIT {most}")]
