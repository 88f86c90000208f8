"""This file defines the annotations of findings that a run of GitHub Actions shows beside the lines of a change."""

from __future__ import annotations

from collections.abc import Iterable

from contract_model.telling.findings import Finding, Level

_COMMANDS = {Level.ERROR: "error", Level.WARNING: "warning", Level.NOTE: "notice"}


def annotated(findings: Iterable[Finding]) -> str:
    """A line for each finding, as a workflow command."""
    return "\n".join(map(_line, findings))


def _line(finding: Finding) -> str:
    at = finding.span
    place = {"file": at.file, "line": at.line, "col": at.column, "endColumn": at.column + max(1, at.length)} if at else {}
    said = {**place, "title": finding.check.id}
    properties = ",".join(f"{name}={_escaped(str(value), inside=True)}" for name, value in said.items())
    return f"::{_COMMANDS[finding.check.level]} {properties}::{_escaped(finding.whole)}"


def _escaped(text: str, *, inside: bool = False) -> str:
    """Text in which nothing ends the command, nor, `inside` its properties, one of them."""
    text = text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")
    return text.replace(":", "%3A").replace(",", "%2C") if inside else text
