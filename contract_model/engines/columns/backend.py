"""This file defines `connect`, the databases in which a table is judged, and `copy`: a result is written without a row passing by here."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import ibis

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


def copy(table: Any, path: Path, form: str = "parquet") -> None:
    """Write an Ibis table to a file, as parquet, csv or json (a line for each row). Spark writes a folder."""
    backend = table.get_backend()
    if backend.name == "duckdb":
        table.limit(0).to_pyarrow()  # so that what it joins from memory is there
        options = {"parquet": "FORMAT parquet", "csv": "FORMAT csv, HEADER true", "json": "FORMAT json"}[form]
        where = str(path).replace("'", "''")
        backend.con.execute(f"COPY ({ibis.to_sql(table, dialect='duckdb')}) TO '{where}' ({options})")
        return
    {"parquet": table.to_parquet, "csv": table.to_csv, "json": table.to_json}[form](path)


def _spark(url: str) -> Any:
    from pyspark.sql import SparkSession

    master = "local[*]" if url in ("spark", "spark://local") else url
    session = (
        SparkSession.builder.master(master)
        .appName("contract-model")
        .config("spark.ui.enabled", "false")
        .config("spark.sql.session.timeZone", "UTC")
        .getOrCreate()
    )
    return ibis.pyspark.connect(session)
