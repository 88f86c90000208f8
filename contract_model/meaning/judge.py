"""This file defines how a case is judged: the versions in force, what is known, what is taken for granted, the verdicts that remain.

What is taken for granted (presumptions, default readings) enters the split as unknown and is put in afterwards. So what an answer says of
other readings, and of which presumptions bear on it, comes from the same diagrams as the verdict. Presumed quantities and texts are put in
from the start, as diagrams do not tell their values apart one by one; where so much left open makes diagrams too large, everything is.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from copy import copy
from dataclasses import replace
from functools import cached_property
from typing import Any

from contract_model.meaning.contradictions import contradictions
from contract_model.meaning.decide import name_of, silence
from contract_model.meaning.diagram import FALSE, MAX_NODES, Diagram, TooLarge
from contract_model.meaning.judged import WITHOUT_SILENCE, Judged, split_of
from contract_model.meaning.known import Known, known, reading_of, told_apart
from contract_model.meaning.parts import parts, window
from contract_model.meaning.primes import MAX_STEPS
from contract_model.meaning.programs import PROGRAMS, Programs
from contract_model.meaning.split import Split, nodes_of
from contract_model.meaning.terms import EVIDENCE
from contract_model.model.answer import (
    Answer,
    Contested,
    Holds,
    Literal,
    Outcome,
    Status,
    TermAnswer,
    Verdict,
)
from contract_model.model.case import Case
from contract_model.model.conditions import Named, Var
from contract_model.model.contract import Certainty, Contract, Term, TermKind
from contract_model.model.kinds import Kind
from contract_model.model.values import Raw, raw
from contract_model.problems import ContractError, Problem


class Judgment:
    """A case under judgment: each of its parts judged, and what follows for the whole."""

    def __init__(self, contract: Contract, case: Case, programs: Programs, at_once: bool = False, shared: bool = False) -> None:
        """`at_once`: what is taken for granted is put in from the start. `shared`: the diagrams serve other cases, too (see `stating`).

        Raises ContractError when the case leaves too much open.
        """
        self.contract = contract
        self.case = case
        self.parts = parts(contract, case)
        self.programs = tuple(programs.get(contract, p.version, case.event.action) for p in self.parts if p.version)
        self.known = known(contract, case)
        self._at_once = at_once
        self._open: frozenset[str] = frozenset()
        self._family: dict[frozenset[str], Judgment] = {}
        if shared and not at_once:
            self._open = frozenset(
                n for prog in self.programs for n, v in prog.variables.items() if told_apart(v.kind) and n != EVIDENCE.name
            )
            self.known = self._known_of(case, self.known)
        if not at_once:
            try:
                self._begin(MAX_NODES // 8)
                return
            except (TooLarge, RecursionError):
                self._at_once, self._open = True, frozenset()
                self.known = known(contract, case)
        self.known = replace(self.known, put_in=self.known.assumed)
        with self.limits():
            self._begin(MAX_NODES)

    def _begin(self, most: int) -> None:
        governed = [p for p in self.parts if p.version]
        self.judged = tuple(Judged(p, prog, self.known, most) for p, prog in zip(governed, self.programs, strict=True))
        self._split, self._verdicts = self._whole(most)
        self._split.remaining(self._verdicts, self._split.places(self.known.afterwards))
        for split in (self._split, *(j.split for j in self.judged)):
            split.diagrams.most = MAX_NODES

    @property
    def shared(self) -> bool:
        """Whether the diagrams serve other cases, too."""
        return bool(self._open)

    def stating(self, case: Case) -> Judgment:
        """The judgment of another case with these diagrams, if they are `shared`.

        The cases may differ in the values that are told apart one by one: truths, choices, parties and readings are left open in the
        diagrams and put in afterwards. In quantities and texts they may differ where no comparison tells the difference.
        """
        other = copy(self)
        other.case = case
        other.known = self._known_of(case, self.known)
        other.judged = tuple(j.knowing(other.known) for j in self.judged)
        for name in ("_taken", "contested"):
            other.__dict__.pop(name, None)
        return other

    def _known_of(self, case: Case, like: Known) -> Known:
        what = known(self.contract, case)
        values = {n: v for n, v in like.values.items() if n not in self._open}
        placed = {n: v for n, v in what.values.items() if n in self._open}
        return replace(what, values=values, put_in=like.put_in, placed=placed)

    def _whole(self, most: int) -> tuple[Split, dict[Verdict, Diagram]]:
        """The conditions of all parts as one split, and each verdict as a diagram; what silence comes to is put in."""
        silent = silence(self.contract.policies)
        if len(self.parts) == len(self.judged) == 1:
            only = self.judged[0]
            return only.split, _silenced(only.split, [(v, f, silent) for v, f in only.verdicts.items()])
        span = self.case.event.date
        governed = [Named(f"part {i}", window(p, bool(i), i + 1 < len(self.parts))) for i, p in enumerate(self.parts)]
        split = split_of(
            self.contract, [*(f for prog in self.programs for f in prog.formulas), *governed], self.known, (span.first, span.last), most
        )
        found: list[tuple[Verdict, Diagram, Verdict]] = []
        waiting = iter(self.programs)
        for part, days in zip(self.parts, governed, strict=True):
            here = split.diagram(days)
            if part.version is None:
                found.append((Verdict.SILENT, here, Verdict.SILENT))
                continue
            named = next(waiting).named
            found += [(v, split.diagrams.both(here, split.diagram(named[name_of(v)])), silent) for v in WITHOUT_SILENCE]
        return split, _silenced(split, found)

    @property
    def split(self) -> Split:
        """The conditions of all parts as diagrams, with what is taken for granted still open."""
        return self._split

    @property
    def verdicts(self) -> Mapping[Verdict, Diagram]:
        """The possible verdicts as diagrams of `split`; what silence comes to is put in."""
        return self._verdicts

    @contextmanager
    def limits(self) -> Iterator[None]:
        """What is done within tells as a problem that the case leaves too much open."""
        try:
            yield
        except (TooLarge, RecursionError):
            raise ContractError([self._too_many_unknowns()]) from None

    def _too_many_unknowns(self) -> Problem:
        nodes = (n for prog in self.programs for n in nodes_of(prog.formulas))
        asked = Counter(n.name for n in nodes if isinstance(n, Var) and n.name not in self.known.everything)
        said = f"the answer turns on {len(asked)} unknowns, too many at once to say what depends on what"
        return Problem("too-many-unknowns", said, hint=f"state some, such as {', '.join(f'`{n}`' for n, _ in asked.most_common(5))}")

    def outcomes(self, changed: Mapping[str, Raw] | None = None, steps: int = MAX_STEPS) -> tuple[Outcome, ...]:
        """The possible verdicts, each with its smallest sufficient conditions, as far as they can be told in so many steps.

        `changed` has other values for what is taken for granted.
        """
        places = self._split.places({**self.known.afterwards, **(changed or {})})
        possible = self._split.remaining(self._verdicts, places)
        if len(possible) == 1:
            return (Outcome(next(iter(possible)), ((),)),)
        return tuple(Outcome(v, *self._split.smallest(self._verdicts[v], places, steps)) for v in possible)

    @cached_property
    def _taken(self) -> tuple[Outcome, ...]:
        return self.outcomes()

    @cached_property
    def contested(self) -> tuple[Contested, ...]:
        """The readings that were not taken and that would change the answer; so for published values of unknown facts."""
        places = self._split.places(self.known.afterwards)
        taken = self._split.remaining(self._verdicts, places)
        found = []
        for name, reading, value, kind in self.other_readings():
            if told_apart(kind) and name not in self.known.put_in:
                other = self._split.places({**self.known.afterwards, name: value})
                if not self._split.same(self._split.remaining(self._verdicts, other), taken):
                    found.append(Contested(name, reading, self.outcomes({name: value}, MAX_STEPS // 4)))
            else:
                outcomes = self._with(readings={**self.case.readings, name: reading}).outcomes(steps=MAX_STEPS // 4)
                if _as_set(outcomes) != _as_set(self._taken):
                    found.append(Contested(name, reading, outcomes))
        return tuple(found)

    def answer(self) -> Answer:
        """The answer, as `meaning` gives it. Raises ContractError when the case leaves too much open."""
        with self.limits():
            return self._answer()

    def _answer(self) -> Answer:
        outcomes = self._taken
        silent = any(Verdict.SILENT in j.remaining(j.places()) for j in self.judged)
        decided, terms = self._terms()
        rests_on = self._rests_on()
        chosen = {n: r for n, r in self.case.readings.items() if n not in self.case.unknown}
        return Answer(
            contract=self.contract.id,
            versions=tuple(p.version.id for p in self.parts if p.version),
            case=self.case,
            outcomes=outcomes,
            terms=terms,
            decided_by=decided,
            unknown=self._turns_on(outcomes),
            presumed={n: v for n, v in self.known.presumed.items() if n in rests_on},
            readings={n: r for n, r in self.known.defaults.items() if n in rests_on} | chosen,
            contested=self.contested,
            evidence=self._evidence(decided, terms, rests_on),
            by_silence=silent and silence(self.contract.policies) is not Verdict.SILENT,
            void=self._void(terms) if silent else (),
            remarks=tuple(contradictions(self.contract, self.programs, self.known.everything)),
        )

    def _turns_on(self, outcomes: tuple[Outcome, ...]) -> tuple[str, ...]:
        """The unknowns in the conditions of the verdicts, in the order of first mention."""
        literals = {x for o in outcomes for cube in o.conditions for x in cube}
        listed = {name for x in literals for name in (x.names if isinstance(x, Holds) else (x.name,))}
        names = self._split.turns_on(*self._split.remaining(self._verdicts, self._split.places(self.known.afterwards)).values())
        return tuple(n for n in names if n in listed or any(o.more for o in outcomes))

    def other_readings(self) -> Iterable[tuple[str, str, Raw, Kind]]:
        """Each reading that could have been taken: of what, its name, the value that it gives, and its kind."""
        asked = {n: var for prog in self.programs for n, var in prog.variables.items()}
        for name, ambiguity in self.contract.ambiguities.items():
            if name in asked and name in self.known.defaults:
                yield from ((name, r, r, asked[name].kind) for r in ambiguity.readings if r != ambiguity.default)
        for name, fact in self.contract.facts.items():
            if name in asked and name not in self.known.everything and name not in self.case.unknown:
                published = (fact.readings or {}).values()
                yield from ((name, r.id, raw(r.value), fact.kind) for r in published if r.value is not None)

    def _rests_on(self) -> set[str]:
        """The readings and presumptions on which the answer rests: as few as give the same answer when the others are left open.

        All of them, where leaving them open is too much.
        """
        asked = {n for prog in self.programs for n in prog.variables}
        chosen = [n for n in self.case.readings if n not in self.case.unknown and n not in self.case.facts]
        if self._at_once:
            return {n for n in (*chosen, *self.known.assumed) if n in asked}
        judgment, found, same = self, set(), _as_set(self._taken)
        for name in [*chosen, *self.known.put_in]:
            freed = judgment._freed(name) if name in asked else None
            if freed and _as_set(freed.outcomes()) == same:
                judgment = freed
            elif name in asked:
                found.add(name)
        split, verdicts = judgment._split, judgment._verdicts
        open_ = {n: v for n, v in judgment.known.assumed.items() if split.places({n: v})}
        placed = judgment.known.placed
        left = split.remaining(verdicts, split.places({**placed, **open_}))
        for name in [*judgment.known.defaults, *reversed(tuple(judgment.known.presumed))]:
            if name in open_:
                value = open_.pop(name)
                if not split.same(split.remaining(verdicts, split.places({**placed, **open_})), left):
                    open_[name] = value
        return found | open_.keys()

    def _freed(self, name: str) -> Judgment | None:
        """The case with something left open that it states or takes for granted; none where that is too much."""
        case = replace(self.case, unknown=self.case.unknown | {name})
        if name in self._open:
            return self.stating(case)
        key = frozenset(case.unknown)
        kept = self._family.get(key)
        try:
            freed = kept or Judgment(self.contract, case, PROGRAMS, self._at_once, self.shared)
        except ContractError:
            return None
        if freed._at_once:
            return None
        if self.shared:
            self._family[key] = freed
        return freed.stating(case) if kept else freed

    def _with(self, **changed: Any) -> Judgment:
        """The case with something else in it."""
        return Judgment(self.contract, replace(self.case, **changed), PROGRAMS, self._at_once)

    def _terms(self) -> tuple[tuple[str, ...], tuple[TermAnswer, ...]]:
        decided: dict[str, None] = {}
        terms = []
        for judged in self.judged:
            places = judged.places()
            deciding = judged.deciding(places)
            for term in judged.program.terms:
                status = judged.status(term, places)
                holding = judged.exceptions(term, places) if term.exceptions and status is not Status.NOT_ENGAGED else ()
                terms.append(TermAnswer(term.id, judged.program.version.id, status, term.certainty, term.sources, holding))
                if term.id in deciding:
                    decided[term.id] = None
        return tuple(decided), tuple(terms)

    def _evidence(self, decided: tuple[str, ...], terms: tuple[TermAnswer, ...], rests_on: set[str]) -> Certainty | None:
        """The weakest grade among what the verdict rests on: deciding terms, exceptions that hold, readings and published values.

        A term that is excused or yields is overcome, and weakens nothing.
        """
        grades = []
        for answered in (t for t in terms if t.id in decided):
            term = self._term(answered)
            grades += [x.certainty for x in term.exceptions if x.id in answered.exceptions]
            grades += [term.certainty] if answered.status not in (Status.EXCUSED, Status.YIELDS, Status.NOT_ENGAGED) else []
        if not grades:
            return None
        taken = {**self.known.defaults, **self.case.readings}
        read = (reading_of(self.contract, n, r) for n, r in taken.items() if n in rests_on)
        return max((*grades, *(r.certainty for r in read if r)), key=lambda g: g.rank)

    def _void(self, terms: tuple[TermAnswer, ...]) -> tuple[str, ...]:
        """The powers of the actor that the act tries to use, and that are not available."""
        found: dict[str, None] = {}
        for answered in terms:
            term = self._term(answered)
            tried = term.kind is TermKind.POWER and (not term.bearer or self.case.event.actor in term.bearer)
            if tried and term.certainty.reaches(self.case.evidence) and answered.status in (Status.NOT_ENGAGED, Status.EXCUSED):
                found[term.id] = None
        return tuple(found)

    def _term(self, answered: TermAnswer) -> Term:
        return next(v for v in self.contract.versions if v.id == answered.version).terms[answered.id]


def judge(contract: Contract, case: Case) -> Answer:
    """The answer to a case, by the definition. Raises ContractError when the case leaves too much open."""
    return judgment(contract, case).answer()


def judgment(contract: Contract, case: Case) -> Judgment:
    """A case under judgment. That of the case last asked about is kept, since whoever tells of an answer asks about its case again."""
    global _judged_last
    kept = _judged_last
    if kept is None or kept.contract is not contract or kept.case is not case:
        kept = _judged_last = Judgment(contract, case, PROGRAMS)
    return kept


_judged_last: Judgment | None = None


def _silenced(split: Split, found: Iterable[tuple[Verdict, Diagram, Verdict]]) -> dict[Verdict, Diagram]:
    """Conditions joined by verdict, those of silence going to the verdict that it comes to."""
    joined: dict[Verdict, Diagram] = {}
    for verdict, condition, silent in found:
        said = silent if verdict is Verdict.SILENT else verdict
        joined[said] = split.diagrams.either(joined.get(said, FALSE), condition)
    return {v: joined[v] for v in WITHOUT_SILENCE if v in joined}


def _as_set(outcomes: tuple[Outcome, ...]) -> set[tuple[Verdict, frozenset[frozenset[Literal]]]]:
    """Outcomes without the order in which their conditions are listed."""
    return {(o.verdict, frozenset(frozenset(cube) for cube in o.conditions)) for o in outcomes}
