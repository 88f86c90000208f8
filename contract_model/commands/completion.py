"""This file defines what a line of a conversation can go on with: commands, names, values and readings, and the words of the contract."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache

from contract_model.asking.scenario import Scenario
from contract_model.model.answer import Verdict
from contract_model.model.contract import Certainty, Contract
from contract_model.model.kinds import Kind, Sort
from contract_model.model.phrases import Either, Maybe, Pattern, Sequence, Word

FEWEST = 2  # letters of a word of a question before anything is offered


def completions(scenario: Scenario, commands: Iterable[str], line: str) -> list[tuple[str, int]]:
    """What may follow: each text with the number of characters at the end of the line that it replaces."""
    if not line.startswith(":"):
        return list(_in_question(scenario, line))
    word, blank, rest = line[1:].partition(" ")
    if not blank:
        return [(f":{c}", len(line)) for c in commands if c.startswith(word)]
    return [(found, len(rest.lstrip())) for found in _arguments(scenario, tuple(commands), word) if _fits(found, rest.lstrip())]


def _fits(found: str, begun: str) -> bool:
    """Whether a text goes on with what is begun; values of a name are offered once the name is there."""
    name, sign, _ = found.partition("=")
    if sign and len(found) > len(name) + 1 and not begun.startswith(f"{name}="):
        return False
    return found.startswith(begun) and found != begun


def _arguments(scenario: Scenario, commands: tuple[str, ...], command: str) -> Iterator[str]:
    contract = scenario.contract
    match command:
        case "fact":
            for name in _askable(scenario):
                yield f"{name}="
                yield from (f"{name}={value}" for value in values_of(contract, name))
        case "unknown":
            yield from (*_askable(scenario), *contract.ambiguities)
        case "reading":
            for name in (*contract.ambiguities, *(f.name for f in contract.facts.values() if f.readings)):
                yield f"{name}="
                readings = getattr(contract.asked(name), "readings", None) or {}
                yield from (f"{name}={reading}" for reading in (*readings, "?"))
        case "forget":
            yield from (*scenario.facts, *scenario.readings, *scenario.settings)
        case "evidence":
            yield from (grade.value for grade in Certainty)
        case "version":
            yield from (version.id for version in contract.versions)
        case "flip" | "why-not":
            yield from (verdict.value for verdict in Verdict if verdict is not Verdict.DEPENDS)
        case "why":
            yield from contract.versions[-1].terms
        case "tree":
            yield from contract.actions
        case "help":
            yield from (*commands, *_askable(scenario), *contract.ambiguities)


def _askable(scenario: Scenario) -> list[str]:
    """Facts and parameters, those of the action that is asked about first, and what only a history gives."""
    contract = scenario.contract
    own = contract.actions[scenario.asked.event.action].parameters if scenario.asked else ()
    return list(dict.fromkeys([*own, *contract.facts, *contract.parameters, *contract.derived]))


def values_of(contract: Contract, name: str) -> tuple[str, ...]:
    """The values that a fact or parameter can have, if they are few and have names."""
    kind = getattr(contract.asked(name), "kind", None)
    if not isinstance(kind, Kind):
        return ()
    match kind.sort:
        case Sort.TRUTH:
            return ("true", "false")
        case Sort.CHOICE if kind.name in contract.choices:
            return tuple(contract.choices[kind.name].values)
        case Sort.PARTY:
            return tuple(contract.parties)
        case _:
            return ()


def _in_question(scenario: Scenario, line: str) -> Iterator[tuple[str, int]]:
    """Examples that go on with the line; words of the contract that go on with its last word, or its last two."""
    yield from ((example, len(line)) for example in scenario.contract.examples if example.startswith(line) and example != line)
    if not line.strip():
        return
    words = _words(scenario.contract)
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
