"""This file defines `WholeFile`: a file that is there whole or not at all. What is written goes beside it and takes its name at the end."""

from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path
from secrets import token_hex
from types import TracebackType
from typing import Self

from contract_model.problems import ContractError, Problem, quoted


class WholeFile:
    """A file to be written. Use it in a `with`: write to `beside`, and say `keep()` at the end; without, there is nothing new.

    A link goes on leading to where it leads, and who may read a file that stood there may read the new one. What is a device or a pipe
    is written to as it stands.
    """

    def __init__(self, path: str) -> None:
        """Raises ContractError when nothing can be written there."""
        self.path = path
        if os.path.isdir(path):
            raise ContractError([self.problem("it is a folder")])
        try:
            self._target = os.path.realpath(path)
            self._straight = os.path.exists(self._target) and not os.path.isfile(self._target)
            if self._straight:
                self.beside = self._target
                return
            folder, name = os.path.split(self._target)
            self.beside = os.path.join(folder, f".{name}.{token_hex(4)}.part")
            with open(self.beside, "xb"):
                pass
            if os.path.exists(self._target):
                os.chmod(self.beside, os.stat(self._target).st_mode & 0o777)
        except (OSError, ValueError) as error:
            raise ContractError([self.problem(getattr(error, "strerror", None) or "it is no path")]) from None

    def write(self, text: str) -> None:
        """Write a text. Raises ContractError."""
        try:
            Path(self.beside).write_text(text, encoding="utf-8", errors="replace")
        except OSError as error:
            raise ContractError([self.problem(error.strerror or "the disk does not take it")]) from None

    def keep(self) -> None:
        """Give what is written its name, when it is on the disk. Raises ContractError."""
        if self._straight:
            return
        try:
            with open(self.beside, "rb") as written:
                os.fsync(written.fileno())
            os.replace(self.beside, self._target)
            _settle(os.path.dirname(self._target))
        except OSError as error:
            raise ContractError([self.problem(error.strerror or "the disk does not take it")]) from None

    def problem(self, why: str, hint: str = "") -> Problem:
        """The problem that it cannot be written."""
        return Problem("no-output", f"{quoted(self.path)} cannot be written: {why}", hint=hint)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        if not self._straight:
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
