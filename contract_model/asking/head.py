"""This file defines `Head`: what a history says of the whole: its start, what is known from it on, how far time passes."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import MINYEAR, date
from typing import TypeAlias

from contract_model.asking.dates import read_day
from contract_model.asking.entries import collecting, read_evidence, read_name, read_reading, read_version, written
from contract_model.asking.happenings import Part, Path, Problems, Told, read_fact
from contract_model.asking.moments import Moments, within_calendar
from contract_model.asking.order import moment_of
from contract_model.model.contract import Certainty, Contract
from contract_model.model.history import Happening, Instant
from contract_model.problems import Problem, Span

HeadPlace: TypeAlias = Callable[[Path, Part], "tuple[Span | None, str]"]
"""Where an entry of the head stands, and the line of it; what is told beside the text has no place."""


class Head:
    """Reads the entries of a head, and notes the problems of each."""

    def __init__(self, contract: Contract, problems: Problems, today: date | None, told: Mapping[str, object], place: HeadPlace) -> None:
        self.contract = contract
        self.problems = problems
        self.today = today
        self.told = told
        self.place = place

    def start(self) -> date:
        """The day on which the contract begins; that of its first version unless it is told."""
        first = min(version.start for version in self.contract.versions)
        start = self.told.get("start")
        if start is None:
            start = first
        try:
            if isinstance(start, str):
                start = read_day(start, self.today)
            if not isinstance(start, date):
                raise ValueError("a day is written such as 2026-03-01")
            within_calendar(start)
        except ValueError as error:
            said = f"{written(start)} is no day on which a contract can begin"
            self._problem(("start",), Problem("bad-date", said, hint=str(error)))
            return max(first, date(MINYEAR + 1, 1, 1))
        return start

    def facts(self, unknown: set[str]) -> dict[str, Told]:
        """The facts that are known from the start on; the names of those that are unknown are added to `unknown`."""
        facts: dict[str, Told] = {}
        for name, data in self._mapping("facts"):
            found: list[Problem] = []
            with collecting(found):
                value = read_fact(self.contract, name, data, self.today)
                if value is None:
                    unknown.add(name)
                else:
                    facts[name] = value
            self._noting(("facts", name), found, None if name in self.contract.facts else "key")
        return facts

    def readings(self, unknown: set[str]) -> dict[str, str]:
        """The readings chosen; an ambiguity that is left open is added to `unknown`."""
        readings: dict[str, str] = {}
        for name, data in self._mapping("readings"):
            found: list[Problem] = []
            with collecting(found):
                reading = read_reading(self.contract, name, data)
                if reading is None:
                    unknown.add(name)
                else:
                    readings[name] = reading
            known = name in self.contract.ambiguities or name in self.contract.facts
            self._noting(("readings", name), found, None if known else "key")
        return readings

    def declared(self, unknown: set[str], stated: set[str]) -> None:
        """Add the names under `unknown`, none of which may have a value."""
        listed = self.told.get("unknown")
        if listed is None:
            return
        names = [listed] if isinstance(listed, str) else listed
        if not isinstance(names, list):
            self._problem(("unknown",), Problem("wrong-type", f"`unknown` is a list of names, not {written(listed)}"))
            return
        for i, item in enumerate(names):
            found: list[Problem] = []
            with collecting(found):
                name = read_name(self.contract, item)
                if name in stated:
                    found.append(Problem("said-twice", f"`{name}` has a value and is said to be unknown"))
                unknown.add(name)
            self._noting(("unknown", i) if names is listed else ("unknown",), found)

    def evidence(self) -> Certainty:
        """The weakest grade of evidence that counts."""
        found: list[Problem] = []
        floor = Certainty.INFERRED
        with collecting(found):
            if self.told.get("evidence") is not None:
                floor = read_evidence(self.told["evidence"])
        self._noting(("evidence",), found)
        return floor

    def version(self) -> str | None:
        """The version by which all is judged, if one is told."""
        found: list[Problem] = []
        version = None
        with collecting(found):
            if self.told.get("version") is not None:
                version = read_version(self.contract, self.told["version"])
        self._noting(("version",), found)
        return version

    def truth(self, key: str, default: bool) -> bool:
        """What is said under a key that is true or false."""
        said = self.told.get(key)
        if said is None:
            return default
        if not isinstance(said, bool):
            self._problem((key,), Problem("wrong-type", f"`{key}` is true or false, not {written(said)}"))
            return default
        return said

    def until(self, moments: Moments, told: list[Happening]) -> Instant | None:
        """How far time passes; not less far than to the last event."""
        said = self.told.get("until")
        if said is None:
            return None
        try:
            if not isinstance(said, str):
                raise ValueError("a day is written such as 2026-03-01 or day 20")
            until = moments.end(said)
        except ValueError as error:
            self._problem(("until",), Problem("bad-date", f"{written(said)} is no day until which time passes", hint=str(error)))
            return None
        last = max(told, key=lambda h: h.instant, default=None)
        if last is not None and until < last.instant:
            where = f", on line {last.span.line}" if last.span else ""
            message = f"{written(said)} is before the last event, of {moment_of(last)}{where}"
            self._problem(("until",), Problem("bad-until", message, hint="leave it out, or tell a later day"))
            return None
        return until

    def _problem(self, keys: Path, problem: Problem, part: Part = None) -> None:
        """Note a problem with an entry of the head."""
        span, excerpt = self.place(keys, part)
        self.problems.add(replace(problem, span=span, excerpt=excerpt))

    def _noting(self, keys: Path, found: Iterable[Problem], part: Part = None) -> None:
        """Note the problems of an entry of the head."""
        for problem in found:
            self._problem(keys, problem, part)

    def _mapping(self, key: str) -> Iterator[tuple[str, object]]:
        entries = self.told.get(key)
        if entries is None:
            return
        if not isinstance(entries, Mapping):
            self._problem((key,), Problem("wrong-type", f"`{key}` is a mapping from names, not {written(entries)}"))
            return
        yield from ((str(name), data) for name, data in entries.items())
