"""Tables as people have them: what is read of each kind of file and database, and what is said of one that cannot be."""

from __future__ import annotations

import gzip
import json
import sys

import duckdb
import pyarrow as pa
import pytest

from contract_model.checking.check import check_rows
from contract_model.checking.request import Request
from contract_model.problems import ContractError
from tests.checking.test_check import LEASE
from tests.checking.test_hostile import parquet, refused


def packed(path, text):
    """A text, packed as the ending says."""
    if path.suffix == ".gz":
        path.write_bytes(gzip.compress(text.encode()))
    else:
        with pa.CompressedOutputStream(str(path), "zstd") as opened:
            opened.write(text.encode())


def judged(folder, name="judged.jsonl"):
    """The rows of a judged table."""
    return [json.loads(line) for line in (folder / name).read_text().splitlines()]


@pytest.mark.parametrize(("sign", "end"), [(",", "\r"), (";", "\r"), ("\t", "\r\n"), ("|", "\n")])
def test_lines_and_cells_are_told_apart_whatever_separates_them(check, garden, sign, end):
    (garden / "a.csv").write_bytes(f"animal{sign}number{end}bee{sign}7{end}dog{sign}1".encode())
    check("a.csv", "-o", "judged.jsonl")
    assert [(r["animal"], r["number"], r["row"]) for r in judged(garden)] == [("bee", "7", 1), ("dog", "1", 2)]


def test_a_folder_that_is_called_like_a_file_says_nothing_of_its_files(check, garden):
    (garden / "a.tsv").mkdir()
    (garden / "a.tsv" / "b.csv").write_text("animal,number\nbee,7\n")
    check("a.tsv/b.csv", "-o", "judged.jsonl")
    assert judged(garden)[0]["number"] == "7"


def test_a_header_that_is_not_on_the_first_line(check, garden):
    (garden / "a.csv").write_text("\nanimal,number\nbee,7\n")
    refused(check("a.csv"), garden, "its first line is blank, and should name the columns")


@pytest.mark.parametrize("ending", [".gz", ".zst"])
def test_a_list_of_objects_may_be_packed_too(check, garden, ending):
    packed(garden / f"a.json{ending}", '[{"animal": "bee", "number": 7}]')
    assert "1 read, 1 checked" in check(f"a.json{ending}").out
    packed(garden / f"b.csv{ending}", "animal,number\nbee,7\n")
    assert "1 read, 1 checked" in check(f"b.csv{ending}").out
    for name in ("c.json", "c.jsonl", "c.csv"):
        (garden / f"{name}{ending}").write_text('{"animal": "bee"}\n')
        refused(check(f"{name}{ending}"), garden, "it is cut short, or is not packed as its ending says")


def test_a_list_that_cannot_be_read(check, garden):
    for text, said in (
        ('[{"animal": "bee", "animal": "dog"}]', "the key `animal` occurs in an object of it twice"),
        ('[{"animal": "\\ud800"}]', "it holds half of a character, which no text can hold"),
    ):
        (garden / "a.json").write_text(text)
        refused(check("a.json"), garden, f"bad-table: `a.json` cannot be read: {said}")
    (garden / "b.json").write_bytes('[{"animal": "bée"}]'.encode("latin-1"))
    refused(check("b.json"), garden, "it is not written in UTF-8")
    for name in ("c.json", "c.jsonl"):
        (garden / name).write_bytes('{"animal": "bee"}'.encode("utf-16"))
        refused(check(name), garden, "it is written in UTF-16; save it in UTF-8")
    with pytest.raises(ContractError, match="it holds half of a character"):
        check_rows(LEASE, [{"action": "keep", "animal": "\ud800"}], Request())


def test_rows_that_say_nothing_are_rows(check, garden):
    (garden / "a.json").write_text("[{}, {}]")
    (garden / "b.jsonl").write_text("{}\n{}\n")
    for name in ("a.json", "b.jsonl"):
        assert "2 read, 2 checked" in check(name, "-o", "judged.jsonl").out
        assert [r["verdict"] for r in judged(garden)] == ["depends", "depends"]
    (garden / "c.json").write_text("[]")
    assert check("c.json").code == 5
    assert [row["verdict"] for row in check_rows(LEASE, [{}], Request()).rows] == ["depends"]


def test_columns_may_be_called_as_the_reader_calls_the_place_of_a_row(check, garden):
    columns = {"animal": ["dog", "bee"], "file_row_number": [7, 8], "File_Index": ["x", "y"], "filename": ["f", "g"], "row": [5, 5]}
    parquet(garden / "a.parquet", **columns)
    parquet(garden / "b.parquet", **columns)
    check("a.parquet", "b.parquet", "-o", "judged.jsonl")
    assert [(r["row"], r["animal"], r["file_row_number"], r["File_Index"], r["filename"]) for r in judged(garden)] == [
        (1, "dog", 7, "x", "f"),
        (2, "bee", 8, "y", "g"),
        (3, "dog", 7, "x", "f"),
        (4, "bee", 8, "y", "g"),
    ]


def test_whole_numbers_of_a_database_are_not_rounded(check, garden):
    with duckdb.connect("shop.duckdb") as other:
        other.execute("CREATE SCHEMA old")
        for name, value in (("main.events", 2**53 + 1), ("old.events", 2**127 - 1)):
            other.execute(f"CREATE TABLE {name} AS SELECT 'dog' AS animal, {value}::HUGEINT AS number")
        other.execute("CREATE TABLE gone (number INTEGER); CREATE VIEW lost AS SELECT * FROM gone; DROP TABLE gone")
    check("duckdb:///shop.duckdb#events", "-o", "whole.jsonl")
    assert judged(garden, "whole.jsonl")[0]["number"] == 2**53 + 1
    ran = check("duckdb:///shop.duckdb#old.events")
    refused(ran, garden, f"`{2**127 - 1}` in the column `number` is no value")
    refused(check("duckdb:///shop.duckdb#lost"), garden, "bad-table: `shop.duckdb` cannot be read")


def test_blank_lines_between_objects_are_no_rows(check, garden):
    (garden / "a.jsonl").write_bytes(b'\xef\xbb\xbf{"animal": "bee"}\r\n\r\n \t\r\n{"animal": "dog"}')
    assert "2 read, 2 checked" in check("a.jsonl").out


def test_stdin_that_is_closed(check, garden, monkeypatch):
    monkeypatch.setattr(sys, "stdin", None)
    refused(check("-"), garden, "bad-table: `stdin` cannot be read: it is closed")
