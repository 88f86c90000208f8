"""This file tests what is told of a decision tree: in words, as data, as Mermaid, and as a picture."""

from __future__ import annotations

import json
import re
from xml.etree import ElementTree

import jsonschema
import pytest

import contract_model
from contract_model.front import load, read
from contract_model.loading.load import load_text, shipped_ids
from contract_model.telling.tree_reply import tree_reply
from contract_model.telling.tree_schema import tree_schema
from tests.telling.conftest import ask

LAUNCH = "OpenAI launches a product on AWS in 2027"
SHED = """
contract: shed
parties: {tenant: The tenant, owner: The owner}
kinds: {wood: {oak: oak, pine: pine, ash: ash, elm: elm}}
actions:
  build:
    says: "{actor} builds a shed"
    parameters: {wood: {kind: wood, asks: Of which wood?}, height: {kind: number, asks: How high?}}
facts:
  agreed: {asks: 'Is it "agreed" | <signed>?', kind: truth}
  asked_on: {asks: When was the owner asked?, kind: date}
policies: {silence: prohibited}
version: 2026-01-01
terms:
  - {id: sheds, kind: permission, heading: Sheds, bearer: tenant, action: build, when: wood == oak and height <= 3 or agreed,
     certainty: official, sources: []}
"""


def shed(depth=None, **event):
    """The tree of building a shed."""
    contract = load_text(SHED)
    case, _ = read({"action": "build", "actor": "tenant", "date": "2026", **event}, contract)
    return tree_reply(contract, case, depth)


def launch(**options):
    return ask("microsoft-openai", LAUNCH, **options).tree()


def questions(reply):
    """The lines of the tree, with their indents, long ones not broken."""
    text = reply.to_text(110)
    return text[text.index("Questions\n") + 10 :].split("\n")


def test_a_tree_as_a_reader_sees_it(golden):
    golden("launch-tree.txt", launch().to_text() + "\n")
    golden("launch-tree.svg", launch().to_svg() + "\n")
    golden("shed-tree.mmd", shed().to_mermaid())
    golden("shed-tree.md", shed().to_markdown())


def test_each_question_is_asked_in_its_words_and_each_path_ends_in_a_verdict_with_its_terms():
    assert questions(shed()) == [
        '  Is it "agreed" | <signed>? (agreed)',
        "    - yes: permitted by “Sheds” (sheds)",
        "    - no: Of which wood? (wood)",
        "      - not oak: prohibited as no term speaks of it, which the contract takes for prohibition",
        "      - oak: How high? (height)",
        "        - at most 3: permitted by “Sheds” (sheds)",
        "        - more than 3: prohibited as no term speaks of it, which the contract takes for prohibition",
    ]


def test_how_large_it_is_and_where_it_is_cut_off_is_said():
    assert "Tree      Four paths; no order of the questions gives fewer.\n" in shed().to_text()
    text = " ".join(shed(1).to_text().split())
    assert "Cut off after one question: state what is known (--fact, --on, --actor, --reading), or ask for more with --depth." in text
    assert "- no: goes on: prohibited or permitted: three paths below" in text
    settled = shed(parameters={"wood": "oak", "height": "2"})
    assert "No question is left: the verdict is settled." in settled.to_text()
    assert questions(settled) == ["  permitted by “Sheds” (sheds)"]


@pytest.mark.parametrize("width", [60, 80, 120])
def test_no_line_is_wider_than_the_screen(width):
    assert max(len(line) for line in launch(readings=["exception=?"], presume=False).to_text(width).splitlines()) <= width


def test_the_document_fits_its_schema():
    schema = tree_schema()
    for name in shipped_ids():
        contract = load(name)
        for action in contract.actions:
            reply = tree_reply(contract, read({"action": action}, contract)[0])
            jsonschema.validate(json.loads(reply.to_json()), schema)
    jsonschema.validate(json.loads(shed(1).to_json()), schema)


def test_the_document_has_the_tree():
    found = shed().to_document()["tree"]
    assert (found["asks"], found["name"]) == ('Is it "agreed" | <signed>?', "agreed")
    assert found["answers"][0] == {
        "if": {"agreed": True},
        "says": "yes",
        "then": {"verdict": "permitted", "decided_by": ["sheds"], "by_silence": False},
    }


def test_mermaid_has_a_node_for_each_question_and_each_end_and_no_sign_that_means_something_else():
    chart = shed().to_mermaid()
    assert chart.startswith("flowchart TD\n")
    nodes = re.findall(r"^  (n\d+)[(\[]", chart, re.MULTILINE)
    arrows = re.findall(r'^  (n\d+) -->\|"([^"]*)"\| (n\d+)$', chart, re.MULTILINE)
    assert len(nodes) == len(set(nodes)) == 7
    assert len(arrows) == 6
    assert {end for _, _, end in arrows} == set(nodes) - {"n0"}
    assert '["Is it #quot;agreed#quot; #124; #lt;signed#gt;?"]' in chart
    assert {"permitted", "prohibited"} == set(re.findall(r"classDef (\w+)", chart)) == set(re.findall(r":::(\w+)", chart))
    assert "…" in shed(1).to_mermaid()


def test_a_picture_tells_by_word_and_pattern_what_it_tells_by_colour():
    svg = shed().to_svg()
    root = ElementTree.fromstring(svg)
    assert root.get("role") == "img"
    described = root.find("{http://www.w3.org/2000/svg}desc").text
    assert "Of which wood? oak; How high? more than 3: prohibited" in described
    words = ["".join(t for t in e.itertext()) for e in root.iter("{http://www.w3.org/2000/svg}text")]
    assert words.count("permitted") == 2 + 1  # ends, and once in the legend
    assert set(re.findall(r'<pattern id="([^"]+)"', svg)) == {"tree-permitted", "tree-prohibited"}


def test_the_boxes_of_a_picture_lie_apart_and_within_it():
    svg = launch(presume=False).to_svg()
    width, height = map(int, re.search(r'viewBox="0 0 (\d+) (\d+)"', svg).groups())
    boxes = {tuple(map(float, b)) for b in re.findall(r'<rect x="([\d.]+)" y="([\d.]+)" width="(2\d\d)" height="([\d.]+)"', svg)}
    assert len(boxes) > 20
    assert all(x + w <= width and y + h <= height for x, y, w, h in boxes)
    columns = {}
    for x, y, _, h in sorted(boxes):
        columns.setdefault(x, []).append((y, y + h))
    assert all(one[1] < other[0] for column in columns.values() for one, other in zip(column, column[1:], strict=False))


def test_a_reply_shows_itself():
    assert repr(launch()) == "<TreeReply: microsoft-openai; 4 paths>"
    assert launch().to_svg() in launch()._repr_html_()


def test_the_tree_of_an_action_is_had_by_its_name():
    found = contract_model.tree("launch", actor="OpenAI", on="2027", facts={"cloud": "aws"})
    assert found.to_document()["tree"] == launch().to_document()["tree"]
    assert contract_model.tree("launch", presume=False, depth=1).tree.cut == 1
