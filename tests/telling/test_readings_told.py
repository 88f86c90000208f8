"""This file tests what is told of readings: the matrix, the answers, what each ambiguity is worth; in words, as data, in Markdown."""

from __future__ import annotations

import json

import jsonschema
import pytest

from contract_model.telling.readings_schema import readings_schema
from tests.telling.conftest import ask
from tests.telling.contracts import GARDEN

LAUNCH = "OpenAI launches a product on AWS in 2027"


def lease(ambiguities, when, **more):
    """The garden with a prohibition of burning leaves, and ambiguities on which that turns."""
    facts = more.pop("facts", "")
    head, terms = GARDEN.split("version: 2026-01-01")
    term = f"""
  - {{id: no-smoke, kind: prohibition, bearer: tenant, action: burn, when: "{when}", certainty: official, sources: [L]}}"""
    head = head.replace("ambiguities:", f"ambiguities:\n{ambiguities}").replace("facts:", f"facts:\n{facts}" if facts else "facts:")
    return ask(f"{head}version: 2026-01-01{terms.split('  - id: no-bother')[0]}{term}\n", "the tenant burns leaves", **more)


WIND = """
  wind:
    asks: What is wind?
    default: breeze
    readings: {breeze: a breeze is none, gust: only a gust is none}
"""


def told(reply, width=80):
    """The text, with each run of blanks as one."""
    return " ".join(reply.readings().to_text(width).split())


def test_the_launch(golden):
    golden("launch-readings.txt", ask("microsoft-openai", LAUNCH).readings().to_text() + "\n")
    golden("launch-readings.md", ask("microsoft-openai", LAUNCH).readings().to_markdown())


def test_the_matrix_has_a_line_for_each_answer():
    text = ask("microsoft-openai", LAUNCH).readings().to_text()
    lines = [" ".join(line.split()) for line in text.splitlines()]
    assert "first_limits* conjunctive window depends (4)" in lines
    assert "promise_only any any permitted" in lines


def test_where_nothing_turns_on_readings_that_is_said():
    text = told(ask("microsoft-openai", LAUNCH, facts=["azure_can=false", "azure_will=false"]))
    assert "However the contract is read, the verdict is the same." in text
    assert "exception, " in text.partition("Irrelevant here")[2]


def test_where_there_is_nothing_to_read_in_two_ways_that_is_said():
    assert "No term of the action can be read in two ways." in told(ask(GARDEN, "the tenant waters the garden"))


def test_one_ambiguity_alone():
    text = told(lease(WIND, "wind == breeze"))
    assert "One ambiguity can change the verdict: wind." in text
    assert "Then silent." in text
    assert "It changes the verdict." in text


def test_an_ambiguity_that_decides_only_together_with_another():
    text = told(lease(WIND, "smoke == nuisance and wind == gust"))
    assert "wind alone decides: to read anything else otherwise changes nothing unless it is read otherwise, too." in text


def test_what_is_held_is_said():
    text = told(ask("microsoft-openai", LAUNCH, readings=["exception=conjunctive"]))
    assert "exception = conjunctive: held as chosen." in text
    assert "Two ambiguities can change the verdict: first_and_any and first_means." in text


def test_a_small_share_is_told_as_one():
    text = told(ask("microsoft-openai", LAUNCH))
    assert "It changes 6 of the 24 cases that are open here, and 3.6 % of the cases of the action whatever the facts." in text


def test_too_many_combinations_are_not_told_one_by_one():
    text = ask("microsoft-openai", LAUNCH, presume=False).readings().to_text()
    assert "27,648 combinations of readings are too many to tell here." in " ".join(text.split())
    assert "--reading NAME=READING holds a reading" in " ".join(text.split())
    assert "customer_products)" in text
    assert len(text.splitlines()) < 250


def test_with_many_ambiguities_a_line_names_only_what_it_is_about():
    names = [f"a{i}" for i in range(6)]
    said = "".join(f"  {n}:\n    asks: What is {n}?\n    default: x\n    readings: {{x: one, y: other}}\n" for n in names)
    text = told(lease(said.rstrip("\n"), " and ".join(f"{n} == x" for n in names)))
    assert "- a0 = y: silent" in text
    assert "- a0 = x*, a1 = y: silent" in text


@pytest.mark.parametrize("width", [60, 80, 120])
def test_lines_fit(width):
    for presume in (True, False):
        text = ask("microsoft-openai", LAUNCH, presume=presume).readings().to_text(width)
        assert max(map(len, text.splitlines())) <= width


def test_the_document_fits_its_schema():
    for question in (LAUNCH, "Microsoft sublicenses OpenAI models in 2033"):
        for presume in (True, False):
            reply = ask("microsoft-openai", question, presume=presume).readings()
            jsonschema.validate(json.loads(reply.to_json()), readings_schema())


def test_the_document_names_answers_by_place():
    data = ask("microsoft-openai", LAUNCH).readings().to_document()
    promise = next(c for c in data["combinations"] if c["readings"]["first_and_any"] == ["promise_only"])
    assert data["answers"][promise["answer"]] == {"verdict": "permitted", "conditions": []}
    assert data["ambiguities"][0]["changes"] == {"count": 6, "of": 24}
    assert sum(len(c["readings"]["first_means"]) * len(c["readings"]["exception"]) for c in data["combinations"]) == data["total"] == 12


def test_a_reply_of_readings_shows_itself():
    reply = ask("microsoft-openai", LAUNCH).readings()
    assert [c.name for c in reply.matter] == ["exception", "first_and_any", "first_means"]
    assert "azure_required" in reply.irrelevant
    assert [o.verdict.value for o in reply.readings.under({"first_and_any": "promise_only"})] == ["permitted"]
    assert repr(reply) == "<ReadingsReply: microsoft-openai; 3 matter, 12 combinations>"
    assert str(reply) == reply.to_text()
    assert "<table>" in reply._repr_html_()


def test_some_ambiguities_decide_alone_and_some_do_not():
    rain = "  rain:\n    asks: What is rain?\n    default: drops\n    readings: {drops: some drops are rain, flood: only a flood is}\n"
    text = told(lease(WIND.strip("\n") + "\n" + rain, "(rain == drops or smoke == nuisance) and wind == breeze"))
    assert "Three ambiguities can change the verdict" in text
    assert "Alone, wind and rain do; smoke does only together with another." in text


def test_an_ambiguity_that_changes_no_case_alone():
    text = told(ask("microsoft-openai", "Microsoft uses OpenAI models in Copilot in 2032"))
    assert "licence_end alone decides" in text
    assert "Most is settled" not in text
    assert "Alone it changes none of the 12 cases that are open here, and none of the cases of the action whatever the facts." in text
