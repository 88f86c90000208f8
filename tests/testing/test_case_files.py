"""Case files: what is wrong with one is told with its place, and what is wrong with an answer in a sentence."""

from __future__ import annotations

from pathlib import Path

import pytest

from contract_model.problems import ContractError
from contract_model.testing.cases import differences, read_case_file

LEASE = """\
contract: lease
parties: {tenant: The tenant}
facts: {consent: {asks: Is there consent?, kind: truth}}
ambiguities:
  spoken: {asks: Is a spoken consent enough?, readings: {enough: it is, too_little: it is not}, default: too_little}
actions: {sublet: {says: "{actor} sublets", phrases: [sublet]}}
definitions: {agreed: consent or spoken == enough}
version: 2026-01-01
terms:
  - {id: no-subletting, kind: prohibition, bearer: tenant, action: sublet, unless: agreed, certainty: inferred, sources: []}
  - {id: living, kind: declaration, action: sublet, certainty: inferred, sources: []}
"""
CASE = "event: {action: sublet, actor: tenant, date: 2026-05-01}"


@pytest.fixture
def found(tmp_path: Path):
    """The differences of the only case of a file, which is given without its head."""
    (tmp_path / "lease.yaml").write_text(LEASE)

    def differ(case: str, engine: str = "meaning") -> list[str]:
        path = tmp_path / "a.cases.yaml"
        path.write_text(f"contract: lease.yaml\ncases:\n  - name: The tenant sublets\n    {case}\n")
        file = read_case_file(str(path))
        return differences(file.contract, file.cases[0], engine)

    return differ


@pytest.mark.parametrize(
    "case",
    [
        f"{CASE}\n    expect: {{verdict: depends, decided_by: [no-subletting], rests_on: [living], contested: [spoken=enough]}}",
        f"{CASE}\n    facts: {{consent: false}}\n    expect: {{verdict: prohibited, statuses: {{no-subletting: bites, living: states}}}}",
        f"{CASE}\n    readings: {{spoken: enough}}\n    expect: {{verdict: silent, decided_by: []}}",
        f"{CASE}\n    readings: {{spoken: open}}\n    facts: {{consent: false}}\n"
        "    expect: {verdict: depends, conditions: {prohibited: [{spoken: too_little}], silent: [{spoken: enough}]}}",
        "ask: The tenant sublets on 1 May 2026\n    facts: {consent: false}\n    expect: {verdict: prohibited}",
    ],
)
def test_a_case_that_holds_differs_in_nothing(found, case) -> None:
    assert found(case) == []


@pytest.mark.parametrize(
    ("expect", "difference"),
    [
        ("verdict: permitted", "the verdict is depends, expected permitted"),
        ("verdict: depends, decided_by: [living]", "decided by no-subletting, expected living"),
        ("verdict: depends, rests_on: [another]", "does not rest on another"),
        ("verdict: depends, contested: [spoken=too_little]", "not contested by spoken=too_little, only by spoken=enough"),
        ("verdict: depends, statuses: {living: bites}", "living is states, expected bites"),
        ("verdict: depends, statuses: {other: bites}", "other is not a term of this action, expected bites"),
        (
            "verdict: depends, conditions: {prohibited: [{consent: false}], silent: [{spoken: enough}]}",
            "not silent if spoken is enough, which is expected",
        ),
        ("verdict: depends, conditions: {prohibited: [{consent: false}]}", "silent if consent is true, which is not expected"),
    ],
)
def test_a_case_that_does_not_hold_says_where(found, expect, difference) -> None:
    assert difference in found(f"{CASE}\n    expect: {{{expect}}}")


@pytest.mark.parametrize(
    ("case", "problem"),
    [
        ("expect: {verdict: silent}", "a.cases.yaml:3:5: wrong-case: a case has either `event` or `ask`"),
        (f"{CASE}\n    ask: The tenant sublets\n    expect: {{verdict: silent}}", "wrong-case"),
        (f"{CASE}\n    expect: {{verdict: allowed}}", "wrong-value: `allowed` is not one of the words for this key"),
        (f"{CASE}\n    fact: {{consent: true}}\n    expect: {{verdict: silent}}", "did you mean `facts`?"),
        (f"{CASE}\n    facts: {{consnt: true}}\n    expect: {{verdict: silent}}", "did you mean `consent`?"),
        (f"{CASE}\n    readings: {{spoken: perhaps}}\n    expect: {{verdict: silent}}", "unknown-name"),
    ],
)
def test_a_broken_case_is_told(found, case, problem) -> None:
    with pytest.raises(ContractError) as told:
        found(case)
    assert problem in str(told.value)


def test_two_cases_of_one_name_are_told(found) -> None:
    with pytest.raises(ContractError, match="names two cases"):
        found(f"{CASE}\n    expect: {{verdict: depends}}\n  - name: The tenant sublets\n    {CASE}\n    expect: {{verdict: depends}}")


def test_a_file_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(ContractError, match="no-cases"):
        read_case_file(str(tmp_path / "nothing.cases.yaml"))
