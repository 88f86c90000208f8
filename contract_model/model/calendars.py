"""This file defines the official days of countries: which are holidays and which are worked, by country and year. The door to `holidays`.

The library is loaded when first asked for; a contract whose calendar names no country never loads it.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import TYPE_CHECKING

from contract_model.problems import did_you_mean, nearest, one_of, quoted

if TYPE_CHECKING:
    from holidays import HolidayBase


@dataclass(frozen=True, slots=True)
class OfficialDays:
    """The public holidays of one year, and the days of a weekend on which the country works instead of others."""

    holidays: frozenset[date]
    worked: frozenset[date]


@lru_cache(maxsize=1024)
def official_days(country: str, subdivision: str, year: int) -> OfficialDays:
    """The official days of a country, or of its part `subdivision` if that is not empty, in a year.

    Days on which a holiday is kept because it falls on a weekend are holidays, too. Raises ValueError for a country or subdivision that
    is not known, and for a year of which its holidays are not known: then a business day would be a guess.
    """
    known = _kept(country, subdivision)
    if not known.start_year <= year <= known.end_year:
        raise ValueError(f"the holidays of {quoted(country)} are known from {known.start_year} to {known.end_year} only, not in {year}")
    import holidays

    found = holidays.country_holidays(country, subdiv=subdivision or None, years=year)
    return OfficialDays(frozenset(found), frozenset(day for day in found.weekend_workdays if day.year == year))


def known_country(country: str, subdivision: str = "") -> None:
    """Nothing, if there are holidays of a country (two capital letters, ISO 3166) and of its part; else ValueError with what is near."""
    _kept(country, subdivision)


@lru_cache(maxsize=256)
def _kept(country: str, subdivision: str) -> HolidayBase:
    """What the library keeps of a country, no year worked out."""
    import holidays

    countries = holidays.list_supported_countries(include_aliases=False)
    if country not in countries:
        raise ValueError(f"no holidays are known of a country {quoted(country)}; {_near_country(country, countries)}")
    whole = holidays.country_holidays(country)
    if not subdivision:
        return whole
    if subdivision not in whole.subdivisions:
        raise ValueError(f"{quoted(country)} has no part {quoted(subdivision)}; {_near_part(subdivision, whole)}")
    return holidays.country_holidays(country, subdiv=subdivision)


def _near_country(written: str, countries: dict[str, list[str]]) -> str:
    from holidays.registry import COUNTRIES

    word = "_".join(written.lower().split())
    codes = {name: code for name, (_, code, *_) in COUNTRIES.items()}
    codes |= {also.lower(): code for _, *several in COUNTRIES.values() if (code := several[0]) in countries for also in several}
    if near := [word] if word in codes else nearest(word, COUNTRIES):
        return f"did you mean {quoted(codes[near[0]])}?"
    return "a country is two capital letters, such as `DE` or `US`"


def _near_part(written: str, whole: HolidayBase) -> str:
    if not whole.subdivisions:
        return "its holidays are the same everywhere"
    codes = {code.lower(): code for code in whole.subdivisions}
    names = {name.lower(): code for name, code in whole.subdivisions_aliases.items()}
    for words in (codes, names):
        if found := words.get(written.lower()):
            return f"did you mean {quoted(found)}?"
    return did_you_mean(written.upper(), whole.subdivisions) or one_of(whole.subdivisions) or f"such as {quoted(whole.subdivisions[0])}"
