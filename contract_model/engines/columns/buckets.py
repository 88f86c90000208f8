"""This file defines `Bucket`: the rows of one action that one version governs, or that several might, as their date is not known.

Only the terms of buckets that have rows are looked at, so terms about other actions cost nothing.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from contract_model.meaning.program import Program
from contract_model.meaning.programs import PROGRAMS
from contract_model.meaning.split import nodes_of
from contract_model.model.conditions import Compare, Condition, In, Var, kind_of
from contract_model.model.contract import Contract, Version
from contract_model.model.kinds import Sort

ANY_STAGE = -1
"""The stage of a row whose day is not known."""


@dataclass(frozen=True, slots=True)
class Bucket:
    """The rows of `action` at `stage`: 0 before the first version, n under version n, `ANY_STAGE` where the day is not known."""

    stage: int
    action: str
    programs: tuple[Program, ...]

    def atoms(self) -> Iterator[Condition]:
        """What its conditions ask of a row, each once: truths, memberships and comparisons."""
        seen: set[Condition] = set()
        for node in nodes_of([f for prog in self.programs for f in prog.formulas]):
            match node:
                case In() | Compare() | Var():
                    if _is_atom(node) and node not in seen:
                        seen.add(node)
                        yield node
                case _:
                    pass


def bucket(contract: Contract, action: str, stage: int) -> Bucket:
    """The bucket of an action at a stage."""
    versions: tuple[Version, ...] = contract.versions if stage == ANY_STAGE else contract.versions[stage - 1 : stage] if stage else ()
    return Bucket(stage, action, tuple(PROGRAMS.get(contract, v, action) for v in versions))


def _is_atom(node: In | Compare | Var) -> bool:
    match node:
        case Var(_, kind):
            return kind.sort is Sort.TRUTH
        case Compare(_, left, _):
            return kind_of(left).sort is not Sort.TRUTH  # whether two truths are the same is asked of the truths
        case In():
            return True
