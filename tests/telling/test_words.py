"""Events, dates, values and literals in words."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest

from contract_model.model.answer import OTHER, Among, Between, Holds
from contract_model.model.case import DateSpan, Event
from contract_model.model.kinds import DATE, DURATION, money
from contract_model.model.values import Money
from contract_model.telling.words import Words, amount, counted, date_span, indefinite, interval, listed
from tests.telling.conftest import contract
from tests.telling.contracts import GARDEN

MARCH = date(2027, 3, 1)


@pytest.mark.parametrize(
    ("span", "said"),
    [
        (DateSpan(), ""),
        (DateSpan(MARCH, MARCH), "on 1 March 2027"),
        (DateSpan(MARCH, MARCH, timedelta(hours=9, minutes=10)), "on 1 March 2027 at 09:10"),
        (DateSpan(MARCH, date(2027, 3, 31)), "in March 2027"),
        (DateSpan(date(2027, 7, 1), date(2027, 9, 30)), "in the third quarter of 2027"),
        (DateSpan(date(2027, 1, 1), date(2027, 12, 31)), "in 2027"),
        (DateSpan(MARCH, date(2027, 4, 2)), "from 1 March 2027 through 2 April 2027"),
        (DateSpan(MARCH, None), "from 1 March 2027 on"),
        (DateSpan(None, MARCH), "through 1 March 2027"),
    ],
)
def test_when_an_event_happens(span, said):
    assert date_span(span) == said


EUR = money("EUR")


def eur(figures):
    return Money(Decimal(figures), "EUR")


@pytest.mark.parametrize(
    ("kind", "low", "high", "closed", "said"),
    [
        (DATE, None, MARCH, (True, True), "through 1 March 2027"),
        (DATE, MARCH, None, (True, True), "from 1 March 2027 on"),
        (DATE, MARCH, MARCH, (True, True), "on 1 March 2027"),
        (EUR, eur(5), None, (True, False), "at least 5 EUR"),
        (EUR, eur(5), None, (False, False), "more than 5 EUR"),
        (EUR, None, eur(5), (False, False), "less than 5 EUR"),
        (EUR, eur(5), eur(7), (False, True), "more than 5 EUR and at most 7 EUR"),
        (EUR, eur(5), eur(5), (True, True), "exactly 5 EUR"),
        (DURATION, timedelta(days=30), None, (True, False), "at least 30 days"),
    ],
)
def test_where_a_quantity_lies(kind, low, high, closed, said):
    assert interval(kind, low, high, closed) == said


@pytest.mark.parametrize(
    ("figures", "said"),
    [
        ("38000000000", "38 billion EUR"),
        ("493800000", "493.8 million EUR"),
        ("1359600000", "1.3596 billion EUR"),
        ("1234567", "1,234,567 EUR"),
        ("1200", "1,200 EUR"),
        ("1200.5", "1,200.50 EUR"),
        ("0.125", "0.125 EUR"),
        ("-5000000", "-5 million EUR"),
        ("0", "0 EUR"),
    ],
)
def test_an_amount_is_shortened_only_where_it_stays_exact(figures, said):
    assert amount(eur(figures)) == said


def test_lists_of_words():
    assert listed([]) == ""
    assert listed(["a"]) == "a"
    assert listed(["a", "b", "c"], "or") == "a, b or c"
    assert listed(["a, or so", "b", "c"]) == "a, or so; b; and c"


def test_counts_and_articles():
    assert [counted(n, "fact") for n in (0, 1, 3, 20)] == ["no facts", "one fact", "three facts", "20 facts"]
    assert [indefinite(n) for n in ("product", "assignee", "models")] == ["a product", "an assignee", "some models"]


class TestTheGarden:
    words = Words(contract(GARDEN), "grow")

    def test_what_happens_with_what_is_known(self):
        event = Event("grow", "tenant", DateSpan(MARCH, MARCH), {"use": "bees", "bed": "the far bed"})
        assert self.words.event(event) == "The tenant grows bees in the far bed on 1 March 2027"

    def test_what_is_not_known_is_some_or_left_out_at_the_end(self):
        assert self.words.action(Event("grow")) == "Somebody grows some use"
        assert self.words.action(Event("pay", "tenant")) == "The tenant pays an amount of rent"

    @pytest.mark.parametrize(
        ("bed", "said"),
        [("bed", "in a bed"), ("old bed", "in an old bed"), ("beds", "in beds"), ("Eden", "in Eden"), ("its bed", "in its bed")],
    )
    def test_a_common_noun_gets_its_article_back(self, bed, said):
        assert self.words.action(Event("grow", "tenant", DateSpan(), {"use": "bees", "bed": bed})).endswith(said)

    def test_a_truth_is_a_statement_and_a_choice_a_question_with_its_answer(self):
        assert self.words.literal(Among("neighbours_agree", (False,))) == "the neighbours do not agree"
        assert self.words.literal(Among("use", ("bees", "goats"))) == "What is grown? bees or goats"

    def test_most_of_the_values_are_told_by_the_others(self):
        assert self.words.literal(Among("use", ("vegetables", "flowers", "goats"))) == "What is grown? not bees"
        assert self.words.denied("use", ("bees", "goats")) == "What is grown? neither bees nor goats"

    def test_a_reading_is_told_by_what_it_says(self):
        assert self.words.literal(Among("growing", ("so",))) == "Is keeping an animal growing? yes, what is kept grows"

    def test_actor_and_day(self):
        assert self.words.literal(Among("actor", ("owner",))) == "it is the owner that acts"
        assert self.words.literal(Between("date", DATE, None, MARCH, (True, True))) == "it happens through 1 March 2027"

    def test_the_time_of_day(self):
        six, ten = timedelta(hours=6), timedelta(hours=22)
        assert self.words.literal(Between("time", DURATION, six, ten, (True, False))) == "it happens from 06:00 until 22:00"
        assert self.words.literal(Between("time", DURATION, None, six, (False, False))) == "it happens before 06:00"
        assert self.words.literal(Between("time", DURATION, ten, None, (True, False))) == "it happens from 22:00 on"

    def test_a_text_that_is_none_of_those_mentioned(self):
        assert self.words.literal(Among("bed", (OTHER,))) == "What is the bed? something else"

    def test_a_comparison_of_unknowns_has_a_sum_on_each_side(self):
        assert self.words.literal(Holds("amount >= rent", ("amount", "rent"), True)) == "how much is paid is at least the rent"
        assert self.words.literal(Holds("amount >= rent", ("amount", "rent"), False)) == "how much is paid is less than the rent"
        assert (
            self.words.literal(Holds("amount - 2*rent > -1000", ("amount", "rent"), True))
            == "how much is paid plus 1,000 EUR is more than 2 times the rent"
        )
        assert (
            self.words.literal(Holds("0 < amount - rent <= 50", ("amount", "rent"), True))
            == "how much is paid is more than the rent and how much is paid is at most the rent plus 50 EUR"
        )

    def test_a_comparison_of_unknowns_has_its_constants_in_units(self):
        assert (
            self.words.literal(Holds("0.5*amount - rent <= EUR(-1000)", ("amount", "rent"), True))
            == "0.5 times how much is paid plus 1,000 EUR is at most the rent"
        )
        told = self.words.literal(Holds("date - amount > days(30)", ("date", "amount"), True))
        assert told == "the day of the event is after how much is paid plus 30 days"

    def test_the_owner_is_no_proper_name_and_ms_vine_is(self):
        assert self.words.party("owner") == "the owner"
        assert self.words.proper == ("Ms Vine",)

    def test_a_source_as_one_cites_it(self):
        sources = contract(GARDEN).sources
        assert self.words.source(sources["L"]) == "“The lease”, the parties, 1 January 2026"
        assert self.words.source(sources["G"]) == "“Gossip”, the street, undated"


def test_each_action_asks_for_a_shared_parameter_in_its_own_words():
    found = contract("microsoft-openai")
    assert Words(found, "launch").question("cloud") != Words(found, "withdraw").question("cloud")
