"""Whatever cells hold and however a table is kept: each row gets what its question would be answered, or is told with what is wrong."""

from __future__ import annotations

import csv
import io
import json
import re
import sqlite3
from dataclasses import dataclass
from datetime import date

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq
from hypothesis import HealthCheck, Phase, event, given, settings
from hypothesis import strategies as st

from contract_model.asking.event import read_event
from contract_model.checking.check import Outputs, check
from contract_model.checking.places import place
from contract_model.checking.request import Request
from contract_model.meaning.judge import judge
from contract_model.meaning.programs import PROGRAMS
from contract_model.problems import ContractError
from tests.strategies import ANY_CONTRACT, KINDS, PARAMETERS

TODAY = date(2026, 1, 3)
CELLS = {
    "action": ["act", "act", "other", "Act", " other", "acts", ""],
    "truth": ["yes", "no", "TRUE", "1", "0", " no", "on", "2", "?"],
    "number": ["1", "0", "-1.5", "+3", "007", "1e3", "1_000", "38bn", ".5", "0x10", "1" * 41, "NaN", "½", "?"],
    "duration": ["3 hours", "1 DAY", "90 minutes", "2 weeks", "-1 hour", "5", "1 month", "P1D", "?"],
    "money EUR": ["5 EUR", "5", "€5", "1,000.50 EUR", "38bn EUR", "5 USD", "1e1 EUR", "?"],
    "text": ["A", "B", " A ", "\u2003A", "a\nb", "x" * 1_001, "NULL", 'say "A"', "a;b,c|d\te", "😀", "?"],
    "colour": ["red", "Red", "GREEN ", "a red", "gre en", "2", "?"],
    "party": ["ann", "Ann", " bob", "the ann", "carl", "?"],
    "reading": ["wide", "narrow", "whole", "part", "Wide", "?"],
    "date": [
        "2026-01-03",
        "3 Jan 2026",
        "2026-01",
        "2026-01-02T09:10",
        "2026-01-03 12:00:01",
        "4 January 2026 at 13:00",
        "2026-01-03T24:00",
    ]
    + ["2026-02-30", "0000-01-01", "20260103", "today", "..", "before 2026-01-03", "?"],
}
OTHERS = [
    "Owner",
    "row",
    "c0",
    "said",
    "_word0",
    "_cells",
    "file_row_number",
    "FILENAME",
    "verdict",
    '"; DROP TABLE clean; --',
    "😀",
    "a.b",
    "/x~",
]
FORMS = ["csv", "tsv", "semicolons", "jsonl", "json", "sqlite", "duckdb", "parquet", "dictionaries"]


@dataclass(frozen=True)
class Messy:
    """A contract, and a table of cells for its variables in some form."""

    contract: object
    presume: bool
    form: str
    names: list
    rows: list


@st.composite
def messy(draw):
    written = draw(ANY_CONTRACT)
    asked = draw(st.lists(st.sampled_from([n for n in KINDS if n != "time"]), unique=True))
    others = draw(st.lists(st.sampled_from(OTHERS), unique_by=str.lower, max_size=3))
    names = draw(st.permutations(["action", *asked, *others]))

    def cell(name):
        pool = CELLS["action" if name == "action" else KINDS.get(name, "text")]
        usual = pool[:2] if KINDS.get(name) != "reading" else ["wide"] if name == "meaning" else ["whole"]
        return st.sampled_from([*usual * 8, *pool, None])

    rows = draw(st.lists(st.tuples(*map(cell, names)), min_size=1, max_size=12))
    return Messy(written.loaded, draw(st.booleans()), draw(st.sampled_from(FORMS)), names, rows)


def kept(folder, messy):
    """The table in its form; its place."""
    names, rows = messy.names, messy.rows
    quoted = [f'"{n.replace(chr(34), chr(34) * 2)}"' for n in names]
    match messy.form:
        case "csv" | "tsv" | "semicolons":
            path, sign = folder / f"a.{messy.form.replace('semicolons', 'csv')}", {"csv": ",", "tsv": "\t", "semicolons": ";"}[messy.form]
            opened = io.StringIO()
            csv.writer(opened, delimiter=sign, lineterminator="\r\n" if len(rows) % 2 else "\n").writerows([names, *rows])
            path.write_bytes(b"\xef\xbb\xbf" * (len(rows) % 3 == 0) + opened.getvalue().encode())
        case "jsonl" | "json":
            path, said = folder / f"a.{messy.form}", [dict(zip(names, row, strict=True)) for row in rows]
            path.write_text(json.dumps(said) if messy.form == "json" else "\n".join(map(json.dumps, said)))
        case "sqlite" | "duckdb":
            made = (sqlite3 if messy.form == "sqlite" else duckdb).connect(str(folder / "a.db"))
            made.execute(f"CREATE TABLE t ({', '.join(f'{n} VARCHAR' for n in quoted)})")
            made.executemany(f"INSERT INTO t VALUES ({', '.join('?' * len(names))})", rows)
            made.commit()
            made.close()
            return f"{messy.form}:///{folder}/a.db#t"
        case _:
            path = folder / "a.parquet"
            columns = [pa.array(cells, pa.string()) for cells in zip(*rows, strict=True)]
            pq.write_table(pa.table([c.dictionary_encode() if messy.form == "dictionaries" else c for c in columns], names=names), path)
    return str(path)


def asked_alone(messy, row):
    """What a question about a row is answered; none when a question cannot be put so. Raises ContractError when too much is open."""
    contract, said = messy.contract, {n: c.strip() for n, c in zip(messy.names, row, strict=True) if c and c.strip()}
    action = "_".join(said.pop("action", "").lower().split())
    if action not in contract.actions:
        return None
    data = {"action": action, "date": said.pop("date", "?"), "presume": messy.presume, "facts": {}, "parameters": {}, "readings": {}}
    data["date"] = None if data["date"] == "?" else data["date"]
    own = contract.actions[action].parameters
    for name, cell in said.items():
        if name not in KINDS:
            continue
        where = "readings" if name in contract.ambiguities else "parameters" if name in PARAMETERS else "facts"
        presumed = any(getattr(contract.asked(name), kind, None) is not None for kind in ("presumed", "default"))
        if cell == "?" and name != "actor" and messy.presume and presumed:
            return None  # of that a row alone cannot take back what is presumed
        if name == "actor":
            data["actor"] = cell
        elif cell != "?":
            value = cell == "1" if KINDS[name] == "truth" and cell in ("0", "1") else cell
            if KINDS[name] == "date":  # a moment is a day
                value = re.sub(r"^(\d{4}-\d\d-\d\d)[T ]([01]\d|2[0-3]):[0-5]\d(:[0-5]\d)?$", r"\1", value)
            data[where][name] = value
    try:
        read_event(contract, {**data, "action": "act"}, today=TODAY)  # what another action asks for must be a value, too
        data["parameters"] = {n: v for n, v in data["parameters"].items() if n in own}
        case = read_event(contract, data, today=TODAY)
    except ContractError:
        return None
    return judge(contract, case)


def counts(contract, action, name):
    """Whether a verdict can depend on a variable."""
    return any(name in PROGRAMS.get(contract, v, action).variables for v in contract.versions)


@settings(
    max_examples=max(5, int(settings.default.max_examples * 0.03)),
    deadline=None,
    phases=[Phase.generate],
    suppress_health_check=[HealthCheck.data_too_large, HealthCheck.too_slow],
)
@given(messy())
def test_each_row_is_judged_as_its_question_is_or_told(tmp_path_factory, messy):
    folder = tmp_path_factory.mktemp("messy")
    place_of = messy.names.index("action")
    actions = {"_".join((row[place_of] or "").lower().split()) for row in messy.rows} & {*messy.contract.actions}
    idle = {n for n, k in KINDS.items() if k == "text" and not any(counts(messy.contract, a, n) for a in actions)}
    outputs = Outputs(str(folder / "judged.jsonl"), str(folder / "rejected.jsonl"))
    try:
        answers = [asked_alone(messy, [None if n in idle else c for n, c in zip(messy.names, row, strict=True)]) for row in messy.rows]
    except ContractError:
        event("leaves too much open")
        return
    asked = Request(presume=messy.presume, reject=True, columns={n: "-" for n in messy.names if n in OTHERS})
    found = check(messy.contract, place([kept(folder, messy)]), asked, outputs, today=TODAY)
    judged = {r["row"]: r for r in map(json.loads, (folder / "judged.jsonl").read_text().splitlines())}
    rejected = {r["row"]: r for r in map(json.loads, (folder / "rejected.jsonl").read_text().splitlines())}
    assert (found.read, found.checked, found.rejected) == (len(messy.rows), len(judged), len(rejected))
    for number, answer in enumerate(answers, start=1):
        event("told" if answer is None else answer.verdict.value)
        assert (number in rejected) == (answer is None), (messy.rows[number - 1], rejected.get(number))
        if answer is not None:
            row = judged[number]
            assert (row["verdict"], row["decided_by"].split()) == (answer.verdict.value, list(answer.decided_by))
            assert row["unknown"].split() == list(answer.unknown)
            assert row["contested"].split() == [f"{c.name}={c.reading}:{c.verdict.value}" for c in answer.contested]
