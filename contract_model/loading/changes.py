"""This file defines `Changes`: how it is read how facts change by what happens, when messages take effect, and how long a contract runs."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from contract_model.loading.bounds import read
from contract_model.loading.conditions import Conditions
from contract_model.loading.counting import Countings
from contract_model.loading.parse import Path
from contract_model.loading.passage import Passage, passages
from contract_model.loading.triggers import Triggers
from contract_model.model.kinds import DURATION, Kind, Sort
from contract_model.model.norm import Delivery, Duration, FactChange, OnEvent
from contract_model.problems import quoted


@dataclass(slots=True)
class Changes:
    """Reads the changes of the facts of one contract."""

    conditions: Conditions
    triggers: Triggers
    counting: Countings

    def of_fact(self, name: str) -> tuple[FactChange, ...]:
        """How a fact changes by events and norms."""
        written, fact = self.conditions.pieces.surface.facts[name], self.conditions.vocabulary.facts[name]
        changes = [*self._changes(("facts", name, "becomes"), written.becomes, fact.kind, adds=False)]
        if written.adds and fact.kind.sort in _COUNTED:
            step = DURATION if fact.kind.sort is Sort.DATE else fact.kind
            changes += self._changes(("facts", name, "adds"), written.adds, step, adds=True)
        elif written.adds:
            said = f"{quoted(name)} is no quantity, and nothing can be added to it"
            self.conditions.pieces.note("part-not-allowed", said, ("facts", name, "adds"), "write `becomes`", at_key=True)
        return tuple(changes)

    def _changes(self, path: Path, written: dict[str, list[str]], kind: Kind, adds: bool) -> Iterator[FactChange]:
        document = self.conditions.pieces.document
        for text, listed in written.items():
            where: Path = (*path, text)
            key = Passage(document, where, text, at_key=True)
            value = self.conditions.expression(key, kind)
            triggers = self.triggers.triggers(passages(document, where, listed))
            if value is None:
                continue
            for trigger in triggers:
                if isinstance(trigger, OnEvent):
                    hint = f"the value is worked out when {quoted(trigger.action)} happens"
                    self.conditions.only_own_parameters(key, value.condition, [trigger.action], hint)
                yield FactChange(trigger, value, adds)

    def received(self, action: str) -> tuple[Delivery, ...]:
        """When an action that is a message takes effect."""
        document = self.conditions.pieces.document
        found: list[Delivery] = []
        for i, written in enumerate(self.conditions.pieces.surface.actions[action].received):
            path: Path = ("actions", action, "received", i)
            path = path if path in document.places else path[:-1]
            condition = None
            if written.condition is not None:
                passage = Passage(document, (*path, "if"), written.condition)
                condition = self.conditions.expression(passage)
                if condition is not None:
                    hint = f"the condition is about the event of {quoted(action)}"
                    self.conditions.only_own_parameters(passage, condition.condition, [action], hint)
            delay = read(Passage(document, (*path, "after"), written.after)) if written.after is not None else None
            hours = self.counting.hours((*path, "hours"), written.hours) if written.hours is not None else None
            found.append(Delivery(condition, delay, hours))
        return tuple(found)

    def runs(self) -> Duration | None:
        """How long the contract runs."""
        written, document = self.conditions.pieces.surface.runs, self.conditions.pieces.document
        if written is None:
            return None
        path: Path = ("runs",)
        period = Passage(document, (*path, "for") if (*path, "for") in document.places else path, written.period or "")
        unless = None
        if written.unless is not None:
            passage = Passage(document, (*path, "unless"), written.unless)
            unless = self.conditions.expression(passage)
            if unless is not None:
                self.conditions.only_of_the_world(passage, unless.condition)
        if written.period is None:
            self.conditions.pieces.note("missing-key", "`for` is missing", path, "say how long the contract runs at first")
        return Duration(
            read(period) if written.period is not None else None,
            read(Passage(document, (*path, "renews"), written.renews)) if written.renews is not None else None,
            unless,
        )


_COUNTED = (Sort.NUMBER, Sort.MONEY, Sort.DURATION, Sort.DATE)
