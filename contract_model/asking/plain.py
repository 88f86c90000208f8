"""This file defines `decide`: the decision on a case, or on an event as data; quickly where data are nothing but plain values.

    {"action": "launch", "actor": "openai", "date": "2027-03-01", "parameters": {"cloud": "aws"}, "facts": {"azure_can": true}}

Events of one shape, with the same names in them, are read by one function, made when the shape is seen first. What is not plainly right
(another key, an unknown name, a value that must be thought about, a problem) is left to `read_event`, which says what is wrong.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, TypeAlias

from contract_model.asking.entries import read_date
from contract_model.asking.event import MAX_ENTRIES, read_event
from contract_model.asking.values import kind_of_name, read_party, read_value
from contract_model.meaning.decision import Decider, Decision, decider
from contract_model.meaning.decision import decide as decide_case
from contract_model.meaning.known import known
from contract_model.meaning.straight import made
from contract_model.model.case import Case, Event
from contract_model.model.contract import Certainty, Contract
from contract_model.model.kinds import Sort
from contract_model.model.values import MAX_DIGITS, Raw, raw
from contract_model.problems import ContractError

Shape: TypeAlias = tuple[tuple[object, ...], ...]
Read: TypeAlias = Callable[[Mapping[str, Any], int], Decision | None]

_MAX_SHAPES, _MAX_WORDS, _MAX_CONTRACTS = 64, 1_000, 16
_SECTIONS = ("parameters", "facts", "readings")
_KEYS = frozenset(("action", "actor", "date", "evidence", *_SECTIONS))


class NotPlain(Exception):
    """Something must be read with more thought."""


def decide(contract: Contract, case: Case | Mapping[str, object]) -> Decision:
    """The decision on a case or an event as data. Raises ContractError with every problem of the data."""
    if isinstance(case, Case):
        return decide_case(contract, case)
    if type(case) is dict:
        reader = _READERS.get(id(contract))
        if reader is None or reader.contract is not contract:
            reader = _reader(contract)
        try:
            said = case["date"]
            version, day = reader.days.get(said) or reader.day(said)
            forms = version.get(case["action"]) or reader.forms(version, case["action"])
            try:
                found = forms.last(case, day)
            except KeyError:
                found = forms.of_shape(case)(case, day)
            if found is not None:
                return found
        except (KeyError, TypeError, NotPlain):
            pass
    return decide_case(contract, read_event(contract, case))


def _reader(contract: Contract) -> _Reader:
    if len(_READERS) >= _MAX_CONTRACTS:
        _READERS.clear()
    found = _READERS[id(contract)] = _Reader(contract)
    return found


class _Reader:
    """Reads plain events of one contract: the days that were read, each with the forms of its version by action."""

    def __init__(self, contract: Contract) -> None:
        self.contract = contract
        self.days: dict[object, tuple[dict[str, _Forms], int]] = {}
        self.versions: dict[str, dict[str, _Forms]] = {version.id: {} for version in contract.versions}

    def day(self, said: object) -> tuple[dict[str, _Forms], int]:
        """The forms of the version in force on a day, and the day as it is counted."""
        if not isinstance(said, str | date) or isinstance(said, datetime):
            raise NotPlain
        try:
            span = read_date(said, None)
        except ContractError:
            raise NotPlain from None
        version = self.contract.version_on(span.day) if span.day and span.time is None else None
        if span.day is None or version is None:
            raise NotPlain
        if len(self.days) >= _MAX_WORDS:
            self.days.clear()
        found = self.days[said] = (self.versions[version.id], span.day.toordinal())
        return found

    def forms(self, of: dict[str, _Forms], action: object) -> _Forms:
        """The forms of an action under a version."""
        if not isinstance(action, str) or action not in self.contract.actions:
            raise NotPlain
        version = next(v for v in self.contract.versions if self.versions[v.id] is of)
        found = of[action] = _Forms(self.contract, action, decider(self.contract, version, action))
        return found


class _Forms:
    """Decides plain events of one action under one version; `last` is the function of the shape that came last."""

    def __init__(self, contract: Contract, action: str, decides: Decider) -> None:
        self.contract = contract
        self.action = action
        self.decides = decides
        self.shapes: dict[Shape, Read] = {}
        self.last: Read = _no_shape

    def of_shape(self, data: Mapping[str, Any]) -> Read:
        """The function for events of the shape of this one."""
        shape = (tuple(data), *(tuple(data[s]) if s in data else () for s in _SECTIONS))
        found = self.shapes.get(shape)
        if found is None:
            if len(self.shapes) >= _MAX_SHAPES:
                self.shapes.clear()
            found = self.shapes[shape] = self._made(data)
        self.last = found
        return found

    def _made(self, data: Mapping[str, Any]) -> Read:
        if not _KEYS.issuperset(data) or any(type(data[s]) is not dict or len(data[s]) > MAX_ENTRIES for s in _SECTIONS if s in data):
            raise NotPlain
        lines = [f"if len(data) != {len(data)}: raise KeyError"]
        objects: dict[str, Any] = {"low": -(10**MAX_DIGITS), "high": 10**MAX_DIGITS}
        places = {name: f"v{i}" for i, name in enumerate(self.decides.program.variables)}
        unasked = f"v{len(places)}"
        given = {"date"}
        if "date" in places:
            lines.append(f"{places['date']} = day")
        if "actor" in data:
            given.add("actor")
            words = _Words(lambda text: read_party(self.contract, text), {id: id for id in self.contract.parties})
            objects |= {"actors": words.seen, "actor": words.read}
            lines.append(f"{places.get('actor', unasked)} = actors.get(data['actor']) or actor(data['actor'])")
        if "evidence" in data:
            given.add("evidence")
            objects["grades"] = {grade.value: grade.value for grade in Certainty}
            lines.append(f"{places.get('evidence', unasked)} = grades[data['evidence']]")
        own = self.contract.actions[self.action].parameters
        facts = (*self.contract.facts, *self.contract.derived)
        for section, may in (("parameters", own), ("facts", facts), ("readings", tuple(self.contract.ambiguities))):
            if section not in data:
                continue
            lines += [f"{section} = data[{section!r}]", f"if len({section}) != {len(data[section])}: raise KeyError"]
            for name in data[section]:
                if not isinstance(name, str) or name not in may or name in given:
                    raise NotPlain
                n, place = len(given), places.get(name, unasked)
                given.add(name)
                objects[f"name{n}"] = name
                lines.append(f"{place} = {section}[name{n}]")
                lines += self._reading(name, place, n, objects) if section == "readings" else self._value(name, place, n, objects)
        return self._whole(lines, given, objects)

    def _reading(self, name: str, place: str, n: int, objects: dict[str, Any]) -> list[str]:
        """The lines that see to it that a reading is one."""
        objects[f"words{n}"] = {id: id for id in self.contract.ambiguities[name].readings}
        return [f"{place} = words{n}[{place}]"]

    def _value(self, name: str, place: str, n: int, objects: dict[str, Any]) -> list[str]:
        """The lines that make a value in a place the raw value of its kind."""
        kind = kind_of_name(self.contract, name)
        if kind is None:
            raise NotPlain

        def read(data: object) -> Raw:
            value = read_value(self.contract, kind, data)
            if value is None:
                raise NotPlain  # it is said to be unknown
            return raw(value)

        match kind.sort:
            case Sort.CHOICE | Sort.PARTY:
                ids = self.contract.parties if kind.sort is Sort.PARTY else self.contract.choices[kind.name].values
                words = _Words(read, {id: id for id in ids})
                objects |= {f"words{n}": words.seen, f"read{n}": words.read}
                return [f"{place} = words{n}.get({place}) or read{n}({place})"]
            case Sort.TRUTH:
                check = f"if {place} is not True and {place} is not False"
            case Sort.NUMBER | Sort.MONEY:
                check = f"if type({place}) is not int or not low < {place} < high"
            case _:
                check = "if True"
        objects[f"read{n}"] = _Words(read, {}).read
        return [f"{check}: {place} = read{n}({place})"]

    def _whole(self, lines: list[str], given: set[str], objects: dict[str, Any]) -> Read:
        """The function of lines that read, and then decide: straight when all is known, else by three-valued logic."""
        taken = known(self.contract, Case(Event(self.action))).everything
        fixed = {name: value for name, value in taken.items() if name not in given}
        variables = self.decides.program.variables
        asked = [n for n in variables if n not in fixed]
        function: Callable[..., Any] | None = None
        if given.issuperset(asked):
            function = self.decides.function(lines, fixed, objects, "data", "day")
        if function is None:
            places = {n: f"v{i}" for i, n in enumerate(variables)}
            names = {f"n{i}": n for i, n in enumerate(variables)}
            told = ", ".join(f"n{i}: {places[n]}" for i, n in enumerate(variables) if n in given)
            ending = f"return decide({{**fixed, {told}}})"
            function = made([*lines, ending], {**objects, **names, "fixed": fixed, "decide": self.decides.decide}, "data", "day")
        if function is None:
            raise NotPlain
        return function


@dataclass(slots=True)
class _Words:
    """What words and other data stand for: `seen` has what was read before, and at first the ids, which stand for themselves."""

    reading: Callable[[Any], Raw]
    seen: dict[object, Raw]

    def read(self, data: object) -> Raw:
        """What data stands for."""
        kept = type(data) in (str, float)
        if kept and data in self.seen:
            return self.seen[data]
        try:
            found = self.reading(data)
        except ValueError:
            raise NotPlain from None
        if kept:
            if len(self.seen) >= _MAX_WORDS:
                self.seen.clear()
            self.seen[data] = found
        return found


def _no_shape(data: Mapping[str, Any], day: int) -> Decision | None:
    raise KeyError


_READERS: dict[int, _Reader] = {}
