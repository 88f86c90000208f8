"""This file defines `Split`: the conditions of a program as decision diagrams over everything that a case leaves open.

Three-valued logic says *unknown* too often: of `p or not p`, for one. A split says exactly which verdicts remain possible and on what
each depends. It splits a truth into both, a choice, party or reading into each value, a text into each value that is mentioned and any
other, a date, amount, duration or number into the intervals between the thresholds that conditions mention, and a comparison of several
unknown quantities as one quantity of its own. Combinations that cannot be (x < 2, y > 3, x > y) are left out.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import product
from math import prod
from typing import TypeAlias

from contract_model.meaning.diagram import FALSE, MAX_NODES, TRUE, Diagram, Diagrams, TooLarge
from contract_model.meaning.literals import interval
from contract_model.meaning.primes import MAX_STEPS, Implicant, TooMany, conjunction, disjoint_implicants, prime_implicants
from contract_model.meaning.quantities import Cells, Form, Threshold, dependent, feasible, threshold
from contract_model.meaning.texts import can_be, told_apart
from contract_model.model.answer import OTHER, Among, Cube, Holds, Literal, Verdict
from contract_model.model.conditions import And, Compare, Condition, Const, In, Named, Not, Op, Or, Var, kind_of, parts_of
from contract_model.model.contract import Contract
from contract_model.model.kinds import TRUTH, Sort
from contract_model.model.values import Raw

MAX_COMBINATIONS = 4_096
LISTED = 24

Range: TypeAlias = "tuple[Raw | None, Raw | None]"


@dataclass(frozen=True, slots=True)
class Unknown:
    """A variable of the diagrams: an unknown of the case with the values it may have, whether two texts are the same, or a form with its
    inhabited cells. `names` are the unknowns that it is about.
    """

    name: str
    names: tuple[str, ...]
    values: tuple[str | bool, ...] = ()
    cells: Cells | None = None
    inhabited: tuple[int, ...] = ()


class Split:
    """Named conditions over what `values` does not hold. `ranges` bounds unknown quantities (the event's date).

    Raises TooLarge, as do its methods, when the diagrams would have more than `most` nodes.
    """

    def __init__(
        self, contract: Contract, formulas: Sequence[Named], values: Mapping[str, Raw], ranges: Mapping[str, Range], most: int = MAX_NODES
    ) -> None:
        self.contract = contract
        self.values = values
        self.diagrams = Diagrams(most)
        self.unknowns: list[Unknown] = []
        self._numbers: dict[str | Form, int] = {}
        self._named: dict[int, tuple[Named, Diagram]] = {}  # by identity: two versions have conditions of one name
        nodes = tuple(nodes_of(formulas))
        self._quantities = dict.fromkeys(n.name for n in nodes if isinstance(n, Var) and n.kind.ordered and n.name not in values)
        self._texts = told_apart(nodes, values)
        self._cells = _cells(nodes, values, ranges)
        self._remaining: dict[tuple[tuple[Diagram, ...], frozenset[tuple[int, int]]], dict[Verdict, Diagram]] = {}
        for node in nodes:  # every unknown has its number before anything is put in
            if isinstance(node, (In, Compare)) or (isinstance(node, Var) and node.kind == TRUTH):
                self.diagram(node)
        for formula in formulas:
            self.diagram(formula)
        ranged = ((None, Unknown(n, (n,), (), c, (0,))) for n, c in _ranges(nodes, values, ranges).items())
        self._compared = _compared([*enumerate(self.unknowns), *ranged])
        self._possible: dict[frozenset[int], Diagram] = {}

    def diagram(self, condition: Condition) -> Diagram:
        """The diagram of a condition in normal form."""
        d = self.diagrams
        match condition:
            case Const(value, _):
                return TRUE if value else FALSE
            case Named(_, body):
                if id(condition) not in self._named:
                    self._named[id(condition)] = condition, self.diagram(body)
                return self._named[id(condition)][1]
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

    def possible(self, *conditions: Diagram) -> Diagram:
        """True for the combinations that can be, of the unknowns that some conditions turn on.

        All of them, but where quantities or texts are compared with each other.
        """
        support = frozenset().union(*map(self.diagrams.support, conditions))
        numbers = frozenset(n for group in self._compared for n, _ in group if n in support and n is not None)
        if numbers not in self._possible:
            result = TRUE
            for group in self._compared:
                for together in _entangled([(n, unknown) for n, unknown in group if n is None or n in numbers]):
                    result = self.diagrams.both(result, self._fitting(together))
            self._possible[numbers] = result
        return self._possible[numbers]

    def within(self, f: Diagram, known: Mapping[int, int]) -> Diagram:
        """What is left of a condition when some unknowns have values (by number), where it can be."""
        rest = self.diagrams.given(f, known)
        return self.diagrams.both(rest, self.possible(rest))

    def settled(self, f: Diagram, known: Mapping[int, int]) -> bool | None:
        """Whether a condition is true, or false, in every way that can be; none when both can be."""
        d = self.diagrams
        rest = d.given(f, known)
        possible = self.possible(rest)
        if d.both(rest, possible) == FALSE:
            return False
        return True if d.both(d.negation(rest), possible) == FALSE else None

    def same(self, one: Mapping[Verdict, Diagram], other: Mapping[Verdict, Diagram]) -> bool:
        """Whether two answers, each as what is left of the conditions of its verdicts, are the same in every way that can be."""
        d, possible = self.diagrams, self.possible(*one.values(), *other.values())
        return one.keys() == other.keys() and all(d.both(f, possible) == d.both(other[v], possible) for v, f in one.items())

    def position(self, name: str, value: Raw) -> tuple[int, int] | None:
        """The number of an unknown and of its value; none when no condition met so far asks about it."""
        number = self._numbers.get(name)
        if number is None:
            return None
        unknown = self.unknowns[number]
        if isinstance(value, (str, bool)) and unknown.values:
            return number, unknown.values.index(value if value in unknown.values else OTHER)
        return None

    def places(self, known: Mapping[str, Raw]) -> dict[int, int]:
        """The numbers of some unknowns, with those of the values that they are taken to have."""
        return dict(place for name, value in known.items() if (place := self.position(name, value)))

    def remaining(self, verdicts: Mapping[Verdict, Diagram], places: Mapping[int, int]) -> dict[Verdict, Diagram]:
        """The verdicts that are possible, each as what is left of its condition."""
        key = (tuple(verdicts.values()), frozenset(places.items()))
        if key not in self._remaining:
            left = {v: self.within(f, places) for v, f in verdicts.items()}
            self._remaining[key] = {v: f for v, f in left.items() if f != FALSE}
        return self._remaining[key]

    def turns_on(self, *conditions: Diagram) -> tuple[str, ...]:
        """The names of the unknowns on which conditions turn, in the order of first mention."""
        numbers = {n for f in conditions for n in self.diagrams.support(f)}
        names = (name for n in sorted(numbers) for name in self.unknowns[n].names)
        return tuple(dict.fromkeys(names))

    def smallest(self, f: Diagram, known: Mapping[int, int], steps: int = MAX_STEPS) -> tuple[tuple[Cube, ...], bool]:
        """The smallest sufficient conditions of f given what is known, fewest literals first, and whether there are more.

        Where they cannot be told in so many steps, conditions that are not the smallest.
        """
        found, more = self.implicants(f, known, steps)
        return tuple(self.cube(i) for i in found), more

    def implicants(self, f: Diagram, known: Mapping[int, int], steps: int = MAX_STEPS) -> tuple[list[Implicant], bool]:
        """The same by the numbers of unknowns and of their values."""
        d = self.diagrams
        rest = d.given(f, known)
        possible = self.possible(rest)
        try:
            found, whole = prime_implicants(d, rest, LISTED, possible, steps)
        except TooMany:
            found, whole = disjoint_implicants(d, d.both(rest, possible), LISTED), False
        if possible != TRUE:
            found = self._widest(found[: 4 * LISTED], possible)
        return found[:LISTED], not whole or len(found) > LISTED

    def cube(self, implicant: Implicant) -> Cube:
        """What an implicant says, as literals."""
        return tuple(self._literal(self.unknowns[v], places) for v, places in implicant)

    def literal(self, number: int, places: frozenset[int]) -> Literal:
        """What it is that an unknown has one of some values, by their numbers; of a quantity such as follow on each other."""
        return self._literal(self.unknowns[number], places)

    def witness(self, f: Diagram) -> dict[str, Raw] | None:
        """Values of all unknowns under which f holds; none where an unknown is not a single choice or quantity. f is not FALSE.

        A quantity that drops out of every comparison, being multiplied by 0 or taken from itself, has any value.
        """
        chosen: dict[int, int] = {}
        g = self.diagrams.both(f, self.possible(f))
        while g != TRUE:
            children = self.diagrams.children(g)
            place = next(p for p, child in enumerate(children) if child != FALSE)
            chosen[self.diagrams.variable(g)] = place
            g = children[place]
        values: dict[str, Raw] = dict.fromkeys(self._quantities, 1)
        for number, unknown in enumerate(self.unknowns):
            place = chosen.get(number, 0)
            if unknown.cells is not None:
                if unknown.cells.form.single is None:
                    return None
                values[unknown.name] = unknown.cells.inside(unknown.inhabited[place])
            elif len(unknown.names) > 1:
                return None
            else:
                values[unknown.name] = unknown.values[place]
        return values

    def _number(self, name: str, values: Callable[[], tuple[str | bool, ...]], names: tuple[str, ...] = ()) -> int:
        if name not in self._numbers:
            listed = values()
            self.unknowns.append(Unknown(name, names or (name,), listed))
            self._numbers[name] = self.diagrams.add_variable(len(listed))
        return self._numbers[name]

    def _choice(self, var: Var) -> int:
        return self._number(var.name, lambda: domain(self.contract, var, self._texts.get(var.name, ())))

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
        if left.kind.sort is Sort.TEXT:  # of two unknown texts one can only say that they are, or are not, the same
            names = tuple(sorted((left.name, right.name)))
            return d.literal(self._number(" == ".join(names), lambda: (False, True), names), (1,))
        result = FALSE
        for value in domain(self.contract, left, ()):
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
            self.unknowns.append(Unknown(test.form.single or str(test.form), test.form.names, (), cells, inhabited))
            self._numbers[test.form] = self.diagrams.add_variable(len(inhabited), ordered=True)
        number = self._numbers[test.form]
        holds = set(cells.where(test))
        return self.diagrams.literal(number, (i for i, c in enumerate(self.unknowns[number].inhabited) if c in holds))

    def _fitting(self, group: Sequence[tuple[int | None, Unknown]]) -> Diagram:
        """True for the values that some unknowns can have together."""
        d = self.diagrams
        sizes = [1 if n is None else d.sizes[n] for n, _ in group]
        if prod(sizes) > MAX_COMBINATIONS:
            raise TooLarge
        fits = FALSE
        for places in product(*map(range, sizes)):
            if _can_be([(unknown, p) for (_, unknown), p in zip(group, places, strict=True)]):
                here = [(n, frozenset((p,))) for (n, _), p in zip(group, places, strict=True) if n is not None]
                fits = d.either(fits, conjunction(d, tuple(here)))
        return fits

    def _widest(self, implicants: Sequence[Implicant], possible: Diagram) -> list[Implicant]:
        """Implicants without those that are special cases of others."""
        d = self.diagrams
        found: dict[Diagram, Implicant] = {}
        for implicant in implicants:
            found.setdefault(d.both(conjunction(d, implicant), possible), implicant)
        return [i for f, i in found.items() if not any(f != g and d.both(f, g) == f for g in found)]

    def _literal(self, unknown: Unknown, places: frozenset[int]) -> Literal:
        if unknown.cells is not None:
            return interval(unknown.cells, unknown.inhabited[min(places)], unknown.inhabited[max(places)])
        if len(unknown.names) > 1:
            return Holds(unknown.name, unknown.names, 1 in places)
        return Among(unknown.name, tuple(unknown.values[p] for p in sorted(places)))


def _compared(numbered: Iterable[tuple[int | None, Unknown]]) -> list[list[tuple[int | None, Unknown]]]:
    """Groups of unknowns that are compared with each other; not one alone."""
    groups: list[tuple[set[str], list[tuple[int | None, Unknown]]]] = []
    for number, unknown in numbered:
        names, members = set(unknown.names), [(number, unknown)]
        apart = []
        for other_names, others in groups:
            if names & other_names:
                names |= other_names
                members = others + members
            else:
                apart.append((other_names, others))
        groups = [*apart, (names, members)]
    return [members for _, members in groups if len(members) > 1]


def _entangled(group: Sequence[tuple[int | None, Unknown]]) -> Iterator[Sequence[tuple[int | None, Unknown]]]:
    """The parts of a group within which values can exclude each other."""
    forms = [unknown.cells.form for _, unknown in group if unknown.cells]
    if forms:
        yield from ([group[i] for i in chosen] for chosen in dependent(forms))
    elif len(group) > 1:
        yield group


def _can_be(places: Sequence[tuple[Unknown, int]]) -> bool:
    """Whether unknowns that are compared with each other can have these values together."""
    quantities = [(u.cells, u.inhabited[p]) for u, p in places if u.cells]
    texts = {u.name: str(u.values[p]) for u, p in places if not u.cells and len(u.names) == 1}
    same = [(*u.names, bool(p)) for u, p in places if not u.cells and len(u.names) == 2]
    return feasible(quantities) and can_be(texts, same)


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


def _cells(nodes: Iterable[Condition], values: Mapping[str, Raw], ranges: Mapping[str, Range]) -> dict[Form, Cells]:
    """Every form that a comparison leaves open, with its thresholds."""
    cuts: dict[Form, set[Fraction]] = {}
    for node in nodes:
        if isinstance(node, Compare) and kind_of(node.left).ordered:
            test = threshold(node, values)
            if isinstance(test, Threshold):
                cuts.setdefault(test.form, set()).add(test.at)
    result = {}
    for form, at in cuts.items():
        low, high = ranges.get(form.single or "", (None, None))
        result[form] = Cells(form, tuple(sorted(at)), None if low is None else Fraction(low), None if high is None else Fraction(high))
    return result


def _ranges(nodes: Iterable[Condition], values: Mapping[str, Raw], ranges: Mapping[str, Range]) -> dict[str, Cells]:
    """What is known of the unknowns that have a range: each as one cell."""
    found = {}
    for var in (n for n in nodes if isinstance(n, Var) and n.name in ranges and n.name not in values):
        low, high = (None if end is None else Fraction(end) for end in ranges[var.name])
        found[var.name] = Cells(Form((((var.name,), Fraction(1)),), (var.kind,)), (), low, high)
    return found


def nodes_of(formulas: Iterable[Named]) -> Iterator[Condition]:
    """Every condition of some named ones once, in the order in which the last of them asks: what turns on each other comes together."""
    waiting: list[Condition] = list(formulas)
    seen: set[int] = set()
    while waiting:
        condition = waiting.pop()
        if isinstance(condition, Named):
            if id(condition) in seen:
                continue
            seen.add(id(condition))
        yield condition
        waiting.extend(reversed(parts_of(condition)))
