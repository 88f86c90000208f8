"""This file defines `judged_elsewhere`: rows that were made ready here are judged by another database, such as Spark or PostgreSQL."""

from __future__ import annotations

from typing import Any

import pyarrow.parquet as pq

from contract_model.engines.columns.backend import connect
from contract_model.engines.columns.judging import Group, Progress, judged
from contract_model.engines.columns.setting import Setting
from contract_model.extras import POSTGRES, SPARK
from contract_model.model.contract import Contract
from contract_model.problems import ContractError, Problem, did_you_mean, quoted

SCHEMES = ("duckdb", "spark", "postgres", "postgresql")


def here(url: str) -> bool:
    """Whether rows are judged by the database of this process. Raises ContractError for one that there is not."""
    scheme = url.partition(":")[0]
    if scheme not in SCHEMES:
        hint = did_you_mean(scheme, SCHEMES) or "there are duckdb, spark://local, spark://HOST:PORT and postgres://USER@HOST/DATABASE"
        raise ContractError([Problem("bad-option", f"{quoted(url)} is no backend", within="--backend", hint=hint)])
    return scheme == "duckdb"


def judged_elsewhere(
    url: str, clean: str, contract: Contract, setting: Setting, *, per_term: bool, into: str, progress: Progress | None = None
) -> tuple[str, tuple[Group, ...]]:
    """Judge the clean table in a Parquet file; what is said of its rows, as a pattern of the paths of Parquet files in the folder `into`,
    and of all together.

    Raises ContractError where the database cannot be reached; NotExact as `judged` does.
    """
    backend = _connected(url)
    if backend.name == "pyspark":  # its session is shared, and ends with the process
        found = judged(backend.read_parquet(clean), contract, setting, per_term=per_term, progress=progress)
        backend.to_parquet(found.rows, into)
        return f"{into}/*.parquet", found.groups
    try:
        table = backend.create_table("contract_check", pq.read_table(clean), temp=True)
        found = judged(table, contract, setting, per_term=per_term, progress=progress)
        with found.rows.to_pyarrow_batches() as batches, pq.ParquetWriter(f"{into}.parquet", batches.schema) as writer:
            for batch in batches:
                writer.write_batch(batch)
    finally:
        backend.disconnect()
    return f"{into}.parquet", found.groups


def _connected(url: str) -> Any:
    """Raises ContractError."""
    (SPARK if url.startswith("spark") else POSTGRES).demand()
    try:
        return connect(url)
    except Exception as error:  # whatever a driver raises when nobody answers
        why = str(error).strip().partition("\n")[0] or type(error).__name__
    scheme, _, rest = url.partition("://")
    shown = f"{scheme}://{rest.rpartition('@')[2]}"  # without a password
    raise ContractError([Problem("no-engine", f"rows cannot be judged at {quoted(shown)}: {why}")])
