"""This file defines `perform`: what can be asked of a contract by other programs, each with the document that the command line writes.

An operation is named as its command. It gets what was sent, and gives the document as text, with what is logged of it. Called in a worker.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from typing import Any, Protocol

from contract_model.asking.entries import collecting, read_date, read_evidence, unknown_name
from contract_model.asking.event import read_event
from contract_model.asking.options import amend, read_readings
from contract_model.clock import today
from contract_model.extras import COLUMNS, PROVE
from contract_model.front import read
from contract_model.loading.parse import Document
from contract_model.meaning.judge import judge
from contract_model.model.answer import Answer
from contract_model.model.case import ANY_DATE, Case
from contract_model.model.contract import Contract
from contract_model.model.history import History
from contract_model.problems import ContractError, Problem, Span
from contract_model.telling.reply import Reply
from contract_model.telling.told import Told as Telling
from contract_model.web.asked_schema import (
    Asked,
    AskedCheck,
    AskedDiff,
    AskedFlip,
    AskedRun,
    AskedSweep,
    AskedTimeline,
    AskedTree,
    AskedWhyNot,
    Sent,
)
from contract_model.web.decisions import Record, case_told, history_told, record, redline_told
from contract_model.web.sent import Checked, check_sent, pointer, read_sent
from contract_model.web.shelf import Shelf


class InWords(Protocol):
    """What shows itself in words."""

    def to_text(self) -> str:
        """It in plain text."""


@dataclass(frozen=True, slots=True)
class Told:
    """What an operation gives: the document as text, what it was told in full, the same in words, and the answer that it is about."""

    text: str
    told: Mapping[str, Any]
    words: InWords
    answer: Answer | None = None


@dataclass(frozen=True, slots=True)
class Decision:
    """A document with the id of the decision, and its record for the log."""

    id: str
    text: str
    record: Record


def perform(shelf: Shelf, name: str, reference: str, sent: bytes, depth: int = 40) -> Decision:
    """The decision on what was sent to an operation about a contract, `id` or `id@version`. Raises ContractError."""
    contract, version = shelf.at(reference)
    type_, _ = OPERATIONS[name]
    checked: Checked[Any] = read_sent(sent, type_, depth)
    if version is not None and isinstance(checked.asked, Asked):
        if checked.asked.version not in (None, version):
            said = f"the address says version {version}, and what is sent says {checked.asked.version}"
            raise ContractError([Problem("said-twice", said, within="/version")])
        checked = Checked(checked.asked.model_copy(update={"version": version}), checked.said)
    return decide(shelf, name, contract, checked)[0]


def decide(shelf: Shelf, name: str, contract: Contract, checked: Checked[Any]) -> tuple[Decision, Told]:
    """The decision on what was sent, and what it was made from. Raises ContractError."""
    _, operation = OPERATIONS[name]
    told = operation(shelf, contract, checked)
    noted = record(name, contract, shelf.digests[contract.id], told.told, checked.said, told.answer)
    return Decision(noted["id"], told.text, noted), told


def warm(shelf: Shelf) -> None:
    """Answer a question of each contract, so that what is read and made but once is there when somebody asks."""
    for contract in shelf:
        with suppress(ContractError):
            for example in contract.examples[:1]:
                ask(shelf, contract, check_sent({"question": example}, Asked))


def ask(shelf: Shelf, contract: Contract, checked: Checked[Asked]) -> Told:
    """The answer to a question, as `contract ask` gives it."""
    from contract_model.engines.answering import answer

    case = _case(contract, checked)
    reply = Reply(answer(contract, case), contract)
    return Told(reply.to_json(), case_told(case), reply, reply.answer)


def flip(shelf: Shelf, contract: Contract, checked: Checked[AskedFlip]) -> Told:
    """What would change the answer, as `contract flip` tells it."""
    reply, asked = _judged(contract, checked), checked.asked
    return _told(reply, reply.flips(asked.to, opening=asked.opening), to=asked.to, opening=asked.opening)


def why_not(shelf: Shelf, contract: Contract, checked: Checked[AskedWhyNot]) -> Told:
    """What stands in the way of another verdict, as `contract why-not` tells it."""
    reply = _judged(contract, checked)
    return _told(reply, reply.why_not(checked.asked.verdict), expected=checked.asked.verdict)


def readings(shelf: Shelf, contract: Contract, checked: Checked[Asked]) -> Told:
    """The verdict under every combination of readings, as `contract readings` tells it."""
    reply = _judged(contract, checked)
    return _told(reply, reply.readings())


def evidence(shelf: Shelf, contract: Contract, checked: Checked[Asked]) -> Told:
    """The answer at each evidence floor, as `contract evidence` tells it."""
    reply = _judged(contract, checked)
    return _told(reply, reply.evidence())


def timeline(shelf: Shelf, contract: Contract, checked: Checked[AskedTimeline]) -> Told:
    """The verdict for every date, as `contract timeline` tells it."""
    from contract_model.telling.timeline_reply import timeline_reply

    case, asked = _case(contract, checked), checked.asked
    with _within("/over"):
        span = ANY_DATE if asked.over is None else read_date(asked.over, today())
    told = {**case_told(case), "over": str(span), "other_readings": asked.other_readings}
    reply = timeline_reply(contract, case, span, readings=asked.other_readings)
    return Told(reply.to_json(), told, reply, reply.answer)


def tree(shelf: Shelf, contract: Contract, checked: Checked[AskedTree]) -> Told:
    """The decision tree of an action, as `contract tree` tells it."""
    from contract_model.telling.tree_reply import tree_reply

    asked = checked.asked
    problems: list[Problem] = []
    party, case = None, None
    if asked.actor is not None and contract.actions:
        with collecting(problems), _within("/actor"):
            party = read_event(contract, {"action": next(iter(contract.actions)), "actor": asked.actor}).event.actor
    with collecting(problems):
        case = _case(contract, checked, asked.action)
    if problems or case is None:
        raise ContractError(problems)
    case = replace(case, event=replace(case.event, actor=party)) if party else case
    reply = tree_reply(contract, case, asked.depth)
    return Told(reply.to_json(), {**case_told(case), "depth": asked.depth}, reply, reply.answer)


def sweep(shelf: Shelf, contract: Contract, checked: Checked[AskedSweep]) -> Told:
    """The answers to a grid of events, as `contract sweep` tells them."""
    from contract_model.asking.axes import read_axes
    from contract_model.meaning.sweep import swept
    from contract_model.telling.sweep_reply import SweepReply

    case = _case(contract, checked)
    reply = SweepReply(swept(contract, case, read_axes(contract, case, checked.asked.over, today()), None), contract)
    return Told(reply.to_json(), {**case_told(case), "over": checked.asked.over, "today": today().isoformat()}, reply)


def diff(shelf: Shelf, contract: Contract, checked: Checked[AskedDiff]) -> Told:
    """What is different between two versions, as `contract diff` tells it."""
    PROVE.demand()
    from contract_model.proving.redline import redline
    from contract_model.telling.redline_reply import RedlineReply
    from contract_model.whole import side

    asked = checked.asked
    problems: list[Problem] = []
    sides = []
    for key in ("before", "after"):
        with collecting(problems), _within(f"/{key}"):
            sides.append(side(getattr(asked, key), contract.id, shelf.contract))
    if problems:
        raise ContractError(problems)
    one, other = sides
    problems += [
        replace(unknown_name(a, "an action of the contract", other.contract.actions), within="/only")
        for a in asked.only
        if a not in other.contract.actions
    ]
    with collecting(problems), _within("/readings"):
        read = read_readings(other.contract, asked.readings)
    if problems:
        raise ContractError(problems)
    floor = read_evidence(asked.evidence)
    found = redline(one, other, only=asked.only, floor=floor, presume=asked.presume, readings=read)
    told = redline_told([(shelf.digests[s.contract.id], s.version.id) for s in sides], asked.only, asked.evidence, asked.presume, read)
    reply = RedlineReply(other.contract, (found,))
    return Told(reply.to_json(), told, reply)


def run(shelf: Shelf, contract: Contract, checked: Checked[AskedRun]) -> Told:
    """What becomes of a contract through a history, as `contract run` tells it."""
    from contract_model.asking.what_if import as_long, as_of, until, with_events, with_evidence
    from contract_model.engines.running import run as run_history
    from contract_model.telling.run_reply import RunReply

    asked, now = checked.asked, today()
    history = _history(contract, checked)
    if asked.evidence is not None:
        history = with_evidence(history, asked.evidence)
    other, added = with_events(contract, history, asked.what_if, now) if asked.what_if else (None, ())
    if asked.until is not None:
        history = until(contract, history, asked.until, now)
        other = until(contract, other, asked.until, now) if other is not None else None
    elif other is not None:
        history = as_long(history, other)
    if asked.as_of is not None:
        history = as_of(contract, history, asked.as_of, now)
        if other is not None:
            other = as_of(contract, other, asked.as_of, now)
            added = tuple(i for i in added if i < len(other.happenings))
    branch = run_history(contract, other) if other is not None else None
    reply = RunReply(run_history(contract, history), contract, branch, added)
    told = {"histories": [history_told(h) for h in (history, other) if h is not None]}
    return Told("".join(reply.json_pieces()), told, reply)


def check(shelf: Shelf, contract: Contract, checked: Checked[AskedCheck]) -> Told:
    """What is found in a table of events, as `contract check` tells it; and of each row, if that is asked for."""
    COLUMNS.demand()
    from contract_model.checking.check import check_rows
    from contract_model.checking.reply import CheckReply
    from contract_model.checking.request import Request

    asked, said, now = checked.asked, checked.said, today()
    if not any(said["rows"]):
        raise ContractError([Problem("missing-column", "the rows have no columns", within="/rows")])
    request = Request(
        facts=said.get("facts") or {},
        readings=said.get("readings") or {},
        evidence=asked.evidence,
        version=asked.version,
        presume=asked.presume,
        action=asked.action,
        actor=asked.actor,
        on=asked.on,
        columns=asked.columns,
        reject=asked.reject,
        most=asked.worst,
    )
    found = check_rows(contract, said["rows"], request, today=now)
    reply = CheckReply(found.result)
    told = {**said, "today": now.isoformat()}
    if not asked.each:
        return Told(reply.to_json(), told, reply)
    document = {**reply.to_document(), "each": [dict(row) for row in found.rows]}
    return Told(json.dumps(document, indent=2, sort_keys=True, ensure_ascii=False, default=str), told, reply)


def _case(contract: Contract, checked: Checked[Any], action: str | None = None) -> Case:
    """The case that was sent. `action`: one by its id, of which nothing else is said. Raises ContractError."""
    asked, said = checked.asked, checked.said
    given = [key for key, value in (("question", asked.question), ("event", asked.event), ("action", action)) if value is not None]
    if len(given) != 1:
        several = "question or event"
        if isinstance(asked, AskedTree):
            several = "question, event or action"
        message = f"nothing is asked: there is neither {several}" if not given else f"there is both {' and '.join(given)}"
        raise ContractError([Problem("not-asked", message, hint="send one of them")])
    now = today()
    match given[0]:
        case "question":
            case, _ = read(asked.question, contract, presume=asked.presume, today=now)
        case "event":
            case = read_event(contract, said["event"], within="/event")
        case _:
            if action not in contract.actions:
                raise ContractError([replace(unknown_name(action, "an action of the contract", contract.actions), within="/action")])
            case = read_event(contract, {"action": action}, within="/action")
    return amend(
        contract,
        case,
        facts=said.get("facts") or {},
        readings=said.get("readings") or {},
        evidence=asked.evidence,
        version=asked.version,
        on=asked.on,
        presume=asked.presume,
        today=now,
    )


def _judged(contract: Contract, checked: Checked[Any]) -> Reply:
    """The answer by the definition alone, as commands take it that tell something about an answer. Raises ContractError."""
    return Reply(judge(contract, _case(contract, checked)), contract)


def _told(reply: Reply, about: Telling, **more: Any) -> Told:
    return Told(about.to_json(), {**case_told(reply.answer.case), **more}, about, reply.answer)


@contextmanager
def _within(place: str) -> Iterator[None]:
    """Tells the problems of what is read inside with the place where it was sent."""
    try:
        yield
    except ContractError as error:
        raise ContractError(replace(p, within=place) for p in error.problems) from None


class _SentHistory(Document):
    """A history that was sent as data: the place of a piece is its path."""

    def span(self, path: tuple[str | int, ...], *, at_key: bool = False, part: tuple[int, int] | None = None) -> Span:
        """The place of a piece, as a JSON Pointer."""
        return Span(pointer(("history", *path)), 1, 1)


def _history(contract: Contract, checked: Checked[AskedRun]) -> History:
    """The history that was sent. Raises ContractError."""
    from contract_model.asking.history import history_of, read_history

    asked, said = checked.asked, checked.said
    if (asked.history is None) == (asked.text is None):
        message = "there is neither history nor text" if asked.text is None else "there is both history and text"
        raise ContractError([Problem("not-asked", message, hint="send one of them")])
    facts, readings, now = said.get("facts") or {}, said.get("readings") or {}, today()
    if asked.text is not None:
        return read_history(
            contract,
            "text",
            asked.text.encode(),
            asked.form,
            start=asked.start,
            complete=asked.complete,
            facts=facts,
            readings=readings,
            today=now,
            sort=asked.sort,
        )
    head = {key: value for key, value in (("start", asked.start), ("complete", asked.complete)) if value is not None}
    document = _SentHistory("history", said["history"])
    return history_of(contract, document, (), head, facts, readings, now, asked.sort)


OPERATIONS: Mapping[str, tuple[type[Sent], Callable[[Shelf, Contract, Checked[Any]], Told]]] = {
    "ask": (Asked, ask),
    "flip": (AskedFlip, flip),
    "why-not": (AskedWhyNot, why_not),
    "readings": (Asked, readings),
    "evidence": (Asked, evidence),
    "timeline": (AskedTimeline, timeline),
    "tree": (AskedTree, tree),
    "sweep": (AskedSweep, sweep),
    "diff": (AskedDiff, diff),
    "run": (AskedRun, run),
    "check": (AskedCheck, check),
}
