"""What a cell says is what it says in a question: times of day, what is not known, lengths, names that are ours as well."""

from __future__ import annotations

from datetime import UTC, datetime

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from contract_model.checking.check import Outputs, check, check_rows
from contract_model.checking.places import place
from contract_model.checking.request import Request
from contract_model.loading.load import load_text
from contract_model.problems import ContractError

OPENING = load_text("""\
contract: opening
parties: {shop: The shop}
actions: {open: {says: "{actor} opens"}}
facts:
  note: {asks: What is noted?, kind: text, presumed: none}
  length: {asks: How long?, kind: duration, presumed: 0 days}
  holiday: {asks: Is it a holiday?, kind: truth, presumed: false}
version: 2026-01-01
terms:
- {id: late, kind: prohibition, bearer: shop, action: open, when: time > hours(12), certainty: official, sources: []}
- {id: noted, kind: prohibition, bearer: shop, action: open, when: note == "closed", certainty: official, sources: []}
- {id: long, kind: prohibition, bearer: shop, action: open, when: length > days(1), certainty: official, sources: []}
- {id: idle, kind: prohibition, bearer: shop, action: open, when: holiday, certainty: official, sources: []}
""")


def judged(*rows, contract=OPENING, **asked):
    """What decides each row, or its verdict where nothing does."""
    found = check_rows(contract, rows, Request(actor="shop", **asked)).rows
    return [row["decided_by"] or row["verdict"] for row in found]


def typed(folder, column, values, **asked):
    """The same of a Parquet file with one column."""
    pq.write_table(pa.table({column: values}), folder / "a.parquet")
    return of_files(str(folder / "a.parquet"), folder, **asked)


def of_files(named, folder, **asked):
    check(OPENING, place([named]), Request(actor="shop", **asked), Outputs(str(folder / "judged.parquet")))
    return [row["decided_by"] or row["verdict"] for row in pq.read_table(folder / "judged.parquet").to_pylist()]


def test_a_time_of_day_in_any_words_counts():
    days = ["2026-05-01T12:00", "2026-05-01 12:00:01", "3 May 2026 at 13:00", "2026-05-01  13:00"]
    assert judged(*({"date": day} for day in days)) == ["silent", "late", "late", "late"]
    assert judged({}, on="2026-05-01T13:00") == ["late"]


def test_a_time_that_there_is_not_is_no_date():
    for day in ("2026-05-01T24:00", "2026-05-01 09:60", "2026-05-01T09:10:61"):
        with pytest.raises(ContractError, match="there is no such time of day"):
            judged({"date": day})


def test_parts_of_a_second_count(tmp_path):
    moments = [datetime(2026, 5, 1, 12, 0, 0, part, UTC) for part in (0, 1, 500_000)]
    for zone in (None, "Europe/Berlin"):
        plain = [m if zone else m.replace(tzinfo=None) for m in moments]
        assert typed(tmp_path, "date", pa.array(plain, pa.timestamp("us", zone))) == ["silent", "late", "late"]


def test_a_row_cannot_take_back_what_is_presumed_of_a_text_either():
    with pytest.raises(ContractError, match="something is presumed in all rows or in none"):
        judged({"date": "2026-05-01", "note": "?"})
    assert judged({"date": "2026-05-01T09:00", "note": "?"}, presume=False, facts=["length=0 days", "holiday=no"]) == ["noted"]


def test_a_text_that_no_question_could_hold_is_told_where_it_counts():
    assert judged({"date": "2026-05-01", "note": " closed\u2003"}) == ["noted"]
    for note, said in (("a\nb", "it holds a character that no text can hold"), ("x" * 1_001, "a value has at most 1,000 characters")):
        with pytest.raises(ContractError, match=said):
            judged({"date": "2026-05-01", "note": note})


def test_lengths_are_whole_seconds(tmp_path):
    with duckdb.connect(str(tmp_path / "a.duckdb")) as other:
        for name, length in (("whole", "86401 seconds"), ("part", "86400.6 seconds"), ("month", "1 month")):
            other.execute(f"CREATE TABLE {name} AS SELECT DATE '2026-05-01' AS date, INTERVAL '{length}' AS length")
    assert of_files(f"duckdb:///{tmp_path}/a.duckdb#whole", tmp_path) == ["long"]
    for name in ("part", "month"):
        with pytest.raises(ContractError, match="is no value of `length`"):
            of_files(f"duckdb:///{tmp_path}/a.duckdb#{name}", tmp_path)


def test_truths_beside_which_some_are_not_known_may_have_become_numbers(tmp_path):
    assert typed(tmp_path, "holiday", pa.array([1.0, 0.0, None]), on="2026-05-01T09:00") == ["idle", "silent", "silent"]


def test_a_number_too_fine_is_told_with_its_column(tmp_path):
    contract = load_text("""\
contract: fine
parties: {shop: The shop}
actions: {open: {says: "{actor} opens"}}
facts: {share: {asks: Which share?, kind: number}}
version: 2026-01-01
terms: [{id: most, kind: prohibition, bearer: shop, action: open, when: share > 1, certainty: official, sources: []}]
""")
    with pytest.raises(ContractError, match="the column `Share` cannot be kept exact: a number is kept exact with at most 18 digits"):
        judged({"Share": "0.1234567890123456789"}, contract=contract)


OURS = load_text("""\
contract: ours
parties: {shop: The shop}
kinds: {edition: {old: old, new: new}}
actions:
  sell: {says: "{actor} sells", parameters: {row: number, verdict: text, date_last: date, version: edition}}
  act: {says: "{actor} acts"}
facts: {action: {asks: Is there an action?, kind: truth}, unknown: {asks: Is it unknown?, kind: truth}, terms: {asks: Which?, kind: number}}
version: 2026-01-01
terms:
- {id: far, kind: prohibition, bearer: shop, action: sell, when: row > 3 and action, certainty: official, sources: []}
- {id: late, kind: prohibition, bearer: shop, action: sell, when: date_last < date and not unknown, certainty: official, sources: []}
- {id: told, kind: prohibition, bearer: shop, action: sell, when: verdict == "x" and terms < row, certainty: official, sources: []}
- {id: old, kind: permission, bearer: shop, action: sell, when: version == old, certainty: official, sources: []}
""")


def test_a_contract_may_use_names_that_a_table_has_for_itself():
    plain = {
        "action": "sell",
        "date": "2026-05-01",
        "row": 1,
        "verdict": "y",
        "date_last": "2026-06-01",
        "version": "new",
        "unknown": "yes",
    }
    rows = [plain, {**plain, "row": 4}, {**plain, "date_last": "2026-04-01", "unknown": "no"}, {**plain, "verdict": "x", "terms": 0}]
    found = judged(*rows, {**plain, "version": "old"}, contract=OURS, facts=["action=yes"])
    assert found == ["silent", "far", "late", "told", "old"]
    assert judged(plain, contract=OURS) == ["silent"]
    assert judged({**plain, "row": 4}, contract=OURS) == ["far"]
