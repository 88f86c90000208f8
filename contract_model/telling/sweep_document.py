"""This file defines the document of a sweep: its JSON (`sweep_schema.py` has the JSON Schema), and its CSV."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from contract_model.telling.document import SCHEMA_VERSION, event_of, values_of
from contract_model.telling.sweep_words import SweepWords


def sweep_document(said: SweepWords) -> dict[str, Any]:
    """A sweep as data for JSON; of what is varied nothing is said in the event, the facts and the readings."""
    sweep, base = said.sweep, said.base
    points = [[point.written for point in axis.points] for axis in sweep.axes]
    return {
        "schema_version": SCHEMA_VERSION,
        "contract": sweep.contract,
        "event": event_of(base),
        "facts": values_of(base.facts),
        "readings": dict(base.readings),
        "unknown": sorted(base.unknown),
        "evidence_floor": base.evidence.value,
        "version": base.version,
        "axes": [
            {
                "name": axis.name,
                "varies": axis.varies.value,
                "asks": said.head(axis),
                "points": [{"value": p.written, "says": said.point(axis, p)} for p in axis.points],
            }
            for axis in sweep.axes
        ],
        "cells": [
            {
                "at": {axis.name: points[i][place] for i, (axis, place) in enumerate(zip(sweep.axes, places, strict=True))},
                "verdict": cell.verdict.value,
                "decided_by": list(cell.decided_by),
                "unknown": list(cell.turns_on),
                "contested": [{"ambiguity": c.name, "reading": c.reading, "verdict": c.verdict.value} for c in cell.contested],
                "versions": list(cell.versions),
            }
            for places, cell in zip(sweep.places(), sweep.cells, strict=True)
        ],
    }


def sweep_csv(said: SweepWords) -> str:
    """A sweep as a table: a row for each cell, the columns named as those of `contract check`."""
    import csv
    import io

    file = io.StringIO()
    writer = csv.writer(file, lineterminator="\n")
    writer.writerows(_rows(said))
    return file.getvalue()


def _rows(said: SweepWords) -> Iterator[list[str]]:
    axes = said.sweep.axes
    yield [*(axis.name for axis in axes), "verdict", "decided_by", "contested", "unknown", "version"]
    for places, cell in zip(said.sweep.places(), said.sweep.cells, strict=True):
        at = [axis.points[place].written for axis, place in zip(axes, places, strict=True)]
        contested = " ".join(f"{c.name}={c.reading}:{c.verdict.value}" for c in cell.contested)
        yield [*at, cell.verdict.value, " ".join(cell.decided_by), contested, " ".join(cell.turns_on), " ".join(cell.versions)]
