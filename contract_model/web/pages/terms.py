"""This file defines `TermView`: a term as it stands beside an answer, with what it does there and what supports it."""

from __future__ import annotations

from dataclasses import dataclass

from contract_model.model.answer import Answer, Status, TermAnswer
from contract_model.model.contract import Contract, Term, Version
from contract_model.model.values import in_words
from contract_model.telling.memo import term_words
from contract_model.telling.statements import sentence
from contract_model.telling.words import Words
from contract_model.web.pages.sources import Mark, marks


@dataclass(frozen=True, slots=True)
class Exception_:
    """An exception of a term. `holds`: it excuses the term; else it is open."""

    says: str
    holds: bool
    marks: tuple[Mark, ...]


@dataclass(frozen=True, slots=True)
class TermView:
    """`place`: where it stands on the page. `decides`: it is one of those that decide; `applies`: it may have a part in the answer.

    `tone`: that of what it does.
    """

    id: str
    place: str
    heading: str
    kind: str
    text: str
    does: str
    tone: str
    certainty: str
    marks: tuple[Mark, ...]
    exceptions: tuple[Exception_, ...]
    decides: bool
    applies: bool
    version: str
    carried: str


def term_views(contract: Contract, answer: Answer) -> tuple[TermView, ...]:
    """The terms of an answer, in the order of the contract."""
    versions = {v.id: v for v in contract.versions}
    words = Words(contract, answer.case.event.action)
    several = len(set(answer.versions)) > 1
    return tuple(_view(contract, words, answer, a, versions, several) for a in answer.terms)


def _view(contract: Contract, words: Words, answer: Answer, answered: TermAnswer, versions: dict[str, Version], several: bool) -> TermView:
    term = versions[answered.version].terms[answered.id]
    kind, does = term_words(contract, answer, term, answered)
    decides = term.id in answer.decided_by
    return TermView(
        id=term.id,
        place=f"term-{term.id}-{answered.version}" if several else f"term-{term.id}",
        heading=term.heading or term.id,
        kind=kind,
        text=term.text,
        does=does.text,
        tone=does.tone.value,
        certainty=answered.certainty.value,
        marks=marks(contract, words, term.sources),
        exceptions=tuple(_exceptions(contract, words, term, answered)),
        decides=decides,
        applies=decides or answered.status is not Status.NOT_ENGAGED,
        version=f"version of {in_words(versions[answered.version].start)}" if several else "",
        carried=f"carried on from {words.version(versions[term.origin])}" if term.origin not in ("", answered.version) else "",
    )


def _exceptions(contract: Contract, words: Words, term: Term, answered: TermAnswer) -> list[Exception_]:
    if answered.status not in (Status.EXCUSED, Status.UNKNOWN):
        return []
    found = []
    for x in term.exceptions:
        holds = x.id in answered.exceptions
        if holds or answered.status is Status.UNKNOWN:
            head = "It is excused, as " if holds else "Unless "
            found.append(Exception_(sentence(head + (x.says or x.clause.text)), holds, marks(contract, words, x.sources)))
    return found
