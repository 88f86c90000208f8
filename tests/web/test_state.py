"""This file tests that an address carries the whole of what was asked, and that there is one way of writing it."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

import contract_model
from contract_model.web.pages.scenario import by_parts, read_scenario, settled, told_back
from contract_model.web.pages.state import LOOKS, State, read_query

TODAY = date(2026, 11, 27)
AGREEMENT = contract_model.load()
LEASE = contract_model.load("flat-lease")

# text as it stands in a state: any characters that a query can carry, without needless blanks
TEXTS = st.text(st.characters(codec="utf-8"), max_size=40).map(lambda t: " ".join(t.split()))
NAMES = TEXTS.filter(bool)
ENTRIES = st.dictionaries(NAMES, TEXTS.filter(bool), max_size=4)
ASKED = st.one_of(
    st.fixed_dictionaries({"q": TEXTS}),
    st.fixed_dictionaries({"action": TEXTS.filter(bool), "actor": TEXTS}),
)
REST = st.fixed_dictionaries(
    {
        "contract": TEXTS,
        "date": TEXTS,
        "version": TEXTS,
        "facts": ENTRIES,
        "readings": ENTRIES,
        "evidence": TEXTS,
        "presume": st.sampled_from(["", "no"]),
        "to": st.sampled_from(["", "permitted", "conflict"]),
        "look": st.sampled_from(["", *LOOKS]),
    }
)


@given(ASKED, REST)
def test_what_an_address_tells_is_what_it_was_made_of(asked, rest):
    state = State(**asked, **rest)
    assert read_query(state.query()) == (state, [])


@given(ASKED, REST)
def test_whatever_an_address_says_it_can_be_read_and_settled(asked, rest):
    state = State(**asked, **rest)
    found = read_scenario(LEASE, state, TODAY)
    once = settled(found)
    again = read_scenario(LEASE, once, TODAY)
    assert settled(again) == once
    assert (again.case is None) == (found.case is None)


@given(st.text(max_size=200))
def test_no_query_is_too_odd_to_be_read(query):
    state, _ = read_query(query)
    assert read_query(state.query()) == (state, [])


QUESTIONS = [pytest.param(c, q, id=q[:50]) for c in (AGREEMENT, LEASE) for q in c.examples]


@pytest.mark.parametrize(("contract", "question"), QUESTIONS)
def test_a_question_and_its_event_by_parts_are_one_case(contract, question):
    state = State(contract=contract.id, q=question)
    asked = read_scenario(contract, state, TODAY)
    assert settled(asked) == state
    parts = by_parts(state, asked.case)
    found = read_scenario(contract, parts, TODAY)
    assert found.case == asked.case
    assert settled(found) == parts


def test_an_event_is_told_back_as_a_question_that_asks_for_it():
    state, _ = read_query("action=launch&actor=openai&date=2027-Q3&fact.cloud=google")
    found = read_scenario(AGREEMENT, state, TODAY)
    assert told_back(found) == "OpenAI launches a product on Google Cloud in the third quarter of 2027"
    asked = read_scenario(AGREEMENT, State(q=told_back(found)), TODAY)
    assert asked.case == found.case


def test_what_is_set_otherwise_than_the_question_says_makes_it_an_event_by_parts():
    state, _ = read_query("q=OpenAI+launches+a+product+on+AWS+in+2027,+which+is+already+on+Azure&fact.on_azure=no")
    assert settled(read_scenario(AGREEMENT, state, TODAY)).query() == "action=launch&actor=openai&date=2027&fact.cloud=aws&fact.on_azure=no"


def test_what_the_question_does_not_speak_of_is_set_beside_it():
    query = "q=OpenAI+launches+a+product+on+AWS+in+2027&fact.on_azure=no&reading.exception=conjunctive"
    assert settled(read_scenario(AGREEMENT, read_query(query)[0], TODAY)).query() == query


@pytest.mark.parametrize(
    ("said", "settles"),
    [
        ("fact.on_azure=true", "fact.on_azure=yes"),
        ("fact.on_azure=?", ""),  # it is not known anyway
        ("fact.stage=?", "fact.stage=?"),  # something is taken for granted of it
        ("reading.exception=?", "reading.exception=?"),
        ("fact.on_azure=&evidence=&presume=yes", ""),
        ("presume=no", "presume=no"),
    ],
)
def test_one_thing_is_written_in_one_way(said, settles):
    start = "action=launch&actor=openai&date=2027"
    found = settled(read_scenario(AGREEMENT, read_query(f"{start}&{said}")[0], TODAY))
    assert set(found.query().split("&")) == set(f"{start}&{settles}".strip("&").split("&"))


@pytest.mark.parametrize(
    ("said", "place", "name"),
    [
        ("fact.nonsense=1", "fact.nonsense", "unknown-name"),
        ("fact.on_azure=perhaps", "fact.on_azure", "bad-value"),
        ("reading.exception=other", "reading.exception", "unknown-name"),
        ("evidence=hearsay", "evidence", "unknown-name"),
        ("date=someday", "date", "bad-date"),
        ("version=1999", "version", "unknown-name"),
    ],
)
def test_what_does_not_fit_is_told_and_the_rest_is_asked(said, place, name):
    state, _ = read_query(f"q=OpenAI+launches+a+product+on+AWS+in+2027&{said}")
    found = read_scenario(AGREEMENT, state, TODAY)
    assert [(p, problem.name) for p, problem in found.problems] == [(place, name)]
    assert found.case == found.asked
    assert settled(found) == State(q=state.q)


@pytest.mark.parametrize(
    ("query", "name"),
    [
        ("q=x&colour=red", "unknown-name"),
        ("q=x&evidence=official&evidence=reported", "said-twice"),
        ("q=x&action=launch", "said-twice"),
        ("look=sepia", "bad-value"),
        ("q=" + "x" * 13_000, "too-long"),
        ("&".join(f"fact.f{i}=1" for i in range(500)), "too-long"),
    ],
)
def test_an_address_that_makes_no_sense_says_so(query, name):
    _, problems = read_query(query)
    assert [p.name for p in problems] == [name]


def test_a_slider_gives_a_day_by_its_number():
    assert read_query("day=740000")[0].date == date.fromordinal(740000).isoformat()


def test_an_unchanged_question_keeps_what_is_set_and_a_new_one_does_not():
    kept, _ = read_query("q=A+does&said=A+does&action=do&actor=a&fact.b=yes")
    assert kept == State(action="do", actor="a", facts={"b": "yes"})
    other, _ = read_query("was=do&action=undo&actor=a&fact.b=yes")
    assert other == State(action="undo", actor="a")
    new, _ = read_query("q=A+does+not&said=A+does&action=do&actor=a&fact.b=yes&reading.c=d")
    assert new == State(q="A does not", readings={"c": "d"})
