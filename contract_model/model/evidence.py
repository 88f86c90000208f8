"""This file defines `Evidence`: the answer to a case at each evidence floor, from official evidence alone to everything that was said."""

from __future__ import annotations

from dataclasses import dataclass

from contract_model.model.answer import Answer
from contract_model.model.case import Case
from contract_model.model.contract import Certainty


@dataclass(frozen=True, slots=True)
class AtFloor:
    """The answer when nothing weaker than `floor` counts.

    `changes`: the verdict or its conditions are other than at the floor before, which admits less. `enters`: the terms of this grade, or
    with an exception of it, that do something else than at the floor before.
    """

    floor: Certainty
    answer: Answer
    changes: bool
    enters: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Evidence:
    """The answers at all floors, the highest first. The one of the case itself is among them."""

    case: Case
    floors: tuple[AtFloor, ...]

    @property
    def asked(self) -> AtFloor:
        """The answer at the floor of the case."""
        return next(f for f in self.floors if f.floor is self.case.evidence)

    @property
    def steady(self) -> bool:
        """Whether the answer is the same at every floor."""
        return not any(f.changes for f in self.floors)
