"""This file defines `Control`: something on a page by which a reader sets one thing, as a row of choices, a list or a line to write in."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from contract_model.asking.values import UNKNOWN
from contract_model.model.contract import Contract, Fact, Parameter
from contract_model.model.kinds import Kind, Sort
from contract_model.telling.words import Words
from contract_model.web.pages.sources import Mark

MOST_IN_A_ROW = 4


@dataclass(frozen=True, slots=True)
class Then:
    """What would come out: the verdict, and what is to be said of it."""

    verdict: str
    said: str


@dataclass(frozen=True, slots=True)
class Option:
    """One choice. `value` is what an address then sets: nothing for what is so unless something is set."""

    value: str
    label: str
    chosen: bool = False
    note: str = ""
    marks: tuple[Mark, ...] = ()
    then: Then | None = None


@dataclass(frozen=True, slots=True)
class Control:
    """`name` as an address has it (`fact.on_azure`), `id` as the page does. `kind`: `row`, `list`, `day`, `figure` or `line`.

    `text`: what is written in a line, `example` how. `turns`: the verdict turns on it. `set_here`: the address sets it. `note`: who can
    tell, and the like. `undo`: the address without it, if it is set.
    """

    name: str
    id: str
    asks: str
    kind: str
    options: tuple[Option, ...] = ()
    text: str = ""
    example: str = ""
    turns: bool = False
    set_here: bool = False
    presumed: bool = False
    note: str = ""
    problem: str = ""


def control(
    contract: Contract,
    words: Words,
    name: str,
    *,
    set_to: str | None,
    unset: str | None,
    prefix: str = "fact",
    place: str = "case",
    listed: bool = False,
    turns: bool = False,
    presumed: bool = False,
    problem: str = "",
) -> Control:
    """The control of a fact or parameter.

    `set_to`: what the address sets it to, none for nothing. `unset`: what it is when the address sets nothing, none for not known.
    `listed`: always a list, where it can be one.
    """
    asked = contract.asked(name)
    kind = asked.kind if isinstance(asked, (Fact, Parameter)) else None
    now = unset if set_to is None else None if set_to == UNKNOWN else set_to
    choices = _choices(contract, kind)
    common: dict[str, Any] = {"turns": turns, "set_here": set_to is not None, "presumed": presumed, "problem": problem}
    common["note"] = _who(words, name)
    key, id = f"{prefix}.{name}", f"{place}-{_plain(name)}"
    if not choices:
        return Control(key, id, words.question(name), _line(kind), text=now or "", example=_example(kind, unset), **common)
    found = [
        Option(_value(value, set_to, unset), label, value == now, "presumed" if presumed and value == unset else "")
        for value, label in choices
    ]
    found.append(Option(_value(UNKNOWN, set_to, unset or UNKNOWN), "not known", now is None))
    row = not listed and len(choices) < MOST_IN_A_ROW
    return Control(key, id, words.question(name), "row" if row else "list", tuple(found), **common)


def _value(value: str, set_to: str | None, unset: str | None) -> str:
    """What an address sets for a choice. What holds unless something is set is set by nothing, unless the address does so already."""
    return "" if value == unset and value != set_to else value


def _choices(contract: Contract, kind: Kind | None) -> Sequence[tuple[str, str]]:
    """The values of a kind that has few, each with its words."""
    if kind is None:
        return ()
    match kind.sort:
        case Sort.TRUTH:
            return (("yes", "yes"), ("no", "no"))
        case Sort.CHOICE:
            return tuple((value, names[0] if names else value) for value, names in contract.choices[kind.name].values.items())
        case Sort.PARTY:
            return tuple((id, party.names[0]) for id, party in contract.parties.items())
        case _:
            return ()


def _line(kind: Kind | None) -> str:
    match kind.sort if kind else None:
        case Sort.DATE:
            return "day"
        case Sort.NUMBER | Sort.MONEY:
            return "figure"
        case _:
            return "line"


def _example(kind: Kind | None, unset: str | None) -> str:
    if unset:
        return f"presumed: {unset}"
    match kind.sort if kind else None:
        case Sort.MONEY:
            return f"for example 38bn {kind.name}" if kind else ""
        case Sort.NUMBER:
            return "for example 0.2"
        case Sort.DURATION:
            return "for example 30 days"
        case Sort.DATE:
            return "for example 2027-03-01"
        case _:
            return "not known"


def _who(words: Words, name: str) -> str:
    holders = words.holders(name)
    if not holders:
        return ""
    said = words.parties(holders, "or")
    return f"{said[:1].upper()}{said[1:]} can tell"


def _plain(name: str) -> str:
    """A name as the id of an element can have it."""
    return "".join(c if c.isalnum() or c in "-_" else "-" for c in name)
