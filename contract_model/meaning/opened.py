"""This file defines `Opened`: a case in which some of what it has is left open, so that one can see what else it could be.

Its diagrams are those of the case with these names unknown. What the case has for them is their home (see changing.py).
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import replace
from fractions import Fraction

from contract_model.meaning.changing import Changing
from contract_model.meaning.decide import brings_about, decides, name_of
from contract_model.meaning.diagram import FALSE, TRUE, Diagram
from contract_model.meaning.judge import Judgment
from contract_model.meaning.known import Known, known, reading_of
from contract_model.meaning.parts import parts, window
from contract_model.meaning.primes import Implicant
from contract_model.meaning.program import Program
from contract_model.meaning.programs import PROGRAMS
from contract_model.meaning.quantities import Cells, Threshold, threshold
from contract_model.meaning.split import Unknown, nodes_of
from contract_model.meaning.terms import BUILT_IN
from contract_model.model.answer import Status, Verdict
from contract_model.model.case import ANY_DATE, Case
from contract_model.model.conditions import Compare, Condition, Var, kind_of
from contract_model.model.contract import Contract, Term
from contract_model.model.flip import Role, Was
from contract_model.model.kinds import Sort
from contract_model.model.values import Raw

VERDICTS = (Verdict.PERMITTED, Verdict.PROHIBITED, Verdict.CONFLICT, Verdict.SILENT)


class Opened:
    """A case with `names` left open. `free`: those of them that are chosen freely, having no home.

    Raises ContractError when that leaves too much open.
    """

    def __init__(self, contract: Contract, case: Case, names: Collection[str], free: Collection[str] = ()) -> None:
        self.contract = contract
        self.case = case
        self.free = frozenset(free)
        self.known = known(contract, case)
        self.judgment = Judgment(contract, _left_open(contract, case, names), PROGRAMS)
        self.split = self.judgment.split
        diagrams = self.split.diagrams
        places = self.split.places(self.judgment.known.assumed)
        given = {v: diagrams.given(f, places) for v, f in self.judgment.verdicts.items()}
        self.possible = self.split.possible(*given.values())
        self.verdicts = {v: diagrams.both(given[v], self.possible) for v in VERDICTS if v in given}
        self._taken = places
        self._homes = dict(self._home_of_each())
        self.changing = self.changing_only(range(len(self.split.unknowns)))

    # what is asked of it

    def changing_only(self, variables: Collection[int]) -> Changing:
        """The search for sets of some variables, readings excepted."""
        ambiguities = self.contract.ambiguities
        fixed = [n for n, u in enumerate(self.split.unknowns) if n not in variables or any(name in ambiguities for name in u.names)]
        return Changing(self.split.diagrams, self._homes, fixed)

    def names_of(self, variables: Iterable[int]) -> frozenset[str]:
        """What some variables are about, and what is chosen freely."""
        return self.free.union(*(self.split.unknowns[v].names for v in variables))

    def variables_of(self, names: Collection[str]) -> frozenset[int]:
        """The variables that are about nothing else than some names."""
        return frozenset(n for n, u in enumerate(self.split.unknowns) if set(u.names) <= set(names))

    def only(self, condition: Diagram) -> Diagram:
        """That a condition holds wherever that can be."""
        return self.split.diagrams.either(condition, self.split.diagrams.negation(self.possible))

    def implicants(self, names: Collection[str], always: Diagram, possible: Diagram) -> tuple[list[Implicant], bool]:
        """What some names have to be for `always` to hold whatever the rest, and `possible` in some way; and whether there is more."""
        return self.split.implicants(self.values(names, always, possible), {})

    def values(self, names: Collection[str], always: Diagram, possible: Diagram) -> Diagram:
        """The same as a condition on the variables that are about these names."""
        chosen = self.variables_of(names)
        every, some = (self.changing.projected(f, chosen, whole) for f, whole in ((always, True), (possible, False)))
        return self.split.diagrams.both(every, some)

    def region(self, implicant: Implicant, names: Collection[str]) -> Diagram:
        """Everything that can be when some names are as an implicant says, and the rest is as in the case."""
        d, chosen = self.split.diagrams, self.variables_of(names)
        said = {v: home for v, home in self._homes.items() if v not in chosen and len(home) < d.sizes[v]}
        said |= {v: frozenset((place,)) for v, place in self._taken.items()} | dict(implicant)
        result = TRUE
        for variable in sorted(said, reverse=True):  # from the last on, so that each is a step
            result = d.both(d.literal(variable, said[variable]), result)
        return d.both(result, self.possible)

    def verdict(self, region: Diagram) -> Verdict:
        """The verdict in all ways that are left."""
        found = [v for v, f in self.verdicts.items() if self.split.diagrams.both(f, region) != FALSE]
        return found[0] if len(found) == 1 else Verdict.DEPENDS

    def turns_on(self, region: Diagram) -> tuple[str, ...]:
        """The names on which the verdict turns in what is left; a variable that has one value there is none of them."""
        d = self.split.diagrams
        only: dict[int, int] = {}
        for variable in d.support(region):
            left = [p for p in range(d.sizes[variable]) if d.both(region, d.literal(variable, (p,))) != FALSE]
            only |= {variable: left[0]} if len(left) == 1 else {}
        return self.split.turns_on(*(d.given(d.both(f, region), only) for f in self.verdicts.values()))

    def deciding(self, region: Diagram) -> tuple[Role, ...]:
        """The terms that decide in what is left, with what they do; see `Judged.deciding`."""
        found: list[Role] = []
        for prog, here in self._parts(region):
            ids: set[str] = set()
            for verdict in VERDICTS:
                narrow = self.split.diagrams.both(here, self.split.diagram(prog.named[name_of(verdict)]))
                if narrow != FALSE:
                    ids |= self._decide(prog, verdict, narrow)
            found += [Role(t.id, prog.version.id, self._status(prog, t, here)) for t in prog.terms if t.id in ids]
        return tuple(found)

    def role(self, term: str, version: str, region: Diagram) -> Role:
        """What a term does in what is left."""
        for prog, here in self._parts(region):
            if prog.version.id == version:
                return Role(term, version, self._status(prog, next(t for t in prog.terms if t.id == term), here))
        return Role(term, version, Status.NOT_ENGAGED)

    def was(self, name: str) -> Was:
        """What the case has for a name."""
        if name == "date":
            span = self.case.event.date
            return Was(name, None if span == ANY_DATE else span, self.case.presumed_date)
        if name == "time":
            return Was(name, self.case.event.date.time)
        if name in self.known.presumed:
            return Was(name, self.known.presumed[name], presumed=True)
        stated = {**self.case.event.parameters, **self.case.facts}
        if name in self.case.unknown:
            return Was(name, None)
        if name in stated:
            return Was(name, stated[name])
        chosen = reading_of(self.contract, name, self.case.readings.get(name, ""))
        return Was(name, chosen.value if chosen else None)

    # how it is worked out

    def _home_of_each(self) -> Iterator[tuple[int, frozenset[int]]]:
        for number, unknown in enumerate(self.split.unknowns):
            if not self.free or not set(unknown.names) <= self.free:
                yield number, self._home(unknown)

    def _home(self, unknown: Unknown) -> frozenset[int]:
        """The values that an unknown has in the case, by number; all, where the case does not know it."""
        everything = range(len(unknown.inhabited) if unknown.cells else len(unknown.values))
        if len(unknown.names) > 1:
            return frozenset(everything)
        (name,) = unknown.names
        if name == "date" and unknown.cells:
            span = self.case.event.date
            first, last = (None if day is None else day.toordinal() for day in (span.first, span.last))
            return frozenset(p for p in everything if _meets(unknown.cells, unknown.inhabited[p], first, last))
        value = self.known.everything.get(name)
        if value is None:
            return frozenset(everything)
        if unknown.cells:
            return frozenset(p for p in everything if _meets(unknown.cells, unknown.inhabited[p], value, value))
        place = self.split.position(name, value)
        assert place is not None  # it is one of the unknowns
        return frozenset((place[1],))

    def _parts(self, region: Diagram) -> Iterator[tuple[Program, Diagram]]:
        """The program of each version that can be in force, and what is left of a region then."""
        of_event, programs = self.judgment.parts, iter(self.judgment.programs)
        for i, part in enumerate(of_event):
            if part.version is None:
                continue
            days = self.split.diagram(window(part, bool(i), i + 1 < len(of_event))) if len(of_event) > 1 else TRUE
            prog, here = next(programs), self.split.diagrams.both(region, days)
            if here != FALSE:
                yield prog, here

    def _decide(self, prog: Program, verdict: Verdict, narrow: Diagram) -> set[str]:
        policies = self.contract.policies
        carried = any(self._holds(brings_about(t, prog.named, policies).get(verdict), narrow) for t in prog.terms)
        found = set()
        for term in prog.terms:
            condition = decides(term, prog.named).get(verdict)
            if condition is not None and (self._holds(condition, narrow) if carried else self._can_hold(condition, narrow)):
                found.add(term.id)
        return found

    def _holds(self, condition: Condition | None, region: Diagram) -> bool:
        """Whether a condition holds everywhere in a region."""
        if condition is None:
            return False
        d = self.split.diagrams
        return d.both(region, d.negation(self.split.diagram(condition))) == FALSE

    def _can_hold(self, condition: Condition, region: Diagram) -> bool:
        return self.split.diagrams.both(region, self.split.diagram(condition)) != FALSE

    def _status(self, prog: Program, term: Term, here: Diagram) -> Status:
        """What a term does; see `Judged.status`."""

        def settled(status: str) -> bool | None:
            formula = prog.named.get(f"{term.id} {status}")
            if formula is None or not self._can_hold(formula, here):
                return False
            return True if self._holds(formula, here) else None

        if settled("engaged") is False:
            return Status.NOT_ENGAGED
        if settled("yields") is None:
            return Status.UNKNOWN
        for status in (Status.EXCUSED, Status.YIELDS, Status.BITES, Status.MET, Status.GRANTS, Status.STATES):
            if settled(status.value):
                return status
        return Status.UNKNOWN


def changeable(contract: Contract, case: Case) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """What a case has and could have otherwise: facts, parameters, what is presumed, the date and the time.

    First what stands alone in comparisons, then what is compared with something that could be otherwise as well, or is not known.
    """
    versions = [p.version for p in parts(contract, _left_open(contract, case, ("date",)))]
    programs = [PROGRAMS.get(contract, v, case.event.action) for v in versions if v]
    have = known(contract, case)
    asked = dict.fromkeys(name for prog in programs for name in prog.variables)
    has_date = case.event.date != ANY_DATE
    names = [n for n in asked if n not in contract.ambiguities and n not in BUILT_IN and n in have.everything]
    if has_date:
        names.append("date")
        names += ["time"] if "time" in asked and case.event.date.time is not None else []
    tangled = _tangled((f for prog in programs for f in nodes_of(prog.formulas)), have, names)
    return tuple(n for n in names if n not in tangled), tuple(n for n in names if n in tangled)


def _tangled(nodes: Iterable[Condition], have: Known, names: Collection[str]) -> set[str]:
    """What is compared with something else that is open, or would be."""
    values: Mapping[str, Raw] = {n: v for n, v in have.everything.items() if n not in names}
    found: set[str] = set()
    for node in nodes:
        if not isinstance(node, Compare):
            continue
        if kind_of(node.left).ordered:
            test = threshold(node, values)
            if isinstance(test, Threshold) and test.form.single is None:
                found |= set(test.form.names)
        elif kind_of(node.left).sort is Sort.TEXT:
            sides = {side.name for side in (node.left, node.right) if isinstance(side, Var) and side.name not in values}
            found |= sides if len(sides) > 1 else set()
    return found


def _left_open(contract: Contract, case: Case, names: Collection[str]) -> Case:
    """The case as if it did not have some of what it has."""
    event = case.event
    if "date" in names:
        event = replace(event, date=ANY_DATE)
    elif "time" in names:
        event = replace(event, date=replace(event.date, time=None))
    event = replace(event, parameters={n: v for n, v in event.parameters.items() if n not in names})
    return replace(
        case,
        event=event,
        facts={n: v for n, v in case.facts.items() if n not in names},
        readings={n: r for n, r in case.readings.items() if n not in names},
        unknown=case.unknown | {n for n in names if n not in BUILT_IN},
    )


def _meets(cells: Cells, cell: int, first: Raw | None, last: Raw | None) -> bool:
    """Whether a cell has something between two values, both included."""
    low, high, belongs = cells.ends(cell)
    if last is not None and low is not None and (Fraction(last) < low or (Fraction(last) == low and not belongs)):
        return False
    return not (first is not None and high is not None and (Fraction(first) > high or (Fraction(first) == high and not belongs)))
