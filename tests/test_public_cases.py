"""This file tests that every public case is a case of ours, and that docs/public-cases.md lists each of them, once, with where it is.

Whether the cases have the expected answers is tested in tests/testing/test_shipped_cases.py; the sums of dates are tested in
tests/model/test_counting.py.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

import pytest

from contract_model.loading.parse import parse
from tests.model.test_counting import AMBIGUOUS, EXACT

CHECKOUT = Path(__file__).parents[1]
PAGE = CHECKOUT / "docs" / "public-cases.md"
SUMS = CHECKOUT / "tests" / "model" / "test_counting.py"
PUBLIC = [
    *(f"A1-{n:02}" for n in range(1, 27)),  # a sale of meat
    *(f"A2-{n:02}" for n in range(1, 42)),  # templates of the Accord Project
    *(f"A2-S{n}" for n in range(1, 13)),  # further templates of it
    *(f"A3-L{n:02}" for n in range(1, 19)),  # traces of L4
    *(f"A3-T{n:02}" for n in range(1, 15)),  # defeasible theories, the last of facts that contradict each other
    *(f"A3-D{n:02}" for n in range(1, 33)),  # sums of dates
]
NOT_YET: dict[str, str] = {}
"""Cases that cannot be told yet, with the reason. Each is an expected failure until it is a case."""
ID = re.compile(r"A\d-[A-Z]?\d+")


@dataclass(frozen=True, slots=True)
class Row:
    """A line of a table of the page: what the case is, the file that has it, and its result in words."""

    id: str
    what: str
    file: Path
    result: str


def rows() -> list[Row]:
    """The public cases as the page lists them."""
    cells = r" \| ".join([r"(A\d-\S+)", "(.+?)", r"\[[^\]]+\]\(([^)]+)\)", "(.+)"])
    found = re.findall(rf"^\| {cells} \|$", PAGE.read_text(), re.MULTILINE)
    return [Row(id, what, (PAGE.parent / file).resolve(), result) for id, what, file, result in found]


def told() -> dict[str, set[Path]]:
    """The public cases that case files have, by their ids without what is added to them, such as the letter of a second case."""
    found: dict[str, set[Path]] = {}
    for path in sorted((CHECKOUT / "fixtures" / "cases").rglob("*.cases.yaml")):
        data = parse(str(path), path.read_bytes()).data
        assert isinstance(data, dict)
        for case in data["cases"]:
            if match := ID.match(case.get("id", "")):
                found.setdefault(match[0], set()).add(path)
    return found


ROWS, TOLD = rows(), told()


def expected(id: str) -> object:
    """An id as a test parameter: one that cannot be told yet is an expected failure."""
    marks = [pytest.mark.xfail(reason=NOT_YET[id], strict=True)] if id in NOT_YET else []
    return pytest.param(id, marks=marks)


def test_the_page_lists_each_public_case_once() -> None:
    assert sorted(row.id for row in ROWS) == sorted(PUBLIC)


@pytest.mark.parametrize("id", [expected(id) for id in PUBLIC if not id.startswith("A3-D")])
def test_a_public_case_is_a_case_in_the_file_that_the_page_names(id: str) -> None:
    assert {row.file for row in ROWS if row.id == id} == TOLD.get(id)


def test_no_case_has_the_id_of_a_public_one_that_is_not_listed() -> None:
    assert TOLD.keys() <= set(PUBLIC)


def test_what_is_contested_or_fails_has_a_reason_and_what_passed_at_most_a_remark() -> None:
    for row in ROWS:
        assert re.fullmatch(r"passed(; .+)?|contested: .+|expected failure: .+", row.result), row
        assert row.result.startswith("expected failure") is (row.id in NOT_YET), row


def test_the_sums_of_dates_are_those_of_the_table_that_is_tested() -> None:
    listed = [row.what for row in ROWS if row.id.startswith("A3-D")]
    sums = [f"{start} + {length} = {end}" for start, length, end in EXACT]
    sums += [f"{start} + {length} = {up} or {down}" for start, length, up, down in AMBIGUOUS]
    months = ["February 2012 is from 2012-02-01 to 2012-02-29", "February 2013 is from 2013-02-01 to 2013-02-28"]
    assert listed == [*sums, *months]
    assert {row.file for row in ROWS if row.id.startswith("A3-D")} == {SUMS}
