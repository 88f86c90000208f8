"""This file defines `Place`: where a table lies, which is what a person named: files, a folder, a pattern, a table of a database, stdin."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from glob import glob

from contract_model.engines.columns.sources.packed import PACKED, unpacked
from contract_model.problems import ContractError, Problem, did_you_mean, quoted

FORMS = {
    ".parquet": "parquet",
    ".pq": "parquet",
    ".csv": "csv",
    ".tsv": "csv",
    ".txt": "csv",
    ".jsonl": "jsonl",
    ".ndjson": "jsonl",
    ".json": "jsonl",
}
DATABASES = ("sqlite", "duckdb", "postgres", "postgresql")
STDIN = "-"
_DATABASE = re.compile(rf"(?P<scheme>{'|'.join(DATABASES)})://(?P<rest>.*)", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Place:
    """Files of one form, in order; or with the form `sqlite`, `duckdb` or `postgres` a table of a database, whose address is the file."""

    form: str
    files: tuple[str, ...]
    table: str = ""


def place(named: Sequence[str]) -> Place:
    """Where the table lies that texts name. Raises ContractError with every problem."""
    databases = [found for text in named if (found := _DATABASE.fullmatch(text))]
    if databases and len(named) == 1:
        return _database(named[0], databases[0])
    if STDIN in named and len(named) == 1:
        return Place("stdin", (STDIN,))
    problems: list[Problem] = []
    files: dict[str, None] = {}
    for text in named:
        if text == STDIN or _DATABASE.fullmatch(text):
            problems.append(_none(text, "a table of a database, or of stdin, is checked by itself"))
            continue
        try:
            files |= dict.fromkeys(_files(text))
        except ContractError as error:
            problems += error.problems
    forms: dict[str, str] = {}
    for file in files:
        forms.setdefault(form_of(file), file)
    if len(forms) > 1:
        (one, first), (other, second), *_ = forms.items()
        hint = "name those that are meant, such as 'folder/*.csv'"
        problems.append(_none(first, f"it is {_WORDS[one]}, and {quoted(second)} is {_WORDS[other]}", hint))
    if problems:
        raise ContractError(problems)
    return Place(next(iter(forms)), tuple(files))


def form_of(file: str) -> str:
    """The form of a file by its ending, in lower case; empty for an ending that is none of those known."""
    return FORMS.get(os.path.splitext(unpacked(file))[1], "")


def _files(text: str) -> list[str]:
    """The files that a path, a folder or a pattern stands for, in the order of their names. A file with such a name is meant itself."""
    if "\0" in text:
        raise ContractError([_none(text, "it is no path")])
    if os.path.isdir(text):
        within = sorted(os.path.join(folder, name) for folder, _, names in os.walk(text) for name in names if not _hidden(name))
        found = [file for file in within if form_of(file)]
        if not found:
            raise ContractError([_none(text, "there is no table in the folder", _ENDINGS)])
        return found
    if os.path.exists(text):
        return [_known(text)]
    if any(sign in text for sign in "*?["):
        found = sorted(file for file in glob(text, recursive=True) if os.path.isfile(file))
        if not found:
            raise ContractError([_none(text, "no file has such a name")])
        return [_known(file) for file in found]
    raise ContractError([_none(text, "there is no such file", _near(text))])


def _hidden(name: str) -> bool:
    """Whether a file is one that those who write tables set beside them."""
    return name.startswith((".", "_"))


def _known(file: str) -> str:
    if not form_of(file):
        raise ContractError([_none(file, "its ending does not say what it is", _ENDINGS)])
    return file


def _database(text: str, found: re.Match[str]) -> Place:
    address, _, table = found["rest"].partition("#")
    scheme = found["scheme"].replace("postgresql", "postgres")
    if not table or not address.strip("/"):
        raise ContractError([_none(text, "it does not say which table", f"write {scheme}:///path#table")])
    if scheme == "postgres":
        return Place(scheme, (f"postgresql://{address}",), table)
    file = address.removeprefix("/") if address.startswith("//") or not os.path.exists(address) else address
    if not os.path.isfile(file):
        raise ContractError([_none(text, "there is no such file", _near(file))])
    return Place(scheme, (file,), table)


def _near(text: str) -> str:
    folder, name = os.path.split(text)
    try:
        names: Iterable[str] = os.listdir(folder or ".")
    except OSError:
        return ""
    return did_you_mean(name, names)


def _none(text: str, why: str, hint: str = "") -> Problem:
    return Problem("no-table", f"{quoted(text)} cannot be checked: {why}", hint=hint)


_ENDINGS = f"tables end in {', '.join(FORMS)}, perhaps followed by {' or '.join(PACKED)}"
_WORDS = {"parquet": "Parquet", "csv": "CSV", "jsonl": "JSON lines"}
