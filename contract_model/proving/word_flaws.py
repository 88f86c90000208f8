"""This file defines the checks of words, which need no solver: what nothing uses, and terms that bring each other about in a circle."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import fields, is_dataclass
from enum import Enum
from typing import Any

from contract_model.model.contract import Contract, Fact, Parameter, Term, Version
from contract_model.model.norm import ChangeNorm, OnChange, Verb
from contract_model.problems import Span, quoted
from contract_model.proving.inspection import Inspection

_WORD = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
_PROSE = {"heading", "note", "says", "asks", "title", "publisher"}
_SECTIONS = {
    "parties": "party",
    "sources": "source",
    "kinds": "kind",
    "actions": "action",
    "parameters": "parameter",
    "facts": "fact",
    "definitions": "definition",
    "ambiguities": "ambiguity",
    "calendars": "calendar",
}


def words_in(piece: Any) -> Iterator[str]:
    """Every name and every text of conditions within a piece of a contract; no prose."""
    seen: set[int] = set()
    waiting = [piece]
    while waiting:
        found = waiting.pop()
        if isinstance(found, str):
            yield found
        elif isinstance(found, Span | Enum | bool | int) or found is None or id(found) in seen:
            continue
        elif isinstance(found, Mapping):
            waiting += [*found.keys(), *found.values()]
        elif isinstance(found, tuple | list | frozenset | set):
            waiting += found
        elif is_dataclass(found):
            seen.add(id(found))
            prose = _PROSE | ({"text", "id"} if isinstance(found, Term) else set())
            waiting += [getattr(found, f.name) for f in fields(found) if f.name not in prose]


def used_words(contract: Contract) -> set[str]:
    """The words that terms, changes of facts and messages use, and the definitions that these use, and so on."""
    pieces: list[Any] = [v.terms for v in contract.versions]
    pieces += [f.changes for f in contract.facts.values()] + [a.received for a in contract.actions.values()]
    pieces += [contract.runs, contract.policies]
    found = {w for text in words_in(pieces) for w in _WORD.findall(text)}
    waiting = [d for d in contract.definitions if d in found]
    while waiting:
        more = {w for w in _WORD.findall(contract.definitions[waiting.pop()].clause.text) if w not in found}
        found |= more
        waiting += [d for d in more if d in contract.definitions]
    for derived in contract.derived.values():
        found |= {w for text in words_in(derived.origin) for w in _WORD.findall(text)}
    return found


def asked_over_time(contract: Contract) -> set[str]:
    """The words that matter for more than a verdict: what terms over time, facts and messages ask."""
    pieces: list[Any] = [(t.norm, t.when, t.until, t.exceptions) for v in contract.versions for t in v.terms.values() if t.norm]
    pieces += [f.changes for f in contract.facts.values()] + [a.received for a in contract.actions.values()] + [contract.runs]
    found = {w for text in words_in(pieces) for w in _WORD.findall(text)}
    for name, definition in contract.definitions.items():
        if name in found:
            found |= {w for text in words_in(definition) for w in _WORD.findall(text)}
    return found


def unused_words(here: Inspection) -> None:
    """Words that nothing in the contract uses."""
    contract, used = here.contract, used_words(here.contract)
    cited = {s for v in contract.versions for t in v.terms.values() for s in (*t.sources, *(s for x in t.exceptions for s in x.sources))}
    cited |= {s for a in contract.ambiguities.values() for r in a.readings.values() for s in r.sources}
    cited |= {s for f in contract.facts.values() for r in (f.readings or {}).values() for s in r.sources}
    asked: list[Parameter | Fact] = [*contract.parameters.values(), *contract.facts.values()]
    kinds = {a.kind.name for a in asked}
    held = {p for a in asked for p in a.held_by}
    told = {w for a in contract.actions.values() for w in re.findall(r"\{(\w+)\}", a.says)}
    per = {f.per for f in contract.facts.values() if f.per}
    _unused(here, "parties", contract.parties, used | held)
    _unused(here, "sources", contract.sources, cited)
    _unused(here, "kinds", contract.choices, kinds)
    _unused(here, "actions", contract.actions, used)
    _unused(here, "parameters", contract.parameters, used | told | per)
    _unused(here, "facts", contract.facts, used)
    _unused(here, "definitions", contract.definitions, used)
    _unused(here, "ambiguities", contract.ambiguities, used)
    _unused(here, "calendars", contract.calendars, used)


def _unused(here: Inspection, section: str, known: Iterable[str], used: set[str]) -> None:
    for name in known:
        if name not in used:
            what = _SECTIONS[section]
            said, span = f"nothing uses the {what} {quoted(name)}", here.places.get((section, name))
            here.found("unused-word", (name,), said, span, within=f"{what} {name}")


def circles(here: Inspection) -> None:
    """Terms that bring each other about in a circle."""
    for version in here.contract.versions:
        _circles(here, version)


def _circles(here: Inspection, version: Version) -> None:
    follows = {t.id: _follows(version, t) for t in version.terms.values()}
    told: set[frozenset[str]] = set()
    for first in follows:
        path = _way_back(first, follows)
        if path and frozenset(path) not in told:
            told.add(frozenset(path))
            chain = " brings about ".join(quoted(t) for t in [*path, first])
            here.in_term("circular-reference", version.terms[first], chain, version, at=path)


def _follows(version: Version, term: Term) -> list[str]:
    """The terms of which a term can bring an instance about."""
    if term.norm is None:
        return []
    norm = term.norm
    found = [*norm.on_violation]
    for consequence in (*norm.consequences, *norm.after_violation, *norm.on_lapse):
        if isinstance(consequence, ChangeNorm) and consequence.verb is Verb.CREATE:
            found.append(consequence.term)
    for other in version.terms.values():
        triggers = other.norm.triggers if other.norm else ()
        if any(isinstance(t, OnChange) and t.term == term.id for t in triggers):
            found.append(other.id)
    return [t for t in dict.fromkeys(found) if t in version.terms]


def _way_back(first: str, follows: Mapping[str, list[str]]) -> list[str]:
    """The shortest way from a term back to itself; empty where there is none."""
    came: dict[str, str] = {}
    waiting = [first]
    for term in waiting:
        for after in follows[term]:
            if after == first:
                path = [term]
                while path[-1] != first:
                    path.append(came[path[-1]])
                return path[::-1]
            if after not in came:
                came[after] = term
                waiting.append(after)
    return []
