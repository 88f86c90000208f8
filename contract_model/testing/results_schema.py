"""This file defines the JSON of a run of cases, and its schema: the shape that other programs may rely on. Made by pydantic.

Docstrings here are shown in the schema.
"""

from __future__ import annotations

from typing import Any, Literal

from pydantic import BaseModel, ConfigDict

from contract_model.problems import Problem
from contract_model.telling.schema import dialect
from contract_model.testing.failure import why
from contract_model.testing.results import Outcome, Result, Results

OutcomeWord = Literal["passed", "failed", "broken", "error", "to do", "skipped"]


class Closed(BaseModel):
    """A mapping with the keys named and no others."""

    model_config = ConfigDict(extra="forbid", use_attribute_docstrings=True)


class ToldDifference(Closed):
    """Where something is not as expected."""

    said: str
    """In a sentence."""
    about: str = ""
    """What: a key of `expect`, a term, or a reading; empty where the sentence says it."""
    expected: str = ""
    got: str = ""


class ToldProblem(Closed):
    """What does not validate."""

    name: str
    message: str
    file: str | None = None
    line: int | None = None
    column: int | None = None
    within: str = ""
    hint: str = ""


class ToldResult(Closed):
    """How a case fared."""

    name: str
    id: str = ""
    file: str
    line: int
    column: int
    """Where the case stands; of a row of a table the row, which may be in another file."""
    cases: str
    """The file of cases."""
    contract: str
    outcome: OutcomeWord
    differences: list[ToldDifference] = []
    problems: list[ToldProblem] = []
    said: str = ""
    """Why it is to do or skipped, or what the error is."""
    why: str = ""
    """Why the answer is what it is, in a line."""


class ToldResults(Closed):
    """A run of cases."""

    schema_version: Literal[1] = 1
    engine: str
    counts: dict[OutcomeWord, int]
    problems: list[ToldProblem]
    """Of files that could not be read."""
    results: list[ToldResult]
    unselected: int
    interrupted: bool


def results_schema() -> dict[str, Any]:
    """The JSON Schema of a run of cases."""
    return dialect(ToldResults.model_json_schema(mode="serialization"))


def results_json(results: Results, engine: str) -> str:
    """A run as JSON; the same run gives the same text."""
    import json

    told = ToldResults(
        engine=engine,
        counts={outcome.value: results.counts.get(outcome, 0) for outcome in Outcome},
        problems=[_problem(p) for p in results.problems],
        results=[_result(r) for r in results.results],
        unselected=results.unselected,
        interrupted=results.interrupted,
    )
    return json.dumps(told.model_dump(), indent=2, sort_keys=True, ensure_ascii=False)


def _result(result: Result) -> ToldResult:
    span = result.case.span
    return ToldResult(
        name=result.case.name,
        id=result.case.id,
        file=span.file,
        line=span.line,
        column=span.column,
        cases=result.file.path,
        contract=result.file.contract.id,
        outcome=result.outcome.value,
        differences=[ToldDifference(said=d.said, about=d.about, expected=d.expected, got=d.got) for d in result.differences],
        problems=[_problem(p) for p in result.problems],
        said=result.said,
        why=why(result),
    )


def _problem(problem: Problem) -> ToldProblem:
    span = problem.span
    return ToldProblem(
        name=problem.name,
        message=problem.message,
        file=span.file if span else None,
        line=span.line if span else None,
        column=span.column if span else None,
        within=problem.within,
        hint=problem.hint,
    )
