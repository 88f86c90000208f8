"""What the tests of the engine for tables share."""

from __future__ import annotations

from functools import cache

from contract_model.engines.columns.backend import connect, placed
from contract_model.engines.columns.cases import tables
from contract_model.engines.columns.judging import judged


@cache
def duckdb():
    """One database for all tests."""
    return connect(threads=1)


def judged_cases(contract, cases, backend=None):
    """What is said of each case, all of one setting in one table, in the order of the cases."""
    found = [None] * len(cases)
    for one in tables(contract, cases):
        table = placed(backend or duckdb(), one.table)
        for row in judged(table, contract, one.setting, per_term=True).to_pyarrow().to_pylist():
            found[one.numbers[row["row"] - 1]] = row
    return found
