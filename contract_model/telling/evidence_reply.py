"""This file defines `EvidenceReply`: an answer at each evidence floor, with its contract, as it shows itself."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from contract_model.model.answer import Verdict
from contract_model.model.contract import Contract
from contract_model.model.evidence import Evidence
from contract_model.telling.told import Told

if TYPE_CHECKING:
    from contract_model.telling.section import Section


@dataclass(frozen=True, slots=True)
class EvidenceReply(Told):
    """What `reply.evidence()` gives."""

    evidence: Evidence
    contract: Contract

    @property
    def verdicts(self) -> dict[str, Verdict]:
        """The verdict at each floor: `{"official": ..., "reported": ..., "inferred": ..., "speculative": ...}`."""
        return {f.floor.value: f.answer.verdict for f in self.evidence.floors}

    def sections(self) -> tuple[Section, ...]:
        """What is told, before anyone draws it."""
        from contract_model.telling.evidence_memo import evidence_sections

        return evidence_sections(self.contract, self.evidence)

    def to_document(self) -> dict[str, Any]:
        """The answers as data; `contract schema evidence` prints the schema."""
        from contract_model.telling.evidence_document import evidence_document

        return evidence_document(self.contract, self.evidence)

    def __repr__(self) -> str:
        told = ", ".join(f"{floor}: {verdict.value}" for floor, verdict in self.verdicts.items())
        return f"<EvidenceReply: {self.contract.id}; {told}>"
