"""This file defines how a law is proved, or refuted by a case that can be asked.

A law is refuted by values of all variables that fit its hypothesis and not its demand. Where other values are held against them
(`symmetric`, `favourable`, `same_as`), its formula is that of two cases at once, the same but for one value, or for the version.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from contract_model.meaning.terms import ACTOR
from contract_model.model.answer import Verdict
from contract_model.model.conditions import Condition, In, Var, any_of, negation
from contract_model.model.contract import Contract, Version
from contract_model.model.law import Always, Claim, Counterexample, Demand, Favourable, Law, Never, Proof, SameAs, Symmetric
from contract_model.model.values import Raw, raw
from contract_model.proving.solver import Formula, Solver, Undecided, Values
from contract_model.proving.world import VERDICTS, Side, Witness, Worlds, witnesses

RANK = (Verdict.PROHIBITED, Verdict.CONFLICT, Verdict.SILENT, Verdict.PERMITTED)
"""The verdicts from the worst to the best for whoever acts."""


def prove(contract: Contract, laws: Iterable[Law], timeout: float | None = None) -> Iterator[Proof]:
    """What becomes of each law. `timeout`: so many seconds for all of them."""
    solver = Solver(contract, timeout)
    for law in laws:
        yield _prove(solver, law)


def _prove(solver: Solver, law: Law) -> Proof:
    contract = solver.contract
    vacuous, undecided = True, ""
    for version in [v for v in contract.versions if not law.versions or v.id in law.versions]:
        for action in law.actions or tuple(contract.actions):
            scope = _Scope(solver, law, version, action)
            try:
                vacuous = vacuous and scope.worlds.never(*scope.hypothesis)
                for demand in law.demands:
                    if found := scope.against(demand):
                        return Proof(law, counterexample=found)
            except Undecided as reason:
                undecided = str(reason)
    return Proof(law, undecided=undecided, vacuous=vacuous and not undecided)


class _Scope:
    """The cases of which a law speaks, of one action under one version. `conditions`: what it says of them."""

    def __init__(self, solver: Solver, law: Law, version: Version, action: str) -> None:
        self.solver = solver
        self.law = law
        self.version = version
        self.action = action
        self.worlds = Worlds(solver, version, action, law.evidence)
        self.conditions: list[Condition] = [law.when.condition] if law.when else []
        if law.actors:
            self.conditions.append(In(ACTOR, tuple(sorted(law.actors))))
        self.hypothesis = [solver.formula(c) for c in self.conditions] + (self.worlds.granted() if law.presume else [])

    def against(self, demand: Demand) -> Counterexample | None:
        """Cases that the law speaks of and that are not as it demands; none where there are none. Raises Undecided."""
        match demand:
            case Never(claims):
                return self._one(any_of(*map(self.claim, claims)), "it is so")
            case Always(claims):
                return self._one(negation(any_of(*map(self.claim, claims))), "it is not so")
            case Symmetric(values):
                for name, listed in values.items():
                    for one, other in zip(listed, listed[1:], strict=False):
                        if found := self._two_values(name, raw(one), raw(other), worse=False):
                            return found
                return None
            case Favourable(name, (), more):
                return self._more(name, more)
            case Favourable(name, listed, _):
                pairs = ((raw(a), raw(b)) for a, b in zip(listed, listed[1:], strict=False))
                return next((found for a, b in pairs if (found := self._two_values(name, a, b, worse=True))), None)
            case SameAs(other):
                return self._other_version(next(v for v in self.solver.contract.versions if v.id == other))

    def claim(self, claim: Claim) -> Condition:
        """What a claim says, as a condition of the program."""
        return self.worlds.verdict(claim.verdict) if claim.verdict else self.worlds.named(f"{claim.term} {claim.status}")

    def _one(self, condition: Condition, said: str) -> Counterexample | None:
        found = self._find([self.solver.formula(condition)])
        return None if found is None else self._told([Side(self.worlds, [condition, *self.conditions])], found, said)

    def _find(self, wanted: Sequence[Formula]) -> Values | None:
        worlds = self.worlds
        return self.solver.find([*worlds.limits, *self.hypothesis, *wanted], worlds.wishes)

    def _two_values(self, name: str, one: Raw, other: Raw, *, worse: bool) -> Counterexample | None:
        """Two cases with two values of a name and different verdicts, of which the second is `worse`."""
        var = self._variable(name)
        if var is None:
            return None
        here, there = ({var: self.solver.constant(v, var.kind)} for v in (one, other))
        found = self._find([*self._both(here), *self._both(there), self._apart(here, there, worse)])
        return None if found is None else self._pair(found, {name: one}, {name: other}, worse)

    def _more(self, name: str, more: bool) -> Counterexample | None:
        """Two cases of which the second has more (or less) of a quantity and a worse verdict."""
        var = self._variable(name)
        if var is None:
            return None
        first, second = self.solver.variable(var), self.solver.variable(self.solver.other(var))
        there = {var: second}
        rising = first < second if more else second < first
        limits = [self.solver.given(f, there) for f in self.worlds.limits]  # it may be the date
        found = self._find([rising, *limits, *self._both(there), self._apart({}, there, worse=True)])
        return None if found is None else self._pair(found, {name: found[name]}, {name: found[f"{name}'"]}, worse=True)

    def _variable(self, name: str) -> Var | None:
        """The variable of a name, where the program or the hypothesis asks about it."""
        return self.worlds.program.variables.get(name)

    def _both(self, values: Mapping[Var, Formula]) -> list[Formula]:
        """That the hypothesis holds with other values, too."""
        return [self.solver.given(self.solver.formula(c), values) for c in self.conditions]

    def _apart(self, here: Mapping[Var, Formula], there: Mapping[Var, Formula], worse: bool) -> Formula:
        """That the verdicts with some values and with others differ; that the second is worse."""
        one, other = ({v: self.solver.given(self.worlds.formula(self.worlds.verdict(v)), at) for v in RANK} for at in (here, there))
        return _apart(self.solver, one, other, worse)

    def _pair(self, found: Values, here: Mapping[str, Raw], there: Mapping[str, Raw], worse: bool) -> Counterexample:
        said = "the second is worse" if worse else "they differ"
        return self._told([Side(self.worlds, self.conditions, here), Side(self.worlds, self.conditions, there)], found, said)

    def _other_version(self, other: Version) -> Counterexample | None:
        if other is self.version:
            return None
        there = Worlds(self.solver, other, self.action, self.law.evidence)
        one = {v: self.worlds.formula(self.worlds.verdict(v)) for v in RANK}
        two = {v: there.formula(there.verdict(v)) for v in RANK}
        granted = there.granted() if self.law.presume else []
        found = self._find([*granted, _apart(self.solver, one, two, worse=False)])
        if found is None:
            return None
        return self._told([Side(self.worlds, self.conditions), Side(there, (), judged_by_version=True)], found, "they differ")

    def _told(self, sides: Sequence[Side], found: Values, said: str) -> Counterexample:
        cases: list[Witness] = witnesses(found, sides)
        return Counterexample(self.version.id, tuple((w.case, w.decision.verdict) for w in cases), said)


def _apart(solver: Solver, one: Mapping[Verdict, Formula], other: Mapping[Verdict, Formula], worse: bool) -> Formula:
    """That the verdicts of two cases differ; that the second is worse."""
    if not worse:
        return solver.any(solver.all((one[v], solver.negation(other[v]))) for v in VERDICTS)
    return solver.any(solver.all((one[v], other[w])) for i, v in enumerate(RANK) for w in RANK[:i])
