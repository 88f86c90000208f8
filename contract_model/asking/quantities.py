"""This file defines how people write quantities within a sentence: `US$20bn`, `twenty billion dollars`, `20 per cent`, `ten minutes`.

Each function looks at the words from one place on and gives the longest quantity that begins there with the token after it, or none.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import timedelta
from decimal import Decimal

from contract_model.model.values import DURATION_UNITS, MAX_DIGITS, Money, duration, read_number


def number_at(words: Sequence[str], at: int) -> tuple[int, Decimal] | None:
    """A number: `20`, `1,000`, `twenty million`, `20%`, `half`."""
    found = _scaled(words, at)
    if found is None:
        return None
    end, number = found
    if _word(words, end) in ("%", "percent"):
        return end + 1, _shifted(number, -2)
    if _word(words, end) == "per" and _word(words, end + 1) == "cent":
        return end + 2, _shifted(number, -2)
    return end, number


def money_at(words: Sequence[str], at: int, currency: str) -> tuple[int, Money] | None:
    """An amount in a currency: `US$20bn`, `USD 20bn`, `20 billion dollars`, `20bn`. An amount in another currency is none."""
    begin = _sign(words, at, currency)
    found = _scaled(words, begin)
    if found is None:
        return None
    end, number = found
    unit = _unit(words, end, currency)
    if unit == end and begin == at and (_names_money(words, end) or (words[at] == "half" and number == Decimal("0.5"))):
        return None  # another currency; half of something
    return unit, Money(number, currency)


def duration_at(words: Sequence[str], at: int) -> tuple[int, timedelta] | None:
    """A length of time: `10 minutes`, `an hour`, `two weeks`, `1 hour 30 minutes`."""
    total, end = timedelta(), at
    while (found := _part_of_duration(words, end, single=end == at)) is not None:
        end, length = found
        try:
            total += length
        except OverflowError:
            return None
    return (end, total) if end > at else None


def months_at(words: Sequence[str], at: int) -> int | None:
    """The token after a length in months, quarters or years, which have no fixed length: `3 months`, `a year`."""
    found = (at + 1, Decimal(1)) if _word(words, at) in ("a", "an", "one") else _scaled(words, at)
    return found[0] + 1 if found is not None and _word(words, found[0]).removesuffix("s") in ("month", "quarter", "year") else None


def _part_of_duration(words: Sequence[str], at: int, single: bool) -> tuple[int, timedelta] | None:
    if single and _word(words, at) in ("a", "an"):
        found: tuple[int, Decimal] | None = (at + 1, Decimal(1))
    else:
        found = _scaled(words, at)
    if found is None:
        return None
    end, number = found
    unit = _word(words, end)
    unit = _SHORT_UNITS.get(unit, unit.removesuffix("s"))
    if unit not in DURATION_UNITS:
        return None
    try:
        return end + 1, duration(number, unit)
    except ValueError:
        return None


def _scaled(words: Sequence[str], at: int) -> tuple[int, Decimal] | None:
    """A figure or number words, with the scale that is attached to it or follows it."""
    word = _word(words, at)
    figure = _FIGURE.fullmatch(word)
    if figure is None:
        return _spelled(words, at)
    try:
        number = read_number(figure["number"])
    except ValueError:
        return None
    end, suffix = at + 1, figure["scale"]
    if suffix and suffix not in _SUFFIXES:
        return None
    if not suffix and _word(words, end) in _SCALES:
        suffix, end = _word(words, end), end + 1
    number = _shifted(number, _SUFFIXES.get(suffix, 0))
    return (end, number) if number.adjusted() < MAX_DIGITS else None


def _spelled(words: Sequence[str], at: int) -> tuple[int, Decimal] | None:
    """`twenty-five`, `two hundred and fifty`, `three million`, `a hundred`, `half a million`; up to what words are used for."""
    if _word(words, at) == "half":
        begin = at + 2 if _word(words, at + 1) in ("a", "an") else at + 1
        scale = _SCALES.get(_word(words, begin))
        return (begin + 1, _shifted(Decimal("0.5"), scale)) if scale else (at + 1, Decimal("0.5"))
    total, part, end = 0, 0, at
    if _word(words, at) in ("a", "an") and (_word(words, at + 1) == "hundred" or _word(words, at + 1) in _SCALES):
        part, end = 1, at + 1
    while end < len(words) and end < at + 20:
        word = words[end]
        if word in _SMALL:
            if part % 100 and not (part % 10 == 0 and part % 100 >= 20 and _SMALL[word] < 10):
                break
            part += _SMALL[word]
        elif word == "hundred" and 0 < part < 100:
            part *= 100
        elif word in _SCALES and part:
            total, part = total + part * 10 ** _SCALES[word], 0
        elif not (word == "and" and part and part % 100 == 0 and _word(words, end + 1) in _SMALL):
            break
        end += 1
    return (end, Decimal(total + part)) if end > at and (total or part or words[at] == "zero") else None


def _shifted(number: Decimal, places: int) -> Decimal:
    """The number times a power of ten; `Decimal.scaleb` would round it."""
    sign, digits, exponent = number.as_tuple()
    assert isinstance(exponent, int)  # neither infinite nor undefined: it was read from digits
    return Decimal((sign, digits, exponent + places))


def _sign(words: Sequence[str], at: int, currency: str) -> int:
    """The token after a sign or code of the currency that stands before an amount."""
    word, following = _word(words, at), _word(words, at + 1)
    if word == _NATIONS.get(currency) and following == "$":
        return at + 2
    if word == currency.lower() or word in _SIGNS.get(currency, ()):
        return at + 1
    return at


def _unit(words: Sequence[str], at: int, currency: str) -> int:
    """The token after a code or name of the currency that stands behind an amount."""
    begin = at + 1 if _word(words, at) == _NATIONS.get(currency) else at
    name = _word(words, begin)
    if name in _NAMES.get(currency, ()) or name in _SIGNS.get(currency, ()):
        return begin + 1
    return at + 1 if _word(words, at) == currency.lower() else at


def _names_money(words: Sequence[str], at: int) -> bool:
    """Whether what follows an amount is some currency."""
    return any(_word(words, at) in names for names in (*_NAMES.values(), *_SIGNS.values()))


def _word(words: Sequence[str], at: int) -> str:
    return words[at] if at < len(words) else ""


_FIGURE = re.compile(r"(?P<number>[-+]?[0-9]+(?:_[0-9]+|,[0-9]{3})*(?:\.[0-9]+)?)(?P<scale>[a-z]*)")
_SCALES = {"thousand": 3, "million": 6, "billion": 9, "trillion": 12, "m": 6, "mn": 6, "bn": 9, "tn": 12}
_SUFFIXES = _SCALES | {"k": 3, "b": 9, "t": 12}
_SHORT_UNITS = {"sec": "second", "secs": "second", "min": "minute", "mins": "minute", "hr": "hour", "hrs": "hour"}
_SMALL = {
    "zero": 0, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9, "ten": 10,
    "eleven": 11, "twelve": 12, "thirteen": 13, "fourteen": 14, "fifteen": 15, "sixteen": 16, "seventeen": 17, "eighteen": 18,
    "nineteen": 19, "twenty": 20, "thirty": 30, "forty": 40, "fifty": 50, "sixty": 60, "seventy": 70, "eighty": 80, "ninety": 90,
}  # fmt: skip
_DOLLARS = ("USD", "CAD", "AUD", "NZD", "SGD", "HKD")
_NATIONS = {"USD": "us", "CAD": "canadian", "AUD": "australian", "GBP": "british", "CHF": "swiss"}
_SIGNS = dict.fromkeys(_DOLLARS, ("$",)) | {"EUR": ("€",), "GBP": ("£",), "JPY": ("¥",), "INR": ("₹",)}
_NAMES = dict.fromkeys(_DOLLARS, ("dollar", "dollars")) | {
    "EUR": ("euro", "euros"),
    "GBP": ("pound", "pounds"),
    "JPY": ("yen",),
    "INR": ("rupee", "rupees"),
    "CHF": ("franc", "francs"),
}
