"""`contract test`: what it prints, writes and exits with, from files of a few lines."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from xml.etree import ElementTree

import jsonschema
import pytest
from click.testing import CliRunner
from junitparser import Error, Failure, JUnitXml, Skipped

from contract_model.commands.main import contract, run
from contract_model.engines.agree import Disagreement
from contract_model.testing import runner
from contract_model.testing.results_schema import results_schema
from contract_model.testing.watch import stamp, watch

LEASE = """\
contract: lease
parties: {tenant: The tenant}
facts: {consent: {asks: Is there consent?, kind: truth}}
actions: {sublet: {says: "{actor} sublets", phrases: [sublet]}}
version: 2026-01-01
terms:
  - {id: no-subletting, kind: prohibition, heading: No subletting, text: "Nobody else lives here, unless the owner agrees.", bearer: tenant,
     action: sublet, unless: consent, certainty: inferred, sources: []}
"""
EVENT = "event: {action: sublet, actor: tenant, date: 2026-05-01}"
HOLDS = f"  - {{name: With consent the contract says nothing, {EVENT}, facts: {{consent: true}}, expect: {{verdict: silent}}}}\n"
FAILS = f"  - {{name: Without consent it is fine, id: wrong, {EVENT}, facts: {{consent: false}}, expect: {{verdict: permitted}}}}\n"
BROKEN = "  - {name: A word is misspelt, ask: The tenant sublts, expect: {verdict: depends}}\n"
TODO = f"  - {{name: In summer it is fine, {EVENT}, todo: seasons are not in yet, expect: {{verdict: permitted}}}}\n"
EMPTY = "  - {name: In winter, ask: The tenant sublets, todo: nobody knows}\n"
SKIPPED = f"  - {{name: At night, {EVENT}, skip: no nights here, expect: {{verdict: permitted}}}}\n"
DONE = f"  - {{name: It is done, {EVENT}, todo: the term is missing, expect: {{verdict: depends}}}}\n"


@pytest.fixture
def ran(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """The command run on files of cases, each given without its head."""
    (tmp_path / "lease.yaml").write_text(LEASE)
    monkeypatch.chdir(tmp_path)

    def invoke(*arguments: str, **files: str):
        for name, cases in files.items():
            Path(f"{name}.cases.yaml").write_text(f"contract: lease.yaml\ncases:\n{cases}")
        return CliRunner().invoke(contract, ["test", *arguments])

    return invoke


def test_what_holds_is_counted_and_nothing_else_is_said(ran) -> None:
    found = ran(".", a=HOLDS, b=HOLDS)
    assert (found.exit_code, found.output) == (0, "2 passed in 2 files\n")


def test_a_failure_tells_what_was_expected_and_found_and_why(ran) -> None:
    found = ran(".", a=HOLDS + FAILS)
    assert found.exit_code == 1
    assert (
        found.output
        == """\
Failed: Without consent it is fine
  at       a.cases.yaml:4:5
  verdict  expected permitted, got prohibited
  why      prohibited: “No subletting” forbids it
  term     No subletting (no-subletting): Nobody else lives here, unless the
           owner agrees. lease.yaml:7:5

1 passed, 1 failed in 1 file
"""
    )


def test_what_is_to_do_or_skipped_is_told_with_its_reason(ran) -> None:
    found = ran("a.cases.yaml", a=HOLDS + TODO + EMPTY + SKIPPED)
    assert found.exit_code == 0
    assert (
        found.output
        == """\
To do
  - In summer it is fine: seasons are not in yet a.cases.yaml:4:5
  - In winter: nobody knows a.cases.yaml:5:5

Skipped
  - At night: no nights here a.cases.yaml:6:5

1 passed, 2 to do, 1 skipped in 1 file
"""
    )


def test_a_case_that_is_to_do_and_holds_fails(ran) -> None:
    found = ran(".", a=DONE)
    assert found.exit_code == 1
    assert "expected not yet, got it holds" in found.output


@pytest.mark.parametrize(
    ("paths", "files", "code", "said"),
    [
        (".", {"a": BROKEN, "b": FAILS}, 3, "a.cases.yaml:3:48: not-understood: `sublts` was not understood"),
        (".", {"a": "  - {name: A, ask: B}\n", "b": FAILS}, 3, "a.cases.yaml:3:5: wrong-case: the case expects nothing"),
        ("a.cases.yaml", {"a": HOLDS.replace("expect: {", "expect: {decided_by: no-sublettin, ")}, 3, "did you mean `no-subletting`?"),
        ("nowhere", {}, 3, "no-cases: `nowhere` cannot be read: No such file or directory"),
        ("lease.yaml", {}, 3, "lease.yaml:1:1: missing-key: `cases` is missing"),
        ("/dev/null", {}, 3, "no-cases: `/dev/null` cannot be read: it is no file"),
        ("a\0b", {}, 3, "cannot be read: it is no file"),
        (".", {}, 5, "no case was found"),
        (".", {"a": ""}, 3, "a.cases.yaml"),
        (".", {"a": SKIPPED}, 5, "1 skipped"),
        (".", {"a": EMPTY}, 5, "1 to do"),
        ("a.cases.yaml", {"a": "  - [\n"}, 3, "yaml-syntax"),
        ("a.cases.yaml", {"a": "  - \0\n"}, 3, "not-text"),
    ],
)
def test_whatever_is_wrong_is_told_and_has_its_exit_code(ran, paths, files, code, said) -> None:
    found = ran(paths, **files)
    assert found.exit_code == code
    assert said in found.output
    assert ("1 failed" in found.output) == ("b" in files), "the other files are run all the same"


def test_a_contract_that_is_broken_or_not_there_is_told(ran, tmp_path) -> None:
    ran(".", a=HOLDS)
    Path("b.cases.yaml").write_text(f"contract: flat-lese\ncases:\n{HOLDS}")
    found = ran("b.cases.yaml")
    assert (found.exit_code, "b.cases.yaml:1:11: no-contract: `flat-lese`" in found.output) == (3, True)
    (tmp_path / "lease.yaml").write_text(LEASE.replace("kind: prohibition", "kind: prohibiton"))
    found = ran("a.cases.yaml")
    assert (found.exit_code, "lease.yaml:7:" in found.output) == (3, True)


@pytest.mark.skipif(os.name != "posix" or os.geteuid() == 0, reason="whoever may read everything is refused nothing")
def test_a_folder_that_cannot_be_read_is_told(ran, tmp_path) -> None:
    (tmp_path / "closed").mkdir(mode=0)
    found = ran(".", a=HOLDS)
    (tmp_path / "closed").chmod(0o700)
    assert found.exit_code == 3
    assert "the folder `./closed` cannot be read: Permission denied" in found.output


def test_a_folder_that_cannot_be_read_is_told_to_anyone(ran, monkeypatch) -> None:
    def refuse(path, onerror=None):
        onerror(PermissionError(13, "Permission denied", f"{path}/closed"))
        yield path, [], ["a.cases.yaml"]

    monkeypatch.setattr("contract_model.testing.gather.os.walk", refuse)
    found = ran(".", a=HOLDS)
    assert found.exit_code == 3
    assert "no-cases: the folder `./closed` cannot be read: Permission denied" in found.output
    assert "1 passed" in found.output


def test_cases_are_chosen_by_a_word_in_name_id_or_file(ran) -> None:
    files = {"a": HOLDS + FAILS, "b": HOLDS}
    assert ran(".", "-k", "WITH CONSENT", **files).output == "2 passed, 1 not selected in 2 files\n"
    assert "1 failed, 2 not selected" in ran(".", "-k", "wrong", **files).output
    assert "1 passed, 2 not selected" in ran(".", "-k", "b.cases", **files).output
    found = ran(".", "-k", "nothing of the kind", **files)
    assert (found.exit_code, found.output) == (5, "no case was selected\n")


def test_the_first_failure_may_end_the_run(ran) -> None:
    assert "1 failed in 1 file" in ran(".", "-x", a=FAILS + HOLDS).output
    assert "1 passed, 1 failed in 1 file" in ran(".", a=FAILS + HOLDS).output


def test_files_given_twice_are_run_once(ran) -> None:
    assert ran(".", "a.cases.yaml", a=HOLDS).output == "1 passed in 1 file\n"


def test_a_day_may_be_given_for_today(ran) -> None:
    case = "  - {name: Today, ask: The tenant sublets today, facts: {consent: false}, expect: {verdict: silent}}\n"
    assert ran(".", "--today", "2025-12-31", a=case).exit_code == 0
    assert ran(".", "--today", "2026-01-01", a=case).exit_code == 1
    found = ran(".", "--today", "whenever", a=case)
    assert (found.exit_code, "bad-date: `whenever` is no day" in found.output) == (3, True)


# --- engines and processes ----------------------------------------------------------------------------------------------------------


def test_every_engine_is_run(ran) -> None:
    assert ran(".", "--engine", "all", a=HOLDS + FAILS).output.endswith("1 passed, 1 failed in 1 file\n")


def test_a_disagreement_of_engines_is_told(ran, monkeypatch) -> None:
    judged = runner.checked

    def odd(contract, case, engine, today):
        found = judged(contract, case, engine, today)
        return runner.Checked((runner.Difference("the verdict is silent, expected permitted"),)) if engine == "rete" else found

    monkeypatch.setattr(runner, "checked", odd)
    found = ran(".", "--engine", "all", a=HOLDS)
    assert found.exit_code == 70
    assert "the engines rete and meaning disagree: the verdict is silent" in " ".join(found.output.split())


@pytest.mark.parametrize("error", [ValueError("odd\nvery"), Disagreement.__new__(Disagreement)])
def test_an_error_of_ours_stops_no_other_case(ran, monkeypatch, error) -> None:
    judged = runner.checked

    def odd(contract, case, *rest):
        if case.id == "wrong":
            raise error
        return judged(contract, case, *rest)

    monkeypatch.setattr(runner, "checked", odd)
    found = ran(".", a=FAILS + HOLDS)
    assert found.exit_code == 70
    assert "Error of ours: Without consent it is fine" in found.output
    assert "1 passed, 1 error" in found.output


def test_several_processes_give_the_same_results(tmp_path: Path) -> None:
    (tmp_path / "lease.yaml").write_text(LEASE)
    rows = "".join(f"        row {i}: [{'true' if i % 2 else 'false'}, {'silent' if i % 7 else 'permitted'}]\n" for i in range(40))
    table = f"  - name: Rows\n    {EVENT}\n    table:\n      columns: [consent, verdict]\n      rows:\n{rows}"
    (tmp_path / "a.cases.yaml").write_text(f"contract: lease.yaml\ncases:\n{HOLDS}{BROKEN}{TODO}{SKIPPED}{table}")

    def output(*options: str) -> tuple[int, str]:
        command = [sys.executable, "-m", "contract_model.commands.main", "test", ".", "--format", "json", *options]
        program = "from contract_model.commands.main import main; main()"
        ran = subprocess.run([command[0], "-c", program, *command[3:]], cwd=tmp_path, capture_output=True, text=True, timeout=60)
        return ran.returncode, ran.stdout

    alone, together = output(), output("--jobs", "2")
    assert alone == together
    assert json.loads(alone[1])["counts"] == {"passed": 18, "failed": 23, "broken": 1, "error": 0, "to do": 1, "skipped": 1}


def test_an_interrupt_ends_the_run_and_tells_what_was_run(ran, monkeypatch) -> None:
    judged = runner.checked

    def interrupted(contract, case, *rest):
        if case.id == "wrong":
            raise KeyboardInterrupt
        return judged(contract, case, *rest)

    monkeypatch.setattr(runner, "checked", interrupted)
    found = ran(".", a=HOLDS + FAILS)
    assert (found.exit_code, found.output) == (130, "1 passed in 1 file; interrupted\n")


@pytest.mark.skipif(os.name != "posix", reason="signals")
def test_an_interrupt_of_several_processes_leaves_none(tmp_path: Path) -> None:
    (tmp_path / "lease.yaml").write_text(LEASE)
    rows = "".join(f"        row {i}: [false, permitted]\n" for i in range(9_000))
    table = f"  - name: Rows\n    {EVENT}\n    table:\n      columns: [consent, verdict]\n      rows:\n{rows}"
    (tmp_path / "a.cases.yaml").write_text(f"contract: lease.yaml\ncases:\n{table}")
    program = "import sys, contract_model.testing.runner as r\nfrom contract_model.commands.main import main\n"
    program += "run = r._by_processes\ndef told(*a):\n for x in run(*a):\n  print('begun', file=sys.stderr, flush=True)\n  yield x\n"
    program += "r._by_processes = told\nmain()"
    process = subprocess.Popen(
        [sys.executable, "-c", program, "test", ".", "--jobs", "2"],
        cwd=tmp_path, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, start_new_session=True,
    )  # fmt: skip
    assert process.stderr is not None
    assert process.stderr.readline() == "begun\n"
    os.killpg(process.pid, signal.SIGINT)
    output, errors = process.communicate(timeout=60)
    assert process.returncode == 130
    assert output.endswith("; interrupted\n")
    assert "Traceback" not in errors
    with pytest.raises(ProcessLookupError):
        os.killpg(process.pid, 0)


# --- watching -----------------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("changed", ["a.cases.yaml", "lease.yaml", "rows.csv"])
def test_a_change_of_a_case_its_contract_or_its_table_runs_again(ran, tmp_path, changed) -> None:
    ran(".", a=HOLDS)
    waits, runs = iter(range(4)), []

    def wait(_: float) -> None:
        match next(waits):
            case 1:
                path = tmp_path / changed
                path.write_text((path.read_text() if path.exists() else "") + "# changed\n")
            case 3:
                raise KeyboardInterrupt

    assert watch(["."], lambda: runs.append(1) or len(runs), wait) == 2
    assert len(runs) == 2


def test_what_is_watched_may_be_broken_or_gone(ran, tmp_path) -> None:
    assert stamp(["nowhere/a.cases.yaml"]) == {}
    ran(".", a="  - [\n")
    assert {Path(name).name for name in stamp(["."])} == {"a.cases.yaml", "lease.yaml"}


def test_the_command_watches_until_it_is_interrupted(ran, monkeypatch) -> None:
    def interrupted(_: float) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(time, "sleep", interrupted)
    monkeypatch.setattr("contract_model.testing.watch.watch.__defaults__", (interrupted,))
    found = ran(".", "--watch", a=FAILS)
    assert (found.exit_code, "1 failed" in found.output) == (1, True)


# --- reports ------------------------------------------------------------------------------------------------------------------------

MIXED = HOLDS + FAILS + BROKEN + TODO + SKIPPED


def test_junit_is_read_by_a_consumer(ran, tmp_path) -> None:
    found = ran(".", "--format", "junit", "-o", "out.xml", a=MIXED, b="  - {name: A <&\"'> B, ask: C}\n")
    assert found.exit_code == 3
    assert found.output.endswith("1 passed, 1 failed, 1 broken, 1 to do, 1 skipped, 2 problems in 1 file\n")
    suites = list(JUnitXml.fromfile("out.xml"))
    assert [s.name for s in suites] == ["a.cases.yaml", "files that cannot be read"]
    cases = {case.name: [type(r) for r in case.result] for suite in suites for case in suite}
    assert cases == {
        "With consent the contract says nothing": [],
        "Without consent it is fine": [Failure],
        "A word is misspelt": [Error],
        "In summer it is fine": [Skipped],
        "At night": [Skipped],
        "wrong-case b.cases.yaml:3:5": [Error],
    }
    assert [(s.tests, s.failures, s.errors, s.skipped) for s in suites] == [(5, 1, 1, 2), (1, 0, 1, 0)]
    root = ElementTree.parse("out.xml").getroot()
    assert {k: v for k, v in root.attrib.items() if k != "time"} == {"tests": "6", "failures": "1", "errors": "2"}
    failure = root.find(".//failure")
    assert failure is not None
    assert failure.attrib["message"] == "the verdict is prohibited, expected permitted; as prohibited: “No subletting” forbids it"
    assert "a.cases.yaml:4:5" in (failure.text or "")


def test_json_fits_its_schema_and_is_the_same_each_time(ran) -> None:
    first, again = (ran(".", "--format", "json", a=MIXED, b="  - {name: A, ask: C}\n").output for _ in range(2))
    assert first == again
    told = json.loads(first)
    jsonschema.validate(told, results_schema())
    assert told["problems"][0]["name"] == "wrong-case"
    failed = next(r for r in told["results"] if r["outcome"] == "failed")
    assert failed["differences"] == [
        {"about": "verdict", "expected": "permitted", "got": "prohibited", "said": "the verdict is prohibited, expected permitted"}
    ]
    assert (failed["file"], failed["line"], failed["column"], failed["id"]) == ("a.cases.yaml", 4, 5, "wrong")


def test_annotations_are_escaped(ran) -> None:
    odd = FAILS.replace("Without consent it is fine", "'100% of it: fine, it says'")
    found = ran("a,b.cases.yaml", "--format", "github", **{"a,b": odd})
    first, last = found.output.splitlines()
    assert first.startswith("::error file=a%2Cb.cases.yaml,line=3,col=5,endColumn=")
    assert "title=failed-case::100%25 of it: fine, it says: the verdict is prohibited, expected permitted" in first
    assert last == "1 failed in 1 file"


def test_markdown_has_a_row_for_what_is_bad(ran) -> None:
    found = ran(".", "--format", "markdown", a=HOLDS + FAILS.replace("fine", "fine | *really*"))
    heading, _, _, _, row = found.output.splitlines()
    assert heading == "### 1 passed, 1 failed in 1 file"
    assert row.startswith("| `a.cases.yaml:4:5` | failed-case | Without consent it is fine \\| \\*really\\*: the verdict is prohibited")
    assert ran(".", "--format", "markdown", a=HOLDS).output == "### 1 passed in 1 file\n"


def test_a_terminal_has_a_line_for_each_file(ran) -> None:
    found = ran(".", "--format", "pretty", a=HOLDS + SKIPPED, b=FAILS)
    assert "✓ a.cases.yaml 1 passed and 1 skipped" in found.output
    assert "✗ b.cases.yaml 1 failed" in found.output
    assert found.output.splitlines()[-1].startswith("1 passed, 1 failed, 1 skipped in 2 files, 0.")


def test_an_interrupt_while_cases_run_ends_the_watching(ran, monkeypatch) -> None:
    def interrupted(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(runner, "checked", interrupted)
    found = ran(".", "--watch", a=HOLDS)
    assert found.output == "no case was run in 1 file; interrupted\n"


def test_a_report_that_cannot_be_written_is_a_usage_error(ran, capsys) -> None:
    ran(".", a=HOLDS)
    assert run(["test", ".", "--format", "junit", "-o", "nowhere/out.xml"]) == 2
    assert "nowhere/out.xml" in capsys.readouterr().err
