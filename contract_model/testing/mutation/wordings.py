"""This file defines `Wording`: slips within one text of a contract, a condition, a trigger, a period, each as words put for others."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from contract_model.loading.expression import blanked, syntax

_DATE = re.compile(r"(?<![\w.-])\d{4}-\d{2}-\d{2}(?![\w-])", re.ASCII)
_PERIOD = re.compile(r"(?P<count>\d[\d_]*)\s*(?P<business>business\s+)?(?P<unit>(?:second|minute|hour|day|week|month|quarter|year)s?)\b")
_WORDS: dict[type[ast.cmpop], str] = {
    ast.Lt: "<",
    ast.LtE: "<=",
    ast.Gt: ">",
    ast.GtE: ">=",
    ast.Eq: "==",
    ast.NotEq: "!=",
    ast.In: "in",
    ast.NotIn: "not in",
}
_STRICT = {"<": "<=", "<=": "<", ">": ">=", ">=": ">"}
_TURNED = {"<": ">", "<=": ">=", ">": "<", ">=": "<="}
_OTHERWISE = {"==": "!=", "!=": "==", "in": "not in", "not in": "in"}


@dataclass(frozen=True, slots=True)
class Wording:
    """Other words in a text, from `start` to `end`; nothing between the two is something put in."""

    operator: str
    start: int
    end: int
    words: str

    def within(self, text: str) -> str:
        """The text with the other words."""
        return text[: self.start] + self.words + text[self.end :]


def of_condition(text: str, truth: bool = True) -> Iterator[Wording]:
    """The slips within a condition, or (`truth` false) a value; none where the text is not one."""
    tree = syntax(text)
    if tree is not None:
        found = {w.within(text): w for w in (*_Conditions(text).slips(tree, truth), *_dates(text))}
        yield from sorted(found.values(), key=lambda w: (w.start, w.end, w.operator))


def of_event(text: str) -> Iterator[Wording]:
    """The slips within a trigger or an act: `ACTION if CONDITION`."""
    if found := re.search(r"(?<!\S)if(?!\S)", blanked(text)):
        yield Wording("condition-dropped", len(text[: found.start()].rstrip()), len(text), "")
        yield from _at(found.end(), text[found.end() :])


def of_consequence(text: str) -> Iterator[Wording]:
    """The slips within a consequence: in the value of `set FACT to VALUE`."""
    if found := re.match(r"set\s+\S+\s+to\s+", text):
        value = text[found.end() :]
        if value in ("true", "false"):
            yield Wording("negation", found.end(), len(text), "false" if value == "true" else "true")
        else:
            yield from _at(found.end(), value, False)


def of_point(text: str) -> Iterator[Wording]:
    """The slips within a period, or a point in time: `PERIOD`, `PERIOD after DATE`, `DATE`."""
    found = _PERIOD.match(text)
    if found is None:
        yield from of_condition(text, False)
        return
    count, business = int(found["count"]), found["business"]
    for other in (count - 1, count + 1):
        if other > 0:
            yield Wording("deadline-shifted", found.start("count"), found.end("count"), str(other))
    if found["unit"] in ("day", "days"):
        if business:
            yield Wording("deadline-counting", found.start("business"), found.end("business"), "")
        else:
            yield Wording("deadline-counting", found.start("unit"), found.start("unit"), "business ")
    if rest := re.match(r"\s+(after|before)\s+", text[found.end() :]):
        start = found.end() + rest.end()
        yield from _at(start, text[start:], False)


def negated(text: str) -> str:
    """The contrary of a condition, in words."""
    return f"not ({text})"


def is_joined(text: str) -> bool:
    """Whether a condition has an `and` or an `or` at its top, or a choice: then its contrary is no slip within it."""
    return isinstance(syntax(text), (ast.BoolOp, ast.IfExp))


def shifted(text: str) -> Iterator[str]:
    """A date a day earlier, and a day later."""
    try:
        day = date.fromisoformat(text)
        yield from (str(day + timedelta(days=n)) for n in (-1, 1))
    except (ValueError, OverflowError):
        return


def _at(offset: int, text: str, truth: bool = True) -> Iterator[Wording]:
    """The slips of a condition or value that stands at an offset in a longer text."""
    for w in of_condition(text, truth):
        yield Wording(w.operator, w.start + offset, w.end + offset, w.words)


def _dates(text: str) -> Iterator[Wording]:
    for found in _DATE.finditer(blanked(text)):
        yield from (Wording("date-shifted", *found.span(), other) for other in shifted(found[0]))


class _Conditions:
    """Finds the slips within one condition. Offsets of the syntax tree count bytes, ours characters."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.bare = blanked(text)
        self.lead = len(text) - len(text.lstrip())
        self.encoded = text.lstrip().encode()

    def slips(self, node: ast.expr, truth: bool = True) -> Iterator[Wording]:
        """The slips within a part; `truth`: it can only be a truth, not a value."""
        match node:
            case ast.BoolOp(operator, values):
                spans = [self.wide(v) for v in values]
                for i, value in enumerate(values):
                    yield from self.slips(value)
                    here, there = (spans[i][0], spans[i + 1][0]) if i + 1 < len(values) else (spans[i - 1][1], spans[i][1])
                    yield Wording("part-dropped", here, there, "")
                words = ("and", "or") if isinstance(operator, ast.And) else ("or", "and")
                for (_, end), (start, _) in zip(spans, spans[1:], strict=False):
                    at = end + self.bare[end:start].index(words[0])
                    yield Wording("and-or", at, at + len(words[0]), words[1])
            case ast.UnaryOp(ast.Not(), operand):
                yield Wording("negation", self.offsets(node)[0], self.wide(operand)[0], "")
                if not isinstance(operand, (ast.Name, ast.Attribute, ast.Call)):
                    yield from self.slips(operand)
                else:
                    yield from self.below(operand)
            case ast.Compare(left, operators, sides):
                before = left
                for sign, side in zip(operators, sides, strict=True):
                    yield from self.comparison(_WORDS.get(type(sign), ""), self.wide(before)[1], self.wide(side)[0])
                    before = side
                yield from self.below(node)
            case ast.IfExp(test, then, other):
                yield from self.slips(test)
                yield from (w for branch in (then, other) for w in self.slips(branch, False))
            case ast.Name() | ast.Attribute() | ast.Call() if truth and not self.is_constant(node):
                start = self.offsets(node)[0]
                yield Wording("negation", start, start, "not ")
                yield from self.below(node)
            case ast.Constant(int() | float() as value) if not isinstance(value, bool):
                yield from self.number(node)
            case ast.List(items) | ast.Tuple(items) if len(items) > 1:
                spans = [self.wide(x) for x in items]
                for i in range(len(items)):
                    here, there = (spans[i][0], spans[i + 1][0]) if i + 1 < len(items) else (spans[i - 1][1], spans[i][1])
                    yield Wording("value-dropped", here, there, "")
            case _:
                yield from self.below(node)

    def below(self, node: ast.expr) -> Iterator[Wording]:
        """The slips within the parts of a part: values, and the conditions of `where=`."""
        for child in ast.iter_child_nodes(node):
            match child:
                case ast.keyword("where", value):
                    yield from self.slips(value)
                case ast.keyword(_, value):
                    yield from self.slips(value, False)
                case ast.expr():
                    yield from self.slips(child, False)

    def comparison(self, written: str, start: int, end: int) -> Iterator[Wording]:
        """The slips of one comparison, whose sign stands between two offsets."""
        found = re.search(r"not\s+in|in\b|[<>=!]=?", self.bare[start:end])
        if found is None or not written:
            return
        at, to = start + found.start(), start + found.end()
        if written in _OTHERWISE:
            yield Wording("negation", at, to, _OTHERWISE[written])
        else:
            yield Wording("comparison-strict", at, to, _STRICT[written])
            yield Wording("comparison-turned", at, to, _TURNED[written])

    def number(self, node: ast.expr) -> Iterator[Wording]:
        """A number one unit of its last place less, and more."""
        start, end = self.offsets(node)
        said = self.text[start:end]
        try:
            value = Decimal(said.replace("_", ""))
        except ArithmeticError:
            return
        unit = Decimal(1).scaleb(min(0, int(value.as_tuple().exponent)))
        for other in (value - unit, value + unit):
            if other >= 0:
                yield Wording("number-shifted", start, end, f"{int(other):_}" if "_" in said and unit == 1 else f"{other:f}")

    def is_constant(self, node: ast.expr) -> bool:
        return isinstance(node, ast.Name) and (node.id in ("true", "false") or bool(_DATE.match(self.text, self.offsets(node)[0])))

    def offsets(self, node: ast.expr) -> tuple[int, int]:
        """Where a part stands, without brackets around it."""
        start = len(self.encoded[: node.col_offset].decode())
        end = len(self.encoded[: node.end_col_offset or node.col_offset].decode())
        return start + self.lead, end + self.lead

    def wide(self, node: ast.expr) -> tuple[int, int]:
        """Where a part stands, with the brackets around it."""
        start, end = self.offsets(node)
        while True:
            before, after = len(self.bare[:start].rstrip()), len(self.bare) - len(self.bare[end:].lstrip())
            if not before or self.bare[before - 1] != "(" or self.bare[after : after + 1] != ")" or self.called(before - 1):
                return start, end
            start, end = before - 1, after + 1

    def called(self, bracket: int) -> bool:
        """Whether a bracket is that of a call."""
        return bool(re.search(r"\w$", self.bare[:bracket])) and not re.search(r"\b(and|or|not|in|if|else)$", self.bare[:bracket])
