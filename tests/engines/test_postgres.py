"""PostgreSQL gives the same rows as the database in this process, and tables may lie there. A server of our own."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import tempfile
from pathlib import Path

import pytest

from contract_model.checking.check import check
from contract_model.checking.places import place
from contract_model.checking.request import Request
from contract_model.engines.columns.backend import connect
from contract_model.front import load
from contract_model.model.answer import Verdict
from contract_model.problems import ContractError
from tests.engines.elsewhere import counts, judges_launches, writes_what_is_written_here

PROGRAMS = {"PATH": os.pathsep.join([os.environ.get("PATH", ""), *map(str, sorted(Path("/usr/lib/postgresql").glob("*/bin")))])}
pytestmark = pytest.mark.skipif(shutil.which("initdb", path=PROGRAMS["PATH"]) is None, reason="PostgreSQL is not installed")


LAUNCHES = """
CREATE TABLE launches (id integer, action text, actor text, date date, cloud text, azure_can boolean, azure_will boolean);
INSERT INTO launches VALUES (1, 'launch', 'openai', '2027-03-01', 'aws', true, true), (2, 'launch', 'openai', NULL, NULL, NULL, NULL),
  (3, 'launch', 'openai', '2027-03-01', 'azure', true, true)
"""


@pytest.fixture(scope="module")
def postgres():
    """The address of a server with an empty database."""
    user = "postgres" if os.geteuid() == 0 else None  # it does not run as root
    with tempfile.TemporaryDirectory(prefix="pg-") as folder:
        if user:
            shutil.chown(folder, user)
        data, port = f"{folder}/data", free_port()

        def run(*command: str) -> None:
            subprocess.run(command, check=True, stdout=subprocess.DEVNULL, user=user, cwd=folder, env=os.environ | PROGRAMS, timeout=120)

        run("initdb", "--no-sync", "--auth=trust", "--username=tester", "--encoding=UTF8", "--locale=C", "-D", data)
        run("pg_ctl", "-D", data, "-w", "-l", f"{folder}/log", "-o", f"-F -p {port} -k {folder} -c listen_addresses=127.0.0.1", "start")
        try:
            yield f"postgres://tester@127.0.0.1:{port}/postgres"
        finally:
            run("pg_ctl", "-D", data, "-m", "immediate", "stop")


@pytest.fixture
def backend(postgres):
    """A connection to it."""
    found = connect(postgres)
    yield found
    found.disconnect()


def free_port():
    """A port at which nobody listens."""
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return one.getsockname()[1]


def test_postgresql_judges_launches_as_duckdb_does(backend):
    judges_launches(backend)


def test_postgresql_counts_as_duckdb_does(backend):
    counts(backend)


def test_a_check_at_postgresql_writes_what_a_check_here_writes(postgres, tmp_path):
    writes_what_is_written_here(postgres, tmp_path)


def test_a_table_that_lies_in_postgresql_is_checked(postgres, backend):
    backend.raw_sql(LAUNCHES).close()
    backend.con.commit()
    found = check(load("microsoft-openai"), place([f"{postgres}#launches"]), Request())
    assert found.verdicts == {Verdict.PERMITTED: 1, Verdict.DEPENDS: 2}
    with pytest.raises(ContractError) as refused:
        check(load("microsoft-openai"), place([f"{postgres}#nothing"]), Request())
    assert "nothing" in str(refused.value)
