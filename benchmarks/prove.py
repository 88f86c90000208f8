"""Times the checks, the laws and the redline: of the agreement, and of contracts of 300 terms, spread over more or fewer actions.

    python benchmarks/prove.py [TERMS]

The contracts are made to the same rule each time: a third each permissions, prohibitions and obligations over as many facts as half the
terms, amounts, dates and choices; every other one gives way to an earlier one. They are full of conflicts, told with cases.
"""

from __future__ import annotations

import json
import sys
import time
from collections import Counter
from dataclasses import replace

from contract_model.loading.load import load, load_files, load_text, read_files
from contract_model.model.contract import Contract, Version
from contract_model.proving.laws import prove
from contract_model.proving.lint import lint
from contract_model.proving.redline import Compared, redline


def made(terms: int, actions: int) -> str:
    """A contract of so many terms about so many actions."""
    facts = {f"f{i}": {"asks": f"Is f{i} so?", "kind": "truth"} for i in range(terms // 2)}
    written = []
    for i in range(terms):
        kind = ("permission", "prohibition", "obligation")[i % 3]
        term: dict[str, object] = {"id": f"t{i}", "kind": kind, "bearer": ("ann", "bob")[i % 2], "action": f"a{i % actions}"}
        term |= {"certainty": "official", "sources": []}
        term["when"] = f"(f{i // 2} or amount > EUR({i})) and use in [x{i % 5}, x{(i + 1) % 5}]"
        if kind == "obligation":
            term["requires"] = f"f{(i + 7) % len(facts)} or date <= {2030 + i % 60}-01-01"
        if i % 4 == 0:
            term["unless"] = f"f{(i + 3) % len(facts)} and not f{(i + 5) % len(facts)}"
        if i > 2 * actions and i % 2 == 0:
            term["subject_to"] = [f"t{i - actions}"]
        written.append(term)
    parameters = {"amount": "money EUR", "use": "use"}
    return json.dumps(
        {
            "contract": "many",
            "parties": {"ann": "Ann", "bob": "Bob"},
            "kinds": {"use": {f"x{i}": f"x{i}" for i in range(5)}},
            "actions": {f"a{i}": {"says": "{actor} does something", "parameters": parameters} for i in range(actions)},
            "facts": facts,
            "version": "2026-01-01",
            "terms": written,
        }
    )


def timed(name: str, contract: Contract) -> None:
    """Print how long the checks take, and what they find."""
    start = time.perf_counter()
    flaws = lint(contract)
    seconds = time.perf_counter() - start
    counts = Counter(f.kind.id for f in flaws.flaws)
    print(f"{name:<32} {seconds:6.2f} s  {len(flaws.flaws)} flaws, {counts['conflict']} of them conflicts; {len(flaws.open)} open")


def changed() -> dict[str, bytes]:
    """The files of the agreement with a condition of Azure first taken out, and one of the licence put in."""
    files = {name: content.decode() for name, content in read_files("microsoft-openai").items()}
    for old, new in ((" or azure_required == no and azure_never", ""), ("when: not licensed", "when: not licensed and ip != research")):
        files = {name: text.replace(old, new) for name, text in files.items()}
    return {name: text.encode() for name, text in files.items()}


def compared(name: str, before: Contract, after: Contract, version: Version | None = None) -> None:
    """Print how long a redline takes, with presumptions and without: of last versions, or of another one with the last."""
    for presume in (True, False):
        sides = [Compared(before, version or before.versions[-1], "", ""), Compared(after, after.versions[-1], "", "")]
        start = time.perf_counter()
        found = redline(sides[0], sides[1], presume=presume)
        seconds = time.perf_counter() - start
        how = "" if presume else ", nothing presumed"
        print(f"{name + how:<32} {seconds:6.2f} s  {len(found.classes)} classes; {len(found.open)} open")


def main() -> None:
    """Print the figures."""
    agreement = load("microsoft-openai")
    timed("the agreement", agreement)
    timed("its last version alone", replace(agreement, versions=agreement.versions[-1:], laws={}, allowed=()))
    start = time.perf_counter()
    proofs = list(prove(agreement, agreement.laws.values()))
    print(f"{'its laws':<32} {time.perf_counter() - start:6.2f} s  {sum(p.proved for p in proofs)} of {len(proofs)} proved")
    compared("its last two versions", agreement, agreement, agreement.versions[-2])
    compared("its redline", agreement, load_files(changed()))
    terms = int(sys.argv[1]) if len(sys.argv) > 1 else 300
    for actions in (terms // 10, terms // 30, 1):
        name = f"{terms} terms about {actions} action{'' if actions == 1 else 's'}"
        before = load_text(made(terms, actions))
        timed(name, before)
        compared("their redline", before, load_text(made(terms, actions).replace("EUR(7)", "EUR(8)").replace("2036-01-01", "2037-01-01")))


if __name__ == "__main__":
    main()
