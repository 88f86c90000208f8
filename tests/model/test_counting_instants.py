"""This file tests instants: days and times of day in time zones, deadlines, and when messages are received."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from contract_model.model.counting import (
    Calendar,
    Counting,
    Instant,
    Roll,
    Unit,
    add,
    begin_of,
    earliest,
    end_of,
    instant,
    last_day,
    local,
    over,
    read_period,
    received,
    too_late,
)
from contract_model.model.counting import Period as P

BERLIN = Counting(zone="Europe/Berlin")
HOUR = 3_600
ZONES = ("UTC", "Europe/Berlin", "America/New_York", "America/Sao_Paulo", "America/Havana", "Asia/Kolkata", "Asia/Beirut")


def day(text: str) -> date:
    return date.fromisoformat(text)


def at(text: str) -> Instant:
    """The instant of a moment written with its distance from universal time: `2026-03-29T01:00+00:00`."""
    moment = datetime.fromisoformat(text)
    assert moment.tzinfo is not None
    return (moment - datetime(1, 1, 1, tzinfo=UTC)) // timedelta(seconds=1)


def clock(text: str) -> timedelta:
    hours, minutes = text.split(":")
    return timedelta(hours=int(hours), minutes=int(minutes))


# --- days and times of day -------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("shown", "time", "zone", "moment"),
    [
        ("0001-01-01", None, "UTC", "0001-01-01T00:00+00:00"),
        ("2026-07-01", "12:30", "UTC", "2026-07-01T12:30+00:00"),
        ("2026-07-01", "12:30", "Europe/Berlin", "2026-07-01T12:30+02:00"),
        ("2026-01-01", None, "Europe/Berlin", "2026-01-01T00:00+01:00"),
        ("2026-07-01", "12:30", "Asia/Kolkata", "2026-07-01T12:30+05:30"),
        ("2026-03-29", "01:59", "Europe/Berlin", "2026-03-29T01:59+01:00"),
        ("2026-03-29", "03:00", "Europe/Berlin", "2026-03-29T01:00+00:00"),
        ("2026-10-25", "01:59", "Europe/Berlin", "2026-10-25T01:59+02:00"),
        ("2026-10-25", "03:00", "Europe/Berlin", "2026-10-25T03:00+01:00"),
    ],
)
def test_a_time_of_day_is_an_instant_and_back(shown: str, time: str | None, zone: str, moment: str) -> None:
    found = instant(day(shown), clock(time) if time else None, zone)
    assert found == at(moment)
    assert local(found, zone) == (day(shown), clock(time or "00:00"))


def test_instants_are_counted_from_the_beginning_of_the_year_1() -> None:
    assert instant(date(1, 1, 1), None, "UTC") == 0
    assert instant(date(1, 1, 2), timedelta(seconds=1), "UTC") == 86_401


def test_a_time_that_comes_twice_is_the_first() -> None:
    first = instant(day("2026-10-25"), clock("02:30"), "Europe/Berlin")
    assert first == at("2026-10-25T02:30+02:00")
    assert local(first, "Europe/Berlin") == local(first + HOUR, "Europe/Berlin") == (day("2026-10-25"), clock("02:30"))


def test_a_time_that_the_clocks_skip_is_told() -> None:
    with pytest.raises(ValueError, match="the clocks of Europe/Berlin go forward on 2026-03-29, and it is never 02:30 on that day"):
        instant(day("2026-03-29"), clock("02:30"), "Europe/Berlin")


def test_a_midnight_that_the_clocks_skip_is_the_beginning_of_the_day_all_the_same() -> None:
    begin = begin_of(day("2018-11-04"), Counting(zone="America/Sao_Paulo"))
    assert local(begin, "America/Sao_Paulo") == (day("2018-11-04"), clock("01:00"))
    assert local(begin - 1, "America/Sao_Paulo")[0] == day("2018-11-03")
    assert instant(day("2018-11-04"), None, "America/Sao_Paulo") == begin


@pytest.mark.parametrize("time", ["24:00", "-1:00", "99:00"])
@pytest.mark.parametrize("zone", ["UTC", "Europe/Berlin"])
def test_a_time_outside_of_the_day_is_told(time: str, zone: str) -> None:
    with pytest.raises(ValueError, match="a time of day is from 00:00 to before 24:00"):
        instant(day("2026-01-01"), clock(time), zone)


@pytest.mark.parametrize("zone", ["Europe/Berlni", "Europe", "../secret", "", "berlin"])
def test_an_unknown_zone_is_told(zone: str) -> None:
    with pytest.raises(ValueError, match="there is no time zone"):
        instant(day("2026-01-01"), None, zone)


def test_a_zone_that_is_near_is_named() -> None:
    with pytest.raises(ValueError, match="there is no time zone `Europe/Berlni`; did you mean `Europe/Berlin`?"):
        local(0, "Europe/Berlni")


@pytest.mark.parametrize("zone", ["UTC", "Europe/Berlin"])
@pytest.mark.parametrize("moment", [-86_400, 400_000_000_000, 10**30])
def test_an_instant_outside_of_the_calendar_is_told(zone: str, moment: Instant) -> None:
    with pytest.raises(ValueError, match="1 to 9999"):
        local(moment, zone)


@given(st.dates(date(1, 1, 2), date(9999, 12, 30)), st.integers(0, 86_399), st.sampled_from(ZONES))
def test_what_is_local_is_the_same_again(shown: date, seconds: int, zone: str) -> None:
    time = timedelta(seconds=seconds)
    try:
        found = instant(shown, time, zone)
    except ValueError:
        midnight = datetime(shown.year, shown.month, shown.day, tzinfo=ZoneInfo(zone))
        skipped = midnight + time
        assert skipped.astimezone(UTC).astimezone(ZoneInfo(zone)) != skipped, "a time that there is was refused"
        return
    assert local(found, zone) == (shown, time)


@given(st.integers(10**6, 3 * 10**11), st.sampled_from(ZONES))
def test_an_instant_is_what_its_local_time_says_or_the_second_of_two(moment: Instant, zone: str) -> None:
    shown, time = local(moment, zone)
    assert instant(shown, time, zone) in (moment, moment - HOUR, moment - HOUR // 2)


# --- deadlines -------------------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("length", "counting", "moment"),
    [
        ("7 days", Counting(), "2026-03-31T00:00+00:00"),
        ("7 days", Counting(start_day=True), "2026-03-30T00:00+00:00"),
        ("7 days", Counting(clear=True), "2026-04-01T00:00+00:00"),
        ("7 days", Counting(cutoff=clock("17:00")), "2026-03-30T17:00:01+00:00"),
        ("5 days", Counting(roll=Roll.FOLLOWING), "2026-03-31T00:00+00:00"),
        ("7 days", BERLIN, "2026-03-31T00:00+02:00"),
        ("7 days", Counting(zone="Europe/Berlin", cutoff=clock("17:00")), "2026-03-30T17:00:01+02:00"),
        ("36 hours", BERLIN, "2026-03-25T00:00:01+00:00"),
        ("36 hours", Counting(cutoff=clock("17:00"), clear=True, roll=Roll.FOLLOWING), "2026-03-25T00:00:01+00:00"),
        ("90 minutes", Counting(), "2026-03-23T13:30:01+00:00"),
        ("10 seconds", Counting(), "2026-03-23T12:00:11+00:00"),
    ],
)
def test_from_when_it_is_too_late(length: str, counting: Counting, moment: str) -> None:
    assert too_late(at("2026-03-23T12:00+00:00"), day("2026-03-23"), read_period(length), counting) == at(moment)


@pytest.mark.parametrize(
    ("length", "counting", "moment"),
    [
        ("7 days", BERLIN, "2026-03-30T00:00+02:00"),
        ("7 days", Counting(cutoff=clock("17:00")), "2026-03-30T00:00+00:00"),
        ("36 hours", BERLIN, "2026-03-25T00:00+00:00"),
    ],
)
def test_from_when_it_is_too_late_if_it_must_be_done_before(length: str, counting: Counting, moment: str) -> None:
    assert too_late(at("2026-03-23T12:00+00:00"), day("2026-03-23"), read_period(length), counting, strict=True) == at(moment)


def test_a_day_has_23_or_25_hours_where_clocks_change_and_hours_pass_all_the_same() -> None:
    for shown, hours in (("2026-03-28", 24), ("2026-03-29", 23), ("2026-10-25", 25)):
        assert end_of(day(shown), BERLIN) - begin_of(day(shown), BERLIN) == hours * HOUR
    start = at("2026-03-28T12:00+01:00")
    assert too_late(start, day("2026-03-28"), read_period("24 hours"), BERLIN) == at("2026-03-29T13:00:01+02:00")
    assert too_late(start, day("2026-03-28"), read_period("1 day"), BERLIN) == at("2026-03-30T00:00+02:00")


def test_a_cutoff_that_the_clocks_skip_is_as_long_after_midnight_as_ever() -> None:
    early = Counting(zone="Europe/Berlin", cutoff=clock("02:30"))
    assert end_of(day("2026-03-28"), early) - begin_of(day("2026-03-28"), early) == 9_001
    assert end_of(day("2026-03-29"), early) - begin_of(day("2026-03-29"), early) == 9_001


@pytest.mark.parametrize(
    ("last", "roll", "strict", "moment"),
    [
        ("2026-05-02", Roll.NONE, False, "2026-05-02T17:00:01+02:00"),
        ("2026-05-02", Roll.FOLLOWING, False, "2026-05-04T17:00:01+02:00"),
        ("2026-05-02", Roll.PRECEDING, False, "2026-05-01T17:00:01+02:00"),
        ("2026-05-02", Roll.NONE, True, "2026-05-02T00:00+02:00"),
        ("2026-05-02", Roll.FOLLOWING, True, "2026-05-04T00:00+02:00"),
    ],
)
def test_the_end_of_a_day_is_rolled_and_cut_off(last: str, roll: Roll, strict: bool, moment: str) -> None:
    assert end_of(day(last), Counting(zone="Europe/Berlin", cutoff=clock("17:00"), roll=roll), strict) == at(moment)


@pytest.mark.parametrize("zone", ["UTC", "Europe/Berlin", "America/New_York"])
def test_the_last_day_of_all_ends_too(zone: str) -> None:
    counting = Counting(zone=zone)
    assert end_of(date.max, counting) == begin_of(date.max, counting) + 24 * HOUR


@given(
    st.dates(date(1950, 1, 1), date(2090, 1, 1)),
    st.integers(-40, 40).filter(bool),
    st.sampled_from([u for u in Unit if u not in (Unit.SECOND, Unit.MINUTE, Unit.HOUR)]),
    st.sampled_from(ZONES),
    st.booleans(),
)
def test_the_last_second_that_is_not_too_late_is_on_the_last_day(start: date, count: int, unit: Unit, zone: str, clear: bool) -> None:
    counting = Counting(zone=zone, clear=clear)
    end = too_late(0, start, P(count, unit), counting)
    last = last_day(start, P(count, unit), counting)
    assert local(end - 1, zone)[0] == last
    assert local(end, zone)[0] > last


@given(st.integers(1, 2_000), st.sampled_from([Unit.SECOND, Unit.MINUTE, Unit.HOUR]), st.integers(10**9, 10**11), st.booleans())
def test_time_that_passes_by_the_second_is_the_same_in_every_zone(count: int, unit: Unit, start: Instant, strict: bool) -> None:
    found = {too_late(start, local(start, zone)[0], P(count, unit), Counting(zone=zone), strict) for zone in ZONES}
    (end,) = found
    seconds = count * {Unit.SECOND: 1, Unit.MINUTE: 60, Unit.HOUR: HOUR}[unit]
    assert end - start == seconds + (not strict)


# --- not before ------------------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("length", "counting", "moment"),
    [
        ("3 days", BERLIN, "2026-03-29T00:00+01:00"),
        ("3 days", Counting(clear=True), "2026-03-30T00:00+00:00"),
        ("3 days", Counting(roll=Roll.FOLLOWING), "2026-03-29T00:00+00:00"),
        ("3 days", Counting(cutoff=clock("17:00")), "2026-03-29T00:00+00:00"),
        ("2 business days", Counting(), "2026-03-30T00:00+00:00"),
        ("2 business days", Counting(clear=True), "2026-03-31T00:00+00:00"),
        ("1 month", Counting(), "2026-04-26T00:00+00:00"),
        ("36 hours", BERLIN, "2026-03-28T00:00+00:00"),
        ("10 seconds", Counting(), "2026-03-26T12:00:10+00:00"),
    ],
)
def test_from_when_it_is_not_too_early(length: str, counting: Counting, moment: str) -> None:
    assert earliest(at("2026-03-26T12:00+00:00"), day("2026-03-26"), read_period(length), counting) == at(moment)


@given(st.dates(date(1950, 1, 1), date(2090, 1, 1)), st.integers(1, 40), st.sampled_from(ZONES))
def test_what_may_not_be_early_has_a_whole_day_before_it_is_late(start: date, count: int, zone: str) -> None:
    counting, length = Counting(zone=zone), P(count, Unit.DAY)
    found = earliest(0, start, length, counting)
    assert local(found, zone)[0] == add(start, length, counting)
    assert 22 * HOUR <= too_late(0, start, length, counting) - found <= 26 * HOUR


@pytest.mark.parametrize(
    ("length", "counting", "moment"),
    [
        ("3 days", BERLIN, "2026-03-30T00:00+02:00"),
        ("3 days", Counting(clear=True), "2026-03-30T00:00+00:00"),
        ("3 days", Counting(start_day=True), "2026-03-29T00:00+00:00"),
        ("2 days", Counting(roll=Roll.FOLLOWING), "2026-03-29T00:00+00:00"),
        ("3 days", Counting(cutoff=clock("17:00")), "2026-03-30T00:00+00:00"),
        ("2 business days", Counting(), "2026-03-31T00:00+00:00"),
        ("1 month", Counting(), "2026-04-27T00:00+00:00"),
        ("36 hours", BERLIN, "2026-03-28T00:00+00:00"),
    ],
)
def test_when_a_period_is_over(length: str, counting: Counting, moment: str) -> None:
    assert over(at("2026-03-26T12:00+00:00"), day("2026-03-26"), read_period(length), counting) == at(moment)


# --- messages --------------------------------------------------------------------------------------------------------------------------

OFFICE = (9 * HOUR, 17 * HOUR)
BAVARIA = Counting(zone="Europe/Berlin", calendar=Calendar("by", country="DE", subdivision="BY"))


@pytest.mark.parametrize(
    ("sent", "comes"),
    [
        ("2026-04-01T12:00+02:00", "2026-04-01T12:00+02:00"),
        ("2026-04-01T09:00+02:00", "2026-04-01T09:00+02:00"),
        ("2026-04-01T17:00+02:00", "2026-04-01T17:00+02:00"),
        ("2026-04-01T08:59:59+02:00", "2026-04-01T09:00+02:00"),
        ("2026-04-01T17:00:01+02:00", "2026-04-02T09:00+02:00"),
        ("2026-04-02T18:00+02:00", "2026-04-07T09:00+02:00"),  # Good Friday to Easter Monday
        ("2026-04-04T12:00+02:00", "2026-04-07T09:00+02:00"),
        ("2026-04-04T04:00+02:00", "2026-04-07T09:00+02:00"),
        ("2026-04-01T23:30+00:00", "2026-04-02T09:00+02:00"),  # it is the next day already in Berlin
    ],
)
def test_a_message_takes_effect_within_hours(sent: str, comes: str) -> None:
    assert received(at(sent), None, OFFICE, BAVARIA) == at(comes)


@pytest.mark.parametrize(
    ("sent", "delay", "hours", "comes"),
    [
        ("2026-04-04T12:00+02:00", None, None, "2026-04-04T12:00+02:00"),
        ("2026-04-01T18:00+02:00", "2 business days", None, "2026-04-07T18:00+02:00"),
        ("2026-04-01T18:00+02:00", "2 business days", OFFICE, "2026-04-08T09:00+02:00"),
        ("2026-03-28T12:00+01:00", "1 day", None, "2026-03-29T12:00+02:00"),  # the same time of day, 23 hours later
        ("2026-03-28T12:00+01:00", "24 hours", None, "2026-03-29T13:00+02:00"),
        ("2026-03-31T16:00+02:00", "30 minutes", OFFICE, "2026-03-31T16:30+02:00"),
        ("2026-03-31T16:00+02:00", "90 minutes", OFFICE, "2026-04-01T09:00+02:00"),
    ],
)
def test_a_message_takes_effect_after_its_delay(sent: str, delay: str | None, hours: tuple[int, int] | None, comes: str) -> None:
    assert received(at(sent), read_period(delay) if delay else None, hours, BAVARIA) == at(comes)


def test_a_message_is_not_received_before_it_is_sent_where_hours_begin_twice() -> None:
    every_day = Counting(zone="Europe/Berlin", calendar=Calendar(weekend=frozenset()))
    sent = at("2026-10-25T02:15+01:00")  # the second 02:15
    assert received(sent, None, (9_000, OFFICE[1]), every_day) == sent


@given(st.integers(10**9, 10**11), st.integers(0, 86_399), st.integers(0, 86_399), st.sampled_from(ZONES))
def test_a_message_received_stays_received(sent: Instant, begin: int, end: int, zone: str) -> None:
    assume(begin <= end)
    counting = Counting(zone=zone)
    comes = received(sent, None, (begin, end), counting)
    assert comes >= sent
    assert received(comes, None, (begin, end), counting) == comes
    assert local(comes, zone)[0].weekday() < 5
