"""This file defines `FlipReply` and `WhyNotReply`: what would change an answer; they show themselves in words, as JSON, in a notebook."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from contract_model.model.answer import Answer
from contract_model.model.contract import Contract
from contract_model.model.flip import Flip, Flips, Lever, WhyNot
from contract_model.telling.told import Told

if TYPE_CHECKING:
    from contract_model.telling.section import Section


@dataclass(frozen=True, slots=True)
class FlipReply(Told):
    """What `reply.flips()` gives. `levers`: what each party can do, where the verdict depends."""

    found: Flips
    levers: tuple[Lever, ...]
    answer: Answer
    contract: Contract

    @property
    def flips(self) -> tuple[Flip, ...]:
        """The smallest sets of changes with which the verdict is another, fewest first."""
        return self.found.flips

    def sections(self) -> tuple[Section, ...]:
        """What is told, before anyone draws it."""
        from contract_model.telling.flip_memo import flip_sections

        return flip_sections(self.contract, self.answer, self.found, self.levers)

    def to_document(self) -> dict[str, Any]:
        """The answer as data with its flips; `contract schema flips` prints the schema."""
        from contract_model.telling.flip_document import flip_document

        return flip_document(self.contract, self.answer, self.found, self.levers)

    def __repr__(self) -> str:
        return f"<FlipReply: {self.answer.verdict.value}; {self.contract.id}, {len(self.flips)} flips>"


@dataclass(frozen=True, slots=True)
class WhyNotReply(Told):
    """What `reply.why_not(verdict)` gives."""

    found: WhyNot
    answer: Answer
    contract: Contract

    @property
    def flips(self) -> tuple[Flip, ...]:
        """The ways to the verdict, nearest first."""
        return self.found.ways.flips

    def sections(self) -> tuple[Section, ...]:
        """What is told, before anyone draws it."""
        from contract_model.telling.flip_memo import why_not_sections

        return why_not_sections(self.contract, self.answer, self.found)

    def to_document(self) -> dict[str, Any]:
        """The answer as data with the flips to the verdict; `contract schema flips` prints the schema."""
        from contract_model.telling.flip_document import why_not_document

        return why_not_document(self.contract, self.answer, self.found)

    def __repr__(self) -> str:
        wanted = self.found.ways.to.value if self.found.ways.to else ""
        return f"<WhyNotReply: {self.answer.verdict.value} and not {wanted}; {self.contract.id}, {len(self.flips)} ways>"
