"""This file defines `Network`: the conditions of a program as rules that only ever add what follows.

An *atom* is something that is true, false or unknown: a comparison or a truth that the case gives (a leaf), a named condition, or a
part of one. A *literal* says of an atom that it is true, or that it is false. What is unknown has neither literal. So Kleene's logic
becomes rules without negation, and their result does not depend on the order in which they fire:

    c is `a and b`      c <- a, b        not c <- not a      not c <- not b
    c is `a or b`       not c <- not a, not b      c <- a    c <- b
    c is `not a`        c is the literal that a is false: no rule

Rules are ordered into *strata*, each about one question. When the rules of a stratum have run, what they have decided neither way
stays unknown; then the next stratum begins.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeAlias

from contract_model.model.conditions import (
    FALSE,
    TRUE,
    And,
    Arith,
    Compare,
    Condition,
    Const,
    In,
    Named,
    Not,
    Or,
    Rounded,
    Var,
    kind_of,
    parts_of,
)
from contract_model.model.kinds import Sort
from contract_model.model.values import cooked, written

Literal: TypeAlias = int
"""The number of an atom, doubled, and one more when it says that the atom is true. So `literal ^ 1` says the contrary."""

STRATA: Mapping[str, tuple[str, ...]] = {
    "definitions": (),
    "engagement": ("engaged", "unless", "excused"),
    "effect": ("bites", "met", "grants", "states"),
    "precedence": ("yields",),
    "verdict": ("conflict", "prohibited", "permitted", "silent"),
}
"""The strata in order, each with the second words of the conditions that it decides (`azure-first bites`)."""

_LEVELS = {word: level for level, words in enumerate(STRATA.values()) for word in words}


@dataclass(frozen=True, slots=True)
class Rule:
    """When every literal of `body` holds, `head` does."""

    body: tuple[Literal, ...]
    head: Literal


@dataclass(frozen=True, slots=True)
class Stratum:
    """Rules that run together. `inputs` are the atoms that they look at and others decide; `decides` those that they decide."""

    name: str
    inputs: tuple[int, ...]
    rules: tuple[Rule, ...]
    decides: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Network:
    """The rules of a program. `atoms` by number; `leaves` are the numbers of those that the case gives; `names` are the program's."""

    atoms: tuple[Condition, ...]
    leaves: tuple[int, ...]
    names: Mapping[str, int]
    strata: tuple[Stratum, ...]

    def say(self, rule: Rule) -> str:
        """A rule as it is read: `azure-first bites <- azure-first engaged, not azure_excused`."""
        return f"{self._said(rule.head)} <- {', '.join(map(self._said, rule.body))}"

    def __str__(self) -> str:
        """Every rule, stratum by stratum."""
        lines = []
        for stratum in self.strata:
            lines.append(stratum.name)
            lines += [f"  {self.say(rule)}" for rule in stratum.rules]
        return "\n".join(lines)

    def _said(self, literal: Literal) -> str:
        node = self.atoms[literal >> 1]
        if literal & 1:
            return text_of(node)
        return f"not {text_of(node)}" if isinstance(node, Named | Var) else f"not ({text_of(node)})"


def network_of(formulas: Sequence[Named]) -> Network:
    """The rules of named conditions in normal form, each of which may refer by name to those before it."""
    levels: dict[str, int] = {}
    for formula in formulas:
        levels[formula.name] = max([_own_level(formula.name), *(levels.get(name, 0) for name in _references(formula.body))])
    work = _Work()
    for formula in sorted(formulas, key=lambda f: levels[f.name]):  # stable: what a condition refers to still comes before it
        work.name(formula, levels[formula.name])
    return work.network(formulas)


def _own_level(name: str) -> int:
    words = name.split(" ", 2)
    return _LEVELS.get(words[1], 0) if len(words) > 1 else 0


def _references(body: Condition) -> Iterable[str]:
    todo = [body]
    while todo:
        node = todo.pop()
        if isinstance(node, Named):
            yield node.name
        else:
            todo.extend(parts_of(node))


class _Work:
    """A network in the making. Equal parts become one atom; a named condition is known by its name and never looked into twice."""

    def __init__(self) -> None:
        self.atoms: list[Condition] = []
        self.leaves: dict[Condition, Literal] = {}
        self.gates: dict[tuple[bool, frozenset[Literal]], Literal] = {}
        self.named: dict[str, Literal] = {}
        self.rules: list[list[Rule]] = [[] for _ in STRATA]

    def name(self, formula: Named, level: int) -> Literal:
        """Rules that decide a named condition."""
        if isinstance(formula.body, And | Or) and formula.body.parts:
            parts = self.parts(formula.body, level)
            literal = self.atom(formula)
            self.decide(literal, isinstance(formula.body, And), parts, level)
        else:
            body = self.literal(formula.body, level)
            literal = self.atom(formula)
            self.decide(literal, True, (body,), level)
        self.named[formula.name] = literal
        return literal

    def literal(self, node: Condition, level: int) -> Literal:
        """The literal that a condition is true, with the rules that decide it where it has parts."""
        match node:
            case Not(part):
                return self.literal(part, level) ^ 1
            case Named(name, _):
                known = self.named.get(name)
                return self.name(node, level) if known is None else known
            case And(()) | Or(()):
                return self.literal(TRUE if isinstance(node, And) else FALSE, level)
            case And() | Or():
                parts = self.parts(node, level)
                if len(parts) == 1:
                    return parts[0]
                gate = (isinstance(node, And), frozenset(parts))
                if gate not in self.gates:
                    self.gates[gate] = self.atom(node)
                    self.decide(self.gates[gate], gate[0], parts, level)
                return self.gates[gate]
            case _:
                if node not in self.leaves:
                    self.leaves[node] = self.atom(node)
                return self.leaves[node]

    def parts(self, node: And | Or, level: int) -> tuple[Literal, ...]:
        """The literals of the parts, each once, in the order written."""
        return tuple(dict.fromkeys(self.literal(part, level) for part in node.parts))

    def atom(self, node: Condition) -> Literal:
        """The literal that a new atom is true."""
        self.atoms.append(node)
        return 2 * len(self.atoms) - 1

    def decide(self, head: Literal, conjunction: bool, parts: tuple[Literal, ...], level: int) -> None:
        """The rules of `and`; those of `or` are the same with every literal turned round."""
        turn = 0 if conjunction else 1
        rules = self.rules[level]
        rules.append(Rule(tuple(p ^ turn for p in parts), head ^ turn))
        rules.extend(Rule((p ^ turn ^ 1,), head ^ turn ^ 1) for p in parts)

    def network(self, formulas: Sequence[Named]) -> Network:
        """The network, finished. A stratum without rules is left out."""
        strata = []
        for name, rules in zip(STRATA, self.rules, strict=True):
            decides = dict.fromkeys(rule.head >> 1 for rule in rules)
            inputs = dict.fromkeys(literal >> 1 for rule in rules for literal in rule.body if literal >> 1 not in decides)
            if rules:
                strata.append(Stratum(name, tuple(inputs), tuple(rules), tuple(decides)))
        leaves = tuple(literal >> 1 for literal in self.leaves.values())
        return Network(tuple(self.atoms), leaves, {f.name: self.named[f.name] >> 1 for f in formulas}, tuple(strata))


def text_of(node: Condition) -> str:
    """A condition in normal form as the language writes it; a named condition is its name."""
    match node:
        case Const(value, kind):
            said = written(cooked(kind, value))
            return f'"{said}"' if kind.sort is Sort.TEXT else said
        case Var(name, _) | Named(name, _):
            return name
        case Not(part):
            return f"not {_enclosed(part)}"
        case And(parts):
            return " and ".join(map(_joined, parts))
        case Or(parts):
            return " or ".join(map(_joined, parts))
        case Compare(op, left, right):
            return f"{_enclosed(left)} {op.value} {_enclosed(right)}"
        case In(item, (only,)):
            return f"{_enclosed(item)} == {only}"
        case In(item, values):
            return f"{_enclosed(item)} in [{', '.join(values)}]"
        case Arith(operator, left, right, _):
            return f"{_enclosed(left)} {operator} {_enclosed(right)}"
        case Rounded(mode, unit, part):
            return f"{mode}({text_of(part)}, {written(cooked(kind_of(part), unit))})"
        case _:
            raise TypeError(f"not in normal form: {node}")


def _enclosed(node: Condition) -> str:
    return text_of(node) if isinstance(node, Const | Var | Named) else f"({text_of(node)})"


def _joined(node: Condition) -> str:
    return f"({text_of(node)})" if isinstance(node, And | Or) else text_of(node)
