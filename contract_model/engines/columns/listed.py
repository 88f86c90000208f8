"""This file defines `placed`: a small table of our own as one of a database.

In DuckDB the values go as lists of texts, each cast to its type there: no number passes through a type that might round it, and pandas,
which Arrow would import to be told a list, is not needed.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import count
from typing import Any

import ibis
import pyarrow as pa
from ibis.backends.sql.datatypes import DuckDBType

from contract_model.engines.columns.sql import name as name_of
from contract_model.engines.columns.sql import text

_NUMBERS = count(1)


@dataclass(frozen=True, slots=True)
class Listed:
    """The values of a column, of a type in the words of Ibis. `few`: they are texts, of which there are few different ones."""

    type: Any
    values: Sequence[Any]
    few: bool = False


def placed(backend: Any, columns: Mapping[str, Listed]) -> Any:
    """A table with these columns as an Ibis table of a database, for as long as its connection lasts.

    In DuckDB few texts become an enumeration: what is said of millions of rows is then written as numbers, not text by text.
    """
    name = f"contract_model_{next(_NUMBERS)}"
    if backend.name == "duckdb":
        chosen = ", ".join(f"CAST(unnest(CAST(${i} AS VARCHAR[])) AS {_type(c)}) AS {name_of(n)}"
                           for i, (n, c) in enumerate(columns.items(), start=1))  # fmt: skip
        backend.con.execute(f"CREATE TEMP TABLE {name} AS SELECT {chosen}", [[_written(v) for v in c.values] for c in columns.values()])
        return backend.table(name)
    table = pa.table({n: pa.array(c.values, ibis.dtype(c.type).to_pyarrow()) for n, c in columns.items()})
    if backend.name == "pyspark":
        from pyspark.sql import SparkSession

        session = SparkSession.getActiveSession()
        assert session is not None  # the backend has one
        session.createDataFrame(table).createOrReplaceTempView(name)
        return backend.table(name)
    return backend.create_table(name, table, temp=True)


def _type(column: Listed) -> str:
    """The type of a column in the words of DuckDB."""
    different = dict.fromkeys(v for v in column.values if v is not None) if column.few else {}
    return f"ENUM({', '.join(map(text, different))})" if different else DuckDBType.to_string(ibis.dtype(column.type))


def _written(value: Any) -> str | None:
    return None if value is None else format(value, "f") if isinstance(value, Decimal) else str(value)
