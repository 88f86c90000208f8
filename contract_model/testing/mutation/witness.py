"""This file defines `Witness`: a case that tells a contract from one with a slip in it, and so would kill the slip.

It is read off the diagrams of both: the smallest conditions under which a verdict, or what a term does, is not the same, first with
everything taken for granted as usual. What these conditions do not need stays unsaid. Each case found is judged under both contracts, and
counts only if the answers differ in something that a case can expect.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import timedelta
from fractions import Fraction
from itertools import islice, product
from typing import Any

from contract_model.meaning.diagram import FALSE, TRUE, Diagram, TooLarge
from contract_model.meaning.judge import judge
from contract_model.meaning.primes import Implicant
from contract_model.meaning.split import Unknown
from contract_model.model.answer import OTHER, Answer, Between, Literal, Status
from contract_model.model.case import Case, DateSpan, Event
from contract_model.model.conditions import Condition, Const, Named, Var, parts_of
from contract_model.model.contract import Certainty
from contract_model.model.kinds import Sort
from contract_model.model.values import Raw, Value, cooked
from contract_model.problems import ContractError
from contract_model.testing.mutation.programs import Compared, Place, Sayings

TRIED = 6  # implicants of one difference
GRID = 20_000  # combinations of quantities that are compared with each other
JUDGED = 20  # of these
TRIED_VALUES = 15  # of each


@dataclass(frozen=True, slots=True)
class Witness:
    """A case with the answer that the contract gives, and with what the slip makes of it.

    `statuses`: of terms that do something else; said only where verdict, deciding terms and conditions are the same.
    """

    answer: Answer
    mutant: Answer
    statuses: Mapping[str, str]

    @property
    def said(self) -> int:
        """How much the case says."""
        case = self.answer.case
        return len(case.event.parameters) + len(case.facts) + len(case.readings) + (case.event.actor is not None)


def witness(old: Sayings, new: Sayings, places: Iterable[Place], term: str) -> Witness | None:
    """A case on which two contracts differ; none where none is found. `term`: who bears it acts, if they differ then, too."""
    compared = []
    for place in places:
        try:
            compared.append(Compared(old, new, place))
        except (TooLarge, RecursionError):
            continue
    for verdicts in (True, False):
        for usual in (True, False):
            found = [w for c in compared for w in islice(_found(c, verdicts, usual, term), 1)]
            if found:
                return min(found, key=lambda w: w.said)
    return None


def _found(c: Compared, verdicts: bool, usual: bool, term: str) -> Iterator[Witness]:
    """The cases on which two programs differ in a verdict, or in what a term does; `usual`: with everything taken for granted."""
    names = [n for n in c.names() if n.startswith("verdict ") == verdicts]
    known: dict[str, Raw] = {n: v for n, v in c.old.assumed.items() if n not in c.otherwise} if usual else {}
    known["evidence"] = Case(Event("")).evidence.value
    for stated in (False, True) if c.otherwise else (True,):
        for name in names:
            for floor in (known, {n: v for n, v in known.items() if n != "evidence"}):
                try:
                    sides = c.sides(name, stated, floor)
                    # Verdicts that are open differ by their conditions; what a term does is told only where it is settled.
                    for differs in (*([c.split.diagrams.either(*sides)] if verdicts else []), *sides):
                        yield from _of(c, differs, term)
                except (TooLarge, RecursionError):
                    continue


def _of(c: Compared, differs: Diagram, term: str) -> Iterator[Witness]:
    """The cases in which something differs that turn out so, those that say least first."""
    if differs == FALSE:
        return
    split = c.split
    in_force = split.diagrams.both(differs, c.in_force)
    for actor, where in product(_bearers(c, term), (in_force, differs)):
        here = split.diagrams.given(where, split.places({"actor": actor}) if actor else {})
        if here == FALSE:
            continue
        implicants, _ = split.implicants(here, {}) if here != TRUE else ([()], False)
        for implicant in implicants[:TRIED]:
            for case in _cases(c, implicant, actor):
                found = _told_apart(c, case)
                if found is not None:
                    yield _smaller(c, found)
                    break
        return


def _bearers(c: Compared, term: str) -> tuple[str | None, ...]:
    parties = [p for prog in c.programs for t in prog.terms if t.id == term or not term for p in t.bearer]
    return (*dict.fromkeys(parties), None)


def _cases(c: Compared, implicant: Implicant, actor: str | None) -> Iterator[Case]:
    """Cases in which the conditions of an implicant hold; several where quantities are compared with each other."""
    values: dict[str, Raw] = {"actor": actor} if actor else {}
    together: list[Unknown] = []
    wanted: list[frozenset[int]] = []
    for number, places in implicant:
        unknown, place = c.split.unknowns[number], min(places)
        if len(unknown.names) > 1 or (unknown.cells is not None and unknown.cells.form.single is None):
            together.append(unknown)
            wanted.append(places)
        elif unknown.cells is not None:
            values[unknown.names[0]] = unknown.cells.inside(unknown.inhabited[place])
        else:
            values[unknown.names[0]] = unknown.values[place]
    names = [n for n in dict.fromkeys(n for u in together for n in u.names) if n not in values]
    tried = (dict(zip(names, chosen, strict=True)) for chosen in islice(product(*(_tried(c, n, together) for n in names)), GRID))
    fitting = ({**values, **chosen} for chosen in tried)
    fitting = (v for v in fitting if all(_fits(u, places, v) for u, places in zip(together, wanted, strict=True)))
    for said in islice(fitting, JUDGED):
        case = _case(c, said)
        if case is not None:
            yield case


def _fits(unknown: Unknown, places: frozenset[int], values: Mapping[str, Raw]) -> bool:
    """Whether a sum of quantities lies in one of some cells; what is no sum of quantities is left to the judgment."""
    if unknown.cells is None or not all(isinstance(a, str) for a in unknown.cells.form.atoms):
        return True
    total = Fraction(0)
    for monomial, factor in unknown.cells.form.factors:
        part = Fraction(factor)
        for atom in monomial:
            part *= Fraction(values[str(atom)])
        total += part
    cuts = unknown.cells.cuts
    at = bisect_left(cuts, total)
    cell = 2 * at + (at < len(cuts) and cuts[at] == total)
    return any(unknown.inhabited[p] == cell for p in places)


def _tried(c: Compared, name: str, together: Iterable[Unknown]) -> list[Raw]:
    """The values of an unknown that is compared with others that are tried: small ones, and those at the thresholds."""
    kind = _kinds(c)[name].kind
    if kind.sort is Sort.TEXT:
        return ["one", "another"]
    day = c.version.start.toordinal() if kind.sort is Sort.DATE else 0
    cuts = [cut.numerator for u in together if u.cells and name in u.names for cut in u.cells.cuts if cut.denominator == 1]
    consts = [n.value for f in c.formulas for n in _constants(f.body) if n.kind == kind and isinstance(n.value, int)]
    near = [t + n for t in dict.fromkeys([*(day + way * cut for way in (1, -1) for cut in cuts), *consts]) for n in (0, 1, -1)]
    tried: list[Raw] = [x for x in dict.fromkeys([day, day + 1, day + 2, *near]) if x >= 0]
    return tried[:TRIED_VALUES]


def _constants(condition: Condition) -> Iterator[Const]:
    if isinstance(condition, Const):
        yield condition
    elif not isinstance(condition, Named):
        for part in parts_of(condition):
            yield from _constants(part)


def _kinds(c: Compared) -> dict[str, Var]:
    return {**c.programs[0].variables, **c.programs[1].variables}


def _case(c: Compared, values: Mapping[str, Raw]) -> Case | None:
    """The case with some values by name; none where no case can have them."""
    contract, kinds = c.old.contract, _kinds(c)
    action = contract.actions[c.programs[0].action]
    said: dict[str, Value] = {n: "something else" if v == OTHER else cooked(kinds[n].kind, v) for n, v in values.items() if n in kinds}
    day = said.get("date", c.version.start)
    time = said.get("time")
    version = None if day == c.version.start or c.old.contract.version_on(day) is c.version else c.version.id  # type: ignore[arg-type]
    try:
        span = DateSpan(day, day, time if isinstance(time, timedelta) else None)  # type: ignore[arg-type]  # a date, by its kind
        evidence = Certainty(values["evidence"]) if "evidence" in values else Case(Event("")).evidence
    except ValueError:
        return None
    event = Event(action.id, str(values["actor"]) if "actor" in values else None, span, _of_kind(said, action.parameters))
    facts = _of_kind(said, [n for n in said if n in contract.facts or n in contract.derived])
    readings = {n: str(v) for n, v in said.items() if n in contract.ambiguities}
    return Case(event, facts, readings, evidence=evidence, version=version)


def _of_kind(said: Mapping[str, Value], names: Iterable[str]) -> dict[str, Value]:
    return {n: said[n] for n in names if n in said}


def _told_apart(c: Compared, case: Case) -> Witness | None:
    """The answers of both contracts, where they differ in what a case can expect."""
    try:
        one, other = judge(c.old.contract, case), judge(c.new.contract, case)
    except ContractError:
        return None
    if _expectable(one) != _expectable(other):
        return Witness(one, other, {})
    theirs = {t.id: t.status for t in other.terms}
    otherwise = {t.id: t.status.value for t in one.terms if theirs.get(t.id, Status.NOT_ENGAGED) is not t.status}
    return Witness(one, other, otherwise) if otherwise else None


def _expectable(answer: Answer) -> object:
    conditions = {(o.verdict, frozenset(frozenset(map(_said, cube)) for cube in o.conditions)) for o in answer.outcomes}
    return answer.verdict, frozenset(answer.decided_by), frozenset(conditions)


def _said(literal: Literal) -> object:
    """A literal as a case can expect it: whether the ends of an interval belong to it is not said."""
    return (literal.name, literal.low, literal.high) if isinstance(literal, Between) else literal


def _smaller(c: Compared, found: Witness) -> Witness:
    """The case without what it says in vain."""
    case = found.answer.case
    for part in ("facts", "readings", "parameters"):
        for name in tuple(case.event.parameters if part == "parameters" else getattr(case, part)):
            less = _without(case, part, name)
            smaller = _told_apart(c, less)
            if smaller is not None and bool(smaller.statuses) <= bool(found.statuses):
                case, found = less, smaller
    return found


def _without(case: Case, part: str, name: str) -> Case:
    def less(said: Mapping[str, Any]) -> dict[str, Any]:
        return {n: v for n, v in said.items() if n != name}

    match part:
        case "parameters":
            return replace(case, event=replace(case.event, parameters=less(case.event.parameters)))
        case "facts":
            return replace(case, facts=less(case.facts))
        case _:
            return replace(case, readings=less(case.readings))
