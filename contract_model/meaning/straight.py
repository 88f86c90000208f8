"""This file defines `straight`: the conditions of a program as the lines of one Python function, for cases in which all of them is known.

The definition (kleene.py) has a function for each node of a condition, and three truth values. Where nothing is unknown two of them do, and
Python's own operators: the lines are five times as fast. They are made from checked conditions, and no word of a contract gets into them:
what it asks is called `v0`, `v1`, ..., a condition `f0`, `f1`, ..., and constants are handed over as objects called `k0`, `k1`, ...
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from contract_model.meaning.kleene import combine
from contract_model.meaning.program import Program
from contract_model.model.conditions import And, Arith, Compare, Condition, Const, In, Named, Not, Op, Or, Rounded, Var, parts_of, rounded
from contract_model.model.kinds import Sort
from contract_model.model.values import Raw

_SIGNS = {Op.EQ: "==", Op.LT: "<", Op.LE: "<="}
_WORDS = {True: "True", False: "False"}
_PLAIN = (Sort.NUMBER, Sort.MONEY)  # what Python's own `+` adds as it should be


@dataclass(frozen=True, slots=True)
class Lines:
    """The lines that give each of `found` a truth. They use what `places` asks about as `v` with its number, and the objects by name."""

    lines: tuple[str, ...]
    places: Mapping[str, int]
    objects: Mapping[str, object]
    found: tuple[str, ...]


def straight(prog: Program, fixed: Mapping[str, Raw]) -> Lines:
    """The lines of those conditions of a program on which all others rest; with the values that are the same in every case put in."""
    writer = _Writer({name: i for i, name in enumerate(prog.variables)}, fixed)
    found = _basic(prog)
    wanted = _needed(prog, found)
    for formula in prog.formulas:
        if formula.name in wanted:
            writer.write(formula)
    return Lines(tuple(writer.lines), writer.places, writer.objects, tuple(writer.names[name] for name in found))


def made(lines: Sequence[str], objects: Mapping[str, object], *arguments: str) -> Callable[..., Any] | None:
    """The function that lines make; none where Python refuses so much nesting."""
    text = "\n ".join([f"def made({', '.join(arguments)}):", *lines])
    space: dict[str, Any] = dict(objects)
    try:
        exec(compile(text, "<straight>", "exec"), space)
    except (SyntaxError, RecursionError, MemoryError):
        return None
    function: Callable[..., Any] = space["made"]
    return function


def _basic(prog: Program) -> tuple[str, ...]:
    """The conditions that ask something themselves and that others, or an answer, refer to."""
    asks = {f.name for f in prog.formulas if _asks(f.body)}
    own = {f"{t.id} " for t in prog.terms}
    used = {n.name for f in prog.formulas if f.name not in asks for n in _named(f.body)}
    return tuple(f.name for f in prog.formulas if f.name in asks and (f.name in used or any(f.name.startswith(id) for id in own)))


def _needed(prog: Program, names: Iterable[str]) -> set[str]:
    """Conditions, and those to which they refer."""
    needed: set[str] = set()
    waiting = list(names)
    while waiting:
        name = waiting.pop()
        if name not in needed:
            needed.add(name)
            waiting += [n.name for n in _named(prog.named[name].body)]
    return needed


def _asks(condition: Condition) -> bool:
    return isinstance(condition, Var) or (not isinstance(condition, Named) and any(_asks(p) for p in parts_of(condition)))


def _named(condition: Condition) -> Iterable[Named]:
    if isinstance(condition, Named):
        yield condition
    else:
        for part in parts_of(condition):
            yield from _named(part)


class _Writer:
    """Writes conditions in normal form down, each as an expression of Python."""

    def __init__(self, places: Mapping[str, int], fixed: Mapping[str, Raw]) -> None:
        self.places = places
        self.fixed = fixed
        self.lines: list[str] = []
        self.objects: dict[str, object] = {"combine": combine, "rounded": rounded}
        self.names: dict[str, str] = {}

    def write(self, formula: Named) -> None:
        text = self.text(formula.body)
        if text.isalnum():  # a truth, or what is asked itself
            self.names[formula.name] = text
        else:
            name = self.names[formula.name] = f"f{len(self.names)}"
            self.lines.append(f"{name} = {text}")

    def text(self, condition: Condition) -> str:
        match condition:
            case Const(value, _):
                return self.constant(value)
            case Var(name, _):
                return self.constant(self.fixed[name]) if name in self.fixed else f"v{self.places[name]}"
            case Named(name, _):
                return self.names[name]
            case Not(part):
                text = self.text(part)
                return {"True": "False", "False": "True"}.get(text, f"(not {text})")
            case And(parts):
                return self.joined(parts, " and ", "True", "False")
            case Or(parts):
                return self.joined(parts, " or ", "False", "True")
            case In(Var(name, _), values) if name in self.fixed:
                return _WORDS[self.fixed[name] in values]
            case In(item, (only,)):
                return f"({self.text(item)} == {self.constant(only)})"
            case In(item, values):
                return f"({self.text(item)} in {self.constant(frozenset(values))})"
            case Compare(op, left, right):
                return f"({self.text(left)} {_SIGNS[op]} {self.text(right)})"
            case Arith(operator, left, right, kind) if kind.sort in _PLAIN:
                return f"({self.text(left)} {operator} {self.text(right)})"
            case Arith(operator, left, right, _):
                return f"combine({operator!r}, {self.constant(condition)}, {self.text(left)}, {self.text(right)})"
            case Rounded(mode, unit, part):
                return f"rounded({self.constant(mode)}, {self.constant(unit)}, {self.text(part)})"
            case _:
                raise TypeError(f"not in normal form: {condition}")

    def joined(self, parts: Iterable[Condition], word: str, neutral: str, settling: str) -> str:
        texts = [t for t in map(self.text, parts) if t != neutral]
        if settling in texts:
            return settling
        return f"({word.join(texts)})" if len(texts) > 1 else texts[0] if texts else neutral

    def constant(self, value: object) -> str:
        if value is True or value is False:
            return _WORDS[value]
        name = f"k{len(self.objects)}"
        self.objects[name] = value
        return name
