"""This file tests that a sentence means the case that a reader would say it means, and that nothing in it is ignored."""

from __future__ import annotations

import time
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

import pytest
from freezegun import freeze_time
from hypothesis import given
from hypothesis import strategies as st

from contract_model import clock
from contract_model.asking.question import Question, read_question
from contract_model.loading.load import load
from contract_model.model.case import ANY_DATE, Case, DateSpan
from contract_model.model.contract import Contract, Version
from contract_model.model.values import Money
from contract_model.problems import ContractError, Problem
from tests.asking.supply import SUPPLY, action, phrase, term

TODAY = date(2026, 11, 20)
RULES = Path(__file__).parents[2] / "rules"


def ask(text: str, contract: Contract = SUPPLY) -> Case:
    return read_question(contract, text, today=TODAY).case


def problem(text: str, contract: Contract = SUPPLY) -> Problem:
    with pytest.raises(ContractError) as caught:
        read_question(contract, text, today=TODAY)
    (only,) = caught.value.problems
    return only


def stated(case: Case) -> dict[str, object]:
    """Everything that a case states but the date, by name."""
    return {**case.event.parameters, **case.facts, **case.readings}


def usd(amount: int) -> Money:
    return Money(Decimal(amount), "USD")


@pytest.mark.parametrize(
    ("text", "actor", "action", "when", "says"),
    [
        ("OpenAI launches a product on AWS in 2027", "openai", "launch", "2027", {"cloud": "aws"}),
        ("What if OpenAI launched GPT-6 on Amazon in 2027?", "openai", "launch", "2027", {"cloud": "aws", "product": "GPT-6"}),
        ("In 2027, OpenAI ships something on Google Cloud", "openai", "launch", "2027", {"cloud": "google"}),
        ("May OpenAI release the product on AWS in May 2027?", "openai", "launch", "2027-05", {"cloud": "aws"}),
        ("Is OpenAI still allowed to launch products on GCP before 2027?", "openai", "launch", "..2026-12-31", {"cloud": "google"}),
        ("Would it be a breach if OpenAI shipped its product on Bedrock after 2026?", "openai", "launch", "2027-01-01..", {"cloud": "aws"}),
        ("What happens when OpenAI launches it on AWS in 2027, what then?", "openai", "launch", "2027", {"cloud": "aws"}),
        ("OpenAI launches a product on AWS in 2027; is that permitted?", "openai", "launch", "2027", {"cloud": "aws"}),
        ("OPENAI LAUNCHES A PRODUCT ON AZURE OPENAI IN 2027!", "openai", "launch", "2027", {"cloud": "azure"}),
        ("OpenAI launches a product in 2027 on AWS", "openai", "launch", "2027", {"cloud": "aws"}),
        ("OpenAI launches a product after 2027 and before 2030 on AWS", "openai", "launch", "2028-01-01..2029-12-31", {"cloud": "aws"}),
        ("On 2026-10-05 at 09:10 OpenAI launches a product via AWS", "openai", "launch", "2026-10-05T09:10", {"cloud": "aws"}),
        ("OpenAI launches a product on AWS at 9 am on 5 October 2026", "openai", "launch", "2026-10-05T09:00", {"cloud": "aws"}),
        ("A customer used the product on its own data centres in 2027", "customer", "launch", "2027", {"cloud": "own"}),
        ("Software firms use a product on some cloud in 2027", "customer", "launch", "2027", {}),
        ("In 2027 a product is released on AWS by OpenAI", "openai", "launch", "2027", {"cloud": "aws"}),
        ("GPT-6 is shipped by OpenAI on AWS in 2027", "openai", "launch", "2027", {"cloud": "aws", "product": "GPT-6"}),
        ("May GPT-6 be launched on AWS by OpenAI in 2027?", "openai", "launch", "2027", {"cloud": "aws", "product": "GPT-6"}),
        ("Is Sora still licensed to Microsoft by OpenAI?", "openai", "license", "2026-11-20", {"product": "Sora", "licensee": "microsoft"}),
        ("OpenAI's models are launched on AWS in 2027", "openai", "launch", "2027", {"cloud": "aws", "product": "models"}),
        ("OpenAI had launched a product on AWS in 2025", "openai", "launch", "2025", {"cloud": "aws"}),
        ("Can a customer still use the product on AWS in late 2027?", "customer", "launch", "2027-09-01..2027-12-31", {"cloud": "aws"}),
        ("When OpenAI launches a product on AWS in 2027, is it in breach?", "openai", "launch", "2027", {"cloud": "aws"}),
        ("Could OpenAI ever launch a product on AWS?", "openai", "launch", "2026-11-20..", {"cloud": "aws"}),
        ("someone launches a product on AWS in 2027", None, "launch", "2027", {"cloud": "aws"}),
        (
            "OpenAI launches a product on AWS in 2027, which is already available on Azure",
            "openai", "launch", "2027", {"cloud": "aws", "on_azure": True},
        ),
        (
            "OpenAI launches a product, which is not yet on Azure, on AWS in 2027",
            "openai", "launch", "2027", {"cloud": "aws", "on_azure": False},
        ),
        (
            "Although Microsoft is unwilling, OpenAI launches a product on AWS in 2027",
            "openai", "launch", "2027", {"cloud": "aws", "azure_will": False},
        ),
        (
            "OpenAI launches a product on AWS in 2027 although Microsoft couldn't support it but Microsoft was willing",
            "openai", "launch", "2027", {"cloud": "aws", "azure_can": False, "azure_will": True},
        ),
        (
            "OpenAI launches a product on AWS in 2027 although MSFT is unwilling",
            "openai", "launch", "2027", {"cloud": "aws", "azure_will": False},
        ),
        (
            "OpenAI launches a product on AWS without Azure support in 2027",
            "openai", "launch", "2027", {"cloud": "aws", "azure_can": False, "azure_will": False},
        ),
        (
            "OpenAI launches a new product on AWS in 2027",
            "openai", "launch", "2027", {"cloud": "aws", "product_kind": "new"},
        ),
        (
            "OpenAI launches a feature on AWS in 2027",
            "openai", "launch", "2027", {"cloud": "aws", "product_kind": "feature"},
        ),
        (
            "OpenAI launches a product on AWS ten minutes before Azure in 2027",
            "openai", "launch", "2027", {"cloud": "aws", "lead": timedelta(minutes=10)},
        ),
        (
            "OpenAI launches a product on AWS in 2027, taking the exception to need both",
            "openai", "launch", "2027", {"cloud": "aws", "exception": "both"},
        ),
        (
            'Microsoft launches "Search for Work" on Azure in 2027',
            "microsoft", "launch", "2027", {"cloud": "azure", "product": "Search for Work"},
        ),
        ("OpenAI pays MSFT US$20bn in 2029", "openai", "pay", "2029", {"amount": usd(20_000_000_000)}),
        ("OpenAI paid twenty million dollars in 2029", "openai", "pay", "2029", {"amount": usd(20_000_000)}),
        ("OpenAI pays an amount in 2029", "openai", "pay", "2029", {}),
        (
            "OpenAI pays $20 due on 15 November 2029 in December 2029",
            "openai", "pay", "2029-12", {"amount": usd(20), "due": date(2029, 11, 15)},
        ),
        ("OpenAI stops paying the revenue share in 2028", "openai", "pay", "2028", {"paid": False}),
        ("OpenAI doesn't pay its revenue share in 2028", "openai", "pay", "2028", {"paid": False}),
        (
            "OpenAI refused to pay its share in 2028, with a cap of 38 billion dollars",
            "openai", "pay", "2028", {"paid": False, "cap": usd(38_000_000_000)},
        ),
        ("OpenAI stops paying the share in 2028 once the cap is reached", "openai", "pay", "2028", {"paid": False, "cap_reached": True}),
        (
            "Can OpenAI license Sora to Microsoft in 2028 for 20% of its revenue?",
            "openai", "license", "2028", {"product": "Sora", "licensee": "microsoft", "share": Decimal("0.2")},
        ),
        ("OpenAI withheld consent in 2028", "openai", "withhold", "2028", {}),
        ("OpenAI keeps back its consent in 2028", "openai", "withhold", "2028", {}),
    ],
)  # fmt: skip
def test_a_sentence_and_its_case(text: str, actor: str | None, action: str, when: str, says: dict[str, object]) -> None:
    case = ask(text)
    assert (case.event.actor, case.event.action, str(case.event.date)) == (actor, action, when)
    assert stated(case) == says


def test_each_value_goes_where_it_belongs() -> None:
    case = ask("OpenAI launches GPT-6 on AWS in 2027 although Microsoft is unwilling, taking the exception to need both")
    assert case.event.parameters == {"product": "GPT-6", "cloud": "aws"}
    assert case.facts == {"azure_will": False}
    assert case.readings == {"exception": "both"}


def test_what_was_understood_is_told_in_the_order_of_the_sentence() -> None:
    question = read_question(SUPPLY, "In 2027, OpenAI launches GPT-6 on Amazon although Microsoft can't support it", today=TODAY)
    assert [(u.text, u.name, u.value) for u in question.understood] == [
        ("In 2027", "date", "2027"),
        ("OpenAI", "actor", "OpenAI"),
        ("launches GPT-6 on Amazon", "action", "launch"),
        ("GPT-6", "product", "GPT-6"),
        ("Amazon", "cloud", "AWS"),
        ("Microsoft can't support it", "azure_can", "no"),
    ]
    assert all(question.text[u.start : u.end] == u.text for u in question.understood)


def test_a_question_without_a_date_is_asked_for_today() -> None:
    case = ask("OpenAI launches a product on AWS")
    assert (case.event.date, case.presumed_date) == (DateSpan(TODAY, TODAY), True)
    assert not ask("OpenAI launches a product on AWS today").presumed_date


def test_without_presumptions_a_question_without_a_date_has_none() -> None:
    case = read_question(SUPPLY, "OpenAI launches a product on AWS", today=TODAY, presume=False).case
    assert (case.event.date, case.presumed_date, case.presume) == (ANY_DATE, False, False)


def test_a_time_alone_is_a_time_of_today() -> None:
    assert str(ask("OpenAI launches a product on AWS at 09:10").event.date) == "2026-11-20T09:10"


@freeze_time("2027-03-01")
def test_the_day_is_told_by_one_clock() -> None:
    case = read_question(SUPPLY, "OpenAI launches a product on AWS tomorrow", today=clock.today()).case
    assert str(case.event.date) == "2027-03-02"


@pytest.mark.parametrize(
    ("text", "words", "hint"),
    [
        ("OpenAI lanuches a product on AWS", "lanuches", "did you mean `launch`?"),
        ("Google launches a product on AWS", "Google", "actors are `OpenAI`, `Microsoft`, `a customer`"),
        ("OpenAI launches a product on Mars in 2027", "Mars", "expected here: cloud: Azure, AWS, Google Cloud, its own data centres"),
        ("OpenAI launches a product on AWS while Microsoft is happy", "happy", "expected here: `unwilling` or `willing`"),
        ("OpenAI launches a product on AWS with Azure supporting it", "Azure", "known here: `without Azure support`"),
        ("OpenAI launches a product on AWS and Google Cloud", "Google", "ask of each by itself"),
        ("OpenAI launches a product on AWS or Google Cloud", "or", "ask of each by itself"),
        ("OpenAI launches a product on AWS and pays the share", "pays", "one event is asked at a time"),
        ("OpenAI does not launch a product on AWS", "not", "tell what is done"),
        ("OpenAI launches a product on AWS in Germany", "in", "a date is written such as 2027-03-01"),
        ("OpenAI launches a product on AWS in 2027 quietly", "quietly", "`contract show --stage words` lists what a question can say"),
        ("When may OpenAI launch a product on AWS", "When may", "`contract timeline` tells every date"),
        ("Why can OpenAI launch a product on AWS", "Why", "`contract ask --why` tells the reasons"),
        ("Who launches a product on AWS", "Who", "tell who acts"),
        ("Which can OpenAI launch", "Which can", "tell what is done"),
        ("Must OpenAI launch a product on Azure", "Must", "tell what is done instead, or what is left undone"),
        ("Does OpenAI have to launch a product on Azure", "have to", "the answer says whether that is allowed"),
        ("OpenAI is still obliged to pay $20 in 2027", "is still obliged to", "the answer says whether that is allowed"),
        ("OpenAI and Microsoft withhold consent", "withhold", "expected here: `is` or `can` or `cannot`"),
        ("OpenAI launches a product on", "on", "expected here: cloud: Azure, AWS"),
        ("OpenAI stops paying", "stops paying", "expected here: `revenue` or `share`"),
        ("OpenAI pays 20 euros", "20", "amount: an amount, such as USD 20bn"),
        ("OpenAI launches product AWS 2027", "AWS", "`contract show --stage words` lists what a question can say"),
        ("OpenAI launches Sora AWS 2027", "AWS", "`contract show --stage words` lists what a question can say"),
        ("OpenAI launches 2027", "2027", "product: a few words, or any in double quotes"),
    ],
)
def test_a_word_that_was_not_understood_is_told_with_what_is_known(text: str, words: str, hint: str) -> None:
    found = problem(text)
    assert found.name == "not-understood"
    assert found.span is not None
    assert text[found.span.column - 1 : found.span.column - 1 + found.span.length] == words
    assert hint in found.hint


@pytest.mark.parametrize(
    "text",
    [
        "OpenAI does not launch a product on AWS",
        "OpenAI doesn't launch a product on AWS",
        "OpenAI never launches a product on AWS",
        "OpenAI launches no product on AWS",
        "OpenAI launches a product not on AWS",
        "OpenAI launches a product only on AWS",
        "OpenAI launches a product on AWS only",
        "OpenAI launches a product on AWS or Azure",
        "OpenAI launches a product on AWS unless Microsoft is unwilling",
        "OpenAI launches a product on AWS in 2027 or in 2028",
        "OpenAI is not allowed to launch a product on AWS",
        "A product is never launched on AWS by OpenAI",
        "A product is only launched on AWS by OpenAI",
    ],
)
def test_what_denies_or_limits_is_never_passed_over(text: str) -> None:
    found = problem(text)
    assert found.name == "not-understood"
    assert found.span is not None
    assert text[found.span.column - 1 :].startswith(("not", "n't", "never", "no", "only", "or", "unless"))


@pytest.mark.parametrize(
    ("text", "name", "message"),
    [
        ("", "empty-question", "the question has no words"),
        ("?!", "empty-question", "the question has no words"),
        ("launches a product on AWS in 2027", "no-actor", "the question does not say who acts"),
        (
            "OpenAI launches a product on AWS 3 months before Azure",
            "bad-value",
            "months and years have no fixed length; tell it in days or weeks, such as 90 days",
        ),
        (
            "OpenAI pays $600.000 in 2027",
            "bad-value",
            "`600.000` can be read in two ways; write 600,000 USD, or 600.0000 USD",
        ),
        ("GPT-6 is launched on AWS in 2027", "no-actor", "the question does not say who acts"),
        ("In 2027 OpenAI", "no-action", "the question does not say what is done"),
        ("OpenAI launches a product on AWS on 31 February 2027", "bad-date", "there is no such day in the calendar"),
        ("OpenAI launches a product on AWS in March", "bad-date", "a month needs its year, such as March 2027"),
        ("OpenAI launches a product on AWS after 9999", "bad-date", "the calendar runs from the year 1 to 9999"),
        (
            "OpenAI launches a product on AWS in 2027 at 09:10",
            "bad-date",
            "a time of day needs one day, such as on 2027-03-01 at 09:10",
        ),
        (
            "In 2027 OpenAI launches a product on AWS in 2028",
            "said-twice",
            "the question says both 2027 and 2028, which have no day in common",
        ),
        ("OpenAI launches a product on AWS via Azure", "said-twice", "the question says `cloud` twice, as AWS and Azure"),
        ("OpenAI pays $20 via AWS", "unknown-name", "`cloud` is not a parameter of the action `pay`"),
        ("OpenAI launches\0 a product", "bad-character", "`\\x00` is not a character of a sentence"),
        ("OpenAI launches \ud800", "bad-character", "`\\ud800` is not a character of a sentence"),
        ("a" * 10_001, "too-long", "a question has at most 10,000 characters, this one has 10,001"),
        ("OpenAI " * 401, "too-long", "a question has at most 400 words, this one has 401"),
    ],
)
def test_what_is_wrong_with_a_question(text: str, name: str, message: str) -> None:
    found = problem(text)
    assert (found.name, found.message) == (name, message)


def test_a_missing_actor_is_told_with_an_example() -> None:
    assert problem("launches a product on AWS").hint == (
        "actors are `OpenAI`, `Microsoft`, `a customer`; for example `OpenAI launches a product on AWS in 2027`"
    )


def test_the_same_thing_said_twice_alike_is_no_contradiction() -> None:
    assert stated(ask("OpenAI launches a product on AWS via Amazon")) == {"cloud": "aws"}


def test_two_meanings_are_both_shown() -> None:
    twofold = replace(SUPPLY, actions={"lend": action("lend", (), "let the flat"), "hire": action("hire", (), "let the flat")})
    found = problem("OpenAI lets the flat", twofold)
    assert found.message == "`lets the flat` can be understood in two ways: action: lend; or action: hire"


def test_of_two_meanings_the_one_is_meant_that_a_term_on_the_actor_speaks_of() -> None:
    version = Version("2026-04-27", "", date(2026, 4, 27), None, {"no-letting": term("no-letting", "lend", "openai")})
    actions = {"lend": action("lend", (), "let the flat"), "hire": action("hire", (), "let the flat")}
    twofold = replace(SUPPLY, actions=actions, versions=(version,))
    assert ask("OpenAI lets the flat", twofold).event.action == "lend"
    assert problem("Microsoft lets the flat", twofold).name == "ambiguous-question"


def test_the_longer_phrase_wins() -> None:
    both = replace(SUPPLY, phrases=(phrase("on AWS", on_azure=False), phrase("AWS in Europe", on_azure=True)))
    assert stated(ask("OpenAI launches a product on AWS", both)) == {"cloud": "aws"}


@pytest.mark.parametrize(
    "part", ["OpenAI ships a product on AWS", "although Microsoft is unwilling", "a new product", "in 2027", "w", "may", "the"]
)
def test_a_question_of_any_length_is_answered_in_time(part: str) -> None:
    text = " ".join(f"OpenAI launches a product on AWS {f'{part} ' * 400}".split()[:400])
    start = time.perf_counter()
    understood(text)
    assert time.perf_counter() - start < 1


WORDS = (
    "OpenAI Microsoft launches pays stops paying a the product new on AWS Azure via in 2027 from to between and although which is not "
    "unwilling without support 20bn US$ % 10 minutes before ? , \" 's doesn't March 31 .. - by due cap of someone it at 09:10 am"
)


def understood(text: str) -> Question | ContractError:
    try:
        return read_question(SUPPLY, text, today=TODAY)
    except ContractError as error:
        return error


def told_in_words(found: Question | ContractError) -> bool:
    """Whether the outcome can be shown: the problems, or what was understood."""
    if isinstance(found, ContractError):
        return bool(found.problems) and all(p.name and p.message and str(p) for p in found.problems)
    return all(u.name and u.value for u in found.understood) and found.case.event.action in SUPPLY.actions


@given(st.text(max_size=60))
def test_any_text_is_a_question_or_has_problems(text: str) -> None:
    assert told_in_words(understood(text))


@given(st.lists(st.sampled_from(WORDS.split()), max_size=25).map(" ".join))
def test_any_words_of_a_question_are_a_question_or_have_problems(text: str) -> None:
    assert told_in_words(understood(text))


@pytest.mark.parametrize("name", ["microsoft-openai", "flat-lease"])
def test_every_example_of_a_shipped_contract_is_understood(name: str) -> None:
    path = RULES / name
    contract = load(path if path.is_dir() else path.with_suffix(".yaml"))
    assert contract.examples
    for example in contract.examples:
        assert ask(example, contract).event.actor is not None


def test_what_only_a_history_gives_can_be_stated_as_a_fact():
    from contract_model.front import ask

    event = {"action": "suspend", "actor": "seller", "date": "2026-05-01"}
    assert ask(event, "meat-sale").verdict.value == "depends"
    assert ask(event, "meat-sale", facts={"violated(pay)": True}).verdict.value == "permitted"
    assert ask({**event, "facts": {"violated(pay)": False}}, "meat-sale").verdict.value == "silent"
