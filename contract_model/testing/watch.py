"""This file defines `watch`: a run of cases again whenever a file that bears on it changes."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterator, Sequence

from contract_model.loading.load import read_files
from contract_model.loading.parse import parse
from contract_model.problems import ContractError
from contract_model.testing.cases import content_of, contract_of
from contract_model.testing.gather import case_files

EVERY = 0.5  # seconds
_ENDINGS = (".yaml", ".csv", ".jsonl")
Stamp = dict[str, tuple[int, int]]


def watch(paths: Sequence[str], again: Callable[[], int], wait: Callable[[float], None] = time.sleep) -> int:
    """Run now, and again after every change, until an interrupt; the code is that of the last run.

    `wait` lets so many seconds pass.
    """
    code = 0
    try:
        while True:
            before = stamp(paths)
            code = again()
            while stamp(paths) == before:
                wait(EVERY)
    except KeyboardInterrupt:
        return code


def stamp(paths: Sequence[str]) -> Stamp:
    """When each file that bears on the cases was changed, and how large it is."""
    found: Stamp = {}
    for file in _bearing(paths):
        try:
            status = os.stat(file)
        except (OSError, ValueError):
            continue
        found[file] = (status.st_mtime_ns, status.st_size)
    return found


def _bearing(paths: Sequence[str]) -> Iterator[str]:
    """The files of cases, what lies beside them, and the files of their contracts, as far as they can be read."""
    for path in case_files(paths)[0]:
        folder = os.path.dirname(path)
        yield path
        try:
            yield from (os.path.join(folder, name) for name in os.listdir(folder or ".") if name.endswith(_ENDINGS))
            data = parse(path, content_of(path)).data
            name = data.get("contract") if isinstance(data, dict) else None
            if isinstance(name, str):
                yield from read_files(contract_of(name, folder))
        except (OSError, ValueError, ContractError):
            continue
