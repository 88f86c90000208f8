"""What is written is there whole or not at all, and never where something else would be lost."""

from __future__ import annotations

import os

import pytest

from contract_model.whole_file import WholeFile
from tests.checking.test_hostile import GOOD, table


@pytest.mark.parametrize(
    "options",
    [
        ["-o", "judged.csv", "--rejects", "./judged.csv"],
        ["-o", "judged.csv", "--html", "link.csv"],
        ["--rejects", "a.csv"],
        ["--html", "./a.csv"],
    ],
)
def test_no_output_takes_the_place_of_another_or_of_the_table(check, garden, options):
    before = table(garden / "a.csv", GOOD).read_text()
    (garden / "link.csv").symlink_to("judged.csv")
    assert check("a.csv", *options).code == 2
    assert (garden / "a.csv").read_text() == before
    assert sorted(p.name for p in garden.iterdir()) == ["a.csv", "lease.yaml", "link.csv"]


def test_a_page_that_cannot_be_written_is_told_before_anything_is(check, garden):
    table(garden / "a.csv", GOOD)
    ran = check("a.csv", "-o", "judged.csv", "--html", "gone/page.html")
    assert ran.code == 3
    assert "no-output: `gone/page.html` cannot be written: No such file or directory" in ran.err
    assert sorted(p.name for p in garden.iterdir()) == ["a.csv", "lease.yaml"]


def test_a_table_may_be_judged_in_its_place(check, garden):
    table(garden / "a.csv", GOOD)
    check("a.csv", "-o", "a.csv")
    assert [line.split(",")[-7:-5] for line in (garden / "a.csv").read_text().splitlines()] == [["row", "verdict"], ["1", "prohibited"]]


def test_links_and_who_may_read_stay(tmp_path):
    old, link = tmp_path / "old.txt", tmp_path / "link.txt"
    old.write_text("old")
    old.chmod(0o640)
    link.symlink_to("old.txt")
    with WholeFile(str(link)) as file:
        file.write("new")
        assert old.read_text() == "old"
        file.keep()
    assert (old.read_text(), old.stat().st_mode & 0o777, link.is_symlink()) == ("new", 0o640, True)
    with WholeFile(str(link)) as file:
        file.write("newer")
    assert old.read_text() == "new"
    assert sorted(p.name for p in tmp_path.iterdir()) == ["link.txt", "old.txt"]


def test_a_pipe_stays_a_pipe(tmp_path):
    os.mkfifo(tmp_path / "pipe")
    reader = os.open(tmp_path / "pipe", os.O_RDONLY | os.O_NONBLOCK)
    try:
        with WholeFile(str(tmp_path / "pipe")) as file:
            file.write("said")
            file.keep()
        assert os.read(reader, 10) == b"said"
    finally:
        os.close(reader)
    assert (tmp_path / "pipe").is_fifo()
