"""This file defines `check`: a table of events judged, what is found written and summed up. `check_rows` does it for rows of Python."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import AbstractContextManager, ExitStack
from dataclasses import dataclass
from datetime import date
from typing import Any

import contract_model.checking.columns as known
from contract_model.asking.values import shown
from contract_model.checking.columns import OUTPUT, Columns, columns
from contract_model.checking.counts import Counts
from contract_model.checking.places import Place
from contract_model.checking.request import Given, Request, given
from contract_model.checking.result import ByValue, Missing, Result, Verdicts, WorstRow
from contract_model.checking.table import EXAMPLES, Table, table
from contract_model.engines.columns.backend import fetched, statement
from contract_model.engines.columns.elsewhere import here, judged_elsewhere
from contract_model.engines.columns.judging import Group, judged
from contract_model.engines.columns.rows import Rows, variable_of
from contract_model.engines.columns.sinks import Sink
from contract_model.engines.columns.sources.broken import broken_lines
from contract_model.engines.columns.sources.duckdb import from_duckdb
from contract_model.engines.columns.sources.lines import from_lines
from contract_model.engines.columns.sources.parquet import from_parquet
from contract_model.engines.columns.sources.postgres import from_postgres
from contract_model.engines.columns.sources.rows import as_text, from_rows
from contract_model.engines.columns.sources.separated import from_csv
from contract_model.engines.columns.sources.source import Source
from contract_model.engines.columns.sources.sqlite import from_sqlite
from contract_model.engines.columns.sources.stdin import from_stdin
from contract_model.engines.columns.sql import name, text
from contract_model.engines.columns.store import Store
from contract_model.engines.columns.support import unsupported
from contract_model.meaning.judge import judge
from contract_model.meaning.programs import PROGRAMS
from contract_model.model.answer import Verdict
from contract_model.model.contract import Ambiguity, Contract
from contract_model.problems import ContractError, Problem, quoted

Progress = Callable[[str, int], None]
"""Told which of `reading`, `judging`, `writing` and `summing up` is at how many per cent."""

ORDERED = 1_000_000
"""Rows up to which they are written in their order; above, sorting them would cost more than judging them, and each has its number."""


@dataclass(frozen=True, slots=True)
class Outputs:
    """Where to write what is found of each row, and the rows that cannot be judged."""

    table: str | None = None
    rejects: str | None = None


def check(
    contract: Contract,
    place: Place,
    asked: Request,
    outputs: Outputs = Outputs(),  # frozen
    *,
    today: date | None = None,
    progress: Progress | None = None,
) -> Result:
    """Check a table. Raises ContractError with every problem; then nothing is written."""
    with Store() as store, ExitStack() as stack:
        held = given(contract, asked, today)
        here(asked.backend)
        sinks = _Sinks(*(stack.enter_context(Sink(p)) if p else None for p in (outputs.table, outputs.rejects)))
        with store.watched(None if progress is None else lambda percent: progress("reading", int(percent) // 2)):
            source = _source(store, place)
        return _Check(store, contract, asked, held, source, place.files, sinks, today, progress).result()


def check_rows(contract: Contract, rows: Sequence[Mapping[str, object]], asked: Request, *, today: date | None = None) -> Checked:
    """Check rows of values by name, as JSON or Python have them. Raises ContractError with every problem."""
    names = list(dict.fromkeys(n for row in rows for n in row))
    with Store() as store:
        held = given(contract, asked, today)
        source = from_rows(store, names, ([as_text(row.get(n)) for n in names] for row in rows))
        made = _Check(store, contract, asked, held, source, (), _Sinks(None, None), today, None)
        result = made.result()
        return Checked(result, tuple(made.rows()))


@dataclass(frozen=True, slots=True)
class Checked:
    """A result, with what was found of each row that was judged: `row`, `verdict`, `decided_by` and so on, by name."""

    result: Result
    rows: tuple[Mapping[str, Any], ...]


@dataclass(frozen=True, slots=True)
class _Sinks:
    table: Sink | None
    rejects: Sink | None


class _Check:
    """One check, from its source to its result."""

    def __init__(
        self,
        store: Store,
        contract: Contract,
        asked: Request,
        held: Given,
        source: Source,
        files: Sequence[str],
        sinks: _Sinks,
        today: date | None,
        progress: Progress | None,
    ) -> None:
        self.store = store
        self.contract = contract
        self.asked = asked
        self.held = held
        self.source = source
        self.files = tuple(files)
        self.sinks = sinks
        self.today = today
        self.progress = progress
        self.judged = ""  # the file with what is found of each row
        self.groups: tuple[Group, ...] = ()
        self.by_value: tuple[ByValue, ...] = ()

    def result(self) -> Result:
        """What is found. Everything is written, then everything gets its name."""
        found = (
            columns(self.contract, self.source.names, self.asked.columns, self.held) if self.source.names or self.source.rows else Columns()
        )
        ready = self._ready(found)
        problems = ready.problems(self.store)
        if problems and not self.asked.reject:
            raise ContractError(problems)
        rejected = self._reject(ready)
        self._judge(ready, found)
        result = self._summed_up(ready, found, rejected)
        for sink in (self.sinks.rejects, self.sinks.table):
            if sink is not None:
                sink.keep()
        return result

    def rows(self) -> Iterable[Mapping[str, Any]]:
        """What is found of each row, in order."""
        names = [n for n in OUTPUT if self.asked.per_term or n != "terms"]
        for row in self.store.run(f"SELECT {', '.join(map(name, names))} FROM read_parquet({text(self.judged)}) ORDER BY row"):
            yield dict(zip(names, row, strict=True))

    def _ready(self, found: Columns) -> Table:
        done = 0

        def shown(_column: str) -> None:
            nonlocal done
            self._tell("reading", 50 + 50 * done // len(found.matched))
            done += 1

        return table(self.store, self.contract, self.source, found, self.held, today=self.today, asks=self._asks, progress=shown)

    def _asks(self, action: str, variable: str) -> bool:
        return any(variable in PROGRAMS.get(self.contract, v, action).variables for v in self.contract.versions)

    def _reject(self, ready: Table) -> int:
        """Write aside the rows that cannot be judged, and count them."""
        if ready.clean:
            if self.sinks.rejects is not None:
                self.sinks.rejects.put(self.store, f"SELECT * FROM ({self._rejects(ready)}) WHERE false")
            return 0
        rows = int(self.store.run(f"SELECT count(*) FROM ({ready.select({'row': 'row'}, where=f'{ready.reason} IS NOT NULL')})")[0][0])
        if self.sinks.rejects is not None:
            self.sinks.rejects.put(self.store, f"SELECT * FROM ({self._rejects(ready)}) ORDER BY row, line")
        return rows + self.source.broken_rows

    def _rejects(self, ready: Table) -> str:
        """SQL for the rows that cannot be judged: their cells as they are, and why."""
        kept = {n: c for n, c in self.source.columns.items() if n.lower() not in _REJECT}
        said = {"row": "row", **kept, "file": "CAST(NULL AS VARCHAR)", "line": "CAST(NULL AS BIGINT)",
                "written": "CAST(NULL AS VARCHAR)", "reason": ready.reason}  # fmt: skip
        rows = ready.select(said, where=f"{ready.reason} IS NOT NULL")
        if not self.source.broken:
            return rows
        return f"{rows} UNION ALL BY NAME SELECT file, line, written, reason FROM {self.source.broken}"

    def _judge(self, ready: Table, found: Columns) -> None:
        """Judge the rows, into the file that is to be written or one of our own."""
        kept = {n: f"cell {i}" for i, n in enumerate(self.source.names) if n.lower() not in OUTPUT}
        values = {"row": "row", **ready.values(whole=False)}
        cell = {f"cell {i}": f"c{i}" for i, n in enumerate(self.source.names) if n in kept}
        where = "" if ready.clean else f"{ready.reason} IS NULL"
        self.store.run(f"CREATE OR REPLACE VIEW clean AS {ready.select({**values, **cell}, where=where)}")
        schema = {n: t for n, t in self.store.table("clean").schema().items() if n in values}
        slow = unsupported(self.contract, schema, self.held.setting, ready.actions)
        problems = [self._not_exact(found, s.column, s.reason) for s in slow if s.column]
        if problems:
            raise ContractError(problems)
        self.by_value = tuple(dict.fromkeys(ByValue(s.term, s.reason) for s in slow if s.term))
        sink = self.sinks.table
        self.judged = sink.beside if sink and sink.form == "FORMAT parquet" else self.store.new(".parquet")
        self._tell("judging", 0)
        with self.store.guarded(), self._watched("judging"):
            statement = self._statement(kept, cell, ready, where)
        if self.source.rows <= ORDERED:
            statement = f"SELECT * FROM ({statement}) ORDER BY row"
        else:
            self.store.unordered()
        with self._watched("writing"):
            if sink is not None and sink.form == "FORMAT parquet":
                sink.put(self.store, statement)
                return
            self.store.run(f"COPY ({statement}) TO {text(self.judged)} (FORMAT parquet)")
            if sink is not None:
                sink.put(self.store, f"SELECT * FROM read_parquet({text(self.judged)})")

    def _not_exact(self, found: Columns, called: str, why: str) -> Problem:
        column = quoted(found.by_meaning.get(variable_of(called), called))
        return Problem("bad-column", f"the column {column} cannot be kept exact: {why}")

    def _statement(self, kept: Mapping[str, str], cell: Mapping[str, str], ready: Table, where: str) -> str:
        """SQL for what is found of each row, after its cells."""

        def shown(done: int, of: int) -> None:
            self._tell("judging", 100 * done // of)

        setting, per_term = self.held.setting, self.asked.per_term
        if here(self.asked.backend):
            found = judged(self.store.table("clean"), self.contract, setting, per_term=per_term, keep=list(cell), progress=shown)
            self.groups, rows = found.groups, found.rows
            return statement(rows.select(**{n: rows[c] for n, c in kept.items()}, **{n: rows[n] for n in OUTPUT if n in rows.columns}))
        clean = self.store.new(".parquet")
        self.store.run(f"COPY ({ready.select({'row': 'row', **ready.values(whole=False)}, where=where)}) TO {text(clean)} (FORMAT parquet)")
        into = self.store.new(".judged")
        path, self.groups = judged_elsewhere(
            self.asked.backend, clean, self.contract, setting, per_term=per_term, into=into, progress=shown
        )
        cells = [f"{cell[c]} AS {name(n)}" for n, c in kept.items()]
        outputs = [name(n) for n in OUTPUT if per_term or n != "terms"]
        joined = f"{self.source.relation} AS cells JOIN read_parquet({text(path)}) AS found USING (row)"
        return f"SELECT {', '.join([*cells, *outputs])} FROM {joined}"

    def _summed_up(self, ready: Table, found: Columns, rejected: int) -> Result:
        self._tell("summing up", 0)
        relation = self._relation(found)
        values = ready.values()
        counts = Counts(self.contract, self.groups)
        return Result(
            contract=self.contract,
            table=self.files,
            read=self.source.rows + self.source.broken_rows,
            checked=sum(g.rows for g in self.groups),
            rejected=rejected,
            verdicts=counts.verdicts(),
            terms=counts.terms(),
            months=self._months(ready, relation, values),
            evidence=counts.evidence(),
            contested_rows=sum(g.rows for g in self.groups if g.said["contested"]),
            contested=counts.contested(),
            open=counts.open(),
            versions=counts.versions(),
            worst=self._worst(ready, relation, values, counts),
            matched=found.matched,
            missing=self._missing(found),
            unused=found.unused,
            by_value=self.by_value,
            faults=ready.faults,
            more_faults=ready.more_faults,
            broken=tuple(broken_lines(self.store, self.source, EXAMPLES)),
            broken_rows=self.source.broken_rows,
            idle=ready.idle,
        )

    def _relation(self, found: Columns) -> str:
        """SQL for the cells of each row with what is found of it."""
        said = [n for n in OUTPUT if self.asked.per_term or n != "terms"]
        judged_rows = f"read_parquet({text(self.judged)})"
        if any(n.lower() in OUTPUT for n in found.matched):  # what is found replaces its cells there
            cells = [f"cells.c{i}" for i in range(len(self.source.names))]
            chosen = ", ".join([*cells, *(f"found.{n}" for n in said)])
            return f"(SELECT {chosen} FROM {self.source.relation} AS cells JOIN {judged_rows} AS found USING (row))"
        cells = [f"{name(n)} AS c{i}" for i, n in enumerate(self.source.names) if n.lower() not in OUTPUT]
        return f"(SELECT {', '.join([*cells, *said])} FROM {judged_rows})"

    def _months(self, ready: Table, relation: str, values: Mapping[str, str]) -> dict[str, Verdicts]:
        day, last = values.get("date", "NULL::DATE"), values.get("date_last")
        same = f"date_trunc('month', {day}) = date_trunc('month', {last})" if last else "true"
        counted = f"CASE WHEN {same} THEN year({day}) * 12 + month({day}) - 1 END"  # as a number, which is quicker than written out
        cut = ready.select({"month": counted, "verdict": "verdict"}, relation)
        rows = self.store.run(f"SELECT month, verdict, count(*) FROM ({cut}) GROUP BY ALL")
        found: dict[str, Counter[Verdict]] = defaultdict(Counter)
        for at, verdict, count in rows:
            found["" if at is None else f"{at // 12:04}-{at % 12 + 1:02}"][Verdict(verdict)] += count
        return {at: dict(found[at]) for at in sorted(found, key=lambda m: (not m, m))}

    def _worst(self, ready: Table, relation: str, values: Mapping[str, str], counts: Counts) -> tuple[WorstRow, ...]:
        """The first row of each sort of bad news, with how many are like it."""
        alike = counts.alike()[: self.asked.most]
        if not alike:
            return ()
        chosen = ready.select({"row": "row", **values}, relation, f"row IN ({', '.join(str(row) for row, _ in alike)})")
        self.store.run(f"CREATE OR REPLACE VIEW worst AS {chosen}")
        listed = self.store.table("worst")
        rows = Rows(listed, self.contract, self.held.setting)
        with self.store.guarded():
            cases = {r["row"]: rows.case(r["action"], r) for r in fetched(listed).to_pylist()}
        return tuple(WorstRow(row, count, judge(self.contract, cases[row])) for row, count in alike)

    def _missing(self, found: Columns) -> tuple[Missing, ...]:
        """What the actions of the table ask for and no column says."""
        pairs = {(g.action, v) for g in self.groups for v in (g.said["version"] or "").split()}
        by_id = {v.id: v for v in self.contract.versions}
        wanted = {n for action, v in pairs for n in PROGRAMS.get(self.contract, by_id[v], action).variables}
        wanted |= {known.ACTOR, known.DAY} if self.groups else set()
        given_names = {*found.matched.values(), *self.held.names}
        missing = []
        for each in (known.ACTOR, known.DAY, *self.contract.parameters, *self.contract.facts, *self.contract.derived):
            if each not in wanted or each in given_names:
                continue
            one = self.contract.asked(each)
            asks = {known.ACTOR: "Who acts?", known.DAY: "When?"}.get(each) or (one.asks if one else "")
            presumed = None if one is None or isinstance(one, Ambiguity) or not self.asked.presume else one.presumed
            missing.append(Missing(each, asks, "" if presumed is None else shown(self.contract, each, presumed)))
        return tuple(missing)

    def _tell(self, phase: str, percent: int) -> None:
        if self.progress is not None:
            self.progress(phase, percent)

    def _watched(self, phase: str) -> AbstractContextManager[None]:
        return self.store.watched(None if self.progress is None else lambda percent: self._tell(phase, int(percent)))


def _source(store: Store, place: Place) -> Source:
    match place.form:
        case "parquet":
            return from_parquet(store, place.files)
        case "csv":
            return from_csv(store, place.files)
        case "jsonl":
            return from_lines(store, place.files)
        case "sqlite":
            return from_sqlite(store, place.files[0], place.table)
        case "duckdb":
            return from_duckdb(store, place.files[0], place.table)
        case "stdin":
            return from_stdin(store)
        case _:
            return from_postgres(store, place.files[0], place.table)


_REJECT = ("row", "file", "line", "written", "reason")
