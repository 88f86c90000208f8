"""This file defines `availability`: whether Ibis and DuckDB are there. They come with the extra `columns`."""

from __future__ import annotations

from importlib.util import find_spec


def availability() -> str | None:
    """Why the engine columns cannot be used here, in one sentence; none when it can. Loads neither of the two."""
    missing = [name for name in ("ibis", "duckdb", "pyarrow") if find_spec(name) is None]
    if missing:
        return f"{' and '.join(missing)} cannot be imported (they come with `pip install 'contract-model[columns]'`)"
    return None
