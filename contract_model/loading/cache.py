"""This file defines the cache of loaded contracts: one file each, named by the content that it was made from.

The name covers the content of every file of the contract, the names they go by, the code that loads them and the version of Python. So
an entry is never stale: when any of these changes, it is not found. An entry is written aside and moved into place, so two
processes may write the same one. What is read back may hold only the classes of the model, and its checksum must agree; anything odd
about an entry means that the contract is loaded as if there were none.
"""

from __future__ import annotations

import contextlib
import io
import os
import pickle
import sys
from typing import TYPE_CHECKING, Any

try:  # the module behind hashlib, which would load OpenSSL first: 6 ms for nothing
    from _blake2 import blake2b
except ImportError:
    from hashlib import blake2b

from contract_model.loading.load import Files, load_files, read_files
from contract_model.model.contract import Contract

if TYPE_CHECKING:
    from pathlib import Path  # slow to load, so paths are texts here

MAX_ENTRIES = 64
_SUFFIX = ".contract"
_OTHERS = {
    ("datetime", "date"),
    ("datetime", "timedelta"),
    ("decimal", "Decimal"),
    ("fractions", "Fraction"),
    ("contract_model.problems", "Span"),
}


def load_cached(name: str | Path, use_cache: bool = True) -> Contract:
    """The contract of a path, or of the id of a shipped one, from the cache if it is there. Raises ContractError."""
    files = read_files(name)
    if not use_cache:
        return load_files(files)
    entry = os.path.join(folder(), f"{_key(files)}{_SUFFIX}")
    contract = _read(entry)
    if contract is None:
        contract = load_files(files)
        with contextlib.suppress(OSError):  # a cache that cannot be written is only slow
            _write(entry, contract)
    return contract


def folder() -> str:
    """Where entries are kept: below XDG_CACHE_HOME, or ~/.cache."""
    base = os.environ.get("XDG_CACHE_HOME") or ""
    return os.path.join(base if os.path.isabs(base) else os.path.expanduser("~/.cache"), "contract-model")


def _key(files: Files) -> str:
    key = blake2b(digest_size=20)
    key.update(repr((sys.version, sys.implementation.cache_tag)).encode())
    for name, content in [*_code(), *files.items()]:
        key.update(f"{len(name)} {name} {len(content)} ".encode("utf-8", "surrogateescape"))
        key.update(content)
    return key.hexdigest()


def _code() -> list[tuple[str, bytes]]:
    """The code that a contract is loaded by."""
    package = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
    paths = [os.path.join(package, "problems.py")]
    for room in ("loading", "model"):
        folder = os.path.join(package, room)
        paths += sorted(os.path.join(folder, name) for name in os.listdir(folder) if name.endswith(".py"))
    found = []
    for path in paths:
        with open(path, "rb") as file:
            found.append((os.path.relpath(path, package), file.read()))
    return found


def _read(entry: str) -> Contract | None:
    try:
        with open(entry, "rb") as file:
            owner = os.fstat(file.fileno()).st_uid
            content = file.read()
        if hasattr(os, "getuid") and owner != os.getuid():
            return None
        checksum, payload = content[:32], content[32:]
        if blake2b(payload, digest_size=32).digest() != checksum:
            return None
        contract = _Unpickler(io.BytesIO(payload)).load()
    except Exception:  # whatever is wrong with an entry, the contract itself is at hand
        return None
    return contract if isinstance(contract, Contract) else None


def _write(entry: str, contract: Contract) -> None:
    import tempfile

    place = os.path.dirname(entry)
    os.makedirs(os.path.dirname(place), exist_ok=True)
    os.makedirs(place, mode=0o700, exist_ok=True)
    payload = pickle.dumps(contract, protocol=5)
    handle, aside = tempfile.mkstemp(dir=place, suffix=".part")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(blake2b(payload, digest_size=32).digest() + payload)
        os.replace(aside, entry)
    except BaseException:
        with contextlib.suppress(OSError):
            os.unlink(aside)
        raise
    _prune(place)


def _prune(place: str) -> None:
    """Keep the entries that were made last."""
    entries = []
    for name in os.listdir(place):
        path = os.path.join(place, name)
        with contextlib.suppress(OSError):  # another process may have taken it away
            if name.endswith(_SUFFIX):
                entries.append((os.stat(path).st_mtime_ns, path))
    for _, path in sorted(entries, reverse=True)[MAX_ENTRIES:]:
        with contextlib.suppress(OSError):
            os.unlink(path)


class _Unpickler(pickle.Unpickler):
    """Makes only what a contract is made of."""

    def find_class(self, module: str, name: str) -> Any:
        """A class of the model, or one of its kinds of value. Raises UnpicklingError for anything else."""
        if (module, name) in _OTHERS or (module.startswith("contract_model.model.") and "." not in name):
            return super().find_class(module, name)
        raise pickle.UnpicklingError(f"not part of a contract: {module}.{name}")
