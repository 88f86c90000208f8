"""The JSON of an answer, and its JSON Schema."""

from __future__ import annotations

import json
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

import jsonschema
import pytest
from hypothesis import given, settings

from contract_model.engines.answering import answer
from contract_model.meaning.judge import judge
from contract_model.model.answer import Among, Between, Holds
from contract_model.model.kinds import DATE, DURATION, NUMBER, money
from contract_model.model.values import Money
from contract_model.telling.document import document, literal_of, to_json
from contract_model.telling.memo import memo
from contract_model.telling.schema import answer_schema, event_schema
from contract_model.telling.text import plain
from contract_model.testing.cases import case_of, read_case_file
from tests.strategies import cases, contracts
from tests.telling.conftest import TODAY, ask, contract
from tests.telling.contracts import GARDEN

ANSWER = jsonschema.Draft202012Validator(answer_schema())
EVENT = jsonschema.Draft202012Validator(event_schema())


def test_the_schemas_are_schemas():
    for schema in (answer_schema(), event_schema()):
        jsonschema.Draft202012Validator.check_schema(schema)


def test_an_answer_as_json(golden):
    golden("bees.json", ask(GARDEN, "the tenant keeps bees in May 2026", readings=["growing=so"]).to_json() + "\n")


def test_what_the_answer_says_is_in_the_words_that_others_rely_on():
    found = ask("microsoft-openai", "OpenAI launches a product on AWS in 2027").to_document()
    assert found["schema_version"] == 1
    assert found["contract"] == "microsoft-openai"
    assert found["version"] == "2026-04-27"
    assert found["event"] == {"action": "launch", "actor": "openai", "date": "2027", "parameters": {"cloud": "aws"}}
    assert found["verdict"] == "depends"
    assert found["conditions"] == [
        {"verdict": "prohibited", "if": [{"azure_can": True, "azure_will": True, "on_azure": False}]},
        {"verdict": "permitted", "if": [{"azure_can": False}, {"azure_will": False}, {"on_azure": True}]},
    ]
    assert found["decided_by"] == ["any-cloud", "azure-first"]
    assert found["evidence_floor"] == "inferred"
    assert {"ambiguity": "first_and_any", "reading": "promise_only", "verdict": "permitted", "conditions": []} in found["contested"]
    assert next(t for t in found["terms"] if t["id"] == "azure-first")["status"] == "unknown"


def test_a_settled_verdict_has_no_conditions():
    assert ask(GARDEN, "the tenant grows roses in May 2026").to_document()["conditions"] == []


def test_several_versions_are_listed_and_none_is_the_version():
    text = """
        contract: two
        parties: {a: Ann}
        sources: {L: {title: Letter, publisher: Ann, date: "2026", grade: official}}
        actions: {act: {says: "{actor} acts", phrases: [act]}}
    """
    terms = "terms: [{id: may, kind: permission, bearer: a, action: act, certainty: official, sources: [L]}]"
    import textwrap

    from contract_model.loading.load import load_files

    files = {"contract.yaml": textwrap.dedent(text), **{f"{d}.yaml": f"version: {d}\n{terms}" for d in ("2026-01-01", "2027-01-01")}}
    found = load_files({name: content.encode() for name, content in files.items()})
    from contract_model.front import read

    case, _ = read("Ann acts from 2026-06-01 to 2027-06-01", found, today=TODAY)
    said = document(found, judge(found, case))
    assert (said["version"], said["versions"]) == (None, ["2026-01-01", "2027-01-01"])
    assert [t["version"] for t in said["terms"]] == ["2026-01-01", "2027-01-01"]
    ANSWER.validate(said)


@pytest.mark.parametrize(
    ("literal", "said"),
    [
        (Among("p", (True,)), ("p", True)),
        (Among("cloud", ("aws",)), ("cloud", "aws")),
        (Among("cloud", ("aws", "own")), ("cloud", ["aws", "own"])),
        (Between("date", DATE, None, date(2032, 12, 31), (True, True)), ("date", {"through": "2032-12-31"})),
        (Between("due", DATE, date(2027, 1, 1), date(2027, 3, 1), (True, True)), ("due", {"from": "2027-01-01", "through": "2027-03-01"})),
        (Between("paid", money("USD"), Money(Decimal("38e9"), "USD"), None, (True, False)), ("paid", {"at_least": "38000000000 USD"})),
        (Between("paid", money("USD"), None, Money(Decimal(5), "USD"), (False, False)), ("paid", {"below": "5 USD"})),
        (Between("rate", NUMBER, Decimal("0.1"), Decimal("0.2"), (False, True)), ("rate", {"above": "0.1", "at_most": "0.2"})),
        (Between("notice", DURATION, timedelta(days=30), None, (True, False)), ("notice", {"at_least": "30 days"})),
        (Holds("paid <= cap", ("paid", "cap"), True), ("paid <= cap", True)),
    ],
)
def test_how_a_literal_is_written(literal, said):
    assert literal_of(literal) == said


def test_keys_are_sorted_and_nothing_changes_from_one_time_to_the_next():
    reply = ask(GARDEN, "the tenant pays 280 EUR of rent in May 2026")
    assert reply.to_json() == json.dumps(json.loads(reply.to_json()), indent=2, sort_keys=True, ensure_ascii=False)
    assert reply.to_json() == to_json(reply.contract, judge(reply.contract, reply.answer.case))


CASES = Path(__file__).parents[2] / "fixtures" / "cases"
FILES = [read_case_file(str(path)) for path in sorted(CASES.rglob("*.cases.yaml"))]


@pytest.mark.parametrize("file", FILES, ids=lambda f: Path(f.path).name)
def test_the_answer_to_every_shipped_case_fits_the_schema(file):
    for _, asked in file.asked:
        found = answer(file.contract, case_of(file.contract, asked, TODAY), "meaning")
        ANSWER.validate(json.loads(to_json(file.contract, found)))


def test_an_event_as_data_fits_its_schema_and_one_with_another_key_does_not():
    event = {"action": "launch", "actor": "openai", "date": "2027", "parameters": {"cloud": "aws"}, "facts": {"on_azure": None}}
    EVENT.validate(event)
    assert ask("microsoft-openai", event).verdict.value == "depends"
    with pytest.raises(jsonschema.ValidationError):
        EVENT.validate({**event, "place": "here"})


def test_the_keys_of_an_event_are_those_that_are_read():
    from contract_model.asking.event import KEYS

    assert set(event_schema()["properties"]) == set(KEYS)


@settings(max_examples=max(10, settings.default.max_examples // 4))
@given(contracts().flatmap(lambda written: cases(written).map(lambda posed: (written, posed))))
def test_any_answer_can_be_told_and_fits_the_schema(made):
    written, posed = made
    found = judge(written.loaded, posed.case)
    ANSWER.validate(json.loads(to_json(written.loaded, found)))
    told = plain(memo(written.loaded, found, why=True))
    assert found.verdict.value.upper() in told


def test_money_is_text_with_its_currency():
    said = ask(GARDEN, "the tenant pays 280.50 EUR of rent in May 2026").to_document()
    assert said["event"]["parameters"] == {"amount": "280.50 EUR"}
    assert said["contested"][0]["fact"] == "rent"
    assert contract(GARDEN).id == said["contract"]
