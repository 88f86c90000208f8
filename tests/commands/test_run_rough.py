"""`contract run` in rough hands: what happens to odd histories is declared or told in words, with the right exit code and no traceback."""

from __future__ import annotations

import io
import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from contract_model.commands.exits import Exit
from contract_model.commands.main import run

CHECKOUT = Path(__file__).parents[2]
SALE = """
contract: sale
parties: {seller: The seller, buyer: The buyer}
policies: {counting: {zone: Europe/Berlin}}
runs: 60 days
actions:
  pay: {says: "{actor} pays {amount}", phrases: ["pay {amount}"], parameters: {amount: {kind: money USD, least: 0 USD}}}
  deliver: {says: "{actor} delivers", phrases: [deliver]}
facts: {checked: {asks: Are the goods checked?, kind: truth}}
version: 2026-01-01
terms:
- {id: deliver, kind: obligation, bearer: seller, must: deliver, within: 90 days, certainty: inferred, sources: []}
- {id: pay, kind: obligation, bearer: buyer, must: pay if amount == USD(1000), within: 6 days, certainty: inferred, sources: []}
"""
HEADER = "at,actor,action,amount,id\n"


@pytest.fixture
def call(tmp_path, monkeypatch, capsys):
    """A function that runs `contract run` on a text of some form: its exit code, what it wrote to stdout, and to stderr."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    (tmp_path / "sale.yaml").write_text(SALE)

    def run_it(text, *options, form="csv", stdin=b"", path=None):
        if path is None:
            path = f"history.{form}"
            (tmp_path / path).write_bytes(text if isinstance(text, bytes) else text.encode())
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(stdin)))
        code = run(["run", path, "--contract", "sale.yaml", "--engine", "meaning", *options])
        told = capsys.readouterr()
        assert "Traceback" not in told.err
        return code, told.out, told.err

    return run_it


def data(call, text, *options):
    code, out, err = call(text, *options, "--format", "json")
    assert (code, err) == (Exit.CLEAN, "")
    return json.loads(out)


def states(told):
    return {n["instance"]: n["state"] for n in told["norms"]}


class TestOddEvents:
    """The last point of what a run must show: each has a declared behaviour or is a problem, and nothing is lost."""

    def test_out_of_order(self, call):
        text = HEADER + "day 3,seller,deliver,,\nday 2,buyer,pay,1000 USD,\n"
        code, out, err = call(text)
        assert (code, out) == (Exit.INVALID, "")
        assert "out-of-order: 2026-01-03 is before 2026-01-04 on line 2" in err
        told = data(call, text, "--sort")
        assert [e["action"] for e in told["events"]] == ["pay", "deliver"]
        assert told["remarks"]

    def test_one_event_told_twice_counts_once_and_is_remarked(self, call):
        row = "day 2,buyer,pay,5 USD,a\n"
        told = data(call, HEADER + row + row)
        assert len(told["events"]) == 1
        assert told["remarks"] == ["the event `a` is told twice (lines 2 and 3) and counts once"]

    def test_two_events_alike_without_an_id_are_two(self, call):
        assert len(data(call, HEADER + "day 2,buyer,pay,5 USD,\n" * 2)["events"]) == 2

    def test_an_id_with_other_content_is_a_problem(self, call):
        code, _, err = call(HEADER + "day 2,buyer,pay,5 USD,a\nday 2,buyer,pay,6 USD,a\n")
        assert code == Exit.INVALID
        assert "duplicate-id: the id `a` stands on line 2 with other content" in err

    def test_before_the_start_an_event_is_remarked_and_performs_nothing(self, call):
        told = data(call, HEADER + "2025-12-30,buyer,pay,1000 USD,\n", "--until", "day 20")
        assert told["remarks"] == ["the event of 2025-12-30 (line 2) is before the contract begins on 2026-01-01"]
        assert (len(told["events"]), states(told)["pay"]) == (1, "violated")

    def test_after_the_end_an_event_performs_nothing(self, call):
        told = data(call, HEADER + "day 70,seller,deliver,,\n")
        assert [(e["verdict"], e["performs"]) for e in told["events"]] == [("silent", [])]
        assert (told["state"], states(told)["deliver"]) == ("expired", "discharged")

    @pytest.mark.parametrize(
        ("row", "said"),
        [
            ("day 2,buyer,frob,,", "unknown-name: `frob` is not an action of the contract"),
            ("day 2,nobody,pay,5 USD,", "unknown-name: `nobody` is not a party of the contract"),
            ("day 2,buyer,pay,-5 USD,", "out-of-range: `-5 USD` is not what `amount` can be: at the least 0 USD"),
            ("day 2,buyer,pay,5 EUR,", "the amount is counted in USD, not in EUR"),
            ("2026-02-29,buyer,pay,5 USD,", "there is no such day in the calendar"),
            ("2026-03-29T02:30,buyer,pay,5 USD,", "go forward on 2026-03-29, and it is never 02:30 on that day"),
            ("9999-12-31,buyer,pay,5 USD,", "a history lies in the years 2 to 9998"),
            ("0001-01-01,buyer,pay,5 USD,", "a history lies in the years 2 to 9998"),
        ],
    )
    def test_what_cannot_be_is_a_problem(self, call, row, said):
        code, out, err = call(HEADER + row + "\n")
        assert (code, out) == (Exit.INVALID, "")
        assert said in err

    def test_29_february_is_a_day_in_leap_years(self, call):
        told = data(call, HEADER + "2028-02-29,buyer,pay,1000 USD,\n", "--start", "2028-02-25")
        assert states(told)["pay"] == "fulfilled"

    def test_a_time_that_comes_twice_is_its_first_and_remarked(self, call):
        told = data(call, HEADER + "2026-10-25T02:30,buyer,pay,5 USD,\n2026-10-25T02:30+01:00,buyer,pay,6 USD,\n")
        assert len(told["events"]) == 2
        assert "comes twice in Europe/Berlin" in told["remarks"][0]

    def test_two_what_ifs_that_contradict_each_other_both_happen_the_last_holds(self, call):
        one, other = (json.dumps({"at": "day 1", "facts": {"checked": truth}}) for truth in (True, False))
        told = data(call, HEADER, "--what-if", one, "--what-if", other)
        assert len(told["added"]) == 2
        assert [f["value"] for f in told["what_if"]["facts"] if f["fact"] == "checked"] == [False]


class TestOddFiles:
    @pytest.mark.parametrize("form", ["yaml", "jsonl", "csv"])
    @pytest.mark.parametrize("content", [b"", b"\x00", bytes(range(256)), "at,action\n".encode("utf-16"), b"[" * 10_000, b'"' * 10_001])
    def test_a_file_that_is_no_history(self, call, form, content):
        code, out, err = call(content, form=form)
        if (form, content) == ("jsonl", b""):
            assert (code, err) == (Exit.CLEAN, "")  # no line, no event
        else:
            assert (code, out) == (Exit.INVALID, "")
            assert err

    @pytest.mark.parametrize("path", [".", "nowhere.csv", "-", "", "/dev/null", "a\x00b.csv", "\udcff.yaml", "x" * 5_000 + ".csv"])
    def test_a_path_that_is_no_file(self, call, path):
        code, out, err = call("", path=path)
        assert (code, out) == (Exit.INVALID, "")
        assert "no-history" in err

    def test_a_folder_of_a_good_name(self, call, tmp_path):
        (tmp_path / "folder.csv").mkdir()
        code, _, err = call("", path="folder.csv")
        assert code == Exit.INVALID
        assert "no-history: `folder.csv` cannot be read" in err

    def test_stdin_is_read_as_what_one_says_that_it_is(self, call):
        code, out, _ = call("", "--from", "csv", path="-", stdin=(HEADER + "day 2,buyer,pay,1000 USD,\n").encode())
        assert code == Exit.CLEAN
        assert "“pay” is fulfilled" in out
        code, _, err = call("", "--from", "csv", path="-", stdin=(HEADER + "day 2,buyer,frob,,\n").encode())
        assert code == Exit.INVALID
        assert err.startswith("stdin:2:13: unknown-name")
        assert "say with `--from` what it is" in call("", path="-")[2]


class TestOddOptions:
    @pytest.mark.parametrize("day", ["2020-01-01", "day -5"])
    def test_as_of_a_day_before_the_start_nothing_has_begun(self, call, day):
        told = data(call, HEADER + "day 2,buyer,pay,1000 USD,\n", "--as-of", day)
        assert (told["events"], told["norms"]) == ([], [])

    def test_as_of_a_day_after_the_end_time_passes_to_it(self, call):
        told = data(call, HEADER + "day 2,buyer,pay,1000 USD,\n", "--as-of", "day 500")
        assert states(told) == {"deliver": "discharged", "pay": "fulfilled"}

    @pytest.mark.parametrize("option", ["--as-of", "--until"])
    def test_time_can_pass_to_the_year_9998(self, call, option):
        told = data(call, HEADER, option, "9998-12-31")
        assert told["at"] == "9998-12-31T23:59:59+01:00"
        code, _, err = call(HEADER, option, "9999-01-01")
        assert code == Exit.INVALID
        assert "a history lies in the years 2 to 9998" in err

    @pytest.mark.parametrize(
        "options", [("--format", "frob"), ("--frob",), ("--engine",), ("second.csv",), ("-o", "."), ("-o", ""), ("-o", "a\x00b")]
    )
    def test_usage_is_told_with_its_own_code(self, call, options):
        code, out, err = call(HEADER, *options)
        assert (code, out) == (Exit.USAGE, "")
        assert err

    @settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=40, deadline=None)
    @given(
        st.lists(
            st.tuples(
                st.sampled_from(
                    ["--fact", "--reading", "--evidence", "--start", "--until", "--as-of", "--what-if", "--contract", "--from"]
                ),
                st.sampled_from(
                    ["", "=", "checked=true", "checked=?", "2026-01-05", "9998-12-31", "0002-01-01", "day 3: the seller delivers"]
                )
                | st.text(max_size=8),
            ),
            max_size=4,
        )
    )
    def test_any_options(self, call, options):
        code, out, err = call(HEADER + "day 2,buyer,pay,1000 USD,\n", *(f"{name}={value}" for name, value in options))
        assert code in (Exit.CLEAN, Exit.USAGE, Exit.INVALID)
        assert bool(out) is (code == Exit.CLEAN)
        assert bool(err) is (code != Exit.CLEAN)


MIRRORS = """
contract: mirrors
parties: {clerk: The clerk}
actions: {report: {says: "{actor} reports"}}
facts: {seen: {asks: Was the report seen?, kind: truth}}
version: 2026-01-01
terms:
- {id: seen, kind: declaration, triggered_by: [report, fulfilled(answered)], effects: set seen to true, certainty: inferred, sources: []}
- {id: answered, kind: declaration, triggered_by: fulfilled(seen), effects: set seen to false, certainty: inferred, sources: []}
"""


def test_terms_that_bring_each_other_about_without_end_are_stopped(call, tmp_path, monkeypatch):
    (tmp_path / "mirrors.yaml").write_text(MIRRORS)
    monkeypatch.setattr("contract_model.meaning.stage.MAX_CHANGES", 500)
    code, out, err = call("at,actor,action\nday 1,clerk,report\n", "--contract", "mirrors.yaml")
    assert (code, out) == (Exit.INVALID, "")
    assert "endless: the terms bring each other about without end" in err


class TestProcesses:
    """What only a process of its own shows."""

    @pytest.fixture
    def process(self, call, tmp_path):
        """A function that starts `contract run` on a history of so many events."""

        def start(events, **streams):
            (tmp_path / "long.csv").write_text(HEADER + "".join(f"day {i // 1_000},buyer,pay,{i % 900} USD,\n" for i in range(events)))
            arguments = [sys.executable, str(CHECKOUT / "cli.py"), "run", "long.csv", "--contract", "sale.yaml", "--engine", "meaning"]
            streams = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE} | streams
            return subprocess.Popen(arguments, cwd=tmp_path, env={**os.environ, "PYTHONPATH": str(CHECKOUT)}, **streams)

        return start

    def test_stopped_in_the_middle_it_says_nothing(self, process):
        running = process(300_000)
        time.sleep(2)
        running.send_signal(signal.SIGINT)
        out, err = running.communicate(timeout=30)
        assert (running.returncode, out, err.strip()) == (Exit.INTERRUPTED, b"", b"")

    def test_nobody_reads_what_it_says(self, process):
        running = process(10)
        running.stdout.close()
        assert (running.wait(timeout=30), running.stderr.read()) == (Exit.CLEAN, b"")
        running.stderr.close()

    @pytest.mark.skipif(not os.path.exists("/dev/full"), reason="no device that is full")
    def test_there_is_no_room_for_what_it_says(self, process):
        with open("/dev/full", "wb") as full:
            running = process(10, stdout=full)
            _, err = running.communicate(timeout=30)
        assert running.returncode == Exit.USAGE
        assert err == b"Error: the output cannot be written: No space left on device\n"
