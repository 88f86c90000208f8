"""This file tests how periods are read and how days are counted: sums of dates and periods, last days, rolls, recurring periods."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from contract_model.model.counting import (
    MAX_COUNT,
    Calendar,
    Corresponding,
    Counting,
    Period,
    Roll,
    Unit,
    add,
    calendar_period,
    first_of_month,
    is_business_day,
    last_day,
    last_of_month,
    period_of,
    read_period,
    rolled,
)

UP, DOWN, REFUSE = (Counting(months=mode) for mode in (Corresponding.UP, Corresponding.DOWN, Corresponding.REFUSE))
SHOP = Calendar(
    "shop",
    weekend=frozenset({6}),  # open on Saturdays
    holidays=frozenset({date(2026, 5, 4), date(2026, 5, 5)}),
    working=frozenset({date(2026, 5, 10)}),  # a Sunday
)


def day(text: str) -> date:
    return date.fromisoformat(text)


def period(text: str) -> Period:
    """A period as it is written, or with a minus sign, back in time."""
    found = read_period(text.removeprefix("-"))
    return Period(-found.count, found.unit) if text.startswith("-") else found


# --- periods as they are written -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "count", "unit"),
    [
        ("7 days", 7, Unit.DAY),
        ("1 day", 1, Unit.DAY),
        ("10 business days", 10, Unit.BUSINESS_DAY),
        ("business day", 1, Unit.BUSINESS_DAY),
        ("  10  Business   Days ", 10, Unit.BUSINESS_DAY),
        ("month", 1, Unit.MONTH),
        ("3 months", 3, Unit.MONTH),
        ("2 quarters", 2, Unit.QUARTER),
        ("1 year", 1, Unit.YEAR),
        ("2 weeks", 2, Unit.WEEK),
        ("36 hours", 36, Unit.HOUR),
        ("30 minutes", 30, Unit.MINUTE),
        ("1 second", 1, Unit.SECOND),
        ("007days", 7, Unit.DAY),
        ("100_000 seconds", MAX_COUNT, Unit.SECOND),
    ],
)
def test_a_period_is_read(text: str, count: int, unit: Unit) -> None:
    assert read_period(text) == Period(count, unit)


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("", "a whole number and a unit"),
        ("7", "a whole number and a unit"),
        ("-7 days", "a whole number and a unit"),
        ("1.5 days", "a whole number and a unit"),
        ("٧ days", "a whole number and a unit"),
        ("7 days after", "business days, weeks, months, quarters or years, not in `days after`"),
        ("2 fortnights", "not in `fortnights`"),
        ("3 business months", "not in `business months`"),
        ("0 days", "1 to 100_000"),
        ("100001 days", "1 to 100_000"),
        ("9" * 10_000 + " days", "1 to 100_000"),
    ],
)
def test_what_is_no_period_is_told_in_words(text: str, says: str) -> None:
    with pytest.raises(ValueError, match=says):
        read_period(text)


@given(st.integers(1, MAX_COUNT), st.sampled_from(Unit))
def test_a_period_is_written_as_it_is_read(count: int, unit: Unit) -> None:
    assert read_period(str(Period(count, unit))) == Period(count, unit)


# --- sums of dates and periods ---------------------------------------------------------------------------------------------------------

EXACT = [
    ("2012-03-20", "10 days", "2012-03-30"),
    ("2012-03-31", "1 day", "2012-04-01"),
    ("2012-02-28", "1 day", "2012-02-29"),
    ("2013-02-28", "1 day", "2013-03-01"),
    ("2012-03-01", "71 days", "2012-05-11"),
    ("2012-11-01", "71 days", "2013-01-11"),
    ("2012-02-15", "2 months", "2012-04-15"),
    ("2012-02-28", "4 months", "2012-06-28"),
    ("2012-03-15", "1 month", "2012-04-15"),
    ("2012-11-15", "3 months", "2013-02-15"),
    ("2012-03-31", "2 months", "2012-05-31"),
    ("2012-01-31", "2 months", "2012-03-31"),
    ("2013-01-31", "2 months", "2013-03-31"),
    ("2012-10-31", "5 months", "2013-03-31"),
    ("2012-01-01", "1 year", "2013-01-01"),
    ("2012-02-28", "4 years", "2016-02-28"),
    ("2012-02-29", "4 years", "2016-02-29"),
    ("2012-03-15", "1 year", "2013-03-15"),
    ("2012-11-15", "3 years", "2015-11-15"),
]
AMBIGUOUS = [
    ("2012-03-31", "1 month", "2012-05-01", "2012-04-30"),
    ("2012-03-31", "3 months", "2012-07-01", "2012-06-30"),
    ("2012-01-31", "1 month", "2012-03-01", "2012-02-29"),
    ("2012-01-31", "3 months", "2012-05-01", "2012-04-30"),
    ("2013-01-31", "1 month", "2013-03-01", "2013-02-28"),
    ("2013-01-31", "3 months", "2013-05-01", "2013-04-30"),
    ("2012-10-31", "4 months", "2013-03-01", "2013-02-28"),
    ("2012-10-31", "6 months", "2013-05-01", "2013-04-30"),
    ("2012-10-29", "4 months", "2013-03-01", "2013-02-28"),
    ("2012-02-29", "1 year", "2013-03-01", "2013-02-28"),
    ("2012-02-29", "88 years", "2100-03-01", "2100-02-28"),
]


@pytest.mark.parametrize(("start", "length", "end"), EXACT)
@pytest.mark.parametrize("counting", [UP, DOWN, REFUSE], ids=["up", "down", "refuse"])
def test_a_sum_with_a_corresponding_day_is_the_same_in_every_mode(start: str, length: str, end: str, counting: Counting) -> None:
    assert add(day(start), period(length), counting) == day(end)


@pytest.mark.parametrize(("start", "length", "up", "down"), AMBIGUOUS)
def test_a_sum_without_a_corresponding_day_is_rounded_or_refused(start: str, length: str, up: str, down: str) -> None:
    assert add(day(start), period(length), UP) == day(up)
    assert add(day(start), period(length), DOWN) == day(down)
    with pytest.raises(ValueError, match=f"`{length}` after {start} is no day"):
        add(day(start), period(length), REFUSE)


@pytest.mark.parametrize(
    ("within", "first", "last"),
    [
        ("2012-02-10", "2012-02-01", "2012-02-29"),
        ("2013-02-28", "2013-02-01", "2013-02-28"),
        ("2012-12-31", "2012-12-01", "2012-12-31"),
        ("9999-12-01", "9999-12-01", "9999-12-31"),
    ],
)
def test_the_first_and_last_day_of_a_month(within: str, first: str, last: str) -> None:
    assert (first_of_month(day(within)), last_of_month(day(within))) == (day(first), day(last))


@pytest.mark.parametrize(
    ("start", "length", "end"),
    [
        ("2012-03-01", "-1 day", "2012-02-29"),
        ("2012-03-15", "-2 weeks", "2012-03-01"),
        ("2012-03-31", "-1 month", "2012-02-29"),
        ("2012-05-31", "-1 quarter", "2012-02-29"),
        ("2012-02-29", "-1 year", "2011-02-28"),
        ("2012-01-31", "-1 month", "2011-12-31"),
        ("2012-01-15", "2 quarters", "2012-07-15"),
    ],
)
def test_sums_go_back_in_time_too(start: str, length: str, end: str) -> None:
    assert add(day(start), period(length), DOWN) == day(end)


def test_rounding_goes_by_the_calendar_also_back_in_time() -> None:
    assert add(day("2012-03-31"), period("-1 month"), UP) == day("2012-03-01")
    with pytest.raises(ValueError, match="`1 month` before 2012-03-31 is no day, as February 2012 has 29 days"):
        add(day("2012-03-31"), period("-1 month"), REFUSE)


@pytest.mark.parametrize("length", ["1 second", "30 minutes", "36 hours"])
def test_hours_make_no_date(length: str) -> None:
    with pytest.raises(ValueError, match=f"`{length}` after a date is no date"):
        add(day("2026-01-01"), period(length), DOWN)


@pytest.mark.parametrize(
    ("start", "length"),
    [
        ("9999-12-31", "1 day"),
        ("0001-01-01", "-1 day"),
        ("9999-12-31", "1 month"),
        ("0001-01-31", "-1 month"),
        ("2026-01-01", "100000 years"),
        ("2026-01-01", "-100000 quarters"),
        ("9999-12-31", "1 business day"),
    ],
)
def test_a_sum_outside_of_the_calendar_is_told(start: str, length: str) -> None:
    with pytest.raises(ValueError, match="1 to 9999"):
        add(day(start), period(length), DOWN)


@given(st.dates(), st.dates(), st.integers(-50, 50), st.sampled_from(["day", "week", "month", "quarter", "year", "business day"]))
@pytest.mark.parametrize("counting", [UP, DOWN], ids=["up", "down"])
def test_who_starts_later_does_not_end_earlier(counting: Counting, one: date, other: date, count: int, unit: str) -> None:
    assume(all(100 < d.year < 9900 for d in (one, other)))
    length = Period(count, Unit(unit))
    early, late = sorted((one, other))
    assert add(early, length, counting) <= add(late, length, counting)


@given(st.dates(date(1000, 1, 1), date(9000, 1, 1)), st.integers(0, 300))
def test_up_is_the_day_after_down_or_the_same(start: date, months: int) -> None:
    length = Period(months, Unit.MONTH)
    up, down = add(start, length, UP), add(start, length, DOWN)
    assert up - down == timedelta(days=0 if up.day == start.day and down.day == start.day else 1)
    assert (down.year * 12 + down.month) - (start.year * 12 + start.month) == months


# --- business days ---------------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("start", "length", "end"),
    [
        ("2026-05-01", "1 business day", "2026-05-02"),  # from a Friday, on to a Saturday
        ("2026-05-02", "1 business day", "2026-05-06"),  # over a Sunday and two holidays
        ("2026-05-04", "1 business day", "2026-05-06"),  # from a holiday
        ("2026-05-09", "1 business day", "2026-05-10"),  # a Sunday that is worked
        ("2026-05-06", "-1 business day", "2026-05-02"),
        ("2026-05-04", "-2 business days", "2026-05-01"),
    ],
)
def test_business_days_by_a_calendar_of_ones_own(start: str, length: str, end: str) -> None:
    assert add(day(start), period(length), Counting(calendar=SHOP)) == day(end)


def test_a_working_day_counts_more_than_a_holiday_and_a_weekend() -> None:
    both = Calendar(holidays=frozenset({date(2026, 5, 10)}), working=frozenset({date(2026, 5, 10)}))
    assert is_business_day(both, date(2026, 5, 10))
    assert not is_business_day(both, date(2026, 5, 9))


@pytest.mark.parametrize("length", ["1 business day", "-1 business day"])
def test_a_calendar_without_business_days_is_told(length: str) -> None:
    never = Counting(calendar=Calendar("never", weekend=frozenset(range(7))))
    with pytest.raises(ValueError, match="the calendar `never` has no business day within a year of 202"):
        add(day("2026-01-01"), period(length), never)


CALENDARS = st.builds(
    Calendar,
    weekend=st.frozensets(st.integers(0, 6), max_size=5),
    holidays=st.frozensets(st.dates(date(2026, 1, 1), date(2026, 3, 1)), max_size=20),
    working=st.frozensets(st.dates(date(2026, 1, 1), date(2026, 3, 1)), max_size=20),
)


@given(CALENDARS, st.dates(date(2026, 1, 1), date(2026, 3, 1)), st.integers(-40, 40))
def test_so_many_business_days_lie_between(calendar: Calendar, start: date, count: int) -> None:
    def open_on(shown: date) -> bool:
        return shown in calendar.working or (shown.weekday() not in calendar.weekend and shown not in calendar.holidays)

    end = add(start, Period(count, Unit.BUSINESS_DAY), Counting(calendar=calendar))
    step = timedelta(days=1 if count > 0 else -1)
    passed = [start + step * i for i in range(1, abs((end - start).days) + 1)]
    assert sum(map(open_on, passed)) == abs(count)
    assert end == start if count == 0 else open_on(end)


# --- last days -------------------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("start", "length", "out", "within", "clear"),
    [
        ("2026-01-01", "7 days", "2026-01-08", "2026-01-07", "2026-01-09"),
        ("2026-01-01", "1 day", "2026-01-02", "2026-01-01", "2026-01-03"),
        ("2026-01-01", "1 week", "2026-01-08", "2026-01-07", "2026-01-09"),
        ("2026-01-01", "1 month", "2026-02-01", "2026-01-31", "2026-02-02"),
        ("2026-01-31", "1 month", "2026-02-28", "2026-02-27", "2026-03-01"),
        ("2026-01-01", "1 year", "2027-01-01", "2026-12-31", "2027-01-02"),
        ("2026-01-02", "1 business day", "2026-01-05", "2026-01-02", "2026-01-06"),  # from a Friday
        ("2026-01-03", "1 business day", "2026-01-05", "2026-01-05", "2026-01-06"),  # from a Saturday
        ("2026-01-08", "-7 days", "2026-01-01", "2026-01-02", "2025-12-31"),
        ("2026-02-01", "-1 month", "2026-01-01", "2026-01-02", "2025-12-31"),
        ("2026-01-05", "-1 business day", "2026-01-02", "2026-01-05", "2026-01-01"),
    ],
)
def test_the_last_day_by_what_is_counted(start: str, length: str, out: str, within: str, clear: str) -> None:
    assert last_day(day(start), period(length), Counting()) == day(out)
    assert last_day(day(start), period(length), Counting(start_day=True)) == day(within)
    assert last_day(day(start), period(length), Counting(clear=True)) == day(clear)
    assert last_day(day(start), period(length), Counting(clear=True, start_day=True)) == day(clear)


@given(st.dates(date(1000, 1, 1), date(9000, 1, 1)), st.integers(1, 1000), st.booleans(), st.booleans())
def test_counted_back_is_counted_forward_in_a_mirror(start: date, count: int, start_day: bool, clear: bool) -> None:
    counting = Counting(start_day=start_day, clear=clear)
    forward = last_day(start, Period(count, Unit.DAY), counting)
    back = last_day(start, Period(-count, Unit.DAY), counting)
    assert forward - start == start - back


@given(st.dates(date(1000, 1, 1), date(9000, 1, 1)), st.integers(1, 1000))
def test_so_many_whole_days_lie_between_the_ends_of_clear_days(start: date, count: int) -> None:
    assert (last_day(start, Period(count, Unit.DAY), Counting(clear=True)) - start).days - 1 == count


@pytest.mark.parametrize(
    ("last", "following", "preceding", "modified"),
    [
        ("2026-05-01", "2026-05-01", "2026-05-01", "2026-05-01"),  # a Friday
        ("2026-05-02", "2026-05-04", "2026-05-01", "2026-05-04"),  # a Saturday; back would be in the same month
        ("2026-05-30", "2026-06-01", "2026-05-29", "2026-05-29"),  # a Saturday; on would be in June
        ("2026-12-31", "2026-12-31", "2026-12-31", "2026-12-31"),
    ],
)
def test_a_last_day_is_rolled_to_a_business_day(last: str, following: str, preceding: str, modified: str) -> None:
    assert rolled(day(last), Counting(roll=Roll.NONE)) == day(last)
    assert rolled(day(last), Counting(roll=Roll.FOLLOWING)) == day(following)
    assert rolled(day(last), Counting(roll=Roll.PRECEDING)) == day(preceding)
    assert rolled(day(last), Counting(roll=Roll.MODIFIED_FOLLOWING)) == day(modified)


def test_the_last_day_of_a_period_is_rolled_and_the_direction_is_not_mirrored() -> None:
    following = Counting(roll=Roll.FOLLOWING)
    assert last_day(day("2026-04-25"), period("7 days"), following) == day("2026-05-04")  # 2 May is a Saturday
    assert last_day(day("2026-05-09"), period("-7 days"), following) == day("2026-05-04")


@given(CALENDARS, st.dates(date(2026, 1, 1), date(2026, 3, 1)), st.sampled_from([r for r in Roll if r is not Roll.NONE]))
def test_a_rolled_day_is_a_business_day_and_stays(calendar: Calendar, last: date, roll: Roll) -> None:
    counting = Counting(calendar=calendar, roll=roll)
    found = rolled(last, counting)
    assert is_business_day(calendar, found)
    assert rolled(found, counting) == found
    assert found == last or not is_business_day(calendar, last)


# --- recurring periods -----------------------------------------------------------------------------------------------------------------


def test_months_from_the_31st_do_not_drift() -> None:
    found = [period_of(day("2026-01-31"), period("month"), number, DOWN) for number in range(4)]
    assert [(first.isoformat(), last.isoformat()) for first, last in found] == [
        ("2026-01-31", "2026-02-27"),
        ("2026-02-28", "2026-03-30"),
        ("2026-03-31", "2026-04-29"),
        ("2026-04-30", "2026-05-30"),
    ]


def test_a_year_from_29_february() -> None:
    assert period_of(day("2028-02-29"), period("1 year"), 0, DOWN) == (day("2028-02-29"), day("2029-02-27"))
    assert period_of(day("2028-02-29"), period("1 year"), 4, DOWN) == (day("2032-02-29"), day("2033-02-27"))
    assert period_of(day("2028-02-29"), period("1 year"), 1, UP) == (day("2029-03-01"), day("2030-02-28"))


def test_quarters_by_number() -> None:
    assert period_of(day("2026-01-01"), period("quarter"), 3, DOWN) == (day("2026-10-01"), day("2026-12-31"))


def test_recurring_months_from_the_31st_are_refused_where_rounding_is() -> None:
    with pytest.raises(ValueError, match="is no day"):
        period_of(day("2026-01-31"), period("month"), 0, REFUSE)


@given(st.dates(date(1000, 1, 1), date(3000, 1, 1)), st.integers(1, 30), st.sampled_from(["day", "week", "month", "quarter", "year"]))
@pytest.mark.parametrize("counting", [UP, DOWN], ids=["up", "down"])
def test_recurring_periods_neither_overlap_nor_leave_gaps(counting: Counting, start: date, count: int, unit: str) -> None:
    every = Period(count, Unit(unit))
    found = [period_of(start, every, number, counting) for number in range(13)]
    assert found[0][0] == start
    assert all(first <= last for first, last in found)
    assert all((after[0] - before[1]).days == 1 for before, after in zip(found, found[1:], strict=False))


@pytest.mark.parametrize(
    ("unit", "spans"),
    [
        (Unit.WEEK, ["2026-04-29..2026-05-03", "2026-05-04..2026-05-10", "2026-05-11..2026-05-17"]),
        (Unit.MONTH, ["2026-04-29..2026-04-30", "2026-05-01..2026-05-31", "2026-06-01..2026-06-30"]),
        (Unit.QUARTER, ["2026-04-29..2026-06-30", "2026-07-01..2026-09-30", "2026-10-01..2026-12-31"]),
        (Unit.YEAR, ["2026-04-29..2026-12-31", "2027-01-01..2027-12-31", "2028-01-01..2028-12-31"]),
    ],
)
def test_periods_of_the_calendar_begin_with_what_is_left_of_the_first(unit, spans):
    found = [calendar_period(date(2026, 4, 29), unit, n) for n in range(3)]
    assert [f"{first}..{last}" for first, last in found] == spans


def test_the_calendar_ends_and_has_no_hours():
    with pytest.raises(ValueError, match="weeks, months, quarters and years"):
        calendar_period(date(2026, 4, 29), Unit.HOUR, 0)
    with pytest.raises(ValueError, match="1 to 9999"):
        calendar_period(date(9999, 4, 29), Unit.YEAR, 1)
