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

_PER_WORD = 39  # 3 ** 39 fits into 63 bits


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
    """The pattern of any row as columns by name, from those of its bucket; `rows.table` has the number of the bucket as `_bucket`."""
    number = rows.table["_bucket"]
    found: dict[str, Any] = {"_bucket": number}
    words = [tuple(_words(p.truths)) for _, p in patterns]
    for place in range(max(map(len, words), default=0)):
        branches = [(i, w[place]) for i, w in enumerate(words) if place < len(w)]
        found[f"_word{place}"] = _by_bucket(number, branches, len(patterns), ibis.literal(0, type="int64"))
    names = dict.fromkeys(name for _, p in patterns for name in p.parts)
    for name in names:
        value = rows.table[name]
        branches = [
            (i, value if (when := p.parts[name]) is True else when.ifelse(value, ibis.null(value.type())))
            for i, (_, p) in enumerate(patterns)
            if p.parts.get(name, False) is not False
        ]
        found[f"_part {name}"] = _by_bucket(number, branches, len(patterns), ibis.null(value.type()))
    return found


def _by_bucket(number: Any, branches: Sequence[tuple[int, Any]], count: int, otherwise: Any) -> Any:
    if len(branches) == count == 1:
        return branches[0][1]
    return ibis.cases(*((number == i, value) for i, value in branches), else_=otherwise) if branches else otherwise


def _words(truths: Sequence[Any]) -> Iterable[Any]:
    """Truths packed into whole numbers, three values each."""
    for start in range(0, len(truths), _PER_WORD):
        digits = [_digit(t) * 3**i for i, t in enumerate(truths[start : start + _PER_WORD])]
        while len(digits) > 1:
            digits = [digits[i] + digits[i + 1] if i + 1 < len(digits) else digits[i] for i in range(0, len(digits), 2)]
        yield digits[0]


def _digit(truth: Any) -> Any:
    return ibis.coalesce(truth.cast("int64"), ibis.literal(2, type="int64"))
