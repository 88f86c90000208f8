"""This file defines `Triggers`: how the texts of triggers and acts are read.

pay if amount > USD(10)                     an event of an action
violated(pay) if violations(pay) >= 2       a change of a norm
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from contract_model.loading.conditions import NOWHERE, Conditions, Standing
from contract_model.loading.passage import Passage
from contract_model.loading.past import STATES
from contract_model.model.kinds import TRUTH
from contract_model.model.norm import Act, Expression, OnChange, OnEvent, Trigger
from contract_model.problems import did_you_mean, one_of, quoted

_CHANGE = re.compile(r"(?P<state>[^\s()]+)\s*\(\s*(?P<term>[^()]*?)\s*\)")


@dataclass(slots=True)
class Triggers:
    """Reads the triggers and acts of one contract."""

    conditions: Conditions

    def triggers(self, written: Iterable[Passage], standing: Standing = NOWHERE) -> tuple[Trigger, ...]:
        """The triggers of their texts; those that are wrong are noted and left out."""
        return tuple(t for passage in written if (t := self._trigger(passage, standing)) is not None)

    def acts(self, written: Iterable[Passage], standing: Standing) -> tuple[Act, ...]:
        """The acts of their texts; those that are wrong are noted and left out."""
        return tuple(a for passage in written if (a := self._act(passage, standing)) is not None)

    def _trigger(self, passage: Passage, standing: Standing) -> Trigger | None:
        head, rest = passage.split("if")
        change = _CHANGE.fullmatch(head.text)
        if change is None:
            act = self._act(passage, standing)
            return OnEvent(act.action, act.condition, act.span) if act else None
        condition = self.conditions.expression(rest, TRUTH, standing) if rest else None
        state, _ = STATES.get(change["state"], (None, ""))
        if state is None:
            hint = did_you_mean(change["state"], STATES) or one_of(STATES)
            head.problem("unknown-state", f"{quoted(change['state'])} is not a state of a norm", hint, at=_at(change, "state"))
        term = self.conditions.term_over_time(head.between(*change.span("term")))
        if state is None or term is None or (rest and condition is None):
            return None
        return OnChange(term, state, condition, passage.span)

    def _act(self, passage: Passage, standing: Standing) -> Act | None:
        head, rest = passage.split("if")
        action = self.conditions.action(head)
        condition: Expression | None = None
        if rest is not None:
            condition = self.conditions.expression(rest, TRUTH, standing)
            if condition is not None and action is not None:
                hint = f"the condition is about the event of {quoted(action)}"
                self.conditions.only_own_parameters(rest, condition.condition, [action], hint)
        return None if action is None or (rest and condition is None) else Act(action, condition, passage.span)


def _at(found: re.Match[str], group: str) -> tuple[int, int]:
    return found.start(group), max(1, len(found[group]))
