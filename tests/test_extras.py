"""What comes as an extra: whatever needs it says the same in the same way, and exits with the same code, where it is not installed."""

from __future__ import annotations

import configparser
from pathlib import Path

import pytest

import contract_model
from contract_model.commands.main import run
from contract_model.engines.engine import engine
from contract_model.extras import EXTRAS, Extra
from contract_model.problems import ContractError

CASES = "fixtures/cases/late-invoice.cases.yaml"
LAUNCHES = ["fixtures/tables/launches.csv", "--action", "launch", "--map", "Sort=release"]
NEEDS = {  # what is called, and what it says first
    "check fixtures/tables/launches.csv": "ibis, duckdb and pyarrow are needed for tables of events",
    f"test {CASES} --engine columns": "ibis, duckdb and pyarrow are needed for tables of events",
    f"test {CASES} --engine all": "ibis, duckdb and pyarrow are needed for tables of events",
    "ask --contract flat-lease The_tenant_keeps_a_dog --engine columns": "ibis, duckdb and pyarrow are needed for tables of events",
    f"test {CASES} --laws": "z3 is needed for questions about all cases at once",
    "lint flat-lease": "z3 is needed for questions about all cases at once",
    "prove": "z3 is needed for questions about all cases at once",
    "diff 2023-01-23 2026-04-27": "z3 is needed for questions about all cases at once",
    "serve": "fastapi, jinja2 and uvicorn are needed for the page and the HTTP API",
    "mcp": "mcp is needed for serving assistants",
}


@pytest.fixture
def nothing_is_installed(monkeypatch):
    """No library of an extra can be found."""
    monkeypatch.setattr("contract_model.extras.find_spec", lambda library: None)
    engine.cache_clear()  # the engines that were made before
    yield
    engine.cache_clear()


@pytest.mark.parametrize("line", NEEDS)
def test_a_command_says_which_extra_it_needs(nothing_is_installed, capsys, line):
    assert run([word.replace("_", " ") for word in line.split()]) == 2
    said = capsys.readouterr().err
    assert said.startswith(f"not-installed: {NEEDS[line]}, and not installed\n   = pip install 'contract-model[")


@pytest.mark.parametrize("asked", [contract_model.lint, contract_model.prove, lambda: contract_model.diff("2023-01-23", "2026-04-27")])
def test_so_does_python(nothing_is_installed, asked):
    with pytest.raises(ContractError, match="not-installed: z3 is needed"):
        asked()


def test_the_doctor_says_it_of_all(nothing_is_installed, capsys):
    assert run(["doctor"]) == 0
    out = capsys.readouterr().out
    assert all(f"pip install 'contract-model[{name}]'" in out for name in ("columns", "prove", "web", "mcp"))


@pytest.mark.parametrize(
    ("library", "words", "extra"),
    [
        ("psycopg", ["postgres://me@localhost/shop#orders"], "postgres"),
        ("psycopg", [*LAUNCHES, "--backend", "postgres://me@db/shop"], "postgres"),
        ("pyspark", [*LAUNCHES, "--backend", "spark://local"], "spark"),
    ],
)
def test_so_do_databases(monkeypatch, capsys, library, words, extra):
    monkeypatch.setattr("contract_model.extras.find_spec", lambda name: None if name == library else object())
    assert run(["check", *words]) == 2
    said = capsys.readouterr().err
    assert said.startswith(f"not-installed: {library} is needed for ")
    assert said.endswith(f"   = pip install 'contract-model[{extra}]'\n")


def test_what_does_without_extras_does_so(nothing_is_installed, capsys):
    assert run(["test", CASES]) == 0
    assert run(["sweep", "OpenAI launches a product", "--over", "year=2023..2024"]) == 0


def test_only_what_is_missing_is_named():
    assert str(Extra("web", ("json", "no_such_library"), "a test").problem()) == (
        "not-installed: no_such_library is needed for a test, and not installed\n   = pip install 'contract-model[web]'"
    )
    assert Extra("web", ("json",), "a test").problem() is None


def test_the_extras_are_those_of_the_package():
    read = configparser.ConfigParser(interpolation=None)
    read.read(Path(__file__).parents[1] / "setup.cfg", encoding="utf-8")
    assert {e.name for e in EXTRAS} | {"bench", "test", "dev"} == set(read["options.extras_require"])
