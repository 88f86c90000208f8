"""This file tests flips: what they say of small contracts, and of generated ones that they are exactly what trying everything finds."""

from __future__ import annotations

import os
from itertools import combinations, product

from hypothesis import event, given, settings
from hypothesis import strategies as st

from contract_model.meaning.flip import flips
from contract_model.meaning.judge import judge
from contract_model.model.answer import OTHER, Among, Between, Holds
from tests import strategies
from tests.meaning import naive
from tests.strategies import EXACT, cases, contracts, values

DEPTH = 20 if os.environ.get("HYPOTHESIS_PROFILE") == "deep" else 1
MOST = 1_000  # worlds that are tried for a case


def some(share):
    """So many of the examples of the profile in force."""
    return settings(max_examples=max(10, int(settings.default.max_examples * share * DEPTH)))


def holds(literal, world, told_apart):
    """Whether a literal is true of a world. `told_apart`: the texts beside which there is `another`, by name."""
    match literal:
        case Among(name, values):
            return world[name] in values or (OTHER in values and world[name] not in told_apart[name])
        case Between(name, _, low, high, (low_closed, high_closed)):
            value = world[name]
            above = low is None or strategies.counted(low) < value or (low_closed and strategies.counted(low) == value)
            return above and (high is None or value < strategies.counted(high) or (high_closed and strategies.counted(high) == value))
        case Holds(text, _, truth):
            return naive.evaluate(text, world) == truth


class Tried:
    """What comes of each way to have some names otherwise, whatever what is not known turns out to be."""

    def __init__(self, written, posed):
        self.written = written
        self.posed = posed
        self.given = posed.given(written)
        self.override = next((v for v in written.versions if v["version"] == posed.version), None)
        asked = [n for n in strategies.KINDS if n in written.asked and n not in strategies.AMBIGUITIES and n != "actor"]
        self.names = [*asked, *([] if "date" in asked else ["date"]), *([] if posed.actor else ["actor"])]
        self.unknown = [n for n in strategies.KINDS if n not in self.given and (n in written.asked or n in ("actor", "date"))]

    def told_apart(self, names):
        """The texts beside which there is `another`, by name, when some names can be otherwise."""
        kept = {k: v for k, v in self.given.items() if k not in names}
        return {n: strategies.texts_told_apart(n, self.written.conditions, kept) for n in strategies.TEXTS}

    def ways(self, names):
        """Each choice of values for some names, as a world in part, with the verdict (none where that is open)."""
        kept = {n: v for n, v in self.given.items() if n not in names}
        rest = [n for n in self.unknown if n not in names]
        grids = [values(self.written, n, self.given, (None, None)) for n in names]
        for chosen in product(*grids):
            world = {**kept, **dict(zip(names, chosen, strict=True))}
            found = set()
            for others in product(*(values(self.written, n, self.given, self.posed.span) for n in rest)):
                whole = {**world, **dict(zip(rest, others, strict=True))}
                version = self.override or naive.version_on(self.written.versions, whole["date"])
                found.add(naive.judge(self.written.vocabulary, version, whole)[0])
            yield world, found.pop() if len(found) == 1 else None

    def size(self, names):
        """How many worlds that takes."""
        total = 1
        for n in {*names, *self.unknown}:
            total *= len(values(self.written, n, self.given, (None, None)))
        return total


def check(written, posed):
    """That the flips of a case are those that trying everything finds, as far as that can be tried."""
    answer = judge(written.loaded, posed.case)
    found = flips(written.loaded, answer)
    tried = Tried(written, posed)
    event(f"{answer.verdict.value}, {len(found.flips)} flips")
    smallest, budget = [], MOST
    for size in range(len(tried.names) + 1):
        sets = [set(s) for s in combinations(tried.names, size) if not any(t <= set(s) for t in smallest)]
        budget -= sum(tried.size(s) for s in sets)
        if budget < 0:
            break
        for names in sets:
            tries = list(tried.ways(tuple(names)))
            ways = [(world, verdict) for world, verdict in tries if verdict not in (None, answer.verdict.value)]
            told_apart = tried.told_apart(names)
            mine = [f for f in found.flips if {n for c in f.changes for n in c.names} == names]
            if not found.more:
                assert bool(ways) == bool(mine), (names, ways[:1], mine)
            for world, verdict in tries:
                said = {f.verdict.value for f in mine if all(holds(c.to, world, told_apart) for c in f.changes)}
                if found.more:
                    assert said <= {verdict}
                else:
                    assert said == ({verdict} if verdict not in (None, answer.verdict.value) else set()), (names, world, verdict, mine)
            if ways:
                smallest.append(names)
    else:
        if not found.more:
            listed = {frozenset(n for c in f.changes for n in c.names) for f in found.flips}
            assert listed == {frozenset(s) for s in smallest}


@some(0.3)
@given(st.data())
def test_flips_of_what_is_known_are_those_that_trying_everything_finds(data):
    written = data.draw(contracts(EXACT, most=3))
    for _ in range(3):
        check(written, data.draw(cases(written, total=True)))


@some(0.3)
@given(st.data())
def test_flips_hold_whatever_is_not_known(data):
    written = data.draw(contracts(("colours", "parties", "readings"), most=3))
    for _ in range(3):
        check(written, data.draw(cases(written, most=60)))
