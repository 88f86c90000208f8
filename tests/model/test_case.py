"""This file tests when an event happens, as far as it is known: how such a span is written, and which there cannot be."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from contract_model.model.case import ANY_DATE, DateSpan, clock, months

DAY = date(2027, 3, 1)


@pytest.mark.parametrize(
    ("span", "said"),
    [
        (DateSpan(DAY, DAY), "2027-03-01"),
        (DateSpan(DAY, DAY, timedelta(hours=9, minutes=10)), "2027-03-01T09:10"),
        (DateSpan(DAY, DAY, timedelta(0)), "2027-03-01T00:00"),
        (DateSpan(*months(2027, 3, 1)), "2027-03"),
        (DateSpan(*months(2024, 2, 1)), "2024-02"),
        (DateSpan(*months(2027, 7, 3)), "2027-Q3"),
        (DateSpan(*months(2027, 1, 12)), "2027"),
        (DateSpan(*months(1, 1, 12)), "0001"),
        (DateSpan(*months(9999, 10, 3)), "9999-Q4"),
        (DateSpan(*months(2027, 2, 3)), "2027-02-01..2027-04-30"),
        (DateSpan(DAY, None), "2027-03-01.."),
        (DateSpan(None, DAY), "..2027-03-01"),
        (ANY_DATE, ".."),
    ],
)
def test_a_span_of_dates_is_written_as_shortly_as_it_can_be(span: DateSpan, said: str) -> None:
    assert str(span) == said


def test_a_span_is_a_day_when_it_begins_and_ends_on_it() -> None:
    assert DateSpan(DAY, DAY).day == DAY
    assert DateSpan(DAY, date(2027, 3, 2)).day is None
    assert ANY_DATE.day is None


@pytest.mark.parametrize(
    ("first", "last", "time", "said"),
    [
        (DAY, date(2027, 2, 28), None, "ends before it begins"),
        (DAY, date(2027, 3, 2), timedelta(hours=9), "needs a day"),
        (None, None, timedelta(hours=9), "needs a day"),
        (DAY, DAY, timedelta(hours=24), "between 00:00 and 24:00"),
        (DAY, DAY, timedelta(microseconds=-1), "between 00:00 and 24:00"),
    ],
)
def test_what_is_no_span(first: date | None, last: date | None, time: timedelta | None, said: str) -> None:
    with pytest.raises(ValueError, match=said):
        DateSpan(first, last, time)


def test_the_time_of_day() -> None:
    assert [clock(timedelta(seconds=s)) for s in (0, 59, 60, 3_600, 86_399)] == ["00:00", "00:00:59", "00:01", "01:00", "23:59:59"]
