"""This file defines `Memo`: what a reader is told of an answer, before anyone draws it.

Terminal, plain text, Markdown and page all draw the same memo.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from contract_model.model.answer import Answer, Between, Contested, Cube, Outcome, Status, TermAnswer, Verdict
from contract_model.model.case import Case
from contract_model.model.contract import Ambiguity, Certainty, Contract, Fact, Term, TermKind, Version
from contract_model.model.values import in_words
from contract_model.problems import ContractError
from contract_model.telling.asked import without_bearing
from contract_model.telling.gist import called, gist, stronger
from contract_model.telling.section import Piece, Row, Section, Tone, faint, row, strong
from contract_model.telling.statements import sentence, within
from contract_model.telling.words import Words, counted, listed

if TYPE_CHECKING:
    pass

MOST = 8  # conditions listed for a verdict; the JSON has them all
MOST_CONTESTED = 3


@dataclass(frozen=True, slots=True)
class Memo:
    """A verdict with its gist between what was asked and all that supports it. The gist goes on from the verdict's word."""

    asked: Section
    verdict: Verdict
    gist: str
    sections: tuple[Section, ...]
    closing: tuple[Row, ...]


def memo(contract: Contract, answer: Answer, *, why: bool = False) -> Memo:
    """The memo of an answer; with `why`, the whole tree of reasons."""
    return _Writer(contract, answer).memo(why)


def asked_rows(contract: Contract, answer: Answer) -> tuple[Row, ...]:
    """What was asked and taken for granted, and by what it is judged."""
    writer = _Writer(contract, answer)
    rows = writer._asked().rows
    place = next(i for i, each in enumerate(rows) if each.label == "Contract")
    return (*rows[:place], *(replace(each, label="Presumed") for each in writer._presumed()), *rows[place:])


def outcome_rows(contract: Contract, answer: Answer, outcomes: Sequence[Outcome], most: int = MOST, depth: int = 0) -> tuple[Row, ...]:
    """On what a verdict depends, `most` conditions of each; of two verdicts the conditions of that which has fewer.

    `answer` is one to the same event.
    """
    return tuple(_Writer(contract, answer).shortly(outcomes, most, depth))


def weakest_support(contract: Contract, answer: Answer) -> list[str]:
    """What the answer rests on that has no better grade than the answer itself: terms, exceptions and readings, in words."""
    return [] if answer.evidence is None else list(dict.fromkeys(_Writer(contract, answer)._weakest(answer.evidence)))


def term_words(contract: Contract, answer: Answer, term: Term, answered: TermAnswer) -> tuple[str, Piece]:
    """Of what kind a term is, and what it does: `Obligation of OpenAI towards Microsoft`, `not met`."""
    writer = _Writer(contract, answer)
    return writer._kind(term), writer._status(term, answered)


class _Writer:
    """Writes the memo of one answer, and remembers which sources it cites."""

    def __init__(self, contract: Contract, answer: Answer) -> None:
        self.contract = contract
        self.answer = answer
        self.case: Case = answer.case
        self.words = Words(contract, answer.case.event.action)
        self.versions = {v.id: v for v in contract.versions}
        self._cited: dict[str, None] = {}

    def memo(self, why: bool) -> Memo:
        tree = None
        if why:
            from contract_model.telling.reasons import reasons

            tree = reasons(self.contract, self.answer)
        sections = [
            Section("", tuple(self._outcomes(self.answer.outcomes, MOST))),
            Section("Not known", tuple(self._unknown())),
            Section("Open to interpretation", tuple(self._open())),
            Section("Presumed", tuple(self._presumed())),
            Section("Terms that decide", tuple(self._deciding())),
            Section("Not available", tuple(self._void())),
            Section("Also in play", tuple(self._engaged())),
            Section("Contested readings", tuple(self._contested())),
            Section("Why", (), tree),
            Section("Evidence", (*self._evidence(), *(self._floors() if why else ()))),
        ]
        sections.append(Section("Sources", tuple(self._sources())))
        kept = tuple(s for s in sections if s.rows or s.tree)
        told = gist(self.contract, self.answer)
        told = told.removeprefix("it depends") if told.startswith("it depends") else f": {told}"
        return Memo(self._asked(), self.answer.verdict, told, kept, tuple(self._closing()))

    # what was asked

    def _asked(self) -> Section:
        event = self.case.event
        rows = [row(strong(self.words.event(event)), label="Event")]
        if self.case.presumed_date:
            rows = [row(strong(self.words.event(event)), faint(" (no date was given, so today)"), label="Event")]
        says = self.contract.actions[event.action].says
        stated = {n: v for n, v in event.parameters.items() if f"{{{n}}}" not in says} | dict(self.case.facts)
        told = [self.words.holds(n, v) for n, v in stated.items()]
        if told:
            rows.append(row(_sentences(told), label="Facts"))
        idle = without_bearing(self.case, [self.versions[v] for v in dict.fromkeys(self.answer.versions)])
        if idle:
            asked = " ".join(self.words.question(n) for n in idle)
            rows.append(row(asked, faint(" (no term in force on this turns on it)"), label="No bearing"))
        chosen = [f"{self.words.question(n)} {self._read_as(n, r)}" for n, r in self.case.readings.items() if n not in self.case.unknown]
        if chosen:
            rows.append(row(_sentences(chosen), label="Readings"))
        freed = sorted(n for n in self.case.unknown if n not in self.answer.unknown)
        if freed:
            rows.append(row(" ".join(self.words.question(n) for n in freed), faint(" (left open)"), label="Left open"))
        rows.append(row(*self._judged_by(), label="Contract"))
        if self.case.evidence is not Case(event).evidence:
            grade = self.case.evidence
            counts = "official evidence alone counts" if grade is Certainty.OFFICIAL else f"evidence that is {grade.value} or better counts"
            rows.append(row(counts, label="Floor"))
        return Section("", tuple(rows))

    def _presumed(self) -> Iterable[Row]:
        if self.answer.presumed:
            yield row(_sentences([self.words.holds(n, v) for n, v in self.answer.presumed.items()]))

    def _judged_by(self) -> list[str]:
        title = self.contract.title or self.contract.id
        versions = [self.versions[v] for v in dict.fromkeys(self.answer.versions)]
        if not versions:
            return [f"{title}: none of its versions was in force"]
        named = listed([f"{in_words(v.start)}" + (f" (“{v.title}”)" if v.title else "") for v in versions])
        whatever = ", whatever the date" if self.case.version else ""
        return [f"{title}, {'version' if len(versions) == 1 else 'versions'} of {named}{whatever}"]

    # the verdict

    def _outcomes(self, outcomes: Sequence[Outcome], most: int, depth: int = 0) -> Iterable[Row]:
        """On what each verdict depends; nothing when there is one."""
        if len(outcomes) == 1:
            return
        for outcome in sorted(outcomes, key=lambda o: _ORDER.index(o.verdict)):
            yield from self._conditions(outcome, most, depth)

    def _conditions(self, outcome: Outcome, most: int, depth: int, otherwise: Verdict | None = None) -> list[Row]:
        """The head of a verdict's conditions, and the conditions. `otherwise` is what the verdict is without them."""
        word = Piece(_HEADS[outcome.verdict], Tone[outcome.verdict.name])
        days, cubes = common_days(outcome.conditions)
        when = f" {self.words.literal(days).removeprefix('it happens ')}" if days else ""
        other: list[str | Piece] = [", and otherwise ", Piece(otherwise.value, Tone[otherwise.name])] if otherwise else []
        if cubes == ((),):
            return [row(word, when, *other, "." if otherwise else "", depth=depth)]
        if len(cubes) == 1:
            (cube,) = cubes
            holds = "this holds" if len(cube) == 1 else "all of this holds"
            found = [row(word, f"{when} if {holds}", *other, ":", depth=depth)]
            return found + [row(self.words.literal(x), depth=depth + 1, item=True) for x in cube]
        found = [row(word, f"{when} if one of these holds", *other, ":", depth=depth)]
        for cube in cubes[:most]:
            first, *others = [self.words.literal(x) for x in cube]
            found.append(row(first, depth=depth + 1, item=True))
            found += [row(f"and {within(other)}", depth=depth + 2) for other in others]
        more = len(cubes) - most
        if outcome.more or more > 0:
            said = "many further cases" if outcome.more else counted(more, "further case")
            found.append(row(faint(f"or in {said}"), depth=depth + 1, item=True))
        return found

    def _unknown(self) -> Iterable[Row]:
        """The facts on which the verdict turns, who can tell them, and what has been published of them."""
        for name in self.answer.unknown:
            asked = self.contract.asked(name)
            if asked is None or isinstance(asked, Ambiguity):
                continue
            holders = self.words.holders(name)
            known = f" {_capital(self.words.parties(holders, 'or'))} can tell." if holders else ""
            for reading in (asked.readings or {}).values() if isinstance(asked, Fact) else ():
                if reading.value is not None:
                    known += f" {_capital(reading.certainty.value)}: {self.words.value(name, reading.value)}."
            yield row(self.words.question(name), faint(known), label=name)

    def _open(self) -> Iterable[Row]:
        """The questions of interpretation that nothing decides, with their readings."""
        for name in self.answer.unknown:
            if name in self.contract.ambiguities:
                yield row(strong(self.words.question(name)), faint(f" ({name})"))
                for reading in self.contract.ambiguities[name].readings.values():
                    yield row(_stopped(_capital(reading.says)), self._marks(reading.sources), depth=1, label=reading.id)

    # the terms

    def _terms(self) -> list[tuple[Term, TermAnswer, Version]]:
        return [(self.versions[a.version].terms[a.id], a, self.versions[a.version]) for a in self.answer.terms]

    def _deciding(self) -> Iterable[Row]:
        several = len(set(self.answer.versions)) > 1
        rank = {id: place for place, id in enumerate(self.answer.decided_by)}
        deciding = [t for t in self._terms() if t[0].id in rank]
        for term, answered, version in sorted(deciding, key=lambda t: rank[t[0].id]):
            of = f", version of {in_words(version.start)}" if several else ""
            yield row(strong(term.heading or term.id), faint(f" ({term.id}{of})"))
            yield row(self._kind(term), "; ", term.certainty.value, "; ", self._status(term, answered), depth=1)
            if term.text:
                yield row(term.text, depth=1)
            if term.origin and term.origin != answered.version:
                yield row(f"Carried on from {self.words.version(self.versions[term.origin])}.", depth=1)
            yield from self._exceptions(term, answered)
            yield self._cite(term.sources, depth=1)

    def _void(self) -> Iterable[Row]:
        """The powers that were tried in vain, and what keeps them from being available."""
        for term, answered, _ in self._terms():
            if term.id in self.answer.void:
                from contract_model.telling.reasons import obstacles

                yield row(strong(term.heading or term.id), faint(f" ({term.id})"))
                yield row(self._kind(term), "; ", term.certainty.value, depth=1)
                if term.text:
                    yield row(term.text, depth=1)
                yield row("In the way: ", listed(obstacles(self.contract, self.answer, answered)), ".", depth=1)
                yield self._cite(term.sources, depth=1)

    def _kind(self, term: Term) -> str:
        who = f" of {self.words.parties(term.bearer, 'or')}" if term.bearer else ""
        whom = f" towards {self.words.parties(term.counterparty)}" if term.counterparty else ""
        return f"{_capital(term.kind.value)}{who}{whom}"

    def _status(self, term: Term, answered: TermAnswer) -> Piece:
        tone = _TONES.get(answered.status, Tone.PLAIN)
        match answered.status:
            case Status.BITES:
                said = "not met" if term.kind is TermKind.OBLIGATION else "forbids it"
            case Status.GRANTS:
                said = "may be used" if term.kind is TermKind.POWER else "allows it"
            case Status.YIELDS:
                said = f"gives way to {stronger(self.contract, self.answer, term, answered)}"
            case Status.UNKNOWN if self.answer.verdict is Verdict.PERMITTED:
                return Piece("does not stand in the way", Tone.PERMITTED)
            case Status.UNKNOWN:
                said = "open"
            case other:
                said = _STATUS_WORDS[other]
        return Piece(said, tone)

    def _exceptions(self, term: Term, answered: TermAnswer) -> Iterable[Row]:
        for x in term.exceptions:
            if answered.status in (Status.EXCUSED, Status.UNKNOWN):
                holds = x.id in answered.exceptions
                said = x.says or x.clause.text
                if holds or answered.status is Status.UNKNOWN:
                    head = "It is excused, as " if holds else "Unless "
                    yield row(f"{head}{said}.", self._marks(x.sources), depth=1)

    def _engaged(self) -> Iterable[Row]:
        for term, answered, _ in self._terms():
            if answered.status is Status.NOT_ENGAGED or term.id in self.answer.decided_by:
                continue
            if term.kind is TermKind.DECLARATION:
                may = "May apply: " if answered.status is Status.UNKNOWN else ""
                yield row(strong(term.heading or term.id), ". ", may, term.text, self._marks(term.sources), item=True)
            else:
                said = "open" if answered.status is Status.UNKNOWN else self._status(term, answered).text
                yield row(strong(term.heading or term.id), f": {said}.", self._marks(term.sources), item=True)

    # what else could be

    def _contested(self) -> Iterable[Row]:
        by_name: dict[str, list[Contested]] = {}
        for contested in self.answer.contested:
            by_name.setdefault(contested.name, []).append(contested)
        for name, others in by_name.items():
            yield row(strong(self.words.question(name)))
            ambiguity = self.contract.ambiguities.get(name)
            if ambiguity:
                yield self._taken(ambiguity)
            else:
                yield row("No value is adopted, so it is not known.", depth=1, label="Taken")
            for other in others:
                yield from self._otherwise(other)

    def _taken(self, ambiguity: Ambiguity) -> Row:
        taken = ambiguity.readings[ambiguity.default or ""]
        return row(_stopped(_capital(taken.says)), self._marks(taken.sources), depth=1, label="Taken")

    def _otherwise(self, contested: Contested) -> Iterable[Row]:
        reading = self.words.reading(contested.name, contested.reading)
        said = reading.says if reading else contested.reading
        if reading and reading.value is not None:
            said = f"{self.words.value(contested.name, reading.value)}, {said}"
        head: list[str | Piece] = [_stopped(_capital(said)), self._marks(reading.sources) if reading else "", " Then "]
        verdict = contested.verdict
        if verdict is not Verdict.DEPENDS:
            yield row(*head, Piece(verdict.value, Tone[verdict.name]), ".", depth=1, label="Instead")
            return
        first, *rest = self.shortly(contested.outcomes, MOST_CONTESTED, 1)
        if len(contested.outcomes) == 2:
            yield row(*head, *_lowered(first.pieces), depth=1, label="Instead")
            yield from rest
        else:
            yield row(*head, "it depends:", depth=1, label="Instead")
            yield from self._outcomes(contested.outcomes, MOST_CONTESTED, depth=2)

    def shortly(self, outcomes: Sequence[Outcome], most: int, depth: int) -> Iterable[Row]:
        """On what each verdict depends; of two, that which has fewer conditions, and the other one otherwise."""
        shortest, *others = sorted(outcomes, key=lambda o: sum(1 + len(c) for c in o.conditions))
        if len(others) == 1:
            yield from self._conditions(shortest, most, depth, otherwise=others[0].verdict)
        else:
            yield from self._outcomes(outcomes, most, depth)

    # what supports it

    def _evidence(self) -> Iterable[Row]:
        grade = self.answer.evidence
        if grade is None:
            return
        if grade is Certainty.OFFICIAL:
            yield row("Everything that the answer rests on is ", strong("official"), ".")
            return
        weakest = listed(list(dict.fromkeys(self._weakest(grade))))
        yield row("Its weakest support is ", strong(grade.value), f" ({_GRADES[grade]}){f': {weakest}' if weakest else ''}.")

    def _floors(self) -> Iterable[Row]:
        """Where the answer changes when weaker or only better evidence counts; nothing where that cannot be worked out."""
        from contract_model.meaning.evidence import evidence
        from contract_model.telling.evidence_memo import floor_rows

        with suppress(ContractError):
            yield from floor_rows(evidence(self.contract, self.case))

    def _weakest(self, grade: Certainty) -> Iterable[str]:
        for term, answered, _ in self._terms():
            if term.id in self.answer.decided_by:
                overcome = answered.status in (Status.EXCUSED, Status.YIELDS, Status.NOT_ENGAGED)
                if answered.certainty is grade and not overcome:
                    yield f"the term {called(term)}"
                held = [x for x in term.exceptions if x.id in answered.exceptions]
                yield from (f"the exception “{x.says or x.id}”" for x in held if x.certainty is grade)
        for name, chosen in self.answer.readings.items():
            reading = self.words.reading(name, chosen)
            if reading and reading.certainty is grade:
                yield f"the reading “{reading.says}”"

    def _sources(self) -> Iterable[Row]:
        for id in self._cited:
            source = self.contract.sources.get(id)
            if source:
                yield row(self.words.source(source), faint(f" ({source.grade.value})"), label=id)

    def _closing(self) -> Iterable[Row]:
        note = self.contract.note.split(". ")[0].rstrip(".")
        yield row(faint(f"{f'{note}. ' if note else ''}Under the terms as encoded; no legal advice."))
        for remark in self.answer.remarks:
            yield row(faint(sentence(remark)))

    def _cite(self, sources: Sequence[str], depth: int) -> Row:
        self._cited.update(dict.fromkeys(sources))
        return row(faint(f"{'Source' if len(sources) == 1 else 'Sources'}: {', '.join(sources)}"), depth=depth)

    def _marks(self, sources: Sequence[str]) -> Piece | str:
        self._cited.update(dict.fromkeys(sources))
        return faint(f" [{', '.join(sources)}]") if sources else ""

    def _read_as(self, name: str, reading: str) -> str:
        found = self.words.reading(name, reading)
        if found is None:
            return reading
        return found.says if found.value is None else f"{self.words.value(name, found.value)} ({found.says})"


def common_days(cubes: Sequence[Cube]) -> tuple[Between | None, tuple[Cube, ...]]:
    """The days that all cubes have in common, if they do, and the cubes without them."""
    days = [[x for x in cube if isinstance(x, Between) and x.name == "date"] for cube in cubes]
    common = days[0] if days else []
    if len(common) != 1 or any(d != common for d in days):
        return None, tuple(cubes)
    return common[0], tuple(tuple(x for x in cube if x not in common) for cube in cubes)


def _sentences(told: Sequence[str]) -> str:
    return " ".join(sentence(_answered(t)) for t in told)


def _lowered(pieces: Sequence[Piece]) -> tuple[Piece, ...]:
    first, *others = pieces
    return (replace(first, text=first.text[:1].lower() + first.text[1:]), *others)


def _answered(said: str) -> str:
    """A question with its answer, the answer with a capital as well."""
    question, mark, answer = said.partition("? ")
    return f"{question}{mark}{_capital(answer)}" if mark else said


def _stopped(text: str) -> str:
    return text if text.endswith((".", "?", "!")) else f"{text}."


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


_ORDER = (Verdict.PERMITTED, Verdict.PROHIBITED, Verdict.CONFLICT, Verdict.SILENT, Verdict.DEPENDS)
_HEADS: Mapping[Verdict, str] = {
    Verdict.PERMITTED: "Permitted",
    Verdict.PROHIBITED: "Prohibited",
    Verdict.CONFLICT: "In conflict",
    Verdict.SILENT: "Silent",
}
_STATUS_WORDS = {
    Status.MET: "met",
    Status.EXCUSED: "excused",
    Status.STATES: "states what holds",
    Status.NOT_ENGAGED: "does not apply",
}
_TONES = {
    Status.BITES: Tone.PROHIBITED,
    Status.MET: Tone.PERMITTED,
    Status.GRANTS: Tone.PERMITTED,
    Status.UNKNOWN: Tone.DEPENDS,
}
_GRADES = {
    Certainty.REPORTED: "told by others than the parties",
    Certainty.INFERRED: "concluded from what was published and not said there",
    Certainty.SPECULATIVE: "guessed",
}
