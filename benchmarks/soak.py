"""Evaluates cases of the agreement in the engine rete for a long time, in one thread and then in eight, and shows memory and rate.

    python benchmarks/soak.py [COUNT]        COUNT evaluations in each part (default 20,000; in full: 1,000,000)

Every result is compared with what the definition says. Ends with 1 when one differs, or when memory grows.
"""

from __future__ import annotations

import os
import random
import sys
import time
from collections.abc import Mapping
from threading import Thread

from contract_model.engines.rete.engine import Rete
from contract_model.loading import load
from contract_model.meaning.evaluate import evaluate
from contract_model.meaning.program import Program, program
from contract_model.model.conditions import Compare, Const, Var, walk
from contract_model.model.contract import Certainty, Contract
from contract_model.model.kinds import Sort
from contract_model.model.values import Raw

CASES = 5_000
GROWTH = 8.0  # MB by which memory may differ between the first tenth and the end


def main() -> int:
    """The exit code."""
    count = int(sys.argv[1].replace("_", "").replace(",", "")) if len(sys.argv) > 1 else 20_000
    contract = load("microsoft-openai")
    chance = random.Random(2026)
    programs = [program(contract, contract.versions[-1], action) for action in contract.actions]
    marks = {p: marks_of(p) for p in programs}
    drawn = chance.choices(programs, [len(p.terms) + 1 for p in programs], k=CASES)
    asked = [(p, some_case(contract, p, marks[p], chance)) for p in drawn]
    cases = [(p, values, evaluate(p, values)) for p, values in asked]
    largest = max(programs, key=lambda p: len(p.formulas))
    print(f"{len(programs)} actions, up to {len(largest.terms)} terms and {len(largest.formulas)} conditions, {CASES:,} different cases")
    rete = Rete()
    return max(soak(rete, cases, count, threads) for threads in (1, 8))


Marks = Mapping[str, list[Raw]]
"""By variable, the constants that it is compared with."""


def marks_of(asked: Program) -> Marks:
    """The thresholds that a program mentions."""
    marks: dict[str, list[Raw]] = {name: [] for name in asked.variables}
    for comparison in {c for f in asked.formulas for c in walk(f.body) if isinstance(c, Compare)}:
        constants = [c.value for c in walk(comparison) if isinstance(c, Const)]
        for variable in (v for v in walk(comparison) if isinstance(v, Var)):
            marks[variable.name] = sorted({*marks[variable.name], *constants}, key=str)
    return marks


def some_case(contract: Contract, asked: Program, marks: Marks, chance: random.Random) -> dict[str, Raw]:
    """Values for most of what a program asks about; quantities on and around their thresholds."""
    found: dict[str, Raw] = {}
    for name, variable in asked.variables.items():
        if chance.random() < 0.25:
            continue
        match variable.kind.sort:
            case Sort.TRUTH:
                found[name] = chance.random() < 0.5
            case Sort.PARTY:
                found[name] = chance.choice(list(contract.parties))
            case Sort.CHOICE:
                found[name] = chance.choice(choices_of(contract, variable, marks))
            case Sort.TEXT:
                found[name] = chance.choice([*marks[name], "something else"])
            case _:
                found[name] = chance.choice(marks[name] or [0]) + chance.randint(-1, 1)  # type: ignore[operator]  # a quantity
    return found


def choices_of(contract: Contract, variable: Var, marks: Marks) -> list[Raw]:
    """The values of a choice: as listed under its kind, a reading, or a grade of evidence."""
    name = variable.kind.name
    if name in contract.choices:
        return list(contract.choices[name].values)
    if variable.name in contract.ambiguities:
        return list(contract.ambiguities[variable.name].readings)
    return [c.value for c in Certainty] if variable.name == "evidence" else marks[variable.name]


def soak(rete: Rete, cases: list[tuple[Program, dict[str, Raw], dict[str, bool | None]]], count: int, threads: int) -> int:
    """0 when every evaluation was right and memory stayed as it was. Memory is taken at twenty moments."""
    done = [0] * threads
    wrong = [0] * threads

    def work(number: int) -> None:
        chance = random.Random(number)
        for _ in range(count // threads):
            asked, values, expected = cases[chance.randrange(len(cases))]
            wrong[number] += rete.evaluate(asked, values).truths != expected
            done[number] += 1

    print(f"\n{threads} thread{'s' if threads > 1 else ''}\n{'evaluations':>12} {'per second':>11} {'resident MB':>12}")
    workers = [Thread(target=work, args=(number,), daemon=True) for number in range(threads)]
    start, moments = time.perf_counter(), [count * i // 20 for i in range(1, 21)]
    early = 0.0
    for worker in workers:
        worker.start()
    while any(worker.is_alive() for worker in workers):
        time.sleep(0.02)
        if moments and sum(done) >= moments[0]:
            now = resident()
            early = early or (now if len(moments) <= 19 else 0.0)
            moments = [m for m in moments if m > sum(done)]
            print(f"{sum(done):>12,} {sum(done) / (time.perf_counter() - start):>11,.0f} {now:>12.1f}", flush=True)
    growth = resident() - early
    finished = sum(done) == count // threads * threads
    right = "every result as the definition has it" if finished and not any(wrong) else f"{sum(wrong)} results differ"
    print(f"{sum(done):,} evaluations, {right}; memory grew by {growth:.1f} MB after the first tenth")
    return int(not finished or any(wrong) or growth > GROWTH)


def resident() -> float:
    """Memory of this process in MB; where the system does not say, what it was at most."""
    try:
        with open("/proc/self/statm") as statm:
            return int(statm.read().split()[1]) * os.sysconf("SC_PAGE_SIZE") / 2**20
    except OSError:
        import resource  # not on every system, and only needed here

        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        return peak / 2**20 if sys.platform == "darwin" else peak / 2**10


if __name__ == "__main__":
    sys.exit(main())
