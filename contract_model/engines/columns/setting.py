"""This file defines `Setting`: what holds for every row of a table that is judged, as `model/case.py` has it for one case."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from contract_model.model.contract import Certainty
from contract_model.model.values import Value


@dataclass(frozen=True, slots=True)
class Setting:
    """`readings`, `evidence`, `version`, `presume` and `unknown` are those of a case. `facts` hold where a row itself does not say."""

    readings: Mapping[str, str] = field(default_factory=dict)
    evidence: Certainty = Certainty.INFERRED
    version: str | None = None
    presume: bool = True
    facts: Mapping[str, Value] = field(default_factory=dict)
    unknown: frozenset[str] = frozenset()


class NotExact(Exception):
    """What cannot be kept exact in a column; the text says why."""
