"""This file tests the syntax of phrases: what a pattern text means, and where a wrong one is wrong."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contract_model.model.phrases import Either, Maybe, PatternError, Sequence, Slot, Word, parse_pattern, placeholders, shortest, written


def test_a_bar_stands_between_two_words_outside_brackets() -> None:
    assert parse_pattern("launch|ship {product}") == Sequence((Either((Word("launch"), Word("ship"))), Slot("product")))


def test_a_bar_stands_between_two_ways_inside_brackets() -> None:
    assert parse_pattern("(carry out|perform) [the] research") == Sequence(
        (Either((Sequence((Word("carry"), Word("out"))), Word("perform"))), Maybe(Word("the")), Word("research"))
    )


def test_the_placeholders_are_told_once_and_in_order() -> None:
    assert placeholders(parse_pattern("(move {product} [to {cloud}]|drop {product})")) == ("product", "cloud")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("launch|ship {product} on {cloud}", "launch {product} on {cloud}"),
        ("[already] on [the] market", "on market"),
        ("(carry out|perform) research", "carry out research"),
    ],
)
def test_the_shortest_way_to_say_it(text: str, said: str) -> None:
    assert shortest(parse_pattern(text)) == said


@pytest.mark.parametrize(
    ("text", "column", "message"),
    [
        ("", 1, "a word is missing here"),
        ("launch|", 8, "a word is missing here"),
        ("launch (on|) Mars", 12, "a word is missing here"),
        ("launch (on", 8, "this `(` is never closed"),
        ("launch [on)", 11, "there is no bracket that this `)` belongs to"),
        ("launch on]", 10, "there is no bracket that this `]` belongs to"),
        ("launch {a product}", 8, "braces hold the name of a parameter or fact, such as {product}"),
        ("launch -- now", 8, "a word is written with letters or digits"),
        ("[maybe] [not]", 1, "a phrase needs a word that may not be missing"),
        ("([a]|b)", 1, "a phrase needs a word that may not be missing"),
        ("(" * 9 + "a" + ")" * 9, 9, "brackets are at most 8 deep"),
        ("a" * 501, 1, "a phrase has at most 500 characters"),
    ],
)
def test_a_wrong_pattern_says_what_is_wrong_and_where(text: str, column: int, message: str) -> None:
    with pytest.raises(PatternError) as caught:
        parse_pattern(text)
    assert (caught.value.column, str(caught.value)) == (column, message)


def place_of_error(text: str) -> int | None:
    try:
        shortest(parse_pattern(text))
    except PatternError as error:
        return error.column
    return None


@given(st.text(alphabet="ab|()[]{} ", max_size=40))
def test_any_text_is_a_pattern_or_an_error_within_it(text: str) -> None:
    column = place_of_error(text)
    assert column is None or 1 <= column <= len(text) + 1


@pytest.mark.parametrize(
    "text",
    [
        "launch",
        "launch|ship {product} on {cloud}",
        "(carry out|perform) [the] research",
        "[it] (is|has been) already [available] on Azure [for weeks|for months]",
        "(stop (paying|sending)|refuse) [its|the [full]] share",
    ],
)
def test_a_pattern_is_written_as_it_was(text: str) -> None:
    assert parse_pattern(written(parse_pattern(text))) == parse_pattern(text)
