"""This file defines `Change`: a case of which the verdict is not the one stored, and how snapshots are taken and compared."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import PurePath
from typing import Any

from contract_model.engines.answering import answer
from contract_model.engines.running import run
from contract_model.model.contract import Contract
from contract_model.problems import ContractError, Problem, Span
from contract_model.telling.document import conditions_of
from contract_model.telling.schema import Condition
from contract_model.testing.case_schema import SurfaceCase, SurfaceHistoryCase
from contract_model.testing.cases import CaseFile, ExpectedCase, case_of, read_case_file
from contract_model.testing.gather import case_files
from contract_model.testing.histories import history_of_case
from contract_model.testing.snapshot_schema import Snapshot, Taken, TakenEvent, TakenFile

ENGINE = "meaning"


@dataclass(frozen=True, slots=True)
class Change:
    """A case that comes to something else than stored, is new (`before` is none), or is gone (`after` is none)."""

    file: str
    name: str
    span: Span | None
    before: Taken | None
    after: Taken | None

    @property
    def deciding(self) -> tuple[str, ...]:
        """The terms that decide it: now, or where none does, before."""
        for taken in (self.after, self.before):
            if taken and (terms := _deciding(taken, self.before if taken is self.after else self.after)):
                return terms
        return ()


@dataclass(frozen=True, slots=True)
class Shot:
    """What cases come to today: the snapshot, and where each case stands."""

    snapshot: Snapshot
    spans: dict[tuple[str, str], Span]
    contracts: dict[str, Contract]


def taken(paths: Sequence[str], folder: str, today: date | None = None) -> Shot:
    """What the cases of files and folders come to. Files are named from a folder. Raises ContractError with all that does not validate."""
    names, problems = case_files(paths)
    files: dict[str, TakenFile] = {}
    spans: dict[tuple[str, str], Span] = {}
    contracts: dict[str, Contract] = {}
    for path in names:
        try:
            file = read_case_file(path)
        except ContractError as error:
            problems += error.problems
            continue
        place = PurePath(os.path.relpath(path, folder or ".")).as_posix()
        cases = [case for case in file.cases if not case.skip]
        files[place] = TakenFile(contract=file.contract.id, cases={c.name: _taken(file, c, today) for c in cases})
        spans |= {(place, c.name): c.span for c in cases}
        contracts[file.contract.id] = file.contract
    if problems:
        raise ContractError(problems)
    return Shot(Snapshot(files=files), spans, contracts)


def _taken(file: CaseFile, case: ExpectedCase, today: date | None) -> Taken:
    try:
        match case.written:
            case SurfaceCase() as asked:
                told = answer(file.contract, case_of(file.contract, asked, today), ENGINE)
                conditions = [Condition.model_validate(c) for c in conditions_of(told.outcomes)]
                return Taken(verdict=told.verdict.value, decided_by=sorted(told.decided_by), conditions=conditions)
            case SurfaceHistoryCase() as asked:
                assert case.source is not None  # it was read with the case
                found = run(file.contract, history_of_case(file.contract, asked, case.source, today), ENGINE)
                steps = [s for s in found.steps if s.verdict is not None]
                return Taken(
                    state=found.state.value,
                    norms={i.label: i.state.value + (" (uncertain)" if i.uncertain else "") for i in found.instances},
                    events=[TakenEvent(verdict=s.verdict.value if s.verdict else None, decided_by=sorted(s.decided_by)) for s in steps],
                )
    except ContractError as error:
        return Taken(refused=sorted({p.name for p in error.problems}))


def changes(before: Snapshot, shot: Shot, folder: str) -> list[Change]:
    """Where cases come to something else than stored. A stored file that was not asked for, and is still there, is not looked at."""
    found = []
    after = shot.snapshot
    for place in sorted({*before.files, *after.files}):
        if place not in after.files and os.path.exists(os.path.join(folder, place)):
            continue
        old = before.files[place].cases if place in before.files else {}
        new = after.files[place].cases if place in after.files else {}
        for name in dict.fromkeys([*new, *old]):
            if old.get(name) != new.get(name):
                found.append(Change(place, name, shot.spans.get((place, name)), old.get(name), new.get(name)))
    return found


def joined(before: Snapshot, shot: Shot, folder: str) -> Snapshot:
    """What is to be stored: what cases come to today, and of files that were not asked for and are still there what was stored."""
    kept = {p: f for p, f in before.files.items() if p not in shot.snapshot.files and os.path.exists(os.path.join(folder, p))}
    return Snapshot(files={**kept, **shot.snapshot.files})


def grouped(found: Iterable[Change]) -> dict[tuple[str, ...], list[Change]]:
    """Changes by the terms that decide them."""
    groups: dict[tuple[str, ...], list[Change]] = {}
    for change in found:
        groups.setdefault(change.deciding, []).append(change)
    return dict(sorted(groups.items()))


def told(one: Taken | None, other: Taken | None) -> list[str]:
    """What a case comes to, in words; of a history what is not the same in another."""
    if one is None:
        return ["not there"]
    if one.refused:
        return [f"refused: {', '.join(one.refused)}"]
    if one.verdict is not None:
        return [f"{one.verdict}{_by(one.decided_by)}", *map(_condition, one.conditions)]
    return list(_of_history(one, other)) or ["nothing else"]


def _by(terms: Sequence[str]) -> str:
    return f", by {', '.join(terms)}" if terms else ""


def _of_history(one: Taken, other: Taken | None) -> Iterator[str]:
    base = other or Taken()
    if one.state != base.state:
        yield f"the contract is {one.state}"
    yield from (f"{label} is {state}" for label, state in one.norms.items() if base.norms.get(label) != state)
    yield from (f"{label} is not there" for label in base.norms if label not in one.norms)
    for i, event in enumerate(one.events):
        if i >= len(base.events) or base.events[i] != event:
            yield f"event {i + 1} is {event.verdict}{_by(event.decided_by)}"


def _condition(condition: Condition) -> str:
    cubes = [" and ".join(f"{n} is {_said(v)}" for n, v in cube.items()) for cube in condition.model_dump(by_alias=True)["if"]]
    return f"{condition.verdict} if {', or if '.join(cubes)}"


def _said(value: Any) -> str:
    match value:
        case bool():
            return str(value).lower()
        case list():
            return " or ".join(map(str, value))
        case dict():
            return " ".join(f"{word.replace('_', ' ')} {end}" for word, end in value.items() if end is not None)
        case _:
            return str(value)


def _deciding(one: Taken, other: Taken | None) -> tuple[str, ...]:
    if one.verdict is not None or one.refused:
        return tuple(one.decided_by)
    base = other or Taken()
    norms = [label.partition("/")[0] for label, state in one.norms.items() if base.norms.get(label) != state]
    events = [t for i, e in enumerate(one.events) if i >= len(base.events) or base.events[i] != e for t in e.decided_by]
    return tuple(sorted({*norms, *events}))


def closing(found: Sequence[Change], count: int) -> str:
    """How many cases come to something else."""
    new, gone = sum(c.before is None for c in found), sum(c.after is None for c in found)
    changed = len(found) - new - gone
    parts = [f"{changed} of {count} {'case' if count == 1 else 'cases'} changed"]
    parts += [f"{new} new"] if new else []
    parts += [f"{gone} gone"] if gone else []
    return ", ".join(parts)


def no_snapshot(path: str) -> Problem:
    """That there is no snapshot to compare with."""
    return Problem("no-snapshot", f"there is no snapshot `{path}` to compare with", hint="store one without --check")
