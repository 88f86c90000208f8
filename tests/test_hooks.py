"""The hooks for pre-commit, run by pre-commit itself in a repository with a contract and its cases.

What a hook runs is the command that is installed here, as setting up an environment of its own compiles the rules engine each time.
"""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import sysconfig
from pathlib import Path

import pytest

from contract_model.commands.exits import Exit
from contract_model.commands.main import run
from contract_model.loading.parse import parse

CHECKOUT = Path(__file__).parents[1]
CONTRACT = """
contract: shed
parties: {tenant: The tenant}
actions: {build: {says: "{actor} builds a shed", phrases: [build a shed]}}
version: 2026-01-01
terms:
  - {id: sheds, kind: permission, bearer: tenant, action: build, certainty: inferred, sources: []}
""".lstrip()
CASES = """
contract: ../rules/shed.yaml
cases:
  - name: A shed may be built
    ask: The tenant builds a shed in 2026
    expect: {verdict: permitted, decided_by: [sheds]}
""".lstrip()


def hooks() -> list[dict[str, object]]:
    """The hooks as they are published."""
    data = parse("hooks", (CHECKOUT / ".pre-commit-hooks.yaml").read_bytes()).data
    assert isinstance(data, list)
    return data


@pytest.fixture
def repository(tmp_path) -> Path:
    """A repository with a contract and cases that are as they should be, and all hooks."""
    folder = tmp_path / "repository"
    for name, text in {"rules/shed.yaml": CONTRACT, "cases/shed.cases.yaml": CASES, "workflow.yaml": "on:   [push]\n"}.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text)
    lines = ["repos:", "  - repo: local", "    hooks:"]
    for hook in hooks():
        here = {**hook, "language": "system"}
        lines += [f"      - {{{', '.join(f'{key}: {_said(value)}' for key, value in here.items())}}}"]
    (folder / ".pre-commit-config.yaml").write_text("\n".join(lines) + "\n")
    git(folder, "init", "-q")
    git(folder, "add", ".")
    return folder


def _said(value: object) -> str:
    return f"[{', '.join(value)}]" if isinstance(value, list) else str(value).lower() if isinstance(value, bool) else f"'{value}'"


def git(folder: Path, *arguments: str) -> None:
    subprocess.run(["git", *arguments], cwd=folder, check=True, timeout=60)


def commit(folder: Path, *arguments: str) -> tuple[int, str]:
    """What pre-commit says of a repository, without its dots."""
    scripts = sysconfig.get_path("scripts")
    environment = {**os.environ, "PATH": os.pathsep.join([scripts, os.environ["PATH"]]), "PRE_COMMIT_HOME": str(folder.parent / "cache")}
    command = [sys.executable, "-m", "pre_commit", "run", "--color", "never", *arguments]
    ran = subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, timeout=120)
    return ran.returncode, ran.stdout + ran.stderr


def test_all_hooks_pass_where_everything_is_as_it_should_be(repository) -> None:
    code, said = commit(repository)
    assert code == 0, said
    assert [line.split(".")[0] for line in said.splitlines()] == ["contract validate", "contract fmt", "contract test"]
    assert said.count("Passed") == 3
    assert (repository / "workflow.yaml").read_text() == "on:   [push]\n"


def test_each_hook_fails_where_something_is_wrong(repository) -> None:
    (repository / "rules" / "shed.yaml").write_text(CONTRACT.replace("kind: permission", "kind: permision"))
    git(repository, "add", ".")
    code, said = commit(repository, "contract-validate")
    assert code == 1
    assert "rules/shed.yaml:6:" in said
    assert "did you mean `permission`?" in said

    (repository / "rules" / "shed.yaml").write_text(CONTRACT.replace("permission", "prohibition"))
    git(repository, "add", ".")
    code, said = commit(repository, "contract-test")
    assert code == 1
    assert "A shed may be built" in said

    (repository / "cases" / "shed.cases.yaml").write_text(CASES.replace("permitted,", "permitted   ,"))
    git(repository, "add", ".")
    code, said = commit(repository, "contract-fmt")
    assert code == 1
    assert "files were modified by this hook" in said
    assert (repository / "cases" / "shed.cases.yaml").read_text() == CASES


def test_a_commit_that_touches_no_contract_runs_no_hook(repository) -> None:
    code, said = commit(repository, "--files", "workflow.yaml")
    assert code == 0
    assert said.count("(no files to check)Skipped") == 3


def test_the_workflow_on_the_page_runs_and_leaves_its_reports(repository, monkeypatch, capsys) -> None:
    page = (CHECKOUT / "docs" / "reports.md").read_text()
    commands = re.findall(r"- run: contract (.*)", page)
    assert len(commands) == 3
    monkeypatch.chdir(repository)
    for command in commands:
        assert run(command.split()) == Exit.CLEAN, capsys.readouterr()
    assert json.loads(Path("contracts.sarif").read_text())["runs"][0]["results"] == []
    assert "A shed may be built" in Path("cases.xml").read_text()
