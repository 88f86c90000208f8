"""This file tests events given as data, and the options that amend a case: what they mean, and every problem at once."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contract_model.asking.event import read_event
from contract_model.asking.options import amend
from contract_model.asking.question import read_question
from contract_model.asking.values import read_value
from contract_model.model.case import ANY_DATE, Case, DateSpan, Event
from contract_model.model.contract import Certainty
from contract_model.model.kinds import DATE, DURATION, NUMBER, PARTY, TEXT, TRUTH, Kind, money
from contract_model.model.values import Money, Value
from contract_model.problems import ContractError, Problem
from tests.asking.supply import CLOUD, SUPPLY

TODAY = date(2026, 11, 20)
USD = money("USD")
LAUNCH = Case(Event("launch", "openai", DateSpan(date(2027, 1, 1), date(2027, 12, 31)), {"cloud": "aws"}))


def problems(data: object) -> list[tuple[str, str]]:
    with pytest.raises(ContractError) as caught:
        read_event(SUPPLY, data)
    return [(p.name, p.message) for p in caught.value.problems]


def option_problem(case: Case = LAUNCH, **options: object) -> Problem:
    with pytest.raises(ContractError) as caught:
        amend(SUPPLY, case, today=TODAY, **options)  # type: ignore[arg-type]  # options of each test, held against the messages
    return caught.value.problems[0]


def test_an_event_states_a_case() -> None:
    data = {
        "action": "launch",
        "actor": "openai",
        "date": "2027",
        "parameters": {"cloud": "aws", "product": "GPT-6", "lead": "10 minutes"},
        "facts": {"on_azure": False, "cap": "38bn USD"},
        "readings": {"exception": "both"},
        "unknown": ["azure_will"],
        "evidence": "official",
        "version": "2026-04-27",
    }
    assert read_event(SUPPLY, data) == Case(
        event=Event(
            "launch",
            "openai",
            DateSpan(date(2027, 1, 1), date(2027, 12, 31)),
            {"cloud": "aws", "product": "GPT-6", "lead": timedelta(minutes=10)},
        ),
        facts={"on_azure": False, "cap": Money(Decimal(38_000_000_000), "USD")},
        readings={"exception": "both"},
        unknown=frozenset({"azure_will"}),
        evidence=Certainty.OFFICIAL,
        version="2026-04-27",
    )


def test_an_event_and_a_sentence_that_say_the_same_are_the_same_case() -> None:
    sentence = "OpenAI launches GPT-6 on AWS in Q3 2027 although Microsoft is unwilling"
    data = {
        "action": "launch",
        "actor": "OpenAI",
        "date": "2027-Q3",
        "parameters": {"product": "GPT-6", "cloud": "Amazon"},
        "facts": {"azure_will": "no"},
    }
    assert read_event(SUPPLY, data) == read_question(SUPPLY, sentence, today=TODAY).case


def test_what_an_event_does_not_state_is_unknown() -> None:
    assert read_event(SUPPLY, {"action": "launch"}) == Case(Event("launch", None, ANY_DATE, {}))


def test_an_event_without_a_date_is_asked_for_today_when_today_is_known() -> None:
    case = read_event(SUPPLY, {"action": "launch"}, today=TODAY)
    assert (case.event.date, case.presumed_date) == (DateSpan(TODAY, TODAY), True)
    for data in ({"action": "launch", "date": None}, {"action": "launch", "presume": False}):
        assert read_event(SUPPLY, data, today=TODAY).event.date == ANY_DATE


def test_null_and_a_question_mark_say_that_a_value_is_unknown() -> None:
    unknown = {"parameters": {"product_kind": "?"}, "facts": {"on_azure": None}, "readings": {"exception": "?"}}
    case = read_event(SUPPLY, {"action": "launch", "actor": "?", **unknown})
    assert case.unknown == {"product_kind", "on_azure", "exception"}
    assert (case.event.actor, case.event.parameters, case.facts, case.readings) == (None, {}, {}, {})


@pytest.mark.parametrize(
    ("written", "span"), [(2027, "2027"), ("March 2027", "2027-03"), (date(2027, 3, 1), "2027-03-01"), ("unknown", "..")]
)
def test_a_date_in_data(written: object, span: str) -> None:
    assert str(read_event(SUPPLY, {"action": "launch", "date": written}).event.date) == span


def test_every_problem_of_an_event_is_told_at_once() -> None:
    data = {
        "action": "launch",
        "actor": "opneai",
        "date": "2027-02-30",
        "when": "now",
        "parameters": {"cloud": "mars", "amount": 5, "colour": "red"},
        "facts": {"on_azur": True, "azure_can": 3, "product": "x", "cap": True},
        "readings": {"exception": "neither", "azure_can": "yes", "cap": "leaked"},
        "unknown": ["nothing", "cap"],
        "evidence": "rumour",
        "version": "2020-01-01",
        "presume": "yes",
    }
    assert sorted(problems(data)) == [
        ("bad-date", "`2027-02-30` is no date"),
        ("bad-value", "`3` is no value of the fact `azure_can`"),
        ("bad-value", "`mars` is no value of the parameter `cloud`"),
        ("bad-value", "`true` is no value of the fact `cap`"),
        ("said-twice", "`cap` has a value and is said to be unknown"),
        ("unknown-name", "`2020-01-01` is not a version of the contract"),
        ("unknown-name", "`amount` is not a parameter of the action `launch`"),
        ("unknown-name", "`azure_can` is not an ambiguity of the contract"),
        ("unknown-name", "`colour` is not a parameter of the action `launch`"),
        ("unknown-name", "`neither` is not a reading of `exception`"),
        ("unknown-name", "`nothing` is not a parameter, fact or ambiguity of the contract"),
        ("unknown-name", "`on_azur` is not a fact of the contract"),
        ("unknown-name", "`opneai` is not a party of the contract"),
        ("unknown-name", "`product` is not a fact of the contract"),
        ("unknown-name", "`rumour` is not a grade of evidence"),
        ("unknown-name", "`when` is not a key of an event"),
        ("wrong-type", "`presume` is true or false"),
    ]


@pytest.mark.parametrize(
    ("data", "name", "message"),
    [
        ([], "wrong-type", "an event is a mapping with an `action`, not a list"),
        (None, "wrong-type", "an event is a mapping with an `action`, not nothing"),
        ({}, "missing-key", "an event needs an `action`"),
        ({"action": ["launch"]}, "unknown-name", "a list is not an action of the contract"),
        ({"action": "launch", "parameters": "aws"}, "wrong-type", "`parameters` is a mapping with at most 1,000 names"),
        ({"action": "launch", "facts": {1: True}}, "wrong-type", "`1` under `facts` is not a name"),
        ({"action": "launch", "unknown": "cap"}, "wrong-type", "`unknown` is a list of at most 1,000 names"),
        ({"action": "launch", "date": 1.5}, "bad-date", "`1.5` is no date"),
        ({"action": "launch", "date": "tomorrow"}, "bad-date", "`tomorrow` is no date"),
        (
            {"action": "launch", "facts": {"cap": "5 USD"}, "readings": {"cap": "leaked"}},
            "said-twice",
            "`cap` is given both a value and a reading",
        ),
    ],
)
def test_what_is_wrong_with_an_event(data: object, name: str, message: str) -> None:
    assert problems(data) == [(name, message)]


def test_a_problem_says_where_it_is_and_what_was_meant() -> None:
    with pytest.raises(ContractError) as caught:
        read_event(SUPPLY, {"action": "lunch"}, within="case 3")
    assert str(caught.value) == (
        "unknown-name: `lunch` is not an action of the contract\n"
        "   = in case 3; did you mean `launch`?; known are launch, pay, license, withhold"
    )


@pytest.mark.parametrize(
    ("kind", "data", "value"),
    [
        (TRUTH, True, True),
        (TRUTH, "no", False),
        (CLOUD, "aws", "aws"),
        (CLOUD, "AMAZON", "aws"),
        (CLOUD, "own data centres", "own"),
        (PARTY, "microsoft", "microsoft"),
        (PARTY, "MSFT", "microsoft"),
        (PARTY, "the customer", "customer"),
        (DATE, "2027-03-01", date(2027, 3, 1)),
        (DATE, "1 March 2027", date(2027, 3, 1)),
        (DATE, date(2027, 3, 1), date(2027, 3, 1)),
        (DURATION, "10 minutes", timedelta(minutes=10)),
        (DURATION, timedelta(1), timedelta(1)),
        (NUMBER, 3, Decimal(3)),
        (NUMBER, 0.2, Decimal("0.2")),
        (NUMBER, "1_000", Decimal(1000)),
        (USD, "20bn USD", Money(Decimal(20_000_000_000), "USD")),
        (USD, 20, Money(Decimal(20), "USD")),
        (USD, Money(Decimal(20), "USD"), Money(Decimal(20), "USD")),
        (TEXT, " Copilot ", "Copilot"),
        (TEXT, "?", None),
        (TRUTH, None, None),
    ],
)
def test_a_value_is_read_by_its_kind(kind: Kind, data: object, value: Value | None) -> None:
    assert read_value(SUPPLY, kind, data) == value


@pytest.mark.parametrize(
    ("kind", "data"),
    [
        (TRUTH, 1),
        (TRUTH, "maybe"),
        (CLOUD, "mars"),
        (CLOUD, True),
        (PARTY, "Google"),
        (DATE, 20270301),
        (DATE, "March 2027"),
        (DURATION, 10),
        (NUMBER, True),
        (NUMBER, float("nan")),
        pytest.param(NUMBER, 10**5000, id="a very long number"),
        (USD, "20 EUR"),
        (USD, Money(Decimal(20), "EUR")),
        (TEXT, ""),
        (TEXT, "a\0b"),
        (TEXT, "\ud800"),
        (TEXT, "x" * 1001),
        (TEXT, ["a"]),
    ],
)
def test_what_does_not_fit_a_kind_is_refused(kind: Kind, data: object) -> None:
    with pytest.raises(ValueError, match=r"\w"):
        read_value(SUPPLY, kind, data)


def test_options_prevail_over_the_case() -> None:
    case = amend(
        SUPPLY,
        LAUNCH,
        facts=["azure_can=yes", "cloud=Google Cloud", "product_kind=?"],
        readings=["exception=both", "cap=leaked"],
        evidence="reported",
        version="2026-04-27",
        on="March 2028",
        today=TODAY,
    )
    assert case.event.parameters == {"cloud": "google"}
    assert case.facts == {"azure_can": True}
    assert case.readings == {"exception": "both", "cap": "leaked"}
    assert case.unknown == {"product_kind"}
    assert (case.evidence, case.version, str(case.event.date)) == (Certainty.REPORTED, "2026-04-27", "2028-03")


def test_a_fact_that_was_stated_can_be_made_unknown_and_known_again() -> None:
    stated = amend(SUPPLY, LAUNCH, facts=["on_azure=true"], readings=["exception=both"])
    unknown = amend(SUPPLY, stated, facts=["on_azure=?"], readings=["exception=?"])
    assert (dict(unknown.facts), dict(unknown.readings), unknown.unknown) == ({}, {}, {"on_azure", "exception"})
    assert amend(SUPPLY, unknown, facts=["on_azure=true"], readings=["exception=both"]) == stated


def test_options_may_be_mappings() -> None:
    assert amend(SUPPLY, LAUNCH, facts={"azure_can": True}).facts == {"azure_can": True}


def test_without_presumptions_a_presumed_date_goes_and_a_stated_one_stays() -> None:
    presumed = read_question(SUPPLY, "OpenAI launches a product on AWS", today=TODAY).case
    freed = amend(SUPPLY, presumed, presume=False)
    assert (freed.event.date, freed.presumed_date, freed.presume) == (ANY_DATE, False, False)
    assert amend(SUPPLY, LAUNCH, presume=False).event.date == LAUNCH.event.date


def test_a_date_by_option_is_not_presumed() -> None:
    presumed = read_question(SUPPLY, "OpenAI launches a product on AWS", today=TODAY).case
    amended = amend(SUPPLY, presumed, on="tomorrow", presume=False, today=TODAY)
    assert (str(amended.event.date), amended.presumed_date) == ("2026-11-21", False)


@pytest.mark.parametrize(
    ("options", "name", "message", "hint"),
    [
        (
            {"facts": ["on_azur=yes"]},
            "unknown-name",
            "`on_azur` is not a fact, nor a parameter of the action `launch`",
            "did you mean `on_azure`?",
        ),
        (
            {"facts": ["amount=5 USD"]},
            "unknown-name",
            "`amount` is not a fact, nor a parameter of the action `launch`",
            "`amount` is a parameter of another action",
        ),
        (
            {"facts": ["exception=both"]},
            "unknown-name",
            "`exception` is not a fact, nor a parameter of the action `launch`",
            "`exception` is an ambiguity, whose reading is chosen among the readings",
        ),
        ({"facts": ["azure_can"]}, "bad-option", "`azure_can` is not written as a name and a value", "write `--fact name=value`"),
        ({"facts": ["azure_can=perhaps"]}, "bad-value", "`perhaps` is no value of the fact `azure_can`", "true or false"),
        ({"facts": ["azure_can=yes", "azure_can=no"]}, "said-twice", "`azure_can` is given both `yes` and `no`", ""),
        ({"facts": ["cap=5 USD"], "readings": ["cap=leaked"]}, "said-twice", "`cap` is given both a value and a reading", ""),
        ({"readings": ["exception=neither"]}, "unknown-name", "`neither` is not a reading of `exception`", "known are both, either"),
        ({"readings": ["azure_can=yes"]}, "unknown-name", "`azure_can` is not an ambiguity of the contract", "`azure_can` is a fact"),
        ({"evidence": "rumour"}, "unknown-name", "`rumour` is not a grade of evidence", "known are official, reported"),
        ({"version": "2026-04-26"}, "unknown-name", "`2026-04-26` is not a version of the contract", "did you mean `2026-04-27`?"),
        ({"on": "31 April 2027"}, "bad-date", "`31 April 2027` is no date", "there is no such day in the calendar"),
    ],
)
def test_what_is_wrong_with_an_option(options: dict[str, object], name: str, message: str, hint: str) -> None:
    found = option_problem(**options)
    assert (found.name, found.message) == (name, message)
    assert hint in found.hint


def test_every_problem_of_the_options_is_told_at_once() -> None:
    with pytest.raises(ContractError) as caught:
        amend(SUPPLY, LAUNCH, facts=["x=1", "y=2"], readings=["z=1"], evidence="e", version="v", on="o", today=TODAY)
    assert len(caught.value.problems) == 6


words = st.text(max_size=20) | st.sampled_from(["launch", "openai", "aws", "?", "2027"])
names = st.text(max_size=8) | st.sampled_from(["cloud", "cap", "exception"])
anything = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | words,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(names, inner),
    max_leaves=8,
)
KEYS = st.sampled_from(["action", "actor", "date", "parameters", "facts", "readings", "unknown", "evidence", "version", "presume", "other"])


def read(data: object) -> Case | ContractError:
    try:
        return read_event(SUPPLY, data)
    except ContractError as error:
        return error


@given(anything | st.dictionaries(KEYS, anything))
def test_any_data_is_an_event_or_has_problems(data: object) -> None:
    found = read(data)
    assert found.problems if isinstance(found, ContractError) else found.event.action in SUPPLY.actions
