"""This file defines a run of cases as findings, for annotations beside the lines of a change, and as a summary in Markdown."""

from __future__ import annotations

from contract_model.telling.findings import Check, Finding, findings_of
from contract_model.telling.summary import summary
from contract_model.testing.failure import in_a_line
from contract_model.testing.report import closing
from contract_model.testing.results import Outcome, Results

_CHECKS = {
    Outcome.FAILED: Check("failed-case", "The answer to a case is not the expected one.", "mend the contract, or what the case expects."),
    Outcome.ERROR: Check("error-of-ours", "Engines disagree about a case, or the like.", "report it with what CONTRACT_DEBUG=1 shows."),
}


def findings(results: Results) -> list[Finding]:
    """What is bad about a run, in the order of files and cases; problems first."""
    told = [(r, _CHECKS[r.outcome]) for r in results.bad if r.outcome in _CHECKS]
    cases = [Finding(check, f"{r.case.name}: {in_a_line(r)}", r.case.span, properties={"case": r.case.name}) for r, check in told]
    return [*findings_of(results.broken), *cases]


def markdown(results: Results) -> str:
    """A run in Markdown: the closing line as a heading, and a table of what is bad."""
    return summary(closing(results).text, findings(results))
