"""This file defines `Snapshot`: the verdicts on the cases of some files as they are stored, and its JSON Schema. Made by pydantic.

Docstrings here are shown in the schema.
"""

from __future__ import annotations

import json
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from contract_model.problems import ContractError, Problem, quoted
from contract_model.telling.schema import Condition, dialect

VerdictWord = Literal["permitted", "prohibited", "depends", "silent", "conflict"]


class Closed(BaseModel):
    """A mapping with the keys named and no others."""

    model_config = ConfigDict(extra="forbid", use_attribute_docstrings=True, populate_by_name=True)


class TakenEvent(Closed):
    """The verdict on an event of a history."""

    verdict: VerdictWord | None = None
    decided_by: list[str] = []


class Taken(Closed):
    """What a case comes to: a verdict, or what becomes of a history."""

    verdict: VerdictWord | None = None
    decided_by: list[str] = []
    conditions: list[Condition] = []
    """Of a verdict that depends: each possible verdict with its smallest sufficient conditions."""
    refused: list[str] = []
    """The names of the problems for which the case is refused."""
    state: str | None = None
    """Of a history: how the contract stands at its end."""
    norms: dict[str, str] = {}
    """Of a history: the state of each norm at its end."""
    events: list[TakenEvent] = []
    """Of a history: the verdict on each event."""


class TakenFile(Closed):
    """The cases of a file by their names."""

    contract: str
    cases: dict[str, Taken] = {}


class Snapshot(Closed):
    """The verdicts on the cases of some files."""

    schema_version: Literal[1] = 1
    files: dict[str, TakenFile] = Field(default_factory=dict)
    """By their paths from the folder of the snapshot."""

    def to_json(self) -> str:
        """The snapshot as text; the same verdicts give the same text."""
        data = {"schema_version": self.schema_version, **self.model_dump(exclude_defaults=True, by_alias=True)}
        return json.dumps(data, indent=1, sort_keys=True, ensure_ascii=False) + "\n"


def snapshot_schema() -> dict[str, Any]:
    """The JSON Schema of a snapshot."""
    return dialect(Snapshot.model_json_schema())


def read_snapshot(path: str) -> Snapshot | None:
    """The snapshot that is stored at a path; none where there is nothing. Raises ContractError when it is something else."""
    try:
        with open(path, "rb") as file:
            return Snapshot.model_validate_json(file.read())
    except FileNotFoundError:
        return None
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        at = ".".join(map(str, first["loc"]))
        said = f"{quoted(path)} is not a snapshot: {first['msg'].lower()}{f' at {quoted(at)}' if at else ''}"
    except (OSError, ValueError) as error:
        said = f"{quoted(path)} cannot be read: {getattr(error, 'strerror', None) or 'it is no path'}"
    raise ContractError([Problem("wrong-snapshot", said, hint="store the verdicts anew under another name")])
