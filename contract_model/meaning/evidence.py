"""This file defines how an answer is held against the evidence: the case judged at each floor, and where that makes a difference."""

from __future__ import annotations

from dataclasses import replace

from contract_model.meaning.judge import judge
from contract_model.model.answer import Answer, Literal, Verdict
from contract_model.model.case import Case
from contract_model.model.contract import Certainty, Contract
from contract_model.model.evidence import AtFloor, Evidence


def evidence(contract: Contract, case: Case) -> Evidence:
    """The answer to a case at each floor. Raises ContractError when the case leaves too much open."""
    floors: list[AtFloor] = []
    for floor in Certainty:
        answer = judge(contract, replace(case, evidence=floor))
        before = floors[-1].answer if floors else answer
        floors.append(AtFloor(floor, answer, _says(answer) != _says(before), _entered(before, answer)))
    return Evidence(case, tuple(floors))


def _entered(before: Answer, answer: Answer) -> tuple[str, ...]:
    """The terms that do something else than at the floor before."""
    did = {(t.version, t.id): (t.status, t.exceptions) for t in before.terms}
    return tuple(dict.fromkeys(t.id for t in answer.terms if did[t.version, t.id] != (t.status, t.exceptions)))


def _says(answer: Answer) -> set[tuple[Verdict, frozenset[frozenset[Literal]]]]:
    """The verdicts with their conditions, in no order."""
    return {(o.verdict, frozenset(map(frozenset, o.conditions))) for o in answer.outcomes}
