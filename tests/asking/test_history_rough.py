"""Histories as rough hands write them: any text in any form is a history or has problems in words, and what a what-if tells is kept."""

from __future__ import annotations

import codecs
import json
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import TypeVar

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contract_model.asking.history import Form, read_history
from contract_model.asking.what_if import as_of, entries, until, with_events, with_evidence
from contract_model.loading.load import load
from contract_model.model.counting import instant
from contract_model.model.history import History
from contract_model.problems import ContractError, Problem

T = TypeVar("T")
SALE = load(Path(__file__).parents[2] / "fixtures" / "bad" / "histories" / "sale.yaml")
ZONE = "Europe/Berlin"
WORDS = [
    "at", "actor", "action", "says", "facts", "id", "parameters", "amount", "lot", "fact:inspected", "fact:fresh[A]", "parameter:id", "pay",
    "deliver", "order", "buyer", "seller", "day 3", "2026-02-29", "2026-03-29T02:30", "0001-01-01", "9999-12-31", "10 USD", "-10 USD",
    "10 EUR", "9" * 400, "1e999999", "NaN", "true", "null", "?", "The buyer pays 10 USD", "events", "start", "until", "contract", "unknown",
]  # fmt: skip
SIGNS = [
    ",",
    ";",
    "\t",
    "\n",
    "\r\n",
    '"',
    "'",
    ": ",
    "- ",
    "{",
    "}",
    "[",
    "]",
    "  ",
    "\x00",
    "\ufeff",
    "&a ",
    "*a",
    "!!x ",
    "#",
    "\\u0000",
    "|\n",
]
SCRAPS = st.lists(st.sampled_from([*WORDS, *SIGNS]) | st.text(max_size=5), max_size=40).map("".join)
DATA = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.sampled_from(WORDS) | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(WORDS) | st.text(max_size=5), inner, max_size=4),
    max_leaves=8,
)


def told(text: str | bytes, form: Form, **options: object) -> History:
    content = text if isinstance(text, bytes) else text.encode("utf-8", "surrogatepass")
    return read_history(SALE, f"any.{form}", content, form, **options)  # type: ignore[arg-type]  # options of the function


def problems(text: str | bytes, form: Form, **options: object) -> list[str]:
    with pytest.raises(ContractError) as caught:
        told(text, form, **options)
    assert all(p.message and str(p) for p in caught.value.problems)
    return [p.name for p in caught.value.problems]


class TestAnyText:
    """Whatever is read is a history, with every event in it, or has problems, each told in words."""

    @pytest.mark.parametrize("form", ["yaml", "jsonl", "csv"])
    @given(text=SCRAPS)
    def test_scraps_of_histories(self, form: Form, text: str) -> None:
        history_or_problems(text, form)

    @given(text=SCRAPS)
    def test_rows_under_a_good_header(self, text: str) -> None:
        history_or_problems(f"at,actor,action,amount,id\n{text}", "csv")

    @given(event=DATA)
    def test_any_data_as_an_event(self, event: object) -> None:
        line = json.dumps(event)
        as_lines = history_or_problems(line, "jsonl")
        as_yaml = history_or_problems(f"events: [{line}]", "yaml")
        assert as_lines is None or len(as_lines.happenings) == 1
        if as_lines is not None and as_yaml is not None:
            assert [h.event for h in as_yaml.happenings] == [h.event for h in as_lines.happenings]

    @given(
        head=st.dictionaries(st.sampled_from(["start", "until", "facts", "readings", "unknown", "evidence", "version", "complete"]), DATA)
    )
    def test_any_data_in_the_head(self, head: dict[str, object]) -> None:
        history_or_problems(json.dumps(head), "yaml")


def history_or_problems(text: str, form: Form) -> History | None:
    found = outcome(lambda: told(text, form))
    if isinstance(found, History):
        return found
    assert found
    assert all(p.message and "\n" not in p.message for p in found)
    return None


def outcome(made: Callable[[], T]) -> T | tuple[Problem, ...]:
    """What is made, or the problems that come instead."""
    try:
        return made()
    except ContractError as error:
        return error.problems


PAID = told('{"at": "day 5", "actor": "buyer", "action": "pay", "amount": "10 USD", "id": "a"}', "jsonl")


class TestAnyOption:
    @given(text=SCRAPS | DATA.map(json.dumps))
    def test_a_what_if_adds_an_event_or_has_problems(self, text: str) -> None:
        found = outcome(lambda: with_events(SALE, PAID, [text], date(2026, 1, 1)))
        assert found
        if isinstance(found[0], History):
            more, places = found
            assert len(more.happenings) == len(PAID.happenings) + len(places)  # type: ignore[union-attr, arg-type]  # a history and places

    @given(text=SCRAPS)
    def test_a_day_or_a_problem(self, text: str) -> None:
        for change in (until, as_of):
            found = outcome(lambda change=change: change(SALE, PAID, text, date(2026, 1, 1)))  # type: ignore[misc]  # bound in the loop
            if isinstance(found, History):
                assert found.until is not None
            else:
                assert {p.name for p in found} <= {"bad-date", "bad-until"}

    @given(texts=st.lists(SCRAPS | st.sampled_from(["a=1", "a=2", "a[b]=1", "a[b]=2", "a=", "=a", "a[]=1", "a[b][c]=1"]), max_size=4))
    def test_names_and_values_or_a_problem(self, texts: list[str]) -> None:
        found = outcome(lambda: entries(texts, "--fact"))
        if isinstance(found, dict):
            assert bool(found) is bool(texts)
        else:
            assert {p.name for p in found} <= {"bad-option", "said-twice"}

    @given(text=SCRAPS)
    def test_a_grade_of_evidence_or_a_problem(self, text: str) -> None:
        with pytest.raises(ContractError, match="not a grade of evidence"):
            with_evidence(PAID, text)

    def test_what_an_option_tells_has_no_place_in_the_file(self) -> None:
        text = "start: 2026-01-01\nfacts: {inspected: true}\nevents: []\n"
        for wrong in ({"start": "2026-02-30"}, {"facts": {"inspected": "perhaps"}}, {"facts": {"frob": "1"}}, {"readings": {"kilo": "1"}}):
            with pytest.raises(ContractError) as caught:
                told(text, "yaml", **wrong)
            assert [p.span for p in caught.value.problems] == [None]


class TestYears:
    @pytest.mark.parametrize("day", ["0001-01-01", "0001-12-31", "9999-01-01", "9999-12-31", "9999-12-31T23:59:59", "1 May 9999"])
    def test_a_history_lies_within_the_calendar(self, day: str) -> None:
        with pytest.raises(ContractError, match="a history lies in the years 2 to 9998"):
            told(json.dumps({"at": day, "action": "order"}), "jsonl")
        assert problems("", "jsonl", start=day[:10] if day[0] != "1" else day) == ["bad-date"]

    @pytest.mark.parametrize("day", ["0002-01-01", "9998-12-31"])
    def test_its_first_and_last_day_are_days_as_others(self, day: str) -> None:
        history = told(json.dumps({"at": day, "action": "order"}), "jsonl", start="0002-01-01")
        assert history.happenings[0].day == date.fromisoformat(day)
        assert until(SALE, history, "9998-12-31").until == instant(date(9999, 1, 1), None, ZONE) - 1

    def test_a_contract_of_the_year_one_needs_another_start(self) -> None:
        old = replace(SALE, versions=tuple(replace(v, start=date(1, 1, 1)) for v in SALE.versions))
        with pytest.raises(ContractError, match="no day on which a contract can begin"):
            read_history(old, "a.jsonl", b"", "jsonl")
        assert read_history(old, "a.jsonl", b"", "jsonl", start="0002-01-01").start == date(2, 1, 1)


class TestTables:
    TEXT = 'at;actor;action;amount\r\nday 1;buyer;pay;"1,000 USD"\r\n'

    @pytest.mark.parametrize(
        "content",
        [TEXT.encode(), codecs.BOM_UTF8 + TEXT.encode(), TEXT.replace("\r\n", "\n").encode(), TEXT.replace("\r\n", "\r").encode()],
    )
    def test_a_table_as_spreadsheets_save_it(self, content: bytes) -> None:
        history = told(content, "csv")
        assert [str(h.event.parameters["amount"]) for h in history.happenings if h.event] == ["1000 USD"]

    @pytest.mark.parametrize("encoding", ["utf-16", "utf-32"])
    @pytest.mark.parametrize("form", ["yaml", "jsonl", "csv"])
    def test_other_encodings_are_no_text(self, form: Form, encoding: str) -> None:
        assert problems(self.TEXT.encode(encoding), form) == ["not-text"]

    def test_a_table_without_moments_is_one_problem(self) -> None:
        assert problems("actor,action\n" + "buyer,pay\n" * 50, "csv") == ["missing-key"]

    @pytest.mark.parametrize(
        ("text", "name"),
        [
            ("", "missing-key"),
            ("at,at,action\nday 1,day 1,order\n", "duplicate-key"),
            (f"at,action,id\nday 1,order,{'x' * 200_000}\n", "csv-syntax"),
            (f"at,action\nday 1,order{',a' * 100_000}\n", "csv-syntax"),
            ('at,action\nday 1,"order\n', "csv-syntax"),
            ("at,action\nday 1,\0order\n", "unknown-name"),
        ],
    )
    def test_a_table_that_is_wrong(self, text: str, name: str) -> None:
        assert problems(text, "csv") == [name]

    @pytest.mark.parametrize("columns", ["fact:fresh,fact:fresh[B]", "fact:fresh[B],fact:fresh"])
    def test_a_row_tells_of_a_fact_as_a_whole_or_of_its_parts(self, columns: str) -> None:
        assert "duplicate-key" in problems(f"at,action,{columns}\nday 1,order,true,false\n", "csv")


class TestLines:
    @pytest.mark.parametrize(
        ("line", "name"),
        [
            ("[" * 100_000, "json-syntax"),
            ('{"at": ' * 50_000, "json-syntax"),
            ('{"at": {"a": ["b"]}, "action": "order"}', "bad-date"),
            ('{"at": "day 1", "action": ["order"]}', "unknown-name"),
            ('{"at": "day 1", "action": "pay", "actor": {"a": 1}}', "unknown-name"),
            ('{"at": "day 1", "action": "pay", "amount": 1e999999999}', "bad-value"),
            ('{"at": "day 1", "action": "pay", "amount": NaN}', "bad-value"),
            ('{"at": "day 1", "facts": {"inspected": {"a": {"b": 1}}}}', "bad-value"),
            ('{"at": "day 1", "action": "deliver", "lot": "A\\u0000"}', "bad-value"),
            ('{"at": "day 1", "says": "' + "The buyer pays 10 USD " * 1_000 + '"}', "too-long"),
        ],
    )
    def test_a_line_that_is_wrong(self, line: str, name: str) -> None:
        assert problems(line, "jsonl") == [name]


class TestWhatIfs:
    @pytest.mark.parametrize("text", ['{"at": "day 1", "action": "pay", "action": "order"}', 'at="day 1" at="day 2" action=order'])
    def test_no_key_is_told_twice(self, text: str) -> None:
        with pytest.raises(ContractError, match="occurs a second time"):
            with_events(SALE, PAID, [text])

    def test_an_id_names_one_event_of_the_history_and_the_what_ifs(self) -> None:
        with pytest.raises(ContractError, match="the id `a` stands on line 1 with other content"):
            with_events(SALE, PAID, ['{"at": "day 1", "action": "deliver", "id": "a"}'])
        again = '{"at": "day 5", "actor": "buyer", "action": "pay", "amount": "10 USD", "id": "a"}'
        more, places = with_events(SALE, PAID, [again])
        assert (len(more.happenings), places) == (1, ())
        assert more.remarks == ("the event `a` is told twice (line 1 and `--what-if`) and counts once",)

    def test_one_before_the_contract_begins_is_remarked(self) -> None:
        more, places = with_events(SALE, PAID, ["2020-01-01: the buyer pays 10 USD"])
        assert places == (0,)
        assert more.remarks == ("the event of 2020-01-01 (`--what-if`) is before the contract begins on 2026-01-01",)

    def test_of_two_that_contradict_each_other_at_one_moment_the_last_holds(self) -> None:
        told_ = ['{"at": "day 1", "facts": {"inspected": true}}', '{"at": "day 1", "facts": {"inspected": false}}']
        more, places = with_events(SALE, PAID, told_)
        assert places == (0, 1)
        assert [h.facts for h in more.happenings[:2]] == [{"inspected": True}, {"inspected": False}]
