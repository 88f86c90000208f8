"""This file defines which flips a case has: the smallest sets of changes that bring another verdict about.

What can be changed is what a fact or a parameter is, stated or presumed, and the date; and something that is not known can turn out to
be so. Readings and evidence are other questions, and stay. A set of changes is a flip when with some values of what it names the verdict
is the other one whatever the rest that is not known, and no smaller set is.

Most of this is read from one diagram in which everything is open. What is compared with each other (`date <= signed`) is no choice of
its own, so each set of such names is opened by itself.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations

from contract_model.meaning.diagram import FALSE, TRUE, Diagram
from contract_model.meaning.opened import VERDICTS, Opened, changeable
from contract_model.meaning.primes import TooMany
from contract_model.model.answer import Answer, Holds, Literal, Verdict
from contract_model.model.case import Case
from contract_model.model.contract import Contract, Fact, Parameter
from contract_model.model.flip import Change, Flip, Flips, Hands, Role, Was
from contract_model.problems import ContractError

MOST = 100  # flips
MOST_OPENED = 64  # sets of names that are compared with each other


def flips(contract: Contract, answer: Answer, to: Verdict | None = None, *, opening: bool = False) -> Flips:
    """The flips of the case of an answer: to any other verdict, or to the one asked for.

    `opening`: changes with which the verdict is no longer certain count, too. Raises ContractError when too much is open.
    """
    targets = tuple(v for v in VERDICTS if v is not answer.verdict and to in (None, v))
    search = _Search(contract, answer, targets, opening and answer.verdict is not Verdict.DEPENDS)
    found = search.flips()
    now = tuple(Role(t.id, t.version, t.status) for t in answer.terms if t.id in answer.decided_by)
    more = search.more or len(found) > MOST
    return Flips(answer.verdict, to, tuple(found[:MOST]), now, more, search.at_once, search.compared_at_once)


def holders(contract: Contract, case: Case, name: str) -> tuple[str, ...]:
    """The parties who hold something: as the contract says, and what else an event carries is up to whoever acts."""
    match contract.asked(name):
        case Parameter(held_by=held):
            pass
        case Fact(held_by=held):
            return held
        case _:
            held = ()
    of_event = name in ("date", "time") or name in contract.parameters
    return held or ((case.event.actor,) if of_event and case.event.actor else ())


@dataclass(frozen=True, slots=True)
class _Found:
    """A smallest set of names, with the verdict that it leads to (none: any that is open), in what it was found."""

    names: frozenset[str]
    verdict: Verdict | None
    opened: Opened


class _Search:
    """The search for the flips of one answer."""

    def __init__(self, contract: Contract, answer: Answer, targets: tuple[Verdict, ...], opening: bool) -> None:
        self.contract = contract
        self.answer = answer
        self.case = answer.case
        self.targets = targets
        self.opening = opening
        self.more = False
        self.at_once: int | None = None
        self.compared_at_once: int | None = None

    def flips(self) -> list[Flip]:
        """Those found, nearest first."""
        try:
            found = self._found(self._all_opened())
        except ContractError:  # not everything can be open at once
            self.more, self.at_once = True, 1
            found = self._found(self._one_by_one())
        smallest = [f for f in found if not any(g.names < f.names for g in found)]
        flips = [flip for f in smallest for flip in self._flips_of(f)]
        return sorted(flips, key=self._nearness)

    # what is opened

    def _all_opened(self) -> Iterator[Opened]:
        """The case with all that can be changed left open: for each set of what is compared with each other, the set that is."""
        alone, tangled = changeable(self.contract, self.case)
        sets = (chosen for size in range(len(tangled) + 1) for chosen in combinations(tangled, size))
        for number, chosen in enumerate(sets):
            if number == MOST_OPENED:
                self.more, self.compared_at_once = True, len(chosen) - 1
                return
            yield Opened(self.contract, self.case, (*alone, *chosen), chosen)

    def _one_by_one(self) -> Iterator[Opened]:
        """The same for one name at a time; those that leave too much open even so are passed over."""
        opened = 0
        for name in [n for names in changeable(self.contract, self.case) for n in names]:
            try:
                yield Opened(self.contract, self.case, (name,), (name,))
                opened += 1
            except ContractError:
                if opened == 0:
                    raise

    # which sets

    def _found(self, opened: Iterable[Opened]) -> list[_Found]:
        asked = [(o, v, *condition) for o in opened for v, condition in self._conditions(o)]
        found: list[_Found] = []
        most = max((len(o.free) + len(o.split.unknowns) for o, *_ in asked), default=0)
        for size in range(most + 1):
            try:
                sets = [(o, v, self._sets(o, always, possible, size - len(o.free))) for o, v, always, possible in asked]
            except TooMany:  # those of fewer changes have been found
                self.more = True
                return found
            found = [_Found(names, verdict, o) for o, verdict, (smallest, _) in sets for names in smallest]
            whole = all(all_of_them for _, _, (_, all_of_them) in sets)
            if whole or len(found) > MOST:
                self.more = self.more or not whole
                return found
        return found

    def _sets(self, o: Opened, always: Diagram, possible: Diagram, size: int) -> tuple[list[frozenset[str]], bool]:
        """Smallest sets of names, and whether these are all. Raises TooMany."""
        if size < 0:
            return [], FALSE in (always, possible)
        found, whole = o.changing.sets(always, possible, size)
        return _smallest(frozenset(o.names_of(s)) for s in found), whole

    def _conditions(self, o: Opened) -> Iterator[tuple[Verdict | None, tuple[Diagram, Diagram]]]:
        """What has to hold always, and what in some way, for each verdict wanted."""
        if self.opening:
            yield None, (TRUE, self._any_wanted(o))
            return
        for verdict in self.targets:
            if verdict in o.verdicts:
                yield verdict, (o.only(o.verdicts[verdict]), o.possible)

    def _any_wanted(self, o: Opened) -> Diagram:
        wanted = FALSE
        for verdict in self.targets:
            wanted = o.split.diagrams.either(wanted, o.verdicts.get(verdict, FALSE))
        return wanted

    # what they say

    def _flips_of(self, found: _Found) -> Iterator[Flip]:
        o, d, names = found.opened, found.opened.split.diagrams, found.names
        looked_at = o.verdicts if self.opening else (found.verdict,)
        settled = {v: o.values(names, o.only(o.verdicts[v]), o.possible) for v in looked_at if v is not None}
        wanted = {v: f for v, f in settled.items() if v in ((found.verdict,) if found.verdict else self.targets)}
        if self.opening:
            wanted[Verdict.DEPENDS] = o.values(names, TRUE, self._any_wanted(o))
            for f in settled.values():
                wanted[Verdict.DEPENDS] = d.both(wanted[Verdict.DEPENDS], d.negation(f))
        for verdict, values in wanted.items():
            if values == FALSE:
                continue
            implicants, more = o.split.implicants(values, {})
            self.more = self.more or more
            for implicant in implicants:
                region = o.region(implicant, names)
                yield self._flip(o, verdict, o.split.cube(implicant), region)

    def _flip(self, o: Opened, verdict: Verdict, cube: Sequence[Literal], region: Diagram) -> Flip:
        changes = tuple(self._change(o, literal) for literal in cube)
        decided_by = o.deciding(region)
        instead = tuple(o.role(t.id, t.version, region) for t in self.answer.terms if t.id in self.answer.decided_by)
        parties = tuple(dict.fromkeys(p for c in changes for p in c.held_by))
        changed = {n for c in changes for n in c.names}
        turns_on = tuple(n for n in o.turns_on(region) if n not in changed) if verdict is Verdict.DEPENDS else ()
        return Flip(verdict, changes, self._hands(changes, decided_by), parties, decided_by, instead, turns_on)

    def _change(self, o: Opened, literal: Literal) -> Change:
        names = literal.names if isinstance(literal, Holds) else (literal.name,)
        held = dict.fromkeys(p for n in names for p in holders(self.contract, self.case, n))
        nobody = any(not holders(self.contract, self.case, n) for n in names)
        return Change(literal, tuple(o.was(n) for n in names), () if nobody else tuple(held))

    def _hands(self, changes: Sequence[Change], decided_by: Sequence[Role]) -> Hands:
        """In whose hands changes lie, of the terms that decide the case; if none does, of those that would."""
        deciding = [(t.id, t.version) for t in self.answer.terms if t.id in self.answer.decided_by]
        versions = {v.id: v for v in self.contract.versions}
        terms = [versions[v].terms[t] for t, v in deciding or [(r.term, r.version) for r in decided_by]]
        actor = (self.case.event.actor,) if self.case.event.actor else ()
        bearers = {p for t in terms for p in t.bearer or actor}
        counterparties = {p for t in terms for p in t.counterparty}
        held = {p for c in changes for p in c.held_by}
        if not all(c.held_by for c in changes) or not held <= bearers | counterparties:
            return Hands.NOBODY
        return Hands.BEARER if held <= bearers else Hands.COUNTERPARTY if held <= counterparties else Hands.BOTH

    def _nearness(self, flip: Flip) -> tuple[int, ...]:
        """By what flips are listed: few changes first; then those of what is stated, of what is presumed, of the date."""
        was: list[Was] = [w for c in flip.changes for w in c.was]
        dates = sum(w.name == "date" for w in was)
        return len(flip.changes), flip.verdict is Verdict.SILENT, dates, sum(w.presumed for w in was), _ORDER.index(flip.verdict)


_ORDER = (*VERDICTS, Verdict.DEPENDS)


def _smallest(sets: Iterable[frozenset[str]]) -> list[frozenset[str]]:
    """Sets without those that hold another."""
    found = list(dict.fromkeys(sets))
    return [s for s in found if not any(t < s for t in found)]
