"""This file defines `Answer`: the verdict on a case, with all that it rests on. Data only; `telling/` puts it in words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum
from typing import TypeAlias

from contract_model.model.case import Case
from contract_model.model.contract import Certainty
from contract_model.model.kinds import Kind
from contract_model.model.values import Value


class Verdict(Enum):
    """What the terms say of an event."""

    PERMITTED = "permitted"
    PROHIBITED = "prohibited"
    DEPENDS = "depends"
    SILENT = "silent"
    CONFLICT = "conflict"


class Status(Enum):
    """What a term does in a case."""

    NOT_ENGAGED = "not_engaged"
    EXCUSED = "excused"
    BITES = "bites"
    MET = "met"
    GRANTS = "grants"
    YIELDS = "yields"
    STATES = "states"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Among:
    """That a truth, choice, party, text or reading is one of some values. A text that is none of those mentioned is `OTHER`."""

    name: str
    values: tuple[Value, ...]


OTHER = "(another)"


@dataclass(frozen=True, slots=True)
class Between:
    """That a quantity lies in an interval; a bound of none is no bound. `closed` says for each bound whether it belongs to it."""

    name: str
    kind: Kind
    low: Value | None
    high: Value | None
    closed: tuple[bool, bool]


@dataclass(frozen=True, slots=True)
class Holds:
    """That a comparison of several unknown quantities is true (or false): `paid + due <= cap`. `names` are the quantities."""

    text: str
    names: tuple[str, ...]
    truth: bool


Literal: TypeAlias = Among | Between | Holds
Cube: TypeAlias = tuple[Literal, ...]
"""Literals that must hold together."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """A verdict that is possible, and the smallest sets of literals each of which suffices for it, fewest first.

    `more`: there are others that are not listed, because there are very many.
    """

    verdict: Verdict
    conditions: tuple[Cube, ...]
    more: bool = False


@dataclass(frozen=True, slots=True)
class TermAnswer:
    """What a term does in the case. `id` is the term's."""

    id: str
    version: str
    status: Status
    certainty: Certainty
    sources: tuple[str, ...]
    exceptions: tuple[str, ...] = ()  # the exceptions that hold


@dataclass(frozen=True, slots=True)
class Contested:
    """What the answer would be under another reading than the one taken; listed when it differs."""

    name: str
    reading: str
    outcomes: tuple[Outcome, ...]

    @property
    def verdict(self) -> Verdict:
        """The verdict under the reading."""
        return self.outcomes[0].verdict if len(self.outcomes) == 1 else Verdict.DEPENDS


@dataclass(frozen=True, slots=True)
class Answer:
    """The verdict on a case.

    `outcomes`: each possible verdict with its conditions; one when the verdict is settled. `versions`: those in force in the
    event's dates. `unknown`: the unknowns on which the verdict turns. `presumed`, `readings`: what was taken for granted and bears
    on the answer. `evidence`: the weakest grade among the deciding terms, none when none decides. `by_silence`: the verdict is the
    policy on silence. `void`: powers that the event tries to use and that are not available.
    """

    contract: str
    versions: tuple[str, ...]
    case: Case
    outcomes: tuple[Outcome, ...]
    terms: tuple[TermAnswer, ...]
    decided_by: tuple[str, ...]
    unknown: tuple[str, ...]
    presumed: Mapping[str, Value]
    readings: Mapping[str, str]
    contested: tuple[Contested, ...]
    evidence: Certainty | None
    by_silence: bool = False
    void: tuple[str, ...] = ()
    engine: str = "meaning"
    remarks: tuple[str, ...] = field(default=())

    @property
    def verdict(self) -> Verdict:
        """The verdict: that of the only outcome, or `depends`."""
        return self.outcomes[0].verdict if len(self.outcomes) == 1 else Verdict.DEPENDS
