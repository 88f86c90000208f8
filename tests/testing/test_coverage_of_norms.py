"""Coverage of norms, on contracts and histories that nobody wrote: a marked contract means the same, and no norm has another life."""

from __future__ import annotations

from hypothesis import given, settings

from contract_model.meaning.course import run
from contract_model.meaning.evaluate import evaluate
from contract_model.model.contract import Contract
from contract_model.model.history import History, NormChange, Why
from contract_model.model.states import NormState
from contract_model.problems import ContractError
from contract_model.testing.coverage.lives import Lives
from contract_model.testing.coverage.marked import marked
from contract_model.testing.coverage.watching import Watch
from tests.test_histories import contracts, histories, wide


def look(contract: Contract, history: History) -> None:
    """Run a history through a contract, and through the marked one that is watched."""
    try:
        found = run(contract, history, evaluate)
    except ContractError:  # terms without end
        return
    watch = Watch(marked(contract))
    watch.begin_history("a story")
    watched = run(watch.contract, history, watch.evaluate)
    assert watched == found
    watch.ran(watched)
    lives = Lives(contract)
    of = {(v.id, t.id): lives.of(t, t.norm) for v in contract.versions for t in v.terms.values() if t.norm}
    for step in found.steps:
        for change in step.changes:
            if isinstance(change, NormChange) and not change.doubt:
                own = [life for (_, id), life in of.items() if id == change.term]
                odd = change.before is NormState.PENDING and change.why in (Why.DEADLINE, Why.ENDED)  # it is over before it began
                assert odd or any(change.after in life.states for life in own), change
                same = change.before in (None, change.after)
                assert same or odd or any((change.before, change.after) in life.changes for life in own), change
                assert watch.hits["state", change.term, change.after.value] == 1


@settings(derandomize=True, max_examples=30)
@given(wide())
def test_a_marked_contract_runs_as_it_did_and_its_norms_live_as_they_can(agreed: tuple[Contract, History]) -> None:
    look(*agreed)


@settings(derandomize=True, max_examples=30)
@given(contracts(), histories())
def test_so_does_one_of_a_narrower_language(contract: Contract, history: History) -> None:
    look(contract, history)
