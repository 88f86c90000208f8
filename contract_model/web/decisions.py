"""This file defines decisions: the id of one, which is that of the same question wherever it is asked, and the log of them.

The id is a digest of what an answer follows from: the release of this package, the content of the contract, and the case. A log has one
line of JSON for each decision, written at once at the end of the file, so that many processes may write one log.
"""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from hashlib import blake2b
from typing import Any

import contract_model
from contract_model.clock import now
from contract_model.model.case import Case
from contract_model.problems import ContractError, Problem, quoted
from contract_model.telling.document import event_of, values_of
from contract_model.web.refusals import Refused


def decision_id(what: str, digest: str, told: Mapping[str, Any]) -> str:
    """The id of a decision: what was asked for (`ask`), the digest of the contract, and what it was told."""
    whole = {"asked": what, "contract": digest, "release": contract_model.__version__, "told": told}
    return blake2b(json.dumps(whole, sort_keys=True).encode(), digest_size=16).hexdigest()


def case_told(case: Case) -> dict[str, Any]:
    """A case as data, whole."""
    return {
        "event": event_of(case),
        "facts": values_of(case.facts),
        "readings": dict(case.readings),
        "unknown": sorted(case.unknown),
        "evidence": case.evidence.value,
        "version": case.version,
        "presume": case.presume,
        "presumed_date": case.presumed_date,
    }


class Log:
    """The log of decisions: a file, to which lines are added. Raises ContractError when it cannot be written."""

    def __init__(self, path: str) -> None:
        try:
            self.handle = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT | os.O_CLOEXEC, 0o600)
        except (OSError, ValueError) as error:
            said = getattr(error, "strerror", None) or "it is no path"
            raise ContractError([Problem("no-log", f"{quoted(path)} cannot be written: {said}")]) from None

    def note(self, record: Mapping[str, Any]) -> None:
        """Add a decision. Raises Refused when it cannot be written: a decision that is to be logged is not given unlogged."""
        line = json.dumps({**record, "time": now().isoformat(timespec="milliseconds")}, sort_keys=True) + "\n"
        content = line.encode()
        try:
            written = os.write(self.handle, content)
        except OSError:
            written = 0
        if written != len(content):
            raise Refused(503, Problem("no-log", "the decision could not be written into the log, so it is not given"))

    def close(self) -> None:
        """Close the file."""
        os.close(self.handle)
