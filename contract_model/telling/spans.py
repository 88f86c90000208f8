"""This file defines the sections that tell a timeline: its spans with first and last day, and at each border what changes and why."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import timedelta

from contract_model.model.answer import Answer, Verdict
from contract_model.model.case import DateSpan
from contract_model.model.contract import Contract, Silence
from contract_model.model.kinds import DATE
from contract_model.model.timeline import Border, Cause, Reason, Span, Stretch, Timeline, TimelineRow
from contract_model.model.values import in_words
from contract_model.telling.gist import called
from contract_model.telling.memo import asked_rows, outcome_rows
from contract_model.telling.section import Piece, Row, Section, Tone, faint, row, strong
from contract_model.telling.words import Words, interval, listed

MOST = 8  # conditions listed for a verdict
MOST_OF_OTHERS = 6  # in the row of another reading


def span_sections(contract: Contract, answer: Answer, line: Timeline) -> tuple[Section, ...]:
    """What is told of a timeline; `answer` is that to its case at any date of it."""
    said = SpanWords(contract, line)
    writer = _Writer(contract, answer, said)
    head = [r for r in asked_rows(contract, answer) if r.label != "Event"]
    event = row(strong(said.event()), faint(f", {said.over()}"), label="Event")
    sections = [
        Section("", (event, *head, row(said.permitted(line.row), label="Permitted"))),
        Section("From day to day", tuple(writer.row(line.row, MOST))),
    ]
    for other in line.others:
        sections.append(Section(f"If read otherwise: {other.name}", tuple(writer.other(other))))
    if line.idle:
        sections.append(Section("Read otherwise to no effect on any day", (row(listed(line.idle)),)))
    return tuple(s for s in sections if s.rows)


class SpanWords:
    """Words for what a timeline has: days, verdicts, and the reasons of a border."""

    def __init__(self, contract: Contract, line: Timeline) -> None:
        self.contract = contract
        self.line = line
        self.words = Words(contract, line.case.event.action)
        self._versions = {v.id: v for v in contract.versions}

    def event(self) -> str:
        """What happens, without a date."""
        return self.words.action(self.line.case.event)

    def over(self) -> str:
        """For which days the timeline is."""
        days = self.days(self.line.over)
        return days if self.line.over == DateSpan() else f"on the days {days}"

    def days(self, days: DateSpan) -> str:
        """Days by their first and last one: `from 27 April 2026 through 31 December 2032`; `whatever the date`."""
        return interval(DATE, days.first, days.last, (True, True)) if days.first or days.last else "whatever the date"

    def permitted(self, found: TimelineRow) -> str:
        """The earliest and the latest day on which it is permitted, for certain and as things may turn out."""
        certain, possible = self._several(found.permitted), self._several(found.permissible)
        return f"{certain}." if found.permitted == found.permissible else f"for certain {certain}; as things may turn out, {possible}."

    def _several(self, found: Sequence[DateSpan]) -> str:
        if not found:
            return "on no day"
        if len(found) == 1:
            return "on every day" if found[0] == self.line.over else self.days(found[0])
        first, last = found[0].first, found[-1].last
        early = f"earliest on {in_words(first)}" if first else f"always until {in_words(found[0].last)}" if found[0].last else ""
        late = f"latest on {in_words(last)}" if last else f"always from {in_words(found[-1].first)} on" if found[-1].first else ""
        return f"{early}, {late} (not on every day between)"

    def term(self, reason: Reason) -> str:
        """A term by its heading and id."""
        version = self._versions[reason.version]
        term = version.terms[reason.term]
        return called(term) + (f" ({term.id})" if term.heading not in ("", term.id) else "")

    def version(self, id: str) -> str:
        """A version by its date and title."""
        version = self._versions[id]
        return self.words.version(version) + (f" (“{version.title}”)" if version.title else "")

    def reasons(self, border: Border) -> str:
        """Why the answer changes, as sentences."""
        rest = list(border.reasons)
        said: list[str] = []
        if rest and rest[0].cause is Cause.VERSION:
            begins = rest.pop(0)
            said.append(f"{self.version(begins.version)} comes into force{self._with(rest)}")
        rest = [r for r in rest if r.cause not in _OF_VERSION or not said]
        turning: dict[str, list[str]] = {}  # several terms may ask the same
        for reason in rest:
            if reason.cause in (Cause.CONDITION, Cause.UNTIL):
                turning.setdefault(self._turning(reason), []).append(self._asking(reason))
            else:
                said.append(self._reason(reason, border))
        said += [f"{listed(asking)} turn{'s' if len(asking) == 1 else ''}: {what}" for what, asking in turning.items()]
        return " ".join(f"{s[:1].upper()}{s[1:]}." for s in dict.fromkeys(said))

    def _with(self, reasons: Sequence[Reason]) -> str:
        """What terms a version has, has no more, and has otherwise."""
        told = []
        for cause, head in _OF_VERSION.items():
            terms = [self.term(r) for r in reasons if r.cause is cause]
            first = terms and reasons[0].version == self.contract.versions[0].id
            told += [f"{'it has' if first else head} {listed(terms)}"] if terms else []
        return f": {listed(told)}" if told else ""

    def _reason(self, reason: Reason, border: Border) -> str:
        match reason.cause:
            case Cause.BEGINS:
                return f"it is the first day of {self.term(reason)}"
            case Cause.ENDS:
                return f"{in_words(border.day - timedelta(days=1))} was the last day of {self.term(reason)}"
            case Cause.UNKNOWN:
                return "what is not known can be so only before that day, or only from it on"
            case cause:
                return f"{_OF_VERSION[cause]} {self.term(reason)}"

    def _turning(self, reason: Reason) -> str:
        """A condition as it is written, and by its name if it is a definition, with its words if it has some."""
        defined = self.contract.definitions.get(reason.definition)
        says = f", {defined.says}" if defined and defined.says else ""
        return f"“{reason.text}”" + (f" ({reason.definition}{says})" if reason.definition else "")

    def _asking(self, reason: Reason) -> str:
        """Where a condition stands."""
        if reason.cause is Cause.UNTIL:
            return f"what {self.term(reason)} lasts until"
        where = "an exception" if reason.part.startswith("unless") else "a condition"
        return f"{where} of {self.term(reason)}"

    def stretch(self, stretch: Stretch) -> str:
        """What decides on some days: `“Any cloud” (any-cloud), version of 27 April 2026`."""
        if stretch.version is None:
            return "no version was in force"
        version = self._versions[stretch.version]
        under = f"under {self.words.version(version)}"
        if stretch.decided_by:
            terms = [Reason(Cause.CONDITION, stretch.version, id) for id in stretch.decided_by]
            return f"{listed([self.term(t) for t in terms])}, {under}"
        if stretch.by_silence:
            meant = {Silence.PERMITTED: "permission", Silence.PROHIBITED: "prohibition"}.get(self.contract.policies.silence, "")
            return f"no term allows or forbids it, which the contract takes for {meant}, {under}"
        return f"no term allows or forbids it, {under}"

    def read(self, found: TimelineRow) -> str:
        """How a row reads the contract: the question with its answer."""
        return f"{self.words.question(found.name)} {self.reading(found)}." if found.name else "As read by default"

    def reading(self, found: TimelineRow) -> str:
        """The other reading of a row, in words; a published value with who says so."""
        reading = self.words.reading(found.name, found.reading)
        said = found.reading if reading is None else reading.says
        if reading is not None and reading.value is not None:
            said = f"{self.words.value(found.name, reading.value)}, {said}"
        return f"{said[:1].upper()}{said[1:]}".removesuffix(".")


class _Writer:
    def __init__(self, contract: Contract, answer: Answer, said: SpanWords) -> None:
        self.contract = contract
        self.answer = answer
        self.said = said
        self.answered = said.line.row

    def row(self, found: TimelineRow, most: int, depth: int = 0, told: TimelineRow | None = None) -> Iterator[Row]:
        """The spans of a row with what is between them; of what has been told of another row no more than that it is the same."""
        for place, span in enumerate(found.spans):
            days = self.said.days(span.days)
            same = told is not None and span in told.spans
            verdict = Piece(span.verdict.value, Tone[span.verdict.name])
            yield row(strong(f"{days[:1].upper()}{days[1:]}: "), verdict, faint(", as above") if same else "", depth=depth)
            if same:
                continue
            if place and not (told and found.borders[place - 1] in told.borders):
                yield row(self.said.reasons(found.borders[place - 1]), depth=depth + 1, label="Why")
            yield from self._by(span, depth + 1)
            if span.verdict is Verdict.DEPENDS:
                yield from outcome_rows(self.contract, self.answer, span.outcomes, most, depth + 1)

    def other(self, found: TimelineRow) -> Iterator[Row]:
        """The row of another reading."""
        yield row(self.said.read(found))
        yield row(self.said.permitted(found), label="Permitted", depth=1)
        yield from self.row(found, MOST_OF_OTHERS, 1, told=self.answered)

    def _by(self, span: Span, depth: int) -> Iterator[Row]:
        for stretch in span.stretches:
            when = f"{self.said.days(stretch.days)}: " if len(span.stretches) > 1 else ""
            yield row(faint(f"{when}{self.said.stretch(stretch)}"), depth=depth, label="By")


_OF_VERSION = {Cause.ADDED: "it has the new", Cause.REPEALED: "it no longer has", Cause.REPLACED: "it changes"}
