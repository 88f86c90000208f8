"""This file defines `Solver`: conditions as formulas of z3, and whether some values make them true. It is the one door to z3.

The formulas follow the arms of meaning/kleene.py. Truths are truths; dates are whole numbers, other quantities exact rationals (durations
in seconds); choices, parties and texts are whole numbers that stand for words, so that a text may also be one that nothing mentions.

A rational may be one that no number of the language is (a third). Then values are looked for that can be written down; where there
are none to be found, as where z3 itself gives up (products of unknowns, or no time left), the answer is `Undecided`, never a guess.
"""

from __future__ import annotations

import time
from collections.abc import Container, Iterable, Mapping, Sequence
from fractions import Fraction
from typing import Any, TypeAlias

import z3

from contract_model.model.conditions import And, Arith, Compare, Condition, Const, In, Named, Not, Op, Or, Rounded, Var, kind_of
from contract_model.model.contract import Certainty, Contract
from contract_model.model.kinds import Kind, Sort
from contract_model.model.values import DAY, MAX_DIGITS, Raw, raw

Formula: TypeAlias = Any
"""A formula or a term of z3, which has no types of its own."""

Values: TypeAlias = dict[str, Raw]

LAST_DAY = 3_652_059
"""The last day that a date can be, 31 December 9999."""

EACH = 10.0
"""So many seconds are spent on one question at the most: what is not found by then, such as a root of many unknowns, seldom is."""

PLACES = (2, 6, 12)
"""To how many places behind the point values are looked for that can be written down."""


class Undecided(Exception):
    """The solver can neither prove nor refute it. `timeout`: for want of time."""

    def __init__(self, timeout: bool) -> None:
        super().__init__("no time is left" if timeout else "the solver cannot decide it")
        self.timeout = timeout


class Solver:
    """Formulas about one contract, and what makes them true. `timeout`: so many seconds for all questions; with none, `EACH` for each."""

    def __init__(self, contract: Contract, timeout: float | None = None) -> None:
        self.contract = contract
        self.context = z3.Context()
        self.variables: dict[str, Var] = {}
        self._until = None if timeout is None else time.monotonic() + timeout
        self._solver = z3.SimpleSolver(ctx=self.context)
        self._solver.set("random_seed", 0)
        self._formulas: dict[int, tuple[Condition, Formula]] = {}
        self._variables: dict[str, Formula] = {}
        self._codes: dict[str, int] = {}

    # conditions as formulas

    def formula(self, condition: Condition) -> Formula:
        """The formula of a condition in normal form. Raises TypeError for a node that is not in normal form."""
        known = self._formulas.get(id(condition))
        if known is None:
            known = self._formulas[id(condition)] = (condition, self._formula(condition))
        return known[1]

    def _formula(self, condition: Condition) -> Formula:
        match condition:
            case Const(value, kind):
                return self.constant(value, kind)
            case Var():
                return self.variable(condition)
            case Named(_, body):
                return self.formula(body)
            case Not(part):
                return z3.Not(self.formula(part))
            case And(parts):
                return self.all(self.formula(p) for p in parts)
            case Or(parts):
                return self.any(self.formula(p) for p in parts)
            case In(item, values):
                tested = self.formula(item)
                return self.any(tested == self._code(v) for v in values)
            case Compare(op, left, right):
                return _COMPARE[op](self.formula(left), self.formula(right))
            case Arith(operator, left, right, _):
                return self._arith(operator, condition, self.formula(left), self.formula(right))
            case Rounded(mode, unit, part):
                return self._rounded(mode, unit, self.formula(part))
            case _:
                raise TypeError(f"not in normal form: {condition}")

    def constant(self, value: Raw, kind: Kind) -> Formula:
        """A raw value of a kind."""
        match value:
            case bool():
                return z3.BoolVal(value, self.context)
            case str():
                return z3.IntVal(self._code(value), self.context)
            case int() if kind.sort is Sort.DATE:
                return z3.IntVal(value, self.context)
            case _:
                return z3.RealVal(str(value), self.context)

    def variable(self, var: Var) -> Formula:
        """A variable, with what it can be; a quantity can be anything within the limits that the contract states."""
        if var.name not in self._variables:
            sort = var.kind.sort
            make = z3.Bool if sort is Sort.TRUTH else z3.Int if sort is Sort.DATE or not var.kind.ordered else z3.Real
            self.variables[var.name] = var
            self._variables[var.name] = new = make(var.name, self.context)
            self._solver.add(*self._domain(var, new))
        return self._variables[var.name]

    def _domain(self, var: Var, new: Formula) -> Iterable[Formula]:
        name = var.name.rstrip("'")
        asked = self.contract.parameters.get(name)
        for bound, op in ((asked.least, Op.LE), (asked.most, None)) if asked else ():
            if bound is not None:
                limit = self.constant(raw(bound), var.kind)
                yield limit <= new if op else new <= limit
        match var.kind.sort:
            case Sort.CHOICE | Sort.PARTY:
                yield self.any(new == self._code(v) for v in self._values(name, var.kind))
            case Sort.DATE:
                yield self.all((new >= 1, new <= LAST_DAY))
            case Sort.DURATION if name == "time":
                yield self.all((new >= 0, new < DAY))
            case Sort.TEXT:
                yield new >= 0

    def _values(self, name: str, kind: Kind) -> Iterable[str]:
        if kind.sort is Sort.PARTY:
            return self.contract.parties
        if name in self.contract.ambiguities:
            return self.contract.ambiguities[name].readings
        if kind.name == "certainty":
            return [c.value for c in Certainty]
        return self.contract.choices[kind.name].values

    def _code(self, word: str) -> int:
        return self._codes.setdefault(word, len(self._codes))

    def _arith(self, operator: str, whole: Arith, x: Formula, y: Formula) -> Formula:
        """What an operator does to two quantities; see `combine` in meaning/kleene.py."""
        if operator == "*":
            return x * y
        if whole.kind.sort is Sort.DATE:  # a date and a duration
            y = y / DAY
        total = x + y if operator == "+" else x - y
        if whole.kind.sort is Sort.DURATION and kind_of(whole.left).sort is Sort.DATE:  # from one date to another
            return z3.ToReal(total) * DAY if z3.is_int(total) else total * DAY
        return total

    def _rounded(self, mode: str, unit: Raw, quantity: Formula) -> Formula:
        """A quantity rounded to a multiple of a unit; see `rounded` in model/conditions.py."""
        size, half = z3.RealVal(str(unit), self.context), z3.RealVal("1/2", self.context)
        count = (z3.ToReal(quantity) if z3.is_int(quantity) else quantity) / size
        match mode:
            case "floor":
                whole = z3.ToInt(count)
            case "ceil":
                whole = -z3.ToInt(-count)
            case _:
                whole = z3.If(count >= 0, z3.ToInt(count + half), -z3.ToInt(half - count))
        return z3.ToReal(whole) * size

    # formulas of formulas

    def all(self, parts: Iterable[Formula]) -> Formula:
        """True when all parts are."""
        found = [*parts]
        return z3.BoolVal(True, self.context) if not found else found[0] if len(found) == 1 else z3.And(found)

    def any(self, parts: Iterable[Formula]) -> Formula:
        """True when a part is."""
        found = [*parts]
        return z3.BoolVal(False, self.context) if not found else found[0] if len(found) == 1 else z3.Or(found)

    def negation(self, part: Formula) -> Formula:
        """True when a part is false."""
        return z3.Not(part)

    def given(self, formula: Formula, values: Mapping[Var, Formula]) -> Formula:
        """A formula with something else in the place of some variables."""
        return z3.substitute(formula, *((self.variable(v), new) for v, new in values.items()))

    def other(self, var: Var) -> Var:
        """A second variable that can be what the first can be: the same thing in another case."""
        return Var(f"{var.name}'", var.kind)

    # what makes them true

    def find(self, wanted: Iterable[Formula], wishes: Sequence[Formula] = (), names: Container[str] | None = None) -> Values | None:
        """Values that make all that is wanted true; none where there are none. Wishes are fulfilled as far as they go together.

        `names`: whose values are asked for; none for all that there are. Raises Undecided.
        """
        depth = self._solver.num_scopes()
        self._solver.push()
        try:
            self._solver.add(*wanted)
            if not self._check([]):
                return None
            marks = [z3.FreshBool("wish", self.context) for _ in wishes]
            self._solver.add(*(z3.Implies(mark, wish) for mark, wish in zip(marks, wishes, strict=True)))
            return self._written(self._fulfilled(marks), names)
        finally:
            self._solver.pop(self._solver.num_scopes() - depth)

    def never(self, *wanted: Formula) -> bool:
        """Whether no values make all of it true. Raises Undecided."""
        self._solver.push()
        try:
            self._solver.add(*wanted)
            return not self._check([])
        finally:
            self._solver.pop()

    def _fulfilled(self, marks: list[Formula]) -> list[Formula]:
        """The wishes that go together: of those that do not, one after the other is dropped, the last first."""
        kept = marks
        try:
            while not self._check(kept):
                against = {m.get_id() for m in self._solver.unsat_core()}
                dropped = next(m for m in reversed(kept) if m.get_id() in against)
                kept = [m for m in kept if m is not dropped]
        except Undecided:  # then it is found without wishes
            return []
        return kept

    def _written(self, kept: list[Formula], names: Container[str] | None) -> Values:
        """Values that can be written down: as they come, or else of so many places as there are any. Raises Undecided."""
        odd: list[str] = []
        for places in (None, *PLACES):
            if places is not None:
                self._solver.push()
                self._solver.add(*(z3.IsInt(self._variables[name] * 10**places) for name in odd))
                if not (self._check(kept) or self._check([])):
                    self._solver.pop()
                    continue
            else:
                self._check(kept)
            model = self._solver.model()
            asked = {n: v for n, v in self.variables.items() if names is None or n in names}
            values = {name: self._value(var, model.eval(self._variables[name], True)) for name, var in asked.items()}
            new = [n for n, v in values.items() if n not in odd and not _can_be_written(self.variables[n].kind, v)]
            if not new and all(_can_be_written(self.variables[n].kind, values[n]) for n in odd):
                return self._as_words(values)
            odd += new
        raise Undecided(timeout=False)

    def _value(self, var: Var, found: Formula) -> Any:
        if z3.is_rational_value(found):
            exact: Fraction = found.as_fraction()
            return exact.numerator if exact.denominator == 1 else exact
        if z3.is_int_value(found):
            return found.as_long()
        return z3.is_true(found) if var.kind.sort is Sort.TRUTH else None  # a root, say

    def _as_words(self, values: dict[str, Any]) -> Values:
        """The values with words for the numbers that stand for them."""
        words = {code: word for word, code in self._codes.items()}
        found: Values = {}
        for name, value in values.items():
            kind = self.variables[name].kind
            if kind.sort is Sort.TRUTH or kind.ordered:
                found[name] = value
            else:
                found[name] = words.setdefault(value, _another(words.values()))
        return found

    def _check(self, assumed: Sequence[Formula]) -> bool:
        """Whether it can all be true. Raises Undecided."""
        left = EACH if self._until is None else min(self._until - time.monotonic(), EACH)
        if left <= 0:
            raise Undecided(timeout=True)
        self._solver.set("timeout", max(1, int(left * 1000)))
        answer = self._solver.check(*assumed)
        if answer == z3.unknown:
            raise Undecided(timeout=self._until is not None and time.monotonic() >= self._until - 0.01)
        return bool(answer == z3.sat)


def _can_be_written(kind: Kind, value: Any) -> bool:
    """Whether a quantity is one that the language can write."""
    if not kind.ordered:
        return True
    if value is None or abs(value) >= 10**MAX_DIGITS:
        return False
    denominator = Fraction(value).denominator
    if kind.sort is Sort.DURATION:
        return 1_000_000 % denominator == 0 and abs(value) < LAST_DAY * DAY
    while denominator % 2 == 0:
        denominator //= 2
    while denominator % 5 == 0:
        denominator //= 5
    return denominator == 1 and len(str(Fraction(value).denominator)) < MAX_DIGITS // 2


def _another(words: Iterable[str]) -> str:
    """A text that is none of some words."""
    known, count = set(words), 1
    while (text := "another" if count == 1 else f"another {count}") in known:
        count += 1
    return text


_COMPARE = {Op.EQ: lambda x, y: x == y, Op.LT: lambda x, y: x < y, Op.LE: lambda x, y: x <= y}
