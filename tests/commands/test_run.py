"""The command `contract run`: what it tells, the options that change a history, and how it exits."""

from __future__ import annotations

import io
import json
import sys
import xml.etree.ElementTree as ElementTree

import jsonschema
import pytest

from contract_model.commands.exits import Exit
from contract_model.commands.main import run
from contract_model.telling.run_schema import run_schema

SALE = """
contract: sale
title: A sale
parties: {seller: The seller, buyer: The buyer}
sources: {L: {title: The sale, publisher: us, date: "2026", grade: official}}
policies: {counting: {zone: Europe/Berlin}}
actions:
  pay: {says: "{actor} pays {amount}", phrases: ["pay {amount}"], parameters: {amount: money USD}}
  deliver: {says: "{actor} delivers", phrases: [deliver]}
  suspend: {says: "{actor} suspends the delivery", phrases: ["suspend [the] delivery"]}
facts:
  checked: {asks: Are the goods checked?, kind: truth}
  stored: {asks: Are the goods stored?, kind: truth, starts: false, becomes: {"true": suspend}}
version: 2026-01-01
terms:
- {id: deliver, heading: Delivery, kind: obligation, bearer: seller, must: deliver, within: 9 days, certainty: official, sources: L}
- {id: pay, heading: Payment, kind: obligation, bearer: buyer, must: pay if amount == USD(1000), within: 6 days, once: checked,
   certainty: official, sources: L}
- {id: suspend, heading: Suspension, kind: power, bearer: seller, action: suspend, available: violated(pay), effects: suspend deliver,
   certainty: official, sources: L}
"""
HISTORY = """
history: nobody pays
contract: sale.yaml
start: 2026-01-01
complete: true
facts: {checked: true}
events:
- {at: 2026-01-03, actor: buyer, action: pay, amount: 5 USD}
- {at: 2026-01-09, says: The seller suspends the delivery}
"""
IN_TIME = """
contract: sale.yaml
facts: {checked: true}
events:
- {at: 2026-01-03, says: The buyer pays 1000 USD}
- {at: 2026-01-04, says: The seller delivers}
"""


@pytest.fixture
def files(tmp_path, monkeypatch):
    """A folder with the sale and histories of it, in which the command runs."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    for name, text in (("sale.yaml", SALE), ("late.yaml", HISTORY), ("in-time.yaml", IN_TIME)):
        (tmp_path / name).write_text(text)
    return tmp_path


@pytest.fixture
def call(files, capsys, monkeypatch):
    """A function that runs `contract run`: its exit code, what it wrote to stdout, and to stderr."""

    def run_it(*arguments):
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(b"")))
        code = run(["run", *arguments])
        told = capsys.readouterr()
        return code, told.out, told.err

    return run_it


def data(call, *arguments):
    """The run as data, which fits its schema."""
    code, out, err = call(*arguments, "--format", "json")
    assert (code, err) == (Exit.CLEAN, "")
    told = json.loads(out)
    jsonschema.validate(told, run_schema())
    return told


def states(told):
    return {n["instance"]: n["state"] for n in told["norms"]}


def test_a_history_is_told(call):
    code, out, err = call("late.yaml")
    assert (code, err) == (Exit.CLEAN, "")
    assert "History   nobody pays\n" in out
    assert "3 January 2026, event 1: The buyer pays 5 USD.\n" in out
    assert "“Payment” (pay) is violated: the deadline passed." in out
    assert "“Delivery” (deliver): suspended" in out


def test_both_engines_tell_the_same(call):
    one, two = (data(call, "late.yaml", "--engine", name) for name in ("rete", "meaning"))
    assert (one.pop("engine"), two.pop("engine")) == ("rete", "meaning")
    assert one == two


def test_as_of_a_day_the_history_is_cut_at_its_end(call):
    told = data(call, "late.yaml", "--as-of", "2026-01-07")
    assert len(told["events"]) == 1
    assert told["at"] == "2026-01-07T23:59:59+01:00"
    assert states(told)["pay"] == "in_force"
    assert told["due"] == ["pay", "deliver"]
    later = data(call, "late.yaml", "--as-of", "2026-01-08")
    assert states(later)["pay"] == "violated"
    assert [n["last_day"] for n in told["norms"] if n["instance"] == "pay"] == ["2026-01-07"]


def test_as_of_a_day_after_the_last_event_time_passes(call):
    told = data(call, "in-time.yaml", "--as-of", "day 40")
    assert told["at"] == "2026-02-10T23:59:59+01:00"


def test_until_a_day_time_passes_to_its_end(call):
    assert data(call, "late.yaml", "--until", "2026-03-01")["at"] == "2026-03-01T23:59:59+01:00"


def test_until_does_not_cut(call):
    code, out, err = call("late.yaml", "--until", "2026-01-05")
    assert (code, out) == (Exit.INVALID, "")
    assert "bad-until: `2026-01-05` is before the last event" in err
    assert "`--as-of` cuts the history there" in err


@pytest.mark.parametrize("option", ["--until", "--as-of"])
def test_a_day_that_is_none_is_a_problem(call, option):
    code, out, err = call("late.yaml", option, "next week or so")
    assert (code, out) == (Exit.INVALID, "")
    assert "bad-date: `next week or so` is no moment" in err


def test_facts_of_the_start_prevail_over_those_of_the_file(call):
    assert states(data(call, "late.yaml", "--fact", "checked=false", "--as-of", "2026-01-05"))["pay"] == "pending"


def test_a_fact_left_open_leaves_open_what_hangs_on_it(call):
    told = data(call, "late.yaml", "--fact", "checked=?", "--incomplete")
    assert told["undecided"] or any(n["hangs_on"] for n in told["norms"])


def test_an_option_that_is_no_name_and_value_is_a_problem(call):
    code, _, err = call("late.yaml", "--fact", "checked")
    assert code == Exit.INVALID
    assert "bad-option: `checked` is not written as a name and a value" in err


WHAT_IFS = [
    "2026-01-05: the buyer pays 1000 USD",
    "day 4: the buyer pays 1000 USD",
    'at="day 4" actor=buyer action=pay amount="1000 USD"',
    '{"at": "2026-01-05", "actor": "buyer", "action": "pay", "parameters": {"amount": "1000 USD"}}',
]


@pytest.mark.parametrize("event", WHAT_IFS)
def test_a_what_if_is_told_beside_what_happened(call, event):
    told = data(call, "late.yaml", "--what-if", event)
    assert told["parts"] == "2026-01-05T00:00:00+01:00"
    assert told["added"] == [2]
    assert (states(told["real"])["pay"], states(told["what_if"])["pay"]) == ("violated", "fulfilled")
    assert told["what_if"]["events"][2]["void"] == ["suspend"]  # the seller has nothing to suspend for


def test_a_what_if_with_a_time_of_day(call):
    told = data(call, "late.yaml", "--what-if", "2026-01-05T17:30: the buyer pays 1000 USD")
    assert told["what_if"]["events"][1]["at"] == "2026-01-05T17:30"


def test_several_what_ifs_have_numbers_of_their_own(call):
    code, out, err = call("late.yaml", "--what-if", "day 4: the buyer pays 1000 USD", "--what-if", "day 5: the seller delivers")
    assert (code, err) == (Exit.CLEAN, "")
    assert "What-if 1: The buyer pays" in out
    assert "What-if 2: The seller" in out


def test_both_runs_of_a_what_if_go_as_far(call):
    told = data(call, "in-time.yaml", "--what-if", "2026-03-01: the seller delivers")
    assert told["real"]["at"] == told["what_if"]["at"] == "2026-03-01T00:00:00+01:00"


def test_a_what_if_after_the_cut_is_cut(call):
    told = data(call, "late.yaml", "--as-of", "2026-01-07", "--what-if", "2026-01-20: the seller delivers")
    assert (told["added"], told["parts"]) == ([], None)


WRONG = [
    ("the buyer pays 1000 USD", "missing-key: an event of a what-if needs its moment"),
    ("tomorrowish: the buyer pays 1000 USD", "bad-date: `tomorrowish` is no moment"),
    ("2026-01-05: the buyer frobs", "not-understood: `frobs` was not understood"),
    ("{at: 3}", "bad-option: the event is no JSON"),
    ("action=frob at=2026-01-05", "unknown-name: `frob` is not an action of the contract"),
    ("at=2026-01-05 action=pay amount = 5", "bad-option: `amount = 5` is not written as a name and a value"),
]


@pytest.mark.parametrize(("event", "problem"), WRONG)
def test_a_what_if_that_is_wrong_is_a_problem(call, event, problem):
    code, out, err = call("late.yaml", "--what-if", event)
    assert (code, out) == (Exit.INVALID, "")
    assert problem in err


def test_all_problems_of_what_ifs_are_told_at_once(call):
    _, _, err = call("late.yaml", "--what-if", "one", "--what-if", "two")
    assert err.count("missing-key") == 2


def test_with_why_each_verdict_has_its_reasons(call):
    _, out, _ = call("in-time.yaml", "--why")
    assert "Why event 1 is permitted" in out
    assert "Why event 1 is permitted" not in call("in-time.yaml")[1]


def test_events_can_be_left_out(call):
    assert "two events are not told one by one." in call("late.yaml", "--no-events")[1]


def test_a_picture_goes_to_a_file(call, files):
    assert call("late.yaml", "--format", "svg", "-o", "sale.svg") == (Exit.CLEAN, "", "")
    assert ElementTree.parse(files / "sale.svg").getroot().get("role") == "img"


def test_a_file_that_cannot_be_written_is_told(call):
    code, _, err = call("late.yaml", "-o", "no/such/folder.txt")
    assert code == Exit.USAGE
    assert "no/such/folder.txt" in err


@pytest.mark.parametrize(
    ("form", "sign"), [("markdown", "#### What happened"), ("html", '<h4 class="of">What happened</h4>'), ("pretty", "“Payment”")]
)
def test_other_forms(call, form, sign):
    code, out, _ = call("late.yaml", "--format", form)
    assert code == Exit.CLEAN
    assert sign in out


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (("in-time.yaml",), Exit.CLEAN),
        (("late.yaml",), Exit.NEGATIVE),
        (("in-time.yaml", "--fact", "checked=?"), Exit.UNDETERMINED),
        (("late.yaml", "--what-if", "day 4: the buyer pays 1000 USD", "--what-if", "day 5: the seller delivers"), Exit.CLEAN),
    ],
)
def test_the_exit_code_tells_how_it_stands_where_that_is_asked(call, arguments, code):
    assert call(*arguments, "--exit-code")[0] == code
    assert call(*arguments)[0] == Exit.CLEAN


def test_events_that_are_out_of_order_are_sorted_where_that_is_asked(call, files):
    lines = ['{"at": "2026-01-04", "says": "The seller delivers"}', '{"at": "2026-01-03", "says": "The buyer pays 1000 USD"}']
    (files / "mixed.jsonl").write_text("\n".join(lines))
    code, _, err = call("mixed.jsonl", "--contract", "sale.yaml")
    assert code == Exit.INVALID
    assert "out-of-order" in err
    told = data(call, "mixed.jsonl", "--contract", "sale.yaml", "--fact", "checked=true", "--sort")
    assert [e["action"] for e in told["events"]] == ["pay", "deliver"]
    assert len(told["remarks"]) == 1


def test_a_long_history_shows_on_a_terminal_how_far_it_is(call, files, monkeypatch):
    (files / "long.jsonl").write_text("\n".join('{"at": "2026-01-03", "says": "The buyer pays 5 USD"}' for _ in range(1_200)))
    _, out, err = call("long.jsonl", "--contract", "sale.yaml", "--engine", "meaning")
    assert err == ""
    assert "1,200 events are not told one by one" in out
    monkeypatch.setattr("contract_model.commands.run._on_terminal", lambda: True)
    _, _, err = call("long.jsonl", "--contract", "sale.yaml", "--engine", "meaning")
    assert "\r600 of 1,200 events" in err
    assert err.endswith("\r                     \r")  # nothing of it stays


def test_a_history_that_is_not_there_is_a_problem(call):
    code, _, err = call("nowhere.yaml")
    assert code == Exit.INVALID
    assert "no-history" in err


@pytest.mark.parametrize(
    ("term", "why"),
    [
        ("{kind: obligation, bearer: seller, must: deliver", "the time from which it can be performed has come."),
        ("{kind: power, bearer: seller, action: deliver", "the time from which it can be used has come."),
        ("{kind: prohibition, bearer: seller, action: deliver", "the time from which it holds has come."),
        ("{kind: declaration", "its time has come."),
    ],
)
def test_what_waited_for_its_time_says_so_in_the_words_of_its_kind(files, call, term, why):
    terms = f"- {term}, id: late, not_before: 2026-01-05, certainty: official, sources: L}}\n"
    (files / "sale.yaml").write_text(SALE.partition("terms:\n")[0] + "terms:\n" + terms)
    (files / "h.yaml").write_text("{contract: sale.yaml, until: 2026-01-10, events: []}")
    assert why in call("h.yaml")[1]
