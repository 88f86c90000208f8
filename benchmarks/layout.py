"""How long laying out a contract takes, and generating cases, in processor time: python benchmarks/layout.py [TERMS ...]

The contracts are made up: terms with comments, exceptions in brackets and texts too long for a line, their keys out of order.
"""

from __future__ import annotations

import sys
from time import process_time

from contract_model.asking.event import read_event
from contract_model.front import load
from contract_model.loading.layout import laid_out
from contract_model.loading.parse import parse
from contract_model.loading.surface import SurfaceContract
from contract_model.testing.generating.cases import case_file, drafted

HEAD = "contract: made\nparties: {us: We}\nactions: {do: {says: we do}}\nversion: 2026-01-01\nterms:\n"
TERM = """\
  # what term {n} is about
  - kind: permission  # of ours
    id: term-{n}
    bearer: us
    action: do
    unless:
      - {{id: exception-{n}, if: "a == b", says: {says}, sources: [A, B, C]}}
    certainty: official
    sources: []
    text: {text}

"""
ACTIONS = ("launch", "use", "settle_share", "pay_share")


def made(terms: int) -> bytes:
    """A contract of so many terms."""
    return (HEAD + "".join(TERM.format(n=n, says="words " * 15, text="many words " * 30) for n in range(terms))).encode()


def main() -> None:
    """Print the tables."""
    print("terms  KiB  seconds")
    for terms in [int(n) for n in sys.argv[1:]] or [250, 500, 1_000, 2_000, 3_000]:
        content = made(terms)
        begun = process_time()
        text = laid_out(parse("made", content), SurfaceContract)
        taken = process_time() - begun
        assert laid_out(parse("made", text.encode()), SurfaceContract) == text
        print(f"{terms:5}  {len(content) // 1024:4}  {taken:.2f}")
    contract = load("microsoft-openai")
    print("action  cases  seconds")
    for action in ACTIONS:
        begun = process_time()
        text = case_file(contract, contract.id, "contract cases", drafted(contract, read_event(contract, {"action": action}), 2))
        print(f"{action}  {text.count('- name:')}  {process_time() - begun:.2f}")


if __name__ == "__main__":
    main()
