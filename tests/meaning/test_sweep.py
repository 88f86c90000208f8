"""Each cell of a sweep is answered as its case is answered alone, by the definition, and as a row of a table is."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import event, given, settings
from hypothesis import strategies as st

from contract_model.asking.axes import read_axes
from contract_model.front import load, read
from contract_model.loading.load import load_text
from contract_model.meaning.judge import judge
from contract_model.meaning.sweep import moved, swept
from contract_model.meaning.varied import in_short
from contract_model.model.answer import Verdict
from contract_model.model.case import DateSpan
from contract_model.model.contract import Certainty
from contract_model.model.sweep import Axis, Point, Varies
from contract_model.model.values import Money
from contract_model.problems import ContractError
from tests.strategies import ANY_CONTRACT, COLOURS, DAYS, FACTS, PARTIES, cases

UNKNOWN = Point("?", None)


def day(text):
    at = date.fromisoformat(text)
    return Point(text, DateSpan(at, at))


POINTS = {
    "truth": [Point("yes", True), Point("no", False), UNKNOWN],
    "colour": [*(Point(c, c) for c in COLOURS), UNKNOWN],
    "party": [*(Point(p, p) for p in PARTIES), UNKNOWN],
    "number": [Point("0", Decimal(0)), Point("2", Decimal(2)), UNKNOWN],
    "duration": [Point("0", timedelta(0)), Point("1", timedelta(hours=1))],
    "money EUR": [Point("1", Money(Decimal(1), "EUR")), UNKNOWN],
    "text": [Point("x", "x"), UNKNOWN],
    "date": [Point("2026-01-03", date(2026, 1, 3)), UNKNOWN],
}


def axes_of(contract):
    """Every axis along which a generated contract can be varied."""
    yield from (Axis(n, Varies.FACT, tuple(POINTS[FACTS[n]])) for n in FACTS)
    yield from (Axis(n, Varies.READING, (*(Point(r, r) for r in a.readings), UNKNOWN)) for n, a in contract.ambiguities.items())
    yield Axis("colour", Varies.PARAMETER, tuple(POINTS["colour"]))
    yield Axis("amount", Varies.PARAMETER, tuple(POINTS["number"]))
    yield Axis("actor", Varies.ACTOR, tuple(POINTS["party"]))
    yield Axis("date", Varies.DATE, (*map(day, DAYS[::3]), Point("span", DateSpan(date(2026, 1, 2), date(2026, 1, 5)))))
    yield Axis("version", Varies.VERSION, tuple(Point(v.id, v.id) for v in contract.versions))
    yield Axis("evidence", Varies.EVIDENCE, tuple(Point(g.value, g) for g in Certainty))


@settings(max_examples=max(10, int(settings.default.max_examples * 0.3)))
@given(st.data())
def test_each_cell_is_answered_as_its_case_is(data):
    written = data.draw(ANY_CONTRACT)
    contract, case = written.loaded, data.draw(cases(written)).case
    chosen = data.draw(st.lists(st.sampled_from(list(axes_of(contract))), min_size=1, max_size=3, unique_by=lambda a: a.name))
    try:
        sweep = swept(contract, case, chosen)
    except ContractError:
        event("too much is open")
        return
    places = list(sweep.places())
    assert len(places) == len(sweep.cells)
    for at in data.draw(st.lists(st.sampled_from(places), min_size=1, max_size=6, unique=True)):
        alone = case
        for axis, place in zip(chosen, at, strict=True):
            alone = moved(contract, alone, axis, axis.points[place])
        event(sweep.at(at).verdict.value)
        assert sweep.at(at) == in_short(judge(contract, alone))


AGREEMENT = load("microsoft-openai")
LAUNCH = read("OpenAI launches a product on AWS in 2027", AGREEMENT, today=date(2026, 11, 27))[0]


def grid(*over):
    return swept(AGREEMENT, LAUNCH, read_axes(AGREEMENT, LAUNCH, over))


def test_a_map_of_clouds_and_years():
    sweep = grid("cloud=azure,aws", "year=2024,2027", "on_azure=yes,no")
    said = {places: sweep.at(places).verdict.value for places in sweep.places()}
    assert {said[0, y, f] for y in (0, 1) for f in (0, 1)} == {"permitted"}, "on Azure always"
    assert [said[1, 0, f] for f in (0, 1)] == ["prohibited", "prohibited"], "in 2024 nowhere else"
    assert [said[1, 1, f] for f in (0, 1)] == ["permitted", "depends"], "in 2027 elsewhere once it is on Azure"
    assert sweep.at((1, 1, 1)).turns_on == ("azure_can", "azure_will")


def test_what_the_question_says_of_an_axis_counts_for_nothing():
    (cloud,) = read_axes(AGREEMENT, LAUNCH, ["cloud"])
    on_google = moved(AGREEMENT, LAUNCH, cloud, cloud.points[2])
    assert on_google.event.parameters["cloud"] == "google"
    assert swept(AGREEMENT, on_google, [cloud]).cells == grid("cloud").cells


def test_a_reading_that_is_chosen_is_not_contested():
    disjunctive, conjunctive, open_ = grid("exception=disjunctive,conjunctive,?").cells
    assert all("exception" not in {c.name for c in cell.contested} for cell in (disjunctive, conjunctive, open_))
    assert "exception" in open_.turns_on
    assert "exception" in {c.name for c in grid("cloud=aws").cells[0].contested}


def test_progress_is_told():
    told = []
    swept(AGREEMENT, LAUNCH, read_axes(AGREEMENT, LAUNCH, ["cloud=aws,azure", "version"]), lambda done, of: told.append((done, of)))
    assert told == [(n, 14) for n in range(1, 15)]


def test_versions_before_and_after_a_change_side_by_side():
    contract = load_text(
        "contract: c\nparties: {a: A, b: B}\nactions: {go: {says: '{actor} goes'}}\nversion: 2026-01-01\n"
        "terms: [{id: t, kind: prohibition, bearer: a, action: go, certainty: official, sources: []}]"
    )
    case = read({"action": "go"}, contract)[0]
    sweep = swept(contract, case, read_axes(contract, case, ["actor", "date=2025,2026", "evidence=official"]))
    assert [c.verdict for c in sweep.cells] == [Verdict.SILENT, Verdict.PROHIBITED, Verdict.SILENT, Verdict.SILENT]


BEES = load_text("""\
contract: bees
parties: {tenant: The tenant, landlord: The landlord}
kinds: {animal: {bee: bees, dog: a dog}}
actions: {keep: {says: "{actor} keeps {animal}", parameters: {animal: animal, number: number}}}
facts: {agreed: {asks: Do the neighbours agree?, kind: truth}, fenced: {asks: Is there a fence?, kind: truth, presumed: true}}
ambiguities:
  many: {asks: What is many?, readings: {ten: {says: ten, sources: []}, three: {says: three, sources: []}}, default: ten}
version: 2026-01-01
terms:
  - {id: pets, kind: permission, bearer: tenant, action: keep, certainty: official, sources: [], subject_to: [bees]}
  - id: bees
    kind: prohibition
    bearer: tenant
    action: keep
    when: animal == bee or number > 10 or (many == three and number > 3)
    unless: agreed and fenced
    from: 2026-07-01
    certainty: inferred
    sources: []
""")


def test_a_row_of_a_table_says_the_same():
    pytest.importorskip("duckdb", reason="tables are judged by DuckDB, of the extra `columns`")
    from contract_model.checking.check import check_rows
    from contract_model.checking.request import Request

    case = read({"action": "keep", "actor": "tenant"}, BEES)[0]
    sweep = swept(BEES, case, read_axes(BEES, case, ["animal=bee,dog,?", "year=2025..2027", "agreed=no,?", "number=3..11 by 4"]))
    names = {"year": "date"}
    rows = [
        {"action": "keep", "actor": "tenant"}
        | {names.get(a.name, a.name): a.points[p].written for a, p in zip(sweep.axes, places, strict=True)}
        for places in sweep.places()
    ]
    found = check_rows(BEES, rows, Request()).rows
    assert len(found) == len(sweep.cells) == 3 * 3 * 2 * 3
    assert {cell.verdict.value for cell in sweep.cells} == {"permitted", "prohibited", "depends", "silent"}
    assert any(cell.contested for cell in sweep.cells)
    for row, cell in zip(found, sweep.cells, strict=True):
        contested = " ".join(f"{c.name}={c.reading}:{c.verdict.value}" for c in cell.contested)
        said = (cell.verdict.value, " ".join(cell.decided_by), contested, " ".join(cell.turns_on), " ".join(cell.versions))
        assert (row["verdict"], row["decided_by"], row["contested"], row["unknown"], row["version"]) == said
