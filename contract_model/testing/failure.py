"""This file defines what is told of a case that is bad: what was expected and found, why, and the terms in their words."""

from __future__ import annotations

import re
from collections.abc import Iterator

from contract_model.model.answer import Verdict
from contract_model.model.contract import Term
from contract_model.problems import Span
from contract_model.telling.gist import gist
from contract_model.telling.section import Row, Section, faint, row, strong
from contract_model.testing.checked import Difference
from contract_model.testing.results import Outcome, Result

MOST_TERMS = 3
_HEADS = {Outcome.FAILED: "Failed", Outcome.BROKEN: "Broken", Outcome.ERROR: "Error of ours"}


def failure(result: Result) -> Section:
    """What is told of a case that is bad, under its name."""
    rows = [
        row(place(result.case.span), label="at"),
        *map(_difference, result.differences),
        *(row(str(problem).splitlines()[0], label="problem") for problem in result.problems),
        *([row(result.said, label="error")] if result.outcome is Outcome.ERROR else []),
        *([row(said, label="why")] if (said := why(result)) else []),
        *_terms(result),
    ]
    return Section(f"{_HEADS[result.outcome]}: {result.case.name}", tuple(rows))


def place(span: Span) -> str:
    """A place as terminals and editors find it."""
    return f"{span.file}:{span.line}:{span.column}"


def in_a_line(result: Result) -> str:
    """What is the matter with a case, in one line."""
    said = [d.said for d in result.differences] or [p.message for p in result.problems] or [result.said]
    reason = why(result)
    return "; ".join([*said, *([f"as {reason}"] if reason else [])])


def why(result: Result) -> str:
    """Why the answer is what it is, in a line; nothing where there is no answer."""
    found = next((c.answer for c in result.checked.values() if c.answer is not None), None)
    if found is None or result.outcome is not Outcome.FAILED:
        return ""
    unknown = f" ({', '.join(found.unknown)})" if found.verdict is Verdict.DEPENDS and found.unknown else ""
    return f"{found.verdict.value}: {gist(result.file.contract, found)}{unknown}"


def _difference(difference: Difference) -> Row:
    if not difference.about:
        return row(difference.said, item=True)
    return row("expected ", strong(difference.expected), ", got ", strong(difference.got), label=difference.about.replace("_", " "))


def _terms(result: Result) -> Iterator[Row]:
    """The terms that the differences speak of, in their words: those that decide, and those that were expected to."""
    for term in terms(result)[:MOST_TERMS]:
        heading = [strong(term.heading), faint(f" ({term.id})")] if term.heading else [strong(term.id)]
        yield row(*heading, f": {term.text}" if term.text else "", faint(f" {place(term.span)}"), label="term")


def terms(result: Result) -> list[Term]:
    """The terms that the differences of a case speak of, in the version by which it was judged or else the last."""
    contract = result.file.contract
    last = {t.id: t for version in contract.versions for t in version.terms.values()}
    answers = [c.answer for c in result.checked.values() if c.answer is not None]
    if answers:
        versions = {version.id: version for version in contract.versions}
        last |= {a.id: versions[a.version].terms[a.id] for a in answers[0].terms}
    named = [id for answer in answers[:1] for id in answer.decided_by]
    for difference in result.differences:
        words = re.findall(r"[a-z0-9][a-z0-9-]*", f"{difference.about} {difference.expected} {difference.said}")
        named += [word for word in words if word in last]
    return [last[id] for id in dict.fromkeys(named)] if result.outcome is Outcome.FAILED else []
