"""This file defines `connect`, the databases in which a table is judged, and `copy`: a result is written without a row passing by here."""

from __future__ import annotations

from itertools import count
from pathlib import Path
from typing import Any

import ibis
import pyarrow as pa

from contract_model.engines.columns.sql import name as name_of
from contract_model.engines.columns.sql import text

MEMORY = "400MB"
_NUMBERS = count(1)
FORMS = ("parquet", "csv", "json")


def connect(url: str = "duckdb", *, memory: str = MEMORY, temp: str | None = None, threads: int | None = None) -> Any:
    """An Ibis backend: DuckDB in this process, `spark://HOST` or `spark://local`, `postgres://USER@HOST/DATABASE`.

    DuckDB holds at most `memory`; what does not fit goes to files in `temp` and is gone when it is closed.
    """
    match url.partition(":")[0]:
        case "duckdb":
            config: dict[str, Any] = {"memory_limit": memory}
            if temp is not None:
                config["temp_directory"] = temp
            if threads is not None:
                config["threads"] = threads
            return ibis.duckdb.connect(**config)
        case "spark":
            return _spark(url)
        case "postgres" | "postgresql":
            return ibis.connect(url)
        case other:
            raise ValueError(f"there is no backend `{other}`; there are duckdb, spark and postgres")


def placed(backend: Any, table: pa.Table) -> Any:
    """A small table of our own as one of a database, for as long as the connection lasts.

    In DuckDB its dictionaries become enumerations: what is said of millions of rows is then written as numbers, not text by text.
    """
    name = f"contract_model_{next(_NUMBERS)}"
    if backend.name != "duckdb":
        return _placed(backend, name, pa.table({n: _plain(table[n]) for n in table.column_names}))
    backend.con.register(f"{name}_read", table)
    columns = ", ".join(f"{name_of(n)}{_enumeration(table[n])} AS {name_of(n)}" for n in table.column_names)
    backend.con.execute(f"CREATE TEMP TABLE {name} AS SELECT {columns} FROM {name}_read")
    backend.con.unregister(f"{name}_read")
    return backend.table(name)


def _plain(column: pa.ChunkedArray) -> pa.ChunkedArray:
    return column.cast(column.type.value_type) if pa.types.is_dictionary(column.type) else column


def _placed(backend: Any, name: str, table: pa.Table) -> Any:
    if backend.name == "pyspark":
        from pyspark.sql import SparkSession

        session = SparkSession.getActiveSession()
        assert session is not None  # the backend has one
        session.createDataFrame(table).createOrReplaceTempView(name)
        return backend.table(name)
    return backend.create_table(name, table, temp=True)


def fetched(table: Any) -> pa.Table:
    """An Ibis table, computed."""
    backend = table.get_backend()
    return selected(backend, statement(table)) if backend.name == "duckdb" else table.to_pyarrow()


def statement(table: Any) -> str:
    """An Ibis table as a SELECT of DuckDB. The database makes one step of several, and takes less time for it than Ibis."""
    options = ibis.options.sql
    fused, options.fuse_selects = options.fuse_selects, False
    try:
        return str(ibis.to_sql(table, dialect="duckdb"))
    finally:
        options.fuse_selects = fused


def selected(backend: Any, text: str) -> pa.Table:
    """What a SELECT gives in DuckDB."""
    return backend.con.sql(text).to_arrow_table()


def _enumeration(column: pa.ChunkedArray) -> str:
    """The type of a column that is a dictionary, where it has values; DuckDB reads it as texts otherwise."""
    if not pa.types.is_dictionary(column.type):
        return ""
    values = [text(v) for v in column.unique().to_pylist() if v is not None]
    return f"::ENUM({', '.join(values)})" if values else ""


def copy(table: Any, path: Path, form: str = "parquet") -> None:
    """Write an Ibis table to a file, as parquet, csv or json (a line for each row). Spark writes a folder."""
    backend = table.get_backend()
    if backend.name == "duckdb":
        options = {"parquet": "FORMAT parquet", "csv": "FORMAT csv, HEADER true", "json": "FORMAT json"}[form]
        backend.con.execute(f"COPY ({statement(table)}) TO {text(str(path))} ({options})")
        return
    {"parquet": table.to_parquet, "csv": table.to_csv, "json": table.to_json}[form](path)


def _spark(url: str) -> Any:
    from pyspark.sql import SparkSession

    local = url in ("spark", "spark://local")
    builder = SparkSession.builder.master("local[*]" if local else url).appName("contract-model")
    builder = builder.config("spark.ui.enabled", "false").config("spark.sql.session.timeZone", "UTC")
    if local:  # what is small is not cut into two hundred pieces
        builder = builder.config("spark.sql.shuffle.partitions", "4").config("spark.driver.bindAddress", "127.0.0.1")
    session = builder.getOrCreate()
    session.sparkContext.setLogLevel("ERROR")
    return ibis.pyspark.connect(session)
