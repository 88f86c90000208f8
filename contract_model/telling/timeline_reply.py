"""This file defines `TimelineReply`: a timeline with its contract, which shows itself in words, as JSON, as a picture and in a notebook."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from contract_model.model.answer import Answer
from contract_model.model.case import ANY_DATE, Case, DateSpan
from contract_model.model.contract import Contract
from contract_model.model.timeline import Border, Span, Timeline
from contract_model.telling.told import Told

if TYPE_CHECKING:
    from contract_model.telling.section import Section


def timeline_reply(contract: Contract, case: Case, over: DateSpan = ANY_DATE, *, readings: bool = False) -> TimelineReply:
    """The timeline of a case, to be shown. Raises ContractError when the case leaves too much open."""
    from contract_model.meaning.judge import judge
    from contract_model.meaning.timeline import at_any_date, timeline

    line = timeline(contract, case, over, readings=readings)
    return TimelineReply(line, judge(contract, at_any_date(case, line.over)), contract)


@dataclass(frozen=True, slots=True)
class TimelineReply(Told):
    """What `reply.timeline()` gives. `answer` is that to the case at any date of the timeline."""

    timeline: Timeline
    answer: Answer
    contract: Contract

    @property
    def spans(self) -> tuple[Span, ...]:
        """The spans, as the contract is read by default."""
        return self.timeline.row.spans

    @property
    def borders(self) -> tuple[Border, ...]:
        """What lies between the spans."""
        return self.timeline.row.borders

    def sections(self) -> tuple[Section, ...]:
        """What is told, before anyone draws it."""
        from contract_model.telling.spans import span_sections

        return span_sections(self.contract, self.answer, self.timeline)

    def to_svg(self) -> str:
        """The timeline as a picture: a row for each reading, a bar for each span."""
        from contract_model.telling.span_picture import span_svg

        return span_svg(self.contract, self.timeline)

    def to_document(self) -> dict[str, Any]:
        """The timeline as data; `contract schema timeline` prints the schema."""
        from contract_model.telling.span_document import timeline_document

        return timeline_document(self.timeline)

    def __repr__(self) -> str:
        return f"<TimelineReply: {self.contract.id}; {', '.join(s.verdict.value for s in self.spans)}>"

    def _repr_svg_(self) -> str:
        return self.to_svg()
