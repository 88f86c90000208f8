"""Times coverage: of the agreement by no case, by its own cases, and by these many times over.

    python benchmarks/coverage.py [TIMES]

With no case there is a proof, or a case that would show it, for every item; with all of them for none. `TIMES` repeats the cases of the
agreement, each time with other names, to tell how it grows. Memory is what Python holds at its most, beside the contract.
"""

from __future__ import annotations

import sys
import time
import tracemalloc
from collections.abc import Sequence
from dataclasses import replace
from glob import glob

from contract_model.model.case import Case
from contract_model.model.contract import Contract
from contract_model.testing.cases import read_case_file
from contract_model.testing.coverage.asked import Asked, asked_of
from contract_model.testing.coverage.measure import coverage


def timed(name: str, contract: Contract, asked: Sequence[Asked]) -> None:
    """Print how long it takes, with what it finds, and then how much memory."""
    start = time.perf_counter()
    found = coverage(contract, asked)
    seconds = time.perf_counter() - start
    tracemalloc.start()
    coverage(contract, asked)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    whole = found.whole
    print(f"{name:<36} {seconds:6.2f} s  {peak / 2**20:6.1f} MiB  {whole.shown} of {whole.possible} shown, {whole.impossible} set aside")


def main() -> None:
    """Time each."""
    times = int(sys.argv[1]) if len(sys.argv) > 1 else 20
    files = [read_case_file(path) for path in sorted(glob("fixtures/cases/microsoft-openai/*.cases.yaml"))]
    contract, asked = files[0].contract, [one for file in files for one in asked_of(file)]
    timed("the agreement, no case", contract, [])
    timed(f"the agreement, {len(asked):,} cases", contract, asked)
    more = [replace(one, name=f"{one.name} {i}") for i in range(times) for one in asked]
    timed(f"the agreement, {len(more):,} cases", contract, more)
    events = [one for one in more if isinstance(one.asks, Case)]
    timed(f"the agreement, {len(events):,} events", contract, events)


if __name__ == "__main__":
    main()
