"""A decision on plain data is that on the case which `read_event` reads, and every problem is told as it is told there."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from contract_model.asking import plain
from contract_model.asking.event import read_event
from contract_model.front import load
from contract_model.loading.load import load_text
from contract_model.meaning.decision import decide
from contract_model.problems import ContractError

LICENCE = load_text("""\
contract: licence
parties: {author: {name: The author}, publisher: {name: The publisher, aliases: [The house]}}
kinds: {medium: {print: print, film: [film, the cinema]}}
actions:
  publish: {says: "{actor} publishes", parameters: {medium: medium, copies: number, fee: money EUR, late: duration, due: date, title: text}}
  burn: {says: "{actor} burns"}
facts:
  approved: {asks: Approved?, kind: truth}
  renewed: {asks: Renewed?, kind: truth, presumed: true}
  holder: {asks: Whose?, kind: party, readings: {told: {says: told, value: author, sources: []}}}
ambiguities:
  late_means: {asks: What is late?, readings: {days: {says: days, sources: []}, hours: {says: hours, sources: []}}, default: days}
  open: {asks: What is open?, readings: {yes_it_is: {says: it is, sources: []}, no_it_is_not: {says: it is not, sources: []}}, stance: open}
version: 2026-01-01
terms:
  - id: books
    kind: permission
    bearer: publisher
    action: publish
    when: medium == print and copies <= 1000
    certainty: official
    sources: []
  - {id: term, kind: prohibition, bearer: anyone, action: publish, from: 2027-01-01, unless: renewed, certainty: official, sources: []}
  - id: fee
    kind: obligation
    bearer: publisher
    action: publish
    requires: fee >= EUR(5) or late > days(2) or due < date or (late_means == hours and late > hours(2))
    certainty: inferred
    sources: []
  - id: own
    kind: obligation
    bearer: anyone
    action: publish
    requires: approved or holder == author or title == "X"
    certainty: reported
    sources: []
""")
FULL = {
    "action": "publish",
    "actor": "publisher",
    "date": "2026-05-01",
    "parameters": {"medium": "print", "copies": 1000, "fee": 5, "late": "1 day", "due": "2026-04-30", "title": "Y"},
    "facts": {"approved": False, "holder": "author"},
}
VALUES = {
    "actor": ["publisher", "The house", "the author", "author", "nobody", "?", None, 5, "", True],
    "date": ["2026-05-01", "1 May 2026", date(2027, 1, 1), datetime(2027, 1, 1), "2027", 2027, "2025-12-31", "2027-01-01T10:00"],
    "medium": ["print", "film", "The Cinema", "radio", "?", None, 1, True, ["print"]],
    "copies": [0, 1000, 1001, "1_001", 1000.5, Decimal("1000.5"), 1.0, True, False, 10**40, -(10**40), 10**39, float("nan"), "x", None, {}],
    "fee": [5, 4, "5 EUR", "5 USD", 4.99, "4.99", 10**40, True],
    "late": ["3 days", timedelta(days=3), 3, "?"],
    "due": ["2026-04-30", date(2026, 5, 1), "30 April 2026", "2026", 2026],
    "title": ["X", " X ", "", "Y", 5, "\0"],
    "approved": [True, False, 1, 0, 1.0, "yes", "no", "perhaps", None, "?"],
    "renewed": [True, False, 0, "?"],
    "holder": ["author", "The publisher", "?", "x"],
}
PLACES = {"actor": (), "date": (), "approved": ("facts",), "renewed": ("facts",), "holder": ("facts",)}


def said(decided):
    """What is decided, or each problem."""
    try:
        found = decided()
        return found.verdict, dict(found.statuses), found.decided_by
    except ContractError as error:
        return [(p.name, p.message, p.hint, p.within) for p in error.problems]


def held(data):
    """That the decision on data is the one on the case which they state; twice, as what was read is kept."""
    expected = said(lambda: decide(LICENCE, read_event(LICENCE, data)))
    assert said(lambda: plain.decide(LICENCE, data)) == expected
    assert said(lambda: plain.decide(LICENCE, data)) == expected
    return expected


def changed(name, value):
    """The full event with another value."""
    data = {**FULL, "parameters": dict(FULL["parameters"]), "facts": dict(FULL["facts"])}
    place = data
    for section in PLACES.get(name, ("parameters",)):
        place = data[section]
    place[name] = value
    return data


def test_a_plain_event_is_decided_as_its_case_is():
    verdict, statuses, decided = held(FULL)
    assert verdict.value == "permitted"
    assert [s.value for s in statuses.values()] == ["grants", "not_engaged", "met", "met"]
    assert decided == ("books", "fee", "own")


@pytest.mark.parametrize(("name", "value"), [(n, v) for n, values in VALUES.items() for v in values])
def test_every_value_is_read_as_it_is_with_more_thought(name, value):
    held(FULL)  # so that there is a function for this shape
    held(changed(name, value))


def test_one_is_not_true_though_it_is_equal_to_it():
    held(changed("copies", 1))
    (problem,) = held(changed("copies", True))
    assert problem[:2] == ("bad-value", "`true` is no value of the parameter `copies`")
    (problem,) = held(changed("approved", 1))
    assert problem[:2] == ("bad-value", "`1` is no value of the fact `approved`")


@pytest.mark.parametrize(
    "data",
    [
        {},
        [],
        {"action": "publish"},
        {"action": "sell", "date": "2026-05-01"},
        {"action": ["publish"], "date": "2026-05-01"},
        {"action": "burn", "date": "2026-05-01", "parameters": {"copies": 5}},
        {**FULL, "parameters": []},
        {**FULL, "facts": {"renewd": True}},
        {**FULL, "facts": {1: True}},
        {**FULL, "facts": None},
        {**FULL, "presume": False},
        {**FULL, "evidence": "official"},
        {**FULL, "evidence": "hearsay"},
        {**FULL, "evidence": None},
        {**FULL, "evidence": ["official"]},
        {**FULL, "readings": {"late_means": "hours"}, "parameters": {**FULL["parameters"], "fee": 1, "due": "2027-01-01"}},
        {**FULL, "readings": {"late_means": "days"}, "parameters": {**FULL["parameters"], "fee": 1, "due": "2027-01-01"}},
        {**FULL, "readings": {"late_means": "weeks"}},
        {**FULL, "readings": {"late_means": None}},
        {**FULL, "readings": {"late_means": "?"}},
        {**FULL, "readings": {"late_means": ["days"]}},
        {**FULL, "readings": {"open": "yes_it_is"}},
        {**FULL, "readings": {"holder": "told"}},
        {**{k: v for k, v in FULL.items() if k != "facts"}, "facts": {"approved": False}, "readings": {"holder": "told"}},
        {**FULL, "readings": {"renewed": "yes"}},
        {**FULL, "readings": {"nothing": "yes"}},
        {**FULL, "readings": {}},
        {**FULL, "readings": None},
        {**FULL, "version": "2026-01-01", "date": "2025-01-01"},
        {**FULL, "unknown": ["renewed"]},
        {**FULL, "speed": 1},
        {**FULL, "parameters": {**FULL["parameters"], "speed": 1}},
        {**FULL, "parameters": {"speed": 1, **dict(list(FULL["parameters"].items())[1:])}},
        {k: v for k, v in FULL.items() if k != "actor"},
        {k: v for k, v in FULL.items() if k != "date"},
        {k: v for k, v in FULL.items() if k != "facts"},
        {**FULL, "date": "2027-05-01"},
        {**FULL, "facts": {"renewed": False}, "date": "2027-05-01"},
    ],
)
def test_every_shape_is_read_as_it_is_with_more_thought(data):
    held(FULL)
    held(data)


@settings(max_examples=max(10, settings.default.max_examples // 4))
@given(st.lists(st.fixed_dictionaries({}, optional={n: st.sampled_from(v) for n, v in VALUES.items()}), min_size=1, max_size=3))
def test_events_of_any_shape_one_after_another(events):
    for event in events:
        data = {"action": "publish", "parameters": {}, "facts": {}}
        for name, value in event.items():
            place = data
            for section in PLACES.get(name, ("parameters",)):
                place = data[section]
            place[name] = value
        held(data)


def test_each_day_is_judged_under_the_version_in_force():
    agreement = load("microsoft-openai")
    event = {"action": "launch", "actor": "openai", "parameters": {"cloud": "aws"}, "facts": {"azure_can": True, "azure_will": True}}
    verdicts = set()
    for day in ("2019-01-01", "2020-06-01", "2024-02-01", "2025-11-01", "2027-01-01", "2033-01-01"):
        found = said(lambda day=day: plain.decide(agreement, {**event, "date": day}))
        assert found == said(lambda day=day: decide(agreement, read_event(agreement, {**event, "date": day})))
        verdicts.add((found[0], tuple(found[1])))
    assert len(verdicts) > 3
