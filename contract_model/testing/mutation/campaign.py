"""This file defines `Mutation`: every slip of a contract before all of its cases, each with what became of it."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from contract_model.loading.load import load, read_files
from contract_model.loading.parse import parse
from contract_model.model.contract import Contract
from contract_model.testing.cases import contract_of, read_case_file
from contract_model.testing.mutation.mutant import Drafts
from contract_model.testing.mutation.slip import Slip
from contract_model.testing.mutation.trial import Court, Fate, Trial

CHUNK = 4  # slips that a process takes at once


@dataclass(frozen=True, slots=True)
class Plan:
    """What is to be tried: a contract, by what it is loaded by, and its files of cases; operators and words choose among its slips."""

    place: str
    files: tuple[str, ...]
    operators: tuple[str, ...] = ()
    words: tuple[str, ...] = ()

    def slips(self, drafts: Drafts) -> list[tuple[int, Slip]]:
        """The slips that are wanted, with their numbers among all."""
        return [(i, s) for i, s in enumerate(drafts.slips) if self._wanted(s)]

    def _wanted(self, slip: Slip) -> bool:
        said = f"{slip.within} {os.path.basename(slip.span.file)}".lower()
        return (not self.operators or slip.operator in self.operators) and all(w.lower() in said for w in self.words)


@dataclass(frozen=True, slots=True)
class Mutation:
    """A contract under mutation: how many cases it has, those that fail without any slip, and each slip with what became of it."""

    plan: Plan
    contract: Contract
    cases: int
    failing: tuple[str, ...]
    trials: tuple[Trial, ...]

    def of(self, fate: Fate) -> tuple[Trial, ...]:
        """The slips of one fate, in the order of the files."""
        return tuple(t for t in self.trials if t.fate is fate)

    def counts(self, operator: str | None = None) -> Counter[Fate]:
        """How many slips there are of each fate, of one operator or of all."""
        return Counter(t.fate for t in self.trials if operator in (None, t.slip.operator))

    @property
    def operators(self) -> tuple[str, ...]:
        """The operators that made slips, by name."""
        return tuple(sorted({t.slip.operator for t in self.trials}))


def score(counts: Counter[Fate]) -> float | None:
    """Killed slips among those that matter, in percent; those proved equivalent, and those that do not load, are set aside."""
    matter = counts[Fate.KILLED] + counts[Fate.SURVIVED]
    return 100 * counts[Fate.KILLED] / matter if matter else None


def plans(paths: Sequence[str], contract: str | None, operators: Collection[str], words: Collection[str]) -> tuple[Plan, ...]:
    """What is to be tried for some files of cases: a plan for each contract. Raises ContractError."""
    by_place: dict[str, list[str]] = {}
    for path in paths:
        place = place_of(path)
        if contract is None or load(place).id == load(contract).id:
            by_place.setdefault(place, []).append(path)
    return tuple(Plan(place, tuple(files), tuple(operators), tuple(words)) for place, files in by_place.items())


def place_of(path: str) -> str:
    """What the contract of a file of cases is loaded by. Raises ContractError with every problem of the file."""
    read_case_file(path)
    with open(path, "rb") as file:
        data = parse(path, file.read()).data
    assert isinstance(data, dict)  # it is a file of cases
    return os.path.normpath(contract_of(str(data["contract"]), os.path.dirname(path)))


def mutate(plan: Plan, *, jobs: int = 1, today: date | None = None, progress: Callable[[int, int], None] | None = None) -> Mutation:
    """Try every slip of a plan. `jobs`: in so many processes; `progress` is called with how many are done, and of how many.

    The result is the same for any number of processes. Raises ContractError.
    """
    court = _court(plan, today)
    contract, failing = court.sayings.contract, tuple(court.failing())
    wanted = plan.slips(court.drafts)
    if failing or not court.cases or not wanted:
        return Mutation(plan, contract, len(court.cases), failing, ())
    trials: list[Trial] = []
    for trial in _judged(court, plan, [i for i, _ in wanted], min(jobs, len(wanted)), today):
        trials.append(trial)
        if progress:
            progress(len(trials), len(wanted))
    return Mutation(plan, contract, len(court.cases), (), tuple(trials))


def _court(plan: Plan, today: date | None) -> Court:
    return Court(Drafts.of(read_files(plan.place)), [read_case_file(path) for path in plan.files], today)


def _judged(court: Court, plan: Plan, numbers: list[int], jobs: int, today: date | None) -> Iterator[Trial]:
    """The slips of these numbers judged, in their order."""
    if jobs <= 1:
        slips = court.drafts.slips
        yield from (court.judge(slips[i]) for i in numbers)
        return
    from concurrent.futures import ProcessPoolExecutor

    with ProcessPoolExecutor(jobs, initializer=_sit, initargs=(plan, today)) as pool:
        yield from pool.map(_judge, numbers, chunksize=CHUNK)


_SITTING: list[tuple[Court, tuple[Slip, ...]]] = []  # of this process


def _sit(plan: Plan, today: date | None) -> None:
    court = _court(plan, today)
    _SITTING[:] = [(court, court.drafts.slips)]


def _judge(number: int) -> Trial:
    court, slips = _SITTING[0]
    return court.judge(slips[number])
