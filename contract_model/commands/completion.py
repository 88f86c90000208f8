"""This file defines what a line of a conversation can go on with: commands, names, values and readings, and the words of the contract."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from contract_model.asking.completion import in_question
from contract_model.asking.scenario import Scenario
from contract_model.model.answer import Verdict
from contract_model.model.contract import Certainty, Contract
from contract_model.model.kinds import Kind, Sort


def completions(scenario: Scenario, commands: Iterable[str], line: str) -> list[tuple[str, int]]:
    """What may follow: each text with the number of characters at the end of the line that it replaces."""
    if not line.startswith(":"):
        return list(in_question(scenario.contract, line))
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
