"""This file defines `Trial`: one slip judged against all cases. It is killed, refused, equivalent, or it survives."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import Enum

from contract_model.meaning.parts import parts
from contract_model.problems import ContractError
from contract_model.testing.case_schema import SurfaceCase, SurfaceHistoryCase
from contract_model.testing.cases import CaseFile, ExpectedCase, case_of, differences
from contract_model.testing.mutation.mutant import Drafts
from contract_model.testing.mutation.programs import Place, Sayings, same, touched
from contract_model.testing.mutation.slip import Slip
from contract_model.testing.mutation.witness import Witness, witness


class Fate(Enum):
    """What became of a slip."""

    KILLED = "killed"
    SURVIVED = "survived"
    EQUIVALENT = "equivalent"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class Trial:
    """A slip with what became of it.

    `by`: the case that killed it, or the problem for which the contract with it does not load. `witness`: a case that would kill a
    survivor. `over_time`: it is in what the contract says over time, so that neither equivalence was looked for nor a case.
    """

    slip: Slip
    fate: Fate
    by: str = ""
    witness: Witness | None = None
    over_time: bool = False


@dataclass(frozen=True, slots=True)
class Known:
    """A case with the programs by which it is judged; none where it can be judged by any.

    `mentions`: the terms of which it expects something. `history`: it is one, and hangs on all that the contract says over time besides.
    """

    case: ExpectedCase
    places: frozenset[Place] | None
    mentions: frozenset[str]
    history: bool = False

    def meets(self, places: frozenset[Place], over_time: bool) -> bool:
        """Whether it can notice that some programs say something else, or what the contract says over time."""
        return self.places is None or (over_time and self.history) or not self.places.isdisjoint(places)


class Court:
    """A contract with its cases, before which slips come one after the other. The cases hold without a slip."""

    def __init__(self, drafts: Drafts, files: Sequence[CaseFile], today: date | None = None) -> None:
        self.drafts, self.today = drafts, today
        self.sayings = Sayings(drafts.contract())
        self.cases = [self._known(case) for file in files for case in file.cases if not (case.todo or case.skip)]

    def failing(self) -> list[str]:
        """The cases that do not hold of the contract as it is, each with why."""
        found = ((k.case, self._wrong(k.case, self.sayings)) for k in self.cases)
        return [f"{case.span.file}:{case.span.line}: {case.name}: {wrong}" for case, wrong in found if wrong]

    def judge(self, slip: Slip) -> Trial:
        """What becomes of a slip."""
        try:
            mutant = Sayings(self.drafts.contract(slip))
        except ContractError as error:
            return Trial(slip, Fate.REFUSED, f"{error.problems[0].name}: {error.problems[0].message}")
        places = frozenset(found := touched(self.sayings, mutant))
        over_time = self.sayings.over_time != mutant.over_time
        if not places and not over_time:
            return Trial(slip, Fate.EQUIVALENT)
        for known in sorted(self.cases, key=lambda k: (k.history and not over_time, slip.term not in k.mentions)):
            if known.meets(places, over_time) and self._wrong(known.case, mutant):
                return Trial(slip, Fate.KILLED, f"{known.case.span.file}:{known.case.span.line}: {known.case.name}")
        if same(self.sayings, mutant, found):
            return Trial(slip, Fate.EQUIVALENT)
        return Trial(slip, Fate.SURVIVED, "", witness(self.sayings, mutant, found, slip.term), over_time)

    def _wrong(self, case: ExpectedCase, sayings: Sayings) -> str:
        """What is not as the case expects; nothing where it holds."""
        try:
            return "; ".join(differences(sayings.contract, case, "meaning", self.today))
        except ContractError as error:
            return f"{error.problems[0].name}: {error.problems[0].message}"

    def _known(self, case: ExpectedCase) -> Known:
        if not isinstance(case.written, SurfaceCase):
            return Known(case, self._of_history(case.written), _named(case.written), True)
        expect = case.written.expect
        mentions = frozenset((*(expect.decided_by or ()), *expect.rests_on, *expect.statuses))
        contract = self.sayings.contract
        try:
            asked = case_of(contract, case.written, self.today)
        except ContractError:  # as the case may expect
            return Known(case, None, mentions)
        governing = (p.version for p in parts(contract, asked))
        return Known(case, frozenset((v.id, asked.event.action) for v in governing if v), mentions)

    def _of_history(self, case: SurfaceHistoryCase) -> frozenset[Place] | None:
        """The programs by which the events of a history are judged, under every version; none where some are told in words."""
        events = case.history.get("events", [] if "file" not in case.history else None)
        if not isinstance(events, list) or not all(isinstance(e, dict) and "says" not in e for e in events):
            return None
        actions = {str(e["action"]) for e in events if "action" in e}
        return frozenset((v.id, action) for v in self.sayings.contract.versions for action in actions)


def _named(case: SurfaceHistoryCase) -> frozenset[str]:
    """The terms of which a history expects something."""
    return frozenset(name.partition("/")[0] for e in case.expect for name in (*e.states, *e.due, *e.violations, *e.late, *e.holders))
