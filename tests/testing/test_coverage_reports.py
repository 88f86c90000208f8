"""The reports of coverage: each format says the same, and other tools can read it."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from collections import Counter
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path
from xml.etree import ElementTree

import jsonschema
import pytest

from contract_model.telling.text import plain
from contract_model.testing.cases import read_case_file
from contract_model.testing.coverage.asked import asked_of
from contract_model.testing.coverage.cobertura import cobertura
from contract_model.testing.coverage.document import document, to_json
from contract_model.testing.coverage.item import Coverage
from contract_model.testing.coverage.lcov import lcov
from contract_model.testing.coverage.lines import lines
from contract_model.testing.coverage.measure import coverage
from contract_model.testing.coverage.page import page
from contract_model.testing.coverage.report import written
from contract_model.testing.coverage.schema import coverage_schema
from contract_model.testing.coverage.text import sections
from tests.sarif_schema import published_sarif

CONTRACT = """\
contract: lease
parties: {tenant: The tenant, owner: The owner}
facts:
  consent: {asks: Is there consent?, kind: truth}
  written: {asks: Is it in writing?, kind: truth}
actions: {sublet: {says: "{actor} sublets"}}
version: 2026-01-01
terms:
  - id: no-subletting
    kind: prohibition
    bearer: tenant
    action: sublet
    text: Nobody <script>alert(1)</script> sublets.
    unless: consent and written
    certainty: official
    sources: []
  - {id: living, kind: declaration, action: sublet, certainty: official, sources: []}
"""
CASES = """\
contract: lease.yaml
cases:
  - name: A tenant & <b>no consent</b>
    event: {action: sublet, actor: tenant, date: 2026-05-01}
    facts: {consent: false, written: true}
    expect: {verdict: prohibited}
"""


@pytest.fixture(scope="module")
def found(tmp_path_factory) -> Coverage:
    """What one case shows of a small contract."""
    folder = tmp_path_factory.mktemp("lease")
    (folder / "lease.yaml").write_text(CONTRACT)
    (folder / "a.cases.yaml").write_text(CASES)
    file = read_case_file(str(folder / "a.cases.yaml"))
    return coverage(file.contract, asked_of(file))


def test_the_text_has_totals_and_gaps_with_their_lines_and_a_case_that_would_close_them(found) -> None:
    told = plain(sections(replace(found, items=tuple(replace(i, span=replace(i.span, file="lease.yaml")) for i in found.items))))
    assert re.search(r"^What terms do +4 +6 +1 +66\.7$", told, re.M)
    assert (
        "  no-subletting lease.yaml:14\n"
        "    - unless: `consent` decides, true and false (never true); a case of sublet:\n"
        "      actor=tenant, consent=true, written=true\n"
    ) in told
    assert told.endswith("Set aside, as no case can show it\n  - living is not engaged lease.yaml:17")
    assert max(map(len, told.splitlines())) <= 80


def test_the_json_is_as_its_schema_says_and_always_the_same(found) -> None:
    jsonschema.Draft202012Validator.check_schema(coverage_schema())
    jsonschema.Draft202012Validator(coverage_schema()).validate(document([found]))
    assert to_json([found]) == json.dumps(document([found]), indent=2, sort_keys=True, ensure_ascii=False)
    counted = Counter(item["status"] for item in document([found])["contracts"][0]["items"])
    total = document([found])["contracts"][0]["total"]
    assert (total["shown"], total["of"] - total["shown"], total["impossible"]) == tuple(
        counted[s] for s in ("shown", "missing", "impossible")
    )


def test_the_lcov_tracefile_counts_what_the_coverage_counts(found) -> None:
    records = Counter(re.findall(r"^(\w+):", lcov([found]), re.M))
    sums = {k: int(v) for k, v in re.findall(r"^(BRF|BRH|LF|LH|FNF|FNH):(\d+)$", lcov([found]), re.M)}
    assert (sums["BRF"], sums["BRH"]) == (found.whole.possible, found.whole.shown)
    assert records["BRDA"] == sums["BRF"]
    assert (records["DA"], records["FN"], records["FNDA"]) == (sums["LF"], sums["FNF"], sums["FNF"])
    assert "FN:9,no-subletting\n" in lcov([found])
    assert "FNDA:1,no-subletting\n" in lcov([found])


@pytest.mark.skipif(shutil.which("lcov") is None, reason="lcov is not installed")
def test_lcov_itself_reads_the_tracefile(found, tmp_path: Path) -> None:
    (tmp_path / "lease.info").write_text(lcov([found]))
    run = subprocess.run(
        ["lcov", "--rc", "lcov_branch_coverage=1", "--summary", "lease.info"],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
    )
    assert f"({found.whole.shown} of {found.whole.possible} branches)" in run.stdout + run.stderr


# What the document type coverage-04 asks for: the attributes that must be there, and the children in their order.
RATES = {"line-rate", "branch-rate", "complexity"}
COUNTS = {"lines-covered", "lines-valid", "branches-covered", "branches-valid"}
TYPE = {
    "coverage": ({*RATES, *COUNTS, "version", "timestamp"}, ["sources", "packages"]),
    "sources": (set(), ["source"]),
    "source": (set(), []),
    "packages": (set(), ["package"]),
    "package": ({*RATES, "name"}, ["classes"]),
    "classes": (set(), ["class"]),
    "class": ({*RATES, "name", "filename"}, ["methods", "lines"]),
    "methods": (set(), ["method"]),
    "method": ({*RATES, "name", "signature"}, ["lines"]),
    "lines": (set(), ["line"]),
    "line": ({"number", "hits", "branch", "condition-coverage"}, ["conditions"]),
    "conditions": (set(), ["condition"]),
    "condition": ({"number", "type", "coverage"}, []),
}


def test_the_cobertura_xml_keeps_to_its_document_type(found) -> None:
    root = ElementTree.fromstring(cobertura([found]))
    for element in root.iter():
        attributes, children = TYPE[element.tag]
        assert set(element.attrib) == attributes
        assert list(dict.fromkeys(child.tag for child in element)) == children
    assert (root.get("branches-valid"), root.get("branches-covered")) == (str(found.whole.possible), str(found.whole.shown))
    numbers = [int(line.get("number", "")) for line in root.findall("packages/package/classes/class/lines/line")]
    assert numbers == [line.number for of in lines(found).values() for line in of]
    assert cobertura([found]) == cobertura([found])


class Reader(HTMLParser):
    """Reads the tags of a page, and the text."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.links: list[str] = []
        self.ids: set[str] = set()
        self.text = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.links += [v or "" for k, v in attrs if k in ("href", "src")]
        self.ids.update(v or "" for k, v in attrs if k == "id")

    def handle_data(self, data: str) -> None:
        self.text += data


def test_the_page_shows_the_contract_with_words_and_runs_nothing_from_it(found) -> None:
    reader = Reader()
    reader.feed(page([found]))
    assert "script" not in reader.tags
    assert reader.tags.count("b") == 0
    assert all(link.startswith("#") and link[1:] in reader.ids for link in reader.links), "it stands alone, and its links lead somewhere"
    assert "Nobody <script>alert(1)</script> sublets." in reader.text
    assert "A tenant & <b>no consent</b>" in reader.text
    assert "◐ " in reader.text
    assert "partly" in reader.text
    assert all(line in reader.text for line in CONTRACT.splitlines())


def test_a_page_of_a_contract_that_is_gone_still_tells_the_gaps(found) -> None:
    gone = replace(found, files=("nowhere.yaml",))
    assert f"{len(found.gaps)} that no case shows" in page([gone])


def test_gaps_are_sarif_each_at_its_line_with_the_case_that_would_close_it(found) -> None:
    document = json.loads(written([found], "sarif"))
    jsonschema.validate(document, published_sarif(), cls=jsonschema.Draft7Validator)
    results = document["runs"][0]["results"]
    assert len(results) == len(found.gaps) > 0
    assert {r["level"] for r in results} == {"note"}
    first = results[0]["locations"][0]["physicalLocation"]
    assert first["region"]["startLine"] == found.gaps[0].span.line
    assert any("a case of" in r["message"]["text"] for r in results)
