"""Every broken history in fixtures/bad/histories has the problem that it is named after, told in exactly the words kept beside it.

python -m tests.asking.test_history_problems        writes the messages anew, for review
"""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from contract_model.asking.history import read_history_file
from contract_model.loading.load import load
from contract_model.problems import ContractError

CHECKOUT = Path(__file__).parents[2]
HISTORIES = CHECKOUT / "fixtures" / "bad" / "histories"
BROKEN = sorted(p for p in HISTORIES.iterdir() if p.suffix in (".yaml", ".jsonl", ".csv") and p.name != "sale.yaml")


@pytest.fixture(autouse=True)
def here(monkeypatch: pytest.MonkeyPatch) -> None:
    """Messages name files from where one is."""
    monkeypatch.chdir(CHECKOUT)


def told(path: Path) -> str:
    """What is said of a history."""
    contract = load(HISTORIES / "sale.yaml") if path.suffix != ".yaml" else None
    try:
        read_history_file(path.relative_to(CHECKOUT), contract, cache=False)
    except ContractError as error:
        return str(error) + "\n"
    return "no problem\n"


@pytest.mark.parametrize("path", BROKEN, ids=lambda p: p.name)
def test_a_broken_history_is_told_in_exactly_these_words(path: Path) -> None:
    assert told(path) == path.with_name(f"{path.name}.txt").read_text()


@pytest.mark.parametrize("path", BROKEN, ids=lambda p: p.name)
def test_a_broken_history_has_the_problem_that_it_is_named_after(path: Path) -> None:
    names = re.findall(r"^\S+:\d+:\d+: ([a-z]+(?:-[a-z]+)+): ", told(path), re.MULTILINE)
    assert path.stem in names


def test_every_problem_has_its_place() -> None:
    for path in BROKEN:
        with pytest.raises(ContractError) as caught:
            read_history_file(path, load(HISTORIES / "sale.yaml"))
        assert all(p.span is not None and p.excerpt for p in caught.value.problems)


def main() -> None:
    """Write the messages."""
    import os

    os.chdir(CHECKOUT)
    for path in BROKEN:
        path.with_name(f"{path.name}.txt").write_text(told(path))


if __name__ == "__main__":
    main()
