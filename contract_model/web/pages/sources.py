"""This file defines `Mark`: a source as it is cited beside what it supports, and `Cited`, the source in full at the foot of a page."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from contract_model.model.contract import Contract
from contract_model.telling.words import Words


@dataclass(frozen=True, slots=True)
class Mark:
    """`id` stands at the foot of the page; `says` is the whole citation."""

    id: str
    says: str
    grade: str


@dataclass(frozen=True, slots=True)
class Cited:
    """A source in full. `note`: what a reader should know of it."""

    id: str
    title: str
    publisher: str
    date: str
    grade: str
    note: str


def marks(contract: Contract, words: Words, sources: Iterable[str]) -> tuple[Mark, ...]:
    """The marks of some sources."""
    known = [contract.sources[id] for id in sources if id in contract.sources]
    return tuple(Mark(s.id, words.source(s), s.grade.value) for s in known)


def cited(contract: Contract, words: Words, used: Sequence[str]) -> tuple[Cited, ...]:
    """The sources that were used, in the contract's order."""
    return tuple(
        Cited(s.id, s.title, s.publisher, words.when(s), s.grade.value, s.note) for s in contract.sources.values() if s.id in set(used)
    )
