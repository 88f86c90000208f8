"""The schema of a history knows the keys that are read, and the histories that are read fit it."""

from __future__ import annotations

import json

import jsonschema
import pytest

from contract_model.asking.happenings import KEYS as EVENT_KEYS
from contract_model.asking.history import KEYS
from contract_model.loading.parse import parse
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
