"""This file defines `Judgments`: many cases of one setting judged by the definition, with as few diagrams as can be.

Cases whose quantities and texts make the same comparisons true share their diagrams: what else they state is put in afterwards. Where the
same is left of every condition then, what is said of the answer is the same, too. Cases that would make shared diagrams too large are
judged one by one.

Of a comparison that a case leaves open, the diagrams keep where its threshold lies among those of the same quantity, and not how large it
is: `due <= 5` and `due <= 7`, for two values of `paid` in `paid + due <= cap`, are told apart by nothing but the numbers in the answer.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from contract_model.engines.columns.buckets import Bucket
from contract_model.meaning.diagram import TooLarge
from contract_model.meaning.judge import Judgment
from contract_model.meaning.kleene import Function, compile_condition
from contract_model.meaning.known import Known, known, told_apart
from contract_model.meaning.parts import parts
from contract_model.meaning.program import Program
from contract_model.meaning.programs import PROGRAMS
from contract_model.meaning.quantities import Cells, Form, Threshold, threshold
from contract_model.meaning.terms import DAY, EVIDENCE, TIME
from contract_model.model.answer import Answer
from contract_model.model.case import Case
from contract_model.model.conditions import Compare, kind_of, variables
from contract_model.model.contract import Contract
from contract_model.model.values import Raw
from contract_model.problems import ContractError

MOST_SHARED = 1_000  # diagrams that are kept
MOST_ANSWERS = 20_000  # that are kept


@dataclass(frozen=True, slots=True)
class Answered:
    """A case that was judged by some programs. `values`: what is stated in it or taken for granted. `answer` is its answer, but for what
    that says of the case itself and for the numbers in its conditions, which may be those of another case.
    """

    programs: tuple[Program, ...]
    values: Mapping[str, Raw]
    answer: Answer


class Judgments:
    """Judges the cases of a contract that share a setting."""

    def __init__(self, contract: Contract) -> None:
        self._contract = contract
        self._asked: dict[tuple[Program, ...], _Asked] = {}
        self._shared: dict[tuple[Any, ...], Judgment] = {}
        self._answers: dict[tuple[Any, ...], Answer] = {}
        self._again: dict[tuple[Any, ...], Answer] = {}

    def answered(self, case: Case) -> Answered:
        """What is answered to a case. Raises ContractError when too much is open."""
        programs = tuple(PROGRAMS.get(self._contract, p.version, case.event.action) for p in parts(self._contract, case) if p.version)
        what = known(self._contract, case)
        if programs not in self._asked:
            self._asked[programs] = _Asked(self._contract, programs)
        key = (programs, *self._asked[programs].key(case, what))
        again = (key, *self._stated(case, what), *(what.values.get(n) for n in self._asked[programs].apart))
        if again not in self._again:
            answer, kept = self._answer(case, key)
            if not kept:
                return Answered(programs, what.everything, answer)
            if len(self._again) >= MOST_ANSWERS:
                self._again.clear()
            self._again[again] = answer
        return Answered(programs, what.everything, self._again[again])

    def _answer(self, case: Case, key: tuple[Any, ...]) -> tuple[Answer, bool]:
        """The answer to a case, and whether it is that of all cases of which the same is stated. Raises ContractError."""
        if len(self._shared) >= MOST_SHARED:
            self._shared.clear()
            self._answers.clear()
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
                return self._answers[left], True
        return Judgment(self._contract, case, PROGRAMS).answer(), False

    def _left(self, judgment: Judgment) -> Iterator[Any]:
        """What is left of every condition when what the case states is put in; and what else an answer may turn on.

        The readings that a case chooses are not put in here: an answer tells whether it rests on them.
        """
        case = judgment.case
        yield from self._stated(case, judgment.known)
        stated = {n: v for n, v in judgment.known.placed.items() if n not in case.readings}
        diagrams = [(judgment.split, list(judgment.verdicts.values()))]
        defined = self._contract.definitions
        diagrams += [(j.split, [j.split.diagram(f) for f in j.program.formulas if f.name not in defined]) for j in judgment.judged]
        for split, conditions in diagrams:
            places = split.places(stated)
            yield tuple([split.diagrams.given(d, places) for d in conditions])

    def _stated(self, case: Case, what: Known) -> tuple[Any, ...]:
        """The readings that a case chooses, and the facts with published values that it says nothing of."""
        everything = what.everything
        return tuple(sorted(case.readings.items())), frozenset(
            n for n, f in self._contract.facts.items() if f.readings and n not in everything
        )


class _Asked:
    """What some programs ask of a case, as far as that bears on their diagrams."""

    def __init__(self, contract: Contract, programs: tuple[Program, ...]) -> None:
        self.contract = contract
        self.variables = {n: v for prog in programs for n, v in prog.variables.items()}
        self.apart = tuple(n for n, v in self.variables.items() if told_apart(v.kind) and n != EVIDENCE.name)
        self.comparisons: list[tuple[Any, Function, tuple[str, ...]]] = []
        for atom in Bucket(0, "", programs).atoms():
            asked = variables(atom)
            if not all(told_apart(v.kind) for v in asked.values()):
                self.comparisons.append((atom, compile_condition(atom, {n: i for i, n in enumerate(asked)}), tuple(asked)))

    def key(self, case: Case, what: Known) -> Iterator[Any]:
        """What cases must have in common to share diagrams: which comparisons of quantities and texts hold, and what is open of others."""
        span = case.event.date
        yield None if span.day else (span.first, span.last)
        open_: list[Threshold] = []
        for atom, ask, names in self.comparisons:
            here = [what.values.get(n) for n in names]
            truth = ask(here)
            if truth is not None:
                yield truth
            elif isinstance(atom, Compare) and kind_of(atom.left).ordered and self.by_place:
                test = threshold(atom, {**what.put_in, **what.values})
                if isinstance(test, Threshold):
                    open_.append(test)
                yield test if isinstance(test, bool) else None
            else:
                yield tuple(here)
        yield tuple(_placed(open_))

    @cached_property
    def by_place(self) -> bool:
        """Whether the places of thresholds are all that counts: no quantity has a value that an answer tries beside what a case states."""
        tried = {n for n, f in self.contract.facts.items() if f.readings or f.presumed is not None}
        tried |= {n for n, p in self.contract.parameters.items() if p.presumed is not None}
        tried |= {n for n in self.contract.derived if getattr(self.contract.asked(n), "presumed", None) is not None}
        return not any(v.kind.ordered for n, v in self.variables.items() if n in tried)


def _placed(tests: Sequence[Threshold]) -> Iterator[Any]:
    """What of some thresholds bears on diagrams: of each its form, and where it lies among those of that form.

    Of forms that have unknowns in common, and of the day and time of an event, which have bounds, how large they are counts as well.
    """
    cuts: dict[Form, list[Any]] = {}
    for test in tests:
        cuts.setdefault(test.form, []).append(test.at)
    named = [n for form in cuts for n in form.names]
    for test in tests:
        at = sorted(set(cuts[test.form]))
        alone = all(named.count(n) == 1 and n not in (DAY.name, TIME.name) for n in test.form.names)
        yield test.form, test.op, test.flipped, at.index(test.at) if alone else test.at
    for form, at in cuts.items():
        if form.whole:  # between two days there may be none
            cells = Cells(form, tuple(sorted(set(at))))
            yield tuple(map(cells.inhabited, range(cells.count)))
