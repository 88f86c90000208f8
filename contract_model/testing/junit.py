"""This file defines the JUnit XML of a run: a suite for each file of cases, as the build servers read it."""

from __future__ import annotations

from collections.abc import Iterable
from xml.etree.ElementTree import Element, SubElement, indent, tostring

from contract_model.problems import Problem
from contract_model.testing.failure import failure, in_a_line
from contract_model.testing.results import Outcome, Result, Results

_UNREAD = "files that cannot be read"


def junit(results: Results) -> str:
    """A run as JUnit XML. Problems of files that cannot be read are a suite of their own, each an error."""
    whole = _numbers(results.results, results.seconds, len(results.problems))
    del whole["skipped"]  # which the schema of Jenkins has for suites alone
    root = Element("testsuites", whole)
    for file in results.files:
        found = [r for r in results.results if r.file is file]
        suite = SubElement(root, "testsuite", {"name": file.path, **_numbers(found, sum(r.seconds for r in found))})
        for result in found:
            _case(suite, result)
    if results.problems:
        suite = SubElement(root, "testsuite", {"name": _UNREAD, **_numbers((), 0, len(results.problems))})
        for problem in results.problems:
            where = problem.span.file if problem.span else ""
            case = SubElement(suite, "testcase", {"name": f"{problem.name} {_place(problem)}".strip(), "classname": where or _UNREAD})
            SubElement(case, "error", {"message": problem.message, "type": problem.name}).text = str(problem)
    indent(root)
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{tostring(root, encoding="unicode")}'


def _numbers(found: Iterable[Result], seconds: float, errors: int = 0) -> dict[str, str]:
    outcomes = [r.outcome for r in found]
    tests = len(outcomes) + errors
    errors += sum(o in (Outcome.BROKEN, Outcome.ERROR) for o in outcomes)
    return {
        "tests": str(tests),
        "failures": str(outcomes.count(Outcome.FAILED)),
        "errors": str(errors),
        "skipped": str(outcomes.count(Outcome.SKIPPED) + outcomes.count(Outcome.TODO)),
        "time": f"{seconds:.3f}",
    }


def _case(suite: Element, result: Result) -> None:
    classname = result.file.path.removesuffix(".yaml").removesuffix(".cases").strip("./").replace("/", ".")
    case = SubElement(suite, "testcase", {"name": result.case.name, "classname": classname, "time": f"{result.seconds:.3f}"})
    match result.outcome:
        case Outcome.FAILED:
            SubElement(case, "failure", {"message": in_a_line(result), "type": "failed"}).text = _text(result)
        case Outcome.BROKEN | Outcome.ERROR:
            type_ = result.problems[0].name if result.problems else "error"
            SubElement(case, "error", {"message": in_a_line(result), "type": type_}).text = _text(result)
        case Outcome.SKIPPED | Outcome.TODO:
            SubElement(case, "skipped", {"message": f"{result.outcome.value}: {result.said}"})
        case Outcome.PASSED:
            pass


def _text(result: Result) -> str:
    from contract_model.telling.text import plain

    return "\n".join(map(str, result.problems)) or plain([failure(result)], 110)


def _place(problem: Problem) -> str:
    return f"{problem.span.file}:{problem.span.line}:{problem.span.column}" if problem.span else ""
