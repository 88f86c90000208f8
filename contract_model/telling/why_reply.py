"""This file defines `WhyReply`: why an answer is what it is, or why a term does what it does; it shows itself as a tree and as JSON."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from contract_model.model.answer import Answer
from contract_model.model.contract import Contract
from contract_model.problems import ContractError, Problem, did_you_mean, quoted
from contract_model.telling.told import Told

if TYPE_CHECKING:
    from contract_model.telling.reasons import Reason
    from contract_model.telling.section import Section


@dataclass(frozen=True, slots=True)
class WhyReply(Told):
    """What `reply.why()` gives. `term`: the id of the term that is asked about, or none for the whole answer."""

    answer: Answer
    contract: Contract
    term: str | None = None

    def __post_init__(self) -> None:
        """Raises ContractError when no version has the term."""
        terms = {t for v in self.contract.versions for t in v.terms}
        if self.term is not None and self.term not in terms:
            raise ContractError([unknown_term(self.contract, self.term)])

    @property
    def trees(self) -> tuple[Reason, ...]:
        """The tree of the answer; for a term, one for each version in force that has it, none when it is not about such an act."""
        from contract_model.telling.reasons import reasons, reasons_of

        return (reasons(self.contract, self.answer),) if self.term is None else reasons_of(self.contract, self.answer, self.term)

    def sections(self) -> tuple[Section, ...]:
        """What is told, before anyone draws it."""
        from contract_model.telling.gist import gist
        from contract_model.telling.memo import asked_rows
        from contract_model.telling.section import Piece, Section, Tone, row

        verdict = Piece(self.answer.verdict.value, Tone[self.answer.verdict.name])
        told = row(verdict, f": {gist(self.contract, self.answer)}", label="Verdict")
        head = Section("", (*asked_rows(self.contract, self.answer), told))
        if not self.trees:
            return head, Section("Why", (row(f"No version in force has a term `{self.term}` about such an act."),))
        return head, *(Section("Why" if not n else "", (), tree) for n, tree in enumerate(self.trees))

    def to_document(self) -> dict[str, Any]:
        """The answer as data; for a term, `because` holds a tree for each version in force that has it."""
        from contract_model.telling.document import document, reason_of

        found = document(self.contract, self.answer)
        if self.term is None:
            return found
        because = {"statement": f"what the term {self.term} does", "truth": "true", "children": [reason_of(t) for t in self.trees]}
        return {**found, "because": because}

    def __repr__(self) -> str:
        return f"<WhyReply: {self.answer.verdict.value}; {self.contract.id}{f', {self.term}' if self.term else ''}>"


def unknown_term(contract: Contract, term: str) -> Problem:
    """That a contract has no term of an id."""
    known = list(dict.fromkeys(t for v in contract.versions for t in v.terms))
    return Problem("unknown-term", f"{quoted(term)} is not a term of the contract", hint=did_you_mean(term, known))
