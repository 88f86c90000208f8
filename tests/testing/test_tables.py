"""Tables: each row of a case is a case of its own, in the file or in a CSV beside it; a background holds where a case says nothing else."""

# ruff: noqa: E501  # a case is one line here, however long
from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from contract_model.problems import ContractError
from contract_model.testing.cases import differences, read_case_file

SHOP = """\
contract: shop
parties: {shop: The shop, owner: The owner}
kinds: {dow: {sunday: Sunday, weekday: a weekday}}
facts:
  feast: {asks: Is there a feast?, kind: truth, presumed: false}
  licence: {asks: Is there a licence?, kind: truth}
ambiguities:
  late: {asks: Is ten late?, readings: {ten: {says: it is, certainty: reported}, eleven: {says: it is not, certainty: reported}}, default: ten}
actions:
  open: {says: "{actor} opens on {dow} at {oclock}", phrases: ["open [on {dow}]"], parameters: {dow: dow, oclock: number}}
  sing: {says: "{actor} sings"}
version: 2026-01-01
terms:
  - {id: weekdays, kind: permission, bearer: shop, action: open, when: dow == weekday and licence, certainty: official, sources: []}
  - {id: sundays, kind: prohibition, bearer: shop, action: open, when: dow == sunday, unless: feast, certainty: official, sources: []}
  - {id: evenings, kind: prohibition, bearer: shop, action: open, when: oclock >= (10 if late == ten else 11), notwithstanding: weekdays,
     certainty: reported, sources: []}
"""


@pytest.fixture
def found(tmp_path: Path):
    """The differences of each case of a file by name."""
    (tmp_path / "shop.yaml").write_text(SHOP)

    def differ(cases: str, head: str = "", table: str | bytes = "", engine: str = "meaning") -> dict[str, list[str]]:
        (tmp_path / "hours.csv").write_bytes(table if isinstance(table, bytes) else table.encode())
        path = tmp_path / "a.cases.yaml"
        path.write_text(f"contract: shop.yaml\n{head}cases:\n{cases}")
        file = read_case_file(str(path))
        return {case.name: differences(file.contract, case, engine, date(2026, 3, 1)) for case in file.cases}

    return differ


OPENING = """\
  - name: The shop opens
    event: {action: open, actor: shop, date: 2026-05-01}
    facts: {licence: true, oclock: 9}
"""


@pytest.mark.parametrize("engine", ["meaning", "rete"])
def test_each_row_is_a_case(found, engine) -> None:
    table = """\
    table:
      columns: [dow, feast, oclock, verdict, decided_by]
      rows:
        on a weekday: [weekday, false, 9, permitted, weekdays]
        on a Sunday: [sunday, false, 9, prohibited, sundays]
        on a Sunday in the evening: [sunday, null, 10, prohibited, [sundays, evenings]]
        on a feast: [sunday, true, 9, silent, []]
"""
    assert found(OPENING + table, engine=engine) == {
        "The shop opens: on a weekday": [],
        "The shop opens: on a Sunday": [],
        "The shop opens: on a Sunday in the evening": ["decided by evenings, expected sundays, evenings"],
        "The shop opens: on a feast": [],
    }


def test_a_table_may_be_a_csv_beside(found) -> None:
    csv = 'name;dow;oclock;late;expect.statuses.sundays;verdict\nby day;sunday;9;;bites;prohibited\n"at ten; or so";weekday;10;eleven;not_engaged;permitted\n\n'
    assert found(f"{OPENING}    table: {{file: hours.csv}}\n", table=csv) == {
        "The shop opens: by day": [],
        "The shop opens: at ten; or so": [],
    }


@pytest.mark.parametrize("end", ["\r\n", "\r", "\n"])
def test_lines_of_a_csv_may_end_as_they_do_elsewhere(found, end) -> None:
    csv = end.join(["name,dow,oclock,verdict", "a,sunday,9,prohibited", "", "b,weekday,9,permitted"])
    assert found(f"{OPENING}    table: {{file: hours.csv}}\n", table=csv.encode()) == {"The shop opens: a": [], "The shop opens: b": []}


def test_a_row_may_have_a_date_a_question_or_a_problem(found) -> None:
    csv = "name,ask,date,verdict,problem,todo\na,The shop opens on Sunday,,prohibited,,\nb,The shop opens on Sunday,2025-01-01,silent,,\n"
    csv += "c,The shop closes,,,not-understood,\nd,The shop opens,,permitted,,later\n"
    assert found("  - name: Asked\n    table: {file: hours.csv}\n", table=csv) == {
        "Asked: a": [],
        "Asked: b": [],
        "Asked: c": [],
        "Asked: d": ["the verdict is depends, expected permitted"],
    }


@pytest.mark.parametrize(
    ("table", "csv", "problem"),
    [
        ("{columns: [dow, verdict], rows: {a: [sunday]}}", "", "a.cases.yaml:6:45: wrong-case: the row has 1 cell, the table 2 columns"),
        ("{columns: [dy], rows: {a: [sunday]}}", "", "a.cases.yaml:6:23: unknown-name: `dy` is not a column of a table of cases"),
        ("{columns: [dow, dow], rows: {}}", "", "duplicate-key: the column `dow` occurs a second time"),
        ("{columns: [dow], rows: {a: [sunday]}}", "", "a.cases.yaml:6:36: wrong-case: the case expects nothing"),
        ("{columns: [dow, verdict], rows: {a: [sundy, silent]}}", "", "a.cases.yaml:6:49: bad-value: `sundy` is no value"),
        ("{columns: [dow, verdict], rows: {a: [sunday, silnt]}}", "", "a.cases.yaml:6:57: wrong-value: `silnt`"),
        ("{columns: [dow, decided_by], rows: {a: [sunday, sunda]}}", "", "a.cases.yaml:6:60: unknown-term: `sunda`"),
        ("{}", "", "wrong-case: a table has either `columns` and `rows`, or a `file`"),
        ("{file: hours.csv, columns: [dow]}", "", "wrong-case: a table has either"),
        ("{file: days.csv}", "", "a.cases.yaml:6:19: no-cases: `days.csv` cannot be read: No such file"),
        ("{file: hours.csv}", "dow,verdict\n", "hours.csv:1:1: missing-key: the table has no column `name`"),
        ("{file: hours.csv}", "name,dy\n", "hours.csv:1:6: unknown-name: `dy` is not a column"),
        ("{file: hours.csv}", "name,dow,verdict\na,sundy,silent\n", "hours.csv:2:3: bad-value: `sundy` is no value"),
        ("{file: hours.csv}", "name,dow,verdict\na,sunday,silnt\n", "hours.csv:2:10: wrong-value: `silnt`"),
        ("{file: hours.csv}", "name,dow,verdict\na,sunday\n", "hours.csv:2:1: csv-syntax: the row has 2 cells, the table 3 columns"),
        ("{file: hours.csv}", 'name,verdict\n"a,silent\n', "hours.csv:2:1: csv-syntax"),
        ("{file: hours.csv}", b"name,verdict\n\xff,silent\n", "hours.csv:2:1: not-text"),
        ("{file: hours.csv}", "name,verdict\na,silent\nb\0,silent\n", "hours.csv:3:1: not-text: the line has a character"),
        ("{file: hours.csv}", "name,verdict\na,silent\na,silent\n", "hours.csv:3:1: duplicate-name"),
    ],
)
def test_a_broken_table_is_told(found, table, csv, problem) -> None:
    with pytest.raises(ContractError) as told:
        found(f"{OPENING}    table: {table}\n", table=csv)
    assert problem in str(told.value)


BACKGROUND = "background: {facts: {licence: true, dow: weekday}, readings: {late: eleven}, date: 2026-05-01}\n"
SUNDAY = "  - name: A\n    ask: The shop opens on Sunday\n"


@pytest.mark.parametrize(
    ("case", "head"),
    [
        ("  - {name: A, event: {action: open, actor: shop}, facts: {oclock: 10}, expect: {verdict: permitted}}\n", BACKGROUND),
        ("  - {name: A, event: {action: open, actor: shop}, facts: {oclock: 10, licence: false}, expect: {verdict: silent}}\n", BACKGROUND),
        ("  - {name: A, event: {action: open, actor: shop}, unknown: [licence], facts: {oclock: 1}, expect: {verdict: depends}}\n", BACKGROUND),
        ("  - {name: A, event: {action: open, actor: shop}, readings: {late: ten}, facts: {oclock: 10}, expect: {verdict: prohibited}}\n", BACKGROUND),
        ("  - {name: A, event: {action: open, actor: shop, date: 2025-05-01}, facts: {oclock: 10}, expect: {verdict: silent}}\n", BACKGROUND),
        ("  - {name: A, event: {action: open, actor: shop, date: 2025-05-01}, facts: {oclock: 1}, expect: {verdict: permitted}}\n", "version: 2026-01-01\n" + BACKGROUND),
        ("  - {name: A, event: {action: sing, actor: shop}, expect: {verdict: silent}}\n", BACKGROUND),
        # what the question says prevails over the background
        (f"{SUNDAY}    facts: {{oclock: 9}}\n    expect: {{verdict: prohibited}}\n", BACKGROUND),
        # nothing presumed
        (f"{SUNDAY}    facts: {{oclock: 9}}\n    expect: {{verdict: depends, conditions: {{prohibited: [{{feast: false}}], silent: [{{feast: true}}]}}}}\n", "background: {presume: false, date: 2026-05-01}\n"),
        # today: of the file, of the case
        (f"{SUNDAY}    expect: {{verdict: silent}}\n", "background: {today: 2025-12-31}\n"),
        (f"{SUNDAY}    today: 2026-01-01\n    facts: {{oclock: 9}}\n    expect: {{verdict: prohibited}}\n", "background: {today: 2025-12-31}\n"),
        # on official evidence evenings are free
        ("  - {name: A, event: {action: open, actor: shop}, facts: {oclock: 12}, expect: {verdict: permitted, evidence: official}}\n", "background: {evidence: official, facts: {licence: true, dow: weekday}, date: 2026-05-01}\n"),
    ],
)  # fmt: skip
def test_a_background_holds_where_a_case_says_nothing_else(found, case, head) -> None:
    assert found(case, head) == {"A": []}


def test_a_background_of_a_history(found, tmp_path) -> None:
    history = "  - name: A\n    history: {events: [{at: 2026-05-01, actor: shop, action: open, dow: weekday, oclock: 9, expect: {verdict: %s}}]}\n"
    background = "background: {facts: {licence: true}, unknown: [feast]}\n"
    assert found(history % "permitted", background) == {"A": []}
    assert found((history % "silent").replace("{events", "{facts: {licence: false}, events"), background) == {"A": []}
    (tmp_path / "opened.csv").write_text("at,actor,action,dow,oclock\n2026-05-01,shop,open,weekday,9\n")
    assert found("  - {name: A, history: {file: opened.csv}, expect: {contract: in_effect, values: {licence: true}}}\n", background) == {
        "A": []
    }


@pytest.mark.parametrize(
    ("head", "problem"),
    [
        ("background: {facts: {licnce: true}}\n", "2:22: unknown-name: `licnce` is not a parameter, fact or ambiguity of the contract"),
        ("background: {unknown: [fest]}\n", "did you mean `feast`?"),
        ("background: {fact: {licence: true}}\n", "2:14: unknown-key: `fact` is not a key here"),
        ("version: 2027-01-01\n", "2:10: unknown-name: `2027-01-01` is not a version of the contract"),
        ("background: {facts: {licence: perhaps}}\n", "2:31: bad-value: `perhaps` is no value of the fact `licence`"),
        ("background: {date: whenever}\n", "2:20: bad-date: `whenever` is no date"),
    ],
)
def test_a_broken_background_is_told(found, head, problem) -> None:
    with pytest.raises(ContractError) as told:
        found("  - {name: A, event: {action: open}, expect: {verdict: depends}}\n", head)
    assert f"a.cases.yaml:{problem}" in str(told.value) or problem in str(told.value)


@pytest.mark.parametrize("engine", ["meaning", "rete"])
@pytest.mark.parametrize(
    ("expect", "differences_"),
    [
        ("per_reading: {late: {ten: prohibited, eleven: permitted}}", []),
        ("per_reading: {late: {ten: permitted}}", ["under late=ten the verdict is prohibited, expected permitted"]),
        ("verdict: prohibited, evidence: reported", []),
        ("evidence: official", ["the weakest support is reported, expected official"]),
        ("void: weekdays", ["it tries nothing in vain, expected weekdays"]),
        ("problem: bad-value", ["the question is not refused, expected bad-value"]),
    ],
)
def test_readings_evidence_and_problems_may_be_expected(found, expect, differences_, engine) -> None:
    case = f"  - {{name: A, event: {{action: open, actor: shop, date: 2026-05-01}}, facts: {{licence: true, dow: weekday, oclock: 10}}, expect: {{{expect}}}}}\n"
    assert found(case, engine=engine) == {"A": differences_}


def test_another_problem_than_expected_is_a_difference(found) -> None:
    case = "  - {name: A, ask: The shop closes, expect: {problem: bad-date}}\n"
    assert found(case) == {"A": ["refused for not-understood, expected bad-date"]}
