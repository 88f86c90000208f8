"""Every case that comes with the project gives the answer that is written beside it, through every engine."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from contract_model.engines.engine import ENGINES
from contract_model.telling.text import plain
from contract_model.testing.cases import CaseFile, ExpectedCase, read_case_file
from contract_model.testing.failure import failure
from contract_model.testing.runner import Plan, run_case

CASES = Path(__file__).parents[2] / "fixtures" / "cases"
FILES = [read_case_file(str(path)) for path in sorted(CASES.rglob("*.cases.yaml"))]
TODAY = date(2026, 11, 20)


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize(
    ("file", "case"),
    [pytest.param(f, c, id=f"{Path(f.path).stem.removesuffix('.cases')}: {c.name}") for f in FILES for c in f.cases],
)
def test_a_case_has_the_expected_answer(file: CaseFile, case: ExpectedCase, engine: str) -> None:
    result = run_case(file, case, Plan(engine, TODAY))
    assert not result.bad, plain([failure(result)])
