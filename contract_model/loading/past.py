"""This file defines what conditions ask about the past: how each name and call of theirs becomes a `Derived` variable.

order.price, trigger.date, contract.start, period.end                            what an event or the contract gave
violated(pay-late), overdue(pay), violations(pay), owed(pay), holder             how a norm stands
count(pay, where=order == order.id, last=days(60)), total(pay.amount), latest(pay.date)    past events
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import timedelta

from contract_model.loading.normalise import TooDeep, TooLarge, normalise
from contract_model.loading.scope import Mistake, PastScope, described
from contract_model.model.conditions import (
    TRUE,
    And,
    Arith,
    Choose,
    Compare,
    Condition,
    Const,
    Extreme,
    In,
    Named,
    Not,
    Op,
    Or,
    Rounded,
    Var,
    all_of,
    variables,
)
from contract_model.model.kinds import DATE, DURATION, NUMBER, PARTY, TRUTH, Kind, Sort
from contract_model.model.norm import (
    Derived,
    HolderOf,
    Measure,
    OfContract,
    OfPeriod,
    Owed,
    Past,
    StateOf,
    TriggerValue,
    Violations,
)
from contract_model.model.states import NormState
from contract_model.model.values import DAY, written
from contract_model.problems import did_you_mean, one_of, quoted

OF_EVENT: Mapping[str, Kind] = {"date": DATE, "time": DURATION, "actor": PARTY}
"""What every event has besides its parameters."""

STATES: Mapping[str, tuple[NormState, str]] = {
    "violated": (NormState.VIOLATED, "Has the term {} been violated?"),
    "fulfilled": (NormState.FULFILLED, "Has the term {} been fulfilled?"),
    "discharged": (NormState.DISCHARGED, "Is the term {} discharged?"),
    "suspended": (NormState.SUSPENDED, "Is the term {} suspended?"),
    "in_force": (NormState.IN_FORCE, "Is the term {} in force?"),
    "pending": (NormState.PENDING, "Is the term {} pending?"),
    "exercised": (NormState.EXERCISED, "Has the term {} been exercised?"),
    "available": (NormState.AVAILABLE, "Is the term {} available?"),
    "lapsed": (NormState.LAPSED, "Has the term {} lapsed?"),
}
"""The words for states, each with the state and the question whether a term is in it."""

MEASURES = tuple(m.value for m in Measure)
OF_TERMS = (*STATES, "overdue", "violations", "owed", "holder")
"""The calls that take the id of a term."""
CALLS = (*OF_TERMS, "refuted", *MEASURES)
OWNERS = ("trigger", "contract", "period", "this")
"""What may stand before a dot besides actions."""

_THERE = "there "  # what marks a variable of the past event while `where` is read


def attribute(past: PastScope, owner: str, name: str) -> Derived | Mistake:
    """What `owner.name` asks: of the event that triggered a term, of the contract or of a period. Not `this`."""
    if owner in past.actions and (owner not in OWNERS or name in past.actions[owner]):
        return _of_event(past, owner, name)
    match owner:
        case "trigger" if name == "date":
            return Derived("trigger.date", DATE, "On which day was the term triggered?", TriggerValue("trigger", "date"))
        case "trigger":
            return Mistake("unknown-name", f"a trigger has no {quoted(name)}", "write `trigger.date`, or name the action: `order.price`")
        case "contract" if name in ("start", "end"):
            asks = "On which day did the contract begin?" if name == "start" else "On which day does the contract end?"
            return Derived(f"contract.{name}", DATE, asks, OfContract(name))
        case "contract":
            return Mistake("unknown-name", f"the contract has no {quoted(name)}", "write `contract.start` or `contract.end`")
        case "period" if name not in ("start", "end"):
            return Mistake("unknown-name", f"a period has no {quoted(name)}", "write `period.start` or `period.end`")
        case "period" if not past.recurring:
            hint = "only a term with `every` has periods"
            return Mistake("not-recurring", f"{quoted(f'period.{name}')} stands in what does not recur", hint)
        case "period":
            asks = "On which day does the period begin?" if name == "start" else "On which day does the period end?"
            return Derived(f"period.{name}", DATE, asks, OfPeriod(name))
        case _:
            hint = did_you_mean(owner, [*past.actions, *OWNERS]) or one_of(past.actions)
            return Mistake("unknown-action", f"{quoted(owner)} is not an action", hint)


def _of_event(past: PastScope, action: str, name: str) -> Derived | Mistake:
    said, event = f"{action}.{name}", _spelled(action)
    origin = TriggerValue(action, name)
    if name in past.actions[action]:
        kind = past.actions[action][name]
        if kind == TRUTH:
            return Derived(said, kind, f"Did {_spelled(name)} hold in the {event} event?", origin)
        return Derived(said, kind, f"What was the {_spelled(name)} in the {event} event?", origin)
    asks = {
        "date": f"On which day did the {event} event happen?",
        "time": f"At what time of day did the {event} event happen?",
        "actor": f"Who was the actor in the {event} event?",
    }
    if name in OF_EVENT:
        return Derived(said, OF_EVENT[name], asks[name], origin)
    return _no_parameter(past, action, name)


def of_term(past: PastScope, function: str, term: str) -> Derived | Mistake:
    """What a call with the id of a term asks: `violated(pay-late)`, `owed(pay)`."""
    if term not in past.terms:
        hint = did_you_mean(term, past.terms) or one_of(sorted(past.terms))
        return Mistake("unknown-term", f"{quoted(term)} is not a term of the contract", hint)
    name = f"{function}({term})"
    match function:
        case "violations":
            return Derived(name, NUMBER, f"How often has the term {term} been violated?", Violations(term))
        case "overdue":
            return Derived(name, TRUTH, f"Is the term {term} overdue?", StateOf(NormState.VIOLATED, term, overdue=True))
        case "holder":
            return Derived(name, PARTY, f"To whom is the term {term} owed?", HolderOf(term))
        case "owed":
            kind = past.owed(term)
            if kind is None:
                return Mistake("nothing-owed", f"the term {quoted(term)} owes nothing", "say what with `owes`")
            return Derived(name, kind, f"How much is owed under the term {term}?", Owed(term))
        case _:
            state, asks = STATES[function]
            return Derived(name, TRUTH, asks.format(term), StateOf(state, term))


def there(past: PastScope, action: str, name: str) -> Var | None:
    """What a bare name within `where` stands for: a parameter of the past event, marked as such; none for any other name."""
    kind = past.actions[action].get(name) or OF_EVENT.get(name)
    return Var(f"{_THERE}{name}", kind) if kind is not None else None


def measured(
    past: PastScope, measure: Measure, action: str, parameter: str, where: Condition | None, said: str, window: Const | None
) -> Derived | Mistake:
    """The measure of past events of an action.

    `parameter`: of which the total or the latest is taken. `where`: typed, with the past event's names marked; `said`: as it is written.
    """
    if action not in past.actions:
        hint = did_you_mean(action, past.actions) or one_of(past.actions)
        return Mistake("unknown-action", f"{quoted(action)} is not an action", hint, "of")
    kind = NUMBER
    if measure is not Measure.COUNT:
        known = past.actions[action].get(parameter) or OF_EVENT.get(parameter)
        if known is None:
            return _no_parameter(past, action, parameter)
        if measure is Measure.TOTAL and known.sort not in (Sort.NUMBER, Sort.MONEY, Sort.DURATION):
            said_kind = f"{quoted(f'{action}.{parameter}')} is {described(known)}, of which there is no total"
            return Mistake("kind-mismatch", said_kind, "a total is of numbers, amounts or durations")
        kind = known
    keys, rest = _keys(where) if where is not None else ((), ())
    if strange := [v for part in rest for v in variables(part) if not _is_there(v)]:
        hint = f"beside equalities such as `{next(iter(past.actions[action]), 'order')} == {strange[0]}` it asks about the past event only"
        return Mistake("condition-of-the-past", f"{quoted(strange[0])} cannot stand so in `where`", hint, "where")
    try:
        normal = normalise(all_of(*map(_plain, rest)), {}) if rest else TRUE
    except (TooLarge, TooDeep):
        return Mistake("too-large", "the `where` has too many cases", "use simpler conditions", "where")
    seconds = None
    if window is not None:
        if not isinstance(window.value, int) or window.value <= 0:
            return Mistake("bad-value", "`last` wants whole seconds, and more than none", "write `last=days(60)`", "last")
        seconds = window.value
    origin = Past(measure, action, parameter, keys, None if normal == TRUE else normal, seconds)
    target = f"{action}.{parameter}" if parameter else action
    told = [target, *([f"where={said}"] if said else []), *([f"last={_window(seconds)}"] if seconds else [])]
    return Derived(f"{measure.value}({', '.join(told)})", kind, _asks(origin, said), origin)


def _keys(where: Condition) -> tuple[tuple[tuple[str, str], ...], tuple[Condition, ...]]:
    """The equalities of a past event's parameter with a variable, and what else is asked."""
    keys: list[tuple[str, str]] = []
    rest: list[Condition] = []
    for part in _conjuncts(where):
        match part:
            case Compare(Op.EQ, Var(one, _), Var(other, _)) if _is_there(one) and not _is_there(other):
                keys.append((_unmarked(one), other))
            case Compare(Op.EQ, Var(one, _), Var(other, _)) if _is_there(other) and not _is_there(one):
                keys.append((_unmarked(other), one))
            case _:
                rest.append(part)
    return tuple(dict.fromkeys(keys)), tuple(rest)


def _conjuncts(where: Condition) -> Iterable[Condition]:
    match where:
        case And(parts):
            for part in parts:
                yield from _conjuncts(part)
        case _:
            yield where


def _is_there(name: str) -> bool:
    return name.startswith(_THERE)


def _unmarked(name: str) -> str:
    return name.removeprefix(_THERE)


def _plain(condition: Condition) -> Condition:
    """A condition over the past event alone, its variables named as the parameters are."""
    match condition:
        case Var(name, kind):
            return Var(_unmarked(name), kind)
        case Not(part) | Rounded(_, _, part):
            return replace(condition, part=_plain(part))
        case And(parts) | Or(parts) | Extreme(_, parts):
            return replace(condition, parts=tuple(map(_plain, parts)))
        case Compare(_, left, right) | Arith(_, left, right, _):
            return replace(condition, left=_plain(left), right=_plain(right))
        case In(item, _):
            return replace(condition, item=_plain(item))
        case Choose(test, then, other):
            return Choose(_plain(test), _plain(then), _plain(other))
        case Const() | Named():  # what stands under a name and asks of anything asks of the present
            return condition


def _no_parameter(past: PastScope, action: str, name: str) -> Mistake:
    known = [*past.actions[action], *OF_EVENT]
    return Mistake("unknown-name", f"{quoted(name)} is not a parameter of {quoted(action)}", did_you_mean(name, known) or one_of(known))


def _asks(past: Past, said: str) -> str:
    event = _spelled(past.action)
    where = f", where {said}" if said else ""
    window = f", in the last {written(timedelta(seconds=past.window))}" if past.window else ""
    match past.measure, past.parameter:
        case Measure.COUNT, _:
            return f"How many {event} events have there been{where}{window}?"
        case Measure.TOTAL, parameter:
            return f"What is the total {_spelled(parameter)} of the {event} events so far{where}{window}?"
        case _, "date":
            return f"On which day did the latest {event} event happen{where}{window}?"
        case _, parameter:
            return f"What was the {_spelled(parameter)} in the latest {event} event{where}{window}?"


def _window(seconds: int) -> str:
    count, unit = next((seconds // size, unit) for unit, size in _UNITS if seconds % size == 0)
    return f"{unit}({count})"


_UNITS = (("days", DAY), ("hours", 3_600), ("minutes", 60), ("seconds", 1))


def _spelled(name: str) -> str:
    return name.replace("_", " ")
