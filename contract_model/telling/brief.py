"""This file defines the brief of an answer: its memo cut to the verdict, what it depends on and what is not known, for a conversation."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from contract_model.model.answer import Answer, Verdict
from contract_model.model.contract import Contract
from contract_model.telling.gist import called, terms_of
from contract_model.telling.memo import Memo, memo
from contract_model.telling.section import Row, Section, faint, row
from contract_model.telling.words import counted, listed

ASKED = ("Event", "Facts", "Readings", "Left open", "Floor")
KEPT = ("", "Not known", "Open to interpretation", "Not available")


def brief(contract: Contract, answer: Answer, before: Answer | None = None, notes: Sequence[str] = ()) -> Memo:
    """The brief of an answer. `before`: the answer to the same question before something was set; `notes` are said at the end."""
    whole = memo(contract, answer)
    asked = Section("", tuple(r for r in whole.asked.rows if r.label in ASKED))
    sections = tuple(s for s in whole.sections if s.heading in KEPT)
    closing = (*_since(answer, before), *_supports(contract, answer), *(row(note) for note in notes))
    return Memo(asked, whole.verdict, whole.gist, sections, closing)


def _since(answer: Answer, before: Answer | None) -> Iterator[Row]:
    if before is None or before.case == answer.case:
        return
    if before.verdict is not answer.verdict:
        was = "it depended" if before.verdict is Verdict.DEPENDS else f"it was {before.verdict.value}"
        yield row(f"Before, {was}.")
    elif before.outcomes == answer.outcomes:
        yield row("As before.")
    else:
        yield row("It depends on other things than before.")


def _supports(contract: Contract, answer: Answer) -> Iterator[Row]:
    """What it rests on, in short."""
    if answer.verdict is Verdict.DEPENDS and answer.decided_by:
        yield row(f"It turns on {listed([called(t) for t in terms_of(contract, answer) if t.id in answer.decided_by])}.")
    presumed = len(answer.presumed) + answer.case.presumed_date
    contested = list(dict.fromkeys(c.name for c in answer.contested))
    said = [f"{counted(presumed, 'thing is', 'things are').capitalize()} presumed."] if presumed else []
    said += [f"Contested: {listed(contested)}."] if contested else []
    said += [f"The weakest support is {answer.evidence.value}."] if answer.evidence else []
    if said:
        yield row(faint(f"{' '.join(said)} (:why)"))
