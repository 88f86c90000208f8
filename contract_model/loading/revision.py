"""This file defines how the files of a contract are read as they stood in a revision of git, beside those of the working copy."""

from __future__ import annotations

import os
import subprocess

from contract_model.loading.limits import MAX_BYTES, MAX_FILES
from contract_model.loading.load import Files, find
from contract_model.problems import ContractError, Problem, quoted

SECONDS = 20


def files_at(revision: str, name: str) -> Files:
    """The files of a contract, by its path or id, as they stood in a revision. Raises ContractError."""
    path = os.path.abspath(find(name))
    whole = os.path.isdir(path)
    folder = path if whole else os.path.dirname(path)
    try:
        if revision.startswith("-") or not revision.isprintable():
            raise ValueError(revision)
        names = [os.path.basename(path)]
        if whole:
            listed = _git(folder, "ls-tree", "--name-only", revision, "./").decode("utf-8", "surrogateescape").split("\n")
            names = ["contract.yaml", *sorted(n for n in listed if n.endswith(".yaml") and n != "contract.yaml")[:MAX_FILES]]
        return {f"{revision}:{n}": _git(folder, "show", f"{revision}:./{n}")[: MAX_BYTES + 1] for n in names}
    except (OSError, ValueError, subprocess.SubprocessError):
        said = f"{quoted(revision)} is no revision of git that has {quoted(name)}"
        hint = "name one of the repository in which the contract lies, such as HEAD or main; two versions are compared by their dates"
        raise ContractError([Problem("no-revision", said, hint=hint)]) from None


def _git(folder: str, *arguments: str) -> bytes:
    """What git writes. Raises OSError or SubprocessError."""
    return subprocess.run(["git", "-C", folder, *arguments], capture_output=True, timeout=SECONDS, check=True).stdout
