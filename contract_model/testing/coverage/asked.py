"""This file defines `Asked`: what a case of a file asks, as far as coverage looks at it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from contract_model.asking.moments import Moments
from contract_model.model.case import Case
from contract_model.model.history import History, Instant
from contract_model.testing.case_schema import SurfaceHistoryCase
from contract_model.testing.cases import CaseFile, case_of
from contract_model.testing.histories import history_of_case


@dataclass(frozen=True, slots=True)
class Asked:
    """A case by its name, and what it asks: a case, or a history with the moment through which it is looked at; none: to its end."""

    name: str
    asks: Case | History
    until: Instant | None = None


def asked_of(file: CaseFile, today: date | None = None) -> Iterator[Asked]:
    """What the cases of a file ask, without those that expect to be refused, are to do or are skipped. Raises ContractError."""
    for case in file.cases:
        written = case.written
        if case.todo or case.skip:
            continue
        if not isinstance(written, SurfaceHistoryCase):
            if written.expect.problem is not None:
                continue
            yield Asked(case.name, case_of(file.contract, written, today))
        elif not any(e.problem for e in written.expect):
            assert case.source is not None  # it was read with the case
            history = history_of_case(file.contract, written, case.source, today)
            moments = Moments(history.start, file.contract.policies.counting.zone, today)
            ends = [moments.end(e.at) for e in written.expect if e.at]
            own = [h.instant for h in history.happenings[-1:]] if history.until is None else [history.until]
            yield Asked(case.name, history, max([*ends, *own], default=None))
