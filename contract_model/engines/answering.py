"""This file defines `answer`: a case judged for a person, by an engine and by the definition.

The definition says which verdicts remain possible and on what they depend. The engine evaluates the same programs: once with what the
case knows, and once more for each possible verdict, with the unknowns put in so that this verdict must come out. Where the two differ
there is no answer but an error of ours.
"""

from __future__ import annotations

from dataclasses import replace

from contract_model.engines.agree import Disagreement, agreed
from contract_model.engines.engine import ENGINES, Engine, Meaning, Unavailable, engine
from contract_model.meaning.decide import name_of
from contract_model.meaning.judge import judgment
from contract_model.meaning.judged import Judged
from contract_model.model.answer import Answer, Verdict
from contract_model.model.case import Case
from contract_model.model.contract import Contract

DEFAULT = ENGINES[0]


def answer(contract: Contract, case: Case, engine_name: str = DEFAULT) -> Answer:
    """The answer to a case. Raises Disagreement, and ContractError for a contract that the engine cannot take.

    Where the engine cannot be used on this machine the answer is the definition's alone, and says so.
    """
    under = judgment(contract, case)
    found = under.answer()
    try:
        chosen = engine(engine_name)
    except Unavailable as reason:
        return replace(found, remarks=(*found.remarks, f"answered by the definition alone: {reason}"))
    if not isinstance(chosen, Meaning):
        for judged in under.judged:
            _confirm(chosen, judged)
    return replace(found, engine=chosen.name)


def _confirm(chosen: Engine, judged: Judged) -> None:
    """Have an engine confirm what the definition says of one program. Raises Disagreement."""
    places = judged.places()
    possible = tuple(judged.remaining(places))
    trace = agreed(chosen, judged.program, judged.known.everything)
    settled = next((v for v in Verdict if trace.truths.get(name_of(v))), None)
    if settled is not None and possible != (settled,):
        raise Disagreement(judged.program, judged.known.everything, trace, Meaning().evaluate(judged.program, judged.known.everything))
    for verdict in possible:
        values = judged.witness(verdict, places)
        if values is not None:
            replayed = agreed(chosen, judged.program, values)
            if not replayed.truths[name_of(verdict)]:
                raise Disagreement(judged.program, values, replayed, Meaning().evaluate(judged.program, values))
