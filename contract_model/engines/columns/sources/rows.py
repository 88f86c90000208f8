"""This file defines `from_rows`: the table of rows of cells that come one after another; and `as_text`, how a value of Python is a cell."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from itertools import islice
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from contract_model.engines.columns.sources.names import misnamed
from contract_model.engines.columns.sources.source import Source, brought, without_columns
from contract_model.engines.columns.store import Store, no_room, unreadable
from contract_model.problems import ContractError

BATCH = 10_000  # rows


def from_rows(store: Store, names: Sequence[str], rows: Iterable[Sequence[str | None]], called: str = "the table") -> Source:
    """The table of some rows of cells, each a text or nothing. Raises ContractError with every problem."""
    if not names:
        return without_columns(sum(1 for _ in rows))
    problems = misnamed(called, names)
    if problems:
        raise ContractError(problems)
    part = store.new(".parquet")
    schema = pa.schema([(f"c{i}", pa.string()) for i in range(len(names))])
    waiting = iter(rows)
    try:
        with pq.ParquetWriter(part, schema) as writer:
            while batch := list(islice(waiting, BATCH)):
                columns = [pa.array(cells, pa.string()) for cells in zip(*batch, strict=True)]
                writer.write_table(pa.Table.from_arrays(columns, schema=schema))
    except UnicodeEncodeError:
        raise ContractError([unreadable(called, "it holds half of a character, which no text can hold")]) from None
    except OSError as error:
        raise ContractError([no_room(error.strerror or str(error))]) from None
    return brought(store, names, [part])


def as_text(value: Any) -> str | None:
    """A value of Python as the text of a cell; none stays none."""
    match value:
        case None:
            return None
        case bool():
            return "true" if value else "false"
        case str():
            return value
        case dict() | list():
            return json.dumps(value, default=str)
        case bytes():
            return value.decode("utf-8", "replace")
        case _:
            return str(value)
