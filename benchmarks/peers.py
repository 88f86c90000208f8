"""Times one warm decision from plain data beside other engines: the verdict, what each engaged term does, the terms that decide.

    python benchmarks/peers.py [CASES]      different events, in which everything is known (default 2,000)

The contract is licence.yaml, with 12 terms about one act. Each engine has it in the form that is quickest for it, compiled beforehand
(sides/), and gets each event ready-made, as it likes it best. First all sides must give the same. Then each takes its turn in rounds, so
that all see the same machine; the median of the rounds counts, in time of the processor. An engine that is not installed is left out
(extra `bench`).
"""

from __future__ import annotations

import random
import statistics
import sys
import time
from collections import Counter
from collections.abc import Callable
from importlib.metadata import version
from pathlib import Path
from typing import Any

from sides import expressions, plain, policies
from sides.rules import Answer, Side

import contract_model
from contract_model.asking.event import read_event

ROUNDS = 15
SECONDS = 0.05
"""How long a side is timed in a round, at least three events."""
OURS = "contract_model.decide, from data"


def main() -> int:
    """The exit code: 1 when the sides differ."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 2_000
    contract = contract_model.load(Path(__file__).parent / "licence.yaml")
    chance = random.Random(2027)
    events = [some_event(chance) for _ in range(count)]
    sides = [
        Side(OURS, lambda event: contract_model.decide(event, contract), dict),  # type: ignore[arg-type]  # an answer of its own
        Side("contract_model.decide, from a case", lambda case: contract_model.decide(case, contract), lambda e: read_event(contract, e)),  # type: ignore[arg-type]
        *plain.sides(),
        *others(),
    ]
    inputs = {side.name: [side.ready(event) for event in events] for side in sides}
    expected = [as_answer(contract_model.decide(event, contract)) for event in events]
    for side in sides:
        for event, ready, answer in zip(events, inputs[side.name], expected, strict=True):
            found = as_answer(side.decide(ready))
            if (found[0], found[1], set(found[2])) != (answer[0], answer[1], set(answer[2])):
                print(f"{side.name} differs on {event}:\n{found}\nis not\n{answer}")
                return 1
    verdicts = ", ".join(f"{n} {verdict}" for verdict, n in sorted(Counter(answer[0] for answer in expected).items()))
    print(f"{count:,} events ({verdicts}): all sides agree\n")
    times = timed(sides, inputs)
    ours, floor = times[OURS], times["a plain Python function"]
    print(f"{'one warm decision':<38}{'version':>10}{'microseconds':>14}{'times ours':>12}{'times plain':>13}")
    for side in sorted(sides, key=lambda s: times[s.name]):
        taken, known = times[side.name], version(side.package) if side.package else ""
        print(f"{side.name:<38}{known:>10}{taken * 1e6:>14.2f}{taken / ours:>12.1f}{taken / floor:>13.1f}")
    return 0


def timed(sides: list[Side], inputs: dict[str, list[Any]]) -> dict[str, float]:
    """The seconds that a side takes for a decision: the median of the rounds."""
    rounds: dict[str, list[float]] = {side.name: [] for side in sides}
    most = {side.name: events_for(side.decide, inputs[side.name]) for side in sides}
    for _ in range(ROUNDS):
        for side in sides:
            events, decide = inputs[side.name][: most[side.name]], side.decide
            start = time.process_time()
            for event in events:
                decide(event)
            rounds[side.name].append((time.process_time() - start) / len(events))
    return {name: statistics.median(taken) for name, taken in rounds.items()}


def events_for(decide: Callable[[Any], object], events: list[Any]) -> int:
    """How many events a side is given in a round."""
    start = time.process_time()
    for event in events[:10]:
        decide(event)
    return min(len(events), max(3, round(SECONDS / ((time.process_time() - start) / 10))))


def others() -> list[Side]:
    """The other engines that are installed."""
    found = []
    for make in (*expressions.MAKERS, *policies.MAKERS):
        try:
            found.append(make())
        except ImportError as error:
            print(f"left out: {make.__name__}, as {error.name} is not installed")
    return found


def as_answer(found: Any) -> Answer:
    """A decision in the words of the other sides; what is not engaged is left out."""
    if isinstance(found, tuple):
        return found  # type: ignore[return-value]  # it is one already
    statuses = {id: status.value for id, status in found.statuses.items() if status.value != "not_engaged"}
    return found.verdict.value, statuses, found.decided_by


def some_event(chance: random.Random) -> dict[str, Any]:
    """An event in which everything is known, with values on both sides of every border."""

    def truth(share: float = 0.5) -> bool:
        return chance.random() < share

    days = ("2026-03-01", "2026-06-30", "2026-07-01", "2027-03-31", "2027-04-01", "2028-12-31", "2029-01-01", "2029-12-31", "2030-01-01")
    return {
        "action": "publish",
        "actor": chance.choice(("publisher", "publisher", "publisher", "agent", "author")),
        "date": chance.choice(days),
        "parameters": {
            "medium": chance.choice(("print", "print", "ebook", "audio", "film")),
            "territory": chance.choice(("uk", "us", "eu", "elsewhere")),
            "copies": chance.choice((50, 100, 101, 200, 201, 500, 501, 10_000, 10_001)),
            "price": chance.choice((0, 4, 5, 9, 10, 25)),
            "credited": truth(0.8),
            "reprint": truth(),
        },
        "facts": {
            "approved": truth(0.8),
            "advance_paid": truth(),
            "embargo_lifted": truth(),
            "film_option": truth(),
            "renewed": truth(),
            "sold": chance.choice((0, 499, 500, 900, 950, 999, 1_000, 5_000)),
        },
    }


if __name__ == "__main__":
    sys.exit(main())
