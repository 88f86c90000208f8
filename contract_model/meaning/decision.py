"""This file defines `Decision`: a verdict with the status of every term, quickly, from plain values; for programs and tables.

Where three-valued logic decides the case, that is the verdict. Where it does not, the case is judged exactly, which is slower. Where
nothing is unknown and the same program is asked often, straight lines of Python do (straight.py), and decisions are kept.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from weakref import WeakKeyDictionary

from contract_model.meaning.decide import decides, name_of, silence
from contract_model.meaning.evaluate import evaluate_slots
from contract_model.meaning.judge import Judgment
from contract_model.meaning.kleene import Function, Slots, Truth, compile_condition
from contract_model.meaning.known import known
from contract_model.meaning.program import Program
from contract_model.meaning.programs import PROGRAMS
from contract_model.meaning.straight import made, straight
from contract_model.model.answer import Status, Verdict
from contract_model.model.case import Case
from contract_model.model.contract import Contract, Version
from contract_model.model.values import Raw

_ORDER = (Verdict.PROHIBITED, Verdict.PERMITTED, Verdict.SILENT, Verdict.CONFLICT)
OFTEN = 64  # from so many decisions on, straight lines are worth being made
_MAX_KEPT = 10_000
_WORDS = (Status.EXCUSED, Status.YIELDS, Status.BITES, Status.MET, Status.GRANTS, Status.STATES)


@dataclass(frozen=True, slots=True)
class Decision:
    """The verdict, what each term of the action does, by id, and the terms that decide."""

    verdict: Verdict
    statuses: Mapping[str, Status]
    decided_by: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Compiled:
    """Where the answers of a program stand among its slots. `statuses`: by term. `deciding`: by verdict, the terms and when they decide."""

    statuses: tuple[tuple[str, Function], ...]
    verdicts: tuple[tuple[Verdict, int], ...]
    deciding: Mapping[Verdict, tuple[tuple[str, Function], ...]]
    silent: Verdict


class Statuses(dict[str, Status]):
    """What each term does, by id; read-only, as a decision may be given to many."""

    def _refused(self, *_: object, **__: object) -> Any:
        raise TypeError("a decision is not changed")

    __setitem__ = __delitem__ = __ior__ = clear = pop = popitem = setdefault = update = _refused

    def __reduce__(self) -> tuple[type[Statuses], tuple[dict[str, Status]]]:
        return Statuses, (dict(self),)


class Decider:
    """Decides cases of one action under one version. Made once, used for many cases; may be used from many threads."""

    def __init__(self, prog: Program) -> None:
        self.program = prog
        self._compiled = _compile(prog)
        self._kept: dict[tuple[bool, ...], Decision] = {}
        self._decided = 0
        self._straight: Callable[[Mapping[str, Raw]], Decision] | None = None

    @property
    def often(self) -> bool:
        """Whether it has decided so many cases that the others have straight lines."""
        return self._decided >= OFTEN

    def decide(self, values: Mapping[str, Raw]) -> Decision | None:
        """The decision on raw values (see model/values.py); none when three-valued logic does not decide it."""
        if self._straight is not None:
            try:
                return self._straight(values)
            except KeyError:
                pass  # something is unknown
        elif not self.often:
            self._decided += 1
            if self._decided == OFTEN:
                self._straight = self.function([f"v{i} = given[n{i}]" for i in range(len(self.program.variables))], {}, {}, "given")
        return self.of_slots(evaluate_slots(self.program, values))

    def function(
        self, reading: Sequence[str], fixed: Mapping[str, Raw], objects: Mapping[str, object], *arguments: str
    ) -> Callable[..., Decision] | None:
        """A function that decides cases in which everything is known, once the lines of `reading` have set what is not `fixed`.

        The lines set `v0`, `v1`, ... by the places of the variables of the program. None where the program is nested too deeply.
        """
        lines = straight(self.program, fixed)
        key = "".join(f"{name}, " for name in lines.found)
        values = ", ".join(f"fixed[n{i}]" if name in fixed else f"v{i}" for name, i in lines.places.items())
        ending = [f"key = ({key})", f"return kept.get(key) or keep(key, [{values}])"]
        names = {f"n{i}": name for name, i in lines.places.items()}
        space = {**lines.objects, **names, **objects, "fixed": fixed, "kept": self._kept, "keep": self._keep}
        return made([*reading, *lines.lines, *ending], space, *arguments)

    def _keep(self, key: tuple[bool, ...], values: list[Raw]) -> Decision:
        decision = self.of_slots(evaluate_slots(self.program, dict(zip(self.program.variables, values, strict=True))))
        assert decision is not None  # everything is known
        if len(self._kept) >= _MAX_KEPT:
            self._kept.clear()
        self._kept[key] = decision
        return decision

    def of_truths(self, values: Mapping[str, Raw], truths: Mapping[str, Truth]) -> Decision | None:
        """The same from what an engine says of the program's conditions."""
        return self.of_slots([*(values.get(n) for n in self.program.variables), *(truths[f.name] for f in self.program.formulas)])

    def of_slots(self, slots: Slots) -> Decision | None:
        """The same from values and truths by their places in `program.compiled.slots`."""
        compiled = self._compiled
        for verdict, slot in compiled.verdicts:
            if slots[slot]:
                statuses = Statuses({term: status(slots) for term, status in compiled.statuses})
                decided = tuple([term for term, when in compiled.deciding[verdict] if when(slots)])
                return Decision(compiled.silent if verdict is Verdict.SILENT else verdict, statuses, decided)
        return None


def decide(contract: Contract, case: Case) -> Decision:
    """The decision on a case, with presumptions and default readings; exact where three-valued logic does not decide it."""
    day = case.event.date.day
    version = (
        next((v for v in contract.versions if v.id == case.version), None) if case.version else contract.version_on(day) if day else None
    )
    if version is not None:
        quick = decider(contract, version, case.event.action).decide(known(contract, case).everything)
        if quick is not None:
            return quick
    found = Judgment(contract, case, PROGRAMS).answer()
    return Decision(found.verdict, Statuses({t.id: t.status for t in found.terms}), found.decided_by)


def decider(contract: Contract, version: Version, action: str) -> Decider:
    """The decider of an action under a version; made once for each program."""
    prog = PROGRAMS.get(contract, version, action)
    found = _DECIDERS.get(prog)
    if found is None:
        found = _DECIDERS[prog] = Decider(prog)
    return found


_DECIDERS: WeakKeyDictionary[Program, Decider] = WeakKeyDictionary()


def _compile(prog: Program) -> _Compiled:
    slots = prog.compiled.slots
    deciding: dict[Verdict, list[tuple[str, Function]]] = {v: [] for v in _ORDER}
    for term in prog.terms:
        for verdict, when in decides(term, prog.named).items():
            deciding[verdict].append((term.id, compile_condition(when, slots)))
    return _Compiled(
        tuple((t.id, _status(t.id, slots)) for t in prog.terms),
        tuple((v, slots[name_of(v)]) for v in _ORDER),
        {v: tuple(found) for v, found in deciding.items()},
        silence(prog.contract.policies),
    )


def _status(term: str, slots: Mapping[str, int]) -> Function:
    """The function from slots to what a term does, as far as three-valued logic settles it."""
    engaged = slots[f"{term} engaged"]
    words = tuple((slots[f"{term} {w.value}"], w) for w in _WORDS if f"{term} {w.value}" in slots)

    def status(v: Slots) -> Status:
        if v[engaged] is False:
            return Status.NOT_ENGAGED
        for slot, word in words:
            if v[slot]:
                return word
            if word is Status.YIELDS and v[slot] is None:  # then even what is known to bite may come to nothing
                return Status.UNKNOWN
        return Status.UNKNOWN

    return status
