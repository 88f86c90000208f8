"""This file tests `contract repl`: a conversation that is piped in, one that is typed, and what it saves."""

from __future__ import annotations

import io
import re
import sys
import threading
from datetime import date
from pathlib import Path

import pytest
from prompt_toolkit.application import create_app_session
from prompt_toolkit.input import create_pipe_input
from prompt_toolkit.output import DummyOutput

from contract_model.asking.scenario import Scenario
from contract_model.commands import repl as repl_command
from contract_model.commands.completion import completions
from contract_model.commands.conversation import COMMANDS, Conversation
from contract_model.commands.exits import Exit
from contract_model.commands.main import run
from contract_model.front import load, read
from contract_model.loading.load import load_text
from contract_model.problems import ContractError
from contract_model.telling.text import plain
from contract_model.testing.cases import differences, read_case_file
from tests.test_pages import matches

CHECKOUT = Path(__file__).parents[2]
LAUNCH = "OpenAI launches a product on AWS in 2027"
DOG = "the tenant keeps a dog on 2026-05-01"
TODAY = date(2026, 11, 20)


@pytest.fixture
def talk(capsys, monkeypatch):
    """A function that pipes lines into the command: its exit code, what it wrote to stdout, and to stderr."""

    def run_it(*lines, options=("--contract", "flat-lease"), raw=None):
        content = raw if raw is not None else "".join(f"{line}\n" for line in lines).encode()
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(content)))
        code = run(["repl", *options])
        told = capsys.readouterr()
        return code, told.out, told.err

    return run_it


@pytest.fixture
def conversation():
    """A conversation about the launch on AWS."""
    return Conversation(load("microsoft-openai"), "microsoft-openai", today=TODAY)


def said(conversation, line):
    """What is told of a line, with each run of blanks as one."""
    return " ".join(plain(conversation.take(line)).split())


def verdict(conversation, line):
    """The verdict that a line leads to."""
    conversation.take(line)
    return conversation._reply.verdict.value


class TestPiped:
    def test_each_line_is_answered_without_prompt_or_colour(self, talk):
        code, out, err = talk(DOG, ":fact consent=written")
        assert (code, err) == (Exit.CLEAN, "")
        assert [line.split(":")[0] for line in out.splitlines() if line.startswith("[")] == [
            "[?] DEPENDS on one fact that is not known",
            "[+] PERMITTED",
        ]
        assert "\x1b" not in out
        assert "> " not in out

    def test_problems_say_in_which_line_they_are_and_the_rest_is_answered(self, talk):
        code, out, err = talk(":fact consnt=written", "# a remark", "", DOG, ":fly")
        assert code == Exit.INVALID
        assert "DEPENDS" in out
        assert err.splitlines() == [
            "unknown-name: `consnt` is not a fact or parameter of the contract",
            "   = in line 1; did you mean `consent`?",
            "unknown-command: `:fly` is no command",
            "   = in line 5; did you mean `:flip`?",
        ]

    def test_nothing_at_all_is_no_problem(self, talk):
        assert talk(raw=b"") == (Exit.CLEAN, "", "")

    def test_a_question_may_stand_on_the_command_line(self, talk):
        code, out, _ = talk(":fact consent=written", options=("--contract", "flat-lease", DOG))
        assert (code, out.count("The tenant keeps a dog")) == (Exit.CLEAN, 2)

    def test_lines_after_the_end_are_not_read(self, talk):
        assert talk(":quit", ":fly") == (Exit.CLEAN, "", "")

    @pytest.mark.parametrize("raw", [b"\xff\xfe\n", b"{\n", b":\n", b":fact\n", b"x" * 200_000 + b"\n", b"\x00\n", b'{"action": [1]}\n'])
    def test_odd_lines_are_problems_in_words(self, talk, raw):
        code, _, err = talk(raw=raw)
        assert code == Exit.INVALID
        assert "Traceback" not in err

    def test_an_event_may_be_data(self, talk):
        code, out, _ = talk('{"action": "keep_pet", "actor": "tenant", "date": "2026-05-01", "parameters": {"pet": "dog"}}')
        assert (code, "DEPENDS" in out) == (Exit.CLEAN, True)

    def test_an_error_of_ours_is_said_and_the_conversation_goes_on(self, talk, monkeypatch):
        monkeypatch.setattr(Conversation, "_scenario", lambda _: 1 / 0)
        code, out, err = talk(":scenario", DOG)
        assert code == Exit.INTERNAL
        assert "ZeroDivisionError" in err
        assert "DEPENDS" in out


class TestScenario:
    def test_what_is_set_changes_the_answer_and_can_be_undone(self, conversation):
        assert verdict(conversation, LAUNCH) == "depends"
        assert verdict(conversation, ":fact azure_can=false") == "permitted"
        assert verdict(conversation, ":reading exception conjunctive") == "depends"
        assert verdict(conversation, ":unknown azure_can") == "depends"
        assert verdict(conversation, ":date 2024") == "prohibited"
        assert verdict(conversation, ":version 2026-04-27") == "depends"
        for expected in ("prohibited", "depends", "depends", "permitted", "depends"):
            assert verdict(conversation, ":undo") == expected
        conversation.take(":undo")
        with pytest.raises(ContractError, match="there is no step to go back by"):
            conversation.take(":undo")

    def test_it_is_said_whether_the_answer_changed(self, conversation):
        conversation.take(LAUNCH)
        assert "Before, it depended." in said(conversation, ":fact azure_can=false")
        assert "As before." in said(conversation, ":fact azure_will=false")
        assert "As before." in said(conversation, ":forget azure_can")
        assert "Before, it was permitted." in said(conversation, ":forget azure_will")
        assert "It depends on other things than before." in said(conversation, ":reading exception=conjunctive")

    def test_it_is_said_what_no_longer_holds(self, conversation):
        conversation.take(":fact azure_can=true")
        told = said(conversation, f"{LAUNCH} although Microsoft cannot support it")
        assert "What was set for azure_can no longer holds: the question says otherwise." in told
        conversation.take(":fact cloud=aws")
        told = said(conversation, "Microsoft sublicenses OpenAI models in 2033")
        assert "What is set for cloud does not count: it is a parameter of another action." in told

    def test_what_does_not_go_changes_nothing(self, conversation):
        conversation.take(LAUNCH)
        before = conversation.scenario
        for line in (":fact azure_can=perhaps", ":reading exception", ":version 1999-01-01", "OpenAI flies", ":forget cloud", ":date"):
            with pytest.raises(ContractError):
                conversation.take(line)
        assert conversation.scenario is before

    def test_the_evidence_floor(self, conversation):
        conversation.take("Microsoft sublicenses OpenAI models in 2033")
        assert "If official evidence alone counts: silent." in said(conversation, ":evidence")
        assert verdict(conversation, ":evidence official") == "silent"

    def test_what_is_set_is_told(self, conversation):
        assert said(conversation, ":scenario") == "Question nothing is asked yet"
        for line in (LAUNCH, ":fact azure_can=false", ":reading exception=?", ":date 2028", ":evidence official"):
            conversation.take(line)
        assert said(conversation, ":scenario") == (
            f"Question {LAUNCH} Set azure_can = false Set exception, open Date 2028 Evidence official"
        )

    def test_without_presumptions(self):
        conversation = Conversation(load("flat-lease"), "flat-lease", presume=False, today=TODAY)
        assert "Presumed nothing is taken for granted" in said(conversation, ":scenario")


class TestCommands:
    @pytest.mark.parametrize(
        ("line", "told"),
        [
            (":why", "Why"),
            (":why azure-first", "Products ship first on Azure"),
            (":why-not permitted", "Permitted"),
            (":flip", "Microsoft"),
            (":flip prohibited", "rohibited"),
            (":readings", "The verdict under each combination"),
            (":evidence", "The verdict at each floor"),
            (":timeline", "27 April 2026"),
            (":timeline 2019..2035", "2026"),
            (":tree", "Can Microsoft support what it needs?"),
            (":tree launch", "On which cloud is it launched?"),
        ],
    )
    def test_what_a_question_can_be_asked(self, conversation, line, told):
        conversation.take(LAUNCH)
        assert told in said(conversation, line)

    @pytest.mark.parametrize("command", [c for c in COMMANDS if COMMANDS[c][0] in ("", "[NAME]") and c not in ("quit", "help", "scenario")])
    def test_before_the_first_question_there_is_nothing_to_tell(self, conversation, command):
        with pytest.raises(ContractError, match=r"no question yet|no step"):
            conversation.take(f":{command}")

    def test_every_command_is_explained(self, conversation):
        told = said(conversation, ":help")
        for command, (form, what) in COMMANDS.items():
            assert f":{command} {form}".rstrip() in told
            assert said(conversation, f":help {command}").endswith(f"{what}.")

    def test_a_name_is_explained(self, conversation):
        told = said(conversation, ":help azure_can")
        assert told == "azure_can Can Microsoft support what it needs? Kind truth: true, false Held by Microsoft can tell"
        assert "disjunctive* one of the two is enough" in said(conversation, ":help exception")

    @pytest.mark.parametrize(
        ("line", "problem", "hint"),
        [
            (":fact", "`:fact` needs more", "write `:fact NAME=VALUE`"),
            (":undo twice", "`:undo` stands alone, without `twice`", ""),
            (":reading exception", "no reading is given for `exception`", "its readings are disjunctive, conjunctive"),
            (":flip maybe", "`maybe` is not a verdict that something could have", "known are permitted, prohibited, silent, conflict"),
            (":tree fly", "`fly` is not an action of the contract", None),
        ],
    )
    def test_a_command_that_is_not_whole(self, conversation, line, problem, hint):
        conversation.take(LAUNCH)
        with pytest.raises(ContractError) as raised:
            conversation.take(line)
        assert raised.value.problems[0].message == problem
        assert hint is None or raised.value.problems[0].hint == hint


class TestNormsOverTime:
    def test_what_only_a_history_gives_can_be_set(self):
        conversation = Conversation(load("meat-sale"), "meat-sale", today=TODAY)
        assert verdict(conversation, "The seller suspends the delivery") == "depends"
        assert verdict(conversation, ":fact violated(pay)") == "permitted"
        assert verdict(conversation, ":fact violated(pay) = false") == "silent"
        offered = [text for text, _ in completions(conversation.scenario, COMMANDS, ":fact viol")]
        assert "violated(pay)=" in offered

    def test_a_name_may_have_signs_in_it(self):
        conversation = Conversation(load_text(SHARE), "share", today=TODAY)
        assert verdict(conversation, "the tenant pays 5 EUR") == "depends"
        (name,) = conversation._reply.answer.unknown
        assert "=" in name
        assert verdict(conversation, f":fact {name}=3 EUR") == "permitted"
        assert verdict(conversation, f":fact {name} 30 EUR") == "silent"


class TestSaving:
    @pytest.mark.parametrize("name", ["microsoft-openai", "flat-lease"])
    def test_what_is_saved_is_a_case_that_holds(self, name, tmp_path):
        path = str(tmp_path / "talk.cases.yaml")
        contract = load(name)
        for presume in (True, False):
            conversation = Conversation(contract, name, presume=presume, today=TODAY)
            for example in contract.examples:
                conversation.take(example)
                conversation.take(f":save {path}")
        conversation.take(":evidence official")
        conversation.take(":date 2024-01-01..2035-06-30")
        told = said(conversation, f":save {path}")
        file = read_case_file(path)
        assert len(file.cases) == 2 * len(contract.examples) + 1
        assert run(["fmt", "--check", path]) == 0
        assert f"as the case “{file.cases[-1].name}”" in told
        for case in file.cases:
            assert [*differences(file.contract, case, "meaning"), *differences(file.contract, case, "rete")] == []

    def test_a_scenario_is_saved_with_all_that_is_set(self, conversation, tmp_path):
        path = tmp_path / "talk.cases.yaml"
        for line in (LAUNCH, ":fact azure_can=false", ":reading exception=conjunctive", ":unknown azure_stage", ":version 2026-04-27"):
            conversation.take(line)
        conversation.take(f":save {path}")
        (case,) = read_case_file(str(path)).cases
        saved = case.written
        assert saved.facts == {"azure_can": False}
        assert saved.readings == {"exception": "conjunctive"}
        assert saved.unknown == ["azure_stage"]
        assert (saved.version, saved.expect.verdict) == ("2026-04-27", "depends")
        assert saved.expect.conditions is not None

    def test_a_contract_of_ones_own_is_named_by_its_path(self, tmp_path):
        own = tmp_path / "contracts" / "shed.yaml"
        own.parent.mkdir()
        own.write_text(SHED)
        conversation = Conversation(load(own), str(own), today=TODAY)
        conversation.take("the tenant builds a shed")
        conversation.take(f":save {tmp_path / 'shed.cases.yaml'}")
        file = read_case_file(str(tmp_path / "shed.cases.yaml"))
        assert differences(file.contract, file.cases[0], "meaning") == []

    def test_a_file_that_is_something_else_stays_as_it_is(self, conversation, tmp_path):
        conversation.take(LAUNCH)
        path = tmp_path / "notes.yaml"
        path.write_text("a: list\n")
        with pytest.raises(ContractError):
            conversation.take(f":save {path}")
        assert path.read_text() == "a: list\n"
        path.write_text("contract: flat-lease\ncases: []\n")
        with pytest.raises(ContractError, match="has cases of another contract"):
            conversation.take(f":save {path}")
        assert sorted(p.name for p in tmp_path.iterdir()) == ["notes.yaml"]

    def test_a_file_that_cannot_be_written(self, conversation, tmp_path):
        conversation.take(LAUNCH)
        with pytest.raises(ContractError, match="cannot be written"):
            conversation.take(f":save {tmp_path / 'nowhere' / 'talk.yaml'}")


SHED = """
contract: shed
parties: {tenant: The tenant}
sources: {L: {title: The lease, publisher: us, date: "2026", grade: official}}
actions: {build: {says: "{actor} builds a shed", phrases: [build a shed]}}
facts: {agreed: {asks: Is it agreed?, kind: truth}}
version: 2026-01-01
terms: [{id: sheds, kind: permission, bearer: tenant, action: build, when: agreed, certainty: official, sources: [L]}]
"""


SHARE = """
contract: share
parties: {tenant: The tenant}
sources: {L: {title: The lease, publisher: us, date: "2026", grade: official}}
actions: {pay: {says: "{actor} pays {amount}", phrases: ["pay {amount}"], parameters: {amount: money EUR, of: text}}}
facts: {}
version: 2026-01-01
terms:
  - id: may
    kind: power
    bearer: tenant
    action: pay
    when: total(pay.amount, where=amount == EUR(5)) <= EUR(10)
    certainty: official
    sources: [L]
"""


class TestPage:
    BLOCKS = re.findall(r"^```text\n(microsoft-openai> .*?)^```", (CHECKOUT / "docs" / "repl.md").read_text(), re.MULTILINE | re.DOTALL)

    @pytest.mark.parametrize("block", BLOCKS)
    def test_a_conversation_goes_as_the_page_shows(self, conversation, monkeypatch, tmp_path, block):
        monkeypatch.chdir(tmp_path)
        for turn in block.split("microsoft-openai> ")[1:]:
            line, _, shown = turn.rstrip("\n").partition("\n")
            told = plain(conversation.take(line))
            assert matches(shown.split("\n"), told.split("\n")), told

    def test_there_are_conversations_on_the_page(self):
        assert len(self.BLOCKS) == 2

    def test_every_command_is_on_the_page(self):
        page = (CHECKOUT / "docs" / "repl.md").read_text()
        assert [c for c in COMMANDS if f"`:{c}" not in page] == []


class TestCompletion:
    @pytest.fixture
    def offered(self):
        """A function that gives what is offered for a line, as whole lines."""
        contract = load("microsoft-openai")
        scenario, _ = Scenario(contract, today=TODAY).ask(LAUNCH, read(LAUNCH, contract, today=TODAY)[0])
        scenario = scenario.with_fact("azure_can", "true").with_date("2030")

        def offer(line):
            return [line[: len(line) - length] + text for text, length in completions(scenario, COMMANDS, line)]

        return offer

    @pytest.mark.parametrize(
        ("line", "found"),
        [
            (":ev", [":evidence"]),
            (":evidence o", [":evidence official"]),
            (":fact azure_ca", [":fact azure_can="]),
            (":fact azure_can=t", [":fact azure_can=true"]),
            (":fact cloud=go", [":fact cloud=google"]),
            (":unknown excep", [":unknown exception"]),
            (":reading exception=c", [":reading exception=conjunctive"]),
            (":forget ", [":forget azure_can", ":forget date"]),
            (":version 2026", [":version 2026-04-27"]),
            (":why-not pro", [":why-not prohibited"]),
            (":why azure-f", [":why azure-first"]),
            (":tree laun", [":tree launch"]),
            (":help fac", [":help fact"]),
            (":quit ", []),
            ("Micro", ["Microsoft"]),
            ("OpenAI launches something on Google Cl", ["OpenAI launches something on Google Cloud"]),
            ("xyzzy", []),
        ],
    )
    def test_a_line_goes_on_with_words_of_the_contract(self, offered, line, found):
        assert set(found) <= set(offered(line))
        assert found or not offered(line)

    def test_parameters_of_the_action_come_first(self, offered):
        assert offered(":fact ")[0] in {f":fact {p}=" for p in load("microsoft-openai").actions["launch"].parameters}

    def test_an_empty_line_goes_on_with_an_example(self, offered):
        assert offered("")[0] == load("microsoft-openai").examples[0]

    def test_every_offer_of_a_name_is_one_that_can_be_set(self, offered):
        scenario = Scenario(load("microsoft-openai"), today=TODAY)
        for line in offered(":unknown "):
            assert scenario.with_unknown(line.removeprefix(":unknown "))
        for line in (x for o in offered(":fact ") for x in offered(o)):
            assert scenario.with_fact(*line.removeprefix(":fact ").split("="))


class TestTyped:
    @pytest.fixture
    def type_in(self, monkeypatch, tmp_path, capsys):
        """A function that types keys at a terminal, with a pause between two texts: the exit code and what is told."""
        monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path))
        monkeypatch.setattr(repl_command, "on_terminal", lambda: True)
        monkeypatch.setattr("contract_model.commands.output.on_terminal", lambda: True)

        class Terminal(io.StringIO):
            def isatty(self):
                return True

        def run_it(*keys):
            monkeypatch.setattr(sys, "stdin", Terminal())
            with create_pipe_input() as keyboard, create_app_session(input=keyboard, output=DummyOutput()):
                keyboard.send_text(keys[0])
                later = [threading.Timer(0.5 * n, keyboard.send_text, [text]) for n, text in enumerate(keys[1:], 1)]
                for timer in later:
                    timer.start()
                code = run(["repl", "--contract", "flat-lease", "--format", "plain"])
            return code, capsys.readouterr().out

        return run_it

    def test_it_greets_answers_and_ends(self, type_in):
        code, out = type_in(f"{DOG}\r:fact consent=written\r\x04")
        assert code == Exit.CLEAN
        assert out.startswith("Lease of a flat. Ask what would be, if …")
        assert "PERMITTED" in out

    def test_tab_goes_on_with_a_word_and_control_c_drops_a_line(self, type_in):
        code, out = type_in(f"{DOG}\r:fly\x03:fact consent=wr\t", "\r:quit\r")
        assert code == Exit.CLEAN
        assert out.count("PERMITTED") == 1

    def test_lines_are_there_again_the_next_time(self, type_in, tmp_path):
        type_in(f"{DOG}\r\x04")
        assert DOG in (tmp_path / "contract-model" / "history").read_text()
        _, out = type_in("\x1b[A\r\x04")
        assert "DEPENDS" in out

    def test_where_no_history_can_be_kept_there_is_none(self, type_in, monkeypatch, tmp_path):
        (tmp_path / "file").touch()
        monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "file"))
        assert type_in(f"{DOG}\r\x04")[0] == Exit.CLEAN
