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
        floors.append(AtFloor(floor, answer, _says(answer) != _says(before), _entered(contract, before, answer, floor)))
    return Evidence(case, tuple(floors))


def _entered(contract: Contract, before: Answer, answer: Answer, floor: Certainty) -> tuple[str, ...]:
    """The terms that do something else than at the floor before by what is of this grade, themselves or an exception."""
    terms = {(v.id, t.id): t for v in contract.versions for t in v.terms.values()}
    did = {(t.version, t.id): (t.status, t.exceptions) for t in before.terms}
    found: dict[str, None] = {}
    for answered in answer.terms:
        key = answered.version, answered.id
        graded = floor in (terms[key].certainty, *(x.certainty for x in terms[key].exceptions))
        if graded and did[key] != (answered.status, answered.exceptions):
            found[answered.id] = None
    return tuple(found)


def _says(answer: Answer) -> set[tuple[Verdict, frozenset[frozenset[Literal]]]]:
    """The verdicts with their conditions, in no order."""
    return {(o.verdict, frozenset(map(frozenset, o.conditions))) for o in answer.outcomes}
