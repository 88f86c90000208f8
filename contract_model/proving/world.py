"""This file defines `Worlds`: all cases of one action under one version in which everything is known, and the search for one of them.

A case that is found says no more than it must: what the claims do not turn on is left out. It is then judged by meaning/ like any other
case, with its presumptions, and the claims must hold there, too. If they do not, that is an error of ours (`Disagreement`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from contract_model.meaning.decide import name_of, silence
from contract_model.meaning.decision import Decision, decide
from contract_model.meaning.kleene import Slots, compile_condition, compile_formulas
from contract_model.meaning.known import known
from contract_model.meaning.program import Program
from contract_model.meaning.programs import PROGRAMS
from contract_model.meaning.terms import ACTOR, EVIDENCE
from contract_model.meaning.terms import DAY as DATE_OF_EVENT
from contract_model.model.answer import Verdict
from contract_model.model.case import Case, DateSpan, Event
from contract_model.model.conditions import FALSE, Condition, In, Named, Var, any_of, parts_of
from contract_model.model.contract import Certainty, Contract, Version
from contract_model.model.kinds import Sort
from contract_model.model.values import Raw, Value, cooked, raw
from contract_model.proving.solver import LAST_DAY, Formula, Solver, Values

VERDICTS = (Verdict.PERMITTED, Verdict.PROHIBITED, Verdict.SILENT, Verdict.CONFLICT)

YEAR = 366
"""No date of a case lies further back than so many days, if it need not."""


class Disagreement(Exception):
    """The solver found a case that meaning/ judges otherwise."""


@dataclass(frozen=True, slots=True)
class Witness:
    """A case that was found, with the decision on it."""

    case: Case
    decision: Decision
    values: Mapping[str, Raw] = field(compare=False)


class Worlds:
    """The cases of an action under a version. `floor`: what evidence counts in them; none for any.

    `contract`: whose version it is, where it is not the one of which the solver has the vocabulary. `days`: the first and the last day,
    where they are not those of the version.
    """

    def __init__(
        self,
        solver: Solver,
        version: Version,
        action: str,
        floor: Certainty | None = None,
        contract: Contract | None = None,
        days: tuple[int, int] | None = None,
    ) -> None:
        self.solver = solver
        self.contract: Contract = contract or solver.contract
        self.days = days or (version.start.toordinal(), version.end.toordinal() if version.end else LAST_DAY)
        self.version = version
        self.action = action
        self.floor = floor
        self.program: Program = PROGRAMS.get(self.contract, version, action)
        self.limits = tuple(self._limits())
        self.wishes = tuple(self._wishes())

    def _limits(self) -> Iterable[Formula]:
        day = self.solver.variable(DATE_OF_EVENT)
        yield day >= self.days[0]
        yield day <= self.days[1]
        self.solver.variable(ACTOR)
        if self.floor is not None:
            yield self.equal(EVIDENCE, self.floor.value)

    def _wishes(self) -> Iterable[Formula]:
        """One acts of whom the terms speak; what is taken for granted holds; it happens on the first day; no odd values elsewhere."""
        bearers = tuple(sorted({b for t in self.program.terms for b in t.bearer}))
        if bearers:
            yield self.formula(In(ACTOR, bearers))
        yield from self.granted()
        if self.floor is None:
            yield self.equal(EVIDENCE, Certainty.INFERRED.value)
        yield self.equal(DATE_OF_EVENT, self.days[0])
        for var in self.program.variables.values():
            if var.kind.sort is Sort.DATE and var != DATE_OF_EVENT:
                yield self.solver.variable(var) >= self.days[0] - YEAR
                yield self.equal(var, self.days[0])
            elif var.kind.ordered:
                yield self.solver.variable(var) >= 0

    def granted(self) -> list[Formula]:
        """That what is taken for granted is so."""
        taken = taken_for_granted(self.contract)
        return [self.equal(var, taken[name]) for name, var in self.program.variables.items() if name in taken]

    def equal(self, var: Var, value: Raw) -> Formula:
        """That a variable has a value."""
        formula: Formula = self.solver.variable(var) == self.solver.constant(value, var.kind)
        return formula

    def named(self, name: str) -> Condition:
        """A condition of the program by its name; false where there is none."""
        return self.program.named.get(name, FALSE)

    def verdict(self, verdict: Verdict) -> Condition:
        """That a verdict comes out, with what silence comes to."""
        own = FALSE if verdict is Verdict.SILENT else self.named(name_of(verdict))
        silent = silence(self.contract.policies) is verdict
        return any_of(own, self.named(name_of(Verdict.SILENT))) if silent else own

    def formula(self, condition: Condition) -> Formula:
        """The formula of a condition."""
        return self.solver.formula(condition)

    def never(self, *wanted: Formula) -> bool:
        """Whether all that is wanted is true in no case. Raises Undecided."""
        return self.solver.never(*self.limits, *wanted)

    def find(self, *claims: Condition, also: Sequence[Formula] = (), wishes: Sequence[Formula] = ()) -> Witness | None:
        """A case in which the claims are true; none where there is none. Raises Undecided and Disagreement.

        Of what is `also` wanted the case says no more than the claims turn on.
        """
        values = self.solver.find([*self.limits, *map(self.formula, claims), *also], [*wishes, *self.wishes], self.names(claims))
        return None if values is None else self.witness(values, claims)

    def names(self, claims: Iterable[Condition] = ()) -> set[str]:
        """What the program asks about, and what claims do, and the event itself."""
        return {*self.program.variables, *beyond(self.program, claims)[0], *_ALWAYS}

    def witness(self, values: Values, claims: Sequence[Condition]) -> Witness:
        """The case of some values, in which the claims must be true. Raises Disagreement."""
        return witnesses(values, [Side(self, claims)])[0]

    def case(self, values: Mapping[str, Raw]) -> Case:
        """The case that says some values and no more."""
        contract = self.contract
        day = date.fromordinal(int(values["date"]))
        moment = values.get("time")
        kinds = self.solver.variables
        said: dict[str, Value] = {n: cooked(kinds[n].kind, v) for n, v in values.items() if n in kinds and n not in _BUILT_IN}
        time = cooked(kinds["time"].kind, moment) if moment is not None else None
        return Case(
            event=Event(
                self.action,
                str(values["actor"]),
                DateSpan(day, day, time),  # type: ignore[arg-type]  # a duration is a timedelta
                {n: v for n, v in said.items() if n in contract.actions[self.action].parameters},
            ),
            facts={n: v for n, v in said.items() if n in contract.facts or n in contract.derived},
            readings={n: str(v) for n, v in said.items() if n in contract.ambiguities},
            evidence=Certainty(values.get("evidence", (self.floor or Certainty.INFERRED).value)),
        )


@dataclass(frozen=True, slots=True)
class Side:
    """One of several cases that are held against each other: what must be true in it, and what is other in it than in the rest.

    `judged_by_version`: whatever the date.
    """

    worlds: Worlds
    claims: Sequence[Condition]
    changed: Mapping[str, Raw] = field(default_factory=dict)
    judged_by_version: bool = False


def witnesses(values: Values, sides: Sequence[Side]) -> list[Witness]:
    """The cases of some values, the same but for what is changed in each. They say no more than their claims and verdicts turn on.

    Raises Disagreement.
    """
    tests = [_test(side, {**values, **side.changed}) for side in sides]

    def true(some: Mapping[str, Raw]) -> bool:
        return all(test({**some, **side.changed}) for test, side in zip(tests, sides, strict=True))

    if not true(values):
        raise Disagreement(f"the solver claims what the meaning denies: {sides[0].worlds.action}, {values}")
    asked = {name for side in sides for name in (*side.worlds.program.variables, *beyond(side.worlds.program, side.claims)[0])}
    kept = {n: v for n, v in values.items() if n in asked or n in _ALWAYS}
    kept = _needed(kept, [n for n in kept if n not in _ALWAYS], true)
    found = []
    for side, test in zip(sides, tests, strict=True):
        contract, worlds = side.worlds.contract, side.worlds
        taken = taken_for_granted(contract)
        here = {**kept, **side.changed}
        case = worlds.case({n: v for n, v in here.items() if n not in taken or taken[n] != v})
        if side.judged_by_version:
            case = replace(case, version=worlds.version.id)
        if not test(known(contract, case).everything):
            raise Disagreement(f"the case does not say what was found: {worlds.action}, {here}")
        found.append(Witness(case, decide(contract, case), here))
    return found


def _needed(values: Values, names: Sequence[str], true: Callable[[Mapping[str, Raw]], bool]) -> Values:
    """The values without as many of some names as make no difference: all of them, or else of each half what can be left out of it."""
    if not names:
        return values
    without = {n: v for n, v in values.items() if n not in names}
    if true(without):
        return without
    if len(names) == 1:
        return values
    middle = len(names) // 2
    return _needed(_needed(values, names[:middle], true), names[middle:], true)


def _test(side: Side, values: Mapping[str, Raw]) -> Callable[[Mapping[str, Raw]], bool]:
    """Whether what is known settles that the claims are true, and the verdict that they have with all values."""
    program = side.worlds.program
    variables, definitions = beyond(program, side.claims)
    compiled = program.compiled
    if variables or definitions:
        compiled = compile_formulas([*program.variables, *variables], [*program.formulas, *definitions])
    names = [*program.variables, *variables]

    def evaluated(some: Mapping[str, Raw]) -> Slots:
        slots: Slots = [some.get(name) for name in names]
        for step in compiled.steps:
            slots.append(step(slots))
        return slots

    found = evaluated(values)
    verdict = [side.worlds.named(name_of(v)) for v in VERDICTS if found[compiled.slots[name_of(v)]]]
    tests = [compile_condition(claim, compiled.slots) for claim in (*side.claims, *verdict)]

    def true(some: Mapping[str, Raw]) -> bool:
        slots = evaluated(some)
        return all(test(slots) is True for test in tests)

    return true


def beyond(program: Program, claims: Iterable[Condition]) -> tuple[dict[str, Var], tuple[Named, ...]]:
    """The variables and definitions that claims use and the program does not have."""
    variables: dict[str, Var] = {}
    definitions: dict[str, Named] = {}

    def visit(condition: Condition) -> None:
        match condition:
            case Var(name, _):
                if name not in program.variables:
                    variables[name] = condition
            case Named(name, body):
                if name not in program.named and name not in definitions:
                    visit(body)
                    definitions[name] = condition
            case _:
                for part in parts_of(condition):
                    visit(part)

    for claim in claims:
        visit(claim)
    return variables, tuple(definitions.values())


_BUILT_IN = ("actor", "date", "time", "evidence")
_ALWAYS = ("actor", "date", "evidence")


def taken_for_granted(contract: Contract) -> dict[str, Raw]:
    """The value of each presumption and default reading, by name."""
    found: dict[str, Raw] = {}
    for asked in (contract.parameters, contract.facts):
        found |= {n: raw(a.presumed) for n, a in asked.items() if a.presumed is not None}
    for name, derived in contract.derived.items():
        if derived.presumed is not None:
            found[name] = derived.presumed
    return found | {n: a.default for n, a in contract.ambiguities.items() if a.default is not None}
