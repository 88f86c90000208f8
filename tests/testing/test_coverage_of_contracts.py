"""What the cases of the shipped contracts show of them: all of it for the agreement, and for the others no less than was reached."""

from __future__ import annotations

from functools import cache
from glob import glob
from pathlib import Path

import pytest

from contract_model.meaning.course import run
from contract_model.meaning.evaluate import evaluate
from contract_model.model.history import History, NormChange
from contract_model.testing.cases import read_case_file
from contract_model.testing.coverage.asked import asked_of
from contract_model.testing.coverage.item import Coverage, Measure
from contract_model.testing.coverage.lives import Lives
from contract_model.testing.coverage.measure import coverage

CASES = Path(__file__).parents[2] / "fixtures" / "cases"


@cache
def shown(pattern: str) -> Coverage:
    """The coverage of a contract by the case files of a pattern."""
    files = [read_case_file(path) for path in sorted(glob(str(CASES / pattern)))]
    return coverage(files[0].contract, [asked for file in files for asked in asked_of(file)])


@pytest.mark.parametrize("pattern", ["microsoft-openai/*", "flat-lease*"])
def test_cases_show_whatever_a_case_can_show(pattern: str) -> None:
    found = shown(f"{pattern}.cases.yaml")
    assert [f"{gap.span.file}:{gap.span.line}: {gap.of} {gap.part} {gap.what}" for gap in found.gaps] == []
    assert {m: t.percent for m, t in found.totals.items()} == dict.fromkeys(found.totals, 100.0)


def test_the_agreement_is_measured_in_every_way_that_it_has() -> None:
    found = shown("microsoft-openai/*.cases.yaml")
    assert set(Measure) - set(found.totals) == {Measure.REPARATIONS}


def test_what_is_set_aside_of_the_agreement_is_what_no_case_can_show() -> None:
    assert {(i.of, i.what) for i in shown("microsoft-openai/*.cases.yaml").items if i.impossible} == {
        ("share-for-year", "bites"),  # an obligation over time is met by an act and never broken by one
        ("azure-purchases", "bites"),
        ("in_first_scope", "release in [feature, update]"),  # what is neither is new or existing, and so in scope if updates are
    }


FLOORS = {
    "acceptance-of-delivery": 100,
    "full-payment-upon-demand": 100,
    "late-invoice": 100,
    "payment-upon-iot": 100,
    "theories": 100,
    "fragile-goods": 83,
    "instalment-sale": 83,
    "meat-sale": 80,
    "meat-freight": 66,
    "service-level-agreement": 66,
    "late-delivery-and-penalty": 61,
    "meat-sale-demo": 55,
}


@pytest.mark.parametrize(("contract", "floor"), FLOORS.items())
def test_the_terms_of_a_shipped_contract_are_shown_as_far_as_was_reached(contract: str, floor: int) -> None:
    assert shown(f"{contract}.cases.yaml").terms.percent >= floor


@pytest.mark.parametrize("pattern", [*FLOORS, "flat-lease*", "purchase-order-failure", "microsoft-openai/*"])
def test_no_history_has_a_state_or_a_change_that_its_norm_is_said_not_to_have(pattern: str) -> None:
    for path in sorted(glob(str(CASES / f"{pattern}.cases.yaml"))):
        file = read_case_file(path)
        norms = {t.id: (t, t.norm) for v in file.contract.versions for t in v.terms.values() if t.norm}
        lives = {id: Lives(file.contract).of(term, norm) for id, (term, norm) in norms.items()}
        for asked in asked_of(file):
            if isinstance(asked.asks, History):
                for step in run(file.contract, asked.asks, evaluate, until=asked.until).steps:
                    for change in step.changes:
                        if isinstance(change, NormChange) and not change.doubt:
                            assert change.after in lives[change.term].states, f"{asked.name}: {change}"
                            assert change.before in (None, change.after) or (change.before, change.after) in lives[change.term].changes
