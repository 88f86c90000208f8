"""The command line: what it prints, where, and how it exits."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import click
import jsonschema
import pytest

from contract_model.commands.exits import Exit
from contract_model.commands.main import COMMANDS
from contract_model.engines.agree import Disagreement
from contract_model.loading.load import shipped_ids
from contract_model.meaning.diagram import TooLarge
from contract_model.telling.schema import answer_schema

CHECKOUT = Path(__file__).parents[2]
LAUNCH = "OpenAI launches a product on AWS in 2027"
EVENT = {"action": "launch", "actor": "openai", "date": "2027", "parameters": {"cloud": "aws"}}
SHED = """
contract: shed
parties: {tenant: The tenant}
sources: {L: {title: The lease, publisher: us, date: "2026", grade: official}}
actions: {build: {says: "{actor} builds a shed", phrases: [build a shed]}}
facts: {agreed: {asks: Is it agreed?, kind: truth}}
version: 2026-01-01
terms: [{id: sheds, kind: permission, bearer: tenant, action: build, when: agreed, certainty: official, sources: [L]}]
"""


@pytest.fixture
def shed(tmp_path):
    """The path of a contract of one term."""
    path = tmp_path / "shed.yaml"
    path.write_text(SHED)
    return path


class TestAsk:
    def test_a_question_is_answered_in_plain_text_and_exits_clean_whatever_the_verdict(self, call):
        code, out, err = call("ask", LAUNCH)
        assert (code, err) == (Exit.CLEAN, "")
        assert out.startswith("Event     OpenAI launches a product on AWS in 2027\n")
        assert "[?] DEPENDS" in out
        assert "\x1b" not in out

    def test_a_question_may_come_without_quotes(self, call):
        assert call("ask", *LAUNCH.split())[1] == call("ask", LAUNCH)[1]

    @pytest.mark.parametrize("engine", ["rete", "meaning"])
    def test_each_engine_says_the_same(self, call, engine):
        found = json.loads(call("ask", LAUNCH, "--engine", engine, "--format", "json")[1])
        assert found.pop("engine") == engine
        other = json.loads(call("ask", LAUNCH, "--format", "json")[1])
        del other["engine"]
        assert found == other

    @pytest.mark.parametrize(
        ("options", "verdict"),
        [
            (["--fact", "on_azure=true"], "permitted"),
            (["--fact", "on_azure=false", "--fact", "azure_can=yes", "--fact", "azure_will=yes"], "prohibited"),
            (["--fact", "azure_can=true", "--fact", "azure_will=false"], "permitted"),
            (["--fact", "azure_can=true", "--fact", "azure_will=false", "--reading", "exception=conjunctive"], "depends"),
            (["--reading", "first_and_any=promise_only"], "permitted"),
            (["--on", "2018"], "silent"),
            (["--on", "2024"], "prohibited"),
            (["--on", "2025"], "depends"),
            (["--on", "2025", "--version", "2026-04-27"], "depends"),
        ],
    )
    def test_options_say_more_than_the_question(self, call, options, verdict):
        assert json.loads(call("ask", LAUNCH, *options, "--format", "json")[1])["verdict"] == verdict

    def test_weaker_evidence_is_let_in_when_asked_for(self, call):
        asked = ("ask", "Microsoft supplies OpenAI with compute in 2027", "--format", "json")
        assert json.loads(call(*asked)[1])["verdict"] == "silent"
        assert json.loads(call(*asked, "--evidence", "speculative")[1])["verdict"] == "depends"

    def test_without_presumptions_more_is_open(self, call):
        known = json.loads(call("ask", LAUNCH, "--format", "json")[1])
        bare = json.loads(call("ask", LAUNCH, "--no-presumptions", "--format", "json")[1])
        assert set(known["unknown"]) < set(bare["unknown"])
        assert bare["presumed"] == {}

    def test_every_format_tells_the_verdict(self, call):
        for form, verdict in [("pretty", "? DEPENDS"), ("plain", "[?] DEPENDS"), ("markdown", "### ? Depends"), ("html", "? depends<")]:
            assert verdict in call("ask", LAUNCH, "--format", form)[1], form

    def test_json_fits_its_schema(self, call):
        jsonschema.validate(json.loads(call("ask", LAUNCH, "--format", "json")[1]), answer_schema())

    def test_why_adds_the_reasons(self, call):
        assert "it reached Azure first" not in call("ask", LAUNCH)[1]
        assert "it reached Azure first" in call("ask", LAUNCH, "--why")[1]

    def test_another_contract_by_id_and_by_path(self, call, shed):
        assert "The tenant keeps a dog" in call("ask", "May the tenant keep a dog?", "--contract", "flat-lease")[1]
        assert "[?] DEPENDS" in call("ask", "the tenant builds a shed", "--contract", str(shed))[1]

    def test_a_contract_that_has_changed_is_read_anew(self, call, shed):
        asked = ("ask", "the tenant builds a shed", "--contract", str(shed), "--format", "json")
        assert json.loads(call(*asked)[1])["verdict"] == "depends"
        shed.write_text(SHED.replace("when: agreed, ", ""))
        assert json.loads(call(*asked)[1])["verdict"] == "permitted"
        assert json.loads(call(*asked, "--no-cache")[1])["verdict"] == "permitted"

    @pytest.mark.parametrize(("expected", "code"), [("depends", Exit.CLEAN), ("permitted", Exit.NEGATIVE)])
    def test_an_expected_verdict(self, call, expected, code):
        found, out, err = call("ask", LAUNCH, "--expect", expected)
        assert found == code
        assert "DEPENDS" in out
        assert err == ("" if code is Exit.CLEAN else "expected permitted, the verdict is depends\n")

    @pytest.mark.parametrize(
        ("facts", "code"),
        [([], Exit.UNDETERMINED), (["on_azure=true"], Exit.CLEAN), (["on_azure=no", "azure_can=yes", "azure_will=yes"], Exit.NEGATIVE)],
    )
    def test_the_verdict_as_exit_code(self, call, facts, code):
        assert call("ask", LAUNCH, "--exit-code", *(o for f in facts for o in ("--fact", f)))[0] == code

    def test_silence_is_not_determined(self, call):
        assert call("ask", "Microsoft sells its stake in 2027", "--exit-code")[0] == Exit.UNDETERMINED


class TestEvents:
    def test_from_the_command_line_a_file_and_stdin(self, call, tmp_path):
        expected = call("ask", LAUNCH, "--format", "json")[1]
        written = json.dumps(EVENT)
        (tmp_path / "event.json").write_text(written)
        (tmp_path / "event.yaml").write_text("action: launch\nactor: openai\ndate: 2027\nparameters: {cloud: aws}\n")
        flow = "{action: launch, actor: openai, date: 2027, parameters: {cloud: aws}}"
        for given in (written, flow, str(tmp_path / "event.json"), str(tmp_path / "event.yaml")):
            assert call("ask", "--event", given, "--format", "json")[1] == expected, given
        assert call("ask", "--event", "-", "--format", "json", stdin=written.encode())[1] == expected

    def test_numbers_stay_as_they_were_written(self, call):
        event = {"action": "settle_share", "actor": "openai", "date": 2028, "facts": {"share_cap": 38000000000.10}}
        said = call("ask", "--event", json.dumps(event), "--format", "json")[1]
        assert json.loads(said)["facts"] == {"share_cap": "38000000000.1 USD"}

    @pytest.mark.parametrize(
        ("given", "said"),
        [
            ("{", "yaml-syntax"),
            ('{"action": "lunch"}', "did you mean `launch`?"),
            ('{"action": "launch", "action": "use"}', "duplicate-key"),
            ('{"action": "launch", "parameters": {"cloud": "awss"}}', "bad-value"),
            ('{"action": "launch", "when": 2027}', "`when` is not a key of an event"),
            ("[" * 100_000, "no-event"),
            ('{"a":' * 100_000, "--event:1:"),
            ('{"action": "launch", "facts": {"share_cap": 1' + "0" * 5_000 + "}}", "bad-value"),
            ('{"action": "\\ud800"}', "unknown-name"),
            ("/no/such/file.json", "no-event"),
            ("a\0b", "no-event"),
            ("", "no-event"),
        ],
    )
    def test_a_bad_event_is_told_in_words(self, call, given, said):
        code, out, err = call("ask", "--event", given)
        assert (code, out) == (Exit.INVALID, "")
        assert said in err
        assert "Traceback" not in err

    def test_a_huge_event_is_refused(self, call):
        code, _, err = call("ask", "--event", "-", stdin=b" " * 2_000_000)
        assert code == Exit.INVALID
        assert "too-large" in err


class TestErrors:
    def test_a_word_that_was_not_understood_is_a_problem_with_its_place(self, call):
        code, out, err = call("ask", "OpenAI launches a prodct on AWSS in 2027")
        assert (code, out) == (Exit.INVALID, "")
        assert "not-understood" in err
        assert "^" in err

    @pytest.mark.parametrize(
        "arguments",
        [["ask"], ["ask", LAUNCH, "--event", "{}"], ["ask", LAUNCH, "--format", "xml"], ["ask", LAUNCH, "--what"], ["aks"], ["validate"]],
    )
    def test_wrong_usage(self, call, arguments):
        code, out, err = call(*arguments)
        assert (code, out) == (Exit.USAGE, "")
        assert "Error" in err

    @pytest.mark.parametrize(
        "option", [["--fact", "on_azur=true"], ["--reading", "exception=both"], ["--evidence", "good"], ["--on", "someday"]]
    )
    def test_an_option_that_does_not_fit(self, call, option):
        code, out, err = call("ask", LAUNCH, *option)
        assert (code, out) == (Exit.INVALID, "")
        assert err

    def test_a_contract_that_is_not_there(self, call):
        code, _, err = call("ask", LAUNCH, "--contract", "flat-leas")
        assert code == Exit.INVALID
        assert "did you mean `flat-lease`?" in err

    @pytest.mark.parametrize("question", ["x" * 20_000, "\0", "\ud800", "", " ", "🙂", "'; drop table", "2027", "OpenAI " * 500])
    def test_any_question_gets_an_answer_or_a_problem(self, call, question):
        code, out, err = call("ask", question)
        assert (code, out) in ((Exit.INVALID, ""), (Exit.USAGE, ""))
        assert "Traceback" not in err

    def test_an_error_of_ours_is_one_sentence(self, call, monkeypatch):
        def broken(*_):
            raise RuntimeError("the wheel came off\nin two lines")

        monkeypatch.setattr("contract_model.engines.answering.answer", broken)
        code, out, err = call("ask", LAUNCH)
        assert (code, out) == (Exit.INTERNAL, "")
        assert err == "contract: an error of ours: RuntimeError: the wheel came off; please report it with what CONTRACT_DEBUG=1 shows\n"
        monkeypatch.setenv("CONTRACT_DEBUG", "1")
        with pytest.raises(RuntimeError):
            call("ask", LAUNCH)

    def test_two_engines_that_differ_give_no_answer(self, call, monkeypatch):
        def differ(*_):
            raise Disagreement.__new__(Disagreement)

        monkeypatch.setattr("contract_model.engines.answering.answer", differ)
        code, out, err = call("ask", LAUNCH)
        assert (code, out) == (Exit.INTERNAL, "")
        assert "two engines came to different results, so there is no answer" in err

    def test_a_case_that_is_too_entangled_is_a_problem(self, call, monkeypatch):
        def entangled(*_):
            raise TooLarge

        monkeypatch.setattr("contract_model.engines.answering.answer", entangled)
        code, out, err = call("ask", LAUNCH)
        assert (code, out) == (Exit.INVALID, "")
        assert "too-large" in err

    def test_an_interrupt_ends_quietly(self, call, monkeypatch):
        def interrupted(*_):
            raise KeyboardInterrupt

        monkeypatch.setattr("contract_model.engines.answering.answer", interrupted)
        code, out, err = call("ask", LAUNCH)
        assert (code, out) == (Exit.INTERRUPTED, "")
        assert "Traceback" not in err

    def test_a_reader_that_leaves_early_is_no_error(self):
        read, write = os.pipe()
        os.close(read)
        ran = subprocess.run([*CONTRACT, "ask", LAUNCH], stdout=write, stderr=subprocess.PIPE, timeout=60, env=ENVIRONMENT)
        os.close(write)
        assert (ran.returncode, ran.stderr) == (0, b"")

    def test_an_output_that_takes_ascii_alone(self):
        ran = subprocess.run([*CONTRACT, "ask", LAUNCH], capture_output=True, timeout=60, env={**ENVIRONMENT, "PYTHONIOENCODING": "ascii"})
        assert ran.returncode == 0
        assert ran.stdout.isascii()
        assert b'version of 27 April 2026 ("The next' in ran.stdout


CONTRACT = [sys.executable, "-c", "from contract_model.commands.main import main; main()"]
ENVIRONMENT = {**os.environ, "PYTHONPATH": str(CHECKOUT)}


class TestValidate:
    def test_sound_contracts(self, call):
        code, out, err = call("validate", str(CHECKOUT / "rules"), "flat-lease")
        assert (code, out, err) == (Exit.CLEAN, f"{len(shipped_ids()) + 1} contracts sound\n", "")

    def test_every_problem_of_every_contract(self, call, tmp_path):
        (tmp_path / "one.yaml").write_text(SHED.replace("when: agreed", "when: agred"))
        (tmp_path / "two.yaml").write_text("contract: two\n")
        (tmp_path / "three.yaml").write_text(SHED)
        code, out, _ = call("validate", str(tmp_path))
        assert code == Exit.INVALID
        assert "one.yaml:8:" in out
        assert "did you mean `agreed`?" in out
        assert "missing-key" in out
        assert out.strip().split("\n")[-1].startswith("1 contract sound, ")

    def test_problems_as_data(self, call, tmp_path):
        (tmp_path / "one.yaml").write_text(SHED.replace("when: agreed", "when: agred"))
        code, out, _ = call("validate", str(tmp_path / "one.yaml"), "--format", "json")
        (problem,) = json.loads(out)["problems"]
        assert code == Exit.INVALID
        assert (problem["name"], problem["line"], problem["within"]) == ("unknown-name", 8, "term sheds")

    def test_problems_for_other_programs(self, call, shed, tmp_path, monkeypatch):
        monkeypatch.chdir(tmp_path)
        shed.write_text(SHED.replace("when: agreed", "when: agred"))
        place = "file=shed.yaml,line=8,col=76,endColumn=81,title=unknown-name"
        said = "`agred` is neither a fact, a parameter nor a definition (in term sheds; did you mean `agreed`?)"
        assert call("validate", "shed.yaml", "--format", "github") == (Exit.INVALID, f"::error {place}::{said}\n", "")
        code, out, _ = call("validate", "shed.yaml", "--format", "markdown")
        assert (code, out.splitlines()[0]) == (Exit.INVALID, "### 1 problem")
        assert "| `shed.yaml:8:76` | unknown-name |" in out

    def test_problems_as_sarif_in_a_file_with_the_remedy(self, call, shed, tmp_path, monkeypatch):
        monkeypatch.chdir(tmp_path)
        shed.write_text(SHED.replace("when: agreed", "when: agred"))
        code, out, _ = call("validate", "shed.yaml", "--format", "sarif", "-o", "found.sarif")
        assert code == Exit.INVALID
        assert (out.splitlines()[0][:14], out.splitlines()[-1]) == ("shed.yaml:8:76", "1 problem")  # for the log
        (found,) = json.loads(Path("found.sarif").read_text())["runs"]
        assert found["results"][0]["ruleId"] == "unknown-name"
        assert "correct the spelling" in found["tool"]["driver"]["rules"][0]["help"]["markdown"]

    def test_a_file_of_cases_is_no_contract(self, call):
        code, out, _ = call("validate", "fixtures/first/licence.cases.yaml")
        assert (code, out) == (
            Exit.INVALID,
            "no-contract: `fixtures/first/licence.cases.yaml` is a file of cases, and no contract\n"
            "   = `contract test` runs it; the contract is the one that it names\n\n1 problem\n",
        )

    def test_a_sound_contract_is_sarif_without_results(self, call, shed):
        code, out, _ = call("validate", str(shed), "--format", "sarif")
        assert (code, json.loads(out)["runs"][0]["results"]) == (Exit.CLEAN, [])

    def test_a_version_file_stands_for_its_contract(self, call):
        folder = CHECKOUT / "rules" / "microsoft-openai"
        files = [str(p) for p in sorted(folder.glob("2026-*.yaml"))]
        assert call("validate", *files) == (Exit.CLEAN, "1 contract sound\n", "")

    def test_nothing_was_there(self, call, tmp_path):
        assert call("validate", str(tmp_path))[:2] == (Exit.NOTHING, "no contract there\n")

    def test_a_path_that_is_not_there(self, call, tmp_path):
        assert call("validate", str(tmp_path / "gone"))[0] == Exit.INVALID


class TestShow:
    def test_a_contract_in_the_place_of_a_term_is_told_how_it_is_named(self, call):
        code, _, err = call("show", "flat-lease")
        assert (code, err) == (
            Exit.INVALID,
            "unknown-name: `flat-lease` is not a term of the contract\n   = a contract is named with --contract flat-lease\n",
        )

    def test_a_contract_at_a_glance(self, call):
        out = call("show", "--contract", "flat-lease")[1]
        assert out.startswith("Lease of a flat (flat-lease)\n")
        assert "    - No subletting without consent (no-subletting, prohibition, official)\n" in out

    def test_a_term_as_it_is_written(self, call, shed):
        out = call("show", "no-subletting", "--contract", "flat-lease", "--stage", "surface")[1]
        lines = out.strip().split("\n")
        assert lines[0].startswith("# ")
        assert lines[1] == "  - id: no-subletting"
        assert lines[-1].startswith("    text: ")

    def test_a_term_as_it_is_written_from_elsewhere(self, call, monkeypatch, tmp_path):
        call("show", "no-subletting", "--contract", "flat-lease")  # now its place is kept as seen from here
        monkeypatch.chdir(tmp_path)
        assert "- id: no-subletting" in call("show", "no-subletting", "--contract", "flat-lease", "--stage", "surface")[1]

    def test_a_term_in_words_in_normal_form_and_as_rules(self, call):
        assert "Prohibition" in call("ask", "the tenant sublets the flat", "--contract", "flat-lease")[1]
        assert "Kind        prohibition of the tenant" in call("show", "no-subletting", "--contract", "flat-lease")[1]
        assert "stay >= days(14) or" in call("show", "no-subletting", "--contract", "flat-lease", "--stage", "normal")[1] or (
            "days(14) <= stay or" in call("show", "no-subletting", "--contract", "flat-lease", "--stage", "normal")[1]
        )
        rules = call("show", "no-subletting", "--contract", "flat-lease", "--stage", "rete")[1]
        assert "  no-subletting excused <- no-subletting engaged, no-subletting unless consent-to-sublet\n" in rules
        assert "lodger grants" not in rules.partition("precedence")[0]

    @pytest.mark.parametrize("stage", ["surface", "terms", "normal", "rete"])
    def test_an_action_in_every_stage(self, call, stage):
        code, out, _ = call("show", "--contract", "flat-lease", "--action", "enter", "--stage", stage)
        assert code == Exit.CLEAN
        assert "no-entry-unannounced" in out

    def test_a_name_that_is_not_there(self, call):
        for arguments in (["azur-first"], ["--action", "lunch"], ["azure-first", "--version", "2026-04-28"]):
            code, out, err = call("show", *arguments)
            assert (code, out) == (Exit.INVALID, "")
            assert "did you mean" in err


class TestTheRest:
    @pytest.mark.parametrize("name", ["contract", "version", "event", "answer", "cases", "history"])
    def test_schemas_are_json_schemas(self, call, name):
        code, out, _ = call("schema", name)
        assert code == Exit.CLEAN
        jsonschema.Draft202012Validator.check_schema(json.loads(out))

    def test_schemas_are_listed(self, call):
        listed = [line.split()[0] for line in call("schema")[1].splitlines()]
        assert {"contract", "version", "event", "answer", "readings", "evidence", "cases", "history", "run"} <= set(listed)

    def test_shipped_contracts_fit_the_schema_of_contracts(self, call):
        from contract_model.loading.parse import parse

        schema = json.loads(call("schema", "contract")[1])
        for path in (CHECKOUT / "rules" / "flat-lease.yaml", CHECKOUT / "rules" / "microsoft-openai" / "contract.yaml"):
            jsonschema.validate(parse(str(path), path.read_bytes()).data, schema)

    def test_the_doctor_tells_what_is_there(self, call):
        out = call("doctor")[1]
        assert ", ".join(shipped_ids()) in out
        assert "engine rete  durable-rules is there" in out

    def test_the_doctor_tells_what_follows_when_the_engine_is_not_there(self, call, monkeypatch):
        monkeypatch.setattr("contract_model.engines.rete.availability.availability", lambda: "it was not built")
        assert "not there: it was not built; answers are computed by the definition alone, and say so" in call("doctor")[1]

    @pytest.mark.parametrize("arguments", [["--help"], ["-h"], [], *([name, "--help"] for name in COMMANDS)])
    def test_help(self, call, arguments):
        code, out, err = call(*arguments)
        assert "Usage: contract" in out + err
        assert code == (Exit.CLEAN if arguments else Exit.USAGE)

    @pytest.mark.parametrize(
        ("line", "offered"),
        [
            (["ti"], ["plain,timeline"]),
            (["ask", "--contract", "flat"], ["file,flat", "plain,flat-lease"]),
            (["lint", "meat-f"], ["file,meat-f", "plain,meat-freight"]),
            (["diff", "rules/"], ["file,rules/"]),
            (["validate", "rules/"], ["file,rules/"]),
            (["check", "launches"], ["file,launches"]),
            (["ask", "--event", "e"], ["file,e"]),
            (["ask", "--engine", "r"], ["plain,rete"]),
        ],
    )
    def test_a_shell_completes_commands_files_and_contracts(self, line, offered):
        from click.shell_completion import BashComplete

        from contract_model.commands.main import contract

        *before, last = line
        found = BashComplete(contract, {}, "contract", "_CONTRACT_COMPLETE").get_completions(before, last)
        assert [f"{item.type},{item.value}" for item in found] == offered

    def test_the_version(self, call):
        import contract_model

        assert call("--version")[1] == f"contract-model {contract_model.__version__}\n"

    def test_the_list_of_commands_is_that_of_their_files(self):
        files = {p.stem.replace("_", "-") for p in (CHECKOUT / "contract_model" / "commands").glob("*.py")}
        files -= {"--init--", "main", "exits", "output", "question", "conversation", "completion", "shell", "solver"}
        assert set(COMMANDS) == files

    def test_help_loads_no_subcommand(self):
        program = "import sys\nfrom contract_model.commands.main import run\nrun(['-h'])\nassert 'contract_model.front' not in sys.modules"
        subprocess.run([sys.executable, "-c", program], check=True, capture_output=True, timeout=60, env=ENVIRONMENT)

    def test_commands_are_found_by_click_too(self):
        from contract_model.commands.main import contract

        with click.Context(contract) as ctx:
            assert contract.list_commands(ctx) == list(COMMANDS)
            assert all(contract.get_command(ctx, name) for name in COMMANDS)
            assert contract.get_command(ctx, "dance") is None
