"""This file tests `contract flip`, `contract why` and `contract why-not` as somebody calls them."""

from __future__ import annotations

import json

import pytest

from contract_model.commands.exits import Exit
from contract_model.commands.main import run

LAUNCH = "OpenAI launches a product on AWS in 2027"
BARRED = ("--fact", "azure_can=true", "--fact", "azure_will=true", "--fact", "on_azure=false")


@pytest.fixture
def call(capsys):
    def called(*arguments):
        code = run(arguments)
        captured = capsys.readouterr()
        return code, captured.out, captured.err

    return called


class TestFlip:
    def test_a_launch_that_is_prohibited_has_these_ways_out(self, call):
        code, out, _ = call("flip", LAUNCH, *BARRED, "--to", "permitted", "--format", "json")
        assert code == Exit.CLEAN
        ways = [({k: v for c in f["changes"] for k, v in c["to"].items()}, f["in_the_hands_of"]) for f in json.loads(out)["flips"]]
        for way in [({"cloud": "azure"}, "bearer"), ({"on_azure": True}, "bearer")]:
            assert way in ways
        for way in [({"azure_can": False}, "counterparty"), ({"azure_will": False}, "counterparty")]:
            assert way in ways
        assert ({"made_by": "third_party"}, "nobody") in ways

    def test_what_a_party_can_do_is_told_where_it_depends(self, call):
        code, out, _ = call("flip", LAUNCH)
        assert code == Exit.CLEAN
        assert "What OpenAI can do" in out
        assert "it is on Azure already, before this launch (on_azure: true)" in out
        assert "What Microsoft can do" in out
        assert "Make it prohibited" not in out  # nobody can by what he holds alone

    def test_what_only_opens_the_verdict_counts_with_any(self, call):
        facts = ("--fact", "azure_can=false")
        certain = json.loads(call("flip", LAUNCH, *facts, "--format", "json")[1])
        opening = json.loads(call("flip", LAUNCH, *facts, "--any", "--format", "json")[1])
        assert all(f["verdict"] != "depends" for f in certain["flips"])
        assert {"verdict": "depends", "to": {"azure_can": True}} in [
            {"verdict": f["verdict"], "to": f["changes"][0]["to"]} for f in opening["flips"] if len(f["changes"]) == 1
        ]

    def test_the_answer_to_a_question_is_quick_and_has_no_flips(self, call):
        assert "flips" not in json.loads(call("ask", LAUNCH, "--format", "json")[1])


class TestWhy:
    def test_the_tree_is_that_of_the_answer(self, call):
        asked = json.loads(call("ask", LAUNCH, "--engine", "meaning", "--format", "json")[1])
        assert json.loads(call("why", LAUNCH, "--format", "json")[1])["because"] == asked["because"]

    @pytest.mark.parametrize("question", [(LAUNCH,), tuple(LAUNCH.split())])
    def test_a_term_may_be_the_last_word(self, call, question):
        code, out, _ = call("why", *question, "azure-first", "--fact", "azure_can=false")
        assert code == Exit.CLEAN
        assert "yes  “Products ship first on Azure” is excused" in out
        assert "“Any cloud” allows it\n" not in out

    def test_a_misspelt_term_is_a_problem(self, call):
        code, _, err = call("why", LAUNCH, "azure-frst")
        assert code == Exit.INVALID
        assert "unknown-term: `azure-frst` is not a term of the contract" in err
        assert "did you mean `azure-first`?" in err

    def test_an_event_may_stand_for_the_question(self, call):
        event = '{"action": "launch", "actor": "openai", "date": "2027", "parameters": {"cloud": "aws"}}'
        assert "Why" in call("why", "--event", event)[1]
        assert "Products ship first" in call("why", "azure-first", "--event", event)[1]


class TestWhyNot:
    def test_the_last_word_is_the_verdict(self, call):
        code, out, _ = call("why-not", LAUNCH, "prohibited", "--fact", "azure_can=false")
        assert code == Exit.CLEAN
        assert "Prohibited with three changes together" in out
        assert "In the way: “Any cloud” allows it and “Products ship first on Azure” is" in out

    @pytest.mark.parametrize("arguments", [(LAUNCH,), ("--event", "{}"), (LAUNCH, "depends")])
    def test_without_a_verdict_it_says_what_is_missing(self, call, arguments):
        code, _, err = call("why-not", *arguments)
        assert code == Exit.USAGE
        assert "end with the verdict that you expected" in err
