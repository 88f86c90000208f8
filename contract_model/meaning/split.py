"""This file defines `Split`: the conditions of a program as decision diagrams over everything that a case leaves open.

Three-valued logic says *unknown* too often: of `p or not p`, for one. A split says exactly which verdicts remain possible and on what
each depends. It splits a truth into both, a choice, party or reading into each value, a text into each value that is mentioned and any
other, a date, amount, duration or number into the intervals between the thresholds that conditions mention, and a comparison of several
unknown quantities as one quantity of its own. Combinations that cannot be (x < 2, y > 3, x > y) are left out.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from itertools import product
from math import ceil, floor
from typing import TypeAlias

from contract_model.meaning.diagram import FALSE, TRUE, Diagram, Diagrams
from contract_model.meaning.primes import Implicant, TooMany, covers, disjoint_implicants, prime_implicants
from contract_model.meaning.program import Program
from contract_model.meaning.quantities import Cells, Form, Threshold, feasible, threshold
from contract_model.model.answer import OTHER, Among, Between, Cube, Holds, Literal
from contract_model.model.conditions import And, Compare, Condition, Const, In, Named, Not, Op, Or, Var, kind_of, parts_of
from contract_model.model.contract import Contract
from contract_model.model.kinds import Kind, Sort
from contract_model.model.values import Raw, cooked

MAX_COMBINATIONS = 4_096
LISTED = 24

Range: TypeAlias = "tuple[Raw | None, Raw | None]"


@dataclass(frozen=True, slots=True)
class Unknown:
    """A variable of the diagrams: an unknown of the case with the values it may have, or a form with its inhabited cells."""

    name: str
    values: tuple[str | bool, ...] = ()
    cells: Cells | None = None
    inhabited: tuple[int, ...] = ()


class Split:
    """The conditions of `program` over what `values` does not hold. `ranges` bounds unknown quantities (the event's date)."""

    def __init__(self, program: Program, values: Mapping[str, Raw], ranges: Mapping[str, Range]) -> None:
        self.program = program
        self.values = values
        self.diagrams = Diagrams()
        self.unknowns: list[Unknown] = []
        self._numbers: dict[str | Form, int] = {}
        self._named: dict[str, Diagram] = {}
        self._texts = _mentioned_texts(program)
        self._cells = _cells(program, values, ranges)
        self._ranges = _ranges(program, values, ranges)
        self._possible: Diagram | None = None

    def diagram(self, condition: Condition) -> Diagram:
        """The diagram of a condition in normal form."""
        d = self.diagrams
        match condition:
            case Const(value, _):
                return TRUE if value else FALSE
            case Named(name, body):
                if name not in self._named:
                    self._named[name] = self.diagram(body)
                return self._named[name]
            case Var(name, _):
                if name in self.values:
                    return TRUE if self.values[name] else FALSE
                return d.literal(self._number(name, lambda: (False, True)), (1,))
            case Not(part):
                return d.negation(self.diagram(part))
            case And(parts):
                result = TRUE
                for part in parts:
                    if result == FALSE:
                        break
                    result = d.both(result, self.diagram(part))
                return result
            case Or(parts):
                result = FALSE
                for part in parts:
                    if result == TRUE:
                        break
                    result = d.either(result, self.diagram(part))
                return result
            case In(item, values):
                return self._member(item, values)
            case Compare(op, left, right):
                return self._quantity(condition) if kind_of(left).ordered else self._same(left, right, op)
            case _:
                raise TypeError(f"not a truth in normal form: {condition}")

    @property
    def possible(self) -> Diagram:
        """True for the combinations that can be. All of them, but where several forms share an unknown quantity."""
        if self._possible is None:
            self._possible = self._consistent()
        return self._possible

    def within(self, f: Diagram, known: Mapping[int, int]) -> Diagram:
        """What is left of a condition when some unknowns have values (by number); `TRUE` also where the rest cannot be."""
        d = self.diagrams
        return d.both(d.given(f, known), d.given(self.possible, known))

    def position(self, name: str, value: Raw) -> tuple[int, int] | None:
        """The number of an unknown and of its value; none when no condition met so far asks about it."""
        number = self._numbers.get(name)
        if number is None:
            return None
        unknown = self.unknowns[number]
        if isinstance(value, (str, bool)) and unknown.values:
            return number, unknown.values.index(value if value in unknown.values else OTHER)
        return None

    def turns_on(self, *conditions: Diagram) -> tuple[str, ...]:
        """The names of the unknowns on which conditions turn, in the order of first mention."""
        numbers = {n for f in conditions for n in self.diagrams.support(f)}
        names = (name for n in sorted(numbers) for name in self._names(self.unknowns[n]))
        return tuple(dict.fromkeys(names))

    def smallest(self, f: Diagram, known: Mapping[int, int]) -> tuple[tuple[Cube, ...], bool]:
        """The smallest sufficient conditions of f given what is known, fewest literals first, and whether there are more."""
        d = self.diagrams
        rest, possible = d.given(f, known), d.given(self.possible, known)
        try:
            wide, whole = prime_implicants(d, d.either(rest, d.negation(possible)), LISTED)
        except TooMany:
            wide, whole = disjoint_implicants(d, d.both(rest, possible), LISTED), False
        apart = list(dict.fromkeys(one for implicant in wide for one in self._intervals(implicant)))
        if len(apart) > len(wide):  # an interval may suffice with less than the set of intervals that it is from
            apart = [i for i in apart if not any(covers(other, i) and other != i for other in apart)]
        found = [i for i in apart if d.both(self._conjunction(i), possible) != FALSE]
        cubes = [tuple(self._literal(self.unknowns[v], places) for v, places in i) for i in found[:LISTED]]
        return tuple(cubes), not whole or len(found) > LISTED

    def witness(self, f: Diagram) -> dict[str, Raw] | None:
        """Values of all unknowns under which f holds; none where an unknown is not a single choice or quantity. f is not FALSE."""
        chosen: dict[int, int] = {}
        g = self.diagrams.both(f, self.possible)
        while g != TRUE:
            children = self.diagrams.children(g)
            place = next(p for p, child in enumerate(children) if child != FALSE)
            chosen[self.diagrams.variable(g)] = place
            g = children[place]
        values: dict[str, Raw] = {}
        for number, unknown in enumerate(self.unknowns):
            place = chosen.get(number, 0)
            if unknown.cells is not None:
                if unknown.cells.form.single is None:
                    return None
                values[unknown.name] = unknown.cells.inside(unknown.inhabited[place])
            elif " == " in unknown.name:
                return None
            else:
                values[unknown.name] = unknown.values[place]
        return values

    def _number(self, name: str, values: Callable[[], tuple[str | bool, ...]]) -> int:
        if name not in self._numbers:
            listed = values()
            self.unknowns.append(Unknown(name, listed))
            self._numbers[name] = self.diagrams.add_variable(len(listed))
        return self._numbers[name]

    def _choice(self, var: Var) -> int:
        return self._number(var.name, lambda: domain(self.program.contract, var, self._texts.get(var.name, ())))

    def _member(self, item: Condition, values: tuple[str, ...]) -> Diagram:
        match item:
            case Const(value, _):
                return TRUE if value in values else FALSE
            case Var(name, _) if name in self.values:
                return TRUE if self.values[name] in values else FALSE
            case Var():
                number = self._choice(item)
                return self.diagrams.literal(number, (i for i, v in enumerate(self.unknowns[number].values) if v in values))
            case _:
                raise TypeError(f"not a choice: {item}")

    def _same(self, left: Condition, right: Condition, op: Op) -> Diagram:
        """Whether two choices, parties, texts or truths are the same."""
        d = self.diagrams
        known = [self._known(side) for side in (left, right)]
        if known[0] is not None and known[1] is not None:
            return TRUE if known[0] == known[1] else FALSE
        for value, side in ((known[0], right), (known[1], left)):
            if value is not None:
                return self.diagram(side if value else Not(side)) if isinstance(value, bool) else self._member(side, (str(value),))
        if kind_of(left).sort is Sort.TRUTH:
            a, b = self.diagram(left), self.diagram(right)
            return d.either(d.both(a, b), d.both(d.negation(a), d.negation(b)))
        if not isinstance(left, Var) or not isinstance(right, Var):
            raise TypeError(f"not in normal form: {left} == {right}")
        if left == right:
            return TRUE
        values = domain(self.program.contract, left, ()) if kind_of(left).sort is not Sort.TEXT else ()
        result = FALSE
        if not values:  # of two unknown texts one can only say that they are, or are not, the same
            name = " == ".join(sorted((left.name, right.name)))
            return d.literal(self._number(name, lambda: (False, True)), (1,))
        for value in values:
            result = d.either(result, d.both(self._member(left, (str(value),)), self._member(right, (str(value),))))
        return result

    def _known(self, side: Condition) -> Raw | None:
        match side:
            case Const(value, _):
                return value
            case Var(name, _):
                return self.values.get(name)
            case _:
                return None

    def _quantity(self, comparison: Compare) -> Diagram:
        test = threshold(comparison, self.values)
        if not isinstance(test, Threshold):
            return TRUE if test else FALSE
        cells = self._cells[test.form]
        if test.form not in self._numbers:
            inhabited = tuple(c for c in range(cells.count) if cells.inhabited(c))
            self.unknowns.append(Unknown(test.form.single or _form_text(test.form), (), cells, inhabited))
            self._numbers[test.form] = self.diagrams.add_variable(len(inhabited))
        number = self._numbers[test.form]
        holds = set(cells.where(test))
        return self.diagrams.literal(number, (i for i, c in enumerate(self.unknowns[number].inhabited) if c in holds))

    def _consistent(self) -> Diagram:
        d = self.diagrams
        result = TRUE
        for names, group in self._entangled():
            unknowns = [self.unknowns[n] for n in group]
            count = 1
            for u in unknowns:
                count *= len(u.inhabited)
            if count > MAX_COMBINATIONS:
                continue  # then some combinations listed may not be possible together
            ranges = [(cells, 0) for name, cells in self._ranges.items() if name in names]
            fits = FALSE
            for places in product(*(range(len(u.inhabited)) for u in unknowns)):
                if feasible([*ranges, *((u.cells, u.inhabited[p]) for u, p in zip(unknowns, places, strict=True) if u.cells)]):
                    here = TRUE
                    for n, p in zip(group, places, strict=True):
                        here = d.both(here, d.literal(n, (p,)))
                    fits = d.either(fits, here)
            result = d.both(result, fits)
        return result

    def _entangled(self) -> list[tuple[set[str], list[int]]]:
        """Groups of forms that share an unknown, each with the names of its unknowns; not those of one unknown alone."""
        groups: list[tuple[set[str], list[int]]] = []
        for number, unknown in enumerate(self.unknowns):
            if unknown.cells is None:
                continue
            names, members = set(unknown.cells.form.names), [number]
            apart = []
            for other_names, other_members in groups:
                if names & other_names:
                    names |= other_names
                    members = other_members + members
                else:
                    apart.append((other_names, other_members))
            groups = [*apart, (names, members)]
        return [(names, sorted(members)) for names, members in groups if len(names) > 1]

    def _conjunction(self, implicant: Implicant) -> Diagram:
        result = TRUE
        for variable, values in implicant:
            result = self.diagrams.both(result, self.diagrams.literal(variable, values))
        return result

    def _names(self, unknown: Unknown) -> tuple[str, ...]:
        if unknown.cells is not None:
            return unknown.cells.form.names
        return tuple(unknown.name.split(" == "))

    def _intervals(self, implicant: Implicant) -> Iterator[Implicant]:
        """An implicant with one interval for each quantity: one that has several becomes one for each."""
        for choice in product(*(self._runs(self.unknowns[v], places) for v, places in implicant)):
            yield tuple((v, run) for (v, _), run in zip(implicant, choice, strict=True))

    def _runs(self, unknown: Unknown, places: frozenset[int]) -> list[frozenset[int]]:
        if unknown.cells is None:
            return [places]
        runs: list[list[int]] = []
        for place in sorted(places):
            if runs and runs[-1][-1] == place - 1:
                runs[-1].append(place)
            else:
                runs.append([place])
        return [frozenset(run) for run in runs]

    def _literal(self, unknown: Unknown, places: frozenset[int]) -> Literal:
        if unknown.cells is not None:
            return _interval(unknown.cells, unknown.inhabited[min(places)], unknown.inhabited[max(places)])
        if " == " in unknown.name:
            return Holds(unknown.name, self._names(unknown), 1 in places)
        return Among(unknown.name, tuple(unknown.values[p] for p in sorted(places)))


def domain(contract: Contract, var: Var, texts: tuple[str, ...]) -> tuple[str | bool, ...]:
    """The values that an unknown truth, choice, party, reading or text may have; `texts` are those that conditions mention."""
    match var.kind.sort:
        case Sort.TRUTH:
            return (False, True)
        case Sort.PARTY:
            return tuple(contract.parties)
        case Sort.TEXT:
            return (*texts, OTHER)
        case Sort.CHOICE if var.name in contract.ambiguities:
            return tuple(contract.ambiguities[var.name].readings)
        case Sort.CHOICE:
            return tuple(contract.choices[var.kind.name].values)
        case _:
            raise TypeError(f"not finitely many values: {var}")


def _mentioned_texts(program: Program) -> dict[str, tuple[str, ...]]:
    found: dict[str, dict[str, None]] = {}
    for node in _nodes(program):
        match node:
            case In(Var(name, Kind(Sort.TEXT, _)), values):
                found.setdefault(name, {}).update(dict.fromkeys(values))
    return {name: tuple(values) for name, values in found.items()}


def _cells(program: Program, values: Mapping[str, Raw], ranges: Mapping[str, Range]) -> dict[Form, Cells]:
    """Every form that a comparison of the program leaves open, with its thresholds."""
    cuts: dict[Form, set[Fraction]] = {}
    for node in _nodes(program):
        if isinstance(node, Compare) and kind_of(node.left).ordered:
            test = threshold(node, values)
            if isinstance(test, Threshold):
                cuts.setdefault(test.form, set()).add(test.at)
    result = {}
    for form, at in cuts.items():
        low, high = ranges.get(form.single or "", (None, None))
        result[form] = Cells(form, tuple(sorted(at)), None if low is None else Fraction(low), None if high is None else Fraction(high))
    return result


def _ranges(program: Program, values: Mapping[str, Raw], ranges: Mapping[str, Range]) -> dict[str, Cells]:
    """What is known of the unknowns that have a range: each as one cell."""
    found = {}
    for name, (low, high) in ranges.items():
        if name in program.variables and name not in values:
            form = Form((((name,), Fraction(1)),), (program.variables[name].kind,))
            found[name] = Cells(form, (), None if low is None else Fraction(low), None if high is None else Fraction(high))
    return found


def _nodes(program: Program) -> Iterator[Condition]:
    """Every condition of a program once, the named ones by their bodies."""

    def visit(condition: Condition) -> Iterator[Condition]:
        yield condition
        if not isinstance(condition, Named):
            for part in parts_of(condition):
                yield from visit(part)

    for formula in program.formulas:
        yield from visit(formula.body)


def _interval(cells: Cells, first: int, last: int) -> Literal:
    """The literal for the cells from one to another."""
    low, _, low_closed = cells.bounds(first)
    _, high, high_closed = cells.bounds(last)
    low_closed, high_closed = low_closed and low is not None, high_closed and high is not None
    form, kind = cells.form, cells.form.kind
    if kind is None:
        return _comparison(form, low, high, (low_closed, high_closed))
    if kind.sort is Sort.DATE:  # whole days: both ends belong
        if low is not None:
            low = Fraction(floor(low) + 1) if not low_closed else low
        if high is not None:
            high = Fraction(ceil(high) - 1) if not high_closed else high
        low_closed = high_closed = True
    name = form.single
    assert name is not None  # a form with a kind is one unknown
    ends = (None if low is None else cooked(kind, low), None if high is None else cooked(kind, high))
    return Between(name, kind, *ends, (low_closed, high_closed))


def _comparison(form: Form, low: object, high: object, closed: tuple[bool, bool]) -> Holds:
    text = _form_text(form)
    if low == high:
        said = f"{text} == {low}"
    elif low is None:
        said = f"{text} {'<=' if closed[1] else '<'} {high}"
    elif high is None:
        said = f"{text} {'>=' if closed[0] else '>'} {low}"
    else:
        said = f"{low} {'<=' if closed[0] else '<'} {text} {'<=' if closed[1] else '<'} {high}"
    positive = [m for m, f in form.factors if f == 1]
    negative = [m for m, f in form.factors if f == -1]
    if len(form.factors) == 2 and len(positive) == len(negative) == 1 and 0 in (low, high) and (low is None or high is None or low == high):
        left, right = "*".join(positive[0]), "*".join(negative[0])
        sign = "==" if low == high else ("<=" if closed[1] else "<") if low is None else (">=" if closed[0] else ">")
        said = f"{left} {sign} {right}"
    return Holds(said, form.names, True)


def _form_text(form: Form) -> str:
    text = ""
    for monomial, factor in form.factors:
        size = abs(factor)
        term = ("" if size == 1 else f"{size}*") + "*".join(monomial)
        text += f" {'-' if factor < 0 else '+'} {term}" if text else (f"-{term}" if factor < 0 else term)
    return text
