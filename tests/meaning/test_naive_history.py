"""This file holds the meaning of histories against a second, naive interpreter of them, on contracts and histories that nobody wrote."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from decimal import Decimal

from hypothesis import assume, given
from hypothesis import strategies as st

from contract_model.engines.running import run
from contract_model.model.contract import Contract
from contract_model.model.history import History, NormChange, Run
from contract_model.problems import ContractError
from tests.meaning import naive_history as naive
from tests.test_histories import contracts, histories


def known(history: History, truth: bool) -> History:
    """The history with all that it leaves open told."""
    happenings = []
    for h in history.happenings:
        if h.event is not None:
            told = {"ref": "x", "amount": Decimal(2), "ok": truth} | dict(h.event.parameters)
            h = replace(h, event=replace(h.event, parameters=told))
        happenings.append(h)
    return replace(history, happenings=tuple(happenings), facts={"known": truth, **history.facts}, complete=True)


def in_order(changes: Iterable[tuple[int, str, str | None, str]]) -> list[tuple[int, str, str | None, str]]:
    """The changes instant by instant and norm by norm: in which order unrelated norms change at one instant is nobody's business."""
    return sorted(changes, key=lambda c: c[:2])


def found(result: Run) -> dict[str, object]:
    return {
        "contract": result.state.value,
        "changes": in_order(
            (c.instant, c.instance, c.before.value if c.before else None, c.after.value)
            for s in result.steps
            for c in s.changes
            if isinstance(c, NormChange)
        ),
        "states": {
            i.label: (
                i.state.value,
                i.triggered,
                i.due,
                i.violated,
                i.late,
                i.performed,
                i.exercised,
                i.performers,
                i.holders,
                i.owed,
                i.period,
            )
            for i in result.instances
        },
        "facts": dict(result.facts),
    }


def expected(o: naive.Outcome) -> dict[str, object]:
    return {
        "contract": o.contract,
        "changes": in_order(o.changes),
        "states": {
            i.label: (
                i.state,
                i.triggered,
                i.due,
                i.violated,
                i.late,
                i.performed,
                i.exercised,
                tuple(i.performers),
                tuple(i.holders),
                i.owed,
                i.period,
            )
            for i in o.norms
        },
        "facts": o.facts,
    }


@given(contracts(), histories(), st.booleans())
def test_both_interpreters_say_the_same(contract: Contract, history: History, truth: bool):
    history = known(history, truth)
    try:
        wanted = expected(naive.play(contract, history))
    except naive.NotKnown:
        assume(False)
    except naive.Endless:
        try:
            run(contract, history, "meaning")
        except ContractError:
            return
        raise AssertionError("endless") from None
    got = found(run(contract, history, "meaning"))
    for what in wanted:
        assert got[what] == wanted[what], what
