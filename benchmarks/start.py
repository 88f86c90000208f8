"""Times `contract ask` from the shell, from the cache and without it, beside Python doing nothing: medians of RUNS runs in turn.

    python benchmarks/start.py [RUNS]        default 21
"""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import time

QUESTION = "OpenAI launches a product on AWS in 2027"
ASK = "import sys; from contract_model.commands.main import main; sys.argv = ['contract', *sys.argv[1:]]; main()"
SIDES = {
    "python, doing nothing": ["-c", "pass"],
    "contract ask, from the cache": ["-c", ASK, "ask", QUESTION],
    "contract ask --no-cache": ["-c", ASK, "ask", QUESTION, "--no-cache"],
}


def main() -> int:
    """The exit code: 1 when an answer is not the expected one."""
    runs = int(sys.argv[1]) if len(sys.argv) > 1 else 21
    answers = {side: run(arguments)[1] for side, arguments in SIDES.items()}  # warms the disk and fills the cache
    if len({a for side, a in answers.items() if "contract" in side}) != 1 or "DEPENDS" not in answers["contract ask --no-cache"]:
        print("the answers differ")
        return 1
    times: dict[str, list[float]] = {side: [] for side in SIDES}
    for _ in range(runs):
        for side, arguments in SIDES.items():
            times[side].append(run(arguments)[0])
    for side, taken in times.items():
        print(f"{side:<32}{statistics.median(taken) * 1e3:>8.0f} ms median{min(taken) * 1e3:>8.0f} ms best")
    return 0


def run(arguments: list[str]) -> tuple[float, str]:
    """Seconds, and what was printed."""
    start = time.perf_counter()
    result = subprocess.run([sys.executable, *arguments], capture_output=True, text=True, check=True, env=dict(os.environ))
    return time.perf_counter() - start, result.stdout


if __name__ == "__main__":
    sys.exit(main())
