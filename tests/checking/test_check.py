"""A table is checked row by row: each row gets what a question about it would be answered."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import jsonschema
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import Phase, event, given, settings
from hypothesis import strategies as st

from contract_model.checking.check import Outputs, check, check_rows
from contract_model.checking.places import Place
from contract_model.checking.reply import CheckReply
from contract_model.checking.request import Request
from contract_model.checking.schema import check_schema
from contract_model.loading.load import load_files
from contract_model.meaning.judge import judge
from contract_model.model.answer import Verdict
from contract_model.model.case import ANY_DATE
from contract_model.model.values import Money, written
from contract_model.problems import ContractError
from tests.strategies import ANY_CONTRACT, cases

BEES = """
contract: garden-lease
parties: {tenant: {name: The tenant, aliases: [lodger]}, landlord: {name: The landlord}}
kinds: {animal: {bee: [Bees, honey bees], dog: a dog}}
actions: {keep: {says: "{actor} keeps {animal}", parameters: {animal: animal, number: number}}}
facts:
  neighbours_agree: {asks: Do the neighbours agree?, kind: truth}
  fenced: {asks: Is the garden fenced?, kind: truth, presumed: true}
version: 2026-01-01
terms:
  - {id: pets, kind: permission, heading: Animals, bearer: tenant, action: keep, certainty: official, sources: []}
  - id: bees
    kind: prohibition
    heading: No bees
    bearer: tenant
    action: keep
    when: animal == bee or number > 3
    unless: neighbours_agree and fenced
    certainty: inferred
    sources: []
"""
NEITHER = BEES.replace("action: keep, certainty: official", "action: keep, subject_to: [bees], certainty: official")
LEASE = load_files({"lease.yaml": NEITHER.encode()})


def row(**cells):
    return {"actor": "tenant", "action": "keep", "date": "2026-05-01", "animal": "bee", "number": "1", **cells}


def checked(*rows, contract=LEASE, **asked):
    return check_rows(contract, rows, Request(**asked))


def test_each_row_gets_its_verdict_and_what_it_rests_on():
    found = checked(row(neighbours_agree="yes"), row(neighbours_agree="no"), row(), row(animal="dog"))
    assert [(r["row"], r["verdict"], r["decided_by"], r["unknown"]) for r in found.rows] == [
        (1, "permitted", "pets bees", ""),
        (2, "prohibited", "bees", ""),
        (3, "depends", "pets bees", "neighbours_agree"),
        (4, "permitted", "pets", ""),
    ]
    assert found.result.verdicts == {Verdict.PERMITTED: 2, Verdict.PROHIBITED: 1, Verdict.DEPENDS: 1}


def test_columns_and_cells_are_read_in_the_words_of_the_contract():
    row = {"Who": "Lodger", "ACTION": "Keep", "On": "1 May 2026", "Animal": "honey bees", "Do the neighbours agree?": "true", "n": 1}
    (found,) = checked(row, columns={"n": "number"}).rows
    assert found["verdict"] == "permitted"


def test_an_empty_cell_is_unknown_and_a_column_that_is_not_there_is_presumed_where_something_is():
    result = checked(row(neighbours_agree="", note="x")).result
    assert result.count(Verdict.DEPENDS) == 1
    assert [(m.name, m.presumed) for m in result.missing] == [("fenced", "yes")]
    assert [u.name for u in result.unused] == ["note"]


def test_what_is_given_for_all_rows_prevails_over_a_column():
    found = checked(row(neighbours_agree="no"), facts=["neighbours_agree=yes"])
    assert found.rows[0]["verdict"] == "permitted"
    assert [(u.name, u.why) for u in found.result.unused] == [("neighbours_agree", "`neighbours_agree` is given for all rows")]


def test_the_event_may_be_given_for_all_rows():
    found = checked({"animal": "dog", "number": 1}, action="keep", actor="the tenant", on="2026")
    assert found.rows[0]["verdict"] == "permitted"
    assert list(found.result.months) == [""]


def test_a_year_is_judged_as_all_of_its_days():
    early = checked(row(date="2025", animal="dog"), row(date="2026", animal="dog"), row(date="2025-12..2026-02", animal="dog"))
    assert [r["verdict"] for r in early.rows] == ["silent", "permitted", "depends"]


def test_a_value_outside_the_vocabulary_is_told_with_its_column_its_rows_and_the_first_of_them():
    with pytest.raises(ContractError) as caught:
        checked(row(), row(animal="bea"), row(animal="bea"), row(number="many"))
    assert [p.message for p in caught.value.problems] == [
        "`bea` in the column `animal` is no value of `animal` (2 rows, first in row 2)",
        "`many` in the column `number` is no value of `number` (row 4)",
    ]
    assert "did you mean `bee`?" in caught.value.problems[0].hint


def test_rejected_rows_and_checked_rows_are_all_rows():
    found = checked(row(), row(animal="bea"), row(animal="bea", number="many"), row(action=""), row(animal="dog"), reject=True)
    result = found.result
    assert (result.read, result.checked, result.rejected) == (5, 2, 3)
    assert [r["row"] for r in found.rows] == [1, 5]
    assert [(f.text, f.rows) for f in result.faults] == [("bea", 2), ("many", 1)]
    assert result.idle == 1


def test_a_row_cannot_take_back_what_is_presumed_of_all():
    with pytest.raises(ContractError, match=r"--fact 'fenced=\?'"):
        checked(row(fenced="?"))
    assert checked(row(neighbours_agree="yes", fenced="?"), presume=False).rows[0]["unknown"] == "fenced"


def test_near_misses_are_told():
    result = checked(row(nieghbours_agree="yes")).result
    assert [(u.name, u.why) for u in result.unused] == [("nieghbours_agree", "did you mean `neighbours_agree`?")]


def test_two_columns_for_one_thing_are_a_problem():
    with pytest.raises(ContractError, match="the columns `animal` and `parameter:animal` both stand for `animal`"):
        checked(row(**{"parameter:animal": "dog"}))
    found = checked(row(beast="dog"), columns={"beast": "animal"})
    assert found.rows[0]["verdict"] == "permitted"
    assert [(u.name, u.why) for u in found.result.unused] == [("animal", "`beast` stands for `animal`")]


def test_what_would_settle_most_rows_comes_first():
    result = checked(row(), row(number=""), row(animal="dog", number="")).result
    assert [(o.name, o.rows, o.alone) for o in result.open] == [("neighbours_agree", 3, 2), ("number", 1, 0)]


def test_no_rows_are_no_problem_here():
    assert check_rows(LEASE, [], Request()).result.read == 0


def test_the_document_has_its_schema():
    result = checked(row(), row(animal="dog"), row(animal="bea", date="2026"), reject=True, evidence="official").result
    document = json.loads(CheckReply(result).to_json())
    jsonschema.Draft202012Validator(check_schema()).validate(document)
    assert document["rows"] == {"checked": 2, "read": 3, "rejected": 1}


def cells_of(case):
    """The row that states a case, as text."""
    told = {**case.event.parameters, **case.facts}
    when = str(case.event.date)
    cells = {"actor": case.event.actor, "date": None if when == ".." else when, **{n: written(v) for n, v in told.items()}}
    return {"action": case.event.action, **{n: v for n, v in cells.items() if v is not None}}


def typed(case):
    """The same as a database types it; the day of an event that is not known to the day is left out."""
    told = {**case.event.parameters, **case.facts}
    cells = {"actor": case.event.actor, "date": case.event.date.day, **{n: plain(v) for n, v in told.items()}}
    return {"action": case.event.action, **{n: v for n, v in cells.items() if v is not None}}


def plain(value):
    """A value as a cell of a typed column; durations have no such type."""
    return value.amount if isinstance(value, Money) else written(value) if isinstance(value, timedelta) else value


def column(cells):
    """The cells of a typed column; decimal numbers have one scale in it."""
    numbers = [c for c in cells if isinstance(c, Decimal)]
    return pa.array(cells, pa.decimal128(30, max(-n.as_tuple().exponent for n in numbers)) if any(n % 1 for n in numbers) else None)


def told_by_a_table(case):
    """Whether a table can state a case: durations are whole seconds there, and what is given for all rows has no column."""
    values = {**case.event.parameters, **case.facts}
    return not ({*values} & {*case.unknown, *case.readings}) and not any(
        isinstance(v, timedelta) and v.microseconds for v in values.values()
    )


@st.composite
def tables(draw, span=True):
    """A contract, what is asked of a table, and the cases that its rows are, which have all but the event and the facts in common."""
    contract = draw(ANY_CONTRACT)
    first, *others = (draw(cases(contract, total=total)).case for total in (True, False, False, False))
    alike = {"readings": first.readings, "unknown": first.unknown, "evidence": first.evidence, "version": first.version}
    posed = [first, *(replace(case, presume=first.presume, **alike) for case in others)]
    open_ = sorted(first.unknown & {*contract.loaded.ambiguities})
    asked = Request(
        facts=[f"{n}=?" for n in sorted(first.unknown - {*open_})],
        readings=[*(f"{n}={r}" for n, r in first.readings.items()), *(f"{n}=?" for n in open_)],
        evidence=first.evidence.value,
        version=first.version,
        presume=first.presume,
        per_term=True,
    )
    days = [
        c
        for c in posed
        if told_by_a_table(c) and (span or c.event.date.day or c.event.date == ANY_DATE) and (span or c.event.date.time is None)
    ]
    return contract.loaded, asked, days


EXAMPLES = max(6, int(settings.default.max_examples * 0.03))


@settings(max_examples=EXAMPLES, deadline=None, phases=[Phase.generate])
@given(tables())
def test_check_and_ask_never_differ(drawn):
    contract, asked, posed = drawn
    agree(contract, posed, lambda: check_rows(contract, [cells_of(case) for case in posed], asked).rows)


@settings(max_examples=EXAMPLES, deadline=None, phases=[Phase.generate])
@given(tables(span=False))
def test_they_do_not_differ_for_typed_columns_either(tmp_path_factory, drawn):
    contract, asked, posed = drawn
    folder = tmp_path_factory.mktemp("typed")
    rows = [typed(case) for case in posed]
    names = dict.fromkeys(n for row in rows for n in row)
    pq.write_table(pa.table({n: column([row.get(n) for row in rows]) for n in names}), folder / "a.parquet")

    def found():
        check(contract, Place("parquet", (str(folder / "a.parquet"),)), asked, Outputs(str(folder / "judged.parquet")))
        return pq.read_table(folder / "judged.parquet").to_pylist()

    if rows:
        agree(contract, posed, found)


def agree(contract, posed, found):
    """Each row says what the definition says of its case."""
    try:
        answers = [judge(contract, case) for case in posed]
    except ContractError:
        event("leaves too much open")
        return
    for answer, row in zip(answers, found(), strict=True):
        event(answer.verdict.value)
        assert row["verdict"] == answer.verdict.value
        assert row["decided_by"].split() == list(answer.decided_by)
        assert row["evidence"] == (answer.evidence.value if answer.evidence else None)
        assert row["contested"].split() == [f"{c.name}={c.reading}:{c.verdict.value}" for c in answer.contested]
        assert row["unknown"].split() == list(answer.unknown)
        assert row["version"].split() == list(answer.versions)
        assert {t.rpartition("=")[2] for t in row["terms"].split()} == {t.status.value for t in answer.terms} - {"not_engaged"}
