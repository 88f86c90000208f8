"""This file tests how a problem is printed and what its hints say."""

from __future__ import annotations

import pickle

import pytest

from contract_model.problems import ContractError, Problem, Span, did_you_mean, one_of, quoted

LINE = "    when: pet == dgo"


def printed(problem: Problem) -> list[str]:
    return str(problem).split("\n")


def test_a_problem_is_printed_with_its_place_the_line_underlined_and_what_to_do() -> None:
    problem = Problem("unknown-value", "`dgo` is not a pet", Span("lease.yaml", 7, 18, 3), LINE, "term no-dogs", "did you mean `dog`?")
    assert printed(problem) == [
        "lease.yaml:7:18: unknown-value: `dgo` is not a pet",
        "   |     when: pet == dgo",
        "   |                  ^^^",
        "   = in term no-dogs; did you mean `dog`?",
    ]


def test_a_problem_of_no_place_is_one_line() -> None:
    assert printed(Problem("no-contract", "there is none")) == ["no-contract: there is none"]


def test_of_a_long_line_only_the_part_around_the_place_is_shown() -> None:
    line = "x" * 500 + "dgo" + "y" * 500
    _, shown, marks = printed(Problem("unknown-value", "no", Span("lease.yaml", 1, 501, 3), line))
    at = marks.index("^")
    assert shown[at : at + 3] == "dgo"
    assert len(shown) < 200


def test_the_underline_ends_with_what_is_shown_of_the_line() -> None:
    _, shown, marks = printed(Problem("too-large", "no", Span("lease.yaml", 1, 1, 5_000), "x" * 5_000))
    assert len(marks) == len(shown)


def test_what_a_terminal_would_obey_is_not_printed() -> None:
    problem = Problem("x", "\x1b[31mred", Span("a", 1, 2, 1), "\tb\x1b[0m", "term \x07", "\x00")
    assert all(line.isprintable() for line in printed(problem))
    assert printed(problem)[1] == "   |  b�[0m"


def test_problems_are_told_in_the_order_of_files_and_lines() -> None:
    first, second, third = Problem("b", "", Span("a", 2, 1)), Problem("a", "", Span("a", 10, 1)), Problem("a", "", Span("b", 1, 1))
    assert ContractError([third, second, first]).problems == (first, second, third)


def test_an_error_keeps_its_problems_from_one_process_to_another() -> None:
    error = ContractError([Problem("x", "said", Span("a", 1, 1), "line")])
    copied = pickle.loads(pickle.dumps(error))
    assert (copied.problems, str(copied)) == (error.problems, str(error))


@pytest.mark.parametrize(
    ("word", "candidates", "hint"),
    [
        ("azur", ["azure", "aws"], "did you mean `azure`?"),
        ("gcp", ["azure", "aws"], ""),
        ("x", [], ""),
        ("tennant", [*(f"party_{i}" for i in range(10_000)), "tenant"], "did you mean `tenant`?"),
        ("a" * 101, ["a" * 101], ""),
    ],
)
def test_a_misspelt_word_and_the_nearest_one(word: str, candidates: list[str], hint: str) -> None:
    assert did_you_mean(word, candidates) == hint


@pytest.mark.parametrize(
    ("words", "hint"),
    [
        ([], ""),
        (["dog"], "there is only `dog`"),
        (["dog", "cat"], "one of dog, cat"),
        (["dog", "cat", "dog"], "one of dog, cat"),
        ([f"pet_{i}" for i in range(13)], ""),
    ],
)
def test_what_could_stand_there_is_named_where_it_is_little(words: list[str], hint: str) -> None:
    assert one_of(words) == hint


@pytest.mark.parametrize(
    ("text", "shown"),
    [("dog", "`dog`"), ("a\nb", "`a\\x0ab`"), ("\u200b", "`\\u200b`"), ("x" * 100, f"`{'x' * 60}…`"), ("", "``")],
)
def test_what_the_user_wrote_is_shown_printable_and_short(text: str, shown: str) -> None:
    assert quoted(text) == shown
