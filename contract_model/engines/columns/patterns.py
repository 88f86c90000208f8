"""This file defines what of a row its answer depends on: its *pattern*.

An answer depends on a row by way of the atoms of its bucket, the truths, memberships and comparisons that conditions ask for. So rows with
the same truth of each atom have the same answer. Of an atom that a row leaves unknown, it also depends on what is known of its parts: of
`paid + due <= cap`, with `due` unknown, on `paid` and `cap`. Only what the row states counts here; presumptions and readings are the same
for all rows that state the same.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import ibis

from contract_model.engines.columns.buckets import Bucket
from contract_model.engines.columns.expressions import expression, joined
from contract_model.engines.columns.rows import FIRST, LAST, Rows
from contract_model.engines.columns.setting import NotExact
from contract_model.meaning.terms import DAY
from contract_model.model.conditions import variables

_DIGITS = 39  # 3 ** 39 fits into 63 bits


@dataclass(frozen=True, slots=True)
class Pattern:
    """The pattern of the rows of a bucket, as expressions: the truth of each atom, and by variable when its value counts, too."""

    truths: tuple[Any, ...]
    parts: dict[str, Any]


def pattern(bucket: Bucket, rows: Rows) -> Pattern:
    """The pattern of a bucket."""
    truths: list[Any] = []
    parts: dict[str, list[Any]] = {}
    for atom in bucket.atoms():
        asked = [n for n in variables(atom) if n in rows.scope.columns]
        if not asked:
            continue
        try:
            truth = expression(atom, rows.scope)
        except NotExact:  # then its values themselves count
            truth = None
        if truth is not None:
            truths.append(truth)
        if truth is None or len(asked) > 1:
            for name in asked:
                parts.setdefault(name, []).append(True if truth is None else truth.isnull())
    asked_for = {n for prog in bucket.programs for n in prog.variables}
    for name in rows.kinds:
        if name in rows.contract.ambiguities and name in asked_for:  # how good the support of a reading is counts
            parts[name] = [True]
    found = {name: joined(when, True) for name, when in parts.items()}
    if rows.spans:
        unknown = True if DAY.name not in rows.scope.columns else rows.scope.columns[DAY.name].isnull()
        found |= {FIRST: unknown, LAST: unknown}
    return Pattern(tuple(truths), found)


def key(rows: Rows, patterns: Sequence[tuple[Bucket, Pattern]]) -> dict[str, Any]:
    """The pattern of any row as columns by name: whole numbers, in which truths are digits and the first has the bucket, and values."""
    found: dict[str, Any] = {}
    first = max(n for n in range(_DIGITS) if len(patterns) * 3**n <= 2**63)
    words = [tuple(_words(i, first, p.truths)) for i, (_, p) in enumerate(patterns)]
    nothing = ibis.literal(0, type="int64")
    if not words:  # there are no rows
        return {"_word0": nothing}
    for place in range(max(map(len, words))):
        branches = [(b, w[place] if place < len(w) else nothing) for (b, _), w in zip(patterns, words, strict=True)]
        found[f"_word{place}"] = _by_bucket(rows, branches)
    for name in dict.fromkeys(name for _, p in patterns for name in p.parts):
        value = rows.table[name]
        nothing = ibis.null(value.type())
        found[f"_part {name}"] = _by_bucket(rows, [(b, _where(p.parts.get(name, False), value, nothing)) for b, p in patterns])
    return found


def _by_bucket(rows: Rows, branches: Sequence[tuple[Bucket, Any]]) -> Any:
    """What holds for a row, given what holds in its bucket: first by its action, then by its day, so that no row is asked much."""
    by_action: dict[str, list[tuple[Bucket, Any]]] = {}
    for one, value in branches:
        by_action.setdefault(one.action, []).append((one, value))
    found = []
    for action, some in by_action.items():
        some = sorted(some, key=lambda branch: -branch[0].stage)  # a later version is asked for first
        found.append((rows.table["action"] == action, _cases([(rows.reached(b.stage), value) for b, value in some])))
    return _cases(found)


def _cases(branches: Sequence[tuple[Any, Any]]) -> Any:
    """The value of the first branch that holds; one of them does, so the last is not asked."""
    *others, (_, last) = branches
    return ibis.cases(*others, else_=last) if others else last


def _where(when: Any, value: Any, otherwise: Any) -> Any:
    return (value if when else otherwise) if isinstance(when, bool) else when.ifelse(value, otherwise)


def _words(bucket: int, first: int, truths: Sequence[Any]) -> Iterable[Any]:
    """Truths packed into whole numbers, three values each; in the first number above them that of the bucket."""
    yield _sum([*_digits(truths[:first]), ibis.literal(bucket * 3**first, type="int64")])
    for start in range(first, len(truths), _DIGITS):
        yield _sum(_digits(truths[start : start + _DIGITS]))


def _digits(truths: Sequence[Any]) -> list[Any]:
    numbers = (t.cast("int32").cast("int64") for t in truths)  # PostgreSQL knows no shorter way
    return [ibis.coalesce(n, ibis.literal(2, type="int64")) * 3**i for i, n in enumerate(numbers)]


def _sum(numbers: list[Any]) -> Any:
    """Numbers added pair by pair, so that nothing is nested deeply."""
    while len(numbers) > 1:
        numbers = [numbers[i] + numbers[i + 1] if i + 1 < len(numbers) else numbers[i] for i in range(0, len(numbers), 2)]
    return numbers[0]
