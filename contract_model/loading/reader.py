"""This file defines `Reader`: it gives every part of one condition its kind, and finds what is wrong with it."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from contract_model.loading.arithmetic import ONE_CURRENCY, ROUNDING, combined, divided, rounding
from contract_model.loading.inquiry import call, derived, dotted
from contract_model.loading.parse import is_text
from contract_model.loading.past import CALLS, attribute, of_term
from contract_model.loading.scope import Mistake, Report, Scope, described
from contract_model.model.conditions import (
    FALSE,
    TRUE,
    And,
    Arith,
    Choose,
    Compare,
    Condition,
    Const,
    Extreme,
    In,
    Not,
    Op,
    Or,
    Var,
    kind_of,
)
from contract_model.model.kinds import DATE, DURATION, NUMBER, PARTY, TEXT, TRUTH, Kind, Sort, choice, money
from contract_model.model.norm import Derived
from contract_model.model.values import DURATION_UNITS, duration, raw, read_date, read_number
from contract_model.problems import did_you_mean, one_of, quoted

MAX_DEPTH = 60


@dataclass(slots=True)
class Reader:
    """Reads one text. `dates` and `ids` are what stands in it for names, by their offsets.

    `failed` once a problem was reported; `outside`: within a `where`, the scope around it.
    """

    text: str
    dates: Mapping[int, str]
    ids: Mapping[int, str]
    scope: Scope
    report: Report
    failed: bool = False
    deep: bool = False
    outside: Scope | None = None

    def fail(self, node: ast.expr, name: str, message: str, hint: str = "") -> None:
        """Report a problem at a part of the text."""
        start, end = self.offsets(node)
        self.failed = True
        self.report(name, message, start, end - start, hint)

    def read(self, node: ast.expr, expected: Kind | None, depth: int) -> Condition | None:
        """The typed condition of a part; `expected` is the kind that a bare value or a number would have to have."""
        if depth > MAX_DEPTH:
            if not self.deep:  # said once, not for every part down there
                self.fail(node, "too-deep", f"the condition is nested more than {MAX_DEPTH} deep here", "use definitions")
            self.deep = True
            return None
        below = depth + 1
        match node:
            case ast.BoolOp(ast.And(), values):
                parts = self._all(values, TRUTH, below)
                return And(parts) if parts is not None else None
            case ast.BoolOp(ast.Or(), values):
                parts = self._all(values, TRUTH, below)
                return Or(parts) if parts is not None else None
            case ast.UnaryOp(ast.Not(), operand):
                part = self.of_kind(operand, TRUTH, below)
                return Not(part) if part is not None else None
            case ast.UnaryOp(ast.USub(), operand):
                return self._negative(node, operand, expected, below)
            case ast.Compare(left, operators, comparators):
                return self._comparison(node, left, operators, comparators, below)
            case ast.BinOp(left, ast.Add() | ast.Sub() | ast.Mult() | ast.Div(), right):
                return self._arithmetic(node, left, right, below)
            case ast.IfExp(test, then, other):
                return self._choose(node, test, then, other, expected, below)
            case ast.Call(ast.Name(function)) if function in CALLS and self.scope.past is not None:
                return call(self, node, function, self.scope.past, below)
            case ast.Call(ast.Name(function), arguments, []):
                return self._call(node, function, arguments, expected, below)
            case ast.Attribute(ast.Name(owner), name) if self.scope.past is not None:
                return dotted(self, node, owner, name, self.scope.past)
            case ast.Name(name):
                return self._name(node, name, expected)
            case ast.Constant(value):
                return self._constant(node, value, expected)
            case _:
                self.fail(node, "not-in-language", f"{quoted(self.said(node))} is not part of the language", _OPERATORS)
                return None

    def of_kind(self, node: ast.expr, expected: Kind, depth: int) -> Condition | None:
        """A part that must have a kind."""
        found = self.read(node, expected, depth)
        if found is not None and kind_of(found) != expected:
            self.mismatch(node, expected, found)
            return None
        return found

    def mismatch(self, node: ast.expr, expected: Kind, found: Condition) -> None:
        """Report a part that has another kind than it should have."""
        hint = f"compare it: `{self.said(node)} == ...`" if expected == TRUTH and isinstance(found, Var) else ""
        self.fail(node, "kind-mismatch", f"expected {described(expected)}, found {described(kind_of(found))}", hint)

    def _all(self, nodes: Iterable[ast.expr], expected: Kind, depth: int) -> tuple[Condition, ...] | None:
        found = [self.of_kind(n, expected, depth) for n in nodes]
        parts = tuple(p for p in found if p is not None)
        return parts if len(parts) == len(found) else None

    def _comparison(
        self, node: ast.expr, left: ast.expr, operators: list[ast.cmpop], comparators: list[ast.expr], depth: int
    ) -> Condition | None:
        parts: list[Condition] = []
        sides = [left, *comparators]
        common = next((k for k in map(self._kind, sides) if k), None)  # in `a == b == c`, what b is may only be known from c
        for a, operator, b in zip(sides, operators, sides[1:], strict=False):
            match operator:
                case ast.In() | ast.NotIn():
                    found = self._membership(a, b, depth)
                    negated = isinstance(operator, ast.NotIn)
                case ast.Is() | ast.IsNot():
                    self.fail(node, "not-in-language", "`is` is not part of the language", "to compare, write `==`")
                    return None
                case _:
                    found = self._pair(a, b, operator, common, depth)
                    negated = isinstance(operator, ast.NotEq)
            if found is None:
                return None
            parts.append(Not(found) if negated else found)
        return parts[0] if len(parts) == 1 else And(tuple(parts))

    def _pair(self, a: ast.expr, b: ast.expr, operator: ast.cmpop, common: Kind | None, depth: int) -> Condition | None:
        kind = self._kind(a) or self._kind(b) or common
        first, second = (b, a) if kind is None and self._lists_of(a) else (a, b)
        one = self.read(first, kind, depth)
        if one is None and kind is None and self._lists_of(second):
            return None  # a value in comparison with what is wrong: nothing more can be said of it
        other = self.read(second, kind, depth)
        left, right = (one, other) if first is a else (other, one)
        if left is None or right is None:
            return None
        x, y = kind_of(left), kind_of(right)
        if x != y:
            if x.sort is y.sort is Sort.MONEY:
                self.fail(b, "mixed-currency", f"an amount in {y.name} is compared with one in {x.name}", ONE_CURRENCY)
            else:
                self.fail(b, "kind-mismatch", f"{described(x)} is compared with {described(y)}", self._compare_hint(x, y))
            return None
        match operator:
            case ast.Eq() | ast.NotEq():
                return Compare(Op.EQ, left, right)
            case _ if not x.ordered:
                self.fail(a, "kind-mismatch", f"{described(x)} has no order", "compare with `==` or `in`")
                return None
            case ast.Lt():
                return Compare(Op.LT, left, right)
            case ast.LtE():
                return Compare(Op.LE, left, right)
            case ast.Gt():
                return Compare(Op.LT, right, left)
            case _:
                return Compare(Op.LE, right, left)

    def _compare_hint(self, x: Kind, y: Kind) -> str:
        if {x.sort, y.sort} == {Sort.DURATION, Sort.NUMBER}:
            return "a duration is written `days(30)`"
        if {x.sort, y.sort} == {Sort.DATE, Sort.NUMBER}:
            return "a date is written `2027-03-01`"
        if {x.sort, y.sort} == {Sort.MONEY, Sort.NUMBER}:
            currency = x.name or y.name
            return f"an amount is written `{currency}(1_000)`"
        if Sort.TEXT in (x.sort, y.sort):
            return "values, parties and readings are written without quotes"
        return ""

    def _membership(self, item: ast.expr, listed: ast.expr, depth: int) -> Condition | None:
        if not isinstance(listed, (ast.List, ast.Tuple, ast.Set)):
            self.fail(listed, "not-in-language", "after `in` stands a list of values", "write `cloud in [azure, aws]`")
            return None
        left = self.read(item, None, depth)
        kind = kind_of(left) if left is not None else None
        found = [self.read(e, kind, depth) for e in listed.elts if left is not None or not self._lists_of(e)]
        if not listed.elts:
            self.fail(listed, "not-in-language", "the list is empty, and nothing is in it", "write `cloud in [azure, aws]`")
        if left is None or kind is None or not found or any(f is None for f in found):
            return None
        for element, value in zip(listed.elts, found, strict=True):
            if value is not None and kind_of(value) != kind:
                self.fail(element, "kind-mismatch", f"{described(kind)} is compared with {described(kind_of(value))}")
                return None
        if all(isinstance(f, Const) and isinstance(f.value, str) for f in found):
            return In(left, tuple(sorted({str(f.value) for f in found if isinstance(f, Const)})))
        return Or(tuple(Compare(Op.EQ, left, f) for f in found if f is not None))

    def _arithmetic(self, node: ast.BinOp, a: ast.expr, b: ast.expr, depth: int) -> Condition | None:
        left, right = self.read(a, None, depth), self.read(b, None, depth)
        if left is None or right is None:
            return None
        if isinstance(node.op, ast.Div):
            found = divided(left, right)
            return self._sound(node if isinstance(found, Mistake) and found.name == "kind-mismatch" else b, found)
        return self._sound(node, combined(_SIGNS[type(node.op)], left, right))

    def _sound(self, node: ast.expr, found: Condition | Mistake | None) -> Condition | None:
        """What a part means; none where that is a mistake, which is reported."""
        if isinstance(found, Mistake):
            self.fail(node, found.name, found.message, found.hint)
            return None
        return found

    def _negative(self, node: ast.expr, operand: ast.expr, expected: Kind | None, depth: int) -> Condition | None:
        part = self.read(operand, expected, depth)
        if part is None:
            return None
        kind = kind_of(part)
        if kind.sort not in (Sort.NUMBER, Sort.DURATION, Sort.MONEY):
            self.fail(node, "kind-mismatch", f"`-` does not go with {described(kind)}")
            return None
        if isinstance(part, Const) and not isinstance(part.value, str):
            return Const(-part.value, kind)
        return Arith("-", Const(0, kind), part, kind)

    def _choose(
        self, node: ast.expr, test: ast.expr, then: ast.expr, other: ast.expr, expected: Kind | None, depth: int
    ) -> Condition | None:
        listed = [kinds[0] for kinds in map(self._lists_of, (then, other)) if len(kinds) == 1]
        wanted = expected or self._kind(then) or self._kind(other) or next(iter(listed), None)
        condition, a, b = self.of_kind(test, TRUTH, depth), self.read(then, wanted, depth), self.read(other, wanted, depth)
        if condition is None or a is None or b is None:
            return None
        if kind_of(a) != kind_of(b):
            self.fail(other, "kind-mismatch", f"one way gives {described(kind_of(a))}, the other {described(kind_of(b))}")
            return None
        return Choose(condition, a, b)

    def _call(self, node: ast.Call, function: str, arguments: list[ast.expr], expected: Kind | None, depth: int) -> Condition | None:
        if function in ("min", "max"):
            if len(arguments) < 2:
                self.fail(node, "not-in-language", f"`{function}` wants two values or more")
                return None
            kind = expected or next((k for k in map(self._kind, arguments) if k), None)
            parts = [self.read(a, kind, depth) for a in arguments]
            found = tuple(p for p in parts if p is not None)
            if len(found) < len(parts):
                return None
            for argument, part in zip(arguments, found, strict=True):
                if kind_of(part) != kind_of(found[0]):
                    said = f"`{function}` of {described(kind_of(found[0]))} and {described(kind_of(part))}"
                    self.fail(argument, "kind-mismatch", said)
                    return None
                if not kind_of(part).ordered:
                    self.fail(argument, "kind-mismatch", f"{described(kind_of(part))} has no order")
                    return None
            return Extreme(function == "max", found)
        if function in ROUNDING:
            return self._rounded(node, function, arguments, depth)
        unit = function.removesuffix("s")
        if unit in DURATION_UNITS or re.fullmatch(r"[A-Z]{3}", function):
            return self._amount(node, function, arguments)
        calls = CALLS if self.scope.past is not None else ()
        known = ["min", "max", *ROUNDING, *(f"{u}s" for u in DURATION_UNITS), *calls]
        if unit in ("month", "quarter", "year"):
            hint = f"a {unit} has no fixed length: count days or weeks, or name the date"
        else:
            hint = did_you_mean(function, known) or "amounts are written `USD(1_000)`, durations `days(30)`"
        self.fail(node, "not-in-language", f"{quoted(function + '(...)')} is not part of the language", hint)
        return None

    def _rounded(self, node: ast.Call, function: str, arguments: list[ast.expr], depth: int) -> Condition | None:
        """`round(amount * 1.19)`, `round(share, 2)`, `floor(days)`, `ceil(days)`."""
        if not 1 <= len(arguments) <= 2:
            self.fail(node, "not-in-language", f"`{function}` wants one value{', or a value and places' if function == 'round' else ''}")
            return None
        parts = [self.read(a, None, depth) for a in arguments]
        if any(p is None for p in parts) or parts[0] is None:
            return None
        found = rounding(function, parts[0], parts[1] if len(parts) > 1 else None, self.scope.places)
        at = arguments[0] if isinstance(found, Mistake) and found.name == "kind-mismatch" else arguments[-1]
        return self._sound(at, found)

    def _amount(self, node: ast.Call, function: str, arguments: list[ast.expr]) -> Condition | None:
        """`USD(1_000)` or `days(30)`: a number with its currency or unit."""
        match arguments:
            case [ast.Constant(int() | float() as value) as number] if not isinstance(value, bool):
                sign = ""
            case [ast.UnaryOp(ast.USub(), ast.Constant(int() | float() as value) as number)] if not isinstance(value, bool):
                sign = "-"
            case _:
                hint = f"write `{function}(1_000)`, without commas"
                if function.removesuffix("s") in DURATION_UNITS:
                    hint = f"write `{function}(30)`, and compare it with a difference of dates as it is"
                self.fail(node, "not-in-language", f"`{function}(...)` wants one number", hint)
                return None
        try:
            count = read_number(sign + self.said(number))
            unit = function.removesuffix("s")
            if unit in DURATION_UNITS:
                return Const(raw(duration(count, unit)), DURATION)
            return Const(raw(count), money(function))
        except ValueError as error:
            self.fail(number, "bad-value", f"{quoted(self.said(number))} does not fit: {error}")
            return None

    def _name(self, node: ast.Name, name: str, expected: Kind | None) -> Condition | None:
        start, _ = self.offsets(node)
        if start in self.dates:
            return self._date(node, self.dates[start])
        name = self.said(node)  # as written; Python would take some letters for others that look like them
        if name in ("true", "false"):
            return TRUE if name == "true" else FALSE
        known: Condition | None = None
        try:
            known = self.scope.look_up(name)
            is_variable = True
        except KeyError:
            is_variable = False
        values = self._values(expected)
        past = self.scope.past
        if not is_variable and name in ("owed", "holder") and past is not None and past.own is not None and name not in values:
            return derived(self, node, of_term(past, name, past.own), past)
        if name in values and expected is not None:
            if is_variable and known is not None and kind_of(known) == expected:
                said = f"{quoted(name)} is both {described(expected)} and a name of its own"
                self.fail(node, "ambiguous-name", said, "rename one of them")
                return None
            return Const(name, expected)
        if is_variable:
            self.failed = self.failed or known is None  # a name that is known but broken was reported where it is defined
            return known
        if values and expected is not None:
            what = described(expected)
            hint = did_you_mean(name, [*values, *self.scope.names()]) or one_of(values)
            self.fail(node, "unknown-value", f"{quoted(name)} is not {what}", hint)
            return None
        kinds = self._lists_of(node)
        if not kinds:
            hint = "a truth is `true` or `false`" if name in ("yes", "no", "on", "off") else did_you_mean(name, self.scope.names())
            self.fail(node, "unknown-name", f"{quoted(name)} is neither a fact, a parameter nor a definition", hint)
            return None
        if len(kinds) > 1:
            said = f"{quoted(name)} may be {described(kinds[0])} or {described(kinds[1])}"
            self.fail(node, "ambiguous-name", said, "compare it with something of which the kind is known, or rename one")
            return None
        return Const(name, kinds[0])

    def _date(self, node: ast.expr, text: str) -> Condition | None:
        try:
            day: date = read_date(text)
        except ValueError as error:
            self.fail(node, "bad-date", f"{quoted(text)} is not a date: {error}")
            return None
        return Const(day.toordinal(), DATE)

    def _constant(self, node: ast.Constant, value: object, expected: Kind | None) -> Condition | None:
        match value:
            case bool() | None:
                word = str(value).lower()
                hint = f"write `{word}`" if value is not None else "what is not known is simply left out"
                self.fail(node, "not-in-language", f"`{value}` is not part of the language", hint)
                return None
            case str() if not is_text(value):
                self.fail(node, "bad-value", f"{quoted(self.said(node))} holds a character that is not text", "write it as it is")
                return None
            case str():
                if expected is not None and value in self._values(expected):
                    self.fail(node, "kind-mismatch", f"{quoted(value)} in quotes is a text", f"write it without quotes: `{value}`")
                    return None
                return Const(value, TEXT)
            case int() | float():
                try:
                    return Const(raw(read_number(self.said(node))), NUMBER)
                except ValueError as error:
                    self.fail(node, "bad-value", f"{quoted(self.said(node))} is not a number: {error}")
                    return None
            case _:
                self.fail(node, "not-in-language", f"{quoted(self.said(node))} is not part of the language", _OPERATORS)
                return None

    def _values(self, kind: Kind | None) -> tuple[str, ...]:
        if kind is None:
            return ()
        return self.scope.parties if kind == PARTY else self.scope.values.get(kind.name, ()) if kind.sort is Sort.CHOICE else ()

    def _lists_of(self, node: ast.expr) -> list[Kind]:
        """The kinds of which a bare name is a value; none for a name that stands for something itself, and for all else."""
        if not isinstance(node, ast.Name) or self.offsets(node)[0] in self.dates:
            return []
        name = self.said(node)
        try:
            self.scope.look_up(name)
        except KeyError:
            kinds = [choice(k) for k, values in self.scope.values.items() if name in values]
            return [*kinds, *([PARTY] if name in self.scope.parties else [])]
        return []

    def _kind(self, node: ast.expr) -> Kind | None:
        """The kind that a part has by itself, without reporting anything; none for a bare value and for what is wrong."""
        match node:
            case ast.Name():
                try:
                    known = self.scope.look_up(self.said(node))
                except KeyError:
                    past = self.scope.past
                    own = past is not None and past.own is not None and self.said(node) == "holder"
                    return PARTY if own else None
                return kind_of(known) if known is not None else None
            case ast.IfExp(_, then, other):
                return self._kind(then) or self._kind(other)
            case ast.Attribute(ast.Name(owner), name) if (past := self.scope.past) is not None:
                if owner == "this" and (known := self.present(name)) is not None:
                    return kind_of(known)
                return _kind_of(attribute(past, owner, name))
            case ast.Call(ast.Name("holder"), [ast.Name()], []):
                return PARTY
            case ast.Call(ast.Name("latest"), [ast.Attribute(ast.Name(owner), name)], _) if (past := self.scope.past) is not None:
                return _kind_of(attribute(past, owner, name)) if owner in past.actions else None
            case _:
                return None

    def knows(self, name: str) -> bool:
        """Whether a bare name stands for something."""
        try:
            self.scope.look_up(name)
        except KeyError:
            return False
        return True

    def present(self, name: str) -> Condition | None:
        """What a name stands for that is of the event that now happens, even within `where`; none for one that is broken."""
        try:
            return (self.outside or self.scope).look_up(name)
        except KeyError:
            return None

    def said(self, node: ast.expr) -> str:
        """A part as it is written."""
        start, end = self.offsets(node)
        return self.text[start:end]

    def offsets(self, node: ast.expr) -> tuple[int, int]:
        """Where a part stands in the text, in characters; `ast` counts bytes, from the first character that is no blank."""
        lead = len(self.text) - len(self.text.lstrip())
        encoded = self.text.lstrip().encode()
        start = len(encoded[: node.col_offset].decode())
        end = len(encoded[: node.end_col_offset or node.col_offset].decode())
        return start + lead, end + lead


def _kind_of(found: Derived | Mistake) -> Kind | None:
    return found.kind if isinstance(found, Derived) else None


_SIGNS: Mapping[type[ast.operator], str] = {ast.Add: "+", ast.Sub: "-", ast.Mult: "*"}
_OPERATORS = "the language has `and or not == != < <= > >= in + - * / if else min max round floor ceil`"
