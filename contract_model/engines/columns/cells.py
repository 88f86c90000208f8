"""This file defines `Cells`: how the cells of a column become values of a kind, in SQL as far as SQL can tell.

What is a truth, a date, a plain number or a text already is taken as it is. Any other text is one of few that people write for a value
(`AWS`, `38bn USD`, `March 2027`): each different one is read once, elsewhere, and put in by the row.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from contract_model.engines.columns.setting import NotExact
from contract_model.engines.columns.sql import text
from contract_model.engines.columns.store import Store
from contract_model.model.kinds import Kind, Sort

MAX_TEXTS = 100_000  # different texts of a column that are read
MAX_TEXT = 1_000  # characters of a value
MAX_DIGITS = 38  # of a number
UNKNOWN = "?"

_BLANK = "".join(c for c in map(chr, range(0x3001)) if c.isspace())
_NUMBER = rf"[-+]?[0-9]{{1,{MAX_DIGITS}}}(\.[0-9]{{1,{MAX_DIGITS}}})?"
_DAY = "[0-9]{4}-[0-9]{2}-[0-9]{2}"
_MOMENT = rf"{_DAY}[T ]([01][0-9]|2[0-3]):[0-5][0-9](:[0-5][0-9])?"
_INTEGERS = re.compile(r"U?(TINYINT|SMALLINT|INTEGER|BIGINT|HUGEINT)")
_DECIMAL = re.compile(r"DECIMAL\((?P<digits>\d+),(?P<fraction>\d+)\)")
_NESTED = re.compile(r"\[|STRUCT|MAP|UNION|LIST|BLOB|VARIANT|GEOMETRY")
_EARLIEST, _LATEST = "DATE '0001-01-01'", "DATE '9999-12-31'"


@dataclass(frozen=True, slots=True)
class Cells:
    """How the cells of one column are read.

    `said`: SQL for what a cell says as it stands, NULL where it says nothing. `direct`: for its value where SQL can tell, else NULL.
    `asked`: whether what SQL cannot tell is read elsewhere. `type`: what the values are in the database. `time`: for the time of day in
    seconds, as a `time_type`. `fault`: why a cell that is not asked about is no value.
    """

    said: str
    direct: str
    type: str
    asked: bool
    fault: str = ""
    time: str = ""
    time_type: str = "BIGINT"

    @property
    def open(self) -> str:
        """That a cell says something that SQL cannot tell."""
        return f"({self.said} IS NOT NULL AND {self.direct} IS NULL)"


def cells(column: str, type: str, kind: Kind | None) -> Cells | None:
    """How the cells of a column of a type are read as values of a kind; none where they cannot be. No kind: an action."""
    if _NESTED.search(type):
        return None
    said = f"nullif({column}::VARCHAR, '')"
    sort = kind.sort if kind else Sort.CHOICE
    match sort:
        case Sort.TRUTH if type == "BOOLEAN":
            return Cells(f"{column}::VARCHAR", column, "BOOLEAN", asked=False)
        case Sort.TRUTH:
            truths = {"true": "true", "false": "false", "1": "true", "0": "false"}
            if type in ("DOUBLE", "FLOAT"):  # so are truths kept where some are not known
                truths |= {"1.0": "true", "0.0": "false"}
            cases = "".join(f" WHEN '{written}' THEN {truth}" for written, truth in truths.items())
            return Cells(said, f"CASE {said}{cases} END", "BOOLEAN", asked=True)
        case Sort.NUMBER | Sort.MONEY if _INTEGERS.fullmatch(type):
            wide = type in ("HUGEINT", "UHUGEINT", "UBIGINT")
            direct = f"TRY_CAST({column} AS DECIMAL(38, 0))" if wide else f"{column}::BIGINT"
            fault = f"in a table a number has at most {MAX_DIGITS} digits"
            return Cells(f"{column}::VARCHAR", direct, "DECIMAL(38, 0)" if wide else "BIGINT", asked=False, fault=fault)
        case Sort.NUMBER | Sort.MONEY if _DECIMAL.fullmatch(type):
            return Cells(f"{column}::VARCHAR", column, type, asked=False)
        case Sort.NUMBER | Sort.MONEY:
            direct = f"CASE WHEN regexp_full_match({said}, '{_NUMBER}') THEN {said} END"
            return Cells(said, direct, "VARCHAR", asked=True)
        case Sort.DATE if type == "DATE" or type.startswith("TIMESTAMP"):
            day = f"TRY_CAST({column} AS DATE)"
            direct = f"CASE WHEN {day} BETWEEN {_EARLIEST} AND {_LATEST} THEN {day} END"
            said, fault = f"{column}::VARCHAR", "a date lies in the years 1 to 9999"
            if type == "DATE":
                return Cells(said, direct, type, asked=False, fault=fault)
            moment = f"CASE WHEN isfinite({column}) THEN {column} END::TIMESTAMP::TIME"
            time = f"CAST(epoch_us({moment}) AS DECIMAL(18, 0)) * CAST(0.000001 AS DECIMAL(7, 6))"
            return Cells(said, direct, "DATE", asked=False, fault=fault, time=time, time_type="DECIMAL(18, 6)")
        case Sort.DATE:
            day = f"regexp_full_match({said}, '{_DAY}|{_MOMENT}') AND left({said}, 4) <> '0000'"
            direct = f"CASE WHEN {day} THEN TRY_CAST(left({said}, 10) AS DATE) END"
            time = f"CASE WHEN regexp_full_match({said}, '{_MOMENT}') THEN epoch_us(TRY_CAST(substr({said}, 12) AS TIME)) // 1000000 END"
            return Cells(said, direct, "DATE", asked=True, time=time)
        case Sort.DURATION if type == "INTERVAL":
            exact = (
                f"datepart('month', {column}) = 0 AND datepart('year', {column}) = 0 AND datepart('microsecond', {column}) % 1000000 = 0"
            )
            direct = f"CASE WHEN {exact} THEN CAST(epoch({column}) AS BIGINT) END"
            fault = "in a table a duration is counted in whole seconds, and months are of no fixed length"
            return Cells(f"{column}::VARCHAR", direct, "BIGINT", asked=False, fault=fault)
        case Sort.TEXT:
            said = f"nullif(trim({column}::VARCHAR, {text(_BLANK)}), '')"
            fits = f"length({said}) <= {MAX_TEXT} AND NOT regexp_matches({said}, '[\\x00-\\x1f\\x7f]')"
            return Cells(said, f"CASE WHEN {said} <> '{UNKNOWN}' AND {fits} THEN {said} END", "VARCHAR", asked=True)
        case Sort.DURATION:
            return Cells(said, "NULL", "BIGINT", asked=True)
        case _:
            return Cells(said, "NULL", "VARCHAR", asked=True)


@dataclass(frozen=True, slots=True)
class Text:
    """A text that cells of a column hold: in how many rows, and the first of them."""

    text: str
    rows: int
    first: int


def texts(store: Store, relation: str, one: Cells, most: int = MAX_TEXTS) -> tuple[list[str], bool]:
    """The different texts that are to be read, and whether there are more than `most`, which are then left out."""
    found = store.run(f"SELECT DISTINCT {one.said} AS said FROM {relation} WHERE {one.open} LIMIT {most + 1}")
    return sorted(said for (said,) in found[:most]), len(found) > most


def counted(store: Store, relation: str, one: Cells) -> list[Text]:
    """The texts that are to be read with their rows, the most frequent first. It takes twice as long as `texts`."""
    found = store.run(f"SELECT {one.said} AS said, count(*), min(row) FROM {relation} WHERE {one.open} GROUP BY said")
    return [Text(*each) for each in sorted(found, key=lambda f: (-f[1], f[2]))]


def faults(store: Store, relation: str, one: Cells, most: int) -> tuple[list[Text], int, int]:
    """Of a column that is not asked about, the first cells that are no values, how many different ones there are, and in how many rows."""
    if not one.fault:
        return [], 0, 0
    wrong = f"SELECT left({one.said}, 100) AS said, count(*) AS n, min(row) AS first FROM {relation} WHERE {one.open} GROUP BY said"
    found = store.run(f"SELECT said, n, first, count(*) OVER (), sum(n) OVER () FROM ({wrong}) ORDER BY n DESC, first LIMIT {most}")
    return [Text(*each[:3]) for each in found], int(found[0][3]) if found else 0, int(found[0][4]) if found else 0


def width(store: Store, relation: str, one: Cells, others: Sequence[str]) -> Cells:
    """The same for a column of numbers written as text, in the narrowest type that holds all of them; `others` are those read elsewhere.

    Raises NotExact where no type does.
    """
    digits = f"ltrim({one.direct}, '+-')"
    ((whole, fraction),) = store.run(
        f"SELECT max(length(split_part({digits}, '.', 1))), max(length(split_part({digits}, '.', 2))) FROM {relation}"
    )
    for other in others:
        before, _, after = other.lstrip("+-").partition(".")
        whole, fraction = max(whole or 0, len(before)), max(fraction or 0, len(after))
    whole, fraction = whole or 1, fraction or 0
    if whole + fraction > MAX_DIGITS:
        raise NotExact(f"its numbers have up to {whole} digits before the point and {fraction} after it, together more than {MAX_DIGITS}")
    kept = f"DECIMAL({whole + fraction}, {fraction})"
    return replace(one, direct=f"CAST({one.direct} AS {kept})", type=kept)
