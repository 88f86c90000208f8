"""This file defines `Law`: what a contract says must hold of it in all cases, and `Proof`: whether it does.

Never, Always    what the verdict is, or what a term does
Symmetric        values that may stand for each other
Favourable       what never makes a verdict worse
SameAs           another version, with the same verdicts
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TypeAlias

from contract_model.model.answer import Verdict
from contract_model.model.case import Case
from contract_model.model.contract import Certainty, Clause
from contract_model.model.values import Value
from contract_model.problems import Span


@dataclass(frozen=True, slots=True)
class Claim:
    """That the verdict is one, or that a term has a status (`azure-first bites`)."""

    verdict: Verdict | None = None
    term: str = ""
    status: str = ""

    def __str__(self) -> str:
        return self.verdict.value if self.verdict else f"{self.term} {self.status}"


@dataclass(frozen=True, slots=True)
class Never:
    """None of the claims is true in any case."""

    claims: tuple[Claim, ...]


@dataclass(frozen=True, slots=True)
class Always:
    """One of the claims is true in every case."""

    claims: tuple[Claim, ...]


@dataclass(frozen=True, slots=True)
class Symmetric:
    """Another value of a parameter or fact, among those listed, changes no verdict."""

    values: Mapping[str, tuple[Value, ...]]


@dataclass(frozen=True, slots=True)
class Favourable:
    """Going on in a list of values, or (with none) to more or to less of a quantity, makes no verdict worse.

    From the worst to the best: prohibited, conflict, silent, permitted.
    """

    name: str
    values: tuple[Value, ...]
    more: bool = True


@dataclass(frozen=True, slots=True)
class SameAs:
    """Another version gives the same verdict to every event."""

    version: str


Demand: TypeAlias = Never | Always | Symmetric | Favourable | SameAs


@dataclass(frozen=True, slots=True)
class Law:
    """What must hold of the cases of some actions (none: of all) by some actors under some versions, in which `when` holds.

    `presume`: only of cases in which presumptions and default readings hold. `evidence`: what counts in these cases.
    """

    id: str
    says: str
    demands: tuple[Demand, ...]
    actions: tuple[str, ...]
    actors: tuple[str, ...]
    versions: tuple[str, ...]
    when: Clause | None
    evidence: Certainty
    presume: bool
    span: Span


@dataclass(frozen=True, slots=True)
class Counterexample:
    """A case in which a law does not hold, or two that should have the same verdict, each with its verdict."""

    version: str
    cases: tuple[tuple[Case, Verdict], ...]
    said: str


@dataclass(frozen=True, slots=True)
class Proof:
    """What became of a law: proved, refuted by a counterexample, or (with `undecided`) neither.

    `vacuous`: there is no case of which it speaks, so it is proved in vain.
    """

    law: Law
    counterexample: Counterexample | None = None
    undecided: str = ""
    vacuous: bool = False

    @property
    def proved(self) -> bool:
        """Whether it holds in all cases."""
        return self.counterexample is None and not self.undecided
