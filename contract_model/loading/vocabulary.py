"""This file defines `Vocabulary`: the parameters, facts and ambiguities of a contract, and the names that they and definitions share."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from contract_model.loading.parse import Path
from contract_model.loading.pieces import SIMPLE, Pieces, folded, shown, with_article
from contract_model.loading.scope import described
from contract_model.loading.surface import SurfaceFact, SurfaceParameter, SurfaceReading
from contract_model.model.conditions import Var
from contract_model.model.contract import Ambiguity, Fact, Parameter, Reading
from contract_model.model.kinds import DATE, DURATION, PARTY, Kind
from contract_model.model.values import DURATION_UNITS, Value, raw
from contract_model.problems import did_you_mean, one_of, quoted

BUILT_IN: Mapping[str, Var] = {"date": Var("date", DATE), "time": Var("time", DURATION), "actor": Var("actor", PARTY)}
_ROOTS = {"contract", "period", "trigger", "this"}
_RESERVED = {"true", "false", "min", "max", "evidence", *BUILT_IN, *DURATION_UNITS, *(f"{u}s" for u in DURATION_UNITS)}


@dataclass(slots=True)
class Vocabulary:
    """Reads the vocabulary of one contract. `names`: what each name is; `twice`: those that have two meanings."""

    pieces: Pieces
    parameters: dict[str, Parameter] = field(default_factory=dict)
    facts: dict[str, Fact] = field(default_factory=dict)
    ambiguities: dict[str, Ambiguity] = field(default_factory=dict)
    names: dict[str, str] = field(default_factory=dict)
    twice: set[str] = field(default_factory=set)

    def claim(self, path: Path, name: str, what: str) -> None:
        """Take a name in the space that parameters, facts, definitions and ambiguities share."""
        self.pieces.snake(path, name)
        if name in _RESERVED:
            self.pieces.note("bad-name", f"{quoted(name)} has a meaning of its own in conditions", path, "choose another name", at_key=True)
        elif name in self.names and self.names[name] != what:
            self.pieces.note(
                "duplicate-name", f"{quoted(name)} is already the name of {with_article(self.names[name])}", path, "rename one", at_key=True
            )
            self.twice.add(name)
        self.names.setdefault(name, what)

    def kind_values(self, choices: str, values: Mapping[str, list[str]]) -> None:
        said: dict[str, str] = {}
        for value, words in values.items():
            path: Path = ("kinds", choices, value)
            self.pieces.snake(path, value)
            self._say(said, value, value, path)
            for i, word in enumerate(words):
                self._say(said, word, value, (*path, i))
        if choices in (*SIMPLE, "money"):
            self.pieces.note("bad-name", f"{quoted(choices)} is a kind of the language", ("kinds", choices), at_key=True)

    def check_parties(self) -> None:
        said: dict[str, str] = {}
        for name, party in self.pieces.surface.parties.items():
            path: Path = ("parties", name)
            self._say(said, name, name, path)
            self._say(said, party.name, name, (*path, "name"))
            for i, word in enumerate(party.aliases):
                self._say(said, word, name, (*path, "aliases", i))

    def _say(self, said: dict[str, str], word: str, meant: str, path: Path) -> None:
        other = said.setdefault(folded(word), meant)
        if other != meant:
            self.pieces.note("duplicate-word", f"{quoted(word)} already stands for {quoted(other)}", path, "leave it to one of them")

    def check_action(self, name: str) -> None:
        """Note an action that has a name of the language: `period.end` would have two meanings."""
        if name in _ROOTS:
            said = f"{quoted(name)} has a meaning of its own in conditions"
            self.pieces.note("bad-name", said, ("actions", name), "choose another name", at_key=True)

    def parameter(self, action: str, name: str) -> None:
        path: Path = ("actions", action, "parameters", name)
        written = self.pieces.surface.actions[action].parameters[name]
        self.claim(path, name, "parameter")
        kind = self.pieces.kind(written.kind, (*path, "kind"))
        if kind is None:
            self.pieces.broken.add(name)
            return
        known = self.parameters.get(name)
        if known and known.kind != kind:
            said = f"{quoted(name)} is {described(kind)} here and {described(known.kind)} in another action"
            self.pieces.note("parameter-kinds-differ", said, path, "one name, one kind", at_key=True)
            return
        presumed = self.pieces.value(kind, written.presumed, (*path, "presumed"))
        holders = self.pieces.party_ids(written.held_by, (*path, "held_by"))
        least, most = self._limits(kind, written, path)
        asks = written.asks or (known.asks if known else "") or f"What is the {name.replace('_', ' ')}?"
        if presumed is None and known:
            presumed = known.presumed
        self.parameters[name] = Parameter(
            name,
            kind,
            asks,
            presumed,
            holders or (known.held_by if known else ()),
            known.least if least is None and known else least,
            known.most if most is None and known else most,
        )

    def _limits(self, kind: Kind, written: SurfaceParameter, path: Path) -> tuple[Value | None, Value | None]:
        """The least and the most that a parameter can be."""
        for key in ("least", "most"):
            if getattr(written, key) is not None and not kind.ordered:
                said = f"{described(kind)} has no order, and so no `{key}`"
                self.pieces.note("part-not-allowed", said, (*path, key), "only quantities and dates have one", at_key=True)
                return None, None
        least = self.pieces.value(kind, written.least, (*path, "least"))
        most = self.pieces.value(kind, written.most, (*path, "most"))
        if least is not None and most is not None and raw(least) > raw(most):  # type: ignore[operator]  # quantities of one kind
            said = f"the least, {quoted(str(written.least))}, is more than the most"
            self.pieces.note("bad-value", said, (*path, "least"), "`least` is the lower of the two")
        return least, most

    def fact(self, name: str, written: SurfaceFact) -> None:
        path: Path = ("facts", name)
        kind = self.pieces.kind(written.kind, (*path, "kind"))
        if kind is None:
            self.pieces.broken.add(name)
            return
        per = written.per
        if per and per not in self.parameters and not self.pieces.is_broken(per):
            hint = did_you_mean(per, self.parameters) or one_of(self.parameters)
            self.pieces.note("unknown-name", f"{quoted(per)} is not a parameter", (*path, "per"), hint)
        readings = {r: self._reading((*path, "readings", r), r, w, kind) for r, w in written.readings.items()}
        for reading, published in readings.items():
            self.pieces.snake((*path, "readings", reading), reading)
            if published.value is None and written.readings[reading].value is None:
                self.pieces.note("missing-key", "`value` is missing", (*path, "readings", reading), "a reading of a fact has a value")
        self.facts[name] = Fact(
            name,
            written.asks,
            kind,
            per,
            self.pieces.party_ids(written.held_by, (*path, "held_by")),
            self.pieces.value(kind, written.presumed, (*path, "presumed")),
            readings,
            written.note,
            self.pieces.value(kind, written.starts, (*path, "starts")),
        )

    def ambiguity(self, name: str) -> None:
        path: Path = ("ambiguities", name)
        written = self.pieces.surface.ambiguities[name]
        if written.default is None and written.stance is None:
            self.pieces.note(
                "missing-default", f"{quoted(name)} says neither `default` nor `stance: open`", path, "write one of them", at_key=True
            )
        if written.default is not None and written.stance is not None:
            self.pieces.note("missing-default", f"{quoted(name)} says both `default` and `stance: open`", (*path, "stance"), "keep one")
        if written.default is not None and written.default not in written.readings:
            self.unknown_reading(name, written.default, (*path, "default"))
        if len(written.readings) < 2:
            self.pieces.note(
                "too-few-readings", f"{quoted(name)} has fewer than two readings", path, "an ambiguity has at least two", at_key=True
            )
        for reading in written.readings:
            self.pieces.snake((*path, "readings", reading), reading)
        readings = {r: self._reading((*path, "readings", r), r, w, None) for r, w in written.readings.items()}
        self.ambiguities[name] = Ambiguity(name, written.asks, readings, written.default, written.note)

    def unknown_reading(self, name: str, said: object, path: Path) -> None:
        word, readings = shown(said), self.pieces.surface.ambiguities[name].readings
        hint = did_you_mean(word, readings) or one_of(readings)
        self.pieces.note("unknown-reading", f"{quoted(word)} is not a reading of {quoted(name)}", path, hint)

    def _reading(self, path: Path, name: str, written: SurfaceReading, kind: Kind | None) -> Reading:
        sources = self.pieces.sources(self.pieces.document, written.sources, (*path, "sources"))
        if kind is None and written.value is not None:
            self.pieces.note(
                "part-not-allowed", "a reading of an ambiguity has no `value`", (*path, "value"), "only a reading of a fact has one"
            )
        value = self.pieces.value(kind, written.value, (*path, "value")) if kind else None
        certainty = self.pieces.certainty(self.pieces.document, written.certainty, sources, (*path, "certainty"))
        return Reading(name, written.says, sources, certainty, value)
