"""This file defines what the Python API does: load a contract, ask it in words or with data, decide quickly.

import contract_model
reply = contract_model.ask("OpenAI launches a product on AWS in 2027")
print(reply)                      # the answer in words
reply.verdict, reply.decided_by   # as data
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING

from contract_model.model.case import Case
from contract_model.model.contract import Contract

if TYPE_CHECKING:
    from pathlib import Path

    from contract_model.asking.question import Understood
    from contract_model.meaning.decision import Decision
    from contract_model.model.history import History, Instant
    from contract_model.telling.reply import Reply
    from contract_model.telling.run_reply import RunReply
    from contract_model.telling.sweep_reply import SweepReply
    from contract_model.telling.tree_reply import TreeReply

DEFAULT_CONTRACT = "microsoft-openai"


def load(name: str | Path = DEFAULT_CONTRACT, *, cache: bool = True) -> Contract:
    """The contract of a file or folder, or of the id of a shipped one. Raises ContractError with every problem found."""
    from contract_model.loading.cache import load_cached

    return load_cached(name, use_cache=cache)


def ask(
    question: str | Mapping[str, object] | Case,
    contract: Contract | str | Path = DEFAULT_CONTRACT,
    *,
    facts: Mapping[str, object] | None = None,
    readings: Mapping[str, str] | None = None,
    evidence: str | None = None,
    version: str | None = None,
    presume: bool = True,
    engine: str = "rete",
    today: date | None = None,
) -> Reply:
    """The answer to a what-if event: a sentence, an event as data, or a case.

    `facts` and `readings` are added to what the question says; a fact of "?" is unknown, a reading of "?" leaves an ambiguity open.
    `evidence` is the weakest grade that counts; `version` judges by that version whatever the date; `presume=False` takes nothing for
    granted; `today` is the day that "today" means. Raises ContractError when the question is not understood or the data do not fit.
    """
    from contract_model.asking.options import amend
    from contract_model.engines.answering import answer
    from contract_model.telling.reply import Reply

    agreement = contract if isinstance(contract, Contract) else load(contract)
    case, understood = read(question, agreement, presume=presume, today=today)
    case = amend(
        agreement,
        case,
        facts=[f"{name}={_text(value)}" for name, value in (facts or {}).items()],
        readings=[f"{name}={reading}" for name, reading in (readings or {}).items()],
        evidence=evidence,
        version=version,
        presume=presume,
        today=today,
    )
    return Reply(answer(agreement, case, engine), agreement, understood)


def decide(case: Case | Mapping[str, object], contract: Contract | str | Path = DEFAULT_CONTRACT) -> Decision:
    """The verdict on a case or an event as data, with the status of each term and the terms that decide; quick when warm."""
    agreement = contract if isinstance(contract, Contract) else load(contract)
    return (_decide or _entered())(agreement, case)


_decide: Callable[[Contract, Case | Mapping[str, object]], Decision] | None = None  # kept, as an import takes longer than a decision


def _entered() -> Callable[[Contract, Case | Mapping[str, object]], Decision]:
    global _decide
    from contract_model.asking.plain import decide as entered

    _decide = entered
    return entered


def tree(
    action: str,
    contract: Contract | str | Path = DEFAULT_CONTRACT,
    *,
    actor: str | None = None,
    on: str | None = None,
    facts: Mapping[str, object] | None = None,
    readings: Mapping[str, str] | None = None,
    evidence: str | None = None,
    version: str | None = None,
    presume: bool = True,
    depth: int | None = None,
) -> TreeReply:
    """The decision tree of an action: questions, one after another, until the verdict is settled, in the order with the fewest paths.

    Everything is open that is not given here: `on` is a date such as "2027", `facts` are facts and parameters of the action; the rest is as
    for `ask`. `depth` cuts the tree off after so many questions. Raises ContractError when something does not fit, or too much is open.
    """
    from contract_model.asking.options import amend
    from contract_model.telling.tree_reply import tree_reply

    agreement = contract if isinstance(contract, Contract) else load(contract)
    case = amend(
        agreement,
        read({"action": action, **({"actor": actor} if actor else {})}, agreement)[0],
        facts=[f"{name}={_text(value)}" for name, value in (facts or {}).items()],
        readings=[f"{name}={reading}" for name, reading in (readings or {}).items()],
        evidence=evidence,
        version=version,
        on=on,
        presume=presume,
    )
    return tree_reply(agreement, case, depth)


def sweep(
    question: str | Mapping[str, object] | Case,
    over: Sequence[str],
    contract: Contract | str | Path = DEFAULT_CONTRACT,
    *,
    facts: Mapping[str, object] | None = None,
    readings: Mapping[str, str] | None = None,
    evidence: str | None = None,
    version: str | None = None,
    presume: bool = True,
    today: date | None = None,
) -> SweepReply:
    """The answers to a grid of cases: `over` has up to four axes, written as for `contract sweep` (`cloud`, `year=2024..2032`).

    The rest is as for `ask`. Raises ContractError when something does not fit, or too much is open.
    """
    from contract_model.asking.axes import read_axes
    from contract_model.asking.options import amend
    from contract_model.meaning.sweep import swept
    from contract_model.telling.sweep_reply import SweepReply

    agreement = contract if isinstance(contract, Contract) else load(contract)
    case = amend(
        agreement,
        read(question, agreement, presume=presume, today=today)[0],
        facts=[f"{name}={_text(value)}" for name, value in (facts or {}).items()],
        readings=[f"{name}={reading}" for name, reading in (readings or {}).items()],
        evidence=evidence,
        version=version,
        presume=presume,
        today=today,
    )
    return SweepReply(swept(agreement, case, read_axes(agreement, case, over, today)), agreement)


def run(
    history: History | str | Path,
    contract: Contract | str | Path | None = None,
    *,
    engine: str | None = None,
    until: Instant | None = None,
    answers: bool = False,
    progress: Callable[[int, int], None] | None = None,
) -> RunReply:
    """What becomes of a contract through a history: verdicts, norms with every change of state, facts. `history` may be a file.

    A file in YAML names its contract; else `contract` must be given. `until` cuts the history at an instant (see model/history.py):
    time passes exactly until then. `answers`: with the full answer to each event; `progress` is called with the number of happenings
    done, and with that of all. Raises ContractError with every problem of the history.
    """
    from contract_model.engines.running import run as run_history
    from contract_model.model.history import History as ReadHistory
    from contract_model.telling.run_reply import RunReply

    agreement = contract if contract is None or isinstance(contract, Contract) else load(contract)
    if not isinstance(history, ReadHistory):
        from contract_model.asking.history import read_history_file

        agreement, history = read_history_file(str(history), agreement)
    if agreement is None:
        raise ValueError("a history that is not a file needs its contract")
    return RunReply(run_history(agreement, history, engine, until=until, answers=answers, progress=progress), agreement)


def read(
    question: str | Mapping[str, object] | Case, contract: Contract, *, presume: bool = True, today: date | None = None
) -> tuple[Case, tuple[Understood, ...]]:
    """The case that a question states, and for a sentence what each stretch of it was taken for. Raises ContractError."""
    match question:
        case Case():
            return question, ()
        case str():
            from contract_model.asking.question import read_question
            from contract_model.clock import today as now

            asked = read_question(contract, question, today=today or now(), presume=presume)
            return asked.case, asked.understood
        case _:
            from contract_model.asking.event import read_event

            return read_event(contract, question), ()


def _text(value: object) -> str:
    """A value as an option writes it."""
    from contract_model.model.values import Money, written

    match value:
        case None:
            return "?"
        case bool() | date() | timedelta() | Decimal() | Money():
            return written(value)
        case _:
            return str(value)
