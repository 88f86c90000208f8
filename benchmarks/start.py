"""Times what is started from the shell, and the most memory that it takes, beside Python doing nothing and the import of other engines.

    python benchmarks/start.py [RUNS]        default 15

The runs of all take turns; medians. Memory is the resident set at its largest, as the system counts it for the ended process. An engine
that is not installed is left out (extra `bench`).
"""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import time
from importlib.util import find_spec

QUESTION = "OpenAI launches a product on AWS in 2027"
CONTRACT = "import sys; from contract_model.commands.main import main; sys.argv = ['contract', *sys.argv[1:]]; main()"
DECIDE = "import contract_model; c = contract_model.load(); contract_model.decide({'action': 'launch', 'date': '2027-03-01'}, c)"
NOTHING = "python, doing nothing"
ASKS = ("contract ask, from the cache", "contract ask --no-cache")
SIDES = {
    NOTHING: ["-c", "pass"],
    "import contract_model": ["-c", "import contract_model"],
    "load and one decision in Python": ["-c", DECIDE],
    "contract --version": ["-c", CONTRACT, "--version"],
    ASKS[0]: ["-c", CONTRACT, "ask", QUESTION],
    ASKS[1]: ["-c", CONTRACT, "ask", QUESTION, "--no-cache"],
    "contract validate": ["-c", CONTRACT, "validate", "microsoft-openai"],
}
RUST = ("zen", "cel", "datalogic_py", "cedarpy")
OTHERS = (*RUST, "cel_expr_python.cel", "celpy", "json_logic", "rule_engine", "regopy", "clingo", "durable.lang")


def main() -> int:
    """The exit code: 1 when an answer is not the expected one."""
    runs = int(sys.argv[1]) if len(sys.argv) > 1 else 15
    sides = SIDES | {f"import {name}": ["-c", f"import {name}"] for name in OTHERS if find_spec(name.split(".")[0])}
    answers = {side: run(arguments)[2] for side, arguments in sides.items()}  # warms the disk and fills the cache
    if answers[ASKS[0]] != answers[ASKS[1]] or "DEPENDS" not in answers[ASKS[0]] or "sound" not in answers["contract validate"]:
        print("the answers are not as expected")
        return 1
    found: dict[str, list[tuple[float, float]]] = {side: [] for side in sides}
    for _ in range(runs):
        for side, arguments in sides.items():
            seconds, memory, _said = run(arguments)
            found[side].append((seconds, memory))
    print(f"{'':<36}{'ms median':>12}{'ms best':>10}{'MB':>8}")
    for side, measured in found.items():
        seconds = [s for s, _ in measured]
        memory = statistics.median(m for _, m in measured)
        print(f"{side:<36}{statistics.median(seconds) * 1e3:>12.0f}{min(seconds) * 1e3:>10.0f}{memory:>8.0f}")
    return 0


def run(arguments: list[str]) -> tuple[float, float, str]:
    """Seconds, megabytes at most, and what was printed."""
    start = time.perf_counter()
    with subprocess.Popen([sys.executable, *arguments], stdout=subprocess.PIPE, text=True, env=dict(os.environ)) as process:
        assert process.stdout is not None
        said = process.stdout.read()
        _, status, used = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise SystemExit(f"{' '.join(arguments)} ended with {process.returncode}")
    return time.perf_counter() - start, used.ru_maxrss / 1024, said


if __name__ == "__main__":
    sys.exit(main())
