"""This file defines survivors as findings: for code scanning, and for annotations beside the lines of a change."""

from __future__ import annotations

from collections.abc import Sequence

from contract_model.telling.findings import Check, Finding, Level
from contract_model.testing.mutation.campaign import Mutation
from contract_model.testing.mutation.slip import OPERATORS
from contract_model.testing.mutation.told import yaml_of
from contract_model.testing.mutation.trial import Fate, Trial

PREFIX = "survived-"  # so that a kind of survivor is no kind of problem


def checks() -> list[Check]:
    """What is looked for: a kind for each operator."""
    return [_check(operator) for operator in OPERATORS]


def findings(mutations: Sequence[Mutation]) -> list[Finding]:
    """The survivors, in the order of the files; the case that would kill each is among its properties."""
    return [_finding(m, t) for m in mutations for t in m.of(Fate.SURVIVED)]


def _check(operator: str) -> Check:
    return Check(f"{PREFIX}{operator}", f"No case notices {OPERATORS[operator]}.", "add a case that turns on it.", Level.WARNING)


def _finding(m: Mutation, trial: Trial) -> Finding:
    slip = trial.slip
    case = {"case": yaml_of(m.contract, trial)} if trial.witness else {}
    return Finding(_check(slip.operator), f"no case notices {slip.change}", slip.span, slip.within, properties=case)
