"""This file defines how a contract is found and loaded: the files, the passes over them, and the contract or all of its problems."""

from __future__ import annotations

import os
from collections.abc import Mapping
from typing import TYPE_CHECKING

from contract_model.loading.limits import MAX_BYTES, MAX_FILES
from contract_model.model.contract import Contract
from contract_model.problems import ContractError, Problem, did_you_mean, quoted

if TYPE_CHECKING:
    from pathlib import Path  # slow to load, so paths are texts here

    from contract_model.loading.parse import Document

Files = Mapping[str, bytes]
"""The content of each file of a contract, by its name as the user gave it; the first is the contract's own."""


def shipped() -> str:
    """The folder of the contracts that come with the package."""
    package = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
    installed = os.path.join(package, "rules")
    return installed if os.path.isdir(installed) else os.path.join(os.path.dirname(package), "rules")


def shipped_ids() -> list[str]:
    """The ids of the contracts that come with the package."""
    folder = shipped()
    names = os.listdir(folder) if os.path.isdir(folder) else []
    return sorted(n.removesuffix(".yaml") for n in names if n.endswith(".yaml") or os.path.isfile(os.path.join(folder, n, "contract.yaml")))


def find(name: str | Path) -> str:
    """The file or folder of a contract: a path, or the id of a shipped one. Raises ContractError."""
    text = str(name)
    plain = text and "\0" not in text and os.sep not in text
    candidates = (text, os.path.join(shipped(), text), os.path.join(shipped(), f"{text}.yaml")) if plain else (text,)
    for candidate in candidates:
        if "\0" not in candidate and os.path.exists(candidate):
            if candidate.endswith(".cases.yaml"):
                said = f"{quoted(candidate)} is a file of cases, and no contract"
                raise ContractError([Problem("no-contract", said, hint="`contract test` runs it; the contract is the one that it names")])
            return candidate
    known = shipped_ids()
    hint = did_you_mean(text, known) or f"shipped contracts: {', '.join(known)}"
    raise ContractError([Problem("no-contract", f"{quoted(text)} is neither a file, a folder nor a shipped contract", hint=hint)])


def contracts_at(given: str) -> list[str]:
    """The contracts at a path: itself, or those directly below a folder that is none; of a version file its contract."""
    folder, name = os.path.split(given)
    if name.endswith(".yaml") and "\0" not in given and os.path.isfile(given) and os.path.isfile(os.path.join(folder, "contract.yaml")):
        return [folder or os.curdir]
    if "\0" in given or not os.path.isdir(given) or os.path.exists(os.path.join(given, "contract.yaml")):
        return [given]
    try:
        below = [os.path.join(given, name) for name in sorted(os.listdir(given))]
    except OSError:
        return [given]  # told when it is loaded
    return [
        path
        for path in below
        if os.path.isfile(os.path.join(path, "contract.yaml"))
        or (os.path.isfile(path) and path.endswith(".yaml") and not path.endswith(".cases.yaml"))
    ]


def read_files(name: str | Path) -> Files:
    """The files of a contract: one file, or `contract.yaml` and the versions beside it. Raises ContractError."""
    path = find(name)
    try:
        if not os.path.isdir(path):
            return {_shown(path): _content(path)}
        main = os.path.join(path, "contract.yaml")
        if not os.path.isfile(main):
            said = f"the folder {quoted(path)} has no `contract.yaml`"
            raise ContractError([Problem("no-contract", said, hint="a contract is one file, or a folder with contract.yaml")])
        names = sorted(n for n in os.listdir(path) if n.endswith(".yaml") and n != "contract.yaml")
        if len(names) > MAX_FILES:
            raise ContractError([Problem("too-large", f"the folder has more than {MAX_FILES:,} versions")])
        return {_shown(p): _content(p) for p in (main, *(os.path.join(path, n) for n in names))}
    except OSError as error:
        raise ContractError([Problem("no-contract", f"{quoted(path)} cannot be read: {error.strerror or error}")]) from None


def load(name: str | Path) -> Contract:
    """The contract of a path, or of the id of a shipped one. Raises ContractError with every problem of every file."""
    return load_files(read_files(name))


def load_text(text: str, file: str = "contract.yaml") -> Contract:
    """The contract of a text, for tests and notebooks. Raises ContractError."""
    return load_files({file: text.encode("utf-8", "surrogatepass")})


def load_files(files: Files) -> Contract:
    """The contract of the content of its files. Raises ContractError.

    Passes: parse each file, give it its shape, resolve names and conditions, check the whole. A file that a pass cannot read at all
    is left out of the next; what is left is read on, so that all problems come at once.
    """
    from contract_model.loading.parse import parse

    return load_documents([parse(file, content) for file, content in files.items()])


def load_documents(documents: list[Document]) -> Contract:
    """The contract of its files as they were parsed, its own first. Raises ContractError; the problems are noted in the documents, too."""
    try:
        contract = _contract(documents)
    except ContractError:  # one file has too many problems to read on
        contract = None
    if contract is None or any(d.problems for d in documents):
        raise ContractError(p for d in documents for p in d.problems)
    return contract


def _contract(documents: list[Document]) -> Contract | None:
    """The contract of what could be read, with the problems noted in the documents; none where its own file is not enough of one."""
    from contract_model.loading.checks import check
    from contract_model.loading.resolve import resolve
    from contract_model.loading.shaping import read_surface
    from contract_model.loading.surface import SurfaceContract, SurfaceVersion

    main, *others = documents
    broken: set[str] = set()
    surface = read_surface(main, SurfaceContract, broken)
    versions = [(d, s) for d in others if (s := read_surface(d, SurfaceVersion, broken))]
    if surface is None:
        return None
    own = surface.version is not None or surface.terms is not None
    if own and others:
        said = "a contract with versions in files of their own has none in contract.yaml"
        where = "version" if surface.version is not None else "terms"
        main.problem("wrong-value", said, (where,), at_key=True, hint="move them to a file of their own")
    elif own:
        missing = "terms" if surface.terms is None else "version" if surface.version is None else None
        if missing and (missing,) not in main.unread:
            main.problem("missing-key", f"`{missing}` is missing", ())
    elif not others:
        main.problem("missing-key", "`version` and `terms` are missing", (), hint="or add a file for each version beside it")
    dated: list[tuple[Document, SurfaceVersion | SurfaceContract]] = [(main, surface)] if own and not others else [*versions]
    contract = resolve(main, surface, broken, dated)
    check(contract, main, {s.version or "": d for d, s in reversed(dated)})
    return contract


def _content(path: str) -> bytes:
    with open(path, "rb") as file:
        return file.read(MAX_BYTES + 1)  # one more tells that it is too large


def _shown(path: str) -> str:
    """A file as messages name it: relative to where one is, if it lies below."""
    try:
        here = os.path.relpath(os.path.realpath(path))
    except (ValueError, OSError):
        return path
    return path if here.startswith(os.pardir) else here
