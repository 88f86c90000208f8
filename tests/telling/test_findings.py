"""What a check found, in the forms that other programs read."""

from __future__ import annotations

import json

import jsonschema
import pytest

from contract_model.loading.load import load_text
from contract_model.problems import ContractError, Problem, Span
from contract_model.telling.annotations import annotated
from contract_model.telling.findings import Check, Finding, Level, findings_of
from contract_model.telling.sarif import sarif, sarif_document
from contract_model.telling.summary import summary
from tests.sarif_schema import published_sarif

GAP = Check("term-not-engaged", "A term that no case engages.", "add a case.", Level.WARNING)
FOUND = Finding(GAP, "no case engages `bees`", Span("rules/garden.yaml", 7, 3, 4), "term bees", "", {"term": "bees", "cases": 3})


@pytest.fixture(scope="module")
def published() -> dict[str, object]:
    return published_sarif()


def problems_of(text: str) -> list[Finding]:
    with pytest.raises(ContractError) as caught:
        load_text(text)
    return findings_of(caught.value.problems)


def test_findings_are_sarif_as_it_is_published(published) -> None:
    broken = problems_of("contract: Ä\nparties: {us: We}\nactions: {keep: {says: keeps}}\nversion: 2026-02-30\nterms: [1]\n")
    assert len(broken) > 2
    nowhere = Finding(GAP, "the file is empty")
    for found in ([], [FOUND], [FOUND, nowhere, FOUND], broken):
        jsonschema.validate(json.loads(sarif(found)), published, cls=jsonschema.Draft7Validator)


def test_the_published_schema_refuses_what_is_not_sarif(published) -> None:
    document = sarif_document([FOUND])
    document["runs"][0]["results"][0]["locations"][0]["physicalLocation"]["region"]["startLine"] = 0
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(document, published, cls=jsonschema.Draft7Validator)


def test_a_finding_says_what_it_is_where_it_is_and_what_to_do() -> None:
    (run,) = sarif_document([FOUND])["runs"]
    assert run["tool"]["driver"]["rules"][0]["help"]["text"] == "A term that no case engages. Add a case."
    (result,) = run["results"]
    assert (result["ruleId"], result["level"]) == ("term-not-engaged", "warning")
    assert result["message"] == {"text": "no case engages `bees` (in term bees)"}
    (place,) = result["locations"]
    assert place["physicalLocation"]["artifactLocation"] == {"uri": "rules/garden.yaml"}
    assert place["physicalLocation"]["region"] == {"startLine": 7, "startColumn": 3, "endColumn": 7}
    assert result["properties"] == {"term": "bees", "cases": 3}


def test_each_kind_stands_once_and_each_finding_points_to_its_kind() -> None:
    other = Check("a-first", "Another.", "nothing.", Level.NOTE)
    (run,) = sarif_document([FOUND, FOUND], checks=[GAP, other])["runs"]
    kinds = [k["id"] for k in run["tool"]["driver"]["rules"]]
    assert kinds == ["a-first", "term-not-engaged"]
    assert [kinds[r["ruleIndex"]] for r in run["results"]] == ["term-not-engaged"] * 2


@pytest.mark.parametrize(
    ("file", "uri"),
    [
        ("rules/a lease.yaml", "rules/a%20lease.yaml"),
        ("./rules/lease.yaml", "rules/lease.yaml"),
        ("{here}/rules/lease.yaml", "rules/lease.yaml"),
        ("/elsewhere/lease.yaml", "file:///elsewhere/lease.yaml"),
        ("rules/50%/ü.yaml", "rules/50%25/%C3%BC.yaml"),
    ],
)
def test_files_are_named_from_the_current_folder(file, uri, tmp_path, monkeypatch) -> None:
    monkeypatch.chdir(tmp_path)
    finding = Finding(GAP, "found", Span(file.format(here=tmp_path), 1, 1))
    (result,) = sarif_document([finding])["runs"][0]["results"]
    assert result["locations"][0]["physicalLocation"]["artifactLocation"]["uri"] == uri


def test_an_annotation_is_one_line_that_nothing_in_it_ends() -> None:
    found = Finding(GAP, "100%\n::error::no, this: `a`", Span("a,b:c.yaml", 2, 5, 3))
    place = "file=a%2Cb%3Ac.yaml,line=2,col=5,endColumn=8,title=term-not-engaged"
    assert annotated([found]) == f"::warning {place}::100%25%0A::error::no, this: `a`"


def test_a_problem_without_a_place_is_annotated_by_its_name() -> None:
    assert annotated(findings_of([Problem("no-contract", "there is none")])) == "::error title=no-contract::there is none"


def test_a_summary_is_a_heading_and_a_row_for_each_finding() -> None:
    told = summary("1 gap", [FOUND, Finding(GAP, "a|b\n<c>")])
    assert told.splitlines() == [
        "### 1 gap",
        "",
        "| where | what | |",
        "| --- | --- | --- |",
        "| `rules/garden.yaml:7:3` | term-not-engaged | no case engages \\`bees\\` (in term bees) |",
        "|  | term-not-engaged | a\\|b \\<c\\> |",
    ]


def test_a_summary_of_nothing_is_its_heading() -> None:
    assert summary("2 contracts sound", []) == "### 2 contracts sound\n"
