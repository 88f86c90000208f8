"""A table is checked row by row: each row gets what a question about it would be answered."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import timedelta

import jsonschema
import pytest
from hypothesis import Phase, event, given, settings
from hypothesis import strategies as st

from contract_model.checking.check import check_rows
from contract_model.checking.reply import CheckReply
from contract_model.checking.request import Request
from contract_model.checking.schema import check_schema
from contract_model.loading.load import load_files
from contract_model.meaning.judge import judge
from contract_model.model.answer import Verdict
from contract_model.model.values import written
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
    """The row that states a case; a name that is declared unknown is a question mark."""
    told = {**case.event.parameters, **case.facts}
    cells = {name: written(value) for name, value in told.items()} | dict.fromkeys(case.unknown & {*told}, "?")
    return {"action": case.event.action, "actor": case.event.actor, "date": str(case.event.date), **cells}


def whole(case):
    """Whether a table can state the case: durations are whole seconds there."""
    return not any(isinstance(v, timedelta) and v.microseconds for v in (*case.event.parameters.values(), *case.facts.values()))


@settings(max_examples=max(6, int(settings.default.max_examples * 0.03)), deadline=None, phases=[Phase.generate])
@given(st.data())
def test_check_and_ask_never_differ(data):
    contract = data.draw(ANY_CONTRACT)
    first, *others = (data.draw(cases(contract, total=total)).case for total in (True, False, False, False))
    alike = {"readings": first.readings, "unknown": first.unknown, "evidence": first.evidence, "version": first.version}
    posed = [first, *(replace(case, presume=first.presume, **alike) for case in others)]
    posed = [case for case in posed if whole(case) and not ({*case.facts, *case.event.parameters} & case.unknown)]
    asked = Request(
        facts=[f"{n}=?" for n in first.unknown if n not in contract.loaded.ambiguities],
        readings=[*(f"{n}={r}" for n, r in first.readings.items()), *(f"{n}=?" for n in first.unknown if n in contract.loaded.ambiguities)],
        evidence=first.evidence.value,
        version=first.version,
        presume=first.presume,
    )
    try:
        answers = [judge(contract.loaded, case) for case in posed]
    except ContractError:
        event("leaves too much open")
        return
    rows = [{n: v for n, v in cells_of(case).items() if v is not None and v != ".."} for case in posed]
    for answer, row in zip(answers, check_rows(contract.loaded, rows, asked).rows, strict=True):
        event(answer.verdict.value)
        assert row["verdict"] == answer.verdict.value
        assert row["decided_by"].split() == list(answer.decided_by)
        assert row["evidence"] == (answer.evidence.value if answer.evidence else None)
        assert row["contested"].split() == [f"{c.name}={c.reading}:{c.verdict.value}" for c in answer.contested]
