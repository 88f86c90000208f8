"""This file defines `Result`: how a case of a file fared when it was run, and `Results`, all of them with what could not be run at all."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from contract_model.problems import Problem
from contract_model.testing.cases import CaseFile, ExpectedCase
from contract_model.testing.checked import Checked, Difference


class Outcome(StrEnum):
    """How a case fared."""

    PASSED = "passed"
    FAILED = "failed"
    """The answer is not the expected one, or a case holds that was to do."""
    BROKEN = "broken"
    """What it asks does not validate."""
    ERROR = "error"
    """An error of ours: engines disagree, or the like."""
    TODO = "to do"
    """It does not hold, or expects nothing yet, as it says."""
    SKIPPED = "skipped"


BAD = (Outcome.FAILED, Outcome.BROKEN, Outcome.ERROR)


@dataclass(frozen=True, slots=True)
class Result:
    """How a case fared.

    `differences` are there where it failed, and where it is to do; `problems` where it is broken; `said` is why it is to do or skipped, or
    what the error of ours is. `checked` has what was asked, the answer and the runs, by each engine that was asked.
    """

    file: CaseFile
    case: ExpectedCase
    outcome: Outcome
    differences: tuple[Difference, ...] = ()
    problems: tuple[Problem, ...] = ()
    said: str = ""
    seconds: float = 0.0
    checked: Mapping[str, Checked] = field(default_factory=dict)

    @property
    def bad(self) -> bool:
        """Whether something must be done about it."""
        return self.outcome in BAD


@dataclass(frozen=True, slots=True)
class Results:
    """The results of a run in the order of files and cases, and the problems of files that could not be read.

    `unselected` counts the cases that were not chosen; `interrupted`: the run was broken off before its end.
    """

    results: tuple[Result, ...]
    files: tuple[CaseFile, ...] = ()
    problems: tuple[Problem, ...] = ()
    unselected: int = 0
    seconds: float = 0.0
    interrupted: bool = False

    @property
    def bad(self) -> tuple[Result, ...]:
        """The cases about which something must be done."""
        return tuple(r for r in self.results if r.bad)

    @property
    def counts(self) -> Mapping[Outcome, int]:
        """How many cases fared how, in the order of the outcomes; none that is 0."""
        return counts(self.results)

    @property
    def broken(self) -> tuple[Problem, ...]:
        """All problems, of files and of cases, each once."""
        return tuple(dict.fromkeys((*self.problems, *(p for r in self.results for p in r.problems))))

    @property
    def ran(self) -> bool:
        """Whether any case was run, or would have been were it sound."""
        idle = [r for r in self.results if r.outcome is Outcome.TODO and r.case.expects_nothing]
        return len(self.results) > len(idle) + self.counts.get(Outcome.SKIPPED, 0)


def counts(results: Iterable[Result]) -> dict[Outcome, int]:
    """How many cases fared how, in the order of the outcomes; none that is 0."""
    found = Counter(r.outcome for r in results)
    return {o: found[o] for o in Outcome if found[o]}
