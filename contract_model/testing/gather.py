"""This file defines `case_files`: the files of cases at some paths, folders being searched, and what is wrong with a path."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator

from contract_model.problems import Problem, quoted
from contract_model.testing.cases import ENDING


def case_files(paths: Iterable[str]) -> tuple[list[str], list[Problem]]:
    """The files of cases at paths, each once: a file whatever its name, of a folder all below it that end in `.cases.yaml`."""
    found: dict[str, str] = {}
    problems: list[Problem] = []
    for path in paths:
        for file in _at(path, problems):
            found.setdefault(file if "\0" in file else os.path.realpath(file), file)
    return list(found.values()), problems


def _at(path: str, problems: list[Problem]) -> Iterator[str]:
    if "\0" in path or not os.path.isdir(path):
        yield path  # what is wrong with a file is told when it is read
        return

    def unreadable(error: OSError) -> None:
        said = f"the folder {quoted(str(error.filename))} cannot be read: {error.strerror or error}"
        problems.append(Problem("no-cases", said))

    for folder, folders, files in os.walk(path, onerror=unreadable):
        folders[:] = sorted(f for f in folders if not f.startswith("."))
        yield from (os.path.normpath(os.path.join(folder, name)) for name in sorted(files) if name.endswith(ENDING))
