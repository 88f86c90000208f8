"""How the axes of a sweep are written: the points that each stands for, and every problem in words."""

from __future__ import annotations

from datetime import date

import pytest

from contract_model.asking.axes import read_axes
from contract_model.model.case import Case, DateSpan, Event
from contract_model.model.sweep import Varies
from contract_model.problems import ContractError
from tests.asking.supply import SUPPLY

LAUNCH = Case(Event("launch", "openai", DateSpan(date(2027, 1, 1), date(2027, 12, 31)), {"cloud": "aws"}))
LICENSE = Case(Event("license", "openai"))


def points(over, case=LAUNCH):
    (axis,) = read_axes(SUPPLY, case, [over], date(2026, 11, 27))
    return [p.written for p in axis.points]


@pytest.mark.parametrize(
    ("over", "expected"),
    [
        ("cloud", ["azure", "aws", "google", "own"]),
        ("cloud=Amazon, GCP, ?", ["aws", "google", "?"]),
        ("cloud=aws,Amazon", ["aws"]),
        ("azure_can", ["yes", "no"]),
        ("azure_can=no,?", ["no", "?"]),
        ("fact:azure_can=true", ["yes"]),
        ("exception", ["both", "either"]),
        ("reading:exception=either", ["either"]),
        ("actor", ["openai", "microsoft", "customer"]),
        ("actor=MSFT,?", ["microsoft", "?"]),
        ("version", ["2026-04-27"]),
        ("evidence", ["official", "reported", "inferred", "speculative"]),
        ("action", ["launch"]),
        ("year=2026..2028", ["2026", "2027", "2028"]),
        ("year=2026,2030", ["2026", "2030"]),
        ("quarter=2026-Q4..2027-Q2", ["2026-Q4", "2027-Q1", "2027-Q2"]),
        ("month=2026-12..2027-01", ["2026-12", "2027-01"]),
        ("day=2028-02-28..2028-03-01", ["2028-02-28", "2028-02-29", "2028-03-01"]),
        ("day=today,tomorrow", ["2026-11-27", "2026-11-28"]),
        ("date=2026, 1 March 2027, 2026-05-01..2027-01-31", ["2026", "2027-03-01", "2026-05-01..2027-01-31"]),
        ("date=?,2027", ["?", "2027"]),
        ("lead=10 minutes,1 day", ["10 minutes", "1 day"]),
        ("cap=5bn,6bn", ["5000000000 USD", "6000000000 USD"]),
        ("cap=0..10 by 5", ["0 USD", "5 USD", "10 USD"]),
    ],
)
def test_an_axis_has_its_points(over, expected):
    assert points(over) == expected


def test_numbers_run_in_steps():
    assert points("share=0..3", LICENSE) == ["0", "1", "2", "3"]
    assert points("share=0..0.5 by 0.2", LICENSE) == ["0", "0.2", "0.4"]
    assert points("licensee", LICENSE) == ["openai", "microsoft", "customer"]


def test_each_axis_says_what_it_varies():
    axes = read_axes(SUPPLY, LAUNCH, ["cloud", "azure_can", "exception", "year=2027"])
    assert [a.varies for a in axes] == [Varies.PARAMETER, Varies.FACT, Varies.READING, Varies.DATE]


@pytest.mark.parametrize(
    ("over", "name", "told"),
    [
        (["clod"], "unknown-name", "`clod` is not anything that can be varied here"),
        (["amount"], "unknown-name", "`amount` is not anything that can be varied here"),
        (["cloud=mars"], "bad-value", "`mars` is no value of the parameter `cloud`"),
        (["exception=neither"], "unknown-name", "`neither` is not a reading of `exception`"),
        (["actor=Apple"], "unknown-name", "`Apple` is not a party of the contract"),
        (["action=dance"], "unknown-name", "`dance` is not an action of the contract"),
        (["version=2020"], "unknown-name", "`2020` is not a version of the contract"),
        (["year"], "bad-axis", "not all dates can be listed along `year`"),
        (["cap"], "bad-axis", "not all values of `cap` can be listed"),
        (["year=2027-03"], "bad-axis", "`2027-03` is no year"),
        (["month=2027-Q1..2028-Q1"], "bad-axis", "`2027-Q1` is no month"),
        (["year=2030..2020"], "bad-axis", "`2030..2020` ends before it begins"),
        (["cap=10..0"], "bad-axis", "there is nothing between 10 USD and 0 USD"),
        (["cap=0..10 by 0"], "bad-axis", "there is nothing between 0 USD and 10 USD"),
        (["lead=1 day..2 days"], "bad-axis", "steps along `lead` cannot be counted"),
        (["date=sometime"], "bad-date", "`sometime` is no date"),
        (["cloud="], "bad-axis", "`cloud=` says no points"),
        ([""], "bad-axis", "`` says no points"),
        (["cloud", "cloud=aws"], "said-twice", "`cloud` is varied twice"),
        (["year=2027", "month=2027-01"], "said-twice", "dates are varied twice"),
        (["action=pay"], "bad-axis", "the action `pay` has no parameter `cloud`"),
        (["day=2020-01-01..2029-01-01"], "too-many-cells", "`day` takes more than 1,000 values"),
        (["cap=0..9999999999"], "too-many-cells", "`cap` takes more than 1,000 values"),
        (["day=2026-01-01..2028-01-01", "month=2026-01..2027-12"], "said-twice", "dates are varied twice"),
        (["day=2026-01-01..2027-12-31", "cap=0..99"], "too-many-cells", "730 x 100 is 73,000 cells, and at most 20,000 are answered"),
        (["cloud", "azure_can", "azure_will", "on_azure", "exception"], "too-many-cells", "there are 5 axes, and at most 4 can be shown"),
    ],
)
def test_what_is_wrong_is_told_in_words(over, name, told):
    with pytest.raises(ContractError) as caught:
        read_axes(SUPPLY, LAUNCH, over)
    assert (caught.value.problems[0].name, caught.value.problems[0].message) == (name, told)
    assert caught.value.problems[0].within == "--over"


def test_every_problem_is_told_at_once():
    with pytest.raises(ContractError) as caught:
        read_axes(SUPPLY, LAUNCH, ["clod", "year", "cloud=mars"])
    assert {p.name for p in caught.value.problems} == {"unknown-name", "bad-axis", "bad-value"}
