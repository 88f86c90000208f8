"""This file tests how YAML is read: what each scalar is, and that the place of every piece is the place in the file."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contract_model.loading.parse import parse
from tests.loading.frame import FRAME, underlined
from tests.loading.hostile import problems_of


def data(text: str) -> object:
    document = parse("it.yaml", text.encode())
    assert document.problems == []
    return document.data


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("true", True),
        ("false", False),
        ("null", None),
        ("~", None),
        ("", None),
        # all else is text
        ("on", "on"),
        ("off", "off"),
        ("yes", "yes"),
        ("no", "no"),
        ("y", "y"),
        ("True", "True"),
        ("FALSE", "FALSE"),
        ("Null", "Null"),
        ("1", "1"),
        ("010", "010"),
        ("0x1F", "0x1F"),
        ("1_000", "1_000"),
        ("1.10", "1.10"),
        ("1e3", "1e3"),
        (".inf", ".inf"),
        ("12:30", "12:30"),
        ("2026-04-27", "2026-04-27"),
        ("2026-04-27T10:00:00Z", "2026-04-27T10:00:00Z"),
        ("=", "="),
        ("<<", "<<"),
        ("a b  c", "a b  c"),
        ("a#b", "a#b"),
        ("a # comment", "a"),
        ("http://example.org:80/", "http://example.org:80/"),
        # quotes and blocks make text of anything
        ("'true'", "true"),
        ('"null"', "null"),
        ("'It''s'", "It's"),
        (r'"a\tb\u00e9"', "a\tbé"),
        ("''", ""),
        ("|\n  true\n", "true\n"),
        (">-\n  a\n  b\n", "a b"),
        ("[]", []),
        ("[true, no, 1]", [True, "no", "1"]),
        ("{a: 1, b: {}}", {"a": "1", "b": {}}),
    ],
)
def test_what_a_scalar_is(written: str, read: object) -> None:
    assert data(f"key: {written}") == {"key": read}


def test_keys_are_always_text() -> None:
    assert data("true: a\nnull: b\n1: c\n2026-01-01: d\n'': e\n") == {"true": "a", "null": "b", "1": "c", "2026-01-01": "d", "": "e"}


def test_a_document_may_be_marked() -> None:
    assert data("%YAML 1.2\n---\na: b\n...\n") == {"a": "b"}


def test_of_a_key_that_occurs_twice_the_first_is_read() -> None:
    document = parse("it.yaml", b"a: {b: c}\na: {d: [e, f]}\ng: h\n")
    assert document.data == {"a": {"b": "c"}, "g": "h"}
    assert set(document.places) == {(), ("a",), ("a", "b"), ("g",)}
    assert [(p.name, p.span.line) for p in document.problems] == [("duplicate-key", 2)]


@pytest.mark.parametrize(
    ("path", "said", "key"),
    [
        (("a",), "plain words", "a"),
        (("b",), "'it''s'", "b"),
        (("c", 0), "x", None),
        (("c", 1), '"y z"', None),
        (("c",), '[x, "y z"]', "c"),
        (("d",), "{e: f}", "d"),
        (("d", "e"), "f", "e"),
        (("g", 0, "h"), "ä", "h"),
        (("g", 0), "h: ä", None),
        (("i",), "i", "i"),  # nothing stands there, so its key is shown
    ],
)
def test_the_place_of_a_piece_and_of_its_key(path: tuple[str | int, ...], said: str, key: str | None) -> None:
    text = "a: plain words\nb: 'it''s'\nc: [x, \"y z\"]\nd: {e: f}\ng:\n  - h: ä\n    z: 1\ni:\n"
    document = parse("it.yaml", text.encode())

    def shown(at_key: bool) -> str:
        span = document.span(path, at_key=at_key)
        return text.splitlines()[span.line - 1][span.column - 1 : span.column - 1 + span.length]

    assert shown(False) == said
    assert shown(True) == (key or said)


def test_a_path_without_a_place_has_that_of_what_it_lies_in() -> None:
    document = parse("it.yaml", b"# first\na:\n  b: c\n")
    assert document.span(("a", "b", "x", 3)) == document.span(("a", "b"))
    assert document.span(("x",)).line == 2  # of the whole: where it begins, after the comments


WRONG = "wrogn"
WAYS = {
    "plain": f"p and {WRONG}",
    "plain over lines": f"p and\n      q and\n      {WRONG}  # at last",
    "single quotes": f"'label == ''it''''s'' and {WRONG}'",
    "single quotes over lines": f"'p\n\n      and {WRONG}'",
    "double quotes": f'"label == \\"{WRONG}\\" and {WRONG}"',
    "double quotes with escapes": f'"p\\tand \\u0071 \\x61nd {WRONG} or\\x20p"',
    "double quotes with a joined line": f'"p and \\\n      {WRONG}"',
    "literal": f"|\n      p and\n      {WRONG}\n",
    "literal, kept": f"|+\n\n      p\n\n        and {WRONG}\n\n",
    "literal, indented": f"|2-\n      p and\n       {WRONG}",
    "literal with a comment": f"|  # one condition\n      p and {WRONG}\n",
    "folded": f">\n      p and\n      {WRONG}\n      or q\n",
    "folded, stripped": f">-\n      p\n\n        and\n      {WRONG}\n",
    "other letters before it": f"'label == \"äöü – 中文 😀\" and {WRONG}'",
    "the same letters before it": f"'label == \"{WRONG}\" and {WRONG}'",
    "in a mapping": f"p\n    unless: {{id: x, if: q or {WRONG}}}",
    "in a list": f"p\n    unless: [q, not {WRONG}, r]",
    "in a block list": f"p\n    unless:\n      - q\n      - if: >-\n          not\n          {WRONG}\n",
    "alone": f"p\n    unless: {WRONG}",
    "after a tag": f"!!str p and {WRONG}",
}


@pytest.mark.parametrize("ends", ["\n", "\r\n"])
@pytest.mark.parametrize("way", WAYS.values(), ids=WAYS)
def test_the_wrong_name_is_underlined_and_nothing_else(way: str, ends: str) -> None:
    text = FRAME.replace("CONDITION", way).replace("\n", ends)
    (problem,) = [p for p in problems_of(text) if p.name != "yaml-tag"]
    lines = text.splitlines()
    wanted = max((i, line.rindex(WRONG)) for i, line in enumerate(lines) if WRONG in line)
    assert (problem.name, underlined(problem)) == ("unknown-name", WRONG)
    assert (problem.span.line - 1, problem.span.column - 1) == wanted


def test_of_what_goes_over_several_lines_the_first_is_underlined() -> None:
    (problem,) = problems_of(FRAME.replace("CONDITION", "p and n +\n      m"))
    assert (problem.name, underlined(problem)) == ("kind-mismatch", "n +")


PARTS = st.lists(
    st.sampled_from(["p", "and", "label", "==", '"x"', "'it'", "\\", "é", "#", ":", "😀", "-", "{", "&a"]), min_size=1, max_size=8
)
QUOTES = {
    "'": lambda words: "'" + words.replace("'", "''") + "'",
    '"': lambda words: '"' + words.replace("\\", "\\\\").replace('"', '\\"') + '"',
    "|": lambda words: "|-\n  " + words.replace("  ", "\n  "),
    ">": lambda words: ">-\n  " + words.replace("  ", "\n  "),
}


@given(PARTS, st.sampled_from([*QUOTES]), st.sampled_from([" ", "  "]))
def test_every_part_of_a_text_is_found_where_it_stands(parts: list[str], quote: str, blank: str) -> None:
    text = "key: " + QUOTES[quote](blank.join(parts)) + "\nlast: x\n"
    document = parse("it.yaml", text.encode())
    read = document.data["key"]
    at = 0
    for part in parts:
        at = read.index(part, at)
        span = document.span(("key",), part=(at, len(part)))
        shown = text.splitlines()[span.line - 1][span.column - 1 : span.column - 1 + span.length]
        plain = shown.replace("''", "'") if quote == "'" else shown.replace('\\"', '"').replace("\\\\", "\\") if quote == '"' else shown
        assert plain == part
        at += len(part)
