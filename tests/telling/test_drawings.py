"""Markdown and page fragments: the same words, escaped, in sound markup; and the reply that shows itself."""

from __future__ import annotations

from html.parser import HTMLParser

import pytest

from contract_model.loading.load import load_text
from contract_model.telling.markdown import escaped
from tests.telling.conftest import ask, contract
from tests.telling.contracts import GARDEN

BEES = "the tenant keeps bees in May 2026"
NASTY = "<script>alert(1)</script> & *bold* _it_ [x](y) `c` | # \" '"


def nasty():
    """The garden with signs of HTML and Markdown in its words."""
    quoted = NASTY.replace("'", "''")
    text = GARDEN.replace("heading: No bother", f"heading: '{quoted}'").replace("asks: Do the neighbours agree?", f"asks: '{quoted}?'")
    assert load_text(text)
    return text


class Sound(HTMLParser):
    """Notes what is opened and not closed, and every script or link."""

    def __init__(self):
        super().__init__()
        self.open, self.seen, self.attributes = [], set(), []

    def handle_starttag(self, tag, attrs):
        self.open.append(tag)
        self.seen.add(tag)
        self.attributes += attrs

    def handle_endtag(self, tag):
        assert self.open.pop() == tag


def read(html):
    page = Sound()
    page.feed(html)
    page.close()
    assert page.open == []
    return page


def test_markdown(golden):
    golden("bees.md", ask(GARDEN, BEES).to_markdown(why=True))


def test_page(golden):
    golden("bees.html", ask(GARDEN, BEES).to_html() + "\n")


@pytest.mark.parametrize("name", ["microsoft-openai", "flat-lease"])
def test_pages_are_sound_and_load_nothing(name):
    for example in contract(name).examples:
        page = read(ask(name, example).to_html())
        assert not page.seen & {"script", "link", "img", "iframe"}
        assert not [a for a, _ in page.attributes if a.startswith("on") or a in ("src", "href")]


def test_signs_of_html_are_words():
    html = ask(nasty(), BEES).to_html()
    assert "script" not in read(html).seen
    assert "&lt;script&gt;alert(1)&lt;/script&gt; &amp; *bold*" in html


def test_signs_of_markdown_are_words():
    assert escaped("*a* _b_ [c] `d` <e> & # 1") == "\\*a\\* \\_b\\_ \\[c\\] \\`d\\` \\<e\\> &amp; \\# 1"
    assert [escaped(t) for t in ("1. one", "- one", "+ one", "= one")] == ["1\\. one", "\\- one", "\\+ one", "\\= one"]
    assert "\\<script\\>" in ask(nasty(), BEES).to_markdown()
    assert "<script>" not in ask(nasty(), BEES).to_markdown()


def test_a_reply_shows_itself():
    reply = ask(GARDEN, BEES)
    assert reply.verdict.value == "depends"
    assert reply.decided_by == ("any-use", "no-bother")
    assert [o.verdict.value for o in reply.conditions] == ["prohibited", "permitted"]
    assert str(reply) == reply.to_text()
    assert repr(reply) == "<Reply: depends; garden, decided by any-use, no-bother>"
    assert reply._repr_html_() == reply.to_html()
    assert reply._repr_markdown_() == reply.to_markdown()
    assert "Why" in reply.to_text(why=True)
    assert "Why" not in reply.to_text()
    assert "DEPENDS" in reply.to_pretty(80)


def test_a_reply_keeps_what_was_understood():
    assert [(u.text, u.name, u.value) for u in ask(GARDEN, BEES).understood if u.name == "use"] == [("bees", "use", "bees")]
