"""Whatever a table holds, a check ends with a problem in words or with a verdict on each row; nothing is half-written."""

from __future__ import annotations

import gzip
import json
import os
import resource
import signal
import sqlite3
import subprocess
import sys
import threading
import time
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from contract_model.engines.columns.store import Store
from tests.checking.test_check import NEITHER

HEAD = "actor,animal,number,date,neighbours_agree\n"
GOOD = "tenant,bee,1,2026-05-01,no\n"

pytestmark = pytest.mark.usefixtures("garden")


def table(path, *rows, head=HEAD):
    path.write_text(head + "".join(rows), encoding="utf-8")
    return path


def parquet(path, **columns):
    pq.write_table(pa.table(columns), path)
    return path


def refused(ran, folder, *said):
    """A problem in words, exit code 3, and nothing written."""
    assert ran.code == 3, ran.err + ran.out
    for text in said:
        assert text in ran.err
    assert sorted(p.name for p in folder.iterdir() if "judged" in p.name) == []


def test_a_truncated_parquet_file(check, garden):
    whole = parquet(garden / "a.parquet", actor=["tenant"] * 1000, animal=["bee"] * 1000).read_bytes()
    (garden / "a.parquet").write_bytes(whole[: len(whole) // 2])
    refused(
        check("a.parquet", "-o", "judged.parquet"), garden, "bad-table: `a.parquet` cannot be read: it is no Parquet file, or was cut short"
    )


def test_a_parquet_file_that_is_spoilt_within(check, garden):
    parquet(garden / "a.parquet", actor=["tenant"] * 50_000, animal=["bee"] * 50_000, number=list(range(50_000)))
    content = bytearray((garden / "a.parquet").read_bytes())
    content[len(content) // 3 : len(content) // 3 + 4_000] = b"\xff" * 4_000
    (garden / "a.parquet").write_bytes(content)
    refused(check("a.parquet", "-o", "judged.parquet"), garden, "bad-table")


def test_a_parquet_file_that_is_spoilt_anywhere_is_read_or_told(check, garden):
    whole = parquet(garden / "a.parquet", animal=["bee", "dog"] * 500, number=list(range(1_000))).read_bytes()
    codes = set()
    for place in range(40, 440, 50):
        (garden / "a.parquet").write_bytes(whole[:place] + b"\xfe" * 3 + whole[place + 3 :])
        codes.add(check("a.parquet").code)
    assert codes <= {0, 1, 3}


def test_broken_rows_are_told_with_their_lines_all_at_once(check, garden):
    table(garden / "a.csv", GOOD, "tenant,bee\n", GOOD, "tenant,bee,1,2026-05-01,no,more\n", 'tenant,"be"e,1,,\n')
    ran = check("a.csv", "-o", "judged.csv")
    refused(ran, garden, "a.csv:3:1: broken-row", "a.csv:5:1: broken-row", "a.csv:6:1: broken-row")


def test_broken_rows_are_written_aside_and_none_is_lost(check, garden):
    table(garden / "a.csv", GOOD, "tenant,bee\n", "tenant,bea,1,2026-05-01,no\n", GOOD)
    ran = check("a.csv", "-o", "judged.csv", "--rejects", "bad.jsonl", "--on-error", "reject")
    assert ran.code == 1
    assert "4 read, 2 checked, 2 rejected" in ran.out
    assert [line.split(",")[5:7] for line in (garden / "judged.csv").read_text().splitlines()] == [
        ["row", "verdict"],
        ["1", "prohibited"],
        ["3", "prohibited"],
    ]
    bad = [json.loads(line) for line in (garden / "bad.jsonl").read_text().splitlines()]
    assert {(b["row"], b["line"], b["written"]) for b in bad} == {(2, None, None), (None, 3, "tenant,bee")}
    assert "did you mean `bee`?" in next(b["reason"] for b in bad if b["row"])


def test_mixed_date_formats(check, garden):
    good = ["2026-05-01", "1 May 2026", "May 2026", "2026", "2026-05-01T09:30", "31.12.2026"]
    days = [*good, "03/04/2026", "2026-02-30", "31.4.2026", "0000-01-01"]
    table(garden / "a.csv", *(f"tenant,dog,1,{d},no\n" for d in days))
    ran = check("a.csv")
    refused(ran, garden)
    assert ran.err.count("bad-cell") == 4
    for day in days[6:]:
        assert f"`{day}` in the column `date` is no value of `date`" in ran.err


def test_dates_out_of_range_in_a_typed_column(check, garden):
    days = "(DATE '2026-05-01'), (DATE '20000-01-01'), (DATE 'infinity'), (DATE '0044-03-15 (BC)')"
    duckdb.sql(f"COPY (SELECT 'dog' AS animal, day AS date FROM (VALUES {days}) v(day)) TO 'a.parquet' (FORMAT parquet)")
    ran = check("a.parquet")
    refused(ran, garden, "a date lies in the years 1 to 9999")
    assert ran.err.count("bad-cell") == 3


def test_moments_are_days_and_a_null_is_unknown(check, garden):
    moments = [datetime(2026, 5, 1, 9, 30, tzinfo=UTC), None]
    parquet(garden / "a.parquet", actor=["tenant", None], animal=["dog", None], number=[1, None], date=moments)
    ran = check("a.parquet", "-o", "judged.jsonl")
    rows = [json.loads(line) for line in (garden / "judged.jsonl").read_text().splitlines()]
    assert [(r["verdict"], r["unknown"]) for r in rows] == [("permitted", ""), ("depends", "date actor animal number neighbours_agree")]
    assert ran.code == 0


@pytest.mark.parametrize(
    ("numbers", "said"),
    [
        (pa.array([1.5, float("nan"), float("inf")]), ["`nan`", "`inf`"]),
        (pa.array([date(2026, 1, 1)]), ["`2026-01-01`"]),
        (pa.array([True]), ["`true`"]),
        (pa.array([[1]]), ["bad-column: the column `number` holds"]),
        (pa.array([{"a": 1}]), ["bad-column: the column `number` holds"]),
        (pa.array([b"\x00"]), ["bad-column: the column `number` holds"]),
    ],
)
def test_wrong_types(check, garden, numbers, said):
    pq.write_table(pa.table({"actor": ["tenant"] * len(numbers), "number": numbers}), "a.parquet")
    refused(check("a.parquet"), garden, *said)


def test_numbers_stay_exact_whatever_their_type(check, garden):
    contract = NEITHER.replace("number > 3", "number > 0.3")
    (garden / "lease.yaml").write_text(contract)
    for numbers in ([0.1 + 0.2, 0.3, 0.30000000000000005], [Decimal("0.3000001"), Decimal("0.3000000"), Decimal("0.3100000")]):
        parquet(
            garden / "a.parquet",
            animal=["dog"] * 3,
            actor=["tenant"] * 3,
            date=["2026-05-01"] * 3,
            number=numbers,
            neighbours_agree=["no"] * 3,
        )
        check("a.parquet", "-o", "judged.csv")
        assert [line.split(",")[6] for line in (garden / "judged.csv").read_text().splitlines()[1:]] == [
            "prohibited",
            "permitted",
            "prohibited",
        ]


def test_a_column_named_twice(check, garden):
    table(garden / "a.csv", GOOD, head="actor,animal,Animal,date,neighbours_agree\n")
    refused(check("a.csv"), garden, "duplicate-column: `a.csv` has the column `animal` and `Animal` twice")
    pq.write_table(pa.table([pa.array([1]), pa.array([2])], names=["number", "number"]), "a.parquet")
    refused(check("a.parquet"), garden, "duplicate-column: `a.parquet` has the column `number` twice")


def test_ten_thousand_different_bad_values(check, garden):
    table(garden / "a.csv", *(f"tenant,animal {n},1,2026-05-01,no\n" for n in range(10_000)))
    ran = check("a.csv")
    refused(ran, garden, "9,990 more texts in 9,990 rows of the column `animal` are no values")
    assert ran.err.count("bad-cell") == 11
    assert "0 checked, 10,000 rejected" in check("a.csv", "--rejects", "bad.parquet").out


def test_an_empty_file_and_one_with_only_a_header(check, garden):
    (garden / "a.csv").write_text("")
    refused(check("a.csv"), garden, "bad-table: `a.csv` cannot be read: it is empty")
    table(garden / "b.csv")
    assert check("b.csv").code == 5
    (garden / "c.jsonl").write_text("")
    assert check("c.jsonl").code == 5
    parquet(garden / "d.parquet", animal=pa.array([], pa.string()))
    assert check("d.parquet", "-o", "judged.parquet").code == 5


def test_a_folder_with_mixed_columns_or_mixed_forms(check, garden):
    folder = garden / "logs"
    folder.mkdir()
    parquet(folder / "a.parquet", animal=["bee"])
    parquet(folder / "b.parquet", animal=["bee"], date=["2026-05-01"])
    parquet(folder / "c.parquet", animal=[1])
    ran = check("logs")
    refused(ran, garden, "`logs/b.parquet` has a column `date` besides", "`logs/c.parquet` has BIGINT in the column `animal`, not VARCHAR")
    table(folder / "d.csv", GOOD)
    refused(check("logs"), garden, "no-table: `logs/a.parquet` cannot be checked: it is Parquet, and `logs/d.csv` is CSV")


def test_folders_and_patterns_are_one_table_and_rows_keep_their_numbers(check, garden):
    folder = garden / "logs"
    (folder / "more").mkdir(parents=True)
    for place, name in enumerate(("a", "more/b", "more/c")):
        parquet(folder / f"{name}.parquet", animal=["dog"] * (place + 1), number=[place * 3] * (place + 1), place=[place] * (place + 1))
    (folder / "_SUCCESS").write_text("")
    for named in (["logs"], ["logs/a.parquet", "logs/more/*.parquet"], ["logs/**/*.parquet"]):
        check(*named, "-o", "judged.csv")
        rows = [line.split(",")[1:4] for line in (garden / "judged.csv").read_text().splitlines()]
        assert rows == [
            ["number", "place", "row"],
            *([str(n * 3), str(n), str(r)] for n, r in ((0, 1), (1, 2), (1, 3), (2, 4), (2, 5), (2, 6))),
        ]


def test_names_and_values_are_never_taken_for_sql(check, garden):
    evil = "x'); DROP TABLE clean; --"
    quoted = f'"{evil}","say ""so""; --",animal,number,row\n'
    table(garden / "it's; --.csv", f'"{evil}","\' OR 1=1; --",dog,1,7\n', head=quoted)
    ran = check("it's; --.csv", "--map", f"{evil}=-", "-o", "judged's.csv")
    assert ran.code == 0
    assert evil in (garden / "judged's.csv").read_text()
    table(garden / "b.csv", f'"{evil}",1\n', head="animal,number\n")
    assert "DROP TABLE clean" in check("b.csv").err
    assert check("b.csv", "--rejects", "bad.csv").code == 0
    assert evil in (garden / "bad.csv").read_text()


def test_a_path_with_the_signs_of_patterns_in_its_name(check, garden):
    parquet(garden / "a[1]*.parquet", animal=["dog"])
    parquet(garden / "a1b.parquet", animal=["bee"])
    assert "1 read" in check("a[1]*.parquet").out
    (garden / "d*").mkdir()
    table(garden / "d*" / "b?.csv", GOOD)
    table(garden / "d*" / "bb.csv", GOOD, GOOD)
    assert "1 read" in check("d*/b?.csv").out


def test_a_mark_of_byte_order_and_other_encodings(check, garden):
    (garden / "a.csv").write_bytes(b"\xef\xbb\xbf" + (HEAD + GOOD).encode())
    assert check("a.csv").code == 1
    (garden / "b.csv").write_bytes((HEAD + GOOD).encode("utf-16"))
    refused(check("b.csv"), garden, "it is written in UTF-16; save it in UTF-8")
    (garden / "c.csv").write_bytes((HEAD + "tenant,bée,1,2026-05-01,no\n").encode("latin-1"))
    refused(check("c.csv"), garden, "c.csv:2:1: broken-row: the line is no row: it is not written in UTF-8")
    (garden / "d.csv").write_bytes("actor,bête\nx,y\n".encode("latin-1"))
    refused(check("d.csv"), garden, "its header is not written in UTF-8")


def test_huge_cells_and_signs_that_no_text_holds(check, garden):
    table(garden / "a.csv", f"tenant,{'bee' * 1_000_000},1,2026-05-01,no\n", GOOD)
    refused(check("a.csv"), garden, "it is longer than 2,000,000 bytes")
    table(
        garden / "b.csv", f"tenant,{'bee' * 100_000},1,2026-05-01,no\n", "tenant,b\0ee,1,2026-05-01,no\n", 'tenant,"a\nb",1,2026-05-01,no\n'
    )
    ran = check("b.csv")
    refused(ran, garden, "a value has at most 1,000 characters", "it holds a character that no text can hold")
    assert max(map(len, ran.err.splitlines())) < 400


def test_lines_that_end_in_different_ways(check, garden):
    (garden / "a.csv").write_bytes((HEAD + GOOD).encode() + b"tenant,dog,1,2026-05-01,no\r\n" + GOOD.encode())
    refused(check("a.csv"), garden, "its lines end in different ways")


def test_lines_that_are_no_json(check, garden):
    good = {"animal": "dog", "number": 1, "a/b~c": None, "date": "2026-05-01", "actor": "tenant"}
    lines = [json.dumps(good), "{broken", "[1]", '{"animal": "dog", "animal": "bee"}', "", json.dumps({**good, "number": 5}), "{}}"]
    (garden / "a.jsonl").write_text("\n".join(lines) + "\n")
    ran = check("a.jsonl")
    refused(
        ran, garden, "a.jsonl:2:1: broken-row: the line is no row: it is no JSON", "a.jsonl:3:1", "a key occurs in it twice", "a.jsonl:7:1"
    )
    ran = check("a.jsonl", "--rejects", "bad.csv", "-o", "judged.jsonl")
    assert "6 read, 2 checked, 4 rejected" in ran.out


def test_a_number_that_json_would_round_is_told(check, garden):
    numbers = ["0.1", "0.30000000000000004", "12345678901234567890", "0.30000000000000004441", "1e3", "2.50", "0.10000000000000000001"]
    (garden / "a.jsonl").write_text("".join(f'{{"note": "{n} 0.12345678901234567890", "number": {n}}}\n' for n in numbers))
    ran = check("a.jsonl")
    refused(ran, garden, "a.jsonl:4:1: broken-row", "a.jsonl:7:1", "a number in it has more digits than a number in JSON keeps")
    assert ran.err.count("broken-row") == 2
    (garden / "b.jsonl").write_text("".join(f'{{"number": "{n[:18]}", "animal": "dog"}}\n' for n in numbers[1:]))
    assert "6 read, 6 checked" in check("b.jsonl").out


def test_a_list_of_objects_is_a_table_as_well(check, garden):
    (garden / "a.json").write_text('[{"animal": "dog", "number": 0.3000000000000000444}, {"number": 2}]')
    refused(
        check("a.json"),
        garden,
        "the column `number` cannot be kept exact: a number is kept exact with at most 18 digits after the point, not with 19",
    )
    (garden / "a.json").write_text('[{"animal": "dog", "number": 0.300000000000000044}, {"number": 2}]')
    assert "2 read, 2 checked" in check("a.json").out
    (garden / "b.json").write_text('[{"animal": "dog"}, 7]')
    refused(check("b.json"), garden, "bad-table: `b.json` cannot be read: a row of it is no object")
    (garden / "c.json").write_text("[" * 100_000)
    refused(check("c.json"), garden, "bad-table: `c.json` cannot be read")
    (garden / "d.jsonl").write_text('{"animal": ' * 50_000 + "1" + "}" * 50_000)
    assert check("d.jsonl").code == 3


def test_columns_without_a_name_and_far_too_many(check, garden):
    (garden / "a.jsonl").write_text('{"": 1, "animal": "dog"}\n')
    refused(check("a.jsonl"), garden, "one of its columns has no name")
    table(garden / "b.csv", head="a,,b\n")
    refused(check("b.csv"), garden, "column 2 has no name")
    (garden / "c.csv").write_text(",".join(f"c{n}" for n in range(5_000)) + "\n")
    refused(check("c.csv"), garden, "it has more than 1,000 columns")


def test_packed_files(check, garden):
    with gzip.open("a.csv.gz", "wt") as packed:
        packed.write(HEAD + GOOD)
    assert "1 read" in check("a.csv.gz").out
    duckdb.sql("COPY (SELECT 'dog' AS animal) TO 'a.jsonl.zst' (FORMAT json, COMPRESSION zstd)")
    duckdb.sql("COPY (SELECT 'dog' AS animal, 1 AS number) TO 'b.csv.zst' (FORMAT csv, COMPRESSION zstd)")
    assert "1 read" in check("a.jsonl.zst").out
    assert "1 read" in check("b.csv.zst").out
    content = (garden / "a.csv.gz").read_bytes()
    (garden / "c.csv.gz").write_bytes(content[: len(content) - 12])
    refused(check("c.csv.gz"), garden, "bad-table: `c.csv.gz` cannot be read")
    (garden / "d.csv.gz").write_text(HEAD + GOOD)
    refused(check("d.csv.gz"), garden, "bad-table: `d.csv.gz` cannot be read")


def test_tables_of_databases(check, garden):
    with sqlite3.connect("shop.db") as connection:
        connection.execute('CREATE TABLE "the; events" (animal TEXT, number INTEGER, actor TEXT, date TEXT, neighbours_agree INTEGER)')
        connection.execute(
            "INSERT INTO \"the; events\" VALUES ('bee', 1, 'tenant', '2026-05-01', 0), ('bee', 1, 'tenant', '2026-05-01', 1)"
        )
    connection.close()
    assert check("sqlite:///shop.db#the; events", "-o", "judged.csv").code == 1
    assert [line.split(",")[6] for line in (garden / "judged.csv").read_text().splitlines()] == ["verdict", "prohibited", "permitted"]
    assert "did you mean `the; events`?" in check("sqlite:///shop.db#the events").err
    with duckdb.connect("shop.duckdb") as other:
        other.execute("CREATE TABLE events AS SELECT 'bee' AS animal, 1 AS number")
    assert "1 read" in check("duckdb:///shop.duckdb#events").out
    assert "it has no table `event`" in check("duckdb:///shop.duckdb#event").err
    assert "it does not say which table" in check("duckdb:///shop.duckdb").err
    (garden / "junk.db").write_text("junk " * 1000)
    assert check("sqlite:///junk.db#events").code == 3


def test_a_problem_of_each_input_comes_at_once(check, garden):
    ran = check("gone.csv", "lease.yaml", "gone/*.csv")
    assert ran.names == ["no-table"] * 3


def test_an_output_that_cannot_be_written(check, garden):
    table(garden / "a.csv", GOOD)
    for output, said in (
        ("gone/judged.csv", "No such file"),
        ("judged.docx", "its ending does not say"),
        (".", "its ending"),
        ("lease.yaml", "ending"),
    ):
        ran = check("a.csv", "-o", output)
        assert ran.code == 3
        assert said in ran.err
    assert not list(garden.glob(".*.part"))


def test_what_stood_there_stays_until_what_is_new_is_whole(check, garden):
    (garden / "judged.csv").write_text("old")
    table(garden / "a.csv", "tenant,bea,1,2026-05-01,no\n")
    assert check("a.csv", "-o", "judged.csv").code == 3
    assert (garden / "judged.csv").read_text() == "old"
    table(garden / "a.csv", GOOD)
    assert check("a.csv", "-o", "judged.csv").code == 1
    assert (garden / "judged.csv").read_text().startswith("actor,")


def between():
    """The environment, with a folder beside for what is kept in between."""
    folder = Path.cwd().with_name(f"{Path.cwd().name}-between")
    folder.mkdir(exist_ok=True)
    return {**os.environ, "TMPDIR": str(folder)}


CHECK = "import sys; sys.argv[0] = 'contract'; from contract_model.commands.main import main; main()"


def started(*arguments, **settings):
    """A check in a process of its own, which keeps what is in between in a folder of the test."""
    command = [sys.executable, "-c", CHECK, "check", "--contract", "lease.yaml", *arguments]
    return subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=between(), **settings)


def test_a_full_disk(garden):
    parquet(garden / "a.parquet", animal=["dog"] * 60_000, note=[f"{n * 7919 % 1_000_003} {n}" for n in range(60_000)])

    def full():
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, 100_000))

    ran = started("a.parquet", "-o", "judged.parquet", preexec_fn=full)
    out, err = ran.communicate(timeout=120)
    assert ran.returncode == 3, err
    assert "no-output: `judged.parquet` cannot be written: the file would be larger than is allowed here" in err
    assert "Traceback" not in err + out
    assert sorted(p.name for p in garden.iterdir()) == ["a.parquet", "lease.yaml"]


@pytest.mark.parametrize("sign", [signal.SIGINT, signal.SIGKILL])
def test_a_check_that_is_stopped_leaves_nothing_under_the_name(garden, sign):
    os.mkfifo(garden / "slow.csv")
    ran = started("slow.csv", "-o", "judged.csv")
    with open(garden / "slow.csv", "w") as slow:  # it opens when the check reads, and then the check waits
        slow.write(HEAD)
        slow.flush()
        time.sleep(0.2)
        ran.send_signal(sign)
        ran.communicate(timeout=120)
    assert ran.returncode == (130 if sign == signal.SIGINT else -sign)
    assert not (garden / "judged.csv").exists()


def test_a_statement_that_is_stopped_is_no_error_of_ours():
    with Store() as store:
        stopper = threading.Timer(0.3, store.connection.interrupt)
        stopper.start()
        with pytest.raises(KeyboardInterrupt):
            store.run("SELECT count(*) FROM range(100_000) a, range(100_000) b WHERE (a.range * b.range) % 7 = 3")
        stopper.join()
