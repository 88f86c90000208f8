"""This file tests the redline of the last two versions of the agreement cell by cell.

Every combination of values is tried, quantities being on and beside each of their thresholds: events in a class change as it says, and no
other event changes.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from functools import cache
from itertools import product

import pytest

from contract_model.loading.load import load
from contract_model.meaning.decide import name_of
from contract_model.meaning.evaluate import evaluate
from contract_model.meaning.program import Program, program
from contract_model.model.answer import OTHER, Among, Between, Literal, Verdict
from contract_model.model.conditions import Compare, Const, Var, walk
from contract_model.model.kinds import Sort
from contract_model.model.redline import Redline
from contract_model.model.values import Raw, raw
from contract_model.proving.redline import Compared, redline
from contract_model.proving.world import taken_for_granted

AGREEMENT = load("microsoft-openai")
BEFORE, AFTER = AGREEMENT.versions[-2:]
ACTIONS = [
    *("use", "resell", "sublicense", "grant_licence", "use_api", "release_weights", "develop_agi", "offer_rival_models"),
    *("buy_compute", "stop_azure", "supply_compute", "claim_breach"),
]
OTHERS = "Amazon"  # a text that no condition names
MOST = 20_000  # cells of one action by one actor


@cache
def told(action: str) -> Redline:
    return redline(*(Compared(AGREEMENT, v, v.id, AGREEMENT.id) for v in (BEFORE, AFTER)), only=[action])


def thresholds(programs: tuple[Program, ...], name: str) -> set[int]:
    """What a quantity is compared with."""
    compared = (part for p in programs for f in p.formulas for part in walk(f) if isinstance(part, Compare))
    found = set()
    for part in compared:
        match part.left, part.right:
            case (Var(n, _), Const(value, _)) | (Const(value, _), Var(n, _)) if n == name:
                found.add(int(value))  # type: ignore[call-overload]  # days and whole amounts
    return found


def values_of(programs: tuple[Program, ...], name: str, var: Var) -> list[Raw]:
    """The values of a variable, one for each cell."""
    if name in AGREEMENT.ambiguities:
        return [*AGREEMENT.ambiguities[name].readings]
    match var.kind.sort:
        case Sort.TRUTH:
            return [False, True]
        case Sort.CHOICE:
            return [*AGREEMENT.choices[var.kind.name].values]
        case Sort.TEXT:
            return ["Microsoft", OTHERS]
    first = AFTER.start.toordinal() if name == "date" else -1
    beside = {t + d for t in thresholds(programs, name) for d in (-1, 0, 1)} | {first}
    return [v for v in sorted(beside) if v >= first]


def cells(programs: tuple[Program, ...], actor: str) -> Iterator[dict[str, Raw]]:
    """Every combination of values for which what is taken for granted holds."""
    names = {n: v for p in programs for n, v in p.variables.items()}
    fixed = {n: v for n, v in taken_for_granted(AGREEMENT).items() if n in names} | {"actor": actor, "evidence": "inferred"}
    free = [n for n in names if n not in fixed]
    values = [values_of(programs, n, names[n]) for n in free]
    for chosen in product(*values):
        yield {**fixed, **dict(zip(free, chosen, strict=True))}


def holds(literal: Literal, world: Mapping[str, Raw]) -> bool:
    match literal:
        case Among(name, values):
            return world[name] in [OTHERS if v == OTHER else raw(v) for v in values]
        case Between(name, _, low, high, (low_closed, high_closed)):
            value = world[name]
            above = low is None or raw(low) < value or (low_closed and raw(low) == value)  # type: ignore[operator]  # quantities
            return above and (high is None or value < raw(high) or (high_closed and raw(high) == value))  # type: ignore[operator]  # the same
        case _:
            raise AssertionError(f"no cell settles {literal}")


def verdict(of: Program, world: Mapping[str, Raw]) -> Verdict:
    truths = evaluate(of, world)
    (found,) = (v for v in Verdict if truths.get(name_of(v)))
    return found


@pytest.mark.parametrize("action", ACTIONS)
def test_no_cell_changes_outside_a_class_and_each_inside_does(action: str) -> None:
    programs = tuple(program(AGREEMENT, v, action) for v in (BEFORE, AFTER))
    classes = told(action).classes
    assert all(one.conditions is not None and not one.more for one in classes)
    changed = 0
    for actor in AGREEMENT.parties:
        mine = [one for one in classes if one.actor == actor]
        for number, world in enumerate(cells(programs, actor)):
            assert number < MOST
            before, after = (verdict(p, world) for p in programs)
            inside = [(c.before, c.after) for c in mine if any(all(holds(x, world) for x in cube) for cube in c.conditions or ())]
            assert inside == ([] if before is after else [(before, after)]), world
            changed += before is not after
    assert bool(changed) is bool(classes)


def test_the_days_of_the_comparison_are_those_of_the_later_version() -> None:
    assert (told("use").days.first, told("use").days.last) == (date(2026, 4, 27), None)
