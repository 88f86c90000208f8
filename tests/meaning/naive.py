"""This file defines a second interpreter of contracts, as naive as can be: the yardstick of the tests of the meaning.

It reads the contract as it is written (plain data, conditions as texts) and judges a *world*, in which everything is known, straight
from the definition in docs/meaning.md. Python itself evaluates the texts, as the language has Python's operators. Truths are `bool`,
names and texts `str`; every quantity is an exact number: money and numbers as they are, durations in seconds, dates in seconds, too.
It shares no code with the package.
"""

from __future__ import annotations

import re
from datetime import date
from fractions import Fraction
from functools import cache
from math import ceil, floor

GRADES = ["official", "reported", "inferred", "speculative"]
DAY = 86_400
BITES, GRANTS = {"obligation", "prohibition"}, {"permission", "power"}


def day(text):
    """The beginning of a day."""
    return date.fromisoformat(text).toordinal() * DAY


def judge(contract, version, world):
    """The verdict on a world under a version, and what each term does, by id; under no version all is silent.

    `world` has a value for every name that conditions mention, and for `action`, `actor`, `date` and `evidence`.
    """
    if version is None:
        return "silent", {}
    world = World(contract.get("definitions", {}), {**names(contract), **world})
    terms = [t for t in version["terms"] if world["action"] in listed(t, "action") or not listed(t, "action")]
    statuses = {t["id"]: status(t, world) for t in terms}
    kinds = {t["id"]: t["kind"] for t in terms}
    above = {t["id"]: prevailing(t, terms) for t in terms}

    def effect(term):
        found = statuses[term]
        return found if found in ("bites", "grants") else None

    @cache
    def yields(term):
        return any(effect(r) and effect(r) != effect(term) and not yields(r) for r in above[term]) if effect(term) else False

    for term in kinds:
        if yields(term):
            statuses[term] = "yields"
    policies = {"silence": "silent", "obligation_implies_permission": True, **contract.get("policies", {})}
    done = set(statuses.values())
    if "bites" in done and "grants" in done:
        verdict = "conflict"
    elif "bites" in done:
        verdict = "prohibited"
    elif "grants" in done or ("met" in done and policies["obligation_implies_permission"]):
        verdict = "permitted"
    else:
        verdict = policies["silence"]
    return verdict, statuses


class World(dict):
    """The value of every name; that of a definition is found when it is asked for."""

    def __init__(self, definitions, values):
        super().__init__(values)
        self.definitions = definitions

    def __missing__(self, name):
        self[name] = evaluate(self.definitions[name], self)
        return self[name]


def status(term, world):
    """What a term does, before precedence."""
    bearer = listed(term, "bearer")
    engaged = (
        (not bearer or bearer == ["anyone"] or world["actor"] in bearer)
        and ("from" not in term or day(term["from"]) <= world["date"])
        and ("through" not in term or world["date"] <= day(term["through"]))
        and ("when" not in term or evaluate(term["when"], world))
        and not ("until" in term and evaluate(term["until"], world))
        and admitted(term["certainty"], world)
    )
    if not engaged:
        return "not_engaged"
    if any(admitted(x.get("certainty", term["certainty"]), world) and evaluate(x["if"], world) for x in term.get("unless", [])):
        return "excused"
    match term["kind"]:
        case "obligation":
            return "met" if "requires" not in term or evaluate(term["requires"], world) else "bites"
        case "prohibition":
            return "bites"
        case "declaration":
            return "states"
        case _:
            return "grants"


def prevailing(term, terms):
    """The ids of the terms that prevail over one."""
    over = [r for r in terms if r["id"] in listed(term, "subject_to") or term["id"] in listed(r, "notwithstanding")]
    return [r["id"] for r in over]


def admitted(certainty, world):
    """Whether evidence of a grade counts."""
    return GRADES.index(certainty) <= GRADES.index(world["evidence"])


def version_on(versions, when):
    """The version in force at a time; none before the first."""
    begun = [v for v in versions if day(v["version"]) <= when]
    return max(begun, key=lambda v: v["version"], default=None)


def listed(piece, key):
    """What stands under a key that may hold one item or a list."""
    found = piece.get(key, [])
    return found if isinstance(found, list) else [found]


def evaluate(text, world):
    """The value of a condition."""
    return eval(code(text), LANGUAGE, world)


@cache
def code(text):
    """A condition as Python: its dates become calls."""
    return compile(re.sub(r"(?<![\w\"])\d{4}-\d\d-\d\d", lambda found: f"day('{found[0]}')", text), text, "eval")


def names(contract):
    """The values of choices, the parties and the readings: each name stands for itself."""
    found = [*contract["parties"], *(v for values in contract.get("kinds", {}).values() for v in values)]
    found += [r for a in contract.get("ambiguities", {}).values() for r in a["readings"]]
    return {name: name for name in found}


def rounded(x, places, whole):
    """A number or an amount, rounded by `whole` to so many places; the tests round no durations."""
    return Fraction(whole(Fraction(x) * 10 ** (places or 0)), 10 ** (places or 0))


LANGUAGE = {
    "__builtins__": {},
    "true": True,
    "false": False,
    "min": min,
    "max": max,
    "day": day,
    "round": lambda x, places=None: rounded(x, places, lambda n: floor(abs(n) + Fraction(1, 2)) * (1 if n >= 0 else -1)),
    "floor": lambda x: rounded(x, None, floor),
    "ceil": lambda x: rounded(x, None, ceil),
    "seconds": lambda n: n,
    "minutes": lambda n: n * 60,
    "hours": lambda n: n * 3_600,
    "days": lambda n: n * DAY,
    "EUR": lambda n: n,
}
