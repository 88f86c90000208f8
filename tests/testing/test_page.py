"""This file tests that docs/testing.md is true: its cases hold, and it names every key, column and outcome that there is."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from contract_model.testing.case_schema import SurfaceBackground, SurfaceCase, SurfaceExpect
from contract_model.testing.runner import Plan, run
from contract_model.testing.tables import EXPECTED, OF_CASE, OF_EVENT

PAGE = (Path(__file__).parents[2] / "docs" / "testing.md").read_text()
EXAMPLES = re.findall(r"^```yaml\n(contract: .*?)^```", PAGE, re.MULTILINE | re.DOTALL)


def keys(heading: str) -> set[str]:
    """The words in the first column of a table of the page; of a row with several, all."""
    lines = PAGE[PAGE.index(f"| {heading} |") :].split("\n\n")[0].splitlines()[2:]
    return {word for line in lines for word in re.findall(r"`([a-z_]+)`", line.split(" | ")[0])}


@pytest.mark.parametrize("engine", ["rete", "meaning"])
@pytest.mark.parametrize("text", EXAMPLES)
def test_each_case_of_the_page_holds(text: str, engine: str, tmp_path: Path) -> None:
    (tmp_path / "page.cases.yaml").write_text(text)
    results = run([str(tmp_path)], Plan(engine))
    assert results.results
    assert (results.bad, results.broken) == ((), ())


def test_the_page_names_every_key() -> None:
    assert keys("key of `expect`") == set(SurfaceExpect.model_fields)
    told = keys("key of a case") | {"id", "ask", "history"}
    assert told == {*SurfaceCase.model_fields, "history"}
    background = PAGE[PAGE.index("under `background`") :].split("\n\n")[0]
    assert set(SurfaceBackground.model_fields) <= set(re.findall(r"`([a-z]+)`", background))
    columns = PAGE[PAGE.index("A column is") :].split("\n\n")[0]
    assert {*OF_CASE, *OF_EVENT, *EXPECTED} <= set(re.findall(r"`([a-z_]+)`", columns))
