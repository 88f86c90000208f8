"""This file defines `connect`, the databases in which a table is judged, and `copy`: a result is written without a row passing by here."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import ibis
import pyarrow as pa

from contract_model.engines.columns.sql import text

MEMORY = "400MB"
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
