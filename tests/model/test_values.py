"""This file tests values of every kind: how they are written, read, counted and written again."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contract_model.model.kinds import DATE, DURATION, NUMBER, PARTY, TEXT, TRUTH, Kind, choice, money
from contract_model.model.values import (
    MAX_DIGITS,
    Money,
    Value,
    cooked,
    in_words,
    raw,
    read_date,
    read_duration,
    read_money,
    read_number,
    read_value,
    written,
)

EUR, COLOUR = money("EUR"), choice("colour")
NAMES = {"red": "red", "the red one": "red", "ann": "ann"}


# --- there and back -----------------------------------------------------------------------------------------------------------------


def as_decimal(digits: int, places: int) -> Decimal:
    return Decimal((digits < 0, tuple(map(int, str(abs(digits)))), -places))


NUMBERS = st.builds(as_decimal, st.integers(-(10**MAX_DIGITS) + 1, 10**MAX_DIGITS - 1), st.integers(0, MAX_DIGITS))
OF_A_KIND: dict[Kind, st.SearchStrategy[Value]] = {
    TRUTH: st.booleans(),
    COLOUR: st.just("red"),
    PARTY: st.just("ann"),
    TEXT: st.text(),
    DATE: st.dates(),
    DURATION: st.timedeltas(),
    NUMBER: NUMBERS,
    EUR: NUMBERS.map(lambda n: Money(n, "EUR")),
}
VALUES = st.sampled_from([*OF_A_KIND]).flatmap(lambda kind: OF_A_KIND[kind].map(lambda value: (kind, value)))


@given(VALUES)
def test_what_is_written_is_read_as_the_same_value(of_a_kind: tuple[Kind, Value]) -> None:
    kind, value = of_a_kind
    assert read_value(kind, written(value), NAMES) == value


@given(VALUES)
def test_what_is_counted_is_the_same_value_again(of_a_kind: tuple[Kind, Value]) -> None:
    kind, value = of_a_kind
    assert cooked(kind, raw(value)) == value


@given(VALUES, st.data())
def test_values_are_counted_in_their_order(of_a_kind: tuple[Kind, Value], data: st.DataObject) -> None:
    kind, value = of_a_kind
    other = data.draw(OF_A_KIND[kind])
    assert (raw(value) == raw(other)) is (value == other)
    if kind.ordered and kind != EUR:
        assert (raw(value) < raw(other)) is (value < other)  # type: ignore[operator]  # of one kind


@given(VALUES)
def test_every_value_has_words(of_a_kind: tuple[Kind, Value]) -> None:
    _, value = of_a_kind
    assert in_words(value) or value == ""


def test_what_is_not_whole_is_counted_exactly() -> None:
    assert raw(Decimal("0.1")) + raw(Decimal("0.2")) == raw(Decimal("0.3"))
    assert raw(timedelta(microseconds=1)) == Fraction(1, 1_000_000)
    assert raw(date(1, 1, 1)) == 1
    assert raw(timedelta(days=1)) == 86_400
    assert raw(Money(Decimal("2.50"), "EUR")) == Fraction(5, 2)
    assert isinstance(raw(Decimal("2.00")), int)


def test_a_date_or_a_duration_beyond_the_calendar_is_held_to_its_ends() -> None:
    assert cooked(DATE, 0) == date.min
    assert cooked(DATE, 10**9) == date.max
    assert cooked(DURATION, 10**30) == timedelta.max
    assert cooked(DURATION, -(10**30)) == timedelta.min
    assert cooked(DURATION, Fraction(1, 3)) == timedelta(microseconds=333_333)


# --- reading ------------------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("0", "0"),
        ("-3", "-3"),
        ("+3", "3"),
        ("0.2", "0.2"),
        ("1_000", "1000"),
        ("1,000", "1000"),
        ("38,000,000,000.50", "38000000000.50"),
        ("1e3", "1000"),
        ("1.5E-3", "0.0015"),
        ("9" * 40, "9" * 40),
        ("010", "10"),
    ],
)
def test_numbers(text: str, number: str) -> None:
    assert read_number(text) == Decimal(number)


@pytest.mark.parametrize(
    "text",
    ["", " 1", "one", "1,5", "1,00", "1,0000", ",5", ".5", "5.", "1 000", "1.2.3", "0x10", "1e1000", "nan", "inf", "--1", "١", "9" * 41],
)
def test_what_is_no_number(text: str) -> None:
    with pytest.raises(ValueError, match="a number "):
        read_number(text)


@pytest.mark.parametrize(
    ("text", "amount"),
    [
        ("38_000_000_000 USD", "38000000000"),
        ("38bn USD", "38000000000"),
        ("USD 38bn", "38000000000"),
        ("38 billion", "38000000000"),
        ("$38 billion", "38000000000"),
        ("US$ 1.5m", "1500000"),
        ("250k", "250000"),
        ("1,000.50 USD", "1000.50"),
        ("-3 USD", "-3"),
        ("1 tn USD", "1000000000000"),
        ("  7   USD ", "7"),
        ("9" * 40 + " USD", "9" * 40),
        ("600.000", "600"),
        ("0.125 USD", "0.125"),
        ("1.1250 USD", "1.125"),
        ("1.125bn USD", "1125000000"),
        ("1,600.125 USD", "1600.125"),
    ],
)
def test_amounts(text: str, amount: str) -> None:
    assert read_money(text, "USD") == Money(Decimal(amount), "USD")


def test_an_amount_is_written_as_it_is_read() -> None:
    for amount in ("1.125", "-600.125", "0.125", "1600.125", "600.12", "600.1250"):
        money = Money(Decimal(amount), "USD")
        assert read_money(str(money), "USD") == read_money(in_words(money), "USD") == money


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("38 EUR", "the amount is counted in USD, not in EUR"),
        ("€38", "the amount is counted in USD, not in EUR"),
        ("a lot", "an amount is written as a number and a currency, such as 38_000_000_000 USD"),
        ("38 zillion", "an amount is written as a number and a currency"),
        ("", "an amount is written as a number and a currency"),
        ("1,5 USD", "an amount is written as a number and a currency"),
        ("9" * 40 + "k", "a number has at most 40 digits"),
        ("600.000 USD", "`600.000` can be read in two ways; write 600,000 USD, or 600.0000 USD"),
        ("$1.500", "`1.500` can be read in two ways; write 1,500 USD, or 1.5000 USD"),
    ],
)
def test_what_is_no_amount(text: str, said: str) -> None:
    with pytest.raises(ValueError, match=said):
        read_money(text, "USD")


@pytest.mark.parametrize(
    ("text", "length"),
    [
        ("10 minutes", timedelta(minutes=10)),
        ("1 day", timedelta(days=1)),
        ("-2 days", timedelta(days=-2)),
        ("2 Weeks", timedelta(days=14)),
        ("1.5 hours", timedelta(minutes=90)),
        ("30days", timedelta(days=30)),
        ("0.000001 seconds", timedelta(microseconds=1)),
        ("999999999 days", timedelta(days=999_999_999)),
    ],
)
def test_durations(text: str, length: timedelta) -> None:
    assert read_duration(text) == length


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "a duration is written as a number and a unit"),
        ("10", "a duration is written as a number and a unit"),
        ("a day", "a duration is written as a number and a unit"),
        ("3 months", "a duration is written as a number and a unit"),
        ("1000000000 days", "a duration is at most 999,999,999 days"),
    ],
)
def test_what_is_no_duration(text: str, said: str) -> None:
    with pytest.raises(ValueError, match=said):
        read_duration(text)


@pytest.mark.parametrize("text", ["0001-01-01", "2024-02-29", "9999-12-31"])
def test_dates(text: str) -> None:
    assert str(read_date(text)) == text


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("2026-02-29", "there is no such day"),
        ("0000-01-01", "there is no such day"),
        ("2026-13-01", "there is no such day"),
        ("10000-01-01", "a date is written"),
        ("2026-1-1", "a date is written"),
        ("20260101", "a date is written"),
        ("2026-W01-1", "a date is written"),
        ("2026-01-01 ", "a date is written"),
        ("٢٠٢٦-01-01", "a date is written"),
    ],
)
def test_what_is_no_date(text: str, said: str) -> None:
    with pytest.raises(ValueError, match=said):
        read_date(text)


@pytest.mark.parametrize(
    ("kind", "data", "value"),
    [
        (TRUTH, True, True),
        (TRUTH, "yes", True),
        (TRUTH, " No ", False),
        (COLOUR, "The  Red ONE", "red"),
        (PARTY, "Ann", "ann"),
        (TEXT, "3", "3"),
        (TEXT, 3, "3"),
        (NUMBER, 3, Decimal(3)),
        (NUMBER, 0.1, Decimal("0.1")),
        (NUMBER, 1e22, Decimal("1e22")),
        (NUMBER, Decimal("1e3"), Decimal(1000)),
        (EUR, 3, Money(Decimal(3), "EUR")),
        (EUR, "3 EUR", Money(Decimal(3), "EUR")),
        (DATE, "2026-01-01", date(2026, 1, 1)),
        (DURATION, "1 day", timedelta(days=1)),
    ],
)
def test_values_as_yaml_json_and_the_command_line_give_them(kind: Kind, data: object, value: Value) -> None:
    found = read_value(kind, data, NAMES)
    assert found == value
    assert type(found) is type(value)


@pytest.mark.parametrize(
    ("kind", "data", "said"),
    [
        (TRUTH, "maybe", "a truth is written true or false"),
        (TRUTH, 1, "a truth is written true or false"),
        (TRUTH, None, "expected a truth"),
        (COLOUR, "pink", "expected a value of `colour`"),
        (COLOUR, True, "expected a value of `colour`"),
        (PARTY, "eve", "expected a party"),
        (NUMBER, True, "expected a number"),
        (NUMBER, [], "expected a number"),
        (NUMBER, float("nan"), "expected a number"),
        (NUMBER, float("inf"), "expected a number"),
        pytest.param(NUMBER, 10**5000, "a number has at most 40 digits", id="10**5000"),
        (NUMBER, 10**40, "a number has at most 40 digits"),
        (EUR, {}, "expected an amount in EUR"),
        (DATE, 20260101, "a date is written"),
        (TEXT, None, "expected a text"),
    ],
)
def test_what_does_not_fit_a_kind(kind: Kind, data: object, said: str) -> None:
    with pytest.raises(ValueError, match=said):
        read_value(kind, data, NAMES)


# --- words --------------------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("value", "as_written", "words"),
    [
        (True, "true", "yes"),
        (False, "false", "no"),
        ("red", "red", "red"),
        (date(2026, 4, 7), "2026-04-07", "7 April 2026"),
        (timedelta(days=1), "1 day", "1 day"),
        (timedelta(days=14), "14 days", "14 days"),
        (timedelta(hours=36), "36 hours", "36 hours"),
        (timedelta(minutes=1), "1 minute", "1 minute"),
        (timedelta(seconds=61), "61 seconds", "61 seconds"),
        (timedelta(days=-1), "-1 day", "-1 day"),
        (timedelta(0), "0 seconds", "0 seconds"),
        (timedelta(milliseconds=1_500), "1.5 seconds", "1.5 seconds"),
        (timedelta(microseconds=1), "0.000001 seconds", "0.000001 seconds"),
        (Decimal("1234567.80"), "1234567.80", "1,234,567.80"),
        (Decimal("1e3"), "1000", "1,000"),
        (Money(Decimal("38e9"), "USD"), "38000000000 USD", "38,000,000,000 USD"),
        (Money(Decimal("0.5"), "EUR"), "0.5 EUR", "0.5 EUR"),
    ],
)
def test_how_a_value_is_written_and_said(value: Value, as_written: str, words: str) -> None:
    assert (written(value), in_words(value)) == (as_written, words)
