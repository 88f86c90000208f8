"""This file tests what a conversation keeps: what was said last counts."""

from __future__ import annotations

from datetime import date

import pytest

from contract_model.asking.scenario import Scenario
from contract_model.front import load, read
from contract_model.problems import ContractError

LAUNCH = "OpenAI launches a product on AWS"
TODAY = date(2026, 11, 20)


@pytest.fixture(scope="module")
def contract():
    return load("microsoft-openai")


@pytest.fixture
def scenario(contract):
    return Scenario(contract, today=TODAY)


def ask(scenario, question):
    """The scenario with another question, and what it takes out."""
    return scenario.ask(question, read(question, scenario.contract, today=TODAY)[0])


def problem(call):
    """The only problem of a call."""
    with pytest.raises(ContractError) as raised:
        call()
    (found,) = raised.value.problems
    return found


def test_before_the_first_question_there_is_no_case(scenario):
    assert scenario.case() is None
    assert scenario.with_fact("azure_can", "true").case() is None


def test_what_is_set_holds_for_every_question_after_it(scenario):
    kept = scenario.with_fact("azure_can", "false").with_evidence("official").with_date("2027")
    for question in (LAUNCH, "OpenAI launches a product on Google Cloud"):
        case = ask(kept, question)[0].case()
        assert case.facts == {"azure_can": False}
        assert (case.evidence.value, str(case.event.date)) == ("official", "2027")


def test_what_is_set_prevails_over_the_question_before_it(scenario):
    asked, _ = ask(scenario, f"{LAUNCH} in 2027 although Microsoft cannot support it")
    assert asked.case().facts == {"azure_can": False}
    changed = asked.with_fact("azure_can", "true").with_fact("cloud", "google").with_date("2028-03-01").case()
    assert changed.facts == {"azure_can": True}
    assert changed.event.parameters["cloud"] == "google"
    assert str(changed.event.date) == "2028-03-01"


def test_a_question_that_says_otherwise_takes_out_what_was_set(scenario):
    kept = scenario.with_fact("azure_can", "true").with_fact("azure_will", "true").with_date("2030")
    asked, aside = ask(kept, f"{LAUNCH} in 2027 although Microsoft cannot support it")
    assert aside == ("azure_can", "date")
    assert asked.case().facts == {"azure_can": False, "azure_will": True}
    assert str(asked.case().event.date) == "2027"


def test_a_date_that_was_merely_presumed_takes_nothing_out(scenario):
    asked, aside = ask(scenario.with_date("2030"), LAUNCH)
    assert (aside, str(asked.case().event.date)) == ((), "2030")


def test_a_parameter_of_another_action_does_not_count(scenario):
    kept, _ = ask(scenario.with_fact("cloud", "aws"), "Microsoft sublicenses OpenAI models")
    assert "cloud" not in kept.case().event.parameters
    assert kept.idle == ("cloud",)
    again, _ = ask(kept, "OpenAI launches a product")
    assert again.case().event.parameters["cloud"] == "aws"


def test_a_truth_may_stand_alone(scenario):
    assert ask(scenario.with_fact("on_azure", ""), LAUNCH)[0].case().facts == {"on_azure": True}
    found = problem(lambda: scenario.with_fact("cloud", ""))
    assert (found.name, found.hint) == ("bad-option", "write `:fact cloud=value`, or `:unknown cloud`")


def test_what_is_held_unknown_is_not_presumed(scenario):
    for name in ("azure_stage", "exception"):
        assert ask(scenario.with_unknown(name), LAUNCH)[0].case().unknown == {name}


def test_a_name_has_a_value_or_a_reading_whichever_was_said_last(scenario):
    read_as = scenario.with_fact("share_cap", "30bn USD").with_reading("share_cap", "reported")
    assert (read_as.facts, read_as.readings) == ({}, {"share_cap": "reported"})
    assert read_as.with_fact("share_cap", "30bn USD").readings == {}


def test_what_is_set_can_be_taken_back(scenario):
    kept = scenario.with_fact("azure_can", "true").with_date("2030")
    assert kept.without("azure_can").facts == {}
    assert kept.without("date").on is None
    found = problem(lambda: kept.without("azure_will"))
    assert (found.name, found.hint) == ("unknown-name", "set are azure_can, date")


@pytest.mark.parametrize(
    ("set_it", "said"),
    [
        (lambda s: s.with_fact("azure_cn", "true"), "`azure_cn` is not a fact or parameter of the contract"),
        (lambda s: s.with_fact("azure_can", "perhaps"), "`perhaps` is no value of the fact `azure_can`"),
        (lambda s: s.with_reading("exception", "both"), "`both` is not a reading of `exception`"),
        (lambda s: s.with_unknown("azure_cn"), "`azure_cn` is not a parameter, fact or ambiguity of the contract"),
        (lambda s: s.with_date("soon"), "`soon` is no date"),
        (lambda s: s.with_evidence("certain"), "`certain` is not a grade of evidence"),
        (lambda s: s.with_version("2020-01-01"), "`2020-01-01` is not a version of the contract"),
    ],
)
def test_what_cannot_be_set_is_a_problem(scenario, set_it, said):
    assert problem(lambda: set_it(scenario)).message == said
