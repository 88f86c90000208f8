"""This file defines what of a row its answer depends on: its *pattern*.

An answer depends on a row by way of the atoms of its bucket, the truths, memberships and comparisons that conditions ask for. So rows with
the same truth of each atom have the same answer. Of an atom that a row leaves unknown, it also depends on what is known of its parts: of
`paid + due <= cap`, with `due` unknown, on `paid` and `cap`. Only what the row states counts here; presumptions and readings are the same
for all rows that state the same.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

import ibis

from contract_model.engines.columns.buckets import Bucket
from contract_model.engines.columns.expressions import expression, joined
from contract_model.engines.columns.rows import FIRST, LAST, Rows, column_of
from contract_model.engines.columns.setting import NotExact
from contract_model.meaning.terms import DAY
from contract_model.model.conditions import In, variables

_MOST = 2**63 - 1


Digit: TypeAlias = "tuple[Any, int]"


@dataclass(frozen=True, slots=True)
class Pattern:
    """The pattern of the rows of a bucket, as expressions.

    `digits`: numbers from 0, each with how many there are: the truth of an atom, or to which lists a name belongs. `parts`: by column,
    when its value counts, too.
    """

    digits: tuple[Digit, ...]
    parts: dict[str, Any]


def pattern(bucket: Bucket, rows: Rows) -> Pattern:
    """The pattern of a bucket."""
    digits: list[Digit] = []
    parts: dict[str, list[Any]] = {}
    members: dict[str, list[tuple[str, ...]]] = {}
    for atom in bucket.atoms():
        asked = [n for n in variables(atom) if n in rows.scope.columns]
        if not asked:
            continue
        if isinstance(atom, In):  # all of a name's together: a database then looks at each of its few values once
            members.setdefault(asked[0], []).append(atom.values)
            continue
        try:
            truth = expression(atom, rows.scope)
        except NotExact:  # then its values themselves count
            truth = None
        if truth is not None:
            digits.append((_number(truth), 3))
        if truth is None or len(asked) > 1:
            for name in asked:
                parts.setdefault(name, []).append(True if truth is None else truth.isnull())
    asked_for = {n for prog in bucket.programs for n in prog.variables}
    for name in rows.kinds:
        if name in rows.contract.ambiguities and name in asked_for:  # how good the support of a reading is counts
            parts[name] = [True]
    digits += [_membership(rows.scope.columns[name], lists) for name, lists in members.items()]
    found = {column_of(name): joined(when, True) for name, when in parts.items()}
    if rows.spans:
        unknown = True if DAY.name not in rows.scope.columns else rows.scope.columns[DAY.name].isnull()
        found |= {FIRST: unknown, LAST: unknown}
    return Pattern(tuple(digits), found)


def key(rows: Rows, patterns: Sequence[tuple[Bucket, Pattern]]) -> dict[str, Any]:
    """The pattern of any row as columns by name: whole numbers, of which the first has the bucket, and values."""
    found: dict[str, Any] = {}
    words = [tuple(_words(i, len(patterns), p.digits)) for i, (_, p) in enumerate(patterns)]
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


def _words(bucket: int, buckets: int, digits: Sequence[Digit]) -> Iterable[Any]:
    """Digits packed into whole numbers; the first of them is the number of the bucket."""
    numbers, weight = [ibis.literal(bucket, type="int64")], buckets
    for digit, base in digits:
        if weight * base > _MOST:
            yield _sum(numbers)
            numbers, weight = [], 1
        numbers.append(digit * weight)
        weight *= base
    yield _sum(numbers)


def _number(truth: Any) -> Any:
    """False, true and unknown as 0, 1 and 2."""
    return ibis.coalesce(_large(truth), _whole(2))


def _membership(name: Any, lists: Sequence[tuple[str, ...]]) -> Digit:
    """To which lists a name belongs: 0 for none, the last number where it is unknown."""
    numbers: dict[tuple[bool, ...], int] = {(False,) * len(lists): 0}
    found = {v: numbers.setdefault(tuple(v in values for values in lists), len(numbers)) for values in lists for v in values}
    known = name.cases(*((v, _whole(n)) for v, n in found.items()), else_=_whole(0)) if found else _whole(0)
    return _large(name.isnull().ifelse(_whole(len(numbers)), known)), len(numbers) + 1


def _large(number: Any) -> Any:
    """A truth or a small number in 64 bits: databases take a literal for 32, and PostgreSQL makes no more of a truth at first."""
    return number.cast("int32").cast("int64")


def _whole(number: int) -> Any:
    return ibis.literal(number, type="int64")


def _sum(numbers: list[Any]) -> Any:
    """Numbers added pair by pair, so that nothing is nested deeply."""
    while len(numbers) > 1:
        numbers = [numbers[i] + numbers[i + 1] if i + 1 < len(numbers) else numbers[i] for i in range(0, len(numbers), 2)]
    return numbers[0]
