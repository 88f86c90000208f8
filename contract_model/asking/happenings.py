"""This file defines `Row`: a happening of a history as it was written, and `Rows`, which reads it as a `Happening`.

{"at": "day 5", "actor": "buyer", "action": "pay", "amount": "1000 USD"}        parameters beside, or under `parameters`
{"at": "2026-01-07", "says": "The buyer pays 1000 USD"}
{"at": "day 9", "facts": {"inspected": true}, "id": "17"}
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Literal, TypeAlias

from contract_model.asking.entries import read_entry, unknown_name, written
from contract_model.asking.misunderstood import PLACE
from contract_model.asking.moments import WAYS, Moment, Moments
from contract_model.asking.question import read_question
from contract_model.asking.values import UNKNOWN, kind_of_name, read_party, read_value
from contract_model.model.case import DateSpan, Event
from contract_model.model.contract import Contract
from contract_model.model.history import Happening
from contract_model.model.values import Value, raw
from contract_model.model.values import written as value_written
from contract_model.problems import ContractError, Problem, Span, quoted

Path: TypeAlias = tuple[str | int, ...]
Told: TypeAlias = "Value | tuple[tuple[str, Value], ...]"

Part: TypeAlias = "tuple[int, int] | Literal['key'] | None"
"""What is meant of an entry: a part of its text, by offset and length; its key; or all of its value."""
Place: TypeAlias = Callable[[Path, Part], tuple[Span, str]]

KEYS = ("at", "actor", "action", "parameters", "says", "facts", "id")
MAX_PROBLEMS = 100


@dataclass(frozen=True, slots=True)
class Row:
    """A happening as written: its entries by key. `place` gives where an entry stands, or a part of it, and the line of the text."""

    entries: Mapping[str, object]
    span: Span
    place: Place
    within: str = ""


@dataclass(slots=True)
class Problems:
    """The problems of a history. Raises ContractError when there are so many that reading on helps nobody."""

    found: list[Problem] = field(default_factory=list)

    def add(self, problem: Problem) -> None:
        """Note a problem."""
        if problem in self.found:
            return
        if len(self.found) == MAX_PROBLEMS:
            said = f"the history has more than {MAX_PROBLEMS} problems, and no more are listed"
            last = max(self.found, key=lambda p: p.span.line if p.span else 0).span
            self.found.append(Problem("too-many-problems", said, last, hint="mend these first"))
            raise ContractError(self.found)
        self.found.append(problem)

    def at(self, row: Row, path: Path, problem: Problem, part: Part = None) -> None:
        """Note a problem where an entry of a row stands."""
        span, excerpt = row.place(path, part)
        self.add(replace(problem, span=span, excerpt=excerpt, within=row.within))


class Rows:
    """Reads the happenings of one contract; the value of each text is worked out once."""

    def __init__(self, contract: Contract, moments: Moments, problems: Problems, today: date | None, beside: Iterable[str] = ()) -> None:
        self.contract = contract
        self.moments = moments
        self.problems = problems
        self.today = today
        self.beside = frozenset(beside)  # keys that are read elsewhere
        self.remarks: dict[str, None] = {}
        self._values: dict[tuple[str, str, object], Value | None] = {}
        self._actors: dict[str, str] = {}

    def read(self, row: Row) -> Happening | None:
        """The happening that a row tells; none where it has a problem."""
        before = len(self.problems.found)
        moment = self._moment(row)
        entries = row.entries
        event: Event | None = None
        facts: dict[str, Told] = {}
        own_id = True
        if "says" in entries:
            event, facts = self._sentence(row, moment)
        elif "action" in entries:
            event, own_id = self._event(row, moment)
        elif "facts" in entries:
            for key in entries:
                if key not in ("at", "facts", "id") and key not in self.beside:
                    self.problems.at(row, (key,), Problem("missing-key", f"{quoted(key)} needs an `action`"), "key")
        else:
            self._tells_nothing(row)
        if entries.get("facts") is not None:
            facts |= self._facts(row, event)
        id = self._id(row) if own_id else ""
        if len(self.problems.found) > before or moment is None:
            return None
        return Happening(moment.instant, moment.day, moment.time, event, facts, row.span, id)

    def _moment(self, row: Row) -> Moment | None:
        at = row.entries.get("at")
        if at is None or at == "":
            self.problems.at(row, (), Problem("missing-key", "an event needs an `at`", hint=WAYS))
            return None
        try:
            if not isinstance(at, str):
                raise ValueError(WAYS)
            moment = self.moments.read(at)
        except ValueError as error:
            self.problems.at(row, ("at",), Problem("bad-date", f"{written(at)} is no moment", hint=str(error)))
            return None
        if moment.remark:
            self.remarks[moment.remark] = None
        return moment

    def _tells_nothing(self, row: Row) -> None:
        if unknown := [key for key in row.entries if key not in KEYS and key not in self.beside]:
            for key in unknown:
                self.problems.at(row, (key,), unknown_name(key, "a key of an event", KEYS), "key")
        else:
            hint = "an event has an `action`, or `says` it in a sentence, or tells `facts`"
            self.problems.at(row, (), Problem("missing-key", "this tells nothing that happened", hint=hint))

    def _id(self, row: Row) -> str:
        id = row.entries.get("id")
        if id is None:
            return ""
        if not isinstance(id, str):
            self.problems.at(row, ("id",), Problem("wrong-type", f"an `id` is text, not {written(id)}"))
            return ""
        return id

    def _event(self, row: Row, moment: Moment | None) -> tuple[Event | None, bool]:
        """The event, and whether `id` is its id: where its action has a parameter `id`, that is told beside unless `parameters` has it."""
        entries = row.entries
        action = entries["action"]
        if not isinstance(action, str) or action not in self.contract.actions:
            self.problems.at(row, ("action",), unknown_name(action, "an action of the contract", self.contract.actions))
            self._actor(row)
            return None, True
        known = self.contract.actions[action].parameters
        parameters: dict[str, Value] = {}
        under = entries.get("parameters")
        if under is not None and not isinstance(under, Mapping):
            self.problems.at(row, ("parameters",), Problem("wrong-type", f"`parameters` is a mapping from names, not {written(under)}"))
            under = None
        own_id = "id" not in known or (under is not None and "id" in under)
        for key, data in entries.items():
            if (key in KEYS and (key != "id" or own_id)) or key in self.beside:
                continue
            if under is not None and key in under:
                message = f"{quoted(key)} is told both beside `action` and under `parameters`"
                self.problems.at(row, (key,), Problem("said-twice", message), "key")
                continue
            self._parameter(row, (key,), action, key, data, known, parameters)
        for name, data in (under or {}).items():
            self._parameter(row, ("parameters", name), action, name, data, known, parameters)
        actor = self._actor(row)
        if moment is None:
            return None, own_id
        return Event(action, actor, DateSpan(moment.day, moment.day, moment.time), parameters), own_id

    def _actor(self, row: Row) -> str | None:
        name = row.entries.get("actor")
        if name is None or name == UNKNOWN:
            return None
        if isinstance(name, str):
            found = self._actors.get(name)
            if found is not None:
                return found
            try:
                found = self._actors[name] = read_party(self.contract, name)
            except ValueError:
                pass  # told below, in the words of an actor
            else:
                return found
        self.problems.at(row, ("actor",), unknown_name(name, "a party of the contract", self.contract.parties))
        return None

    def _parameter(
        self, row: Row, path: Path, action: str, name: object, data: object, known: tuple[str, ...], into: dict[str, Value]
    ) -> None:
        """Read the value of one parameter, unless it is unknown."""
        remembered = isinstance(data, str) and isinstance(name, str)
        if remembered and (action, name, data) in self._values:
            value = self._values[action, name, data]  # type: ignore[index]  # they are texts, which `remembered` has found
        else:
            try:
                value = self._checked(action, name, data, known)
            except ContractError as error:
                self.problems.at(row, path, error.problems[0], None if name in known else "key")
                return
            if remembered:
                self._values[action, name, data] = value  # type: ignore[index]  # as above
        if value is not None:
            into[name] = value  # type: ignore[index]  # a name of a parameter is text

    def _checked(self, action: str, name: object, data: object, known: tuple[str, ...]) -> Value | None:
        """The value of a parameter, which lies between what it can be at the least and at the most. Raises ContractError."""
        what = f"a parameter of the action `{action}`"
        if not isinstance(name, str):
            raise ContractError([Problem("wrong-type", f"{written(name)} is not a name")])
        if name in known and isinstance(data, (Mapping, list)):
            raise ContractError([Problem("bad-value", f"{written(data)} is no value of the parameter `{name}`")])
        value = read_entry(self.contract, name, data, known, what, self.today)
        parameter = self.contract.parameters[name]
        if value is None:
            if parameter.presumed is not None:
                said, hint = f"`{name}` is presumed, and not unknown for one event", f"list `{name}` under `unknown` of the history"
                raise ContractError([Problem("bad-value", said, hint=hint)])
            return None
        for bound, word, beyond in ((parameter.least, "least", -1), (parameter.most, "most", 1)):
            if bound is not None and (raw(value) > raw(bound) if beyond > 0 else raw(value) < raw(bound)):  # type: ignore[operator]  # quantities
                said = f"{written(data)} is not what `{name}` can be: at the {word} {value_written(bound)}"
                raise ContractError([Problem("out-of-range", said)])
        return value

    def _facts(self, row: Row, event: Event | None) -> dict[str, Told]:
        """What becomes known."""
        told = row.entries["facts"]
        if not isinstance(told, Mapping):
            self.problems.at(row, ("facts",), Problem("wrong-type", f"`facts` is a mapping from names, not {written(told)}"))
            return {}
        facts: dict[str, Told] = {}
        for name, data in told.items():
            try:
                value = read_fact(self.contract, name, data, self.today, event)
            except ContractError as error:
                self.problems.at(row, ("facts", name), error.problems[0], None if name in self.contract.facts else "key")
                continue
            if value is None:
                hint = "leave it out: a fact that is not told stays as it is"
                self.problems.at(
                    row, ("facts", name), Problem("bad-value", f"{written(data)} tells nothing of the fact `{name}`", hint=hint)
                )
            else:
                facts[name] = value
        return facts

    def _sentence(self, row: Row, moment: Moment | None) -> tuple[Event | None, dict[str, Told]]:
        """The event that a sentence tells, with the facts that it tells. Its date is that of `at`."""
        entries = row.entries
        for key in entries:
            if key not in ("at", "says", "facts", "id") and key not in self.beside:
                said = f"{quoted(key)} is told beside a sentence, which tells it itself"
                self.problems.at(row, (key,), Problem("said-twice", said, hint="leave out one of the two"), "key")
        says = entries["says"]
        if not isinstance(says, str):
            self.problems.at(row, ("says",), Problem("wrong-type", f"`says` is a sentence, not {written(says)}"))
            return None, {}
        if moment is None:
            return None, {}
        try:
            case = read_question(self.contract, says, today=moment.day).case
        except ContractError as error:
            for problem in error.problems:
                span = problem.span
                part: Part = (span.column - 1, span.length) if span is not None and span.file == PLACE else None
                self.problems.at(row, ("says",), problem, part)
            return None, {}
        if not case.presumed_date and not _on(case.event.date, moment):
            said = f"the sentence says {case.event.date}, which is not the day of `at`"
            self.problems.at(row, ("says",), Problem("said-twice", said, hint="leave the date out of the sentence"))
        for name in case.readings:
            said, hint = f"the reading of `{name}` is not chosen by an event", "choose it under `readings` of the history"
            self.problems.at(row, ("says",), Problem("said-twice", said, hint=hint))
        event = replace(case.event, date=DateSpan(moment.day, moment.day, moment.time))
        for name, value in event.parameters.items():
            try:
                self._checked(event.action, name, value_written(value), self.contract.actions[event.action].parameters)
            except ContractError as error:
                self.problems.at(row, ("says",), error.problems[0])
        facts: dict[str, Told] = {}
        for name, value in case.facts.items():
            try:
                facts[name] = _keyed(self.contract, name, value, event)
            except ContractError as error:
                self.problems.at(row, ("says",), error.problems[0])
        return event, facts


def _on(span: DateSpan, moment: Moment) -> bool:
    """Whether what a sentence says of the date fits the moment."""
    if span.time is not None and moment.time is not None and span.time != moment.time:
        return False
    return (span.first is None or span.first <= moment.day) and (span.last is None or moment.day <= span.last)


def read_fact(contract: Contract, name: object, data: object, today: date | None, event: Event | None = None) -> Told | None:
    """What data tell of a fact; none when they say that it is unknown.

    A fact that has a value for each value of a parameter is told as a mapping, or for the value that an event has. Raises ContractError.
    """
    if not isinstance(name, str):
        raise ContractError([Problem("wrong-type", f"{written(name)} is not a name")])
    fact = contract.facts.get(name)
    if fact is None or not isinstance(data, Mapping):
        value = read_entry(contract, name, data, tuple(contract.facts), "a fact of the contract", today)
        return None if value is None else _keyed(contract, name, value, event)
    if not fact.per:
        raise ContractError([Problem("bad-value", f"{written(data)} is no value of the fact `{name}`", hint="it has one value")])
    pairs: dict[str, Value] = {}
    for key, entry in data.items():
        value = read_entry(contract, name, entry, tuple(contract.facts), "a fact of the contract", today)
        if value is None:
            said = f"{written(entry)} tells nothing of the fact `{name}` for {written(key)}"
            raise ContractError([Problem("bad-value", said, hint="leave it out")])
        pairs[_key(contract, fact.per, key, today)] = value
    return tuple(pairs.items())


def _keyed(contract: Contract, name: str, value: Value, event: Event | None) -> Told:
    """The value of a fact; for one that has several, with the key that the event tells."""
    per = contract.facts[name].per
    if not per:
        return value
    if event is None or per not in event.parameters:
        hint = f"write `{name}: {{{per.upper()}: {value_written(value)}}}`"
        raise ContractError([Problem("bad-value", f"the fact `{name}` has a value for each `{per}`", hint=hint)])
    return ((value_written(event.parameters[per]), value),)


def _key(contract: Contract, per: str, data: object, today: date | None) -> str:
    """For what a fact has a value, as it is written."""
    kind = kind_of_name(contract, per)
    assert kind is not None  # a fact is `per` a parameter, which the contract has
    try:
        value = read_value(contract, kind, data, today)
        if value is None:
            raise ValueError("it says for what the value is")
        return value_written(value)
    except ValueError as error:
        raise ContractError([Problem("bad-value", f"{written(data)} is no value of the parameter `{per}`", hint=str(error))]) from None
