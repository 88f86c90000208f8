"""How long the slips of a contract take before its cases: `python benchmarks/mutation.py [PATH ...]`, files of cases or folders.

Prints for each contract how many slips there are of each fate, and the seconds by the clock and of all processors, in two processes.
"""

from __future__ import annotations

import resource
import sys
from time import perf_counter

from contract_model.testing.gather import case_files
from contract_model.testing.mutation.campaign import mutate, plans, score
from contract_model.testing.mutation.trial import Fate

PATHS = ["fixtures/cases/flat-lease.cases.yaml", "fixtures/cases/flat-lease-borders.cases.yaml", "fixtures/cases/microsoft-openai"]
JOBS = 2


def processors() -> float:
    """The seconds that this process and those it started have used."""
    used = (resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return sum(u.ru_utime + u.ru_stime for u in used)


def main() -> None:
    """Measure each contract."""
    for plan in plans(case_files(sys.argv[1:] or PATHS)[0], None, (), ()):
        start, used = perf_counter(), processors()
        found = mutate(plan, jobs=JOBS)
        counts = found.counts()
        fates = ", ".join(f"{counts[f]} {f.value}" for f in Fate)
        clock, all_of_them = perf_counter() - start, processors() - used
        print(f"{plan.place}: {found.cases} cases, {len(found.trials)} slips: {fates}; score {score(counts)}")
        print(f"    {clock:.0f} s by the clock, {all_of_them:.0f} s of the processors, in {JOBS} processes")


if __name__ == "__main__":
    main()
