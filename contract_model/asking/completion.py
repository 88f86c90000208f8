"""This file defines `in_question`: what a question that somebody is typing can go on with, in the words of the contract."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from contract_model.model.contract import Contract
from contract_model.model.phrases import Either, Maybe, Pattern, Sequence, Word

FEWEST = 2  # letters of a word of a question before anything is offered


def in_question(contract: Contract, line: str) -> Iterator[tuple[str, int]]:
    """Each text with the number of characters at the end of the line that it replaces.

    Examples that go on with the line; words of the contract that go on with its last word, or its last two.
    """
    yield from ((example, len(line)) for example in contract.examples if example.startswith(line) and example != line)
    if not line.strip():
        return
    words = _words(contract)
    seen = set()
    for begun in (found[0] for found in (re.search(r"\S+ \S+$", line), re.search(r"\S+$", line)) if found):
        if len(begun) < FEWEST:
            continue
        for word in words:
            if word.lower().startswith(begun.lower()) and word.lower() != begun.lower() and word not in seen:
                seen.add(word)
                yield word, len(begun)


class _Same:
    """A contract that equals itself alone, so that its words are kept."""

    def __init__(self, contract: Contract) -> None:
        self.contract = contract

    def __hash__(self) -> int:
        return id(self.contract)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Same) and other.contract is self.contract


@lru_cache(maxsize=1)
def _words_of(contract: _Same) -> tuple[str, ...]:
    found: dict[str, None] = {}
    agreement = contract.contract
    for party in agreement.parties.values():
        found |= dict.fromkeys(party.names)
    for choices in agreement.choices.values():
        for names in choices.values.values():
            found |= dict.fromkeys(names)
    for phrase in (*(p for a in agreement.actions.values() for p in a.phrases), *agreement.phrases):
        found |= dict.fromkeys(_of_pattern(phrase.pattern))
    return tuple(found)


def _words(contract: Contract) -> tuple[str, ...]:
    return _words_of(_Same(contract))


def _of_pattern(pattern: Pattern) -> Iterator[str]:
    match pattern:
        case Word(text):
            if len(text) > FEWEST:
                yield text
        case Sequence(parts) | Either(parts):
            for part in parts:
                yield from _of_pattern(part)
        case Maybe(part):
            yield from _of_pattern(part)
        case _:
            pass
