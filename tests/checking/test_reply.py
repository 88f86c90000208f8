"""What a check found is told in words, as Markdown, and on a page that loads nothing."""

from __future__ import annotations

import re
from html.parser import HTMLParser

from contract_model.checking.check import check_rows
from contract_model.checking.document import document
from contract_model.checking.reply import CheckReply, share
from contract_model.checking.request import Request
from contract_model.loading.load import load_text
from tests.checking.test_check import checked, row
from tests.engines.test_columns import INTEREST

ROWS = [row(neighbours_agree=said, date=f"2026-0{month}-01") for month in (5, 6) for said in ("yes", "no", "no", "")]


def told(*rows, **asked):
    return CheckReply(checked(*rows, **asked).result)


def test_a_check_in_words():
    text = str(told(*ROWS))
    assert [line.split() for line in text.splitlines() if re.match(r"  (prohibited|depends|permitted) ", line)] == [
        ["prohibited", "4", "50.0"],
        ["depends", "2", "25.0"],
        ["permitted", "2", "25.0"],
    ]
    assert "  2026-05  2                      1                      1" in text
    assert "Row 2: The tenant keeps Bees on 1 May 2026 (and 3 more like it)\n    PROHIBITED: “No bees” forbids it" in text
    assert "Row 4: The tenant keeps Bees on 1 May 2026 (and 1 more like it)\n    DEPENDS: it depends on one fact" in text
    assert "neighbours_agree  2     2" in text
    assert "Not told, presumed  fenced: yes" in text


def test_more_than_two_years_are_told_by_year():
    rows = [row(date=f"{year}-{month:02}-01") for year in (2026, 2027, 2028) for month in range(1, 13)]
    assert "Rows by year" in str(told(*rows))
    assert "Rows by month" in str(told(*rows[:24]))


def test_a_share_is_nothing_or_everything_only_where_it_is():
    assert [share(n, 100_000) for n in (0, 1, 50_000, 99_999, 100_000)] == ["0", "0.1", "50.0", "99.9", "100"]


class Page(HTMLParser):
    """The elements of a page, and whether each is closed."""

    def __init__(self, text):
        super().__init__()
        self.open, self.tags, self.links = [], [], []
        self.feed(text)
        assert self.open == []

    def handle_starttag(self, tag, attributes):
        self.tags.append(tag)
        self.links += [value for name, value in attributes if name in ("src", "href", "xlink:href", "action")]
        if tag not in ("meta", "br"):
            self.open.append(tag)

    def handle_startendtag(self, tag, attributes):
        self.tags.append(tag)

    def handle_endtag(self, tag):
        assert self.open.pop() == tag


def test_the_page_stands_alone_and_takes_nothing_for_markup():
    evil = "<script>alert('1')</script>"
    reply = told(*ROWS, row(animal=evil), {**row(), evil: "x"}, reject=True)
    page = Page(reply.to_html())
    assert "script" not in page.tags
    assert page.links == []
    assert page.tags.count("svg") == 5  # the patterns, what they stand for, all rows, months, terms
    assert evil not in reply.to_html()
    assert evil not in reply.to_markdown()


def test_a_page_of_no_rows_has_no_charts():
    reply = told(row(animal="bea"), reject=True)
    assert "0 rows checked" in reply.to_html()
    assert "svg" not in Page(reply.to_html()).tags


def test_a_term_whose_numbers_a_database_might_round_is_named_with_the_reason():
    contract = load_text(INTEREST)
    event = {"actor": "borrower", "action": "draw", "date": "2026-05-01"}
    long = event | {"amount": "1000000000000000000000000000000000.00", "rate": "1.0000001", "cap": "1"}
    found = CheckReply(check_rows(contract, [long], Request()).result)
    assert "Judged by value  dear, as it may come to a number of more than 38 digits" in str(found)
    assert document(found.result)["by_value"] == [{"term": "dear", "why": "it may come to a number of more than 38 digits"}]
    short = event | {"amount": "1000", "rate": "0.1", "cap": "100"}
    assert "Judged by value" not in str(CheckReply(check_rows(contract, [short], Request()).result))
