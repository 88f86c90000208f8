"""This file defines how text files are packed: `unpacked`, their names; `opened`, to be read; and `beginning`, how they begin."""

from __future__ import annotations

import gzip
from contextlib import AbstractContextManager
from typing import Any

import pyarrow as pa

MAX_HEAD = 1024 * 1024  # bytes of a beginning
PACKED = (".gz", ".zst")


def unpacked(file: str) -> str:
    """The name of a file in lower case, without the ending that says how it is packed: `launches.csv` of `Launches.csv.gz`."""
    low = file.lower()
    return next((low.removesuffix(p) for p in PACKED if low.endswith(p)), low)


def opened(file: str) -> AbstractContextManager[Any]:
    """A file to read the bytes of, unpacked. Raises OSError; so does reading it."""
    low = file.lower()
    if low.endswith(".gz"):
        return gzip.open(file, "rb")
    return pa.input_stream(pa.OSFile(file), compression="zstd") if low.endswith(".zst") else open(file, "rb")


def beginning(file: str, most: int = MAX_HEAD) -> bytes:
    """The first bytes of a text file, unpacked, without a mark of their order. Raises ValueError saying what is wrong."""
    try:
        with opened(file) as content:
            found = bytes(content.read(most))
    except (OSError, EOFError) as error:
        raise ValueError(getattr(error, "strerror", None) or "it is cut short, or is not packed as its ending says") from None
    if found.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise ValueError("it is written in UTF-16; save it in UTF-8")
    return found.removeprefix(b"\xef\xbb\xbf")
