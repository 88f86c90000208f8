"""This file defines `Columns`: which column of a table stands for what of an event, which are missing, and which stand for nothing.

A column stands for `action`, `actor`, `date`, or a parameter, fact or ambiguity of the contract: by what is said of it (`--map`), by its
name, by the question that the contract asks for it, or by the name of its list of values where only one has that list. Upper and lower
case and signs between words do not count; `fact:NAME`, `parameter:NAME` and `reading:NAME` say of what sort a name is.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from contract_model.checking.request import Given
from contract_model.model.contract import Contract, Fact, Parameter
from contract_model.model.kinds import DATE, PARTY, Kind, Sort
from contract_model.problems import ContractError, Problem, did_you_mean, nearest, quoted

ACTION, ACTOR, DAY = "action", "actor", "date"
EVENT = (ACTION, ACTOR, DAY)
NOTHING = "-"
OUTPUT = ("row", "verdict", "decided_by", "evidence", "contested", "unknown", "version", "terms")
_ALSO = {
    ACTION: ("event", "act"),
    ACTOR: ("who", "party", "by"),
    DAY: ("day", "on", "when", "at", "timestamp", "eventdate"),
}


@dataclass(frozen=True, slots=True)
class Unused:
    """A column that stands for nothing, and why, or what may have been meant; both may be empty."""

    name: str
    why: str = ""


@dataclass(frozen=True, slots=True)
class Columns:
    """`matched`: what a column stands for, by its name. `unused`: the others."""

    matched: Mapping[str, str] = field(default_factory=dict)
    unused: tuple[Unused, ...] = ()

    @property
    def by_meaning(self) -> dict[str, str]:
        """The columns by what they stand for."""
        return {meaning: name for name, meaning in self.matched.items()}


def columns(contract: Contract, names: Sequence[str], said: Mapping[str, str], held: Given) -> Columns:
    """What the columns of some names stand for. Raises ContractError with every problem."""
    problems = list(_wrong_map(contract, names, said))
    matched: dict[str, str] = {n: said[n] for n in names if n in said and said[n] != NOTHING}
    problems += _twice(matched)
    replaced = {}
    for ways in (_ids(contract), _questions(contract)):
        taken = set(matched.values())
        found: dict[str, str] = {}
        for name in names:
            meaning = ways.get(_plain(name))
            if meaning and name not in matched and name not in said and meaning not in taken:
                if name.lower() in OUTPUT and meaning not in OUTPUT:
                    continue
                found[name] = meaning
        problems += _twice(found)
        matched |= found
    for name, meaning in list(matched.items()):
        if meaning in held.names:
            replaced[name] = f"`{meaning}` is given for all rows"
            del matched[name]
    if ACTION not in matched.values() and held.action is None and len(contract.actions) > 1:
        problems.append(_no_action(contract, [n for n in names if n not in matched]))
    if problems:
        raise ContractError(problems)
    unused = tuple(Unused(n, replaced.get(n) or _why(contract, n, said, matched)) for n in names if n not in matched)
    return Columns({n: matched[n] for n in names if n in matched}, unused)


def kind_of_column(contract: Contract, meaning: str) -> Kind | None:
    """The kind of what a column stands for; none for the action."""
    if meaning == ACTION:
        return None
    if meaning in contract.ambiguities:
        return Kind(Sort.CHOICE, meaning)
    asked = contract.parameters.get(meaning) or contract.facts.get(meaning) or contract.derived.get(meaning)
    return asked.kind if asked else {ACTOR: PARTY, DAY: DATE}.get(meaning)


def _meanings(contract: Contract) -> tuple[str, ...]:
    """What a column can stand for. A fact that is called `action` is none: what is done is."""
    asked = (*contract.parameters, *contract.facts, *contract.derived, *contract.ambiguities)
    return (*EVENT, *(n for n in asked if n not in EVENT))


def _ids(contract: Contract) -> dict[str, str]:
    """What a name stands for at first sight."""
    found: dict[str, str] = {}
    facts = (*contract.facts, *contract.derived)
    for sort, names in (("reading", tuple(contract.ambiguities)), ("fact", facts), ("parameter", tuple(contract.parameters))):
        found |= {_plain(f"{sort}{n}"): n for n in names}
    return found | {_plain(n): n for n in reversed(_meanings(contract))}


def _questions(contract: Contract) -> dict[str, str]:
    """What a name stands for where nothing else has it."""
    asked: dict[str, Parameter | Fact] = {**contract.parameters, **contract.facts}
    found = {_plain(a.asks): n for n, a in asked.items() if a.asks}
    of_kind: dict[str, list[str]] = {}
    for name, one in asked.items():
        if one.kind.sort is Sort.CHOICE:
            of_kind.setdefault(one.kind.name, []).append(name)
    found |= {_plain(kind): names[0] for kind, names in of_kind.items() if len(names) == 1}
    return found | {also: meaning for meaning, words in _ALSO.items() for also in words}


def _plain(name: str) -> str:
    """A name as it counts: its letters and digits, in lower case."""
    return "".join(c for c in name.casefold() if c.isalnum())


def _wrong_map(contract: Contract, names: Sequence[str], said: Mapping[str, str]) -> Iterator[Problem]:
    known = _meanings(contract)
    for name, meaning in said.items():
        if name not in names:
            hint = did_you_mean(name, names) or f"its columns are {', '.join(map(quoted, names[:12]))}"
            yield Problem("unknown-column", f"the table has no column {quoted(name)}", within="--map", hint=hint)
        if meaning != NOTHING and meaning not in known:
            hint = "a column stands for action, actor, date, a parameter, a fact or an ambiguity; - is for nothing"
            hint = did_you_mean(meaning, known) or hint
            yield Problem("unknown-name", f"{quoted(meaning)} is nothing that a column can stand for", within="--map", hint=hint)


def _twice(matched: Mapping[str, str]) -> Iterator[Problem]:
    by_meaning: dict[str, list[str]] = {}
    for name, meaning in matched.items():
        by_meaning.setdefault(meaning, []).append(name)
    for meaning, names in by_meaning.items():
        if len(names) > 1:
            said = f"the columns {' and '.join(map(quoted, names))} both stand for `{meaning}`"
            yield Problem("said-twice", said, hint=f"leave one out: --map '{names[1]}=-'")


def _no_action(contract: Contract, names: Sequence[str]) -> Problem:
    near = nearest(ACTION, names)
    first = f"is it {quoted(near[0])}? " if near else ""
    hint = f"{first}name it with --map COLUMN=action, or give the action of all rows with --action {next(iter(contract.actions))}"
    return Problem("missing-column", "the table has no column `action`", hint=hint)


def _why(contract: Contract, name: str, said: Mapping[str, str], matched: Mapping[str, str]) -> str:
    """Why a column stands for nothing, where there is something to say."""
    if said.get(name) == NOTHING:
        return "left out"
    if name.lower() in OUTPUT:
        return "replaced by what is found"
    stands = {meaning: column for column, meaning in matched.items()}
    meant = _ids(contract).get(_plain(name)) or _questions(contract).get(_plain(name))
    if meant in stands:
        return f"{quoted(stands[meant])} stands for `{meant}`"
    free = [n for n in _meanings(contract) if n not in matched.values()]
    return did_you_mean(name.lower(), free)
