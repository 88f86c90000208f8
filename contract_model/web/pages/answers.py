"""This file defines `kept`: results that were worked out for a page are kept for the next one, the last few hundred of them.

Nothing here is state: a result depends on its key alone, and one that is gone is worked out again.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Hashable
from threading import RLock
from typing import TypeVar, cast

from contract_model.engines.answering import answer
from contract_model.meaning.flip import flips
from contract_model.meaning.forcing import levers
from contract_model.model.answer import Answer, Verdict
from contract_model.telling.flip_reply import FlipReply
from contract_model.telling.timeline_reply import TimelineReply, timeline_reply
from contract_model.web.pages.scenario import Scenario

T = TypeVar("T")

MOST = 400
_results: OrderedDict[Hashable, object] = OrderedDict()
_one_at_a_time = RLock()  # what is kept is shared, and Python works one thing out at a time anyway


def answer_to(scenario: Scenario) -> Answer | None:
    """The answer to a scenario; none where nothing is asked. Raises ContractError where too much is open."""
    contract, case = scenario.contract, scenario.case
    return None if case is None else kept("answer", scenario, lambda: answer(contract, case))


def changes_of(scenario: Scenario, found: Answer, to: str) -> FlipReply:
    """What would change an answer. Raises ContractError where too much is open."""
    contract = scenario.contract
    wanted = Verdict(to) if to else None
    return kept(f"changes {to}", scenario, lambda: FlipReply(flips(contract, found, wanted), levers(contract, found), found, contract))


def timeline_of(scenario: Scenario, found: Answer) -> TimelineReply:
    """The answer on every date. Raises ContractError where too much is open."""
    return kept("timeline", scenario, lambda: timeline_reply(scenario.contract, found.case), dated=False)


def kept(what: str, scenario: Scenario, work_out: Callable[[], T], *, dated: bool = True) -> T:
    """What is worked out of a scenario; `dated` says whether it has to do with the date that is asked for."""
    case = scenario.case
    assert case is not None, "nothing is asked"
    event = case.event
    key = (
        what,
        id(scenario.contract),
        event.action,
        event.actor,
        (event.date, case.presumed_date) if dated else None,
        _of(event.parameters),
        _of(case.facts),
        _of(case.readings),
        case.unknown,
        case.evidence,
        case.version,
        case.presume,
    )
    with _one_at_a_time:
        if key in _results:
            _results.move_to_end(key)
            return cast(T, _results[key][1])  # type: ignore[index]  # a pair, see below
        found = work_out()
        _results[key] = (scenario.contract, found)  # the contract is held, so that its `id` stays its own
        while len(_results) > MOST:
            _results.popitem(last=False)
        return found


def _of(entries: object) -> tuple[tuple[str, object], ...]:
    return tuple(sorted(cast("dict[str, object]", entries).items()))
