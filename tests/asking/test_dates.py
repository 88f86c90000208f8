"""This file tests dates as people write them, and that what a span of dates prints is read back as the same span."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contract_model.asking.dates import read_day, read_span
from contract_model.model.case import ANY_DATE, DateSpan

TODAY = date(2026, 11, 20)


@pytest.mark.parametrize(
    ("words", "span"),
    [
        ("2027", "2027"),
        ("in 2027", "2027"),
        ("In The Year 2027", "2027"),
        ("2027-03", "2027-03"),
        ("in March 2027", "2027-03"),
        ("Sept. 2027", "2027-09"),
        ("during May of 2027", "2027-05"),
        ("2027-Q3", "2027-Q3"),
        ("Q3 2027", "2027-Q3"),
        ("in the third quarter of 2027", "2027-Q3"),
        ("the last quarter of 2027", "2027-Q4"),
        ("in the first half of 2027", "2027-01-01..2027-06-30"),
        ("H2 2027", "2027-07-01..2027-12-31"),
        ("2027-03-01", "2027-03-01"),
        ("on 1 March 2027", "2027-03-01"),
        ("on the 1st of March, 2027", "2027-03-01"),
        ("March 1, 2027", "2027-03-01"),
        ("Mar 1st 2027", "2027-03-01"),
        ("29 February 2028", "2028-02-29"),
        ("2027-03-01T09:10", "2027-03-01T09:10"),
        ("on 2026-10-05 at 09:10", "2026-10-05T09:10"),
        ("on 5 October 2026 at 9:10 pm", "2026-10-05T21:10"),
        ("at 9 a.m. on 5 October 2026", "2026-10-05T09:00"),
        ("on 5 October 2026 at noon", "2026-10-05T12:00"),
        ("on 5 October 2026 at 12 am", "2026-10-05T00:00"),
        ("before 2027", "..2026-12-31"),
        ("before 1 March 2027", "..2027-02-28"),
        ("after March 2027", "2027-04-01.."),
        ("after 2027-03-01", "2027-03-02.."),
        ("by 2027", "..2027-12-31"),
        ("until Q2 2027", "..2027-06-30"),
        ("through 2032", "..2032-12-31"),
        ("no later than 1 May 2027", "..2027-05-01"),
        ("on or after 1 May 2027", "2027-05-01.."),
        ("by the end of 2027", "..2027-12-31"),
        ("before the end of 2027", "..2027-12-31"),
        ("before the start of 2027", "..2026-12-31"),
        ("after the end of March 2027", "2027-04-01.."),
        ("from the beginning of 2027", "2027-01-01.."),
        ("from 2027", "2027-01-01.."),
        ("since March 2027", "2027-03-01.."),
        ("from 2027 to 2029", "2027-01-01..2029-12-31"),
        ("from March to June 2027", "2027-03-01..2027-06-30"),
        ("from 1 March 2027 until 15 April 2027", "2027-03-01..2027-04-15"),
        ("between 1 and 15 March 2027", "2027-03-01..2027-03-15"),
        ("between 2027 and 2028", "2027-01-01..2028-12-31"),
        ("2027..2028", "2027-01-01..2028-12-31"),
        ("..2026-12-31", "..2026-12-31"),
        ("2027-03-01..", "2027-03-01.."),
        ("today", "2026-11-20"),
        ("tomorrow", "2026-11-21"),
        ("yesterday", "2026-11-19"),
        ("until tomorrow", "..2026-11-21"),
        ("this month", "2026-11"),
        ("next month", "2026-12"),
        ("next quarter", "2027-Q1"),
        ("last year", "2025"),
        ("next week", "2026-11-23..2026-11-29"),
        ("spring 2028", "2028-03-01..2028-05-31"),
        ("in the autumn of 2028", "2028-09-01..2028-11-30"),
        ("in the summer of next year", "2027-06-01..2027-08-31"),
        ("early 2028", "2028-01-01..2028-04-30"),
        ("in mid-2028", "2028-05-01..2028-08-31"),
        ("in the middle of 2028", "2028-05-01..2028-08-31"),
        ("in the early part of 2028", "2028-01-01..2028-04-30"),
        ("late next year", "2027-09-01..2027-12-31"),
        ("in late February 2028", "2028-02-21..2028-02-29"),
        ("mid-March 2027", "2027-03-11..2027-03-20"),
        ("after early 2028", "2028-05-01.."),
        ("at the end of 2030", "2030-12-31"),
        ("end of March 2027", "2027-03-31"),
        ("at the beginning of next year", "2027-01-01"),
        ("at year-end 2030", "2030-12-31"),
        ("by year-end 2030", "..2030-12-31"),
        ("from the end of 2030 to the end of 2032", "2030-12-31..2032-12-31"),
        ("between mid-2028 and the end of 2028", "2028-05-01..2028-12-31"),
        ("on New Year's Eve 2032", "2032-12-31"),
        ("New Year\u2019s Day of 2033", "2033-01-01"),
        ("by Christmas 2027", "..2027-12-25"),
        ("in March next year", "2027-03"),
        ("Q1 of next year", "2027-Q1"),
        ("in two years", "2028-11-20"),
        ("in 18 months", "2028-05-20"),
        ("a week from now", "2026-11-27"),
        ("three days ago", "2026-11-17"),
        ("within six months", "2026-11-20..2027-05-20"),
        ("over the next five years", "2026-11-20..2031-11-20"),
        ("in the 2030s", "2030-01-01..2039-12-31"),
        ("2027-2029", "2027-01-01..2029-12-31"),
        ("2027\u20132029", "2027-01-01..2029-12-31"),
        ("25/12/2027", "2027-12-25"),
        ("12/25/2027", "2027-12-25"),
        ("25.12.2027", "2027-12-25"),
        ("at any time", ".."),
        ("in the future", "2026-11-20.."),
        ("unknown", ".."),
        ("?", ".."),
    ],
)
def test_dates_in_words(words: str, span: str) -> None:
    assert str(read_span(words, TODAY)) == span


@pytest.mark.parametrize(
    ("words", "message"),
    [
        ("2027-02-30", "there is no such day in the calendar"),
        ("on 31 April 2027", "there is no such day in the calendar"),
        ("29 February 2027", "there is no such day in the calendar"),
        ("2027-13", "there is no such month in the calendar"),
        ("2027-Q5", "a year has four quarters"),
        ("H3 2027", "a year has two halves"),
        ("0000", "the calendar runs from the year 1 to 9999"),
        ("in 10000", "the calendar runs from the year 1 to 9999"),
        ("before 0001", "the calendar runs from the year 1 to 9999"),
        ("after 9999", "the calendar runs from the year 1 to 9999"),
        ("in March", "a month needs its year, such as March 2027"),
        ("on 1 March", "a month needs its year, such as March 2027"),
        ("between 2027", "`between` needs two dates, such as between 2027 and 2029"),
        ("from 2028 to 2027", "the span of dates ends before it begins"),
        ("2027-03-01T24:00", "there is no such time of day; it is written such as 09:10"),
        ("on 1 March 2027 at 13 pm", "there is no such time of day; it is written such as 09:10"),
        ("2027-03-01T09:10..2028", "a span of dates goes by days, not by times of day"),
        ("before 2027-03-01T09:10", "before, after and their like go with days, not with times of day"),
        ("in winter 2028", "a winter lies in two years; tell its months, such as from December 2027 to February 2028"),
        ("01/03/2027", "this can be two days; write 2027-03-01 or 2027-01-03"),
        ("early Q3 2027", "`early` goes with a year or a month, such as early 2028"),
        ("on New Year's Eve", "a month needs its year, such as March 2027"),
        ("2029-2027", "the span of dates ends before it begins"),
        ("in 99999 years", "the calendar runs from the year 1 to 9999"),
        ("at 09:10", "a time of day needs its day, such as 2027-03-01T09:10"),
    ],
)
def test_what_is_no_date_is_told_in_words(words: str, message: str) -> None:
    with pytest.raises(ValueError, match=r".") as caught:
        read_span(words, TODAY)
    assert str(caught.value) == message


@pytest.mark.parametrize("words", ["", "soon", "27", "1/3", "in 2027 or so", "2027-3-1", "March", "x" * 101, "in in 2027"])
def test_other_words_are_no_date(words: str) -> None:
    with pytest.raises(ValueError, match="a date "):
        read_span(words, TODAY)


def test_today_is_not_known_to_everyone() -> None:
    with pytest.raises(ValueError, match="counted from today"):
        read_span("tomorrow")


@pytest.mark.parametrize(
    ("today", "words"), [(date.max, "tomorrow"), (date.min, "yesterday"), (date.max, "next year"), (date.min, "last month")]
)
def test_the_calendar_has_two_ends(today: date, words: str) -> None:
    with pytest.raises(ValueError, match="the calendar runs from"):
        read_span(words, today)


def test_a_single_day_is_neither_a_month_nor_a_moment() -> None:
    assert read_day("1 March 2027") == date(2027, 3, 1)
    for words in ("March 2027", "2027-03-01T09:10"):
        with pytest.raises(ValueError, match="a single day is needed"):
            read_day(words)


moments = st.builds(
    lambda day, minutes: DateSpan(day, day, timedelta(seconds=minutes)), st.dates(), st.integers(min_value=0, max_value=86_399)
)
spans = st.builds(lambda *ends: DateSpan(*sorted(ends)), st.dates(), st.dates())
half_open = st.one_of(st.builds(DateSpan, st.dates(), st.none()), st.builds(DateSpan, st.none(), st.dates()))
years = st.builds(lambda year: DateSpan(date(year, 1, 1), date(year, 12, 31)), st.integers(min_value=1000, max_value=9999))


@given(st.one_of(moments, spans, half_open, years, st.just(ANY_DATE)))
def test_a_span_is_read_back_as_it_is_written(span: DateSpan) -> None:
    assert read_span(str(span)) == span
