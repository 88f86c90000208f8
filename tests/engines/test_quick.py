"""A quick decision is that of the whole answer, by every engine; a witness is one, also where a quantity drops out of a comparison."""

from __future__ import annotations

import pytest
from hypothesis import event, given, settings
from hypothesis import strategies as st

from contract_model.engines.answering import answer
from contract_model.engines.engine import ENGINES
from contract_model.engines.quick import quick
from contract_model.front import read
from contract_model.loading.load import load_text
from contract_model.problems import ContractError
from tests.strategies import ANY_CONTRACT, cases


@settings(max_examples=max(10, int(settings.default.max_examples * 0.2)))
@given(st.data())
def test_a_quick_decision_is_that_of_the_whole_answer(data) -> None:
    written = data.draw(ANY_CONTRACT)
    for total in (True, False, False):
        posed = data.draw(cases(written, total=total))
        engine = data.draw(st.sampled_from(ENGINES))
        found = quick(written.loaded, posed.case, engine)
        if found is None:
            event("not quick")
            continue
        event("settled" if found.settled else "the verdict alone")
        try:
            whole = answer(written.loaded, posed.case, engine)
        except ContractError:  # it leaves too much open to say what depends on what, but the verdict is plain
            continue
        assert found.decision.verdict is whole.verdict
        assert found.settled or not total
        if found.settled:
            assert dict(found.decision.statuses) == {t.id: t.status for t in whole.terms}
            assert set(found.decision.decided_by) == set(whole.decided_by)


SHARE = """\
contract: share
parties: {payer: The payer}
facts: {rate: {asks: What is the rate?, kind: number}, turnover: {asks: And the turnover?, kind: number}, paid: {asks: Paid?, kind: number}}
actions: {stop: {says: "{actor} stops"}}
version: 2026-01-01
terms: [{id: pay, kind: prohibition, bearer: payer, action: stop, when: %s, certainty: official, sources: []}]
"""


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize("condition", ["paid < rate * turnover", "paid + turnover < turnover * rate + turnover"])
def test_a_quantity_that_drops_out_has_any_value_in_a_witness(condition, engine) -> None:
    contract = load_text(SHARE % condition)
    case, _ = read({"action": "stop", "actor": "payer", "date": "2026-05-01", "facts": {"rate": "0"}}, contract)
    assert {o.verdict.value for o in answer(contract, case, engine).outcomes} == {"prohibited", "silent"}
