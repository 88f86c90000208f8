"""This file defines what is wrong with the names of the columns of a table, in one file (`misnamed`) and between files (`different`)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from contract_model.engines.columns.store import unreadable
from contract_model.problems import Problem, quoted

MAX_COLUMNS = 1_000
_TIMES = {2: "twice", 3: "three times"}


def misnamed(file: str, names: Sequence[str]) -> list[Problem]:
    """The problem of no columns, of far too many, of one without a name, or of some of one name (upper and lower case do not count)."""
    if len(names) > MAX_COLUMNS:
        return [unreadable(file, f"it has more than {MAX_COLUMNS:,} columns")]
    if not names:
        return [unreadable(file, "it has no columns")]
    if not all(n.strip() and "\0" not in n for n in names):
        return [unreadable(file, "one of its columns has no name")]
    counts = Counter(n.lower() for n in names)
    twice = dict.fromkeys(n.lower() for n in names if counts[n.lower()] > 1)
    spelt = [[n for n in dict.fromkeys(names) if n.lower() == t] for t in twice]
    return [
        Problem(
            "duplicate-column",
            f"{quoted(file)} has the column {' and '.join(map(quoted, s))} {_TIMES.get(counts[t], 'many times')}",
            hint="keep one of them",
        )  # fmt: skip
        for t, s in zip(twice, spelt, strict=True)
    ]


def different(files: Sequence[str], heads: Sequence[dict[str, str]]) -> list[Problem]:
    """The problems of files that do not have the same columns. `heads`: what the columns of each hold, by name."""
    problems = []
    first = heads[0] if heads else {}
    for file, head in zip(files, heads, strict=True):
        lacking = [n for n in first if n not in head]
        more = [n for n in head if n not in first]
        other = [n for n in first if n in head and head[n] != first[n]]
        said = [
            f"has no column {quoted(lacking[0])}" if lacking else "",
            f"has a column {quoted(more[0])} besides" if more else "",
            f"has {head[other[0]]} in the column {quoted(other[0])}, not {first[other[0]]}" if other else "",
        ]
        if any(said):
            hint = "check files of different columns one after another"
            problems.append(
                Problem("mixed-columns", f"{quoted(file)} {' and '.join(filter(None, said))}, unlike {quoted(files[0])}", hint=hint)
            )
    return problems
