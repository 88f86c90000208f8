"""The plugin of pytest, run by pytest itself: files of cases are collected as tests, and tests may ask a contract."""

from __future__ import annotations

import subprocess
import sys
from xml.etree import ElementTree

import pytest

import contract_model.engines.rete.engine  # loaded once: pytester forgets what is loaded within a run
import contract_model.telling.reply
import contract_model.testing.failure
import contract_model.testing.runner  # noqa: F401  # as above
from tests.commands.test_test import DONE, EMPTY, FAILS, HOLDS, LEASE, SKIPPED, TODO

pytest_plugins = ["pytester"]


@pytest.fixture
def ran(pytester: pytest.Pytester):
    """pytest run in a folder with a contract and files of cases, each given without its head."""
    pytester.makefile(".yaml", lease=LEASE)

    def run(*arguments: str, **files: str) -> pytest.RunResult:
        for name, cases in files.items():
            path = pytester.path / f"{name}.cases.yaml"
            path.write_text(f"contract: lease.yaml\ncases:\n{cases}")
        return pytester.runpytest_inprocess("-p", "no:xdist", *arguments)

    return run


def test_cases_are_tests_with_their_names(ran) -> None:
    found = ran("--collect-only", "-q", a=HOLDS + FAILS)
    found.stdout.fnmatch_lines(
        ["a.cases.yaml::With consent the contract says nothing", "a.cases.yaml::Without consent it is fine", "2 tests collected*"]
    )


def test_a_failure_tells_what_contract_test_tells(ran) -> None:
    found = ran(a=HOLDS + FAILS)
    found.assert_outcomes(passed=1, failed=1)
    found.stdout.fnmatch_lines(
        [
            "*_ Without consent it is fine _*",
            "the verdict is prohibited, expected permitted; as prohibited: “No subletting” forbids it",
            "at       a.cases.yaml:4:5",
            "verdict  expected permitted, got prohibited",
            "term     No subletting (no-subletting): Nobody else lives here, unless the owner",
            "FAILED a.cases.yaml::Without consent it is fine - the verdict is prohibited*",
        ]
    )
    assert "plugin.py" not in found.stdout.str()


def test_what_is_skipped_or_to_do_is_so_for_pytest(ran) -> None:
    found = ran("-rsx", a=SKIPPED + TODO + EMPTY)
    found.assert_outcomes(skipped=1, xfailed=2)
    found.stdout.fnmatch_lines(["SKIPPED*no nights here*", "XFAIL*seasons are not in yet*", "XFAIL*nobody knows*"])
    done = ran(a=DONE)
    done.assert_outcomes(failed=1)
    done.stdout.fnmatch_lines(["*XPASS(strict)*the term is missing*"])


def test_the_options_of_pytest_work(ran) -> None:
    files = {"a": FAILS + HOLDS, "b": FAILS}
    ran("-k", "With and consent and not fine", **files).assert_outcomes(passed=1, deselected=2)
    ran("-x").assert_outcomes(failed=1)
    ran("a.cases.yaml::With consent the contract says nothing").assert_outcomes(passed=1)
    ran().assert_outcomes(passed=1, failed=2)
    ran("--lf").assert_outcomes(failed=2)
    ran("--ff").assert_outcomes(passed=1, failed=2)
    assert ran("--durations=1", "--tb=short", "--tb=no", "-q").ret == 1


def test_a_report_in_junit_has_the_cases(ran, pytester) -> None:
    ran("--junitxml=out.xml", a=FAILS + HOLDS + SKIPPED)
    cases = ElementTree.parse(pytester.path / "out.xml").getroot().iter("testcase")
    assert [(case.attrib["classname"], case.attrib["name"], [child.tag for child in case]) for case in cases] == [
        ("a.cases.yaml", "Without consent it is fine", ["failure"]),
        ("a.cases.yaml", "With consent the contract says nothing", []),
        ("a.cases.yaml", "At night", ["skipped"]),
    ]


def test_other_processes_run_cases(ran, pytester) -> None:
    ran("--collect-only", a=HOLDS + FAILS, b=HOLDS)
    found = pytester.runpytest_subprocess("-n", "1", "-q")
    found.assert_outcomes(passed=2, failed=1)
    found.stdout.fnmatch_lines(["*the verdict is prohibited, expected permitted*"])


@pytest.mark.parametrize(
    ("cases", "said"),
    [
        ("  - {name: A, ask: B, expect: {verdict: silnt}}\n", "a.cases.yaml:3:41: wrong-value: `silnt`*"),
        ("  - [\n", "a.cases.yaml:*: yaml-syntax: this is not YAML"),
    ],
)
def test_a_broken_file_is_an_error_of_collection(ran, cases, said) -> None:
    found = ran(a=cases, b=HOLDS)
    assert found.ret == pytest.ExitCode.INTERRUPTED
    found.stdout.fnmatch_lines(["*ERROR collecting a.cases.yaml*", said])
    assert "Traceback" not in found.stdout.str()


def test_a_case_that_does_not_validate_fails_with_its_place(ran) -> None:
    found = ran(a="  - {name: A, ask: The tenant sublts, expect: {verdict: silent}}\n")
    found.assert_outcomes(failed=1)
    found.stdout.fnmatch_lines(["a.cases.yaml:3:31: not-understood: `sublts` was not understood"])


TODAY = "  - {name: Today, ask: The tenant sublets today, facts: {consent: false}, expect: {verdict: silent}}\n"


def test_frozen_time_is_what_today_means(ran, pytester) -> None:
    freeze = (
        "import pytest, freezegun\n@pytest.fixture(autouse=True)\ndef frozen():\n    with freezegun.freeze_time('%s'):\n        yield\n"
    )
    for day, outcome in (("2025-12-31", "passed"), ("2026-01-01", "failed")):
        pytester.makeconftest(freeze % day)
        ran("-p", "no:cacheprovider", a=TODAY).assert_outcomes(**{outcome: 1})


def test_the_engine_may_be_chosen(ran, pytester) -> None:
    ran("--contract-engine", "meaning", a=HOLDS).assert_outcomes(passed=1)
    pytester.makeini("[pytest]\ncontract_engine = all\n")
    ran(a=HOLDS).assert_outcomes(passed=1)
    pytester.makeini("[pytest]\ncontract_engine = steam\n")
    found = ran(a=HOLDS)
    assert found.ret != 0
    found.stdout.fnmatch_lines(["*contract_engine is one of rete, meaning, columns, all, not steam*"])


ASKING = """
import datetime, freezegun, pytest
MARK
def test_it(ask, contract):
    assert contract.id == "lease"
    assert ask("The tenant sublets on 1 May 2026", facts={"consent": False}).verdict.value == "prohibited"
    with freezegun.freeze_time("2025-12-31"):
        assert ask("The tenant sublets today").verdict.value == "silent"
"""


@pytest.mark.parametrize("by", ["the marker", "the settings"])
def test_tests_ask_the_contract_that_is_named(ran, pytester, by) -> None:
    pytester.makepyfile(ASKING.replace("MARK", '@pytest.mark.contract("lease.yaml")' if by == "the marker" else ""))
    if by == "the settings":
        pytester.makeini("[pytest]\ncontract_model = lease.yaml\n")
    ran("--strict-markers").assert_outcomes(passed=1)


@pytest.mark.parametrize(
    ("mark", "said"),
    [("", "*name the contract: @pytest.mark.contract(NAME)*"), ('@pytest.mark.contract("leese")', "*no-contract: `leese`*")],
)
def test_a_contract_that_is_not_named_or_not_there_is_told(ran, pytester, mark, said) -> None:
    pytester.makepyfile(ASKING.replace("MARK", mark))
    found = ran()
    found.assert_outcomes(errors=1)
    found.stdout.fnmatch_lines([said])


def test_a_fixture_of_ones_own_prevails(ran, pytester) -> None:
    pytester.makepyfile("import pytest\n@pytest.fixture\ndef contract(): return 1\ndef test_it(contract): assert contract == 1\n")
    ran().assert_outcomes(passed=1)


def test_a_run_without_cases_loads_nothing_of_the_package_but_the_plugin(pytester) -> None:
    loaded = "sorted(m for m in sys.modules if m.startswith(('contract_model', 'pydantic', 'yaml')))"
    pytester.makepyfile(f"import sys\ndef test_it(): print({loaded})\n")
    pytester.makefile(".yaml", other="a: 1")
    ran = subprocess.run([sys.executable, "-m", "pytest", "-sq"], cwd=pytester.path, capture_output=True, text=True, timeout=60)
    assert "['contract_model', 'contract_model.testing', 'contract_model.testing.plugin']" in ran.stdout


LAWS = """
laws:
  consent: {favourable: {consent: true}}
  nobody: {never: prohibited}
"""


def test_laws_are_tests_once_for_all_files_of_their_contract(ran, pytester) -> None:
    import contract_model.proving.laws  # noqa: F401  # loaded once, as above

    (pytester.path / "lease.yaml").write_text(LEASE + LAWS)
    found = ran("--contract-laws", a=HOLDS, b=HOLDS)
    found.assert_outcomes(passed=3, failed=1)
    found.stdout.fnmatch_lines(["*_ law nobody _*", "REFUTED nobody", "  never prohibited", "FAILED a.cases.yaml::law nobody - REFUTED*"])
    ran(a=HOLDS).assert_outcomes(passed=2)  # the cases of both files, and no laws
