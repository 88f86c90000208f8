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
from hashlib import blake2b
from pathlib import Path
from typing import Any

from contract_model.loading.load import Files, load_files, read_files
from contract_model.model.contract import Contract

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
    entry = folder() / f"{_key(files)}{_SUFFIX}"
    contract = _read(entry)
    if contract is None:
        contract = load_files(files)
        with contextlib.suppress(OSError):  # a cache that cannot be written is only slow
            _write(entry, contract)
    return contract


def folder() -> Path:
    """Where entries are kept: below XDG_CACHE_HOME, or ~/.cache."""
    base = os.environ.get("XDG_CACHE_HOME") or ""
    return (Path(base) if os.path.isabs(base) else Path.home() / ".cache") / "contract-model"


def _key(files: Files) -> str:
    key = blake2b(digest_size=20)
    key.update(repr((sys.version, sys.implementation.cache_tag)).encode())
    package = Path(__file__).parent.parent
    code = [package / "problems.py", *sorted((package / "model").glob("*.py")), *sorted((package / "loading").glob("*.py"))]
    for name, content in [*((p.name, p.read_bytes()) for p in code), *files.items()]:
        key.update(f"{len(name)} {name} {len(content)} ".encode("utf-8", "surrogateescape"))
        key.update(content)
    return key.hexdigest()


def _read(entry: Path) -> Contract | None:
    try:
        with entry.open("rb") as file:
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


def _write(entry: Path, contract: Contract) -> None:
    import tempfile

    entry.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    payload = pickle.dumps(contract, protocol=5)
    handle, aside = tempfile.mkstemp(dir=entry.parent, suffix=".part")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(blake2b(payload, digest_size=32).digest() + payload)
        os.replace(aside, entry)
    except BaseException:
        with contextlib.suppress(OSError):
            os.unlink(aside)
        raise
    _prune(entry.parent)


def _prune(place: Path) -> None:
    """Keep the entries that were made last."""
    entries = []
    for path in place.glob(f"*{_SUFFIX}"):
        with contextlib.suppress(OSError):  # another process may have taken it away
            entries.append((path.stat().st_mtime_ns, path))
    for _, path in sorted(entries, reverse=True)[MAX_ENTRIES:]:
        with contextlib.suppress(OSError):
            path.unlink()


class _Unpickler(pickle.Unpickler):
    """Makes only what a contract is made of."""

    def find_class(self, module: str, name: str) -> Any:
        """A class of the model, or one of its kinds of value. Raises UnpicklingError for anything else."""
        if (module, name) in _OTHERS or (module.startswith("contract_model.model.") and "." not in name):
            return super().find_class(module, name)
        raise pickle.UnpicklingError(f"not part of a contract: {module}.{name}")
