"""This file tests how a sentence is cut into words, how words are inflected and how quantities are written."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

import pytest

from contract_model.asking.inflection import same_word
from contract_model.asking.quantities import duration_at, money_at, number_at
from contract_model.asking.sentence import read_sentence, words_of


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("OpenAI's GPT-5.4, on Azure!", "openai 's gpt 5.4 on azure"),
        ("it doesn’t and can't and won't", "it does not and can not and will not"),
        ("US$20bn or 1,000.50", "us $ 20bn or 1,000.50"),
        ("on 2027-03-01T09:10, 2027-Q3", "on 2027-03-01t09:10 2027-q3"),
        ("2027..2028 and ..2029", "2027 .. 2028 and .. 2029"),
        ("in the U.S. at 9 a.m.", "in the us at 9 am"),
        ("-5 is not 2026-5", "-5 is not 2026 5"),
        ("AT&T @home", "at & t @ home"),
        ("(what?) — \u201cthis\u201d …", "what this"),
        ("line\none\ttwo", "line one two"),
    ],
)
def test_a_sentence_is_cut_into_words(text: str, words: str) -> None:
    assert " ".join(words_of(text)) == words


def test_a_letter_and_its_accent_are_one_character() -> None:
    assert words_of("cafe\u0301") == words_of("caf\u00e9")


def test_each_word_knows_where_it_stands() -> None:
    sentence = read_sentence('May OpenAI\'s "Call of Duty" ship?')
    assert [sentence.text[token.start : token.end] for token in sentence.tokens] == ["May", "OpenAI", "'s", "Call", "of", "Duty", "ship"]
    assert dict(sentence.quotes) == {3: 6}


@pytest.mark.parametrize(
    ("plain", "forms"),
    [
        ("launch", "launches launched launching"),
        ("ship", "ships shipped shipping"),
        ("use", "uses used using"),
        ("deploy", "deploys deployed deploying"),
        ("carry", "carries carried carrying"),
        ("refuse", "refuses refused refusing"),
        ("stop", "stops stopped stopping"),
        ("offer", "offers offered offering"),
        ("agree", "agrees agreed agreeing"),
        ("cancel", "cancels cancelled canceled cancelling"),
        ("build", "builds built building"),
        ("buy", "buys bought buying"),
        ("pay", "pays paid paying"),
        ("withhold", "withholds withheld withholding"),
        ("run", "runs ran running"),
        ("take", "takes took taken taking"),
        ("give", "gives gave given giving"),
        ("leave", "leaves left leaving"),
        ("let", "lets letting"),
        ("be", "is are was were been being"),
        ("party", "parties"),
        ("lease", "leases leased leasing"),
        ("box", "boxes"),
        ("can", "could"),
    ],
)
def test_a_word_in_its_plain_form_matches_its_inflections(plain: str, forms: str) -> None:
    assert [form for form in forms.split() if not same_word(form, plain)] == []


@pytest.mark.parametrize(
    ("one", "other"), [("us", "used"), ("will", "willing"), ("new", "news"), ("not", "nots"), ("launch", "lunch"), ("class", "clas")]
)
def test_words_that_only_look_alike_do_not_match(one: str, other: str) -> None:
    assert not same_word(one, other)


@pytest.mark.parametrize(
    ("text", "amount"),
    [
        ("US$20bn", 20_000_000_000),
        ("USD 20bn", 20_000_000_000),
        ("20 billion dollars", 20_000_000_000),
        ("twenty billion US dollars", 20_000_000_000),
        ("$1,000.50", Decimal("1000.5")),
        ("half a million dollars", 500_000),
        ("two hundred and fifty thousand", 250_000),
        ("a hundred dollars", 100),
        ("38_000_000_000 USD", 38_000_000_000),
        ("1" * 40, Decimal("1" * 40)),
    ],
)
def test_amounts(text: str, amount: int | Decimal) -> None:
    words = words_of(text)
    found = money_at(words, 0, "USD")
    assert found is not None
    assert (found[0], found[1].amount, found[1].currency) == (len(words), amount, "USD")


@pytest.mark.parametrize("text", ["20 euros", "€20", "EUR 20", "1" * 41, "dollars", "20xyz", "and", "half of the share"])
def test_what_is_no_amount_in_dollars(text: str) -> None:
    assert money_at(words_of(text), 0, "USD") is None


@pytest.mark.parametrize(
    ("text", "number"), [("20%", "0.2"), ("20 per cent", "0.2"), ("ten percent", "0.1"), ("0.25", "0.25"), ("twenty-five", "25")]
)
def test_numbers(text: str, number: str) -> None:
    words = words_of(text)
    assert number_at(words, 0) == (len(words), Decimal(number))


@pytest.mark.parametrize(
    ("text", "length"),
    [
        ("10 minutes", timedelta(minutes=10)),
        ("ten-minute", timedelta(minutes=10)),
        ("an hour", timedelta(hours=1)),
        ("two weeks", timedelta(weeks=2)),
        ("1 hour 30 mins", timedelta(minutes=90)),
        ("1.5 hours", timedelta(minutes=90)),
    ],
)
def test_durations(text: str, length: timedelta) -> None:
    words = words_of(text)
    assert duration_at(words, 0) == (len(words), length)


@pytest.mark.parametrize("text", ["3 months", "10", "minutes", "999999999999 weeks"])
def test_what_is_no_duration(text: str) -> None:
    assert duration_at(words_of(text), 0) is None


def test_a_number_such_as_a_1_has_no_article_in_it():
    from contract_model.asking.sentence import words_of

    assert words_of("invoice A-1, a lease") == ("invoice", "a-1", "a", "lease")
