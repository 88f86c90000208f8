"""This file defines `Table`: a table made ready for the engine, each cell the value that it says, and the rows that cannot be judged.

source                              as it was found
table.problems                      what cannot be read, by column and text
table.select(...)                   SQL for the values of each row
table.reason                        SQL for why a row cannot be judged; NULL where it can
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, timedelta

import contract_model.checking.columns as known
from contract_model.checking.columns import Columns, kind_of_column
from contract_model.checking.request import Given
from contract_model.checking.values import Read, read_text
from contract_model.engines.columns.cells import MAX_TEXTS, Cells, cells, counted, faults, texts, width
from contract_model.engines.columns.rows import column_of
from contract_model.engines.columns.setting import NotExact
from contract_model.engines.columns.sources.broken import broken_lines
from contract_model.engines.columns.sources.source import Source
from contract_model.engines.columns.sql import name, text
from contract_model.engines.columns.store import Store
from contract_model.model.contract import Contract
from contract_model.model.kinds import Sort
from contract_model.problems import ContractError, Problem, Span, cut, quoted

FEW = 200  # texts that are put in by a list of cases, without a table of them
EXAMPLES = 10  # of texts that cannot be read, in a column
MAX_BROKEN = 20  # lines told
SECOND = timedelta(seconds=1)

Progress = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Fault:
    """What cells of a column say that is no value of what it stands for: the text, why, in how many rows, and the first of them."""

    column: str
    meaning: str
    text: str
    why: str
    rows: int
    first: int


@dataclass(frozen=True, slots=True)
class Column:
    """A column that stands for something.

    `read`: what was read of the texts in it; `looked_up`: the table that they are in, if in one. `asked_for`: whether a verdict can depend
    on it.
    """

    name: str
    meaning: str
    cell: str
    cells: Cells
    read: Mapping[str, Read] = field(default_factory=dict)
    looked_up: str = ""
    asked_for: bool = True

    @property
    def value(self) -> str:
        """SQL for the value of a row."""
        return self._put_in("value", self.cells.direct, self.cells.type)

    @property
    def last(self) -> str:
        """SQL for the last day, of a column of dates."""
        return self._put_in("last", self.cells.direct, "DATE")

    @property
    def time(self) -> str:
        """SQL for the time of day, of a column of dates."""
        return self._put_in("time", self.cells.time or "NULL", self.cells.time_type)

    @property
    def fault(self) -> str:
        """SQL for why a cell is no value; NULL where it is one, or says nothing."""
        why = f"{quoted(self.name)}: " if self.name else ""
        if self.looked_up:
            return f"CASE WHEN {self.looked_up}.fault <> '' THEN {text(why)} || {self.looked_up}.fault END"
        if self.cells.fault:
            said = f"'`' || left({self.cells.said}, 60) || '`: '"
            return f"CASE WHEN {self.cells.open} THEN {text(why)} || {said} || {text(self.cells.fault)} END"
        return "NULL"

    @property
    def join(self) -> str:
        """SQL for what is put in by the row, if anything."""
        return f" LEFT JOIN {self.looked_up} ON {self.looked_up}.said = {self.cells.said}" if self.looked_up else ""

    def _put_in(self, which: str, direct: str, type: str) -> str:
        if self.looked_up:
            return f"coalesce({direct}, CAST({self.looked_up}.{which} AS {type}))"
        found: dict[str, str | None] = {said: getattr(r, which) for said, r in self.read.items()}
        cases = "".join(f" WHEN {text(said)} THEN CAST({text(value)} AS {type})" for said, value in found.items() if value is not None)
        if not cases:
            return direct if direct != "NULL" else f"CAST(NULL AS {type})"
        if direct == "NULL" and type == "VARCHAR" and all(said == value for said, value in found.items()):
            return self.cells.said  # ids, each of which stands for itself: what the row says is the value, which is quicker
        chosen = f"CASE {self.cells.said}{cases} END"
        return chosen if direct == "NULL" else f"coalesce({direct}, {chosen})"


@dataclass(frozen=True, slots=True)
class Table:
    """A table made ready. `spans`: whether a row's day may be several; `timed`: whether the time of day counts."""

    source: Source
    held: Given
    columns: tuple[Column, ...]
    faults: tuple[Fault, ...]
    more_faults: Mapping[str, tuple[int, int]]  # by column: how many texts there are beside those told, and in how many rows
    idle: int  # rows without an action
    action: str | None  # that of every row
    actions: tuple[str, ...]  # those of all rows
    spans: bool
    timed: bool

    @property
    def clean(self) -> bool:
        """Whether each row can be judged."""
        return not (self.faults or self.idle or self.source.broken_rows)

    def values(self, *, whole: bool = True) -> dict[str, str]:
        """SQL for the values of a row, by what they are; unless `whole`, of those on which a verdict can depend."""
        found: dict[str, str] = {}
        if self.action is not None:
            found["action"] = text(self.action)
        if self.held.actor is not None:
            found["actor"] = text(self.held.actor)
        if self.held.dates is not None:
            found |= {"date": _day(self.held.dates.first), "date_last": _day(self.held.dates.last)}
            if self.held.dates.time is not None:
                found["time"] = f"CAST({self.held.dates.time // SECOND} AS BIGINT)"
        for one in self.columns:
            if not (whole or one.asked_for):
                continue
            found[one.meaning if one.meaning in known.EVENT else column_of(one.meaning)] = one.value
            if one.meaning == known.DAY and self.spans:
                found["date_last"] = one.last
            if one.meaning == known.DAY and self.timed:
                found["time"] = one.time
        return found

    @property
    def reason(self) -> str:
        """SQL for why a row cannot be judged; NULL where it can."""
        parts = [c.fault for c in self.columns if c.fault != "NULL"]
        acts = next((c for c in self.columns if c.meaning == known.ACTION), None)
        if acts is not None and self.idle:
            parts.append(f"CASE WHEN {acts.cells.said} IS NULL THEN 'it has no action' END")
        return f"nullif(concat_ws('; ', {', '.join(parts)}), '')" if parts else "NULL"

    def select(self, what: Mapping[str, str], relation: str = "", where: str = "") -> str:
        """SQL for some columns of each row, of the source or of another relation with its cells."""
        chosen = ", ".join(f"{sql} AS {name(n)}" for n, sql in what.items())
        joins = "".join(c.join for c in self.columns)
        return f"SELECT {chosen} FROM {relation or self.source.relation}{joins}{f' WHERE {where}' if where else ''}"

    def problems(self, store: Store) -> list[Problem]:
        """Everything because of which rows cannot be judged, as problems."""
        found = []
        for line in broken_lines(store, self.source, MAX_BROKEN):
            written = line.written.partition("\n")[0]
            span = Span(line.file, line.line, 1, max(1, len(written)))
            found.append(Problem("broken-row", f"the line is no row: {line.reason}", span, written))
        if self.source.broken_rows > MAX_BROKEN:
            found.append(Problem("broken-row", f"{self.source.broken_rows - MAX_BROKEN:,} more lines are no rows"))
        if self.idle:
            found.append(Problem("bad-cell", f"{self.idle:,} {'rows have' if self.idle > 1 else 'row has'} no action"))
        for fault in self.faults:
            found.append(_told(fault))
        for column, (more, rows) in self.more_faults.items():
            said = f"{more:,} more texts in {rows:,} rows of the column {quoted(column)} are no values"
            found.append(Problem("bad-cell", said, hint="--on-error reject writes such rows aside, and checks the rest"))
        return found


def table(
    store: Store,
    contract: Contract,
    source: Source,
    found: Columns,
    held: Given,
    *,
    today: date | None = None,
    asks: Callable[[str, str], bool],
    progress: Progress | None = None,
) -> Table:
    """A source made ready. `asks(action, name)`: whether an action asks for a variable.

    Raises ContractError for columns that cannot be read.
    """
    problems: list[Problem] = []
    columns: list[Column] = []
    spoilt: list[Fault] = []
    more: dict[str, tuple[int, int]] = {}
    action = held.action or (next(iter(contract.actions)) if known.ACTION not in found.matched.values() else None)
    actions = {action} if action else set[str]()
    for column, meaning in sorted(found.matched.items(), key=lambda m: m[1] != known.ACTION):
        if progress:
            progress(column)
        cell = source.columns[column]
        kind = kind_of_column(contract, meaning)
        one = cells(cell, source.types[source.names.index(column)], kind)
        if one is None:
            problems.append(_nested(column, meaning, source.types[source.names.index(column)]))
            continue
        asked_for = meaning in known.EVENT or any(asks(a, meaning) for a in actions)
        if kind is not None and kind.sort is Sort.TEXT and not asked_for:
            one = replace(one, asked=False)
        if not one.asked:
            one = one if asked_for else replace(one, fault="")
            wrong, different, rows = faults(store, source.relation, one, EXAMPLES)
            spoilt += [Fault(column, meaning, w.text, one.fault, w.rows, w.first) for w in wrong]
            if different > EXAMPLES:
                more[column] = (different - EXAMPLES, rows - sum(w.rows for w in wrong))
            columns.append(Column(column, meaning, cell, one, asked_for=asked_for))
            continue
        listed, too_many = texts(store, source.relation, one)
        if too_many:
            problems.append(_too_many(column, meaning))
            continue
        presumed = held.setting.presume and _presumed(contract, meaning) or meaning in held.setting.facts
        read = {said: read_text(contract, meaning, said, today, presumed=presumed) for said in listed}
        if kind is not None and kind.sort in (Sort.NUMBER, Sort.MONEY):
            try:
                one = width(store, source.relation, one, [r.value for r in read.values() if r.value is not None])
            except NotExact as why:
                problems.append(Problem("bad-column", f"the column {quoted(column)} cannot be kept exact: {why}"))
                continue
        spoils = any(r.fault for r in read.values())
        wrong = [t for t in counted(store, source.relation, one) if read[t.text].fault] if spoils else []
        spoilt += [Fault(column, meaning, t.text, read[t.text].fault, t.rows, t.first) for t in wrong[:EXAMPLES]]
        if len(wrong) > EXAMPLES:
            more[column] = (len(wrong) - EXAMPLES, sum(t.rows for t in wrong[EXAMPLES:]))
        looked_up = _put(store, read) if wrong or len(read) > FEW else ""
        columns.append(Column(column, meaning, cell, one, read, looked_up, asked_for))
        if meaning == known.ACTION:
            actions = {r.value for r in read.values() if r.value}
    if problems:
        raise ContractError(problems)
    acts = next((c for c in columns if c.meaning == known.ACTION), None)
    idle = int(store.run(f"SELECT count(*) FROM {source.relation} WHERE {acts.cells.said} IS NULL")[0][0]) if acts else 0
    days = next((c for c in columns if c.meaning == known.DAY), None)
    spans = days is not None and any(r.value != r.last for r in days.read.values())
    clocked = days is not None and (bool(days.cells.time) or any(r.time for r in days.read.values()))
    timed = clocked and any(asks(a, "time") for a in actions)
    return Table(source, held, tuple(columns), tuple(spoilt), more, idle, action, tuple(sorted(actions)), spans, timed)


def _put(store: Store, read: Mapping[str, Read]) -> str:
    """A table of what texts say."""
    made = store.new()
    store.put(made, {"said": list(read), "value": [r.value for r in read.values()], "last": [r.last for r in read.values()],
                     "time": [r.time for r in read.values()],
                     "fault": [f"{quoted(said)}: {r.fault}" if r.fault else "" for said, r in read.items()]})  # fmt: skip
    return made


def _presumed(contract: Contract, meaning: str) -> bool:
    asked = None if meaning in known.EVENT else contract.asked(meaning)
    return getattr(asked, "presumed", None) is not None or getattr(asked, "default", None) is not None


def _day(day: date | None) -> str:
    return f"DATE {text(day.isoformat())}" if day else "CAST(NULL AS DATE)"


def _told(fault: Fault) -> Problem:
    rows = f"row {fault.first:,}" if fault.rows == 1 else f"{fault.rows:,} rows, first in row {fault.first:,}"
    said = f"{quoted(fault.text)} in the column {quoted(fault.column)} is no value of `{fault.meaning}` ({rows})"
    return Problem("bad-cell", said, hint=fault.why)


def _nested(column: str, meaning: str, type: str) -> Problem:
    said = f"the column {quoted(column)} holds {quoted(cut(type, 40))}, not values of `{meaning}`"
    return Problem("bad-column", said, hint=f"leave it out: --map '{column}=-'")


def _too_many(column: str, meaning: str) -> Problem:
    said = f"the column {quoted(column)} has more than {MAX_TEXTS:,} different texts, which are not all values of `{meaning}`"
    return Problem("bad-column", said, hint=f"leave it out: --map '{column}=-'")
