"""This file defines `run`: a contract taken through a history by an engine.

An engine evaluates the conditions of every transition and every verdict; the state is our own data. Each of its results is compared with
the definition's on the spot: where the two differ there is no result but an error.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace

from contract_model.engines.agree import agreed
from contract_model.engines.engine import ENGINES, Meaning, Unavailable, engine
from contract_model.meaning.course import run as run_course
from contract_model.meaning.evaluate import evaluate
from contract_model.meaning.kleene import Truth
from contract_model.meaning.program import Program
from contract_model.meaning.stage import Evaluate
from contract_model.model.contract import Contract
from contract_model.model.history import History, Instant, Run
from contract_model.model.values import Raw

DEFAULT = ENGINES[0]
LONG = 20_000  # happenings; of longer histories the definition is enough, unless an engine is asked for


def evaluator(name: str) -> tuple[str, Evaluate]:
    """How an engine evaluates, compared with the definition; with the name of the engine in fact used. Raises KeyError."""
    try:
        chosen = engine(name)
    except Unavailable:
        return Meaning.name, evaluate
    if isinstance(chosen, Meaning):
        return chosen.name, evaluate

    def compared(program: Program, values: Mapping[str, Raw]) -> Mapping[str, Truth]:
        return agreed(chosen, program, values).truths

    return chosen.name, compared


def run(
    contract: Contract,
    history: History,
    engine_name: str | None = None,
    *,
    until: Instant | None = None,
    answers: bool = False,
    progress: Callable[[int, int], None] | None = None,
) -> Run:
    """What becomes of a contract through a history, cut at `until`. Raises Disagreement, and ContractError for terms without end.

    An engine of none is the default one, for a long history the definition alone. `answers`: with the full answer to each event.
    `progress` is called with how many happenings are done, and of how many.
    """
    name, evaluate_with = evaluator(engine_name or (DEFAULT if len(history.happenings) <= LONG else Meaning.name))
    found = run_course(contract, history, evaluate_with, until=until, answers=answers, progress=progress)
    return replace(found, engine=name)
