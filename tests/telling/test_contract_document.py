"""This file tests a contract as data: what `contract show --format json` writes has all of it, and fits its schema."""

from __future__ import annotations

import json

import jsonschema
import pytest
from click.testing import CliRunner

from contract_model.commands.main import contract
from contract_model.loading import load
from contract_model.telling.contract_document import contract_document, one_term_document
from contract_model.telling.contract_schema import contract_schema


def shown(*arguments: str) -> dict:
    result = CliRunner().invoke(contract, ["show", *arguments, "--format", "json"], prog_name="contract")
    assert result.exit_code == 0, result.output
    return json.loads(result.stdout)


@pytest.mark.parametrize("id", ["microsoft-openai", "meat-sale", "flat-lease"])
def test_every_version_and_every_term_fits_the_schema(id):
    validator = jsonschema.Draft202012Validator(contract_schema())
    subject = load(id)
    for version in subject.versions:
        validator.validate(contract_document(subject, version))
        for term in version.terms.values():
            validator.validate(one_term_document(subject, version, term))


def test_a_contract_has_what_an_event_can_say_and_the_terms_of_the_version_asked_for():
    found = shown("--version", "2023-01-23")
    assert found["version"]["id"] == "2023-01-23"
    assert "exclusive-cloud" in [t["id"] for t in found["terms"]]
    (launch,) = [a for a in found["actions"] if a["id"] == "launch"]
    (cloud,) = [p for p in launch["parameters"] if p["name"] == "cloud"]
    assert "aws" in found["choices"][cloud["kind"]]


def test_a_term_has_its_conditions_as_they_are_written_and_its_sources_in_full():
    found = shown("azure-first")
    term = found["term"]
    assert (term["kind"], term["bearer"], term["certainty"]) == ("obligation", ["openai"], "official")
    assert term["requires"]
    assert "any-cloud" in term["prevails_over"]
    cited = {s for x in term["unless"] for s in x["sources"]} | set(term["sources"])
    assert {s["id"] for s in found["sources"]} == cited


def test_as_data_there_is_no_stage():
    result = CliRunner().invoke(contract, ["show", "--stage", "rete", "--format", "json"], prog_name="contract")
    assert result.exit_code == 2
