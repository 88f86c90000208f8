"""This file defines `Judged`: one program in one case, as diagrams."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from copy import copy
from datetime import date

from contract_model.meaning.decide import brings_about, decides, name_of
from contract_model.meaning.diagram import FALSE, Diagram
from contract_model.meaning.known import Known
from contract_model.meaning.parts import Part
from contract_model.meaning.program import Program
from contract_model.meaning.split import Split
from contract_model.model.answer import Status, Verdict
from contract_model.model.conditions import Condition, Named, negation
from contract_model.model.contract import Contract, Term
from contract_model.model.values import DAY, Raw

WITHOUT_SILENCE = (Verdict.PROHIBITED, Verdict.PERMITTED, Verdict.CONFLICT, Verdict.SILENT)
"""The verdicts that conditions bring about, before the policy on silence."""


class Judged:
    """One program in one case: its diagrams, with what is taken for granted still open."""

    def __init__(self, part: Part, prog: Program, what: Known, most: int) -> None:
        self.part = part
        self.program = prog
        self.statuses = prog.named
        self.known = what
        self.split = split_of(prog.contract, prog.formulas, what, (part.first, part.last), most)
        self.verdicts = {v: self.split.diagram(self.statuses[name_of(v)]) for v in WITHOUT_SILENCE}

    def places(self) -> dict[int, int]:
        """The unknowns that are taken for granted, with their values."""
        return self.split.places(self.known.afterwards)

    def knowing(self, what: Known) -> Judged:
        """The same program in a case that differs only in what is put in afterwards."""
        other = copy(self)
        other.known = what
        return other

    def remaining(self, places: Mapping[int, int]) -> dict[Verdict, Diagram]:
        """The verdicts that are possible, each as what is left of its condition; before the policy on silence."""
        return self.split.remaining(self.verdicts, places)

    def status(self, term: Term, places: Mapping[int, int]) -> Status:
        """What a term does in every way in which the case can turn out; unknown where that differs."""

        def settled(status: str) -> bool | None:
            formula = self.statuses.get(f"{term.id} {status}")
            return False if formula is None else self.split.settled(self.split.diagram(formula), places)

        if settled("engaged") is False:
            return Status.NOT_ENGAGED
        if settled("yields") is None:  # then even what is known to bite may come to nothing
            return Status.UNKNOWN
        for status in (Status.EXCUSED, Status.YIELDS, Status.BITES, Status.MET, Status.GRANTS, Status.STATES):
            if settled(status.value):
                return status
        return Status.UNKNOWN

    def deciding(self, places: Mapping[int, int]) -> set[str]:
        """The terms that decide, for each way in which the case can turn out.

        Where a term brings the verdict about in every case that is left, those that decide in every such case; the rest, which only
        might have a part in it, would be noise. Else those that decide in some.
        """
        found: set[str] = set()
        policies = self.program.contract.policies
        for verdict in self.remaining(places):
            carried = any(self._in_all(brings_about(t, self.statuses, policies).get(verdict), verdict, places) for t in self.program.terms)
            decisive = self._in_all if carried else self._in_some
            found |= {t.id for t in self.program.terms if decisive(decides(t, self.statuses).get(verdict), verdict, places)}
        return found

    def _in_all(self, condition: Condition | None, verdict: Verdict, places: Mapping[int, int]) -> bool:
        """Whether a condition holds in every way in which a verdict can come out."""
        return condition is not None and not self._in_some(negation(condition), verdict, places)

    def _in_some(self, condition: Condition | None, verdict: Verdict, places: Mapping[int, int]) -> bool:
        """Whether a condition holds in some way in which a verdict can come out."""
        if condition is None:
            return False
        both = self.split.diagrams.both(self.split.diagram(condition), self.verdicts[verdict])
        return self.split.within(both, places) != FALSE

    def witness(self, verdict: Verdict, places: Mapping[int, int]) -> dict[str, Raw] | None:
        """Everything that is known, with the rest put in so that a possible verdict must come out.

        None where unknown quantities are compared with each other, or unknown texts: their values are not told apart one by one.
        """
        found = self.split.witness(self.split.within(self.verdicts[verdict], places))
        return None if found is None else {**found, **self.known.everything}

    def exceptions(self, term: Term, places: Mapping[int, int]) -> tuple[str, ...]:
        """The exceptions of a term that hold, as far as settled."""
        names = {x.id: self.statuses[f"{term.id} unless {x.id}"] for x in term.exceptions}
        return tuple(x for x, condition in names.items() if self.split.settled(self.split.diagram(condition), places))


def split_of(contract: Contract, formulas: Sequence[Named], what: Known, days: tuple[date | None, date | None], most: int) -> Split:
    """The split of some conditions in a case that lies within some days."""
    first, last = (day.toordinal() if day else None for day in days)
    return Split(contract, formulas, {**what.put_in, **what.values}, {"date": (first, last), "time": (0, DAY - 1)}, most)
