"""This file defines the values of each kind, how they are written and how they are counted.

A value is a `bool` (truth), a `str` (choice, party, text), a `date`, a `timedelta` (duration), a `Decimal` (number) or `Money`.
Inside a judgment every value is *raw*: truth and names as they are, every quantity as an exact number (`int`, or `Fraction` where
it is not whole): a date is its day number, a duration its seconds, money its amount. Nothing overflows and nothing is rounded.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Context, Decimal, InvalidOperation
from math import isfinite
from typing import TYPE_CHECKING, Any, TypeAlias

from contract_model.model.kinds import Kind, Sort

if TYPE_CHECKING:
    from fractions import Fraction


@dataclass(frozen=True, slots=True)
class Money:
    """An exact amount in one currency (ISO 4217 code)."""

    amount: Decimal
    currency: str

    def __str__(self) -> str:
        return f"{_one_way(f'{self.amount:f}')} {self.currency}"


Value: TypeAlias = "bool | str | date | timedelta | Decimal | Money"
Raw: TypeAlias = "bool | str | int | Fraction"

DAY = 86_400  # seconds
MAX_DIGITS = 40
_EXACT = Context(prec=3 * MAX_DIGITS)  # Python's own context would round to 28 digits
_UNITS = {"second": 1, "minute": 60, "hour": 3_600, "day": DAY, "week": 7 * DAY}
_SCALES = {"k": 3, "thousand": 3, "m": 6, "mn": 6, "million": 6, "bn": 9, "b": 9, "billion": 9, "tn": 12, "trillion": 12}
_NUMBER = r"[-+]?(?:\d{1,3}(?:,\d{3})+|\d[\d_]*)(?:\.\d+)?(?:[eE][-+]?\d{1,3})?"
_WHOLE_NUMBER = re.compile(_NUMBER, re.ASCII)
_AMOUNT = re.compile(rf"(?P<number>{_NUMBER})\s*(?P<scale>[A-Za-z]+)?", re.ASCII)
_TWO_WAYS = re.compile(r"[-+]?[1-9]\d{0,2}\.\d{3}", re.ASCII)
_CODE_FIRST = re.compile(r"([A-Z]{3})\s*(?=[-+\d])")
_CODE_LAST = re.compile(r"(?<=[\w\d])\s+([A-Z]{3})$")
_CURRENCY_SIGNS = {"US$": "USD", "$": "USD", "€": "EUR", "£": "GBP"}
_DURATION = re.compile(r"([-+]?\d{1,14}(?:\.\d{1,6})?)\s*([a-z]+?)s?", re.ASCII)
_ISO_DATE = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)


def read_date(text: str) -> date:
    """A calendar date written YYYY-MM-DD, years 0001 to 9999. Raises ValueError saying what is wrong."""
    if not _ISO_DATE.fullmatch(text):
        raise ValueError("a date is written YYYY-MM-DD, such as 2027-03-01")
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise ValueError("there is no such day in the calendar") from None


def read_number(text: str) -> Decimal:
    """A number with at most MAX_DIGITS digits; `_` may separate digits, `,` groups of three. Raises ValueError."""
    if len(text) > 4 * MAX_DIGITS or not _WHOLE_NUMBER.fullmatch(text):
        raise ValueError("a number is written in digits, such as 1_000 or 0.2")
    try:
        number = Decimal(text.replace("_", "").replace(",", ""))
    except InvalidOperation:
        raise ValueError("a number is written in digits, such as 1_000 or 0.2") from None
    _, digits, exponent = number.as_tuple()
    if not isinstance(exponent, int) or max(len(digits), len(digits) + exponent, -exponent) > MAX_DIGITS:
        raise ValueError(f"a number has at most {MAX_DIGITS} digits")
    return number


def read_duration(text: str) -> timedelta:
    """An exact length of time such as `10 minutes`, `-2 days`, `1 week`. Raises ValueError."""
    found = _DURATION.fullmatch(text.strip().lower())
    if not found or found[2] not in _UNITS:
        raise ValueError("a duration is written as a number and a unit: seconds, minutes, hours, days or weeks")
    return duration(Decimal(found[1]), found[2])


def duration(number: Decimal, unit: str) -> timedelta:
    """So many of a unit (`day`, `hour`, ...; singular). Raises ValueError beyond about 2.7 million years, or for parts of a microsecond."""
    microseconds = _EXACT.multiply(number, Decimal(_UNITS[unit] * 1_000_000))
    if microseconds != microseconds.to_integral_value():
        raise ValueError("a duration is counted to the microsecond")
    try:
        return timedelta(microseconds=int(microseconds))
    except OverflowError:
        raise ValueError("a duration is at most 999,999,999 days") from None


DURATION_UNITS = tuple(_UNITS)


def read_money(text: str, currency: str) -> Money:
    """An amount such as `38_000_000_000 USD`, `USD 38bn`, `38 billion`; the currency may be left out.

    Raises ValueError, also for `1.500 USD`, which many write for `1,500 USD`.
    """
    rest, said = text.strip(), ""
    for sign, code in _CURRENCY_SIGNS.items():
        if rest.startswith(sign):
            rest, said = rest.removeprefix(sign).strip(), code
            break
    codes = _CODE_FIRST.match(rest) or _CODE_LAST.search(rest)
    if codes:
        said, rest = codes[1], (rest[: codes.start()] + rest[codes.end() :]).strip()
    found = _AMOUNT.fullmatch(rest)
    scale = (found["scale"] or "").lower() if found else ""
    if not found or (scale and scale not in _SCALES):
        raise ValueError(f"an amount is written as a number and a currency, such as 38_000_000_000 {currency}")
    if said and said != currency:
        raise ValueError(f"the amount is counted in {currency}, not in {said}")
    if said and not scale and (reason := two_ways(found["number"], currency)):
        raise ValueError(reason)
    negative, digits, exponent = read_number(found["number"]).as_tuple()
    assert isinstance(exponent, int)  # it was read as a number, and so is finite
    amount = Decimal((negative, digits, exponent + _SCALES.get(scale, 0)))  # `scaleb` would round
    if amount.adjusted() >= MAX_DIGITS:
        raise ValueError(f"a number has at most {MAX_DIGITS} digits")
    return Money(amount, currency)


def two_ways(number: str, currency: str) -> str | None:
    """Why a number is no amount: `600.000` is six hundred to some readers and six hundred thousand to others; none where it is clear."""
    if not _TWO_WAYS.fullmatch(number):
        return None
    return f"`{number}` can be read in two ways; write {number.replace('.', ',')} {currency}, or {_one_way(number)} {currency}"


def read_truth(text: str) -> bool:
    """`true`, `yes`, `false` or `no`. Raises ValueError."""
    word = text.strip().lower()
    if word in ("true", "yes"):
        return True
    if word in ("false", "no"):
        return False
    raise ValueError("a truth is written true or false")


def read_value(kind: Kind, data: object, names: Mapping[str, str]) -> Value:
    """A value of a kind as YAML, JSON or a command line gives it: a truth, a text or a number.

    `names` gives the id for each word, in lower case, by which a choice or party is called. Raises ValueError saying what was expected.
    """
    match kind.sort, data:
        case Sort.TRUTH, bool():
            return data
        case _, bool() | None:
            raise ValueError(f"expected {_expected(kind)}")
        case _, float() if not isfinite(data):
            raise ValueError(f"expected {_expected(kind)}")
        case _, str():
            text = data
        case _, Decimal():
            text = f"{data:f}"
        case _, int() if data.bit_length() > 1_000:  # Python refuses to write out integers of many thousand digits
            raise ValueError(f"a number has at most {MAX_DIGITS} digits")
        case _, int() | float():
            text = repr(data)
        case _:
            raise ValueError(f"expected {_expected(kind)}")
    match kind.sort:
        case Sort.TRUTH:
            return read_truth(text)
        case Sort.CHOICE | Sort.PARTY:
            if (found := names.get(" ".join(text.lower().split()))) is None:
                raise ValueError(f"expected {_expected(kind)}")
            return found
        case Sort.DATE:
            return read_date(text)
        case Sort.DURATION:
            return read_duration(text)
        case Sort.NUMBER:
            return read_number(text)
        case Sort.MONEY:
            return read_money(text, kind.name)
        case Sort.TEXT:
            return text


def _expected(kind: Kind) -> str:
    match kind.sort:
        case Sort.MONEY:
            return f"an amount in {kind.name}"
        case Sort.CHOICE:
            return f"a value of `{kind}`"
        case _:
            return f"a {kind}"


def raw(value: Value) -> Raw:
    """The value as it is compared and counted inside a judgment."""
    match value:
        case bool() | str():
            return value
        case date():
            return value.toordinal()
        case timedelta():
            return _exact(Decimal(value.days) * DAY + value.seconds + Decimal(value.microseconds) / 1_000_000)
        case Decimal():
            return _exact(value)
        case Money():
            return _exact(value.amount)


def cooked(kind: Kind, number: Any) -> Value:
    """The value of a kind for a raw one; the inverse of `raw`.

    A date is held to the years 1 to 9999 and a duration to what `timedelta` can hold, to the microsecond.
    """
    match kind.sort:
        case Sort.TRUTH | Sort.CHOICE | Sort.PARTY | Sort.TEXT:
            return number  # type: ignore[no-any-return]  # raw and value are the same for these
        case Sort.DATE:
            return date.fromordinal(min(max(int(number), 1), date.max.toordinal()))
        case Sort.DURATION:
            least, most = (end // timedelta(microseconds=1) for end in (timedelta.min, timedelta.max))
            return timedelta(microseconds=min(max(round(number * 1_000_000), least), most))
        case Sort.NUMBER:
            return _decimal(number)
        case Sort.MONEY:
            return Money(_decimal(number), kind.name)


def written(value: Value) -> str:
    """The value as it is written in JSON and YAML; read back by the `read_` functions."""
    match value:
        case bool():
            return "true" if value else "false"
        case str():
            return value
        case date():
            return value.isoformat()
        case timedelta():
            return _duration_words(value)
        case Decimal():
            return _plain(value)
        case Money():
            return f"{_one_way(_plain(value.amount))} {value.currency}"


def in_words(value: Value) -> str:
    """The value as a sentence says it: `27 April 2026`, `38,000,000,000 USD`, `10 minutes`."""
    match value:
        case bool():
            return "yes" if value else "no"
        case date():
            return f"{value.day} {value:%B} {value.year}"
        case Decimal():
            return f"{value:,f}"
        case Money():
            return f"{_one_way(f'{value.amount:,f}')} {value.currency}"
        case _:
            return written(value)


def _one_way(number: str) -> str:
    """An amount as it is written, with a further 0 where it could be read in two ways."""
    return f"{number}0" if _TWO_WAYS.fullmatch(number) else number


def _exact(number: Decimal) -> Raw:
    if number == number.to_integral_value():
        return int(number)
    from fractions import Fraction  # seldom needed, slow to load

    return Fraction(number)


def _decimal(number: Any) -> Decimal:
    if isinstance(number, int):
        return Decimal(number)
    return _EXACT.divide(Decimal(number.numerator), Decimal(number.denominator))


def _plain(number: Decimal) -> str:
    return f"{number:f}"


def _duration_words(value: timedelta) -> str:
    seconds = value.days * DAY + value.seconds
    for unit in ("day", "hour", "minute"):
        if seconds % _UNITS[unit] == 0 and not value.microseconds and seconds:
            count = seconds // _UNITS[unit]
            return f"{count} {unit}{'' if abs(count) == 1 else 's'}"
    if value.microseconds:
        return f"{_EXACT.normalize(Decimal(value // timedelta(microseconds=1)).scaleb(-6)):f} seconds"
    return f"{seconds} second{'' if abs(seconds) == 1 else 's'}"
