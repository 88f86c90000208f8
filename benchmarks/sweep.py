"""Times a sweep (of the processor): a launch over clouds, months, readings and facts; a sample of cells is checked one by one.

python benchmarks/sweep.py [SAMPLE]      cells checked (default 200)
"""

from __future__ import annotations

import random
import sys
import time
from datetime import date

import contract_model
from contract_model.asking.axes import read_axes
from contract_model.front import read
from contract_model.meaning.judge import judge
from contract_model.meaning.sweep import moved, swept
from contract_model.meaning.varied import in_short

GRIDS = (
    ("cloud", "year=2024..2032"),
    ("cloud", "year=2019..2032", "exception", "azure_can=yes,no,?"),
    ("cloud", "month=2019-07..2032-12", "exception", "azure_can=yes,no,?"),
    ("cloud", "exception", "evidence", "version"),
)


def main() -> int:
    """The exit code: 1 when a cell differs from the answer to its case."""
    sample = int(sys.argv[1]) if len(sys.argv) > 1 else 200
    contract = contract_model.load("microsoft-openai")
    case, _ = read("OpenAI launches a product", contract, today=date(2026, 11, 27))
    chance = random.Random(2027)
    print(f"{'cells':>8}{'seconds':>10}{'alone':>10}   over")
    for over in GRIDS:
        axes = read_axes(contract, case, over)
        start = time.process_time()
        sweep = swept(contract, case, axes)
        taken = time.process_time() - start
        places = list(sweep.places())
        chosen = chance.sample(places, min(sample, len(places)))
        start = time.process_time()
        for at in chosen:
            alone = case
            for axis, place in zip(axes, at, strict=True):
                alone = moved(contract, alone, axis, axis.points[place])
            if in_short(judge(contract, alone)) != sweep.at(at):
                print(f"differs at {at} of {over}")
                return 1
        each = (time.process_time() - start) / len(chosen) * len(places)
        print(f"{len(places):>8,}{taken:>10.2f}{each:>10.1f}   {' '.join(over)}")
    print("alone: what the answers one by one would take, by the sample; the sample agrees")
    return 0


if __name__ == "__main__":
    sys.exit(main())
