"""This file defines a what-if of a history: events that are told beside it, put among what happened.

2026-01-08: the seller suspends the delivery                      a moment and a sentence
at="day 5" actor=buyer action=pay amount="1000 USD"               names and values
{"at": "day 5", "actor": "buyer", "action": "pay", "amount": "1000 USD"}
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date

from contract_model.asking.entries import read_evidence
from contract_model.asking.happenings import Part, Path, Place, Problems, Row, Rows
from contract_model.asking.moments import Moments
from contract_model.asking.order import Order
from contract_model.model.contract import Contract
from contract_model.model.counting import Instant
from contract_model.model.history import Happening, History
from contract_model.problems import ContractError, Problem, Span, quoted

OPTION = "--what-if"
_PAIR = re.compile(r"""([A-Za-z_]\w*)=("[^"]*"|'[^']*'|\S+)(?:\s+|$)""")
_KEYED = re.compile(r"([^\[\]]+)\[([^\[\]]+)\]")


def with_events(contract: Contract, history: History, told: Sequence[str], today: date | None = None) -> tuple[History, tuple[int, ...]]:
    """The history with further events, and their places in it; after what happens at the same moment. Raises ContractError."""
    problems = Problems()
    moments = _moments(contract, history, today)
    reader = Rows(contract, moments, problems, today)
    added: list[Happening] = []
    for text in told:
        row = _row(text, problems)
        happening = reader.read(row) if row is not None else None
        if happening is not None:
            added.append(happening)
    order = Order(problems, lambda _: "")
    all_ = order.each_once([*history.happenings, *added])
    own = {id(happening) for happening in added}
    order.before_start([h for h in all_ if id(h) in own], moments, history.start)
    if problems.found:
        raise ContractError(problems.found)
    all_.sort(key=lambda h: h.instant)  # keeps the order of what happens at one moment
    places = tuple(i for i, h in enumerate(all_) if id(h) in own)
    remarks = (*history.remarks, *reader.remarks, *order.remarks)
    until = history.until if history.until is None else max(history.until, all_[-1].instant)
    return replace(history, happenings=tuple(all_), until=until, remarks=remarks), places


def until(contract: Contract, history: History, text: str, today: date | None = None) -> History:
    """The history with time passing until a day or moment, not before the last event. Raises ContractError."""
    at = _end(contract, history, text, "--until", today)
    last = max((h.instant for h in history.happenings), default=at)
    if at < last:
        said = f"{quoted(text)} is before the last event"
        raise ContractError([Problem("bad-until", said, within="--until", hint="`--as-of` cuts the history there")])
    return replace(history, until=at)


def as_of(contract: Contract, history: History, text: str, today: date | None = None) -> History:
    """The history as far as a day, which counts to its end, or as a moment. Raises ContractError."""
    return cut(history, _end(contract, history, text, "--as-of", today))


def cut(history: History, at: Instant) -> History:
    """The history as far as an instant; time passes until then."""
    return replace(history, happenings=tuple(h for h in history.happenings if h.instant <= at), until=at)


def as_long(history: History, other: History) -> History:
    """The history until where that with the what-if ends, so that both tell of the same time."""
    ends = max((h.instant for h in other.happenings), default=None)
    mine = max((h.instant for h in history.happenings), default=None)
    if history.until is not None or ends is None or (mine is not None and mine >= ends):
        return history if other.until is None else replace(history, until=other.until)
    return replace(history, until=ends)


def with_evidence(history: History, grade: str) -> History:
    """The history judged by evidence of a grade or better. Raises ContractError."""
    return replace(history, evidence=read_evidence(grade))


def entries(options: Sequence[str], option: str) -> dict[str, object]:
    """The names and values of options written `name=value`, or `name[key]=value` for a fact that has several. Raises ContractError."""
    found: dict[str, object] = {}
    problems: list[Problem] = []
    for text in options:
        name, sign, value = (part.strip() for part in text.partition("="))
        if not sign or not name or not value:
            message = f"{quoted(text)} is not written as a name and a value"
            problems.append(Problem("bad-option", message, within=option, hint=f"write `{option} name=value`, or `name=?` for unknown"))
            continue
        keyed = _KEYED.fullmatch(name)
        within: dict[str, object] = found
        if keyed:
            of = found.setdefault(keyed[1], {})
            within, name = (of, keyed[2]) if isinstance(of, dict) else (found, keyed[1])
        if within.setdefault(name, value) != value:
            message = f"{quoted(name)} is given both {quoted(str(within[name]))} and {quoted(value)}"
            problems.append(Problem("said-twice", message, within=option))
    if problems:
        raise ContractError(problems)
    return found


def _end(contract: Contract, history: History, text: str, option: str, today: date | None) -> Instant:
    try:
        return _moments(contract, history, today).end(text)
    except ValueError as error:
        raise ContractError([Problem("bad-date", f"{quoted(text)} is no moment", within=option, hint=str(error))]) from None


def _moments(contract: Contract, history: History, today: date | None) -> Moments:
    return Moments(history.start, contract.policies.counting.zone, today)


def _row(text: str, problems: Problems) -> Row | None:
    """What an option tells, as a happening is written."""
    told = text.strip()
    if told.startswith("{"):
        return _of_json(told, problems)
    if _PAIR.match(told):
        return _of_pairs(told, problems)
    at, colon, says = told.partition(": ")
    if not colon:
        hint = 'write a moment and a sentence, such as "2026-01-08: the seller delivers", or names and values'
        problems.add(_problem("missing-key", "an event of a what-if needs its moment", told, hint))
        return None
    entries = {"at": at.strip(), "says": says.strip()}
    return Row(entries, _span(told), _place(told, entries))


def _of_json(told: str, problems: Problems) -> Row | None:
    import json

    from contract_model.asking.tables import Repeated, once_each

    try:
        data = json.loads(told, parse_float=str, parse_int=str, parse_constant=str, object_pairs_hook=once_each)
    except Repeated as error:
        problems.add(_problem("duplicate-key", f"the key {quoted(error.key)} occurs a second time", told, "keep one of them"))
        return None
    except (ValueError, RecursionError):
        problems.add(_problem("bad-option", "the event is no JSON", told, "text stands in double quotes"))
        return None
    if not isinstance(data, Mapping):
        problems.add(_problem("wrong-type", "an event is a mapping of keys", told, ""))
        return None
    return Row(data, _span(told), _place(told, data))


def _of_pairs(told: str, problems: Problems) -> Row | None:
    found: dict[str, object] = {}
    place = 0
    while place < len(told):
        pair = _PAIR.match(told, place)
        if pair is None:
            rest = told[place:]
            said = f"{quoted(rest)} is not written as a name and a value"
            problems.add(_problem("bad-option", said, told, "write `name=value`, with quotes around what has blanks"))
            return None
        value = pair[2]
        if pair[1] in found:
            problems.add(_problem("duplicate-key", f"the key {quoted(pair[1])} occurs a second time", told, "keep one of them"))
            return None
        found[pair[1]] = value[1:-1] if value[0] in "\"'" and len(value) > 1 else value
        place = pair.end()
    return Row(found, _span(told), _place(told, found))


def _place(told: str, entries: Mapping[str, object]) -> Place:
    def place(path: Path, part: Part) -> tuple[Span, str]:
        """Where an entry stands in the option: its value if it is found there, else all of it."""
        value = entries.get(str(path[0])) if path else None
        start = told.find(value) if isinstance(value, str) and value else -1
        if start < 0:
            return _span(told), told
        if isinstance(part, tuple):
            return Span(OPTION, 1, start + part[0] + 1, part[1]), told
        return Span(OPTION, 1, start + 1, len(str(value))), told

    return place


def _span(told: str) -> Span:
    return Span(OPTION, 1, 1, len(told))


def _problem(name: str, message: str, told: str, hint: str) -> Problem:
    return Problem(name, message, _span(told), told, hint=hint)
