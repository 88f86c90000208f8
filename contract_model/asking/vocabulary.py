"""This file defines `Vocabulary`: the words of one contract, laid out so that those beginning with a given word are found at once."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from contract_model.asking.english import ARTICLES, DETERMINERS
from contract_model.asking.inflection import plain_forms
from contract_model.asking.sentence import words_of
from contract_model.model.contract import Contract
from contract_model.model.kinds import Sort
from contract_model.model.phrases import Either, Maybe, Pattern, Sequence, Slot, Word, parse_pattern
from contract_model.model.values import Value


@dataclass(frozen=True, slots=True)
class Wording:
    """A pattern and what its words alone say: values of names, among them `action` for the words of an action."""

    pattern: Pattern
    sets: tuple[tuple[str, Value], ...] = ()


@dataclass(frozen=True, slots=True)
class Wordings:
    """Wordings by the plain forms of the words with which they can begin; `anywhere` holds those that begin with a value."""

    by_word: Mapping[str, tuple[Wording, ...]]
    anywhere: tuple[Wording, ...]

    def beginning_with(self, word: str) -> list[Wording]:
        """The wordings that may begin with a word."""
        found = [wording for form in plain_forms(word) for wording in self.by_word.get(form, ())]
        return [*dict.fromkeys(found), *self.anywhere] if len(found) > 1 else [*found, *self.anywhere]


@dataclass(frozen=True, slots=True)
class Names:
    """Names in words, longest first, each with what it names."""

    entries: tuple[tuple[tuple[str, ...], str], ...]


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """The words of a contract: its `actions`, what states its `facts`, its `parties`, and the values of its `choices`.

    `also`: for the name of a party the other names that may stand for it in a phrase. `beside`: for a parameter that is free words, the
    names of the values that other parameters of its actions have.
    """

    actions: Wordings
    facts: Wordings
    parties: Names
    choices: Mapping[str, Names]
    also: Mapping[str, tuple[tuple[str, ...], ...]]
    beside: Mapping[str, Names]


def vocabulary_of(contract: Contract) -> Vocabulary:
    """The vocabulary of a contract. That of the contract last asked is kept."""
    global _last
    kept = _last
    if kept is None or kept[0] is not contract:
        kept = _last = (contract, _vocabulary(contract))
    return kept[1]


def passives_of(contract: Contract) -> Wordings:
    """The wordings of the actions in the passive voice: `{product} is launched on {cloud} by {actor}`."""
    global _last_passives
    kept = _last_passives
    if kept is None or kept[0] is not contract:
        also = vocabulary_of(contract).also
        kept = _last_passives = (contract, wordings(_passives(contract), also))
    return kept[1]


def wordings(entries: Iterable[Wording], also: Mapping[str, tuple[tuple[str, ...], ...]] | None = None) -> Wordings:
    """Wordings laid out by the words with which they can begin; `also` as in `Vocabulary`."""
    by_word: dict[str, list[Wording]] = {}
    anywhere: list[Wording] = []
    for wording in entries:
        first = _first_words(wording.pattern)
        if _ANY in first:
            anywhere.append(wording)
            continue
        first |= {other[0] for word in first for other in (also or {}).get(word, ())}
        for form in {form for word in first for form in plain_forms(word)}:
            by_word.setdefault(form, []).append(wording)
    return Wordings({form: tuple(found) for form, found in by_word.items()}, tuple(anywhere))


def names(entries: Iterable[tuple[str, str]]) -> Names:
    """Names with what they name, cut into words; an article or possessive in front belongs to no name."""
    found: dict[tuple[tuple[str, ...], str], None] = {}
    for name, meaning in entries:
        words = words_of(name)
        while len(words) > 1 and words[0] in DETERMINERS:
            words = words[1:]
        if words:
            found[words, meaning] = None
    return Names(tuple(sorted(found, key=lambda entry: -len(entry[0]))))


_last: tuple[Contract, Vocabulary] | None = None
_last_passives: tuple[Contract, Wordings] | None = None
_BEING = parse_pattern(
    "[may|can|could|might|should|will|would|had|(be to)|(be [still|now] (allowed|permitted|going|about) to)] be [still|now|being]"
)
_BE = Word("be")
_STILL = Maybe(Either((Word("still"), Word("now"), Word("being"))))
_BY_ACTOR = Maybe(Sequence((Word("by"), Slot("actor"))))
_ANY = ""


def _vocabulary(contract: Contract) -> Vocabulary:
    also = _also(contract)
    return Vocabulary(
        actions=wordings(
            (
                Wording(phrase.pattern, (("action", action.id), *phrase.sets.items()))
                for action in contract.actions.values()
                for phrase in action.phrases
            ),
            also,
        ),
        facts=wordings((Wording(phrase.pattern, tuple(phrase.sets.items())) for phrase in contract.phrases), also),
        parties=names((name, party.id) for party in contract.parties.values() for name in party.names),
        choices={
            kind.id: names((name, value) for value, words in kind.values.items() for name in (*words, value.replace("_", " ")))
            for kind in contract.choices.values()
        },
        also=also,
        beside=_beside(contract),
    )


def _beside(contract: Contract) -> dict[str, Names]:
    """For each parameter that is free words the names of the values of the other parameters of its actions."""
    found: dict[str, set[str]] = {}
    for action in contract.actions.values():
        kinds = {name: contract.parameters[name].kind for name in action.parameters}
        lists = {kind.name for kind in kinds.values() if kind.sort is Sort.CHOICE}
        for name in (name for name, kind in kinds.items() if kind.sort is Sort.TEXT):
            found.setdefault(name, set()).update(lists)
    called = {kind.id: [(name, value) for value, words in kind.values.items() for name in words] for kind in contract.choices.values()}
    return {name: names(entry for kind in sorted(lists) for entry in called[kind]) for name, lists in found.items()}


def _passives(contract: Contract) -> Iterator[Wording]:
    """Of each phrase that is a verb, what is acted on as a value, and more: the same in the passive voice, with or without who acts."""
    for action in contract.actions.values():
        for phrase in action.phrases:
            match phrase.pattern:
                case Sequence((verb, Slot() as object, *more)) if _is_verb(verb):
                    done = (verb, _BY_ACTOR, *more, _BY_ACTOR)
                    for pattern in (Sequence((object, _BEING, *done)), Sequence((_BE, object, _STILL, *done))):
                        yield Wording(pattern, (("action", action.id), *phrase.sets.items()))


def _is_verb(pattern: Pattern) -> bool:
    return isinstance(pattern, Word) or (isinstance(pattern, Either) and all(isinstance(way, Word) for way in pattern.ways))


def _also(contract: Contract) -> dict[str, tuple[tuple[str, ...], ...]]:
    """For each name of one word of a party, its other names."""
    also: dict[str, tuple[tuple[str, ...], ...]] = {}
    for party in contract.parties.values():
        called = [name for name, _ in names((name, "") for name in party.names).entries]
        also |= {name[0]: tuple(other for other in called if other != name) for name in called if len(name) == 1}
    return also


def _first_words(pattern: Pattern) -> frozenset[str]:
    """The words with which a pattern can begin; `_ANY` among them when it can begin with a value."""
    match pattern:
        case Word(text):
            return frozenset(words_of(text)[:1])
        case Slot():
            return frozenset({_ANY})
        case Either(ways):
            return frozenset[str]().union(*(_first_words(way) for way in ways))
        case Maybe(part):
            return _first_words(part)
        case Sequence(parts):
            first: set[str] = set()
            for part in parts:
                first |= _first_words(part)
                if not _skippable(part):
                    break
            return frozenset(first)


def _skippable(pattern: Pattern) -> bool:
    """Whether a sentence may leave the pattern out; it may always leave out articles."""
    match pattern:
        case Word(text):
            return text.lower() in ARTICLES
        case Slot():
            return False
        case Either(ways):
            return any(_skippable(way) for way in ways)
        case Maybe():
            return True
        case Sequence(parts):
            return all(_skippable(part) for part in parts)
