"""This file defines `check_names`: that what a case expects speaks of terms, facts and readings that the contract has."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import get_args

from contract_model.loading.parse import Document, Path
from contract_model.model.contract import Contract
from contract_model.problems import did_you_mean, one_of, quoted
from contract_model.testing.case_schema import SurfaceCase, SurfaceEffect, SurfaceExpect, SurfaceHistoryCase, SurfaceStanding, VerdictWord

_NAME = re.compile(r"[a-z][a-z0-9_]*")
_OF_TERMS = ("states", "due", "performers", "holders", "violations", "late")
_OF_EVENTS = ("performs", "breaks", "exercises", "void")


class Names:
    """The names of a contract; each method notes in a document what is wrong with the names expected at a path."""

    def __init__(self, contract: Contract, document: Document, within: str) -> None:
        self.contract = contract
        self.document = document
        self.within = within
        terms = [term for version in contract.versions for term in version.terms.values()]
        self.terms = {t.id for t in terms}
        self.over_time = {t.id for t in terms if t.norm is not None}

    def of_case(self, expect: SurfaceExpect) -> None:
        """Those of the answer to an event."""
        for key, terms in (("decided_by", expect.decided_by), ("rests_on", expect.rests_on), ("void", expect.void)):
            for path, term in self._each(("expect", key), terms or ()):
                self._term(path, term)
        for term in expect.statuses:
            self._term(("expect", "statuses", term), term, at_key=True)
        for path, said in self._each(("expect", "contested"), expect.contested):
            name, _, reading = said.partition("=")
            self._reading(path, path, name.strip(), reading.strip(), at_key=False)
        for name, verdicts in expect.per_reading.items():
            at = ("expect", "per_reading", name)
            for reading in verdicts:
                self._reading(at, (*at, reading), name, reading, at_key=True)
        for verdict, cubes in (expect.conditions or {}).items():
            self._verdict(("expect", "conditions", verdict), verdict)
            for i, cube in enumerate(cubes):
                for name in cube:
                    if _NAME.fullmatch(name) and self.contract.asked(name) is None and name not in ("date", "time", "actor"):
                        known = (*self.contract.parameters, *self.contract.facts, *self.contract.ambiguities, "date", "time", "actor")
                        said = f"{quoted(name)} is not a parameter, fact or ambiguity of the contract"
                        self._note("unknown-name", said, ("expect", "conditions", verdict, i, name), did_you_mean(name, known))

    def of_history(self, expected: Iterable[SurfaceStanding], effects: Mapping[int, SurfaceEffect]) -> None:
        """Those of how things stand, and of what events bring about."""
        for i, standing in enumerate(expected):
            at: Path = ("expect", i) if ("expect", i) in self.document.places else ("expect",)
            for key in _OF_TERMS:
                for name in getattr(standing, key):
                    self._norm((*at, key, name), name, at_key=True)
            for name in standing.values:
                self._value((*at, "values", name), name)
        for i, effect in effects.items():
            at = ("history", "events", i, "expect")
            for path, term in self._each((*at, "decided_by"), effect.decided_by or ()):
                self._term(path, term)
            for key in _OF_EVENTS:
                for path, name in self._each((*at, key), getattr(effect, key) or ()):
                    self._norm(path, name)

    def _each(self, path: Path, words: Iterable[str]) -> Iterator[tuple[Path, str]]:
        """The words of a list, each with its path; a single word may stand for a list."""
        for i, word in enumerate(words):
            yield ((*path, i) if (*path, i) in self.document.places else path), word

    def _term(self, path: Path, id: str, at_key: bool = False) -> bool:
        if id not in self.terms:
            self._note("unknown-term", f"{quoted(id)} is not a term of the contract", path, did_you_mean(id, self.terms), at_key)
        return id in self.terms

    def _norm(self, path: Path, name: str, at_key: bool = False) -> None:
        id = name.partition("/")[0]
        if self._term(path, id, at_key) and id not in self.over_time:
            self._note("not-over-time", f"{quoted(id)} says nothing about time, and so has no state", path, at_key=at_key)

    def _value(self, path: Path, name: str) -> None:
        if name.startswith("owed(") and name.endswith(")"):
            self._norm(path, name[5:-1].strip(), at_key=True)
            return
        fact = name.partition("[")[0]
        if fact not in self.contract.facts:
            hint = did_you_mean(fact, self.contract.facts)
            self._note("unknown-name", f"{quoted(fact)} is not a fact of the contract", path, hint, at_key=True)

    def _reading(self, name_path: Path, reading_path: Path, name: str, reading: str, *, at_key: bool) -> None:
        readings = getattr(self.contract.asked(name), "readings", None) or {}
        if not readings:
            known = [*self.contract.ambiguities, *(f.name for f in self.contract.facts.values() if f.readings)]
            hint = did_you_mean(name, known) or one_of(known)
            self._note("unknown-name", f"{quoted(name)} is not an ambiguity of the contract", name_path, hint, at_key)
        elif reading not in readings:
            hint = did_you_mean(reading, readings) or one_of(readings)
            self._note("unknown-reading", f"{quoted(reading)} is not a reading of {quoted(name)}", reading_path, hint, at_key)

    def _verdict(self, path: Path, word: str) -> None:
        known = get_args(VerdictWord)
        if word not in known:
            hint = did_you_mean(word, known) or one_of(known)
            self._note("wrong-value", f"{quoted(word)} is not a verdict", path, hint, at_key=True)

    def _note(self, name: str, message: str, path: Path, hint: str = "", at_key: bool = True) -> None:
        self.document.problem(name, message, path, at_key=at_key, within=self.within, hint=hint)


def check_names(
    contract: Contract, document: Document, written: SurfaceCase | SurfaceHistoryCase, effects: Mapping[int, SurfaceEffect]
) -> None:
    """Note in a document what a case expects of terms, facts or readings that the contract does not have."""
    names = Names(contract, document, f"the case {quoted(written.name)}")
    if isinstance(written, SurfaceCase):
        names.of_case(written.expect)
    else:
        names.of_history(written.expect, effects)
