"""This file defines decisions: the id of one, which is that of the same question wherever it is asked, and the log of them.

The id is a digest of what an answer follows from: the release of this package, the content of the contract, and the case. A log has one
line of JSON for each decision, of a page as of the HTTP API, written at once at the end of the file, so that many processes may write one
log.
"""

from __future__ import annotations

import asyncio
import json
import os
from collections.abc import Mapping, Sequence
from dataclasses import fields
from hashlib import blake2b
from typing import Any, TypeAlias

from starlette.requests import Request

import contract_model
from contract_model.clock import now
from contract_model.model.answer import Answer
from contract_model.model.case import Case, Event
from contract_model.model.contract import Contract
from contract_model.model.history import Happening, History
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


def history_told(history: History) -> dict[str, Any]:
    """A history as data, whole, in whatever form and words it was written, and whatever it is called."""
    return {key: value for key, value in _plain(history).items() if key not in ("name", "remarks")}


def _plain(value: object) -> Any:
    """What a history consists of as data. Where something was written does not count."""
    if isinstance(value, Mapping):
        return {str(name): _plain(each) for name, each in value.items()}
    if isinstance(value, (list, tuple)):
        return [_plain(each) for each in value]
    if isinstance(value, frozenset):
        return sorted(map(str, value))
    if isinstance(value, (History, Happening, Event)):
        return {f.name: _plain(getattr(value, f.name)) for f in fields(value) if f.name != "span"}
    return value if value is None or isinstance(value, (bool, str)) else repr(value)


def redline_told(
    sides: Sequence[tuple[str, str]], only: Sequence[str], evidence: str, presume: bool, readings: Mapping[str, str]
) -> dict[str, Any]:
    """A comparison of two versions as data, whole: of each side the digest of its contract and its version."""
    return {"sides": sides, "only": only, "evidence": evidence, "presume": presume, "readings": readings}


Record: TypeAlias = Mapping[str, Any]
"""A decision as the log has it: `id`, what was `asked` for, of which `contract`, what was `sent`, under which `version`, the `verdict`."""


def record(
    asked: str, contract: Contract, digest: str, told: Mapping[str, Any], sent: Mapping[str, Any], answer: Answer | None = None
) -> Record:
    """The record of a decision. `told`: what it follows from, whole; `sent`: as it was asked; `answer`: the one that it is about."""
    return {"id": decision_id(asked, digest, told), "asked": asked, "contract": contract.id, "sent": sent, **outcome(answer)}


def outcome(answer: Answer | None) -> dict[str, str | None]:
    """The verdict of an answer, and the version if it is one."""
    versions = set(answer.versions) if answer is not None else set()
    return {"version": versions.pop() if len(versions) == 1 else None, "verdict": answer.verdict.value if answer is not None else None}


class Log:
    """The log of decisions: a file, to which lines are added. Raises ContractError when it cannot be written."""

    def __init__(self, path: str) -> None:
        try:
            self.handle = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT | os.O_CLOEXEC, 0o600)
        except (OSError, ValueError) as error:
            said = getattr(error, "strerror", None) or "it is no path"
            raise ContractError([Problem("no-log", f"{quoted(path)} cannot be written: {said}")]) from None

        self.whole = True
        """Whether the last line is; on a disk that is full it may be there in part."""

    def note(self, records: Sequence[Record]) -> None:
        """Add decisions. Raises Refused when they cannot be written: a decision that is to be logged is not given unlogged."""
        time = now().isoformat(timespec="milliseconds")
        lines = "".join(json.dumps({**record, "time": time}, sort_keys=True) + "\n" for record in records)
        content = f"{'' if self.whole else chr(10)}{lines}".encode()
        try:
            written = os.write(self.handle, content)
        except OSError:
            written = 0
        self.whole = written == len(content) or (written == 0 and self.whole)
        if written != len(content):
            raise Refused(503, Problem("no-log", "the decision could not be written into the log, so it is not given"))

    def close(self) -> None:
        """Close the file."""
        os.close(self.handle)


async def noted(request: Request, *records: Record) -> None:
    """Log the decisions of a request, where there is a log. Raises Refused when they cannot be written."""
    log: Log | None = request.app.state.log
    if log is not None and records:
        await asyncio.to_thread(log.note, records)
