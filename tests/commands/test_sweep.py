"""`contract sweep` shows a grid of answers as a map: on a terminal, as a page, a picture, JSON and CSV."""

from __future__ import annotations

import csv
import io
import json
import re
from html.parser import HTMLParser
from itertools import pairwise
from xml.etree import ElementTree

import jsonschema
import pytest

from contract_model.commands.exits import Exit
from contract_model.commands.main import run
from contract_model.telling.sweep_schema import sweep_schema

LAUNCH = ("OpenAI launches a product", "--over", "cloud=azure,aws,own", "--over", "year=2024..2027")


@pytest.fixture
def sweep(capsys):
    """A function that runs the command: its exit code, what it wrote to stdout, and to stderr."""

    def run_it(*arguments):
        code = run(["sweep", *arguments])
        told = capsys.readouterr()
        return code, told.out, told.err

    return run_it


def test_the_map_has_a_mark_and_letters_for_each_verdict(sweep):
    code, out, err = sweep(*LAUNCH)
    assert (code, err) == (Exit.CLEAN, "")
    lines = [line.split() for line in out.splitlines()]
    assert ["Azure", "+pe", "+pe", "+pe", "+pe"] in lines
    assert ["AWS", "-pr", "?de", "?de*", "?de*"] in lines
    assert "+pe permitted   -pr prohibited   ?de depends" in out
    assert "* another reading would change it" in out
    assert "12 cells: 4 permitted, 2 prohibited, 6 depends" in out


def test_in_words_it_says_what_the_borders_mean(sweep):
    out = " ".join(sweep(*LAUNCH)[1].split())
    assert "- AWS: - 2024: prohibited (“All workloads on Azure”) - 2025: depends, turning on" in out
    assert "- first_and_any=promise_only (any cloud stands by itself, and first is a promise of priority) changes 4 cells: " in out


def test_a_third_axis_gives_a_map_for_each_value_and_equal_ones_are_told_once(sweep):
    over = [word for axis in ("cloud=aws", "on_azure=yes,no", "version", "azure_can") for word in ("--over", axis)]
    out = sweep("OpenAI launches a product in 2027", *over)[1]
    assert "Under which version? 2019-07-22; Can Microsoft support what it needs? yes" in out
    assert ": as for Under which version? 2019-07-22; Can Microsoft support what it needs? yes" in " ".join(out.split())


def test_the_title_of_a_map_has_its_points_however_long_the_questions_are(sweep):
    over = [word for axis in ("cloud=aws", "year=2027", "exception", "azure_can=yes,no,?") for word in ("--over", axis)]
    out = sweep("OpenAI launches a product", *over)[1]
    points = [f"{reading}; Can Microsoft[^;]* {can}" for reading in ("disjunctive", "conjunctive") for can in ("yes", "no", "not known")]
    titles = [line for line in out.splitlines() if re.match(r"Must Microsoft.*\.\.\. \w+; Can", line)]
    assert [re.search(f"{p}$", t) is not None for p, t in zip(points, titles, strict=True)] == [True] * 6
    assert max(map(len, titles)) <= 80
    picture = sweep("OpenAI launches a product", *over, "--format", "svg")[1]
    assert re.search(r">Must[^<.]*\.\.\. disjunctive; Can[^<]*\.\.\. yes<", picture)


def test_heads_of_narrow_columns_have_room_or_are_left_out(sweep):
    root = ElementTree.fromstring(sweep("OpenAI launches a product", "--over", "month=2026-01..2032-12", "--format", "svg")[1])
    heads = [(float(t.get("x")), t.text) for t in root.iter("{http://www.w3.org/2000/svg}text") if t.get("class") == "tick"]
    assert all(re.fullmatch(r"\d{4}-\d\d", text) for _, text in heads)
    assert min(after - before for (before, _), (after, _) in pairwise(heads)) > 50


def test_no_line_is_wider_than_the_page_and_months_stand_above_their_cells(sweep):
    for axis in ("exception", "month=2024-01..2025-12", "cloud"):
        out = sweep("OpenAI launches a product on AWS in 2027", "--over", axis)[1]
        assert max(map(len, out.splitlines())) <= 80
    out = sweep("OpenAI launches a product on AWS", "--over", "month=2024-01..2025-12")[1]
    assert "2024-01 2024-02" in out
    assert "1 2024-01" not in out


def test_moments_of_one_day_are_told_apart(sweep):
    out = sweep("OpenAI launches a product on AWS", "--over", "date=2027-03-01T09:10,2027-03-01T21:00,2027-03-01")[1]
    assert "2027-03-01T09:10, 2027-03-01T21:00, 1 March 2027" in " ".join(out.split())


def test_one_axis_is_a_single_row(sweep):
    lines = [line.split() for line in sweep("OpenAI launches a product on AWS", "--over", "year=2024..2026")[1].splitlines()]
    assert ["2024", "2025", "2026"] in lines
    assert ["-pr", "?de", "?de*"] in lines


def test_many_columns_are_broken_into_blocks_and_long_heads_stand_in_a_key(sweep):
    out = sweep("OpenAI launches a product", "--over", "exception", "--over", "month=2026-01..2028-12")[1]
    assert max(map(len, out.splitlines())) <= 80
    assert out.count("disjunctive  ") >= 3
    keyed = sweep("OpenAI launches a product in 2027", "--over", "exception", "--over", "cloud")[1]
    assert "6 a customer's own premises" in " ".join(keyed.split())
    assert max(map(len, keyed.splitlines())) <= 80


def test_json_fits_its_schema_and_has_every_cell(sweep):
    found = json.loads(sweep(*LAUNCH, "--fact", "azure_can=false", "--format", "json")[1])
    jsonschema.validate(found, sweep_schema())
    assert found["event"]["parameters"] == {}
    assert found["facts"] == {"azure_can": False}
    assert [a["name"] for a in found["axes"]] == ["cloud", "year"]
    assert len(found["cells"]) == 12
    assert found["cells"][7]["at"] == {"cloud": "aws", "year": "2027"}
    assert found["cells"][7]["verdict"] == "permitted"
    assert found["cells"][7]["contested"]


def test_csv_has_a_row_for_each_cell(sweep):
    rows = list(csv.DictReader(io.StringIO(sweep(*LAUNCH, "--format", "csv")[1])))
    assert [(r["cloud"], r["year"], r["verdict"]) for r in rows[:5]] == [
        ("azure", "2024", "permitted"),
        ("azure", "2025", "permitted"),
        ("azure", "2026", "permitted"),
        ("azure", "2027", "permitted"),
        ("aws", "2024", "prohibited"),
    ]
    assert len(rows) == 12


def test_the_picture_has_a_box_with_words_for_each_cell(sweep):
    root = ElementTree.fromstring(sweep(*LAUNCH, "--format", "svg")[1])
    titles = [t.text for t in root.iter("{http://www.w3.org/2000/svg}title")]
    assert sum(t.startswith(("Azure, ", "AWS, ", "its own")) and ": " in t for t in titles) == 12
    assert "AWS, 2024: prohibited; by exclusive-cloud" in titles


class Tables(HTMLParser):
    """The cells of the tables of a page, by their titles."""

    def __init__(self, page):
        super().__init__()
        self.titles, self.loaded, self.scopes = [], [], []
        self.feed(page)

    def handle_starttag(self, tag, attrs):
        found = dict(attrs)
        if tag == "td" and "title" in found:
            self.titles.append(found["title"])
        if tag == "th":
            self.scopes.append(found.get("scope"))
        self.loaded += [v for k, v in attrs if k in ("src", "href")]


def test_the_page_has_a_table_that_says_each_cell_in_full_and_loads_nothing(sweep):
    tables = Tables(sweep(*LAUNCH, "--format", "html")[1])
    assert len(tables.titles) == 12
    assert "AWS, 2024: prohibited; by exclusive-cloud" in tables.titles
    assert tables.scopes == ["col"] * 4 + ["row"] * 3
    assert tables.loaded == []


def test_markdown_has_the_map_as_a_table(sweep):
    out = sweep(*LAUNCH, "--format", "markdown")[1]
    assert "| Azure | **permitted** | **permitted** |" in out.replace("\\", "")


def test_it_is_written_to_a_file(sweep, tmp_path):
    code, out, _ = sweep(*LAUNCH, "--format", "svg", "-o", str(tmp_path / "map.svg"))
    assert (code, out) == (Exit.CLEAN, "")
    assert (tmp_path / "map.svg").read_text().startswith("<svg")


def test_what_does_not_validate_is_told(sweep):
    code, out, err = sweep("OpenAI launches a product", "--over", "clod", "--over", "year")
    assert (code, out) == (Exit.INVALID, "")
    assert "unknown-name: `clod`" in err
    assert "bad-axis: not all dates" in err
    assert sweep("OpenAI launches a product")[0] == Exit.USAGE
