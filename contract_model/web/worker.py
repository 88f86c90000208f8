"""This file defines what a worker does: it gets the contracts, and then calls, one after another, until nobody sends any more.

Each message is its length and a pickled value; both ends are processes of ours.
"""

from __future__ import annotations

import copyreg
import gc
import os
import pickle
import resource
import shutil
import struct
import sys
import traceback
from collections.abc import Callable
from types import MappingProxyType
from typing import Any, BinaryIO

from contract_model.problems import ContractError, Problem

HEAD = struct.Struct("!Q")
DONE, OURS = "done", "ours"
"""How a call ended: with a result or a problem, or with an error of ours."""


def frozen(entries: dict[Any, Any]) -> MappingProxyType[Any, Any]:
    """A mapping that nobody changes, as it is made anew at the other end."""
    return MappingProxyType(entries)


copyreg.pickle(MappingProxyType, lambda mapping: (frozen, (dict(mapping),)))


class Failed(Exception):
    """An error of ours in a worker, by its name; the worker has written the rest where errors go."""


def main() -> None:
    """Work until the other end closes, then take away what was written meanwhile."""
    try:
        _work()
    finally:
        shutil.rmtree(os.environ["TMPDIR"], ignore_errors=True)


def _work() -> None:
    incoming, outgoing = sys.stdin.buffer, os.fdopen(os.dup(sys.stdout.fileno()), "wb")
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())  # whoever prints shall not print among the answers
    shelf, memory = _receive(incoming)
    _bound(memory)
    gc.freeze()  # the contracts stay
    gc.set_threshold(50_000)
    _send(outgoing, None)
    while True:
        try:
            function, arguments = _receive(incoming)
        except EOFError:
            return
        outcome, what = _called(function, shelf, arguments)
        worn = _size() > memory * 1024 * 1024 // 2
        try:
            _send(outgoing, (outcome, what, worn))
        except (TypeError, AttributeError, pickle.PicklingError) as error:  # a result that is no data
            traceback.print_exc()
            _send(outgoing, (OURS, type(error).__name__, worn))
        if worn:
            return


def _called(function: Callable[..., object], shelf: object, arguments: tuple[object, ...]) -> tuple[str, object]:
    """How a call ended, and what came of it."""
    try:
        return DONE, function(shelf, *arguments)
    except (ContractError, MemoryError) as error:
        return DONE, error
    except Exception as error:
        name = type(error).__name__
        if name == "TooLarge":  # of whichever room
            said = "the case leaves so much open that its answer cannot be worked out"
            return DONE, ContractError([Problem("too-large", said, hint="state more facts")])
        traceback.print_exc()
        return OURS, name


def _size() -> int:
    """The bytes of memory that this process takes; as far as is known, at the most so far."""
    try:
        with open("/proc/self/statm", "rb") as file:
            return int(file.read().split()[1]) * resource.getpagesize()
    except OSError:
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024


def _bound(memory: int) -> None:
    """Have more memory than may be taken refused, so that it is never taken from others."""
    limit = memory * 1024 * 1024
    _, hard = resource.getrlimit(resource.RLIMIT_DATA)
    resource.setrlimit(resource.RLIMIT_DATA, (limit if hard == resource.RLIM_INFINITY else min(limit, hard), hard))


def _send(where: BinaryIO, what: object) -> None:
    content = pickle.dumps(what, protocol=5)
    where.write(HEAD.pack(len(content)) + content)
    where.flush()


def _receive(where: BinaryIO) -> Any:
    head = where.read(HEAD.size)
    if len(head) < HEAD.size:
        raise EOFError
    (size,) = HEAD.unpack(head)
    return pickle.loads(where.read(size))  # written by the server
