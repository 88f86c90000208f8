"""This file defines `Sink`: a file that is there whole or not at all. What is written goes beside it and takes its name at the end."""

from __future__ import annotations

import os
from contextlib import suppress
from types import TracebackType

from contract_model.engines.columns.sql import text
from contract_model.engines.columns.store import Store
from contract_model.problems import ContractError, Problem, quoted

FORMS = {
    ".parquet": "FORMAT parquet",
    ".pq": "FORMAT parquet",
    ".csv": "FORMAT csv, HEADER true",
    ".tsv": "FORMAT csv, HEADER true, DELIMITER '\t'",
    ".jsonl": "FORMAT json",
    ".ndjson": "FORMAT json",
    ".json": "FORMAT json, ARRAY true",
}


class Sink:
    """A file to be written. Use it in a `with`, and say `keep()` at the end; without, there is nothing."""

    def __init__(self, path: str) -> None:
        """Raises ContractError when nothing can be written there."""
        self.path = path
        self.form = FORMS.get(os.path.splitext(path.lower())[1], "")
        if not self.form:
            hint = f"what is written ends in {', '.join(FORMS)}"
            raise ContractError([_not(path, "its ending does not say what it is to be", hint)])
        folder, name = os.path.split(os.path.abspath(path))
        if os.path.isdir(path):
            raise ContractError([_not(path, "it is a folder")])
        self.beside = os.path.join(folder, f".{name}.{os.getpid()}.part")
        try:
            with open(self.beside, "wb"):
                pass
        except (OSError, ValueError) as error:
            raise ContractError([_not(path, getattr(error, "strerror", None) or "it is no path")]) from None

    def write(self, store: Store, select: str) -> None:
        """Write the rows of a statement. Raises ContractError when there is no room."""
        _, why = store.try_run(f"COPY ({select}) TO {text(self.beside)} ({self.form})")
        if why:
            raise ContractError([_not(self.path, why)])

    def keep(self) -> None:
        """Give what is written its name, when it is on the disk. Raises ContractError."""
        try:
            with open(self.beside, "rb") as written:
                os.fsync(written.fileno())
            os.replace(self.beside, self.path)
            _settle(os.path.dirname(self.beside))
        except OSError as error:
            raise ContractError([_not(self.path, error.strerror or "the disk does not take it")]) from None

    def __enter__(self) -> Sink:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        with suppress(OSError):
            os.unlink(self.beside)


def _settle(folder: str) -> None:
    """Have the new name itself on the disk, where a folder can be told so."""
    with suppress(OSError):
        opened = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(opened)
        finally:
            os.close(opened)


def _not(path: str, why: str, hint: str = "") -> Problem:
    return Problem("no-output", f"{quoted(path)} cannot be written: {why}", hint=hint)
