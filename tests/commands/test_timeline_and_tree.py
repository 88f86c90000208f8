"""The commands `contract timeline` and `contract tree`: what they take, what they print, how they exit."""

from __future__ import annotations

import json
from xml.etree import ElementTree

import jsonschema
import pytest

from contract_model.commands.exits import Exit
from contract_model.commands.main import run

LAUNCH = "OpenAI launches a product on AWS in 2027"


@pytest.fixture
def call(capsys):
    """A function that runs the command: its exit code, what it wrote to stdout, and to stderr."""

    def run_it(*arguments):
        code = run(list(arguments))
        told = capsys.readouterr()
        return code, told.out, told.err

    return run_it


class TestTimeline:
    def test_the_verdict_is_told_for_every_date_whatever_that_of_the_question(self, call):
        code, out, err = call("timeline", LAUNCH, "--fact", "on_azure=true")
        assert (code, err) == (Exit.CLEAN, "")
        assert "Through 21 July 2019: silent" in out
        assert "From 22 July 2019 through 20 January 2025: prohibited" in out
        assert "From 27 April 2026 on: permitted" in out
        assert call("timeline", LAUNCH, "--fact", "on_azure=true", "--on", "2019")[1] == out

    def test_over_some_dates_alone(self, call):
        found = json.loads(call("timeline", LAUNCH, "--over", "2019..2035", "--format", "json")[1])
        assert found["over"] == {"from": "2019-01-01", "through": "2035-12-31"}
        assert [s["verdict"] for s in found["spans"]] == ["silent", "prohibited", "depends", "depends", "depends", "depends", "depends"]
        code, out, err = call("timeline", LAUNCH, "--over", "sometime")
        assert (code, out) == (Exit.INVALID, "")
        assert err.startswith("bad-date: `sometime` is no date")

    def test_with_a_row_for_each_reading_that_matters(self, call):
        found = json.loads(call("timeline", LAUNCH, "--over", "2027..", "--readings", "--format", "json")[1])
        assert {r["reading"] for r in found["other_readings"]} == {"window", "conjunctive", "promise_only", "no_end_date", "end_2032"}
        chosen = json.loads(call("timeline", LAUNCH, "--readings", "--reading", "first_end=end_2032", "--format", "json")[1])
        assert "first_end" not in {r["name"] for r in chosen["other_readings"]}

    def test_an_event_as_data_is_as_good_as_a_sentence(self, call):
        event = {"action": "launch", "actor": "openai", "parameters": {"cloud": "aws"}}
        spans = [json.loads(call("timeline", *said, "--format", "json")[1])["spans"] for said in ([LAUNCH], ["--event", json.dumps(event)])]
        assert spans[0] == spans[1]

    def test_it_is_printed_in_every_format(self, call):
        ElementTree.fromstring(call("timeline", LAUNCH, "--format", "svg")[1])
        assert call("timeline", LAUNCH, "--format", "html")[1].startswith("<article")
        assert "#### From day to day" in call("timeline", LAUNCH, "--format", "markdown")[1]

    def test_its_schema_is_printed(self, call):
        schema = json.loads(call("schema", "timeline")[1])
        jsonschema.validate(json.loads(call("timeline", LAUNCH, "--readings", "--format", "json")[1]), schema)


class TestTree:
    def test_the_tree_of_an_action_has_everything_open(self, call):
        code, out, err = call("tree", "keep_pet", "--contract", "flat-lease")
        assert (code, err) == (Exit.CLEAN, "")
        assert "When does it happen? (date)" in out
        assert "a dog or a cat: What consent did the landlord give?" in " ".join(out.split())

    def test_options_narrow_it(self, call):
        paths = [
            json.loads(call("tree", "launch", *options, "--format", "json")[1])["paths"]
            for options in (
                [],
                ["--actor", "OpenAI"],
                ["--actor", "OpenAI", "--on", "2027"],
                ["--actor", "openai", "--on", "2027", "--fact", "cloud=aws"],
            )
        ]
        assert paths == sorted(paths, reverse=True)
        assert len(set(paths)) == 4

    def test_the_tree_of_a_sentence_asks_what_it_leaves_open(self, call):
        asked = json.loads(call("tree", "launch", "--actor", "openai", "--on", "2027", "--fact", "cloud=aws", "--format", "json")[1])
        assert json.loads(call("tree", LAUNCH, "--format", "json")[1])["tree"] == asked["tree"]
        freed = json.loads(call("tree", LAUNCH, "--no-presumptions", "--format", "json")[1])
        assert (freed["paths"], freed["cut"]) != (4, None)

    def test_it_is_cut_off_where_it_is_asked_to_be(self, call):
        out = call("tree", LAUNCH, "--depth", "1")[1]
        assert "yes: goes on: prohibited or permitted: three paths below" in out
        assert call("tree", LAUNCH, "--depth", "0")[0] == Exit.USAGE

    def test_what_is_no_action_and_who_is_no_party_are_problems(self, call):
        code, out, err = call("tree", "lunch")
        assert (code, out) == (Exit.INVALID, "")
        assert "unknown-name: `lunch` is not an action of the contract" in err
        assert "did you mean `launch`?" in err
        code, _, err = call("tree", "launch", "--actor", "nobody", "--on", "never ever")
        assert code == Exit.INVALID
        assert "in --actor" in err
        assert "bad-date" in err
        assert call("tree")[0] == Exit.USAGE

    def test_it_is_printed_in_every_format(self, call):
        ElementTree.fromstring(call("tree", LAUNCH, "--format", "svg")[1])
        assert call("tree", LAUNCH, "--format", "mermaid")[1].startswith("flowchart TD\n")
        assert "#### Questions" in call("tree", LAUNCH, "--format", "markdown")[1]
        jsonschema.validate(json.loads(call("tree", "use", "--format", "json")[1]), json.loads(call("schema", "tree")[1]))

    def test_it_is_written_to_a_file(self, call, tmp_path):
        for command, form in (("tree", "svg"), ("tree", "mermaid"), ("timeline", "svg"), ("timeline", "plain")):
            file = tmp_path / f"{command}.{form}"
            assert call(command, LAUNCH, "--format", form, "-o", str(file))[:2] == (Exit.CLEAN, "")
            assert file.read_text() == call(command, LAUNCH, "--format", form)[1]
        assert call("tree", LAUNCH, "-o", str(tmp_path))[0] == Exit.USAGE
