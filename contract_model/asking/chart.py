"""This file defines `Path`: one way of understanding a sentence from its first word up to some word.

`read_paths` follows all of them, word by word, and keeps at each word the cheapest few. A path costs, most important first: what it
contradicts, its free words, the words it passes over, and the number of phrases it is made of.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import TypeAlias

from contract_model.asking.english import ARTICLES, AUXILIARIES, CONNECTIVES, DUTIES, OPENINGS, TAILS
from contract_model.asking.phrases import Given, Match, Matcher, Said
from contract_model.asking.values import kind_of_name, shown
from contract_model.asking.vocabulary import Wording, wordings
from contract_model.model.case import DateSpan
from contract_model.model.contract import Contract
from contract_model.model.kinds import Sort

KEPT = 4  # paths of different meaning kept at each word for each stage of the sentence


@dataclass(frozen=True, slots=True)
class Fault:
    """What speaks against a path, in words: `name` is that of a Problem, `given` where it lies."""

    name: str
    message: str
    given: Given
    hint: str = ""


@dataclass(frozen=True, slots=True)
class Path:
    """One way of understanding a sentence up to a word.

    `has_actor`: the actor was told, be it as someone. `action`: the action, once it was told. `says`: what was told of each name.
    `given`: what each stretch was taken for, in order.
    """

    cost: tuple[int, int, int, int] = (0, 0, 0, 0)
    has_actor: bool = False
    action: str = ""
    says: Mapping[str, Said] = field(default_factory=dict)
    given: tuple[Given, ...] = ()
    faults: tuple[Fault, ...] = ()

    @property
    def meaning(self) -> frozenset[tuple[str, Said]]:
        """What the path says, whatever the words."""
        return frozenset(self.says.items())


Stage: TypeAlias = tuple[bool, str]
"""How far a path has come: whether the actor was told, and the action, if one was told."""
_OPENINGS = wordings(Wording(pattern) for pattern in OPENINGS)
_AUXILIARIES = wordings(Wording(pattern) for pattern in AUXILIARIES)
_DUTIES = wordings(Wording(pattern) for pattern in DUTIES)
_TAILS = wordings(Wording(pattern) for pattern in TAILS)
_PASSED = CONNECTIVES | ARTICLES


def read_paths(contract: Contract, matcher: Matcher) -> list[dict[Stage, list[Path]]]:
    """The cheapest paths up to each word and up to the end, by whether the actor and which action has been told."""
    count = len(matcher.words)
    chart: list[dict[Stage, list[Path]]] = [{} for _ in range(count + 1)]
    chart[0][False, ""] = [Path()]
    for at in range(count):
        for stage, paths in chart[at].items():
            for match in _matches(matcher, at, stage):
                for path in paths:
                    _keep(chart[match.end], _extended(contract, path, match))
    return chart


def duty_at(matcher: Matcher, at: int) -> int | None:
    """Where words end that ask for a duty and begin at a token."""
    return max(matcher.ends_of(_DUTIES, at), default=None)


def _matches(matcher: Matcher, at: int, stage: Stage) -> Iterator[Match]:
    """What may stand at a word, given what has been told before."""
    has_actor, action = stage
    dates = matcher.dates_at(at)
    yield from dates
    yield from matcher.facts_at(at)
    if not action and duty_at(matcher, at) is not None:
        return  # `has to` is not `has` and `to`
    if not dates and matcher.words[at] in _PASSED:
        yield Match(at + 1, fillers=1, parts=0)
    if action:
        yield from (Match(end, fillers=1, parts=0) for end in matcher.ends_of(_TAILS, at))
        return
    yield from matcher.actions_at(at)
    yield from (Match(end, fillers=1, parts=0) for end in matcher.ends_of(_AUXILIARIES, at))
    if not has_actor:
        yield from matcher.parties_at(at)
        yield from (Match(end, fillers=1, parts=0) for end in matcher.ends_of(_OPENINGS, at))


def _keep(stages: dict[Stage, list[Path]], path: Path) -> None:
    """Puts a path among those of its stage, at most one for each meaning and the cheapest few in all."""
    kept = stages.setdefault((path.has_actor, path.action), [])
    for number, other in enumerate(kept):
        if other.says == path.says:
            if path.cost < other.cost:
                del kept[number]
                break
            return
    kept.append(path)
    kept.sort(key=lambda p: p.cost)
    del kept[KEPT:]


def _extended(contract: Contract, path: Path, match: Match) -> Path:
    """The path with one more match, and with what the match contradicts."""
    errors, free, fillers, parts = path.cost
    if not match.given:
        cost = (errors, free + match.free, fillers + match.fillers, parts + match.parts)
        return Path(cost, path.has_actor, path.action, path.says, path.given, path.faults)
    says = dict(path.says)
    has_actor, action = path.has_actor, path.action
    faults: list[Fault] = []
    for given in match.given:
        has_actor = has_actor or given.name == "actor"
        if given.problem:
            kind = kind_of_name(contract, given.name)
            dated = kind is None or kind.sort is Sort.DATE
            faults.append(Fault("bad-date" if dated else "bad-value", given.problem, given))
        elif given.value is not None:
            fault = _add(contract, says, given)
            if fault is not None:
                faults.append(fault)
    if "action" in says and not action:
        action = str(says["action"])
        faults += _foreign(contract, action, (*path.given, *match.given))
    elif action:
        faults += _foreign(contract, action, match.given)
    cost = (errors + len(faults), free + match.free, fillers + match.fillers, parts + match.parts)
    return Path(cost, has_actor, action, says, path.given + match.given, path.faults + tuple(faults))


def _add(contract: Contract, says: dict[str, Said], given: Given) -> Fault | None:
    """Adds what is given to what was said; the fault when that says something else. Dates that are told twice both hold."""
    value = given.value
    if value is None:
        return None
    before = says.get(given.name)
    if isinstance(value, DateSpan) and isinstance(before, DateSpan):
        both = _both(before, value)
        if both is None:
            return Fault("said-twice", f"the question says both {before} and {value}, which have no day in common", given)
        says["date"] = both
    elif before is None:
        says[given.name] = value
    elif before != value:
        both_words = f"{shown(contract, given.name, before)} and {shown(contract, given.name, value)}"
        return Fault("said-twice", f"the question says `{given.name}` twice, as {both_words}", given)
    return None


def _both(one: DateSpan, other: DateSpan) -> DateSpan | None:
    """The days that two spans have in common, with the time of day that one of them tells."""
    firsts = [span.first for span in (one, other) if span.first]
    lasts = [span.last for span in (one, other) if span.last]
    first, last = max(firsts, default=None), min(lasts, default=None)
    times: set[timedelta] = {span.time for span in (one, other) if span.time is not None}
    if (first and last and first > last) or len(times) > 1:
        return None
    return DateSpan(first, last, times.pop() if times else None)


def _foreign(contract: Contract, action: str, given: tuple[Given, ...]) -> list[Fault]:
    """The parameters among what is given that the action does not have."""
    own = contract.actions[action].parameters
    hint = f"its parameters are {', '.join(own)}" if own else "it has no parameters"
    return [
        Fault("unknown-name", f"`{g.name}` is not a parameter of the action `{action}`", g, hint)
        for g in given
        if g.name in contract.parameters and g.name not in own and g.value is not None
    ]
