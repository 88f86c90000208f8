"""Questions that leave many facts open: how the time of each command grows with them. Run it: `python benchmarks/unknowns.py`.

The contracts are made up, the same each time: for n facts n terms, permissions and prohibitions in turn, each of which asks about three
facts, has one as an exception and yields to two others; four ambiguities come in, too. Nothing is told of the facts. Every answer is
checked: verdicts that it says to be possible must come out of the definition when the facts are told so.
"""

from __future__ import annotations

import argparse
import random
import sys
import time
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date
from functools import partial
from typing import Any

from contract_model.loading.load import load_text
from contract_model.meaning.flip import flips
from contract_model.meaning.judge import judge
from contract_model.meaning.readings import readings
from contract_model.meaning.timeline import timeline
from contract_model.meaning.tree import tree
from contract_model.model.answer import Among, Outcome
from contract_model.model.case import Case, DateSpan, Event
from contract_model.model.contract import Contract
from contract_model.problems import ContractError

HEAD = """
contract: open
parties: {one: One}
actions: {act: {says: "{actor} acts"}}
"""
AMBIGUITIES = 4
DAY = date(2026, 5, 1)


def contract(facts: int, seed: int = 7) -> Contract:
    """A contract with so many facts, all of which bear on the one action."""
    dice = random.Random(seed)
    names = [f"f{i}" for i in range(facts)]
    lines = [HEAD, "facts:", *(f'  {n}: {{asks: "{n}?", kind: truth}}' for n in names), "ambiguities:"]
    lines += [f'  a{i}: {{asks: "a{i}?", readings: {{wide: widely, tight: tightly}}, default: wide}}' for i in range(AMBIGUITIES)]
    lines += ["version: 2026-01-01", "terms:"]
    for i, name in enumerate(names):
        first, second, excuse = dice.sample(names, 3)
        read = f" or a{i % AMBIGUITIES} == tight" if i % 5 == 0 else ""
        over = f", subject_to: [{', '.join(f't{dice.randrange(i)}' for _ in range(2))}]" if i > 2 else ""
        kind = "permission" if i % 2 else "prohibition"
        lines.append(
            f"  - {{id: t{i}, kind: {kind}, bearer: one, action: act, when: {name} and ({first} or not {second}{read}), "
            f"unless: {excuse}{over}, certainty: official, sources: []}}"
        )
    return load_text("\n".join(lines))


def check(asked: Contract, case: Case, outcomes: tuple[Outcome, ...], sample: int = 20) -> None:
    """See to it that what an answer says is so: under each condition, whatever the other facts are."""
    dice = random.Random(1)
    for outcome in outcomes:
        for cube in outcome.conditions[:sample]:
            facts = {name: dice.random() < 0.5 for name in asked.facts}
            facts |= {x.name: x.values[0] for x in cube if isinstance(x, Among) and x.name in facts}  # type: ignore[misc]  # truths
            read = {x.name: str(x.values[0]) for x in cube if isinstance(x, Among) and x.name not in facts}
            told = replace(case, facts=facts, readings=read)
            found = judge(asked, told)
            assert found.verdict is outcome.verdict, (cube, found.verdict)


def _flips(asked: Contract, case: Case) -> object:
    return flips(asked, judge(asked, case))


def timed(do: Callable[[], Any]) -> tuple[str, Any]:
    """How long something takes, in seconds, the shorter of two runs; `*` where it tells what to settle first."""
    best, found = float("inf"), None
    for _ in range(2):
        before = time.perf_counter()
        try:
            found = do()
        except ContractError as error:
            if error.problems[0].name != "too-many-unknowns":
                raise
            return f"{time.perf_counter() - before:.2f} *", None
        best = min(best, time.perf_counter() - before)
    return f"{best:.2f}", found


def main() -> None:
    """Print a row for each number of facts."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--facts", type=int, nargs="*", default=[5, 10, 15, 20, 25, 30])
    options = parser.parse_args()
    print(f"Python {sys.version.split()[0]}; seconds; * too much is open, and it is told what to state first")
    kinds: Mapping[str, Callable[..., Any]] = {"ask": judge, "flip": _flips, "readings": readings, "timeline": timeline, "tree": tree}
    print(f"{'facts':>6} {'turns on':>9}" + "".join(f"{name:>10}" for name in kinds))
    for count in options.facts:
        asked = contract(count)
        case = Case(Event("act", "one", DateSpan(DAY, DAY)))
        row = ""
        bears = "-"
        for name, do in kinds.items():
            said, found = timed(partial(do, asked, case))
            row += f"{said:>10}"
            if name == "ask" and found is not None:
                bears = str(len(found.unknown))
                check(asked, case, found.outcomes)
        print(f"{count:>6} {bears:>9}{row}", flush=True)


if __name__ == "__main__":
    main()
