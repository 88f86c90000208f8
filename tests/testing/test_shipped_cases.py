"""Every case that comes with the project gives the answer that is written beside it, through every engine.

Through the engine columns, all events of a contract are the rows of one table for each setting (readings, evidence floor and so on).
"""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from contract_model.engines.engine import ENGINES
from contract_model.meaning.judge import judge
from contract_model.problems import ContractError
from contract_model.telling.text import plain
from contract_model.testing.case_schema import SurfaceHistoryCase
from contract_model.testing.cases import CaseFile, ExpectedCase, case_of, read_case_file
from contract_model.testing.failure import failure
from contract_model.testing.runner import Plan, run_case
from tests.engines.tables import judged_cases, said_of

CASES = Path(__file__).parents[2] / "fixtures" / "cases"
FILES = [read_case_file(str(path)) for path in sorted(CASES.rglob("*.cases.yaml"))]
TODAY = date(2026, 11, 20)


@pytest.mark.parametrize("engine", [name for name in ENGINES if name != "columns"])
@pytest.mark.parametrize(
    ("file", "case"),
    [pytest.param(f, c, id=f"{Path(f.path).stem.removesuffix('.cases')}: {c.name}") for f in FILES for c in f.cases],
)
def test_a_case_has_the_expected_answer(file: CaseFile, case: ExpectedCase, engine: str) -> None:
    result = run_case(file, case, Plan(engine, TODAY))
    assert not result.bad, plain([failure(result)])


def test_in_tables_every_case_has_the_answer_that_the_definition_gives_it() -> None:
    contracts = {f.contract.id: f.contract for f in FILES}
    count = 0
    for contract in contracts.values():
        cases = [c for f in FILES if f.contract.id == contract.id for c in asked(f)]
        for case, row in zip(cases, judged_cases(contract, cases), strict=True):
            assert said_of(judge(contract, case)).items() <= row.items()
            count += 1
    assert count > 1_000


def asked(file: CaseFile):
    """The cases of a file that ask about an event, and are not refused."""
    for case in file.cases:
        if not isinstance(case.written, SurfaceHistoryCase) and not case.skip:
            try:
                yield case_of(file.contract, case.written, TODAY)
            except ContractError:
                assert case.written.expect.problem
