"""`contract fmt`: which files it lays out, what it says, and how it exits."""

from __future__ import annotations

import os
import stat
from pathlib import Path

import pytest

from contract_model.commands.exits import Exit

UNTIDY = "parties: {us: We}\ncontract: a  # ours\nactions: {}\nversion: 2026-01-01\nterms: []\n"
TIDY = "contract: a  # ours\nparties: {us: We}\nactions: {}\nversion: 2026-01-01\nterms: []\n"


@pytest.fixture
def untidy(tmp_path, monkeypatch) -> Path:
    """A folder with one untidy contract, a file of cases as it should be, and a file of something else; the current folder is above."""
    monkeypatch.chdir(tmp_path)
    folder = tmp_path / "rules"
    (folder / "more").mkdir(parents=True)
    (folder / "a.yaml").write_text(UNTIDY)
    (folder / "more" / "a.cases.yaml").write_text("contract: ../a.yaml\ncases: []\n")
    (folder / "workflow.yaml").write_text("on: [push]\njobs:   {}\n")
    return folder


def test_a_folder_is_laid_out_and_what_is_no_contract_is_left_alone(call, untidy) -> None:
    said = "laid out rules/a.yaml\n1 file laid out, 1 file as before, 1 file left alone\n"
    assert call("fmt", "rules") == (Exit.CLEAN, said, "")
    assert (untidy / "a.yaml").read_text() == TIDY
    assert (untidy / "workflow.yaml").read_text() == "on: [push]\njobs:   {}\n"
    assert sorted(os.listdir(untidy)) == ["a.yaml", "more", "workflow.yaml"]
    assert call("fmt", "rules") == (Exit.CLEAN, "2 files as before, 1 file left alone\n", "")


def test_check_names_the_files_and_writes_nothing(call, untidy) -> None:
    code, out, err = call("fmt", "--check", "rules")
    assert (code, out.splitlines()[0], err) == (Exit.NEGATIVE, "would change rules/a.yaml", "")
    assert (untidy / "a.yaml").read_text() == UNTIDY


def test_diff_shows_what_would_change_and_writes_nothing(call, untidy) -> None:
    code, out, _ = call("fmt", "--diff", "rules/a.yaml")
    assert code == Exit.NEGATIVE
    assert out.splitlines()[:3] == ["--- rules/a.yaml", "+++ rules/a.yaml (laid out)", "@@ -1,5 +1,5 @@"]
    assert "-contract: a  # ours" in out
    assert "+contract: a  # ours" in out
    assert (untidy / "a.yaml").read_text() == UNTIDY


def test_the_input_is_passed_on_laid_out(call, untidy) -> None:
    assert call("fmt", "-", stdin=UNTIDY.encode()) == (Exit.CLEAN, TIDY, "")
    assert call("fmt", "-", stdin=b"on: [push]") == (Exit.CLEAN, "on: [push]", "")
    assert call("fmt", "--check", "-", stdin=UNTIDY.encode())[0] == Exit.NEGATIVE
    assert call("fmt", "--check", "-", stdin=TIDY.encode()) == (Exit.CLEAN, "", "")


def test_a_file_that_is_not_yaml_is_a_problem_and_stays_as_it_is_while_the_others_are_laid_out(call, untidy) -> None:
    (untidy / "broken.yaml").write_text("contract: [a\n")
    code, out, err = call("fmt", "rules")
    assert (code, out.splitlines()[0]) == (Exit.INVALID, "laid out rules/a.yaml")
    assert err.startswith("rules/broken.yaml:1:11: yaml-syntax: this is not YAML")
    assert (untidy / "broken.yaml").read_text() == "contract: [a\n"


def test_a_file_keeps_its_mode_and_a_link_stays_a_link(call, untidy) -> None:
    (untidy / "a.yaml").chmod(0o640)
    (untidy / "link.yaml").symlink_to("a.yaml")
    assert call("fmt", "rules/link.yaml")[0] == Exit.CLEAN
    assert (untidy / "link.yaml").is_symlink()
    assert (untidy / "a.yaml").read_text() == TIDY
    assert stat.S_IMODE((untidy / "a.yaml").stat().st_mode) == 0o640


def test_nothing_there(call, tmp_path) -> None:
    assert call("fmt", str(tmp_path)) == (Exit.NOTHING, "no file there\n", "")
    code, _, err = call("fmt", str(tmp_path / "gone.yaml"))
    assert code == Exit.INVALID
    assert "not-laid-out" in err
