"""This file defines `from_sqlite`: a table or view of an SQLite database."""

from __future__ import annotations

import sqlite3

from contract_model.engines.columns.sources.rows import as_text, from_rows
from contract_model.engines.columns.sources.source import Source
from contract_model.engines.columns.sql import name
from contract_model.engines.columns.store import Store, unreadable
from contract_model.problems import ContractError, did_you_mean, quoted


def from_sqlite(store: Store, file: str, table: str) -> Source:
    """A table or view of an SQLite database. Raises ContractError."""
    try:
        connection = sqlite3.connect(f"file:{file.replace('%', '%25').replace('?', '%3f').replace('#', '%23')}?mode=ro", uri=True)
        try:
            known = [n for (n,) in connection.execute("SELECT name FROM sqlite_master WHERE type IN ('table', 'view') ORDER BY name")]
            if table not in known:
                raise ContractError([unreadable(file, f"it has no table {quoted(table)}", did_you_mean(table, known))])
            cursor = connection.execute(f"SELECT * FROM {name(table)}")  # the name is one of the database's own, and quoted
            return from_rows(store, [c[0] for c in cursor.description], (tuple(map(as_text, row)) for row in cursor), file)
        finally:
            connection.close()
    except sqlite3.Error as error:
        raise ContractError([unreadable(file, str(error))]) from None
