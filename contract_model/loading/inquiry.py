"""This file defines how an inquiry into the past is read: `order.price`, `violated(pay-late)`, `total(pay.amount, last=days(60))`.

What it means is in past.py; here its parts are taken from the text, and what is wrong with it gets its place.
"""

from __future__ import annotations

import ast
from dataclasses import replace
from typing import TYPE_CHECKING

from contract_model.loading.arithmetic import constant
from contract_model.loading.past import MEASURES, OF_EVENT, OWNERS, attribute, measured, of_term, there
from contract_model.loading.scope import Mistake, PastScope
from contract_model.model.conditions import Condition, Const, Var
from contract_model.model.kinds import DURATION, TRUTH
from contract_model.model.norm import Derived, Measure
from contract_model.problems import did_you_mean, one_of, quoted

if TYPE_CHECKING:
    from contract_model.loading.reader import Reader


def derived(reader: Reader, node: ast.expr, found: Derived | Mistake, past: PastScope) -> Condition | None:
    """The variable of an inquiry, which is made known; none where it is a mistake, which is reported."""
    if isinstance(found, Mistake):
        reader.fail(node, found.name, found.message, found.hint)
        return None
    past.derive(found)
    return Var(found.name, found.kind)


def dotted(reader: Reader, node: ast.Attribute, owner: str, name: str, past: PastScope) -> Condition | None:
    """`order.price`, `trigger.date`, `contract.start`, `period.end`; `this.amount` is of the event that now happens."""
    if owner != "this" or ("this" in past.actions and name in past.actions["this"]):
        if owner not in (*past.actions, *OWNERS) and reader.knows(owner):
            hint = f"what is before the dot is an action, {', '.join(quoted(o) for o in OWNERS[:-1])} or {quoted(OWNERS[-1])}"
            reader.fail(node, "not-in-language", f"{quoted(owner)} has no parts", hint)
            return None
        return derived(reader, node, attribute(past, owner, name), past)
    known = dict.fromkeys([*(p for parameters in past.actions.values() for p in parameters), *OF_EVENT])
    if name not in known:
        reader.fail(node, "unknown-name", f"{quoted(name)} is not a parameter", did_you_mean(name, known) or one_of(known))
        return None
    found = reader.present(name)
    reader.failed = reader.failed or found is None  # reported where it is defined
    return found


def call(reader: Reader, node: ast.Call, function: str, past: PastScope, depth: int) -> Condition | None:
    """`violated(pay-late)`, `owed(pay)`, `refuted(flies)`, `total(pay.amount, where=order == this.order, last=days(60))`."""
    if function in MEASURES:
        return _measure(reader, node, Measure(function), past, depth)
    match node:
        case ast.Call(_, [ast.Name() as argument], []):
            term = reader.ids.get(reader.offsets(argument)[0], reader.said(argument))
        case _:
            what, such = ("a definition", "flies") if function == "refuted" else ("a term", "pay-late")
            reader.fail(node, "not-in-language", f"`{function}(...)` wants the name of {what}", f"write `{function}({such})`")
            return None
    if function != "refuted":
        return derived(reader, argument, of_term(past, function, term), past)
    try:
        found = past.refuted(term)
    except KeyError:
        hint = did_you_mean(term, [n for n in reader.scope.names() if n != term])
        reader.fail(argument, "unknown-name", f"{quoted(term)} is not a definition with rules", hint)
        return None
    reader.failed = reader.failed or found is None  # reported where it is defined
    return found


def _measure(reader: Reader, node: ast.Call, measure: Measure, past: PastScope, depth: int) -> Condition | None:
    """`count(pay)`, `total(pay.amount)`, `latest(pay.date)`, each with `where` and `last`."""
    of: ast.expr
    match measure, node.args:
        case Measure.COUNT, [ast.Name() as of]:
            action, parameter = reader.said(of), ""
        case Measure.TOTAL | Measure.LATEST, [ast.Attribute(ast.Name() as of, parameter)]:
            action = reader.said(of)
        case _:
            what, such = ("an action", "pay") if measure is Measure.COUNT else ("a parameter of an action", "pay.amount")
            reader.fail(node, "not-in-language", f"`{measure.value}(...)` wants {what}", f"write `{measure.value}({such})`")
            return None
    given: dict[str, ast.expr] = {}
    for keyword in node.keywords:
        if keyword.arg not in ("where", "last") or keyword.arg in given:
            said = f"{quoted(keyword.arg or '**')} cannot stand {'here twice' if keyword.arg in given else 'here'}"
            reader.fail(keyword.value, "not-in-language", said, f"`{measure.value}(...)` may have one `where` and one `last`")
            return None
        given[keyword.arg] = keyword.value
    where = _where(reader, given["where"], action, past, depth) if "where" in given and action in past.actions else None
    window = reader.of_kind(given["last"], DURATION, depth) if "last" in given else None
    if (where is None and "where" in given and action in past.actions) or (window is None and "last" in given):
        return None
    seconds = constant(window) if window is not None else None
    if window is not None and seconds is None:
        reader.fail(given["last"], "not-a-constant", "`last` wants a duration that is always the same", "write `last=days(60)`")
        return None
    text = " ".join(reader.said(given["where"]).split()) if "where" in given else ""
    found = measured(past, measure, action, parameter, where, text, None if seconds is None else Const(seconds, DURATION))
    at = {"of": of, **given}.get(found.at, node.args[0]) if isinstance(found, Mistake) else node
    return derived(reader, at, found, past)


def _where(reader: Reader, node: ast.expr, action: str, past: PastScope, depth: int) -> Condition | None:
    """A condition over past events of an action: a bare name is first a parameter of theirs."""
    outer, outside = reader.scope, reader.outside

    def look_up(name: str) -> Condition | None:
        return there(past, action, name) or outer.look_up(name)

    reader.scope = replace(outer, look_up=look_up, names=lambda: [*past.actions[action], *OF_EVENT, *outer.names()])
    reader.outside = outside or outer
    found = reader.of_kind(node, TRUTH, depth)
    reader.scope, reader.outside = outer, outside
    return found
