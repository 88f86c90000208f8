"""This file defines the Markdown summary of findings, such as a run of GitHub Actions shows on its page."""

from __future__ import annotations

from collections.abc import Iterable

from contract_model.telling.findings import Finding
from contract_model.telling.markdown import escaped


def summary(heading: str, findings: Iterable[Finding]) -> str:
    """A heading, and a table of the findings where there are any."""
    lines = [f"### {escaped(heading)}"]
    rows = [[f"`{_place(f)}`" if f.span else "", f.check.id, escaped(" ".join(f.whole.split()))] for f in findings]
    if rows:
        lines += ["", "| where | what | |", "| --- | --- | --- |", *(f"| {' | '.join(row)} |" for row in rows)]
    return "\n".join(lines) + "\n"


def _place(finding: Finding) -> str:
    at = finding.span
    return f"{at.file}:{at.line}:{at.column}".replace("|", "\\|").replace("`", "'") if at else ""
