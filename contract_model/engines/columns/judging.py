"""This file defines `judged`: a table of events in, the verdict on each row out.

One pass over the table finds which patterns its rows have. Each pattern is answered once, by the definition; then the answers are joined
to the rows by their patterns, which is the second pass, made when the result is asked for.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

import ibis
import pyarrow as pa

from contract_model.engines.agree import Disagreement
from contract_model.engines.columns.answers import Judgments
from contract_model.engines.columns.backend import fetched, placed
from contract_model.engines.columns.buckets import bucket
from contract_model.engines.columns.layout import truths
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

OUTPUT = {
    "verdict": pa.string(),
    "decided_by": pa.string(),
    "evidence": pa.string(),
    "contested": pa.string(),
    "unknown": pa.string(),
    "version": pa.string(),
    "terms": pa.string(),
}
"""The columns that a judged table has for each row, each a text; see `judged`."""


def judged(
    table: Any,
    contract: Contract,
    setting: Setting | None = None,
    *,
    per_term: bool = False,
    keep: Sequence[str] = (),
    progress: Progress | None = None,
) -> Any:
    """The verdict on each row of a clean table (see `Rows`), as an Ibis table that is computed when it is asked for.

    Its columns: `row`; what of the table is in `keep`; `verdict`; `decided_by`: ids of terms; `evidence`: the weakest grade, NULL when no
    term decides; `contested`: `ambiguity=reading:verdict`; `unknown`: the names on which the verdict turns; `version`: the ids of versions,
    empty before the first. With `per_term`, `terms`: `id=status` of each term that is engaged or might be, `id@version=status` where there
    are several versions. Lists are separated by blanks and empty when there is nothing. `progress` is told how many patterns are answered,
    and of how many. Raises NotExact for a column whose type does not do, ContractError for a row that leaves too much open.
    """
    rows, found = _patterns(table, contract, setting or Setting())
    names = list(found)
    answers = _answered(rows, _distinct(rows, found), names, per_term, progress)
    keyed = rows.table.select("row", *keep, **found)
    said = placed(rows.table.get_backend(), answers)
    same = [keyed[n].identical_to(said[n]) if n.startswith("_part") else keyed[n] == said[n] for n in names]
    return keyed.join(said, same).select("row", *keep, *(n for n in OUTPUT if per_term or n != "terms"))


def _patterns(table: Any, contract: Contract, setting: Setting) -> tuple[Rows, dict[str, Any]]:
    """The table, and the pattern of each row as columns."""
    rows = Rows(table, contract, setting)
    buckets = [bucket(contract, action, stage) for action, stage in rows.stages()]
    return rows, key(rows, [(b, pattern(b, rows)) for b in buckets])


def _distinct(rows: Rows, found: Mapping[str, Any]) -> pa.Table:
    """Each distinct pattern with the cells of a row that has it; of which of them does not matter."""
    names = ("action", *rows.stated)
    backend = rows.table.get_backend()
    if backend.name in ("duckdb", "pyspark"):  # in one go
        cells = ibis.struct({n: rows.table[n] for n in names}).first(include_null=True)
        return fetched(rows.table.group_by(**found).agg(_cells=cells))
    first = placed(backend, fetched(rows.table.group_by(**found).agg(row=rows.table["row"].min())))
    cells = fetched(rows.table.semi_join(first, "row").select("row", *names))
    by_row = {row["row"]: row for row in cells.to_pylist()}
    distinct = fetched(first)
    return distinct.drop(["row"]).append_column("_cells", pa.array([by_row[row] for row in distinct["row"].to_pylist()]))


def _answered(rows: Rows, distinct: pa.Table, names: Sequence[str], per_term: bool, progress: Progress | None) -> pa.Table:
    """Each distinct pattern with what is said of its rows. Raises Disagreement."""
    said: dict[str, list[str | None]] = {n: [] for n in OUTPUT}
    judgments = Judgments(rows.contract)
    evaluated: dict[Program, list[Mapping[str, Raw]]] = {}
    cells = distinct["_cells"].to_pylist()
    for i, cell in enumerate(cells):
        judgment, answer = judgments.answered(rows.case(cell["action"], cell))
        for judged_ in judgment.judged:
            evaluated.setdefault(judged_.program, []).append(judgment.known.everything)
        for name, text in _texts(answer, per_term).items():
            said[name].append(text)
        if progress:
            progress(i + 1, len(cells))
    for program, cases in evaluated.items():
        _confirm(rows.table.get_backend(), program, cases)
    columns = {n: pa.array(texts, type=OUTPUT[n]).dictionary_encode() for n, texts in said.items()}
    return pa.table({**{n: distinct[n] for n in names}, **columns})


def _confirm(backend: Any, program: Program, cases: Sequence[Mapping[str, Raw]]) -> None:
    """Have the database confirm what the definition says of every condition in some cases. Raises Disagreement."""
    names = [f.name for f in program.formulas]
    for values, found in zip(cases, truths(backend, program, cases), strict=True):
        expected = evaluate(program, values)
        if tuple(expected.values()) != found:
            raise Disagreement(program, values, Trace("columns", dict(zip(names, found, strict=True))), Trace("meaning", expected))


def _texts(answer: Answer, per_term: bool) -> Mapping[str, str | None]:
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
