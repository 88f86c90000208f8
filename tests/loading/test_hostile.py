"""This file tests that whatever stands in a file, loading it ends soon, with a contract or with problems that lie within the file."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contract_model.loading.load import load, shipped
from contract_model.loading.parse import parse
from contract_model.problems import ContractError
from tests.loading.hostile import GARDEN, names_of, problems_of

LEASE = Path(shipped(), "flat-lease.yaml").read_bytes()


# --- not text, not YAML -------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("content", "names"),
    [
        (b"", ["wrong-type"]),
        (b"\n\n", ["wrong-type"]),
        (b"# only a comment", ["wrong-type"]),
        (b"---\n...\n", ["wrong-type"]),
        (b"just words", ["wrong-type"]),
        (b"- a\n- list\n", ["wrong-type"]),
        (b"\x00", ["not-text"]),
        (b"contract: a\x00b", ["not-text"]),
        (b"\xff\xfe\x00", ["not-text"]),
        (b"contract: caf\xe9", ["not-text"]),
        (b"contract: \xed\xa0\x80", ["not-text"]),  # half of a surrogate pair, in bytes
        (b"contract: \xf4\x90\x80\x80", ["not-text"]),  # beyond the last character
        ("contract: \udc80".encode("utf-8", "surrogatepass"), ["not-text"]),
        ("contract: a\u2028b".encode(), ["not-text"]),
        ("contract: a\ufeffb".encode(), ["not-text"]),
        (b"\xef\xbb\xbf\xef\xbb\xbfcontract: a", ["not-text"]),
        (b"contract: a\x1b[31m", ["not-text"]),
        (b"contract: [", ["yaml-syntax"]),
        (b"contract: }", ["yaml-syntax"]),
        (b"contract: 'a", ["yaml-syntax"]),
        (b'contract: "\\q"', ["yaml-syntax"]),
        (b'contract: "\\ud800"', ["yaml-syntax"]),
        (b"contract: @a", ["yaml-syntax"]),
        (b"contract: a: b", ["yaml-syntax"]),
        (b"contract:\n\t- a", ["yaml-syntax"]),
        (b"a: b\n c: d\n", ["yaml-syntax"]),
        (b"%YAML 3.7\n---\na: b", ["yaml-syntax"]),
        (b"%FOO", ["yaml-syntax"]),
        (b"*a", ["yaml-alias"]),
        (b"[a]: b", ["yaml-syntax"]),
        (b"? {a: b}\n: c", ["yaml-syntax"]),
        (b"a: b\n---\nc: d", ["yaml-syntax"]),
    ],
)
def test_what_is_no_contract_at_all_is_one_problem(content: bytes, names: list[str]) -> None:
    assert names_of(content) == names


@pytest.mark.parametrize("encoding", ["utf-16", "utf-32", "utf-16-be", "cp037"])
def test_another_encoding_is_one_problem(encoding: str) -> None:
    assert names_of(GARDEN.encode(encoding)) == ["not-text"]


def test_an_escape_makes_no_character_that_could_not_be_written() -> None:
    assert names_of(GARDEN.replace("Lease of a garden", r'"Lease\0 of \e[31ma garden"')) == ["not-text"]
    assert names_of(with_condition(r'"\ud800" == "x"')) == ["bad-value"]


@pytest.mark.parametrize("ends", ["\r\n", "\r"])
def test_a_file_may_have_other_line_ends(ends: str) -> None:
    assert problems_of(GARDEN.replace("\n", ends)) == ()
    misspelt = GARDEN.replace("counterparty: owner", "counterparty: ower")
    (problem,) = problems_of(misspelt.replace("\n", ends))
    assert misspelt.split("\n")[problem.span.line - 1] == problem.excerpt == "    counterparty: ower"


def test_a_file_may_begin_with_a_byte_order_mark() -> None:
    assert problems_of(b"\xef\xbb\xbf" + GARDEN.encode()) == ()
    (problem,) = problems_of(b"\xef\xbb\xbf" + GARDEN.replace("contract: garden-lease", "contract: Garden").encode())
    assert (problem.span.line, problem.span.column) == (1, 11)


@pytest.mark.parametrize("content", [GARDEN.encode(), LEASE])
def test_a_file_may_be_cut_off_anywhere(content: bytes) -> None:
    complete = content.index(b"terms:")
    for end in range(0, len(content), 1 if len(content) < 5_000 else 11):
        assert problems_of(content[:end]) or end > complete


# --- too much of something ----------------------------------------------------------------------------------------------------------

BOMB = "a0: &a0 [x, x]\n" + "".join(f"a{i + 1}: &a{i + 1} [*a{i}, *a{i}, *a{i}]\n" for i in range(30))


@pytest.mark.parametrize(
    ("content", "name"),
    [
        ("contract: " + "x" * 10_000_000, "too-large"),
        ("contract: " + "x" * 8_000_000, "missing-key"),
        ("# " * 5_000_000, "too-large"),
        ("x: [" + "a, " * 2_000_000 + "]", "too-large"),
        ("".join(f"k{i}: v\n" for i in range(500_000)), "too-large"),
        ("[" * 100_000, "too-deep"),
        ("{a: " * 100_000, "too-deep"),
        ("- " * 100_000, "too-deep"),
        ("a: " + "[" * 100_000 + "]" * 100_000, "too-deep"),
        ("".join(" " * i + "a:\n" for i in range(1_000)), "too-deep"),
        ("? " * 100_000, "yaml-syntax"),
        ("&a " * 100_000, "yaml-syntax"),
        (BOMB, "yaml-alias"),
        ("a: &a [*a]", "yaml-alias"),
        ("a: &a {b: *a}\n<<: *a", "yaml-alias"),
        ("<<: {contract: x}", "unknown-key"),
        ("a: !!python/object/apply:os.system [ls]", "yaml-tag"),
        ("a: !!binary aGVsbG8=\nb: !!int 3", "yaml-tag"),
        ("true: a\nnull: b\n1: c\n'': d\n? e\n", "unknown-key"),
        ("k: v\n" * 1_000, "duplicate-key"),
        ("parties: {" + ", ".join(f"p{i}: []" for i in range(10_000)) + "}", "too-many-problems"),
    ],
)
def test_too_much_of_something_is_a_problem(content: str, name: str) -> None:
    assert name in names_of(content)


def test_no_more_than_a_hundred_problems_of_a_file_are_listed() -> None:
    names = names_of("".join(f"k{i}: v\n" for i in range(5_000)))
    assert (len(names), names.count("too-many-problems")) == (101, 1)


def test_a_thousand_misspelt_names_among_a_thousand() -> None:
    facts = "".join(f"  fact_{i}: {{asks: What?, kind: truth}}\n" for i in range(1_000))
    terms = "".join(f"  - {{id: t{i}, kind: declaration, when: fakt_{i}, certainty: official, sources: []}}\n" for i in range(1_000))
    assert len(problems_of(GARDEN.replace("facts:\n", f"facts:\n{facts}") + terms)) == 101


def definitions(bodies: dict[str, str]) -> str:
    return GARDEN.replace("definitions:\n", "definitions:\n" + "".join(f"  {n}: {b}\n" for n, b in bodies.items()))


@pytest.mark.parametrize("count", [50, 5_000])
def test_definitions_in_a_long_chain(count: int) -> None:
    chain = {f"d{i}": f"d{i + 1}" for i in range(count)} | {f"d{count}": "neighbours_agree"}
    assert names_of(definitions(chain)) == ([] if count == 50 else ["too-deep"])


def test_definitions_in_a_long_circle() -> None:
    (problem,) = problems_of(definitions({f"d{i}": f"d{(i + 1) % 5_000}" for i in range(5_000)}))
    assert problem.name == "definition-cycle"
    assert problem.message == "`d0` is defined by itself: d0 -> d1 -> d2 -> d3 -> d4 -> d5 -> d6 -> d7 -> ..."


@pytest.mark.parametrize("body", ["{0} or {0} and small", "{0} == {0}", "small if {0} else not {0}"])
def test_definitions_that_double_each_time(body: str) -> None:
    bodies = {f"d{i + 1}": body.format(f"d{i}") for i in range(60)}
    assert names_of(definitions({"d0": "neighbours_agree"} | bodies)) == ["too-large"]


@pytest.mark.parametrize("body", ["{0} + {0}", "max({0}, {0} + 1)", "{0} if small else {0} + 1"])
def test_definitions_of_numbers_that_double_each_time(body: str) -> None:
    bodies = {f"d{i + 1}": body.format(f"d{i}") for i in range(60)}
    assert names_of(definitions({"d0": "beds"} | bodies)) == ["too-large"]


def test_all_conditions_together_have_a_limit() -> None:
    wide = "(" + " or ".join(f"beds + {i} < rate_{i}" for i in range(100)) + ")"
    rates = "".join(f"  rate_{i}: {{asks: What?, kind: number}}\n" for i in range(100))
    terms = "".join(f"  - {{id: t{i}, kind: declaration, when: {wide}, certainty: official, sources: []}}\n" for i in range(1_000))
    assert names_of(GARDEN.replace("facts:\n", f"facts:\n{rates}") + terms) == ["too-large"]


def permission(name: str, **more: object) -> str:
    term = {"id": name, "kind": "permission", "bearer": "tenant", "action": "grow", "certainty": "official", "sources": []}
    return f"  - {json.dumps(term | more)}\n"


@pytest.mark.parametrize("circle", [True, False])
def test_precedence_in_a_long_chain(circle: bool) -> None:
    terms = [permission(f"t{i}", subject_to=f"t{i + 1}") for i in range(2_000)]
    last = permission("t2000", subject_to="t0") if circle else permission("t2000")
    assert names_of(GARDEN + "".join(terms) + last) == (["precedence-cycle"] if circle else [])


def test_precedence_by_ways_without_number() -> None:
    terms = [permission(f"t{i}{x}", subject_to=[f"t{i + 1}a", f"t{i + 1}b"]) for i in range(40) for x in "ab"]
    assert names_of(GARDEN + "".join(terms) + permission("t40a") + permission("t40b")) == []


# --- conditions ---------------------------------------------------------------------------------------------------------------------


def with_condition(text: str) -> str:
    return GARDEN.replace("when: use == bees and (hive == is_bed or not small)", f"when: {json.dumps(text, ensure_ascii=False)}")


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("(" * 10_000 + "small" + ")" * 10_000, ["too-large"]),
        ("(" * 1_900 + "small" + ")" * 1_900, ["condition-syntax"]),
        ("(" * 150 + "small" + ")" * 150, []),
        ("not " * 10_000 + "small", ["too-large"]),
        ("not " * 990 + "small", ["condition-syntax", "too-deep"]),
        ("not " * 70 + "small", ["too-deep"]),
        ("-" * 3_900 + "beds < 3", ["condition-syntax", "too-deep"]),
        (" and ".join(["small"] * 10_000), ["too-large"]),
        (" and ".join(["small"] * 400), []),
        (" and ".join(f"beds<{i}" for i in range(300)), []),
        ("+".join(["beds"] * 700) + " < 3", ["too-deep"]),
        ("beds" + " < beds" * 500, []),
        ("small if small else " * 190 + "small", ["too-deep"]),
        ("(" * 40 + "beds" + " if small else beds + 1)" * 40 + " < 3", ["too-large"]),
        ("(small == " * 50 + "small" + ")" * 50, ["too-large"]),
        ("min(" * 50 + "beds" + ", beds)" * 50 + " < 3", []),
        (" + ".join(["max(beds, beds + 1, beds + 2, beds + 3, beds + 4)"] * 8) + " < 3", ["too-large"]),
        ("min(%s) <= max(%s)" % ((", ".join(f"beds + {i}" for i in range(60)),) * 2), ["too-large"]),
        ("beds < 1e999999", ["bad-value"]),
        ("beds < 1e-999999", ["bad-value"]),
        ("beds < " + "9" * 3_900, ["bad-value"]),
        ("beds < " + "9" * 5_000, ["too-large"]),
        ("beds < 10**5000", ["not-in-language"]),
        ("rent < EUR(1e300)", ["bad-value"]),
        ("time < days(1e30)", ["bad-value"]),
        ("time < days(999_999_999) + days(999_999_999)", []),
        ("time < seconds(0.0000001)", ["bad-value"]),
        ("x" * 3_900, ["unknown-name"]),
        ("x" * 5_000, ["too-large"]),
        ("date < 0000-01-01", ["bad-date"]),
        ("date < 2026-02-30", ["bad-date"]),
        ("date < 9999-12-31", []),
        ("date < 10000-01-01", ["condition-syntax"]),
        ("date + days(999_999_999) < date", []),
        ("", ["condition-syntax"]),
        (" \t ", ["condition-syntax"]),
        ("# small", ["not-in-language"]),
        ("small # and not late", ["not-in-language"]),
        ("small\\\n and late", ["condition-syntax"]),
        ("'", ["condition-syntax"]),
        ('"""small', ["condition-syntax"]),
        ("f'{small}'", ["not-in-language"]),
        ("b'x' == 'x'", ["not-in-language"]),
        ("__import__('os').system('ls')", ["not-in-language"]),
        ("(lambda: small)()", ["not-in-language"]),
        ("[s for s in small]", ["not-in-language"]),
        ("(small := late)", ["not-in-language"]),
        ("small.__class__", ["not-in-language"]),
        ("small[0]", ["not-in-language"]),
        ("{**small}", ["not-in-language"]),
        ("[*small]", ["not-in-language"]),
        ("min(*small)", ["not-in-language"]),
        ("await small", ["not-in-language"]),
        ("(yield)", ["not-in-language"]),
        ("small; late", ["condition-syntax"]),
        ("small = late", ["condition-syntax"]),
        ("...", ["not-in-language"]),
        ("ｓmall", ["unknown-name"]),  # Python would take the first letter for a plain s
        ("DDDDDDDDDD", ["unknown-name"]),
        ("\U0001f41d", ["condition-syntax"]),
        ("date < ٢٠٢٦-01-01", ["condition-syntax"]),
        ("use in []", ["not-in-language"]),
        ("min()", ["not-in-language"]),
    ],
)
def test_a_condition_may_be_anything(text: str, names: list[str]) -> None:
    found = names_of(with_condition(text))
    assert found == names or (len(found) == 1 and found[0] in names)


WORDS = re.split(
    " ",
    "small late beds use bees hive is_bed rent date time actor tenant 3 0.5 2026-01-01 days EUR 'x' \"y\" ( ) [ ] , "
    "and or not == != < <= > >= in + - * if else min max true false é \n . #",
)


@given(st.lists(st.sampled_from(WORDS), max_size=25).map(" ".join) | st.text(max_size=40))
def test_a_condition_of_any_words(text: str) -> None:
    problems_of(with_condition(text))


# --- anything anywhere --------------------------------------------------------------------------------------------------------------


def places(data: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    yield path
    inside = data.items() if isinstance(data, dict) else enumerate(data) if isinstance(data, list) else ()
    for step, part in inside:
        yield from places(part, (*path, step))


def changed(data: Any, path: tuple[Any, ...], value: Any) -> Any:
    if not path:
        return value
    if isinstance(data, dict):
        return {k: changed(v, path[1:], value) if k == path[0] else v for k, v in data.items()}
    return [changed(v, path[1:], value) if i == path[0] else v for i, v in enumerate(data)]


def as_data(content: bytes) -> Any:
    return parse("it", content).data


ANYTHING = [None, True, "x", ["x"], {"x": "y"}]
ODDER = ["", [], [None], {}, {"id": []}]


@pytest.mark.parametrize(
    ("content", "value"),
    [(LEASE, value) for value in ANYTHING] + [(GARDEN.encode(), value) for value in ANYTHING + ODDER],
    ids=[f"lease-{value!r}" for value in ANYTHING] + [f"garden-{value!r}" for value in ANYTHING + ODDER],
)
def test_anything_may_stand_anywhere(content: bytes, value: Any) -> None:
    data = as_data(content)
    for path in places(data):
        problems_of(json.dumps(changed(data, path, value), ensure_ascii=False))


@pytest.mark.parametrize("content", [GARDEN.encode(), LEASE], ids=["garden", "lease"])
def test_any_piece_may_be_missing(content: bytes) -> None:
    def without(piece: Any, path: tuple[Any, ...]) -> Any:
        if isinstance(piece, dict):
            return {k: without(v, path[1:]) if k == path[0] else v for k, v in piece.items() if path != (k,)}
        return [without(v, path[1:]) if i == path[0] else v for i, v in enumerate(piece) if path != (i,)]

    data = as_data(content)
    for path in places(data):
        if path:
            problems_of(json.dumps(without(data, path), ensure_ascii=False))


def test_any_key_may_have_any_name() -> None:
    def renamed(piece: Any, path: tuple[Any, ...], name: str) -> Any:
        if not path or not isinstance(piece, (dict, list)):
            return piece
        if isinstance(piece, list):
            return [renamed(v, path[1:], name) if i == path[0] else v for i, v in enumerate(piece)]
        return {
            (name if len(path) == 1 and k == path[0] else k): renamed(v, path[1:], name) if k == path[0] else v for k, v in piece.items()
        }

    data = as_data(GARDEN.encode())
    for path in places(data):
        for name in ("", "true", "1", "Ü", "date", "x" * 1_000, "and"):
            problems_of(json.dumps(renamed(data, path, name), ensure_ascii=False))


PIECES = st.text(alphabet="\t\n -:{}[],&*!|>'\"%@`#?aé\x00\x85\ufeff1.", max_size=8)


@given(st.data())
def test_any_change_of_a_few_characters(data: st.DataObject) -> None:
    text = data.draw(st.sampled_from([GARDEN, LEASE.decode()]))
    for _ in range(data.draw(st.integers(1, 3))):
        start = data.draw(st.integers(0, len(text)))
        text = text[:start] + data.draw(PIECES) + text[start + data.draw(st.integers(0, 12)) :]
    problems_of(text)


@given(st.binary(max_size=200) | st.text(max_size=200).map(lambda t: t.encode("utf-8", "surrogatepass")))
def test_any_bytes(content: bytes) -> None:
    assert problems_of(content)


# --- files --------------------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["", "nowhere", "flat-leese", "a\0b", "\ud800", "x" * 100_000, "/dev/null", "../..", "/proc/self/mem"])
def test_any_name_of_a_contract(name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    with pytest.raises(ContractError):
        load(name)


def test_a_device_without_end_is_not_read_to_its_end() -> None:
    with pytest.raises(ContractError) as caught:
        load("/dev/zero")
    assert [p.name for p in caught.value.problems] == ["too-large"]


def test_a_folder_of_odd_things(tmp_path: Path) -> None:
    (tmp_path / "contract.yaml").write_text(GARDEN[: GARDEN.index("version:")])
    (tmp_path / "2026-01-01.yaml").write_bytes(b"\xff")
    (tmp_path / "2026-02-01.yaml").write_text("")
    (tmp_path / "2026-03-01.yaml").write_text("version: 2026-03-01\nterms: []\n")
    (tmp_path / "notes.txt").write_text("[")
    with pytest.raises(ContractError) as caught:
        load(tmp_path)
    found = [(Path(p.span.file).name, p.name) for p in caught.value.problems]
    assert found == [("2026-01-01.yaml", "not-text"), ("2026-02-01.yaml", "wrong-type")]
