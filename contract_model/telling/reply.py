"""This file defines `Reply`: an answer with its contract, which shows itself in words, as JSON, as Markdown and in a notebook."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from contract_model.model.answer import Answer, Outcome, Verdict
from contract_model.model.case import ANY_DATE, DateSpan
from contract_model.model.contract import Contract

if TYPE_CHECKING:
    from contract_model.telling.evidence_reply import EvidenceReply
    from contract_model.telling.flip_reply import FlipReply, WhyNotReply
    from contract_model.telling.readings_reply import ReadingsReply
    from contract_model.telling.timeline_reply import TimelineReply
    from contract_model.telling.tree_reply import TreeReply
    from contract_model.telling.why_reply import WhyReply


@dataclass(frozen=True, slots=True)
class Reply:
    """What `contract_model.ask` gives. `understood`: what each stretch of the question was taken for, if it was a sentence."""

    answer: Answer
    contract: Contract
    understood: tuple[Any, ...] = ()

    @property
    def verdict(self) -> Verdict:
        """The verdict."""
        return self.answer.verdict

    @property
    def decided_by(self) -> tuple[str, ...]:
        """The ids of the terms that decide."""
        return self.answer.decided_by

    @property
    def conditions(self) -> tuple[Outcome, ...]:
        """Each possible verdict with the smallest conditions that suffice for it."""
        return self.answer.outcomes

    def flips(self, to: Verdict | str | None = None, *, opening: bool = False) -> FlipReply:
        """The smallest changes that bring another verdict about, or the one asked for; and what each party can do where it depends.

        `opening`: changes with which the verdict is no longer certain count, too. Raises ContractError when too much is open.
        """
        from contract_model.meaning.flip import flips
        from contract_model.meaning.forcing import levers
        from contract_model.telling.flip_reply import FlipReply

        found = flips(self.contract, self.answer, None if to is None else Verdict(to), opening=opening)
        return FlipReply(found, levers(self.contract, self.answer), self.answer, self.contract)

    def why(self, term: str | None = None) -> WhyReply:
        """The tree of reasons: of the answer, or of what one term does. Raises ContractError when there is no such term."""
        from contract_model.telling.why_reply import WhyReply

        return WhyReply(self.answer, self.contract, term)

    def why_not(self, verdict: Verdict | str) -> WhyNotReply:
        """What would have had to hold for another verdict, nearest first, and what stands in its way. Raises ContractError."""
        from contract_model.meaning.whynot import why_not
        from contract_model.telling.flip_reply import WhyNotReply

        return WhyNotReply(why_not(self.contract, self.answer, Verdict(verdict)), self.answer, self.contract)

    def readings(self) -> ReadingsReply:
        """The verdict under every combination of readings, and what each ambiguity is worth. Raises ContractError."""
        from contract_model.meaning.readings import readings
        from contract_model.telling.readings_reply import ReadingsReply

        return ReadingsReply(readings(self.contract, self.answer.case), self.answer, self.contract)

    def evidence(self) -> EvidenceReply:
        """The answer at each evidence floor. Raises ContractError."""
        from contract_model.meaning.evidence import evidence
        from contract_model.telling.evidence_reply import EvidenceReply

        return EvidenceReply(evidence(self.contract, self.answer.case), self.contract)

    def timeline(self, over: DateSpan = ANY_DATE, *, readings: bool = False) -> TimelineReply:
        """The verdict on the same event for every date of a span; with `readings`, under every other reading too. Raises ContractError."""
        from contract_model.telling.timeline_reply import timeline_reply

        return timeline_reply(self.contract, self.answer.case, over, readings=readings)

    def tree(self, depth: int | None = None) -> TreeReply:
        """The decision tree of what the case leaves open, cut off after `depth` questions. Raises ContractError."""
        from contract_model.telling.tree_reply import tree_reply

        return tree_reply(self.contract, self.answer.case, depth)

    def to_text(self, width: int = 80, *, why: bool = False) -> str:
        """The answer in plain text; with `why`, the whole tree of reasons."""
        from contract_model.telling.memo import memo
        from contract_model.telling.text import plain

        return plain(memo(self.contract, self.answer, why=why), width)

    def to_pretty(self, width: int | None = None, *, why: bool = False) -> str:
        """The answer for the terminal at the output, with the colours that it has."""
        from contract_model.telling.memo import memo
        from contract_model.telling.text import pretty

        return pretty(memo(self.contract, self.answer, why=why), width)

    def to_markdown(self, *, why: bool = False) -> str:
        """The answer as Markdown."""
        from contract_model.telling.markdown import markdown
        from contract_model.telling.memo import memo

        return markdown(memo(self.contract, self.answer, why=why))

    def to_html(self, *, why: bool = True) -> str:
        """The answer as a fragment of HTML; the reasons can be folded out."""
        from contract_model.telling.memo import memo
        from contract_model.telling.page import fragment

        return fragment(memo(self.contract, self.answer, why=why))

    def to_document(self) -> dict[str, Any]:
        """The answer as data, as `to_json` writes it."""
        from contract_model.telling.document import document

        return document(self.contract, self.answer)

    def to_json(self) -> str:
        """The answer as JSON; its words are stable, and `contract schema answer` prints its JSON Schema."""
        from contract_model.telling.document import to_json

        return to_json(self.contract, self.answer)

    def __str__(self) -> str:
        return self.to_text()

    def __repr__(self) -> str:
        return f"<Reply: {self.verdict.value}; {self.contract.id}, decided by {', '.join(self.decided_by) or 'no term'}>"

    def _repr_html_(self) -> str:
        return self.to_html()

    def _repr_markdown_(self) -> str:
        return self.to_markdown()
