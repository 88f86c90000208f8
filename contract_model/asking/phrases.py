"""This file defines `Matcher`: which phrases of a contract stand at a place of a sentence, and what they say.

Words match in every inflection; punctuation does not count; an article may be missing, be there, or be a possessive. Between the
parts of an action's phrase a date or a statement of fact may stand (`launches a product in 2027 on AWS`). The words for a value may
be no more than a pronoun or the name of the parameter (`a product`), which states nothing, or with that a statement of fact
(`a new product`).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import TypeAlias

from contract_model.asking.dates import date_at
from contract_model.asking.english import ANYTHING, ARTICLES, CONNECTIVES, DETERMINERS, NOT_IN_TEXT, SOMEONE
from contract_model.asking.inflection import same_word
from contract_model.asking.quantities import duration_at, money_at, months_at, number_at
from contract_model.asking.sentence import Sentence, words_of
from contract_model.asking.units import time_at
from contract_model.asking.values import kind_of_name
from contract_model.asking.vocabulary import Names, Vocabulary, Wording, Wordings, passives_of
from contract_model.model.case import DateSpan
from contract_model.model.contract import Contract
from contract_model.model.kinds import PARTY, Sort
from contract_model.model.phrases import Either, Maybe, Pattern, Sequence, Slot, Word
from contract_model.model.values import Money, Value, two_ways

MAX_FREE_WORDS = 8
MAX_ASIDES = 3  # statements of fact or dates between two parts of a phrase, or before one noun
MAX_SKIPPED = 2  # articles and possessives before a word of a phrase
MAX_WAYS = 100  # of matching one phrase at one place that are followed further
Said: TypeAlias = "Value | DateSpan"


@dataclass(frozen=True, slots=True)
class Given:
    """What the tokens from `start` to before `end` say: the value of a name, or, with none, that it is left open.

    The name is that of a parameter, fact or ambiguity, or `actor`, `action`, `date`, `time`. `problem`: why it cannot be meant.
    """

    name: str
    value: Said | None
    start: int
    end: int
    problem: str = ""


@dataclass(frozen=True, slots=True)
class Match:
    """Tokens that say something, up to before `end`.

    `free`: words that stand for themselves. `fillers`: words passed over. `parts`: phrases it is made of, values aside.
    `blame`: the token to blame if no more is understood. It is `end` when that is sure; where free words began, since their end is
    a guess until a word of the phrase follows; -1 when nothing but an article has been matched.
    """

    end: int
    given: tuple[Given, ...] = ()
    free: int = 0
    fillers: int = 0
    parts: int = 1
    blame: int = -1


@dataclass(frozen=True, slots=True)
class Expected:
    """What would have been understood at a place: a `word`, or a value of a `slot`."""

    word: str = ""
    slot: str = ""


class Matcher:
    """Matches the phrases of a contract with one sentence. `furthest` is the last token to blame so far, `expected` what it lacks."""

    def __init__(self, contract: Contract, vocabulary: Vocabulary, sentence: Sentence, today: date) -> None:
        self.contract = contract
        self.vocabulary = vocabulary
        self.sentence = sentence
        self.today = today
        self.words = tuple(token.word for token in sentence.tokens)
        self.furthest = 0
        self.expected: dict[Expected, None] = {}
        self._passive = any(same_word(word, "be") for word in self.words)
        self._facts: dict[int, tuple[list[Match], int, dict[Expected, None]]] = {}
        self._slots: dict[tuple[str, int, bool], list[Match]] = {}

    def actions_at(self, at: int) -> list[Match]:
        """The phrases of actions that begin at a token."""
        found = list(self._wordings_at(self.vocabulary.actions, at, wide=True))
        if self._passive:
            found += self._wordings_at(passives_of(self.contract), at, wide=True)
        return found

    def facts_at(self, at: int, blaming: bool = True) -> list[Match]:
        """The phrases that state facts and begin at a token. `blaming`: what comes before is sure, so failures count."""
        if at not in self._facts:
            kept = self.furthest, self.expected
            self.furthest, self.expected = 0, {}
            matches = list(self._wordings_at(self.vocabulary.facts, at, wide=False))
            self._facts[at] = matches, self.furthest, self.expected
            self.furthest, self.expected = kept
        matches, furthest, expected = self._facts[at]
        if blaming:
            for one in expected:
                self._blame(furthest, one)
        return matches

    def parties_at(self, at: int) -> list[Match]:
        """The actors that are named at a token."""
        return [match for match in self._slot("actor", at, wide=False) if match.end > at]

    def names(self, name: str, at: int) -> bool:
        """Whether a value of a list, of a parameter or fact, is named at a token."""
        kind = kind_of_name(self.contract, name)
        return kind is not None and kind.sort is Sort.CHOICE and bool(self._names_at(self.vocabulary.choices[kind.name], at))

    def dates_at(self, at: int) -> list[Match]:
        """The dates and times of day that begin at a token."""
        found: list[Match] = []
        if (when := date_at(self.words, at, self.today)) is not None:
            given = Given("date", when.span, at, when.end, when.problem)
            found.append(Match(when.end, (given,), fillers=int(when.bare), blame=when.end))
        elif (time := time_at(self.words, at)) is not None:
            found.append(Match(time.end, (Given("time", time.time, at, time.end, time.problem),), blame=time.end))
        return found

    def ends_of(self, plain: Wordings, at: int) -> set[int]:
        """Where wordings that say nothing of the contract end when they begin at a token."""
        furthest, expected = self.furthest, self.expected
        self.expected = {}
        ends = {match.end for match in self._wordings_at(plain, at, wide=False)}
        self.furthest, self.expected = furthest, expected
        return ends

    def _wordings_at(self, among: Wordings, at: int, wide: bool) -> Iterator[Match]:
        for wording in among.beginning_with(self.words[at]):
            for match in self._match(wording.pattern, Match(at, parts=0), wide):
                if match.end > at:
                    yield _saying(wording, at, match)

    def _match(self, pattern: Pattern, so_far: Match, wide: bool) -> list[Match]:
        """Every way in which the pattern goes on from what has been matched so far."""
        match pattern:
            case Word(text):
                return self._word(text, so_far)
            case Slot(name):
                return [_joined(so_far, match) for match in self._slot_or_blame(name, so_far, wide)]
            case Either(ways):
                return [match for way in ways for match in self._match(way, so_far, wide)]
            case Maybe(part):
                return [so_far, *self._match(part, so_far, wide)]
            case Sequence(parts):
                return self._sequence(parts, so_far, wide)

    def _sequence(self, parts: tuple[Pattern, ...], so_far: Match, wide: bool) -> list[Match]:
        ways = [so_far]
        for number, part in enumerate(parts):
            straight = ways
            for _ in range(MAX_ASIDES if wide and number else 0):
                straight = [_interrupted(way, aside) for way in straight for aside in self._asides_at(way.end, way.blame == way.end)]
                ways = ways + straight
            ways = _best(match for way in ways for match in self._match(part, way, wide))
        return ways

    def _word(self, text: str, so_far: Match) -> list[Match]:
        words = words_of(text)
        if len(words) == 1 and words[0] in ARTICLES:
            if so_far.end == len(self.words) or self.words[so_far.end] not in DETERMINERS:
                return [so_far]
            blame = so_far.end + 1 if so_far.blame == so_far.end else so_far.blame
            return [Match(so_far.end + 1, so_far.given, so_far.free, so_far.fillers, so_far.parts, blame)]
        spoken = [words, *self.vocabulary.also.get(words[0], ())] if len(words) == 1 else [words]
        return [match for one in spoken if (match := self._spoken(one, text, so_far)) is not None]

    def _spoken(self, words: tuple[str, ...], text: str, so_far: Match) -> Match | None:
        at, fillers = so_far.end, so_far.fillers
        for word in words:
            for _ in range(MAX_SKIPPED):
                if at < len(self.words) and self.words[at] in _SKIPPED and not same_word(self.words[at], word):
                    at, fillers = at + 1, fillers + 1
            if at == len(self.words) or not same_word(self.words[at], word):
                unsure = so_far.blame < so_far.end and word == words[0]
                self._blame(so_far.blame if unsure else at, Expected(word=text))
                return None
            at += 1
        return Match(at, so_far.given, so_far.free, fillers, so_far.parts, at)

    def _slot_or_blame(self, name: str, so_far: Match, wide: bool) -> list[Match]:
        found = self._slot(name, so_far.end, wide) if so_far.end < len(self.words) else []
        if not found:
            self._blame(so_far.blame, Expected(slot=name))
        return found

    def _blame(self, at: int, expected: Expected) -> None:
        if at < 0:
            return
        if at > self.furthest:
            self.furthest, self.expected = at, {}
        if at == self.furthest:
            self.expected[expected] = None

    def _slot(self, name: str, at: int, wide: bool) -> list[Match]:
        key = (name, at, wide)
        if key not in self._slots:
            self._slots[key] = _best([*self._values(name, at), *self._left_open(name, at, wide)])
        return self._slots[key]

    def _values(self, name: str, at: int) -> Iterator[Match]:
        """The values of a parameter or fact, or the actor, that are written at a token."""
        kind = kind_of_name(self.contract, name)
        if kind is None:
            return
        words = self.words
        found: tuple[int, Value] | None = None
        match kind.sort:
            case Sort.TEXT:
                yield from self._texts(name, at)
            case Sort.CHOICE | Sort.PARTY:
                among = self.vocabulary.parties if kind == PARTY else self.vocabulary.choices[kind.name]
                for end, value in self._names_at(among, at):
                    yield _value(Given(name, value, at, end))
            case Sort.TRUTH:
                truth = {"yes": True, "true": True, "no": False, "false": False}.get(words[at])
                found = None if truth is None else (at + 1, truth)
            case Sort.DATE:
                when = date_at(words, at, self.today)
                if when is not None and (when.span is None or when.span.day is not None):
                    yield _value(Given(name, when.span and when.span.day, at, when.end, when.problem))
            case Sort.DURATION:
                found = duration_at(words, at)
                if found is None and (after := months_at(words, at)) is not None:
                    problem = "months and years have no fixed length; tell it in days or weeks, such as 90 days"
                    yield _value(Given(name, None, at, after, problem))
            case Sort.NUMBER:
                found = number_at(words, at)
            case Sort.MONEY:
                found = money_at(words, at, kind.name)
                if found is not None and (reason := self._two_ways(at, found[0], found[1])):
                    yield _value(Given(name, None, at, found[0], reason))
                    found = None
        if found is not None:
            yield _value(Given(name, found[1], at, found[0]))

    def _two_ways(self, at: int, end: int, amount: Money) -> str | None:
        """Why the figure of an amount can be read in two ways, if it can."""
        reasons = ((word, two_ways(word, amount.currency)) for word in self.words[at:end])
        return next((reason for word, reason in reasons if reason and Decimal(word) == amount.amount), None)

    def _names_at(self, among: Names, at: int) -> list[tuple[int, str]]:
        """What is named at a token, by the longest name; an article or a possessive may stand before it."""
        for begin in (at, at + 1) if self.words[at] in DETERMINERS else (at,):
            longest = 0
            found: dict[tuple[int, str], None] = {}
            for name, value in among.entries:
                if len(name) < longest:
                    break
                if self._says(name, begin):
                    longest = len(name)
                    found[begin + longest, value] = None
            if found:
                return list(found)
        return []

    def _says(self, name: tuple[str, ...], at: int) -> bool:
        """Whether the words of a name stand at a token, the last of them in any inflection."""
        end = at + len(name)
        return end <= len(self.words) and self.words[at : end - 1] == name[:-1] and same_word(self.words[end - 1], name[-1])

    def _texts(self, name: str, at: int) -> Iterator[Match]:
        """Free words: what is in quotes, or up to eight words up to one that joins, denies or limits."""
        begin = at + 1 if self.words[at] in ARTICLES and at not in self.sentence.quotes else at
        if begin in self.sentence.quotes:
            end = self.sentence.quotes[begin]
            yield Match(end, (Given(name, self.sentence.said(begin, end), begin, end),), free=1, parts=0, blame=end)
            return
        own = _own_name(name)
        for end in range(begin + 1, min(begin + MAX_FREE_WORDS, len(self.words)) + 1):
            token = self.sentence.tokens[end - 1]
            if token.word in NOT_IN_TEXT or token.word in ARTICLES or (token.after_break and end - 1 > begin):
                return
            if end - begin == 1 and (token.word in ANYTHING or token.word == "'s"):
                return
            if self._says(own, begin):
                continue  # `a product` names no product
            if token.word.isdigit() and len(token.word) == 4 and end - begin == 1:
                continue  # a year is no name
            if end - begin > 1 and self._names_beside(name, end - 1):
                return
            yield Match(end, (Given(name, self.sentence.said(begin, end), begin, end),), free=end - begin, parts=0, blame=begin)

    def _names_beside(self, name: str, at: int) -> bool:
        """Whether a value of another parameter is named at a token: `launch Sora AWS` names a product and a cloud."""
        beside = self.vocabulary.beside.get(name)
        return beside is not None and bool(self._names_at(beside, at))

    def _left_open(self, name: str, at: int, wide: bool) -> Iterator[Match]:
        """Words that stand for a value and do not say which: `it`, `a product`, and (`wide`) `a new product` where `new` is a fact."""
        kind = kind_of_name(self.contract, name)
        if kind is not None and kind.sort in (Sort.TEXT, Sort.CHOICE) and self.words[at] in ANYTHING:
            yield _value(Given(name, None, at, at + 1))
        if kind == PARTY and self.words[at] in SOMEONE:
            yield _value(Given(name, None, at, at + 1))
        own = _own_name(name)
        begin = at + 1 if self.words[at] in DETERMINERS else at
        ways = [Match(begin, parts=0)]
        for _ in range(MAX_ASIDES + 1):
            for way in ways:
                if self._says(own, way.end):
                    yield _joined(way, _value(Given(name, None, at, way.end + len(own))))
                elif way.given:
                    yield _joined(way, _value(Given(name, None, at, way.end)))
            if not wide:
                return
            ways = [_joined(way, fact) for way in ways if way.end < len(self.words) for fact in self.facts_at(way.end, bool(way.given))]

    def _asides_at(self, at: int, blaming: bool) -> list[Match]:
        """A date or a statement of fact that stands within the phrase of an action, with the words that join it."""
        found: list[Match] = []
        begin = at
        while begin < len(self.words):
            for match in (*self.dates_at(begin), *self.facts_at(begin, blaming)):
                if not any(given.problem or (given.name == "date" and match.fillers) for given in match.given):
                    found.append(Match(match.end, match.given, match.free, match.fillers + begin - at, match.parts, match.blame))
            if self.words[begin] not in CONNECTIVES or begin - at == 3:
                break
            begin += 1
        return found


_SKIPPED = ARTICLES | {"'s", "its", "their"}


def _own_name(name: str) -> tuple[str, ...]:
    """The name of a parameter as a noun: `product`, `share cap`."""
    return tuple(name.strip("_").split("_"))


def _value(given: Given) -> Match:
    """The match of a value whose words are known."""
    return Match(given.end, (given,), parts=0, blame=given.end)


def _joined(first: Match, then: Match) -> Match:
    unsure = then.blame < then.end and first.blame < first.end
    return Match(
        end=then.end,
        given=first.given + then.given,
        free=first.free + then.free,
        fillers=first.fillers + then.fillers,
        parts=first.parts + then.parts,
        blame=first.blame if unsure else then.blame,
    )


def _interrupted(way: Match, aside: Match) -> Match:
    """A phrase with something else between its parts, which makes what came before no surer."""
    joined = _joined(way, aside)
    return joined if way.blame == way.end else Match(joined.end, joined.given, joined.free, joined.fillers, joined.parts, way.blame)


def _best(matches: Iterable[Match]) -> list[Match]:
    """The cheapest match of each meaning, the best of them when there are very many."""
    cheapest: dict[tuple[int, tuple[Given, ...]], Match] = {}
    for match in matches:
        key = (match.end, match.given)
        if key not in cheapest or _cost(match) < _cost(cheapest[key]):
            cheapest[key] = match
    found = list(cheapest.values())
    return found if len(found) <= MAX_WAYS else sorted(found, key=_cost)[:MAX_WAYS]


def _cost(match: Match) -> tuple[int, int, int]:
    return match.free, match.fillers, match.parts


def _saying(wording: Wording, start: int, match: Match) -> Match:
    """A match with what the words of its wording say, the whole stretch being what says it."""
    given = (*(Given(name, value, start, match.end) for name, value in wording.sets), *match.given)
    return Match(match.end, given, match.free, match.fillers, match.parts + 1, match.blame)
