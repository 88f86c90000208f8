"""This file defines the sections that tell `Readings`: the matrix of combinations, the answers, and what each ambiguity is worth."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from contract_model.model.answer import Answer, Outcome, Verdict
from contract_model.model.contract import Contract
from contract_model.model.readings import Clarification, Combination, Readings, Share
from contract_model.telling.memo import asked_rows, outcome_rows
from contract_model.telling.section import Piece, Row, Section, Table, Tone, faint, row, strong
from contract_model.telling.words import Words, counted, listed

WIDEST_MATRIX = 5  # with more ambiguities a line names only what it is about
MOST_LINES = 24
MOST_ANSWERS = 8
MOST_CONDITIONS = 4


def readings_sections(contract: Contract, answer: Answer, readings: Readings) -> tuple[Section, ...]:
    """What is told of the readings of a case; `answer` is the answer to it."""
    return _Writer(contract, answer, readings).sections()


class _Writer:
    def __init__(self, contract: Contract, answer: Answer, readings: Readings) -> None:
        self.contract = contract
        self.answer = answer
        self.readings = readings
        self.words = Words(contract, answer.case.event.action)
        self.every = {c.name: tuple(c.alone) for c in readings.matter}
        self.names = tuple(readings.combinations[0].readings) if readings.combinations else ()
        open_ = [i for i, outcomes in enumerate(readings.answers) if len(outcomes) > 1]
        self.numbers = {i: n for n, i in enumerate(open_, 1)}  # an answer that depends is told once, under its number

    def sections(self) -> tuple[Section, ...]:
        few = not self.readings.more and len(self.readings.combinations) <= MOST_LINES
        shown = self.readings.combinations if few else ()
        found = [
            Section("", (*asked_rows(self.contract, self.answer), self._as_asked())),
            Section("", tuple(self._summary())),
            self._matrix(shown),
            Section("The verdicts that depend", tuple(self._answers(shown))),
            Section("What each ambiguity decides", tuple(row_ for c in self.readings.matter for row_ in self._clarification(c))),
            Section("Irrelevant here", tuple(self._irrelevant())),
            Section("How cases are counted", tuple(self._counting())),
        ]
        return tuple(s for s in found if s.rows or s.table)

    def _as_asked(self) -> Row:
        taken = any(c.taken for c in self.readings.matter)
        return row(self._verdict(0), faint(", as the contract is read by default") if taken else "", label="Verdict")

    # in short

    def _summary(self) -> Iterator[Row]:
        matter = self.readings.matter
        if not matter:
            some = self.readings.irrelevant or self.readings.held
            same, none = "However the contract is read, the verdict is the same.", "No term of the action can be read in two ways."
            yield row(same if some else none)
            return
        count = counted(len(matter), "ambiguity", "ambiguities").capitalize()
        yield row(f"{count} can change the verdict: {listed([c.name for c in matter])}.")
        alone = [c.name for c in matter if c.decides_alone]
        if len(alone) == 1 < len(matter):
            yield row(strong(alone[0]), " alone decides: to read anything else otherwise changes nothing unless it is read otherwise, too.")
        elif not alone:
            yield row("None of them changes it alone.")
        elif len(alone) < len(matter):
            others = [c.name for c in matter if not c.decides_alone]
            does = ["does" if len(names) == 1 else "do" for names in (alone, others)]
            yield row(f"Alone, {listed(alone)} {does[0]}; {listed(others)} {does[1]} only together with another.")
        elif len(alone) > 1:
            yield row("Each of them alone does.")
        most = matter[0]
        if most.changes.count and len(alone) > 1:
            yield row("Most is settled by ", strong(most.name), f": it changes {self._share(most.changes)} that are open here.")
        for c in matter if len(matter) > 1 else ():
            for reading in c.settles if len(c.settles) < len(c.alone) else ():
                said = f" read as {reading} settles it, whatever else is read: "
                yield row(strong(c.name), said, "it " if c.alone[reading] in self.numbers else "", self._verdict(c.alone[reading]), ".")

    # the matrix

    def _matrix(self, shown: Sequence[Combination]) -> Section:
        if not self.readings.matter:
            return Section("")
        heading = "The verdict under each combination"
        total = self.readings.total
        if not shown:
            said = f"{total:,} combinations of readings are too many to tell here. What each ambiguity does alone is told below; "
            return Section(heading, (row(said, "--reading NAME=READING holds a reading, and leaves fewer."),))
        told = f"{total:,} combinations of readings, those with one answer together{'; * is taken by default' if self._stars() else ''}."
        rows = [row(faint(told))] if len(shown) < total or self._stars() else []
        listing = len(self.names) > WIDEST_MATRIX
        if listing:
            rows += [row(self._said(c), ": ", self._verdict(c.answer), item=True) for c in shown]
        if listing:
            return Section(heading, tuple(rows))
        table = Table(
            (*self.names, "Verdict"),
            tuple((*(row(self._cell(n, c.readings[n])) for n in self.names), row(self._verdict(c.answer))) for c in shown),
        )
        return Section(heading, tuple(rows), None, table)

    def _stars(self) -> bool:
        return any(c.taken for c in self.readings.matter)

    def _cell(self, name: str, of: tuple[str, ...]) -> str:
        if len(of) == len(self.every[name]):
            return "any"
        return listed([f"{r}{'*' if r == self._taken(name) else ''}" for r in of], "or")

    def _taken(self, name: str) -> str | None:
        return next(c.taken for c in self.readings.matter if c.name == name)

    def _said(self, combination: Combination) -> str:
        """A combination by what is not at will in it."""
        some = {n: of for n, of in combination.readings.items() if len(of) < len(self.every[n])}
        return ", ".join(f"{n} = {self._cell(n, of)}" for n, of in some.items()) or "any readings"

    # the answers

    def _verdict(self, place: int) -> Piece:
        verdict = _verdict_of(self.readings.answers[place])
        number = f" ({self.numbers[place]})" if place in self.numbers and len(self.numbers) > 1 else ""
        return Piece(f"{verdict.value}{number}", Tone[verdict.name])

    def _answers(self, shown: Sequence[Combination]) -> Iterator[Row]:
        alone = {place for c in self.readings.matter for place in c.alone.values()}
        places = [p for p in self.numbers if p == 0 or p in alone or any(c.answer == p for c in shown)]
        for place in places[:MOST_ANSWERS]:
            yield row(self._verdict(place), ", as asked:" if place == 0 else ":")
            yield from outcome_rows(self.contract, self.answer, self.readings.answers[place], MOST_CONDITIONS, 1)
        if len(places) > MOST_ANSWERS:
            yield row(faint(f"and {len(places) - MOST_ANSWERS} more, which --format json lists."))

    # the ambiguities

    def _clarification(self, clarification: Clarification) -> Iterator[Row]:
        yield row(strong(self.words.question(clarification.name)), faint(f" ({clarification.name})"))
        ambiguity = self.contract.ambiguities[clarification.name]
        for name, place in clarification.alone.items():
            reading = ambiguity.readings[name]
            marks = f" [{', '.join(reading.sources)}]" if reading.sources else ""
            depends = "it " if place in self.numbers else ""
            then = f" Taken: {depends}" if name == clarification.taken else f" Then {depends}"
            yield row(_sentence(reading.says), faint(marks), then, self._verdict(place), ".", depth=1, label=name)
        anywhere = clarification.anywhere
        general = f", and {self._share(anywhere)} of the action whatever the facts" if anywhere is not None and anywhere.of > 1 else ""
        changes = clarification.changes
        if changes.of == 1:
            here = "It changes the verdict" if changes.count else "Alone it changes nothing"
            general = f"; whatever the facts, {self._share(anywhere)} of the action" if anywhere is not None and anywhere.of > 1 else ""
        else:
            here = f"{'It' if changes.count else 'Alone it'} changes {self._share(changes)} that are open here"
        yield row(faint(f"{here}{general}."), depth=1)

    def _share(self, share: Share) -> str:
        if share.of > MOST_COUNTED:
            return f"{_percent(share) if share.count else 'none'} of the cases"
        count = f"{share.count:,}" if share.count else "none"
        return f"{count} of the {share.of:,} cases"

    def _irrelevant(self) -> Iterator[Row]:
        asked, unasked, held = self.readings.irrelevant, self.readings.unasked, self.readings.held
        if asked:
            them = "it" if len(asked) == 1 else "them"
            yield row(f"{listed(list(asked))}: the terms of the action ask about {them}, and here nothing turns on {them}.")
        if held:
            yield row(f"{listed([f'{n} = {r}' for n, r in held.items()])}: held as chosen.")
        if unasked:
            others = counted(len(unasked), "other ambiguity is", "other ambiguities are")
            yield row(faint(f"{others.capitalize()} about other actions."))

    def _counting(self) -> Iterator[Row]:
        if any(c.changes.of > 1 or c.anywhere for c in self.readings.matter):
            opened = any(c.taken is None for c in self.readings.matter)
            yield row(
                "Each combination of values of the facts and parameters on which the verdict can turn counts once, if it can be; a "
                "quantity has one value below each of its thresholds, one on it and one above. The other ambiguities are read as taken"
                + ("; those that are open count with each of their readings." if opened else "."),
            )


MOST_COUNTED = 10_000  # more cases than these are told as a share


def _verdict_of(outcomes: Sequence[Outcome]) -> Verdict:
    return outcomes[0].verdict if len(outcomes) == 1 else Verdict.DEPENDS


def _percent(share: Share) -> str:
    part = 100 * share.value
    return f"{part:.0f} %" if part >= 10 else f"{part:.1f} %" if part >= 0.1 else "less than 0.1 %"


def _sentence(text: str) -> str:
    capital = text[:1].upper() + text[1:]
    return capital if capital.endswith((".", "?", "!")) else f"{capital}."
