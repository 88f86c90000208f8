"""This file defines `Asked`: what a case of a file asks, as far as coverage looks at it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from contract_model.asking.moments import Moments
from contract_model.model.case import Case
from contract_model.model.contract import Contract
from contract_model.model.history import History, Instant
from contract_model.testing.case_schema import SurfaceHistoryCase
from contract_model.testing.cases import CaseFile, ExpectedCase, case_of
from contract_model.testing.histories import history_of_case


@dataclass(frozen=True, slots=True)
class Asked:
    """A case by its name, and what it asks: a case, or a history with the moment through which it is looked at; none: to its end."""

    name: str
    asks: Case | History
    until: Instant | None = None


def asked_of(file: CaseFile, today: date | None = None) -> Iterator[Asked]:
    """What the cases of a file ask, without those that are to do or skipped. Raises ContractError."""
    for case in file.cases:
        if not case.todo and not case.skip and (asked := asked_by(file.contract, case, today)) is not None:
            yield asked


def asked_by(contract: Contract, case: ExpectedCase, today: date | None = None) -> Asked | None:
    """What a case asks; none where it expects to be refused. Raises ContractError."""
    written = case.written
    if not isinstance(written, SurfaceHistoryCase):
        return None if written.expect.problem is not None else Asked(case.name, case_of(contract, written, today))
    if any(e.problem for e in written.expect):
        return None
    assert case.source is not None  # it was read with the case
    history = history_of_case(contract, written, case.source, today)
    moments = Moments(history.start, contract.policies.counting.zone, today)
    ends = [moments.end(e.at) for e in written.expect if e.at]
    own = [h.instant for h in history.happenings[-1:]] if history.until is None else [history.until]
    return Asked(case.name, history, max([*ends, *own], default=None))
