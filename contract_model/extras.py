"""This file defines `Extra`: libraries that come only when asked for, whether they are there, and the one problem when they are not.

The extras of setup.cfg that commands need are listed here, and nowhere else is anything said of how to install them.
"""

from __future__ import annotations

from dataclasses import dataclass
from importlib.util import find_spec

from contract_model.problems import ContractError, Problem

NOT_INSTALLED = "not-installed"


@dataclass(frozen=True, slots=True)
class Extra:
    """An extra of the package by its name, the libraries that are imported of it, and what it is good for."""

    name: str
    libraries: tuple[str, ...]
    good_for: str

    @property
    def install(self) -> str:
        """The command that installs it."""
        return f"pip install 'contract-model[{self.name}]'"

    @property
    def missing(self) -> tuple[str, ...]:
        """The libraries that cannot be found. Loads none of them."""
        return tuple(library for library in self.libraries if find_spec(library) is None)

    def problem(self) -> Problem | None:
        """What is missing and how it comes; none where all is there."""
        if not self.missing:
            return None
        *first, last = self.missing
        named = f"{', '.join(first)} and {last} are" if first else f"{last} is"
        return Problem(NOT_INSTALLED, f"{named} needed for {self.good_for}, and not installed", hint=self.install)

    def demand(self) -> None:
        """Raises ContractError where something is missing."""
        problem = self.problem()
        if problem:
            raise ContractError([problem])


COLUMNS = Extra("columns", ("ibis", "duckdb", "pyarrow"), "tables of events")
SPARK = Extra("spark", ("pyspark",), "judging rows on Spark")
POSTGRES = Extra("postgres", ("psycopg",), "PostgreSQL")
PROVE = Extra("prove", ("z3",), "questions about all cases at once")
WEB = Extra("web", ("fastapi", "jinja2", "uvicorn"), "the page and the HTTP API")
MCP = Extra("mcp", ("mcp",), "serving assistants")
EXTRAS = (COLUMNS, SPARK, POSTGRES, PROVE, WEB, MCP)
