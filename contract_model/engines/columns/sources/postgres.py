"""This file defines `from_postgres`: a table or view of a PostgreSQL database."""

from __future__ import annotations

from importlib import import_module
from typing import Any

from contract_model.engines.columns.sources.rows import BATCH, as_text, from_rows
from contract_model.engines.columns.sources.source import Source
from contract_model.engines.columns.sql import name
from contract_model.engines.columns.store import Store, unreadable
from contract_model.extras import POSTGRES
from contract_model.problems import ContractError


def from_postgres(store: Store, address: str, table: str) -> Source:
    """A table or view of a PostgreSQL database, read in batches. Raises ContractError."""
    shown = address.rpartition("@")[2]  # without the password
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
            return from_rows(store, names, (tuple(map(as_text, row)) for row in cursor), shown)
    except psycopg.Error as error:
        raise ContractError([unreadable(shown, str(error).partition("\n")[0])]) from None
