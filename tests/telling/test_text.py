"""The memo as text: plain for pipes, drawn for terminals."""

from __future__ import annotations

import json
import subprocess
import sys
from html import unescape

import pytest

from contract_model.telling.memo import memo
from contract_model.telling.text import plain, plainly, pretty
from tests.telling.conftest import ask, contract
from tests.telling.contracts import GARDEN

QUESTION = "OpenAI launches a product on AWS in 2027"


def launch(why=False):
    reply = ask("microsoft-openai", QUESTION)
    return memo(reply.contract, reply.answer, why=why)


def bees():
    reply = ask(GARDEN, "the tenant keeps bees in May 2026")
    return memo(reply.contract, reply.answer, why=True)


@pytest.mark.parametrize("width", [30, 40, 60, 80, 100, 120, 300])
def test_no_line_is_longer_than_the_width(width):
    lines = plain(launch(why=True), width).split("\n")
    assert max(len(line) for line in lines if " " in line.strip()) <= width


def test_the_same_words_at_every_width():
    words = [plain(launch(why=True), width).split() for width in (40, 80, 110)]
    assert words[0] == words[1] == words[2]


def test_no_line_ends_in_blanks():
    assert not [line for line in plain(launch(why=True)).split("\n") if line != line.rstrip()]


def test_plain_text_draws_with_ascii_alone():
    drawn = set(plain(launch(why=True))) - {"“", "”", "–"}  # these are in the words
    assert all(c.isascii() for c in drawn)


def test_plain_text_loads_no_rich():
    program = (
        "import sys\nfrom tests.telling.conftest import ask\nfrom tests.telling.contracts import GARDEN\n"
        "print(ask(GARDEN, 'the tenant keeps bees in May 2026'))\nassert 'rich' not in sys.modules"
    )
    subprocess.run([sys.executable, "-c", program], check=True, capture_output=True, timeout=60)


def test_no_colour_without_a_terminal():
    assert "\x1b" not in pretty(bees())


def test_colour_on_a_terminal_and_none_where_it_is_not_wanted(monkeypatch, golden):
    monkeypatch.setenv("FORCE_COLOR", "1")
    monkeypatch.setenv("TERM", "xterm-256color")
    monkeypatch.delenv("NO_COLOR", raising=False)
    golden("bees.ansi", pretty(bees(), 80) + "\n")
    monkeypatch.setenv("NO_COLOR", "1")
    assert "\x1b[1;33m" not in pretty(bees(), 80)
    assert "\x1b[1m" in pretty(bees(), 80)  # what stands out still does


def test_a_verdict_is_told_by_a_word_and_a_sign_without_colour():
    assert "? DEPENDS on one fact that is not known" in pretty(bees(), 80)


@pytest.mark.parametrize(
    ("encoding", "text"), [("utf-8", "“it” – ✓ €"), ("ascii", '"it" - + ?'), ("latin-1", '"it" - + ?'), ("nonsense", '"it" - + ?')]
)
def test_signs_that_an_output_cannot_take_have_others(encoding, text):
    assert plainly("“it” – ✓ €", encoding) == text


def test_in_data_and_pictures_signs_that_an_output_cannot_take_are_written_so_that_they_mean_the_same():
    said = "“it” – ✓ 𝄞"
    assert json.loads(plainly(json.dumps({"a": said}, ensure_ascii=False), "ascii", "json")) == {"a": said}
    assert unescape(plainly(said, "ascii", "svg")) == unescape(plainly(said, "ascii", "html")) == said
    assert plainly(said, "ascii", "mermaid") == "#8220;it#8221; #8211; #10003; #119070;"
    assert plainly(said, "utf-8", "json") == said


def test_what_a_reader_sees_of_the_garden(golden):
    golden("bees.txt", plain(bees()) + "\n")


def test_what_a_reader_sees_of_the_launch(golden):
    golden("launch.txt", plain(launch()) + "\n")


@pytest.mark.parametrize("name", ["microsoft-openai", "flat-lease"])
@pytest.mark.parametrize("why", [False, True])
def test_every_example_of_a_contract_is_answered_in_words(name, why):
    for example in contract(name).examples:
        reply = ask(name, example)
        text = plain(memo(reply.contract, reply.answer, why=why))
        assert reply.verdict.value.upper() in text
        assert "{" not in text
