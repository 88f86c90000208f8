"""Snapshots: what cases come to is stored, and told where it is no longer the same."""

from __future__ import annotations

import json
from pathlib import Path

import jsonschema
import pytest

from contract_model.commands.exits import Exit
from contract_model.commands.main import run

SHED = """
contract: shed
parties: {tenant: The tenant}
actions: {build: {says: "{actor} builds a shed", phrases: [build a shed]}}
facts: {agreed: {asks: Is it agreed?, kind: truth}, dry: {asks: Is it dry?, kind: truth}}
version: 2026-01-01
terms:
  - {id: sheds, kind: permission, heading: Sheds, bearer: tenant, action: build, when: agreed, certainty: inferred, sources: []}
  - {id: no-sheds, kind: prohibition, bearer: tenant, action: build, when: not agreed, certainty: inferred, sources: []}
""".lstrip()
CASES = """
contract: ./shed.yaml
cases:
  - name: A shed may be built where it is agreed
    ask: The tenant builds a shed in 2026
    facts: {agreed: true}
    expect: {verdict: permitted}
  - name: Else it depends
    ask: The tenant builds a shed in 2026
    expect: {verdict: depends}
  - name: Nobody asks for a barn
    ask: The tenant builds a barn in 2026
    expect: {problem: not-understood}
  - name: Not run
    ask: The tenant builds a shed in 2026
    expect: {verdict: silent}
    skip: for now
""".lstrip()
CHANGED = """\
Decided by no-sheds, “Sheds” (sheds)
  shed.cases.yaml: Else it depends
    before: depends, by no-sheds, sheds
            prohibited if agreed is false
            permitted if agreed is true
    now:    depends, by no-sheds, sheds
            prohibited if agreed is false
            permitted if agreed is true and dry is true
            silent if agreed is true and dry is false

Decided by “Sheds” (sheds)
  shed.cases.yaml: A shed may be built where it is agreed
    before: permitted, by sheds
    now:    depends, by sheds
            permitted if dry is true
            silent if dry is false

2 of 3 cases changed
"""


@pytest.fixture
def tell(tmp_path, monkeypatch, capsys):
    """A function that takes a snapshot of the cases in the current folder: the exit code and what was told."""
    monkeypatch.chdir(tmp_path)
    Path("shed.yaml").write_text(SHED)
    Path("shed.cases.yaml").write_text(CASES)

    def call(*arguments):
        code = run(["snapshot", ".", *arguments])
        said = capsys.readouterr()
        return code, said.out + said.err

    return call


def test_verdicts_are_stored_and_are_the_same_as_long_as_nothing_changes(tell, capsys) -> None:
    assert tell() == (Exit.CLEAN, "3 cases stored in contract.snapshot.json\n")
    text = Path("contract.snapshot.json").read_text()
    cases = json.loads(text)["files"]["shed.cases.yaml"]["cases"]
    assert cases["A shed may be built where it is agreed"] == {"verdict": "permitted", "decided_by": ["sheds"]}
    assert cases["Else it depends"]["conditions"] == [
        {"verdict": "prohibited", "if": [{"agreed": False}]},
        {"verdict": "permitted", "if": [{"agreed": True}]},
    ]
    assert cases["Nobody asks for a barn"] == {"refused": ["not-understood"]}
    assert tell("--check") == (Exit.CLEAN, "0 of 3 cases changed\n")
    assert tell() == (Exit.CLEAN, "0 of 3 cases changed\n")
    assert Path("contract.snapshot.json").read_text() == text
    assert run(["schema", "snapshot"]) == Exit.CLEAN
    jsonschema.validate(json.loads(text), json.loads(capsys.readouterr().out), cls=jsonschema.Draft202012Validator)


def test_what_has_changed_is_told_by_the_terms_that_decide_before_and_now(tell) -> None:
    tell()
    stored = Path("contract.snapshot.json").read_text()
    Path("shed.yaml").write_text(SHED.replace("when: agreed", "when: agreed and dry"))
    code, said = tell("--check")
    assert code == Exit.NEGATIVE
    assert said == CHANGED
    assert Path("contract.snapshot.json").read_text() == stored
    code, said = tell("--accept")
    assert (code, said.splitlines()[-1]) == (Exit.CLEAN, "2 of 3 cases changed, stored")
    assert tell("--check") == (Exit.CLEAN, "0 of 3 cases changed\n")


def test_new_cases_and_those_that_are_gone_are_told_too(tell) -> None:
    tell()
    Path("shed.cases.yaml").write_text(CASES.replace("Else it depends", "It depends"))
    code, said = tell("--check")
    assert (code, said.splitlines()[-1]) == (Exit.NEGATIVE, "0 of 3 cases changed, 1 new, 1 gone")
    assert "before: not there\n    now:    depends, by no-sheds, sheds" in said


def test_a_stored_file_that_was_not_asked_for_stays_as_it_is_and_one_that_is_gone_goes(tell) -> None:
    Path("more.cases.yaml").write_text(CASES)
    tell()
    assert run(["snapshot", "shed.cases.yaml", "--check"]) == Exit.CLEAN
    assert run(["snapshot", "shed.cases.yaml", "--accept"]) == Exit.CLEAN
    assert set(json.loads(Path("contract.snapshot.json").read_text())["files"]) == {"shed.cases.yaml", "more.cases.yaml"}
    Path("more.cases.yaml").unlink()
    assert tell("--check")[0] == Exit.NEGATIVE
    tell("--accept")
    assert set(json.loads(Path("contract.snapshot.json").read_text())["files"]) == {"shed.cases.yaml"}


def test_a_history_is_stored_by_the_states_of_its_norms(tmp_path, monkeypatch, capsys) -> None:
    cases = Path(__file__).parents[2] / "fixtures" / "cases" / "meat-sale.cases.yaml"
    monkeypatch.chdir(tmp_path)
    Path("meat.cases.yaml").write_bytes(cases.read_bytes())
    assert run(["snapshot", "meat.cases.yaml"]) == Exit.CLEAN
    text = Path("contract.snapshot.json").read_text()
    Path("contract.snapshot.json").write_text(text.replace('"deliver": "violated"', '"deliver": "fulfilled"', 1))
    capsys.readouterr()
    assert run(["snapshot", "meat.cases.yaml", "--check"]) == Exit.NEGATIVE
    assert "    before: deliver is fulfilled\n    now:    deliver is violated\n" in capsys.readouterr().out


def test_changes_for_other_programs(tell) -> None:
    tell()
    Path("shed.yaml").write_text(SHED.replace("kind: permission", "kind: prohibition"))
    code, said = tell("--check", "--format", "json")
    first = json.loads(said)["changes"][0]
    assert code == Exit.NEGATIVE
    assert (first["before"]["verdict"], first["after"]["verdict"], first["decided_by"]) == ("permitted", "prohibited", ["sheds"])
    _, said = tell("--check", "--format", "github")
    assert said.startswith("::error file=shed.cases.yaml,line=3,col=5,")
    assert "A shed may be built where it is agreed: prohibited, by sheds; stored: permitted, by sheds" in said
    _, said = tell("--check", "--format", "markdown")
    assert said.startswith("### 2 of 3 cases changed\n")


def test_what_does_not_validate_stores_nothing(tell) -> None:
    Path("shed.yaml").write_text(SHED.replace("when: agreed", "when: agred"))
    code, said = tell()
    assert code == Exit.INVALID
    assert "did you mean `agreed`?" in said
    assert not Path("contract.snapshot.json").exists()


def test_nothing_there_and_wrong_use(tell) -> None:
    Path("shed.cases.yaml").unlink()
    assert tell() == (Exit.NOTHING, "no case there\n")
    assert tell("--check", "--accept")[0] == Exit.USAGE
