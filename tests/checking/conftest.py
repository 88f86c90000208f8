"""What tests of checks share: a folder with a contract in it, and the command that checks a table there."""

from __future__ import annotations

import pytest

from contract_model.commands.main import run
from tests.checking.test_check import NEITHER


@pytest.fixture
def garden(tmp_path, monkeypatch):
    """A folder with a contract of one action in it, in which one is."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "lease.yaml").write_text(NEITHER)
    return tmp_path


class Ran:
    """What a check said, and how it ended."""

    def __init__(self, capsys, *arguments):
        self.code = run(["check", "--contract", "lease.yaml", *map(str, arguments)])
        captured = capsys.readouterr()
        self.out, self.err = captured.out, captured.err
        assert "Traceback" not in self.err
        assert "an error of ours" not in self.err

    @property
    def names(self):
        """The problems told, by name."""
        return [line.partition(": ")[0] for line in self.err.splitlines() if not line.startswith(" ")]


@pytest.fixture
def check(capsys, garden):
    """Runs a check in the garden."""
    return lambda *arguments: Ran(capsys, *arguments)
