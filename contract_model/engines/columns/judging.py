"""This file defines `judged`: a table of events in, the verdict on each row out.

One pass over the table finds which patterns its rows have. Each pattern is answered once, by the definition; then the answers are joined
to the rows by their patterns, which is the second pass, made when the result is asked for.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import ibis

from contract_model.engines.agree import Disagreement
from contract_model.engines.columns.answers import Judgments
from contract_model.engines.columns.backend import fetched
from contract_model.engines.columns.buckets import bucket
from contract_model.engines.columns.layout import truths
from contract_model.engines.columns.listed import Listed, placed
from contract_model.engines.columns.patterns import key, pattern
from contract_model.engines.columns.rows import Rows
from contract_model.engines.columns.setting import Setting
from contract_model.engines.trace import Trace
from contract_model.meaning.evaluate import evaluate
from contract_model.meaning.program import Program
from contract_model.model.answer import Answer, Status
from contract_model.model.contract import Contract
from contract_model.model.values import Raw

Progress = Callable[[int, int], None]

_BATCH = 10_000  # cases confirmed at once

OUTPUT = ("verdict", "decided_by", "evidence", "contested", "unknown", "version", "terms")
"""The columns that a judged table has for each row, each a text; see `judged`."""


@dataclass(frozen=True, slots=True)
class Group:
    """Rows with the same action of which the same is said, by the names in OUTPUT; the number of the first, and how many there are."""

    action: str
    said: Mapping[str, str | None]
    first: int
    rows: int


@dataclass(frozen=True, slots=True)
class Judged:
    """What is found of a table: of each row, as an Ibis table that is computed when it is asked for, and of all together."""

    rows: Any
    groups: tuple[Group, ...]


def judged(
    table: Any,
    contract: Contract,
    setting: Setting | None = None,
    *,
    per_term: bool = False,
    keep: Sequence[str] = (),
    progress: Progress | None = None,
) -> Judged:
    """The verdict on each row of a clean table (see `Rows`).

    The columns of its rows: `row`; what of the table is in `keep`; `verdict`; `decided_by`: ids of terms; `evidence`: the weakest grade,
    NULL when no term decides; `contested`: `ambiguity=reading:verdict`; `unknown`: the names on which the verdict turns; `version`: the ids
    of versions, empty before the first. With `per_term`, `terms`: `id=status` of each term that is engaged or might be,
    `id@version=status` where there are several versions. Lists are separated by blanks and empty when there is nothing. `progress` is told
    how many patterns are answered, and of how many. Raises NotExact for a column whose type does not do, ContractError for a row that
    leaves too much open.
    """
    rows, found = _patterns(table, contract, setting or Setting())
    distinct = _distinct(rows, found)
    said = _answered(rows, distinct, per_term, progress)
    wanted = [n for n in OUTPUT if per_term or n != "terms"]
    patterns = {n: Listed(e.type(), [d[n] for d in distinct]) for n, e in found.items()}
    texts = {n: Listed("string", [s[n] for s in said], few=True) for n in wanted}
    answers = placed(rows.table.get_backend(), {**patterns, **texts})
    keyed = rows.table.select("row", *keep, **found)
    same = [keyed[n].identical_to(answers[n]) if n.startswith("_part") else keyed[n] == answers[n] for n in found]
    return Judged(keyed.join(answers, same).select("row", *keep, *wanted), _groups(distinct, said))


def _patterns(table: Any, contract: Contract, setting: Setting) -> tuple[Rows, dict[str, Any]]:
    """The table, and the pattern of each row as columns."""
    rows = Rows(table, contract, setting)
    buckets = [bucket(contract, action, stage) for action, stage in rows.stages()]
    return rows, key(rows, [(b, pattern(b, rows)) for b in buckets])


def _distinct(rows: Rows, found: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Each distinct pattern with `_cells`, those of a row that has it (which of them does not matter), `_first`, the number of the first
    such row, and `_rows`, how many there are.
    """
    names = ("action", *rows.stated)
    backend = rows.table.get_backend()
    counted = {"_first": rows.table["row"].min(), "_rows": rows.table.count()}
    if backend.name in ("duckdb", "pyspark"):  # in one go
        counted["_cells"] = ibis.struct({n: rows.table[n] for n in names}).first(include_null=True)
    distinct: list[dict[str, Any]] = fetched(rows.table.group_by(**found).agg(**counted)).to_pylist()
    if "_cells" in counted:
        return distinct
    first = placed(backend, {"row": Listed("int64", [d["_first"] for d in distinct])})
    by_row = {row["row"]: row for row in fetched(rows.table.semi_join(first, "row").select("row", *names)).to_pylist()}
    return [{**d, "_cells": by_row[d["_first"]]} for d in distinct]


def _answered(rows: Rows, distinct: Sequence[Mapping[str, Any]], per_term: bool, progress: Progress | None) -> list[dict[str, str | None]]:
    """What is said of the rows of each pattern. Raises Disagreement."""
    said = []
    backend = rows.table.get_backend()
    judgments = Judgments(rows.contract)
    told: dict[int, tuple[Answer, dict[str, str | None]]] = {}  # by identity: patterns share answers
    evaluated: dict[Program, list[Mapping[str, Raw]]] = {}
    for i, one in enumerate(distinct, start=1):
        found = judgments.answered(rows.case(one["_cells"]["action"], one["_cells"]))
        for program in found.programs:
            waiting = evaluated.setdefault(program, [])
            waiting.append(found.values)
            if len(waiting) == _BATCH:
                _confirm(backend, program, evaluated.pop(program))
        if id(found.answer) not in told:
            told[id(found.answer)] = found.answer, _texts(found.answer, per_term)
        said.append(told[id(found.answer)][1])
        if progress:
            progress(i, len(distinct))
    for program, cases in evaluated.items():
        _confirm(backend, program, cases)
    return said


def _groups(distinct: Sequence[Mapping[str, Any]], said: Sequence[Mapping[str, str | None]]) -> tuple[Group, ...]:
    """The rows of patterns of which the same is said, together."""
    found: dict[tuple[str | None, ...], Group] = {}
    for one, texts in zip(distinct, said, strict=True):
        action, first, rows = one["_cells"]["action"], one["_first"], one["_rows"]
        same = (action, *texts.values())
        known = found.get(same)
        found[same] = Group(action, texts, min(first, known.first), rows + known.rows) if known else Group(action, texts, first, rows)
    return tuple(found.values())


def _confirm(backend: Any, program: Program, cases: Sequence[Mapping[str, Raw]]) -> None:
    """Have the database confirm what the definition says of every condition in some cases. Raises Disagreement."""
    names = [f.name for f in program.formulas]
    for values, found in zip(cases, truths(backend, program, cases), strict=True):
        expected = evaluate(program, values)
        if tuple(expected.values()) != found:
            raise Disagreement(program, values, Trace("columns", dict(zip(names, found, strict=True))), Trace("meaning", expected))


def _texts(answer: Answer, per_term: bool) -> dict[str, str | None]:
    return {
        "verdict": answer.verdict.value,
        "decided_by": " ".join(answer.decided_by),
        "evidence": answer.evidence.value if answer.evidence else None,
        "contested": " ".join(f"{c.name}={c.reading}:{c.verdict.value}" for c in answer.contested),
        "unknown": " ".join(answer.unknown),
        "version": " ".join(answer.versions),
        "terms": " ".join(_statuses(answer)) if per_term else "",
    }


def _statuses(answer: Answer) -> Iterator[str]:
    for term in answer.terms:
        if term.status is not Status.NOT_ENGAGED:
            yield f"{term.id}{f'@{term.version}' if len(answer.versions) > 1 else ''}={term.status.value}"
