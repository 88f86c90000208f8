"""This file defines the document of flips: the JSON of an answer with what would change it. `flip_schema.py` has its JSON Schema."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from contract_model.model.answer import Answer, Cube
from contract_model.model.case import DateSpan
from contract_model.model.contract import Contract
from contract_model.model.flip import Change, Flip, Flips, Lever, Role, Was, WhyNot
from contract_model.telling.document import document, literal_of, value_of


def flip_document(contract: Contract, answer: Answer, flips: Flips, levers: Sequence[Lever]) -> dict[str, Any]:
    """The answer as data, with the key `flips`, and with `levers`: what each party can do where the verdict depends."""
    return {**document(contract, answer), **_flips(flips, [None] * len(flips.flips)), "levers": [_lever(x) for x in levers]}


def why_not_document(contract: Contract, answer: Answer, why_not: WhyNot) -> dict[str, Any]:
    """The answer as data, with the flips to the verdict asked for, each with what is in its way."""
    return {**document(contract, answer), **_flips(why_not.ways, list(why_not.in_the_way)), "levers": []}


def _flips(flips: Flips, in_the_way: Sequence[Sequence[Role] | None]) -> dict[str, Any]:
    return {
        "flips": [_flip(f, obstacles) for f, obstacles in zip(flips.flips, in_the_way, strict=True)],
        "flips_to": flips.to.value if flips.to else None,
        "flips_more": flips.more,
        "flips_at_once": flips.at_once,
        "flips_compared_at_once": flips.compared_at_once,
    }


def _flip(flip: Flip, in_the_way: Sequence[Role] | None) -> dict[str, Any]:
    found: dict[str, Any] = {
        "verdict": flip.verdict.value,
        "changes": [_change(c) for c in flip.changes],
        "in_the_hands_of": flip.hands.value,
        "parties": list(flip.parties),
        "decided_by": [_role(r) for r in flip.decided_by],
        "instead": [_role(r) for r in flip.instead],
    }
    if flip.turns_on:
        found["turns_on"] = list(flip.turns_on)
    if in_the_way is not None:
        found["in_the_way"] = [_role(r) for r in in_the_way]
    return found


def _change(change: Change) -> dict[str, Any]:
    name, value = literal_of(change.to)
    return {
        "to": {name: value},
        "was": {w.name: _was(w) for w in change.was},
        "presumed": [w.name for w in change.was if w.presumed],
        "held_by": list(change.held_by),
    }


def _was(was: Was) -> bool | str | None:
    match was.value:
        case None:
            return None
        case DateSpan() as span:
            return str(span)
        case value:
            return value_of(value)


def _role(role: Role) -> dict[str, str]:
    return {"id": role.term, "version": role.version, "status": role.status.value}


def _lever(lever: Lever) -> dict[str, Any]:
    return {
        "party": lever.party,
        "verdict": lever.verdict.value,
        "forces": [_cube(c) for c in lever.forces],
        "blocks": [_cube(c) for c in lever.blocks],
    }


def _cube(cube: Cube) -> dict[str, Any]:
    return dict(literal_of(x) for x in cube)
