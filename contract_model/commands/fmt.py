"""This file defines `contract fmt`: contracts and files of cases in the stable layout."""

from __future__ import annotations

import os
import shutil
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import click

from contract_model.commands.exits import Exit
from contract_model.commands.output import coloured, format_or_default, put


@click.command()
@click.argument("paths", metavar="PATH...", nargs=-1, required=True)
@click.option("--check", is_flag=True, help="Write nothing; name the files that would change, and exit with 1 if there are any.")
@click.option("--diff", is_flag=True, help="Write nothing; show what would change, and exit with 1 if anything would.")
def fmt(paths: tuple[str, ...], check: bool, diff: bool) -> int:
    """Lay out contracts and files of cases: keys in the order of the language, comments kept, what they say unchanged.

    Each PATH is a file, or a folder of which every contract and every file of cases is laid out, or `-` for the input. YAML that is
    neither is left alone.

    \b
    contract fmt rules fixtures/cases
    contract fmt --check --diff rules
    """
    from contract_model.problems import ContractError, Problem, quoted

    problems: list[Problem] = []
    counts = Counter[str]()
    for path in dict.fromkeys(found for given in paths for found in _files(given)):
        try:
            counts[_one(path, check, diff)] += 1
        except ContractError as error:
            problems += error.problems
        except (OSError, ValueError) as error:
            said = getattr(error, "strerror", None) or "it is no path"
            problems.append(Problem("not-laid-out", f"{quoted(path)} cannot be laid out: {said}"))
    if paths != ("-",) and (counts or not problems):
        put(_counted(counts))
    if problems:
        raise ContractError(problems)
    return Exit.NEGATIVE if counts["would change"] else Exit.CLEAN if counts else Exit.NOTHING


def _one(path: str, check: bool, diff: bool) -> str:
    """Lay out one file, or only tell what would change; what became of it. Raises ContractError and OSError."""
    before = sys.stdin.buffer.read() if path == "-" else Path(path).read_bytes()
    after = _laid_out(path, before)
    if diff and after not in (None, before):
        put(_difference(path, before, after or b""))
    if path == "-" and not (check or diff):
        _pass_on(before if after is None else after)
        return "passed on"
    if after is None:
        return "left alone"
    if after == before:
        return "as before"
    if check or diff:
        put(f"would change {path}")
        return "would change"
    _write(path, after)
    put(f"laid out {path}")
    return "laid out"


def _files(given: str) -> Iterator[str]:
    """The files at a path: itself, or every file of YAML below a folder, but for what is hidden."""
    if given == "-" or not os.path.isdir(given):
        yield given
        return
    for folder, below, files in os.walk(given):
        below[:] = sorted(name for name in below if not name.startswith("."))
        yield from (os.path.join(folder, name) for name in sorted(files) if name.endswith(".yaml") and not name.startswith("."))


def _laid_out(path: str, content: bytes) -> bytes | None:
    """A file in the layout; none where it is neither a contract nor a file of cases. Raises ContractError."""
    from contract_model.loading.layout import laid_out
    from contract_model.loading.parse import parse
    from contract_model.problems import ContractError

    document = parse("the input" if path == "-" else path, content)
    if document.problems:
        raise ContractError(document.problems)
    shape = shape_of(document.data)
    return None if shape is None else laid_out(document, shape).encode()


def shape_of(data: Any) -> Any:
    """The shape of a file, by its keys."""
    from contract_model.loading.surface import SurfaceContract, SurfaceVersion
    from contract_model.testing.case_schema import SurfaceCaseFile

    match data:
        case {"cases": _}:
            return SurfaceCaseFile
        case {"contract": _, "parties": _} | {"contract": _, "actions": _}:
            return SurfaceContract
        case {"version": _, "terms": _}:
            return SurfaceVersion
        case _:
            return None


def _difference(path: str, before: bytes, after: bytes) -> str:
    from difflib import unified_diff

    old, new = (content.decode("utf-8-sig").splitlines() for content in (before, after))
    lines = unified_diff(old, new, path, f"{path} (laid out)", lineterm="")
    return "\n".join(map(_drawn, lines) if coloured(format_or_default(None)) else lines)


def _drawn(line: str) -> str:
    """A line of a difference in its colour."""
    colour = None if line.startswith(("+++", "---")) else {"+": "green", "-": "red", "@": "cyan"}.get(line[:1])
    return click.style(line, fg=colour) if colour else line


def _write(path: str, content: bytes) -> None:
    """Write a file whole or not at all. Raises OSError."""
    place = os.path.realpath(path)
    aside = os.path.join(os.path.dirname(place), f".{os.path.basename(place)}.part")
    try:
        Path(aside).write_bytes(content)
        shutil.copymode(place, aside)
        os.replace(aside, place)
    finally:
        Path(aside).unlink(missing_ok=True)


def _pass_on(content: bytes) -> None:
    """Write to the output, byte by byte."""
    sys.stdout.flush()
    sys.stdout.buffer.write(content)
    sys.stdout.buffer.flush()


def _counted(counts: Counter[str]) -> str:
    said = [f"{counts[what]} file{'' if counts[what] == 1 else 's'} {what}" for what in _OUTCOMES if counts[what]]
    return ", ".join(said) or "no file there"


_OUTCOMES = ("laid out", "would change", "as before", "left alone")
