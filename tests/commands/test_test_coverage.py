"""`contract test --coverage`: what the cases show, in words and for other programs, and the threshold."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from contract_model.commands.exits import Exit
from contract_model.commands.main import contract

LEASE = """\
contract: {id}
parties: {{tenant: The tenant, owner: The owner}}
facts: {{consent: {{asks: Is there consent?, kind: truth}}}}
actions: {{sublet: {{says: "{{actor}} sublets"}}}}
version: 2026-01-01
terms: [{{id: ban, kind: prohibition, bearer: tenant, action: sublet, unless: consent, certainty: official, sources: []}}]
"""
CASES = """\
contract: {id}.yaml
cases:
  - name: Without consent a tenant must not sublet
    event: {{action: sublet, actor: tenant, date: 2026-05-01}}
    facts: {{consent: false}}
    expect: {{verdict: {verdict}}}
  - name: Whether the owner may is not said
    event: {{action: sublet, actor: owner, date: 2026-05-01}}
    expect: {{verdict: silent}}
"""
WITH = """\
  - name: With consent it is another matter
    event: {action: sublet, actor: tenant, date: 2026-05-01}
    facts: {consent: true}
    expect: {verdict: silent}
"""


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """Run `contract test .` in a folder of two contracts, of which the second has a case more."""
    monkeypatch.chdir(tmp_path)
    for name, more in (("lease", ""), ("other", WITH)):
        (tmp_path / f"{name}.yaml").write_text(LEASE.format(id=name))
        (tmp_path / f"{name}.cases.yaml").write_text(CASES.format(id=name, verdict="prohibited") + more)

    def run_it(*options: str, at: str = ".") -> Result:
        return CliRunner().invoke(contract, ["test", at, *options])

    return run_it


def test_the_coverage_of_each_contract_follows_the_report(run) -> None:
    found = run("--coverage")
    assert found.exit_code == Exit.CLEAN
    report, *coverages = found.output.split("\nContract  ")
    assert report.startswith("5 passed in 2 files")
    assert [c.splitlines()[0] for c in coverages] == ["lease (lease)", "other (other)"]
    assert "What terms do        3      4   0          75.0" in coverages[0]
    assert "    - is excused; a case of sublet: actor=tenant, consent=true" in coverages[0]
    assert "What terms do        4      4   0          100\n" in coverages[1]


def test_without_it_nothing_is_said_of_coverage(run) -> None:
    assert "shown" not in run().output


@pytest.mark.parametrize(("threshold", "code"), [("75", Exit.CLEAN), ("75.1", Exit.MISSED)])
def test_a_threshold_is_held_against_what_the_terms_of_each_contract_do(run, threshold, code) -> None:
    found = run("--threshold", threshold)
    assert found.exit_code == code
    said = "What the terms of lease do is shown to 75.0 %, less than the threshold of 75.1 %."
    assert (said in " ".join(found.output.split())) is (code is Exit.MISSED)


def test_a_case_that_fails_is_worse_than_a_threshold_that_is_missed(run, tmp_path: Path) -> None:
    (tmp_path / "lease.cases.yaml").write_text(CASES.format(id="lease", verdict="permitted"))
    assert run("--threshold", "100").exit_code == Exit.NEGATIVE


def test_nothing_that_ran_is_nothing_that_was_missed(run) -> None:
    assert run("--threshold", "100", "-k", "no such case").exit_code == Exit.NOTHING


def test_only_the_cases_that_were_chosen_count(run) -> None:
    assert "What terms do        1      4   0          25.0" in run("--coverage", "-k", "owner", at="lease.cases.yaml").output


@pytest.mark.parametrize(
    ("form", "begins"),
    [("text", "Contract  lease"), ("json", "{"), ("cobertura", "<?xml"), ("lcov", "TN:lease"), ("html", "<!doctype html>")],
)
def test_each_format_goes_into_a_file_and_the_totals_are_told(run, tmp_path: Path, form, begins) -> None:
    found = run("--coverage-format", form, "--coverage-output", "coverage.out")
    assert found.exit_code == Exit.CLEAN
    assert "All together" in found.output
    assert "Not shown" not in found.output
    assert (tmp_path / "coverage.out").read_text().startswith(begins)


def test_both_contracts_are_in_a_file(run, tmp_path: Path) -> None:
    run("--coverage-format", "json", "--coverage-output", "coverage.json")
    found = json.loads((tmp_path / "coverage.json").read_text())
    assert [(c["contract"], c["cases"], c["totals"]["terms"]["percent"]) for c in found["contracts"]] == [
        ("lease", 2, 75.0),
        ("other", 3, 100.0),
    ]
    assert {i["file"] for c in found["contracts"] for i in c["items"]} == {"lease.yaml", "other.yaml"}
    run("--coverage-format", "lcov", "--coverage-output", "coverage.info")
    assert (tmp_path / "coverage.info").read_text().count("end_of_record") == 2


def test_reports_for_programs_are_not_mixed(run) -> None:
    for options in (["--coverage-format", "html"], ["--coverage", "--format", "json"]):
        found = run(*options)
        assert found.exit_code == Exit.USAGE
        assert "--coverage-output" in found.output
    assert json.loads(run("--format", "json", "--coverage-output", "coverage.txt").stdout)


def test_a_file_that_cannot_be_written_is_told(run) -> None:
    found = run("--coverage-output", "nowhere/coverage.txt")
    assert found.exit_code != Exit.CLEAN
    assert "nowhere/coverage.txt" in found.output


def test_a_case_that_does_not_validate_leaves_the_others(run, tmp_path: Path) -> None:
    broken = WITH.replace("consent: true", "consent: perhaps")
    (tmp_path / "lease.cases.yaml").write_text(CASES.format(id="lease", verdict="prohibited") + broken)
    found = run("--coverage", at="lease.cases.yaml")
    assert found.exit_code == Exit.INVALID
    assert "What terms do        3      4   0          75.0" in found.output
