"""This file defines `Proofs`: what the rules of a definition prove, as conditions; the logic is defeasible logic."""

from __future__ import annotations

from dataclasses import dataclass

from contract_model.model.conditions import Condition, Named


@dataclass(frozen=True, slots=True)
class DefeasibleRule:
    """When `body` holds, a definition is so (`value` true) or its contrary is.

    `body`: a typed truth. `kind`: `strict`, `defeasible` or `defeater`. `over`: the ids of the rules to which it is superior.
    """

    id: str
    body: Condition
    value: bool
    kind: str
    over: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Proofs:
    """What the rules of a definition prove, all in normal form.

    `proved`: it is proved, under the definition's name; `refuted`: its contrary is, under `refuted(name)`. `strictly` and
    `strictly_refuted`: the same by strict rules alone. `conflict`: both are strictly proved, so that the rules contradict each other.
    """

    proved: Named
    refuted: Named
    strictly: Condition
    strictly_refuted: Condition
    conflict: Condition
