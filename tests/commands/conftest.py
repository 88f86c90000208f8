"""This file defines what the tests of commands share: a way to call one."""

from __future__ import annotations

import io
import sys

import pytest

from contract_model.commands.main import run


@pytest.fixture
def call(capsys, monkeypatch):
    """A function that runs the command: its exit code, what it wrote to stdout, and to stderr."""

    def run_it(*arguments, stdin=b""):
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(stdin)))
        code = run(list(arguments))
        told = capsys.readouterr()
        return code, told.out, told.err

    return run_it
