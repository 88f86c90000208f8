"""This file defines `from_duckdb`: a table or view of a DuckDB database."""

from __future__ import annotations

from contract_model.engines.columns.sources.parquet import from_parquet
from contract_model.engines.columns.sources.source import Source
from contract_model.engines.columns.sql import name, text
from contract_model.engines.columns.store import Store, unreadable
from contract_model.problems import ContractError, did_you_mean, quoted


def from_duckdb(store: Store, file: str, table: str) -> Source:
    """A table or view of a DuckDB database, `schema.table` where it is in another schema than `main`. Raises ContractError."""
    other = store.new()
    _, why = store.try_run(f"ATTACH {text(file)} AS {other} (READ_ONLY)")
    if why:
        raise ContractError([unreadable(file, why)])
    listed = store.run(f"SELECT table_schema, table_name FROM information_schema.tables WHERE table_catalog = {text(other)}")
    known = {n if schema == "main" else f"{schema}.{n}": f"{other}.{name(schema)}.{name(n)}" for schema, n in listed}
    if table not in known:
        raise ContractError([unreadable(file, f"it has no table {quoted(table)}", did_you_mean(table, known))])
    part = store.new(".parquet")
    columns, why = store.try_run(f"DESCRIBE FROM {known[table]}")
    if not why:
        cells = ", ".join(_kept(store, known[table], str(c[0]), str(c[1])) for c in columns)
        _, why = store.try_run(f"COPY (SELECT {cells} FROM {known[table]}) TO {text(part)} (FORMAT parquet)")
    if why:
        raise ContractError([unreadable(file, why)])
    store.run(f"DETACH {other}")
    return from_parquet(store, [part], file)


def _kept(store: Store, table: str, column: str, type: str) -> str:
    """SQL for a column as Parquet keeps it exact: it has no whole numbers of more than 64 bits, and would round them."""
    here = name(column)
    if type not in ("HUGEINT", "UHUGEINT", "BIGNUM"):
        return here
    whole = f"TRY_CAST({here} AS DECIMAL(38, 0))"
    ((fits,),) = store.run(f"SELECT coalesce(bool_and({here} IS NULL OR {whole} IS NOT NULL), true) FROM {table}")
    return f"{whole if fits else f'{here}::VARCHAR'} AS {here}"
