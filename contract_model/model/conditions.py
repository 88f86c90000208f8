"""This file defines `Condition`: the typed expressions of the language, as a dozen kinds of node.

A condition is built by `loading/` from what a person wrote and then brought into *normal form*, in which `Choose` and `Extreme`
no longer occur, `!=`, `>` and `>=` are written with `Not` and swapped sides, and a `Named` node stands for a truth only.
Engines see the normal form. Constants are raw values (see `values.py`). Nodes compare by content; they hold no positions.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum
from typing import Any, TypeAlias

from contract_model.model.kinds import TRUTH, Kind
from contract_model.model.values import Raw


@dataclass(frozen=True, slots=True)
class Const:
    """A value that the text states."""

    value: Raw
    kind: Kind


@dataclass(frozen=True, slots=True)
class Var:
    """A parameter, fact or ambiguity, or what the event itself gives: `date`, `time`, `actor`, `evidence`."""

    name: str
    kind: Kind


@dataclass(frozen=True, slots=True)
class Not:
    """True when `part` is false."""

    part: Condition


@dataclass(frozen=True, slots=True)
class And:
    """True when all parts are; with no parts, true."""

    parts: tuple[Condition, ...]


@dataclass(frozen=True, slots=True)
class Or:
    """True when a part is; with no parts, false."""

    parts: tuple[Condition, ...]


class Op(Enum):
    """How two ordered quantities, or two names, are compared. In normal form the other three comparisons are not needed."""

    EQ = "=="
    LT = "<"
    LE = "<="


@dataclass(frozen=True, slots=True)
class Compare:
    """A comparison of two expressions of one kind."""

    op: Op
    left: Condition
    right: Condition


@dataclass(frozen=True, slots=True)
class In:
    """Whether a choice, a party or a text is one of the values listed (sorted, each once)."""

    item: Condition
    values: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Arith:
    """A sum, difference or product of two quantities; `operator` is `+`, `-` or `*`. Dates count in days, durations in seconds."""

    operator: str
    left: Condition
    right: Condition
    kind: Kind


@dataclass(frozen=True, slots=True)
class Rounded:
    """A quantity rounded to a multiple of `unit`, a raw quantity above zero (money 1/100, durations 86_400).

    `mode`: `round` to the nearest, halves away from zero; `floor` to the next below; `ceil` to the next above.
    """

    mode: str
    unit: Raw
    part: Condition


@dataclass(frozen=True, slots=True)
class Choose:
    """`then if test else other`, as written. Not in normal form."""

    test: Condition
    then: Condition
    other: Condition


@dataclass(frozen=True, slots=True)
class Extreme:
    """The least or the greatest of some quantities, as written. Not in normal form."""

    greatest: bool
    parts: tuple[Condition, ...]


@dataclass(frozen=True, slots=True)
class Named:
    """A condition under its name: a definition, or what a term does (`azure-first bites`)."""

    name: str
    body: Condition

    def __hash__(self) -> int:
        return hash(self.name)  # the body may be large, and names tell most conditions apart


Condition: TypeAlias = Const | Var | Not | And | Or | Compare | In | Arith | Rounded | Choose | Extreme | Named

TRUE = Const(True, TRUTH)
FALSE = Const(False, TRUTH)


def parts_of(condition: Condition) -> tuple[Condition, ...]:
    """The conditions directly inside a condition, in the order written."""
    match condition:
        case Const() | Var():
            return ()
        case Not(part) | Rounded(_, _, part):
            return (part,)
        case And(parts) | Or(parts) | Extreme(_, parts):
            return parts
        case Compare(_, left, right) | Arith(_, left, right, _):
            return (left, right)
        case In(item, _):
            return (item,)
        case Choose(test, then, other):
            return (test, then, other)
        case Named(_, body):
            return (body,)


def kind_of(condition: Condition) -> Kind:
    """The kind of value a condition has."""
    match condition:
        case Const(_, kind) | Var(_, kind) | Arith(_, _, _, kind):
            return kind
        case Choose(_, then, _):
            return kind_of(then)
        case Rounded(_, _, part):
            return kind_of(part)
        case Extreme(_, parts):
            return kind_of(parts[0])
        case Named(_, body):
            return kind_of(body)
        case _:
            return TRUTH


def rounded(mode: str, unit: Any, quantity: Any) -> Any:
    """A raw quantity rounded to a multiple of a unit, exactly; see `Rounded`."""
    match mode:
        case "floor":
            count = quantity // unit
        case "ceil":
            count = -(-quantity // unit)
        case _:
            count = (2 * abs(quantity) + unit) // (2 * unit)
            count = count if quantity >= 0 else -count
    result = count * unit
    return result.numerator if result.denominator == 1 else result


def walk(condition: Condition) -> Iterator[Condition]:
    """Every condition inside a condition, itself first, each shared part as often as it occurs."""
    yield condition
    for part in parts_of(condition):
        yield from walk(part)


def variables(condition: Condition) -> dict[str, Var]:
    """The variables a condition asks about, by name, in the order of first mention."""
    return {node.name: node for node in walk(condition) if isinstance(node, Var)}


def all_of(*parts: Condition) -> Condition:
    """`And` without what is certain: flattened, true parts dropped, false if one is, each once, a single part as itself."""
    kept: dict[Condition, None] = {}
    for part in parts:
        if part == FALSE:
            return FALSE
        if isinstance(part, And):
            kept.update(dict.fromkeys(part.parts))
        elif part != TRUE:
            kept[part] = None
    return TRUE if not kept else next(iter(kept)) if len(kept) == 1 else And(tuple(kept))


def any_of(*parts: Condition) -> Condition:
    """`Or` without what is certain; the dual of `all_of`."""
    kept: dict[Condition, None] = {}
    for part in parts:
        if part == TRUE:
            return TRUE
        if isinstance(part, Or):
            kept.update(dict.fromkeys(part.parts))
        elif part != FALSE:
            kept[part] = None
    return FALSE if not kept else next(iter(kept)) if len(kept) == 1 else Or(tuple(kept))


def negation(part: Condition) -> Condition:
    """`Not` without what is certain: constants turned, a double negation dropped."""
    match part:
        case Const(bool() as value, _):
            return FALSE if value else TRUE
        case Not(inner):
            return inner
        case _:
            return Not(part)
