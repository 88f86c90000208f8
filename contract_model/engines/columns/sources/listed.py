"""This file defines `from_list`: the table in a file that is one JSON list of objects."""

from __future__ import annotations

import json
from typing import Any

from contract_model.engines.columns.sources.packed import opened
from contract_model.engines.columns.sources.rows import as_text, from_rows
from contract_model.engines.columns.sources.source import Source
from contract_model.engines.columns.store import Store, unreadable
from contract_model.problems import ContractError, quoted

MAX_BYTES = 64 * 1024 * 1024


def from_list(store: Store, file: str, called: str = "") -> Source:
    """The table in a file. `called`: how it is called in messages, if not by its path. Raises ContractError."""
    try:
        with opened(file) as packed:
            content = packed.read(MAX_BYTES + 1)
        if len(content) > MAX_BYTES:
            raise ValueError(f"as one list it may have at most {MAX_BYTES // 1024 // 1024} MiB; write each row on a line of its own")
        found = json.loads(content.decode("utf-8-sig"), parse_float=str, parse_int=str, parse_constant=str, object_pairs_hook=_once)
        if not all(isinstance(row, dict) for row in found):
            raise ValueError("a row of it is no object")
    except UnicodeDecodeError:
        raise ContractError([unreadable(called or file, "it is not written in UTF-8")]) from None
    except (OSError, EOFError, ValueError, RecursionError) as error:
        raise ContractError([unreadable(called or file, str(error))]) from None
    names = list(dict.fromkeys(key for row in found for key in row))
    return from_rows(store, names, ([as_text(row.get(n)) for n in names] for row in found), called or file)


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """An object, in which each key occurs once. Raises ValueError."""
    found = dict(pairs)
    if len(found) < len(pairs):
        keys = [key for key, _ in pairs]
        raise ValueError(f"the key {quoted(next(k for k in keys if keys.count(k) > 1))} occurs in an object of it twice")
    return found
