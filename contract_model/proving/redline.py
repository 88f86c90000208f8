"""This file defines how two versions are compared: first as they are written, then as what they mean.

For each action and actor the solver says which pairs of verdicts, one before and one after, come about in some event. That is all that is
different, and it is proved. What makes an event belong to such a class is worked out with decision diagrams over both sides at once.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from contract_model.meaning.decide import brings_about, decides
from contract_model.meaning.diagram import FALSE, Diagram, TooLarge
from contract_model.meaning.split import Split
from contract_model.meaning.terms import ACTOR
from contract_model.model.answer import Cube, Verdict
from contract_model.model.case import DateSpan
from contract_model.model.conditions import Condition, In, negation
from contract_model.model.contract import Certainty, Contract, Term, Version
from contract_model.model.redline import ChangedClass, Edition, Redline
from contract_model.model.values import DAY, Raw
from contract_model.problems import ContractError, Problem, quoted
from contract_model.proving.laws import RANK
from contract_model.proving.solver import LAST_DAY, Formula, Solver, Undecided
from contract_model.proving.world import VERDICTS, Side, Worlds, taken_for_granted, witnesses
from contract_model.proving.written_changes import written_changes


@dataclass(frozen=True, slots=True)
class Compared:
    """One side of a comparison: a version of a contract. `name`: by which it can be asked."""

    contract: Contract
    version: Version
    said: str
    name: str

    @property
    def edition(self) -> Edition:
        """The side as it is told."""
        return Edition(self.contract.id, self.version.id, self.said, self.name)


def redline(
    before: Compared,
    after: Compared,
    *,
    only: Collection[str] = (),
    floor: Certainty = Certainty.INFERRED,
    presume: bool = True,
    readings: Mapping[str, str] | None = None,
    timeout: float | None = None,
    progress: Callable[[int, int], None] | None = None,
) -> Redline:
    """What is different. `only`: these actions; `presume`: only events for which presumptions and default readings hold.

    `readings`: how some ambiguities are read on both sides, whatever their defaults.

    Raises ContractError when the two cannot be compared.
    """
    shared = common(before.contract, after.contract)
    actions = [a for a in after.contract.actions if a in before.contract.actions and (not only or a in only)]
    comparison = _Comparison(before, after, shared, floor, presume, readings or {}, timeout)
    classes: list[ChangedClass] = []
    beyond: list[tuple[str, str]] = []
    unanswered: list[str] = []
    for done, action in enumerate(actions):
        if progress:
            progress(done, len(actions))
        for actor in shared.parties:
            try:
                classes += comparison.classes(action, actor)
                if presume and comparison.beyond(action, actor):
                    beyond.append((action, actor))
            except Undecided as reason:
                unanswered.append(f"{action} by {actor}: {reason}")
    if progress:
        progress(len(actions), len(actions))
    words_before, words_after = (_words(one.contract, other.contract) for one, other in ((before, after), (after, before)))
    return Redline(
        before.edition,
        after.edition,
        comparison.span,
        written_changes(before.version.terms, after.version.terms),
        tuple(classes),
        tuple(actions),
        presume,
        words_before,
        words_after,
        tuple(beyond),
        tuple(unanswered),
        any(t.norm is not None for s in (before, after) for t in s.version.terms.values()),
        tuple((readings or {}).items()),
    )


class _Comparison:
    """Two sides with one vocabulary, and the days on which they are compared: those from which on both could be in force."""

    def __init__(
        self,
        before: Compared,
        after: Compared,
        shared: Contract,
        floor: Certainty,
        presume: bool,
        readings: Mapping[str, str],
        timeout: float | None,
    ) -> None:
        self.sides = (before, after)
        self.shared = shared
        self.floor = floor
        self.presume = presume
        self.readings = readings
        self.solver = Solver(shared, timeout)
        later = max((before.version, after.version), key=lambda v: v.start)
        self.days = (later.start.toordinal(), later.end.toordinal() if later.end else LAST_DAY)
        self.span = DateSpan(later.start, later.end)

    def worlds(self, action: str) -> tuple[Worlds, Worlds]:
        """The cases of an action before and after."""
        one, other = (Worlds(self.solver, s.version, action, self.floor, s.contract, self.days) for s in self.sides)
        return one, other

    def classes(self, action: str, actor: str) -> Iterable[ChangedClass]:
        """The classes of events of an action by somebody that the two treat differently. Raises Undecided."""
        both = self.worlds(action)
        verdicts = [{v: w.verdict(v) for v in VERDICTS} for w in both]
        formulas = [{v: w.formula(c) for v, c in said.items()} for w, said in zip(both, verdicts, strict=True)]
        limits: list[Formula] = [*both[0].limits, both[0].formula(In(ACTOR, (actor,)))]
        limits += self._so(both, self.assumed)
        apart = self.solver.any(self.solver.all((formulas[0][v], self.solver.negation(formulas[1][v]))) for v in VERDICTS)
        if self.solver.never(*limits, apart):
            return []
        regions = _Regions(self, both, verdicts, actor)
        found = []
        for before in VERDICTS:
            for after in VERDICTS:
                if before is after:
                    continue
                values = self.solver.find(
                    [*limits, formulas[0][before], formulas[1][after]], both[1].wishes, {*both[0].names(), *both[1].names()}
                )
                if values is None:
                    continue
                sides = [
                    Side(w, [said[v]], judged_by_version=self._judged(s, int(values["date"])))
                    for w, s, said, v in zip(both, self.sides, verdicts, (before, after), strict=True)
                ]
                old, new = witnesses(values, sides)
                cubes, more, deciding = regions.told(before, after)
                deciding = deciding or (old.decision.decided_by, new.decision.decided_by)
                gains, loses = self._gains(actor, before, after, deciding)
                found.append(ChangedClass(action, actor, before, after, cubes, more, deciding, (old.case, new.case), gains, loses))
        return found

    def beyond(self, action: str, actor: str) -> bool:
        """Whether events are treated differently for which something that is taken for granted does not hold. Raises Undecided."""
        both = self.worlds(action)
        formulas = [{v: w.formula(w.verdict(v)) for v in VERDICTS} for w in both]
        apart = self.solver.any(self.solver.all((formulas[0][v], self.solver.negation(formulas[1][v]))) for v in VERDICTS)
        granted = {name: value for name, value in self.assumed.items() if name not in self.readings}
        denied = self.solver.any(self.solver.negation(f) for f in self._so(both, granted))
        read = self._so(both, self.readings)
        return not self.solver.never(*both[0].limits, both[0].formula(In(ACTOR, (actor,))), *read, apart, denied)

    @staticmethod
    def _so(both: tuple[Worlds, Worlds], values: Mapping[str, Raw]) -> list[Formula]:
        """That something is so, as far as the two ask about it."""
        return [w.equal(var, values[name]) for w in both for name, var in w.program.variables.items() if name in values]

    @property
    def assumed(self) -> Mapping[str, Raw]:
        """What is taken for granted (where the two differ, by the later side), and how it was said that ambiguities are read."""
        before, after = (taken_for_granted(s.contract) for s in self.sides)
        return {**(before if self.presume else {}), **(after if self.presume else {}), **self.readings}

    @staticmethod
    def _judged(side: Compared, day: int) -> bool:
        """Whether a side must be told to judge by its version on a day."""
        return side.contract.version_on(date.fromordinal(day)) is not side.version

    def _gains(
        self, actor: str, before: Verdict, after: Verdict, deciding: tuple[tuple[str, ...], tuple[str, ...]]
    ) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """Who gains and who loses: the actor by more freedom, those to whom what stands against it is owed by less of it."""
        freer = RANK.index(after) > RANK.index(before)
        side, decisive = (self.sides[0], deciding[0]) if freer else (self.sides[1], deciding[1])
        terms = [side.version.terms[t] for t in decisive if t in side.version.terms]
        owed = tuple(dict.fromkeys(p for t in terms for p in t.counterparty if p != actor))
        return ((actor,), owed) if freer else (owed, (actor,))


class _Regions:
    """The classes of the events of an action by somebody as diagrams over both sides."""

    def __init__(self, comparison: _Comparison, both: tuple[Worlds, Worlds], verdicts: Sequence[Mapping[Verdict, Condition]], actor: str):
        self.both = both
        self.verdicts = verdicts
        self.split: Split | None = None
        asked = {name for w in both for name in w.program.variables}
        values: dict[str, Raw] = {n: v for n, v in comparison.assumed.items() if n in asked}
        values |= {"actor": actor, "evidence": comparison.floor.value}
        try:
            formulas = [f for w in both for f in w.program.formulas]
            self.split = Split(comparison.shared, formulas, values, {"date": comparison.days, "time": (0, DAY - 1)})
        except (TooLarge, RecursionError):
            self.split = None

    def told(self, before: Verdict, after: Verdict) -> tuple[tuple[Cube, ...] | None, bool, tuple[tuple[str, ...], tuple[str, ...]] | None]:
        """The conditions of a class, whether there are more, and the terms that decide; none where it is too large."""
        split = self.split
        if split is None:
            return None, True, None
        try:
            one, other = (split.diagram(said[v]) for said, v in zip(self.verdicts, (before, after), strict=True))
            region = split.diagrams.both(one, other)
            cubes, more = split.smallest(region, {})
            here = split.within(region, {})
            first, second = (self._deciding(split, w, here, v) for w, v in zip(self.both, (before, after), strict=True))
            return cubes, more, (first, second)
        except (TooLarge, RecursionError):
            return None, True, None

    def _deciding(self, split: Split, worlds: Worlds, region: Diagram, verdict: Verdict) -> tuple[str, ...]:
        """The terms that decide in a region: those that do in all of it where one brings the verdict about by itself, else in some."""
        named, policies, terms = worlds.program.named, worlds.contract.policies, worlds.program.terms

        def holds(condition: Condition | None) -> bool:
            return condition is not None and not meets(negation(condition))

        def meets(condition: Condition | None) -> bool:
            return condition is not None and split.within(split.diagrams.both(split.diagram(condition), region), {}) != FALSE

        def told(term: Term) -> bool:
            condition = decides(term, named).get(verdict)
            return holds(condition) if carried else meets(condition)

        carried = any(holds(brings_about(t, named, policies).get(verdict)) for t in terms)
        return tuple(t.id for t in terms if told(t))


def common(before: Contract, after: Contract) -> Contract:
    """A contract with the words that both have, and what either asks about. Raises ContractError where one word has two kinds."""
    if before is after:
        return after
    _same_kinds(before, after)
    choices = {
        name: replace(c, values={v: w for v, w in c.values.items() if name not in before.choices or v in before.choices[name].values})
        for name, c in {**before.choices, **after.choices}.items()
    }
    ambiguities = {**before.ambiguities, **after.ambiguities}
    for name in ambiguities:
        if name in before.ambiguities and name in after.ambiguities:
            old = before.ambiguities[name].readings
            ambiguities[name] = replace(
                after.ambiguities[name], readings={r: x for r, x in after.ambiguities[name].readings.items() if r in old}
            )
    return replace(
        after,
        parties={p: x for p, x in after.parties.items() if p in before.parties},
        choices=choices,
        parameters={**before.parameters, **after.parameters},
        facts={**before.facts, **after.facts},
        ambiguities=ambiguities,
        derived={**before.derived, **after.derived},
    )


def _same_kinds(before: Contract, after: Contract) -> None:
    problems = []
    for name in [*before.parameters, *before.facts, *before.derived]:
        one, other = _kind(before, name), _kind(after, name)
        if one and other and one != other:
            said = f"{quoted(name)} is of the kind {one} in one and {other} in the other, so the two cannot be compared"
            problems.append(Problem("not-comparable", said, hint="rename one of them"))
    if problems:
        raise ContractError(problems)


def _kind(contract: Contract, name: str) -> str:
    asked = contract.asked(name)
    kind = getattr(asked, "kind", None)
    return "" if asked is None else str(kind or "reading")


def _words(one: Contract, other: Contract) -> tuple[str, ...]:
    """The words of a contract that another does not have: parties, actions, parameters, facts, ambiguities, and values and readings."""
    found = []
    for what in ("parties", "actions", "parameters", "facts", "ambiguities"):
        singular = "party" if what == "parties" else "ambiguity" if what == "ambiguities" else what.removesuffix("s")
        found += [f"{singular} {n}" for n in getattr(one, what) if n not in getattr(other, what)]
    for name, choices in one.choices.items():
        if name in other.choices:
            found += [f"{name} {v}" for v in choices.values if v not in other.choices[name].values]
    for name, ambiguity in one.ambiguities.items():
        if name in other.ambiguities:
            found += [f"{name} {r}" for r in ambiguity.readings if r not in other.ambiguities[name].readings]
    return tuple(found)
