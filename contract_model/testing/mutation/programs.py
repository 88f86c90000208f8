"""This file defines what a slip touches: the programs that say something else, and whether what they say is the same over all cases.

Two contracts are *the same* for an action if every verdict and every status of a term is the same function of the case, whatever it leaves
open. Then no case can tell them apart, and a slip that leads from one to the other is equivalent. That is proved with decision diagrams
over everything, never guessed from samples. What terms say over time is not put into diagrams: there only what is written alike is so.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import fields, is_dataclass, replace
from enum import Enum
from typing import Any, TypeAlias

from contract_model.meaning.decide import name_of, silence
from contract_model.meaning.diagram import FALSE, Diagram, TooLarge
from contract_model.meaning.program import Program, program
from contract_model.meaning.split import Split
from contract_model.meaning.terms import DAY as DAY_OF_EVENT
from contract_model.meaning.terms import EVIDENCE
from contract_model.model.answer import Verdict
from contract_model.model.conditions import TRUE, Compare, Condition, Const, Named, Op, Var, all_of, parts_of
from contract_model.model.contract import Certainty, Choices, Contract, Fact, Parameter, Term, TermKind, Version
from contract_model.model.kinds import DATE, Sort
from contract_model.model.values import DAY, Raw, raw
from contract_model.problems import Span

Place: TypeAlias = tuple[str, str]
"""A version by its id, and an action."""

_VERDICTS = (Verdict.PERMITTED, Verdict.PROHIBITED, Verdict.CONFLICT, Verdict.SILENT)


class Sayings:
    """Everything that a contract says: its terms, its named conditions, all over time, each as text; and what is taken for granted.

    Programs are made when they are asked for.
    """

    def __init__(self, contract: Contract) -> None:
        self.contract = contract
        self.assumed = assumed(contract)
        texts = _Texts()
        self.terms = {(v.id, t.id): texts.of(t) for v in contract.versions for t in v.terms.values()}
        self.over_time = _over_time(contract, texts)
        self.named = texts.named
        self._programs: dict[Place, tuple[Program, str]] = {}

    def program(self, place: Place) -> Program:
        """The program of a version for an action."""
        return self._made(place)[0]

    def text(self, place: Place) -> str:
        """The same as text: equal for programs that say the same in the same words."""
        return self._made(place)[1]

    def _made(self, place: Place) -> tuple[Program, str]:
        if place not in self._programs:
            version = next(v for v in self.contract.versions if v.id == place[0])
            prog = program(self.contract, version, place[1])
            self._programs[place] = prog, _program_text(prog)
        return self._programs[place]

    def speaking(self, place: Place) -> frozenset[str]:
        """The terms that bear on an action under a version, by their ids."""
        version = next(v for v in self.contract.versions if v.id == place[0])
        return frozenset(t.id for t in version.terms.values() if place[1] in t.actions or not (t.actions or t.norm))

    def uses(self, text: str) -> set[str]:
        """The named conditions that a text uses, directly or through others."""
        found: set[str] = set()
        waiting = _NAME.findall(text)
        while waiting:
            name = waiting.pop()
            if name not in found and name in self.named:
                found.add(name)
                waiting += _NAME.findall(self.named[name])
        return found


def touched(old: Sayings, new: Sayings) -> tuple[Place, ...]:
    """The programs in which something is written otherwise, or something else is taken for granted, or silence means something else."""
    every = silence(old.contract.policies) is not silence(new.contract.policies)
    other = {n for n in (*old.assumed, *new.assumed) if old.assumed.get(n) != new.assumed.get(n)}
    named = {n for n in (*old.named, *new.named) if old.named.get(n) != new.named.get(n)}
    terms = {t for t in (*old.terms, *new.terms) if old.terms.get(t) != new.terms.get(t)}
    if named:
        terms |= {t for s in (old, new) for t, text in s.terms.items() if not named.isdisjoint(s.uses(text))}
    obliged = old.contract.policies.obligation_implies_permission is not new.contract.policies.obligation_implies_permission

    def differs(place: Place) -> bool:
        if every or (other and not other.isdisjoint(old.program(place).variables)):
            return True
        spoken = {(place[0], t) for t in (*old.speaking(place), *new.speaking(place))}
        return (obliged or not terms.isdisjoint(spoken)) and old.text(place) != new.text(place)

    return tuple(place for v in old.contract.versions for a in old.contract.actions if differs(place := (v.id, a)))


def assumed(contract: Contract) -> dict[str, Raw]:
    """What is taken for granted where a case says nothing: presumptions and default readings."""
    found: dict[str, Raw] = {}
    for asked in map(contract.asked, (*contract.parameters, *contract.facts, *contract.derived)):
        if isinstance(asked, (Parameter, Fact)) and asked.presumed is not None:
            found[asked.name] = raw(asked.presumed)
    return found | {n: a.default for n, a in contract.ambiguities.items() if a.default is not None}


class Compared:
    """Two programs for one action under one version, as diagrams over everything that a case can leave open.

    On whatever day: a case may ask to be judged by a version that is not in force; on its own days `in_force` is true. Raises TooLarge
    where the diagrams would be too large.
    """

    def __init__(self, old: Sayings, new: Sayings, place: Place) -> None:
        self.old, self.new = old, new
        self.version = next(v for v in old.contract.versions if v.id == place[0])
        self.programs = old.program(place), new.program(place)
        self.formulas = [*self.programs[0].formulas, *self.programs[1].formulas]
        days = Named("the days of the version", _days(self.version))
        self.split = Split(_with_floors(old.contract), [*self.formulas, days], {}, {"date": (None, None), "time": (0, DAY - 1)})
        self.in_force = self.split.diagram(days)
        self.otherwise = tuple(n for n in {**old.assumed, **new.assumed} if old.assumed.get(n) != new.assumed.get(n))

    def same(self) -> bool:
        """Whether no case can tell the two apart."""
        tried = ({t.id: t.bearer for t in prog.terms if t.kind is TermKind.POWER} for prog in self.programs)
        return next(tried) == next(tried) and all(
            self.difference(name, stated, {}) == FALSE for name in self.names() for stated in self._ways()
        )

    def names(self) -> tuple[str, ...]:
        """What is compared: the verdicts, what each term does, and where evidence may turn on them the exceptions that hold."""
        found = dict.fromkeys(map(name_of, _VERDICTS))
        for prog in self.programs:
            terms = {t.id for t in prog.terms}
            found |= {f.name: None for f in prog.formulas if f.name.partition(" ")[0] in terms and " unless " not in f.name}
            graded = [t for t in prog.terms if any(x.certainty is not t.certainty for x in t.exceptions)]
            found |= {f"{t.id} unless {x.id}": None for t in graded for x in t.exceptions}
        return tuple(found)

    def _ways(self) -> tuple[bool, ...]:
        return (True, False) if self.otherwise else (True,)

    def difference(self, name: str, stated: bool, known: Mapping[str, Raw]) -> Diagram:
        """Where a verdict or status is not the same, given what is known. `stated`: cases that say what is taken for granted otherwise."""
        return self.split.diagrams.either(*self.sides(name, stated, known))

    def sides(self, name: str, stated: bool, known: Mapping[str, Raw]) -> tuple[Diagram, Diagram]:
        """Where a verdict or status is so in the first alone, and where in the second alone."""
        split, d = self.split, self.split.diagrams
        f, g = (self.diagram(i, name) for i in (0, 1))
        if not stated:
            f, g = self.put_in(f, self.old.assumed), self.put_in(g, self.new.assumed)
        places = split.places(known)
        f, g = d.given(f, places), d.given(g, places)
        alone = [d.both(f, d.negation(g)), d.both(g, d.negation(f))]
        for name in () if stated else self.otherwise:
            alone = [self.whatever(side, name) for side in alone]
        one, other = (d.both(side, split.possible(side)) for side in alone)
        return one, other

    def whatever(self, f: Diagram, name: str) -> Diagram:
        """Where a diagram is true for some value of what is left unsaid."""
        d, found = self.split.diagrams, FALSE
        unknown = next((i for i, u in enumerate(self.split.unknowns) if u.name == name), None)
        if unknown is None:
            return f
        for value in range(d.sizes[unknown]):
            found = d.either(found, d.given(f, {unknown: value}))
        return found

    def put_in(self, f: Diagram, taken: Mapping[str, Raw]) -> Diagram:
        """A diagram with what one of the two takes for granted otherwise than the other."""
        return self.split.diagrams.given(f, self.split.places({n: taken[n] for n in self.otherwise if n in taken}))

    def diagram(self, which: int, name: str) -> Diagram:
        """The diagram of a verdict or status in one of the two; false where it is none of its terms."""
        prog, contract = self.programs[which], (self.old, self.new)[which].contract
        if name in map(name_of, _VERDICTS):
            silent, found = silence(contract.policies), FALSE
            for verdict in _VERDICTS:
                if name_of(silent if verdict is Verdict.SILENT else verdict) == name:
                    found = self.split.diagrams.either(found, self.split.diagram(prog.named[name_of(verdict)]))
            return found
        if name not in prog.named:
            return FALSE
        term, unless, _ = name.partition(" unless ")
        holds = self.split.diagram(prog.named[name])
        return self.split.diagrams.both(holds, self.split.diagram(prog.named[f"{term} engaged"])) if unless else holds


def _days(version: Version) -> Condition:
    first = Compare(Op.LE, Const(raw(version.start), DATE), DAY_OF_EVENT)
    return all_of(first, Compare(Op.LE, DAY_OF_EVENT, Const(raw(version.end), DATE)) if version.end else TRUE)


def _with_floors(contract: Contract) -> Contract:
    """The contract with the evidence floors as a list of values, so that these can be left open, too."""
    floors = Choices(EVIDENCE.kind.name, {floor.value: (floor.value,) for floor in Certainty})
    return replace(contract, choices={**contract.choices, floors.id: floors})


def same(old: Sayings, new: Sayings, places: tuple[Place, ...]) -> bool:
    """Whether it is proved that no case can tell two contracts apart, which differ in some programs; not proved is not the same."""
    if old.over_time != new.over_time or any(_put_in_otherwise(old, new, p) for p in places):
        return False
    try:
        return all(Compared(old, new, place).same() for place in places)
    except (TooLarge, RecursionError):
        return False


def _put_in_otherwise(old: Sayings, new: Sayings, place: Place) -> bool:
    """Whether a quantity or a text is presumed otherwise: diagrams do not tell the values of these apart one by one."""
    return any(
        old.assumed.get(n) != new.assumed.get(n) and (var.kind.ordered or var.kind.sort is Sort.TEXT)
        for prog in (old.program(place), new.program(place))
        for n, var in prog.variables.items()
    )


# --- the text of what a contract says -----------------------------------------------------------------------------------------------------


def _program_text(prog: Program) -> str:
    return "\n".join(f"{f.name}: {_written(f.body)}" for f in prog.formulas)


def _written(condition: Condition) -> str:
    match condition:
        case Named(name, _):
            return f"<{name}>"
        case Const(value, _):
            return repr(value)
        case Var(name, _):
            return name
        case _:
            own = [repr(getattr(condition, f.name)) for f in fields(condition) if f.name in _OWN]
            return f"{type(condition).__name__}({', '.join([*own, *map(_written, parts_of(condition))])})"


_OWN = ("op", "values", "operator", "kind", "mode", "unit", "greatest")  # the fields of a node that are no conditions


def _over_time(contract: Contract, texts: _Texts) -> str:
    """Everything that a contract says over time, as text without places: norms, how facts change, how periods are counted."""
    norms = [(v.id, _as_admitted(t)) for v in contract.versions for t in v.terms.values() if t.norm is not None]
    facts = [(f.name, f.starts, f.changes) for f in contract.facts.values() if f.changes or f.starts is not None]
    received = [(a.id, a.received) for a in contract.actions.values() if a.received]
    if not norms and not facts:
        return ""
    policies = contract.policies
    rest = (contract.runs, contract.calendars, policies.counting, policies.places, policies.completes)
    said = "\n".join(map(texts.of, (*norms, *facts, *received, rest)))
    used = _Texts()
    for each in (*norms, *facts, *received, rest):
        used.of(each)
    return "\n".join([said, *(f"{name}: {used.named[name]}" for name in sorted(used.named))])


def _as_admitted(t: Term) -> Term:
    """A norm with exceptions that are no better supported than it is: where it does not count, no exception to it does."""
    weakest = (replace(x, certainty=max(x.certainty, t.certainty, key=lambda c: c.rank)) for x in t.exceptions)
    return replace(t, exceptions=tuple(weakest))


_WORDS = ("text", "says", "note", "heading", "span", "origin", "sources")
_NAME = re.compile("<([^<>]+)>")


class _Texts:
    """Values as text, without places and without words that mean nothing by themselves; the named conditions in them each once."""

    def __init__(self) -> None:
        self.named: dict[str, str] = {}

    def of(self, value: Any) -> str:
        """A value as text; a named condition as its name in angle brackets."""
        match value:
            case Span():
                return ""
            case Named(name, body):
                if name not in self.named:
                    self.named[name] = ""
                    self.named[name] = self.of(body)
                return f"<{name}>"
            case str():
                return repr(value)
            case Enum():
                return value.name
            case dict():
                return f"{{{', '.join(f'{k}: {self.of(v)}' for k, v in value.items())}}}"
            case tuple():
                return f"({', '.join(map(self.of, value))})"
            case _ if is_dataclass(value):
                said = (f"{f.name}={self.of(getattr(value, f.name))}" for f in fields(value) if f.name not in _WORDS)
                return f"{type(value).__name__}({', '.join(said)})"
            case _:
                return repr(value)
