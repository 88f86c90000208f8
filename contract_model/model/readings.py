"""This file defines `Readings`: what comes out of a case under every combination of readings, and what each ambiguity is worth knowing."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from contract_model.model.answer import Outcome
from contract_model.model.case import Case


@dataclass(frozen=True, slots=True)
class Share:
    """So many of so many cases."""

    count: int
    of: int

    @property
    def value(self) -> float:
        """The share as a number from 0 to 1."""
        return self.count / self.of if self.of else 0.0


@dataclass(frozen=True, slots=True)
class Combination:
    """Combinations of readings with one answer, told as one: each ambiguity that matters has any of the readings listed for it.

    `answer` is the place of the answer among those of `Readings`; `taken`: the readings taken are among these combinations.
    """

    readings: Mapping[str, tuple[str, ...]]
    answer: int
    taken: bool


@dataclass(frozen=True, slots=True)
class Clarification:
    """What it would bring to know how an ambiguity is read. `taken`: the reading taken by default; none when the ambiguity is open.

    `alone`: the place of the answer under each of its readings, the other ambiguities being as taken.
    `settles`: the readings after which no other ambiguity matters.
    `changes`: of the cases that the question leaves open, those whose verdict is not the same under all of its readings, the other
    ambiguities being as taken. `anywhere`: the same of all cases of the action, whatever the facts; none where they are too many to count.
    """

    name: str
    taken: str | None
    alone: Mapping[str, int]
    settles: tuple[str, ...]
    changes: Share
    anywhere: Share | None

    @property
    def decides_alone(self) -> bool:
        """Whether the answer is another under another of its readings, although nothing else is read otherwise."""
        return len(set(self.alone.values())) > 1


@dataclass(frozen=True, slots=True)
class Readings:
    """The answers to a case under every combination of readings.

    `answers`: each answer once, the one as asked first; a combination names its answer by place. `combinations` do not overlap; of the
    `total` number of single combinations of the readings that matter `more` are not among those listed. `matter`: the ambiguities on which
    the verdict can turn, the one that changes most cases first. `irrelevant`: those that the terms of the action ask about and on which
    it does not turn here, each with the cases of the action in which it does. `held`: the readings that the case chooses, which
    are not varied. `unasked`: the ambiguities that no term of the action asks about.
    """

    contract: str
    case: Case
    answers: tuple[tuple[Outcome, ...], ...]
    combinations: tuple[Combination, ...]
    total: int
    more: int
    matter: tuple[Clarification, ...]
    irrelevant: Mapping[str, Share | None]
    held: Mapping[str, str]
    unasked: tuple[str, ...]

    def under(self, readings: Mapping[str, str]) -> tuple[Outcome, ...]:
        """The answer when each ambiguity that matters is read as said; one that is left out is read as taken.

        Raises KeyError when that is not one of the combinations listed, or leaves an open ambiguity open that matters then.
        """
        wanted = {c.name: c.taken for c in self.matter} | dict(readings)
        for combination in self.combinations:
            if all(wanted.get(name) in of or len(of) == self._readings_of(name) for name, of in combination.readings.items()):
                return self.answers[combination.answer]
        raise KeyError(", ".join(f"{n}={r}" for n, r in wanted.items()))

    def _readings_of(self, name: str) -> int:
        return next(len(c.alone) for c in self.matter if c.name == name)
