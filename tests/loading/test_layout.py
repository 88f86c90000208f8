"""The layout of contracts and files of cases: what it moves, what it keeps, and that it changes nothing of what is said."""

from __future__ import annotations

import re
from pathlib import Path
from random import Random
from textwrap import dedent

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contract_model.commands.fmt import shape_of
from contract_model.loading.key_order import items, keys_of, named
from contract_model.loading.layout import WIDTH, laid_out
from contract_model.loading.parse import parse
from contract_model.loading.surface import SurfaceContract, SurfaceTerm, SurfaceVersion
from contract_model.problems import ContractError

CHECKOUT = Path(__file__).parents[2]


def laid(text: str, shape: object = SurfaceContract) -> str:
    return laid_out(parse("a.yaml", dedent(text).lstrip("\n").encode()), shape)


def stays(text: str, shape: object = SurfaceContract) -> None:
    text = dedent(text).lstrip("\n")
    assert laid(text, shape) == text


def test_keys_go_into_the_order_of_the_language_and_names_stay_in_theirs() -> None:
    told = laid("""
        terms:
          - {sources: [], bearer: tenant, kind: prohibition, id: bees, action: keep}
        parties: {tenant: The tenant, owner: The owner}
        contract: garden
        facts:
          zebra: {kind: truth, asks: Is it a zebra?}
          ape: {kind: truth, asks: Is it an ape?}
    """)
    assert told == dedent("""
        contract: garden
        parties: {tenant: The tenant, owner: The owner}
        facts:
          zebra: {asks: Is it a zebra?, kind: truth}
          ape: {asks: Is it an ape?, kind: truth}
        terms:
          - {id: bees, kind: prohibition, bearer: tenant, action: keep, sources: []}
    """).lstrip("\n")


def test_a_key_that_the_language_does_not_know_comes_last() -> None:
    assert laid("whn: a\nid: b\nkind: power", SurfaceTerm) == "id: b\nkind: power\nwhn: a\n"


def test_comments_go_with_what_they_stand_above_and_beside() -> None:
    told = laid("""
        # About this file.

        # The terms.
        terms:
          # The bees.
          - # between the dash and its key
            kind: prohibition  # beside the kind
            # above the id
            id: bees
            # at the end of the term
          # at the end of the terms
        # above the parties
        parties: {tenant: The tenant}  # beside the parties
        contract: garden
        # the last word
    """)
    assert told == dedent("""
        # About this file.

        # The terms.
        contract: garden
        # above the parties
        parties: {tenant: The tenant}  # beside the parties
        terms:
          # The bees.
          # between the dash and its key
          # above the id
          - id: bees
            kind: prohibition  # beside the kind
            # at the end of the term
          # at the end of the terms
        # the last word
    """).lstrip("\n")


def test_what_is_in_brackets_stays_there_where_it_fits_its_line() -> None:
    stays("kinds:\n  use: {vegetables: vegetables, flowers: [flowers, roses], bees: bees}\n")
    assert laid("kinds:\n  use: {a: a,\n        b:   [b , c] }\n") == "kinds:\n  use: {a: a, b: [b, c]}\n"


def test_what_does_not_fit_its_line_goes_down_an_item_to_a_line() -> None:
    words = [f"flowers number {i}" for i in range(12)]
    assert laid(f"kinds: {{use: {{flowers: [{', '.join(words)}], bees: bees}}}}") == "\n".join(
        ["kinds:", "  use:", "    flowers:", *(f"      - {w}" for w in words), "    bees: bees", ""]
    )


def test_brackets_with_a_comment_inside_go_down() -> None:
    assert laid("examples: [one, # the first\n  # the second\n  two\n  # no more\n  ]\n") == (
        "examples:\n  - one  # the first\n  # the second\n  - two\n  # no more\n"
    )


def test_a_long_text_is_folded_and_says_the_same() -> None:
    text = " ".join(f"word{i}" for i in range(60))
    told = laid(f"note: '{text}'\n")
    assert told.startswith("note: >-\n  word0 word1")
    assert max(map(len, told.splitlines())) <= WIDTH


def test_a_long_text_that_cannot_be_folded_stays_as_it_is() -> None:
    stays(f"note: {'x' * 200}\n")
    stays(f'note: "{" ".join(["word"] * 60)} "\n')


def test_folded_lines_stay_as_they_were_broken_unless_they_are_too_long() -> None:
    stays("note: >-\n  A line.\n  Another.\n")
    assert "\n" in laid(f"note: >-\n  {'word ' * 50}end\n").removeprefix("note: >-\n").rstrip()


@pytest.mark.parametrize(
    ("written", "told"),
    [
        ('"A garden"', "A garden"),
        ("'A garden'", "A garden"),
        ('"yes"', '"yes"'),
        ("'No'", '"No"'),
        ('"2026"', '"2026"'),
        ("2026-01-01", "2026-01-01"),
        ("'{actor} keeps'", '"{actor} keeps"'),
        ("'says \"a\"'", "'says \"a\"'"),
        ('"a: b"', '"a: b"'),
        ('"a #b"', '"a #b"'),
        ('""', '""'),
        ('"true"', '"true"'),
        ("true", "true"),
        ("~", "null"),
        ('"a\\tb"', '"a\\tb"'),
        ("a\n  b", "a b"),
        ("a\n\n  b", '"a\\nb"'),
    ],
)
def test_quotes_stand_where_they_are_needed(written, told) -> None:
    assert laid(f"title: {written}\n") == f"title: {told}\n"


def test_in_a_list_all_texts_have_quotes_or_none() -> None:
    stays('phrases: ["keep {use}", "grow it"]\n')
    assert laid('phrases: ["keep it", "grow it"]\n') == "phrases: [keep it, grow it]\n"


def test_one_blank_line_stays_and_none_is_added() -> None:
    assert laid("\n\ncontract: a\n\n\n\nparties:\n\n  us: We\n  you: You\n") == "\ncontract: a\n\nparties:\n  us: We\n  you: You\n".lstrip(
        "\n"
    )


def test_blocks_of_text_keep_their_lines() -> None:
    stays('note: |\n  One\n    two  \n\n  three\n\nterms:\n  - id: a\n    text: |+\n      kept\n\n  - text: >-\n      "x": y  # z\n')


def test_the_mark_of_a_document_stays() -> None:
    stays("# first\n---\n# second\ncontract: a\n")
    assert laid("%YAML 1.2\n--- {contract: a} # b\n") == "%YAML 1.2\n---\ncontract: a  # b\n"


def test_windows_lines_and_the_sign_of_utf_8_go() -> None:
    document = parse("a.yaml", b"\xef\xbb\xbfcontract: a\r\n# b\r\nparties: {}\r\n")
    assert laid_out(document, SurfaceContract) == "contract: a\n# b\nparties: {}\n"


def test_what_cannot_be_read_is_told() -> None:
    with pytest.raises(ContractError, match="yaml-syntax"):
        laid("contract: [a\n")
    with pytest.raises(ContractError, match="duplicate-key"):
        laid("contract: a\ncontract: b\n")


def test_the_page_of_the_language_has_the_keys_in_this_order() -> None:
    page = (CHECKOUT / "docs" / "language.md").read_text()
    contract = keys_of(SurfaceContract, ["contract"])
    rows = re.findall(r"^\| `(\w+)` \| .*?`\{([a-z_, ]+)\}`", page.partition("## Keys of a contract")[2].partition("###")[0], re.MULTILINE)
    assert len(rows) > 7
    for key, listed in rows:
        names = listed.split(", ")
        shape = contract[key]
        known = keys_of(named(shape) or items(shape) or shape, names)
        assert names == sorted(names, key=list(known).index), key


@pytest.mark.parametrize("path", sorted((CHECKOUT / "rules").rglob("*.yaml")), ids=lambda p: p.name)
def test_shipped_contracts_are_laid_out(path) -> None:
    document = parse(str(path), path.read_bytes())
    assert laid_out(document, shape_of(document.data)) == path.read_text()


# documents of any kind: as they are said, and as they are written

WORDS = st.sampled_from(
    [
        "a",
        "b c",
        "it's",
        'say "x"',
        "no",
        "true",
        "2026-01-01",
        "",
        " x ",
        "a: b",
        "a #b",
        "#c",
        "- d",
        "{e}",
        "x\ny",
        "é, ü",
        "'",
        "\\",
        "a" * 90,
    ]
)
KEYS = st.sampled_from(["contract", "parties", "id", "kind", "terms", "note", "unless", "if", "x y", "{z}", "no", "it's", "a: b"])
DATA = st.recursive(
    WORDS | st.booleans() | st.none(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(KEYS, inner, max_size=3),
    max_leaves=12,
)


class Writer:
    """Writes data in YAML as people do: in any style, with comments and blank lines wherever they may stand."""

    def __init__(self, random) -> None:
        self.random = random
        self.comments = 0

    def chance(self, of: int) -> bool:
        return self.random.randrange(of) == 0

    def remarks(self, indent: int) -> str:
        lines = ""
        while self.chance(4):
            lines += "\n" if self.chance(2) else f"{' ' * (indent + 3 * self.chance(4))}{self.comment()}\n"
        return lines

    def comment(self) -> str:
        self.comments += 1
        return f"# comment {self.comments}"

    def beside(self) -> str:
        return f" {self.comment()}" if self.chance(5) else ""

    def scalar(self, value) -> str:
        match value:
            case None:
                return self.random.choice(["null", "~"])
            case bool():
                return str(value).lower()
            case _ if value in ("a", "b c", "it's", "2026-01-01", "a" * 90) and self.chance(2):
                return value
            case _ if "\n" not in value and self.chance(2):
                return "'" + value.replace("'", "''") + "'"
            case _:
                return '"' + value.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n") + '"'

    def flow(self, value, broken: bool) -> str:
        gap = f"{self.beside()}\n     " if broken and self.chance(2) else " "
        match value:
            case dict():
                inside = f",{gap}".join(f"{self.scalar(k)}: {self.flow(v, broken)}" for k, v in value.items())
                return f"{{{gap if broken else ''}{inside}}}"
            case list():
                inside = f",{gap}".join(self.flow(v, broken) for v in value)
                return f"[{inside}{gap if broken else ''}]"
            case _:
                return self.scalar(value)

    def entry(self, lead: str, value, indent: int) -> str:
        text = self.remarks(indent) + " " * indent + lead
        if isinstance(value, (dict, list)) and value and not self.chance(3):
            return f"{text}{self.beside()}\n{self.block(value, indent + 2)}{self.remarks(indent + 2)}"
        if isinstance(value, str) and value in ("a", "b c", "x\ny", "a: b", "#c") and self.chance(3):
            lines = "\n".join(f"{' ' * (indent + 3)}{line}" for line in value.split("\n"))
            return f"{text} |-{self.beside()}\n{lines}\n"
        return f"{text} {self.flow(value, self.chance(2))}{self.beside()}\n"

    def block(self, value, indent: int) -> str:
        if isinstance(value, dict):
            return "".join(self.entry(f"{self.scalar(k)}:", v, indent) for k, v in value.items())
        return "".join(self.entry("-", v, indent) for v in value)


@st.composite
def documents(draw):
    writer = Writer(Random(draw(st.integers(0, 2**32))))
    text = writer.block(draw(st.dictionaries(KEYS, DATA, min_size=1, max_size=4)), 0) + writer.remarks(0)
    return text


@given(documents(), st.sampled_from([SurfaceContract, SurfaceVersion, SurfaceTerm, None]))
def test_whatever_is_laid_out_says_the_same_keeps_its_comments_and_does_not_change_again(written, shape) -> None:
    before = parse("a.yaml", written.encode())
    assert not before.problems, written
    once = laid_out(before, shape)
    after = parse("a.yaml", once.encode())
    assert after.data == before.data
    assert sorted(re.findall(r"# comment \d+", once)) == sorted(re.findall(r"# comment \d+", written))
    assert laid_out(after, shape) == once
