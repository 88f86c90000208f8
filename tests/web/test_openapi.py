"""This file tests the OpenAPI document: its examples are answered, and whatever else it allows or forbids is treated as it says.

Requests are made up from the document, the same in every run. That all which the document allows is answered is not asked for: which words
and names a contract has cannot be said by a schema, so a question may be of the right type and still not be understood (422).
"""

from __future__ import annotations

import copy

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from jsonschema import Draft202012Validator
from schemathesis.generation import GenerationMode
from schemathesis.specs.openapi.checks import positive_data_acceptance
from starlette.testclient import TestClient

from contract_model.web.app import create_app
from contract_model.web.openapi_schema import DESCRIBED, openapi
from contract_model.web.operations import OPERATIONS

APP = create_app(["microsoft-openai", "flat-lease"], workers=0)
DOCUMENT = openapi(APP.state.shelf)
NAMED = {"contract": ["microsoft-openai", "flat-lease@2025-09-01"], "term": ["azure-first", "no-subletting"]}


def narrowed():
    """The document with contracts and terms that there are, so that what is made up gets further than to their names."""
    found = copy.deepcopy(DOCUMENT)
    for parameter in (p for item in found["paths"].values() for p in item.get("parameters", ())):
        parameter["schema"] = {"type": "string", "enum": NAMED[parameter["name"]]}
    return found


SCHEMA = schemathesis.openapi.from_dict(narrowed())
SCHEMA.app = APP
SETTINGS = settings(
    max_examples=8, deadline=None, derandomize=True, database=None, phases=[Phase.generate], suppress_health_check=list(HealthCheck)
)
ADDRESSES = [(path, method.upper()) for path, item in DOCUMENT["paths"].items() for method in item if method in ("get", "post")]


@pytest.mark.parametrize(("path", "method"), ADDRESSES, ids=lambda each: each.rpartition("/")[2] if "/" in each else "")
@pytest.mark.parametrize("mode", GenerationMode, ids=lambda mode: mode.value)
def test_whatever_is_asked_the_answer_is_one_that_is_described(path, method, mode):
    """Positive: what the document allows; negative: what it forbids."""
    operation = SCHEMA[path][method]
    if mode is GenerationMode.NEGATIVE and not operation.body and not operation.path_parameters:
        return  # it takes nothing that could be wrong

    @given(case=operation.as_strategy(generation_mode=mode))
    @SETTINGS
    def each(case):
        case.call_and_validate(excluded_checks=[positive_data_acceptance])

    each()


@pytest.fixture(scope="module")
def client():
    with TestClient(APP) as client:
        yield client


EXAMPLES = [pytest.param(name, sent, id=f"{name}: {words}") for name, d in DESCRIBED.items() for words, sent in d.examples.items()]


@pytest.mark.parametrize(("name", "sent"), EXAMPLES)
def test_an_example_is_answered_with_a_document_of_its_schema(client, name, sent):
    got = client.post(f"/v1/contracts/microsoft-openai/{name}", json=sent)
    assert got.status_code == 200, got.text
    schema = DOCUMENT["paths"][f"/v1/contracts/{{contract}}/{name}"]["post"]["responses"]["200"]["content"]["application/json"]["schema"]
    Draft202012Validator({**schema, "components": DOCUMENT["components"]}).validate(got.json())


def test_examples_go_with_the_contracts_on_offer():
    app = create_app(["flat-lease"], workers=0)
    count = 0
    with TestClient(app) as client:
        for path, item in client.get("/v1/openapi.json").json()["paths"].items():
            examples = item.get("post", {}).get("requestBody", {}).get("content", {}).get("application/json", {}).get("examples", {})
            for each in examples.values():
                assert client.post(path.replace("{contract}", "flat-lease"), json=each["value"]).status_code == 200, each
                count += 1
    assert count > 5


def test_every_operation_is_described_with_examples_and_every_key_in_words():
    assert set(DESCRIBED) == set(OPERATIONS)
    for name, (type_, _) in OPERATIONS.items():
        operation = DOCUMENT["paths"][f"/v1/contracts/{{contract}}/{name}"]["post"]
        assert operation["summary"]
        assert operation["requestBody"]["content"]["application/json"]["examples"]
        assert {"200", "400", "404", "413", "415", "422", "500", "503", "504"} <= set(operation["responses"])
        properties = DOCUMENT["components"]["schemas"][type_.__name__]["properties"]
        assert [key for key, value in properties.items() if "description" not in value and "$ref" not in value] == []
