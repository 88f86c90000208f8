"""This file defines what the tests of telling share: goldens, and answers to questions in words.

A golden is a file in fixtures/golden with the whole of what a reader sees. `pytest tests/telling --update-goldens` writes them anew; what
has changed is then read in the diff.
"""

from __future__ import annotations

from datetime import date
from functools import cache
from pathlib import Path

import pytest

from contract_model.asking.options import amend
from contract_model.engines.answering import answer
from contract_model.front import read
from contract_model.loading.load import load, load_text
from contract_model.telling.reply import Reply

GOLDENS = Path(__file__).parents[2] / "fixtures" / "golden"
TODAY = date(2026, 11, 20)


def pytest_addoption(parser):
    parser.addoption("--update-goldens", action="store_true", help="write the goldens anew")


@pytest.fixture
def golden(request):
    """A function that compares a text with the golden of a name."""

    def compare(name, text):
        path = GOLDENS / name
        if request.config.getoption("--update-goldens", default=False):
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
        assert path.is_file(), f"no golden {name}: write it with `pytest tests/telling --update-goldens`, and read it"
        assert text == path.read_text(encoding="utf-8")

    return compare


@cache
def contract(name):
    """A shipped contract, or the contract of a text."""
    return load_text(name) if "\n" in name else load(name)


def ask(name, question, *, engine="meaning", **options):
    """The reply to a question, or to an event as data, with the options of `contract ask`."""
    agreement = contract(name)
    case, understood = read(question, agreement, today=TODAY, presume=options.get("presume", True))
    return Reply(answer(agreement, amend(agreement, case, today=TODAY, **options), engine), agreement, understood)
