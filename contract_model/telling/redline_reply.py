"""This file defines `RedlineReply`: what is different between versions or contracts, in words and as JSON."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from contract_model.model.contract import Contract
from contract_model.model.redline import ChangedClass, Edition, Happened, PartChange, Redline, TermChange
from contract_model.telling.told import Told

if TYPE_CHECKING:
    from contract_model.telling.section import Piece, Row, Section

MOST = 8  # conditions of a class that are listed; the JSON has them all
SIGNS = {Happened.ADDED: "+", Happened.REMOVED: "-", Happened.CHANGED: "~", Happened.MOVED: ">"}
WHOLE = ("when", "requires", "must", "text")
"""The parts that are told of a term that was added or removed."""


@dataclass(frozen=True, slots=True)
class RedlineReply(Told):
    """What `contract diff` tells: the redline of each pair of versions, in the words of the later contract.

    `versions_before`, `versions_after`: versions that one side has alone.
    """

    contract: Contract
    redlines: tuple[Redline, ...]
    versions_before: tuple[str, ...] = ()
    versions_after: tuple[str, ...] = ()

    @property
    def changed(self) -> bool:
        """Whether anything is different."""
        return any(r.changed for r in self.redlines) or bool(self.versions_before or self.versions_after)

    def sections(self) -> tuple[Section, ...]:
        """What is told, before anyone draws it."""
        from contract_model.telling.section import Section, row

        found: list[Section] = []
        versions = [row(f"There is no version {v} any more.") for v in self.versions_before]
        versions += [row(f"There is a new version, {v}.") for v in self.versions_after]
        if versions:
            found.append(Section("Versions", tuple(versions)))
        for redline in self.redlines:
            found.append(Section("", tuple(_head(redline))))
            if redline.terms:
                found.append(Section("As it is written", tuple(r for t in redline.terms for r in _term_rows(t))))
            words = [*_words("Only before", redline.only_before), *_words("Only after", redline.only_after)]
            if words:
                found.append(Section("Words that one side has alone", tuple(words)))
            if redline.classes:
                found.append(Section("What it means", tuple(r for c in redline.classes for r in self._class_rows(redline, c))))
            found.append(Section("", tuple(closing_rows(redline))))
        return tuple(found)

    def _class_rows(self, redline: Redline, one: ChangedClass) -> Iterator[Row]:
        from contract_model.model.case import Event
        from contract_model.telling.section import Piece, Tone, faint, row, strong
        from contract_model.telling.shown_case import case_rows
        from contract_model.telling.statements import sentence
        from contract_model.telling.words import Words, listed

        words = Words(self.contract, one.action)
        before, after = (Piece(v.value, Tone(v.value)) for v in (one.before, one.after))
        yield row(strong(words.action(Event(one.action, one.actor))), ": ", before, ", now ", after)
        yield from self._condition_rows(words, one)
        decided = [listed(ids) or "no term" for ids in one.deciding]
        yield row(f"Decided before by {decided[0]}, now by {decided[1]}.", depth=1)
        gaining = [f"{words.parties(one.gains)} gains"] if one.gains else []
        losing = [f"{words.parties(one.loses)} loses"] if one.loses else []
        yield row(sentence(listed(gaining + losing)), depth=1)
        yield row("For instance:", depth=1)
        old, new = one.cases
        yield from case_rows(self.contract, new, name=redline.after.name, depth=2)
        if redline.before.name == redline.after.name and old.version is not None:
            yield row(faint(f"before: the same with --version {old.version}"), depth=2)

    def _condition_rows(self, words: Any, one: ChangedClass) -> Iterator[Row]:
        from contract_model.telling.section import row

        if one.conditions is None:
            yield row("In some cases; on what that depends is too much to be worked out.", depth=1)
            return
        if () in one.conditions:
            yield row("in every case", depth=1)
            return
        several = len(one.conditions) > 1
        yield row("if one of these holds:" if several else "if", depth=1)
        for cube in one.conditions[:MOST]:
            yield row("; ".join(words.literal(x) for x in cube), depth=1, item=True)
        left = len(one.conditions) - MOST
        if left > 0 or one.more:
            yield row(f"and {left if left > 0 and not one.more else 'some'} more", depth=1, item=True)

    def to_document(self) -> dict[str, Any]:
        """The redlines as data; `contract schema redline` prints the schema."""
        from contract_model.telling.document import SCHEMA_VERSION

        return {
            "schema_version": SCHEMA_VERSION,
            "only_before": list(self.versions_before),
            "only_after": list(self.versions_after),
            "redlines": [_redline(r) for r in self.redlines],
        }


def _head(redline: Redline) -> Iterator[Row]:
    from contract_model.telling.section import row, strong
    from contract_model.telling.words import date_span

    yield row(strong(redline.before.said), label="Before")
    yield row(strong(redline.after.said), label="After")
    granted = "; presumptions and default readings hold" if redline.presumed else ""
    yield row(f"{date_span(redline.days)}{granted}", label="Events")
    if redline.readings:
        yield row(", ".join(f"{name}: {reading}" for name, reading in redline.readings), label="Read as")


def _term_rows(change: TermChange) -> Iterator[Row]:
    from contract_model.telling.section import faint, row, strong

    was = f" (was {change.was})" if change.was else ""
    yield row(f"{SIGNS[change.happened]} {change.happened.value} ", strong(change.term), faint(f" “{change.heading}”{was}"))
    whole = change.happened in (Happened.ADDED, Happened.REMOVED)
    for part in change.parts:
        if not whole:
            yield row(*_words_of(part), depth=2, label=part.part)
        elif part.part in WHOLE:
            yield row(part.after or part.before, depth=2, label=part.part)


def _words_of(part: PartChange) -> Iterator[Piece]:
    """The words of a part, those that are gone and those that are new marked."""
    from contract_model.telling.section import Piece, Tone

    for place, (became, words) in enumerate(words_changed(part.before, part.after)):
        if place:
            yield Piece(" ")
        match became:
            case "gone":
                yield Piece(f"[-{words}-]", Tone.PROHIBITED)
            case "new":
                yield Piece(f"{{+{words}+}}", Tone.PERMITTED)
            case _:
                yield Piece(words)


def _words(label: str, words: tuple[str, ...]) -> Iterator[Row]:
    from contract_model.telling.section import row

    if words:
        yield row(", ".join(words), label=label)


def closing_rows(redline: Redline, wider: str = ": --no-presumptions tells it") -> Iterator[Row]:
    """What is proved of all the other events, and what was left open. `wider`: how more is told, where presumptions hide some."""
    from contract_model.telling.section import row
    from contract_model.telling.words import counted, listed

    if redline.open:
        yield row(f"This is not complete: {counted(len(redline.open), 'question')} left open.")
        for said in redline.open[:10]:
            yield row(said, item=True)
        return
    actions = counted(len(redline.actions), "action")
    other = "other " if redline.classes else ""
    said = "Nothing else changed" if redline.classes else "Nothing changed in meaning"
    granted = ", as long as what is presumed and the default readings hold" if redline.presumed else ""
    yield row(f"{said}: both give every {other}event of {actions} the same verdict{granted}. That is proved.")
    if redline.beyond:
        those = listed([f"{action} by {actor}" for action, actor in redline.beyond])
        yield row(f"Where they do not hold, more changed of {those}{wider}.")
    if redline.over_time:
        yield row("Norms over time are asked about without a history; what becomes of them through one is not compared.")


def _redline(redline: Redline) -> dict[str, Any]:
    ends = (("from", redline.days.first), ("through", redline.days.last))
    return {
        "before": _edition(redline.before),
        "after": _edition(redline.after),
        "days": {word: end.isoformat() for word, end in ends if end is not None},
        "presumed": redline.presumed,
        **({"readings": dict(redline.readings)} if redline.readings else {}),
        "actions": list(redline.actions),
        "terms": [
            {
                "term": t.term,
                "was": t.was or None,
                "happened": t.happened.value,
                "heading": t.heading,
                "parts": [{"part": p.part, "before": p.before, "after": p.after} for p in t.parts],
            }
            for t in redline.terms
        ],
        "classes": [_class(c) for c in redline.classes],
        "only_before": list(redline.only_before),
        "only_after": list(redline.only_after),
        "beyond": [{"action": action, "actor": actor} for action, actor in redline.beyond],
        "over_time": redline.over_time,
        "complete": redline.complete,
        "open": list(redline.open),
    }


def _edition(edition: Edition) -> dict[str, str]:
    return {"contract": edition.contract, "version": edition.version, "said": edition.said}


def _class(one: ChangedClass) -> dict[str, Any]:
    from contract_model.telling.document import literal_of
    from contract_model.telling.shown_case import event_data

    return {
        "action": one.action,
        "actor": one.actor,
        "before": one.before.value,
        "after": one.after.value,
        "if": None if one.conditions is None else [dict(literal_of(x) for x in cube) for cube in one.conditions],
        "more": one.more,
        "decided_before": list(one.deciding[0]),
        "decided_after": list(one.deciding[1]),
        "event_before": event_data(one.cases[0]),
        "event_after": event_data(one.cases[1]),
        "gains": list(one.gains),
        "loses": list(one.loses),
    }


def words_changed(before: str, after: str) -> Iterator[tuple[str, str]]:
    """What became of each run of words: `kept`, `gone` or `new`, with the words."""
    from difflib import SequenceMatcher

    one, other = before.split(), after.split()
    for tag, i, j, k, m in SequenceMatcher(None, one, other, autojunk=False).get_opcodes():
        if tag == "equal":
            yield "kept", " ".join(one[i:j])
        else:
            if j > i:
                yield "gone", " ".join(one[i:j])
            if m > k:
                yield "new", " ".join(other[k:m])
