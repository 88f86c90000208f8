"""Measures how long 10,000 varied cases take, in tables: `python benchmarks/cases.py [COUNT]`, on one core.

The cases are events of every action under the agreement of April 2026, with values and readings by chance, the same each time. In a quarter
of them a part of what they turn on is not known. What is expected is what the definition answers, worked out in full beforehand: the
verdict and the deciding terms, and in one case of ten what every term does. So no case may fail, whatever quick path the run takes.
"""

from __future__ import annotations

import csv
import os
import random
import sys
import tempfile
from pathlib import Path
from time import perf_counter, process_time

from contract_model.engines.answering import answer
from contract_model.front import load
from contract_model.meaning.decision import decider
from contract_model.model.contract import Ambiguity, Contract, Fact, Parameter
from contract_model.model.kinds import Sort
from contract_model.testing.cases import case_of, read_case_file
from contract_model.testing.runner import Plan, run

COUNT = int(sys.argv[1].replace("_", "")) if len(sys.argv) > 1 else 10_000
DAYS = ("2026-04-26", "2026-04-27", "2026-05-01", "2027-03-01", "2030-12-31", "2032-12-31", "2033-01-01", "2034-06-30", "2027")
QUANTITIES = {
    Sort.NUMBER: ("0", "1", "0.2", "0.21"),
    Sort.DATE: ("2026-04-27", "2027-03-01", "2032-12-31"),
    Sort.DURATION: ("0 days", "10 minutes", "30 days"),
    Sort.TEXT: ("Copilot", "Atlas"),
    Sort.MONEY: ("0 USD", "8bn USD", "38bn USD", "250bn USD"),
}


def value_of(contract: Contract, asked: Parameter | Fact | Ambiguity, chance: random.Random) -> str:
    """A value that a parameter or fact can have, or a reading, as it is written."""
    if isinstance(asked, Ambiguity):
        return chance.choice(tuple(asked.readings)) if chance.random() < 0.2 else ""
    match asked.kind.sort:
        case Sort.TRUTH:
            return chance.choice(("true", "false"))
        case Sort.CHOICE:
            return chance.choice(tuple(contract.choices[asked.kind.name].values))
        case Sort.PARTY:
            return chance.choice(tuple(contract.parties))
        case sort:
            return chance.choice(QUANTITIES[sort])


def write_cases(contract: Contract, folder: Path) -> Path:
    """A file of cases with a table for each action, first without what is expected; then with it."""
    chance = random.Random(2026)
    lines = ["contract: microsoft-openai", "cases:"]
    tables: dict[Path, list[list[str]]] = {}
    for number, action in enumerate(contract.actions):
        count = len(range(number, COUNT, len(contract.actions)))
        variables = decider(contract, contract.versions[-1], action).program.variables
        own = {n: contract.asked(n) for n in variables if n not in contract.derived}
        asked = {n: a for n, a in own.items() if a is not None}
        terms = [t for t in contract.versions[-1].terms.values() if action in t.actions]
        bearers = sorted({b for t in terms for b in t.bearer}) or list(contract.parties)
        rows = [["name", "actor", "date", *asked, "verdict", "decided_by"]]
        for row in range(count):
            known = chance.random() < 0.75
            cells = [value_of(contract, a, chance) if known or chance.random() < 0.8 else "?" for a in asked.values()]
            actor = chance.choice(bearers) if chance.random() < 0.9 else chance.choice(tuple(contract.parties))
            rows.append([f"case {row}", actor, chance.choice(DAYS), *cells, "silent", ""])
        tables[folder / f"{action}.csv"] = rows
        lines += [f"  - {{name: {action}, event: {{action: {action}}}, table: {{file: {action}.csv}}}}"]
    path = folder / "all.cases.yaml"
    path.write_text("\n".join(lines) + "\n")
    _write(tables)
    begun = perf_counter()
    waiting = iter([answer(contract, case_of(contract, written), "meaning") for _, written in read_case_file(str(path)).asked])
    print(f"{'the whole answers, to know what is expected':<50}{perf_counter() - begun:8.1f} s")
    for rows in tables.values():
        statuses = [t.id for t in decider(contract, contract.versions[-1], rows_action(tables, rows)).program.terms]
        rows[0] += [f"expect.statuses.{id}" for id in statuses]
        for number, row in enumerate(rows[1:]):
            found = next(waiting)
            does = {t.id: t.status.value for t in found.terms}
            row[-2:] = [found.verdict.value, " ".join(found.decided_by) or ""]
            row += [does.get(id, "") if number % 10 == 0 else "" for id in statuses]
    _write(tables)
    return path


def rows_action(tables: dict[Path, list[list[str]]], rows: list[list[str]]) -> str:
    """The action of a table."""
    return next(path.stem for path, found in tables.items() if found is rows)


def _write(tables: dict[Path, list[list[str]]]) -> None:
    for path, rows in tables.items():
        with open(path, "w", newline="") as file:
            csv.writer(file).writerows(rows)


def main() -> None:
    """Measure."""
    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})
    contract = load()
    with tempfile.TemporaryDirectory() as folder:
        path = str(write_cases(contract, Path(folder)))
        begun = perf_counter()
        file = read_case_file(path)
        print(f"{f'reading {len(file.cases):,} cases':<50}{perf_counter() - begun:8.1f} s")
        verdicts = [written.expect.verdict for _, written in file.asked]
        print("expected:", ", ".join(f"{verdicts.count(v):,} {v}" for v in sorted({*verdicts} - {None}, key=str)))
        for engine in ("meaning", "rete", "all"):
            begun = process_time()
            results = run([path], Plan(engine))
            busy = process_time() - begun
            told = ", ".join(f"{n:,} {o.value}" for o, n in results.counts.items())
            print(f"{f'reading and running, {engine}':<50}{results.seconds:8.1f} s, {busy:.1f} s of the processor  {told}")
            for result in results.bad[:5]:
                print("  ", result.case.name, result.said, *(d.said for d in result.differences))


if __name__ == "__main__":
    main()
