"""This file tests how histories are read: moments, the three forms, what is known, and what is told of an odd one."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contract_model.asking import history as reading
from contract_model.asking.history import read_history, read_history_file
from contract_model.asking.moments import Moments
from contract_model.loading.load import load
from contract_model.model.case import DateSpan, Event
from contract_model.model.contract import Certainty
from contract_model.model.counting import instant
from contract_model.model.history import Happening, History
from contract_model.model.values import DAY, Money
from contract_model.problems import ContractError

SALE_FILE = Path(__file__).parents[2] / "fixtures" / "bad" / "histories" / "sale.yaml"
SALE = load(SALE_FILE)
ZONE = "Europe/Berlin"
START = date(2026, 1, 1)


def told(text: str, form: str = "yaml", **options: object) -> History:
    return read_history(SALE, f"sale.{form}", text.encode(), form, **options)  # type: ignore[arg-type]  # options of each test


def events(*lines: str) -> str:
    return "contract: sale.yaml\nevents:\n" + "".join(f"  - {line}\n" for line in lines)


def problems(text: str, form: str = "yaml", **options: object) -> list[tuple[str, str]]:
    with pytest.raises(ContractError) as caught:
        told(text, form, **options)
    return [(p.name, p.message) for p in caught.value.problems]


class TestMoments:
    @pytest.mark.parametrize(
        ("text", "day", "time"),
        [
            ("2026-03-01", date(2026, 3, 1), None),
            ("2026-03-01T17:00", date(2026, 3, 1), timedelta(hours=17)),
            ("2026-03-01 17:00:30", date(2026, 3, 1), timedelta(hours=17, seconds=30)),
            ("2026-03-01T17:00:30.000", date(2026, 3, 1), timedelta(hours=17, seconds=30)),
            ("2026-03-01T16:00Z", date(2026, 3, 1), timedelta(hours=17)),
            ("2026-03-01T23:30Z", date(2026, 3, 2), timedelta(minutes=30)),
            ("2026-03-01T17:00-05:00", date(2026, 3, 1), timedelta(hours=23)),
            ("2026-03-01T17:00+0100", date(2026, 3, 1), timedelta(hours=17)),
            ("day 0", date(2026, 1, 1), None),
            ("day 31", date(2026, 2, 1), None),
            ("Day 7T17:00", date(2026, 1, 8), timedelta(hours=17)),
            ("day -1", date(2025, 12, 31), None),
            ("1 March 2026", date(2026, 3, 1), None),
            ("1 March 2026 at 9 am", date(2026, 3, 1), timedelta(hours=9)),
            ("2024-02-29", date(2024, 2, 29), None),
        ],
    )
    def test_a_moment_is_a_day_and_a_time_in_the_zone_of_the_contract(self, text: str, day: date, time: timedelta | None) -> None:
        moment = Moments(START, ZONE).read(text)
        assert (moment.day, moment.time, moment.remark) == (day, time, "")
        assert moment.instant == instant(day, time, ZONE)

    @pytest.mark.parametrize(
        ("text", "said"),
        [
            ("2026-02-29", "no such day"),
            ("2026-13-01", "no such day"),
            ("2026-03-01T24:00", "no such time of day"),
            ("2026-03-01T17:00:00.5", "to the second"),
            ("2026-03-01T17:00+19:00", "no such offset"),
            ("2026-03-29T02:30", "go forward"),
            ("2026-03", "a single day"),
            ("noon", "a moment is written such as"),
            ("5", "a moment is written such as"),
            ("day 9999999", "from the year 1 to 9999"),
            ("9999-12-31T23:59-12:00", "1 to 9999"),
            ("9" * 200, "at most 100 characters"),
            ("", "a moment is written such as"),
        ],
    )
    def test_what_is_no_moment_says_why(self, text: str, said: str) -> None:
        with pytest.raises(ValueError, match=said):
            Moments(START, ZONE).read(text)

    def test_a_time_that_comes_twice_is_its_first_unless_an_offset_says_which(self) -> None:
        moments = Moments(START, ZONE)
        first, second = moments.read("2026-10-25T02:30+02:00"), moments.read("2026-10-25T02:30+01:00")
        assert second.instant == first.instant + 3_600
        assert (first.day, first.time) == (second.day, second.time) == (date(2026, 10, 25), timedelta(hours=2, minutes=30))
        plain = moments.read("2026-10-25T02:30")
        assert plain.instant == first.instant
        assert "comes twice in Europe/Berlin" in plain.remark
        assert moments.read("2026-10-25T03:30").remark == moments.read("2026-10-25T01:30").remark == ""

    def test_days_on_which_clocks_change_have_23_and_25_hours(self) -> None:
        moments = Moments(START, ZONE)
        hours = [(moments.last_of(day) + 1 - moments.on(day, None).instant) / 3_600 for day in (date(2026, 3, 29), date(2026, 10, 25))]
        assert hours == [23, 25]
        assert moments.read("2026-03-29T03:00").instant == moments.read("2026-03-29T01:59").instant + 60

    @given(st.integers(0, 3_600_000 * DAY))
    def test_an_instant_is_the_moment_that_its_day_and_time_tell(self, at: int) -> None:
        moments = Moments(START, ZONE)
        moment = moments.local(at)
        assert moment.time is not None
        again = moments.on(moment.day, moment.time)
        assert again.instant == at or (again.remark and again.instant < at)

    def test_until_a_day_is_to_its_end(self) -> None:
        moments = Moments(START, ZONE)
        assert moments.end("day 20") + 1 == moments.read("day 21").instant
        assert moments.end("day 20T10:00") == moments.read("day 20T10:00").instant


PAID = Event("pay", "buyer", DateSpan(date(2026, 1, 6), date(2026, 1, 6)), {"amount": Money(Decimal("10.50"), "USD")})
DELIVERED = Event(
    "deliver", "seller", DateSpan(date(2026, 1, 7), date(2026, 1, 7), timedelta(hours=17)), {"lot": "A"}
)  # fmt: skip
FORMS = {
    "yaml": events(
        "{at: day 5, actor: The buyer, action: pay, amount: 10.50 USD, id: a}",
        "{at: day 6T17:00, actor: seller, action: deliver, lot: A, facts: {fresh: true, inspected: false}}",
        "{at: day 8, facts: {fresh: {B: false}}}",
    ),
    "jsonl": "\n".join(
        json.dumps(row)
        for row in (
            {"at": "day 5", "actor": "The buyer", "action": "pay", "amount": "10.50 USD", "id": "a"},
            {"at": "day 6T17:00", "actor": "seller", "action": "deliver", "lot": "A", "facts": {"fresh": True, "inspected": False}},
            {"at": "day 8", "facts": {"fresh": {"B": False}}},
        )
    ),
    "csv": "at,actor,action,amount,lot,id,fact:fresh,fact:inspected,fact:fresh[B]\n"
    'day 5,The buyer,pay,"10.50 USD",,a,,,\nday 6T17:00,seller,deliver,,A,,true,false,\nday 8,,,,,,,,false\n',
}


class TestForms:
    @pytest.mark.parametrize("form", FORMS)
    def test_all_forms_tell_the_same(self, form: str) -> None:
        found = told(FORMS[form], form)
        assert [replace(h, span=None) for h in found.happenings] == [
            Happening(instant(date(2026, 1, 6), None, ZONE), date(2026, 1, 6), None, PAID, {}, id="a"),
            Happening(
                instant(date(2026, 1, 7), timedelta(hours=17), ZONE),
                date(2026, 1, 7),
                timedelta(hours=17),
                DELIVERED,
                {"fresh": (("A", True),), "inspected": False},
            ),
            Happening(instant(date(2026, 1, 9), None, ZONE), date(2026, 1, 9), None, None, {"fresh": (("B", False),)}),
        ]
        assert all(h.span is not None and h.span.file == f"sale.{form}" for h in found.happenings)
        assert found.remarks == ()

    def test_numbers_of_json_are_kept_as_they_are_written(self) -> None:
        found = told('{"at": "day 5", "action": "pay", "amount": 1000.10}', "jsonl")
        assert found.happenings[0].event is not None
        assert str(found.happenings[0].event.parameters["amount"]) == "1000.10 USD"

    @pytest.mark.parametrize("delimiter", [",", ";", "\t"])
    def test_cells_are_parted_by_commas_semicolons_or_tabs(self, delimiter: str) -> None:
        found = told(delimiter.join(("at", "actor", "action")) + "\r\n" + delimiter.join(("day 1", "buyer", "order")) + "\r\n", "csv")
        assert found.happenings[0].event == Event("order", "buyer", DateSpan(date(2026, 1, 2), date(2026, 1, 2)))

    def test_empty_lines_and_rows_are_passed_over(self) -> None:
        assert len(told("at,action\n\nday 1,order\n,\n", "csv").happenings) == 1
        assert len(told('\n{"at": "day 1", "action": "order"}\n\n', "jsonl").happenings) == 1

    def test_a_cell_of_several_lines_does_not_move_the_lines_below(self) -> None:
        with pytest.raises(ContractError) as caught:
            told('at,action,lot\nday 1,deliver,"A\nB"\nday 2,delver,C\n', "csv")
        assert [(p.span.line, p.name) for p in caught.value.problems if p.span] == [(2, "bad-value"), (4, "unknown-name")]

    def test_the_place_of_a_cell_counts_quoted_commas(self) -> None:
        with pytest.raises(ContractError) as caught:
            told('at,says,id\nday 1,"The buyer, who eats, pays 10 USD",a\n', "csv")
        span = caught.value.problems[0].span
        assert span is not None
        assert caught.value.problems[0].excerpt[span.column - 1 :].startswith("eats")

    @pytest.mark.parametrize("form", ["yaml", "jsonl", "csv"])
    def test_nothing_is_a_history_without_events_or_a_problem(self, form: str) -> None:
        if form == "jsonl":
            assert told("", form).happenings == ()
        else:
            assert problems("", form)

    @given(st.sampled_from(["yaml", "jsonl", "csv"]), st.binary(max_size=60), st.sampled_from(list(FORMS.values())), st.integers(0, 200))
    def test_any_bytes_are_a_history_or_have_problems(self, form: str, bytes_: bytes, text: str, at: int) -> None:
        content = text.encode()
        content = content[:at] + bytes_ + content[at:]
        found: History | str
        try:
            found = read_history(SALE, "any", content, form)  # type: ignore[arg-type]  # one of the three
        except ContractError as error:
            found = str(error)
        assert found


class TestHead:
    def test_the_head_says_what_is_known(self) -> None:
        found = told(
            "history: late meat\ncontract: sale.yaml\nstart: 1 February 2026\ncomplete: true\nfacts: {inspected: '?', fresh: {A: true}}\n"
            "readings: {kilo: gross}\nevidence: official\nversion: 2026-01-01\npresume: false\nuntil: day 3\nunknown: [lot]\n"
        )
        assert found == History(
            name="late meat",
            start=date(2026, 2, 1),
            happenings=(),
            facts={"fresh": (("A", True),)},
            readings={"kilo": "gross"},
            unknown=frozenset({"inspected", "lot"}),
            evidence=Certainty.OFFICIAL,
            complete=True,
            presume=False,
            version="2026-01-01",
            until=instant(date(2026, 2, 5), None, ZONE) - 1,
        )

    def test_without_a_head_the_contract_begins_with_its_first_version_and_nothing_is_complete(self) -> None:
        found = told("", "jsonl")
        assert (found.start, found.complete, found.until, found.unknown) == (START, False, None, frozenset())

    @pytest.mark.parametrize("form", ["yaml", "jsonl", "csv"])
    def test_options_prevail(self, form: str) -> None:
        found = told(FORMS[form], form, start=date(2026, 2, 1), complete=True, facts={"inspected": True}, readings={"kilo": "gross"})
        assert (found.start, found.complete, found.facts, found.readings) == (
            date(2026, 2, 1),
            True,
            {"inspected": True},
            {"kilo": "gross"},
        )
        assert found.happenings[0].day == date(2026, 2, 6)

    def test_a_wrong_option_is_told_without_a_place(self) -> None:
        with pytest.raises(ContractError) as caught:
            told("", "jsonl", start="2026-02-30", facts={"inspectd": True})
        assert [(p.name, p.span) for p in caught.value.problems] == [("bad-date", None), ("unknown-name", None)]


class TestEvents:
    def test_a_sentence_happens_at_the_moment_that_is_told(self) -> None:
        found = told(
            events(
                "{at: 2026-01-06, says: The buyer pays 10.50 USD}",
                "{at: 2026-01-07T17:00, says: The seller delivers B7 on 7 January 2026}",
            )
        )
        assert [h.event for h in found.happenings] == [PAID, replace(DELIVERED, parameters={"lot": "B7"})]

    def test_a_sentence_tells_facts_too(self) -> None:
        found = told(events("{at: day 6, says: 'The seller delivers B7, the meat was inspected'}"))
        assert found.happenings[0].facts == {"inspected": True}

    @pytest.mark.parametrize(
        ("line", "parameter", "id"),
        [
            ("{at: day 1, action: order, id: a}", "a", ""),
            ("{at: day 1, action: order, parameters: {id: a}, id: b}", "a", "b"),
            ("{at: day 1, action: order, parameters: {id: a}}", "a", ""),
        ],
    )
    def test_a_parameter_may_be_called_id(self, line: str, parameter: str, id: str) -> None:
        happening = told(events(line)).happenings[0]
        assert happening.event is not None
        assert (happening.event.parameters["id"], happening.id) == (parameter, id)

    def test_a_column_may_say_that_it_is_a_parameter(self) -> None:
        happening = told("at,action,id,parameter:id\nday 1,order,b,a\n", "csv").happenings[0]
        assert happening.event is not None
        assert (happening.event.parameters, happening.id) == ({"id": "a"}, "b")

    def test_what_is_not_told_of_an_event_is_unknown(self) -> None:
        found = told(events("{at: day 1, action: pay}", "{at: day 2, actor: '?', action: pay, amount: null}"))
        assert [(h.event.actor, h.event.parameters) for h in found.happenings if h.event] == [(None, {}), (None, {})]

    @pytest.mark.parametrize("amount", ["0 USD", "5000 USD"])
    def test_the_least_and_the_most_are_allowed(self, amount: str) -> None:
        assert len(told(events(f"{{at: day 1, action: pay, amount: {amount}}}")).happenings) == 1

    @pytest.mark.parametrize("amount", ["-0.01 USD", "5000.01 USD"])
    def test_what_lies_beyond_is_not(self, amount: str) -> None:
        assert problems(events(f"{{at: day 1, action: pay, amount: {amount}}}"))[0][0] == "out-of-range"
        assert problems(f"at,action,amount\nday 1,pay,{amount}\n", "csv")[0][0] == "out-of-range"


class TestOrder:
    def test_what_stands_out_of_order_is_sorted_if_one_wants(self) -> None:
        text = events("{at: day 5, action: order, parameters: {id: a}}", "{at: day 3, action: order}", "{at: day 5, action: pay}")
        assert [name for name, _ in problems(text)] == ["out-of-order"]
        found = told(text, sort=True)
        assert [h.event.action for h in found.happenings if h.event] == ["order", "order", "pay"]
        assert [h.day.day for h in found.happenings] == [4, 6, 6]
        assert found.remarks == ("one event stands after a later one, and all are sorted by their moments",)

    def test_a_day_without_a_time_begins_before_its_times(self) -> None:
        assert problems(events("{at: day 5T00:01, action: order}", "{at: day 5, action: order}"))[0][0] == "out-of-order"
        assert len(told(events("{at: day 5, action: order}", "{at: day 5T00:00, action: order}")).happenings) == 2

    def test_one_event_told_twice_counts_once_and_is_told(self) -> None:
        pay = "{at: day 5, action: pay, amount: 10 USD, id: a}"
        found = told(events(pay, "{at: day 6, action: order}", pay))
        assert len(found.happenings) == 2
        assert found.remarks == ("the event `a` is told twice (lines 3 and 5) and counts once",)

    def test_the_same_event_twice_without_an_id_happened_twice(self) -> None:
        pay = "{at: day 5, action: pay, amount: 10 USD}"
        assert len(told(events(pay, pay)).happenings) == 2

    def test_an_event_before_the_contract_begins_is_told(self) -> None:
        found = told(events("{at: 2025-12-30, action: order}", "{at: day 0, action: order}"))
        assert found.remarks == ("the event of 2025-12-30 (line 3) is before the contract begins on 2026-01-01",)

    def test_many_remarks_of_one_sort_are_counted(self) -> None:
        found = told("at,action\n" + "2025-12-30,order\n" * 50, "csv")
        assert len(found.remarks) == 21
        assert found.remarks[-1] == "and 30 more like these"

    def test_a_doubled_time_is_told(self) -> None:
        assert "comes twice" in told(events("{at: 2026-10-25T02:30, action: order}")).remarks[0]

    def test_until_the_day_of_the_last_event_is_far_enough(self) -> None:
        found = told("until: day 5\n" + events("{at: day 5T23:59, action: order}"))
        assert found.until == instant(date(2026, 1, 7), None, ZONE) - 1


class TestLimits:
    def test_no_more_than_so_many_events(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(reading, "MAX_HAPPENINGS", 2)
        assert len(told("at,action\n" + "day 1,order\n" * 2, "csv").happenings) == 2
        assert problems("at,action\n" + "day 1,order\n" * 3, "csv") == [("too-large", "a history has at most 2 events")]

    @pytest.mark.parametrize("form", ["yaml", "jsonl", "csv"])
    def test_no_more_than_so_many_bytes(self, form: str, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(reading, "MAX_BYTES", 10)
        assert [name for name, _ in problems(FORMS[form], form)] == ["too-large"]

    def test_a_long_history_in_yaml_is_told_of_the_other_forms(self) -> None:
        with pytest.raises(ContractError) as caught:
            told("events: [" + "[]," * 100_001 + "]")
        assert caught.value.problems[0].hint == "write a long history as JSON lines or as a table"

    def test_no_more_than_a_hundred_problems_are_listed(self) -> None:
        found = problems("at,action\n" + "".join(f"day 1,order{i}\n" for i in range(200)), "csv")
        assert len(found) == 101
        assert "too-many-problems" in {name for name, _ in found}

    def test_what_is_not_text_is_told_with_its_place(self) -> None:
        with pytest.raises(ContractError) as caught:
            read_history(SALE, "a.csv", b"at,action\nday 1,\xff\n", "csv")
        span = caught.value.problems[0].span
        assert span is not None
        assert (caught.value.problems[0].name, span.line, span.column) == ("not-text", 2, 7)


class TestFiles:
    def test_a_yaml_file_names_its_contract_beside_it(self, tmp_path: Path) -> None:
        (tmp_path / "sale.yaml").write_bytes(SALE_FILE.read_bytes())
        (tmp_path / "a.yaml").write_text(FORMS["yaml"])
        contract, found = read_history_file(tmp_path / "a.yaml")
        assert (contract.id, len(found.happenings)) == ("sale", 3)

    def test_it_may_be_a_shipped_contract(self, tmp_path: Path) -> None:
        (tmp_path / "a.yaml").write_text("contract: microsoft-openai\n")
        assert read_history_file(tmp_path / "a.yaml")[0].id == "microsoft-openai"

    @pytest.mark.parametrize("form", ["jsonl", "csv"])
    def test_other_forms_are_given_it(self, form: str, tmp_path: Path) -> None:
        path = tmp_path / f"a.{form}"
        path.write_text(FORMS[form])
        contract, found = read_history_file(path, SALE_FILE, start="2026-02-01")
        assert (contract.id, found.start, found.name) == ("sale", date(2026, 2, 1), path.name)
        with pytest.raises(ContractError, match="does not say of which contract"):
            read_history_file(path)

    @pytest.mark.parametrize(
        ("name", "content", "said"),
        [
            ("a.yaml", "events: []", "`contract` is missing"),
            ("a.yaml", "- a", "a history is a mapping of keys, not a list"),
            ("a.yaml", "contract: [", "this is not YAML"),
            ("a.yaml", "contract: nothing", "neither a file, a folder nor a shipped contract"),
            ("a.txt", "", "does not say what form it has"),
            ("b.yaml", None, "cannot be read"),
        ],
    )
    def test_what_cannot_be_read_is_told(self, name: str, content: str | None, said: str, tmp_path: Path) -> None:
        if content is not None:
            (tmp_path / name).write_text(content)
        with pytest.raises(ContractError, match=said):
            read_history_file(tmp_path / name)
