"""Cases generated for review: what they cover, at which boundaries they lie, and that they hold."""

from __future__ import annotations

from itertools import combinations, product
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contract_model.asking.event import read_event
from contract_model.commands.exits import Exit
from contract_model.commands.main import run
from contract_model.front import decide, load
from contract_model.loading.layout import laid_out
from contract_model.loading.load import load_text
from contract_model.loading.parse import parse
from contract_model.model.contract import Contract
from contract_model.model.values import written
from contract_model.problems import ContractError
from contract_model.testing.case_schema import SurfaceCaseFile
from contract_model.testing.cases import case_of, differences, read_case_file
from contract_model.testing.generating.boundaries import boundaries
from contract_model.testing.generating.cases import drafted, with_values
from contract_model.testing.generating.covering import count, covering
from contract_model.testing.generating.factors import Factor, Open

HIRE = """
contract: hire
parties: {customer: The customer}
kinds: {use: {private: privately, trade: for trade}}
actions:
  drive:
    says: "{actor} drives {distance} on {use}"
    parameters: {distance: {kind: number, least: 0}, use: use}
facts:
  sober: {asks: Is the customer sober?, kind: truth}
  deposit: {asks: How much was deposited?, kind: money EUR}
  damage: {asks: How much damage is there?, kind: money EUR}
  colour: {asks: Which colour has the car?, kind: text}
version: 2026-01-01
terms:
  - id: far
    kind: prohibition
    bearer: customer
    action: drive
    when: distance > 200 or use == trade and not sober
    through: 2026-06-30
    certainty: inferred
    sources: []
  - id: free
    kind: permission
    bearer: customer
    action: drive
    when: damage <= deposit
    subject_to: far
    certainty: inferred
    sources: []
"""


@pytest.fixture(scope="module")
def hire() -> Contract:
    return load_text(HIRE)


def opened(contract: Contract, **event: object) -> Open:
    return Open(contract, read_event(contract, {"action": next(iter(contract.actions)), **event}))


def values(factors: tuple[Factor, ...]) -> dict[str, list[str]]:
    return {f.name: [written(v) for v in f.values] for f in factors}


@given(st.lists(st.integers(1, 4), max_size=5), st.integers(1, 3))
def test_every_combination_of_values_occurs(sizes, strength) -> None:
    rows = list(covering(sizes, strength))
    assert all(0 <= place < size for row in rows for place, size in zip(row, sizes, strict=True))
    for chosen in combinations(range(len(sizes)), min(strength, len(sizes))):
        assert {tuple(row[f] for f in chosen) for row in rows} == set(product(*(range(sizes[f]) for f in chosen)))
    assert len(rows) <= count(sizes, strength)


def test_far_fewer_rows_than_all() -> None:
    assert len(list(covering([3] * 8, 2))) < 25  # of 6,561
    assert list(covering([3] * 8, 2)) == list(covering([3] * 8, 2))


def test_factors_are_what_the_verdict_turns_on_with_the_values_that_conditions_tell_apart(hire) -> None:
    assert values(opened(hire).factors()) == {
        "date": ["2025-12-30", "2025-12-31", "2026-01-01", "2026-06-29", "2026-06-30", "2026-07-01"],
        "distance": ["199", "200", "201"],
        "use": ["private", "trade"],
        "sober": ["false", "true"],
        "damage": ["1000 EUR"],
        "deposit": ["999.99 EUR", "1000 EUR", "1000.01 EUR"],
    }


def test_what_is_stated_or_bears_on_nothing_is_no_factor(hire) -> None:
    found = values(opened(hire, date="2026-03-01", facts={"sober": True, "damage": "500 EUR"}).factors())
    assert found == {"distance": ["199", "200", "201"], "deposit": ["499.99 EUR", "500 EUR", "500.01 EUR"]}


def test_values_stay_within_what_a_parameter_can_be() -> None:
    text = HIRE.replace("distance > 200 or use == trade and not sober", "distance >= 0.001 or use == trade and not sober")
    assert values(opened(load_text(text), date="2026-03-01").factors())["distance"] == ["0.0005", "0.001", "0.0015"]


def test_boundary_cases_lie_just_below_at_and_just_above_each_threshold(hire) -> None:
    case = opened(hire, actor="customer", facts={"sober": True, "damage": "500 EUR"}).case
    told = [(str(d.answer.case.event.date), d.answer.verdict.value) for d in drafted(hire, case, 0)]
    groups = [d.about for d in drafted(hire, case, 0) if d.about]
    assert ("2025-12-31", "silent") in told
    assert ("2026-06-30", "prohibited") in told
    assert ("2026-07-01", "prohibited") not in told
    assert "2026-07-01" in dict(told)
    assert groups[-1] == "At the boundary of how much was deposited: 500 EUR"
    distances = [d.answer.case.event.parameters["distance"] for d in drafted(hire, case, 0)]
    assert {"199", "200", "201"} <= {str(d) for d in distances}


def test_a_threshold_on_which_nothing_turns_has_no_cases(hire) -> None:
    case = opened(hire, date="2026-08-01", facts={"damage": "500 EUR"}).case
    assert {d.about for d in drafted(hire, case, 0) if d.about} == {"At the boundary of how much was deposited: 500 EUR"}


def test_quantities_that_are_compared_meet_from_both_sides(hire) -> None:
    case = opened(hire, actor="customer", date="2026-08-01").case
    found = [
        (written(d.answer.case.facts["damage"]), written(d.answer.case.facts["deposit"]), d.answer.verdict.value)
        for d in drafted(hire, case, 0)
    ]
    assert len(found) == 3
    assert sorted(v for *_, v in found) == ["permitted", "permitted", "silent"]


@pytest.mark.parametrize(
    ("id", "action"), [("flat-lease", "keep_pet"), ("flat-lease", "pay_rent"), ("flat-lease", "sublet"), ("microsoft-openai", "launch")]
)
def test_generated_cases_hold_and_every_two_values_occur_together(id, action, tmp_path) -> None:
    path = tmp_path / "drafts.cases.yaml"
    assert run(["cases", action, "--contract", id, "-o", str(path)]) == Exit.CLEAN
    file = read_case_file(str(path))
    contract = load(id)
    factors = Open(contract, read_event(contract, {"action": action})).factors()
    rows = []
    for case, asked in file.asked:
        assert differences(file.contract, case, "meaning") == []
        made = case_of(contract, asked)
        row = {"actor": made.event.actor, "date": made.event.date.day, **made.event.parameters, **made.facts, **made.readings}
        rows.append(row)
    for one, other in combinations(factors, 2):
        pairs = {(row.get(one.name), row.get(other.name)) for row in rows}
        assert set(product(one.values, other.values)) <= pairs


@pytest.mark.parametrize(
    ("id", "action"),
    [
        *(("flat-lease", a) for a in load("flat-lease").actions),
        *(("late-delivery-and-penalty", a) for a in ("deliver", "claim", "pay", "terminate")),
        ("microsoft-openai", "settle_share"),
        ("microsoft-openai", "pay_share"),
    ],
)
def test_at_a_boundary_the_verdict_is_settled_and_not_the_same_on_both_sides(id, action) -> None:
    contract = load(id)
    asked = Open(contract, read_event(contract, {"action": action}))
    found = list(boundaries(asked))
    assert found
    for boundary in found:
        verdicts = {decide(with_values(asked, row), contract).verdict.value for row in boundary.rows}
        assert len(verdicts) > 1, boundary
        assert "depends" not in verdicts, boundary


def test_no_threshold_that_matters_is_missed(hire) -> None:
    """Tried with every combination of the values that conditions tell apart."""
    asked = opened(hire)
    factors = asked.factors()
    rows = [dict(zip((f.name for f in factors), row, strict=True)) for row in product(*(f.values for f in factors))]
    verdicts = {tuple(row.values()): decide(with_values(asked, row), hire).verdict for row in rows}
    matter = set()
    for place, factor in enumerate(factors):
        if len(factor.values) > 2:
            for row in verdicts:
                others = {verdicts[(*row[:place], value, *row[place + 1 :])] for value in factor.values}
                matter |= {factor.name} if len(others) > 1 else set()
    assert matter == {"date", "distance", "deposit"}
    assert {n for b in boundaries(asked) for n in b.names} == matter | {"damage"}


@pytest.mark.parametrize("action", ["pay", "claim", "deliver"])
def test_cases_of_what_holds_over_time_hold_too(action, tmp_path) -> None:
    path = tmp_path / "drafts.cases.yaml"
    assert run(["cases", action, "--contract", "late-delivery-and-penalty", "-o", str(path)]) == Exit.CLEAN
    file = read_case_file(str(path))
    assert len(file.cases) > 5
    assert [differences(file.contract, case, "meaning") for case in file.cases] == [[]] * len(file.cases)


def test_the_file_is_marked_and_laid_out(capsys) -> None:
    assert run(["cases", "keep_pet", "--contract", "flat-lease", "--boundaries"]) == Exit.CLEAN
    out = capsys.readouterr().out
    assert out.startswith("# Generated by `contract cases --boundaries keep_pet`, and to be reviewed.\n")
    assert laid_out(parse("out", out.encode()), SurfaceCaseFile) == out


def test_a_file_that_is_there_is_not_written_over(tmp_path, capsys) -> None:
    path = tmp_path / "mine.cases.yaml"
    path.write_text("mine")
    assert run(["cases", "keep_pet", "--contract", "flat-lease", "-o", str(path)]) == Exit.INVALID
    assert "is there already" in capsys.readouterr().err
    assert path.read_text() == "mine"


def test_a_contract_elsewhere_is_named_from_the_folder_of_the_cases(tmp_path, monkeypatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path("rules").mkdir()
    Path("cases").mkdir()
    Path("rules/hire.yaml").write_text(HIRE)
    assert run(["cases", "drive", "--contract", "rules/hire.yaml", "-o", "cases/drive.cases.yaml"]) == Exit.CLEAN
    assert read_case_file("cases/drive.cases.yaml").contract.id == "hire"


def test_too_many_combinations_are_a_problem(hire, monkeypatch) -> None:
    monkeypatch.setattr("contract_model.testing.generating.cases.MAX_COMBINATIONS", 20)
    with pytest.raises(ContractError, match="too-many-cases"):
        list(drafted(hire, opened(hire).case, 2))


def test_an_action_on_which_nothing_bears_has_nothing_to_generate(capsys) -> None:
    assert run(["cases", "keep_pet", "--contract", "flat-lease", "--actor", "landlord", "--on", "2020-01-01"]) == Exit.INVALID
    assert "the verdict turns on nothing that is open" in capsys.readouterr().err
    assert run(["cases", "fly", "--contract", "flat-lease"]) == Exit.INVALID
