"""This file tests how readings are compared: every combination against the case judged anew, shares against worlds counted one by one."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace
from itertools import product

import pytest
from hypothesis import event, given, settings
from hypothesis import strategies as st

from contract_model.meaning.judge import judge
from contract_model.meaning.readings import MAX_LISTED, readings
from contract_model.problems import ContractError
from tests.meaning import naive
from tests.meaning.frame import case, contract
from tests.strategies import AMBIGUITIES, cases, completions, contracts

LEASE = """
    facts: {agreed: truth, rent: {kind: money EUR}}
    ambiguities:
      bees: [wild, kept, none]
      consent: [spoken, written]
    terms:
      - id: no-bees
        kind: prohibition
        when: bees == kept or (bees == wild and consent == written)
        unless: agreed
"""


def told(found):
    """The combinations, each by its readings that are not all, with its verdicts."""
    every = {c.name: len(c.alone) for c in found.matter}
    shown = {}
    for combination in found.combinations:
        some = " ".join(f"{n}={'|'.join(of)}" for n, of in combination.readings.items() if len(of) < every[n])
        shown[some] = sorted(o.verdict.value for o in found.answers[combination.answer])
    return shown


def test_combinations_with_one_answer_are_told_as_one():
    lease = contract(LEASE)
    found = readings(lease, case(lease, agreed=False))
    assert told(found) == {
        "bees=wild consent=spoken": ["silent"],
        "bees=wild consent=written": ["prohibited"],
        "bees=kept": ["prohibited"],
        "bees=none": ["silent"],
    }
    assert (found.total, found.more) == (6, 0)
    assert [c.taken for c in found.combinations] == [True, False, False, False]


def test_an_ambiguity_on_which_nothing_turns_is_irrelevant():
    lease = contract(LEASE)
    found = readings(lease, case(lease, agreed=True))
    assert (found.matter, told(found)) == ((), {"": ["silent"]})
    assert list(found.irrelevant) == ["bees", "consent"]


def test_an_ambiguity_that_no_term_asks_about_is_not_even_that():
    lease = contract(LEASE.replace("ambiguities:", "ambiguities:\n      weeds: [few, many]"))
    found = readings(lease, case(lease, agreed=True))
    assert found.unasked == ("weeds",)
    assert "weeds" not in found.irrelevant


def test_a_reading_that_the_case_chooses_is_held():
    lease = contract(LEASE)
    found = readings(lease, case(lease, agreed=False, readings={"consent": "written"}))
    assert told(found) == {"bees=wild|kept": ["prohibited"], "bees=none": ["silent"]}
    assert found.held == {"consent": "written"}
    assert found.matter[0].settles == ("wild", "kept", "none")


def test_a_reading_settles_when_no_other_ambiguity_matters_after_it():
    lease = contract(LEASE)
    bees, consent = readings(lease, case(lease, agreed=False)).matter
    assert (bees.name, bees.settles, bees.decides_alone) == ("bees", ("kept", "none"), True)
    assert (consent.name, consent.settles, consent.decides_alone) == ("consent", (), True)


def test_an_ambiguity_may_matter_and_not_decide_alone():
    lease = contract(LEASE.replace("bees: [wild, kept, none]", "bees: [none, wild, kept]"))
    found = readings(lease, case(lease, agreed=False))
    consent = next(c for c in found.matter if c.name == "consent")
    assert not consent.decides_alone
    assert (consent.changes.count, consent.changes.of) == (0, 1)


def test_an_open_ambiguity_has_no_reading_taken():
    lease = contract(LEASE.replace("consent: [spoken", "consent: [open, spoken"))
    found = readings(lease, case(lease, agreed=False))
    assert [(c.name, c.taken) for c in found.matter] == [("bees", "wild"), ("consent", None)]
    assert [c.taken for c in found.combinations] == [True, True, False, False]
    assert {o.verdict.value for o in found.answers[0]} == {"prohibited", "silent"}


def test_a_case_may_be_asked_about_under_one_combination():
    lease = contract(LEASE)
    found = readings(lease, case(lease, agreed=False))
    assert [o.verdict.value for o in found.under({"consent": "written"})] == ["prohibited"]
    assert [o.verdict.value for o in found.under({"bees": "kept"})] == ["prohibited"]
    with pytest.raises(KeyError):
        found.under({"bees": "tame"})


def test_each_combination_of_open_facts_counts_once():
    lease = contract(LEASE.replace("unless: agreed", "unless: [agreed, approved]").replace("facts: {", "facts: {approved: truth, "))
    bees, consent = readings(lease, case(lease)).matter
    assert (bees.changes.count, bees.changes.of) == (1, 4)  # agreed and approved may be either; both must be false
    assert (consent.changes.count, consent.changes.of) == (1, 4)
    bees, consent = readings(lease, case(lease, agreed=False)).matter
    assert (bees.changes.count, bees.changes.of) == (1, 2)
    assert (bees.anywhere.count, bees.anywhere.of) == (1, 4)  # whatever the case says of the facts


def test_a_quantity_counts_by_its_cells():
    lease = contract(LEASE.replace("unless: agreed", "unless: rent >= EUR(100)"))
    (bees, _) = readings(lease, case(lease)).matter
    assert (bees.changes.count, bees.changes.of) == (1, 3)  # below 100, on it, above


def test_days_between_which_there_is_none_are_no_cell():
    lease = contract(LEASE.replace("unless: agreed", "unless: [date <= 2026-05-01, date >= 2026-05-02]"))
    assert readings(lease, case(lease, on="2026-04-01..2026-06-30")).matter == ()


def test_quantities_that_cannot_be_together_are_not_counted():
    lease = contract("""
        facts: {paid: {kind: money EUR}, due: {kind: money EUR}}
        ambiguities: {bees: [wild, kept]}
        terms: [{id: no-bees, kind: prohibition, when: "bees == wild and paid < due and paid >= EUR(2) and due <= EUR(1)"}]
    """)
    assert readings(lease, case(lease)).matter == ()
    lease = contract("""
        facts: {paid: {kind: money EUR}, due: {kind: money EUR}}
        ambiguities: {bees: [wild, kept]}
        terms: [{id: no-bees, kind: prohibition, when: "bees == wild and paid < due and paid >= EUR(2) and due <= EUR(3)"}]
    """)
    (bees,) = readings(lease, case(lease)).matter
    # paid below, on, above 2; due below, on, above 3; their order. Below 2 and above 3, or with one of both on its threshold, some orders
    # cannot be: 3 + 1 + 1 + 3 + 1 + 1 + 3 + 3 + 3 = 19 combinations are left, and in 4 of them there is a breach.
    assert (bees.changes.count, bees.changes.of) == (4, 19)


def test_many_combinations_are_cut_and_said_to_be():
    names = [f"a{i}" for i in range(8)]
    lease = contract(f"""
        facts: {{{", ".join(f"f{i}: truth" for i in range(8))}}}
        ambiguities: {{{", ".join(f"{n}: [one, other]" for n in names)}}}
        terms: [{{id: no-bees, kind: prohibition, when: "{" or ".join(f"({n} == one and f{i})" for i, n in enumerate(names))}"}}]
    """)
    found = readings(lease, case(lease))
    assert (len(found.combinations), found.total, found.more) == (MAX_LISTED, 256, 256 - MAX_LISTED)


def entangled(count, presumed):
    """A lease in which so many pairs of facts matter, if bees are wild, the first of each pair asked about before any second one."""
    facts = ", ".join(f"{side}{i}: {{kind: truth{presumed}}}" for i in range(count) for side in "ab")
    firsts = " or ".join(f"a{i} and not a{i}" for i in range(count))
    pairs = " or ".join(f"a{i} and b{i}" for i in range(count))
    return contract(f"""
        facts: {{{facts}}}
        ambiguities: {{bees: [wild, kept]}}
        terms: [{{id: no-bees, kind: prohibition, when: "bees == wild and (({firsts}) or ({pairs}))"}}]
    """)


def test_where_too_much_is_open_it_is_said_what_to_state():
    lease = entangled(24, "")
    with pytest.raises(ContractError) as raised:
        readings(lease, case(lease))
    assert raised.value.problems[0].name == "too-many-unknowns"


def test_cases_that_are_too_many_to_count_are_not_counted():
    lease = entangled(24, ", presumed: true")
    (bees,) = readings(lease, case(lease)).matter
    assert (bees.changes.count, bees.changes.of) == (1, 1)
    assert bees.anywhere is None


# --- against brute force ------------------------------------------------------------------------------------------------------------


def as_set(outcomes):
    """Outcomes in no order."""
    return {(o.verdict, frozenset(map(frozenset, o.conditions))) for o in outcomes}


def varied(written, posed):
    """The ambiguities that a case does not choose, with their readings."""
    return {n: of for n, of in AMBIGUITIES.items() if n not in posed.readings or n in posed.unknown}


@settings(max_examples=40)
@given(st.data())
def test_each_combination_has_the_answer_of_the_case_with_these_readings(data):
    written = data.draw(contracts())
    posed = data.draw(cases(written))
    found = readings(written.loaded, posed.case)
    free = varied(written, posed)
    seen = set()
    for chosen in product(*free.values()):
        chosen = dict(zip(free, chosen, strict=True))
        here = [c for c in found.combinations if all(chosen[n] in of for n, of in c.readings.items())]
        assert len(here) == 1
        unknown = posed.case.unknown - chosen.keys()
        anew = judge(written.loaded, replace(posed.case, readings={**posed.case.readings, **chosen}, unknown=unknown))
        assert as_set(found.answers[here[0].answer]) == as_set(anew.outcomes)
        seen.add(here[0].answer)
    event(f"{len(found.matter)} matter")
    assert len({frozenset(as_set(found.answers[a])) for a in seen}) == len(seen), "two answers are the same"
    for name in (n for n in free if n not in [c.name for c in found.matter]):
        without = answers(written, posed, free)
        for chosen, outcomes in without.items():
            others = [o for c, o in without.items() if all(r == s for n, r, s in zip(free, chosen, c, strict=True) if n != name)]
            assert all(o == outcomes for o in others), f"{name} matters"


def answers(written, posed, free):
    """The answer under every combination of readings, judged anew."""
    found = {}
    for chosen in product(*free.values()):
        readings_ = {**posed.case.readings, **dict(zip(free, chosen, strict=True))}
        anew = judge(written.loaded, replace(posed.case, readings=readings_, unknown=posed.case.unknown - free.keys()))
        found[chosen] = as_set(anew.outcomes)
    return found


COUNTABLE = ("truths", "colours", "parties", "readings")


@settings(max_examples=40)
@given(st.data())
def test_shares_are_those_of_all_worlds(data):
    """Over truths, choices and parties a cell is a value, so worlds can be made one by one."""
    written = data.draw(contracts(COUNTABLE))
    posed = data.draw(cases(written, most=600))
    if posed.span[0] is None or posed.span[0] != posed.span[1]:
        posed = replace(posed, span=("2026-01-05", "2026-01-05"))
    found = readings(written.loaded, posed.case)
    free = varied(written, posed)
    opened = replace(posed, unknown=posed.unknown | free.keys(), readings={n: r for n, r in posed.readings.items() if n not in free})
    worlds = [(world, naive.judge(written.vocabulary, version, world)[0]) for version, world in completions(written, opened)]
    for clarification in found.matter:
        name = clarification.name
        defaults = {c.name: c.taken for c in found.matter if c.taken and c.name != name}
        verdicts = defaultdict(set)
        for world, verdict in worlds:
            if all(world[n] == r for n, r in defaults.items()):
                verdicts[tuple(v for n, v in sorted(world.items()) if n != name)].add(verdict)
        changed = sum(len(v) > 1 for v in verdicts.values())
        event("changes some" if changed else "changes none")
        assert clarification.changes.count * len(verdicts) == clarification.changes.of * changed


@settings(max_examples=20)
@given(st.data())
def test_the_cases_of_the_action_are_those_of_a_case_that_knows_nothing(data):
    written = data.draw(contracts())
    posed = data.draw(cases(written)).case
    event_ = replace(posed.event, parameters={})
    chosen = {n: r for n, r in posed.readings.items() if n in AMBIGUITIES}
    unknown = frozenset(n for n in posed.unknown if n in AMBIGUITIES)
    bare = replace(posed, event=event_, facts={}, readings=chosen, unknown=unknown, presume=False)
    anywhere = {c.name: c.changes for c in readings(written.loaded, bare).matter}
    for clarification in readings(written.loaded, posed).matter:
        assert clarification.anywhere == anywhere[clarification.name]
