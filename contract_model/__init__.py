"""A contract you can ask: its terms as rules in plain files, and answers to what would happen if.

The front door: what is named here is what the package promises. It defines nothing, and loads a room only when it is entered.
"""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from contract_model.front import ask as ask
    from contract_model.front import decide as decide
    from contract_model.front import load as load
    from contract_model.front import run as run
    from contract_model.front import sweep as sweep
    from contract_model.front import tree as tree
    from contract_model.meaning.decision import Decision as Decision
    from contract_model.model.answer import Answer as Answer
    from contract_model.model.answer import Status as Status
    from contract_model.model.answer import Verdict as Verdict
    from contract_model.model.case import Case as Case
    from contract_model.model.case import DateSpan as DateSpan
    from contract_model.model.case import Event as Event
    from contract_model.model.contract import Certainty as Certainty
    from contract_model.model.contract import Contract as Contract
    from contract_model.model.history import History as History
    from contract_model.model.history import Run as Run
    from contract_model.problems import ContractError as ContractError
    from contract_model.problems import Problem as Problem
    from contract_model.telling.reply import Reply as Reply
    from contract_model.telling.run_reply import RunReply as RunReply
    from contract_model.telling.sweep_reply import SweepReply as SweepReply
    from contract_model.whole import diff as diff
    from contract_model.whole import lint as lint
    from contract_model.whole import prove as prove

__version__ = "0.1.0"

_ROOMS = {
    "ask": "front",
    "decide": "front",
    "load": "front",
    "run": "front",
    "sweep": "front",
    "tree": "front",
    "diff": "whole",
    "lint": "whole",
    "prove": "whole",
    "Decision": "meaning.decision",
    "Answer": "model.answer",
    "Status": "model.answer",
    "Verdict": "model.answer",
    "Case": "model.case",
    "DateSpan": "model.case",
    "Event": "model.case",
    "Certainty": "model.contract",
    "Contract": "model.contract",
    "History": "model.history",
    "Run": "model.history",
    "ContractError": "problems",
    "Problem": "problems",
    "Reply": "telling.reply",
    "RunReply": "telling.run_reply",
    "SweepReply": "telling.sweep_reply",
}
__all__ = [*_ROOMS, "__version__"]


def __getattr__(name: str) -> Any:
    if name not in _ROOMS:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from importlib import import_module

    found = globals()[name] = getattr(import_module(f"{__name__}.{_ROOMS[name]}"), name)  # kept: asking here each time is slow
    return found


def __dir__() -> list[str]:
    return sorted({*globals(), *_ROOMS})
