"""This file defines `Judgments`: many cases of one setting judged by the definition, with as few diagrams as can be.

Cases whose quantities and texts make the same comparisons true share their diagrams: what else they state is put in afterwards. Where the
same is left of every condition then, the answer is the same, too. Cases that would make shared diagrams too large are judged one by one.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from contract_model.engines.columns.buckets import Bucket
from contract_model.meaning.diagram import TooLarge
from contract_model.meaning.judge import Judgment
from contract_model.meaning.kleene import Function, compile_condition
from contract_model.meaning.known import known, told_apart
from contract_model.meaning.parts import parts
from contract_model.meaning.program import Program
from contract_model.meaning.programs import PROGRAMS
from contract_model.model.answer import Answer
from contract_model.model.case import Case
from contract_model.model.conditions import variables
from contract_model.model.contract import Contract
from contract_model.problems import ContractError


class Judgments:
    """Judges the cases of a contract that share a setting."""

    def __init__(self, contract: Contract) -> None:
        self._contract = contract
        self._shared: dict[tuple[Any, ...], Judgment] = {}
        self._answers: dict[tuple[Any, ...], Answer] = {}
        self._asked: dict[tuple[Program, ...], list[tuple[Function, tuple[str, ...]]]] = {}

    def answered(self, case: Case) -> tuple[Judgment, Answer]:
        """The judgment of a case and its answer, but for what that says of the case itself. Raises ContractError when too much is open."""
        key = self._key(case)
        kept = self._shared.get(key)
        judgment = kept.stating(case) if kept else Judgment(self._contract, case, PROGRAMS, shared=True)
        if judgment.shared:
            try:
                left = (key, *self._left(judgment))
                if left not in self._answers:
                    self._answers[left] = judgment.answer()
            except (ContractError, TooLarge):  # the diagrams have grown too large together; others will have what is left of them
                self._shared.pop(key, None)
                self._answers.clear()
            else:
                self._shared[key] = kept or judgment
                return judgment, self._answers[left]
        judgment = Judgment(self._contract, case, PROGRAMS)
        return judgment, judgment.answer()

    def _key(self, case: Case) -> tuple[Any, ...]:
        """What cases must have in common to share diagrams."""
        programs = tuple(PROGRAMS.get(self._contract, p.version, case.event.action) for p in parts(self._contract, case) if p.version)
        span = case.event.date
        stated = known(self._contract, case).values
        found: list[Any] = [programs, None if span.day else (span.first, span.last)]
        for ask, names in self._quantities(programs):
            here = [stated.get(n) for n in names]
            truth = ask(here)
            found.append(tuple(here) if truth is None else truth)
        return tuple(found)

    def _left(self, judgment: Judgment) -> Iterator[Any]:
        """What is left of every condition when what the case states is put in; and what else an answer may turn on.

        The readings that a case chooses are not put in here: an answer tells whether it rests on them.
        """
        case = judgment.case
        yield tuple(sorted(case.readings.items()))
        yield frozenset(n for n, f in self._contract.facts.items() if f.readings and n not in judgment.known.everything)
        stated = {n: v for n, v in judgment.known.placed.items() if n not in case.readings}
        diagrams = [(judgment.split, list(judgment.verdicts.values()))]
        defined = self._contract.definitions
        diagrams += [(j.split, [j.split.diagram(f) for f in j.program.formulas if f.name not in defined]) for j in judgment.judged]
        for split, conditions in diagrams:
            places = split.places(stated)
            yield tuple([split.diagrams.given(d, places) for d in conditions])

    def _quantities(self, programs: tuple[Program, ...]) -> list[tuple[Function, tuple[str, ...]]]:
        """The comparisons of quantities and texts that programs make, each with the variables that it asks for."""
        if programs not in self._asked:
            found = []
            for atom in Bucket(0, "", programs).atoms():
                asked = variables(atom)
                if not all(told_apart(v.kind) for v in asked.values()):
                    found.append((compile_condition(atom, {n: i for i, n in enumerate(asked)}), tuple(asked)))
            self._asked[programs] = found
        return self._asked[programs]
