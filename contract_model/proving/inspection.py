"""This file defines `Inspection`: what all checks of a contract share, and where they note what they find."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cached_property

from contract_model.meaning.decide import name_of, silence, verdicts, yielding
from contract_model.meaning.terms import EFFECTS, Effect
from contract_model.model.answer import Verdict
from contract_model.model.case import Case
from contract_model.model.conditions import FALSE, Condition, Named, any_of
from contract_model.model.contract import Certainty, Contract, Term, Version
from contract_model.model.flaw import FLAWS, Flaw, FlawKind, OpenCheck, Severity
from contract_model.problems import Span
from contract_model.proving.solver import Formula, Solver, Undecided
from contract_model.proving.world import VERDICTS, Worlds

Places = Mapping[tuple[str, str], Span]
"""Where each word of the vocabulary stands, by its section and itself."""


@dataclass(slots=True)
class _Notes:
    flaws: list[Flaw] = field(default_factory=list)
    open: list[OpenCheck] = field(default_factory=list)


class Inspection:
    """A contract under inspection. `floor`: the evidence that counts where a flaw is that something can happen.

    Where a flaw is that something cannot happen, any evidence counts: what only speculation brings about is not dead.
    """

    def __init__(self, contract: Contract, floor: Certainty, timeout: float | None, places: Places) -> None:
        self.contract = contract
        self.floor = floor
        self.places = places
        self.solver = Solver(contract, timeout)
        self.notes = _Notes()
        self._worlds: dict[tuple[str, str, Certainty | None], Worlds] = {}
        self.dead: set[tuple[str, str]] = set()
        """The dead terms, each with its version: nothing else is told of them."""

    def worlds(self, version: Version, action: str, floor: Certainty | None = None) -> Worlds:
        """The cases of an action under a version, on any evidence or on what reaches a floor."""
        key = (version.id, action, floor)
        if key not in self._worlds:
            self._worlds[key] = Worlds(self.solver, version, action, floor)
        return self._worlds[key]

    @cached_property
    def pairs(self) -> list[tuple[Version, str]]:
        """Each version with each action."""
        return [(v, a) for v in self.contract.versions for a in self.contract.actions]

    def terms(self) -> Iterator[tuple[Version, Term]]:
        """Each term that governs an action, with its version; not those that are known to be dead."""
        for version in self.contract.versions:
            for term in version.terms.values():
                if actions_of(term) and (version.id, term.id) not in self.dead:
                    yield version, term

    def everywhere(self, version: Version, term: Term) -> list[Worlds]:
        """The cases of each action that a term governs, on any evidence."""
        return [self.worlds(version, action) for action in actions_of(term)]

    # what is found

    @contextmanager
    def asking(self, kind: str, *at: str) -> Iterator[None]:
        """What is asked within may stay open, which is noted."""
        try:
            yield
        except Undecided as reason:
            self.notes.open.append(OpenCheck(FLAWS[kind], at, str(reason)))

    def found(
        self,
        kind: str,
        at: Sequence[str],
        message: str,
        span: Span | None,
        *,
        version: Version | None = None,
        case: Case | None = None,
        severity: Severity | None = None,
        within: str = "",
    ) -> None:
        """Note a flaw."""
        known: FlawKind = FLAWS[kind]
        self.notes.flaws.append(
            Flaw(known, severity or known.severity, tuple(at), message, span, within, version.id if version else "", case)
        )

    def in_term(
        self,
        kind: str,
        term: Term,
        message: str,
        version: Version,
        *,
        at: Sequence[str] = (),
        case: Case | None = None,
        span: Span | None = None,
    ) -> None:
        """Note a flaw of a term."""
        self.found(kind, at or (term.id,), message, span or term.span, version=version, case=case, within=f"term {term.id}")


def actions_of(term: Term) -> tuple[str, ...]:
    """The actions under which a term is asked about."""
    return term.actions


def biting(term: Term) -> bool:
    """Whether it is an obligation or a prohibition."""
    return EFFECTS[term.kind] is Effect.BITES


def verdicts_without(worlds: Worlds, term: str) -> dict[Verdict, Condition]:
    """The condition of each verdict as it would be without a term; what silence comes to is put in."""
    program = worlds.program
    kept = tuple(t for t in program.terms if t.id != term)
    statuses = {n: f for n, f in program.named.items() if not (n.endswith(" yields") or n.startswith("verdict "))}
    statuses |= {f.name: f for f in yielding(kept, statuses)}
    found: dict[str, Named] = {f.name: f for f in verdicts(kept, statuses, program.contract.policies)}
    silent = silence(program.contract.policies)
    result: dict[Verdict, Condition] = {}
    for verdict in VERDICTS:
        own: Condition = FALSE if verdict is Verdict.SILENT else found[name_of(verdict)]
        result[verdict] = any_of(own, found[name_of(Verdict.SILENT)]) if verdict is silent else own
    return result


def apart(solver: Solver, one: Mapping[Verdict, Formula], other: Mapping[Verdict, Formula]) -> Formula:
    """That two verdicts differ."""
    return solver.any(solver.all((one[v], solver.negation(other[v]))) for v in VERDICTS)
