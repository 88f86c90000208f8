"""This file defines why a case does not have a verdict: the ways to it, nearest first, and what of the present stands in each of them."""

from __future__ import annotations

from contract_model.meaning.flip import flips
from contract_model.model.answer import Answer, Verdict
from contract_model.model.contract import Contract
from contract_model.model.flip import Flip, Flips, Role, WhyNot


def why_not(contract: Contract, answer: Answer, verdict: Verdict) -> WhyNot:
    """Why an answer is not the verdict asked for. Raises ContractError when too much is open."""
    found: Flips = flips(contract, answer, verdict)
    return WhyNot(found, tuple(_in_the_way(found, flip) for flip in found.flips))


def _in_the_way(found: Flips, flip: Flip) -> tuple[Role, ...]:
    """The terms that decide now and would do something else then."""
    return tuple(now for now, then in zip(found.decided_by, flip.instead, strict=True) if now.status is not then.status)
