"""This file defines how the surface of a contract becomes a `Contract`: every name is looked up, every value read, every condition typed.

What is wrong is noted and left out; the rest is resolved all the same, so that one run finds everything.
"""

from __future__ import annotations

import keyword
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date

from contract_model.loading.expression import QUOTED, Scope, blanked, described, read_condition
from contract_model.loading.limits import MAX_PARTS
from contract_model.loading.normalise import Size, TooDeep, TooLarge, normalise, size
from contract_model.loading.parse import Document, Path
from contract_model.loading.surface import (
    SurfaceContract,
    SurfaceException,
    SurfaceFact,
    SurfacePhrase,
    SurfaceReading,
    SurfaceTerm,
    SurfaceVersion,
    within_of,
)
from contract_model.model.conditions import Condition, Named, Var, kind_of, variables
from contract_model.model.contract import (
    Action,
    Ambiguity,
    Certainty,
    Choices,
    Clause,
    Contract,
    Definition,
    Fact,
    Parameter,
    Party,
    Phrase,
    Policies,
    Reading,
    Silence,
    Source,
    Term,
    TermException,
    TermKind,
    Version,
)
from contract_model.model.kinds import DATE, DURATION, NUMBER, PARTY, TEXT, TRUTH, Kind, Sort, choice, money
from contract_model.model.phrases import PatternError, parse_pattern, placeholders
from contract_model.model.values import DURATION_UNITS, Value, read_date, read_value
from contract_model.problems import ContractError, cut, did_you_mean, one_of, quoted

_SNAKE = re.compile(r"[a-z][a-z0-9_]*", re.ASCII)
_KEBAB = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*", re.ASCII)
_SOURCE = re.compile(r"[A-Za-z][A-Za-z0-9_.-]*", re.ASCII)
_BRACES = re.compile(r"\{([^{}]*)\}")
_SIMPLE = {k.sort.value: k for k in (TRUTH, PARTY, DATE, DURATION, NUMBER, TEXT)}
_BUILT_IN: Mapping[str, Var] = {"date": Var("date", DATE), "time": Var("time", DURATION), "actor": Var("actor", PARTY)}
_RESERVED = {"true", "false", "min", "max", "evidence", *_BUILT_IN, *DURATION_UNITS, *(f"{u}s" for u in DURATION_UNITS)}


@dataclass(slots=True)
class Resolver:
    """Resolves one contract. `broken` has the names of what could not be read, of which nothing more is said."""

    document: Document
    surface: SurfaceContract
    broken: set[str]
    parameters: dict[str, Parameter] = field(default_factory=dict)
    facts: dict[str, Fact] = field(default_factory=dict)
    ambiguities: dict[str, Ambiguity] = field(default_factory=dict)
    definitions: dict[str, Definition] = field(default_factory=dict)
    _typed: dict[str, Condition | None] = field(default_factory=dict)
    _names: dict[str, str] = field(default_factory=dict)
    _twice: set[str] = field(default_factory=set)
    _scope: Scope | None = None
    _sizes: dict[str, Size] = field(default_factory=dict)
    _parts: int = 0

    def contract(self, versions: Iterable[tuple[Document, SurfaceVersion | SurfaceContract]]) -> Contract:
        """The contract with its versions; problems are noted in the documents."""
        s, d = self.surface, self.document
        self._id(d, ("contract",), s.contract, "contract")
        for section, entries in (("parties", s.parties), ("kinds", s.kinds), ("actions", s.actions)):
            for name in entries:
                self._snake((section, name), name)
        for name in s.sources:
            if not _SOURCE.fullmatch(name):
                self._bad_name(("sources", name), name, "letters, digits, `-`, `_` and `.`")
        for choices, values in s.kinds.items():
            self._kind_values(choices, values)
        self._parties()
        for action, a in s.actions.items():
            for parameter in a.parameters:
                self._parameter(action, parameter)
        for name, fact in s.facts.items():
            self._claim(("facts", name), name, "fact")
            self._fact(name, fact)
        for name in s.ambiguities:
            self._claim(("ambiguities", name), name, "ambiguity")
            self._ambiguity(name)
        for name in s.definitions:
            self._claim(("definitions", name), name, "definition")
        for name in self._one_upon_the_other():
            self._definition(name)
        return Contract(
            id=s.contract,
            title=s.title or s.contract,
            note=s.note,
            parties={n: Party(n, (p.name, *p.aliases)) for n, p in s.parties.items()},
            sources={n: Source(n, x.title, x.publisher, x.date, Certainty(x.grade), x.note) for n, x in s.sources.items()},
            choices={n: Choices(n, {v: tuple(words) for v, words in values.items()}) for n, values in s.kinds.items()},
            parameters=self.parameters,
            actions={n: self._action(n) for n in s.actions},
            facts=self.facts,
            ambiguities=self.ambiguities,
            definitions=self.definitions,
            phrases=tuple(self._fact_phrases()),
            policies=Policies(Silence(s.policies.silence), s.policies.obligation_implies_permission),
            versions=self._versions(versions),
            examples=tuple(s.examples),
        )

    # --- vocabulary ---------------------------------------------------------------------------------------------------------------

    def kind(self, text: str, path: Path) -> Kind | None:
        """The kind that a text names; none when there is no such kind, which is noted."""
        if text in _SIMPLE:
            return _SIMPLE[text]
        if found := re.fullmatch(r"money ([A-Z]{3})", text):
            return money(found[1])
        if text in self.surface.kinds:
            return choice(text)
        if not self._is_broken(text):
            hint = "write the currency: `money USD`" if text.startswith("money") else ""
            known = [*_SIMPLE, "money USD", *self.surface.kinds]
            self._note("unknown-kind", f"{quoted(text)} is not a kind of value", path, hint or did_you_mean(text, known) or one_of(known))
        return None

    def _claim(self, path: Path, name: str, what: str) -> None:
        """Take a name in the space that parameters, facts, definitions and ambiguities share."""
        self._snake(path, name)
        if name in _RESERVED:
            self._note("bad-name", f"{quoted(name)} has a meaning of its own in conditions", path, "choose another name", at_key=True)
        elif name in self._names and self._names[name] != what:
            self._note("duplicate-name", f"{quoted(name)} is already the name of {_a(self._names[name])}", path, "rename one", at_key=True)
            self._twice.add(name)
        self._names.setdefault(name, what)

    def _snake(self, path: Path, name: str) -> None:
        if not _SNAKE.fullmatch(name) or keyword.iskeyword(name) or name in ("true", "false", "anyone"):
            self._bad_name(path, name, "lower-case letters, digits and `_`, and is no word of the language")

    def _bad_name(self, path: Path, name: str, rule: str) -> None:
        self._note("bad-name", f"{quoted(name)} is not a name: a name here has {rule}", path, _write(name, _SNAKE, "_"), at_key=True)

    def _kind_values(self, choices: str, values: Mapping[str, list[str]]) -> None:
        said: dict[str, str] = {}
        for value, words in values.items():
            path: Path = ("kinds", choices, value)
            self._snake(path, value)
            self._say(said, value, value, path)
            for i, word in enumerate(words):
                self._say(said, word, value, (*path, i))
        if choices in (*_SIMPLE, "money"):
            self._note("bad-name", f"{quoted(choices)} is a kind of the language", ("kinds", choices), at_key=True)

    def _parties(self) -> None:
        said: dict[str, str] = {}
        for name, party in self.surface.parties.items():
            path: Path = ("parties", name)
            self._say(said, name, name, path)
            self._say(said, party.name, name, (*path, "name"))
            for i, word in enumerate(party.aliases):
                self._say(said, word, name, (*path, "aliases", i))

    def _say(self, said: dict[str, str], word: str, meant: str, path: Path) -> None:
        other = said.setdefault(_folded(word), meant)
        if other != meant:
            self._note("duplicate-word", f"{quoted(word)} already stands for {quoted(other)}", path, "leave it to one of them")

    def _parameter(self, action: str, name: str) -> None:
        path: Path = ("actions", action, "parameters", name)
        written = self.surface.actions[action].parameters[name]
        self._claim(path, name, "parameter")
        kind = self.kind(written.kind, (*path, "kind"))
        if kind is None:
            self.broken.add(name)
            return
        known = self.parameters.get(name)
        if known and known.kind != kind:
            said = f"{quoted(name)} is {described(kind)} here and {described(known.kind)} in another action"
            self._note("parameter-kinds-differ", said, path, "one name, one kind", at_key=True)
            return
        presumed = self._value(kind, written.presumed, (*path, "presumed"))
        holders = self._party_ids(written.held_by, (*path, "held_by"))
        asks = written.asks or (known.asks if known else "") or f"What is the {name.replace('_', ' ')}?"
        if presumed is None and known:
            presumed = known.presumed
        self.parameters[name] = Parameter(name, kind, asks, presumed, holders or (known.held_by if known else ()))

    def _fact(self, name: str, written: SurfaceFact) -> None:
        path: Path = ("facts", name)
        kind = self.kind(written.kind, (*path, "kind"))
        if kind is None:
            self.broken.add(name)
            return
        per = written.per
        if per and per not in self.parameters and not self._is_broken(per):
            hint = did_you_mean(per, self.parameters) or one_of(self.parameters)
            self._note("unknown-name", f"{quoted(per)} is not a parameter", (*path, "per"), hint)
        readings = {r: self._reading((*path, "readings", r), r, w, kind) for r, w in written.readings.items()}
        for reading, published in readings.items():
            self._snake((*path, "readings", reading), reading)
            if published.value is None and written.readings[reading].value is None:
                self._note("missing-key", "`value` is missing", (*path, "readings", reading), "a reading of a fact has a value")
        self.facts[name] = Fact(
            name,
            written.asks,
            kind,
            per,
            self._party_ids(written.held_by, (*path, "held_by")),
            self._value(kind, written.presumed, (*path, "presumed")),
            readings,
            written.note,
        )

    def _ambiguity(self, name: str) -> None:
        path: Path = ("ambiguities", name)
        written = self.surface.ambiguities[name]
        if written.default is None and written.stance is None:
            self._note(
                "missing-default", f"{quoted(name)} says neither `default` nor `stance: open`", path, "write one of them", at_key=True
            )
        if written.default is not None and written.stance is not None:
            self._note("missing-default", f"{quoted(name)} says both `default` and `stance: open`", (*path, "stance"), "keep one")
        if written.default is not None and written.default not in written.readings:
            self._unknown_reading(name, written.default, (*path, "default"))
        if len(written.readings) < 2:
            self._note(
                "too-few-readings", f"{quoted(name)} has fewer than two readings", path, "an ambiguity has at least two", at_key=True
            )
        for reading in written.readings:
            self._snake((*path, "readings", reading), reading)
        readings = {r: self._reading((*path, "readings", r), r, w, None) for r, w in written.readings.items()}
        self.ambiguities[name] = Ambiguity(name, written.asks, readings, written.default, written.note)

    def _unknown_reading(self, name: str, said: object, path: Path) -> None:
        shown, readings = _shown(said), self.surface.ambiguities[name].readings
        hint = did_you_mean(shown, readings) or one_of(readings)
        self._note("unknown-reading", f"{quoted(shown)} is not a reading of {quoted(name)}", path, hint)

    def _reading(self, path: Path, name: str, written: SurfaceReading, kind: Kind | None) -> Reading:
        sources = self._sources(self.document, written.sources, (*path, "sources"))
        if kind is None and written.value is not None:
            self._note("part-not-allowed", "a reading of an ambiguity has no `value`", (*path, "value"), "only a reading of a fact has one")
        value = self._value(kind, written.value, (*path, "value")) if kind else None
        certainty = self._certainty(self.document, written.certainty, sources, (*path, "certainty"))
        return Reading(name, written.says, sources, certainty, value)

    def _one_upon_the_other(self) -> Iterable[str]:
        """The definitions, each after those that it mentions. What is defined by itself is noted and left out.

        Without recursion, since definitions can build upon each other in long chains.
        """
        written = self.surface.definitions
        underway: dict[str, Iterator[str]] = {}
        for first in written:
            if first in self._typed:
                continue
            underway[first] = self._mentioned(first)
            while underway:
                name, mentioned = next(reversed(underway.items()))
                used = next(mentioned, None)
                if used is None:
                    del underway[name]
                    if name not in self._typed:
                        self._typed[name] = None  # in case it mentions what is in a circle
                        yield name
                elif used in underway:
                    circle = [*underway][[*underway].index(used) :]
                    said = " -> ".join(map(cut, [*circle[:8], "..."] if len(circle) > 8 else [*circle, used]))
                    self._note(
                        "definition-cycle",
                        f"{quoted(used)} is defined by itself: {said}",
                        ("definitions", used),
                        "break the circle",
                        at_key=True,
                    )
                    self._typed |= dict.fromkeys(circle)
                elif used not in self._typed:
                    underway[used] = self._mentioned(used)

    def _mentioned(self, name: str) -> Iterator[str]:
        """The definitions that a definition mentions."""
        words = re.findall(r"\w+", QUOTED.sub(" ", self.surface.definitions[name].condition))
        return iter([w for w in dict.fromkeys(words) if w in self.surface.definitions])

    def _definition(self, name: str) -> None:
        """Keep the typed body of a definition, and for a truth its normal form under its name; none when it is broken."""
        path: Path = ("definitions", name, "is") if ("definitions", name, "is") in self.document.places else ("definitions", name)
        written = self.surface.definitions[name]
        typed = self._read(self.document, path, written.condition, None)
        if typed is None:
            return
        normal = self._measured(self.document, path, typed)
        if normal is None:
            return
        result = Named(name, normal) if kind_of(typed) == TRUTH else typed
        self._typed[name] = result
        self.definitions[name] = Definition(name, Clause(written.condition, result, self.document.span(path)), written.says)

    def _action(self, name: str) -> Action:
        path: Path = ("actions", name)
        written = self.surface.actions[name]
        for found in _BRACES.finditer(written.says):
            if found[1] != "actor" and found[1] not in written.parameters and not self._is_broken(found[1]):
                hint = did_you_mean(found[1], ["actor", *written.parameters])
                said = f"{quoted(found[0])} is neither the actor nor a parameter of {quoted(name)}"
                self._note("unknown-name", said, (*path, "says"), hint, part=(found.start(), len(found[0])))
        phrases = []
        for i, phrase in enumerate(written.phrases):
            made = self._phrase((*path, "phrases", i), phrase, [*written.parameters, *self.facts])
            if made:
                phrases.append(made)
        parameters = tuple(p for p in written.parameters if p in self.parameters)
        asks = {p: written.parameters[p].asks or self.parameters[p].asks for p in parameters}
        return Action(name, written.says, tuple(phrases), parameters, asks)

    def _fact_phrases(self) -> Iterable[Phrase]:
        for name, written in self.surface.facts.items():
            fact = self.facts.get(name)
            path: Path = ("facts", name, "phrases")
            if fact is None:
                continue
            if isinstance(written.phrases, list):
                for i, say in enumerate(written.phrases):
                    made = self._phrase((*path, i), SurfacePhrase(say=say), [*self.parameters, *self.facts], fact=name)
                    if made and name not in placeholders(made.pattern):
                        self._note("phrase-syntax", "the phrase says nothing of the fact", (*path, i), "write `{value}` for its value")
                    elif made:
                        yield made
                continue
            for key, says in written.phrases.items():
                value = self._value(fact.kind, key, (*path, key), at_key=True)
                for i, say in enumerate(says):
                    where: Path = (*path, key, i) if (*path, key, i) in self.document.places else (*path, key)
                    made = self._phrase(where, SurfacePhrase(say=say), [*self.parameters, *self.facts])
                    if made and value is not None:
                        yield Phrase(made.pattern, {name: value})
        for i, written_phrase in enumerate(self.surface.phrases):
            made = self._phrase(("phrases", i), written_phrase, [*self.parameters, *self.facts])
            if made:
                yield made

    def _phrase(self, path: Path, written: SurfacePhrase, allowed: Iterable[str], fact: str = "") -> Phrase | None:
        """The phrase of its words; in those of a fact, `{value}` stands for its value."""
        where: Path = (*path, "say") if (*path, "say") in self.document.places else path
        try:
            as_written = parse_pattern(written.say)
            pattern = parse_pattern(written.say.replace("{value}", f"{{{fact}}}")) if fact else as_written
        except PatternError as error:
            said = f"{quoted(written.say)} is not a phrase: {error}"
            self._note("phrase-syntax", said, where, part=(error.column - 1, error.length))
            return None
        known = {*allowed, *(["value"] if fact else [])}
        for name in placeholders(as_written):
            if name not in known and not self._is_broken(name):
                at = written.say.find("{" + name + "}")
                said = f"{quoted('{' + name + '}')} is neither a parameter of the action nor a fact"
                self._note("unknown-name", said, where, did_you_mean(name, known), part=(max(0, at), len(name) + 2))
                return None
        sets: dict[str, Value] = {}
        for name, scalar in written.sets.items():
            asked = self.parameters.get(name) or self.facts.get(name)
            if name in self.ambiguities:
                sets[name] = scalar
                if scalar not in self.ambiguities[name].readings:
                    self._unknown_reading(name, scalar, (*path, "sets", name))
            elif asked is None:
                if not self._is_broken(name):
                    hint = did_you_mean(name, [*self.parameters, *self.facts])
                    self._note(
                        "unknown-name", f"{quoted(name)} is neither a parameter nor a fact", (*path, "sets", name), hint, at_key=True
                    )
            elif (value := self._value(asked.kind, scalar, (*path, "sets", name))) is not None:
                sets[name] = value
        return Phrase(pattern, sets)

    # --- terms --------------------------------------------------------------------------------------------------------------------

    def _versions(self, written: Iterable[tuple[Document, SurfaceVersion | SurfaceContract]]) -> tuple[Version, ...]:
        dated: list[tuple[date, Document, SurfaceVersion | SurfaceContract]] = []
        for document, surface in written:
            day = self._day(document, ("version",), surface.version) if surface.version is not None else None
            if day is None:
                day = date.max
            elif any(day == other for other, _, _ in dated):
                document.problem(
                    "duplicate-version", f"there is already a version of {day}", ("version",), hint="one file for each version"
                )
                continue
            dated.append((day, document, surface))
        dated.sort(key=lambda v: v[0])
        ends = [*(date.fromordinal(d.toordinal() - 1) for d, _, _ in dated[1:]), None][: len(dated)]
        return tuple(
            Version(
                s.version or "",
                s.title if isinstance(s, SurfaceVersion) else "",
                day,
                end,
                self._terms(doc, s.terms or []),
                s.note if isinstance(s, SurfaceVersion) else "",
            )
            for (day, doc, s), end in zip(dated, ends, strict=True)
        )

    def _terms(self, document: Document, written: list[SurfaceTerm]) -> dict[str, Term]:
        terms: dict[str, Term] = {}
        places = _places(document, written)
        times = Counter(t.id for t in written)
        over: dict[str, list[str]] = {}
        for i, t in zip(places, written, strict=True):
            where: Path = ("terms", i)
            for rank in ("subject_to", "notwithstanding"):
                for j, other in enumerate(getattr(t, rank)):
                    if other not in times:
                        if not self._is_broken(other):
                            others = [x.id for x in written if x.id != t.id]
                            self._in(document, "unknown-term", f"{quoted(other)} is not a term of this version", (*where, rank, j), others)
                    elif times[t.id] > 1 or times[other] > 1:
                        continue  # which of them is meant cannot be said
                    elif rank == "subject_to":
                        over.setdefault(t.id, []).append(other)
                    else:
                        over.setdefault(other, []).append(t.id)
        for i, t in zip(places, written, strict=True):
            path: Path = ("terms", i)
            self._id(document, (*path, "id"), t.id, "term")
            if t.id in terms:
                said, within = f"{quoted(t.id)} is already the id of a term", within_of(document, path)
                document.problem("duplicate-name", said, (*path, "id"), within=within, hint="rename one")
            terms[t.id] = self._term(document, path, t, tuple(dict.fromkeys(over.get(t.id, []))))
        return terms

    def _term(self, document: Document, path: Path, t: SurfaceTerm, yields_to: tuple[str, ...]) -> Term:
        kind = TermKind(t.kind)
        within = within_of(document, path)
        if kind is not TermKind.DECLARATION:
            for key, given, hint in (
                ("bearer", t.bearer, "name a party, a list of parties or `anyone`"),
                ("action", t.action, "name the action that it governs"),
            ):
                if not given and (*path, key) not in document.unread:
                    document.problem("missing-key", f"`{key}` is missing", path, within=within, hint=hint)
        if t.requires is not None and kind is not TermKind.OBLIGATION:
            said = f"{_a(t.kind)} has no `requires`"
            document.problem("part-not-allowed", said, (*path, "requires"), at_key=True, within=within, hint="write it as `when`")
        for i, action in enumerate(t.action):
            if action not in self.surface.actions and not self._is_broken(action):
                where = (*path, "action", i) if (*path, "action", i) in document.places else (*path, "action")
                self._in(document, "unknown-action", f"{quoted(action)} is not an action", where, self.surface.actions)
        bearer = () if t.bearer == ["anyone"] else self._party_ids(t.bearer, (*path, "bearer"), document, also=["anyone"])
        sources = self._sources(document, t.sources, (*path, "sources"))
        start = self._day(document, (*path, "from"), t.from_) if t.from_ is not None else None
        through = self._day(document, (*path, "through"), t.through) if t.through is not None else None
        if start and through and start > through:
            said = f"the term ends on {through}, before it begins on {start}"
            hint = "`from` is the first day, `through` the last"
            document.problem("empty-window", said, (*path, "through"), within=within, hint=hint)
        return Term(
            t.id,
            kind,
            t.heading or t.id,
            bearer,
            self._party_ids(t.counterparty, (*path, "counterparty"), document),
            tuple(a for a in t.action if a in self.surface.actions),
            start,
            through,
            self._clause(document, (*path, "when"), t.when, t.action),
            self._clause(document, (*path, "requires"), t.requires, t.action),
            self._clause(document, (*path, "until"), t.until, t.action),
            tuple(self._exceptions(document, path, t)),
            yields_to,
            self._certainty(document, t.certainty, sources, (*path, "certainty")),
            sources,
            t.text,
            t.note,
            document.span(path),
        )

    def _exceptions(self, document: Document, path: Path, t: SurfaceTerm) -> Iterable[TermException]:
        seen: set[str] = set()
        for i, written in enumerate(t.unless):
            where: Path = (*path, "unless", i) if (*path, "unless", i) in document.places else (*path, "unless")
            name = written.id or (f"exception-{i + 1}" if len(t.unless) > 1 else "exception")
            if name in seen:
                said = f"{quoted(name)} is the id of another exception of the term"
                document.problem("duplicate-name", said, (*where, "id"), within=within_of(document, path), hint="rename one")
            seen.add(name)
            self._id(document, (*where, "id"), name, "exception")
            made = self._exception(document, where, name, written, t)
            if made:
                yield made

    def _exception(self, document: Document, where: Path, name: str, written: SurfaceException, t: SurfaceTerm) -> TermException | None:
        condition: Path = (*where, "if") if (*where, "if") in document.places else where
        clause = self._clause(document, condition, written.condition, t.action)
        sources = self._sources(document, written.sources, (*where, "sources")) or tuple(s for s in t.sources if s in self.surface.sources)
        certainty = written.certainty or t.certainty
        if written.certainty or written.sources:  # else it has those of the term, which are looked at there
            self._certainty(document, certainty, sources, (*where, "certainty"))
        return TermException(name, clause, written.says, Certainty(certainty), sources) if clause else None

    def _clause(self, document: Document, path: Path, text: str | None, actions: list[str]) -> Clause | None:
        if text is None:
            return None
        typed = self._read(document, path, text, TRUTH)
        normal = self._measured(document, path, typed) if typed is not None else None
        if normal is None:
            return None
        for name in variables(normal):
            if name not in self.parameters or name in self.facts:
                continue
            for action in actions:
                if action in self.surface.actions and name not in self.surface.actions[action].parameters:
                    at = re.search(rf"\b{re.escape(name)}\b", blanked(text))
                    part = (at.start(), len(name)) if at else None
                    said = f"{quoted(name)} is not a parameter of the action {quoted(action)}"
                    hint = "a term has the parameters that all its actions have"
                    document.problem("parameter-of-other-action", said, path, part=part, within=within_of(document, path), hint=hint)
        return Clause(text, normal, document.span(path))

    # --- pieces -------------------------------------------------------------------------------------------------------------------

    def look_up(self, name: str) -> Condition | None:
        """What a name in a condition stands for. Raises KeyError for an unknown one; none for one that is broken."""
        if name in _BUILT_IN:
            return _BUILT_IN[name]
        if name in self._twice:
            return None
        if name in self.parameters:
            return Var(name, self.parameters[name].kind)
        if name in self.facts:
            return Var(name, self.facts[name].kind)
        if name in self.surface.ambiguities:
            return Var(name, choice(f"reading of {name}"))
        if name in self.surface.definitions:
            return self._typed.get(name)
        if self._is_broken(name):
            return None
        raise KeyError(name)

    @property
    def scope(self) -> Scope:
        """The names that conditions may use; made when parameters, facts and ambiguities are known."""
        if self._scope is None:
            values = {k: tuple(v) for k, v in self.surface.kinds.items()}
            values |= {f"reading of {a}": tuple(x.readings) for a, x in self.surface.ambiguities.items()}
            names = [*_BUILT_IN, *self.parameters, *self.facts, *self.surface.ambiguities, *self.surface.definitions]
            self._scope = Scope(self.look_up, lambda: names, values, tuple(self.surface.parties))
        return self._scope

    def _read(self, document: Document, path: Path, text: str, expected: Kind | None) -> Condition | None:
        def report(name: str, message: str, offset: int, length: int, hint: str) -> None:
            document.problem(name, message, path, part=(offset, length), within=within_of(document, path), hint=hint)

        return read_condition(text, self.scope, report, expected)

    def _measured(self, document: Document, path: Path, typed: Condition) -> Condition | None:
        """A typed condition, in normal form if it is a truth; none where it is too large. Raises ContractError where all are."""
        try:
            normal = normalise(typed, self._sizes) if kind_of(typed) == TRUTH else typed
            found = size(normal, self._sizes)
        except (TooLarge, TooDeep) as error:
            name, what = ("too-large", "has too many cases") if isinstance(error, TooLarge) else ("too-deep", "is too deep")
            said = f"the condition, with the definitions that it uses, {what}"
            document.problem(name, said, path, within=within_of(document, path), hint="use facts, or several terms")
            return None
        self._parts += found.own_parts
        if path[0] == "definitions":
            self._sizes[str(path[1])] = found
        if self._parts > MAX_PARTS:
            document.problem("too-large", f"the conditions up to here have more than {MAX_PARTS:,} parts in all", path)
            raise ContractError(document.problems)
        return normal

    def _value(self, kind: Kind, data: object, path: Path, *, at_key: bool = False) -> Value | None:
        if data is None:
            return None
        names = self._words(kind)
        try:
            return read_value(kind, data, names)
        except ValueError as error:
            shown = _shown(data)
            hint = did_you_mean(shown, names) or one_of(names.values())
            self._note("bad-value", f"{quoted(shown)} does not fit: {error}", path, hint, at_key=at_key)
            return None

    def _words(self, kind: Kind) -> dict[str, str]:
        match kind.sort:
            case Sort.CHOICE:
                return {_folded(w): v for v, words in self.surface.kinds[kind.name].items() for w in (*reversed(words), v)}
            case Sort.PARTY:
                return {_folded(w): n for n, p in self.surface.parties.items() for w in (*p.aliases, p.name, n)}
            case _:
                return {}

    def _party_ids(self, names: list[str], path: Path, document: Document | None = None, also: Iterable[str] = ()) -> tuple[str, ...]:
        doc = document or self.document
        for i, name in enumerate(names):
            if name not in self.surface.parties and not self._is_broken(name):
                where = (*path, i) if (*path, i) in doc.places else path
                known = [w for w in (*self.surface.parties, *also) if w != name]  # `anyone` stands alone, not in a list
                self._in(doc, "unknown-party", f"{quoted(name)} is not a party", where, known)
        return tuple(n for n in names if n in self.surface.parties)

    def _sources(self, document: Document, names: list[str], path: Path) -> tuple[str, ...]:
        for i, name in enumerate(names):
            if name not in self.surface.sources and not self._is_broken(name):
                where = (*path, i) if (*path, i) in document.places else path
                self._in(document, "unknown-source", f"{quoted(name)} is not a source", where, self.surface.sources)
        return tuple(n for n in names if n in self.surface.sources)

    def _certainty(self, document: Document, stated: str | None, sources: tuple[str, ...], path: Path) -> Certainty:
        """The certainty stated, or else the best grade of the sources; no better than that where there are sources."""
        grades = [Certainty(self.surface.sources[s].grade) for s in sources]
        best = min(grades, key=lambda g: g.rank, default=None)
        if stated is None:
            return best or Certainty.INFERRED
        certainty = Certainty(stated)
        if best is not None and certainty.rank < best.rank:
            said = f"the certainty is {certainty.value}, but its best source is only {best.value}"
            document.problem("certainty-above-sources", said, path, within=within_of(document, path), hint="name a better source")
        return certainty

    def _day(self, document: Document, path: Path, text: str) -> date | None:
        try:
            return read_date(text)
        except ValueError as error:
            document.problem("bad-date", f"{quoted(text)} is not a date: {error}", path, within=within_of(document, path))
            return None

    def _id(self, document: Document, path: Path, text: str, what: str) -> None:
        if not _KEBAB.fullmatch(text):
            said = f"{quoted(text)} is not the id of {_a(what)}: an id has lower-case letters, digits and `-`"
            document.problem("bad-name", said, path, within=within_of(document, path), hint=_write(text, _KEBAB, "-"))

    def _is_broken(self, name: str) -> bool:
        return name in self.broken or "*" in self.broken

    def _in(self, document: Document, name: str, message: str, path: Path, candidates: Iterable[str]) -> None:
        known = list(candidates)
        word = re.search(r"`([^`]*)`", message)
        hint = (did_you_mean(word[1], known) if word else "") or one_of(known)
        document.problem(name, message, path, within=within_of(document, path), hint=hint)

    def _note(
        self, name: str, message: str, path: Path, hint: str = "", *, at_key: bool = False, part: tuple[int, int] | None = None
    ) -> None:
        self.document.problem(name, message, path, at_key=at_key, part=part, within=within_of(self.document, path), hint=hint)


def _places(document: Document, terms: list[SurfaceTerm]) -> list[int]:
    """The place of each term in the file: not its index where broken terms were left out."""
    listed = document.data.get("terms") if isinstance(document.data, dict) else None
    ids = [t.get("id") if isinstance(t, dict) else None for t in listed] if isinstance(listed, list) else []
    places: list[int] = []
    for term in terms:
        places.append(ids.index(term.id, places[-1] + 1 if places else 0))
    return places


def _write(name: str, right: re.Pattern[str], joint: str) -> str:
    """A hint that gives a name in the way it would be right; nothing where there is no such way."""
    better = re.sub(r"[\W_]+", joint, name.lower(), flags=re.ASCII).strip(joint)
    return f"write {quoted(better)}" if right.fullmatch(better) and better != name and not keyword.iskeyword(better) else ""


def _shown(data: object) -> str:
    return str(data).lower() if isinstance(data, bool) else str(data)


def _folded(word: str) -> str:
    return " ".join(word.lower().split())


def _a(word: str) -> str:
    return f"an {word}" if word[0] in "aeiou" else f"a {word}"
