"""A cluster gives the same rows as the database in this process. Spark in local mode, with a sample: `make test-spark`."""

from __future__ import annotations

import shutil
from importlib.util import find_spec

import pytest

from contract_model.engines.columns.backend import connect
from tests.engines.elsewhere import counts, judges_launches, writes_what_is_written_here

pytestmark = [
    pytest.mark.spark,
    pytest.mark.skipif(find_spec("pyspark") is None, reason="pyspark is not installed: `make test-spark` does"),
    pytest.mark.skipif(shutil.which("java") is None, reason="Spark needs Java, which is not there"),
    pytest.mark.filterwarnings("ignore"),  # those of Spark's own client are not ours to answer
]


@pytest.fixture(scope="module")
def spark():
    """A session of Spark in this machine."""
    backend = connect("spark")
    yield backend
    backend.disconnect()


def test_spark_judges_launches_as_duckdb_does(spark):
    judges_launches(spark)


def test_spark_counts_as_duckdb_does(spark):
    counts(spark)


def test_a_check_at_spark_writes_what_a_check_here_writes(spark, tmp_path):
    writes_what_is_written_here("spark", tmp_path)
