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
actions: {sublet: {says: "{actor} sublets", phrases: [sublet]}, cook: {says: "{actor} cooks"}}
definitions: {agreed: consent or spoken == enough}
version: 2026-01-01
terms:
  - {id: no-subletting, kind: prohibition, bearer: tenant, action: sublet, unless: agreed, certainty: inferred, sources: []}
  - {id: living, kind: declaration, action: sublet, certainty: inferred, sources: []}
  - {id: cooking, kind: permission, bearer: tenant, action: cook, certainty: inferred, sources: []}
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
        ("verdict: depends, rests_on: [cooking]", "does not rest on cooking"),
        ("verdict: depends, contested: [spoken=too_little]", "not contested by spoken=too_little, only by spoken=enough"),
        ("verdict: depends, statuses: {living: bites}", "living is states, expected bites"),
        ("verdict: depends, statuses: {cooking: bites}", "cooking is not a term of this action, expected bites"),
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
        (f"{CASE}\n    expect: {{rests_on: [livin]}}", "5:25: unknown-term: `livin` is not a term of the contract"),
        (f"{CASE}\n    expect: {{decided_by: no-sublettin}}", "did you mean `no-subletting`?"),
        (f"{CASE}\n    expect: {{statuses: {{cookin: bites}}}}", "did you mean `cooking`?"),
        (f"{CASE}\n    expect: {{statuses: {{cooking: bite}}}}", "did you mean `bites`?"),
        (f"{CASE}\n    expect: {{contested: [spokn=enough]}}", "5:26: unknown-name: `spokn` is not an ambiguity of the contract"),
        (f"{CASE}\n    expect: {{contested: [spoken=enogh]}}", "unknown-reading: `enogh` is not a reading of `spoken`"),
        (f"{CASE}\n    expect: {{per_reading: {{spoken: {{enogh: silent}}}}}}", "did you mean `enough`?"),
        (f"{CASE}\n    expect: {{conditions: {{permited: [{{consent: true}}]}}}}", "wrong-value: `permited` is not a verdict"),
        (f"{CASE}\n    expect: {{conditions: {{permitted: [{{consnt: true}}]}}}}", "did you mean `consent`?"),
        (f"{CASE}\n    expect: {{evidence: oficial}}", "did you mean `official`?"),
        (f"{CASE}\n    expect: {{verdict: silent, problem: unknown-name}}", "a question that must be refused has no answer"),
        (CASE, "wrong-case: the case expects nothing"),
        (f"{CASE}\n    todo: later\n    skip: never\n    expect: {{verdict: silent}}", "either to do or to be skipped"),
        ("event: {action: sublt}\n    expect: {verdict: silent}", "4:21: unknown-name: `sublt` is not an action of the contract"),
        ("ask: The tenant sublts\n    expect: {verdict: silent}", "4:21: not-understood: `sublts`"),
        (f"{CASE}\n    facts: {{consent: maybe}}\n    expect: {{verdict: silent}}", "5:22: bad-value: `maybe`"),
        (f"{CASE}\n    date: someday\n    expect: {{verdict: silent}}", "5:11: bad-date: `someday` is no date"),
        (f"{CASE}\n    today: someday\n    expect: {{verdict: silent}}", "5:12: bad-date: `someday` is no day"),
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
