"""A run as data: the words are those of the data model, days and moments as ISO, amounts as text; its schema holds for it."""

from __future__ import annotations

import json
from dataclasses import replace

import jsonschema
import pytest

from contract_model.model.answer import Verdict
from contract_model.model.history import ContractChanged, NormChange, PartyChanged, Why
from contract_model.model.states import ContractState, NormState
from contract_model.telling.run_reply import RunReply
from contract_model.telling.run_schema import run_schema
from tests.telling.meat import at, event, in_time, instance, late, meat, step, usd


def document(run):
    return json.loads(RunReply(run, meat()).to_json())


def test_a_run_as_json(golden):
    golden("run-in-time.json", RunReply(in_time(), meat()).to_json() + "\n")


@pytest.mark.parametrize(
    "reply",
    [RunReply(in_time(), meat()), RunReply(late(), meat()), RunReply(late(suspended=False), meat(), late(), (1,))],
    ids=["in time", "late", "what-if"],
)
def test_the_schema_holds_for_it(reply):
    jsonschema.validate(json.loads(reply.to_json()), run_schema(), cls=jsonschema.Draft202012Validator)


def test_the_schema_refuses_a_word_that_is_none():
    told = document(late())
    told["norms"][0]["state"] = "broken"
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(told, run_schema())


def test_every_sort_of_change_fits_the_schema():
    changes = [
        ContractChanged(at(5), ContractState.IN_EFFECT, ContractState.TERMINATED, Why.CONSEQUENCE, "terminate", 0),
        PartyChanged(at(5), "pay", "pay", "holder", "buyer", "pay", 0),
        NormChange(at(5), "pay", "pay", NormState.IN_FORCE, NormState.DISCHARGED, Why.ENDED, doubt=("paid",)),
    ]
    told = document(replace(late(), steps=(step(at(5), changes=changes), step(at(6), deemed=event(6, "deliver", "seller").event))))
    jsonschema.validate(told, run_schema())
    assert [c["kind"] for c in told["ledger"]] == ["contract", "party", "norm"]
    assert told["ledger"][2]["hangs_on"] == ["paid"]
    assert told["deemed"][0]["action"] == "deliver"


def test_keys_are_sorted():
    text = RunReply(late(), meat()).to_json()
    assert text == json.dumps(json.loads(text), indent=2, sort_keys=True, ensure_ascii=False)


def test_a_day_has_a_time_only_where_it_was_told_and_a_moment_the_offset_of_the_zone():
    told = document(in_time())
    assert [e["at"] for e in told["events"]] == ["2026-01-03", "2026-01-09T17:00"]
    assert told["at"] == "2026-01-09T17:00:00+00:00"


def test_events_count_from_one_and_changes_name_them():
    told = document(in_time())
    assert [e["event"] for e in told["events"]] == [1, 2]
    assert [c["event"] for c in told["ledger"] if c["kind"] == "norm" and c["after"] == "fulfilled"] == [1, 2]


def test_amounts_are_text_with_their_currency():
    told = document(in_time())
    assert told["events"][0]["parameters"] == {"amount": "1000 USD", "order": "A1"}
    assert told["facts"] == [{"fact": "paid", "key": None, "value": "1000 USD"}]


def test_how_it_stands():
    told = document(late())
    assert told["due"] == ["pay-late"]
    assert told["usable"] == ["terminate"]
    assert told["breached"] == told["violated"] == ["pay", "secrecy"]
    assert told["curable"] == [{"instance": "pay", "late": True, "reparations": ["pay-late"]}]
    assert [c["hangs_on"] for c in told["undecided"]] == [["paid"]]
    assert told["open"] == ["deliver", "pay-late", "terminate"]
    delivery = next(n for n in told["norms"] if n["instance"] == "deliver")
    assert (delivery["state"], delivery["left"]) == ("suspended", "2 days")


def test_the_last_day_is_that_before_it_is_too_late():
    run = replace(late(), instances=(instance(1, "deliver", NormState.IN_FORCE, at(0), due=at(10)),))
    (norm,) = document(run)["norms"]
    assert (norm["due"], norm["last_day"]) == ("2026-01-11T00:00:00+00:00", "2026-01-10")


def test_the_chain_of_triggers_is_told_by_kinds():
    bindings = {"pay": {"amount": 1000, "order": "A1", "actor": "buyer", "date": at(3) // 86_400 + 1, "time": None}}
    run = replace(late(), instances=(replace(instance(1, "deliver", NormState.IN_FORCE, at(0)), bindings=bindings),))
    (norm,) = document(run)["norms"]
    assert norm["triggers"] == {"pay": {"amount": "1000 USD", "order": "A1", "actor": "buyer", "date": "2026-01-04", "time": None}}


def test_a_message_is_judged_when_it_takes_effect():
    happenings = (event(3, "pay", "buyer", amount=usd(5)),)
    sent, received = step(at(3), 0, remarks=("it takes effect when it is received",)), step(at(4), 0, Verdict.PERMITTED, ["pay"])
    (told,) = document(replace(late(), history=replace(late().history, happenings=happenings), steps=(sent, received)))["events"]
    assert (told["verdict"], told["takes_effect"]) == ("permitted", "2026-01-05T00:00:00+00:00")


def test_two_runs_say_where_they_part_and_what_stands_otherwise():
    told = json.loads(RunReply(late(suspended=False), meat(), late(), (1,)).to_json())
    assert (told["parts"], told["added"]) == ("2026-01-09T00:00:00+00:00", [2])
    assert {"instance": "terminate", "real": None, "what_if": "available"} in told["differs"]
    assert len(told["what_if"]["events"]) == len(told["real"]["events"]) + 1


def test_time_alone_that_is_told_in_other_pieces_parts_nothing():
    steps = late().steps
    start = steps[0]
    joined = replace(start, instant=at(7), changes=(*start.changes, *steps[2].changes))
    one = replace(late(), steps=(joined, *steps[3:]))
    two = replace(late(), steps=(start, steps[2], *steps[3:]))
    assert RunReply(one, meat(), two, ()).branches.parts is None
