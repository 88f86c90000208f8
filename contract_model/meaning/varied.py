"""This file defines `Varied`: cases that differ in a few values, answered in short from one judgment in which these are left open.

What is open in a diagram can be put in later; so each further case costs a walk through the diagrams, and not diagrams of its own.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace

from contract_model.meaning.diagram import Diagram
from contract_model.meaning.judge import Judgment, judge
from contract_model.meaning.known import told_apart
from contract_model.meaning.programs import PROGRAMS
from contract_model.model.answer import Answer, Verdict
from contract_model.model.case import Case
from contract_model.model.contract import Contract
from contract_model.model.sweep import OtherReading, Short
from contract_model.model.values import Raw


def shortly(contract: Contract, case: Case) -> Short:
    """The answer to one case in short. Raises ContractError when it leaves too much open."""
    return in_short(judge(contract, case))


def in_short(answer: Answer) -> Short:
    """An answer in short."""
    contested = tuple(OtherReading(c.name, c.reading, c.verdict) for c in answer.contested)
    return Short(answer.verdict, answer.decided_by, answer.unknown, contested, answer.versions)


class Varied:
    """Cases that are the same but for the values of some names, whose values are told apart one by one."""

    def __init__(self, contract: Contract, case: Case, names: Iterable[str]) -> None:
        """`case` says nothing of the names. Raises ContractError when too much is open."""
        self.judgment = Judgment(contract, replace(case, unknown=case.unknown | frozenset(names)), PROGRAMS)
        self._others: list[tuple[str, str, Raw]] | None = []
        for name, reading, value, kind in self.judgment.other_readings():
            if not told_apart(kind) or name in self.judgment.known.put_in:
                self._others = None
                break
            self._others.append((name, reading, value))
        self._versions = tuple(p.version.id for p in self.judgment.parts if p.version)
        self._asked = {name for prog in self.judgment.programs for name in prog.variables}
        self._said: dict[frozenset[tuple[str, Raw]], Short] = {}

    def said(self, values: Mapping[str, Raw]) -> Short | None:
        """What is said of a case with these values; the other names are unknown in it. None where it takes a judgment of its own.

        Raises ContractError when too much is open.
        """
        if self._others is None:  # quantities that have published values are not put in later
            return None
        key = frozenset((name, value) for name, value in values.items() if name in self._asked)
        found = self._said.get(key)
        if found is None:
            with self.judgment.limits():
                found = self._said[key] = self._found(dict(key), self._others)
        return found

    def _found(self, values: Mapping[str, Raw], others: Iterable[tuple[str, str, Raw]]) -> Short:
        judgment = self.judgment
        taken = {**judgment.known.assumed, **values}
        left = self._left(taken)
        decided: dict[str, None] = {}
        for judged in judgment.judged:
            deciding = judged.deciding(judged.split.places(taken))
            decided |= dict.fromkeys(t.id for t in judged.program.terms if t.id in deciding)
        contested = []
        for name, reading, value in others:
            other = self._left({**taken, name: value})
            if not judgment.split.same(other, left):
                contested.append(OtherReading(name, reading, _verdict(other)))
        turns_on = judgment.split.turns_on(*left.values()) if len(left) > 1 else ()
        return Short(_verdict(left), tuple(decided), turns_on, tuple(contested), self._versions)

    def _left(self, taken: Mapping[str, Raw]) -> dict[Verdict, Diagram]:
        split = self.judgment.split
        return split.remaining(self.judgment.verdicts, split.places(taken))


def _verdict(left: Mapping[Verdict, Diagram]) -> Verdict:
    return next(iter(left)) if len(left) == 1 else Verdict.DEPENDS
