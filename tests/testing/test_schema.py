"""The schemas of a history and of a file of cases know the keys that are read, and what is read fits them."""

from __future__ import annotations

import json
from pathlib import Path

import jsonschema
import pytest

from contract_model.asking.happenings import KEYS as EVENT_KEYS
from contract_model.asking.history import KEYS
from contract_model.loading.parse import parse
from contract_model.testing.case_schema import case_file_schema
from contract_model.testing.schema import history_schema
from tests.asking.test_history import FORMS

SCHEMA = history_schema()


def test_the_keys_of_the_schema_are_those_that_are_read() -> None:
    assert set(SCHEMA["properties"]) == set(KEYS)
    assert set(SCHEMA["$defs"]["Happening"]["properties"]) == set(EVENT_KEYS)


def test_a_history_fits_it_and_each_line_of_json_is_an_event() -> None:
    jsonschema.validate(parse("a.yaml", FORMS["yaml"].encode()).data, SCHEMA)
    for line in FORMS["jsonl"].splitlines():
        jsonschema.validate(json.loads(line), {**SCHEMA, "$ref": "#/$defs/Happening", "required": [], "additionalProperties": True})


@pytest.mark.parametrize("wrong", [{"contract": "sale", "event": []}, {"events": []}, {"contract": "sale", "events": [{"action": "pay"}]}])
def test_what_is_no_history_does_not(wrong: dict[str, object]) -> None:
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(wrong, SCHEMA)


CASES = jsonschema.Draft202012Validator(case_file_schema())
SHIPPED = sorted((Path(__file__).parents[2] / "fixtures" / "cases").rglob("*.cases.yaml"))


@pytest.mark.parametrize("path", SHIPPED, ids=[path.name for path in SHIPPED])
def test_a_shipped_file_of_cases_fits_its_schema(path: Path) -> None:
    assert CASES.is_valid(parse(str(path), path.read_bytes()).data)


def case(**more: object) -> dict[str, object]:
    return {"contract": "lease", "cases": [{"name": "A", "event": {"action": "sublet"}, "expect": {"verdict": "silent"}} | more]}


@pytest.mark.parametrize(
    "right",
    [
        case(facts={"consent": True}, readings={"spoken": "open"}, unknown="consent", evidence="official", date="2027", today="2026-01-01"),
        case(table={"columns": ["consent", "decided_by"], "rows": {"a": [True, ["b", "c"]], "d": [None, "e"]}}),
        case(table={"file": "rows.csv"}),
        case(facts={"rent": 1000}, date=2027, table={"columns": ["rent"], "rows": {"a": [900], "b": [1000.5]}}),
        case(todo="the term is not written yet", expect={}),
        case(expect={"per_reading": {"spoken": {"enough": "silent"}}, "evidence": "reported", "void": []}),
        {"contract": "lease", "version": "2026-01-01", "background": {"facts": {"consent": None}, "presume": False}, "cases": []},
        {"contract": "lease", "cases": [{"name": "A", "history": {"events": [{"at": "day 1", "expect": {"breaks": "b"}}]}, "skip": "x"}]},
        {
            "contract": "lease",
            "cases": [{"name": "A", "history": {"file": "a.csv"}, "expect": [{"at": "day 1", "states": {"b": "violated"}}]}],
        },
    ],
)
def test_what_a_file_of_cases_may_hold_fits(right: dict[str, object]) -> None:
    assert CASES.is_valid(right)


@pytest.mark.parametrize(
    "wrong",
    [
        case(expects={}),
        case(expect={"verdict": "allowed"}),
        case(expect={"statuses": {"a": "bite"}}),
        case(expect={"per_reading": {"spoken": {"enough": "maybe"}}}),
        case(evidence="certain"),
        case(name=1),
        case(expect={"decided_by": 1}),
        case(table={"columns": ["a"], "lines": {}}),
        {"contract": "lease", "background": {"fact": {}}, "cases": []},
        {"contract": "lease", "cases": [{"name": "A", "history": {"evnts": []}}]},
        {"contract": "lease", "cases": [{"name": "A", "history": {"events": [{"at": "day 1", "expect": {"brakes": "b"}}]}}]},
    ],
)
def test_what_a_file_of_cases_may_not_hold_does_not(wrong: dict[str, object]) -> None:
    assert not CASES.is_valid(wrong)
