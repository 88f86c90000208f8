"""Small tables of our own reach a database as they are."""

from __future__ import annotations

import subprocess
import sys
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from contract_model.engines.columns.backend import fetched
from contract_model.engines.columns.listed import Listed, placed
from tests.engines.tables import duckdb

CHECKS = """\
import atexit, sys
from contract_model.commands.main import main
atexit.register(lambda: print("pandas" in sys.modules))
main()
"""


@pytest.mark.parametrize(
    ("kind", "values"),
    [
        ("boolean", [True, False, None]),
        ("int64", [2**63 - 1, -(2**63), None, 0]),
        ("decimal(38, 0)", [Decimal("9" * 38), Decimal("-" + "9" * 38), None]),
        ("decimal(38, 4)", [Decimal("1E+3"), Decimal("9999999999999999999999999999999999.9999"), Decimal("-0.0001")]),
        ("date", [date(1, 1, 1), None, date(9999, 12, 31)]),
        ("string", ["it's", 'a "quoted" $1', "", None, "  blanks  ", "åß→"]),
    ],
)
def test_values_come_back_as_they_went(kind, values) -> None:
    assert fetched(placed(duckdb(), {"values": Listed(kind, values)}))["values"].to_pylist() == values


def test_few_texts_are_an_enumeration_and_none_at_all_are_nothing() -> None:
    table = placed(duckdb(), {"said": Listed("string", ["it's", None, "it's"], few=True), "none": Listed("string", [None] * 3, few=True)})
    found = fetched(table)
    assert found["said"].to_pylist() == ["it's", None, "it's"]
    assert found["none"].to_pylist() == [None] * 3
    types = duckdb().con.execute(f"SELECT column_name, data_type FROM duckdb_columns() WHERE table_name = '{table.get_name()}'").fetchall()
    assert dict(types) == {"said": "ENUM('it''s')", "none": "VARCHAR"}


def test_a_table_without_rows_has_its_columns() -> None:
    assert fetched(placed(duckdb(), {"values": Listed("decimal(38, 4)", [])})).to_pylist() == []


def test_a_parquet_file_is_checked_without_importing_pandas(tmp_path: Path) -> None:
    """It takes longer to import than a hundred thousand rows to check; Arrow imports it when it is told a list."""
    table = tmp_path / "launches.parquet"
    duckdb().con.execute(f"COPY (SELECT 'launch' AS action, 'openai' AS actor, DATE '2027-03-01' AS date) TO '{table}' (FORMAT parquet)")
    words = [sys.executable, "-c", CHECKS, "check", str(table), "-o", str(tmp_path / "out.parquet"), "--exit-zero"]
    found = subprocess.run(words, capture_output=True, text=True, check=True, cwd=Path(__file__).parents[2])
    assert found.stdout.splitlines()[-1] == "False"
