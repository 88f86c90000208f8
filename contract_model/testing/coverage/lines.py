"""This file defines `Line`: a line of a contract's file with the items that stand on it, as tools for source code look at coverage."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass

from contract_model.testing.coverage.item import Coverage, CoverageItem, Measure


@dataclass(frozen=True, slots=True)
class Line:
    """A line with what some case can show of it. `number` counts from 1."""

    number: int
    items: tuple[CoverageItem, ...]

    @property
    def hits(self) -> int:
        """In how many cases at least something of it is shown."""
        return max(i.hits for i in self.items)

    @property
    def shown(self) -> int:
        """How many of its items are shown."""
        return sum(i.shown for i in self.items)


@dataclass(frozen=True, slots=True)
class Written:
    """A term as a thing that begins on a line; `hits`: in how many cases it is engaged, or a norm of it comes about."""

    name: str
    number: int
    hits: int


def lines(coverage: Coverage) -> Mapping[str, tuple[Line, ...]]:
    """By file, the lines of which a case can show something, in their order."""
    found: dict[str, dict[int, list[CoverageItem]]] = {f: {} for f in coverage.files}
    for item in coverage.items:
        if not item.impossible:
            found.setdefault(item.span.file, {}).setdefault(item.span.line, []).append(item)
    return {f: tuple(Line(n, tuple(items)) for n, items in sorted(of.items())) for f, of in found.items() if of}


def terms(coverage: Coverage) -> Mapping[str, tuple[Written, ...]]:
    """By file, the terms that are written in it."""
    found: dict[tuple[str, int, str], int] = {}
    for item in coverage.items:
        engaged = item.measure is Measure.TERMS and item.what == "engaged"
        if engaged or (item.measure is Measure.STATES and item.part == "state" and item.what != "not_triggered"):
            key = item.span.file, item.span.line, f"{item.version} {item.of}".strip()
            found[key] = max(found.get(key, 0), item.hits)
    by_file: dict[str, list[Written]] = {}
    for (file, number, name), hits in found.items():
        by_file.setdefault(file, []).append(Written(name, number, hits))
    return {f: tuple(sorted(of, key=lambda w: (w.number, w.name))) for f, of in by_file.items()}


def relative(file: str) -> str:
    """A file as a checkout names it: from the current folder, where it lies below."""
    path = os.path.relpath(file)
    return (file if path.startswith(os.pardir) else path).replace(os.sep, "/")
