"""This file defines the document of a problem: its JSON, whose words are stable."""

from __future__ import annotations

from typing import Any

from contract_model.problems import Problem


def problem_document(problem: Problem) -> dict[str, Any]:
    """A problem as data: what it is, where it stands, what to do. What it does not have is left out."""
    span = problem.span
    place = {"file": span.file, "line": span.line, "column": span.column, "length": span.length} if span else {}
    told = {"name": problem.name, "message": problem.message, "within": problem.within, "hint": problem.hint}
    return {k: v for k, v in {**told, **place}.items() if v != ""}
