"""This file defines the memo of a run: what happened, how each norm fared, how everything stands, as headings and rows of words."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import timedelta
from typing import TypeVar

from contract_model.model.answer import Verdict
from contract_model.model.contract import Contract
from contract_model.model.history import FactChanged, Instance, NormChange, Run, Step
from contract_model.model.states import NormState
from contract_model.model.values import in_words
from contract_model.telling.ledger import Entry, Ledger, Life
from contract_model.telling.run_words import RunWords
from contract_model.telling.section import Piece, Row, Section, Tone, faint, row, strong
from contract_model.telling.standing import Standing, belongs, standing
from contract_model.telling.statements import sentence
from contract_model.telling.words import counted, listed, spelled

MOST_EVENTS = 100  # a longer history is told only where that is wanted
MOST_NORMS = 60
MOST_LISTED = 20

_T = TypeVar("_T")

TONES = {
    NormState.FULFILLED: Tone.PERMITTED,
    NormState.EXERCISED: Tone.PERMITTED,
    NormState.VIOLATED: Tone.PROHIBITED,
    NormState.PENDING: Tone.SILENT,
    NormState.SUSPENDED: Tone.DEPENDS,
}


def run_memo(contract: Contract, run: Run, *, events: bool | None = None, why: bool = False) -> tuple[Section, ...]:
    """The memo of a run. `events`: whether each is told; by default up to MOST_EVENTS. `why`: each verdict with its reasons."""
    return RunWriter(contract, run).memo(events, why)


class Teller:
    """Tells steps of a run in its words."""

    def __init__(self, words: RunWords) -> None:
        self.words = words
        self.contract = words.contract
        self.run = words.run

    def step(self, step: Step) -> Iterator[Row]:
        """What one step brought about, in rows."""
        if step.deemed is not None:
            said = sentence(self.words.event(step.deemed))
            yield row(f"{self.words.moments.said(step.instant)}: ", strong(said), faint(" (taken to have happened)"))
        elif step.happening is not None and step.instant > self.run.history.happenings[step.happening].instant:
            said = f"{self.words.moments.said(step.instant)}, {self.words.names.event(step.happening)} takes effect: "
            yield row(said, strong(sentence(self.words.happening(self.run.history.happenings[step.happening]))))
        elif step.happening is not None:
            happening = self.run.history.happenings[step.happening]
            when = f"{self.words.moments.told(happening)}, {self.words.names.event(step.happening)}: "
            yield row(when, strong(sentence(self.words.happening(happening))))
        elif step.changes:
            yield row(f"{self.words.moments.said(step.instant)}", faint(" (no event)"))
        else:
            return
        verdict = verdict_row(self.words, step)
        if verdict is not None:
            yield verdict
        for change in step.changes:
            if not self.words.is_told(change, step):
                yield row(*_toned(sentence(self.words.effect(change, step)), change), depth=1, item=True)
        for remark in step.remarks:
            yield row(faint(sentence(remark)), depth=1)

    def closing(self) -> Iterator[Row]:
        """What a reader must know beside, and what was remarked in reading the history."""
        note = self.contract.note.split(". ")[0].rstrip(".")
        yield row(faint(f"{f'{note}. ' if note else ''}Under the terms as encoded; no legal advice."))
        yield from (row(faint(sentence(remark))) for remark in self.run.history.remarks)


class RunWriter(Teller):
    """Writes the memo of a run, part by part."""

    def __init__(self, contract: Contract, run: Run) -> None:
        super().__init__(RunWords(contract, run))
        self.ledger = Ledger(run)
        self.standing: Standing = standing(contract, run)

    def memo(self, events: bool | None, why: bool) -> tuple[Section, ...]:
        """All parts that say something."""
        sections = [
            Section("", tuple(self.head())),
            *standing_sections(self.words, self.standing),
            Section("What happened", tuple(self._events(events))),
            *(self._reasons() if why else ()),
            Section("The norms", tuple(self._norms())),
            Section("Facts", tuple(self.facts())),
            Section("Never triggered", tuple(self.untriggered())),
            Section("", tuple(self.closing())),
        ]
        return tuple(s for s in sections if s.rows or s.tree)

    # what it is about

    def head(self) -> Iterator[Row]:
        """What it is about, and how things stand in one line."""
        run = self.run
        yield row(strong(self.contract.title or self.contract.id), faint(f" ({self.contract.id})"), label="Contract")
        if run.history.name:
            yield row(run.history.name, label="History")
        count = counted(sum(h.event is not None for h in run.history.happenings), "event")
        yield row(f"{self.words.span()}, {count}", label="Time")
        yield from (row(sentence(said), label=label) for label, said in self.words.assumed())
        if run.engine == "meaning":
            yield row("worked out by the definition alone; `--engine rete` has it confirmed by the rules engine", label="Engine")
        yield row(strong(self.words.state()), ": ", *self._gist(), label="Stands")

    def _gist(self) -> Iterable[str | Piece]:
        found: list[Piece | str] = []
        violated = self.standing.violated
        for count, what, tone in (
            (len(violated), "violated", Tone.PROHIBITED),
            (len(self.standing.curable), "curable", Tone.DEPENDS),
            (len(self.standing.due), "due next", Tone.STRONG),
            (len(self.standing.usable), "that may be used", Tone.PLAIN),
            (len(self.standing.undecided), "not decided", Tone.DEPENDS),
        ):
            if count:
                found += [", " if found else "", Piece(counted(count, what, what), tone)]
        return [*found, "."] if found else ["nothing is due, and nothing is violated."]

    # what happened

    def _events(self, wanted: bool | None) -> Iterator[Row]:
        happenings = self.run.history.happenings
        if wanted is False or (wanted is None and len(happenings) > MOST_EVENTS):
            if happenings:
                hint = "" if wanted is False else "; `--events` tells each"
                are = "is" if len(happenings) == 1 else "are"
                yield row(faint(f"{counted(len(happenings), 'event')} {are} not told one by one{hint}."))
            return
        for step in self.ledger.steps:
            yield from self.step(step)

    def _reasons(self) -> Iterator[Section]:
        """For each event that was judged the tree of reasons."""
        from contract_model.telling.reasons import reasons

        for step in self.run.steps:
            if step.answer is not None:
                which = self.words.names.event(step.happening)
                verdict = step.answer.verdict.value
                yield Section(f"Why {which} is {_verdict_words(verdict)}", (), reasons(self.contract, step.answer))

    # how each norm fared

    def _norms(self) -> Iterator[Row]:
        lives = self.ledger.lives
        shown = most_telling(lives, MOST_NORMS)
        for life in lives:
            if life.instance.number in shown:
                yield from self.life(life)
        if len(shown) < len(lives):
            yield row(faint(f"{len(lives) - len(shown):,} further norms are left out; the JSON has them all."))

    def life(self, life: Life) -> Iterator[Row]:
        """A norm with its state, and below each change of it."""
        instance = life.instance
        state = spelled(instance.state.value) + (", late" if instance.late else "")
        heading, _, label = self.words.instance(instance.label).rpartition(" ")
        tone = TONES.get(instance.state, Tone.STRONG)
        owing = self.words.owing(instance)
        owed = faint(f"; {owing}") if owing else ""
        yield row(strong(heading or label), faint(f" {label}") if heading else "", ": ", Piece(state, tone), owed)
        for entry in life.entries:
            yield self._entry(entry)

    def _entry(self, entry: Entry) -> Row:
        change = entry.change
        if isinstance(change, NormChange):
            said = self.words.norm_change(change, entry.step, named=False)
            pieces = _toned(sentence(said), change, whole=False)
        else:
            pieces = (Piece(sentence(self.words.change(change, entry.step))),)
        time = self.words.moments.time(change.instant)
        return row(f"At {time}: " if time else "", *pieces, depth=1, label=in_words(self.words.moments.day(change.instant)))

    # facts

    def facts(self) -> Iterator[Row]:
        """What is known, and since when."""
        changes: dict[tuple[str, str | None], list[FactChanged]] = {}
        for entry in self.ledger.entries:
            if isinstance(entry.change, FactChanged):
                changes.setdefault((entry.change.fact, entry.change.key), []).append(entry.change)
        known = {(name, key) for name, key in self.run.facts if key is not None or not self._only_presumed(name)}
        keys = sorted({*known, *changes}, key=lambda k: (self._place(k[0]), k[0], k[1] or ""))
        for name, key in keys[:MOST_NORMS]:
            last = changes.get((name, key), [])[-1:]
            since = ""
            if last:
                by = f", {self.words.names.event(last[0].happening)}" if last[0].happening is not None else ""
                since = f"; since {self.words.moments.said(last[0].instant)}{by}"
            label = f"{name} ({self.words.key(name, key)})" if key is not None else name
            value = self.words.fact(name, self.run.facts.get((name, key)))
            yield row(strong(value), faint(f" ({self.words.words.question(name)}{since})"), label=label)
        if len(keys) > MOST_NORMS:
            yield row(faint(f"{len(keys) - MOST_NORMS:,} further values are left out; the JSON has them all."))
        if presumed := len({*self.run.facts} - {*keys}):
            yield row(faint(f"{counted(presumed, 'further fact')} {'is' if presumed == 1 else 'are'} as presumed; the JSON has them."))

    def _only_presumed(self, name: str) -> bool:
        """Whether a fact has its value by presumption alone: the history tells nothing of it, and nothing changes it."""
        fact, history = self.contract.facts.get(name), self.run.history
        if fact is None or fact.presumed is None or fact.starts is not None:
            return False
        return name not in history.facts and name not in history.readings and not any(name in h.facts for h in history.happenings)

    def _place(self, fact: str) -> int:
        order = list(self.contract.facts)
        return order.index(fact) if fact in self.contract.facts else len(order)

    def untriggered(self) -> Iterator[Row]:
        """Terms over time of which there was no instance."""
        for id in self.run.untriggered:
            yield row(self.words.names.term(id), item=True)


def verdict_row(words: RunWords, step: Step) -> Row | None:
    """The verdict of a step's event and what the event is: performance, breach, exercise, or a power tried in vain."""
    pieces: list[str | Piece] = []
    if step.verdict is not None:
        said = _verdict_words(step.verdict.value)
        pieces.append(Piece(said[:1].upper() + said[1:], Tone[step.verdict.name]))
        if step.decided_by:
            pieces.append(f" by {_joined(words, step.decided_by)}")
        elif step.verdict is Verdict.SILENT and not step.void:
            pieces.append(": no term allows or forbids it")
        if step.verdict is Verdict.DEPENDS and step.answer is not None and step.answer.unknown:
            pieces.append(f" on {words.hangs_on(step.answer.unknown)}")
    changed = {c.instance for c in step.changes if isinstance(c, NormChange)}  # what is told of as a change
    for all_labels, said in ((step.performs, "performs"), (step.breaks, "breaks"), (step.exercises, "exercises")):
        if labels := [label for label in all_labels if label not in changed]:
            pieces += ["; it " if pieces else "It ", f"{said} {_joined(words, labels)}"]
    if step.void:
        one = "is" if len(step.void) == 1 else "are"
        pieces += ["; " if pieces else "", f"{_joined(words, step.void)} {one} not available, so it is void: without effect, and no breach"]
    return row(*pieces, ".", depth=1) if pieces else None


def standing_sections(words: RunWords, stands: Standing) -> tuple[Section, ...]:
    """What is breached and curable, what is due next, what may be used, what binds or waits, and what is not decided."""
    breached = sorted(stands.breached, key=lambda i: i.state is not NormState.VIOLATED)  # first what still is, where not all are told
    sections = (
        Section("Breached", tuple(_limited(breached, lambda i: _breached(words, i)))),
        Section("Curable", tuple(_limited(stands.curable, lambda c: _item(words, c.instance, words.cure(c))))),
        Section("Due next", tuple(_limited(stands.due, lambda i: _due(words, i, "deadline")))),
        Section("May be used", tuple(_limited(stands.usable, lambda i: _due(words, i, "end")))),
        Section("In force", tuple(_limited(stands.binding, lambda i: _due(words, i, "end")))),
        Section("Waiting", tuple(_limited(stands.waiting, lambda i: _waiting(words, i)))),
        Section("Not decided", tuple(_undecided(words, stands))),
    )
    return tuple(s for s in sections if s.rows)


def most_telling(lives: Sequence[Life], most: int) -> frozenset[int]:
    """The numbers of the norms that are told where there are many: first the violated, then the open, then the others as they came."""
    ranked = sorted(lives, key=lambda life: (_rank(life.instance), life.instance.number))
    return frozenset(life.instance.number for life in ranked[:most])


def _rank(instance: Instance) -> int:
    if instance.violated or instance.state is NormState.VIOLATED:
        return 0
    return 1 if instance.state in (NormState.IN_FORCE, NormState.AVAILABLE, NormState.PENDING, NormState.SUSPENDED) else 2


def _due(words: RunWords, instance: Instance, end: str) -> Row:
    without = f"{end} not known" if instance.due_hangs_on else f"no {end}"
    return _item(words, instance, words.duty(instance, words.until(instance) or without))


def _waiting(words: RunWords, instance: Instance) -> Row:
    waits = words.waits_for(instance)
    state = spelled(instance.state.value) + (f" until this holds: {waits}" if waits else "")
    if instance.left is not None:
        state += f", with {in_words(timedelta(seconds=instance.left))} left to run"
    if instance.takes_effect is not None:
        state += f", takes effect on {words.moments.said(instance.takes_effect)}"
    elif instance.opens is not None and instance.opens > words.run.at:
        state += f", opens on {words.moments.said(instance.opens)}"
    return _item(words, instance, state)


def _breached(words: RunWords, instance: Instance) -> Row:
    since = f"on {words.moments.said(instance.violated_at)}" if instance.violated_at is not None else ""
    times = f", {counted(instance.violated, 'time')} in all" if instance.violated > 1 else ""
    now = ""
    if instance.state is not NormState.VIOLATED:
        now = f"; now {spelled(instance.state.value)}{', late' if instance.late else ''}"
    term = words.term(instance)
    reparations = term.norm.on_violation if term and term.norm else ()
    done = [i for i in words.run.instances if i.term in reparations and i.state is NormState.FULFILLED and belongs(i, instance)]
    good = f"; made good by {_joined(words, [i.label for i in done])}" if done and not now else ""
    asked = words.duty(instance, words.until(instance))
    return _item(words, instance, f"{asked}; violated {since}{times}{now}{good}".strip())


def _undecided(words: RunWords, stands: Standing) -> Iterator[Row]:
    for change in stands.undecided[:MOST_LISTED]:
        when = words.moments.said(change.instant)
        said = f"{when}: whether {words.whether(change)} hangs on {words.hangs_on(change.hangs_on)}."
        yield row(said, item=True)
    for instance in stands.doubtful[:MOST_LISTED]:
        state = spelled(instance.state.value)
        yield row(strong(words.instance(instance.label)), f": {state}, which hangs on {words.hangs_on(instance.doubt)}.", item=True)
    left = max(0, len(stands.undecided) - MOST_LISTED) + max(0, len(stands.doubtful) - MOST_LISTED)
    if left:
        yield row(faint(f"and {left:,} more; the JSON has them all"), item=True)


def _limited(found: Sequence[_T], tell: Callable[[_T], Row]) -> Iterator[Row]:
    for one in found[:MOST_LISTED]:
        yield tell(one)
    if len(found) > MOST_LISTED:
        yield row(faint(f"and {len(found) - MOST_LISTED:,} more; the JSON has them all"), item=True)


def _item(words: RunWords, instance: Instance, *said: str) -> Row:
    return row(strong(words.instance(instance.label)), f": {', '.join(filter(None, said))}.", item=True)


def _joined(words: RunWords, labels: Sequence[str]) -> str:
    return listed([words.instance(label) for label in labels])


def _verdict_words(verdict: str) -> str:
    return {"conflict": "in conflict", "depends": "it depends"}.get(verdict, verdict)


def _toned(said: str, change: object, *, whole: bool = True) -> tuple[Piece, ...]:
    """A change with its new state in the state's tone."""
    if not isinstance(change, NormChange) or change.after not in TONES:
        return (Piece(said),)
    state = spelled(change.after.value)
    state = state if whole else state[:1].upper() + state[1:]
    before, found, after = said.partition(f" is {state}" if whole else state)
    if not found:
        return (Piece(said),)
    return (Piece(before + (" is " if whole else "")), Piece(state, TONES[change.after]), Piece(after))
