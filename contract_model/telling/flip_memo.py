"""This file defines the sections that tell what would change an answer: flips, what each party can do, and why a verdict is not another."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from contract_model.model.answer import Answer, Cube, Verdict
from contract_model.model.contract import Contract
from contract_model.model.flip import Change, Flip, Flips, Lever, Role, WhyNot
from contract_model.telling.flip_words import all_now, condition, in_hands, roles
from contract_model.telling.gist import gist
from contract_model.telling.memo import asked_rows, outcome_rows
from contract_model.telling.section import Piece, Row, Section, Tone, faint, row, strong
from contract_model.telling.statements import within
from contract_model.telling.words import Words, counted, listed

MOST = 12  # flips; the JSON has them all
MOST_WAYS = 6


def flip_sections(contract: Contract, answer: Answer, flips: Flips, levers: Sequence[Lever]) -> tuple[Section, ...]:
    """What is told of flips; where the verdict depends, and no other was asked for, of what each party can do."""
    writer = _Writer(contract, answer)
    found = [writer.head(), writer.outcomes(), *writer.levers(levers)]
    if flips.to is not None or answer.verdict is not Verdict.DEPENDS:
        found += writer.flips(flips, None)
    return tuple(s for s in found if s.rows)


def why_not_sections(contract: Contract, answer: Answer, why_not: WhyNot) -> tuple[Section, ...]:
    """What is told of a verdict that a case does not have."""
    writer = _Writer(contract, answer)
    found = [writer.head(), writer.outcomes(), *writer.flips(why_not.ways, why_not.in_the_way)]
    return tuple(s for s in found if s.rows)


class _Writer:
    def __init__(self, contract: Contract, answer: Answer) -> None:
        self.contract = contract
        self.answer = answer
        self.words = Words(contract, answer.case.event.action)

    def head(self) -> Section:
        """What was asked, and the answer."""
        verdict = Piece(self.answer.verdict.value, Tone[self.answer.verdict.name])
        told = row(verdict, f": {gist(self.contract, self.answer)}", label="Verdict")
        return Section("", (*asked_rows(self.contract, self.answer), told))

    def outcomes(self) -> Section:
        """On what the verdict depends, where it does."""
        several = len(self.answer.outcomes) > 1
        return Section("", outcome_rows(self.contract, self.answer, self.answer.outcomes) if several else ())

    # flips

    def flips(self, flips: Flips, in_the_way: Sequence[tuple[Role, ...]] | None) -> list[Section]:
        """The flips by how many changes they take, and what is to be said of all of them."""
        if flips.to is flips.verdict:
            return [Section("", (row(f"It is {flips.verdict.value} already."),))]
        if not flips.flips:
            return [Section("", (row(self._none(flips)), *self._limits(flips)))]
        sections = []
        ways = list(zip(flips.flips[:MOST], in_the_way or [()] * len(flips.flips), strict=False))
        for size in dict.fromkeys(len(f.changes) for f, _ in ways):
            rows = [r for f, obstacles in ways if len(f.changes) == size for r in self._flip(f, obstacles, in_the_way is not None)]
            sections.append(Section(self._heading(flips, size), tuple(rows)))
        return [*sections, Section("", tuple(self._limits(flips)))]

    def _heading(self, flips: Flips, size: int) -> str:
        certainly = "Certainly " if flips.verdict is Verdict.DEPENDS else ""
        verdict = f"{certainly}{_AS[flips.to]}" if flips.to is not None else "Another verdict"
        return f"{verdict[:1].upper()}{verdict[1:]} with {counted(size, 'change')}{' together' if size > 1 else ''}"

    def _none(self, flips: Flips) -> str:
        if flips.to is None:
            return "No change of facts, of the event or of its date makes the verdict another."
        return f"No change of facts, of the event or of its date makes it {flips.to.value} for certain."

    def _flip(self, flip: Flip, obstacles: Sequence[Role], asked_why: bool) -> Iterator[Row]:
        verdict = Piece(_HEADS[flip.verdict], Tone[flip.verdict.name])
        told = [self.words.literal(c.to) for c in flip.changes]
        if len(told) == 1:
            (only,) = flip.changes
            yield row(verdict, f": {within(told[0])}" if "? " in told[0] else f" if {within(told[0])}")
            yield self._changed(only)
        else:
            yield row(verdict, " if all of this holds:")
            for said, change in zip(told, flip.changes, strict=True):
                yield row(said, depth=1, item=True)
                yield replace(self._changed(change), depth=2)
        if asked_why and obstacles:
            yield row(faint(f"In the way: {roles(self.contract, obstacles)}."), depth=1)
        if flip.turns_on:
            for place, name in enumerate(flip.turns_on[:MOST_WAYS]):
                said = "and" if place else "Then it would depend"
                yield row(faint(f"{said} on {name}: {self.words.question(name)}"), depth=1)
        else:
            then = roles(self.contract, flip.decided_by, flip.verdict) or "no term would decide"
            yield row(faint(f"Then {then}."), depth=1)
        yield row(in_hands(self.words, flip), depth=1)

    def _changed(self, change: Change) -> Row:
        """A change by names and values."""
        return row(strong(condition(change.to)), faint(f" (now {all_now(change)})"), depth=1)

    def _limits(self, flips: Flips) -> Iterator[Row]:
        """What is left out, where something is."""
        more = len(flips.flips) - MOST
        if more > 0:
            are = "is" if more == 1 else "are"
            yield row(faint(f"There {are} {counted(more, 'further way', 'further ways')}; the JSON lists them all."))
        if flips.at_once is not None:
            yield row(faint("So much could be otherwise that only single changes were looked at."))
        elif flips.compared_at_once is not None:
            most = counted(flips.compared_at_once, "thing")
            yield row(faint(f"Of what the terms compare with each other, no more than {most} at once could be looked at."))
        elif flips.more and more <= 0:
            yield row(faint("There may be other ways, with more changes: not all could be looked at."))

    # what each party can do

    def levers(self, levers: Sequence[Lever]) -> list[Section]:
        """For each party, what it can bring about by what it alone holds; and of whom nothing can be said."""
        if self.answer.verdict is not Verdict.DEPENDS:
            return []
        sections = []
        two = len(self.answer.outcomes) == 2
        for party in dict.fromkeys(lever.party for lever in levers):
            rows = [r for lever in levers if lever.party == party for r in self._lever(lever, two)]
            if rows:
                sections.append(Section(f"What {self.words.party(party)} can do", tuple(rows)))
            else:
                told = row("Nothing that it holds alone settles the verdict, or keeps one from coming out.")
                sections.append(Section(f"What {self.words.party(party)} can do", (told,)))
        if not levers:
            sections.append(Section("", (row("No party holds alone anything on which the verdict turns."),)))
        return sections

    def _lever(self, lever: Lever, two: bool) -> Iterator[Row]:
        """`two`: where two verdicts are possible, to force the one is to block the other."""
        verdict = Piece(lever.verdict.value, Tone[lever.verdict.name])
        if lever.forces:
            other = next(o.verdict for o in self.answer.outcomes if o.verdict is not lever.verdict)
            keeps = f", and so keep it from being {_AS[other]}" if two else ""
            yield row("Make it ", verdict, f"{keeps}, whatever the rest:")
            yield from self._ways(lever.forces)
        if lever.blocks and not two:
            yield row("Keep it from being ", verdict, ", whatever the rest:")
            yield from self._ways(lever.blocks)

    def _ways(self, cubes: Sequence[Cube]) -> Iterator[Row]:
        for cube in cubes[:MOST_WAYS]:
            first, *others = [self.words.literal(x) for x in cube]
            yield row(listed([first, *map(within, others)]), faint(f" ({listed([condition(x) for x in cube])})"), depth=1, item=True)
        if len(cubes) > MOST_WAYS:
            yield row(faint(f"or in {counted(len(cubes) - MOST_WAYS, 'further way')}"), depth=1, item=True)


_HEADS = {
    Verdict.PERMITTED: "Permitted",
    Verdict.PROHIBITED: "Prohibited",
    Verdict.CONFLICT: "In conflict",
    Verdict.SILENT: "Silent",
    Verdict.DEPENDS: "No longer certain",
}
_AS = {
    Verdict.PERMITTED: "permitted",
    Verdict.PROHIBITED: "prohibited",
    Verdict.CONFLICT: "in conflict",
    Verdict.SILENT: "silent",
    Verdict.DEPENDS: "open",
}
