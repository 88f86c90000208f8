"""This file defines `ReadingsReply`: the readings of a case with their contract; they show themselves in words, as JSON, in a notebook."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from contract_model.model.answer import Answer
from contract_model.model.contract import Contract
from contract_model.model.readings import Clarification, Readings
from contract_model.telling.told import Told

if TYPE_CHECKING:
    from contract_model.telling.section import Section


@dataclass(frozen=True, slots=True)
class ReadingsReply(Told):
    """What `reply.readings()` gives. `answer` is the answer as asked."""

    readings: Readings
    answer: Answer
    contract: Contract

    @property
    def matter(self) -> tuple[Clarification, ...]:
        """The ambiguities on which the verdict can turn, the one that changes most cases first."""
        return self.readings.matter

    @property
    def irrelevant(self) -> tuple[str, ...]:
        """The ambiguities that the terms of the action ask about and on which nothing turns here."""
        return tuple(self.readings.irrelevant)

    def sections(self) -> tuple[Section, ...]:
        """What is told, before anyone draws it."""
        from contract_model.telling.readings_memo import readings_sections

        return readings_sections(self.contract, self.answer, self.readings)

    def to_document(self) -> dict[str, Any]:
        """The readings as data; `contract schema readings` prints the schema."""
        from contract_model.telling.readings_document import readings_document

        return readings_document(self.readings)

    def __repr__(self) -> str:
        return f"<ReadingsReply: {self.contract.id}; {len(self.matter)} matter, {self.readings.total} combinations>"
