"""This file defines `Store`: a DuckDB of our own with a folder beside it, in which a table is read, judged and written in bounded memory.

It reads no settings of the user's, loads no extension over the net, and keeps what does not fit into memory in its folder, which goes
when the store is closed. Names and values of others reach it as quoted names (`sql.name`) and quoted texts (`sql.text`) only.
"""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from threading import Event, Thread
from types import TracebackType
from typing import Any

import duckdb
import ibis
import pyarrow as pa

from contract_model.problems import ContractError, Problem, quoted
from contract_model.processors import processors

MEMORY = "300MB"  # of the database; Python, Arrow and the buffers of readers and writers come on top
PAUSE = 0.2  # seconds between two looks at how far a statement is


class Store:
    """Use it in a `with`."""

    def __init__(self, memory: str = MEMORY, threads: int | None = None) -> None:
        self.folder = tempfile.mkdtemp(prefix="contract-check-")
        settings: dict[str, Any] = {
            "memory_limit": memory,
            "temp_directory": os.path.join(self.folder, "spill"),
            "autoinstall_known_extensions": False,
            "autoload_known_extensions": False,
            "threads": threads or min(8, processors()),
        }
        self.connection = duckdb.connect(":memory:", config=settings)
        for setting in ("TimeZone = 'UTC'", "enable_progress_bar = true", "enable_progress_bar_print = false"):
            self.connection.execute(f"SET {setting}")
        self.backend = ibis.duckdb.from_connection(self.connection)
        self._made = 0

    def run(self, sql: str, values: list[Any] | None = None) -> list[tuple[Any, ...]]:
        """The rows of a statement. Raises ContractError where a file cannot be read or written, or there is no room."""
        with self.guarded():
            return self.connection.execute(sql, values).fetchall()

    @contextmanager
    def guarded(self) -> Iterator[None]:
        """What the database says of files, room and cells inside becomes a problem."""
        try:
            yield
        except (duckdb.Error, RuntimeError) as error:
            _stopped(error)
            if isinstance(error, _OURS) or not isinstance(error, duckdb.Error):
                raise
            raise ContractError([_problem(error)]) from None

    def unordered(self) -> None:
        """Let rows be written in whatever order they come from now on, which takes less time and memory."""
        self.connection.execute("SET preserve_insertion_order = false")

    def try_run(self, sql: str) -> tuple[list[tuple[Any, ...]], str]:
        """The rows of a statement and nothing, or no rows and what is wrong, in one sentence."""
        try:
            return self.connection.execute(sql).fetchall(), ""
        except (duckdb.Error, RuntimeError) as error:
            _stopped(error)
            if not isinstance(error, duckdb.Error):
                raise
            return [], reason(error)

    def new(self, ending: str = "") -> str:
        """The path of a new file in the folder; with no ending a name for a table."""
        self._made += 1
        return os.path.join(self.folder, f"{self._made}{ending}") if ending else f"made_{self._made}"

    def put(self, table: str, columns: Mapping[str, Sequence[str | None]]) -> None:
        """Make a table of texts."""
        self.connection.register("put_in", pa.table({n: pa.array(c, pa.string()) for n, c in columns.items()}))
        self.connection.execute(f"CREATE TABLE {table} AS SELECT * FROM put_in")
        self.connection.unregister("put_in")

    def table(self, name: str) -> Any:
        """A table or view as Ibis has it."""
        return self.backend.table(name)

    @contextmanager
    def watched(self, shown: Callable[[float], None] | None) -> Iterator[None]:
        """Tell how far the statements inside are, each from 0 to 100."""
        if shown is None:
            yield
            return
        done = Event()

        def watch() -> None:
            while not done.wait(PAUSE):
                at = self.connection.query_progress()
                if at >= 0 and not done.is_set():
                    shown(at)

        watcher = Thread(target=watch, daemon=True)
        watcher.start()
        try:
            yield
        finally:
            done.set()
            watcher.join()

    def close(self) -> None:
        """Let go of everything."""
        self.connection.close()
        shutil.rmtree(self.folder, ignore_errors=True)

    def __enter__(self) -> Store:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.close()


def reason(error: Exception) -> str:
    """What a message of the database says is wrong, in one sentence."""
    said = str(error).partition("\n")[0]
    for known, words in _KNOWN.items():
        if known in said:
            return words
    _, _, rest = said.partition(": ")
    return (rest or said).rstrip(".")


def _problem(error: Exception) -> Problem:
    if isinstance(error, duckdb.OutOfMemoryException) or reason(error) in _NO_ROOM:
        return no_room(reason(error))
    return Problem("bad-table", f"the table cannot be read: {reason(error)}")


def unreadable(file: str, why: str, hint: str = "") -> Problem:
    """The problem of a file that is not what its ending says, or for which there is no room."""
    if why in _NO_ROOM:
        return no_room(why)
    return Problem("bad-table", f"{quoted(file)} cannot be read: {why}", hint=hint)


def _stopped(error: Exception) -> None:
    """Raises KeyboardInterrupt where a statement ended because somebody stopped it: the database has an error of its own for that."""
    if isinstance(error, duckdb.InterruptException) or "interrupted" in str(error).lower():
        raise KeyboardInterrupt from None


def no_room(why: str) -> Problem:
    """The problem of a disk that is full."""
    hint = f"it goes to {quoted(tempfile.gettempdir())}; set TMPDIR to a folder with more room"
    return Problem("no-room", f"there is no room for what is kept in between: {why}", hint=hint)


_KNOWN = {
    "No magic bytes found": "it is no Parquet file, or was cut short",
    "too small to be a Parquet file": "it is no Parquet file, or was cut short",
    "No space left": "the disk is full",
    "File too large": "the file would be larger than is allowed here",
    "state machine reached an invalid state": "its lines end in different ways, or a quotation mark stands where none may",
    "Permission denied": "reading it is not allowed",
    "max_temp_directory_size": "the disk is full",
}
_OURS = (duckdb.BinderException, duckdb.CatalogException, duckdb.ParserException, duckdb.SyntaxException)
"""What is wrong with a statement, and not with a file: a file that is spoilt within can end in any other error."""
_NO_ROOM = ("the disk is full", "the file would be larger than is allowed here")
