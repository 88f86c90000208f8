"""This file defines `from_stdin`: the table that comes in."""

from __future__ import annotations

import shutil
import sys

from contract_model.engines.columns.sources.lines import from_lines
from contract_model.engines.columns.sources.packed import beginning
from contract_model.engines.columns.sources.separated import from_csv
from contract_model.engines.columns.sources.source import Source
from contract_model.engines.columns.store import Store, no_room, unreadable
from contract_model.problems import ContractError


def from_stdin(store: Store) -> Source:
    """The table that comes in: JSON where it begins with a brace or bracket, else CSV. Raises ContractError with every problem."""
    if sys.stdin is None:  # closed by whoever called
        raise ContractError([unreadable("stdin", "it is closed")])
    path = store.new(".txt")
    try:
        with open(path, "wb") as kept:
            shutil.copyfileobj(sys.stdin.buffer, kept)
    except OSError as error:
        raise ContractError([no_room(error.strerror or str(error))]) from None
    try:
        first = beginning(path).lstrip()[:1]
    except ValueError as error:
        raise ContractError([unreadable("stdin", str(error))]) from None
    return from_lines(store, [path], "stdin") if first in (b"{", b"[") else from_csv(store, [path], "stdin")
