"""This file defines what workers are given to do in tests."""

from __future__ import annotations

import os
import tempfile
import time
from pathlib import Path
from types import MappingProxyType

from contract_model.problems import ContractError, Problem


def ids(shelf, *more):
    return [*shelf.contracts, *more]


def pid(shelf):
    return os.getpid()


def sleep(shelf, seconds):
    time.sleep(seconds)


def forever(shelf):
    while True:
        pass


def die(shelf):
    os._exit(1)


def problem(shelf):
    raise ContractError([Problem("bad-value", "so it is")])


def mistake(shelf):
    raise KeyError("secret")


def grow(shelf, mib):
    return len(bytearray(mib * 1024 * 1024))


def keep(shelf, mib):
    shelf.kept = b"x" * (mib * 1024 * 1024)


def chatter(shelf):
    print("what somebody prints")
    return "the answer"


def no_data(shelf):
    return lambda: shelf


def frozen(shelf):
    return MappingProxyType({"a": 1})


def write(shelf):
    folder = tempfile.mkdtemp()
    return str(Path(folder).parent)
