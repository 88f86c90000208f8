"""This file tests what is told of an answer at each evidence floor."""

from __future__ import annotations

import json

import jsonschema

from contract_model.telling.evidence_schema import evidence_schema
from tests.telling.conftest import ask

SUBLICENSE = "Microsoft sublicenses OpenAI models in 2033"
LAUNCH = "OpenAI launches a product on AWS in 2027"


def told(reply):
    """The text, with each run of blanks as one."""
    return " ".join(reply.evidence().to_text().split())


def test_the_sublicence(golden):
    golden("sublicence-evidence.txt", ask("microsoft-openai", SUBLICENSE).evidence().to_text() + "\n")


def test_where_the_answer_changes_is_said_and_what_comes_in():
    text = told(ask("microsoft-openai", SUBLICENSE))
    assert "If official evidence alone counts: silent. If inferred or better evidence counts: prohibited." in text
    assert "What comes in inferred the term “Nothing without a licence”" in text


def test_an_answer_that_is_the_same_at_every_floor():
    text = told(ask("microsoft-openai", LAUNCH))
    assert "At every evidence floor the verdict depends on the same things." in text
    assert "speculative: the term “Early access for Microsoft”" in text
    assert "A reading is taken at every floor, however weak" in text


def test_the_reasons_tell_where_the_answer_changes():
    text = " ".join(ask("microsoft-openai", SUBLICENSE).to_text(why=True).split())
    assert "If official evidence alone counts: silent." in text
    assert "If official" not in ask("microsoft-openai", SUBLICENSE).to_text()


def test_the_document_fits_its_schema():
    for question in (SUBLICENSE, LAUNCH):
        data = json.loads(ask("microsoft-openai", question).evidence().to_json())
        jsonschema.validate(data, evidence_schema())
    assert [f["floor"] for f in data["floors"]] == ["official", "reported", "inferred", "speculative"]
    assert data["floors"][0]["weakest"] == ["the reading “one of the two is enough”"]


def test_a_reply_of_evidence_shows_itself():
    reply = ask("microsoft-openai", SUBLICENSE).evidence()
    assert {floor: v.value for floor, v in reply.verdicts.items()} == {
        "official": "silent",
        "reported": "silent",
        "inferred": "prohibited",
        "speculative": "prohibited",
    }
    assert repr(reply).startswith("<EvidenceReply: microsoft-openai; official: silent, ")
    assert "#### The verdict at each floor" in reply._repr_markdown_()
