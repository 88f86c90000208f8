"""This file tests the official days of countries, and business days counted by them."""

from __future__ import annotations

import subprocess
import sys
from datetime import date

import pytest

from contract_model.model.calendars import known_country, official_days
from contract_model.model.counting import Calendar, Counting, Roll, add, is_business_day, read_period, rolled

NEW_YORK = Calendar("us", country="US", subdivision="NY")
BAVARIA = Calendar("de", country="DE", subdivision="BY")


def day(text: str) -> date:
    return date.fromisoformat(text)


@pytest.mark.parametrize(
    ("calendar", "start", "length", "end"),
    [
        (NEW_YORK, "2026-07-02", "1 business day", "2026-07-06"),  # Independence Day, a Saturday, is kept on Friday
        (NEW_YORK, "2026-11-25", "1 business day", "2026-11-27"),  # Thanksgiving
        (NEW_YORK, "2026-12-31", "1 business day", "2027-01-04"),  # New Year, then a weekend
        (BAVARIA, "2026-04-02", "1 business day", "2026-04-07"),  # Good Friday to Easter Monday
        (BAVARIA, "2026-12-23", "3 business days", "2026-12-29"),
        (BAVARIA, "2026-12-29", "3 business days", "2027-01-04"),
        (BAVARIA, "2026-01-07", "-1 business day", "2026-01-05"),  # Epiphany, which Berlin does not keep
        (Calendar("be", country="DE", subdivision="BE"), "2026-01-07", "-1 business day", "2026-01-06"),
        (Calendar("de", country="DE"), "2026-01-07", "-1 business day", "2026-01-06"),
    ],
)
def test_business_days_across_holidays(calendar: Calendar, start: str, length: str, end: str) -> None:
    found = read_period(length.removeprefix("-"))
    step = -1 if length.startswith("-") else 1
    assert add(day(start), type(found)(step * found.count, found.unit), Counting(calendar=calendar)) == day(end)


def test_what_the_contract_lists_counts_more_than_what_the_country_keeps() -> None:
    own = Calendar("own", country="US", holidays=frozenset({day("2026-07-06")}), working=frozenset({day("2026-07-03"), day("2026-07-05")}))
    assert [is_business_day(own, day(f"2026-07-0{n}")) for n in range(2, 8)] == [True, True, False, True, False, True]


def test_a_weekend_of_ones_own_beside_a_countrys_holidays() -> None:
    cairo = Calendar("eg", weekend=frozenset({4, 5}), country="EG")
    assert not is_business_day(cairo, day("2026-05-08"))  # a Friday
    assert is_business_day(cairo, day("2026-05-10"))  # a Sunday
    assert not is_business_day(cairo, day("2026-07-23"))  # Revolution Day, a Thursday


def test_a_day_of_the_weekend_that_a_country_works_instead_of_another() -> None:
    china = Calendar("cn", country="CN")
    assert is_business_day(china, day("2025-01-26"))  # a Sunday, for the Spring Festival
    assert not is_business_day(china, day("2025-01-28"))
    assert not is_business_day(china, day("2025-02-09"))


def test_a_last_day_is_rolled_over_holidays() -> None:
    assert rolled(day("2026-04-03"), Counting(calendar=BAVARIA, roll=Roll.FOLLOWING)) == day("2026-04-07")
    assert rolled(day("2026-04-03"), Counting(calendar=BAVARIA, roll=Roll.PRECEDING)) == day("2026-04-02")


def test_years_of_which_holidays_are_not_known_are_told() -> None:
    with pytest.raises(ValueError, match="the holidays of `DE` are known from 1991 to 2100 only, not in 1985"):
        is_business_day(BAVARIA, day("1985-05-06"))
    with pytest.raises(ValueError, match="not in 2101"):
        add(day("2100-12-31"), read_period("1 business day"), Counting(calendar=NEW_YORK))


def test_the_official_days_of_a_year_are_of_that_year() -> None:
    for country, year in (("US", 2021), ("DE", 2026), ("CN", 2026)):
        found = official_days(country, "", year)
        assert found.holidays
        assert {shown.year for shown in found.holidays | found.worked} == {year}


@pytest.mark.parametrize(("country", "subdivision"), [("US", ""), ("US", "NY"), ("DE", "BY"), ("GB", "SCT"), ("SG", "")])
def test_a_country_that_is_known(country: str, subdivision: str) -> None:
    known_country(country, subdivision)


@pytest.mark.parametrize(
    ("country", "subdivision", "says"),
    [
        ("us", "", "no holidays are known of a country `us`; did you mean `US`?"),
        ("USA", "", "did you mean `US`?"),
        ("Germany", "", "did you mean `DE`?"),
        ("Germny", "", "did you mean `DE`?"),
        ("united kingdom", "", "did you mean `GB`?"),
        ("XX", "", "no holidays are known of a country `XX`; a country is two capital letters, such as `DE` or `US`"),
        ("", "", "a country is two capital letters"),
        ("US", "ny", "`US` has no part `ny`; did you mean `NY`?"),
        ("US", "New York", "did you mean `NY`?"),
        ("DE", "Bayern", "did you mean `BY`?"),
        ("DE", "augsburg", "did you mean `Augsburg`?"),
        ("DE", "BYY", "did you mean `BY`?"),
        ("US", "ZZ", "`US` has no part `ZZ`; such as `AK`"),
        ("GB", "ZZ", "one of ENG, NIR, SCT, WLS"),
        ("SG", "X", "`SG` has no part `X`; its holidays are the same everywhere"),
        ("us", "NY", "a country `us`"),
    ],
)
def test_a_country_that_is_not_known_is_told_with_what_is_near(country: str, subdivision: str, says: str) -> None:
    with pytest.raises(ValueError) as told:  # noqa: PT011  # the message is held to below, to the letter
        known_country(country, subdivision)
    assert says in str(told.value)


def test_business_days_of_an_unknown_country_are_refused() -> None:
    with pytest.raises(ValueError, match="`XX`"):
        is_business_day(Calendar(country="XX"), day("2026-05-04"))


def test_counting_without_a_country_and_a_zone_loads_no_library() -> None:
    program = (
        "import sys; from datetime import date; from contract_model.model.counting import Counting, Roll, read_period, too_late\n"
        "too_late(0, date(2026, 1, 1), read_period('10 business days'), Counting(roll=Roll.FOLLOWING))\n"
        "print({'holidays', 'zoneinfo', 'dateutil', 'difflib', 'calendar'} & set(sys.modules))"
    )
    ran = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, timeout=60, check=False)
    assert (ran.stdout.strip(), ran.stderr) == ("set()", "")
