"""This file defines the memo of a what-if: what is the same told once, and where two runs part, each beside the other."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from contract_model.model.contract import Contract
from contract_model.model.history import Instance, Step
from contract_model.telling.branches import Branches
from contract_model.telling.run_memo import MOST_EVENTS, MOST_NORMS, Teller, standing_sections, verdict_row
from contract_model.telling.run_words import RunWords
from contract_model.telling.section import Piece, Row, Section, Table, faint, row, strong
from contract_model.telling.standing import standing
from contract_model.telling.statements import sentence
from contract_model.telling.words import counted, spelled

REAL, OTHER = "As it happened", "With the what-if"


def branches_memo(contract: Contract, branches: Branches, *, events: bool | None = None, why: bool = False) -> tuple[Section, ...]:
    """The memo of two runs. `events` and `why` are as for one run."""
    return _Writer(contract, branches).memo(events, why)


class _Writer:
    def __init__(self, contract: Contract, branches: Branches) -> None:
        self.contract = contract
        self.branches = branches
        self.real = RunWords(contract, branches.real, branches.real_names)
        self.other = RunWords(contract, branches.other, branches.other_names)
        self.teller = Teller(self.real)

    def memo(self, events: bool | None, why: bool) -> tuple[Section, ...]:
        found = [Section("", tuple(self._head())), Section("The same in both", tuple(self._same(events)))]
        if self.branches.parts is None:
            found.append(Section("", (row("The two do not part: all is the same in the end."),)))
        else:
            found.append(Section(f"They part on {self.real.moments.said(self.branches.parts)}", (), None, self._parted(events)))
            found.append(Section("How it stands in the end", tuple(self._end_rows()), None, self._end()))
        found += [*(self._reasons() if why else ()), Section("", tuple(self.teller.closing()))]
        return tuple(s for s in found if s.rows or s.tree or s.table)

    def _head(self) -> Iterator[Row]:
        yield row(strong(self.contract.title or self.contract.id), faint(f" ({self.contract.id})"), label="Contract")
        if self.branches.real.history.name:
            yield row(self.branches.real.history.name, label="History")
        yield row(f"{self.real.span()}, {counted(len(self.branches.real.history.happenings), 'event')}", label="Time")
        for place in self.branches.added:
            happening = self.branches.other.history.happenings[place]
            when = self.other.moments.told(happening)
            yield row(f"{when}: ", strong(sentence(self.other.happening(happening))), label="What if")
        yield from (row(sentence(said), label=label) for label, said in self.real.assumed())

    def _same(self, wanted: bool | None) -> Iterator[Row]:
        steps = self.branches.real_steps[: self.branches.same]
        count = sum(s.happening is not None for s in steps)
        if wanted is False or (wanted is None and count > MOST_EVENTS):
            if count:
                yield row(faint(f"{counted(count, 'event')} {'is' if count == 1 else 'are'} not told one by one."))
            return
        for step in steps:
            yield from self.teller.step(step)

    def _parted(self, wanted: bool | None) -> Table:
        """What happened from where they part on, by instants."""
        same = self.branches.same
        real, other = self.branches.real_steps[same:], self.branches.other_steps[same:]
        instants = sorted({s.instant for s in (*real, *other)})
        shown = instants if wanted else instants[:MOST_EVENTS]
        lines = []
        for at in shown:
            one = _told(self.real, [s for s in real if s.instant == at])
            two = _told(self.other, [s for s in other if s.instant == at])
            if one.text or two.text:
                mark = " " if _plain(one) == _plain(two) else "*"
                lines.append((row(f"{mark} {self.real.moments.said(at)}"), *_same_once(one, two)))
        if len(shown) < len(instants):
            lines.append((row(faint(f"and {len(instants) - len(shown):,} more")), row(""), row("")))
        return Table(("When (* differs)", REAL, OTHER), tuple(lines))

    def _end_rows(self) -> Iterator[Row]:
        same = len({i.label for r in (self.branches.real, self.branches.other) for i in r.instances}) - len(self.branches.norms)
        if same:
            yield row(faint(f"{counted(same, 'norm').capitalize()} stand{'s' if same == 1 else ''} alike in both and "), faint(_are(same)))

    def _end(self) -> Table:
        """How the contract, and each norm and fact that differs, stands at the end of each."""
        lines = []
        if self.real.state() != self.other.state():
            lines.append((row(strong("The contract")), row(self.real.state()), row(self.other.state())))
        for d in self.branches.norms[:MOST_NORMS]:
            lines.append((row(strong(self.real.instance(d.label))), row(_stands(self.real, d.real)), row(_stands(self.other, d.other))))
        if len(self.branches.norms) > MOST_NORMS:
            lines.append((row(faint(f"and {len(self.branches.norms) - MOST_NORMS:,} more norms")), row(""), row("")))
        for name, key in self.branches.facts[:MOST_NORMS]:
            label = f"{name} ({self.real.key(name, key)})" if key is not None else name
            one, two = (row(words.fact(name, words.run.facts.get((name, key)))) for words in (self.real, self.other))
            lines.append((row(strong(label)), one, two))
        for heading, one, two in self._sections():
            lines.append((row(strong(heading)), one, two))
        return Table(("", REAL, OTHER), tuple(lines))

    def _sections(self) -> Iterator[tuple[str, Row, Row]]:
        """What is due next, breached and so on, where it differs."""
        one, two = (
            {s.heading: " ".join(r.text for r in s.rows) for s in standing_sections(words, standing(self.contract, words.run))}
            for words in (self.real, self.other)
        )
        for heading in ("Due next", "May be used", "Curable"):
            if one.get(heading) != two.get(heading):
                yield heading, row(one.get(heading, "nothing")), row(two.get(heading, "nothing"))

    def _reasons(self) -> Iterator[Section]:
        from contract_model.telling.reasons import reasons

        for words, steps in ((self.real, self.branches.real_steps), (self.other, self.branches.other_steps[self.branches.same :])):
            for step in steps:
                if step.answer is not None:
                    heading = f"Why {words.names.event(step.happening)} is {step.answer.verdict.value}"
                    heading += "" if words is self.real else f" ({OTHER.lower()})"
                    yield Section(heading, (), reasons(self.contract, step.answer))


def _are(count: int) -> str:
    return "is not listed." if count == 1 else "are not listed."


def _told(words: RunWords, steps: Sequence[Step]) -> Row:
    """What some steps of one instant brought about, as one paragraph."""
    pieces: list[Piece] = []
    for step in steps:
        if step.deemed is not None:
            pieces += [strong(sentence(words.event(step.deemed))), faint(" (Taken to have happened.) ")]
        elif step.happening is not None:
            event = words.names.event(step.happening)
            told = sentence(words.happening(words.run.history.happenings[step.happening]))
            pieces += [Piece(f"{event[:1].upper()}{event[1:]}: "), strong(told), Piece(" ")]
        verdict = verdict_row(words, step)
        pieces += [*verdict.pieces, Piece(" ")] if verdict else []
        for change in step.changes:
            if not words.is_told(change, step):
                pieces.append(Piece(f"{sentence(words.effect(change, step))} "))
    return Row(tuple(pieces))


def _plain(cell: Row) -> str:
    return cell.text.strip()


def _same_once(one: Row, two: Row) -> tuple[Row, Row]:
    """What both columns would say is said once."""
    if _plain(one) == _plain(two):
        return one, row(faint("the same"))
    return (one if one.text else row(faint("nothing"))), (two if two.text else row(faint("nothing")))


def _stands(words: RunWords, instance: Instance | None) -> str:
    if instance is None:
        return "did not come about"
    until = words.until(instance) if instance in words.run.open else ""
    late = ", late" if instance.late else ""
    breached = f"; violated on {words.moments.said(instance.violated_at)}" if instance.violated_at is not None else ""
    return f"{spelled(instance.state.value)}{late}{f' {until}' if until else ''}{breached}"
