"""This file defines `Reason`: why an answer is what it is, as a tree from the verdict down to facts, readings and dates.

Reasons are derived from the answer and the contract, so they are the same whichever engine answered. Only what suffices is told: under
each condition stands a smallest part of what is known that settles it, or what is left open with what is known of it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from contract_model.meaning.decide import stands
from contract_model.meaning.judge import judgment
from contract_model.meaning.judged import Judged
from contract_model.meaning.terms import Effect, admitted, effect, excepted
from contract_model.model.answer import Answer, Between, Status, TermAnswer
from contract_model.model.conditions import (
    And,
    Arith,
    Compare,
    Condition,
    Const,
    In,
    Named,
    Not,
    Op,
    Or,
    Rounded,
    Var,
    kind_of,
    negation,
    variables,
)
from contract_model.model.contract import Certainty, Contract, Term, TermKind
from contract_model.model.kinds import DATE, Kind
from contract_model.model.values import Raw, Value, cooked, in_words
from contract_model.telling.gist import called, does_what, gist
from contract_model.telling.grounds import Grounds, grounds, names_of
from contract_model.telling.words import ROUNDED, Words, compared, date_span, interval, spelled


@dataclass(frozen=True, slots=True)
class Reason:
    """A statement, whether it holds (none: that is open), and what it rests on.

    `any`: one child that holds is enough; otherwise all are needed. `basis`: for a leaf where its truth comes from (`event`, `stated`,
    `presumed`, `chosen`, `default`, `unknown`), with a `note` in words. `term` and `sources` are ids.
    """

    statement: str
    truth: bool | None
    children: tuple[Reason, ...] = ()
    any: bool = False
    basis: str = ""
    note: str = ""
    term: str = ""
    sources: tuple[str, ...] = ()


def reasons(contract: Contract, answer: Answer) -> Reason:
    """Why the answer is what it is."""
    under = judgment(contract, answer.case)
    waiting = iter(under.judged)
    several = len(under.parts) > 1
    found: list[Reason] = []
    for part in under.parts:
        if part.version is None:
            first = contract.versions[0]
            found.append(Reason(f"before {in_words(first.start)} no version was in force", True))
            continue
        telling = _Part(contract, answer, next(waiting))
        in_force = telling.in_force()
        if several:
            days = interval(DATE, part.first, part.last, (True, True))
            found.append(Reason(f"{days}: {in_force.statement}", None, telling.terms()))
        else:
            found += [in_force, *telling.terms()]
    return Reason(gist(contract, answer), True if len(answer.outcomes) == 1 else None, tuple(found))


def reasons_of(contract: Contract, answer: Answer, term: str) -> tuple[Reason, ...]:
    """Why a term does what it does, for each version in force that has it."""
    found: list[Reason] = []
    for judged in judgment(contract, answer.case).judged:
        answered = next((a for a in answer.terms if (a.id, a.version) == (term, judged.program.version.id)), None)
        if answered is not None:
            of_program = next(t for t in judged.program.terms if t.id == term)
            found.append(_Part(contract, answer, judged).term(of_program, answered))
    return tuple(found)


def obstacles(contract: Contract, answer: Answer, answered: TermAnswer) -> list[str]:
    """What keeps a term from applying, each as a statement."""
    for judged in judgment(contract, answer.case).judged:
        if judged.program.version.id == answered.version:
            term = judged.program.version.terms[answered.id]
            found = _Part(contract, answer, judged).term(term, answered)
            tops = [c for r in found.children if r.truth is False or answered.status is not Status.NOT_ENGAGED for c in r.children or (r,)]
            return [f"{'' if c.truth else 'it is not so that '}{c.statement}" for c in tops]
    return []


class _Part:
    """One program in one case, and why each of its terms does what it does."""

    def __init__(self, contract: Contract, answer: Answer, judged: Judged) -> None:
        self.contract = contract
        self.answer = answer
        self.judged = judged
        self.case = answer.case
        self.known = judged.known.everything
        self.words = Words(contract, answer.case.event.action)
        self._places = judged.places()
        self._truths: dict[int, tuple[Condition, bool | None]] = {}
        self._told: set[str] = set()

    def in_force(self) -> Reason:
        """That the version is the one to judge by."""
        version = self.words.version(self.judged.program.version)
        if self.case.version is not None:
            return Reason(f"{version} is asked for, whatever the date", True, basis="stated")
        return Reason(f"{version} is in force", True, basis="event", note=self._when())

    def terms(self) -> tuple[Reason, ...]:
        """The terms that decide; where none does, why each term about the action does not apply."""
        program = self.judged.program
        answered = {a.id: a for a in self.answer.terms if a.version == program.version.id}
        deciding = [t for t in self.answer.decided_by if t in answered]
        by_id = {t.id: t for t in program.terms}
        if deciding:
            return tuple(self.term(by_id[t], answered[t]) for t in deciding)
        others = [t for t in program.terms if t.kind is not TermKind.DECLARATION]
        if not others:
            return (Reason("no term of this version is about such an act", True),)
        return tuple(self.term(t, answered[t.id]) for t in others)

    def term(self, term: Term, answered: TermAnswer) -> Reason:
        """What a term does, and why."""
        speaks = Reason("it speaks of this", self.truth(self.judged.statuses[f"{term.id} engaged"]), self._engaged(term))
        if answered.status is Status.NOT_ENGAGED:
            children = tuple(c for c in speaks.children if c.truth is False) or speaks.children
            return Reason(f"{called(term)} applies", False, children, term=term.id, sources=term.sources)
        parts = [speaks]
        for x in term.exceptions:
            children, some = self._why(x.clause.condition)
            said = f"exception: {x.says or x.clause.text}"
            parts.append(Reason(said, self.truth(excepted(x)), (*self._admission(x.certainty), *children), some, sources=x.sources))
        if term.requires and answered.status is not Status.EXCUSED:
            children, some = self._why(term.requires.condition)
            parts.append(Reason("what it asks for is done", self.truth(term.requires.condition), children, some))
        if answered.status in (Status.YIELDS, Status.BITES, Status.GRANTS, Status.UNKNOWN):
            parts += self._precedence(term)
        standing = self._stands(term)
        truth = None if answered.status is Status.UNKNOWN and standing is None else True
        said = does_what(self.contract, self.answer, term, answered, stands=standing)
        return Reason(said, truth, tuple(parts), term=term.id, sources=term.sources)

    def truth(self, condition: Condition) -> bool | None:
        """Whether a condition holds in the case; none when that is open."""
        if id(condition) not in self._truths:  # with the condition, so that its `id` stays its own
            split = self.judged.split
            self._truths[id(condition)] = condition, split.settled(split.diagram(condition), self._places)
        return self._truths[id(condition)][1]

    def _engaged(self, term: Term) -> tuple[Reason, ...]:
        """Why a term speaks of the event, or does not."""
        found = [*self._admission(term.certainty)]
        if term.bearer:
            binds = {Effect.GRANTS: "allows", Effect.BITES: "binds", Effect.STATES: "concerns"}[effect(term)]
            actor = self.case.event.actor
            truth = None if actor is None else actor in term.bearer
            note = "who acts is not known" if actor is None else "" if truth else f"the actor is {self.words.party(actor)}"
            said = f"it {binds} {self.words.parties(term.bearer)}"
            found.append(Reason(said, truth, basis="unknown" if actor is None else "event", note=note))
        day = Var("date", DATE)
        if term.start:
            truth = self.truth(Compare(Op.LE, Const(term.start.toordinal(), DATE), day))
            found.append(Reason(f"it begins on {in_words(term.start)}", truth, basis="event", note=self._when()))
        if term.through:
            truth = self.truth(Compare(Op.LE, day, Const(term.through.toordinal(), DATE)))
            found.append(Reason(f"it runs through {in_words(term.through)}", truth, basis="event", note=self._when()))
        if term.when:
            children, some = self._why(term.when.condition)
            truth = self.truth(term.when.condition)
            found += children if truth and not some else [Reason("its condition holds", truth, children, some)]
        if term.until:
            children, some = self._why(negation(term.until.condition))
            found.append(Reason("it has not been ended", self.truth(negation(term.until.condition)), children, some))
        return tuple(found)

    def _admission(self, certainty: Certainty) -> tuple[Reason, ...]:
        """That the evidence is too weak, where it is."""
        if self.truth(admitted(certainty)):
            return ()
        note = f"asked for: {self.case.evidence.value} or better"
        return (Reason(f"evidence that is {certainty.value} counts", False, basis="stated", note=note),)

    def _precedence(self, term: Term) -> list[Reason]:
        """The terms that prevail over it, where they stand or may stand."""
        by_id = {t.id: t for t in self.judged.program.terms}
        found = []
        for rival in (by_id[r] for r in term.yields_to if r in by_id):
            opposed = {effect(rival), effect(term)} == {Effect.BITES, Effect.GRANTS}
            if opposed and (truth := self._stands(rival)) is not False:
                found.append(Reason(f"{called(rival)} stands, and prevails over it", truth, term=rival.id))
        return found

    def _stands(self, term: Term) -> bool | None:
        """Whether a term has its effect and yields to none."""
        return self.truth(stands(term, self.judged.statuses)) if effect(term) is not Effect.STATES else None

    # conditions

    def _why(self, condition: Condition) -> tuple[tuple[Reason, ...], bool]:
        """The reasons directly under a condition, and whether one of them is enough."""
        found = grounds(condition, self.truth, self._weight)
        known = self._known_atoms(found)
        match found.left:
            case Const():
                return known, False
            case Or(parts) if not known:
                return tuple(self._open(p) for p in parts), True
            case And(parts):
                return (*known, *(self._open(p) for p in parts)), False
            case left:
                return (*known, self._open(left)), False

    def _known_atoms(self, found: Grounds) -> tuple[Reason, ...]:
        """What is known, each name once: definitions with what they rest on, everything else as it is."""
        by_name: dict[tuple[str, ...], list[tuple[Condition, bool]]] = {}
        for atom, truth in found.known:
            by_name.setdefault(names_of(atom), []).append((atom, truth))
        told = []
        for names, atoms in by_name.items():
            first, truth = atoms[0]
            if isinstance(first, Named):
                told.append(self._definition(first, truth))
            elif len(names) == 1:
                told += self._fact(names[0], atoms)
            else:
                told += [self._comparison(names, atom, truth) for atom, truth in atoms]
        return tuple(told)

    def _weight(self, name: str) -> int:
        """How much a ground is worth when another would do: what was stated most, what was taken for granted least."""
        known = self.judged.known
        return 0 if name in known.defaults else 1 if name in known.presumed else 2 if name in self.contract.definitions else 3

    def _open(self, condition: Condition) -> Reason:
        """The reason for what is not settled by what is known."""
        truth = self.truth(condition)
        match condition:
            case Named():
                return self._definition(condition, truth)
            case Not(Named() as named):
                return self._definition(named, truth, "it is not so that ")
            case Not(And(parts)):
                return self._open(Or(tuple(negation(p) for p in parts)))
            case Not(Or(parts)):
                return self._open(And(tuple(negation(p) for p in parts)))
            case And(parts):
                return Reason("all of this holds", truth, tuple(self._open(p) for p in parts))
            case Or(parts):
                return Reason("one of these holds", truth, tuple(self._open(p) for p in parts), True)
            case _:
                names = [n for n in variables(condition) if n not in self.known]
                holders = dict.fromkeys(h for n in names for h in self.words.holders(n))
                note = f"not known; {self.words.parties(tuple(holders), 'or')} can tell" if holders else "not known"
                if all(n in self.contract.ambiguities for n in names):
                    note = "an open question"
                return Reason(self._says(condition), truth, basis="unknown", note=note)

    def _definition(self, named: Named, truth: bool | None, denial: str = "") -> Reason:
        said = denial + self._called(named.name)
        if named.name in self._told:
            return Reason(said, truth, note="see above")
        self._told.add(named.name)
        children, some = self._why(named.body)
        return Reason(said, truth, children, some and not denial)

    def _called(self, name: str) -> str:
        """What a condition under a name says: a definition, or what the rules of one prove (`refuted(flies)`)."""
        if found := re.fullmatch(r"(refuted|strictly)\((.+)\)", name):
            how = "it is refuted that" if found[1] == "refuted" else "it is beyond doubt that"
            return f"{how} {self._called(found[2])}"
        if found := re.fullmatch(r"applies\((.+), (.+)\)", name):
            return f"rule {found[2]} of {spelled(found[1])} applies"
        definition = self.contract.definitions.get(name)
        return (definition.says if definition else "") or spelled(name)

    def _fact(self, name: str, atoms: list[tuple[Condition, bool]]) -> list[Reason]:
        """What is known of one name: its value, or of a quantity what its comparisons come to."""
        basis, how = self._basis(name)
        kind = self.words.kind(name)
        if basis == "unknown":  # every value that it may have comes to the same
            return [Reason(self._says(atom if truth else Not(atom)), True, basis=basis, note=how) for atom, truth in atoms]
        if kind is None or not kind.ordered:
            value = self.known[name]
            taken = self.words.reading(name, str(value)) if name in self.contract.ambiguities else None
            said, sources = self.words.holds(name, _value(kind, value)), taken.sources if taken else ()
            return [Reason(said, True, basis=basis, note=how, sources=sources)]
        note = self._when() if name == "date" else f"{how}: {self.words.value(name, _value(kind, self.known[name]))}"
        return [Reason(said, True, basis=basis, note=note) for said in self._bounds(name, kind, atoms)]

    def _bounds(self, name: str, kind: Kind, atoms: list[tuple[Condition, bool]]) -> list[str]:
        """What is known of a quantity: the interval that its comparisons leave, and what else they say."""
        lows: list[tuple[int, bool]] = []
        highs: list[tuple[int, bool]] = []
        others: list[str] = []
        for atom, truth in atoms:
            bound = _bound(atom, truth)
            if bound is None:
                others.append(self._says(atom if truth else Not(atom)))
            elif bound[0] in (">", ">="):
                lows.append((bound[1], bound[0] == ">"))
            else:
                highs.append((bound[1], bound[0] == "<="))
        if lows or highs:
            low, beyond = max(lows) if lows else (None, False)
            high, up_to = min(highs) if highs else (None, False)
            if kind == DATE:  # whole days: both ends belong
                low = low + 1 if low is not None and beyond else low
                high = high - 1 if high is not None and not up_to else high
                beyond, up_to = False, True
            ends = (None if low is None else cooked(kind, low), None if high is None else cooked(kind, high))
            others.insert(0, self.words.literal(Between(name, kind, *ends, (not beyond and low is not None, up_to))))
        return others

    def _comparison(self, names: tuple[str, ...], atom: Condition, truth: bool) -> Reason:
        """What is known of several quantities that are compared."""
        values = []
        for name in names:
            kind = self.words.kind(name)
            if kind is not None and name in self.known:
                values.append(f"{spelled(name)}: {self.words.value(name, cooked(kind, self.known[name]))}")
        basis = min((self._basis(n)[0] for n in names), key=_BASES.index)  # what is least sure of them
        return Reason(self._says(atom if truth else Not(atom)), True, basis=basis, note="; ".join(values))

    def _basis(self, name: str) -> tuple[str, str]:
        """Where the value of a variable comes from, as a word of ours and in words."""
        known = self.judged.known
        if name == "date" or (name in ("time", "actor") and name in self.known):
            return "event", "stated"
        if name not in self.known:
            return "unknown", "whatever it is"
        if name in known.presumed:
            return "presumed", "taken for granted"
        if name in known.defaults:
            return "default", "read so by default"
        return ("chosen", "as chosen") if name in self.case.readings and name not in self.case.facts else ("stated", "stated")

    def _when(self) -> str:
        when = date_span(self.case.event.date)
        return f"the event is {when}{', taken for granted' if self.case.presumed_date else ''}" if when else "its date is not known"

    def _says(self, condition: Condition) -> str:
        """A comparison or truth, in words."""
        match condition:
            case Var(name, _):
                return self.words.holds(name, True)
            case Not(Var(name, _)):
                return self.words.holds(name, False)
            case In(Var(name, _), values):
                return self.words.among(name, values)
            case Not(In(Var(name, _), values)):
                return self.words.denied(name, values)
            case Compare(op, left, right):
                return self._compares(op.value, left, right)
            case Not(Compare(op, left, right)):
                return self._compares(_CONTRARY[op], left, right)
            case _:
                raise TypeError(f"not a comparison in normal form: {condition}")

    def _compares(self, op: str, left: Condition, right: Condition) -> str:
        if isinstance(left, Const):
            left, right, op = right, left, _MIRRORED[op]
        kind = kind_of(left)
        if isinstance(left, Var) and isinstance(right, Const) and kind.ordered and op != "!=":
            at = cooked(kind, right.value)
            low, high = (at if op in (">", ">=", "==") else None), (at if op in ("<", "<=", "==") else None)
            return self.words.literal(Between(left.name, kind, low, high, (op != ">", op != "<")))
        said = compared(op, kind) if kind.ordered else {"==": "the same as", "!=": "not the same as"}[op]
        return f"{self._side(left)} is {said} {self._side(right)}"

    def _side(self, side: Condition) -> str:
        match side:
            case Const(value, kind):
                return self.words.value_of(kind, cooked(kind, value))
            case Var(name, _):
                return self.words.quantity(name)
            case Rounded(mode, _, part):
                return f"{self._side(part)}{ROUNDED[mode]}"
            case Arith(operator, left, right, _):
                return f"{self._side(left)} {_OPERATORS[operator]} {self._side(right)}"
            case _:
                raise TypeError(f"not a quantity in normal form: {side}")


def _bound(atom: Condition, truth: bool) -> tuple[str, Any] | None:
    """A comparison of one unknown with a number as a bound on it (`<`, `<=`, `>`, `>=`); none for any other."""
    match atom:
        case Compare(Op.LT | Op.LE as op, Var(), Const(value, _)):
            return (op.value if truth else _CONTRARY[op]), value
        case Compare(Op.LT | Op.LE as op, Const(value, _), Var()):
            return _MIRRORED[op.value if truth else _CONTRARY[op]], value
        case _:
            return None


def _value(kind: Kind | None, value: Raw) -> Value:
    """The value for a raw one; a reading is its own."""
    return cooked(kind, value) if kind is not None else str(value)


_BASES = ("unknown", "presumed", "default", "chosen", "stated", "event")
_CONTRARY = {Op.EQ: "!=", Op.LT: ">=", Op.LE: ">"}
_MIRRORED = {"==": "==", "!=": "!=", "<": ">", "<=": ">=", ">": "<", ">=": "<="}
_OPERATORS = {"+": "plus", "-": "less", "*": "times"}
