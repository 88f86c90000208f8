"""The licence of licence.yaml once more, as plain data, from which it is written down for other engines. Conditions are in Python's syntax.

`Written` writes a condition in the language of an engine. `settled` is precedence, verdict and deciding terms in plain Python, for those
engines that have no names for what they found: leaving this to Python is quicker than writing it out to them, and so favours them.
"""

from __future__ import annotations

import ast
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

Answer = tuple[str, dict[str, str], tuple[str, ...]]
"""The verdict, what each engaged term does, and the terms that decide."""

PERMITS, FORBIDS, REQUIRES = "permits", "forbids", "requires"


@dataclass(frozen=True)
class Side:
    """An engine with the licence in it: how an event is made ready for it, which is not timed, and how it answers, which is."""

    name: str
    decide: Callable[[Any], Answer]
    ready: Callable[[Mapping[str, Any]], Any]
    package: str = ""


@dataclass(frozen=True)
class Rule:
    """A term: to whom and when it applies, what excuses from it, what it requires, and over which others it prevails."""

    id: str
    sort: str
    applies: str
    unless: str = ""
    requires: str = ""
    over: tuple[str, ...] = field(default=())


RULES = (
    Rule("books", PERMITS, "actor == 'publisher' and medium in ('print', 'ebook')"),
    Rule("audio", PERMITS, "actor == 'publisher' and medium == 'audio' and date >= '2026-07-01' and date <= '2029-12-31'"),
    Rule("abroad", PERMITS, "actor in ('publisher', 'agent') and territory in ('eu', 'elsewhere') and medium != 'film'"),
    Rule("review-copies", PERMITS, "actor == 'publisher' and copies <= 200 and price == 0", over=("embargo", "home-market", "credit")),
    Rule("film-reserved", FORBIDS, "medium == 'film'", unless="film_option"),
    Rule("home-market", FORBIDS, "actor == 'agent' and territory in ('uk', 'us')", unless="copies <= 500 and price >= 10"),
    Rule("embargo", FORBIDS, "actor in ('publisher', 'agent') and date <= '2027-03-31'", unless="embargo_lifted", over=("books", "audio")),
    Rule("approval", REQUIRES, "actor == 'publisher'", unless="reprint and sold >= 1000", requires="approved"),
    Rule(
        "price-floor",
        REQUIRES,
        "actor in ('publisher', 'agent') and territory != 'elsewhere'",
        unless="sold + copies <= 1000",
        requires="price >= 5 or copies <= 100",
    ),
    Rule("print-run", FORBIDS, "actor == 'publisher' and medium == 'print' and copies > 10000", unless="advance_paid"),
    Rule("credit", REQUIRES, "True", requires="credited"),
    Rule(
        "reversion",
        FORBIDS,
        "actor in ('publisher', 'agent') and date >= '2029-01-01'",
        unless="renewed",
        over=("books", "audio", "abroad"),
    ),
)
NUMBERS = ("copies", "price", "sold")
TEXTS = ("actor", "date", "medium", "territory")
TRUTHS = ("credited", "reprint", "approved", "advance_paid", "embargo_lifted", "film_option", "renewed")
EFFECT = {PERMITS: "grants", FORBIDS: "bites", REQUIRES: "bites"}


@dataclass(frozen=True)
class Written:
    """How an engine writes conditions. `numbered`: dates are numbers there; `choice`: a conditional, of three texts."""

    both: str = " and "
    either: str = " or "
    negation: str = "not ({})"
    true: str = "true"
    name: str = "{}"
    text: str = '"{}"'
    numbered: bool = False
    listed: str = "[{}]"
    among: str = "{0} in {1}"
    choice: str = "({} ? {} : {})"

    def condition(self, python: str) -> str:
        """A condition in Python's syntax, in this one."""
        return self._node(ast.parse(python, mode="eval").body)

    def _node(self, node: ast.AST) -> str:
        match node:
            case ast.BoolOp(op=op, values=values):
                return "(" + (self.both if isinstance(op, ast.And) else self.either).join(map(self._node, values)) + ")"
            case ast.Compare(left=left, ops=[ast.In()], comparators=[ast.Tuple(elts=values)]):
                return self.among.format(self._node(left), self.listed.format(", ".join(map(self._node, values))))
            case ast.Compare(left=left, ops=[op], comparators=[right]):
                return f"{self._node(left)} {_SIGNS[type(op)]} {self._node(right)}"
            case ast.BinOp(left=left, op=ast.Add(), right=right):
                return f"{self._node(left)} + {self._node(right)}"
            case ast.Name(id=name):
                return self.name.format(name)
            case ast.Constant(value=True):
                return self.true
            case ast.Constant(value=str(text)):
                return str(day(text)) if self.numbered and text[:2] == "20" else self.text.format(text)
            case ast.Constant(value=value):
                return str(value)
        raise ValueError(ast.dump(node))

    def status(self, rule: Rule) -> str:
        """What a term does before precedence, as one expression."""
        does = self.text.format(EFFECT[rule.sort])
        if rule.requires:
            does = self.choice.format(self.condition(rule.requires), self.text.format("met"), does)
        if rule.unless:
            does = self.choice.format(self.condition(rule.unless), self.text.format("excused"), does)
        return self.choice.format(self.condition(rule.applies), does, self.text.format("no")) if rule.applies != "True" else does


_SIGNS = {ast.Eq: "==", ast.NotEq: "!=", ast.Lt: "<", ast.LtE: "<=", ast.Gt: ">", ast.GtE: ">="}
_IDS = tuple(r.id for r in RULES)
_GRANTING = frozenset(r.id for r in RULES if r.sort == PERMITS)


def settled(found: Sequence[str]) -> Answer:
    """The answer from what each term does before precedence; `no` where it does not apply."""
    statuses = {id: status for id, status in zip(_IDS, found, strict=True) if status != "no"}
    get = statuses.get
    if get("review-copies") == "grants":
        for id in ("embargo", "home-market", "credit"):
            if get(id) == "bites":
                statuses[id] = "yields"
    embargo, reversion = get("embargo") == "bites", get("reversion") == "bites"
    if embargo or reversion:
        for id in ("books", "audio", "abroad") if reversion else ("books", "audio"):
            if get(id) == "grants":
                statuses[id] = "yields"
    return concluded(statuses)


_KEPT: dict[tuple[str, ...], Answer] = {}


def kept(found: Sequence[str]) -> Answer:
    """The same, each answer worked out once and kept, as a programmer may do who needs speed."""
    key = tuple(found)
    answer = _KEPT.get(key)
    if answer is None:
        answer = _KEPT[key] = settled(found)
    return answer


def concluded(statuses: dict[str, str]) -> Answer:
    """The answer from what each engaged term does."""
    does = statuses.values()
    if "bites" in does:
        if "grants" in does:
            return "conflict", statuses, tuple([id for id, s in statuses.items() if s in ("bites", "grants")])
        return "prohibited", statuses, tuple([id for id, s in statuses.items() if s == "bites"])
    if "grants" in does or "met" in does:
        return "permitted", statuses, tuple([id for id, s in statuses.items() if s == "grants" or id not in _GRANTING])
    return "silent", statuses, ()


def day(iso: str) -> int:
    """A day as a number, for engines that do not compare texts."""
    return date.fromisoformat(iso).toordinal()


def flat(event: Mapping[str, Any]) -> dict[str, Any]:
    """An event as data, with everything by its name on one level."""
    return {"actor": event["actor"], "date": event["date"], **event["parameters"], **event["facts"]}


def flat_with_a_number(event: Mapping[str, Any]) -> dict[str, Any]:
    """The same with a number for the date."""
    return {**flat(event), "date": day(event["date"])}
