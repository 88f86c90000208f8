"""This file tests flips: what they say of small contracts, and of generated ones that they are exactly what trying everything finds."""

from __future__ import annotations

import os
from itertools import combinations, product

from hypothesis import event, given, settings
from hypothesis import strategies as st

from contract_model.front import ask
from contract_model.loading.load import load_text
from contract_model.meaning.flip import flips
from contract_model.meaning.forcing import levers
from contract_model.meaning.judge import judge
from contract_model.model.answer import OTHER, Among, Between, Holds
from contract_model.model.flip import Hands
from contract_model.telling.document import literal_of
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
        """Each choice of values for some names, as a world in part, with the verdict, and what each term does in each world of it."""
        kept = {n: v for n, v in self.given.items() if n not in names}
        rest = [n for n in self.unknown if n not in names]
        grids = [values(self.written, n, self.given, (None, None)) for n in names]
        for chosen in product(*grids):
            world = {**kept, **dict(zip(names, chosen, strict=True))}
            found, statuses = set(), []
            for others in product(*(values(self.written, n, self.given, self.posed.span) for n in rest)):
                whole = {**world, **dict(zip(rest, others, strict=True))}
                version = self.override or naive.version_on(self.written.versions, whole["date"])
                verdict, does = naive.judge(self.written.vocabulary, version, whole)
                found.add(verdict)
                statuses += [(version and version["version"], does)]
            yield world, found.pop() if len(found) == 1 else "depends", statuses

    def size(self, names):
        """How many worlds that takes."""
        total = 1
        for n in {*names, *self.unknown}:
            total *= len(values(self.written, n, self.given, (None, None)))
        return total


def check(written, posed, opening=False):
    """That the flips of a case are those that trying everything finds, as far as that can be tried."""
    answer = judge(written.loaded, posed.case)
    found = flips(written.loaded, answer, opening=opening)
    others = {"permitted", "prohibited", "silent", "conflict", *(["depends"] if opening else [])} - {answer.verdict.value}
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
            ways = [(world, verdict) for world, verdict, _ in tries if verdict in others]
            told_apart = tried.told_apart(names)
            mine = [f for f in found.flips if {n for c in f.changes for n in c.names} == names]
            if not found.more:
                assert bool(ways) == bool(mine), (names, ways[:1], mine)
            for flip in mine:
                here = [s for world, _, each in tries if all(holds(c.to, world, told_apart) for c in flip.changes) for s in each]
                for role in (*flip.decided_by, *flip.instead):
                    does = {statuses[role.term] for version, statuses in here if version == role.version}
                    assert role.status.value == ("unknown" if len(does) > 1 else does.pop() if does else "not_engaged"), (flip, role)
            for world, verdict, _ in tries:
                said = {f.verdict.value for f in mine if all(holds(c.to, world, told_apart) for c in f.changes)}
                if found.more:
                    assert said <= {verdict} & others
                else:
                    assert said == ({verdict} & others), (names, world, verdict, mine)
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
        check(written, data.draw(cases(written, most=60)), opening=data.draw(st.booleans()))


@some(0.2)
@given(st.data())
def test_what_a_party_can_force_or_block_is_what_trying_everything_finds(data):
    def hold(vocabulary, _):
        for name, holder in {"p": "ann", "q": "bob", "r": "ann", "shade": "bob", "holder": ["ann", "bob"]}.items():
            vocabulary["facts"][name]["held_by"] = holder

    written = data.draw(contracts(("colours", "parties", "readings"), most=3)).changed(hold)
    for _ in range(4):
        posed = data.draw(cases(written, most=60))
        check_levers(written, posed)


def check_levers(written, posed):
    """That what each party can do is what trying everything finds."""
    answer = judge(written.loaded, posed.case)
    found = {(x.party, x.verdict.value): x for x in levers(written.loaded, answer)}
    event(f"{len(found)} levers")
    worlds = [(world, naive.judge(written.vocabulary, version, world)[0]) for version, world in strategies.completions(written, posed)]
    possible = {verdict for _, verdict in worlds}
    if len(possible) == 1:
        assert not found
        return
    unknown = [n for n in strategies.KINDS if n not in posed.given(written) and (n in written.asked or n in ("actor", "date"))]
    of_event = [posed.actor] if posed.actor else []
    holders = {"p": ["ann"], "r": ["ann"], "q": ["bob"], "shade": ["bob"], "colour": of_event, "date": of_event}
    for party in strategies.PARTIES:
        own = [n for n in unknown if holders.get(n) == [party]]
        for verdict in possible:
            lever = found.get((party, verdict))
            for wanted, said in ((True, lever.forces if lever else ()), (False, lever.blocks if lever else ())):
                ways = minimal_ways(own, worlds, lambda v, wanted=wanted, verdict=verdict: (v == verdict) is wanted)
                assert {frozenset(n for x in cube for n in names_of(x)) for cube in said} == set(ways)
                for names, choices in ways.items():
                    mine = [cube for cube in said if {n for x in cube for n in names_of(x)} == names]
                    for chosen, works in choices:
                        assert works == any(all(holds(x, chosen, {}) for x in cube) for cube in mine)


def minimal_ways(own, worlds, good):
    """The smallest sets of names, each with every choice of values for them and whether it does whatever the rest."""
    found = {}
    for size in range(len(own) + 1):
        for names in combinations(own, size):
            if any(smaller <= set(names) for smaller in found):
                continue
            verdicts = {}
            for world, verdict in worlds:
                verdicts.setdefault(tuple(world[n] for n in names), []).append(verdict)
            choices = [(dict(zip(names, chosen, strict=True)), all(map(good, those))) for chosen, those in verdicts.items()]
            if any(works for _, works in choices):
                found[frozenset(names)] = choices
    return found


def names_of(literal):
    """What a literal is about."""
    return literal.names if isinstance(literal, Holds) else (literal.name,)


SALE = """
contract: sale
parties: {buyer: The buyer, seller: The seller}
actions:
  withdraw: {says: "{actor} withdraws", parameters: {notice: {kind: duration, asks: With how much notice?}}}
facts:
  paid: {asks: How much has been paid?, kind: money EUR, held_by: buyer}
  costs: {asks: What has the seller spent?, kind: money EUR, held_by: seller}
  signed: {asks: When was it signed?, kind: date, held_by: [buyer, seller], presumed: 2026-01-01}
version: 2026-01-01
terms:
  - {id: withdrawal, kind: permission, bearer: buyer, counterparty: seller, action: withdraw, when: paid >= costs,
     certainty: official, sources: []}
  - id: too-late
    kind: prohibition
    bearer: buyer
    counterparty: seller
    action: withdraw
    when: date > signed + days(14)
    notwithstanding: withdrawal
    certainty: official
    sources: []
"""


def withdrawal(**facts):
    """What comes of a withdrawal on 20 January, 100 EUR having been paid and 40 EUR spent."""
    event = {"action": "withdraw", "actor": "buyer", "date": "2026-01-20", "facts": {"paid": "100 EUR", "costs": "40 EUR", **facts}}
    return ask(event, load_text(SALE))


class TestQuantities:
    def test_either_side_of_a_comparison_can_be_changed(self):
        flips_ = withdrawal().flips("permitted").flips
        assert [told(f) for f in flips_] == [
            ({"signed": {"from": "2026-01-06"}}, Hands.BOTH),
            ({"date": {"from": "2026-01-01", "through": "2026-01-15"}}, Hands.BEARER),
        ]

    def test_what_is_compared_with_each_other_may_have_to_change_together(self):
        flips_ = withdrawal(paid="20 EUR", signed="2026-01-10").flips("permitted").flips
        assert [told(f) for f in flips_] == [
            ({"costs": {"at_most": "20 EUR"}}, Hands.COUNTERPARTY),
            ({"paid": {"at_least": "40 EUR"}}, Hands.BEARER),
        ]
        flips_ = withdrawal(paid="20 EUR").flips("permitted").flips
        assert {frozenset(told(f)[0]) for f in flips_} == {frozenset((x, y)) for x in ("paid", "costs") for y in ("date", "signed")}

    def test_the_present_value_is_told_with_how_it_is_known(self):
        (signed, _) = withdrawal().flips("permitted").flips
        (was,) = signed.changes[0].was
        assert (was.name, str(was.value), was.presumed) == ("signed", "2026-01-01", True)


def told(flip):
    """What a flip says, and in whose hands it lies."""
    return dict(literal_of(c.to) for c in flip.changes), flip.hands


class TestLimits:
    def test_of_what_could_all_be_otherwise_single_changes_are_found(self):
        """The order in which the terms ask makes the diagrams of `x == y` for all pairs larger than may be."""
        facts = {f"{x}{i}": True for x in "ab" for i in range(18)}
        never = " or ".join(f"(a{i} and not a{i})" for i in range(18))
        same = " and ".join(f"(a{i} == b{i})" for i in range(18))
        found = withdrawal_of(facts, f"({never}) or {same}").flips()
        assert found.found.at_once == 1
        assert found.found.more
        assert {n for f in found.flips for c in f.changes for n in c.names} == {*facts, "date"}
        assert "only single changes were looked at" in found.to_text()

    def test_where_further_ways_take_very_many_changes_the_shorter_ones_are_found(self):
        facts = {f"{x}{i}": True for x in "ab" for i in range(12)}
        found = withdrawal_of(facts, " or ".join(f"(a{i} and b{i})" for i in range(12))).flips()
        assert found.found.more
        assert [c.names for f in found.flips for c in f.changes] == [("date",)]
        assert "There may be other ways, with more changes" in found.to_text()


def withdrawal_of(facts, condition):
    """What comes of an act that is permitted under a condition."""
    asked = "".join(f"  {name}: {{asks: Is {name} so?, kind: truth}}\n" for name in facts)
    contract = load_text(f"""
contract: many
parties: {{ann: Ann}}
actions: {{act: {{says: "{{actor}} acts"}}}}
facts:
{asked}
version: 2026-01-01
terms: [{{id: all, kind: permission, bearer: ann, action: act, when: "{condition}", certainty: official, sources: []}}]
""")
    return ask({"action": "act", "actor": "ann", "date": "2026-05-01", "facts": facts}, contract)
