"""What the tests of the engine for tables share."""

from __future__ import annotations

from functools import cache

from contract_model.engines.columns.backend import connect, fetched
from contract_model.engines.columns.judging import judged
from contract_model.engines.columns.listed import placed
from tests.engines.case_tables import tables


@cache
def duckdb():
    """One database for all tests."""
    return connect(threads=1)


def judged_cases(contract, cases, backend=None):
    """What is said of each case, all of one setting in one table, in the order of the cases."""
    found = [None] * len(cases)
    for one in tables(contract, cases):
        table = placed(backend or duckdb(), one.table)
        for row in fetched(judged(table, contract, one.setting, per_term=True).rows).to_pylist():
            found[one.numbers[row["row"] - 1]] = row
    return found


def said_of(answer):
    """What a table says of a row that has this answer."""
    return {
        "verdict": answer.verdict.value,
        "decided_by": " ".join(answer.decided_by),
        "evidence": answer.evidence.value if answer.evidence else None,
        "contested": " ".join(f"{c.name}={c.reading}:{c.verdict.value}" for c in answer.contested),
        "unknown": " ".join(answer.unknown),
        "version": " ".join(answer.versions),
        "terms": " ".join(statuses(answer)),
    }


def statuses(answer):
    """The terms that are engaged or might be, each with its status; with its version where there are several."""
    version = "{0.id}@{0.version}={0.status.value}" if len(answer.versions) > 1 else "{0.id}={0.status.value}"
    return [version.format(t) for t in answer.terms if t.status.value != "not_engaged"]
