"""This file defines `run`: the cases of some files, run one after another or by several processes, in the order in which they stand.

Each process has engines of its own. What one case runs into stops no other: a case that does not validate is broken, and an error of ours
is told as such.
"""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from time import perf_counter

from contract_model.clock import today as now
from contract_model.engines.agree import Disagreement
from contract_model.engines.engine import ENGINES
from contract_model.model.contract import Contract
from contract_model.problems import ContractError, Problem
from contract_model.testing.cases import CaseFile, ExpectedCase, checked, read_case_file
from contract_model.testing.checked import Checked, Difference
from contract_model.testing.gather import case_files
from contract_model.testing.results import Outcome, Result, Results

ALL = "all"
AT_ONCE = 50  # cases that a process is given at once, at the most


@dataclass(frozen=True, slots=True)
class Plan:
    """How cases are run: by which engine or by all, what `today` means in them, and which of them: `word` is looked for in their names.

    `keep`: the results of cases that are as expected have what was asked, answered and run, too; for coverage and the like.
    """

    engine: str = ENGINES[0]
    today: date | None = None
    word: str = ""
    first: bool = False
    jobs: int = 1
    keep: bool = False


def run(paths: Sequence[str], plan: Plan = Plan(), progress: Callable[[Result, int], None] | None = None) -> Results:
    """Run the cases of files and of folders. `progress` is called with each result and with how many cases there are.

    With `plan.first` the run ends at the first case that is bad. An interrupt ends it, too; what was run until then is told.
    """
    begun = perf_counter()
    names, problems = case_files(paths)
    files: list[CaseFile] = []
    contracts: dict[str, Contract] = {}
    for name in names:
        try:
            files.append(read_case_file(name, contracts))
        except ContractError as error:
            problems += error.problems
    chosen = [(file, case) for file in files for case in file.cases if selected(file, case, plan.word)]
    results: list[Result] = []
    interrupted = False
    try:
        for result in _results(chosen, plan):
            results.append(result)
            if progress is not None:
                progress(result, len(chosen))
            if plan.first and result.bad:
                break
    except KeyboardInterrupt:
        interrupted = True
    unselected = sum(len(file.cases) for file in files) - len(chosen)
    return Results(tuple(results), tuple(files), tuple(problems), unselected, perf_counter() - begun, interrupted)


def selected(file: CaseFile, case: ExpectedCase, word: str) -> bool:
    """Whether a word occurs in the name of a case, its id or the name of its file; in small letters or capitals."""
    wanted = word.casefold()
    return not wanted or any(wanted in text.casefold() for text in (case.name, case.id, os.path.basename(file.path)))


def _results(chosen: Sequence[tuple[CaseFile, ExpectedCase]], plan: Plan) -> Iterator[Result]:
    if plan.jobs > 1 and len(chosen) > 1:
        yield from _by_processes(chosen, plan)
    else:
        yield from (run_case(file, case, plan) for file, case in chosen)


def run_case(file: CaseFile, case: ExpectedCase, plan: Plan) -> Result:
    """How a case fares."""
    if case.skip:
        return Result(file, case, Outcome.SKIPPED, said=case.skip)
    if case.todo and case.expects_nothing:
        return Result(file, case, Outcome.TODO, said=case.todo)
    begun = perf_counter()
    found = _judged(file, case, plan)
    return replace(found, seconds=perf_counter() - begun, checked=found.checked if plan.keep or found.bad else {})


def _judged(file: CaseFile, case: ExpectedCase, plan: Plan) -> Result:
    by_engine: dict[str, Checked] = {}
    try:
        for engine in ENGINES if plan.engine == ALL else (plan.engine,):
            by_engine[engine] = checked(file.contract, case, engine, plan.today or now())
    except ContractError as error:
        if case.todo:
            return Result(file, case, Outcome.TODO, problems=(), said=case.todo)
        return Result(file, case, Outcome.BROKEN, problems=error.problems, checked=by_engine)
    except Exception as error:
        if os.environ.get("CONTRACT_DEBUG"):
            raise
        return _gone_wrong(file, case, error)
    first, *others = by_engine
    for other in others:
        if by_engine[other].differences != by_engine[first].differences:
            said = f"the engines {first} and {other} disagree: {_told(by_engine[first])}; {_told(by_engine[other])}"
            return Result(file, case, Outcome.ERROR, said=said, checked=by_engine)
    differences = by_engine[first].differences
    if case.todo:
        if differences:
            return Result(file, case, Outcome.TODO, differences, said=case.todo, checked=by_engine)
        said = f"it holds, although it is to do: {case.todo}"
        return Result(file, case, Outcome.FAILED, (Difference(said, "todo", "not yet", "it holds"),), checked=by_engine)
    return Result(file, case, Outcome.FAILED if differences else Outcome.PASSED, differences, checked=by_engine)


def _told(found: Checked) -> str:
    return ", ".join(d.said for d in found.differences) or "as expected"


def _gone_wrong(file: CaseFile, case: ExpectedCase, error: Exception) -> Result:
    """What is said of an error that is ours; a limit that a case runs into is a problem of the case."""
    if type(error).__name__ == "TooLarge":
        said = "the case leaves so much open that its answer cannot be worked out"
        line = case.source.document.lines[case.span.line - 1] if case.source else ""
        return Result(file, case, Outcome.BROKEN, problems=(Problem("too-large", said, case.span, line, hint="state more facts"),))
    first = str(error).splitlines()[0][:200] if str(error) else "no message"
    said = first if isinstance(error, Disagreement) else f"{type(error).__name__}: {first}"
    return Result(file, case, Outcome.ERROR, said=said)


# --- several processes --------------------------------------------------------------------------------------------------------------

_FILES: dict[str, CaseFile] = {}
"""The files by their paths: as the first process read them, where processes are copies of it; else as each reads them on its own."""


def _by_processes(chosen: Sequence[tuple[CaseFile, ExpectedCase]], plan: Plan) -> Iterator[Result]:
    from concurrent.futures import ProcessPoolExecutor
    from multiprocessing import get_context

    _FILES.clear()
    _FILES.update({file.path: file for file, _ in chosen})
    size = max(1, min(AT_ONCE, len(chosen) // (plan.jobs * 4)))
    pieces = [chosen[i : i + size] for i in range(0, len(chosen), size)]
    pool = ProcessPoolExecutor(plan.jobs, get_context("fork" if sys.platform == "linux" else "spawn"), _undisturbed)
    places = {id(case): i for file in _FILES.values() for i, case in enumerate(file.cases)}
    whole = replace(plan, today=plan.today or now())
    try:
        waiting = [pool.submit(_run_piece, [(f.path, places[id(c)]) for f, c in piece], whole) for piece in pieces]
        for piece, future in zip(pieces, waiting, strict=True):
            for (file, case), found in zip(piece, future.result(), strict=True):
                yield replace(found, file=file, case=case)
    finally:
        pool.shutdown(wait=True, cancel_futures=True)
        _FILES.clear()


def _undisturbed() -> None:
    """An interrupt goes to the first process, which ends the others."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)


def _run_piece(cases: Sequence[tuple[str, int]], plan: Plan) -> list[Result]:
    """The results of some cases, without the files and cases, which the first process has."""
    found = []
    for path, place in cases:
        if path not in _FILES:
            _FILES[path] = read_case_file(path)
        file = _FILES[path]
        found.append(replace(run_case(file, file.cases[place], plan), file=None, case=None))  # type: ignore[arg-type]  # put in by the first process
    return found
