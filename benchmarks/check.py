"""How long `contract check` takes, and how much memory, from a file to a file: the whole process, with its report.

    python benchmarks/check.py              100,000, one million and ten million rows in Parquet, a million in CSV and JSON lines
    python benchmarks/check.py 1_000_000    so many in Parquet

The tables are made beforehand, in a folder that goes afterwards; ten million rows take about 200 MB there.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

CHECKOUT = Path(__file__).parents[1]
SIZES = (("parquet", 100_000), ("parquet", 1_000_000), ("parquet", 10_000_000), ("csv", 1_000_000), ("jsonl", 1_000_000))
FORMS = {"parquet": "FORMAT parquet", "csv": "FORMAT csv", "jsonl": "FORMAT json"}
LAUNCHES = """
    SELECT 'E' || i AS id, CASE WHEN hash(i) % 10 < 9 THEN 'OpenAI' ELSE 'MSFT' END AS actor, 'launch' AS action,
      ['AWS', 'Azure', 'Google Cloud', 'Oracle', 'own'][(1 + hash(i * 7) % 5)::BIGINT] AS cloud,
      DATE '2020-01-01' + (hash(i * 3) % 4300)::INTEGER AS date, 'product ' || i % 1000 AS product,
      CASE WHEN hash(i * 11) % 3 > 0 THEN hash(i * 13) % 2 = 0 END AS on_azure, hash(i * 17) % 4 = 0 AS azure_can,
      hash(i * 19) % 2 = 0 AS azure_will
    FROM range({rows}) t(i)"""


def asked(sql: str) -> str:
    """What DuckDB says, in a process of its own: what this one holds would count for its children."""
    program = "import duckdb, sys; print(duckdb.connect().execute(sys.argv[1]).fetchall())"
    return (
        subprocess.run([sys.executable, "-c", program, sql], check=True, capture_output=True, text=True)
        .stdout.strip()
        .splitlines()[-1]
        .strip()
    )


def measured(table: Path, output: Path) -> tuple[float, float, float]:
    """The seconds, those of them on a processor, and the most megabytes that a check of a table takes."""
    command = [sys.executable, "cli.py", "check", str(table), "-o", str(output), "--exit-zero"]
    began = time.perf_counter()
    child = subprocess.Popen(command, cwd=CHECKOUT, stdout=subprocess.DEVNULL)
    _, status, usage = os.wait4(child.pid, 0)
    assert status == 0, f"the check of {table.name} failed"
    return time.perf_counter() - began, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024


def main() -> None:
    """Measure, and print a line for each table."""
    chosen = [("parquet", int(a)) for a in sys.argv[1:]] or SIZES
    print(f"{'rows':>12}  {'form':8}  {'seconds':>8}  {'of processors':>13}  {'memory':>8}")
    with tempfile.TemporaryDirectory() as folder:
        for form, rows in chosen:
            table, output = Path(folder) / f"launches.{form}", Path(folder) / "judged.parquet"
            asked(f"COPY ({LAUNCHES.format(rows=rows)}) TO '{table}' ({FORMS[form]})")
            seconds, busy, memory = measured(table, output)
            found = asked(f"SELECT count(*), count(DISTINCT row) FROM read_parquet('{output}')")
            assert found == f"[({rows}, {rows})]", "a row is missing"
            print(f"{rows:12,}  {form:8}  {seconds:8.1f}  {busy:13.1f}  {memory:5.0f} MB")
            table.unlink()


if __name__ == "__main__":
    main()
