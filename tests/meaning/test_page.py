"""This file tests that docs/meaning.md is true: its tables are those of the meaning, and its examples have the answers that it says."""

from __future__ import annotations

import re
from itertools import product
from pathlib import Path

import pytest

from contract_model.engines.engine import ENGINES
from contract_model.loading.load import load_text
from contract_model.meaning.kleene import compile_condition
from contract_model.model.answer import Status, Verdict
from contract_model.model.conditions import And, Not, Or, Var
from contract_model.model.contract import Certainty
from contract_model.model.kinds import TRUTH
from contract_model.testing.cases import differences, read_case_file

PAGE = (Path(__file__).parents[2] / "docs" / "meaning.md").read_text()
EXAMPLES = re.findall(r"^```yaml\n(contract: .*?)^```\n\n```yaml\n(cases:.*?)^```", PAGE, re.MULTILINE | re.DOTALL)
P, Q = Var("p", TRUTH), Var("q", TRUTH)
WORDS = {True: "T", None: "U", False: "F"}


def table(heading):
    """The table whose first column has a heading, as rows of cells."""
    lines = PAGE[PAGE.index(f"| {heading} |") :].split("\n\n")[0].splitlines()
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in lines if not line.startswith("| ---")]


def worth(condition, **known):
    """What a condition is worth, as the page writes it."""
    return WORDS[compile_condition(condition, {"p": 0, "q": 1})([known.get("p"), known.get("q")])]


def test_not_is_as_the_page_says():
    assert dict(table("not")[1:]) == {WORDS[p]: worth(Not(P), p=p) for p in WORDS}


@pytest.mark.parametrize(("heading", "condition"), [("and", And((P, Q))), ("or", Or((P, Q)))])
def test_and_and_or_are_as_the_page_says(heading, condition):
    (_, *columns), *rows = table(heading)
    said = {(row[0], column): cell for row in rows for column, cell in zip(columns, row[1:], strict=True)}
    assert said == {(WORDS[p], WORDS[q]): worth(condition, p=p, q=q) for p, q in product(WORDS, WORDS)}


def test_the_page_names_every_status_and_verdict():
    assert {row[0].strip("`") for row in table("status")[1:]} == {s.value for s in Status} - {"unknown"}
    assert {row[0].strip("`") for row in table("verdict")[1:]} == {v.value for v in Verdict} - {"depends"}
    assert ", ".join(c.value for c in Certainty) in PAGE


def test_every_example_of_the_page_is_found():
    assert len(EXAMPLES) * 2 == PAGE.count("```yaml") > 0


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize(("contract", "cases"), EXAMPLES, ids=[load_text(contract).id for contract, _ in EXAMPLES])
def test_an_example_has_the_answers_that_the_page_says(contract, cases, engine, tmp_path):
    (tmp_path / "example.yaml").write_text(contract)
    (tmp_path / "cases.yaml").write_text(f"contract: example.yaml\n{cases}")
    found = read_case_file(str(tmp_path / "cases.yaml"))
    assert {case.name: differences(found.contract, case, engine) for case in found.cases} == {case.name: [] for case in found.cases}
