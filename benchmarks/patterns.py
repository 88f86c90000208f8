"""Times how the judging of a table grows in its patterns: one side of a comparison is not told, so that each row has a pattern of its own.

    python benchmarks/patterns.py [MOST_ROWS]        default 100000

Contracts of one term, and of four that compare the same quantities; each row has other amounts. Seconds of processor in this process, from
a Parquet file to a Parquet file, the contract read before; and the most memory that the process has held so far.
"""

from __future__ import annotations

import resource
import sys
import tempfile
import time
from pathlib import Path

import duckdb

from contract_model.checking.check import Outputs, check
from contract_model.checking.places import place
from contract_model.checking.request import Request
from contract_model.loading.load import load_text

FEW = 10_000
ROWS = """
COPY (SELECT 'ann' AS actor, DATE '2026-05-01' AS date,
  (i * 7919 % {rows})::DECIMAL(12, 2) AS paid, (i * 31 % {rows} + 0.5)::DECIMAL(12, 2) AS cap
FROM range({rows}) t(i)) TO '{path}'
"""
TERMS = ("paid + due > cap", "due > paid", "due * 2 > cap", "paid > EUR(100)")


def contract(terms: int):
    """A contract with so many terms."""
    said = "bearer: ann, action: pay, certainty: official, sources: []"
    listed = "\n".join(f'- {{id: t{i}, kind: prohibition, {said}, when: "{when}"}}' for i, when in enumerate(TERMS[:terms]))
    return load_text(f"""contract: caps
parties: {{ann: Ann}}
actions: {{pay: {{says: "{{actor}} pays", parameters: {{paid: money EUR}}}}}}
facts: {{due: {{asks: What is due?, kind: money EUR}}, cap: {{asks: What is the cap?, kind: money EUR}}}}
version: 2026-01-01
terms:
{listed}
""")


def main(most: int) -> None:
    """Print a table."""
    print("| rows | terms | seconds of processor | MB at most |\n| ---: | ---: | ---: | ---: |")
    with tempfile.TemporaryDirectory() as folder:
        rows = FEW
        while rows <= most:
            table = Path(folder) / f"{rows}.parquet"
            duckdb.sql(ROWS.format(rows=rows, path=table))
            for terms in (1, len(TERMS)):
                agreed, begin = contract(terms), time.process_time()
                check(agreed, place([str(table)]), Request(), Outputs(str(table.with_suffix(".judged.parquet"))))
                taken, memory = time.process_time() - begin, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
                print(f"| {rows:,} | {terms} | {taken:.1f} | {memory} |", flush=True)
            rows *= 10


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 100_000)
