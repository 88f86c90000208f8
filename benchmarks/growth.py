"""Times how the judging of a table grows: in rows, and in terms about the action of the rows and about others.

    python benchmarks/growth.py [MOST_ROWS]        default 10000000

A contract made for this has terms that ask of a colour, of three facts and of the date; the table has twenty facts, and 100,000 rows
to begin with. Terms about other actions are read with the contract and cost nothing when a table is judged. Seconds of processor, the
best of three, in this process: the contract is read before, and DuckDB's own work is included. Of many terms about the action of the rows
once, with the making of expressions, which are kept from one judging to the next.
"""

from __future__ import annotations

import sys
import tempfile
import time
from pathlib import Path

import duckdb

from contract_model.engines.columns.backend import connect, copy
from contract_model.engines.columns.judging import judged
from contract_model.loading.load import load_text

FACTS = 20
FEW = 100_000
ROWS = """
COPY (SELECT (i + 1)::BIGINT AS row, 'act' AS action, 'ann' AS actor, (DATE '2026-01-01' + (hash(i) % 300)::INT)::DATE AS date,
  ['red', 'green', 'blue'][1 + (hash(i, 99) % 3)::INT] AS colour, {facts}
FROM range({rows}) t(i)) TO '{path}'
"""


def contract(same: int, foreign: int):
    """A contract with so many terms about the action of the rows, and so many about another."""
    terms = [term(i, "act") for i in range(same)] + [term(i, "other") for i in range(foreign)]
    facts = "\n".join(f"  f{i}: {{asks: Is it f{i}?, kind: truth}}" for i in range(FACTS))
    return load_text(
        f"""contract: grown
parties: {{ann: Ann}}
kinds: {{colour: {{red: red, green: green, blue: blue}}}}
actions:
  act: {{says: "{{actor}} acts", parameters: {{colour: colour}}}}
  other: {{says: "{{actor}} does something else", parameters: {{colour: colour}}}}
facts:
{facts}
version: 2026-01-01
terms:
{chr(10).join(terms)}
"""
    )


def term(i: int, action: str) -> str:
    """A term that asks of one fact in three ways, so that a table has few patterns however many terms there are."""
    kind = ("obligation", "prohibition", "permission")[i % 3]
    asked = f"f{i % 3}"
    when = ("colour == red", f"{asked} and colour != blue", f"not {asked}")[i // 3 % 3]
    requires = f', requires: "{asked}"' if kind == "obligation" else ""
    start = f"2026-0{1 + i % 4}-01"
    said = f'bearer: ann, action: {action}, when: "{when}"{requires}, from: {start}, certainty: official, sources: []'
    return f"- {{id: {action}{i}, kind: {kind}, {said}}}"


def made(folder: Path, rows: int) -> Path:
    """A table of so many rows."""
    path = folder / f"{rows}.parquet"
    facts = ", ".join(f"hash(i, {n}) % 2 = 0 AS f{n}" for n in range(FACTS))
    duckdb.sql(ROWS.format(facts=facts, rows=rows, path=path))
    return path


def seconds(agreed, table: Path, folder: Path, rounds: int = 3) -> tuple[float, int]:
    """The seconds of processor that the judging of a table takes, and how many patterns it has."""
    best, patterns = 9e9, [0]
    for _ in range(rounds):
        began = time.process_time()
        backend = connect()
        found = judged(backend.read_parquet(table), agreed, progress=lambda _, count: patterns.append(count))
        copy(found.rows, folder / "out.parquet")
        backend.disconnect()
        best = min(best, time.process_time() - began)
    return best, patterns[-1]


def main() -> int:
    """The exit code: 0."""
    most = int(sys.argv[1]) if len(sys.argv) > 1 else 10_000_000
    with tempfile.TemporaryDirectory(prefix="growth-") as name:
        folder = Path(name)
        few = made(folder, FEW)
        print("| rows | terms | of them about the action | patterns | seconds of processor |\n| ---: | ---: | ---: | ---: | ---: |")
        agreed = contract(10, 0)
        rows = FEW
        while rows <= most:
            table = made(folder, rows)
            told(rows, 10, 10, *reversed(seconds(agreed, table, folder)))
            if table != few:
                table.unlink()
            rows *= 10
        for foreign in (90, 990, 4_990):
            told(FEW, 10 + foreign, 10, *reversed(seconds(contract(10, foreign), few, folder)))
        for same in (100, 1_000, 5_000):
            told(FEW, same, same, *reversed(seconds(contract(same, 0), few, folder, 1)))
    return 0


def told(rows: int, terms: int, same: int, patterns: float, taken: float) -> None:
    """One row of the table."""
    print(f"| {rows:,} | {terms:,} | {same:,} | {patterns} | {taken:.2f} |", flush=True)


if __name__ == "__main__":
    sys.exit(main())
