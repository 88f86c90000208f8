"""This file defines the sections that tell `Evidence`: the answer at each floor, what comes in there, and the weakest support."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from contract_model.model.answer import Answer, Verdict
from contract_model.model.contract import Certainty, Contract, Term
from contract_model.model.evidence import AtFloor, Evidence
from contract_model.telling.gist import called
from contract_model.telling.memo import asked_rows, outcome_rows, weakest_support
from contract_model.telling.section import Piece, Row, Section, Table, Tone, faint, row, strong
from contract_model.telling.words import listed

MOST_CONDITIONS = 4


def evidence_sections(contract: Contract, evidence: Evidence) -> tuple[Section, ...]:
    """What is told of an answer at each evidence floor."""
    asked = evidence.asked
    verdict = row(_verdict(evidence, asked), f", where {_COUNTS[asked.floor]} counts", label="Verdict")
    floors = evidence.floors
    lines = [(row(f.floor.value, _as_asked(evidence, f)), row(_verdict(evidence, f)), _weakest(contract, f.answer)) for f in floors]
    table = Table(("Floor", "Verdict", "Weakest support"), tuple(lines))
    found = [
        Section("", (*asked_rows(contract, asked.answer), verdict)),
        Section("", tuple(floor_rows(evidence))),
        Section("The verdict at each floor", (), None, table),
        Section("The verdicts that depend", tuple(_answers(contract, evidence))),
        Section("What comes in", tuple(_entering(contract, evidence))),
        Section("", tuple(_readings(evidence))),
    ]
    return tuple(s for s in found if s.rows or s.table)


def floor_rows(evidence: Evidence) -> Iterator[Row]:
    """Where the answer changes, in short."""
    if evidence.steady:
        verdict = evidence.asked.answer.verdict
        same = "the verdict depends on the same things" if verdict is Verdict.DEPENDS else "the verdict is the same"
        yield row(f"At every evidence floor {same}.")
        return
    first, *others = evidence.floors
    yield row(f"If {_COUNTS[first.floor]} counts: ", _verdict(evidence, first), ".")
    for floor in others:
        if floor.changes:
            yield row(f"If {_COUNTS[floor.floor]} counts: ", _verdict(evidence, floor), _on_others(evidence, floor), ".")


def _on_others(evidence: Evidence, floor: AtFloor) -> str:
    before = evidence.floors[evidence.floors.index(floor) - 1]
    both = before.answer.verdict is floor.answer.verdict
    return ", on other conditions" if both else ""


def _answer_numbers(evidence: Evidence) -> dict[Certainty, int]:
    """A number for each answer that depends, the same as long as it does not change."""
    numbers: dict[Certainty, int] = {}
    number = 0
    for floor in evidence.floors:
        if floor.answer.verdict is Verdict.DEPENDS:
            if floor.changes or not numbers:
                number += 1
            numbers[floor.floor] = number
    return numbers


def _verdict(evidence: Evidence, floor: AtFloor) -> Piece:
    numbers, verdict = _answer_numbers(evidence), floor.answer.verdict
    number = f" ({numbers[floor.floor]})" if floor.floor in numbers and len(set(numbers.values())) > 1 else ""
    return Piece(f"{verdict.value}{number}", Tone[verdict.name])


def _as_asked(evidence: Evidence, floor: AtFloor) -> Piece:
    return faint(" (asked)" if floor.floor is evidence.case.evidence else "")


def _weakest(contract: Contract, answer: Answer) -> Row:
    if answer.evidence is None:
        return row(faint("no term decides"))
    if answer.evidence is Certainty.OFFICIAL:
        return row(strong("official"))
    return row(strong(answer.evidence.value), f": {listed(weakest_support(contract, answer))}")


def _answers(contract: Contract, evidence: Evidence) -> Iterator[Row]:
    """Each answer that depends, once."""
    told = set()
    for floor in evidence.floors:
        number = _answer_numbers(evidence).get(floor.floor)
        if number is not None and number not in told:
            told.add(number)
            yield row(_verdict(evidence, floor), ":" if evidence.steady else f", if {_COUNTS[floor.floor]} counts:")
            yield from outcome_rows(contract, floor.answer, floor.answer.outcomes, MOST_CONDITIONS, 1)


def _entering(contract: Contract, evidence: Evidence) -> Iterator[Row]:
    for floor in evidence.floors:
        terms = {t.id: t for v in contract.versions if v.id in floor.answer.versions for t in v.terms.values()}
        if floor.enters:
            yield row(listed([_named(terms, name, floor.floor) for name in floor.enters]), label=floor.floor.value)


def _named(terms: Mapping[str, Term], name: str, grade: Certainty) -> str:
    """A term that comes in; an exception of it, if that is what is of the grade."""
    term = terms[name]
    if term.certainty is grade:
        return f"the term {called(term)}"
    held = listed([f"“{x.says or x.id}”" for x in term.exceptions if x.certainty is grade])
    return f"of the term {called(term)} the exception {held}"


def _readings(evidence: Evidence) -> Iterator[Row]:
    """That a reading is taken whatever its grade."""
    weaker = any(f.answer.evidence and not f.answer.evidence.reaches(f.floor) for f in evidence.floors)
    if weaker:
        said = "The floor strikes out terms and exceptions. A reading is taken at every floor, however weak; --reading takes another."
        yield row(faint(said))


_COUNTS = {
    Certainty.OFFICIAL: "official evidence alone",
    Certainty.REPORTED: "reported or better evidence",
    Certainty.INFERRED: "inferred or better evidence",
    Certainty.SPECULATIVE: "any evidence",
}
